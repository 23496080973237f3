"""What tells one version of a file from another without reading it.

Law: two versions of a file may share a stamp only while it is fresh.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol, TypeAlias

_TICK, _WHOLE_SECONDS = 20_000_000, 2_000_000_000
"""Nanoseconds within which a disk may give two saves the same time: a tick of the kernel's
clock, and what disks have whose times are whole seconds."""


class Stamp(NamedTuple):
    """A file's size, when it was modified and changed (nanoseconds of the epoch), and its inode.

    The time of change catches what that of modification does not: a copy that keeps its time, a
    time set back, a permission.
    """

    size: int
    modified: int
    changed: int
    inode: int


class Found(Protocol):
    """What a look at a file gives: an `os.stat_result`."""

    @property
    def st_size(self) -> int: ...
    @property
    def st_mtime_ns(self) -> int: ...
    @property
    def st_ctime_ns(self) -> int: ...
    @property
    def st_ino(self) -> int: ...


Seen: TypeAlias = tuple[Stamp | None, str]
Files: TypeAlias = Mapping[str, Seen]
"""Path -> stamp, and the digest of the bytes that the file has if the stamp is still its own.

Without a stamp, the file was too fresh to tell one version from another.
"""


def of(found: Found) -> Stamp:
    """Return the stamp of what a look found."""
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def is_fresh(stamp: Stamp, now: int) -> bool:
    """True if what is saved from `now` on (nanoseconds of the epoch) may get the same stamp.

    To be asked with a time not later than the look that gave the stamp. A time of change that is
    yet to come is fresh: a clock was set back, or another machine's is ahead. One of
    modification is not, since anybody may set it; it only counts near `now`, for disks that know
    no other time.
    """
    changed, modified = now - stamp.changed, now - stamp.modified
    return changed < _grain(stamp.changed) or abs(modified) < _grain(stamp.modified)


def _grain(at: int) -> int:
    return _TICK if at % 10**9 else _WHOLE_SECONDS
