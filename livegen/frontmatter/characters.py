"""Bytes into lines without control characters.

Law: whatever is left out or moved here, a place is where the reporter's editor shows it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from livegen.errors import Place, Report, Rule

INVISIBLE = "\u00a0\u2007\u202f\u200b\u200c\u200d\u2060\u3000"
"""Blanks that YAML takes for letters; those of no width are in `ZERO_WIDTH` too."""
ZERO_WIDTH = "\u200b\u200c\u200d\u2060"

# C0 but tab and line ends, DEL, C1, and what Unicode says is no character. U+FEFF is a byte
# order mark that strayed into the text when files were joined.
_OF_FIRST_PLANE = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufdd0-\ufdef\ufffe\uffff"
_OF_OTHERS = "".join(
    f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
)
# Asked twice, since a class of many ranges beyond the first plane is searched for ten times as
# long as one with a single range.
CONTROL = re.compile(
    f"[{_OF_FIRST_PLANE}\U0001fffe-\U0010ffff](?<=[{_OF_FIRST_PLANE}{_OF_OTHERS}])"
)

_BREAK = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Source:
    """The lines of a file without control characters, and where they stood before."""

    path: str
    lines: Sequence[str]
    left_out: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """line -> columns of the characters that were left out"""
    moved: Mapping[int, int] = field(default_factory=dict)
    """line -> columns by which mending moved its beginning to the right"""

    def place(self, line: int, column: int = 1, width: int = 1) -> Place:
        """Return the place in the file of what stands here now."""
        if self.moved:
            column = max(1, column - self.moved.get(line, 0))
        for gone in self.left_out.get(line, ()):
            column += gone <= column
        return Place(self.path, line, column, width if width > 0 else 1)


def decoded(path: str, content: bytes, report: Report) -> str | None:
    """Return the text of a file; None, with an error, if it is not UTF-8."""
    try:
        return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        # Only a BOM-less copy was decoded; its offsets are those the reader counts in.
        before = lines_of(error.object[: error.start].decode("utf-8"))
        message, hint = _encoding_in_words(content, error.object[error.start : error.start + 3])
        place = Place(path, len(before), len(before[-1]) + 1)
        report.error(Rule.ENCODING, place, message, hint)
        return None


def without_controls(path: str, text: str, report: Report) -> Source:
    """Return the lines of a file; each control character is left out with a warning."""
    lines = lines_of(text)
    # No control character is printable, and to ask that is quicker than to search.
    if all(map(str.isprintable, lines)) or not CONTROL.search(text):
        return Source(path, lines)
    left_out: dict[int, list[int]] = {}
    for number, line in enumerate(lines, 1):
        for found in CONTROL.finditer(line):
            warn_of_control(Place(path, number, found.start() + 1), found[0], report)
            left_out.setdefault(number, []).append(found.start() + 1)
    return Source(path, [CONTROL.sub("", line) for line in lines], left_out)


def warn_of_control(place: Place, char: str, report: Report) -> None:
    """Say that a control character is left out."""
    report.warn(
        Rule.CONTROL_CHARACTER,
        place,
        f"a control character (U+{ord(char):04X}) is left out",
        "delete it",
    )


def lines_of(text: str) -> list[str]:
    """Return the lines as editors count them; `splitlines` also ends one at U+2028."""
    return _BREAK.split(text) if "\r" in text else text.split("\n")


def _encoding_in_words(content: bytes, bad: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or content[:200].count(0) > 20:
        return "the file is not UTF-8 but UTF-16", "save it again as UTF-8"
    if bad[0] == 0xED and len(bad) > 1 and 0xA0 <= bad[1] <= 0xBF:
        return "half of a character stands here (a lone surrogate)", "type the character again"
    try:
        char = bad[:1].decode("cp1252")
    except UnicodeDecodeError:
        return f"the file is not UTF-8: byte 0x{bad[0]:02X}", "save it again as UTF-8"
    return (
        f"the file is not UTF-8: byte 0x{bad[0]:02X}, in Windows-1252 a {char}",
        "it is probably Windows-1252 (ANSI): save it again as UTF-8",
    )
