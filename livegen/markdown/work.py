"""One text on its way to HTML: its surroundings, its place in the file, what is finished."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from markdown_it import MarkdownIt
from markdown_it.token import Token

from livegen.errors import Place, Report, Rule
from livegen.markdown.languages import Habits
from livegen.markdown.parser import DRAWN
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
    finished: list[str] = field(default_factory=list)

    @cached_property
    def _lines(self) -> list[str]:
        return re.split(r"\r\n?|\n", self.text.markdown)

    def place(self, spot: Spot) -> Place:
        """Return where in the file `spot` is."""
        holder, at, content = spot.holder, spot.at, spot.holder.content
        begins = content.rfind("\n", 0, at) + 1
        ends = content.find("\n", at)
        piece = content[begins : ends if ends >= 0 else len(content)]
        row = (holder.map or [0])[0] + content.count("\n", 0, at)
        # Quotes and lists have cut off the beginning of the line, a table its other cells.
        line = self._lines[row] if row < len(self._lines) else ""
        column = max(0, line.find(piece)) + at - begins
        start, width = self.text.place, max(1, min(spot.width, len(piece) - (at - begins)))
        return Place(start.path, start.line + row, start.column + column, width)

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

    def id(self, name: str) -> str:
        """Return `name` as an id that no other text of the page has."""
        return f"{self.around.prefix}-{name}" if self.around.prefix else name


def markup(html: str) -> Token:
    """Return a token for HTML of our own."""
    return Token(DRAWN, "", 0, content=html)
