"""Sitemaps: valid, stable, and split by month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from lxml import etree

from livegen import structured
from livegen.structured import SitemapPage

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
