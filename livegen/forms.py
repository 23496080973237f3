"""Typed questions to a mapping of front matter; what cannot be answered becomes a problem.

Law: a wrong value is reported once and then counts as absent; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from livegen import frontmatter, times
from livegen.errors import Edit, Place, Report, Rule, closest
from livegen.frontmatter import Fields, Items, Node, Scalar
from livegen.model import Text
from livegen.times import Moment

Choice = TypeVar("Choice", bound=StrEnum)


_OTHER_WORDS = {
    **dict.fromkeys(("finished", "over", "closed", "done", "complete"), "ended"),
    **dict.fromkeys(("running", "ongoing", "active", "started"), "live"),
    **dict.fromkeys(("scheduled", "planned", "soon", "future"), "upcoming"),
    **dict.fromkeys(("suspended", "break", "on hold"), "paused"),
    **dict.fromkeys(("desc", "descending", "latest"), "newest"),
    **dict.fromkeys(("asc", "ascending", "chronological"), "oldest"),
    **dict.fromkeys(("urgent", "alert", "flash"), "breaking"),
}
"""What other tools and newsrooms call the words known here."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that a thing may have, and what others call them.

    `renamed` are other tools' keys whose values are written as ours are, so that renaming the
    key is all; a key in `meant` needs another value or place too (`image.licence` stands below
    `image`), and one that means `""` is no slip for any key here.
    """

    known: tuple[str, ...]
    renamed: Mapping[str, str] = field(default_factory=dict)
    meant: Mapping[str, str] = field(default_factory=dict)


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
        return self._value(key) is not None

    def expect(self, keys: Keys) -> None:
        """Report every key that is not in `keys`."""
        taken: set[str] = set()
        for key, _ in self.fields.entries:
            if key.text not in keys.known:
                self._unknown(key, keys, taken)

    def scalar(self, key: str) -> Scalar | None:
        """The value of `key` if it is a single one."""
        node = self._value(key)
        if node is None or isinstance(node, Scalar):
            return node
        self._wrong_shape(node, f"`{key}` takes one text", f"write {key}: {_example_of(node)}")
        return None

    def text(self, key: str) -> str:
        """A plain text; blanks at its ends go, line ends become spaces."""
        scalar = self.scalar(key)
        return plain_text(scalar.text) if scalar else ""

    def markdown(self, key: str) -> Text:
        """Markdown, with its place for problems inside."""
        scalar = self.scalar(key)
        return markdown_of(scalar) if scalar else Text()

    def required(self, key: str, example: str) -> str:
        """A plain text that must be there and say something."""
        node = self.fields.get(key)
        if node is None or (isinstance(node, Scalar) and not node.text.strip()):
            self.missing(key, example)
        return self.text(key)

    def missing(self, key: str, example: str) -> None:
        """Report that `key` is needed; `example` is the line to write."""
        empty = self.fields.key(key)
        self.report.error(
            Rule.MISSING_KEY,
            empty.place if empty else self.place,
            f"{self.what} needs `{key}`",
            f"write {example}",
        )

    def scalars(self, key: str) -> tuple[Scalar, ...]:
        """A list of texts that say something; one value may stand for a list."""
        node = self._value(key)
        if node is None:
            return ()
        if isinstance(node, Scalar):
            return (node,) if node.text.strip() else ()
        if isinstance(node, Fields):
            self._wrong_shape(node, f"`{key}` takes a list", f"write {key}: [{_example_of(node)}]")
            return ()
        found = [self._item(key, item) for item in node.items]
        return tuple(scalar for scalar in found if scalar is not None and scalar.text.strip())

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of plain texts."""
        return tuple(plain_text(scalar.text) for scalar in self.scalars(key))

    def names(self, key: str) -> tuple[str, ...]:
        """A list of short names: `tags: a, b` is an error, since it could be one or two."""
        node = self.fields.get(key)
        if isinstance(node, Scalar) and not node.quoted and _COMMA.search(node.text):
            parts = [quoted for part in _COMMA.split(node.text) if (quoted := _in_list(part))]
            self.report.error(
                Rule.WRONG_SHAPE,
                node.place,
                f"`{key}` could be one value or several: {shown(node.text)}",
                f"write {key}: [{', '.join(parts)}], or if it is one {key}: {_quoted(node.text)}",
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
        meant = _boolean(scalar.text)
        self.report.error(
            Rule.NOT_A_BOOLEAN,
            scalar.place,
            f'`{key}` takes true or false, not "{shown(scalar.text)}"',
            f"write {key}: {meant}" if meant else f"write {key}: true, or {key}: false",
        )
        return False

    def choice(self, key: str, choices: type[Choice]) -> Choice | None:
        """One of an enumeration's values."""
        word = self.word(key, [choice.value for choice in choices])
        return choices(word) if word else None

    def word(self, key: str, allowed: Iterable[str]) -> str:
        """One of the words in `allowed`, of which there is at least one."""
        scalar = self.scalar(key)
        allowed = list(allowed)
        if scalar is None or scalar.text in allowed:
            return scalar.text if scalar else ""
        self.no_choice(key, scalar, allowed)
        return ""

    def no_choice(self, key: str, scalar: Scalar, allowed: list[str], also: str = "") -> None:
        """Report that the value is none of the words in `allowed`; `also` goes on with the hint."""
        word = scalar.text.lower()
        other = _OTHER_WORDS.get(word, "")
        meant = _boolean(scalar.text) if "true" in allowed else ""
        meant = meant or closest(word, allowed) or (other if other in allowed else "")
        meant = meant or (allowed[0] if also else "")
        self.report.error(
            Rule.NOT_A_CHOICE,
            scalar.place,
            f'`{key}` takes {_one_of(allowed)}, not "{shown(scalar.text)}"',
            (f"write {key}: {meant}" if meant else "write one of these words") + also,
        )

    def form(self, key: str, what: str, example: str) -> Form | None:
        """A mapping below `key`; `example` shows how it is written."""
        node = self._value(key)
        if node is None:
            return None
        if isinstance(node, Fields):
            return self._below(what, node)
        self._wrong_shape(node, f"`{key}` takes keys of its own", f"write {key}: {example}")
        return None

    def forms(self, key: str, what: str, example: str) -> tuple[Form, ...]:
        """A list of mappings; one may stand for a list. `example` shows how one is written."""
        node = self._value(key)
        if node is None:
            return ()
        if isinstance(node, Fields):
            return (self._below(what, node),)
        if isinstance(node, Scalar):
            wanted = f"`{key}` takes a list, each item with keys of its own"
            self._wrong_shape(node, wanted, f"write {key}: [{example}]")
            return ()
        found = []
        for item in node.items:
            if isinstance(item, Fields):
                found.append(self._below(what, item))
            else:
                wanted = f"each item of `{key}` takes keys of its own"
                self._wrong_shape(item, wanted, f"write - {example}")
        return tuple(found)

    def pairs(self, key: str, example: str) -> tuple[tuple[Scalar, Scalar], ...]:
        """A mapping of names to single values that say something, each with its place."""
        below = self.form(key, f"`{key}`", example)
        if below is None:
            return ()
        found = [(name, below.scalar(name.text)) for name, _ in below.fields.entries]
        return tuple((name, value) for name, value in found if value and value.text.strip())

    def extra(self) -> Mapping[str, object]:
        """What is under `extra`, untouched."""
        below = self.form("extra", "`extra`", "{name: value}")
        return {key.text: _untouched(node) for key, node in below.fields.entries} if below else {}

    def _value(self, key: str) -> Node | None:
        """The value of `key`, or None if there is none or a bare `key:`."""
        node = self.fields.get(key)
        return None if isinstance(node, Scalar) and _is_bare(node) else node

    def _below(self, what: str, fields: Fields) -> Form:
        return Form(what, fields, self.report, self.zone)

    def _item(self, key: str, item: Node) -> Scalar | None:
        if isinstance(item, Scalar):
            return item
        became = frontmatter.item_became_key(item) if isinstance(item, Fields) else None
        if became is None:
            wanted = f"each item of `{key}` takes one text"
            self._wrong_shape(item, wanted, f"write - {_example_of(item)}")
            return None
        place, line = became
        self.report.error(
            Rule.ITEM_BECAME_KEY,
            place,
            f"this item of `{key}` reads as a key and a value, because of the `:` in it",
            f"write {line}",
            _requoted(item, line),
        )
        return None

    def _wrong_shape(self, node: Node, wanted: str, hint: str) -> None:
        self.report.error(Rule.WRONG_SHAPE, node.place, f"{wanted}, not {_shape(node)}", hint)

    def _unknown(self, key: Scalar, keys: Keys, taken: set[str]) -> None:
        """Report the key; `taken` are the names that others above it are to be renamed to."""
        meant, certain = _meant(key.text, keys)
        there = bool(meant) and self.fields.get(meant) is not None
        edits: tuple[Edit, ...] = ()
        if meant and certain and not there and meant not in taken:
            edits = (Edit(key.place, meant),)
            taken.add(meant)
        self.report.error(
            Rule.UNKNOWN_KEY,
            key.place,
            f"{self.what} has no key `{shown(key.text)}`",
            f"take it out: `{meant}` is there already" if there else _hint_for(key, meant, keys),
            edits,
        )


def read_moment(key: str, scalar: Scalar, zone: str, report: Report) -> Moment | None:
    """Return the moment in `scalar`, or report why there is none."""
    try:
        return times.read(scalar.text, zone)
    except times.NotATime as error:
        rule = Rule.AMBIGUOUS_TIME if error.ambiguous else Rule.NOT_A_TIME
        report.error(rule, scalar.place, f"`{key}` {shown(error.message)}", error.hint)
        return None


def markdown_of(scalar: Scalar) -> Text:
    """Return the scalar as Markdown without blank lines at its ends."""
    text = scalar.text
    blanks = text[: len(text) - len(text.lstrip())]
    if blanks == text:
        return Text("", scalar.content)
    end = text.find("\n", len(text.rstrip()))
    markdown = text[blanks.rfind("\n") + 1 : None if end < 0 else end]
    if above := blanks.count("\n"):
        return Text(markdown, replace(scalar.content, line=scalar.content.line + above))
    return Text(markdown, scalar.content)


def plain_text(text: str) -> str:
    """Return a text without blanks at its ends, on one line; a no-break space was meant."""
    if "\n" not in text and "\r" not in text:
        return text.strip(" \t")
    lines = (line.strip(" \t") for line in re.split(r"[\r\n]+", text))
    return " ".join(filter(None, lines))


def shown(text: str) -> str:
    """Return a text of the author's for a message: on one line, shortened if it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


_LONGEST = 120
_COMMA = re.compile("[,،、，]")
_TRUE = frozenset(["yes", "on", "true", "1", "y", "ja", "oui", "si", "sí"])
_FALSE = frozenset(["no", "off", "false", "0", "n", "nein", "non"])
_NEAR, _CLOSE = 0.6, 0.8
"""How alike a slip and a key are: enough to ask, and enough to rename without asking."""


def _is_bare(scalar: Scalar) -> bool:
    return not scalar.quoted and (not scalar.text or scalar.text.isspace())


def _boolean(text: str) -> str:
    """Return the boolean that a word stands for in other languages, or `""`."""
    word = text.strip().lower()
    return "true" if word in _TRUE else "false" if word in _FALSE else ""


def _one_of(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _shape(node: Node) -> str:
    match node:
        case Items():
            return "a list"
        case Fields():
            return "keys of its own"
        case Scalar():
            return f'"{shown(node.text)}"' if node.text.strip() else "an empty value"


def _example_of(node: Node) -> str:
    """Return the first text in `node` as it could stand alone."""
    match node:
        case Scalar():
            return _quoted(node.text)
        case Items() if node.items:
            return _example_of(node.items[0])
        case Fields() if node.entries:
            key, value = node.entries[0]
            return _quoted(f"{key.text}: {value.text}") if isinstance(value, Scalar) else '"…"'
    return '"…"'


def _quoted(text: str) -> str:
    escaped = shown(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _in_list(text: str) -> str:
    """Return a text as it stands in a list in brackets."""
    text = text.strip()
    return _quoted(text) if re.search(r"""[\[\]{}"'#&*!|>%@`]|: """, text) else text


def _requoted(item: Node, line: str) -> tuple[Edit, ...]:
    """Return the edit that puts `- Ward 3: Okafor leads` in quotes, where it is one of plain text.

    `line` is the item as it should read, with its hyphen.
    """
    if not isinstance(item, Fields):
        return ()
    key, value = item.entries[0]
    if not isinstance(value, Scalar) or key.quoted or value.quoted or not value.text:
        return ()
    width = value.place.column + value.place.width - key.place.column
    return (Edit(replace(key.place, width=width), line.removeprefix("- ")),)


def _meant(written: str, keys: Keys) -> tuple[str, bool]:
    """Return the key that `written` stands for, or `""`, and whether a rename is all it takes."""
    name = re.sub(r"[\W_]+", "_", written.lower()).strip("_")
    for certain, others in ((True, keys.renamed), (False, keys.meant)):
        for theirs, ours in others.items():
            if theirs.replace("_", "") == name.replace("_", ""):
                return ours, certain
    meant = closest(name, keys.known)
    return meant, bool(meant) and _alike(name, meant) >= _CLOSE


def _alike(one: str, other: str) -> float:
    from difflib import SequenceMatcher  # only a failing build needs it

    return SequenceMatcher(None, one, other).ratio()


def _hint_for(key: Scalar, meant: str, keys: Keys) -> str:
    if not meant and "extra" in keys.known:
        return "take it out, or put it below `extra:` if a template of yours reads it"
    if not meant:
        return f"take it out; there is only {_one_of(f'`{known}`' for known in keys.known)}"
    above, _, name = meant.rpartition(".")
    ours = f"`{name}` below `{above}`" if above else f"`{name}`"
    is_slip = _alike(key.text.lower(), name) >= _NEAR
    return f"did you mean {ours}?" if is_slip else f"write {ours}, as it is called here"


def _untouched(node: Node) -> object:
    match node:
        case Fields():
            return {key.text: _untouched(below) for key, below in node.entries}
        case Items():
            return tuple(_untouched(item) for item in node.items)
        case Scalar():
            is_block = node.content.line > node.place.line
            return node.text if node.quoted or is_block else _plain(node.text)


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
