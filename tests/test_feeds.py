"""Atom and RSS: what feedgen would get wrong, and what readers get to read."""

from __future__ import annotations

import html
import json
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
from livegen.feeds import LARGEST, frames, shortening
from livegen.feeds.atom import entry as atom_entry
from livegen.feeds.atom import written as in_atom
from livegen.feeds.characters import utf_8
from livegen.feeds.jsonfeed import written as in_json
from livegen.feeds.rss import item as rss_item
from livegen.feeds.rss import written as in_rss
from livegen.views.shapes import FeedEntry, FeedView, PictureView

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
BOTH = pytest.mark.parametrize("write", [in_atom, in_rss])

HISTORY = "{http://purl.org/syndication/history/1.0}"
MEDIA = "{http://search.yahoo.com/mrss/}"
TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"

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
        "at": "https://example.org/world/flood/",
        "language": "en-GB",
        "author": "The Example",
    }
    return FeedView(**{**given, **values}, entries=entries or (entry(),))


def atom(view: FeedView) -> Any:
    return etree.fromstring(in_atom(view))


def channel(view: FeedView) -> Any:
    return etree.fromstring(in_rss(view))[0]


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


def test_times_are_told_in_utc_so_that_equal_entries_read_alike() -> None:
    paris = NOON.astimezone(timezone(timedelta(hours=2)))

    assert in_atom(feed(entry(published=paris, updated=paris))) == in_atom(feed())
    assert in_rss(feed(entry(published=paris, updated=paris))) == in_rss(feed())
    assert in_json(feed(entry(published=paris, updated=paris))) == in_json(feed())


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
    (of_atom,) = atom(feed()).findall(f"{ATOM}link[@rel='self']")
    (of_rss,) = channel(feed()).findall(f"{ATOM}link[@rel='self']")

    assert dict(of_atom.attrib) == {
        "href": "https://example.org/world/flood/atom.xml",
        "rel": "self",
        "type": "application/atom+xml",
    }
    assert dict(of_rss.attrib) == {
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
    assert b"CDATA" not in in_atom(feed()) + in_rss(feed())


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
    assert etree.fromstring(in_rss(feed())).get(frames._LANGUAGE) == "en-GB"


def test_the_description_of_a_channel_is_its_subtitle_or_its_title() -> None:
    assert channel(feed(subtitle="As it happens")).findtext("description") == "As it happens"
    assert channel(feed()).findtext("description") == "Flood"
    assert atom(feed()).find(f"{ATOM}subtitle") is None


@BOTH
def test_a_version_of_livegen_changes_no_feed(write: Any) -> None:
    generators = [e for e in etree.fromstring(write(feed())).iter() if "generator" in str(e.tag)]

    assert [(e.text, dict(e.attrib)) for e in generators] == [("livegen", {})]


# ------------------------------------------------------------------ what feedgen lacks

FULL = feed(
    older="https://example.org/world/flood/p/3/",
    hub="https://hub.example.org/",
    stylesheet="/assets/feed.1a2b3c4d.css",
)
ARCHIVE = feed(
    at="https://example.org/world/flood/p/3/",
    older="https://example.org/world/flood/p/2/",
    newest="https://example.org/world/flood/",
)


def links(parent: Any) -> dict[str, str]:
    return {link.get("rel"): link.get("href") for link in parent.findall(f"{ATOM}link")}


def document(view: FeedView) -> Any:
    return json.loads(in_json(view))


def test_every_format_names_the_hub_that_tells_of_news() -> None:
    hub = "https://hub.example.org/"

    assert links(atom(FULL))["hub"] == links(channel(FULL))["hub"] == hub
    assert document(FULL)["hubs"] == [{"type": "WebSub", "url": hub}]
    assert "hub" not in links(atom(feed())) | links(channel(feed())) | document(feed())


def test_a_feed_leads_to_its_archive_and_the_archive_back_and_on() -> None:
    home = "https://example.org/world/flood/"

    assert links(atom(FULL))["prev-archive"] == f"{home}p/3/atom.xml"
    assert links(channel(FULL))["prev-archive"] == f"{home}p/3/rss.xml"
    assert document(FULL)["next_url"] == f"{home}p/3/feed.json"
    assert links(atom(ARCHIVE))["current"] == f"{home}atom.xml"
    assert links(channel(ARCHIVE))["current"] == f"{home}rss.xml"
    assert links(channel(ARCHIVE))["prev-archive"] == f"{home}p/2/rss.xml"
    assert document(ARCHIVE)["next_url"] == f"{home}p/2/feed.json"


def test_an_archive_alone_is_marked_as_one() -> None:
    marks = [written.find(f"{HISTORY}archive") for written in (atom(ARCHIVE), channel(ARCHIVE))]

    assert None not in marks
    assert b"history" not in in_atom(FULL) + in_rss(FULL)


def test_an_archive_names_no_newer_one_which_would_change_it() -> None:
    assert "next-archive" not in links(atom(ARCHIVE)) | links(channel(ARCHIVE))


def test_the_link_of_an_rss_channel_is_the_page_whatever_else_it_names() -> None:
    for view in (FULL, ARCHIVE):
        assert channel(view).findtext("link") == "https://example.org/world/flood/"


def test_a_tombstone_stands_beside_an_entry_that_was_withdrawn() -> None:
    view = feed(entry("gone", withdrawn="Sent in error", updated=NOON + timedelta(hours=1)))
    grave = atom(view).find(f"{TOMBSTONES}deleted-entry")

    assert dict(grave.attrib) == {
        "ref": "tag:example.org,2026:gone",
        "when": "2026-09-21T13:00:00+00:00",
    }
    assert grave.findtext(f"{TOMBSTONES}comment") == "Sent in error"
    assert atom(view).findtext(f"{ATOM}entry/{ATOM}id") == grave.get("ref")
    assert document(view)["items"][0]["_livegen"] == {
        "withdrawn": "2026-09-21T13:00:00+00:00",
        "reason": "Sent in error",
    }
    assert b"tombstones" not in in_atom(feed())
    assert "_livegen" not in document(feed())["items"][0]


def test_a_picture_has_its_size_and_its_credit() -> None:
    picture = PictureView(
        url="/levee.jpg",
        absolute="https://example.org/levee.JPG",
        alt="The levee",
        width=1200,
        height=800,
        credit="Ada Öz/AFP",
    )
    view = feed(entry(image=picture))

    for found in (atom(view).find(f"{ATOM}entry"), channel(view).find("item")):
        content = found.find(f"{MEDIA}content")
        assert dict(content.attrib) == {
            "url": "https://example.org/levee.JPG",
            "medium": "image",
            "type": "image/jpeg",
            "width": "1200",
            "height": "800",
        }
        assert content.findtext(f"{MEDIA}credit") == "Ada Öz/AFP"
    assert document(view)["items"][0]["image"] == "https://example.org/levee.JPG"


@BOTH
def test_a_reader_takes_nothing_of_a_picture_for_the_entry(write: Any) -> None:
    picture = PictureView(
        url="/a.jpg", absolute="https://example.org/a.jpg", alt="A", width=1, height=1, credit="B"
    )
    (shown,) = read(write(feed(entry(image=picture, authors=("Noor",))))).entries

    assert (shown.summary, shown.author) == ("<p>It holds.</p>", "Noor")
    assert shown.media_content[0]["url"] == "https://example.org/a.jpg"
    assert shown.media_credit[0]["content"] == "B"


def test_an_entry_in_another_language_says_so() -> None:
    view = feed(entry(language="ar"))

    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert atom(view).find(f"{ATOM}entry").get(lang) == "ar"
    assert channel(view).findtext(f"item/{DC}language") == "ar"
    assert document(view)["items"][0]["language"] == "ar"
    assert atom(feed()).find(f"{ATOM}entry").get(lang) is None


@BOTH
def test_a_browser_shows_a_feed_in_the_style_of_the_theme(write: Any) -> None:
    tree = etree.fromstring(write(FULL)).getroottree()
    (style,) = tree.xpath("preceding-sibling::processing-instruction()")

    assert (style.target, style.get("type")) == ("xml-stylesheet", "text/css")
    assert style.get("href") == "/assets/feed.1a2b3c4d.css"
    assert b"stylesheet" not in write(feed())


# ------------------------------------------------------------------ JSON Feed


def test_a_json_feed_says_what_it_is_and_where() -> None:
    said = document(feed(subtitle="As it happens", ended=True))
    items = said.pop("items")

    assert said == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Flood",
        "home_page_url": "https://example.org/world/flood/",
        "feed_url": "https://example.org/world/flood/feed.json",
        "description": "As it happens",
        "authors": [{"name": "The Example"}],
        "language": "en-GB",
        "expired": True,
    }
    assert len(items) == 1


def test_an_item_of_a_json_feed_says_what_an_entry_says() -> None:
    given = entry(
        summary="S", authors=("Noor", ""), tags=("a",), updated=NOON + timedelta(minutes=1)
    )

    assert document(feed(given))["items"] == [
        {
            "id": "tag:example.org,2026:one",
            "url": "https://example.org/world/flood/#one",
            "title": "The levee holds",
            "content_html": "<p>It holds.</p>",
            "summary": "S",
            "date_published": "2026-09-21T12:00:00+00:00",
            "date_modified": "2026-09-21T12:01:00+00:00",
            "authors": [{"name": "Noor"}],
            "tags": ["a"],
        }
    ]


def test_a_json_feed_leaves_out_the_characters_that_the_others_cannot_carry() -> None:
    text = 'a\x00b\x0bc\x1bd\ud800e\ufffef\uffffg\bh\fi \\u000b \\\\b "\n\t\r'
    item = document(feed(entry(title=text, html=text)))["items"][0]

    assert item["title"] == item["content_html"] == 'abcdefghi \\u000b \\\\b "\n\t\r'


# ------------------------------------------------------------------ size

LONG = "<p>" + "Wasser & Wind " * 5_000 + "</p>\n<p>Second.</p>"


ALL = ("atom", "rss", "json")


def fitted(view: FeedView) -> FeedView:
    """Return the feed as it is written, having seen that it fits and which files there are."""
    chosen = tuple(feeds._FORMATS.values())
    short = shortening.fitting(view, chosen)
    files = feeds.written(view, ALL)
    assert list(files) == ["atom.xml", "rss.xml", "feed.json"]
    assert [*files.values()] == [it.document(short) for it in chosen]
    assert max(map(len, files.values())) <= LARGEST
    return short


def test_a_feed_that_fits_stays_as_it_is() -> None:
    view = feed(*(entry(str(number), html="<p>Short.</p>" * 50) for number in range(50)))

    assert fitted(view) == view


def test_of_a_feed_that_is_too_large_the_longest_texts_are_shortened() -> None:
    long = [entry(str(number), html=LONG) for number in range(5)]
    brief = [entry(f"short-{number}", html="<p>Short.</p>") for number in range(45)]
    view = feed(*long, *brief, more="Read on")

    short = fitted(view)

    assert [it.id for it in short.entries] == [it.id for it in view.entries]
    assert short.entries[5:] == view.entries[5:]
    left = short.entries[0].html
    assert left.startswith("<p>Wasser &amp; Wind Wasser")
    assert left.endswith('…</p>\n<p><a href="https://example.org/world/flood/#0">Read on</a></p>')
    assert len(html.unescape(left.partition("</p>")[0])) <= 1000 + len("<p>")


def test_no_more_is_shortened_than_has_to_be() -> None:
    view = feed(*(entry(str(number), html=LONG) for number in range(5)), more="Read on")

    kept = [it for it in fitted(view).entries if it.html == LONG]

    assert len(kept) == 2


def test_the_widest_of_characters_fit() -> None:
    wide = "<p>" + "🌊&\r" * 2_000 + "</p>"
    view = feed(*(entry(str(number), html=wide) for number in range(210)), more="Read on")

    assert len(fitted(view).entries) == 210


def test_an_archive_is_whole_whatever_its_size() -> None:
    view = replace(ARCHIVE, entries=tuple(entry(str(n), html=LONG) for n in range(9)))

    assert feeds.written(view, ["atom"]) == {"atom.xml": in_atom(view)}
    assert len(in_atom(view)) > LARGEST


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
    ours, theirs = read(in_atom(view)), read(in_rss(view))

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
    of_atom = atom_entry(given).replace(' rel="alternate" type="text/html"', "")
    added = r" *<(dc:creator|atom:updated)>.*?</\1>\n"
    of_rss = re.sub(added, "", rss_item(given), flags=re.DOTALL)

    assert utf_8(of_atom) == within(etree.Element("feed"), theirs.atom_entry())
    assert utf_8(of_rss) == within(etree.Element("rss"), theirs.rss_entry(), "channel")


FEEDS = (
    feed(),
    feed(subtitle="As it happens"),
    feed(author=""),
    feed(title="{title} {0} {{id}}", language='en" x="'),
    *(feed(id=it, title=it, subtitle=it, url=it, at=it) for it in HOSTILE),
    # every day of the week and every month
    *(feed(entry(updated=NOON + timedelta(days=29 * number))) for number in range(13)),
)


@pytest.mark.parametrize("given", FEEDS)
def test_a_feed_is_written_as_feedgen_itself_would_write_it(given: FeedView) -> None:
    of_atom = in_atom(given).replace(utf_8(atom_entry(given.entries[0])), b"")
    of_rss = in_rss(given).replace(utf_8(rss_item(given.entries[0])), b"")

    theirs = by_feedgen_around(given, given.at + "atom.xml", "application/atom+xml")
    theirs.subtitle(given.subtitle)
    assert of_atom == theirs.atom_str(pretty=True)
    theirs = by_feedgen_around(given, given.at + "rss.xml", "application/rss+xml")
    theirs.description(given.subtitle or given.title)
    assert of_rss == theirs.rss_str(pretty=True)


def by_feedgen_around(given: FeedView, itself: str, media_type: str) -> Any:
    made = feedgen.feed.FeedGenerator()
    made.register_extension("livegen", frames._FeedExtension)
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
    return utf_8(text).decode()


def by_feedgen(given: FeedEntry) -> Any:
    made = feedgen.entry.FeedEntry()
    made.id(clean(given.id))
    made.title(clean(given.title))
    made.link(href=clean(given.url), rel="alternate", type="text/html")
    made.published(given.published.astimezone(UTC))
    made.updated(given.updated.astimezone(UTC))
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
