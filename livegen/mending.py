"""Mechanical mends of a source, which `livegen check --fix` makes: nothing else is touched."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
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
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".livegen-", delete=False) as file:
        file.write(content)
    beside = Path(file.name)
    beside.chmod(path.stat().st_mode)
    beside.replace(path)


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
