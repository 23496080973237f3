"""`_headers` and `_redirects`, read as hosts read them; what livegen writes is read as meant."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from livegen import hosting
from livegen.hosting import HeaderRule, Lead, Redirect, RedirectRule, Sources


def given(text: str, path: str) -> dict[str, str]:
    return hosting.headers_of(hosting.header_rules(text.encode()), path)


def led(text: str, path: str, query: dict[str, str] | None = None) -> Lead | None:
    return hosting.lead(hosting.redirect_rules(text.encode()), path, query)


def target(text: str, path: str) -> str:
    found = led(text, path)
    return found.target if found else ""


# ------------------------------------------------------------------ _headers


def test_a_rule_is_a_path_and_the_headers_below_it() -> None:
    text = b"# ours\n/a\n  X-One: 1\n  X-Two: a: b\n\n/b\nX-One: 2\r\n"

    assert hosting.header_rules(text) == (
        HeaderRule("/a", (("X-One", "1"), ("X-Two", "a: b"))),
        HeaderRule("/b", (("X-One", "2"),)),
    )


@pytest.mark.parametrize(
    "line",
    [
        "X-None",
        "X-Empty:",
        ": value",
        "bad name: x",
        "X-Bad: a\0b",
        "Content-Length: 5",
        "location: /",
        "Basic-Auth: a:b",
        "! X-One",
    ],
)
def test_what_a_host_passes_over_is_passed_over_alone(line: str) -> None:
    assert given(f"/a\n  X-One: 1\n  {line}\n  X-Two: 2", "/a") == {"X-One": "1", "X-Two": "2"}


def test_headers_before_any_path_are_nobodys() -> None:
    assert hosting.header_rules(b"X-One: 1\n/a\n") == ()


def test_bytes_that_are_no_text_stop_nothing() -> None:
    assert given("/a\n X-One: 1", "/a") == {"X-One": "1"}
    assert len(hosting.header_rules(b"/a\n X-One: \xff\n/b\n X-One: 1")) == 2


def test_two_values_of_one_header_are_joined_in_order() -> None:
    text = "/*\n  Link: <a>\n  link: <b>\n/a\n  LINK: <c>"

    assert given(text, "/a") == {"Link": "<a>, <b>, <c>"}


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/", "/"),
        ("/*", "/"),
        ("/*", "/a/b.png"),
        ("/a", "/a/"),
        ("/a/", "/a"),
        ("/A", "/a"),
        ("/a/*", "/a"),
        ("/a/*", "/a/b/c"),
        ("/a/*.png", "/a/b/c.png"),
        ("/:section/:story/", "/world/flood/"),
        ("/f/:name.html", "/f/x.html"),
        ("/m%C3%A9tro/", "/métro/"),
        ("/métro/", "/métro/"),
        ("/a%3Ab", "/a:b"),
    ],
)
def test_a_pattern_takes_its_paths(pattern: str, path: str) -> None:
    assert given(f"{pattern}\n  X-One: 1", path) == {"X-One": "1"}


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/", "/a"),
        ("/a", "/ab"),
        ("/a", "/a/b"),
        ("/a/*", "/ab"),
        ("/:a/", "/a/b/"),
        ("/a.png", "/axpng"),
        ("/*.png", "/a.png/b"),
        ("/a", "/a\n"),
    ],
)
def test_and_no_others(pattern: str, path: str) -> None:
    assert given(f"{pattern}\n  X-One: 1", path) == {}


# ------------------------------------------------------------------ _redirects


def test_a_line_is_read_in_all_its_parts() -> None:
    assert hosting.redirect_rules(b"/shop id=:id tag=x /item/:id 302! # ours") == (
        RedirectRule("/shop", "/item/:id", 302, True, (("id", ":id"), ("tag", "x"))),
    )


def test_a_line_that_says_no_status_is_for_good() -> None:
    assert hosting.redirect_rules(b"/a /b\n/c https://example.org/") == (
        RedirectRule("/a", "/b"),
        RedirectRule("/c", "https://example.org/"),
    )


@pytest.mark.parametrize(
    "line",
    [
        "/a",
        "# /a /b",
        "/a b",
        "/a # /b",
        "/a /b often",
        "/a /b 204",
        "/a /b 999",
        "/a /b 302 Country=de",
        "https://old.example/a /b",
    ],
)
def test_a_line_that_says_nothing_here_is_passed_over_alone(line: str) -> None:
    assert hosting.redirect_rules(f"{line}\n/x /y".encode()) == (RedirectRule("/x", "/y"),)


def test_a_line_may_say_only_that_all_below_is_served_as_it_is() -> None:
    assert led("/app/* 200", "/app/a/b") == Lead("/app/a/b", 200, False)


def test_the_first_line_that_matches_counts() -> None:
    assert target("/a /one\n/a /two\n/* /three", "/a") == "/one"
    assert target("/a /one\n/a /two\n/* /three", "/b") == "/three"


def test_paths_differ_by_case_in_redirects() -> None:
    assert led("/A /b", "/a") is None


def test_names_and_the_splat_are_filled_in() -> None:
    assert target("/news/:year/* /:year/all/:splat", "/news/2015/x/y") == "/2015/all/x/y"
    assert target("/old/* /new/:splat", "/old/") == "/new/"
    assert target("/a /:unknown", "/a") == "/:unknown"
    assert target("/a http://b.example:8080/:splat", "/a") == "http://b.example:8080/:splat"


def test_parameters_must_be_there_and_may_be_filled_in() -> None:
    assert led("/shop id=:id kind=x /item/:id", "/shop", {"id": "7", "kind": "x"}) == Lead(
        "/item/7", 301, False
    )
    assert led("/shop id=:id kind=x /item/:id", "/shop", {"id": "7"}) is None
    assert led("/shop kind=x /item", "/shop", {"kind": "y"}) is None


@pytest.mark.parametrize("below", ["/evil.example", "//evil.example", "%2e%2e", "é \r\nX: y"])
def test_what_a_reader_typed_stays_a_path_of_the_site(below: str) -> None:
    found = target("/old/* /:splat", f"/old/{below}")

    assert found.startswith("/")
    assert not found.startswith("//")
    assert found.isascii()
    assert found.isprintable()
    assert ".." not in unquote(found)
    assert " " not in found


# ------------------------------------------------------------------ what livegen writes


def written_redirects(base: str = "") -> str:
    moves = [Redirect("/alt/flüt: 1/", "/world/flood/"), Redirect("/2015/f.html", "/world/flood/")]
    made = hosting.redirects("", moves=moves, gone=["/world/gone/"], feed="/rss.xml", base=base)
    return made.decode()


@pytest.mark.parametrize("base", ["", "/my%20news"])
@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/alt/flüt: 1/", Lead("/world/flood/", 301, False)),
        ("/alt/flüt: 1", Lead("/world/flood/", 301, False)),
        ("/alt/flüt: 1/p/2/", Lead("/world/flood/p/2/", 301, False)),
        ("/2015/f.html", Lead("/world/flood/", 301, False)),
        ("/world/gone/", Lead("/404.html", 410, False)),
        ("/world/gone/u/a/", Lead("/404.html", 410, False)),
        ("/feed/", Lead("/rss.xml", 301, False)),
    ],
)
def test_a_redirect_is_read_back_as_it_was_meant(path: str, meant: Lead, base: str) -> None:
    decoded = base.replace("%20", " ")

    assert led(written_redirects(base), decoded + path) == Lead(
        base + meant.target, meant.status, meant.forced
    )


def test_below_a_base_what_is_not_there_has_the_sites_own_page() -> None:
    assert led(written_redirects("/news"), "/news/nothing") == Lead("/news/404.html", 404, False)
    assert led(written_redirects(), "/nothing") is None


def test_headers_are_read_back_as_they_were_meant() -> None:
    made = hosting.headers(
        "", sections=["world", "métro"], pages=["/about/"], sources=Sources(), base="/news"
    ).decode()
    fresh = "public, max-age=0, s-maxage=5, stale-while-revalidate=5, stale-if-error=86400"
    kept = {
        path: given(made, f"/news{path}").get("Cache-Control")
        for path in ("/", "/about/", "/métro/x/", "/world/x/p/1/", "/assets/a.1.css", "/a.png")
    }

    assert kept == {
        "/": fresh,
        "/about/": fresh,
        "/métro/x/": fresh,
        "/world/x/p/1/": "public, max-age=60, s-maxage=300",
        "/assets/a.1.css": "public, max-age=31536000, immutable",
        "/a.png": None,
    }
    assert given(made, "/news/world/x/")["Content-Security-Policy"].startswith("default-src 'none'")
    assert given(made, "/news/world/rss.xml")["Content-Type"] == "application/xml; charset=utf-8"
