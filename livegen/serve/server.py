"""The server of the preview: one thread, one loop, and the newest site for whoever asks.

Law: a tab has no queue. It is told what is so now, as soon as it can take it; what came between
is nobody's news, so memory does not grow with changes.
"""

from __future__ import annotations

import asyncio
import errno
import json
import socket
from contextlib import suppress
from urllib.parse import quote

from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from livegen.serve import guards, pages
from livegen.serve.addresses import EVERYWHERE, bracketed
from livegen.serve.ranges import response
from livegen.serve.running import Running
from livegen.serve.shown import Shown, Site

_PORTS = 20
_PATIENCE = 10.0  # seconds that a request waits for the first build


class Server:
    """Serves what it was last told to show, from `start` until the process ends.

    `host` is where it listens; `allowed` are the names it answers to beside those of this
    machine. With a `port` of 0 the machine picks one. `base` is the path of the site as long as
    nothing is shown.
    """

    def __init__(
        self, *, host: str, port: int, allowed: frozenset[str] = frozenset(), base: str = ""
    ) -> None:
        self._host, self._port = host, port
        own = bracketed(host)
        self._allowed = guards.LOOPBACK | {guards.name_of(name) for name in (*allowed, own)} - {""}
        self._numbers = own not in guards.LOOPBACK
        self._site = self._unbuilt = Site(Shown(files={}, base=base))
        self._changed = asyncio.Event()
        self._socket: socket.socket | None = None
        self._running: Running | None = None

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the site; `""` before it listens."""
        if self._socket is None:
            return ""
        host = "127.0.0.1" if self._host in EVERYWHERE else self._host
        port = self._socket.getsockname()[1]
        return f"http://{bracketed(host)}:{port}{quote(self._site.base)}/"

    def listen(self) -> None:
        """Take a port, the next free one if the one asked for is taken; who asks has to wait.

        Raises `OSError` if none of twenty is free, or the machine refuses.
        """
        self._socket = _listening(self._host, self._port)

    def start(self) -> None:
        """Serve, in a thread. Listens first, if it does not yet."""
        if self._socket is None:
            self.listen()
        if self._socket is not None:
            self._running = Running(self._socket, self._answer)

    def show(self, shown: Shown) -> None:
        """Show this from now on, and tell the open pages; may be called from any thread."""
        self._site = self._site.followed_by(shown)
        if self._running:
            self._running.soon(self._wake)

    def _wake(self) -> None:
        """Let all that wait for a change go on; whoever waits from now on waits for the next."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] == "websocket":
            await self._listen(WebSocket(scope, receive, send))
        else:
            reply = await self._reply(Request(scope))
            await reply(scope, receive, send)

    async def _reply(self, request: Request) -> Response:
        try:
            self._check_host(request)
            path = guards.path_of(request.scope["raw_path"])
        except guards.Refused as refused:
            return _refusal(refused)
        if request.method not in ("GET", "HEAD"):
            return PlainTextResponse("A preview is only read.\n", 405, {"Allow": "GET, HEAD"})
        answer = pages.own_file(path)
        if answer is None:
            answer = pages.page(await self._ready(), path, request.url.query)
        return response(answer, request.headers)

    def _check_host(self, asked: HTTPConnection) -> None:
        hosts = asked.headers.getlist("host")
        guards.check_host(hosts, self._allowed, numbers=self._numbers)

    async def _ready(self) -> Site:
        """Return the site, for which the first requests wait a little."""
        if self._site is self._unbuilt:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), _PATIENCE)
        return self._site

    async def _listen(self, tab: WebSocket) -> None:
        """Tell a tab how its page looks, and what is wrong, until it goes."""
        try:
            self._check_host(tab)
            guards.check_origin(tab.headers.getlist("origin"), tab.headers.getlist("host"))
            if tab.scope["path"] != pages.CHANGES:
                raise guards.Refused(404, "Nothing listens here.")
            raw, _, query = tab.query_params.get("at", "").partition("?")
            path = guards.path_of(raw.encode())
        except guards.Refused as refused:
            await tab.send_denial_response(_refusal(refused))
            return
        await tab.accept()
        async with asyncio.TaskGroup() as both:
            telling = both.create_task(self._tell(tab, path, query))
            while (await tab.receive())["type"] != "websocket.disconnect":
                pass  # a tab has nothing to say
            telling.cancel()

    async def _tell(self, tab: WebSocket, path: str, query: str) -> None:
        told = ""
        with suppress(WebSocketDisconnect):
            while True:
                changed = self._changed
                news = "" if self._site is self._unbuilt else _news(self._site, path, query)
                if news != told:
                    await tab.send_text(news)
                    told = news
                await changed.wait()


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens on the first free port from `port` on."""
    last = min(port + _PORTS, 65536) - 1
    for candidate in range(port, last):
        try:
            return _bound(host, candidate)
        except OSError as fault:
            if fault.errno != errno.EADDRINUSE:
                raise
    return _bound(host, last)


def _bound(host: str, port: int) -> socket.socket:
    family, *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    made = socket.create_server((host, port), family=family, dualstack_ipv6=host == "::")
    # What it accepts inherits this. asyncio sets it only where it can tell the protocol, and it
    # cannot here: without it, a page comes 40 ms after its head.
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def _refusal(refused: guards.Refused) -> PlainTextResponse:
    return PlainTextResponse(f"{refused.why}\n", refused.status)


def _news(site: Site, path: str, query: str) -> str:
    """Return what a tab is told."""
    look = pages.look(site, path, query)
    return json.dumps({**pages.told(look), "errors": site.shown.errors})
