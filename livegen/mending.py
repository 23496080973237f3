"""Sources that livegen changes or makes, at once and whole: nothing else is touched.

Law: whoever reads a source sees the old one or the new one, and no file that is there already is
made anew.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from livegen.errors import Edit

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|$)")


def applied(content: bytes, edits: Iterable[Edit]) -> bytes:
    """Return `content` with the edits made; of edits that overlap the first one wins.

    The first is the one that begins first, then the one given first. What is only put in (a width
    of 0) and what is replaced from the same place on do not overlap; the former comes to stand
    before. Line ends stay as they are; so does everything that no edit names.
    """
    lines = [line.decode("utf-8", "surrogateescape") for line in _LINE.findall(content)]
    bom = lines[0].startswith("\ufeff")
    lines[0] = lines[0].removeprefix("\ufeff")
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    within = [edit for edit in edits if 0 < edit.place.line <= len(lines)]
    for edit in reversed(list(_compatible(within))):
        line = lines[edit.place.line - 1]
        start = edit.place.column - 1
        text = edit.text.replace("\n", end)
        lines[edit.place.line - 1] = line[:start] + text + line[start + edit.place.width :]
    text = ("\ufeff" if bom else "") + "".join(lines)
    return text.encode("utf-8", "surrogateescape")


def replace(path: Path, content: bytes) -> None:
    """Put `content` in place of the file at once: whoever reads it sees the old or the new.

    A link stays one: what it leads to is replaced.
    """
    path = path.resolve()
    with _beside(path) as beside:
        mode = path.stat().st_mode
        beside.touch(stat.S_IRUSR | stat.S_IWUSR)
        beside.write_bytes(content)
        beside.chmod(mode)
        beside.replace(path)


def create(path: Path, content: bytes) -> None:
    """Make a new file that holds `content`, and the folders above it.

    Raises `FileExistsError`, and changes nothing, if there is one: also if it came this moment.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _beside(path) as beside:
        beside.write_bytes(content)
        try:
            os.link(beside, path)  # unlike a rename, it never replaces
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EOPNOTSUPP):
                raise
            # Some disks (exFAT, shares) know no second name for a file.
            with path.open("xb") as file:
                file.write(content)


def settle(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make `files` the content of a folder that is not there, or is empty but for hidden ones.

    They are made beside it first: up to the first rename, nothing of it is there.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".livegen-"))
    try:
        for name, content in files.items():
            create(beside / name, content)
        folder.mkdir(exist_ok=True)
        for entry in sorted(beside.iterdir()):
            entry.replace(folder / entry.name)
    finally:
        shutil.rmtree(beside)


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Wait until no one else changes sources in `folder` by this way, and then keep others waiting.

    The turn ends with the process, however it ends.
    """
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Yield where to make a file before it takes its place; whatever happens, nothing stays there.

    An `OSError` names `path`: of the other nobody knows.
    """
    beside = path.with_name(f".livegen-{secrets.token_hex(8)}")
    try:
        yield beside
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _compatible(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Yield by place the edits that can all be made."""
    free = (0, 0)  # the line and column from which on nothing is taken yet
    put_in = (0, 0)  # where something was put in last
    for edit in sorted(edits, key=_order):
        line, column = at = edit.place.line, edit.place.column
        if at < free or (edit.place.width == 0 and at == put_in):
            continue
        yield edit
        if edit.place.width:
            free = line, column + edit.place.width
        else:
            put_in = at


def _order(edit: Edit) -> tuple[int, int, bool]:
    return edit.place.line, edit.place.column, edit.place.width > 0
