"""What `check` finds in built files: structured data and feeds, given as literals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from built import SETTINGS, built, livegen
from conftest import NOW, make_site

from livegen.errors import Rule
from livegen.inspection import Finding, Inspection, Links
from livegen.urls import Address

SITE = Address("https://example.org", "")
FIRE = "https://example.org/fire/"
UPDATE = {
    "@type": "BlogPosting",
    "headline": "Roof falls",
    "datePublished": "2026-11-21T08:00:00+01:00",
    "dateModified": "2026-11-21T08:30:00+01:00",
    "url": f"{FIRE}#roof",
}
STORY = {
    "@context": "https://schema.org",
    "@type": "LiveBlogPosting",
    "headline": "Fire",
    "datePublished": "2026-11-21",
    "dateModified": "2026-11-21T08:30:00+01:00",
    "coverageStartTime": "2026-11-21T08:00:00+01:00",
    "author": [{"@type": "Person", "name": "Noor Haddad"}],
    "publisher": {"@type": "NewsMediaOrganization", "name": "The Courier"},
    "liveBlogUpdate": [UPDATE],
}
LEAD = '<meta property="og:image" content="https://example.org/a.png">'


def page(*data: object, head: str = "", body: str = '<p id="roof">') -> bytes:
    blocks = (it if isinstance(it, str) else json.dumps(it) for it in data)
    scripts = "".join(f'<script type="application/ld+json">{it}</script>' for it in blocks)
    return f"<!doctype html><title>x</title>{head}{scripts}{body}".encode()


def findings(files: Mapping[str, bytes], longest: int = 50) -> list[Finding]:
    inspection = Inspection(SITE)
    for path, content in files.items():
        inspection.put(path, content)
    return list(inspection.findings(lambda _: longest))


def data(*blocks: object, head: str = "") -> list[str]:
    """Return what is wrong with the structured data of a page."""
    found = findings({"fire/index.html": page(*blocks, head=head)})
    assert all(it.rule is Rule.STRUCTURED_DATA and it.hint for it in found)
    return [it.message.removeprefix("the structured data of /fire/ ") for it in found]


def with_update(**changed: Any) -> dict[str, Any]:
    update = {key: value for key, value in {**UPDATE, **changed}.items() if value is not None}
    return {**STORY, "liveBlogUpdate": [update]}


# ------------------------------------------------------------------ structured data


def test_what_keeps_the_rules_is_left_in_peace() -> None:
    breadcrumbs = {"@type": "BreadcrumbList", "itemListElement": []}

    assert data(STORY, breadcrumbs) == []
    assert data([breadcrumbs, STORY]) == data({"@graph": [STORY]}) == []
    assert data({**STORY, "liveBlogUpdate": UPDATE}) == []
    assert data(with_update(datePublished="2026-11-21", dateModified="2026-11-21")) == []


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("{]", "is not JSON"),
        ({**STORY, "author": []}, "has no `author`"),
        ({**STORY, "publisher": None}, "has no `publisher`"),
        ({**STORY, "headline": ""}, "has no `headline`"),
        (
            {**STORY, "coverageEndTime": "2026-11-21T08:30:00"},
            'has a `coverageEndTime` that is no time with an offset: "2026-11-21T08:30:00"',
        ),
        (
            {**STORY, "dateModified": "2026-11-32"},
            'has a `dateModified` that is no time with an offset: "2026-11-32"',
        ),
        (
            {**STORY, "dateModified": "2026-11-20T23:00:00+01:00"},
            "was changed before it was published",
        ),
        (
            with_update(datePublished="2026-11-21T07:59:00+01:00"),
            f"begins after the publication of the update {FIRE}#roof",
        ),
        (
            with_update(dateModified="2026-11-21T06:59:00Z"),
            f"has a change before the publication of the update {FIRE}#roof",
        ),
        (with_update(datePublished=None), f"has no `datePublished` of the update {FIRE}#roof"),
        (
            with_update(headline="Fire"),
            f"repeats the page's headline as that of the update {FIRE}#roof",
        ),
        (with_update(url=FIRE), "has an update whose `url` names no place on a page"),
        (
            with_update(url=f"{FIRE}#barn"),
            f"names {FIRE}#barn, but nothing there has that id",
        ),
        (
            with_update(url=f"{FIRE}p/1/#barn"),
            f"names {FIRE}p/1/#barn, but nothing there has that id",
        ),
        ({**STORY, "articleBody": "x" * 100_000}, "has 100,5"),
    ],
)
def test_each_rule_of_structured_data_is_told_when_it_is_broken(
    block: object, message: str
) -> None:
    (found,) = data(block)

    assert found.startswith(message)


@pytest.mark.parametrize("kind", ["JobPosting", "Event", "Product"])
def test_what_is_no_article_is_left_in_peace(kind: str) -> None:
    assert data({"@type": kind, "title": "Night editor", "datePosted": "2026-11-21"}) == []


def test_a_lead_picture_belongs_into_the_structured_data() -> None:
    assert data(STORY, head=LEAD) == ["has no `image`, though the page has a lead picture"]
    assert data({**STORY, "image": [f"{FIRE}a.png"]}, head=LEAD) == []


@pytest.mark.parametrize(("width", "rules"), [(1199, [Rule.SMALL_PICTURE]), (1200, [])])
def test_a_small_lead_picture_is_told(width: int, rules: list[Rule]) -> None:
    head = f'{LEAD}<meta property="og:image:width" content="{width}">'

    assert [it.rule for it in findings({"fire/index.html": page(head=head)})] == rules


def test_an_update_may_stand_on_an_archive_page_that_is_made_later() -> None:
    story = with_update(url=f"{FIRE}p/1/#barn")
    files = {
        "fire/index.html": page(story),
        "fire/p/1/index.html": page(body='<p id="barn">'),
    }

    assert findings(files) == []


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html>",
        b"<!doctype html>\xff\x00<p id=roof>",
        page("[" * 100_000),
        page({"@type": "NewsArticle", "liveBlogUpdate": [1, None, {"url": 3}], "@graph": "x"}),
        page({"@type": ["x", 1], "@graph": [[[]]]}),
        page(with_update(datePublished=5, dateModified=[], url="#")),
    ],
)
def test_nothing_that_a_page_says_stops_the_check(content: bytes) -> None:
    assert isinstance(findings({"fire/index.html": content}), list)


def test_what_lies_deep_is_found() -> None:
    inspection = Inspection(SITE)
    inspection.put("index.html", page(body="<div>" * 500 + '<p id="deep">' + "</div>" * 500))

    assert inspection.has_id("/", "deep")


def test_what_open_pages_fetch_is_no_page() -> None:
    fragment = b'<article><script type="application/ld+json">{]</script></article>'

    assert findings({"fire/f/1.html": fragment}) == []


# ------------------------------------------------------------------ feeds

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id>
<entry><id>tag:a</id><published>2026-11-21T08:00:00Z</published>
<updated>2026-11-21T09:00:00Z</updated>
<link href="https://example.org/fire/#a"/><content type="html">&lt;a href="https://x.org/"></content>
</entry>
<entry><id>tag:b</id><published>2026-11-20T08:00:00Z</published>
<updated>2026-11-20T08:00:00Z</updated></entry></feed>"""
RSS = """<?xml version="1.0"?>
<rss version="2.0"><channel><title>x</title>
<item><guid isPermaLink="false">tag:a</guid><pubDate>Sat, 21 Nov 2026 09:00:00 +0100</pubDate>
</item>
<item><guid isPermaLink="false">tag:b</guid><pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate></item>
</channel></rss>"""
JSON = json.dumps(
    {
        "items": [
            {
                "id": "tag:a",
                "date_published": "2026-11-21T08:00:00+00:00",
                "date_modified": "2026-11-21T10:00:00+01:00",
            },
            {
                "id": "tag:b",
                "date_published": "2026-11-20T08:00:00Z",
                "date_modified": "2026-11-20T08:00:00Z",
            },
        ]
    }
)
FEEDS = {"w/key.atom.xml": ATOM, "w/key.rss.xml": RSS, "w/key.feed.json": JSON}


def feeds(**changed: tuple[str, str]) -> list[str]:
    """Return what is wrong with the feeds, in each of which one thing may be replaced."""
    names = {"atom": "w/key.atom.xml", "rss": "w/key.rss.xml", "json": "w/key.feed.json"}
    texts = dict(FEEDS)
    for kind, (old, new) in changed.items():
        assert old in texts[names[kind]]
        texts[names[kind]] = texts[names[kind]].replace(old, new)
    found = findings({name: text.encode() for name, text in texts.items()})
    assert all(it.rule is Rule.FEED and it.hint for it in found)
    return [it.message.removeprefix("the feed /w/key.") for it in found]


def test_feeds_that_agree_are_left_in_peace() -> None:
    assert feeds() == []


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"atom": ("</feed>", "")}, "atom.xml is not well-formed: "),
        ({"atom": ("tag:b", "tag:a")}, 'atom.xml has two entries with the id "tag:a"'),
        (
            {"atom": ("<published>2026-11-21T08:00:00Z", "<published>2026-11-21T08:00:00")},
            "atom.xml has an entry whose date (published) has no offset: tag:a",
        ),
        (
            {"atom": ("<updated>2026-11-21T09:00:00Z", "<updated>2026-11-21T07:00:00Z")},
            "atom.xml has an entry that changed before it was there: tag:a",
        ),
        (
            {"atom": ("https://example.org/fire/#a", "/fire/#a")},
            'atom.xml has an address that is not whole, "/fire/#a", in tag:a',
        ),
        (
            {"atom": ("https://x.org/", "a.png")},
            'atom.xml has an address that is not whole, "a.png", in tag:a',
        ),
        ({"rss": ("tag:b", "tag:c")}, "rss.xml has other ids, or another order than /w/key.atom"),
        ({"rss": ("09:00:00", "09:01:00")}, "rss.xml has other dates (published) than /w/key.atom"),
        ({"json": ("T10:00:00", "T11:00:00")}, "feed.json has other dates (updated) than /w/key"),
        ({"json": ('"items"', '"entries"')}, "feed.json is not well-formed: "),
    ],
)
def test_each_rule_of_feeds_is_told_when_it_is_broken(
    changed: dict[str, tuple[str, str]], message: str
) -> None:
    assert any(it.startswith(message) for it in feeds(**changed))


@pytest.mark.parametrize(
    ("name", "count"), [("atom.xml", 1), ("w/atom.xml", 1), ("w/p/2/atom.xml", 0)]
)
def test_only_archives_are_of_any_size(name: str, count: int) -> None:
    large = ATOM.replace("&lt;a", "x" * 250_000 + "&lt;a")
    many = ATOM.replace("<id>f</id>", "".join(f"<entry><id>{n}</id></entry>" for n in range(49)))

    assert len(findings({name: large.encode()})) == count
    assert len(findings({name: many.encode()})) == count
    assert findings({name: many.encode()}, longest=51) == []


def test_a_hostile_feed_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush")
    kind = f'<!DOCTYPE feed [<!ENTITY a SYSTEM "file://{tmp_path}/secret">]>'
    twice = "<entry><id>&a;</id></entry>" * 2
    feed = f'{kind}<feed xmlns="http://www.w3.org/2005/Atom">{twice}</feed>'

    (first, *_) = findings({"atom.xml": feed.encode()})

    assert first.message == 'the feed /atom.xml has two entries with the id ""'


def test_addresses_in_feeds_are_followed_too() -> None:
    inspection = Inspection(SITE, links=Links(SITE))
    inspection.put("atom.xml", ATOM.encode())

    (found,) = inspection.broken_links({"atom.xml"}, (), ())

    assert (found.file, found.rule) == ("atom.xml", Rule.BROKEN_LINK)
    assert "leads to /fire/, where the site has nothing" in found.message


# ------------------------------------------------------------------ a whole site


def test_the_feeds_and_pages_of_a_site_keep_all_rules(tmp_path: Path) -> None:
    updates = "".join(
        f"  - {{time: 2026-11-21 00:00:{n:02}, title: T {n}, key: true, body: '*x* {n}'}}\n"
        for n in range(60)
    )
    story = f"---\ntitle: Fire\ndate: 2026-11-20\nstatus: ended\nupdates:\n{updates}---\n\n> x\n"
    root = make_site(
        tmp_path,
        {"livegen.toml": f"{SETTINGS}[build]\npage_size = 12\n", "content/w/fire.md": story},
    )
    built(root)

    done = livegen("check", "--root", str(root), "--now", NOW, "--links")

    assert (done.status, done.err) == (0, "")
