"""File-system noise -> settled batches of paths.

Law: an event only says when and where to look; what changed is told by looking. One that is lost,
doubled or late loses nothing, and what comes and goes before all is quiet has not happened.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import stat
import sys
import threading
import time
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self, TypeAlias

from watchdog import events
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from livegen import stamps
from livegen.stamps import Stamp

_CHANGES = [
    *(events.FileCreatedEvent, events.FileModifiedEvent, events.FileMovedEvent),
    *(events.FileDeletedEvent, events.FileClosedEvent),
    *(events.DirCreatedEvent, events.DirModifiedEvent, events.DirMovedEvent),
    events.DirDeletedEvent,
    # A permission, a touch: of their own since watchdog 7.1, modifications before.
    *(getattr(events, it) for it in ("FileAttribEvent", "DirAttribEvent") if hasattr(events, it)),
]
"""The events that count. Those of files that are opened and read come by the thousand with every
build: counting them would make each build start the next."""

_SHORT, _QUIET, _LONGEST = 0.005, 0.04, 0.5
"""Seconds without an event after which whole files have settled, after which anything has, and
after which we look regardless: a stream of saves must not starve the preview."""

_FEW = 4
"""Paths of one save at most: the text, its folder, what an editor puts beside it. More, or a folder
that came or went, are a larger move."""

_PATIENCE, _HASTE = 2.0, 0.5
"""Seconds between looks that no event asked for: while events arrive, and where they do not."""

_SHARE = 20
"""Looking unasked takes at most one part in so many of the time, however large the site."""

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

_Mark: TypeAlias = Stamp | tuple[str, str | int]
"""A stamp, or of what is no file within the root what else tells that it changed."""

_Grounds: TypeAlias = Mapping[Path, tuple[int, ...]]

# What the library says of its own troubles is for its developers: here a look mends them. Python
# would print it amid the preview's lines; and where warnings are errors, the one for a folder that
# is made and filled at once would end the thread that reads events.
logging.getLogger("watchdog").addHandler(logging.NullHandler())
warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"watchdog\.")

_HALVES = {
    "watchdog.observers.inotify_move_event_grouper": "InotifyMoveEventGrouper",
    "watchdog.observers.inotify_buffer": "InotifyBuffer",  # before watchdog 7
}
for module, holder in _HALVES.items():
    if module in sys.modules:  # on Linux
        # The library holds back the first half of a renaming for half a second, now and then also
        # with the second half at hand: the kernel tells of both at once.
        getattr(sys.modules[module], holder).delay = 0.02


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
            changed = self._look_at(heard) if heard else self._look_unasked()
            if changed or time.monotonic() >= until:
                return frozenset(changed)

    @property
    def is_roused(self) -> bool:
        """True if a change was heard of that no batch has told yet."""
        return self._ear.is_roused

    def _look_at(self, heard: _Heard) -> set[str]:
        """Return what changed of what was heard of; where that may be more, look at everything."""
        if heard.large:
            return self._look()
        now = time.time_ns()
        try:
            news = dict(it for path in heard.paths for it in _news(self._seen, path))
        except _Unusual:
            return self._look()
        self._seen.take(news, now)
        return set(news)

    def _look_unasked(self) -> set[str]:
        """Return what changed though no event told of it."""
        before, count = self._seen, self._ear.count
        changed = self._look()
        untold = _differences(before, self._seen)
        if not untold:
            # Where events are listened for, one would have told of a second save.
            return changed if self.deaf else untold
        # The event may still be on its way.
        self._doubt = count
        return untold | self._settled()

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
        return _differences(before, sight) | before.fresh

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


@dataclass(frozen=True, slots=True)
class _Heard:
    """The paths that events named, as they stand on disk.

    It is `large` where many were, or a folder came or went: then what is in it counts, too.
    """

    paths: frozenset[str]
    large: bool


class _Ear(FileSystemEventHandler):
    """Hears what may have changed, and says when it has settled."""

    def __init__(self) -> None:
        self._noise = threading.Condition()
        self._first: float | None = None
        self._last = 0.0
        self._forget()
        self.count = 0
        """How many changes were heard so far."""

    def _forget(self) -> None:
        self._first = None
        self._paths: set[str] = set()
        self._born: set[str] = set()
        self._unfinished: set[str] = set()
        self._folders = False

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note a change."""
        source, target = os.fsdecode(event.src_path), os.fsdecode(event.dest_path)
        named = [path for path in (source, target) if path and not _is_left(_name(path))]
        if not named:
            return
        with self._noise:
            self._last = time.monotonic()
            self._first = self._first or self._last
            self.count += 1
            self._paths.update(named)
            if event.is_directory:
                # One is modified whenever something in it comes or goes, which has its own event.
                self._folders |= event.event_type in ("created", "moved", "deleted")
            else:
                self._note(event.event_type, source, target)
            self._noise.notify()

    def _note(self, kind: str, source: str, target: str) -> None:
        """Note of a file whether it is whole, or may be in the middle of being saved."""
        if kind == "created":
            self._born.add(source)
        if kind in ("created", "modified"):
            self._unfinished.add(source)
        elif kind == "closed":
            self._unfinished.discard(source)
        elif kind == "moved":
            (self._unfinished.add if source in self._unfinished else self._unfinished.discard)(
                target
            )
            self._note_gone(source)
        elif kind == "deleted":
            self._note_gone(source)

    def _note_gone(self, source: str) -> None:
        # What an editor takes away is about to come back, unless it was only made for the save.
        if source in self._born or _is_left(_name(source)):
            self._unfinished.discard(source)
        else:
            self._unfinished.add(source)

    @property
    def is_roused(self) -> bool:
        """True if something was heard that `settled` has not told yet."""
        return self._first is not None

    def settled(self, until: float) -> _Heard | None:
        """Return what was heard once it has settled; None if nothing was until then."""
        with self._noise:
            while self._first is None:
                left = until - time.monotonic()
                if left <= 0:
                    return None
                self._noise.wait(left)
            while (left := self._due() - time.monotonic()) > 0:
                self._noise.wait(left)
            heard = _Heard(frozenset(self._paths), self._is_large())
            self._forget()
            return heard

    def _due(self) -> float:
        quiet = _QUIET if self._unfinished or self._is_large() else _SHORT
        return min(self._last + quiet, (self._first or 0.0) + _LONGEST)

    def _is_large(self) -> bool:
        return self._folders or len(self._paths) > _FEW


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
                    observer.schedule(
                        _RootEar(ear, names), str(folder), recursive=False, event_filter=_CHANGES
                    )
                else:
                    observer.schedule(ear, str(folder), recursive=True, event_filter=_CHANGES)
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


@dataclass(slots=True)
class _Sight:
    """What a look saw, by names relative to the root.

    `marks` has each file, and each folder that is listened on; `folders` has every folder with
    what tells it from another. `ways` are the names under which a real path is a source.
    """

    marks: dict[str, _Mark] = field(default_factory=dict)
    folders: dict[str, tuple[int, ...]] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)
    ways: dict[str, list[str]] = field(default_factory=dict)
    listened: set[str] = field(default_factory=set)
    grounds: _Grounds = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    """Files that may change once more without a new stamp: they count as changed when they are
    looked at again."""

    def take(self, news: Mapping[str, Stamp | None], now: int) -> None:
        """Take over what a look at single files, begun at `now`, has shown; None is gone."""
        for name, stamp in news.items():
            self.fresh.discard(name)
            if stamp is None:
                del self.marks[name]
                continue
            self.marks[name] = stamp
            if stamps.is_fresh(stamp, now):
                self.fresh.add(name)

    def names(self, path: str) -> Iterator[str]:
        """Yield each name under which what lies at a real path is a source."""
        below = ""
        while path:
            for name in self.ways.get(path, ()):
                yield name + below
            path, _, last = path.rpartition("/")
            if _is_left(last):
                return
            below = f"/{last}{below}"


def _differences(before: _Sight, after: _Sight) -> set[str]:
    return {name for name, _ in before.marks.items() ^ after.marks.items()}


class _Unusual(Exception):  # noqa: N818 nothing is wrong
    """More may have changed than a look at single files can tell."""


def _news(seen: _Sight, path: str) -> Iterator[tuple[str, Stamp | None]]:
    """Yield what changed at a real path by its names; raises `_Unusual` unless it is a plain file.

    A folder that is still what it was is no news: what comes and goes in it has its own events.
    """
    names = list(seen.names(path))
    found = _found(path) if names else None
    for name in names:
        if found and stat.S_ISDIR(found.st_mode) and seen.folders.get(name) == _identity(found):
            continue
        if name in seen.folders or name in seen.links or not (found is None or _is_plain(found)):
            raise _Unusual
        if found is None:
            if name in seen.marks:
                yield name, None
        elif "/" in name and _parent(name) not in seen.folders:
            raise _Unusual
        elif seen.marks.get(name) != _stamp(found) or name in seen.fresh:
            yield name, _stamp(found)


def _found(path: str) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        raise _Unusual from None


def _look(root: Path, tops: Iterable[Path]) -> _Sight:
    """Return what lies at `tops` now. Nothing is read, and no link followed out of `root`."""
    now = time.time_ns()
    sight = _Sight()
    for top in tops:
        name = Path(os.path.relpath(top, root)).as_posix()
        sight.ways.setdefault(str(top), []).append(name)
        _look_below(sight, root, _Step(name, str(top), frozenset()))
    sight.grounds = dict(_grounds(root, map(Path, sight.listened)))
    sight.fresh = {
        name
        for name, mark in sight.marks.items()
        if isinstance(mark, Stamp) and stamps.is_fresh(mark, now)
    }
    return sight


class _Step(NamedTuple):
    """What a look comes to: its name, its path on disk, and the real folders it lies in."""

    name: str
    path: str
    above: frozenset[str]


def _look_below(sight: _Sight, root: Path, top: _Step) -> None:
    """Note what lies there and below."""
    pending = [top]
    while pending:
        step = pending.pop()
        try:
            folder = _entered(sight, root, step)
            if folder is None:
                continue
            name, path, above = folder
            with os.scandir(path) as entries:
                for entry in entries:
                    if _is_left(entry.name):
                        continue
                    if entry.is_file(follow_symlinks=False):
                        with suppress(FileNotFoundError):
                            sight.marks[f"{name}/{entry.name}"] = _stamp(
                                entry.stat(follow_symlinks=False)
                            )
                    else:
                        pending.append(_Step(f"{name}/{entry.name}", entry.path, above))
        except FileNotFoundError:
            continue  # gone since its folder was listed, or a link to nothing
        except OSError as error:
            sight.marks[step.name] = ("unreadable", error.errno or 0)


def _entered(sight: _Sight, root: Path, step: _Step) -> _Step | None:
    """Note what it is, and return the real folder to go into, if it is one."""
    name, real, above = step
    found = os.lstat(real)
    if linked := stat.S_ISLNK(found.st_mode):
        sight.links.add(name)
        real = os.path.realpath(real)
        if not Path(real).is_relative_to(root):
            sight.marks[name] = ("leads to", real)
            return None
        found = Path(real).stat()
    if real not in above and linked:
        sight.ways.setdefault(real, []).append(name)
    if not stat.S_ISDIR(found.st_mode):
        sight.marks[name] = _stamp(found)
        if linked:
            sight.listened.add(_parent(real))
        return None
    sight.folders[name] = _identity(found)
    # Of any other folder only what is in it counts, and its parent's watch covers it.
    if linked or not above:
        sight.marks[name] = ("leads to", real)
        sight.listened.add(real)
    return None if real in above else _Step(name, real, above | {real})


def _is_left(name: str) -> bool:
    """True if it is what an editor, a desktop or git keeps beside a text."""
    return _LEFT_BY_EDITORS.fullmatch(name) is not None


def _is_plain(found: os.stat_result) -> bool:
    return not (stat.S_ISDIR(found.st_mode) or stat.S_ISLNK(found.st_mode))


def _stamp(found: os.stat_result) -> Stamp:
    # No inode: some network folders make up a new one at each look.
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, 0)


def _identity(found: os.stat_result) -> tuple[int, ...]:
    return found.st_dev, found.st_ino, found.st_mode


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _name(path: str) -> str:
    return path.rpartition("/")[2]


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
