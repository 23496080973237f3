"""TOML into values with places, by tables of readers.

Law: a key that is not known, or a value that its reader refuses, is an error with its line and
column, and never passed over; what is right is read all the same.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, Union

from livegen.errors import Place, Report, Rule, closest

At: TypeAlias = tuple[str, ...]
"""The names that lead to a table or a value: `("site", "title")`."""

Reader: TypeAlias = Callable[[Any], Any]
"""What TOML says -> what is meant; raises `WrongValue`."""

Readers: TypeAlias = Mapping[str, Union[Reader, "Readers"]]
"""Key -> how its value is read; readers of its own for a table."""


class WrongValue(ValueError):  # noqa: N818 it is worded for reporters, like its siblings
    """A value that a key cannot have; the message goes on after the key's name."""

    def __init__(self, rule: Rule, message: str, hint: str) -> None:
        super().__init__(message)
        self.rule, self.message, self.hint = rule, message, hint


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a key and its value stand; of a table both are its header."""

    key: Place
    value: Place


@dataclass(frozen=True, slots=True)
class Unknown:
    """What is said of a key that is not known: `message` may name `{key}` and `{table}`.

    `homes` are tables by the keys that belong there and nowhere else.
    """

    rule: Rule
    message: str
    homes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """What a file says, and where."""

    path: str
    says: Mapping[str, Any]
    spots: Mapping[At, Spot]
    report: Report
    unknown: Unknown

    def table(self, at: At, readers: Readers) -> dict[str, Any]:
        """Return the values of a table that could be read; none if there is no such table."""
        values: dict[str, Any] = {}
        for key in self._keys(at):
            reader = readers.get(key)
            if reader is None:
                self._unknown((*at, key), readers)
            elif isinstance(reader, Mapping):
                values[key] = self.table((*at, key), reader)
            else:
                values.update(self._value((*at, key), reader))
        return values

    def each(self, at: At, reader: Reader) -> dict[str, Any]:
        """Return the values of a table whose keys are the site's own to choose."""
        values: dict[str, Any] = {}
        for key in self._keys(at):
            values.update(self._value((*at, key), reader))
        return values

    def wrong(self, at: At, rule: Rule, message: str, hint: str) -> None:
        """Report a value; `message` goes on after the key's name."""
        self.report.error(rule, self.spot(at).value, f"`{at[-1]}` {message}", hint)

    def spot(self, at: At) -> Spot:
        """Return the place of a key, or of the nearest table around it that was found."""
        while at and at not in self.spots:
            at = at[:-1]
        nowhere = Place(self.path)
        return self.spots.get(at, Spot(nowhere, nowhere))

    def _keys(self, at: At) -> Sequence[str]:
        table = self._said(at)
        if isinstance(table, dict):
            return list(table)
        self.wrong(at, Rule.WRONG_SHAPE, "is not a table", f"write [{'.'.join(at)}]")
        return ()

    def _value(self, at: At, reader: Reader) -> dict[str, Any]:
        try:
            return {at[-1]: reader(self._said(at))}
        except WrongValue as wrong:
            self.wrong(at, wrong.rule, wrong.message, wrong.hint)
            return {}

    def _said(self, at: At) -> Any:
        value: Any = self.says
        for name in at:
            value = value.get(name, {})
        return value

    def _unknown(self, at: At, readers: Readers) -> None:
        key, home = at[-1], self.unknown.homes.get(at[-1])
        message = self.unknown.message.format(key=key, table=".".join(at[:-1]))
        hint = f"it belongs below [{home}]" if home else _meant(key, readers)
        self.report.error(self.unknown.rule, self.spot(at).key, message, hint)


def read(content: bytes, path: str, unknown: Unknown, report: Report) -> File | None:
    """Return what a file says; None, with an error, if it is no text or no TOML."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        report.error(Rule.ENCODING, Place(path, line), "the file is not UTF-8", "save it as UTF-8")
        return None
    says = _parsed(text, path, report)
    return None if says is None else File(path, says, _spots(text, path), report, unknown)


def _meant(key: str, known: Readers) -> str:
    near = closest(key, known)
    return f"did you mean `{near}`?" if near else f"known are {', '.join(known)}"


# ------------------------------------------------------------------ one value


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def text(value: object) -> str:
    """Read a text."""
    if not isinstance(value, str):
        raise WrongValue(
            Rule.WRONG_SHAPE, "is not a text", f'write it in quotes: "{written(value)}"'
        )
    if found := _CONTROL.search(value):
        message = f"holds a control character (U+{ord(found[0]):04X})"
        raise WrongValue(Rule.CONTROL_CHARACTER, message, "take it out")
    return value


def truth(value: object) -> bool:
    """Read `true` or `false`."""
    if not isinstance(value, bool):
        message = f"is neither true nor false: {written(value)}"
        raise WrongValue(Rule.NOT_A_BOOLEAN, message, "write true")
    return value


def count(value: object, least: int, example: int) -> int:
    """Read a whole number of at least `least`."""
    # `true` is an int to Python.
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value < _HUGE:
        message = f"is not a whole number from {least} on: {written(value)}"
        raise WrongValue(Rule.WRONG_SHAPE, message, f"write {example}")
    return value


def choice(value: object, choices: Sequence[Any]) -> Any:
    """Read one of `choices`."""
    # By type as well: `12.0 == 12` and `True == 1` to Python.
    if not any(type(value) is type(choice) and value == choice for choice in choices):
        named = ", ".join(written(choice) for choice in choices)
        near = closest(str(value), [str(choice) for choice in choices])
        hint = f'did you mean "{near}"?' if near else f"write one of {named}"
        message = f"is not one of {named}: {written(value)}"
        raise WrongValue(Rule.NOT_A_CHOICE, message, hint)
    return value


def items(value: object, example: str) -> list[Any]:
    """Read a list; `example` shows one."""
    if not isinstance(value, list):
        message = f"is not a list: {written(value)}"
        raise WrongValue(Rule.WRONG_SHAPE, message, f"write {example}")
    return value


def written(value: object) -> str:
    """Return a value as TOML writes it, for messages."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


_HUGE = 2**31


# -------------------------------------------------------------------- the TOML


def _parsed(text: str, path: str, report: Report) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except RecursionError:
        report.error(Rule.TOML, Place(path), "lists are nested too deeply", "take some out")
    # Not only TOMLDecodeError: a number of 5,000 digits is a plain ValueError.
    except ValueError as error:
        lines = text.splitlines() or [""]
        message, line, column = _syntax(str(error), lines)
        source = lines[line - 1] if line <= len(lines) else ""
        hint = "keep one of them" if message == _TWICE else _syntax_hint(source)
        report.error(Rule.TOML, Place(path, line, column), message, hint)
    return None


def _syntax(error: str, lines: Sequence[str]) -> tuple[str, int, int]:
    """Return message, line and column of tomllib's `… (at line 3, column 5)`."""
    found = re.search(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)$", error)
    words = error[: found.start()] if found else error
    message = f"this is not TOML: {words[:1].lower()}{words[1:]}"
    if words.startswith(("Cannot overwrite", "Cannot declare")):
        message = _TWICE
    elif words.startswith("Exceeds the limit"):
        message = "a number is too long"
    if found and found[1]:
        return message, int(found[1]), int(found[2])
    return message, len(lines), len(lines[-1]) + 1


def _syntax_hint(line: str) -> str:
    """Return how the line was probably meant: mostly, quotes are missing."""
    found = re.match(r"\s*([\w-]+)\s*[:=]\s*(.*?)\s*$", line)
    if hint := _header_hint(line):
        return hint
    if found is None:
        return 'write name = "value", and texts in quotes'
    name, value = found[1], found[2].strip("\"'“”")
    if len(value) > 80:
        return f'write {name} = "…"'
    if value.lower() in ("true", "false") or re.fullmatch(r"\d+", value):
        return f"write {name} = {value.lower()}"
    if value.startswith(("[", "{")) or not value:
        return f"write {name} = …, with all brackets and quotes closed"
    return f'write {name} = "{value}"'


def _header_hint(line: str) -> str:
    """Return how the header of a table was meant, if the line is one."""
    header, opened = _HEADER.match(line), _OPEN_HEADER.match(line)
    if header and not header["names"].isascii():
        return f'write ["{header[1]}"]'
    return f"write {opened[1]}{']' * len(opened['sign'])}" if opened else ""


_TWICE = "this is written twice"


# ------------------------------------------------------------------ the places


def _spots(text: str, path: str) -> Mapping[At, Spot]:
    """Return where each table and value stands; tomllib keeps no places."""
    spots: dict[At, Spot] = {}
    table: At = ()
    for number, line in _lines_of_keys(text):
        if header := _HEADER.match(line):
            table = _names(header["names"])
            place = _place(path, number, header, "names")
            spots.setdefault(table, Spot(place, place))
            spots.setdefault(table[:1], Spot(place, place))
        elif pair := _PAIR.match(line):
            at = (*table, *_names(pair["names"]))
            spot = Spot(_place(path, number, pair, "names"), _place(path, number, pair, "value"))
            for length in range(len(table) + 1, len(at) + 1):
                spots.setdefault(at[:length], spot)
    return spots


def _lines_of_keys(text: str) -> Iterator[tuple[int, str]]:
    """Yield number and line, but of a text in three quotes or a long list only the first."""
    fence, depth = "", 0
    for number, line in enumerate(re.split(r"\r?\n", text), 1):
        if fence:
            fence = "" if fence in line else fence
            continue
        if not depth:
            yield number, line
        opened = re.search(r"=\s*(\"\"\"|\'\'\')", line)
        if opened and opened[1] not in line[opened.end() :]:
            fence = opened[1]
        bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*", "", line)
        if depth or not _HEADER.match(bare):
            opens, closes = re.findall(r"[\[{]", bare), re.findall(r"[\]}]", bare)
            depth = max(0, depth + len(opens) - len(closes))


def _place(path: str, number: int, found: re.Match[str], group: str) -> Place:
    return Place(path, number, found.start(group) + 1, max(1, len(found[group])))


def _names(dotted: str) -> At:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, dotted))


_NAME = r"(?:[\w-]+|\"[^\"]*\"|'[^']*')"
_HEADER = re.compile(r"\s*\[\[?\s*(?P<names>[^\]]+?)\s*\]")
_OPEN_HEADER = re.compile(rf"\s*((?P<sign>\[\[?)\s*{_NAME}(?:\s*\.\s*{_NAME})*)\s*\]?\s*(?:#.*)?$")
_PAIR = re.compile(rf"\s*(?P<names>{_NAME}(?:\s*\.\s*{_NAME})*)\s*=\s*(?P<value>.*?)\s*$")
