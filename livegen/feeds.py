"""A feed's view as Atom and as RSS.

Law: a feed is as new as its newest entry, never as the build; both say the same entries in the
same order under the same ids. Not for threads: feedgen sets the locale of the whole process to
write the date of a feed.
"""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any

from feedgen.feed import FeedGenerator
from lxml import etree

from livegen.views.shapes import FeedEntry, FeedView

_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_CREATOR = f"{{{_DUBLIN_CORE}}}creator"
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_UPDATED = "{http://www.w3.org/2005/Atom}updated"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(feed: FeedView) -> bytes:
    """Return the feed, which has entries, as Atom (RFC 4287)."""
    made = _generator(feed, feed.atom_url, "application/atom+xml")
    made.subtitle(_text(feed.subtitle))
    return bytes(made.atom_str(pretty=True, encoding="UTF-8", xml_declaration=True))


def rss(feed: FeedView) -> bytes:
    """Return the feed, which has entries, as RSS 2.0 by the RSS Advisory Board's profile."""
    made = _generator(feed, feed.rss_url, "application/rss+xml")
    made.description(_text(feed.subtitle or feed.title))  # required in RSS
    return bytes(made.rss_str(pretty=True, encoding="UTF-8", xml_declaration=True))


def _generator(feed: FeedView, itself: str, media_type: str) -> Any:
    made = FeedGenerator()
    made.register_extension("livegen", _FeedExtension)
    made.id(_text(feed.id))
    made.title(_text(feed.title))
    made.author(name=_text(feed.author or feed.title))  # Atom requires one
    made.language(_text(feed.language))
    # No version: a new livegen alone is no news, and wakes no reader.
    made.generator("livegen")
    # RSS's only <link> becomes the last one of these, whatever its `rel`.
    made.link(href=_text(itself), rel="self", type=media_type)
    made.link(href=_text(feed.url), rel="alternate", type="text/html")
    # Unset, this (and RSS's lastBuildDate with it) is the clock's time.
    made.updated(max(entry.updated for entry in feed.entries))
    for entry in feed.entries:
        # By default an entry is put before those added earlier.
        made.add_entry(_Entry(entry), order="append")
    return made


class _FeedExtension:
    """What feedgen's feed lacks: the namespace of RSS's authors."""

    def extend_ns(self) -> dict[str, str]:
        return {"dc": _DUBLIN_CORE}

    def extend_atom(self, feed: etree._Element) -> None:
        """Add nothing."""

    def extend_rss(self, feed: etree._Element) -> None:
        """Add nothing."""


class _Entry:
    """An entry as feedgen's feed asks for it; `test_feeds` compares it with feedgen's own one.

    That one is three times as slow: it holds everything as dictionaries that it checks key by
    key, and sets the locale of the process for each date. It also loses all attributes of an Atom
    link but the address (its issue 135), and knows RSS's authors by e-mail only.
    """

    def __init__(self, entry: FeedEntry) -> None:
        for time in (entry.published, entry.updated):
            if time.tzinfo is None:
                raise ValueError(f"a time without a timezone: {time}")
        self._entry = entry

    def register_extension(self, *_: object) -> None:
        """Take no notice: feedgen offers each entry the extensions of the feed."""

    def atom_entry(self) -> etree._Element:
        """Return the entry for Atom."""
        entry, element = self._entry, etree.Element("entry")
        _add(element, "id", entry.id)
        _add(element, "title", entry.title)
        _add(element, "updated", entry.updated.isoformat())
        for name in filter(None, map(_text, entry.authors)):
            _add(etree.SubElement(element, "author"), "name", name)
        # "CDATA" would be written as Atom's content type, which is invalid.
        _add(element, "content", entry.html or None).set("type", "html")
        link = {"href": _text(entry.url), "rel": "alternate", "type": "text/html"}
        etree.SubElement(element, "link", link)
        if entry.summary:
            _add(element, "summary", entry.summary)
        for tag in entry.tags:
            etree.SubElement(element, "category", term=_text(tag))
        _add(element, "published", entry.published.isoformat())
        return element

    def rss_entry(self) -> etree._Element:
        """Return the entry for RSS."""
        entry, element = self._entry, etree.Element("item")
        _add(element, "title", entry.title)
        _add(element, "link", entry.url)
        if entry.summary:
            # RSS's description is HTML and Atom's summary text.
            _add(element, "description", html.escape(entry.summary, quote=False))
            _add(element, _ENCODED, entry.html)
        else:
            _add(element, "description", entry.html)
        _add(element, "guid", entry.id).set("isPermaLink", "false")
        for tag in entry.tags:
            _add(element, "category", tag)
        _add(element, "pubDate", _rfc_822(entry.published))
        for name in entry.authors:
            _add(element, _CREATOR, name)
        if entry.updated != entry.published:
            _add(element, _UPDATED, entry.updated.isoformat())
        return element


def _add(parent: etree._Element, name: str, text: str | None) -> etree._Element:
    element = etree.SubElement(parent, name)
    try:
        element.text = text
    except ValueError:  # lxml reads every text for what XML cannot carry; once is enough
        element.text = _text(text or "")
    return element


def _rfc_822(time: datetime) -> str:
    # Names of days and months would be those of the process's locale; numbers are the same in all.
    day, month = _DAYS[time.weekday()], _MONTHS[time.month - 1]
    return f"{day}, {time:%d} {month} {time:%Y %H:%M:%S %z}"


def _text(text: str) -> str:
    """Return the text without the characters that XML cannot carry; lxml raises on them."""
    return _NOT_XML.sub("", text)
