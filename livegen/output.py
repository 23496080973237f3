"""Only what changed, whole files, in a safe order.

Law: a file is whole or absent; what livegen did not make is neither changed nor deleted; a build
that was killed leaves nothing that the next one does not put right.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
import stat
import time
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from livegen import stamps
from livegen.errors import Place, Problem, Rule
from livegen.fingerprint import digest
from livegen.stamps import Files, Seen, Stamp

LIST = ".livegen-files"
"""The file, in the output folder, that names the files livegen made there."""

_HEAD = "# livegen 1: the files livegen made here, which it may change and delete\n"
_MANY = 20_000
"""Files that take longer to look at than another process to begin."""

_LONGEST_NAME = 255  # bytes; of every common disk
_ORDINARY = re.compile(r"(?:[a-z0-9_-][a-z0-9_.-]{0,99}/)*[a-z0-9_-][a-z0-9_.-]{0,99}", re.ASCII)
"""Most paths, in which nothing can be wrong."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a write did: paths in the order in which they were written and deleted, or would have
    been by themselves."""

    written: tuple[str, ...] = ()
    unchanged: int = 0
    deleted: tuple[str, ...] = ()


class Refused(Exception):  # noqa: N818 - the newsroom's word, like `NotATime`
    """Nothing was written, since a path is unusable or something foreign is in the way."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.place.path}: {p.message}" for p in self.problems))


class Busy(Exception):  # noqa: N818
    """Another build of the same site is at work."""


class _Kind(Enum):
    """What lies at a path, a link not being followed."""

    FILE = auto()
    FOLDER = auto()
    OTHER = auto()


_Found = dict[str, _Kind]
"""What lies in the output, by path, as far as it matters to the files wanted and listed."""

Content: TypeAlias = bytes | str | None
"""Of an output file: its bytes, where a file lies that holds them, or None if it stands."""


class Remains:
    """What of an earlier build lies in the output as it was written.

    A look at each file tells. It is read only if its stamp is another, as after a checkout or a
    copy, or was too fresh to be kept; `read` has the stamps of those that were found whole.
    """

    def __init__(self, folder: Path, written: Files) -> None:
        self._folder = os.fspath(folder)
        self._written = written
        self._seen: dict[str, bool] = {}
        self.read: dict[str, Stamp | None] = {}

    def stands(self, path: str, wanted: str) -> bool:
        """True if the file lies there with the bytes of this digest."""
        stamp, found = self._written.get(path, (None, ""))
        if found != wanted:
            return False
        if path not in self._seen:
            self._seen[path] = self._lies_there(path, stamp, found)
        return self._seen[path]

    def all_stand(self) -> bool:
        """True if every file lies there."""
        return all(self.stands(path, found) for path, (_, found) in self._written.items())

    def look_ahead(self) -> None:
        """Look at all files, those of a large output in two processes at once.

        What has another stamp than it had is left to be asked for. Call it while no thread is at
        work.
        """
        paths = [path for path, (stamp, _) in self._written.items() if stamp]
        if len(paths) < _MANY or (os.cpu_count() or 1) < 2:
            return
        own, rest = paths[: len(paths) // 2], paths[len(paths) // 2 :]
        reader, writer = os.pipe()
        helper = os.fork()
        if not helper:
            try:
                with os.fdopen(writer, "wb") as telling:
                    telling.write(bytes(map(self._is_as_it_was, rest)))
            finally:
                os._exit(0)  # whatever happens, nothing else is done twice
        os.close(writer)
        self._seen |= {path: True for path in own if self._is_as_it_was(path)}
        with os.fdopen(reader, "rb") as heard:
            told = heard.read()
        os.waitpid(helper, 0)
        # One that was killed has told less.
        self._seen |= {path: True for path, stands in zip(rest, told, strict=False) if stands}

    def _is_as_it_was(self, path: str) -> bool:
        try:
            seen = os.lstat(f"{self._folder}/{path}")
        except OSError:
            return False
        return _is_stamped(seen, self._written[path][0])

    @property
    def listed(self) -> frozenset[str] | None:
        """The files that the list names, if the list lies there as it was written."""
        if not self.stands(LIST, self._written.get(LIST, (None, ""))[1]):
            return None
        return frozenset(self._written) - {LIST}

    def after(self, changes: Changes, digests: Mapping[str, str]) -> Files:
        """Return what is written now: `digests` has every output file."""
        now, touched = time.time_ns(), frozenset(changes.written)
        found = self.known()
        for path in found.keys() - digests.keys():
            del found[path]
        for path, wanted in digests.items():
            stamp, known = found.get(path, (None, ""))
            if stamp is None or known != wanted or path in touched:
                found[path] = _stamp_of(self._folder, path, now), wanted
        return found

    def known(self) -> dict[str, Seen]:
        """Return what was written, with the stamps that the files were found to have."""
        return dict(self._written) | {
            path: (stamp, self._written[path][1]) for path, stamp in self.read.items()
        }

    def _lies_there(self, path: str, stamp: Stamp | None, found: str) -> bool:
        place = f"{self._folder}/{path}"
        try:
            seen = os.lstat(place)
            if _is_stamped(seen, stamp):
                return True
            is_other = stamp is not None and seen.st_size != stamp.size
            if is_other or not stat.S_ISREG(seen.st_mode):
                return False
            looked = time.time_ns()
            if digest(Path(place).read_bytes()) != found:
                return False
        except OSError:
            return False
        now = stamps.of(seen)
        self.read[path] = None if stamps.is_fresh(now, looked) else now
        return True


def _is_stamped(seen: os.stat_result, stamp: Stamp | None) -> bool:
    # As `stamps.of` would have it, of each file of the output.
    return (seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino) == stamp


class Stage:
    """A folder in which files lie until all are made. Each process puts its own there.

    Where the output is empty they lie as they will there, so that whole folders can move.
    """

    def __init__(self, folder: Path, target: Path) -> None:
        self._folder, self._target = os.fspath(folder), os.fspath(target)
        self._is_first = not (target.exists() and any(target.iterdir()))
        self._whole = f"{self._folder}/whole"
        self._made: set[str] = set()
        self._put: dict[str, str] = {}
        self._sent: dict[str, str] = {}
        self._count = 0

    def put(self, path: str, content: bytes) -> None:
        """Keep the bytes of an output file, unless it has them already."""
        self._sent.pop(path, None)
        if not self._is_first and _has(f"{self._target}/{path}", content):
            self._put.pop(path, None)
            return
        self._put[path] = self._sent[path] = self.filled(path, content)

    def sent(self) -> Mapping[str, str]:
        """Return where the files lie that were put since the last call, by output path."""
        sent, self._sent = self._sent, {}
        return sent

    def receive(self, sent: Mapping[str, str]) -> None:
        """Take the files that another process put."""
        self._put |= sent

    @property
    def files(self) -> Mapping[str, str]:
        """Where the files lie that differ from what lies in the output, by output path."""
        return self._put

    def laid(self, path: str, content: bytes | str) -> str:
        """Return the file here that holds the `content` of an output file, laid there if it lies
        elsewhere."""
        if isinstance(content, bytes) or not content.startswith(f"{self._folder}/"):
            self._put[path] = self.filled(path, content)
        return self._put[path]

    def tops(self, paths: Collection[str]) -> tuple[str, ...]:
        """Return the folders and files that will lie at the top of an output of just `paths`, if
        all is here for it and nothing else."""
        if not self._is_first or self._put.keys() != set(paths):
            return ()
        for path, place in self._put.items():
            if not place.startswith(f"{self._whole}/"):
                self._put[path] = f"{self._whole}/{path}"
                self._make(self._put[path].rpartition("/")[0])
                Path(place).replace(self._put[path])
        return tuple(dict.fromkeys(f"{self._whole}/{path.partition('/')[0]}" for path in paths))

    def filled(self, path: str, content: bytes | str) -> str:
        """Return a new file here that holds `content`."""
        # What cannot lie there by its name is refused later; the others join it then.
        if self._is_first and _ORDINARY.fullmatch(path):
            place = f"{self._whole}/{path}"
            with suppress(FileExistsError, NotADirectoryError, IsADirectoryError):
                self._make(place.rpartition("/")[0])
                _fill(place, content)
                return place
        self._count += 1
        place = f"{self._folder}/{os.getpid()}-{self._count}"
        _fill(place, content)
        return place

    def _make(self, folder: str) -> None:
        """Make a folder and those that it lies in, unless that was done."""
        if folder in self._made:
            return
        if folder != self._whole:
            self._make(folder.rpartition("/")[0])
        # Other processes make theirs, too.
        Path(folder).mkdir(exist_ok=True)
        self._made.add(folder)


def _fill(place: str, content: bytes | str) -> None:
    """Write a file, without the questions that Python asks of one before it writes."""
    if isinstance(content, str):
        shutil.copyfile(content, place)
        return
    file = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(file, rest) :]
    finally:
        os.close(file)


@contextmanager
def staging(target: Path, stage: Path) -> Iterator[Stage]:
    """Give the stage for a build into the folder `target`; `stage` is emptied, used and removed.

    Raises `OSError`. Two must not run at once: call it under `alone`.
    """
    target = target.resolve()
    with _emptied(_on_the_disk_of(target, stage)) as folder:
        yield Stage(folder, target)


def write(files: Mapping[str, bytes], folder: Path, stage: Path) -> Changes:
    """Make `folder` hold `files` and what is foreign to livegen, and nothing else.

    As `publish`, on a stage of its own.
    """
    with staging(folder, stage) as staged:
        return publish(files, folder, staged)


def publish(
    files: Mapping[str, Content], folder: Path, stage: Stage, remains: Remains | None = None
) -> Changes:
    """Make `folder` hold `files` and what is foreign to livegen, and nothing else.

    Files whose bytes are there already are not touched; where nothing is, folders come whole, and
    the pages at the top after them. Raises `Refused` before anything is
    written, and `OSError`: up to the first rename the folder is then as it was, and from there on
    each of its files is whole, be it old or new.
    """
    folder = folder.resolve()
    known = remains.listed if remains else None
    listed = made(folder) if known is None else known
    if not files.keys() <= listed:
        _refuse(_unusable(files, folder))
    moving = {path: content for path in files if (content := files[path]) is not None}
    gone = listed - files.keys()
    found = _look(folder, moving.keys() | gone)
    _refuse(_in_the_way(moving, folder, listed, found) if found else ())
    changed = sorted(_changed(moving, folder, found), key=_turn)
    deleted = _gone(gone, found)
    is_listed = known is not None and files.keys() == known
    if changed or deleted or not is_listed:
        staged = {path: stage.laid(path, moving[path]) for path in changed}
        folder.mkdir(parents=True, exist_ok=True)
        if not is_listed:
            _list(listed | files.keys(), folder, stage)
        if not found and (tops := stage.tops(files)):
            _move_whole(tops, folder)
        else:
            _clear_the_way(moving, folder, found)
            _make_folders(changed, folder, found)
            for path in changed:
                _put_in_place(staged[path], folder / path)
            _delete(gone, folder, found)
        if not is_listed:
            _list(files.keys(), folder, stage)
    return Changes(tuple(changed), len(files) - len(changed), deleted)


def differing(wanted: Mapping[str, str], folder: Path) -> tuple[str, ...]:
    """Return the files that have other bytes than those of the digests, are missing, or are
    livegen's and not wanted: sorted. Every file is read."""
    folder = folder.resolve()
    ours = {path: found for path in made(folder) if (found := _digest_at(folder / path))}
    return tuple(
        sorted(path for path in wanted.keys() | ours if wanted.get(path) != ours.get(path))
    )


def _digest_at(path: Path) -> str:
    try:
        return digest(path.read_bytes()) if stat.S_ISREG(path.lstat().st_mode) else ""
    except (FileNotFoundError, NotADirectoryError):
        return ""


def list_of(folder: Path) -> tuple[str, str]:
    """Return the path and the digest of the list of files."""
    return LIST, digest((folder / LIST).read_bytes())


def _stamp_of(folder: str, path: str, now: int) -> Stamp | None:
    """Return the stamp of a file, unless it is too fresh to tell one version from another."""
    stamp = stamps.of(os.lstat(f"{folder}/{path}"))
    return None if stamps.is_fresh(stamp, now) else stamp


def made(folder: Path) -> frozenset[str]:
    """Return the files that livegen made in `folder`, as far as its list can be believed."""
    path = folder / LIST
    if path.is_symlink() or not path.is_file():
        return frozenset()
    head, *lines = path.read_bytes().decode("utf-8", "replace").split("\n")
    if not head.startswith("# livegen "):
        return frozenset()
    return frozenset(line for line in lines if _fault(line) is None)


def clean(folder: Path) -> tuple[str, ...]:
    """Delete what livegen made in `folder`, folders that become empty, and then its list.

    Foreign files and `folder` itself stay. Returns the files deleted; raises `OSError`.
    """
    folder = folder.resolve()
    listed = made(folder)
    found = _look(folder, listed)
    deleted = _gone(listed, found)
    _delete(listed, folder, found)
    _delete([LIST], folder, found)
    return deleted


@contextmanager
def alone(den: Path) -> Iterator[None]:
    """Hold the lock of the site whose `.livegen` folder is `den`; raises `Busy` if it is held.

    The lock ends with the process and its children, however they end.
    """
    den.mkdir(parents=True, exist_ok=True)
    with (den / "lock").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"another build of this site is at work ({den.parent})") from None
        yield


def _refuse(problems: Iterable[Problem]) -> None:
    if found := tuple(problems):
        raise Refused(found)


def _unusable(paths: Collection[str], folder: Path) -> Iterator[Problem]:
    """Yield what is wrong with the paths themselves, whatever the disk holds."""
    if all(map(_ORDINARY.fullmatch, paths)) and _folders(paths).isdisjoint(paths):
        return
    spelled: dict[str, str] = {}
    for path in sorted(paths):
        if fault := _fault(path):
            yield Problem(fault[0], Place(_shown(folder, path)), *fault[1:])
        elif clash := _clash(path, paths, spelled):
            yield Problem(Rule.CLASH, Place(_shown(folder, path)), clash, "rename one of the two")


def _shown(folder: Path, path: str) -> str:
    # A path that is no text at all must not break the line that complains of it.
    text = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in path)
    return f"{folder.name}/{text}"


def _fault(path: str) -> tuple[Rule, str, str] | None:
    """Return why nothing may be written to `path`, as rule, message and hint, or None."""
    if _ORDINARY.fullmatch(path):
        return None
    parts = path.split("/")
    rename = "rename what it is made from"
    if any(part in ("", ".", "..") for part in parts):
        return Rule.OUTSIDE, "is no path inside the output folder", rename
    if _folded(parts[0]) == LIST:
        return Rule.CLASH, "is the name of the list of the files livegen made", rename
    if "\\" in path or any(unicodedata.category(char) in ("Cc", "Cs") for char in path):
        return Rule.FILE_NAME, "holds a character that no file name may have", rename
    if any(len(part.encode()) > _LONGEST_NAME for part in parts):
        return Rule.FILE_NAME, f"has a part longer than {_LONGEST_NAME} bytes", "shorten it"
    return None


def _clash(path: str, paths: Collection[str], spelled: dict[str, str]) -> str:
    """Return why `path` cannot lie beside the others, or `""`; `spelled` collects their names."""
    for name in (*_above(path), path):
        other = spelled.setdefault(_folded(name), name)
        if other != name:
            return f"{other} and {name} are one and the same on disks that fold letter case"
        if name != path and name in paths:
            return f"{name} would be a file and a folder"
    return ""


def _folded(path: str) -> str:
    # Not `casefold`: no disk takes `strasse` for `straße`.
    return unicodedata.normalize("NFC", path).lower()


def _above(path: str) -> Iterator[str]:
    """Yield the folders that `path` lies in, outermost first."""
    end = path.find("/")
    while end > 0:
        yield path[:end]
        end = path.find("/", end + 1)


def _folders(paths: Iterable[str]) -> set[str]:
    return {folder for path in paths for folder in _above(path)}


def _look(folder: Path, paths: Collection[str]) -> _Found:
    """Return what lies at `paths` and around them, by one listing a folder, following no link."""
    found: _Found = {}
    folders = _folders(paths)
    pending = [("", False)]
    while pending:
        above, whole = pending.pop()
        for name, kind in _entries(folder / above):
            path = f"{above}/{name}" if above else name
            found[path] = kind
            # Of a folder where a file should be, everything matters.
            within = whole or path in paths
            if kind is _Kind.FOLDER and (within or path in folders):
                pending.append((path, within))
    return found


def _entries(folder: Path) -> Iterator[tuple[str, _Kind]]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield entry.name, _Kind.FOLDER
            elif entry.is_file(follow_symlinks=False):
                yield entry.name, _Kind.FILE
            else:
                yield entry.name, _Kind.OTHER


def _in_the_way(
    files: Mapping[str, bytes | str], folder: Path, listed: frozenset[str], found: _Found
) -> Iterator[Problem]:
    """Yield what is foreign and would have to go for `files` to be written."""
    ours = _Ours(listed)
    for path in sorted(_folders(files)):
        kind = found.get(path, _Kind.FOLDER)
        if kind is not _Kind.FOLDER and path not in (listed if kind is _Kind.FILE else ours):
            yield _foreign(folder, path, "is in the way of a folder")
    for path in sorted(files):
        match found.get(path):
            case None if _lies_there(folder, path, found):
                yield _foreign(folder, path, "is there already in other letters, upper or lower")
            case _Kind.FOLDER if path not in ours or _foreign_below(path, ours, found):
                yield _foreign(folder, path, "is a folder and in the way of a file")
            case _Kind.FILE if path not in listed and not _same(f"{folder}/{path}", files[path]):
                yield _foreign(folder, path, "is in the way of a file")
            case _Kind.OTHER if path not in listed:
                yield _foreign(folder, path, "is in the way of a file")
    if found.get(LIST) is _Kind.FOLDER:
        yield _foreign(folder, LIST, "is in the way of the list of files")


def _foreign(folder: Path, path: str, message: str) -> Problem:
    return Problem(
        Rule.OUTPUT_FOLDER,
        Place(_shown(folder, path)),
        f"{message}, and livegen did not make it",
        "remove it or move it away",
    )


def _lies_there(folder: Path, path: str, found: _Found) -> bool:
    """True if the disk finds at `path` what it listed under another name: it folds case."""
    above = path.rpartition("/")[0]
    listed = not above or found.get(above) is _Kind.FOLDER
    return listed and os.path.lexists(folder / path)


class _Ours:
    """The files that livegen made, and the folders they lie in."""

    def __init__(self, listed: frozenset[str]) -> None:
        self._listed = listed

    @cached_property
    def _folders(self) -> set[str]:
        return _folders(self._listed)

    def __contains__(self, path: object) -> bool:
        return path in self._listed or path in self._folders


def _foreign_below(path: str, ours: _Ours, found: _Found) -> bool:
    return any(other.startswith(f"{path}/") and other not in ours for other in found)


def _changed(files: Mapping[str, bytes | str], folder: Path, found: _Found) -> Iterator[str]:
    for path, content in files.items():
        if found.get(path) is not _Kind.FILE or not _same(f"{folder}/{path}", content):
            yield path


def _same(path: str, content: bytes | str) -> bool:
    """True if the file holds just `content`; no more of it is read than that takes."""
    try:
        if isinstance(content, str):
            return _are_equal(path, content)
        with Path(path).open("rb") as file:
            return file.read(len(content) + 1) == content
    except FileNotFoundError:  # gone since its folder was listed
        return False


def _are_equal(one: str, other: str) -> bool:
    # `filecmp` has a memory, in which a file of the same size and time is the same file.
    with Path(one).open("rb") as mine, Path(other).open("rb") as theirs:
        while (piece := mine.read(_PIECE)) == theirs.read(_PIECE):
            if not piece:
                return True
    return False


_PIECE = 1 << 16


def _has(path: str, content: bytes) -> bool:
    """True if there is a file, and no link to one, that holds just `content`."""
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == len(content) and _same(path, content)


_NAMED_BY_OTHERS = re.compile(r"assets/.*|.+/f/[^/]+/[^/]+\.[0-9a-f]{8,}\.html|.+/ids\.[^/]+\.json")
_ARCHIVE = re.compile(r".+/(p|start)/\d+/[^/]+|.+/u/[^/]+/[^/]+|(.+/)?page/\d+/[^/]+")
_PAGE = re.compile(r".+\.(html|xml|json|txt)|_headers|_redirects")
_PAYLOAD = re.compile(r"(.+/)?live\.json")


def _turn(path: str) -> tuple[int, int, str]:
    """Return what orders writing: no file comes before those that it leads a reader to.

    Assets and pictures, then archive and update pages, then pages, feeds and lists (stories
    before the lists above them), then what open pages poll.
    """
    if _PAYLOAD.fullmatch(path):
        turn = 3
    elif _NAMED_BY_OTHERS.fullmatch(path):
        turn = 0
    elif _ARCHIVE.fullmatch(path):
        turn = 1
    elif _PAGE.fullmatch(path):
        turn = 2
    else:
        turn = 0
    return turn, -path.count("/"), path


def _gone(paths: Iterable[str], found: _Found) -> tuple[str, ...]:
    """Return those of `paths` that are there to be deleted, sorted."""
    return tuple(sorted(path for path in paths if found.get(path) in (_Kind.FILE, _Kind.OTHER)))


def _on_the_disk_of(folder: Path, stage: Path) -> Path:
    """Return `stage`, or a folder beside the output if files cannot be renamed from there."""
    if _device(stage) == _device(folder):
        return stage
    if _device(folder.parent) == _device(folder):
        return folder.with_name(f".{folder.name}.livegen-stage")
    # Staging inside would let a host publish what is unfinished.
    message = "the output folder is a disk of its own; give livegen a folder on it"
    raise OSError(errno.EXDEV, message, str(folder))


def _device(path: Path) -> int:
    """Return the disk that `path` is or will be on."""
    there = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
    return there.stat().st_dev


@contextmanager
def _emptied(stage: Path) -> Iterator[Path]:
    if stage.exists():
        shutil.rmtree(stage)
    stage.mkdir(parents=True)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _list(paths: Iterable[str], folder: Path, stage: Stage) -> None:
    """Make the list name `paths`; untouched if it does."""
    if not _is_listed(paths, folder):
        Path(stage.filled(LIST, _list_of(paths))).replace(folder / LIST)


def _is_listed(paths: Iterable[str], folder: Path) -> bool:
    return _has(f"{folder}/{LIST}", _list_of(paths))


def _list_of(paths: Iterable[str]) -> bytes:
    return (_HEAD + "".join(f"{path}\n" for path in sorted(paths))).encode()


def _clear_the_way(files: Mapping[str, bytes | str], folder: Path, found: _Found) -> None:
    """Delete livegen's own files where folders must go, and its own folders where files must."""
    blocked = {path for path in _folders(files) if found.get(path, _Kind.FOLDER) != _Kind.FOLDER}
    blocked |= {path for path in files if found.get(path) is _Kind.FOLDER}
    if not blocked:
        return
    within = [path for path in found if not blocked.isdisjoint((path, *_above(path)))]
    for path in sorted(within, reverse=True):  # what lies in a folder before the folder
        if found.pop(path) is _Kind.FOLDER:
            (folder / path).rmdir()
        else:
            (folder / path).unlink(missing_ok=True)


def _move_whole(tops: Iterable[str], folder: Path) -> None:
    """Move what lies as it will to where nothing is, pages that lead to others after these."""
    places = [Path(top) for top in tops]
    for place in sorted(places, key=lambda place: (place.is_file(), _turn(place.name))):
        place.replace(folder / place.name)


def _put_in_place(staged: str, place: Path) -> None:
    """Put a file where it belongs, seen to be another by whoever goes by size and second.

    So do the ETags of nginx: a page that was asked for between two builds of one second would be
    told that it has what is there.
    """
    with suppress(OSError):  # nothing is there yet
        old, new = place.lstat(), os.lstat(staged)
        if old.st_size == new.st_size and new.st_mtime_ns // 10**9 <= old.st_mtime_ns // 10**9:
            later = old.st_mtime_ns + 10**9
            os.utime(staged, ns=(later, later))
    Path(staged).replace(place)


def _make_folders(paths: Iterable[str], folder: Path, found: _Found) -> None:
    for path in sorted(_folders(paths)):
        if path not in found:
            (folder / path).mkdir(exist_ok=True)


def _delete(paths: Collection[str], folder: Path, found: _Found) -> None:
    """Delete those of `paths` that are there, and folders that become empty."""
    for path in _gone(paths, found):
        (folder / path).unlink(missing_ok=True)
    for path in sorted(_folders(paths), reverse=True):  # inner folders first
        if found.get(path) is _Kind.FOLDER:
            _delete_if_empty(folder / path)


def _delete_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError as error:
        # POSIX allows either word for a folder that is not empty.
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT):
            raise
