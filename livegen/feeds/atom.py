"""Atom (RFC 4287), with archives (RFC 5005), tombstones (RFC 6721) and pictures (Media RSS).

Entries are written as text, as feedgen would write them; `test_feeds` compares. Its own are many
times as slow: it holds everything as dictionaries that it checks key by key, then as elements,
and sets the locale of the process for each date. It also loses all attributes of an Atom link
but the address (its issue 135), and knows RSS's authors by e-mail only.
"""

from __future__ import annotations

from functools import lru_cache

from livegen import urls
from livegen.feeds import frames
from livegen.feeds.characters import attribute, content, rfc_3339, xml
from livegen.feeds.pictures import media
from livegen.views.shapes import FeedEntry, FeedView

FILE = urls.FEEDS["atom"]
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


def written(feed: FeedView) -> bytes:
    """Return the feed, which has entries, as Atom."""
    frame = frames.atom(frames.parts_of(feed)).format(
        id=xml(feed.id),
        title=xml(feed.title),
        updated=rfc_3339(feed.updated),
        author=xml(feed.author or feed.title),  # Atom requires one
        itself=attribute(feed.at + FILE),
        url=attribute(feed.url),
        hub=attribute(feed.hub),
        older=attribute(feed.older + FILE),
        newest=attribute(feed.newest + FILE),
        stylesheet=attribute(feed.stylesheet),
        language=attribute(feed.language),
        subtitle=xml(feed.subtitle),
    )
    # The grammar has them before the first entry.
    tombstones = (_tombstone(it) for it in feed.entries if it.withdrawn is not None)
    return frames.filled(frame, "</feed>", (*tombstones, *map(entry, feed.entries)))


@lru_cache(maxsize=256)  # a story stands in the feeds of half a dozen lists
def entry(given: FeedEntry) -> str:
    """Return an entry as Atom."""
    names = [f"      <name>{xml(name)}</name>\n" for name in given.authors if name]
    authors = [f"    <author>\n{name}    </author>\n" for name in names]
    # "CDATA" would be written as Atom's content type, which is invalid.
    text = f">{content(given.html)}</content>" if given.html else "/>"
    summary = f"    <summary>{xml(given.summary)}</summary>\n" if given.summary else ""
    categories = [f'    <category term="{attribute(tag)}"/>\n' for tag in given.tags]
    language = f' xml:lang="{attribute(given.language)}"' if given.language else ""
    return f"""  <entry{language}>
    <id>{xml(given.id)}</id>
    <title>{xml(given.title)}</title>
    <updated>{rfc_3339(given.updated)}</updated>
{"".join(authors)}    <content type="html"{text}
    <link href="{attribute(given.url)}" rel="alternate" type="text/html"/>
{summary}{"".join(categories)}    <published>{rfc_3339(given.published)}</published>
{media(given.image, "    ")}  </entry>
"""


def _tombstone(given: FeedEntry) -> str:
    # The namespace is declared where it is used: feeds without one do without it.
    return f"""  <at:deleted-entry xmlns:at="{_TOMBSTONES}" ref="{attribute(given.id)}" \
when="{rfc_3339(given.updated)}">
    <at:comment>{xml(given.withdrawn or "")}</at:comment>
  </at:deleted-entry>
"""
