"""What a backslash stands for in double quotes."""

from __future__ import annotations

import re

ESCAPED = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
HALVES = re.compile(r"(?:\\u[dD][89a-fA-F][0-9a-fA-F]{2})+")
"""Characters written as JSON does, in the two halves of UTF-16, or what is left of them."""


def control_of(escape: str) -> str:
    """Return the character that a single escape stands for, if it may be a control character."""
    if escape[1:2] in "xuU" and len(escape) > 2:
        number = int("0" + escape[2:], 16)
        return chr(number) if number < 0x110000 else ""
    return _BY_NAME.get(escape[1:], "")


def is_unknown(text: str) -> bool:
    """True if a backslash in `text` begins no escape of YAML."""
    # In pairs from the left, so that the second half of `\\` begins nothing.
    return any(_UNKNOWN.match(text, pair.start()) for pair in re.finditer(r"\\.", text))


def joined(halves: str) -> str | None:
    """Return the characters of `\\ud83d\\ude00`, or None if a half is alone."""
    units = b"".join(int(code, 16).to_bytes(2, "big") for code in halves.split("\\u")[1:])
    try:
        return units.decode("utf-16-be")
    except UnicodeDecodeError:
        return None


_BY_NAME = {"0": "\0", "a": "\a", "b": "\b", "v": "\v", "f": "\f", "e": "\x1b", "N": "\x85"}
_UNKNOWN = re.compile(
    r"""\\ (?: x (?! [0-9A-Fa-f]{2} )
    | u (?! [0-9A-Fa-f]{4} )
    | U (?! [0-9A-Fa-f]{8} )
    | [^0abt\tnvfre\ "/\\N_LPxuU] )""",
    re.VERBOSE,
)
