"""Atom and RSS: what feedgen would get wrong, and what readers get to read."""

from __future__ import annotations

import html
import locale
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import feedgen.entry
import feedgen.feed
import feedparser
import pytest
from lxml import etree

from livegen import feeds
from livegen.views.shapes import FeedEntry, FeedView

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
BOTH = pytest.mark.parametrize("write", [feeds.atom, feeds.rss])

NOON = datetime(2026, 9, 21, 12, 0, tzinfo=UTC)


def entry(id: str = "one", **values: Any) -> FeedEntry:
    given = {
        "id": f"tag:example.org,2026:{id}",
        "url": f"https://example.org/world/flood/#{id}",
        "title": "The levee holds",
        "published": NOON,
        "updated": NOON,
        "authors": (),
        "html": "<p>It holds.</p>",
    }
    return FeedEntry(**{**given, **values})


def feed(*entries: FeedEntry, **values: Any) -> FeedView:
    given = {
        "id": "tag:example.org,2026:/world/flood/",
        "title": "Flood",
        "subtitle": "",
        "url": "https://example.org/world/flood/",
        "atom_url": "https://example.org/world/flood/atom.xml",
        "rss_url": "https://example.org/world/flood/rss.xml",
        "language": "en-GB",
        "author": "The Example",
    }
    return FeedView(**{**given, **values}, entries=entries or (entry(),))


def atom(view: FeedView) -> Any:
    return etree.fromstring(feeds.atom(view))


def channel(view: FeedView) -> Any:
    return etree.fromstring(feeds.rss(view))[0]


def read(written: bytes) -> Any:
    parsed = feedparser.parse(written)
    assert not parsed.bozo, parsed.bozo_exception
    return parsed


@BOTH
def test_entries_stand_in_the_order_they_are_given(write: Any) -> None:
    newest_first = feed(entry("three"), entry("two"), entry("one"))

    ids = [item.id.rpartition(":")[2] for item in read(write(newest_first)).entries]

    assert ids == ["three", "two", "one"]


@BOTH
def test_the_same_feed_gives_the_same_bytes(write: Any) -> None:
    assert write(feed()) == write(feed())


@BOTH
def test_no_clock_shows_in_a_feed(write: Any) -> None:
    old = NOON.replace(year=2001)
    root = etree.fromstring(write(feed(entry(published=old, updated=old))))
    named = ("updated", "published", "pubDate", "lastBuildDate")
    times = [e.text for e in root.iter() if etree.QName(e).localname in named]

    assert len(times) >= 2
    assert all("2001" in time for time in times)


def test_a_feed_is_as_new_as_the_newest_change_in_it() -> None:
    view = feed(entry("two"), entry("one", updated=NOON + timedelta(hours=3)))

    assert atom(view).findtext(f"{ATOM}updated") == "2026-09-21T15:00:00+00:00"
    assert channel(view).findtext("lastBuildDate") == "Mon, 21 Sep 2026 15:00:00 +0000"


def test_times_keep_the_offset_they_have() -> None:
    paris = NOON.astimezone(timezone(timedelta(hours=2)))
    view = feed(entry(published=paris, updated=paris))

    assert atom(view).findtext(f"{ATOM}entry/{ATOM}published") == "2026-09-21T14:00:00+02:00"
    assert channel(view).findtext("item/pubDate") == "Mon, 21 Sep 2026 14:00:00 +0200"


@BOTH
def test_a_time_without_a_zone_is_a_bug_and_raises(write: Any) -> None:
    with pytest.raises(ValueError, match="timezone"):
        write(feed(entry(published=NOON.replace(tzinfo=None))))


def test_dates_are_english_and_the_locale_stays_what_it_was() -> None:
    before = locale.setlocale(locale.LC_ALL)
    other = next(iter(_installed("de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8")), "C")
    try:
        locale.setlocale(locale.LC_ALL, other)
        assert channel(feed()).findtext("item/pubDate") == "Mon, 21 Sep 2026 12:00:00 +0000"
        assert locale.setlocale(locale.LC_TIME) == other
    finally:
        locale.setlocale(locale.LC_ALL, before)


def test_the_link_of_an_rss_channel_is_the_page_and_not_the_feed() -> None:
    assert channel(feed()).findtext("link") == "https://example.org/world/flood/"


def test_each_feed_names_its_own_address() -> None:
    (in_atom,) = atom(feed()).findall(f"{ATOM}link[@rel='self']")
    (in_rss,) = channel(feed()).findall(f"{ATOM}link[@rel='self']")

    assert dict(in_atom.attrib) == {
        "href": "https://example.org/world/flood/atom.xml",
        "rel": "self",
        "type": "application/atom+xml",
    }
    assert dict(in_rss.attrib) == {
        "href": "https://example.org/world/flood/rss.xml",
        "rel": "self",
        "type": "application/rss+xml",
    }


def test_the_link_of_an_atom_entry_says_what_it_is() -> None:
    (link,) = atom(feed()).findall(f"{ATOM}entry/{ATOM}link")

    assert dict(link.attrib) == {
        "href": "https://example.org/world/flood/#one",
        "rel": "alternate",
        "type": "text/html",
    }


def test_content_is_html_in_atom_and_never_cdata() -> None:
    content = atom(feed()).find(f"{ATOM}entry/{ATOM}content")

    assert (content.get("type"), content.text) == ("html", "<p>It holds.</p>")
    assert b"CDATA" not in feeds.atom(feed()) + feeds.rss(feed())


def test_an_rss_item_has_its_summary_first_and_then_its_content() -> None:
    item = channel(feed(entry(summary="It holds, for now"))).find("item")
    tags = [child.tag for child in item]

    assert item.findtext("description") == "It holds, for now"
    assert item.findtext(f"{CONTENT}encoded") == "<p>It holds.</p>"
    assert tags.index("description") < tags.index(f"{CONTENT}encoded")


def test_an_rss_item_without_a_summary_has_its_content_as_description() -> None:
    item = channel(feed()).find("item")

    assert item.findtext("description") == "<p>It holds.</p>"
    assert item.find(f"{CONTENT}encoded") is None


def test_a_summary_is_text_in_atom_and_html_in_rss() -> None:
    view = feed(entry(summary="Rain < snow & 'ice'"))

    assert atom(view).findtext(f"{ATOM}entry/{ATOM}summary") == "Rain < snow & 'ice'"
    assert channel(view).findtext("item/description") == "Rain &lt; snow &amp; 'ice'"
    assert atom(view).findtext(f"{ATOM}entry/{ATOM}content") == "<p>It holds.</p>"


def test_authors_are_named_in_both() -> None:
    view = feed(entry(authors=("Noor Haddad", "Ada Öz")))
    names = [name.text for name in atom(view).iterfind(f"{ATOM}entry/{ATOM}author/{ATOM}name")]
    creators = [name.text for name in channel(view).iterfind(f"item/{DC}creator")]

    assert names == creators == ["Noor Haddad", "Ada Öz"]


def test_an_atom_feed_has_an_author_even_if_nobody_is_named() -> None:
    assert atom(feed(author="")).findtext(f"{ATOM}author/{ATOM}name") == "Flood"


def test_an_rss_item_says_when_it_changed_if_it_did() -> None:
    same, changed = entry("same"), entry("changed", updated=NOON + timedelta(minutes=9))
    first, second = channel(feed(same, changed)).findall("item")

    assert first.find(f"{ATOM}updated") is None
    assert second.findtext(f"{ATOM}updated") == "2026-09-21T12:09:00+00:00"
    assert second.findtext("pubDate") == "Mon, 21 Sep 2026 12:00:00 +0000"


def test_ids_are_no_addresses_in_rss() -> None:
    guid = channel(feed()).find("item/guid")

    assert (guid.text, guid.get("isPermaLink")) == ("tag:example.org,2026:one", "false")


def test_tags_are_categories() -> None:
    view = feed(entry(tags=("floods", "Ramadi")))
    terms = [c.get("term") for c in atom(view).iterfind(f"{ATOM}entry/{ATOM}category")]

    assert (
        terms == [c.text for c in channel(view).iterfind("item/category")] == ["floods", "Ramadi"]
    )


def test_both_name_their_language() -> None:
    assert atom(feed()).get("{http://www.w3.org/XML/1998/namespace}lang") == "en-GB"
    assert channel(feed()).findtext("language") == "en-GB"


def test_the_description_of_a_channel_is_its_subtitle_or_its_title() -> None:
    assert channel(feed(subtitle="As it happens")).findtext("description") == "As it happens"
    assert channel(feed()).findtext("description") == "Flood"
    assert atom(feed()).find(f"{ATOM}subtitle") is None


@BOTH
def test_a_version_of_livegen_changes_no_feed(write: Any) -> None:
    generators = [e for e in etree.fromstring(write(feed())).iter() if "generator" in str(e.tag)]

    assert [(e.text, dict(e.attrib)) for e in generators] == [("livegen", {})]


HOSTILE = (
    "]]> </script><script>alert(1)</script>",
    "<b>bold</b> & &amp; &#60; \" '",
    "\u202eright to left\u202c \u200f\u2067عاجل\u2069",
    "🌊 🏳️‍🌈 \U0001f1ee\U0001f1f6",
    "<!-- x --> <?php ?> <!DOCTYPE a> <![CDATA[ y ]]>",
    "line\r\nline\u2028\u0085end",
)


@BOTH
@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_comes_back_as_it_was(write: Any, text: str) -> None:
    view = feed(
        entry(title=text, html=text, authors=(text,), tags=(text,)), title=text, author=text
    )
    root = etree.fromstring(write(view))
    texts = {e.text for e in root.iter()} | {v for e in root.iter() for v in e.attrib.values()}

    assert text in texts
    assert {e.tag for e in root.iter()} == {
        e.tag for e in etree.fromstring(write(_harmless(view))).iter()
    }
    read(write(view))


@BOTH
def test_characters_that_xml_cannot_carry_are_left_out(write: Any) -> None:
    text = "a\x00b\x0bc\x1bd\ud800e\ufffef\uffffg"
    dirty = feed(
        entry(title=text, html=text, summary=text, authors=(text,), tags=(text,)),
        title=text,
        subtitle=text,
        author=text,
    )

    assert b"abcdefg" in write(dirty)
    read(write(dirty))


@BOTH
def test_an_entry_of_a_megabyte_is_written_whole(write: Any) -> None:
    text = "<p>" + "Wasser " * 150_000 + "</p>"

    assert read(write(feed(entry(html=text, summary="Long")))).entries[0].content[0].value == text


def test_both_feeds_say_the_same_to_a_reader() -> None:
    view = feed(
        entry("two", title="Levée <b>&</b>", updated=NOON + timedelta(hours=1), summary="S"),
        entry("one"),
    )
    ours, theirs = read(feeds.atom(view)), read(feeds.rss(view))

    for name in ("id", "link", "title", "published_parsed"):
        assert [e[name] for e in ours.entries] == [e[name] for e in theirs.entries], name


ENTRIES = (
    entry(),
    entry(summary="Rain < snow & 'ice'", tags=("floods", "a & b"), authors=("Noor", "", "Ada Öz")),
    entry(
        updated=NOON + timedelta(seconds=9), published=NOON.astimezone(timezone(timedelta(0, 60)))
    ),
    entry(html=""),
    entry(html="", summary="Nothing more"),
    # every day of the week and every month
    *(entry(published=NOON + timedelta(days=29 * number)) for number in range(13)),
    *(
        entry(id=text, url=text, title=text, html=text, summary=text, authors=(text,), tags=(text,))
        for text in (*HOSTILE, "a\x00b\x0bc\ud800\uffff")
    ),
)


@pytest.mark.parametrize("given", ENTRIES)
def test_an_entry_is_written_as_feedgen_itself_would_write_it(given: FeedEntry) -> None:
    theirs = by_feedgen(given)
    # What feedgen cannot write: of an Atom link more than the address, and authors without e-mail.
    in_atom = feeds._atom_entry(given).replace(' rel="alternate" type="text/html"', "")
    added = r" *<(dc:creator|atom:updated)>.*?</\1>\n"
    in_rss = re.sub(added, "", feeds._rss_item(given), flags=re.DOTALL)

    assert feeds._utf_8(in_atom) == within(etree.Element("feed"), theirs.atom_entry())
    assert feeds._utf_8(in_rss) == within(etree.Element("rss"), theirs.rss_entry(), "channel")


FEEDS = (
    feed(),
    feed(subtitle="As it happens"),
    feed(author=""),
    feed(title="{title} {0} {{id}}", language='en" x="'),
    *(feed(id=it, title=it, subtitle=it, url=it, atom_url=it, rss_url=it) for it in HOSTILE),
    # every day of the week and every month
    *(feed(entry(updated=NOON + timedelta(days=29 * number))) for number in range(13)),
)


@pytest.mark.parametrize("given", FEEDS)
def test_a_feed_is_written_as_feedgen_itself_would_write_it(given: FeedView) -> None:
    in_atom = feeds.atom(given).replace(feeds._utf_8(feeds._atom_entry(given.entries[0])), b"")
    in_rss = feeds.rss(given).replace(feeds._utf_8(feeds._rss_item(given.entries[0])), b"")

    theirs = by_feedgen_around(given, given.atom_url, "application/atom+xml")
    theirs.subtitle(given.subtitle)
    assert in_atom == theirs.atom_str(pretty=True)
    theirs = by_feedgen_around(given, given.rss_url, "application/rss+xml")
    theirs.description(given.subtitle or given.title)
    assert in_rss == theirs.rss_str(pretty=True)


def by_feedgen_around(given: FeedView, itself: str, media_type: str) -> Any:
    made = feedgen.feed.FeedGenerator()
    made.register_extension("livegen", feeds._FeedExtension)
    made.id(given.id)
    made.title(given.title)
    made.author(name=given.author or given.title)
    made.language(given.language)
    made.generator("livegen")
    made.link(href=itself, rel="self", type=media_type)
    made.link(href=given.url, rel="alternate", type="text/html")
    made.updated(given.entries[0].updated)
    return made


def within(top: Any, entry: Any, *parents: str) -> bytes:
    """Return the lines of an entry, as they stand below its parents."""
    parent = top
    for name in parents:
        parent = etree.SubElement(parent, name)
    parent.append(entry)
    etree.cleanup_namespaces(top, top_nsmap={"content": CONTENT[1:-1]})
    written: bytes = etree.tostring(top, pretty_print=True, encoding="UTF-8")
    begin = f"<{entry.tag}>".encode()
    blanks = b"  " * (len(parents) + 1)
    end = f"</{entry.tag}>\n".encode()
    return blanks + begin + written.partition(begin)[2].rpartition(end)[0] + end


def clean(text: str) -> str:
    return feeds._utf_8(text).decode()


def by_feedgen(given: FeedEntry) -> Any:
    made = feedgen.entry.FeedEntry()
    made.id(clean(given.id))
    made.title(clean(given.title))
    made.link(href=clean(given.url), rel="alternate", type="text/html")
    made.published(given.published)
    made.updated(given.updated)
    made.author([{"name": clean(name)} for name in given.authors])
    made.category([{"term": clean(tag)} for tag in given.tags])
    if given.summary:
        made.summary(clean(given.summary))
        made.description(html.escape(clean(given.summary), quote=False))
    made.content(clean(given.html), type="html")
    return made


def _harmless(view: FeedView) -> FeedView:
    plain: dict[str, Any] = {"title": "x", "html": "x", "authors": ("x",), "tags": ("x",)}
    return replace(view, title="x", author="x", entries=(replace(view.entries[0], **plain),))


def _installed(*names: str) -> list[str]:
    before = locale.setlocale(locale.LC_ALL)
    found = []
    for name in names:
        try:
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            continue
        found.append(name)
    locale.setlocale(locale.LC_ALL, before)
    return found
