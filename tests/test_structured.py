"""Sitemaps: valid, stable, and split by month; and what is news."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from built import SETTINGS, build, built
from conftest import make_site
from lxml import etree

from livegen import sources, structured
from livegen.errors import Report
from livegen.proofs import Proofs
from livegen.structured import NewsPage, SitemapPage

ROOT = "https://example.org/"
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
NOON = datetime(2026, 9, 21, 12, 0, tzinfo=UTC)

# What the schemas of sitemaps.org ask of the elements written here.
SCHEMA = etree.XMLSchema(
    etree.XML("""
<schema xmlns="http://www.w3.org/2001/XMLSchema"
        xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9" elementFormDefault="qualified"
        targetNamespace="http://www.sitemaps.org/schemas/sitemap/0.9">
  <element name="sitemapindex"><complexType><sequence>
    <element name="sitemap" type="s:entry" maxOccurs="unbounded"/>
  </sequence></complexType></element>
  <element name="urlset"><complexType><sequence>
    <element name="url" type="s:entry" maxOccurs="50000"/>
  </sequence></complexType></element>
  <complexType name="entry"><sequence>
    <element name="loc"><simpleType><restriction base="anyURI">
      <minLength value="12"/><maxLength value="2048"/>
    </restriction></simpleType></element>
    <element name="lastmod" minOccurs="0">
      <simpleType><union memberTypes="date dateTime"/></simpleType>
    </element>
  </sequence></complexType>
</schema>""")
)

FRONT = SitemapPage(url=ROOT, changed=NOON)
ABOUT = SitemapPage(url=f"{ROOT}about/")
OLD = SitemapPage(url=f"{ROOT}world/ramadi/", changed=NOON, month="2015-12")
NEW = SitemapPage(url=f"{ROOT}world/flood/", changed=NOON, month="2026-09")
ALL = (FRONT, ABOUT, OLD, NEW)


def sitemaps(*pages: SitemapPage) -> dict[str, bytes]:
    return structured.sitemaps(ROOT, pages)


def locations(written: bytes) -> list[Any]:
    return [loc.text for loc in etree.fromstring(written).iterfind(".//s:loc", NS)]


def last_changes(written: bytes) -> dict[Any, Any]:
    entries = etree.fromstring(written)
    return {e.findtext("s:loc", None, NS): e.findtext("s:lastmod", None, NS) for e in entries}


def test_there_is_one_sitemap_a_month_and_one_for_pages_that_are_no_story() -> None:
    files = sitemaps(*ALL)

    assert {name: locations(written) for name, written in files.items()} == {
        "sitemap.xml": [
            f"{ROOT}sitemap-pages.xml",
            f"{ROOT}sitemap-2015-12.xml",
            f"{ROOT}sitemap-2026-09.xml",
        ],
        "sitemap-pages.xml": [ROOT, f"{ROOT}about/"],
        "sitemap-2015-12.xml": [OLD.url],
        "sitemap-2026-09.xml": [NEW.url],
    }


def test_every_file_is_valid_by_the_schemas() -> None:
    for written in sitemaps(*ALL).values():
        SCHEMA.assertValid(etree.fromstring(written))


def test_nothing_is_guessed_about_priority_or_frequency() -> None:
    assert b"priority" not in b"".join(sitemaps(*ALL).values())
    assert b"changefreq" not in b"".join(sitemaps(*ALL).values())


def test_a_page_says_when_it_last_changed_if_that_is_known() -> None:
    tokyo = NOON.astimezone(timezone(timedelta(hours=9))).replace(microsecond=5)
    files = sitemaps(ABOUT, SitemapPage(url=f"{ROOT}a/", changed=tokyo))

    assert last_changes(files["sitemap-pages.xml"]) == {
        f"{ROOT}a/": "2026-09-21T21:00:00+09:00",
        f"{ROOT}about/": None,
    }


def test_the_index_names_the_newest_change_in_each_sitemap() -> None:
    later = SitemapPage(url=f"{ROOT}x/", changed=NOON + timedelta(days=1), month="2015-12")

    assert last_changes(sitemaps(ABOUT, OLD, later)["sitemap.xml"]) == {
        f"{ROOT}sitemap-pages.xml": None,
        f"{ROOT}sitemap-2015-12.xml": "2026-09-22T12:00:00+00:00",
    }


def test_an_edit_rewrites_the_index_and_the_sitemap_of_its_month() -> None:
    edited = SitemapPage(url=NEW.url, month=NEW.month, changed=NOON + timedelta(hours=1))
    before, after = sitemaps(*ALL), sitemaps(FRONT, ABOUT, OLD, edited)

    assert {name for name in after if after[name] != before[name]} == {
        "sitemap.xml",
        "sitemap-2026-09.xml",
    }


def test_the_order_of_pages_changes_nothing() -> None:
    assert sitemaps(*ALL) == sitemaps(*reversed(ALL))


def test_no_sitemap_holds_more_than_fifty_thousand_addresses() -> None:
    files = sitemaps(*(SitemapPage(url=f"{ROOT}{n:05}/", month="2026-09") for n in range(50_001)))

    assert {name: len(locations(written)) for name, written in files.items()} == {
        "sitemap.xml": 2,
        "sitemap-2026-09.xml": 50_000,
        "sitemap-2026-09-2.xml": 1,
    }
    assert locations(files["sitemap-2026-09-2.xml"]) == [f"{ROOT}50000/"]


def test_signs_of_xml_in_an_address_are_escaped() -> None:
    files = sitemaps(SitemapPage(url=f"{ROOT}r&d/'s"))

    assert b"r&amp;d/'s" in files["sitemap-pages.xml"]


# ------------------------------------------------------------------ the news sitemap

GOOGLE = {**NS, "n": "http://www.google.com/schemas/sitemap-news/0.9"}


def news(root: Path, files: Mapping[str, str]) -> list[tuple[Any, ...]]:
    """Build a site and return address, title and time of each story of its news sitemap."""
    make_site(root, {"livegen.toml": SETTINGS, **files})
    written = etree.fromstring((built(root).folder / "news-sitemap.xml").read_bytes())
    return [
        tuple(entry.findtext(path, None, GOOGLE) for path in ("s:loc", ".//n:title", DATE))
        for entry in written.iterfind("s:url", GOOGLE)
    ]


DATE = ".//n:publication_date"


def story(title: str, date: str, keys: str = "") -> str:
    return f"---\ntitle: {title}\ndate: {date}\n{keys}---\n"


def test_news_are_the_stories_of_two_days_the_newest_first(tmp_path: Path) -> None:
    files = {
        "content/w/old.md": story("Old", "2026-11-20 12:00"),
        "content/w/b.md": story("B & <b>", "2026-11-20 12:01"),
        "content/w/a.md": story("A", "2026-11-22", "timezone: Asia/Tokyo\n"),
        "content/w/held.md": story("Held", "2026-11-22 13:00"),
        "content/w/draft.md": story("Draft", "2026-11-22 11:00", "draft: true\n"),
        "content/w/gone.md": story(
            "Gone", "2026-11-22 11:00", "withdrawn: {time: 2026-11-22, reason: R}\n"
        ),
    }

    found = news(tmp_path, files)

    assert found == [
        ("https://example.org/w/a/", "A", "2026-11-22"),
        ("https://example.org/w/b/", "B & <b>", "2026-11-20T12:01:00+00:00"),
    ]
    built(tmp_path, "--drafts", "--output", str(tmp_path / "drafts"))
    drafts = (tmp_path / "drafts/news-sitemap.xml").read_bytes()
    assert drafts == (tmp_path / "site/news-sitemap.xml").read_bytes()


def test_a_story_leaves_the_news_though_nothing_else_has_changed(tmp_path: Path) -> None:
    files = {
        "content/w/a.md": story("A", "2026-11-21 12:00"),
        "content/w/b.md": story("B", "2026-11-21 18:00"),
    }
    make_site(tmp_path, {"livegen.toml": SETTINGS, **files})
    ways = [
        # Back in time it is news again.
        ("2026-11-22T12:00Z", "2026-11-23T12:00:00Z", 2),
        ("2026-11-23T11:59Z", "2026-11-23T12:00:00Z", 2),
        ("2026-11-23T12:00Z", "2026-11-23T18:00:00Z", 1),
        ("2026-11-23T11:59Z", "2026-11-23T12:00:00Z", 2),
        ("2026-11-24T12:00Z", None, 0),
        ("2026-11-22T12:00Z", "2026-11-23T12:00:00Z", 2),
    ]
    for now, following, count in ways:
        done = json.loads(build(tmp_path, "--now", now, "--json", "--verify").out)
        listed = (tmp_path / "site/news-sitemap.xml").read_text()
        assert (done["next_change_at"], listed.count("<loc>")) == (following, count)


def test_what_is_no_longer_news_has_one_file_written_anew(tmp_path: Path) -> None:
    make_site(
        tmp_path, {"livegen.toml": SETTINGS, "content/w/a.md": story("A", "2026-11-21 12:00")}
    )
    build(tmp_path)

    done = json.loads(build(tmp_path, "--now", "2026-11-23T12:00Z", "--json").out)

    assert done["written"] == ["news-sitemap.xml"]
    assert done["deleted"] == []


def test_a_preview_knows_when_a_story_is_no_longer_news(tmp_path: Path) -> None:
    make_site(
        tmp_path, {"livegen.toml": SETTINGS, "content/w/a.md": story("A", "2026-11-21 12:00")}
    )
    snapshot = sources.snapshot(tmp_path, tmp_path / "site", Report())
    proofs, noon = Proofs(drafts=True), datetime(2026, 11, 22, 12, tzinfo=UTC)

    first = proofs.make(snapshot, noon, Report())
    assert first.until == noon + timedelta(days=1)
    assert b"<loc>" in first.files["news-sitemap.xml"]
    assert b"<loc>" not in proofs.make(snapshot, first.until, Report()).files["news-sitemap.xml"]


def test_without_sitemaps_there_is_no_news_and_none_that_goes(tmp_path: Path) -> None:
    settings = SETTINGS + '[build]\noutputs = ["html"]\n'
    make_site(
        tmp_path, {"livegen.toml": settings, "content/w/a.md": story("A", "2026-11-21 12:00")}
    )

    done = json.loads(build(tmp_path, "--json").out)

    assert done["next_change_at"] is None
    assert not (tmp_path / "site/news-sitemap.xml").exists()
    assert "Sitemap" not in (tmp_path / "site/robots.txt").read_text()


def test_robots_are_told_of_both_sitemaps(tmp_path: Path) -> None:
    news(tmp_path, {"content/w/a.md": story("A", "2026-11-21")})

    assert (tmp_path / "site/robots.txt").read_text().splitlines()[-2:] == [
        "Sitemap: https://example.org/sitemap.xml",
        "Sitemap: https://example.org/news-sitemap.xml",
    ]


def test_the_publication_is_the_publisher_or_else_the_site(tmp_path: Path) -> None:
    files = {"content/w/a.md": story("A", "2026-11-22 11:00")}
    names = []
    for publisher in ("", '[site.publisher]\nname = "Bell & Sons"\n'):
        news(tmp_path, {**files, "livegen.toml": SETTINGS + publisher})
        written = etree.fromstring((tmp_path / "site/news-sitemap.xml").read_bytes())
        names.append(written.findtext(".//n:name", None, GOOGLE))

    assert names == ["The Courier", "Bell & Sons"]


@pytest.mark.parametrize(
    ("language", "google"),
    [
        ("en-GB", "en"),
        ("fil", "fil"),
        ("zh", "zh-cn"),
        ("zh-Hans-SG", "zh-cn"),
        ("zh-Hant", "zh-tw"),
        ("zh-HK", "zh-tw"),
    ],
)
def test_a_language_is_told_as_google_wants_it(language: str, google: str) -> None:
    page = NewsPage(url=ROOT, title="T", language=language, date=NOON, published="2026-09-21")
    written = etree.fromstring(structured.news_sitemap("P", [page]))

    assert written.findtext(".//n:language", None, GOOGLE) == google


def test_no_news_sitemap_holds_more_than_a_thousand_stories_and_the_order_is_none_of_chance() -> (
    None
):
    pages = [
        NewsPage(url=f"{ROOT}{n}/", title="T", language="en", date=at, published=at.isoformat())
        for n in range(1001)
        for at in (NOON + timedelta(minutes=n),)
    ]
    written = structured.news_sitemap("P", pages)

    assert written == structured.news_sitemap("P", pages[::-1])
    assert written.count(b"<loc>") == 1000
    assert f"<loc>{ROOT}0/</loc>".encode() not in written


def test_a_news_sitemap_may_be_empty() -> None:
    written = etree.fromstring(structured.news_sitemap("P", []))

    assert (written.tag, len(written)) == (f"{{{NS['s']}}}urlset", 0)


def test_the_sitemap_says_the_moment_that_the_page_does(tmp_path: Path) -> None:
    files = {"content/w/a.md": story("A", "2026-11-21", "revised: 2026-11-22 09:30\n")}
    news(tmp_path, files)

    changed = last_changes((tmp_path / "site/sitemap-2026-11.xml").read_bytes())

    page = (tmp_path / "site/w/a/index.html").read_text()
    told = re.search('"dateModified":"(.+?)"', page)
    assert told
    assert datetime.fromisoformat(told[1]) == datetime.fromisoformat(
        changed["https://example.org/w/a/"]
    )
