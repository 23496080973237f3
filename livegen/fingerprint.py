"""Equal values, equal digest; what is not a value is refused.

The digest depends on nothing but the value: not on the order of a mapping, the machine or the run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import lru_cache


def fingerprint(value: object, digits: int = 8) -> str:
    """Return the first `digits` hex digits of the digest of `value`.

    Takes None, bool, int, float, str, bytes, dates, enums, tuples, mappings with text keys and
    frozen dataclasses of these (by the fields that count for equality). Raises `TypeError`
    otherwise.
    """
    parts: list[bytes] = []
    _add(value, parts)
    return hashlib.blake2b(b"".join(parts), digest_size=32).hexdigest()[:digits]


def digest(content: bytes) -> str:
    """Return the digest of a file's bytes: 32 hex digits."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _add(value: object, parts: list[bytes]) -> None:
    """Add `value` as unambiguous bytes: each leaf carries its kind and its length."""
    # Every update of a site passes here. What views are mostly made of comes first, and all parts
    # go into one list: four times as quick as a generator that matches cases.
    kind: type = type(value)
    if kind is str:
        parts.append(_leaf(b"str", str(value).encode()))
    elif value is None:
        parts.append(_NONE)
    elif names := _names_of(kind):
        parts.append(b"<")
        for name, written in names:
            parts.append(written)
            _add(getattr(value, name), parts)
        parts.append(b">")
    elif isinstance(value, tuple):
        parts.append(b"(")
        for item in value:
            _add(item, parts)
        parts.append(b")")
    else:
        _add_rarer(value, parts)


def _add_rarer(value: object, parts: list[bytes]) -> None:
    match value:
        case bool() | int() | float() | date():
            parts.append(_leaf(type(value).__name__.encode(), str(value).encode()))
        case Enum():
            parts.append(_leaf(b"enum", str(value.value).encode()))
        case str():
            parts.append(_leaf(b"str", value.encode()))
        case bytes():
            parts.append(_leaf(b"bytes", value))
        case Mapping():
            parts.append(b"{")
            for key in sorted(value):
                _add(key, parts)
                _add(value[key], parts)
            parts.append(b"}")
        case _ if is_dataclass(value) and not isinstance(value, type):
            parts.append(b"<>")  # nothing of it counts
        case _:
            raise TypeError(f"not a value: {type(value).__name__}")


def _leaf(kind: bytes, content: bytes) -> bytes:
    return b"%b:%d:%b" % (kind, len(content), content)


_NONE = _leaf(b"NoneType", b"None")


@lru_cache(maxsize=256)
def _names_of(kind: type) -> tuple[tuple[str, bytes], ...]:
    """Return the fields of a dataclass that count, each with its name as it is digested."""
    if not is_dataclass(kind) or issubclass(kind, (Enum, Mapping)):
        return ()
    counting = (field.name for field in fields(kind) if field.compare)
    return tuple((name, _leaf(b"str", name.encode())) for name in counting)
