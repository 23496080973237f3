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
from dataclasses import dataclass, field
from enum import Enum, auto
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from livegen import errors
from livegen.errors import Place, Problem, Report, Rule

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The files of a site, as sources, sorted.

    `sections` maps a section's name to its `_index.md` (`""` is the front's); a section without
    one exists by its stories. `resources` is every other file below `content/`. `paths` says
    where each file named here lies on this disk.
    """

    settings: str | None = None
    authors: str | None = None
    stories: tuple[Bundle, ...] = ()
    pages: tuple[str, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    templates: tuple[str, ...] = ()
    static: tuple[str, ...] = ()
    resources: frozenset[str] = frozenset()
    paths: Mapping[str, Path] = field(default_factory=dict, compare=False, repr=False)
    # A site that is built holds its pictures in memory as well, and these are the same bytes.
    _read: dict[str, bytes] = field(default_factory=dict, init=False, compare=False, repr=False)

    def read(self, source: str) -> bytes:
        """Return the bytes of `source` as they were when first asked for.

        A file that is missing for a moment is waited for, since some editors save by taking the
        old one away first. Raises `OSError` with its path if it stays away or is unreadable.
        """
        if source not in self._read:
            self._read[source] = _awaited(self.paths[source])
        return self._read[source]

    def described(self, problem: Problem) -> str:
        """Return the problem as the command line prints it, with the line that it is about."""
        text = None
        if problem.place.line and problem.place.path in self.paths:
            content = self.read(problem.place.path).removeprefix(b"\xef\xbb\xbf")
            text = content.decode("utf-8", "replace")
        return errors.describe(problem, text)


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
    """Where the walk takes place; paths are real ones."""

    root: Path
    output: Path
    report: Report


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
    ground = _Ground(root.resolve(), output.resolve(), report)
    _refuse_output(ground)
    _need_folders(ground)
    settings = _at(ground, SETTINGS)
    content = _below(ground, CONTENT, _not_a_source)
    templates = _below(ground, TEMPLATES, _not_a_template)
    static = _below(ground, STATIC, _not_static)
    bundles = _bundles(content)
    lost = _lost_updates(content, bundles)
    for folder in lost:
        _say_lost(folder, content, report)
    roles = _roles(_without(lost, content), bundles)
    for source in roles[_Role.MISPLACED]:
        _say_misplaced(source, _bundle_of(source, bundles), report)
    for source in roles[_Role.RESOURCE]:
        _warn_of_ending(source, report)
    return Snapshot(
        settings=next(iter(settings), None),
        authors=next(iter(roles[_Role.AUTHORS]), None),
        stories=tuple(_stories(roles, bundles)),
        pages=tuple(roles[_Role.PAGE]),
        sections={_section(_parent(source)): source for source in roles[_Role.SECTION]},
        templates=tuple(templates),
        static=tuple(static),
        resources=frozenset(roles[_Role.RESOURCE]),
        paths=settings | content | templates | static,
    )


def default_theme() -> Mapping[str, bytes]:
    """Return the files of the packaged theme by their path in it (`layouts/live.html`)."""
    return dict(sorted(_theme_files(theme_folder(), "")))


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


def _at(ground: _Ground, source: str) -> dict[str, Path]:
    """Return the one file `source`, if it is there."""
    path = ground.root / source
    found = _stat(ground, source, path)
    return {source: path} if found and _is_file(ground, source, found) else {}


def _below(ground: _Ground, top: str, ignored: Callable[[str], bool]) -> dict[str, Path]:
    """Return all files below the folder `top` by source, sorted."""
    found: dict[str, Path] = {}
    pending = [(top, ground.root / top, frozenset([_identity(ground.root.stat())]))]
    while pending:
        source, path, above = pending.pop()
        here = _stat(ground, source, path)
        if here is None:
            continue
        if not stat.S_ISDIR(here.st_mode):
            if _is_file(ground, source, here) and source != top:
                found[source] = path
        elif _identity(here) in above:
            ground.report.error(
                Rule.NOT_A_FILE,
                Place(source),
                "the link leads back to a folder that it lies in",
                "remove the link",
            )
        else:
            inside = above | {_identity(here)}
            names = _names(ground, source, path, ignored)
            pending += [(f"{source}/{name}", entry, inside) for name, entry in names]
    return dict(sorted(found.items()))


def _stat(ground: _Ground, source: str, path: Path) -> os.stat_result | None:
    """Return what lies at `path`, through a link only if it stays inside; None if nothing does."""
    try:
        here = path.lstat()
    except (FileNotFoundError, NotADirectoryError):  # gone since its folder was listed
        return None
    return _through(ground, source, path) if stat.S_ISLNK(here.st_mode) else here


def _through(ground: _Ground, source: str, link: Path) -> os.stat_result | None:
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


def _end_of(link: Path) -> os.stat_result | None:
    try:
        return link.stat()
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


def _names(
    ground: _Ground, source: str, path: Path, ignored: Callable[[str], bool]
) -> Iterator[tuple[str, Path]]:
    """Yield the name in NFC and the path on disk of what a folder holds."""
    try:
        with os.scandir(path) as entries:
            listed = sorted(entry.name for entry in entries)
    except (FileNotFoundError, NotADirectoryError):  # gone since its own folder was listed
        return
    spelled: dict[str, Path] = {}
    for on_disk in listed:
        name = "" if ignored(on_disk) else _spelled(ground, source, on_disk)
        if name in spelled:
            ground.report.error(
                Rule.CLASH,
                Place(f"{source}/{name}"),
                "there are two of this name, which differ only in how their accents are stored",
                "rename or remove one of them",
            )
        elif name:
            spelled[name] = path / on_disk
    yield from spelled.items()


def _spelled(ground: _Ground, source: str, on_disk: str) -> str:
    """Return a name as it is published, in NFC; `""`, with the reason noted, if it cannot be."""
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
    return name.startswith(".") or name.endswith("~") or (name[0] == "_" and name != "_index.md")


def _not_a_template(name: str) -> bool:
    return name.startswith(".") or name.endswith("~")


def _not_static(name: str) -> bool:
    return name.startswith(".git") or name.endswith("~") or name == ".DS_Store"


def _bundles(content: Iterable[str]) -> frozenset[str]:
    """Return the folders that are a story or a page."""
    return frozenset(_parent(source) for source in content if _name(source) == "index.md") - {
        CONTENT,
        PAGES,
    }


def _lost_updates(content: Collection[str], bundles: frozenset[str]) -> tuple[str, ...]:
    """Return the folders `updates` of which no story is in sight, sorted.

    Their texts would be published as stories. One at the top of `content/`, or with an
    `_index.md`, is a section.
    """
    texts = (source for source in content if source.endswith(".md"))
    folders = {folder for source in texts for folder in _above(source)}
    return tuple(
        folder
        for folder in sorted(folders)
        if folder.endswith("/updates")
        and folder != f"{CONTENT}/updates"
        and not folder.startswith(f"{PAGES}/")
        and not _bundle_of(folder, bundles)
        and f"{folder}/_index.md" not in content
    )


def _say_lost(folder: str, content: Collection[str], report: Report) -> None:
    """Note that the story is missing which the updates in `folder` belong to, and how it comes."""
    index = f"{_parent(folder)}/index.md"
    single = f"{_parent(folder)}.md"
    likes = [source for source in sorted(content) if _is_like(source, index)]
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


def _roles(content: Iterable[str], bundles: frozenset[str]) -> dict[_Role, list[str]]:
    """Return the files below `content/` by what they are."""
    roles: dict[_Role, list[str]] = {role: [] for role in _Role}
    for source in content:
        roles[_role(source, _bundle_of(source, bundles))].append(source)
    return roles


def _bundle_of(source: str, bundles: frozenset[str]) -> str:
    """Return the outermost bundle that `source` lies in, or `""`."""
    return next((folder for folder in _above(source) if folder in bundles), "")


def _above(source: str) -> Iterator[str]:
    """Yield the folders below `content/` that `source` lies in, the outermost first."""
    parts = source.split("/")
    return ("/".join(parts[:count]) for count in range(2, len(parts)))


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


def _stories(roles: Mapping[_Role, list[str]], bundles: frozenset[str]) -> Iterator[Bundle]:
    """Yield each story with the updates of its bundle."""
    updates: dict[str, list[str]] = {}
    for source in roles[_Role.UPDATE]:
        updates.setdefault(_bundle_of(source, bundles), []).append(source)
    for source in roles[_Role.STORY]:
        folder = _parent(source)
        path = folder if folder in bundles else source.removesuffix(".md")
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
