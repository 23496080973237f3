"""A feed's view as Atom, RSS and JSON Feed.

Law: a feed is as new as its newest entry, never as the build; all formats say the same entries in
the same order under the same ids. Not for threads: feedgen sets the locale of the whole process to
write the date of a feed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from livegen import urls
from livegen.feeds import atom, jsonfeed, rss
from livegen.feeds.shortening import LARGEST, Format, fitting
from livegen.views.shapes import FeedView

__all__ = ["LARGEST", "written"]

_FORMATS: Mapping[str, Format] = {
    "atom": Format(atom.written, atom.entry),
    "rss": Format(rss.written, rss.item),
    "json": Format(jsonfeed.written, jsonfeed.item),
}


def written(feed: FeedView, outputs: Collection[str]) -> dict[str, bytes]:
    """Return the feed, which has entries, by the names of its files: in the formats among
    `outputs`.

    One that is larger than `LARGEST` says less of its longest entries, in all formats the same.
    An archive may be larger: it is fetched once.
    """
    chosen = {name: it for name, it in _FORMATS.items() if name in outputs}
    documents = _documents(feed, chosen)
    if feed.newest or all(len(document) <= LARGEST for document in documents.values()):
        return documents
    return _documents(fitting(feed, tuple(chosen.values())), chosen)


def _documents(feed: FeedView, formats: Mapping[str, Format]) -> dict[str, bytes]:
    return {urls.FEEDS[name]: it.document(feed) for name, it in formats.items()}
