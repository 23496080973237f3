"""A web server in a thread of its own, which says nothing and ends when it is told to."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp

_LONGEST_HEAD = 64 * 1024  # of a request; beyond it uvicorn refuses without asking us


class Running:
    """Serves `app` on a socket that listens already, from now until `end`."""

    def __init__(self, listening: socket.socket, app: ASGIApp) -> None:
        self.port: int = listening.getsockname()[1]
        self._server = uvicorn.Server(_config(app))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._run, args=(listening,), name="livegen serve", daemon=True
        )
        self._thread.start()

    def soon(self, act: Callable[[], None]) -> None:
        """Let the server's thread do this; nothing once it has ended."""
        with suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(act)

    def end(self) -> None:
        """Close every connection, come what may, and wait for the thread."""
        self.soon(self._close)
        self._thread.join(timeout=2)

    def _run(self, listening: socket.socket) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._server.serve(sockets=[listening]))

    def _close(self) -> None:
        """Leave uvicorn, which would wait for slow readers, with nobody to wait for."""
        self._server.should_exit = True
        for server in getattr(self._server, "servers", ()):
            server.close()
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()


def _config(app: ASGIApp) -> uvicorn.Config:
    """Return uvicorn's settings; all that it would pick by what is installed is said."""
    return uvicorn.Config(
        app,
        interface="asgi3",
        http="h11",
        loop="asyncio",
        # uvicorn's first choice is an interface that its library gives up, with a warning.
        ws="wsproto",
        ws_max_size=1024,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=_LONGEST_HEAD,
        timeout_graceful_shutdown=1,
    )
