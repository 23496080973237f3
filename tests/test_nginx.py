"""The docs' settings for nginx, on a real one: it sends what `_headers` says."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from conftest import NOW, REPOSITORY, make_site, run

from livegen import hosting

pytestmark = pytest.mark.outside

DOCS = REPOSITORY / "docs/publishing.md"
STORY = """
    ---
    title: Flood
    date: 2026-11-20
    aliases: [/2025/flood/]
    tags: [rain]
    updates:
      - {time: 2026-11-20 10:00, body: It rains}
      - {time: 2026-11-20 11:00, body: It pours}
      - {time: 2026-11-20 12:00, body: It stops}
    ---
"""
WRAPPER = """
daemon off;
pid nginx.pid;
error_log stderr;
events {}
http {
    include /etc/nginx/mime.types;
    access_log off;
    SITE
}
"""


EXPIRED = """
    ---
    title: Frost
    date: 2026-11-20
    expires_at: 2026-11-21
    ---
"""


@dataclass(frozen=True, slots=True)
class Running:
    """A site in a folder, the path below which it lives, and the port at which nginx serves it."""

    site: Path
    base: str
    port: int

    def get(self, path: str) -> HTTPResponse:
        connection = HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", path, headers={"Host": "news.example.org"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer


@pytest.fixture(scope="module", params=["", "/news"])
def nginx(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Running]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.fail("nginx is missing: `make test` installs it, or apt-get install nginx-light")
    base = str(request.param)
    root = built(tmp_path_factory.mktemp("site"), base)
    # Its workers are nobody's, who may not look into a folder of root's own.
    for folder in (root, *root.parents):
        if folder.owner() == root.owner() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    port = free_port()
    (root / "nginx.conf").write_text(settings(root, base, port))
    running = subprocess.Popen([program, "-p", root, "-c", root / "nginx.conf"])
    try:
        wait_for(port)
        yield Running(root / "site", base, port)
    finally:
        running.terminate()
        running.wait(10)


def built(root: Path, base: str) -> Path:
    """Build a site, and the list of its redirects as the docs do; its folder bears its name."""
    url = f'[site]\nurl = "https://news.example.org{base}"\n[build]\npage_size = 1\n'
    stories = {"content/world/flood.md": STORY, "content/world/frost.md": EXPIRED}
    make_site(root, {"livegen.toml": url, **stories})
    done = run("build", "--now", NOW, cwd=root)
    assert done.status == 0, done.err
    [command] = in_docs("sh", r"^awk .*")
    subprocess.run(["sh", "-ec", command], cwd=root, check=True)
    if base:
        (root / base[1:]).symlink_to("site")
    return root


def in_docs(language: str, beginning: str) -> list[str]:
    """Return the blocks of the docs in a language that begin so."""
    blocks = re.findall(rf"```{language}[^\n]*\n(.*?)```", DOCS.read_text(), re.DOTALL)
    return [str(block) for block in blocks if re.match(beginning, block)]


def settings(root: Path, base: str, port: int) -> str:
    """Return the docs' settings for a folder and a port of this test, changed as the docs say."""
    [written] = in_docs("nginx", "map")
    here = {
        "listen 80;": f"listen 127.0.0.1:{port};",
        "root /srv/news;": f"root {root};" if base else f"root {root}/site;",
        "error_page 404 /404.html;": f"error_page 404 {base}/404.html;",
        "include /srv/news.moved;": f"include {root}/news.moved;",
    }
    for there, ours in here.items():
        assert written.count(there) == 1
        written = written.replace(there, ours)
    return WRAPPER.replace("SITE", written)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as knocking:
            if not knocking.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.05)
    pytest.fail("nginx does not answer")


def test_nginx_sends_what_the_file_for_hosts_says(nginx: Running) -> None:
    rules = hosting.header_rules((nginx.site / "_headers").read_bytes())
    files = [path for path in sorted(nginx.site.rglob("*")) if path.is_file()]
    paths = ["/" + file.relative_to(nginx.site).as_posix() for file in files]
    asked = [path.removesuffix("index.html") for path in paths if path[1] not in "._"]

    for path in asked:
        answer = nginx.get(nginx.base + path)
        meant = hosting.headers_of(rules, nginx.base + path)
        assert answer.status == 200, path
        sent = {name: answer.getheader(name) for name in meant}
        assert sent == meant, path
    assert {"/", "/world/flood/p/1/", "/world/flood/atom.xml", "/rss.xml"} <= set(asked)


def test_nginx_redirects_and_finds_the_page_for_what_is_not_there(nginx: Running) -> None:
    moved = nginx.get(f"{nginx.base}/2025/flood/")
    assert moved.status == 301
    assert str(moved.getheader("Location")).endswith(f":{nginx.port}{nginx.base}/world/flood/")
    for below in ("/2025/flood/p/1/", "/world/frost/"):
        assert nginx.get(nginx.base + below).status == 404
    lost = nginx.get(f"{nginx.base}/nowhere/")
    assert lost.status == 404
    assert lost.getheader("Content-Type") == "text/html"
    assert lost.getheader("Content-Length") == str((nginx.site / "404.html").stat().st_size)


@pytest.mark.parametrize("path", ["/_headers", "/_redirects", "/.livegen-files"])
def test_what_is_not_for_readers_is_not_served(path: str, nginx: Running) -> None:
    assert (nginx.site / path[1:]).exists()
    assert nginx.get(nginx.base + path).status == 404
