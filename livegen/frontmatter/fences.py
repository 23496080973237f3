"""Where the front matter begins and ends: at a `---`, or at what was typed for one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from livegen.errors import Edit, Report, Rule
from livegen.frontmatter.characters import INVISIBLE, Source
from livegen.frontmatter.lines import KEY, KEY_LINE

_FENCE = "---"


@dataclass(frozen=True, slots=True)
class Fences:
    """Indices of lines: both fences, and the first line below the front matter."""

    opening: int
    closing: int
    body: int


def find(source: Source, report: Report) -> Fences | None:
    """Return where the front matter lies; None if there is none. A wrong fence is an error."""
    opening = _opening(source, report)
    if opening is None:
        return None
    for closes in (_LIKE_A_FENCE.fullmatch, _INDENTED.fullmatch):
        below = enumerate(source.lines[opening + 1 :], opening + 1)
        index = next((at for at, line in below if closes(line)), None)
        if index is not None:
            if source.lines[index] != _FENCE:
                _wrong(source, index, "ends", report)
            return Fences(opening, index, index + 1)
    end = _end_without_fence(source, opening, report)
    return Fences(opening, end, end)


def is_like_one(line: str) -> bool:
    """True for `---` and for what word processors and other tools make of it."""
    return bool(_LIKE_A_FENCE.fullmatch(line))


_LIKE_A_FENCE = re.compile(
    rf"(?:-{{2,}}|[—–]-?|-[—–]|―|\.\.\.|\+\+\+)[ \t{INVISIBLE}]*|[—–-]{{2,}}\s*"
)
_INDENTED = re.compile(r"\s{1,3}-{3,}\s*")
_FRONT_LINE = re.compile(rf"(?:{KEY}[ \t]*[:=：].*|[ \t]+\S.*|-(?:[ \t].*)?|#.*|\s*)")


def _opening(source: Source, report: Report) -> int | None:
    lines = source.lines
    if lines[0] == _FENCE:
        return 0
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if _is_opening(lines, first):
        if lines[first] == _FENCE:
            _not_on_the_first_line(source, first, report)
        else:
            _wrong(source, first, "begins", report)
        return first
    if _is_forgotten(lines, first):
        report.error(
            Rule.FENCE,
            source.place(first + 1, 1, len(lines[first])),
            "the front matter has no line `---` above it",
            f"add a line `---` above line {first + 1}",
        )
    return None


def _is_opening(lines: Sequence[str], first: int) -> bool:
    """True for something like a fence with a key below it."""
    below = next((line for line in lines[first + 1 :] if line.strip()), "")
    return is_like_one(lines[first].strip()) and bool(KEY_LINE.fullmatch(below))


def _not_on_the_first_line(source: Source, index: int, report: Report) -> None:
    report.error(
        Rule.FENCE,
        source.place(index + 1, 1, len(_FENCE)),
        "the front matter must begin on the first line",
        "delete the empty lines above `---`",
    )


def _is_forgotten(lines: Sequence[str], first: int) -> bool:
    """True for keys down to a `---` with nothing else above it."""
    front = list(takewhile(lambda line: line != _FENCE, lines[first:]))
    return (
        first + len(front) < len(lines)
        and bool(front)
        and bool(KEY_LINE.fullmatch(front[0]))
        and all(_FRONT_LINE.fullmatch(line) for line in front)
    )


def _wrong(source: Source, index: int, does: str, report: Report) -> None:
    line = source.lines[index]
    place = source.place(index + 1, 1, len(line))
    message = f"the front matter {does} with a line of exactly three hyphens"
    if line.strip() == _FENCE:
        message += ", without spaces"
    report.error(Rule.FENCE, place, message, f"write {_FENCE}", [Edit(place, _FENCE)])


def _end_without_fence(source: Source, opening: int, report: Report) -> int:
    """Return the index of the first line that is no front matter any more."""
    end = opening + 1 + len(list(takewhile(_FRONT_LINE.fullmatch, source.lines[opening + 1 :])))
    while end > opening + 1 and not source.lines[end - 1].strip():
        end -= 1
    report.error(
        Rule.FENCE,
        source.place(opening + 1, 1, len(_FENCE)),
        "the front matter that begins here has no line `---` below it",
        f"add a line `---` after line {end}",
    )
    return end
