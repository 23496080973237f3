"""Static hosts for tests: one that serves files alone, and one that reads `_headers` too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from livegen import hosting


class Plain(SimpleHTTPRequestHandler):
    """A host that knows files and nothing else."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Send a file whole: a browser that asks for what is newer than a second would not get
        what was built in the same."""
        del self.headers["If-Modified-Since"]
        super().do_GET()


class WithHeaders(Plain):
    """A host that sends with each file what `_headers` has for it."""

    def end_headers(self) -> None:
        """Send what the file says, and end."""
        rules = hosting.header_rules(Path(self.directory, "_headers").read_bytes())
        for name, value in hosting.headers_of(rules, self.path.partition("?")[0]).items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """For what is not there send the site's own page."""
        page = Path(self.directory, "404.html")
        if code != 404 or not page.exists():
            super().send_error(code, message, explain)
            return
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.read_bytes())


@contextmanager
def served(folder: Path, host: type[Plain]) -> Iterator[str]:
    """Serve a folder at a port of its own; yield the origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(host, directory=str(folder)))
    Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
