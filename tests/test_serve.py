"""The preview over HTTP: a real server on a free port, asked as browsers ask and as foes do."""

from __future__ import annotations

import contextlib
import gc
import json
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page
from wsproto import ConnectionType, WSConnection, events

from livegen import hosting
from livegen.serve import Server, Shown, elsewhere, guards, pages, qr
from livegen.serve.shown import Site

HTML = "text/html; charset=utf-8"
FILES: Mapping[str, bytes] = {
    "index.html": b"<!doctype html><html><head><title>Front</title></head><p>Front</html>",
    "world/flood/index.html": b"<!doctype html><title>Flood</title><p>Flood",
    "404.html": b"<!doctype html><title>Not found</title><p>Not found",
    "world/flood/f/a.html": b"<article>A fragment</article>",
    "world/flood/levee.jpg": b"0123456789",
    "world/rss.xml": b"<rss/>",
    "métro/index.html": b"<!doctype html><p>Metro",
    ".livegen-files": b"index.html\n",
    "_headers": (
        b"/*\n  X-All: 1\n  Cache-Control: public, max-age=60\n"
        b"  Strict-Transport-Security: max-age=1\n  Access-Control-Allow-Origin: *\n"
        b"  Content-Security-Policy: default-src 'self'; upgrade-insecure-requests\n"
        b"/*rss.xml\n  Content-Type: application/rss+xml; charset=utf-8\n"
        b"/404.html\n  X-Missing: 1\n  X-Word: \xe2\x80\x93\n"
        b"/\n  content-security-policy: Upgrade-Insecure-Requests; img-src *\n"
    ),
    "_redirects": (
        b"/old/* /world/:splat 301\n/world/gone/ /404.html 410\n/world/flood/ /never 301\n"
        b"/forced /world/flood/ 302!\n/forced/page.html /x 301!\n/app/* / 200\n"
        b"/short /world/flood 200\n"
        b"/api https://api.example/ 200\n/out https://example.org/a 302\n"
    ),
    "forced/page.html": b"<!doctype html><p>forced",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back over the socket."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Silence:
    """What was printed and logged, if anything was."""

    printed: pytest.CaptureFixture[str]
    logged: pytest.LogCaptureFixture

    @property
    def kept(self) -> bool:
        assert [record.getMessage() for record in self.logged.records] == []
        return self.printed.readouterr() == ("", "")


@pytest.fixture
def silence(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Silence:
    return Silence(capfd, caplog)


def serving(
    files: Mapping[str, bytes] | None = FILES,
    *errors: str,
    host: str = "127.0.0.1",
    allowed: frozenset[str] = frozenset(),
    base: str = "",
) -> Server:
    """Return a server at work, which ends with this process."""
    server = Server(host=host, port=0, allowed=allowed, base=base)
    server.start()
    if files is not None:
        server.show(Shown(files=files, errors=errors, base=base))
    return server


@pytest.fixture(scope="module")
def server() -> Server:
    return serving(allowed=frozenset({"preview.example"}))


@pytest.fixture(scope="module")
def another() -> Server:
    return serving()


def port_of(server: Server) -> int:
    port = urlsplit(server.address).port
    assert port
    return port


def connected(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port_of(server)), timeout=5)


def raw(server: Server, asked: bytes) -> Reply:
    """Send bytes as they are and return the reply, read to its end."""
    with connected(server) as line:
        line.sendall(asked)
        received = b""
        with suppress(ConnectionResetError):
            while more := line.recv(65536):
                received += more
    return parsed(received)


def parsed(received: bytes) -> Reply:
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    named = (line.partition(": ") for line in lines)
    return Reply(int(first.split()[1]), {name.lower(): value for name, _, value in named}, body)


def get(server: Server, path: str, method: str = "GET", host: str = "", **headers: str) -> Reply:
    """Ask for a path as it is written; `if_range="x"` is the header `if-range: x`."""
    sent = {"host": host or f"127.0.0.1:{port_of(server)}", "connection": "close", **headers}
    return raw(server, request(path, sent, method))


def request(path: str, headers: Mapping[str, str], method: str = "GET") -> bytes:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode()


# ------------------------------------------------------------------ files, as a host gives them


def test_a_page_is_served_with_the_script_and_nothing_else_changed(server: Server) -> None:
    reply = get(server, "/")
    before, _, rest = reply.body.partition(b'<script type="module" src="/_livegen/preview.js"')
    _, _, after = rest.partition(b"</script>")

    assert (reply.status, reply.headers["content-type"]) == (200, HTML)
    assert before + after == FILES["index.html"]
    assert before.endswith(b"<head>")


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html>|<title>Not closed",
        b"<!doctype html>\n<!-- ours -->\n<html lang='en'>\n<head data-a>|<title>a</title>",
        b"\xef\xbb\xbf<html>|<body><header>a</header>",
        b"\n<!-- ours --><!doctype html><html><!-- head --><head>|<!-- <head> -->",
    ],
)
def test_the_script_stands_before_all_that_a_page_says(another: Server, page: bytes) -> None:
    before, after = page.split(b"|")
    another.show(Shown(files={"index.html": before + after}))
    body = get(another, "/").body

    assert body.startswith(before + b"<script ")
    assert body.endswith(b"</script>" + after)


@pytest.mark.parametrize("file", ["world/flood/f/a.html", "world/flood/levee.jpg", "world/rss.xml"])
def test_what_is_no_whole_page_is_served_as_it_is(server: Server, file: str) -> None:
    assert get(server, f"/{file}").body == FILES[file]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/world/flood/levee.jpg", "image/jpeg"),
        ("/world/rss.xml", "application/rss+xml; charset=utf-8"),
        ("/_livegen/preview.js", "text/javascript; charset=utf-8"),
        ("/_livegen/preview.css", "text/css; charset=utf-8"),
    ],
)
def test_a_file_has_the_type_that_hosts_give_it(server: Server, path: str, kind: str) -> None:
    assert get(server, path).headers["content-type"] == kind


def test_types_are_those_of_the_web() -> None:
    kinds = {
        "a.atom": "application/atom+xml",
        "a.mjs": "text/javascript; charset=utf-8",
        "a.vtt": "text/vtt; charset=utf-8",
        "a.WEBP": "image/webp",
        "a.webmanifest": "application/manifest+json",
        "a.woff2": "font/woff2",
        "CNAME": "application/octet-stream",
    }
    site = serving(dict.fromkeys(kinds, b"x"))
    assert {name: get(site, f"/{name}").headers["content-type"] for name in kinds} == kinds


def test_a_folder_is_at_its_slash(server: Server) -> None:
    reply = get(server, "/world/flood?a=1")

    assert (reply.status, reply.headers["location"]) == (301, "/world/flood/?a=1")


def test_addresses_of_any_script_are_found(server: Server) -> None:
    assert get(server, quote("/métro/")).status == 200
    assert get(server, quote("/métro")).headers["location"] == "/m%C3%A9tro/"


@pytest.mark.parametrize("path", ["/nothing", "/world/", "/.livegen-files", "/_headers", "/world"])
def test_what_is_not_there_has_the_sites_own_page(server: Server, path: str) -> None:
    reply = get(server, path)

    assert reply.status == 404
    assert b"<title>Not found</title>" in reply.body
    assert reply.headers["x-missing"] == "1"
    assert reply.headers["x-word"].encode("latin-1").decode() == "–"


def test_without_a_page_of_its_own_a_site_says_that_there_is_none() -> None:
    site = serving({"index.html": b"x"})
    reply = get(site, "/nothing")

    assert reply.status == 404
    assert b"There is no such page" in reply.body
    assert b"/_livegen/preview.js" in reply.body


def test_head_is_get_without_its_body(server: Server) -> None:
    whole, head = get(server, "/"), get(server, "/", "HEAD")
    del whole.headers["date"], head.headers["date"]

    assert (head.status, head.headers, head.body) == (200, whole.headers, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_a_preview_is_only_read(server: Server, method: str) -> None:
    reply = get(server, "/", method)

    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD")


# ------------------------------------------------------------------ in part, and not again


def test_the_same_content_has_the_same_tag_and_is_not_sent_again(server: Server) -> None:
    tag = get(server, "/world/flood/levee.jpg").headers["etag"]

    assert tag.startswith('"')
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        reply = get(server, "/world/flood/levee.jpg", if_none_match=known)
        assert (reply.status, reply.body, reply.headers["etag"]) == (304, b"", tag)
    assert get(server, "/world/flood/levee.jpg", if_none_match='"x"').status == 200


@pytest.mark.parametrize(
    ("asked", "body", "sent"),
    [
        ("bytes=2-4", b"234", "bytes 2-4/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-99", b"0123456789", "bytes 0-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
    ],
)
def test_a_part_is_sent_if_it_is_asked_for(
    server: Server, asked: str, body: bytes, sent: str
) -> None:
    reply = get(server, "/world/flood/levee.jpg", range=asked)

    assert (reply.status, reply.body, reply.headers["content-range"]) == (206, body, sent)


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_a_part_that_is_not_there_is_said_to_be_none(server: Server, asked: str) -> None:
    reply = get(server, "/world/flood/levee.jpg", range=asked)

    assert (reply.status, reply.body) == (416, b"")
    assert reply.headers["content-range"] == "bytes */10"


@pytest.mark.parametrize(
    "asked", ["bytes=4-2", "bytes=-", "bytes=0-1,3-4", "lines=1-2", "bytes=a-b", "bytes=1"]
)
def test_what_is_no_single_part_is_the_whole(server: Server, asked: str) -> None:
    assert get(server, "/world/flood/levee.jpg", range=asked).status == 200


def test_a_part_of_what_has_changed_is_the_whole(server: Server) -> None:
    tag = get(server, "/world/flood/levee.jpg").headers["etag"]
    parts = [
        get(server, "/world/flood/levee.jpg", range="bytes=0-1", if_range=known).status
        for known in (tag, '"x"', f"W/{tag}", "Sun, 22 Nov 2026 12:00:00 GMT")
    ]

    assert parts == [206, 200, 200, 200]


# ------------------------------------------------------------------ _headers and _redirects


def test_the_sites_own_headers_are_sent_but_what_would_hinder_a_preview(server: Server) -> None:
    sent = get(server, "/").headers

    assert sent["x-all"] == "1"
    assert sent["content-security-policy"] == "default-src 'self', img-src *"
    assert sent["cache-control"] == "no-cache"
    assert not {"strict-transport-security", "access-control-allow-origin"} & sent.keys()


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/old/flood/?a=1", 301, "/world/flood/?a=1"),
        ("/forced", 302, "/world/flood/"),
        ("/forced/page.html", 301, "/x"),
        ("/out", 302, "https://example.org/a"),
    ],
)
def test_an_old_path_leads_where_the_rules_say(
    server: Server, path: str, status: int, location: str
) -> None:
    reply = get(server, path)

    assert (reply.status, reply.headers["location"]) == (status, location)


def test_a_file_is_before_a_rule_that_is_not_forced(server: Server) -> None:
    assert get(server, "/world/flood/").status == 200


def test_a_rule_may_show_another_file_with_a_status_of_its_own(server: Server) -> None:
    gone, app, short = (get(server, path) for path in ("/world/gone/", "/app/a/b", "/short"))

    assert (gone.status, b"Not found" in gone.body) == (410, True)
    assert (app.status, b"Front" in app.body) == (200, True)
    assert (short.status, b"Flood" in short.body) == (200, True)


def test_what_the_host_would_fetch_elsewhere_is_said_to_be_missing_here(server: Server) -> None:
    reply = get(server, "/api")

    assert reply.status == 502
    assert b"The host fetches this from https://api.example/" in reply.body


# ------------------------------------------------------------------ a site below a path


def test_the_path_of_a_site_is_known_before_it_is_built() -> None:
    site = serving(None, base="/news")
    assert site.address == f"http://127.0.0.1:{port_of(site)}/news/"


def test_a_site_of_a_path_is_served_below_it_and_the_root_leads_there() -> None:
    files = {**FILES, "_redirects": b"/news/* /news/404.html 404"}
    site = serving(files, base="/news")
    assert site.address == f"http://127.0.0.1:{port_of(site)}/news/"
    assert get(site, "/").headers["location"] == "/news/"
    assert get(site, "/news").headers["location"] == "/news/"
    assert get(site, "/news/").status == get(site, "/news/world/flood/").status == 200
    assert get(site, "/news/world/flood").headers["location"] == "/news/world/flood/"
    for path in ("/world/flood/", "/newsworld/flood/", "/news/nothing"):
        assert get(site, path).status == 404


# ------------------------------------------------------------------ who may ask


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LocalHost.",
        "localhost:{port}",
        "127.0.0.1:{port}",
        "[::1]:{port}",
        "[::1]",
        "Preview.Example:8443",
    ],
)
def test_names_of_this_machine_and_allowed_ones_are_answered(server: Server, host: str) -> None:
    assert get(server, "/", host=host.format(port=port_of(server))).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.localhost",
        "10.0.0.1",
        "[::2]",
        "127.0.0.1:80@evil.example",
        "localhost..",
        "0",
        "[evil]",
    ],
)
def test_a_foreign_host_is_refused_and_told_what_to_do(server: Server, host: str) -> None:
    reply = get(server, "/", host=host)

    assert reply.status == 403
    assert b"livegen serve --allow-host" in reply.body
    assert b"Front" not in reply.body


@pytest.mark.parametrize(
    "asked",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n",
    ],
)
def test_a_request_names_one_host(server: Server, asked: bytes) -> None:
    assert raw(server, asked).status in (400, 403)


def test_on_all_addresses_the_machines_numbers_are_answered_and_names_are_not() -> None:
    site = serving(host="0.0.0.0")
    assert site.address.startswith("http://127.0.0.1:")
    assert get(site, "/", host="192.168.1.20:8000").status == 200
    assert get(site, "/", host="[fd00::2]:8000").status == 200
    assert get(site, "/", host="evil.example").status == 403


# ------------------------------------------------------------------ no path leaves the site


@pytest.mark.parametrize(
    "path",
    [
        "/../etc/passwd",
        "/world/../../etc/passwd",
        "/%2e%2e/etc/passwd",
        "/.%2E/etc/passwd",
        "/%252e%252e/etc/passwd",
        "/..%2fetc/passwd",
        "/..%5cetc/passwd",
        "/..\\etc\\passwd",
        "/world/./flood/",
        "/%00",
        "/world%00/flood/",
        "/%0d%0aX-Evil:%201",
        "/%ff%fe",
        "/%c0%ae%c0%ae/etc/passwd",
        "//evil.example/",
        "//evil.example/%2e%2e",
        "//evil.example/world/flood",
        "/%2f%2fevil.example/",
        "/\\evil.example/",
        "/old//evil.example",
        "/old/%2fevil.example",
        "/old/%5cevil.example",
        "http://evil.example/",
        "*",
        "/" + "a" * 10_000,
        "/" + "%61" * 10_000,
        "/" + "a/" * 2_000,
        "/C:/windows/win.ini",
        "/file:///etc/passwd",
        "/world/flood/index.html/",
        "/world/flood//",
        "/%",
        "/%zz",
    ],
)
def test_what_is_no_path_of_the_site_is_refused(
    server: Server, path: str, silence: Silence
) -> None:
    reply = get(server, path)

    assert reply.status in (400, 404, 414)
    assert "location" not in reply.headers
    assert "x-evil" not in reply.headers
    assert silence.kept


def test_an_address_that_is_too_long_is_said_to_be(server: Server) -> None:
    assert get(server, "/" + "a" * 10_000).status == 414


@pytest.mark.parametrize(
    "path",
    [
        b"/%00",
        b"/a\0",
        b"/world%2fflood/",
        b"/world%2Fflood/",
        b"/a%5Cb",
        b"/a/../b",
        b"/a//b",
        b"a",
    ],
)
def test_what_may_mean_two_things_is_not_even_looked_up(path: bytes) -> None:
    with pytest.raises(guards.Refused):
        guards.path_of(path)


def test_two_hosts_are_refused_though_both_are_allowed() -> None:
    with pytest.raises(guards.Refused):
        guards.check_host(["localhost", "localhost"], guards.LOOPBACK, numbers=False)


@pytest.mark.parametrize(
    "asked",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_in_silence(
    server: Server, asked: bytes, silence: Silence
) -> None:
    assert raw(server, asked).status == 400
    assert get(server, "/").status == 200
    assert silence.kept


# ------------------------------------------------------------------ tabs


class Tab:
    """A page that listens, as far as the server can tell."""

    def __init__(self, server: Server, at: str = "/", path: str = "/_livegen/changes") -> None:
        self.line = connected(server)
        self.wire = WSConnection(ConnectionType.CLIENT)
        self.got: list[events.Event] = []
        self.host = f"127.0.0.1:{port_of(server)}"
        self.target = f"{path}?at={quote(at, safe='')}"

    def open(self, host: str = "", *origins: str) -> Tab:
        """Shake hands, from a page of the preview itself unless `origins` say otherwise."""
        sent = [(b"Origin", origin.encode()) for origin in origins or (f"http://{self.host}",)]
        asked = events.Request(host=host or self.host, target=self.target, extra_headers=sent)
        self.line.sendall(self.wire.send(asked))
        return self

    def __enter__(self) -> Tab:
        return self.open()

    def __exit__(self, *_: object) -> None:
        self.line.close()

    def event(self, patience: float = 5) -> events.Event:
        """Return the next thing that the server says; raises `TimeoutError`."""
        self.line.settimeout(patience)
        while not self.got:
            self.wire.receive_data(self.line.recv(65536) or None)
            self.got.extend(self.wire.events())
        return self.got.pop(0)

    def news(self, patience: float = 5) -> dict[str, Any]:
        """Return the next news."""
        text = ""
        while True:
            event = self.event(patience)
            if isinstance(event, events.TextMessage):
                text += event.data
                if event.message_finished:
                    news: dict[str, Any] = json.loads(text)
                    return news

    def hears_nothing(self) -> bool:
        try:
            self.news(patience=0.1)
        except TimeoutError:
            return True
        return False


def with_file(name: str, content: bytes, *errors: str) -> Shown:
    return Shown(files={**FILES, name: content}, errors=errors)


PAGE = b"""<!doctype html><html><head><link rel="stylesheet" href="/assets/a.1.css">
<link rel="stylesheet" href="own.css"></head><img src="../levee.jpg" alt="">
<img srcset="small.png 1x, big.png 2x" alt=""><a href="/world/">World</a></html>"""
LOADED: Mapping[str, bytes] = {
    "a/index.html": PAGE,
    "assets/a.1.css": b"body { background: url('bg.png') }",
    "assets/a.2.css": b"body { background: url('bg.png') }",
    "assets/bg.png": b"background",
    "a/own.css": b"p {}",
    "levee.jpg": b"levee",
    "a/small.png": b"small",
    "a/big.png": b"big",
    "world/index.html": b"<!doctype html>World",
}


def look_of(server: Server, files: Mapping[str, bytes]) -> tuple[str, list[list[str]]]:
    server.show(Shown(files=files))
    with Tab(server, "/a/") as tab:
        news = tab.news()
    return news["page"], news["styles"]


def test_a_tab_is_told_how_its_page_looks_which_the_page_knows() -> None:
    site = serving(LOADED)
    with Tab(site, "/a/") as tab:
        news = tab.news()
        page = get(site, "/a/").body.decode()

    errors = news.pop("errors")
    assert f'data-look="{escape(json.dumps(news))}"' in page
    assert [href for href, _ in news["styles"]] == ["/assets/a.1.css", "own.css"]
    assert errors == []


@pytest.mark.parametrize("file", ["levee.jpg", "a/small.png", "a/big.png", "assets/bg.png"])
def test_a_picture_that_a_page_shows_is_part_of_its_look(another: Server, file: str) -> None:
    page, styles = look_of(another, LOADED)

    changed = look_of(another, {**LOADED, file: b"another"})

    assert changed[0] != page
    assert changed[1] == styles


STORY = (
    "<!doctype html><html><head><title>{title}</title></head><body><p>{menu}</p>"
    '<article data-live="/live.json" data-at="{at}" data-theme="{theme}">'
    '<div class="part" data-part="banner" data-rev="1"><p>{banner}<div><br>News</div></p></div>'
    '<div class="days"><ol><li><img src="/levee.jpg" alt="">{update}</ol></div>'
    "<p>{foot}</p></article></body></html>"
)
SAYS = {name: name for name in ("title", "menu", "at", "theme", "banner", "update", "foot")}


def story_look(server: Server, what: str = "", levee: bytes = b"levee") -> dict[str, Any]:
    page = STORY.format(**{**SAYS, what: "new"}).encode()
    server.show(Shown(files={"a/index.html": page, "levee.jpg": levee}))
    with Tab(server, "/a/") as tab:
        return tab.news()


@pytest.mark.parametrize("what", ["title", "at", "banner", "update"])
def test_what_a_story_takes_in_by_itself_leaves_what_is_around_it(
    another: Server, what: str
) -> None:
    before = story_look(another)

    after = story_look(another, what)

    assert after["page"] != before["page"]
    assert (after["around"], after["loads"]) == (before["around"], before["loads"])
    assert before["around"]


def test_a_front_takes_in_all_its_stories_and_an_archive_page_nothing(another: Server) -> None:
    tags = {'main data-live="/live.json"': True, 'article data-live="" data-archive="1"': False}
    for tag, around in tags.items():
        looks = []
        for text in ("old", "new"):
            page = f"<!doctype html><html><body><{tag}>{text}</body></html>".encode()
            another.show(Shown(files={"a/index.html": page}))
            with Tab(another, "/a/") as tab:
                looks.append(tab.news())
        assert looks[0]["page"] != looks[1]["page"]
        assert (looks[0]["around"] == looks[1]["around"] != "") == around


@pytest.mark.parametrize("what", ["menu", "theme", "foot"])
def test_the_rest_of_a_story_is_around_it(another: Server, what: str) -> None:
    before = story_look(another)

    assert story_look(another, what)["around"] != before["around"]


def test_another_picture_under_its_old_address_is_told_apart(another: Server) -> None:
    before = story_look(another)

    after = story_look(another, levee=b"another")

    assert after["around"] == before["around"]
    assert [href for href, _ in after["loads"]] == ["/levee.jpg"]
    assert after["loads"] != before["loads"]


def test_style_sheets_are_apart_from_the_rest_of_a_look(another: Server) -> None:
    page, styles = look_of(another, LOADED)

    renamed = look_of(another, {**LOADED, "a/index.html": PAGE.replace(b"a.1.css", b"a.2.css")})
    rewritten = look_of(another, {**LOADED, "a/own.css": b"p { color: red }"})

    assert renamed == (page, [["/assets/a.2.css", styles[0][1]], styles[1]])
    assert rewritten[0] == page
    assert rewritten[1][0] == styles[0]
    assert rewritten[1][1] != styles[1]


@pytest.mark.parametrize("file", ["world/index.html", "_headers", "a/unnamed.png"])
def test_what_a_page_does_not_show_is_no_part_of_its_look(another: Server, file: str) -> None:
    look = look_of(another, LOADED)

    assert look_of(another, {**LOADED, file: b"<!doctype html>other"}) == look


def test_a_tab_hears_of_its_own_page_and_of_no_other() -> None:
    site = serving()
    with Tab(site, "/") as tab:
        before = tab.news()
        site.show(with_file("world/flood/index.html", b"<!doctype html>new"))
        assert tab.hears_nothing()
        site.show(with_file("index.html", b"<!doctype html>new"))
        assert tab.news()["page"] != before["page"]


def test_a_tab_hears_of_errors_and_of_their_end() -> None:
    site = serving()
    with Tab(site, "/") as tab:
        before = tab.news()
        site.show(Shown(files=FILES, errors=("content/a.md: error: no", "content/b.md: error: no")))
        broken = tab.news()
        site.show(Shown(files=FILES))
        mended = tab.news()

    assert broken["page"] == before["page"]
    assert broken["errors"] == ["content/a.md: error: no", "content/b.md: error: no"]
    assert mended == before


def test_a_tab_hears_when_its_page_goes_moves_and_comes_back() -> None:
    site = serving()
    with Tab(site, "/world/flood/?x=1") as tab:
        first = tab.news()["page"]
        site.show(Shown(files={k: v for k, v in FILES.items() if k != "world/flood/index.html"}))
        moved = tab.news()["page"]
        site.show(Shown(files={"404.html": FILES["404.html"]}))
        gone = tab.news()["page"]
        site.show(Shown(files=FILES))
        back = tab.news()["page"]

    assert len({first, moved, gone}) == 3
    assert back == first


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"_redirects": b"/a/ /b/"}, {"_redirects": b"/a/ /c/"}),
        ({"_redirects": b"/a/ /b/"}, {"_redirects": b"/a/ /b/ 302"}),
        ({"a/index.html": b"<!doctype html>"}, {"404.html": b"<!doctype html>"}),
        (
            {"404.html": b"<!doctype html>"},
            {"404.html": b"<!doctype html>", "_redirects": b"/* /404.html 410"},
        ),
    ],
)
def test_where_a_page_leads_and_its_status_are_part_of_its_look(
    before: dict[str, bytes], after: dict[str, bytes]
) -> None:
    looks = [pages.look(Site(Shown(files=files)), "/a/", "") for files in (before, after)]

    assert looks[0] != looks[1]


@pytest.mark.parametrize(
    "strange",
    [
        b"<![x[ y ]]>",
        b"<img src='http://[x'>",
        b"<link rel=stylesheet href='a.css'>",
        b"<link rel=stylesheet>",
        b"<img srcset=' , ,'>",
        b"<img src='data:image/png;base64,AA'>",
        b"<a <b <!-- <script>",
        b"\xff\0",
    ],
)
def test_a_page_may_be_as_strange_as_it_likes(strange: bytes) -> None:
    page = b"<!doctype html>" + strange
    site = Site(Shown(files={"index.html": page, "a.css": b"a { background: url(//[) }"}))
    content = pages.page(site, "/", "").content

    assert content.startswith(b"<!doctype html><script")
    assert content.endswith(strange)
    assert pages.look(site, "/", "") == pages.look(site, "/", "")


def test_digests_are_kept_for_files_that_stay_and_for_no_others() -> None:
    site = Site(Shown(files={"a": b"1", "b": b"2"}))
    known = [site.digest("a"), site.digest("b")]
    after = site.followed_by(Shown(files={"a": b"1"}))

    assert after.digests == {"a": (b"1", known[0])}


def test_a_look_is_the_same_after_a_restart_so_that_a_tab_can_catch_up(
    another: Server,
) -> None:
    restarted = serving()
    assert look_of(restarted, LOADED) == look_of(another, LOADED)


@pytest.mark.parametrize(
    ("host", "origins"),
    [
        ("", ("http://evil.example",)),
        ("", ("null",)),
        ("", ("http://127.0.0.1",)),
        ("", ("http://{host}", "http://evil.example")),
        ("evil.example", ("http://evil.example",)),
        ("localhost", ("http://127.0.0.1",)),
    ],
)
def test_a_page_of_another_origin_hears_nothing(
    server: Server, host: str, origins: tuple[str, ...]
) -> None:
    tab = Tab(server)
    with tab.line:
        answered = tab.open(host, *(origin.format(host=tab.host) for origin in origins)).event()

    assert isinstance(answered, events.RejectConnection)
    assert answered.status_code == 403


def test_a_page_says_where_it_comes_from(server: Server) -> None:
    upgrade = {"upgrade": "websocket", "sec_websocket_version": "13", "sec_websocket_key": KEY}
    asked = {**upgrade, "connection": "Upgrade"}

    assert get(server, "/_livegen/changes?at=/", **asked).status == 403
    own = get(server, "/_livegen/changes?at=/x/../y", origin=own_origin(server), **asked)
    assert own.status == 400
    assert get(server, "/elsewhere?at=/", origin=own_origin(server), **asked).status == 404


@pytest.mark.parametrize(
    ("at", "headers", "accepted"),
    [
        ("?at=" + "a" * 10_000, {}, ()),
        ("?at=/" + "%61" * 10_000, {}, ()),
        ("?at=%ff%00", {}, ()),
        ("", {}, ()),
        ("?at=/", {"sec_websocket_version": "7"}, ()),
        ("?at=/", {"sec_websocket_key": "short"}, (101,)),
        ("?at=/", {"x": "a" * 30_000}, (101,)),
        ("?at=/", {"sec_websocket_extensions": ";;=,permessage-deflate; x"}, (101,)),
        ("?at=/", {"upgrade": "h2c"}, ()),
    ],
)
def test_a_strange_handshake_does_no_harm_in_silence(
    server: Server,
    at: str,
    headers: dict[str, str],
    accepted: tuple[int, ...],
    silence: Silence,
) -> None:
    path = f"/_livegen/changes{at}"
    asked = {
        "upgrade": "websocket",
        "connection": "Upgrade",
        "sec_websocket_version": "13",
        "sec_websocket_key": KEY,
        "origin": "http://localhost",
    }
    with connected(server) as line:
        line.sendall(request(path, {"host": "localhost", **asked, **headers}))
        reply = parsed(line.recv(65536))

    assert 400 <= reply.status < 500 or reply.status in accepted
    assert get(server, "/").status == 200
    assert silence.kept


KEY = "dGhlIHNhbXBsZSBub25jZQ=="


def own_origin(server: Server) -> str:
    return f"http://127.0.0.1:{port_of(server)}"


def test_what_a_tab_says_is_not_listened_to(server: Server, silence: Silence) -> None:
    with Tab(server) as chatty, Tab(server) as noisy, Tab(server) as quiet:
        for tab in (chatty, noisy, quiet):
            tab.news()
        with suppress(ConnectionError):
            chatty.line.sendall(chatty.wire.send(events.TextMessage(data="x" * 100)))
            noisy.line.sendall(b"\x81\x85\0\0\0\0\xff\xfe\xff\xff\xff" + b"\xff" * 5000)
        assert quiet.hears_nothing()
    assert silence.kept


# ------------------------------------------------------------------ beginning and end


def test_requests_wait_for_the_first_build() -> None:
    site = serving(None)
    with Tab(site) as tab:
        assert tab.hears_nothing()
        threading.Timer(0.2, site.show, [Shown(files=FILES)]).start()

        assert get(site, "/").status == 200
        assert tab.news()["page"]


def test_as_long_as_there_was_no_good_build_every_page_says_so_and_gives_way_to_one() -> None:
    site = serving({}, "content/a.md:1:1: error: no")
    with Tab(site, "/any/") as tab:
        page = get(site, "/any/")
        broken = tab.news()
        site.show(Shown(files=FILES))
        good = tab.news()

    assert page.status == 503
    assert b"not built yet" in page.body
    assert escape(f'"page": "{broken["page"]}"').encode() in page.body
    assert broken["errors"] == ["content/a.md:1:1: error: no"]
    assert good["page"] != broken["page"]


def test_a_port_that_is_taken_is_passed_over() -> None:
    first = serving()
    second = Server(host="127.0.0.1", port=port_of(first))
    second.start()
    second.show(Shown(files={"index.html": b"<!doctype html>second"}))
    assert port_of(first) < port_of(second) < port_of(first) + 20
    assert b"second" in get(second, "/").body
    assert b"Front" in get(first, "/").body


def test_no_port_at_all_is_the_callers_to_say() -> None:
    with pytest.raises(OSError, match=r"192\.0\.2\.1"):
        Server(host="192.0.2.1", port=0).start()
    with contextlib.ExitStack() as holding:
        with contextlib.suppress(OSError):  # somebody else holds it, which is as good
            holding.enter_context(socket.create_server(("127.0.0.1", 65535)))
        with pytest.raises(OSError, match="65535"):
            Server(host="127.0.0.1", port=65535).start()


def test_thousands_of_changes_leave_nothing_behind_and_a_slow_tab_hears_the_last() -> None:
    lengthy = "x" * 50_000
    site = serving()
    with Tab(site) as quick, Tab(site) as slow:
        slow.news()
        threading.Thread(target=drain, args=(quick,), daemon=True).start()
        for count in range(200):
            site.show(Shown(files=FILES, errors=(f"{lengthy}{count}",)))
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for count in range(3000):
            site.show(Shown(files=dict(FILES), errors=(f"{lengthy}{count}",)))
        time.sleep(0.2)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        heard = list(until(slow, f"{lengthy}2999"))

    assert grown < 2_000_000
    assert len(heard) < 1500


def drain(tab: Tab) -> None:
    with suppress(OSError):
        while True:
            tab.news()


def until(tab: Tab, error: str) -> Iterator[str]:
    """Yield the errors that a tab is told of, up to this one."""
    heard = ""
    while heard != error:
        heard = tab.news()["errors"][0]
        yield heard


# ------------------------------------------------------------------ for a phone


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_the_machine_knows_its_address_in_the_network_or_says_none(host: str) -> None:
    assert all(socket.inet_aton(address) for address in elsewhere(host))


def test_where_it_listens_is_where_others_find_it_unless_it_listens_for_itself() -> None:
    assert elsewhere("192.168.1.20") == ("192.168.1.20",)
    assert elsewhere("127.0.0.1") == elsewhere("::1") == elsewhere("localhost") == ()


def test_an_address_is_a_picture_of_equal_lines() -> None:
    picture = qr("http://192.168.1.20:8000/")
    lines = picture.splitlines()

    assert set(picture) == set(" ▀▄█\n")
    assert len({len(line) for line in lines}) == 1
    assert len(lines[0]) in (2 * len(lines), 2 * len(lines) - 1)


# ------------------------------------------------------------------ in a browser

STRICT = hosting.headers("", sections=["world"], pages=[], sources=hosting.Sources(), base="")
LONG = b"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Flood</title>
<link rel="stylesheet" href="/assets/a.1.css"></head><body><h1>One</h1>
<details><summary>More</summary><p>Inside</p></details><img src="p.svg" alt="">
<div class="tall">Tall</div></body></html>"""
SHOWN: Mapping[str, bytes] = {
    "world/flood/index.html": LONG,
    "assets/a.1.css": b".tall { height: 5000px; color: #010101 }"
    b" html { letter-spacing: 9px } livegen-errors { display: none !important }",
    "assets/a.2.css": b".tall { height: 5000px; color: #020202 }",
    "world/flood/p.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
    "_headers": STRICT,
    "404.html": b"<!doctype html><title>Missing</title><p>Missing",
    "favicon.ico": b"",
}
FAULT = (
    'content/world/flood.md:14:11: error: `time` is not a time: "18:42"\n'
    "   14 |   - 🌊ime: 18:42\n"
    "      |           ^^^^^\n"
    "   hint: write 2026-11-22 18:42"
)
ANOTHER = "content/world/ice.md: error: no title"


@dataclass(slots=True)
class Open:
    """A page that is open in a browser, and all that its console said."""

    page: Page
    said: list[str] = field(default_factory=list)

    def mark(self) -> None:
        """Note on the page that it is this one, which a reload forgets."""
        self.page.evaluate("window.same = true")

    @property
    def same(self) -> bool:
        return bool(self.page.evaluate("window.same === true"))

    def becomes(self, claim: str) -> None:
        """Wait until a claim about the page is true; its policy lets no page ask itself."""
        patience = time.monotonic() + 10
        while time.monotonic() < patience:
            with suppress(Exception):  # a page that is being loaded cannot say
                if self.page.evaluate(claim):
                    return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"never true: {claim}")


@contextmanager
def opened(browser: Browser, server: Server, path: str = "/world/flood/") -> Iterator[Open]:
    context = browser.new_context(viewport={"width": 800, "height": 600})
    page = context.new_page()
    seen = Open(page)
    page.on("console", lambda message: seen.said.append(message.text))
    page.on("pageerror", lambda fault: seen.said.append(str(fault)))
    told = threading.Event()  # from the start: what has come already is not waited for
    page.on("websocket", lambda wire: wire.on("framereceived", lambda _: told.set()))
    page.goto(server.address.rstrip("/") + path)
    patience = time.monotonic() + 30
    while not told.is_set() and time.monotonic() < patience:
        page.wait_for_timeout(20)
    assert told.is_set()
    seen.mark()
    yield seen
    context.close()


def page_of(text: bytes, *errors: str, **files: bytes) -> Shown:
    return Shown(files={**SHOWN, "world/flood/index.html": text, **files}, errors=errors)


@pytest.mark.outside
def test_the_panel_of_errors_comes_is_closed_and_goes_by_itself(browser: Browser) -> None:
    site = serving(SHOWN)
    with opened(browser, site) as tab:
        panel = tab.page.locator("livegen-errors section")
        site.show(Shown(files=SHOWN, errors=(FAULT, ANOTHER)))
        panel.wait_for()
        assert "2 errors" in panel.get_by_role("alert").inner_text()
        assert panel.locator("mark").inner_text() == "18:42"
        assert "content/world/flood.md:14:11" in panel.inner_text()
        assert "Hint: write 2026-11-22 18:42" in panel.inner_text()
        assert panel.evaluate("e => getComputedStyle(e).borderTopWidth") == "4px"
        assert panel.evaluate("e => getComputedStyle(e).letterSpacing") == "normal"
        assert tab.page.title() == "⚠ Flood"

        tab.page.keyboard.press("Escape")
        panel.wait_for(state="detached")
        tab.page.reload()
        tab.becomes("document.title === '⚠ Flood'")
        assert panel.count() == 0

        site.show(Shown(files=SHOWN, errors=(FAULT, ANOTHER, "content/new.md: error: new")))
        panel.wait_for()
        panel.get_by_role("button", name="Close").click()
        panel.wait_for(state="detached")

        site.show(Shown(files=SHOWN, errors=("content/b.md: error: b",)))
        panel.wait_for()
        site.show(Shown(files=SHOWN))
        panel.wait_for(state="detached")
        assert tab.page.title() == "Flood"
        assert tab.said == []


@pytest.mark.outside
def test_a_page_that_changed_is_loaded_anew_and_keeps_its_place(browser: Browser) -> None:
    site = serving(SHOWN)
    with opened(browser, site) as tab:
        tab.page.evaluate("document.querySelector('details').open = true; scrollTo(0, 1234)")
        site.show(page_of(LONG.replace(b"One", b"Two")))
        tab.becomes("document.querySelector('h1').textContent === 'Two'")
        tab.becomes("scrollY === 1234 && document.querySelector('details').open")
        assert tab.said == []


@pytest.mark.outside
def test_style_sheets_are_changed_in_the_page(browser: Browser) -> None:
    site = serving(SHOWN)
    with opened(browser, site) as tab:
        colour = "getComputedStyle(document.querySelector('.tall')).color"
        site.show(page_of(LONG.replace(b"a.1.css", b"a.2.css")))
        tab.becomes(f"{colour} === 'rgb(2, 2, 2)'")
        site.show(
            page_of(
                LONG.replace(b"a.1.css", b"a.2.css"),
                **{"assets/a.2.css": b".tall { color: #030303 }"},
            )
        )
        tab.becomes(f"{colour} === 'rgb(3, 3, 3)'")

        tab.becomes("/a.2.css[?][0-9a-f]+$/.test(document.styleSheets.item(0).href)")
        tab.becomes("document.querySelectorAll('link[rel=stylesheet]').length === 1")
        assert tab.same
        site.show(page_of(LONG))
        tab.becomes(f"{colour} === 'rgb(1, 1, 1)'")
        assert tab.same
        assert tab.said == []


@pytest.mark.outside
def test_a_picture_that_changed_is_seen(browser: Browser) -> None:
    wide = SHOWN["world/flood/p.svg"].replace(b'"10"', b'"77"', 1)
    site = serving(SHOWN)
    with opened(browser, site) as tab:
        site.show(page_of(LONG, **{"world/flood/p.svg": wide}))
        tab.becomes("document.querySelector('img').naturalWidth === 77")


@pytest.mark.outside
def test_a_hundred_changes_are_not_a_hundred_loads(browser: Browser) -> None:
    site = serving(SHOWN)
    with opened(browser, site) as tab:
        kinds: list[str] = []
        tab.page.on("request", lambda request: kinds.append(request.resource_type))
        for count in range(100):
            site.show(page_of(LONG.replace(b"One", b"No. %d" % count)))
            time.sleep(0.005)
        tab.becomes("document.querySelector('h1').textContent === 'No. 99'")
        tab.page.wait_for_timeout(300)

        assert kinds.count("document") < 50


@pytest.mark.outside
def test_a_page_that_is_missing_gives_way_to_the_one_that_comes(browser: Browser) -> None:
    site = serving({}, ANOTHER)
    with opened(browser, site, "/world/ice/") as tab:
        tab.page.locator("livegen-errors section").wait_for()
        site.show(Shown(files=SHOWN))
        tab.becomes("document.title === 'Missing'")
        site.show(Shown(files={**SHOWN, "world/ice/index.html": b"<!doctype html><title>Ice"}))
        tab.becomes("document.title === 'Ice'")
