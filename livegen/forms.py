"""Typed questions to a mapping of front matter; what cannot be answered becomes a problem.

Law: a wrong value is reported once and then counts as absent; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from livegen import frontmatter, times
from livegen.errors import Edit, Place, Report, Rule, closest
from livegen.frontmatter import Fields, Items, Node, Scalar
from livegen.model import Text
from livegen.times import Moment

Choice = TypeVar("Choice", bound=StrEnum)

_SHAPES = {Scalar: "a text", Items: "a list", Fields: "keys of its own"}


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one thing (`what`: "a story", "an update" …) and where problems go.

    `zone` is the zone of local times. Every question takes the key's name and answers with an
    empty value (or None) if the key is absent, empty or wrong.
    """

    what: str
    fields: Fields
    report: Report
    zone: str

    @property
    def place(self) -> Place:
        """Where the thing begins."""
        return self.fields.place

    def place_of(self, key: str) -> Place:
        """Where the value of `key` stands, or the whole thing if it is absent."""
        node = self.fields.get(key)
        return node.place if node is not None else self.place

    def has(self, key: str) -> bool:
        """True if `key` is written with a value; `key: ""` is one, a bare `key:` is none."""
        node = self.fields.get(key)
        return node is not None and not (isinstance(node, Scalar) and _is_empty(node))

    def expect(self, known: Iterable[str], foreign: Mapping[str, str]) -> None:
        """Report every key that is not in `known`; `foreign` maps other tools' keys to ours."""
        known = frozenset(known)
        for key, _ in self.fields.entries:
            if key.text not in known:
                self._unknown(key, known, foreign)

    def scalar(self, key: str) -> Scalar | None:
        """The value of `key` if it is a single one."""
        node = self.fields.get(key)
        if node is None or not self.has(key):
            return None
        if isinstance(node, Scalar):
            return node
        self._wrong_shape(key, node, "one text")
        return None

    def text(self, key: str) -> str:
        """A plain text; white space at its ends goes, line ends become spaces."""
        scalar = self.scalar(key)
        return " ".join(scalar.text.split()) if scalar else ""

    def markdown(self, key: str) -> Text:
        """Markdown, with its place for problems inside."""
        scalar = self.scalar(key)
        return markdown_of(scalar) if scalar else Text()

    def required(self, key: str, example: str) -> str:
        """A plain text that must be there."""
        if not self.has(key):
            self.missing(key, example)
        return self.text(key)

    def missing(self, key: str, example: str) -> None:
        """Report that `key` is needed; `example` is the line to write."""
        self.report.error(
            Rule.MISSING_KEY, self.place, f"{self.what} needs `{key}`", f"write {example}"
        )

    def scalars(self, key: str) -> tuple[Scalar, ...]:
        """A list of texts; one value may stand for a list."""
        node = self.fields.get(key)
        if node is None or not self.has(key):
            return ()
        if isinstance(node, Items):
            return tuple(s for item in node.items if (s := self._item(key, item)) is not None)
        if isinstance(node, Scalar):
            return (node,)
        self._wrong_shape(key, node, "a list")
        return ()

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of plain texts."""
        return tuple(" ".join(scalar.text.split()) for scalar in self.scalars(key))

    def names(self, key: str) -> tuple[str, ...]:
        """A list of short names: `tags: a, b` is an error, since it could be one or two."""
        node = self.fields.get(key)
        if isinstance(node, Scalar) and "," in node.text and not node.quoted:
            listed = f"[{', '.join(part.strip() for part in node.text.split(','))}]"
            self.report.error(
                Rule.WRONG_SHAPE,
                node.place,
                f"`{key}` could be one value or several: {node.text}",
                f'write {key}: {listed}, or {key}: "{node.text}" if it is one',
            )
            return ()
        return tuple(dict.fromkeys(self.texts(key)))

    def moment(self, key: str) -> Moment | None:
        """A moment; local times are in the form's zone."""
        scalar = self.scalar(key)
        return read_moment(key, scalar, self.zone, self.report) if scalar else None

    def flag(self, key: str) -> bool:
        """`true` or `false`."""
        scalar = self.scalar(key)
        if scalar is None or scalar.text in ("true", "false"):
            return scalar is not None and scalar.text == "true"
        meant = {"yes": "true", "on": "true", "true": "true", "1": "true"}
        word = meant.get(scalar.text.lower(), "false")
        self.report.error(
            Rule.NOT_A_BOOLEAN,
            scalar.place,
            f'`{key}` takes true or false, not "{scalar.text}"',
            f"write {key}: {word}",
        )
        return False

    def choice(self, key: str, choices: type[Choice]) -> Choice | None:
        """One of an enumeration's values."""
        word = self.word(key, [choice.value for choice in choices])
        return choices(word) if word else None

    def word(self, key: str, allowed: Iterable[str]) -> str:
        """One of the words in `allowed`."""
        scalar = self.scalar(key)
        allowed = list(allowed)
        if scalar is None or scalar.text in allowed:
            return scalar.text if scalar else ""
        meant = closest(scalar.text.lower(), allowed)
        self.report.error(
            Rule.NOT_A_CHOICE,
            scalar.place,
            f'`{key}` takes {_one_of(allowed)}, not "{scalar.text}"',
            f"write {key}: {meant}" if meant else "",
        )
        return ""

    def form(self, key: str, what: str, example: str) -> Form | None:
        """A mapping below `key`; `example` shows how one is written."""
        node = self.fields.get(key)
        if node is None or not self.has(key):
            return None
        if isinstance(node, Fields):
            return replace(self, what=what, fields=node)
        self._wrong_shape(key, node, "keys of its own", f"write {example}")
        return None

    def forms(self, key: str, what: str, example: str) -> tuple[Form, ...]:
        """A list of mappings; one may stand for a list."""
        node = self.fields.get(key)
        if not isinstance(node, Items):
            one = self.form(key, what, example)
            return (one,) if one else ()
        found = []
        for item in node.items:
            if isinstance(item, Fields):
                found.append(replace(self, what=what, fields=item))
            else:
                self._wrong_shape(key, item, f"{what} in each item", f"write {example}")
        return tuple(found)

    def pairs(self, key: str) -> Mapping[str, Scalar]:
        """A mapping of names to single values."""
        below = self.form(key, f"`{key}`", f"{key}: {{name: value}}")
        if below is None:
            return {}
        found = {name.text: below.scalar(name.text) for name, _ in below.fields.entries}
        return {name: scalar for name, scalar in found.items() if scalar is not None}

    def extra(self) -> Mapping[str, object]:
        """What is under `extra`, untouched."""
        below = self.form("extra", "`extra`", "extra: {name: value}")
        return {key.text: _untouched(node) for key, node in below.fields.entries} if below else {}

    def _item(self, key: str, item: Node) -> Scalar | None:
        if isinstance(item, Scalar):
            return item
        became = frontmatter.item_became_key(item) if isinstance(item, Fields) else None
        if became is None:
            self._wrong_shape(key, item, "a text in each item")
            return None
        place, line = became
        self.report.error(
            Rule.ITEM_BECAME_KEY,
            place,
            f"this item of `{key}` reads as a key and a value, because of the `:` in it",
            f"write {line}",
        )
        return None

    def _wrong_shape(self, key: str, node: Node, wanted: str, hint: str = "") -> None:
        self.report.error(
            Rule.WRONG_SHAPE, node.place, f"`{key}` takes {wanted}, not {_SHAPES[type(node)]}", hint
        )

    def _unknown(self, key: Scalar, known: frozenset[str], foreign: Mapping[str, str]) -> None:
        name = key.text.lower().replace("-", "_").replace(" ", "_")
        meant = name if name in known else foreign.get(name) or closest(name, known)
        hint = (
            f"did you mean `{meant}`?" if meant else "what only templates read goes under `extra:`"
        )
        taken = meant and self.fields.get(meant) is not None
        edits = (Edit(key.place, meant),) if meant and not taken else ()
        self.report.error(
            Rule.UNKNOWN_KEY, key.place, f"{self.what} has no key `{key.text}`", hint, edits
        )


def read_moment(key: str, scalar: Scalar, zone: str, report: Report) -> Moment | None:
    """Return the moment in `scalar`, or report why there is none."""
    try:
        return times.read(scalar.text, zone)
    except times.NotATime as error:
        rule = Rule.AMBIGUOUS_TIME if error.ambiguous else Rule.NOT_A_TIME
        report.error(rule, scalar.place, f"`{key}` {error.message}", error.hint)
        return None


def markdown_of(scalar: Scalar) -> Text:
    """Return the scalar as Markdown without blank lines at its ends."""
    lines = scalar.text.split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    kept = "\n".join(lines[first:]).rstrip()
    return Text(kept, replace(scalar.content, line=scalar.content.line + first))


def _is_empty(scalar: Scalar) -> bool:
    return not scalar.quoted and not scalar.text.strip()


def _one_of(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _untouched(node: Node) -> object:
    match node:
        case Fields():
            return {key.text: _untouched(below) for key, below in node.entries}
        case Items():
            return tuple(_untouched(item) for item in node.items)
        case Scalar():
            return node.text if node.quoted else _plain(node.text)


def _plain(text: str) -> object:
    """Return an unquoted scalar as JSON would read it, if it would be written the same again.

    So `1.10`, `007` and `18:42` stay the texts that they are.
    """
    words: dict[str, object] = {"true": True, "false": False, "null": None, "~": None, "": None}
    if text in words:
        return words[text]
    for number in (int, float):
        try:
            value = number(text)
        except ValueError:
            continue
        if str(value) == text and text not in ("inf", "nan", "-inf"):
            return value
    return text
