"""Text and times as XML and JSON can carry them."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from functools import lru_cache

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CONTROLS = bytes(code for code in range(32) if chr(code) not in "\t\n\r")


def xml(text: str) -> str:
    """Return text as it stands between tags."""
    # A bare carriage return would come back as a line feed (XML 1.0, 2.11).
    return html.escape(text, quote=False).replace("\r", "&#13;")


@lru_cache(maxsize=64)
def content(html: str) -> str:
    """Return a text as it stands between tags in Atom, and then in RSS."""
    return xml(html)


def attribute(text: str) -> str:
    """Return text as it stands in an attribute, in double quotes."""
    # All blanks would come back as spaces (XML 1.0, 3.3.3).
    return xml(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def utf_8(text: str) -> bytes:
    """Return the text as UTF-8 without the characters that XML cannot carry (XML 1.0, 2.2)."""
    chosen = text.replace("\ufffe", "").replace("\uffff", "")
    # Lone surrogates are ignored; bytes below 128 are never part of a longer character.
    return chosen.encode("utf-8", "ignore").translate(None, _CONTROLS)


def rfc_822(time: datetime) -> str:
    """Return a time as RSS writes it."""
    # Names of days and months would be those of the process's locale; numbers are the same in all.
    time = _utc(time)
    day, month = _DAYS[time.weekday()], _MONTHS[time.month - 1]
    return f"{day}, {time.day:02} {month} {time.year} {time.isoformat()[11:19]} +0000"


def rfc_3339(time: datetime) -> str:
    """Return a time as Atom and JSON Feed write it."""
    return _utc(time).isoformat()


def _utc(time: datetime) -> datetime:
    # Equal times have one text, so that equal entries have, too. feedgen would refuse one without
    # a timezone as well.
    if time.tzinfo is None:
        raise ValueError(f"a time without a timezone: {time}")
    return time.astimezone(UTC)
