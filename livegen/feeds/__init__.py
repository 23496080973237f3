"""A feed's view as Atom, RSS and JSON Feed.

Law: a feed is as new as its newest entry, never as the build; all formats say the same entries in
the same order under the same ids. Not for threads: feedgen sets the locale of the whole process to
write the date of a feed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from livegen.feeds import atom, jsonfeed, rss
from livegen.feeds.shortening import fitting
from livegen.views.shapes import FeedView

__all__ = ["FORMATS", "fitting"]

FORMATS: Mapping[str, Callable[[FeedView], bytes]] = {
    "atom": atom.written,
    "rss": rss.written,
    "json": jsonfeed.written,
}
"""How a feed is written in each format, by its name in the settings."""
