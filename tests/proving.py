"""The proof that a build in place equals a clean one, and what is done to a site in between."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from built import livegen, traces
from conftest import Result, clean_environment, copy_site, run

from livegen import output

WORKSHOP = ".livegen"
Runner = Callable[..., Result]
"""Runs `livegen` with the arguments given."""

LONG_AGO = 1_000_000_000_000_000_000
"""A time in 2001, in nanoseconds."""


# ------------------------------------------------------------------ the proof


def proved(
    root: Path,
    *argv: str,
    to: str = "site",
    runner: Runner = livegen,
    clean_runner: Runner = livegen,
) -> Result:
    """Build the site in place, and a copy of its sources from nothing, and compare.

    Equal are: the exit status, what is said of the sources, and every byte. Where a build is
    refused, nothing moved. Of what is there, just those files moved whose bytes are others, and
    just those are said to be written. Returns how the build in place ended.
    """
    site = root / to
    before = traces(site)
    here = runner(*_built(root, site), *argv)
    clean = _copied(root) / to
    there = clean_runner(*_built(clean.parent, clean), *argv)
    after = traces(site)
    assert here.status == there.status, f"{here.err}\n--- but a clean build:\n{there.err}"
    assert here.err == there.err, f"{here.err}\n--- but a clean build:\n{there.err}"
    said = _said(here)
    assert _of_sources(said) == _of_sources(_said(there))
    if here.status:
        _same(before, after, "moved, though the build was refused")
    else:
        _same(_ours(site, after), _ours(clean, traces(clean)), "not as in a clean build")
        assert _folders(site) >= _folders(clean)
        assert _folders(site) - _folders(clean) <= _folders_of(_foreign(site, after))
        _only_changed(before, after, said)
    return here


def _built(root: Path, site: Path) -> list[str]:
    return ["build", "--root", str(root), "--output", str(site), "--json"]


def _copied(root: Path) -> Path:
    shutil.rmtree(root.parent / "clean", ignore_errors=True)
    return copy_site(root, root.parent / "clean")


def _said(done: Result) -> Mapping[str, Any]:
    said: Mapping[str, Any] = json.loads(done.out) if done.out else {}
    return said


def _of_sources(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `--json` says that does not depend on what was there."""
    return {key: said.get(key) for key in ("ok", "problems", "held", "next_change_at")}


Traces = Mapping[str, tuple[int, int, bytes]]


def _same(some: Mapping[str, Any], others: Mapping[str, Any], what: str) -> None:
    differing = [path for path in sorted({*some, *others}) if some.get(path) != others.get(path)]
    shown = "".join(f"\n--- {path}\n{some.get(path)}\n{others.get(path)}" for path in differing[:1])
    assert not differing, f"{what}: {', '.join(differing)}{shown}"


def _ours(site: Path, found: Traces) -> dict[str, bytes]:
    """Return the files that livegen says it made, and its list of them."""
    listed = {*output.made(site), output.LIST}
    return {path: content for path, (_, _, content) in found.items() if path in listed}


def _foreign(site: Path, found: Traces) -> set[str]:
    return found.keys() - output.made(site) - {output.LIST}


def _folders(site: Path) -> set[str]:
    return {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_dir()}


def _folders_of(paths: Iterable[str]) -> set[str]:
    return {above.as_posix() for path in paths for above in Path(path).parents}


def _only_changed(before: Traces, after: Traces, said: Mapping[str, Any]) -> None:
    """What moved is what changed, and what is said to be written or deleted."""
    written, deleted = set(said["written"]), set(said["deleted"])
    moved = {path for path in after if after[path] != before.get(path)}
    changed = {path for path in after if path not in before or after[path][2] != before[path][2]}
    assert moved == changed, f"touched, with the same bytes: {sorted(moved - changed)}"
    assert written == changed - {output.LIST}, f"said to be written: {sorted(written)}"
    assert deleted == before.keys() - after.keys(), f"said to be deleted: {sorted(deleted)}"
    assert len(said["written"]) == len(written)


def answered(root: Path, command: str, *argv: str) -> None:
    """`check` or `list` says what it says of a copy without a past, and moves no output."""
    before = traces(root / "site")
    here, there = (livegen(command, "--root", str(at), *argv) for at in (root, _copied(root)))
    assert here == there, f"{here}\n--- but of a copy:\n{there}"
    _same(before, traces(root / "site"), "moved")


def refused_for_what_is_in_the_way(root: Path, pick: int, *argv: str) -> None:
    """Where someone put a folder of theirs in place of an output, nothing is written."""
    made = outputs(root)
    if not made:
        return
    place = made[pick % len(made)]
    place.unlink()
    place.mkdir()
    (place / "mine").write_bytes(b"mine")
    before = traces(root / "site")
    assert livegen(*_built(root, root / "site"), *argv).status == 1
    _same(before, traces(root / "site"), "moved, though the build was refused")
    shutil.rmtree(place)


def all_whole(torn: Traces, before: Traces, after: Traces) -> None:
    """Each file that a killed build left is as it was or as it will be."""
    for path in torn.keys() - {output.LIST}:
        sides = [side[path][2] for side in (before, after) if path in side]
        assert torn[path][2] in sides, f"neither old nor new: {path}"


def in_a_process(*argv: str, **environment: str) -> Result:
    """Run `livegen` in a process of its own, which remembers nothing but what is on disk."""
    return run(*argv, cwd=Path(argv[2]), **environment)


def killed(root: Path, step: int, *argv: str) -> int:
    """Build the site in a process that is killed at a step on the disk; return how it ended."""
    done = subprocess.run(
        [
            *(sys.executable, str(Path(__file__).with_name("killed.py")), str(step)),
            *_built(root, root / "site"),
            *argv,
        ],
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,  # to its end, which comes when the last of its children is gone
        check=False,
        start_new_session=True,
    )
    return done.returncode


# ------------------------------------------------------------------ how people save


Save = Callable[[Path, bytes], None]


def in_place(path: Path, content: bytes) -> None:
    """Save as `echo > file` does."""
    path.write_bytes(content)


def by_renaming(path: Path, content: bytes) -> None:
    """Save as most editors do."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)


def at_the_old_time(path: Path, content: bytes) -> None:
    """Save, and give the file the time that it had."""
    time = _time_of(path)
    in_place(path, content)
    os.utime(path, ns=(time, time))


def by_renaming_at_the_old_time(path: Path, content: bytes) -> None:
    """Put another file of the same time in its place, as `cp -p` and `rsync -t` do."""
    time = _time_of(path)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    os.utime(beside, ns=(time, time))
    beside.replace(path)


def long_ago(path: Path, content: bytes) -> None:
    """Save, and give the file an older time than it had, as unpacking an archive does."""
    in_place(path, content)
    os.utime(path, ns=(LONG_AGO, LONG_AGO))


def _time_of(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else LONG_AGO


SAVES: tuple[Save, ...] = (
    in_place,
    by_renaming,
    at_the_old_time,
    by_renaming_at_the_old_time,
    long_ago,
)


def lay(root: Path, old: Mapping[str, bytes], new: Mapping[str, bytes], save: Save) -> None:
    """Make the files below `root`, which are `old`, be `new`; those that are equal stay."""
    for path in sorted(old.keys() - new.keys(), reverse=True):
        (root / path).unlink()
        _delete_empty((root / path).parent, root)
    for path in sorted(path for path in new if new[path] != old.get(path)):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        save(root / path, new[path])


def _delete_empty(folder: Path, root: Path) -> None:
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


# ------------------------------------------------------------------ what others do to a site


Harm = Callable[[Path, int], None]
"""Harms a file; of several ways and places a number says which."""


def flip(path: Path, pick: int) -> None:
    """Change one bit, and not the size."""
    content = bytearray(path.read_bytes())
    if content:
        content[pick % len(content)] ^= 1 << pick % 8
    path.write_bytes(content)


def flip_at_the_old_time(path: Path, pick: int) -> None:
    """Change one bit, and neither the size nor the time."""
    time = _time_of(path)
    flip(path, pick)
    os.utime(path, ns=(time, time))


def flip_by_renaming(path: Path, pick: int) -> None:
    """Put another file of the same size and time in its place."""
    shutil.copy2(path, path.with_name("other"))
    flip_at_the_old_time(path.with_name("other"), pick)
    path.with_name("other").replace(path)


def cut(path: Path, pick: int) -> None:
    """Cut off its end."""
    os.truncate(path, pick % (path.stat().st_size or 1))


def empty(path: Path, pick: int) -> None:
    """Leave nothing in it."""
    path.write_bytes(b"")


def scrawl(path: Path, pick: int) -> None:
    """Write something else into it."""
    path.write_bytes(
        (b"", b"null\n", b"[]\n", b"{}\n", b"\xff\xfe\x00", b"SQLite format 3\0")[pick % 6]
    )


def lengthen(path: Path, pick: int) -> None:
    """Add to its end."""
    with path.open("ab") as file:
        file.write(b"\n" * (1 + pick % 3))


def delete(path: Path, pick: int) -> None:
    """Delete it."""
    path.unlink()


def delete_its_folder(path: Path, pick: int) -> None:
    """Delete it with all that lies beside and below."""
    shutil.rmtree(path.parent)


def lock_up(path: Path, pick: int) -> None:
    """Take away the right to read it, which means nothing to root."""
    path.chmod(0)


def make_a_folder_of_it(path: Path, pick: int) -> None:
    """Put an empty folder in its place."""
    path.unlink()
    path.mkdir()


def lead_nowhere(path: Path, pick: int) -> None:
    """Put a link in its place that leads nowhere."""
    path.unlink()
    path.symlink_to("nowhere")


OF_OUTPUTS: tuple[Harm, ...] = (
    flip,
    flip_at_the_old_time,
    flip_by_renaming,
    cut,
    lengthen,
    delete,
    delete_its_folder,
    make_a_folder_of_it,
    lead_nowhere,
)
OF_LEDGERS: tuple[Harm, ...] = (
    flip,
    flip_at_the_old_time,
    flip_by_renaming,
    cut,
    empty,
    scrawl,
    lengthen,
    delete,
    delete_its_folder,
    lock_up,
    lead_nowhere,
)


def one_of(paths: Sequence[Path], harm: Harm, pick: int) -> None:
    """Harm one of the files, if there are any."""
    if paths:
        harm(paths[pick % len(paths)], pick // len(paths))


def outputs(root: Path) -> list[Path]:
    """Return the files that livegen made in `site`."""
    return [root / "site" / path for path in sorted(output.made(root / "site"))]


def ledgers(root: Path) -> list[Path]:
    """Return what livegen keeps for the next build, whatever it is."""
    kept = (root / WORKSHOP).rglob("*")
    return sorted(path for path in kept if path.is_file() and path.name != "lock")


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of what builds left behind, times and all, in `folder`."""

    folder: Path

    def take(self, root: Path) -> None:
        """Copy the built site and what livegen keeps."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in ("site", WORKSHOP):
            if (root / name).is_dir():
                shutil.copytree(root / name, self.folder / name, symlinks=True)

    def restore(self, root: Path, names: Iterable[str]) -> None:
        """Put the copies of those folders in place of what is there."""
        for name in names:
            if not (self.folder / name).is_dir():
                continue
            shutil.rmtree(root / name, ignore_errors=True)
            shutil.copytree(self.folder / name, root / name, symlinks=True)
