"""The natural way of a file: bytes, lines, fences, fields and body.

Law: a slip whose meaning is plain is an error and yet mended in what is returned, so that whoever
reads the fields can name further problems in the same run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from livegen.errors import Place, Report
from livegen.frontmatter import characters, fences, hints, parsing
from livegen.frontmatter.characters import Source
from livegen.frontmatter.nodes import Document, Fields, Scalar
from livegen.model import Text


def read(path: str, content: bytes, report: Report) -> Document | None:
    """Return the file's fields and body; None if no fields can be trusted.

    All that is wrong goes to `report`.
    """
    text = characters.decoded(path, content, report)
    if text is None:
        return None
    source = characters.without_controls(path, text, report)
    found = fences.find(source, report)
    if found is None:
        body = _body(source, source.lines, 0)
        return Document(Fields((), source.place(1)), body, False, source.lines)
    # Empty lines stand in for what is above, so that an index here is one in the file.
    front = [""] * (found.opening + 1) + [*source.lines[found.opening + 1 : found.closing]]
    fields = parsing.fields(source, front, report)
    if fields is None:
        return None
    body = _body(source, source.lines[found.body :], found.body)
    return Document(fields, body, True, source.lines)


def draft_of(content: bytes) -> bool:
    """True if the front matter has a line `draft: true` of its own, however broken the rest."""
    lines = characters.lines_of(content.decode("utf-8-sig", "replace"))
    if not fences.is_like_one(lines[0]):
        return False
    front = takewhile(lambda line: not fences.is_like_one(line), lines[1:])
    return any(_DRAFT.fullmatch(line) for line in front)


def item_became_key(node: Fields) -> tuple[Place, str] | None:
    """Return place and corrected line if `node` is a list item that a colon made `key: value`.

    For lists of texts: `- Ward 3: Okafor leads` is a mapping to YAML. Only the caller knows that
    a text was meant here; None if it cannot have been one.
    """
    if len(node.entries) != 1:
        return None
    key, value = node.entries[0]
    if not isinstance(value, Scalar) or value.place.line != key.place.line:
        return None
    shown = f'"{value.text}"' if value.quoted else value.text
    text = f"{key.text}: {shown}".rstrip()
    return node.place, f"- {hints.quoted(text)}"


_DRAFT = re.compile(r"draft:[ \t]+true[ \t]*(?:[ \t]#.*)?")


def _body(source: Source, lines: Sequence[str], above: int) -> Text:
    """Return `lines`, which have `above` others above them, without blank lines around them."""
    first, end = 0, len(lines)
    while first < end and not lines[first].strip():
        first += 1
    if first == end:
        return Text("", source.place(above + 1))
    while not lines[end - 1].strip():
        end -= 1
    return Text("\n".join(lines[first:end]), source.place(above + 1 + first))
