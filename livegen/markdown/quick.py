"""What needs no parser: the plain paragraphs, headings, lists and quotes most news is made of.

Law: the HTML is the parser's own. What is not plain for certain is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain, groupby
from typing import NamedTuple

from markdown_it.common.utils import mdTrim

from livegen.markdown.typography import typeset_text

_CHUNK = re.compile(r"[^\n]+(?:\n[^\n]+)*+")
"""Lines without an empty one between them."""

_NO_PARAGRAPH = re.compile(
    r"""\n(?: [ \t>#=:~|<{]
            | ```
            | [0-9]+[.)](?:[ \t\n]|\Z)
            | [-+*_](?:[ \t]|[-*_:| \t]*(?:\n|\Z)) )""",
    re.VERBOSE,
)
"""A line that may begin something else than a paragraph, or make something else of one."""

_DEFINES = re.compile(r"\n[ \t]*[:~{]")
"""A line that may reach back over an empty one: a definition of a term; or a shortcode."""

_HEADING = re.compile(r"#{1,6} [^#\n]++")
"""A heading between empty lines, without marks at its end and without an id."""

_ENTITY = re.compile(r"&#?[A-Za-z0-9]{1,32};")

# One literal at the head of each pattern, which is looked for five times as fast as one of several.
_STARS, _UNDERSCORES = (
    re.compile(
        rf"""{mark}(?<![^ \n].)(?P<twice>{mark}?+)
            (?P<held>[^\W_][^*_\[\]\n]*+)(?:(?<=[^\W_])|(?<=[^\W_][.,:!?…]))
            {mark}(?P=twice)(?=[ .,:;!?)\n]|\Z)""",
        re.VERBOSE,
    )
    for mark in (r"\*", "_")
)
"""A mark before a word and its like after one (CommonMark, 6.2)."""

_STRAY = re.compile(r"_(?<![^\W_]_)|_(?![^\W_])")
"""An underscore that does not stand within a word."""

_LINK = re.compile(
    r"""\[(?<!!\[)(?P<label>[^\s\[\]][^\[\]\n]*+)\]
        \((?P<url>https?://(?:[a-z0-9-]{1,63}\.)++[a-z]{2,63}(?:/[A-Za-z0-9/._=?#-]*+)?)\)""",
    re.VERBOSE,
)
"""A link whose address needs no escape and no encoding."""

_RAGGED = re.compile(r"\n(?:(?<= \n)|[ \t])")


class Passage(NamedTuple):
    """A stretch of a text from offset `at`, and its HTML if it needs no parser.

    Of a heading, whose `level` is as written, it is the HTML of its words; there are no tags in it.
    """

    at: int
    source: str
    html: str | None
    level: int = 0


class _Frame(NamedTuple):
    # The tags around paragraphs and the like.
    opening: str
    between: str
    closing: str


_PARAGRAPHS = _Frame("<p>", "</p>\n<p>", "</p>\n")
_QUOTE = _Frame("<blockquote>\n<p>", "</p>\n<p>", "</p>\n</blockquote>\n")
_LIST = _Frame("<ul>\n<li>", "</li>\n<li>", "</li>\n</ul>\n")
_QUOTED = {"> ", ">"}
_BULLETS = ({"- "}, {"* "}, {"+ "})

_Chunks = Sequence[re.Match[str]]
_Draw = Callable[[_Chunks, Sequence[str]], list[Passage]]


def passages(source: str, quotes: Sequence[str]) -> list[Passage]:
    """Return a text cut at empty lines, or nothing if an empty line may not end what is above it.

    Each passage means by itself what it means in the text.
    """
    if "]:" in source or "\r" in source or "\0" in source:
        return []
    lines = f"\n{source}"
    chunks = _CHUNK.finditer(source)
    if not _NO_PARAGRAPH.search(lines):
        return _paragraphs(list(chunks), quotes)
    if "```" in source or "~~~" in source or "<" in source or _DEFINES.search(lines):
        return []  # code and raw HTML go on after an empty line
    # What is alike is drawn together: an empty line does not end a list.
    alike = groupby(chunks, lambda chunk: _way(lines, chunk))
    return [*chain.from_iterable(draw(list(some), quotes) for draw, some in alike)]


def _way(lines: str, chunk: re.Match[str]) -> _Draw:
    if not _NO_PARAGRAPH.search(lines, chunk.start(), chunk.end() + 1):
        return _paragraphs
    return _headings if _HEADING.fullmatch(chunk[0]) else _list_or_quote


def _paragraphs(chunks: _Chunks, quotes: Sequence[str]) -> list[Passage]:
    html = _framed(_PARAGRAPHS, [chunk[0] for chunk in chunks], quotes)
    if html is None and len(chunks) > 1:
        return [*chain.from_iterable(_paragraphs([chunk], quotes) for chunk in chunks)]
    return [_passage(chunks, html)] if chunks else []


def _headings(chunks: _Chunks, quotes: Sequence[str]) -> list[Passage]:
    return [_heading(chunk, quotes) for chunk in chunks]


def _heading(chunk: re.Match[str], quotes: Sequence[str]) -> Passage:
    marks, _, words = chunk[0].partition(" ")
    html = phrases(mdTrim(words), quotes)
    # An id is made of the words themselves.
    is_bare = html is not None and "<" not in html and "&" not in html
    return _passage([chunk], html if is_bare else None, len(marks))


def _list_or_quote(chunks: _Chunks, quotes: Sequence[str]) -> list[Passage]:
    lines = _source(chunks).split("\n")
    begins, held = {line[:2] for line in lines}, [line[2:] for line in lines]
    html = None
    if not _NO_PARAGRAPH.search("\n".join(["", *held])):
        if begins in _BULLETS:
            html = _framed(_LIST, held, quotes)
        elif begins <= _QUOTED:
            html = _framed(_QUOTE, _CHUNK.findall("\n".join(held)), quotes)
    return [_passage(chunks, html)]


def _passage(chunks: _Chunks, html: str | None, level: int = 0) -> Passage:
    return Passage(chunks[0].start(), _source(chunks), html, level)


def _source(chunks: _Chunks) -> str:
    return chunks[0].string[chunks[0].start() : chunks[-1].end()]


def _framed(frame: _Frame, contents: Sequence[str], quotes: Sequence[str]) -> str | None:
    # One walk over several paragraphs takes a third of the time of several walks.
    html = phrases("\n\n".join([mdTrim(held) for held in contents]), quotes)
    if html is None or not contents:
        return None
    return "".join((frame.opening, html.replace("\n\n", frame.between), frame.closing))


def phrases(content: str, quotes: Sequence[str]) -> str | None:
    """Return the HTML of what a paragraph holds, or None if it needs the parser.

    Of several paragraphs parted by empty lines, each comes out as it would by itself.
    """
    if "<" in content or "\\" in content or "`" in content or "~~" in content:
        return None
    if "\r" in content or "\0" in content:
        return None
    escaped = _escaped(content)
    emphasised = escaped and _emphasised(escaped)
    typeset = emphasised and typeset_text(emphasised, quotes)
    linked = typeset and _linked(typeset)
    return linked and _broken(linked)


def _escaped(text: str) -> str | None:
    if "&" in text:
        if _ENTITY.search(text):
            return None
        text = text.replace("&", "&amp;")
    return text.replace(">", "&gt;")


def _emphasised(text: str) -> str | None:
    if "*" in text:
        text = _STARS.sub(_emphasis, text)
    if "_" in text:
        text = _UNDERSCORES.sub(_emphasis, text)
    return None if "*" in text or ("_" in text and _STRAY.search(text)) else text


def _emphasis(found: re.Match[str]) -> str:
    tag = "strong" if found["twice"] else "em"
    return f"<{tag}>{found['held']}</{tag}>"


def _linked(text: str) -> str | None:
    if "[" not in text and "://" not in text:
        return text
    html, links = _LINK.subn(_link, text)
    return None if "[" in html or html.count("://") > links else html


def _link(found: re.Match[str]) -> str:
    return f'<a href="{found["url"]}">{found["label"]}</a>'


def _broken(text: str) -> str:
    if not _RAGGED.search(text):
        return text
    first, *others = text.split("\n")
    *lines, last = first, *(line.lstrip(" \t") for line in others)
    ends = ("<br>\n" if line.endswith("  ") else "\n" for line in lines)
    return "".join([line.rstrip(" ") + end for line, end in zip(lines, ends, strict=True)]) + last
