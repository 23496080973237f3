"""What search engines read beside the pages: sitemaps.

Law: a sitemap says when a page last changed and nothing that is guessed: no priority, no
frequency. A page stays in the file of its month, so that an edit rewrites one file and the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from itertools import groupby

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST_URLS = 50_000
"""How many addresses one sitemap may hold (sitemaps.org)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapPage:
    """A page for the sitemap: its whole address, and when it last changed.

    `month` (`2015-12`) is that of a story's `date`, which never moves; `""` for other pages.
    """

    url: str
    changed: datetime | None = None
    month: str = ""


def sitemaps(root: str, pages: Iterable[SitemapPage]) -> dict[str, bytes]:
    """Return the sitemap index and the sitemaps by file name.

    `root` is the whole address that the names are below, with its final slash. The index,
    `sitemap.xml`, names `sitemap-pages.xml` and one `sitemap-2015-12.xml` for each month; what
    is too much for one file goes on in `sitemap-2015-12-2.xml`. In any order of `pages` the
    bytes are the same.
    """
    files = dict(_files(pages))
    index = _document("sitemapindex", "sitemap", [(root + n, _newest(p)) for n, p in files.items()])
    lists = {n: _document("urlset", "url", [(p.url, p.changed) for p in files[n]]) for n in files}
    return {"sitemap.xml": index, **lists}


def _files(pages: Iterable[SitemapPage]) -> Iterator[tuple[str, Sequence[SitemapPage]]]:
    """Yield each sitemap's name and pages, by name and address."""
    ordered = sorted(pages, key=lambda page: (page.month, page.url))
    for month, of_month in groupby(ordered, key=lambda page: page.month):
        listed = tuple(of_month)
        for number, first in enumerate(range(0, len(listed), _MOST_URLS), start=1):
            part = f"-{number}" if number > 1 else ""
            yield f"sitemap-{month or 'pages'}{part}.xml", listed[first : first + _MOST_URLS]


def _newest(pages: Sequence[SitemapPage]) -> datetime | None:
    return max((page.changed for page in pages if page.changed), default=None)


def _document(kind: str, entry: str, entries: Iterable[tuple[str, datetime | None]]) -> bytes:
    lines = [f"  <{entry}>{_location(url)}{_changed(at)}</{entry}>\n" for url, at in entries]
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} xmlns="{_SITEMAP}">\n'
    return f"{head}{''.join(lines)}</{kind}>\n".encode()


def _location(url: str) -> str:
    return f"<loc>{escape(url, quote=False)}</loc>"


def _changed(at: datetime | None) -> str:
    return f"<lastmod>{at.isoformat(timespec='seconds')}</lastmod>" if at else ""
