"""What a file says: texts, lists and keys, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from livegen.errors import Place
from livegen.model import Text


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text. `place` is the value as written, for a block scalar its `|`; `content` is the
    first character of the text itself."""

    text: str
    place: Place
    quoted: bool
    content: Place


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
        return next((value for key, value in self.entries if key.text == name), None)

    def key(self, name: str) -> Scalar | None:
        """Return the key `name` as written, or None."""
        return next((key for key, _ in self.entries if key.text == name), None)


Node: TypeAlias = Scalar | Items | Fields


@dataclass(frozen=True, slots=True)
class Document:
    """A file. `body` is what follows the front matter, without blank lines around it; its place
    is its first line, column 1, so that every further line counts on from there."""

    fields: Fields
    body: Text
    has_front_matter: bool
