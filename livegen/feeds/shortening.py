"""A feed that readers can afford to fetch every hour: large ones say less of their longest entries.

Law: no entry is left out, and all formats say the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from markupsafe import Markup

from livegen import markdown
from livegen.feeds import atom, jsonfeed, rss
from livegen.feeds.characters import utf_8
from livegen.views.shapes import FeedEntry, FeedView

LARGEST = 250_000
"""Bytes; of more, JSON Feed's authors say that it is a burden. An archive may be larger: it is
fetched once."""

_LENGTHS = (1000, 300, 100, 0)
"""Characters that are left of a text, less if that is still too much."""

_MOST_BYTES = 5
"""Of one character, as it is escaped."""


def fitting(feed: FeedView) -> FeedView:
    """Return the feed with its longest texts shortened until it is no larger than `LARGEST`.

    Of a shortened text its first paragraph is left, at most 1,000 characters, and a link.
    """
    written = sum(len(entry.html) for entry in feed.entries) * _MOST_BYTES
    if feed.newest or written < LARGEST // 2:
        return feed
    for length in _LENGTHS:
        feed, size = _shortened(feed, length)
        if size <= LARGEST:
            break
    return feed


def _shortened(feed: FeedView, length: int) -> tuple[FeedView, int]:
    """Return the feed with as few texts shortened as make it fit, and its size in bytes."""
    entries = list(feed.entries)
    totals = [len(write(feed)) for write in (atom.written, rss.written, jsonfeed.written)]
    longest_first = sorted(range(len(entries)), key=lambda n: (-len(entries[n].html), n))
    for number in longest_first:
        if max(totals) <= LARGEST:
            break
        short = _short(entries[number], length, feed.more)
        saved = zip(_sizes(entries[number]), _sizes(short), strict=True)
        totals = [
            total - before + after for total, (before, after) in zip(totals, saved, strict=True)
        ]
        entries[number] = short
    return replace(feed, entries=tuple(entries)), max(totals)


def _short(entry: FeedEntry, length: int, more: str) -> FeedEntry:
    text = markdown.first_paragraph(entry.html, length)
    link = Markup('<p><a href="{}">{}</a></p>').format(entry.url, more)
    html = str(Markup("<p>{}</p>\n{}").format(text, link) if text else link)
    # What a second, harder turn finds is short already.
    return replace(entry, html=html) if len(html) < len(entry.html) else entry


def _sizes(entry: FeedEntry) -> list[int]:
    """Return how many bytes an entry takes in each format."""
    return [len(utf_8(write(entry))) for write in _ENTRIES]


_ENTRIES: tuple[Callable[[FeedEntry], str], ...] = (atom.entry, rss.item, jsonfeed.item)
