"""What a file says: texts, lists and keys, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from livegen.errors import Place
from livegen.frontmatter.characters import Source
from livegen.model import Text

Where: TypeAlias = tuple[int, int, int]
"""Line, column and width, from which a source makes a place."""


# A story of 20 updates has 120 of these, of which few are ever asked where they stand; and a
# tuple is made in half the time.
class Scalar(NamedTuple):
    """A text: `written` is where the value stands, for a block scalar its `|`, and `begins` where
    the text itself does."""

    text: str
    source: Source
    written: Where
    quoted: bool
    begins: Where

    @property
    def place(self) -> Place:
        """The value as written."""
        return self.source.place(*self.written)

    @property
    def content(self) -> Place:
        """The first character of the text itself."""
        return self.source.place(*self.begins)


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Fields:
    """Keys and values, in the order written; of a key written twice only the first."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place

    def get(self, name: str) -> Node | None:
        """Return the value of `name`, or None."""
        for key, value in self.entries:
            if key.text == name:
                return value
        return None

    def key(self, name: str) -> Scalar | None:
        """Return the key `name` as written, or None."""
        return next((key for key, _ in self.entries if key.text == name), None)


Node: TypeAlias = Scalar | Items | Fields


@dataclass(frozen=True, slots=True)
class Document:
    """A file. `body` is what follows the front matter, without blank lines around it; its place
    is its first line, column 1, so that every further line counts on from there. `lines` are all
    of the file's."""

    fields: Fields
    body: Text
    has_front_matter: bool
    lines: Sequence[str]
