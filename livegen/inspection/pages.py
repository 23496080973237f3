"""A built page, as far as it is held against something."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

_PAGE = b"<!doctype html"
_PATHS = etree.XPath(
    "//a/@href | //area/@href | //link/@href | //*/@src | //*/@poster | //*/@cite"
    " | //form/@action | //meta[@property='og:image']/@content"
)
_SETS = etree.XPath("//*/@srcset")
_AWAY = etree.XPath("//a/@href | //area/@href | //*/@cite")
_DATA = etree.XPath("//script[@type='application/ld+json']")
_IDS = etree.XPath("//@id | //a/@name")
_LEAD = etree.XPath("//meta[@property='og:image']/@content")
_LEAD_WIDTH = etree.XPath("//meta[@property='og:image:width']/@content")


_WRITTEN = re.compile(r"""\s(?:href|src|poster|cite)=(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`data` are its blocks of JSON-LD. `lead` is the picture that shared links show, which is
    `lead_width` pixels wide, or 0 if the page does not say."""

    file: str
    tree: etree._Element
    ids: frozenset[str]
    data: tuple[str, ...]
    lead: str = ""
    lead_width: int = 0

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses of all that the page loads or leads to."""
        return tuple(dict.fromkeys(map(str, (*_PATHS(self.tree), *_of_sets(self.tree)))))

    @property
    def away(self) -> tuple[str, ...]:
        """Those of them that a reader may follow."""
        return tuple(dict.fromkeys(map(str, _AWAY(self.tree))))


def is_page(content: bytes) -> bool:
    """True if an output file is a whole page; what open pages fetch is none."""
    return content[: len(_PAGE)].lower() == _PAGE


def read(file: str, content: bytes) -> Page:
    """Return what a page says."""
    # A parser without a name for the encoding would take it from the page, or guess. Not by
    # `lxml.html`, which asks Python for the class of each element.
    # What lies deeper than 256 elements is dropped by one that is not told of huge trees.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    tree = etree.fromstring(content + b"<p>", parser)  # of nothing there would be no tree
    widths = [int(width) for width in _LEAD_WIDTH(tree) if width.isdecimal()]
    return Page(
        file=file,
        tree=tree,
        ids=frozenset(map(str, _IDS(tree))),
        data=tuple(script.text or "" for script in _DATA(tree)),
        lead=next(map(str, _LEAD(tree)), ""),
        lead_width=widths[0] if widths else 0,
    )


def _of_sets(tree: etree._Element) -> Iterator[str]:
    for written in _SETS(tree):
        for candidate in str(written).split(", "):
            yield from candidate.split()[:1]


def addresses_in(text: str) -> tuple[str, ...]:
    """Return the addresses in a piece of HTML, as an entry of a feed holds one."""
    # Of some hundred thousand entries; each of them stands on a page, which is parsed.
    found = (html.unescape(one or other) for one, other in _WRITTEN.findall(text))
    return tuple(dict.fromkeys(found))
