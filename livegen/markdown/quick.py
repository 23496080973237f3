"""What needs no parser: the plain paragraphs, lists and quotes that most news is made of.

Law: the HTML is the parser's own. What is not plain for certain is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markdown_it.common.utils import escapeHtml, mdTrim

from livegen.markdown.typography import typeset

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

_REACHES_OUT = re.compile(r"```|~~~|<|\n[ \t]*[:~{]")
"""What may go on after an empty line, or reach back over it: code, raw HTML, definitions of terms,
shortcodes."""

_MARKUP = re.compile(r"[\\`*_\[<&~:\n\r\0](?<!:(?!//))(?<!&(?!#?[A-Za-z0-9]{1,32};))(?<!~(?!~))")
"""A character that may mean something. What does not stand here is text wherever it stands."""

_WORDS = r"[^\\`*_\[\]<&~:\n\r\0]"
_CERTAIN = re.compile(
    rf"""\n[ \t]*
      | (?<![^ \n])(?P<mark>\*\*?|__?)
        (?P<held>[^\W_](?:{_WORDS}++|:(?!//))*+)(?:(?<=[^\W_])|(?<=[^\W_][.,:!?…]))
        (?P=mark)(?=[ .,:;!?)\n]|\Z)
      | \[(?<!!\[)(?P<label>{_WORDS}++)\]
        \((?P<url>https?://(?:[a-z0-9-]{{1,63}}\.)++[a-z]{{2,63}}(?:/[A-Za-z0-9/._=?#-]*+)?)\)""",
    re.VERBOSE,
)
"""Markup that means the same whatever stands around it: the end of a line; a mark before a word
and its like after one (CommonMark, 6.2); a link whose address needs no escape and no encoding."""

_TAGS = {"*": "em", "_": "em", "**": "strong", "__": "strong"}
_BULLETS = ({"- "}, {"* "}, {"+ "})


class Passage(NamedTuple):
    """A stretch of a text from offset `at`, and its HTML if it needs no parser."""

    at: int
    source: str
    html: str | None


def passages(source: str, quotes: Sequence[str]) -> list[Passage]:
    """Return a text cut at empty lines, or nothing if an empty line may not end what is above it.

    Each passage means by itself what it means in the text.
    """
    if "]:" in source or "\r" in source or "\0" in source:
        return []
    lines = f"\n{source}"
    if not _NO_PARAGRAPH.search(lines):
        return [
            Passage(found.start(), found[0], _paragraph(found[0], quotes))
            for found in _CHUNK.finditer(source)
        ]
    if _REACHES_OUT.search(lines):
        return []
    return [
        Passage(at, cut, (_paragraph if plain else _list_or_quote)(cut, quotes))
        for at, cut, plain in _cut(source, lines)
    ]


def _cut(source: str, lines: str) -> Iterator[tuple[int, str, bool]]:
    # Whether it is a paragraph is said of each piece. Others stay together, as an empty line
    # does not end a list.
    begun = ended = -1
    for chunk in _CHUNK.finditer(source):
        begins, ends = chunk.span()
        if _NO_PARAGRAPH.search(lines, begins, ends + 1):
            begun, ended = (begins if begun < 0 else begun), ends
            continue
        if begun >= 0:
            yield begun, source[begun:ended], False
            begun = -1
        yield begins, chunk[0], True
    if begun >= 0:
        yield begun, source[begun:ended], False


def _paragraph(source: str, quotes: Sequence[str]) -> str | None:
    return _within("<p>", phrases(mdTrim(source), quotes), "</p>\n")


def _list_or_quote(source: str, quotes: Sequence[str]) -> str | None:
    lines = source.split("\n")
    begins, held = {line[:2] for line in lines}, [line[2:] for line in lines]
    if _NO_PARAGRAPH.search("\n".join(["", *held])):
        return None
    if begins <= {"> ", ">"}:
        paragraphs = [_paragraph(found[0], quotes) for found in _CHUNK.finditer("\n".join(held))]
        return _within("<blockquote>\n", _joined(paragraphs), "</blockquote>\n")
    if begins in _BULLETS:
        return _within("<ul>\n", _joined([_item(line, quotes) for line in held]), "</ul>\n")
    return None


def _item(source: str, quotes: Sequence[str]) -> str | None:
    return _within("<li>", phrases(mdTrim(source), quotes), "</li>\n")


def _within(opening: str, html: str | None, closing: str) -> str | None:
    return None if html is None else f"{opening}{html}{closing}"


def _joined(parts: Sequence[str | None]) -> str | None:
    drawn = [part for part in parts if part is not None]
    return "".join(drawn) if drawn and len(drawn) == len(parts) else None


def phrases(content: str, quotes: Sequence[str]) -> str | None:
    """Return the HTML of what a paragraph holds, or None if it needs the parser."""
    children = _children(content)
    if children is None:
        return None
    typeset(children, content, quotes)
    return "".join([child.html or escapeHtml(child.content) for child in children])


# A token of the parser takes four times as long to make.
@dataclass(slots=True)
class _Piece:
    """What `typeset` knows as a token: a text, or something else and its HTML."""

    type: str
    content: str = ""
    level: int = 0
    html: str = ""


def _children(content: str) -> list[_Piece] | None:
    children: list[_Piece] = []
    done = 0
    while found := _MARKUP.search(content, done):
        piece = _CERTAIN.match(content, found.start())
        if piece is None:
            return None
        children += _read(content[done : piece.start()], piece)
        done = piece.end()
    children.append(_Piece("text", content[done:]))
    return children


def _read(before: str, piece: re.Match[str]) -> tuple[_Piece, ...]:
    if mark := piece["mark"]:
        tag = _TAGS[mark]
        return _held(before, f"<{tag}>", piece["held"], f"</{tag}>")
    if label := piece["label"]:
        return _held(before, f'<a href="{piece["url"]}">', label, "</a>")
    text = before.rstrip(" ")
    two_spaces = len(before) - len(text) > 1
    return _Piece("text", text), _Piece("softbreak", html="<br>\n" if two_spaces else "\n")


def _held(before: str, opening: str, text: str, closing: str) -> tuple[_Piece, ...]:
    return (
        _Piece("text", before),
        _Piece("tag", html=opening),
        _Piece("text", text, 1),
        _Piece("tag", html=closing),
    )
