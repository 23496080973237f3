"""The docs' settings for nginx, on a real one: it sends what `_headers` says, and not much more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from conftest import NOW, make_site, run

from benchmarks import nginx as web
from livegen import hosting

pytestmark = pytest.mark.outside

STORY = """
    ---
    title: Flood
    date: 2026-11-20
    status: live
    aliases: [/2025/flood/]
    tags: [rain]
    updates:
      - {time: 2026-11-20 10:00, body: It rains}
      - {time: 2026-11-20 11:00, body: It pours}
      - {time: 2026-11-20 12:00, body: It stops}
    ---
"""
EXPIRED = """
    ---
    title: Frost
    date: 2026-11-20
    expires_at: 2026-11-21
    ---
"""
ICON = '<svg xmlns="http://www.w3.org/2000/svg"><title>The Courier</title></svg>'

OF_ANY_ANSWER = {
    "Server",
    "Date",
    "Content-Type",
    "Last-Modified",
    "Connection",
    "ETag",
    "Cache-Control",
}
"""What an answer to an open page has, besides its length and what caches want to know of it."""
OF_SOME = {"Content-Length", "Accept-Ranges", "Vary"}


@dataclass(frozen=True, slots=True)
class Running:
    """A site that nginx serves, at an address of its own and at one for open pages alone."""

    host: web.Host

    @property
    def site(self) -> Path:
        return self.host.site

    @property
    def base(self) -> str:
        return self.host.base

    def get(self, path: str, **headers: str) -> HTTPResponse:
        return got(self.host.port, self.base + path, headers)

    def get_live(self, path: str, **headers: str) -> HTTPResponse:
        return got(self.host.live_port, self.base + path, headers)

    def polled(self) -> list[str]:
        """Return the paths of all that open pages ask for."""
        found = [*self.site.rglob("live.json"), *self.site.rglob("ids.*.json")]
        found += self.site.rglob("f/*/*.html")
        return ["/" + file.relative_to(self.site).as_posix() for file in found]


def got(port: int, path: str, headers: dict[str, str]) -> HTTPResponse:
    """Ask for a path; `If_None_Match` stands for the header of that name."""
    connection = HTTPConnection("127.0.0.1", port)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers={"Host": "news.example.org", **named})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


@pytest.fixture(scope="module", params=["", "/news"])
def nginx(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Running]:
    base = str(request.param)
    root = built(tmp_path_factory.mktemp("site"), base)
    host = web.Host(site=root / "site", base=base)
    with web.serving(host, root):
        yield Running(host)


def built(root: Path, base: str) -> Path:
    url = f'[site]\nurl = "https://news.example.org{base}"\n[build]\npage_size = 1\n'
    stories = {"content/world/flood.md": STORY, "content/world/frost.md": EXPIRED}
    make_site(root, {"livegen.toml": url, "static/icon.svg": ICON, **stories})
    done = run("build", "--now", NOW, cwd=root)
    assert done.status == 0, done.err
    return root


def test_nginx_sends_what_the_file_for_hosts_says(nginx: Running) -> None:
    rules = hosting.header_rules((nginx.site / "_headers").read_bytes())
    files = [path for path in sorted(nginx.site.rglob("*")) if path.is_file()]
    paths = ["/" + file.relative_to(nginx.site).as_posix() for file in files]
    asked = [path.removesuffix("index.html") for path in paths if path[1] not in "._"]

    for path in asked:
        answer = nginx.get(path)
        meant = hosting.headers_of(rules, nginx.base + path)
        assert answer.status == 200, path
        sent = {name: answer.getheader(name) for name in meant}
        assert sent == meant, path
    assert {"/", "/world/flood/p/1/", "/world/flood/atom.xml", "/rss.xml"} <= set(asked)
    assert {"/live.json", "/world/flood/live.json", *nginx.polled()} <= set(asked)


def test_nginx_redirects_and_finds_the_page_for_what_is_not_there(nginx: Running) -> None:
    moved = nginx.get("/2025/flood/")
    assert moved.status == 301
    assert str(moved.getheader("Location")).endswith(f":{nginx.host.port}{nginx.base}/world/flood/")
    for below in ("/2025/flood/p/1/", "/world/frost/"):
        assert nginx.get(below).status == 404
    lost = nginx.get("/nowhere/")
    assert lost.status == 404
    assert lost.getheader("Content-Type") == "text/html"
    assert lost.getheader("Content-Length") == str((nginx.site / "404.html").stat().st_size)


@pytest.mark.parametrize("path", ["/_headers", "/_redirects", "/.livegen-files"])
def test_what_is_not_for_readers_is_not_served(path: str, nginx: Running) -> None:
    assert (nginx.site / path[1:]).exists()
    assert nginx.get(path).status == 404


def test_whatever_is_text_comes_compressed(nginx: Running) -> None:
    endings = {".html", ".json", ".css", ".js", ".xml", ".svg"}
    files = [path for path in nginx.site.rglob("*.*") if path.stat().st_size > 20]
    files = [path for path in files if path.suffix in endings]

    assert {path.suffix for path in files} == endings
    for file in files:
        answer = nginx.get("/" + file.relative_to(nginx.site).as_posix(), Accept_Encoding="gzip")
        assert answer.getheader("Content-Encoding") == "gzip", file
        assert answer.getheader("Vary") == "Accept-Encoding", file


# ------------------------------------------------------------------ what open pages ask for


def test_an_open_page_gets_few_headers_with_what_it_asks_for(nginx: Running) -> None:
    kinds = {"json": "application/json", "html": "text/html"}

    assert {path.rpartition(".")[2] for path in nginx.polled()} == kinds.keys()
    for path in nginx.polled():
        answer = nginx.get(path)
        sent = {name for name, _ in answer.getheaders()} - OF_SOME
        assert sent == OF_ANY_ANSWER, path
        assert answer.getheader("Content-Type") == kinds[path.rpartition(".")[2]], path


def test_what_has_not_changed_is_answered_in_a_few_bytes(nginx: Running) -> None:
    asked = "/world/flood/live.json"
    first = nginx.get(asked, Accept_Encoding="gzip")
    known = str(first.getheader("ETag"))

    again = nginx.get(asked, Accept_Encoding="gzip", If_None_Match=known)

    assert again.status == 304
    assert sum(len(f"{name}: {value}\r\n") for name, value in again.getheaders()) < 300
    assert again.getheader("Cache-Control") == first.getheader("Cache-Control")
    assert nginx.get(asked, Accept_Encoding="gzip", If_None_Match='W/"1-1"').status == 200


def test_another_host_lets_pages_read_what_they_ask_for_and_has_nothing_else(
    nginx: Running,
) -> None:
    for path in nginx.polled():
        there, here = nginx.get_live(path), nginx.get(path)
        assert there.status == 200, path
        sent = dict(there.getheaders())
        assert sent.pop("Access-Control-Allow-Origin") == "*"
        assert sent.pop("Access-Control-Expose-Headers") == "Date"
        assert sent.keys() == dict(here.getheaders()).keys()
        assert sent["Cache-Control"] == here.getheader("Cache-Control"), path
    for path in ("/", "/world/flood/", "/_headers", "/world/flood/atom.xml"):
        assert nginx.get(path).status == (404 if path == "/_headers" else 200)
        assert nginx.get_live(path).status == 404
