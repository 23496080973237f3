"""Values in brackets that are not closed, or were no list at all."""

from __future__ import annotations

import re

from livegen.frontmatter.faults import BEGINS_WITH
from livegen.frontmatter.lines import KEY_LINE
from livegen.frontmatter.slips.scan import REACH, Scan, Value


def read(scan: Scan, value: Value) -> int:
    """Read a value that begins with a bracket or brace; return the index of the next line."""
    end = _closing(scan, value)
    if end is None:
        _unclosed(scan, value)
        return value.index + 1
    last, column = end
    rest = scan.lines[last][column:]
    goes_on = bool(rest.strip()) and not re.match(r"\s+#", rest)
    if last == value.index and (goes_on or "{{" in value.text):
        scan.quote(value, value.text.strip(), BEGINS_WITH[value.text[0] if goes_on else "{"])
    return last + 1


def _unclosed(scan: Scan, value: Value) -> None:
    message = f"this `{value.text[0]}` is not closed"
    bare = value.text.strip()
    if _LOOKS_LIKE_A_LIST.fullmatch(bare[1:]):
        closing = "]" if bare[0] == "[" else "}"
        scan.mend(value, value.text.rstrip() + closing, message, scan.place_of(value))
    else:
        scan.quote(value, bare, message)


def _closing(scan: Scan, value: Value) -> tuple[int, int] | None:
    """Return the line of the bracket that closes the value, and the column after it."""
    depth, quote = 0, ""
    for index in range(value.index, min(value.index + REACH, len(scan.lines))):
        line = scan.lines[index]
        if index > value.index and not quote and KEY_LINE.fullmatch(line):
            return None
        for column in range(value.start if index == value.index else 0, len(line)):
            char = line[column]
            if quote:
                quote = "" if char == quote else quote
            elif char in "\"'" and (column == 0 or line[column - 1] in " [{,:"):
                quote = char
            elif char in "[{":
                depth += 1
            elif char in "]}":
                depth -= 1
                if not depth:
                    return index, column + 1
    return None


_LOOKS_LIKE_A_LIST = re.compile(r"\S+|.*,\s*[^\s,][^,]*")
