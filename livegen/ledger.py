"""What the last build knew of each story: its card, what lists' feeds say of it, its files.

Law: always safe to delete. A ledger that is missing, foreign, cut off or of another version is
an empty one, never an error.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from livegen.views.cards import Card
from livegen.views.shapes import FeedEntry

VERSION = 2
"""Of the form of what is written; another version is not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A story as it was built: `files` are its output paths."""

    card: Card
    entry: FeedEntry
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The stories of the last build, by source."""

    version: int = VERSION
    stories: Mapping[str, Remembered] = field(default_factory=dict)


def read(file: Path) -> Ledger:
    """Return the ledger kept in `file`, or an empty one."""
    try:
        found = msgspec.json.decode(file.read_bytes(), type=Ledger)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Ledger()
    return found if found.version == VERSION else Ledger()


def write(ledger: Ledger, file: Path) -> None:
    """Keep the ledger in `file`, whole or not at all. Raises `OSError`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(f".{os.getpid()}")
    beside.write_bytes(msgspec.json.encode(ledger, order="sorted"))
    beside.replace(file)
