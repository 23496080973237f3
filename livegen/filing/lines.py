"""The lines of a source's front matter, for edits that put lines in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from livegen import frontmatter, mending
from livegen.errors import Edit, Place, Report
from livegen.frontmatter import Fields


@dataclass(frozen=True, slots=True)
class Sheet:
    """A source whose front matter could be read: what it says, and its lines.

    `fence` is the number of the line that ends the front matter.
    """

    path: str
    content: bytes
    fields: Fields
    lines: Sequence[str]
    fence: int

    @property
    def margin(self) -> str:
        """The blanks that its keys begin with."""
        keys = [key for key, _ in self.fields.entries]
        return " " * (keys[0].place.column - 1) if keys else ""

    def line(self, number: int) -> str:
        """Return the line of a number, counted from 1."""
        return self.lines[number - 1]

    def at(self, line: int, column: int = 1, width: int = 0) -> Place:
        """Return a place in this source."""
        return Place(self.path, line, column, width)

    def edited(self, *edits: Edit) -> bytes:
        """Return the content with the edits made."""
        return mending.applied(self.content, edits)


def sheet(path: str, content: bytes) -> Sheet:
    """Return the source as lines; it is one that was read without an error."""
    document = frontmatter.read(path, content, Report())
    lines = re.split(r"\r\n|\n|\r", content.decode("utf-8-sig"))
    fields = document.fields if document else Fields((), Place(path))
    return Sheet(path, content, fields, lines, lines.index("---", 1) + 1)
