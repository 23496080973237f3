"""Equal values, equal digest; what is not a value is refused.

The digest depends on nothing but the value: not on the order of a mapping, the machine or the run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum


def fingerprint(value: object, digits: int = 8) -> str:
    """Return the first `digits` hex digits of the digest of `value`.

    Takes None, bool, int, float, str, bytes, dates, enums, tuples, mappings with text keys and
    frozen dataclasses of these (by the fields that count for equality). Raises `TypeError`
    otherwise.
    """
    digest = hashlib.blake2b(digest_size=32)
    for part in _parts(value):
        digest.update(part)
    return digest.hexdigest()[:digits]


def _parts(value: object) -> Iterator[bytes]:
    """Yield `value` as unambiguous bytes: each leaf carries its kind and its length."""
    match value:
        case None | bool() | int() | float() | date():
            yield _leaf(type(value).__name__, str(value).encode())
        case Enum():
            yield _leaf("enum", str(value.value).encode())
        case str():
            yield _leaf("str", value.encode())
        case bytes():
            yield _leaf("bytes", value)
        case tuple():
            yield b"("
            for item in value:
                yield from _parts(item)
            yield b")"
        case Mapping():
            yield b"{"
            for key in sorted(value):
                yield from _parts(key)
                yield from _parts(value[key])
            yield b"}"
        case _ if is_dataclass(value) and not isinstance(value, type):
            yield b"<"
            for field in fields(value):
                if field.compare:
                    yield from _parts(field.name)
                    yield from _parts(getattr(value, field.name))
            yield b">"
        case _:
            raise TypeError(f"not a value: {type(value).__name__}")


def _leaf(kind: str, content: bytes) -> bytes:
    return f"{kind}:{len(content)}:".encode() + content
