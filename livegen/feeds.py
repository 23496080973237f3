"""A feed's view as Atom and as RSS.

Law: a feed is as new as its newest entry, never as the build; both say the same entries in the
same order under the same ids. Not for threads: feedgen sets the locale of the whole process to
write the date of a feed.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from feedgen.feed import FeedGenerator
from lxml import etree

from livegen.views.shapes import FeedEntry, FeedView

_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CONTROLS = bytes(code for code in range(32) if chr(code) not in "\t\n\r")
_SOME_TIME = datetime(2026, 11, 22, 18, 42, tzinfo=UTC)


def atom(feed: FeedView) -> bytes:
    """Return the feed, which has entries, as Atom (RFC 4287)."""
    frame = _atom_frame("{subtitle}" if feed.subtitle else "").format(
        id=_xml(feed.id),
        title=_xml(feed.title),
        updated=_updated(feed).isoformat(),
        author=_xml(feed.author or feed.title),  # Atom requires one
        itself=_attribute(feed.atom_url),
        url=_attribute(feed.url),
        language=_attribute(feed.language),
        subtitle=_xml(feed.subtitle),
    )
    return _filled(frame, "</feed>", map(_atom_entry, feed.entries))


def rss(feed: FeedView) -> bytes:
    """Return the feed, which has entries, as RSS 2.0 by the RSS Advisory Board's profile."""
    frame = _rss_frame().format(
        title=_xml(feed.title),
        url=_xml(feed.url),
        description=_xml(feed.subtitle or feed.title),  # required in RSS
        itself=_attribute(feed.rss_url),
        language=_xml(feed.language),
        updated=_rfc_822(_updated(feed)),
    )
    return _filled(frame, "  </channel>", map(_rss_item, feed.entries))


def _updated(feed: FeedView) -> datetime:
    return max(_aware(entry.updated) for entry in feed.entries)


# feedgen writes a feed of each kind once, in which stand the names of what is filled in. To write
# each of the thousands of feeds that a site has took a sixth of their time.


@lru_cache(maxsize=2)
def _atom_frame(subtitle: str) -> str:
    made = _generator("application/atom+xml")
    made.subtitle(subtitle)
    frame = bytes(made.atom_str(pretty=True, encoding="UTF-8", xml_declaration=True))
    return frame.decode().replace(_SOME_TIME.isoformat(), "{updated}")


@lru_cache(maxsize=1)
def _rss_frame() -> str:
    made = _generator("application/rss+xml")
    made.description("{description}")
    frame = bytes(made.rss_str(pretty=True, encoding="UTF-8", xml_declaration=True))
    return frame.decode().replace(_rfc_822(_SOME_TIME), "{updated}")


def _generator(media_type: str) -> Any:
    made = FeedGenerator()
    made.register_extension("livegen", _FeedExtension)
    made.id("{id}")
    made.title("{title}")
    made.author(name="{author}")
    made.language("{language}")
    # No version: a new livegen alone is no news, and wakes no reader.
    made.generator("livegen")
    # RSS's only <link> becomes the last one of these, whatever its `rel`.
    made.link(href="{itself}", rel="self", type=media_type)
    made.link(href="{url}", rel="alternate", type="text/html")
    # Unset, this (and RSS's lastBuildDate with it) is the clock's time.
    made.updated(_SOME_TIME)
    return made


class _FeedExtension:
    """What feedgen's feed lacks: the namespace of RSS's authors."""

    def extend_ns(self) -> dict[str, str]:
        return {"dc": _DUBLIN_CORE}

    def extend_atom(self, feed: etree._Element) -> None:
        """Add nothing."""

    def extend_rss(self, feed: etree._Element) -> None:
        """Add nothing."""


def _filled(frame: str, end: str, entries: Iterable[str]) -> bytes:
    """Return a feed with entries in it, which go before its `end`."""
    head, end, foot = frame.rpartition(end)
    return _utf_8("".join((head, *entries, end, foot)))


# Entries are written as text, as feedgen would write them; `test_feeds` compares. Its own are many
# times as slow: it holds everything as dictionaries that it checks key by key, then as elements,
# and sets the locale of the process for each date. It also loses all attributes of an Atom link
# but the address (its issue 135), and knows RSS's authors by e-mail only.


def _atom_entry(entry: FeedEntry) -> str:
    names = [f"      <name>{_xml(name)}</name>\n" for name in entry.authors if name]
    authors = [f"    <author>\n{name}    </author>\n" for name in names]
    # "CDATA" would be written as Atom's content type, which is invalid.
    content = f">{_xml(entry.html)}</content>" if entry.html else "/>"
    summary = f"    <summary>{_xml(entry.summary)}</summary>\n" if entry.summary else ""
    categories = [f'    <category term="{_attribute(tag)}"/>\n' for tag in entry.tags]
    return f"""  <entry>
    <id>{_xml(entry.id)}</id>
    <title>{_xml(entry.title)}</title>
    <updated>{_aware(entry.updated).isoformat()}</updated>
{"".join(authors)}    <content type="html"{content}
    <link href="{_attribute(entry.url)}" rel="alternate" type="text/html"/>
{summary}{"".join(categories)}    <published>{_aware(entry.published).isoformat()}</published>
  </entry>
"""


def _rss_item(entry: FeedEntry) -> str:
    content = _xml(entry.html)
    told = f"      <description>{content}</description>\n"
    if entry.summary:
        # RSS's description is HTML and Atom's summary text.
        summary = _xml(html.escape(entry.summary, quote=False))
        told = f"      <description>{summary}</description>\n"
        told += f"      <content:encoded>{content}</content:encoded>\n"
    categories = [f"      <category>{_xml(tag)}</category>\n" for tag in entry.tags]
    authors = [f"      <dc:creator>{_xml(name)}</dc:creator>\n" for name in entry.authors]
    changed = ""
    if _aware(entry.updated) != entry.published:
        changed = f"      <atom:updated>{entry.updated.isoformat()}</atom:updated>\n"
    return f"""    <item>
      <title>{_xml(entry.title)}</title>
      <link>{_xml(entry.url)}</link>
{told}      <guid isPermaLink="false">{_xml(entry.id)}</guid>
{"".join(categories)}      <pubDate>{_rfc_822(_aware(entry.published))}</pubDate>
{"".join(authors)}{changed}    </item>
"""


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


def _utf_8(text: str) -> bytes:
    """Return the text as UTF-8 without the characters that XML cannot carry (XML 1.0, 2.2)."""
    chosen = text.replace("\ufffe", "").replace("\uffff", "")
    # Lone surrogates are ignored; bytes below 128 are never part of a longer character.
    return chosen.encode("utf-8", "ignore").translate(None, _CONTROLS)
