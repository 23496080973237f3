"""One text on its way to HTML: its surroundings, its place in the file, what is finished."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from markdown_it import MarkdownIt
from markdown_it.token import Token

from livegen.errors import Place, Report, Rule
from livegen.markdown.languages import Habits
from livegen.markdown.parser import markup
from livegen.markdown.surroundings import Surroundings
from livegen.model import Text


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of a token's content: what an error underlines."""

    holder: Token
    at: int
    width: int = 1


@dataclass(kw_only=True)
class Work:
    """What the steps share. `mark` is set only if raw HTML has to be cleaned.

    `anchors` leads from a heading's slug to its id. `finished` is the HTML of embeds, which is
    kept out of the cleaning: a numbered mark stands in for each.
    """

    text: Text
    around: Surroundings
    report: Report
    md: MarkdownIt
    habits: Habits
    tags: frozenset[str]
    clean_marked: Callable[[str, str], str]
    mark: str = ""
    anchors: dict[str, str] = field(default_factory=dict)
    raw_depth: int = 0
    finished: list[str] = field(default_factory=list)
    _starts: dict[int, list[int]] = field(default_factory=dict)
    _columns: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @cached_property
    def _lines(self) -> list[str]:
        return re.split(r"\r\n?|\n", self.text.markdown)

    def place(self, spot: Spot) -> Place:
        """Return where in the file `spot` is."""
        holder, at = spot.holder, spot.at
        starts = self._starts_of(holder)
        number = bisect_right(starts, at) - 1
        row, within = (holder.map or [0])[0] + number, at - starts[number]
        column, length = self._column_of(holder, number, row)
        start, width = self.text.place, max(1, min(spot.width, length - within))
        return Place(start.path, start.line + row, start.column + column + within, width)

    def _starts_of(self, holder: Token) -> list[int]:
        # Kept, as a hostile text may have a fault at every tenth character of one long line.
        if id(holder) not in self._starts:
            ends = (found.end() for found in re.finditer("\n", holder.content))
            self._starts[id(holder)] = [0, *ends]
        return self._starts[id(holder)]

    def _column_of(self, holder: Token, number: int, row: int) -> tuple[int, int]:
        # Quotes and lists have cut off the beginning of the line, a table its other cells.
        key = (id(holder), number)
        if key not in self._columns:
            begins = self._starts_of(holder)[number]
            piece = holder.content[begins:].partition("\n")[0]
            line = self._lines[row] if row < len(self._lines) else ""
            self._columns[key] = max(0, line.find(piece)), len(piece)
        return self._columns[key]

    def error(self, rule: Rule, spot: Spot, message: str, hint: str = "") -> None:
        """Note what stops the build."""
        self.report.error(rule, self.place(spot), message, hint)

    def warn(self, rule: Rule, spot: Spot, message: str, hint: str = "") -> None:
        """Note what a build survives."""
        self.report.warn(rule, self.place(spot), message, hint)

    def drawn(self, html: str) -> Token:
        """Return a token for finished HTML that no cleaning touches."""
        if not self.mark:
            return markup(html)
        self.finished.append(html)
        return markup(f"{self.mark}{len(self.finished) - 1};")

    def clean(self, html: str) -> str:
        """Return `html` without what raw HTML may not say, and with the finished pieces."""
        if not self.mark:
            return html
        cleaned = self.clean_marked(html, self.mark)
        return re.sub(
            f"{self.mark}([0-9]+);", lambda found: self.finished[int(found[1])], cleaned
        ).replace(self.mark, "")
