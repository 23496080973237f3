"""What hosts read, matched as Netlify and Cloudflare match."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest

from livegen import hosting, urls
from livegen.hosting import Redirect, Sources

Rule = tuple[str, dict[str, str]]
Matcher = Callable[[str], re.Pattern[str]]

SECURITY = "Content-Security-Policy"
FRESH = "public, max-age=0, s-maxage=5, stale-while-revalidate=5, stale-if-error=86400"
FEEDS = ("atom.xml", "rss.xml", "feed.json")
ARCHIVED = "public, max-age=60, s-maxage=300"
FOR_EVER = "public, max-age=31536000, immutable"

NOTHING_ELSE = Sources()

SITES = pytest.mark.parametrize(
    "sections",
    [
        ("world",),
        ("world", "world/asia", "world/asia/japan", "métro"),
        ("world/asia",),
        ("",),
        ("", "world", "world/asia"),
    ],
    ids=str,
)


def as_netlify(pattern: str) -> re.Pattern[str]:
    """As `@netlify/headers-parser` 9.0.3 does it (`for_regexp.js`)."""

    def part(text: str) -> str:
        if text.startswith(":"):
            return "([^/]+)"
        if text == "*":
            return "?(.*)"
        return text.replace("*", "(.*)") if "*" in text else re.escape(text)

    parts = [part(text) for text in pattern.split("/") if text]
    return re.compile(f"/{'/'.join(parts)}/?", re.IGNORECASE)


def as_cloudflare(pattern: str) -> re.Pattern[str]:
    """As Cloudflare's `rules-engine.ts` does it; a name or a splat given twice never matches."""
    text = "(?P<splat>.*)".join(map(re.escape, pattern.split("*")))
    return re.compile(re.sub(r":([A-Za-z]\w*)", r"(?P<\1>[^/]+)", text))


HOSTS = pytest.mark.parametrize("host", [as_netlify, as_cloudflare])


def rules(written: bytes) -> list[Rule]:
    """Read `_headers`: a path at the margin, the headers of it below."""
    found: list[Rule] = []
    for line in filter(str.strip, written.decode().splitlines()):
        if line.startswith("/"):
            found.append((line, {}))
        else:
            name, _, value = line.strip().partition(": ")
            found[-1][1][name] = value
    return found


def headers(
    *sections: str,
    pages: tuple[str, ...] = ("/about/", "/imprint/"),
    sources: Sources = NOTHING_ELSE,
    base: str = "",
) -> list[Rule]:
    return rules(hosting.headers("", sections=sections, pages=pages, sources=sources, base=base))


def sent(path: str, table: list[Rule], host: Matcher) -> list[dict[str, str]]:
    return [given for pattern, given in table if host(pattern).fullmatch(quote(path))]


def cache(path: str, table: list[Rule], host: Matcher) -> list[str]:
    """Return every Cache-Control that `path` would get."""
    return [s["Cache-Control"] for s in sent(path, table, host) if "Cache-Control" in s]


def pages_of(sections: tuple[str, ...]) -> Iterator[str]:
    """Yield the path of every kind of page that changes with the news."""
    yield from ("/", "/about/", "/404.html", "/corrections/", urls.tag("wet"), urls.author("noor"))
    for section in sections:
        yield urls.section(section)
        yield urls.story(section, "flood")
        yield urls.update_page(urls.story(section, "flood"), "k3f9")


def archives_of(sections: tuple[str, ...]) -> Iterator[str]:
    for listed in ("/", urls.tag("wet"), urls.author("noor"), *map(urls.section, sections)):
        yield urls.list_page(listed, 12)
    for story in stories_of(sections):
        yield from (urls.archive(story, 1), urls.from_the_start(story, 3))


def polled_of(sections: tuple[str, ...]) -> Iterator[str]:
    return (f"{story}live.json" for story in stories_of(sections))


def unchanging_of(sections: tuple[str, ...]) -> Iterator[str]:
    yield from ("/assets/site.7ac1e09b.css", "/assets/levee-640.0a1b2c3d.webp")
    for story in stories_of(sections):
        yield f"{story}ids.9f3a1c77.json"
        yield f"{story}f/7ac1e09b/k3f9.9c1e2a40.html"
        yield f"{story}f/7ac1e09b/_banner.a1b2c3d4.html"


def included_of(sections: tuple[str, ...]) -> Iterator[str]:
    """Yield what pages of others include of stories."""
    for story in stories_of(sections):
        yield from (f"{story}latest.html", f"{story}latest.json")


def others_of(sections: tuple[str, ...]) -> Iterator[str]:
    """Yield what is neither a page nor polled: feeds, sitemaps, files of the site itself."""
    yield from ("/live.json", "/latest.html", "/latest.json")
    yield from ("/robots.txt", "/sitemap.xml", "/sitemap-2015-12.xml")
    yield from (
        "/favicon.svg",
        "/images/map.png",
        "/.well-known/security.txt",
        "/assets-seized/",
        "/pages-of-history/",
    )
    stories = tuple(stories_of(sections))
    yield from (f"{place}{feed}" for place in stories for feed in FEEDS)
    yield from (f"{place}{urls.KEY_EVENTS}{feed}" for place in stories for feed in FEEDS)
    yield from (f"{urls.archive(place, 1)}{feed}" for place in stories for feed in FEEDS)
    lists = ("/", "/corrections/", urls.tag("wet"), urls.author("noor"))
    for place in (*lists, *map(urls.section, sections)):
        yield from (f"{place}{feed}" for feed in FEEDS)


def stories_of(sections: tuple[str, ...]) -> Iterator[str]:
    return (urls.story(section, "flood") for section in sections)


@HOSTS
@SITES
def test_no_file_of_a_build_matches_two_rules_for_caches(
    sections: tuple[str, ...], host: Matcher
) -> None:
    table = headers(*sections)
    kinds = (pages_of, archives_of, polled_of, included_of, unchanging_of, others_of)
    paths = {path for kind in kinds for path in kind(sections)}

    assert {
        path: cache(path, table, host) for path in paths if len(cache(path, table, host)) > 1
    } == {}


@HOSTS
@SITES
def test_no_header_is_sent_twice(sections: tuple[str, ...], host: Matcher) -> None:
    table = headers(*sections, sources=Sources(live="https://live.example.org"))
    for kind in (pages_of, archives_of, polled_of, included_of, unchanging_of, others_of):
        for path in kind(sections):
            names = [name for given in sent(path, table, host) for name in given]
            assert len(names) == len(set(names)), path


@HOSTS
@SITES
def test_each_kind_of_file_is_kept_as_long_as_it_may_be(
    sections: tuple[str, ...], host: Matcher
) -> None:
    table = headers(*sections)
    expected = {
        **dict.fromkeys(pages_of(sections), FRESH),
        **dict.fromkeys(polled_of(sections), FRESH),
        **dict.fromkeys(included_of(sections), FRESH),
        **dict.fromkeys(archives_of(sections), ARCHIVED),
        **dict.fromkeys(unchanging_of(sections), FOR_EVER),
    }
    if "" in sections and host is as_cloudflare:
        del expected["/404.html"]  # its default, which checks each time, too

    assert {path: cache(path, table, host) for path in expected} == {
        path: [kept] for path, kept in expected.items()
    }


@HOSTS
@SITES
def test_nothing_else_is_kept_without_asking(sections: tuple[str, ...], host: Matcher) -> None:
    table = headers(*sections)

    for path in others_of(sections):
        assert cache(path, table, host) in ([], [FRESH]), path


@HOSTS
@SITES
def test_every_page_is_secured(sections: tuple[str, ...], host: Matcher) -> None:
    table = headers(*sections)
    bare = [
        path
        for path in (*pages_of(sections), *archives_of(sections))
        if not any(SECURITY in given for given in sent(path, table, host))
    ]

    assert bare == (["/404.html"] if "" in sections and host is as_cloudflare else [])


@HOSTS
@SITES
def test_what_readers_poll_carries_no_security_headers(
    sections: tuple[str, ...], host: Matcher
) -> None:
    table = headers(*sections)
    polled = {*polled_of(sections), *unchanging_of(sections)}
    if "" not in sections or host is as_cloudflare:
        polled.add("/live.json")

    for path in polled:
        assert all(set(given) == {"Cache-Control"} for given in sent(path, table, host)), path


@HOSTS
@SITES
def test_pages_of_others_may_read_and_frame_the_newest_updates_which_nobody_indexes(
    sections: tuple[str, ...], host: Matcher
) -> None:
    table = headers(*sections)

    for path in (*included_of(sections), "/latest.html", "/latest.json"):
        given = {name: value for it in sent(path, table, host) for name, value in it.items()}
        assert given["Access-Control-Allow-Origin"] == "*", path
        assert given["X-Robots-Tag"] == "noindex", path
        # With stories at the root, Netlify's line for these takes the site's own as well.
        if path.count("/") > 1 or "" not in sections or host is as_cloudflare:
            assert not given.keys() & {SECURITY, "X-Frame-Options"}, path


@HOSTS
def test_feeds_have_types_that_readers_know(host: Matcher) -> None:
    table = headers("world")
    types = {
        path: [s["Content-Type"] for s in sent(path, table, host) if "Content-Type" in s]
        for path in (
            "/atom.xml",
            "/world/rss.xml",
            "/world/flood/p/1/feed.json",
            "/a/b/key.rss.xml",
            "/sitemap.xml",
        )
    }

    assert types == {
        "/atom.xml": ["application/xml; charset=utf-8"],
        "/world/rss.xml": ["application/xml; charset=utf-8"],
        "/world/flood/p/1/feed.json": ["application/feed+json; charset=utf-8"],
        "/a/b/key.rss.xml": ["application/xml; charset=utf-8"],
        "/sitemap.xml": [],
    }


def test_a_site_of_thirty_sections_stays_within_the_rules_that_cloudflare_reads() -> None:
    table = headers(*(f"section-{n}" for n in range(30)), sources=Sources(live="https://a.example"))

    assert len(table) <= 100
    assert all(len(value) < 2000 for _, given in table for value in given.values())


def test_the_order_in_which_sections_come_changes_nothing() -> None:
    frames = ("https://a.example", "https://b.example")

    assert headers("b", "a", sources=Sources(frames=frames)) == headers(
        "a", "b", sources=Sources(frames=frames[::-1])
    )


def policy(sources: Sources) -> str:
    return dict(headers("world", sources=sources))["/"][SECURITY]


def test_a_page_may_load_from_its_own_host_only() -> None:
    assert policy(Sources()) == (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "img-src 'self' data:; media-src 'self'; connect-src 'self'; frame-src 'none'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def test_a_page_may_poll_the_origin_of_the_live_files() -> None:
    live = Sources(live="https://live.example.org:8443/news/")

    assert "connect-src 'self' https://live.example.org:8443;" in policy(live)


def test_frames_come_from_what_the_site_embeds() -> None:
    frames = Sources(frames=("https://www.youtube-nocookie.com", "https://player.vimeo.com"))

    assert "frame-src https://player.vimeo.com https://www.youtube-nocookie.com;" in policy(frames)


def test_the_site_adds_sources_and_directives_and_none_gives_way_to_them() -> None:
    added = policy(
        Sources(
            additions=(
                ("script-src", "https://stats.example  'self'"),
                ("frame-ancestors", "https://partner.example"),
                ("worker-src", "'self'"),
            )
        )
    )

    assert "script-src 'self' https://stats.example;" in added
    assert "frame-ancestors https://partner.example;" in added
    assert added.endswith("; worker-src 'self'")


@HOSTS
def test_live_files_may_be_read_from_another_origin_if_pages_poll_one(host: Matcher) -> None:
    table = headers("world", sources=Sources(live="https://live.example.org"))
    polled = (*polled_of(("world",)), "/world/flood/", "/world/flood/f/7ac1e09b/a.9c1e2a40.html")
    allowed = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Date"}

    for path in polled:
        (given,) = sent(path, table, host)
        assert allowed.items() <= given.items()
    allowing = [path for path, given in headers("world") if given.keys() & allowed.keys()]
    assert [path for path in allowing if "latest" not in path] == []


def test_the_sites_own_headers_come_first_and_as_they_are() -> None:
    own = "# ours\n/fonts/*\n  Cache-Control: public, max-age=600\n"
    written = hosting.headers(own, sections=["world"], pages=[], sources=Sources(), base="")

    assert written.decode().startswith(own + "\n/assets/:file\n")


def test_headers_keep_the_base_path() -> None:
    table = headers("world", base="/my project")

    assert all(path.startswith("/my%20project/") for path, _ in table)
    assert "/my%20project/world/:page/" in dict(table)


def test_sections_of_any_script_are_written_as_hosts_compare_them() -> None:
    assert "/m%C3%A9tro/:page/" in dict(headers("métro"))


def redirects(
    *moves: tuple[str, str],
    gone: tuple[str, ...] = (),
    own: str = "",
    feed: str = "/rss.xml",
    base: str = "",
) -> list[str]:
    moved = [Redirect(old, new) for old, new in moves]
    made = hosting.redirects(own, moves=moved, gone=gone, feed=feed, base=base)
    return made.decode().splitlines()


def test_an_old_path_and_what_lies_below_it_lead_to_the_new_one() -> None:
    lines = redirects(("/old/flood/", "/world/flood/"))

    assert lines[:2] == ["/old/flood /world/flood/ 301", "/old/flood/ /world/flood/ 301"]
    assert lines[-1] == "/old/flood/* /world/flood/:splat 301"


def test_nothing_lies_below_an_old_file() -> None:
    lines = redirects(("/2015/flood.html", "/world/flood/"))

    assert [line for line in lines if "flood" in line] == ["/2015/flood.html /world/flood/ 301"]


def test_a_page_that_moved_below_its_old_path_is_not_sent_round() -> None:
    assert not any("*" in line for line in redirects(("/flood/", "/flood/2015/")))


def test_lines_with_a_splat_come_last_and_the_deepest_of_them_first() -> None:
    lines = redirects(("/a/", "/x/"), ("/a/b/", "/y/"), gone=("/a/b/c/",))
    with_splat = [line for line in lines if "*" in line]

    assert lines[-3:] == with_splat
    assert [line.split()[0] for line in with_splat] == ["/a/b/c/*", "/a/b/*", "/a/*"]


def test_the_usual_addresses_of_feeds_lead_to_rss() -> None:
    assert redirects() == [
        "/feed /rss.xml 301",
        "/feed/ /rss.xml 301",
        "/feed.xml /rss.xml 301",
        "/index.xml /rss.xml 301",
        "/rss /rss.xml 301",
        "/rss/ /rss.xml 301",
    ]


def test_without_a_feed_no_address_leads_to_one() -> None:
    assert redirects(feed="") == []


def test_an_expired_story_is_gone_with_all_below_it() -> None:
    lines = [line for line in redirects(gone=("/world/flood/",)) if "flood" in line]

    assert lines == [
        "/world/flood /404.html 410",
        "/world/flood/ /404.html 410",
        "/world/flood/* /404.html 410",
    ]


def test_redirects_keep_the_base_path_and_the_page_not_found() -> None:
    lines = redirects(("/old/", "/world/flood/"), gone=("/gone/",), base="/project")

    assert all(path.startswith("/project/") for line in lines for path in line.split()[:2])
    assert lines[-1] == "/project/* /project/404.html 404"


def test_blanks_and_signs_that_mean_something_to_hosts_are_encoded() -> None:
    lines = redirects(("/a b/:c/*d?e#f/100%/caf%C3%A9/ü/", "/world/flood/"))

    assert lines[0].split() == [
        "/a%20b/%3Ac/%2Ad%3Fe%23f/100%25/caf%C3%A9/%C3%BC",
        "/world/flood/",
        "301",
    ]


def test_the_sites_own_redirects_come_first_and_as_they_are() -> None:
    own = "/shop https://shop.example.org 302 # ours"

    assert redirects(own=own)[:3] == [own, "", "/feed /rss.xml 301"]


def test_the_order_of_moves_changes_nothing() -> None:
    moves = (("/b/", "/x/"), ("/a/", "/y/"))

    assert redirects(*moves, gone=("/d/", "/c/")) == redirects(*moves[::-1], gone=("/c/", "/d/"))


def test_robots_may_read_everything_and_are_told_of_the_sitemaps() -> None:
    assert hosting.robots(["https://example.org/a.xml", "https://example.org/b.xml"]) == (
        b"User-agent: *\nDisallow:\n\n"
        b"Sitemap: https://example.org/a.xml\nSitemap: https://example.org/b.xml\n"
    )
    assert hosting.robots(()) == b"User-agent: *\nDisallow:\n"
