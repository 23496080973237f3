"""What search engines read beside the pages: sitemaps.

Law: a sitemap says when a page last changed and nothing that is guessed: no priority, no
frequency. A page stays in the file of its month, so that an edit rewrites one file and the index.
The news sitemap is the one file that time alone changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from itertools import groupby

NEWS_FOR = timedelta(days=2)
"""How long after it was first published a story is news to Google."""

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_MOST_NEWS = 1000
"""How many stories a news sitemap may hold (Google)."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsPage:
    """A story for the news sitemap: `date` is when it was first published, and `published` the
    same in ISO 8601, as precise as it was written. `language` is its BCP 47 code."""

    url: str
    title: str
    language: str
    date: datetime
    published: str


def news_sitemap(publication: str, pages: Iterable[NewsPage]) -> bytes:
    """Return the sitemap of what is news, the newest first; it may be empty."""
    newest = sorted(pages, key=lambda page: (page.date, page.url), reverse=True)[:_MOST_NEWS]
    entries = "".join(_news(publication, page) for page in newest)
    head = f'<urlset xmlns="{_SITEMAP}" xmlns:news="{_NEWS}">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{entries}</urlset>\n'.encode()


def _news(publication: str, page: NewsPage) -> str:
    name, language = _escaped(publication), _of_google(page.language)
    return (
        f"  <url>{_location(page.url)}<news:news>"
        f"<news:publication><news:name>{name}</news:name>"
        f"<news:language>{language}</news:language></news:publication>"
        f"<news:publication_date>{page.published}</news:publication_date>"
        f"<news:title>{_escaped(page.title)}</news:title></news:news></url>\n"
    )


def _of_google(language: str) -> str:
    """Return a language as Google News wants it: two or three letters (ISO 639), and for Chinese
    which of the two scripts."""
    spoken, *more = language.lower().split("-")
    if spoken != "zh":
        return spoken
    return "zh-tw" if {"hant", "tw", "hk", "mo"} & {*more} else "zh-cn"


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
    return f"<loc>{_escaped(url)}</loc>"


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def _changed(at: datetime | None) -> str:
    return f"<lastmod>{at.isoformat(timespec='seconds')}</lastmod>" if at else ""
