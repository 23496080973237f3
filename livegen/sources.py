"""What is on disk now, as one snapshot.

Law: a file is what its name and folder say, in whatever order the disk lists them, and nothing
outside the root is read. Each file is read once: all that is said of it is said of one version.
"""

from __future__ import annotations

import errno
import os
import stat
import time
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType

from livegen import errors, stamps
from livegen.errors import Place, Problem, Report, Rule
from livegen.fingerprint import digest
from livegen.stamps import Files, Seen, Stamp

SETTINGS = "livegen.toml"
CONTENT, TEMPLATES, STATIC = "content", "templates", "static"
TOPS = (SETTINGS, CONTENT, TEMPLATES, STATIC)
"""What of the root is a source, or holds sources."""

PAGES = f"{CONTENT}/pages"
AUTHORS = f"{CONTENT}/authors.toml"

_KEPT = (CONTENT, TEMPLATES, STATIC, ".livegen", ".git")
"""What the output folder may neither hold nor lie in."""

_TEXT_ENDINGS = ("md", "markdown")
"""What a text's name may have been meant to end with, in small letters."""

_WAITS = (0.01, 0.03, 0.1, 0.2)
"""Seconds between the attempts to read a file that an editor is just putting in place."""

_AT_HAND = 8 * 2**20
"""How many bytes of files that were read are held, to be asked for again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """One story's own files, as sources: relative to the root, with `/`, in NFC.

    `name` is that of the file or folder as it stands on disk, a leading date included; `folder`
    is where the paths of its pictures start; `section` is `""` at the root of `content/`.
    """

    source: str
    section: str
    name: str
    folder: str
    updates: tuple[str, ...] = ()


class _Memory:
    """What was read of the files, by source: the digest of each, the bytes of the last few.

    The digests travel to other processes, so that these read the same versions.
    """

    def __init__(self, digests: Mapping[str, str] | None = None) -> None:
        self.digests = dict(digests or {})
        self._at_hand: dict[str, bytes] = {}
        self._size = 0

    def __reduce__(self) -> tuple[type[_Memory], tuple[dict[str, str]]]:
        return _Memory, (self.digests,)

    def get(self, source: str) -> bytes | None:
        """Return the bytes of `source` if they are at hand."""
        return self._at_hand.get(source)

    def of_all_but(self, sources: Collection[str]) -> _Memory:
        """Return what is known of the others."""
        rest = _Memory(self.digests)
        for source in sources:
            rest.digests.pop(source, None)
        rest._at_hand = {it: kept for it, kept in self._at_hand.items() if it not in sources}
        rest._size = sum(map(len, rest._at_hand.values()))
        return rest

    def take(self, source: str, content: bytes) -> bool:
        """Note what was read; false if it is another version than what was read before."""
        found = digest(content)
        if self.digests.setdefault(source, found) != found:
            return False
        self._at_hand[source] = content
        self._size += len(content)
        while self._size > _AT_HAND:
            self._size -= len(self._at_hand.pop(next(iter(self._at_hand))))
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The files of a site, as sources, sorted.

    `sections` maps a section's name to its `_index.md` (`""` is the front's); a section without
    one exists by its stories. `resources` is every other file below `content/`. `stamps` has
    each file named here, as it was at the time `taken` (nanoseconds of the epoch) or later, but
    before it is read; that of a link is what it leads to.
    """

    settings: str | None = None
    authors: str | None = None
    stories: tuple[Bundle, ...] = ()
    pages: tuple[str, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    templates: tuple[str, ...] = ()
    static: tuple[str, ...] = ()
    resources: frozenset[str] = frozenset()
    stamps: Mapping[str, Stamp] = field(default_factory=dict, compare=False, repr=False)
    taken: int = field(default=0, compare=False, repr=False)
    root: str = field(default="", compare=False, repr=False)
    spelled: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Where the files lie whose names are spelled otherwise on this disk than here."""
    problems: tuple[Problem, ...] = field(default=(), compare=False, repr=False)
    """What was noted when it was taken."""
    _memory: _Memory = field(default_factory=_Memory, init=False, compare=False, repr=False)

    def path(self, source: str) -> Path:
        """Return where on this disk a file lies that is named here; else raises `KeyError`."""
        if source not in self.stamps:
            raise KeyError(source)
        return Path(self.spelled.get(source) or f"{self.root}/{source}")

    def sure(self, source: str) -> Stamp | None:
        """Return the stamp of `source`, if no other version than that read here can have it.

        What has this stamp at a later time has the same bytes. None if it was so fresh that it
        may have been saved once more since.
        """
        stamp = self.stamps[source]
        return None if stamps.is_fresh(stamp, self.taken) else stamp

    def read(self, source: str) -> bytes:
        """Return the bytes of `source` as they were when first asked for.

        A file that is missing for a moment is waited for, since some editors save by taking the
        old one away first. Raises `OSError` with its path if it stays away, is unreadable, or
        was read before and has changed since.
        """
        content = self._memory.get(source)
        if content is None:
            path = self.path(source)
            content = _awaited(path)
            if not self._memory.take(source, content):
                # What was said of it before is not true of this version.
                raise OSError(errno.ESTALE, "changed while it was being used", str(path))
        return content

    def digest(self, source: str) -> str:
        """Return the digest of what `read` returns. Raises what it raises."""
        if source not in self._memory.digests:
            self.read(source)
        return self._memory.digests[source]

    def digest_by(self, known: Files, source: str) -> str:
        """Return the digest of `source`, which is read only if its stamp is not the `known` one."""
        found = known.get(source)
        if found is not None and found[0] == self.stamps[source]:
            return found[1]
        return self.digest(source)

    def seen(self, known: Files, read: Mapping[str, str]) -> Iterator[tuple[str, Seen]]:
        """Yield stamp and digest of each source whose bytes are known, if no others can have it.

        `read` are digests of files that were read elsewhere.
        """
        read = {**self.digests, **read}
        for source, stamp in self.stamps.items():
            then = known.get(source)
            if then is not None and then[0] == stamp:
                yield source, then
            elif source in read and (sure := self.sure(source)):
                yield source, (sure, read[source])

    def recipe(self) -> dict[str, str]:
        """Return what of the sources goes into every page: name -> digest."""
        settings = [self.settings] if self.settings else []
        return {name: self.digest(name) for name in (*settings, *self.templates)}

    @property
    def digests(self) -> Mapping[str, str]:
        """The digests of the files that were read so far, by source."""
        return self._memory.digests

    def described(self, problem: Problem) -> str:
        """Return the problem as the command line prints it, with the line that it is about.

        Without the line, if the file is no longer what the problem was found in.
        """
        text = None
        if problem.place.line and problem.place.path in self.stamps:
            with suppress(OSError):
                content = self.read(problem.place.path).removeprefix(b"\xef\xbb\xbf")
                text = content.decode("utf-8", "replace")
        return errors.describe(problem, text)

    def with_made(self, source: str) -> Snapshot:
        """Return the snapshot with a file that was made since; it is no part of any story."""
        made = stamps.of(Path(self.root, source).stat())
        return replace(self, stamps={**self.stamps, source: made})

    def with_edited(self, edited: Mapping[str, Stamp]) -> Snapshot:
        """Return the snapshot with files that were edited since; of the rest, it is of one version
        with this one. No stamp of theirs is sure, since it is newer than `taken`.
        """
        seen = replace(self, stamps={**self.stamps, **edited})
        object.__setattr__(seen, "_memory", self._memory.of_all_but(edited))
        return seen

    def remembering(self, last: Snapshot) -> Snapshot:
        """Return this snapshot with what was read for an earlier one of files that stayed."""
        others = {it for it in last.stamps if last.sure(it) != self.stamps.get(it)}
        seen = replace(self)
        object.__setattr__(seen, "_memory", last._memory.of_all_but(others))
        return seen


def _awaited(path: Path) -> bytes:
    for wait in _WAITS:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            time.sleep(wait)
    return path.read_bytes()


class _Role(Enum):
    """What a file below `content/` is."""

    STORY = auto()
    UPDATE = auto()
    PAGE = auto()
    SECTION = auto()
    AUTHORS = auto()
    RESOURCE = auto()
    MISPLACED = auto()


@dataclass(frozen=True, slots=True)
class _Ground:
    """Where the walk takes place, real paths both, and what it notes by the way."""

    root: Path
    output: Path
    report: Report
    spelled: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder that the walk comes to: its source, its path on disk, itself and those above."""

    source: str
    path: str
    line: frozenset[tuple[int, int]]


def root_of(start: Path) -> Path | None:
    """Return `start` or its nearest parent that has `livegen.toml` or `content/`, else None."""
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / SETTINGS).is_file() or (folder / CONTENT).is_dir():
            return folder
    return None


def snapshot(root: Path, output: Path, report: Report) -> Snapshot:
    """Return what lies in `root` now; nothing but names is read.

    Notes in `report` what stands in the wrong place, has no usable name or leads out of the
    root, and an `output` folder that would meet the sources. Raises `OSError` with its path for
    a folder that cannot be listed.
    """
    ground = _Ground(root.resolve(), output.resolve(), Report())
    taken = time.time_ns()
    _refuse_output(ground)
    _need_folders(ground)
    settings = _at(ground, SETTINGS)
    content = _below(ground, CONTENT, _not_a_source)
    templates = _below(ground, TEMPLATES, _not_a_template)
    static = _below(ground, STATIC, _not_static)
    folders = {_parent(source) for source in content}
    bundles = _bundles(folders, content)
    homes = {folder: _bundle_of(f"{folder}/", bundles) for folder in folders}
    lost = _lost_updates(folders, content, bundles)
    for folder in lost:
        _say_lost(folder, content, ground.report)
    roles = _roles(_without(lost, content), homes)
    for source in roles[_Role.MISPLACED]:
        _say_misplaced(source, homes[_parent(source)], ground.report)
    for source in roles[_Role.RESOURCE]:
        _warn_of_ending(source, ground.report)
    report.extend(ground.report.problems)
    return Snapshot(
        settings=next(iter(settings), None),
        authors=next(iter(roles[_Role.AUTHORS]), None),
        stories=tuple(_stories(roles, homes)),
        pages=tuple(roles[_Role.PAGE]),
        sections={_section(_parent(source)): source for source in roles[_Role.SECTION]},
        templates=tuple(templates),
        static=tuple(static),
        resources=frozenset(roles[_Role.RESOURCE]),
        stamps=settings | content | templates | static,
        taken=taken,
        root=str(ground.root),
        spelled=ground.spelled,
        problems=ground.report.problems,
    )


def after(
    last: Snapshot, changed: Collection[str], root: Path, output: Path, report: Report
) -> Snapshot:
    """Return what `snapshot` would, if since `last` was taken at most `changed` have changed.

    Looks at these alone where all are plain files still, as after most saves, and takes a whole
    new snapshot otherwise. No stamp of a file that was edited is sure before that.
    """
    edited = {source: _edited(last, source) for source in changed}
    known = {source: stamp for source, stamp in edited.items() if stamp}
    if len(known) < len(edited):
        return snapshot(root, output, report).remembering(last)
    report.extend(last.problems)
    return last.with_edited(known)


def _edited(last: Snapshot, source: str) -> Stamp | None:
    """Return the stamp of a file that is as plain as before; else None."""
    path = f"{last.root}/{source}"
    if source not in last.stamps or source in last.spelled or os.path.realpath(path) != path:
        return None
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return stamps.of(found) if stat.S_ISREG(found.st_mode) else None


@cache
def default_theme() -> Mapping[str, bytes]:
    """Return the files of the packaged theme by their path in it (`layouts/live.html`).

    They are read once, as livegen's code is: both are of one version as long as a process runs.
    """
    return MappingProxyType(dict(sorted(_theme_files(theme_folder(), ""))))


def theme_folder() -> Traversable:
    """Return the folder of the packaged theme."""
    theme: Traversable = resources.files("livegen") / "theme"
    if theme.is_dir():
        return theme
    return Path(__file__).parent.parent / TEMPLATES  # run from the repository, whose own it is


def _theme_files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if _not_a_template(entry.name):
            continue
        if entry.is_dir():
            yield from _theme_files(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry.read_bytes()


def _refuse_output(ground: _Ground) -> None:
    """Note an output folder whose cleaning or filling would touch anything but itself."""
    root, output = ground.root, ground.output
    kept = [f"{name}/" for name in _KEPT if _meet(output, root / name)]
    homes = ["a whole home or disk" for home in _homes() if _holds(output, home)]
    for met in (homes + kept)[:1]:
        ground.report.error(
            Rule.OUTPUT_FOLDER,
            Place(_shown(output, root)),
            f"the output folder holds or lies in {met}",
            "give it a folder of its own, such as site/",
        )


def _shown(output: Path, root: Path) -> str:
    return (output.relative_to(root) if output.is_relative_to(root) else output).as_posix()


def _homes() -> Iterator[Path]:
    yield Path(os.sep).resolve()
    with suppress(RuntimeError):  # no home is known
        yield Path.home().resolve()


def _meet(output: Path, folder: Path) -> bool:
    """True if one holds the other, by name or by where a link leads."""
    real = Path(os.path.realpath(folder))
    return any(_holds(output, it) or _holds(it, output) for it in (folder, real))


def _holds(folder: Path, path: Path) -> bool:
    """True if `path` is `folder` or lies in it, be it on a disk that folds letter case."""
    return Path(_folded(path)).is_relative_to(_folded(folder))


def _folded(path: Path) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()


def _need_folders(ground: _Ground) -> None:
    for name in (TEMPLATES, STATIC):
        if (ground.root / name).is_file():
            ground.report.error(
                Rule.NOT_A_FILE, Place(name), "is a file and not a folder", "rename it"
            )
    if not (ground.root / CONTENT).is_dir():
        ground.report.error(
            Rule.NO_CONTENT,
            Place(f"{CONTENT}/"),
            "there is no such folder, so there are no stories",
            "run livegen in a site's folder or give it with --root; for a new site, make content/",
        )


def _at(ground: _Ground, source: str) -> dict[str, Stamp]:
    """Return the stamp of the one file `source`, if it is there."""
    found = _stat(ground, source)
    return {source: stamps.of(found)} if found and _is_file(ground, source, found) else {}


def _stat(ground: _Ground, top: str) -> os.stat_result | None:
    """Return what lies at the top of the root under this name; None if nothing does."""
    path = f"{ground.root}/{top}"
    try:
        here = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return _through(ground, top, path) if stat.S_ISLNK(here.st_mode) else here


def _below(ground: _Ground, top: str, ignored: Callable[[str], bool]) -> dict[str, Stamp]:
    """Return the stamps of all files below the folder `top` by source, sorted."""
    found: dict[str, Stamp] = {}
    root, pending = f"{ground.root}/", _tops(ground, top)
    while pending:
        folder = pending.pop()
        for name, entry in _entries(ground, folder, ignored):
            source = f"{folder.source}/{name}"
            try:
                here: os.stat_result | None = entry.stat(follow_symlinks=False)
            except (FileNotFoundError, NotADirectoryError):  # gone since its folder was listed
                continue
            if here and stat.S_ISLNK(here.st_mode):
                here = _through(ground, source, entry.path)
            if here is None:
                continue
            if stat.S_ISDIR(here.st_mode):
                pending += _opened(ground, source, entry.path, here, folder.line)
            elif _is_file(ground, source, here):
                found[source] = stamps.of(here)
                if entry.path != root + source:
                    ground.spelled[source] = entry.path
    return {source: found[source] for source in sorted(found)}


def _tops(ground: _Ground, top: str) -> list[_Folder]:
    """Return the folder `top`, if it is there."""
    here = _stat(ground, top)
    if here is None:
        return []
    if not stat.S_ISDIR(here.st_mode):
        _is_file(ground, top, here)
        return []
    line = frozenset([_identity(ground.root.stat())])
    return _opened(ground, top, f"{ground.root}/{top}", here, line)


def _through(ground: _Ground, source: str, link: str) -> os.stat_result | None:
    """Return what a link leads to; None, with the reason noted, if it leads astray."""
    target = Path(os.path.realpath(link))  # `Path.resolve` raises on a loop
    if not _holds(ground.root, target):
        rule, message = Rule.OUTSIDE, "the link leads out of the site's folder"
    elif _holds(ground.output, target):
        rule, message = Rule.OUTPUT_FOLDER, "the link leads into the output folder"
    elif there := _end_of(link):
        return there
    else:
        rule, message = Rule.NOT_A_FILE, "the link leads nowhere"
    ground.report.error(rule, Place(source), message, "put the file itself in its place")
    return None


def _end_of(link: str) -> os.stat_result | None:
    try:
        return Path(link).stat()
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            return None
        raise


def _is_file(ground: _Ground, source: str, found: os.stat_result) -> bool:
    if stat.S_ISREG(found.st_mode):
        return True
    ground.report.error(
        Rule.NOT_A_FILE, Place(source), "is no file that can be read", "remove it or move it away"
    )
    return False


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def _opened(
    ground: _Ground,
    source: str,
    path: str,
    here: os.stat_result,
    line: frozenset[tuple[int, int]],
) -> list[_Folder]:
    """Return the folder, unless it is one of the line that it lies in."""
    if _identity(here) not in line:
        return [_Folder(source, path, line | {_identity(here)})]
    message = "the link leads back to a folder that it lies in"
    ground.report.error(Rule.NOT_A_FILE, Place(source), message, "remove the link")
    return []


def _entries(
    ground: _Ground, folder: _Folder, ignored: Callable[[str], bool]
) -> Iterable[tuple[str, os.DirEntry[str]]]:
    """Return what a folder holds, each with its name in NFC."""
    try:
        with os.scandir(folder.path) as entries:
            listed = {entry.name: entry for entry in entries if not ignored(entry.name)}
    except (FileNotFoundError, NotADirectoryError):  # gone since its own folder was listed
        return {}.items()
    if _is_plain("".join(listed)):
        return listed.items()
    spelled: dict[str, os.DirEntry[str]] = {}
    for on_disk in sorted(listed):
        name = _spelled(ground, folder.source, on_disk)
        if name in spelled:
            ground.report.error(
                Rule.CLASH,
                Place(f"{folder.source}/{name}"),
                "there are two of this name, which differ only in how their accents are stored",
                "rename or remove one of them",
            )
        elif name:
            spelled[name] = listed[on_disk]
    return spelled.items()


def _is_plain(name: str) -> bool:
    """True if it is the same in every form, as most names are."""
    return name.isascii() and name.isprintable()


def _spelled(ground: _Ground, source: str, on_disk: str) -> str:
    """Return a name as it is published, in NFC; `""`, with the reason noted, if it cannot be."""
    if _is_plain(on_disk):
        return on_disk
    # By way of the bytes, so that the machine's locale has no say in what a name is.
    raw = os.fsencode(on_disk)
    name = raw.decode("utf-8", "backslashreplace")
    if name.encode() != raw:
        message = "the name is not UTF-8"
    elif any(unicodedata.category(char) == "Cc" for char in name):
        message = "the name holds a control character"
    else:
        return unicodedata.normalize("NFC", name)
    shown = "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in name)
    ground.report.error(Rule.FILE_NAME, Place(f"{source}/{shown}"), message, "rename it")
    return ""


def _not_a_source(name: str) -> bool:
    return (name[0] in "._" and name != "_index.md") or name[-1] == "~"


def _not_a_template(name: str) -> bool:
    return name.startswith(".") or name.endswith("~")


def _not_static(name: str) -> bool:
    return name.startswith(".git") or name.endswith("~") or name == ".DS_Store"


def _bundles(folders: Iterable[str], content: Collection[str]) -> frozenset[str]:
    """Return the folders that are a story or a page."""
    return frozenset(it for it in folders if f"{it}/index.md" in content) - {CONTENT, PAGES}


def _bundle_of(source: str, bundles: frozenset[str]) -> str:
    """Return the outermost bundle that `source` lies in, or `""`."""
    return next((folder for folder in _above(source) if folder in bundles), "")


def _above(source: str) -> Iterator[str]:
    """Yield the folders below `content/` that `source` lies in, the outermost first."""
    parts = source.split("/")
    return ("/".join(parts[:count]) for count in range(2, len(parts)))


def _lost_updates(
    folders: Iterable[str], content: Collection[str], bundles: frozenset[str]
) -> tuple[str, ...]:
    """Return the folders `updates` of which no story is in sight, sorted.

    Their texts would be published as stories. One at the top of `content/`, or with an
    `_index.md`, is a section.
    """
    inside = (folder for folder in folders if "/updates" in folder)
    homeless = [
        folder
        for folder in sorted({above for folder in inside for above in _above(f"{folder}/")})
        if folder.endswith("/updates")
        and folder != f"{CONTENT}/updates"
        and not folder.startswith(f"{PAGES}/")
        and not _bundle_of(folder, bundles)
        and f"{folder}/_index.md" not in content
    ]
    texts = (it for it in content if it.endswith(".md")) if homeless else ()
    of_texts = {folder for text in texts for folder in _above(text)}
    return tuple(folder for folder in homeless if folder in of_texts)


def _say_lost(folder: str, content: Collection[str], report: Report) -> None:
    """Note that the story is missing which the updates in `folder` belong to, and how it comes."""
    index = f"{_parent(folder)}/index.md"
    single = f"{_parent(folder)}.md"
    likes = [source for source in content if _is_like(source, index)]
    if likes:
        hint = f"rename {likes[0]} to index.md"
    elif single in content:
        hint = f"move {single} to {index}"
    else:
        hint = f"add {index}, or if this is a section {folder}/_index.md"
    message = f"there is no {index}, the story that these updates belong to"
    report.error(Rule.MISPLACED, Place(f"{folder}/"), message, hint)


def _is_like(source: str, index: str) -> bool:
    stem, _, ending = source.rpartition(".")
    return stem.lower() == index.removesuffix(".md").lower() and ending.lower() in _TEXT_ENDINGS


def _without(lost: Iterable[str], content: Iterable[str]) -> Iterator[str]:
    """Yield `content` without the texts in the folders of `lost`; pictures stay."""
    prefixes = tuple(f"{folder}/" for folder in lost)
    return (it for it in content if not (it.endswith(".md") and it.startswith(prefixes)))


def _roles(content: Iterable[str], homes: Mapping[str, str]) -> dict[_Role, list[str]]:
    """Return the files below `content/` by what they are."""
    roles: dict[_Role, list[str]] = {role: [] for role in _Role}
    # By their folder alone, but for the few whose names say more.
    of_texts = {folder: roles[_role(f"{folder}/x.md", home)] for folder, home in homes.items()}
    for source in content:
        folder, _, name = source.rpartition("/")
        if name.endswith(".md") and not name.endswith("index.md"):
            of_texts[folder].append(source)
        else:
            roles[_role(source, homes[folder])].append(source)
    return roles


def _role(source: str, bundle: str) -> _Role:
    """Return what `source` is, if `bundle` is the bundle it lies in."""
    if source == AUTHORS:
        return _Role.AUTHORS
    if not source.endswith(".md"):
        return _Role.RESOURCE
    if source.startswith(f"{PAGES}/"):
        return _Role.PAGE if _is_page(source, bundle) else _Role.MISPLACED
    return _role_in_bundle(source, bundle) if bundle else _role_in_section(source)


def _is_page(source: str, bundle: str) -> bool:
    if bundle:
        return source == f"{bundle}/index.md" and _parent(bundle) == PAGES
    return _parent(source) == PAGES and _name(source) not in ("index.md", "_index.md")


def _role_in_bundle(source: str, bundle: str) -> _Role:
    if source == f"{bundle}/index.md":
        return _Role.STORY
    in_updates = source.startswith(f"{bundle}/updates/") and _name(source) != "_index.md"
    return _Role.UPDATE if in_updates else _Role.MISPLACED


def _role_in_section(source: str) -> _Role:
    if _name(source) == "_index.md":
        return _Role.SECTION
    return _Role.MISPLACED if _name(source) == "index.md" else _Role.STORY


def _say_misplaced(source: str, bundle: str, report: Report) -> None:
    """Note that nothing reads `source` where it stands, and where it belongs."""
    if source.startswith(f"{PAGES}/"):
        message = f"is no plain page: those stand in {PAGES}/ itself"
        hint = f"move it to {PAGES}/, under a name of its own"
    elif not bundle:
        message = "is no story: a story's index.md stands in a folder of its own"
        hint = f"name it {CONTENT}/_index.md if it introduces the front"
    elif _name(source) == "_index.md":
        message = f"makes a section of {bundle}/, which is a story"
        hint = "remove it, or move the story into a folder of its own"
    else:
        message = f"stands beside {bundle}/index.md and is no part of that story"
        hint = f"move it into {bundle}/updates/, or begin its name with _ to have it ignored"
    report.error(Rule.MISPLACED, Place(source), message, hint)


def _warn_of_ending(source: str, report: Report) -> None:
    # A story that an editor saved under such a name would silently never appear.
    stem, dot, ending = _name(source).rpartition(".")
    if ending.lower() in _TEXT_ENDINGS:
        report.warn(
            Rule.MISPLACED,
            Place(source),
            f"is not read as text, since its name ends with {dot}{ending}",
            f"rename it to {stem}.md",
        )


def _stories(roles: Mapping[_Role, list[str]], homes: Mapping[str, str]) -> Iterator[Bundle]:
    """Yield each story with the updates of its bundle."""
    updates: dict[str, list[str]] = {}
    for source in roles[_Role.UPDATE]:
        updates.setdefault(homes[_parent(source)], []).append(source)
    for source in roles[_Role.STORY]:
        folder = _parent(source)
        path = folder if homes[folder] else source.removesuffix(".md")
        yield Bundle(
            source=source,
            section=_section(_parent(path)),
            name=_name(path),
            folder=folder,
            updates=tuple(updates.get(folder, ())),
        )


def _section(folder: str) -> str:
    """Return the section whose folder it is: `content/world/asia` is `world/asia`."""
    return folder[len(CONTENT) + 1 :]


def _parent(source: str) -> str:
    return source.rpartition("/")[0]


def _name(source: str) -> str:
    return source.rpartition("/")[2]
