"""A web server in a thread of its own, which says nothing and ends with the process."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

_LONGEST_HEAD = 64 * 1024  # of a request; beyond it uvicorn refuses without asking us


class Running:
    """Serves `app` on a socket that listens already, from now until the process ends."""

    def __init__(self, listening: socket.socket, app: ASGIApp) -> None:
        self._loop = asyncio.new_event_loop()
        serve = uvicorn.Server(_config(app)).serve(sockets=[listening])
        threading.Thread(
            target=self._loop.run_until_complete, args=(serve,), name="livegen serve", daemon=True
        ).start()

    def soon(self, act: Callable[[], None]) -> None:
        """Let the server's thread do this."""
        self._loop.call_soon_threadsafe(act)


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
    )
