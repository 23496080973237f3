"""Straight quotes and typed dashes into those of print.

Law: what is typed stays as it is wherever it is not clearly meant otherwise, and time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar
from markdown_it.token import Token

_NESTED_QUOTES = 8

# What stands before is looked at last: a search for characters that begin with themselves is ten
# times faster than one that begins with a look behind.
_DASHES = re.compile(
    r"""---(?<![-.]---)(?![-.]) | \.\.\.(?<![-.]\.\.\.)(?![-.])
      | --(?<=\s--)(?=\s) | --(?<=[^-\s]--)(?=[^-\s])""",
    re.VERBOSE,
)
_TYPESET = {"---": "—", "--": "–", "...": "…"}
_QUOTE = re.compile("[\"']")
_APOSTROPHE = "’"

_CERTAIN_DASH = re.compile(
    r"""--(?: (?<=\S\ --)(?=\ \S) | (?<=[^\W_]--)(?=[^\W_])
          | -(?<=\S\ ---)(?=\ \S) | -(?<=[^\W_]---)(?=[^\W_]) )""",
    re.VERBOSE,
)
_CERTAIN_DOTS = re.compile(r"\.\.\.(?<=[^\W_]\.\.\.)(?=[\s\"']|\Z)")
"""What is a dash, and dots, also where tokens begin and end anywhere but within a word."""

_OTHER_DASH = re.compile(r"--(?<=[^\n]--)")
"""What may be a dash: two hyphens that begin a line are none."""

_WITHIN_A_WORD = re.compile(r"'(?<=[^\W_]')(?=[^\W_])")
_AFTER_A_WORD = re.compile(r"'(?<=[^\W_]')(?=[\s.,:;!?)…\"]|\Z)")
_UNQUOTED = r"""(?P<held>(?: [^"'<\[\]\n]++ | \n(?!\n)
    | <(?:em|strong)>[^"'<]*+</(?:em|strong)> | \[[^"'\[\]]*+\]\([^"')]*+\) )*+)"""
_SINGLE = re.compile(
    rf"""'(?<![^\s("]')(?=\S){_UNQUOTED}'(?<=[^\s)]')(?=[\s.,:;!?)…"]|\Z)""", re.VERBOSE
)
_DOUBLE = re.compile(
    rf""""(?<![^\s(]")(?=\S){_UNQUOTED}"(?<=[^\s)]")(?=[\s.,:;!?)…]|\Z)""", re.VERBOSE
)
"""A pair of quotes that cannot mean anything else, with what lies between: no other quotes, and
marks of emphasis and links only whole."""


def typeset_text(text: str, quotes: Sequence[str]) -> str | None:
    """Return a text with its quotes and dashes turned, or None if its tokens have to be asked.

    Its emphasis is HTML already, its links are not yet; empty lines part its paragraphs.
    """
    text = _CERTAIN_DOTS.sub("…", _CERTAIN_DASH.sub(_dash, text))
    if "..." in text or _OTHER_DASH.search(text):
        return None
    if "'" in text:
        text = _WITHIN_A_WORD.sub(_APOSTROPHE, text)
        if "'" in text:
            text = _SINGLE.sub(lambda found: f"{quotes[2]}{found['held']}{quotes[3]}", text)
            text = _AFTER_A_WORD.sub(_APOSTROPHE, text)
    if '"' in text:
        text = _DOUBLE.sub(lambda found: f"{quotes[0]}{found['held']}{quotes[1]}", text)
    return None if '"' in text or "'" in text else text


def _dash(found: re.Match[str]) -> str:
    return _TYPESET[found[0]]


def typeset(children: Sequence[Token], content: str, quotes: Sequence[str]) -> None:
    """Turn the quotes and dashes of a paragraph's tokens; `content` is what they were read from."""
    if "--" in content or "..." in content:
        for child in children:
            if child.type == "text":
                child.content = _DASHES.sub(_dash, child.content)
    if '"' in content or "'" in content:
        _turn_quotes(children, quotes)


@dataclass(slots=True)
class _Mark:
    # A straight quote: where it is, and what it may become.
    token: int
    at: int
    single: bool
    level: int
    may_open: bool
    may_close: bool
    turned: str = ""


def _turn_quotes(children: Sequence[Token], quotes: Sequence[str]) -> None:
    marks = list(_marks(children))
    opened: list[_Mark] = []
    for mark in marks:
        while opened and opened[-1].level > mark.level:
            opened.pop()
        if mark.may_close and (partner := _partner(opened, mark)):
            pair = quotes[2:] if mark.single else quotes[:2]
            partner.turned, mark.turned = pair[0], pair[1]
        elif mark.may_open:
            opened.append(mark)
        if mark.single and not mark.turned and not mark.may_open:
            mark.turned = _APOSTROPHE
    _write_quotes(children, marks)


def _partner(opened: list[_Mark], mark: _Mark) -> _Mark | None:
    # The nearest opening quote of the kind; those in between are forgotten. Nobody nests quotes
    # deeper than a few, and looking farther would take quadratic time for hostile texts.
    depth = len(opened) - 1
    floor = max(0, depth - _NESTED_QUOTES)
    while depth >= floor and opened[depth].level == mark.level:
        if opened[depth].single == mark.single:
            partner = opened[depth]
            del opened[depth:]
            return partner
        depth -= 1
    return None


def _marks(children: Sequence[Token]) -> Iterator[_Mark]:
    for number, token in enumerate(children):
        if token.type != "text":
            continue
        text = token.content
        for found in _QUOTE.finditer(text):
            at = found.start()
            before = text[at - 1] if at else _edge(children, number, -1)
            after = text[at + 1] if at + 1 < len(text) else _edge(children, number, 1)
            may_open, may_close = _flanks(before, after)
            if found[0] == '"' == after and before.isdigit():
                may_open = may_close = False  # 1"": the first is an inch
            yield _Mark(number, at, found[0] == "'", token.level, may_open, may_close)


def _edge(children: Sequence[Token], number: int, step: int) -> str:
    # The character next to a token: that of the nearest token with a text on the same line.
    number += step
    while 0 <= number < len(children):
        token = children[number]
        if token.type in ("softbreak", "hardbreak"):
            break
        if token.content:
            return token.content[-1 if step < 0 else 0]
        number += step
    return " "


# The same few pairs of neighbours come again and again.
@lru_cache(maxsize=4096)
def _flanks(before: str, after: str) -> tuple[bool, bool]:
    # CommonMark's left- and right-flanking, as markdown-it applies them to quotes.
    last_mark, next_mark = _is_mark(before), _is_mark(after)
    may_open = not after.isspace() and (not next_mark or before.isspace() or last_mark)
    may_close = not before.isspace() and (not last_mark or after.isspace() or next_mark)
    if may_open and may_close:
        return last_mark, next_mark
    return may_open, may_close


def _is_mark(char: str) -> bool:
    return isMdAsciiPunct(ord(char)) or isPunctChar(char)


def _write_quotes(children: Sequence[Token], marks: Sequence[_Mark]) -> None:
    for number, turned in groupby((m for m in marks if m.turned), lambda mark: mark.token):
        text, parts, done = children[number].content, [], 0
        for mark in turned:
            parts += [text[done : mark.at], mark.turned]
            done = mark.at + 1
        children[number].content = "".join([*parts, text[done:]])
