"""Debian's nginx on a built site, with the settings that `docs/publishing.md` has for it.

Law: of the settings only addresses, folders and a policy of the site's own differ from the docs.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_DOCS = Path(__file__).parent.parent / "docs/publishing.md"

_AROUND = """
daemon off;
# Its workers would be nobody's, who may not look into a folder of root's own.
master_process off;
pid nginx.pid;
error_log stderr;
events {}
http {
    include /etc/nginx/mime.types;
    log_format wire '$server_port $request_method $status $bytes_sent $body_bytes_sent'
                    ' $request_uri $http_user_agent';
    access_log wire.log wire;
    log_not_found off;
    SITE
}
"""

_POLICY = re.compile(r'(add_header Content-Security-Policy ")([^"]+)')
_PATIENCE = 100


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What nginx serves: `site` is a built folder, `base` the path below which it lives.

    At `live_port` it serves what open pages ask for, with what lets other origins read it.
    `policy` is the site's Content-Security-Policy if it has another one than the docs.
    """

    site: Path
    base: str = ""
    port: int = field(default_factory=free_port)
    live_port: int = field(default_factory=free_port)
    policy: str = ""

    @property
    def origin(self) -> str:
        """Where the site lives."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def live_origin(self) -> str:
        """Where open pages may ask."""
        return f"http://127.0.0.1:{self.live_port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What nginx sent for a request: `sent` counts the bytes of headers and body."""

    port: int
    method: str
    status: int
    sent: int
    body: int
    path: str
    agent: str


@contextmanager
def serving(host: Host, work: Path) -> Iterator[None]:
    """Serve a site as long as the block runs, with `work` for the settings and the log.

    Raises `FileNotFoundError` without nginx, and `TimeoutError` if it does not answer.
    """
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise FileNotFoundError("nginx: `make test` installs it, or apt-get install nginx-light")
    (work / "nginx.conf").write_text(_settings(host, work), "utf-8")
    running = subprocess.Popen([program, "-p", work, "-c", work / "nginx.conf"])
    try:
        _wait_for(running, host.port)
        yield
    finally:
        running.terminate()
        running.wait(10)


def answers(work: Path) -> list[Answer]:
    """Return what nginx has sent, in the order in which it had sent it."""
    return [_answer(line) for line in (work / "wire.log").read_text("utf-8").splitlines()]


def in_docs(language: str, beginning: str) -> list[str]:
    """Return the blocks of the docs in a language that begin so."""
    blocks = re.findall(rf"```{language}[^\n]*\n(.*?)```", _DOCS.read_text("utf-8"), re.DOTALL)
    return [str(block) for block in blocks if re.match(beginning, block)]


def _answer(line: str) -> Answer:
    port, method, status, sent, body, path, agent = line.split(" ", 6)
    return Answer(
        port=int(port),
        method=method,
        status=int(status),
        sent=int(sent),
        body=int(body),
        path=path,
        agent=agent,
    )


def _settings(host: Host, work: Path) -> str:
    """Return the docs' settings, changed as the docs say for another folder or path."""
    [site] = in_docs("nginx", "map")
    [live] = in_docs("nginx", "server")
    top = host.site
    if host.base:
        top = work / "below"
        top.mkdir()
        (top / host.base[1:]).symlink_to(host.site)
    _list_redirects(host.site, work)
    folder = {"root /srv/news;": f"root {top};"}
    here = {
        "listen 80;": f"listen 127.0.0.1:{host.port};",
        "error_page 404 /404.html;": f"error_page 404 {host.base}/404.html;",
        "include /srv/news.moved;": f"include {work}/news.moved;",
    }
    there = {"listen 80;": f"listen 127.0.0.1:{host.live_port};"}
    both = _changed(site, {**folder, **here}) + _changed(live, {**folder, **there})
    policed = _POLICY.sub(lambda line: line[1] + (host.policy or line[2]), both)
    return _AROUND.replace("SITE", policed)


def _changed(written: str, changes: Mapping[str, str]) -> str:
    for there, here in changes.items():
        if written.count(there) != 1:
            raise ValueError(f"the docs' settings have no line, or several, with {there}")
        written = written.replace(there, here)
    return written


def _list_redirects(site: Path, work: Path) -> None:
    """Make the list of redirects with the docs' own command."""
    [command] = in_docs("sh", r"awk ")
    named = command.replace("site/_redirects", f"'{site}/_redirects'")
    subprocess.run(["sh", "-ec", named], cwd=work, check=True)


def _wait_for(running: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(_PATIENCE):
        with socket.socket() as knocking:
            if not knocking.connect_ex(("127.0.0.1", port)):
                return
        if running.poll() is not None:
            break
        time.sleep(0.05)
    raise TimeoutError("nginx does not answer; see what it said")
