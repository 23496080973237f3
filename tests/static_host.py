"""A static host on which faults can be planted: files, ETags, 304s, and whatever goes wrong.

It sends what `_headers` has for a file, and its own `Date`, by the clock that a test sets.
"""

from __future__ import annotations

import hashlib
import mimetypes
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from livegen import hosting


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host sends: `length` is what it says of the body, and it lets `wait` seconds pass."""

    body: bytes
    type: str = "text/html; charset=utf-8"
    status: int = 200
    length: int = 0
    wait: float = 0
    etag: bool = True


Fault = Callable[[Answer], Answer]
"""Turns the right answer into a wrong one."""


def status(number: int) -> Fault:
    """An error page with this status."""
    return lambda _: Answer(b"<!doctype html><title>No</title><p>No.</p></html>\n", status=number)


def html(_: Answer) -> Answer:
    """A page with status 200, as hosts send that know every path."""
    return Answer(b"<!doctype html><html><title>Welcome</title><p>Welcome.</p></html>\n")


def cut_off(right: Answer) -> Answer:
    """Half of what was promised, and the connection is closed."""
    half = right.body[: len(right.body) // 2]
    return replace(right, body=half, length=len(right.body), etag=False)


def halved(right: Answer) -> Answer:
    """Half of it, as if that were all."""
    return replace(right, body=right.body[: len(right.body) // 2], etag=False)


def slow(seconds: float) -> Fault:
    """The right answer, late."""
    return lambda right: replace(right, wait=seconds)


def given(body: bytes) -> Fault:
    """What the file once was, as an edge sends that is behind."""
    return lambda right: replace(right, body=body)


@dataclass(slots=True)
class Host:
    """A folder at an origin. `asked` is every request with its status and the bytes of its answer.

    `now` is what the host's clock says; None is the machine's.
    """

    folder: Path
    origin: str = ""
    now: datetime | None = None
    asked: list[tuple[str, int, int]] = field(default_factory=list)
    faults: list[tuple[str, list[Fault]]] = field(default_factory=list)

    def plant(self, pattern: str, *faults: Fault) -> None:
        """Answer wrongly from now on, whenever the path fits: each fault once, then the last."""
        self.faults.insert(0, (pattern, list(faults)))

    def mend(self) -> None:
        """Answer rightly again."""
        self.faults.clear()

    def count(self, pattern: str) -> int:
        """How often paths that fit have been asked for."""
        return sum(fnmatchcase(path, pattern) for path, _, _ in self.asked)

    def answer(self, path: str) -> Answer:
        """Return what is sent for a path."""
        right = self._right(path)
        for pattern, faults in self.faults:
            if fnmatchcase(path, pattern):
                fault = faults.pop(0) if len(faults) > 1 else faults[0]
                return fault(right)
        return right

    def _right(self, path: str) -> Answer:
        file = self.folder / unquote(path).lstrip("/")
        file = file / "index.html" if path.endswith("/") else file
        if not file.is_file():
            return status(404)(Answer(b""))
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        text = kind.startswith("text/") or kind.endswith(("json", "javascript"))
        return Answer(file.read_bytes(), f"{kind}; charset=utf-8" if text else kind)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host: Host

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def date_time_string(self, timestamp: float | None = None) -> str:  # noqa: ARG002
        """Return the host's time as HTTP writes it."""
        return format_datetime(self.host.now or datetime.now(UTC), usegmt=True)

    def do_GET(self) -> None:
        """Send a file, or what a fault makes of it."""
        path = urlsplit(self.path).path
        answer = self.host.answer(path)
        time.sleep(answer.wait)
        etag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"' if answer.etag else ""
        if answer.status == 200 and etag and self.headers["If-None-Match"] == etag:
            answer = replace(answer, body=b"", status=304)
        try:
            self._send(path, answer, etag)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_HEAD = do_GET  # noqa: N815 -- its name in the library

    def _send(self, path: str, answer: Answer, etag: str) -> None:
        self.host.asked.append((path, answer.status, len(answer.body)))
        self.send_response(answer.status)
        if etag:
            self.send_header("ETag", etag)
        rules = hosting.header_rules((self.host.folder / "_headers").read_bytes())
        given = hosting.headers_of(rules, path) if answer.status < 400 else {}
        for name, value in given.items():
            self.send_header(name, value)
        if answer.status != 304:
            if "Content-Type" not in given:
                self.send_header("Content-Type", answer.type)
            self.send_header("Content-Length", str(answer.length or len(answer.body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(answer.body)
        if answer.length > len(answer.body):
            self.close_connection = True


@contextmanager
def hosted(folder: Path) -> Iterator[Host]:
    """Serve a folder at a port of its own."""
    host = Host(folder)
    handler = type("Handler", (_Handler,), {"host": host})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    host.origin = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
