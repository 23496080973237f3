"""feedgen's door: what stands around the entries of an Atom or RSS feed.

feedgen writes a feed of each kind once, in which stand the names of what is filled in. To write
each of the thousands of feeds that a site has took a sixth of their time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from feedgen.feed import FeedGenerator
from lxml import etree

from livegen.feeds.characters import rfc_822, utf_8
from livegen.views.shapes import FeedView

ATOM, RSS = "application/atom+xml", "application/rss+xml"

_ATOM_NAMES = "http://www.w3.org/2005/Atom"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_HISTORY = "http://purl.org/syndication/history/1.0"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_MEDIA = "http://search.yahoo.com/mrss/"
_SOME_TIME = datetime(2026, 11, 22, 18, 42, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a feed has or has not."""

    subtitle: bool
    hub: bool
    older: bool
    is_archive: bool
    stylesheet: bool


def parts_of(feed: FeedView) -> Parts:
    """Return what a feed has."""
    return Parts(
        subtitle=bool(feed.subtitle),
        hub=bool(feed.hub),
        older=bool(feed.older),
        is_archive=bool(feed.newest),
        stylesheet=bool(feed.stylesheet),
    )


@lru_cache(maxsize=32)
def atom(parts: Parts) -> str:
    """Return an Atom feed without entries, with names in braces for what it says."""
    made = _generator(ATOM, parts)
    made.subtitle("{subtitle}" if parts.subtitle else "")
    frame = bytes(made.atom_str(pretty=True, encoding="UTF-8", xml_declaration=True))
    return _dressed(frame.decode().replace(_SOME_TIME.isoformat(), "{updated}"), parts)


@lru_cache(maxsize=32)
def rss(parts: Parts) -> str:
    """Return an RSS feed without entries, likewise."""
    made = _generator(RSS, parts)
    made.description("{description}")
    frame = bytes(made.rss_str(pretty=True, encoding="UTF-8", xml_declaration=True))
    written = frame.decode().replace('lang="{language}"', 'lang="{quoted_language}"')
    return _dressed(written.replace(rfc_822(_SOME_TIME), "{updated}"), parts)


def filled(frame: str, end: str, entries: Iterable[str]) -> bytes:
    """Return a feed with entries in it, which go before its `end`."""
    head, end, foot = frame.rpartition(end)
    return utf_8("".join((head, *entries, end, foot)))


def _generator(media_type: str, parts: Parts) -> Any:
    made = FeedGenerator()
    made.register_extension("livegen", _FeedExtension)
    made.livegen.adds(parts)
    made.id("{id}")
    made.title("{title}")
    made.author(name="{author}")
    made.language("{language}")
    # No version: a new livegen alone is no news, and wakes no reader.
    made.generator("livegen")
    # RSS's only <link> becomes the last one of these, whatever its `rel`.
    made.link(href="{itself}", rel="self", type=media_type)
    for rel, href in _further(parts):
        made.link(href=href, rel=rel)
    made.link(href="{url}", rel="alternate", type="text/html")
    # Unset, this (and RSS's lastBuildDate with it) is the clock's time.
    made.updated(_SOME_TIME)
    return made


def _further(parts: Parts) -> list[tuple[str, str]]:
    """Return the links to a hub (WebSub) and between a feed and its archives (RFC 5005).

    An archive names none that is newer: it would change when that one comes.
    """
    links = (
        (parts.hub, "hub", "{hub}"),
        (parts.is_archive, "current", "{newest}"),
        (parts.older, "prev-archive", "{older}"),
    )
    return [(rel, href) for has, rel, href in links if has]


def _dressed(frame: str, parts: Parts) -> str:
    """Return the feed with the style that a browser shows it in, which feedgen does not know."""
    style = '<?xml-stylesheet type="text/css" href="{stylesheet}"?>\n' if parts.stylesheet else ""
    return frame.replace("?>\n", f"?>\n{style}", 1)


class _FeedExtension:
    """What feedgen's feed lacks: in RSS, authors without e-mail, all links but one and
    the language as XML says it; in both,
    the mark of an archive, and pictures that have a credit."""

    def __init__(self) -> None:
        self._links: list[tuple[str, str]] = []
        self._is_archive = False

    def adds(self, parts: Parts) -> None:
        """Take in what a feed has."""
        self._links, self._is_archive = _further(parts), parts.is_archive

    def extend_ns(self) -> dict[str, str]:
        return {"dc": _DUBLIN_CORE, "media": _MEDIA}

    def extend_atom(self, feed: etree._Element) -> None:
        self._mark(feed)

    def extend_rss(self, feed: etree._Element) -> None:
        # A browser chooses by it in which language to say what a feed is.
        feed.set(_LANGUAGE, feed[0].findtext("language") or "")
        for rel, href in self._links:
            etree.SubElement(feed[0], f"{{{_ATOM_NAMES}}}link", href=href, rel=rel)
        self._mark(feed[0])

    def _mark(self, parent: etree._Element) -> None:
        if self._is_archive:
            etree.SubElement(parent, f"{{{_HISTORY}}}archive", nsmap={"fh": _HISTORY})
