"""File-system noise -> settled batches of paths.

Law: an event only says when to look; what changed is told by looking. One that is lost, doubled
or late loses nothing, and what comes and goes before all is quiet has not happened.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import stat
import threading
import time
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

_CHANGES = frozenset({"created", "modified", "moved", "deleted", "attrib"})
"""The events that count. `opened` and `closed_no_write` also arrive, for every file a build
reads; counting them would make each build start the next. `attrib` (a permission, a touch) was
`modified` before watchdog 7.1."""

_QUIET, _LONGEST = 0.04, 0.5
"""Seconds without an event after which edits have settled, and after which we look regardless:
a stream of saves must not starve the preview."""

_PATIENCE, _HASTE = 2.0, 0.5
"""Seconds between looks that no event asked for: while events arrive, and where they do not."""

_SHARE = 20
"""Looking unasked takes at most one part in so many of the time, however large the site."""

_TICK, _WHOLE_SECONDS = 20_000_000, 2_000_000_000
"""Nanoseconds within which a disk may give two saves the same time: a tick of the kernel's
clock, and what disks have whose times are whole seconds."""

_LEFT_BY_EDITORS = re.compile(
    r""".*~ | \#.*\# | \.\#.* | \..*\.(?:kate-)?sw[a-z] | .*\.(?:swp|swx|tmp|bck) | 4913
      | \.goutputstream-.* | .*___jb_(?:tmp|old)___ | .*\.sb-\w{8}-\w{6} | \.DS_Store | \.git.*""",
    re.VERBOSE | re.DOTALL,
)
"""Names of what editors, desktops and git keep beside a text; a site publishes none of them."""

_LIMITS = {
    errno.ENOSPC: "since the system watches no more folders (fs.inotify.max_user_watches)",
    errno.EMFILE: "since the system has no more watchers (fs.inotify.max_user_instances)",
}

_Stamp: TypeAlias = tuple[int | str, ...]
_Grounds: TypeAlias = Mapping[Path, tuple[int, ...]]

# What the library says of its own troubles is for its developers: here a look mends them. Python
# would print it amid the preview's lines; and where warnings are errors, the one for a folder that
# is made and filled at once would end the thread that reads events.
logging.getLogger("watchdog").addHandler(logging.NullHandler())
warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"watchdog\.")


class Watcher:
    """What bears one of `names` in `root`, and the folders `beside` it, followed from now on.

    To be opened with `with`, which ends its threads; `wait` is for one thread alone.
    """

    def __init__(self, root: Path, names: Iterable[str], beside: Iterable[Path] = ()) -> None:
        self._root = root.resolve()
        self._names = frozenset(names)
        self._beside = tuple(folder.resolve() for folder in beside)
        self._ear = _Ear()
        self._observer: BaseObserver | None = None
        self._armed: _Grounds = {}
        self._doubt: int | None = None
        self._holes = 0
        self.deaf = ""
        """Why files are looked at again and again and not listened for; `""` if they are not."""
        self._seen = _Sight()
        self._look()

    @classmethod
    def polling(cls, root: Path, names: Iterable[str], beside: Iterable[Path] = ()) -> Self:
        """Return one that never relies on events, for network folders and some containers."""
        watcher = cls(root, names, beside)
        watcher._stop_listening("as you asked")
        return watcher

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the threads."""
        _end(self._observer)
        self._observer = None

    def wait(self, seconds: float) -> frozenset[str]:
        """Return what changed since the last batch, as soon as it has settled; or nothing, in time.

        Paths are relative to the root, with `/`. A batch tells of the disk as it was at some
        moment after the call; whatever changes later makes the next one.
        """
        until = time.monotonic() + seconds
        while True:
            heard = self._ear.settled(min(until, self._next_look))
            if not heard and time.monotonic() < self._next_look:
                return frozenset()
            self._mend_holes()
            count, fresh = self._ear.count, self._seen.fresh
            changed = self._look()
            if changed - fresh and not heard:
                # The event may still be on its way: a file moved away tells after half a second.
                self._doubt = count
                changed |= self._settled()
            if changed or time.monotonic() >= until:
                return frozenset(changed)

    def _look(self) -> set[str]:
        """Return what changed since the last look, and follow what is new."""
        began = time.monotonic()
        for _ in range(3):  # on most disks the second look finds no more grounds
            tops = sorted(self._root / name for name in self._names)
            sight = _look(self._root, (*tops, *self._beside))
            if not self._listen(sight.grounds):
                break
        before, self._seen = self._seen, sight
        took = time.monotonic() - began
        pause = _HASTE if self.deaf else _PATIENCE
        self._next_look = time.monotonic() + max(pause, took * _SHARE)
        return _differences(before, sight)

    def _settled(self) -> set[str]:
        """Return what else changes until all is quiet, where no event tells of it."""
        changed: set[str] = set()
        ends = time.monotonic() + _LONGEST
        while time.monotonic() < ends:
            time.sleep(_QUIET)
            more = self._look()
            if not more:
                break
            changed |= more
        return changed

    def _mend_holes(self) -> None:
        """Listen anew after a change that no event told of; after two such, rely on events no more.

        A full queue, a limit of watches or a network folder loses events without a word.
        """
        if self._doubt is None:
            return
        lost, self._doubt = self._doubt == self._ear.count, None
        if lost and not self.deaf:
            self._holes += 1
            self._armed = {}
            if self._holes > 1:
                self._stop_listening("since the system does not tell of all changes here")

    def _listen(self, grounds: _Grounds) -> bool:
        """Listen on the grounds; true if that is new, so that a look is due."""
        if self.deaf or (self._armed == grounds and _is_whole(self._observer)):
            return False
        try:
            observer = _listening(self._ear, self._root, self._names, grounds)
        except OSError as error:
            self._stop_listening(_LIMITS.get(error.errno or 0, f"since this failed: {error}"))
            return True
        # The old one ends when the new one is at work, so that nothing falls between.
        _end(self._observer)
        self._observer, self._armed = observer, grounds
        return True

    def _stop_listening(self, why: str) -> None:
        self.deaf = why
        _end(self._observer)
        self._observer = None
        self._next_look = time.monotonic() + _HASTE


class _Ear(FileSystemEventHandler):
    """Hears that something changed, and says when it has settled."""

    def __init__(self) -> None:
        self._noise = threading.Condition()
        self._first: float | None = None
        self._last = 0.0
        self.count = 0
        """How many changes were heard so far."""

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note a change."""
        if event.event_type not in _CHANGES:
            return
        with self._noise:
            self._last = time.monotonic()
            self._first = self._first or self._last
            self.count += 1
            self._noise.notify()

    def settled(self, until: float) -> bool:
        """True once a change was heard and has settled; false if none was heard until then."""
        with self._noise:
            while self._first is None:
                left = until - time.monotonic()
                if left <= 0:
                    return False
                self._noise.wait(left)
            while (left := self._due() - time.monotonic()) > 0:
                self._noise.wait(left)
            self._first = None
            return True

    def _due(self) -> float:
        return min(self._last + _QUIET, (self._first or 0.0) + _LONGEST)


class _RootEar(FileSystemEventHandler):
    """Hears of what in the root folder itself bears one of the names, and of nothing else there."""

    def __init__(self, ear: _Ear, names: frozenset[str]) -> None:
        self._ear, self._names = ear, names

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note a change of what bears one of the names."""
        ends = (event.src_path, event.dest_path)
        if not self._names.isdisjoint(Path(os.fsdecode(end)).name for end in ends):
            self._ear.on_any_event(event)


def _listening(ear: _Ear, root: Path, names: frozenset[str], grounds: _Grounds) -> BaseObserver:
    """Return an observer at work; raises `OSError` where the system's limits forbid it."""
    observer = Observer()
    try:
        observer.start()
        for folder in grounds:
            with suppress(FileNotFoundError, NotADirectoryError):  # gone since the look
                if folder == root:
                    # Not what lies below: `site/` and `.git/` are noise, and may be large.
                    observer.schedule(_RootEar(ear, names), str(folder), recursive=False)
                else:
                    observer.schedule(ear, str(folder), recursive=True)
    except OSError:
        _end(observer)
        raise
    return observer


def _is_whole(observer: BaseObserver | None) -> bool:
    """True if all its threads are at work: one ends when its folder is deleted."""
    return observer is not None and all(emitter.is_alive() for emitter in observer.emitters)


def _end(observer: BaseObserver | None) -> None:
    if observer is not None:
        observer.stop()
        if observer.is_alive():
            observer.join()


# ------------------------------------------------------------------ looking


@dataclass(frozen=True, slots=True)
class _Sight:
    """What a look saw: a stamp for each file by name, and the real folders to listen on.

    A `fresh` file may change once more without a new stamp, and counts as changed at the next
    look, too.
    """

    stamps: Mapping[str, _Stamp] = field(default_factory=dict)
    grounds: _Grounds = field(default_factory=dict)
    fresh: frozenset[str] = frozenset()


def _differences(before: _Sight, after: _Sight) -> set[str]:
    changed = {name for name, _ in before.stamps.items() ^ after.stamps.items()}
    return changed | before.fresh


def _look(root: Path, tops: Iterable[Path]) -> _Sight:
    """Return what lies at `tops` now. Nothing is read, and no link followed out of `root`."""
    now = time.time_ns()
    stamps: dict[str, _Stamp] = {}
    folders: list[Path] = []
    for top in tops:
        name = Path(os.path.relpath(top, root)).as_posix()
        for source, stamp, folder in _below(name, top, root):
            stamps[source] = stamp
            folders += [folder] if folder else []
    return _Sight(
        stamps,
        dict(_grounds(root, folders)),
        frozenset(name for name, stamp in stamps.items() if _is_fresh(stamp, now)),
    )


def _below(name: str, top: Path, root: Path) -> Iterator[tuple[str, _Stamp, Path | None]]:
    """Yield what lies at `top` and below, with its stamp, and the real folders to listen on."""
    pending: list[tuple[str, str, frozenset[str]]] = [(name, str(top), frozenset())]
    while pending:
        source, path, above = pending.pop()
        try:
            found = os.lstat(path)
            real = path
            if linked := stat.S_ISLNK(found.st_mode):
                real = os.path.realpath(path)
                if not Path(real).is_relative_to(root):
                    yield source, ("leads to", real), None
                    continue
                found = Path(real).stat()
            if not stat.S_ISDIR(found.st_mode):
                yield source, _stamp(found), Path(real).parent if linked else None
                continue
            # Of any other folder only what is in it counts, and its parent's watch covers it.
            if linked or source == name:
                yield source, ("leads to", real), Path(real)
            if real not in above:
                inside = above | {real}
                pending += [(f"{source}/{it}", f"{real}/{it}", inside) for it in _entries(real)]
        except FileNotFoundError:
            continue  # gone since its folder was listed, or a link to nothing
        except OSError as error:
            yield source, ("unreadable", error.errno or 0), None


def _entries(folder: str) -> list[str]:
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries]
    return [name for name in names if not _LEFT_BY_EDITORS.fullmatch(name)]


def _stamp(found: os.stat_result) -> _Stamp:
    # The time of change catches what the time of modification does not: a copy that keeps its
    # time, a permission. No inode: some network folders make up a new one at each look.
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _is_fresh(stamp: _Stamp, now: int) -> bool:
    """True if the file changed so shortly before `now` that another save may get the same time."""
    times = (part for part in stamp[1:] if isinstance(part, int))
    return any(abs(now - at) < (_TICK if at % 10**9 else _WHOLE_SECONDS) for at in times)


def _grounds(root: Path, folders: Iterable[Path]) -> Iterator[tuple[Path, tuple[int, ...]]]:
    """Yield the root and the folders, less those in others, each with what tells it from others.

    A folder that was renamed and made anew has another identity.
    """
    kept: list[Path] = []
    for folder in sorted({*folders} - {root}):
        if not any(folder.is_relative_to(other) for other in kept):
            kept.append(folder)
    for folder in (root, *kept):
        with suppress(OSError):
            found = folder.stat()
            yield folder, (found.st_dev, found.st_ino)
