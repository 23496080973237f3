"""A front matter that PyYAML has read: its lines, and where its events stand in the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from livegen.errors import Place, Report
from livegen.frontmatter.characters import Source
from livegen.frontmatter.nodes import Where

Event: TypeAlias = Any
"""The types of PyYAML's events do not tell that each has its marks."""


class Mark(Protocol):
    """A line and a column, from 0."""

    line: int
    column: int


@dataclass(slots=True)
class Front:
    """What the checks lean on. `lines` begin with the line of the opening fence, here empty."""

    source: Source
    lines: Sequence[str]
    report: Report
    odd: frozenset[int] = field(init=False)
    """The lines that need a second look; of most files there are none."""

    def __post_init__(self) -> None:
        self.odd = _odd(self.lines)
        self.lines = [*self.lines, ""]  # libyaml puts an empty last value below the last line

    def where(self, mark: Mark, width: int = 1) -> Where:
        """Return where `mark` stands in the lines."""
        return mark.line + 1, mark.column + 1, width

    def place(self, mark: Mark, width: int = 1) -> Place:
        """Return where `mark` stands in the file."""
        return self.source.place(mark.line + 1, mark.column + 1, width)

    def before(self, mark: Mark) -> str:
        """Return the beginning of the line, up to `mark`."""
        return self.lines[mark.line][: mark.column]

    def rest(self, mark: Mark) -> str:
        """Return the rest of the line from `mark` on, without blanks around it."""
        return self.lines[mark.line][mark.column :].strip()


def _odd(lines: Sequence[str]) -> frozenset[int]:
    """Return the lines in which there may be a comment, a tab, a blank before a colon or a bare
    hyphen."""
    text = "\n".join(lines)
    signs = [sign for sign in _SIGNS if sign in text]  # of most files none
    return frozenset(
        at
        for at, line in enumerate(lines)
        if ("-" in line and _BARE_HYPHEN.match(line))
        or (signs and any(sign in line for sign in signs))
    )


_SIGNS = (" #", " :", "\t")
_BARE_HYPHEN = re.compile(r"\s*-[^ ]")
