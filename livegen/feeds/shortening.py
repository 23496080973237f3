"""A feed that readers can afford to fetch every hour: large ones say less of their longest entries.

Law: no entry is left out, and all formats say the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from markupsafe import Markup, escape

from livegen import markdown
from livegen.feeds import atom, jsonfeed, rss
from livegen.feeds.characters import utf_8
from livegen.views.shapes import FeedEntry, FeedView

LARGEST = 250_000
"""Bytes; of more, JSON Feed's authors say that it is a burden. An archive may be larger: it is
fetched once."""

_LENGTHS = (1000, 300, 100, 0)
"""Characters that are left of a text, less if that is still too much."""

_FRAME = 1500
"""More bytes than the names of what an entry says take, or of what stands around all."""


def fitting(feed: FeedView) -> FeedView:
    """Return the feed with its longest texts shortened until it is no larger than `LARGEST`.

    Of a shortened text are left what says what is new, corrections, the first paragraph, at most
    1,000 characters, and a link.
    """
    if feed.newest or _FRAME + sum(map(_at_most, feed.entries)) <= LARGEST:
        return feed
    for length in _LENGTHS:
        feed, size = _shortened(feed, length)
        if size <= LARGEST:
            break
    return feed


def _at_most(entry: FeedEntry) -> int:
    """Return no less than the bytes of an entry in any format, at a tenth of the cost of writing
    it in each."""
    picture = (entry.image.absolute, entry.image.credit) if entry.image else ()
    named = (*entry.authors, *entry.tags, *picture)
    told = (entry.id, entry.id, entry.url, entry.title, entry.summary, entry.withdrawn or "")
    text = "".join((entry.html, *told, *named))
    plain = len(text.encode("utf-8", "ignore"))
    return _FRAME + 100 * len(named) + plain + sum(text.count(it) * n for it, n in _ESCAPES)


# RSS escapes a summary twice.
_ESCAPES = (("&", 8), ("<", 6), (">", 6), ('"', 5), ("\\", 1), ("\n", 4), ("\t", 3), ("\r", 8))


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
    opening = entry.opening or markdown.first_paragraph(entry.html)
    left = markdown.plain(escape(opening), length)
    text = str(Markup("<p>{}</p>\n").format(left)) if left else ""
    link = Markup('<p><a href="{}">{}</a></p>').format(entry.url, more)
    # To fit goes before all.
    html = (entry.stays if length else "") + text + str(link)
    # A second, harder turn finds what is short already, and cuts its opening again.
    return replace(entry, html=html, opening=opening) if len(html) < len(entry.html) else entry


def _sizes(entry: FeedEntry) -> list[int]:
    """Return how many bytes an entry takes in each format."""
    return [len(utf_8(write(entry))) for write in _ENTRIES]


_ENTRIES: tuple[Callable[[FeedEntry], str], ...] = (atom.entry, rss.item, jsonfeed.item)
