"""What the last build knew, as rows on disk; and of each file a stamp and a digest.

Law: always safe to delete. A ledger that is missing, foreign, cut off, altered or of another
version is an empty one, never an error: each row carries its own digest, and what a row says was
true when it was written and stays so, whatever became of the others.
"""

from __future__ import annotations

import gc
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import TypeVar

import msgspec

from livegen import times
from livegen.errors import Problem
from livegen.fingerprint import digest
from livegen.model import Held
from livegen.stamps import Files, Seen, Stamp

VERSION = 5
"""Of the form of what is written; another version is not read."""

_T = TypeVar("_T")


class Kind(IntEnum):
    """What a row tells of."""

    WHOLE = 0
    SOURCES = 1
    OUTPUTS = 2
    STORY = 3
    EDITION = 4
    ENTRY = 5
    LATEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What the last build made of everything: `recipe` is what goes into all files, `disk` the
    digest of the stamps of all sources; the rest is what it said, from `since` until `until`."""

    version: int = 0
    recipe: Mapping[str, str] = field(default_factory=dict)
    disk: str = ""
    since: datetime | None = None
    until: datetime | None = None
    problems: tuple[Problem, ...] = ()
    held: tuple[Held, ...] = ()

    def holds_at(self, now: datetime) -> bool:
        """True if time alone changes nothing of this before or at `now`."""
        return times.holds(now, self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The last build. Its rows are read when they are asked for."""

    whole: Whole = field(default_factory=Whole)
    sources: Files = field(default_factory=dict)
    outputs: Files = field(default_factory=dict)
    rows: sqlite3.Connection | None = field(default=None, repr=False)

    @property
    def is_empty(self) -> bool:
        """True if nothing is remembered."""
        return not self.whole.version

    def all(self, kind: Kind, form: type[_T]) -> dict[str, _T]:
        """Return every value of a kind by its key; none if one of them was altered."""
        if self.rows is None:
            return {}
        decoder = msgspec.msgpack.Decoder(form)
        try:
            with _all_kept():
                return {key: decoder.decode(value) for key, value in _rows(self.rows, kind)}
        except _UNSOUND:
            return {}

    def one(self, kind: Kind, key: str) -> bytes | None:
        """Return a value as it is kept, packed."""
        if self.rows is None:
            return None
        try:
            return next((value for _, value in _rows(self.rows, kind, key)), None)
        except _UNSOUND:
            return None

    def names(self, kind: Kind) -> set[str]:
        """Return the keys of a kind."""
        if self.rows is None:
            return set()
        try:
            found = self.rows.execute("SELECT key FROM rows WHERE kind = ?", (kind,))
            return {key for (key,) in found}
        except _UNSOUND:
            return set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to be known from now on: by kind and key, values as they are kept, and what goes."""

    whole: Whole
    sources: Files
    outputs: Files
    rows: Iterable[tuple[Kind, str, bytes]]
    gone: Iterable[tuple[Kind, str]]


def packed(value: object) -> bytes:
    """Return a value of dataclasses and plain types as it is kept."""
    return msgspec.msgpack.encode(value)


def unpacked(value: bytes, form: type[_T]) -> _T:
    """Return what was packed."""
    return msgspec.msgpack.decode(value, type=form)


def mark(stamps: Mapping[str, Stamp]) -> str:
    """Return the digest of the stamps of all sources."""
    return digest(msgspec.msgpack.encode(stamps))


@contextmanager
def opened(file: Path) -> Iterator[Ledger]:
    """Give the ledger kept in `file`, or an empty one."""
    rows = None
    try:
        with suppress(OSError, *_UNSOUND):
            if file.is_file():
                rows = _connected(file)
        yield _read(rows)
    finally:
        if rows is not None:
            with suppress(sqlite3.Error):
                rows.close()


def write(changes: Changes, file: Path, last: Ledger) -> None:
    """Keep what a build knew in `file`, in one transaction.

    What `last` knew stays, but for the changes; where nothing was remembered, they are all there
    is. What cannot be written is not remembered.
    """
    with suppress(OSError, sqlite3.Error):
        try:
            if last.rows is None:
                _write_anew(file, changes)
            else:
                _write(last.rows, changes)
        except sqlite3.Error:  # a ledger that is half gone is none
            file.unlink(missing_ok=True)


class _Unsound(Exception):  # noqa: N818 it is a fact, and no one's error
    """A row is not what was written."""


_UNSOUND = (_Unsound, sqlite3.Error, msgspec.MsgspecError, UnicodeError, RecursionError)
_TABLE = "rows(kind INTEGER, key TEXT, digest TEXT, value BLOB, PRIMARY KEY (kind, key))"
_FILES = dict[str, Seen]
_PATIENCE = 0.5
"""Seconds to wait for another process that writes: builds take turns, so hardly any does."""


def _connected(file: Path) -> sqlite3.Connection:
    rows = sqlite3.connect(file, _PATIENCE, isolation_level=None, check_same_thread=False)
    # A machine that loses its power costs a full build; waiting for its disk would cost each one.
    try:
        rows.execute("PRAGMA synchronous = OFF")
    except sqlite3.Error:
        rows.close()
        raise
    return rows


def _read(rows: sqlite3.Connection | None) -> Ledger:
    if rows is None:
        return Ledger()
    try:
        whole = _only(rows, Kind.WHOLE, Whole)
        if whole is None or whole.version != VERSION:
            return Ledger()
        with _all_kept():
            sources = _only(rows, Kind.SOURCES, _FILES)
            outputs = _only(rows, Kind.OUTPUTS, _FILES)
    except _UNSOUND:
        return Ledger()
    return Ledger(whole=whole, sources=sources or {}, outputs=outputs or {}, rows=rows)


@contextmanager
def _all_kept() -> Iterator[None]:
    """Have what is read not looked through for garbage: there is none, and to look for it in
    100,000 values takes as long as to read them."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


def _only(rows: sqlite3.Connection, kind: Kind, form: type[_T]) -> _T | None:
    return next((unpacked(value, form) for _, value in _rows(rows, kind, "")), None)


def _rows(
    rows: sqlite3.Connection, kind: Kind, key: str | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield key and value of the rows of one kind. Raises `_Unsound`."""
    query = "SELECT key, digest, value FROM rows WHERE kind = ?"
    if key is None:
        found = rows.execute(query, (kind,))
    else:
        found = rows.execute(f"{query} AND key = ?", (kind, key))
    for name, seal, value in found:
        sound = isinstance(name, str) and isinstance(value, bytes)
        if not sound or seal != _seal(kind, name, value):
            raise _Unsound(name)
        yield name, value


def _seal(kind: Kind, key: str, value: bytes) -> str:
    return digest(b"%d %s %b" % (kind, key.encode(), value))


def _write_anew(file: Path, changes: Changes) -> None:
    """Write a ledger beside the one there is, and put it in its place."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.new")
    for path in (beside, *(file.with_name(file.name + end) for end in _BESIDE)):
        path.unlink(missing_ok=True)
    rows = _connected(beside)
    try:
        rows.execute("PRAGMA journal_mode = OFF")
        rows.execute(f"CREATE TABLE {_TABLE}")
        _write(rows, changes)
    finally:
        rows.close()
    if file.is_dir() and not file.is_symlink():
        shutil.rmtree(file)
    beside.replace(file)


_BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite may have left beside a file that is no longer its own."""


def _write(rows: sqlite3.Connection, changes: Changes) -> None:
    rows.execute("BEGIN")
    try:
        rows.executemany("DELETE FROM rows WHERE kind = ? AND key = ?", changes.gone)
        rows.executemany(
            "REPLACE INTO rows VALUES (?, ?, ?, ?)",
            ((kind, key, _seal(kind, key, value), value) for kind, key, value in _all(changes)),
        )
        rows.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            rows.execute("ROLLBACK")
        raise


def _all(changes: Changes) -> Iterator[tuple[Kind, str, bytes]]:
    yield Kind.WHOLE, "", packed(changes.whole)
    yield Kind.SOURCES, "", packed(changes.sources)
    yield Kind.OUTPUTS, "", packed(changes.outputs)
    yield from changes.rows
