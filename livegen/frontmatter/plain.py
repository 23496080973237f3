"""The front matter that most files have, read in less than half the time that PyYAML takes (of a
cold build, 15 of 325 µs an update): known keys, texts on one line, lists of them, blocks.

Law: what is returned is what PyYAML's events would have made, to the last place, and there was
nothing to report; at the first doubt it is None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from livegen.frontmatter.characters import Source
from livegen.frontmatter.lines import NAMES, indentation
from livegen.frontmatter.nodes import Fields, Items, Node, Scalar, Where

_WORD = r"\w[\w.-]*+"
_WORDS = re.compile(_WORD)
_LINE = re.compile(
    rf"""(?P<margin> [ ]*+ (?:-[ ])?)
    (?: (?P<key>[a-z_]++) : (?:[ ]|$) )?
    (?: (?P<text> \w (?: [^\s:\#]++ | :(?=[^\s:\#]) | [ ](?=[^\s:\#]) )*+ )
      | (?P<quoted> " (?: [^"\\]++ | \\" )*+ " )
      | (?P<words> \[ {_WORD} (?:,[ ]{_WORD})*+ \] )
      | (?P<block> \| ) )?""",
    re.VERBOSE,
)
"""What is no comment, no slip, and nothing else in YAML."""

_END = "\n"
"""A margin that no line has."""

_FURTHEST = 16
"""The last column of keys: so near the margin, nothing is nested too deeply for anyone."""


def fields(source: Source, lines: Sequence[str]) -> Fields | None:
    """Return the fields that `lines` say, the first of which is that of the opening fence."""
    try:
        reader = _Reader(source, lines)
        found = reader.fields(0)
    except _Doubt:
        return None
    return found if reader.margin == _END else None


class _Doubt(Exception):  # noqa: N818 it never leaves this room
    """A line may mean more than it seems to."""


class _Reader:
    """Lines on their way into nodes."""

    line: re.Match[str]
    """What stands on the line `index`."""
    margin: str
    """What stands in front of it, a hyphen included; below the last line `_END`."""

    def __init__(self, source: Source, lines: Sequence[str]) -> None:
        self.source = source
        self.lines = lines
        self.go_on(1)

    def go_on(self, index: int) -> None:
        """Go on to the first line from `index` on that is not empty."""
        lines = self.lines
        while index < len(lines) and not lines[index]:
            index += 1
        self.index, self.margin = index, _END
        if index < len(lines):
            line = _LINE.fullmatch(lines[index])
            if line is None or line.lastgroup == "margin":
                raise _Doubt
            self.line, self.margin = line, line["margin"]

    def fields(self, column: int) -> Fields:
        """Return the keys at `column`; in front of the first one a hyphen may stand."""
        if len(self.margin) != column or column > _FURTHEST:
            raise _Doubt
        place = self.source.place(self.index + 1, column + 1)
        entries: dict[str, tuple[Scalar, Node]] = {}
        margin = " " * column
        while not entries or self.margin == margin:
            key = self.line["key"]
            if key not in NAMES or key in entries:
                raise _Doubt
            where = (self.index + 1, column + 1, len(key))
            entries[key] = Scalar(key, self.source, where, False, where), self.value(column)
        return Fields(tuple(entries.values()), place)

    def value(self, column: int) -> Node:
        """Return what the line says behind its key, which stands at `column`, or its hyphen."""
        line, number, kind = self.line, self.index + 1, self.line.lastgroup or ""
        if kind == "block":
            return self.block(column)
        self.go_on(number)
        if kind == "key":
            return self.below(column)
        text = line[kind]
        where = (number, line.start(kind) + 1, len(text))
        if kind == "text":
            return Scalar(text, self.source, where, False, where)
        if kind == "quoted":
            text = text[1:-1].replace('\\"', '"')
            return Scalar(text, self.source, where, True, (number, where[1] + 1, 1))
        return self.words(text, where)

    def words(self, text: str, where: Where) -> Items:
        """Return the list in brackets that stands there."""
        number, begins, _ = where
        items = []
        for word in _WORDS.finditer(text):
            there = (number, begins + word.start(), len(word[0]))
            items.append(Scalar(word[0], self.source, there, False, there))
        return Items(tuple(items), self.source.place(number, begins))

    def block(self, column: int) -> Scalar:
        """Return the text below a `|`, which stands further right than `column`."""
        number, texts = self.index + 1, []
        first = self.lines[number] if number < len(self.lines) else ""
        begins = indentation(first)
        if begins <= column or first[begins:] == "" or first[begins] == "\t":
            raise _Doubt
        margin = " " * begins
        for index in range(number, len(self.lines)):
            line = self.lines[index]
            if not line.startswith(margin) and line.strip(" "):
                break
            texts.append(line[begins:])
        where = (number, self.line.start("block") + 1, 1)
        self.go_on(number + len(texts))
        text = "\n".join(texts).rstrip("\n") + "\n"
        return Scalar(text, self.source, where, False, (number + 1, begins + 1, 1))

    def below(self, column: int) -> Node:
        """Return the list or the keys that stand further right than `column`."""
        margin = self.margin
        begins = len(margin.removesuffix("- "))
        if begins <= column or margin == _END:
            raise _Doubt
        if begins == len(margin):
            return self.fields(begins)
        place, items = self.source.place(self.index + 1, begins + 1), list[Node]()
        while self.margin == margin:
            is_text = self.line["key"] is None
            items.append(self.value(begins) if is_text else self.fields(len(margin)))
        return Items(tuple(items), place)
