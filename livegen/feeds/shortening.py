"""A feed that readers can afford to fetch every hour: a large one says less of its longest entries.

Law: no entry is left out, and all formats say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from livegen import markdown
from livegen.feeds.characters import utf_8
from livegen.views.shapes import FeedEntry, FeedView

LARGEST = 250_000
"""Bytes; of more, JSON Feed's authors say that it is a burden."""

_LENGTHS = (1000, 300, 100, 0)
"""Characters that are left of a text, less if that is still too much."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a feed is written in one format, and each of its entries."""

    document: Callable[[FeedView], bytes]
    entry: Callable[[FeedEntry], str]


def fitting(feed: FeedView, formats: Sequence[Format]) -> FeedView:
    """Return the feed with its longest texts shortened until it is no larger than `LARGEST`.

    Of a shortened text are left what says what is new, corrections, the first paragraph, at most
    1,000 characters, and a link.
    """
    for length in _LENGTHS:
        feed, size = _shortened(feed, length, formats)
        if size <= LARGEST:
            break
    return feed


def _shortened(feed: FeedView, length: int, formats: Sequence[Format]) -> tuple[FeedView, int]:
    """Return the feed with as few texts shortened as make it fit, and its size in bytes."""
    entries = list(feed.entries)
    totals = [len(it.document(feed)) for it in formats]
    longest_first = sorted(range(len(entries)), key=lambda n: (-len(entries[n].html), n))
    for number in longest_first:
        if max(totals) <= LARGEST:
            break
        before, entries[number] = entries[number], _short(entries[number], length, feed.more)
        totals = [
            total - _size(it, before) + _size(it, entries[number])
            for it, total in zip(formats, totals, strict=True)
        ]
    return replace(feed, entries=tuple(entries)), max(totals)


def _short(entry: FeedEntry, length: int, more: str) -> FeedEntry:
    opening = entry.opening or markdown.first_paragraph(entry.html)
    left = markdown.plain(escape(opening), length)
    text = str(Markup("<p>{}</p>\n").format(left)) if left else ""
    link = Markup('<p><a href="{}">{}</a></p>').format(entry.url, more)
    # To fit goes before all.
    html = (entry.stays if length else "") + text + str(link)
    # A second, harder turn finds what is short already, and cuts its opening again.
    return replace(entry, html=html, opening=opening) if len(html) < len(entry.html) else entry


def _size(format: Format, entry: FeedEntry) -> int:
    return len(utf_8(format.entry(entry)))
