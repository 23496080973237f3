"""A feed's view as Atom and as RSS.

Law: a feed is as new as its newest entry, never as the build; both say the same entries in the
same order under the same ids. Not for threads: feedgen sets the locale of the whole process to
write the date of a feed.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from feedgen.feed import FeedGenerator
from lxml import etree

from livegen.views.shapes import FeedEntry, FeedView

_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CONTROLS = bytes(code for code in range(32) if chr(code) not in "\t\n\r")


def atom(feed: FeedView) -> bytes:
    """Return the feed, which has entries, as Atom (RFC 4287)."""
    made = _generator(feed, feed.atom_url, "application/atom+xml")
    made.subtitle(_text(feed.subtitle))
    frame = bytes(made.atom_str(pretty=True, encoding="UTF-8", xml_declaration=True))
    return _filled(frame, b"</feed>", map(_atom_entry, feed.entries))


def rss(feed: FeedView) -> bytes:
    """Return the feed, which has entries, as RSS 2.0 by the RSS Advisory Board's profile."""
    made = _generator(feed, feed.rss_url, "application/rss+xml")
    made.description(_text(feed.subtitle or feed.title))  # required in RSS
    frame = bytes(made.rss_str(pretty=True, encoding="UTF-8", xml_declaration=True))
    return _filled(frame, b"  </channel>", map(_rss_item, feed.entries))


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
    return made


class _FeedExtension:
    """What feedgen's feed lacks: the namespace of RSS's authors."""

    def extend_ns(self) -> dict[str, str]:
        return {"dc": _DUBLIN_CORE}

    def extend_atom(self, feed: etree._Element) -> None:
        """Add nothing."""

    def extend_rss(self, feed: etree._Element) -> None:
        """Add nothing."""


# Entries are written as text, as feedgen would write them; `test_feeds` compares. Its own are many
# times as slow: it holds everything as dictionaries that it checks key by key, then as elements,
# and sets the locale of the process for each date. It also loses all attributes of an Atom link
# but the address (its issue 135), and knows RSS's authors by e-mail only.


def _filled(frame: bytes, end: bytes, entries: Iterable[str]) -> bytes:
    """Return a feed of feedgen's with entries in it, which go before its `end`."""
    head, end, foot = frame.rpartition(end)
    return b"".join((head, _utf_8("".join(entries)), end, foot))


def _atom_entry(entry: FeedEntry) -> str:
    parts = [
        f"    <id>{_xml(entry.id)}</id>\n",
        f"    <title>{_xml(entry.title)}</title>\n",
        f"    <updated>{_aware(entry.updated).isoformat()}</updated>\n",
    ]
    names = filter(None, map(_text, entry.authors))
    parts += [f"    <author>\n      <name>{_xml(it)}</name>\n    </author>\n" for it in names]
    # "CDATA" would be written as Atom's content type, which is invalid.
    content = f">{_xml(entry.html)}</content>" if entry.html else "/>"
    parts.append(f'    <content type="html"{content}\n')
    parts.append(f'    <link href="{_attribute(entry.url)}" rel="alternate" type="text/html"/>\n')
    if entry.summary:
        parts.append(f"    <summary>{_xml(entry.summary)}</summary>\n")
    parts += [f'    <category term="{_attribute(tag)}"/>\n' for tag in entry.tags]
    parts.append(f"    <published>{_aware(entry.published).isoformat()}</published>\n")
    return f"  <entry>\n{''.join(parts)}  </entry>\n"


def _rss_item(entry: FeedEntry) -> str:
    parts = [
        f"      <title>{_xml(entry.title)}</title>\n",
        f"      <link>{_xml(entry.url)}</link>\n",
    ]
    content = _xml(entry.html)
    if entry.summary:
        # RSS's description is HTML and Atom's summary text.
        summary = _xml(html.escape(entry.summary, quote=False))
        parts.append(f"      <description>{summary}</description>\n")
        parts.append(f"      <content:encoded>{content}</content:encoded>\n")
    else:
        parts.append(f"      <description>{content}</description>\n")
    parts.append(f'      <guid isPermaLink="false">{_xml(entry.id)}</guid>\n')
    parts += [f"      <category>{_xml(tag)}</category>\n" for tag in entry.tags]
    parts.append(f"      <pubDate>{_rfc_822(_aware(entry.published))}</pubDate>\n")
    parts += [f"      <dc:creator>{_xml(name)}</dc:creator>\n" for name in entry.authors]
    if _aware(entry.updated) != entry.published:
        parts.append(f"      <atom:updated>{entry.updated.isoformat()}</atom:updated>\n")
    return f"    <item>\n{''.join(parts)}    </item>\n"


def _aware(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError(f"a time without a timezone: {time}")
    return time


def _xml(text: str) -> str:
    # A bare carriage return would come back as a line feed (XML 1.0, 2.11).
    return html.escape(text, quote=False).replace("\r", "&#13;")


def _attribute(text: str) -> str:
    # All blanks would come back as spaces (XML 1.0, 3.3.3).
    return _xml(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def _rfc_822(time: datetime) -> str:
    # Names of days and months would be those of the process's locale; numbers are the same in all.
    day, month = _DAYS[time.weekday()], _MONTHS[time.month - 1]
    return f"{day}, {time.day:02} {month} {time.year} {time:%H:%M:%S %z}"


def _text(text: str) -> str:
    """Return the text without the characters that XML cannot carry; lxml raises on them."""
    return _utf_8(text).decode()


def _utf_8(text: str) -> bytes:
    """Return the text as UTF-8 without the characters that XML cannot carry (XML 1.0, 2.2)."""
    chosen = text.replace("\ufffe", "").replace("\uffff", "")
    # Lone surrogates are ignored; bytes below 128 are never part of a longer character.
    return chosen.encode("utf-8", "ignore").translate(None, _CONTROLS)
