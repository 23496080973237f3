"""How far the reading by lines has come: what stands above, what is open, what was mended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from livegen.errors import Edit, Place, Problem, Report, Rule
from livegen.frontmatter import faults
from livegen.frontmatter.characters import Source
from livegen.frontmatter.hints import quoted
from livegen.frontmatter.lines import KEY, NAMES, meant_key

ENTRY = re.compile(
    rf"(?P<key>{KEY}|\"[^\"]*\"|'[^']*'|[^\W\d]\w*(?:-\w+)*)(?P<gap>[ \t]*):(?=[ \t]|$)"
)
_FREE_ENTRY = re.compile(
    r"""(?P<key>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'\[\]{}#&*!|>@`%,](?:[^:]|:(?![ \t]|$))*?)"""
    r"(?P<gap>[ \t]*):(?=[ \t]|$)"
)

REACH = 200
"""How many lines an open quote or bracket is followed, so that a broken file stays quick."""


class Above(Enum):
    """What the lines above end with."""

    OPEN = "a key or a hyphen without a value"
    TEXT = "a text that stands on its line"
    BLOCK = "a block after `|` or `>`"
    CLOSED = "a value that cannot go on"


@dataclass(frozen=True, slots=True)
class Level:
    """An open list or mapping, by the column of its hyphens or keys."""

    column: int
    is_list: bool


@dataclass(frozen=True, slots=True)
class Value:
    """What stands on the line `index` from the column `start` on."""

    index: int
    start: int
    text: str


class Scan:
    """A front matter on its way through the slips. Lines and columns count from 0."""

    def __init__(self, source: Source, front: Sequence[str]) -> None:
        self._moved: dict[int, int] = {}
        self.source = Source(source.path, source.lines, source.left_out, self._moved)
        self.lines = list(front)
        """Mended down to the line that is read."""
        self.report = Report()
        self.explained: set[int] = set()
        """The lines that a problem speaks of."""
        self.levels = [Level(0, False)]
        self.above = Above.CLOSED
        self.name = ""
        """The key that the value above belongs to."""
        self.begun = 0
        """The line on which that value begins."""
        self.block = 2
        """The column of its lines, if it is a block."""
        self.free: int | None = None
        """The column of the key of `FREE_KEYS` that the lines belong to."""

    def entry(self, text: str) -> re.Match[str] | None:
        """Return the key that `text` begins with, and its colon."""
        return (ENTRY if self.free is None else _FREE_ENTRY).match(text)

    def place(self, index: int, start: int = 0, width: int = 1) -> Place:
        """Return where in the file something stands."""
        return self.source.place(index + 1, start + 1, width)

    def place_of(self, value: Value) -> Place:
        """Return where in the file a value stands."""
        return self.place(value.index, value.start, len(value.text.rstrip()))

    def error(
        self, rule: Rule, place: Place, message: str, hint: str, edits: Iterable[Edit] = ()
    ) -> None:
        """Note a slip."""
        self.note(Problem(rule, place, message, hint, edits=tuple(edits)))

    def note(self, problem: Problem) -> None:
        """Note a slip that is told elsewhere."""
        self.explained.add(problem.place.line - 1)
        self.report.extend([problem])

    def move(self, index: int, line: str, columns: int) -> None:
        """Put `line` in place of one whose beginning stood `columns` further to the left."""
        self.lines[index] = line
        self._moved[index + 1] = self._moved.get(index + 1, 0) + columns

    def blank(self, index: int, last: int) -> None:
        """Take out the lines from `index` up to `last`."""
        self.lines[index:last] = [""] * (last - index)
        self.explained.update(range(index, last))

    def quote(self, value: Value, text: str, message: str) -> None:
        """Note that `text`, which was meant by `value`, needs quotes, and put it in them."""
        self.mend(value, quoted(text), message, self.place_of(value))

    def mend(self, value: Value, corrected: str, message: str, place: Place) -> None:
        """Note that `corrected` should stand for `value`, and put it there."""
        before = self.lines[value.index][: value.start]
        edit = Edit(self.place_of(value), corrected)
        self.note(faults.needs_quotes(message, place, before, edit))
        self.replace(value, corrected)

    def replace(self, value: Value, corrected: str) -> None:
        """Put `corrected` in place of a value."""
        line = self.lines[value.index]
        rest = line[value.start + len(value.text) :]
        self.lines[value.index] = line[: value.start] + corrected + rest


def is_name(entry: re.Match[str] | None) -> bool:
    """True if the key is certainly meant as one of ours."""
    return entry is not None and meant_key(entry["key"]) in NAMES
