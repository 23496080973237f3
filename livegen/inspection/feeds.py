"""Built feeds, read back: Atom, RSS and JSON Feed; the three of one address say the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree

from livegen.errors import Rule
from livegen.fingerprint import fingerprint
from livegen.inspection import pages
from livegen.inspection.findings import Finding, path_of

MOST_BYTES = 250_000
"""Of a feed that readers fetch again and again; archives are fetched once."""

MOST_ENTRIES = 50

_NAME = re.compile(r"(?P<at>(?:.*/)?(?:[\w-]+\.)?)(?P<format>atom\.xml|rss\.xml|feed\.json)")
_ARCHIVED = re.compile(r"(?:^|/)p/\d+/[^/]+$")
_WHOLE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """An entry as its feed has it; a date is "" if there is none, and None if it is none."""

    id: str
    published: str | datetime | None = ""
    updated: str | datetime | None = ""
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Digest:
    """What of a feed the others of its address must have, too."""

    ids: str
    published: str
    updated: str


@dataclass(slots=True)
class Feeds:
    """What the feeds of each address say, and how many entries those have that have many."""

    _known: dict[str, dict[str, _Digest]] = field(default_factory=dict)
    _long: dict[str, int] = field(default_factory=dict)

    def take(self, file: str, content: bytes) -> tuple[list[Finding], tuple[str, ...]]:
        """Return what is wrong with a feed by itself, and the addresses in it."""
        name = _NAME.fullmatch(file)
        if name is None:
            return [], ()
        try:
            entries = tuple(_READERS[name["format"]](content))
        except (etree.XMLSyntaxError, ValueError, TypeError, LookupError, AttributeError) as error:
            hint = "report it to those who make livegen: feeds are made by no template"
            return [_finding(file, f"is not well-formed: {error}", hint)], ()
        self._known.setdefault(name["at"], {})[name["format"]] = _digest(entries)
        if not _ARCHIVED.search(file) and len(entries) > MOST_ENTRIES:
            self._long[file] = len(entries)
        found = [_finding(file, *fault) for fault in _faults(file, content, entries)]
        return found, _addresses(entries)

    def findings(self, most: Callable[[str], int]) -> Iterator[Finding]:
        """Yield which feeds are too long, and which say other things than their like."""
        for file, count in self._long.items():
            if count > most(file):
                message = f"has {count} entries, and readers fetch all of them each time"
                yield _finding(file, message, f"write feed_size = {MOST_ENTRIES} below [build]")
        for at, known in self._known.items():
            yield from _unlike(at, known)


def is_feed(file: str) -> bool:
    """True if an output file is a feed by its name."""
    return _NAME.fullmatch(file) is not None


def _finding(file: str, message: str, hint: str) -> Finding:
    return Finding(file, Rule.FEED, f"the feed {path_of(file)} {message}", hint)


def _unlike(at: str, known: Mapping[str, _Digest]) -> Iterator[Finding]:
    (first, one), *others = known.items()
    for name, other in others:
        for what in ("ids", "published", "updated"):
            said, theirs = getattr(one, what), getattr(other, what)
            if said and theirs and said != theirs:
                kind = "ids, or another order" if what == "ids" else f"dates ({what})"
                yield _finding(at + name, f"has other {kind} than {path_of(at + first)}", _OURS)
                break


_OURS = "report it to those who make livegen"


def _faults(file: str, content: bytes, entries: tuple[_Entry, ...]) -> Iterator[tuple[str, str]]:
    if len(content) > MOST_BYTES and not _ARCHIVED.search(file):
        message = f"has {len(content):,} bytes, more than {MOST_BYTES:,}"
        yield message, "shorten what stands in the newest updates, or write a smaller `feed_size`"
    seen: set[str] = set()
    for entry in entries:
        if not entry.id or entry.id in seen:
            yield f'has two entries with the id "{entry.id}"', "write each `id` once"
        seen.add(entry.id)
        yield from _of_entry(entry)


def _of_entry(entry: _Entry) -> Iterator[tuple[str, str]]:
    for what, moment in (("published", entry.published), ("updated", entry.updated)):
        if moment is None:
            yield f"has an entry whose date ({what}) has no offset: {entry.id}", _OURS
    published, updated = entry.published, entry.updated
    if isinstance(published, datetime) and isinstance(updated, datetime) and updated < published:
        yield f"has an entry that changed before it was there: {entry.id}", "mend its `revised`"
    for address in entry.addresses:
        if not _WHOLE.match(address):
            message = f'has an address that is not whole, "{address}", in {entry.id}'
            yield message, "mend the embed or the template that writes it"


def _digest(entries: tuple[_Entry, ...]) -> _Digest:
    return _Digest(
        ids=fingerprint(tuple(entry.id for entry in entries), 32),
        published=_of_moments([entry.published for entry in entries]),
        updated=_of_moments([entry.updated for entry in entries]),
    )


def _of_moments(moments: list[str | datetime | None]) -> str:
    """Return the digest of dates to the second, or "" if not every entry has one."""
    known = [int(moment.timestamp()) for moment in moments if isinstance(moment, datetime)]
    return fingerprint(tuple(known), 32) if known and len(known) == len(moments) else ""


def _addresses(entries: Iterable[_Entry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(it for entry in entries for it in entry.addresses))


def _of_atom(content: bytes) -> Iterator[_Entry]:
    for entry in _xml(content).iterfind(f"{_ATOM}entry"):
        yield _Entry(
            id=entry.findtext(f"{_ATOM}id", ""),
            published=_iso(entry.findtext(f"{_ATOM}published", "")),
            updated=_iso(entry.findtext(f"{_ATOM}updated", "")),
            addresses=(
                *(link.get("href", "") for link in entry.iterfind(f"{_ATOM}link")),
                *pages.addresses_in(entry.findtext(f"{_ATOM}content", "")),
            ),
        )


def _of_rss(content: bytes) -> Iterator[_Entry]:
    for item in _xml(content).iterfind("channel/item"):
        link = item.findtext("link", "")
        yield _Entry(
            id=item.findtext("guid", ""),
            published=_rfc(item.findtext("pubDate", "")),
            updated=_iso(item.findtext(f"{_ATOM}updated", "")),
            addresses=(
                *([link] if link else []),
                *(it.get("url", "") for it in item.iterfind("enclosure")),
                *pages.addresses_in(item.findtext(_CONTENT, "")),
            ),
        )


def _of_json(content: bytes) -> Iterator[_Entry]:
    for item in json.loads(content)["items"]:
        yield _Entry(
            id=_text(item, "id"),
            published=_iso(_text(item, "date_published")),
            updated=_iso(_text(item, "date_modified")),
            addresses=(
                *(it for key in ("url", "image") if (it := _text(item, key))),
                *pages.addresses_in(_text(item, "content_html")),
            ),
        )


_READERS: Mapping[str, Callable[[bytes], Iterator[_Entry]]] = {
    "atom.xml": _of_atom,
    "rss.xml": _of_rss,
    "feed.json": _of_json,
}


def _xml(content: bytes) -> etree._Element:
    # A text of one megabyte is no attack; entities and the network are of no use to a feed.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(content, parser)


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key, "")
    return value if isinstance(value, str) else ""


def _iso(text: str) -> str | datetime | None:
    return _moment(text, datetime.fromisoformat)


def _rfc(text: str) -> str | datetime | None:
    return _moment(text, parsedate_to_datetime)


def _moment(text: str, read: Callable[[str], datetime]) -> str | datetime | None:
    if not text:
        return ""
    try:
        moment = read(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
