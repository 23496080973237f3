"""A feed's view as Atom and as RSS.

Law: a feed is as new as its newest entry, never as the build; both say the same entries in the
same order under the same ids. Not for threads: feedgen sets the locale of the whole process for
each date it writes.
"""

from __future__ import annotations

import html
import re
from typing import Any

from feedgen.feed import FeedGenerator
from lxml import etree

from livegen.views.shapes import FeedEntry, FeedView

_ATOM = "http://www.w3.org/2005/Atom"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
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
    made.register_extension("livegen", _FeedExtension, _EntryExtension)
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
        _fill(made.add_entry(order="append"), entry)
    return made


def _fill(made: Any, entry: FeedEntry) -> None:
    made.id(_text(entry.id))
    made.title(_text(entry.title))
    made.link(href=_text(entry.url), rel="alternate", type="text/html")
    made.published(entry.published)
    made.updated(entry.updated)  # unset: the clock's time
    made.author([{"name": _text(name)} for name in entry.authors])
    made.category([{"term": _text(tag)} for tag in entry.tags])
    if entry.summary:
        # RSS's description is HTML and Atom's summary text. The order matters: `description`
        # also overwrites Atom's content, and before `summary` it would be overwritten by it.
        made.summary(_text(entry.summary))
        made.description(html.escape(_text(entry.summary), quote=False))
    # "CDATA" would be written as Atom's content type, which is invalid.
    made.content(_text(entry.html), type="html")
    made.livegen.entry = entry


def _text(text: str) -> str:
    """Return the text without the characters that XML cannot carry; lxml raises on them."""
    return _NOT_XML.sub("", text)


class _FeedExtension:
    """What feedgen's feed lacks: the namespace of what `_EntryExtension` adds."""

    def extend_ns(self) -> dict[str, str]:
        return {"dc": _DUBLIN_CORE}

    def extend_atom(self, feed: etree._Element) -> None:
        """Add nothing."""

    def extend_rss(self, feed: etree._Element) -> None:
        """Add nothing."""


class _EntryExtension:
    """What feedgen's entries lack."""

    entry: FeedEntry

    def extend_atom(self, element: etree._Element) -> None:
        """Say what the link is; feedgen loses all attributes but the address (its issue 135)."""
        for link in element.findall("link"):
            link.set("rel", "alternate")
            link.set("type", "text/html")

    def extend_rss(self, item: etree._Element) -> None:
        """Name the authors, whom RSS knows by e-mail only, and the time of the last change."""
        for name in self.entry.authors:
            etree.SubElement(item, f"{{{_DUBLIN_CORE}}}creator").text = _text(name)
        if self.entry.updated != self.entry.published:
            changed = self.entry.updated.isoformat()
            etree.SubElement(item, f"{{{_ATOM}}}updated").text = changed
