"""Values in quotes that do not end where they should, and backslashes in them."""

from __future__ import annotations

import re

from livegen.errors import Rule
from livegen.frontmatter import faults
from livegen.frontmatter.escapes import HALVES, is_unknown, joined
from livegen.frontmatter.slips.scan import REACH, Scan, Value


def read(scan: Scan, value: Value) -> int:
    """Read a value that begins with a quote; return the index of the next line."""
    closed = _CLOSED[value.text[0]].match(value.text)
    if closed is None:
        return _unclosed(scan, value)
    rest = value.text[closed.end() :]
    if not rest.strip() or re.match(r"\s+#", rest):
        _check_escapes(scan, Value(value.index, value.start, closed[0]))
    elif value.text[0] == "'" and rest[0].isalnum():
        inner = value.text.strip()[1:].removesuffix("'").replace("''", "'")
        scan.quote(value, inner, "an apostrophe ends a text in single quotes")
    else:
        scan.quote(value, value.text.strip(), "the value goes on after its closing quote")
    return value.index + 1


def _unclosed(scan: Scan, value: Value) -> int:
    """Look for the closing quote on the lines below, up to the next key."""
    below = range(value.index + 1, min(value.index + REACH, len(scan.lines)))
    for index in below:
        if scan.entry(scan.lines[index].strip()):
            break
        if scan.lines[index].rstrip().endswith(value.text[0]):
            return index + 1
    scan.quote(value, value.text.strip()[1:], faults.NOT_CLOSED)
    return value.index + 1


def _check_escapes(scan: Scan, value: Value) -> None:
    if value.text[0] != '"' or "\\" not in value.text:
        return
    halves = [found for found in HALVES.finditer(value.text) if joined(found[0]) is None]
    if is_unknown(value.text):
        message = "a backslash means something else in double quotes"
        scan.quote(value, value.text[1:-1], message)
    elif halves:
        _half_character(scan, value, halves[0])
    elif HALVES.search(value.text):
        whole = HALVES.sub(lambda found: joined(found[0]) or "", value.text)
        message = "write the character itself, not its code in halves"
        scan.mend(value, whole, message, scan.place_of(value))


def _half_character(scan: Scan, value: Value, half: re.Match[str]) -> None:
    scan.error(
        Rule.ENCODING,
        scan.place(value.index, value.start + half.start(), len(half[0])),
        f"{half[0]} is half of a character (a lone surrogate)",
        "write the character itself",
    )
    scan.replace(value, HALVES.sub("�", value.text))


_CLOSED = {
    '"': re.compile(r'"(?:[^"\\]|\\.)*"'),
    "'": re.compile(r"'(?:[^']|'')*'"),
}
