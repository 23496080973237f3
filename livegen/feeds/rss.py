"""RSS 2.0 by the RSS Advisory Board's profile, with what else Atom says as far as RSS can."""

from __future__ import annotations

import html
from functools import lru_cache

from livegen import urls
from livegen.feeds import frames
from livegen.feeds.characters import attribute, content, rfc_822, rfc_3339, xml
from livegen.feeds.pictures import media
from livegen.views.shapes import FeedEntry, FeedView

FILE = urls.FEEDS["rss"]


def written(feed: FeedView) -> bytes:
    """Return the feed, which has entries, as RSS."""
    frame = frames.rss(frames.parts_of(feed)).format(
        title=xml(feed.title),
        url=xml(feed.url),
        description=xml(feed.subtitle or feed.title),  # required in RSS
        itself=attribute(feed.at + FILE),
        hub=attribute(feed.hub),
        older=attribute(feed.older + FILE),
        newest=attribute(feed.newest + FILE),
        stylesheet=attribute(feed.stylesheet),
        language=xml(feed.language),
        quoted_language=attribute(feed.language),
        updated=rfc_822(feed.updated),
    )
    return frames.filled(frame, "  </channel>", map(item, feed.entries))


@lru_cache(maxsize=256)
def item(given: FeedEntry) -> str:
    """Return an entry as RSS; see `atom` for why it is text."""
    text = content(given.html)
    told = f"      <description>{text}</description>\n"
    if given.summary:
        # RSS's description is HTML and Atom's summary text.
        summary = xml(html.escape(given.summary, quote=False))
        told = f"      <description>{summary}</description>\n"
        told += f"      <content:encoded>{text}</content:encoded>\n"
    categories = [f"      <category>{xml(tag)}</category>\n" for tag in given.tags]
    authors = [f"      <dc:creator>{xml(name)}</dc:creator>\n" for name in given.authors if name]
    language = f"      <dc:language>{xml(given.language)}</dc:language>\n" if given.language else ""
    changed = ""
    if given.updated != given.published:
        changed = f"      <atom:updated>{rfc_3339(given.updated)}</atom:updated>\n"
    return f"""    <item>
      <title>{xml(given.title)}</title>
      <link>{xml(given.url)}</link>
{told}      <guid isPermaLink="false">{xml(given.id)}</guid>
{"".join(categories)}      <pubDate>{rfc_822(given.published)}</pubDate>
{"".join(authors)}{language}{changed}{media(given.image, "      ")}    </item>
"""
