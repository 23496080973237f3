"""JSON Feed 1.1, by hand: it is a dictionary."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache

from livegen import urls
from livegen.feeds.characters import rfc_3339, utf_8
from livegen.views.shapes import FeedEntry, FeedView

FILE = urls.FEEDS["json"]


def written(feed: FeedView) -> bytes:
    """Return the feed, which has entries, as JSON Feed.

    What a feed or an entry has not is left out. `next_url` leads to the archive.
    """
    head = _dumped(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": feed.url,
            "feed_url": feed.at + FILE,
            **({"description": feed.subtitle} if feed.subtitle else {}),
            **({"next_url": feed.older + FILE} if feed.older else {}),
            "authors": [{"name": feed.author or feed.title}],
            "language": feed.language,
            **({"expired": True} if feed.ended else {}),
            **({"hubs": [{"type": "WebSub", "url": feed.hub}]} if feed.hub else {}),
        }
    )
    items = ",\n".join(map(item, feed.entries))
    return utf_8(f'{head.removesuffix("}")}, "items": [\n{items}\n]}}\n')


@lru_cache(maxsize=256)
def item(entry: FeedEntry) -> str:
    """Return an entry as an item, in one line."""
    authors = [{"name": name} for name in entry.authors if name]
    withdrawn = {"withdrawn": rfc_3339(entry.updated), "reason": entry.withdrawn}
    said = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        **({"summary": entry.summary} if entry.summary else {}),
        **({"image": entry.image.absolute} if entry.image else {}),
        "date_published": rfc_3339(entry.published),
        "date_modified": rfc_3339(entry.updated),
        **({"authors": authors} if authors else {}),
        **({"tags": list(entry.tags)} if entry.tags else {}),
        **({"language": entry.language} if entry.language else {}),
        **({"_livegen": withdrawn} if entry.withdrawn is not None else {}),
    }
    return _dumped(said)


def _dumped(said: Mapping[str, object]) -> str:
    """Return JSON without the characters that XML cannot carry, and that JSON would."""
    text = _ENCODER.encode(said)
    if not _CONTROL.search(text):
        return text
    return _ESCAPED.sub(lambda found: found[0] if found["kept"] else "", text)


_ENCODER = json.JSONEncoder(ensure_ascii=False)
_CONTROL = re.compile(r"\\[bfu]")
_ESCAPED = re.compile(r"""\\(?:(?P<kept>["\\nrt])|[bf]|u00[01][0-9a-f])""")
