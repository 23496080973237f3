"""A built page, as far as it is held against something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

_PAGE = b"<!doctype html"
_PATHS = etree.XPath(
    "//a/@href | //area/@href | //link/@href | //*/@src | //*/@poster | //*/@cite"
    " | //form/@action | //meta[@property='og:image']/@content"
)
_SETS = etree.XPath("//*/@srcset")
_AWAY = etree.XPath("//a/@href | //area/@href | //*/@cite")
_DATA = etree.XPath("//script[@type='application/ld+json']")
_IDS = etree.XPath("//@id")
_LEAD = etree.XPath("//meta[@property='og:image']/@content")
_LEAD_WIDTH = etree.XPath("//meta[@property='og:image:width']/@content")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`links` are the addresses of all that the page loads or leads to, `away` of these what a
    reader may follow. `data` are its blocks of JSON-LD. `lead` is the picture that shared links
    show, which is `lead_width` pixels wide, or 0 if the page does not say."""

    file: str
    ids: frozenset[str]
    links: tuple[str, ...]
    away: tuple[str, ...]
    data: tuple[str, ...]
    lead: str = ""
    lead_width: int = 0


def is_page(content: bytes) -> bool:
    """True if an output file is a whole page; what open pages fetch is none."""
    return content[: len(_PAGE)].lower() == _PAGE


def read(file: str, content: bytes) -> Page:
    """Return what a page says."""
    # A parser without a name for the encoding would take it from the page, or guess.
    tree = html.document_fromstring(content, parser=html.HTMLParser(encoding="utf-8"))
    widths = [int(width) for width in _LEAD_WIDTH(tree) if width.isdecimal()]
    return Page(
        file=file,
        ids=frozenset(map(str, _IDS(tree))),
        links=tuple(dict.fromkeys(map(str, (*_PATHS(tree), *_of_sets(tree))))),
        away=tuple(dict.fromkeys(map(str, _AWAY(tree)))),
        data=tuple(script.text or "" for script in _DATA(tree)),
        lead=next(map(str, _LEAD(tree)), ""),
        lead_width=widths[0] if widths else 0,
    )


def _of_sets(tree: html.HtmlElement) -> Iterator[str]:
    for written in _SETS(tree):
        for candidate in str(written).split(", "):
            yield from candidate.split()[:1]


def addresses_in(text: str) -> tuple[str, ...]:
    """Return the addresses in a piece of HTML, as an entry of a feed holds one."""
    if not text.strip():
        return ()
    tree = html.fragment_fromstring(text, create_parent="div")
    return tuple(dict.fromkeys(map(str, (*_PATHS(tree), *_of_sets(tree)))))
