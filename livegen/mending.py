"""Mechanical mends of a source, which `livegen check --fix` makes: nothing else is touched."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from livegen.errors import Edit

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|$)")


def applied(content: bytes, edits: Iterable[Edit]) -> bytes:
    """Return `content` with the edits made; of edits that overlap the first one wins.

    Line ends stay as they are; so does everything that no edit names.
    """
    lines = [line.decode("utf-8", "surrogateescape") for line in _LINE.findall(content)]
    bom = lines[0].startswith("\ufeff")
    lines[0] = lines[0].removeprefix("\ufeff")
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    done: set[tuple[int, int]] = set()
    for edit in sorted(set(edits), key=lambda edit: (edit.place, edit.text), reverse=True):
        at = (edit.place.line, edit.place.column)
        if at in done or not 0 < edit.place.line <= len(lines):
            continue
        done.add(at)
        line = lines[edit.place.line - 1]
        start = edit.place.column - 1
        text = edit.text.replace("\n", end)
        lines[edit.place.line - 1] = line[:start] + text + line[start + edit.place.width :]
    text = ("\ufeff" if bom else "") + "".join(lines)
    return text.encode("utf-8", "surrogateescape")


def replace(path: Path, content: bytes) -> None:
    """Put `content` in place of the file at once: whoever reads it sees the old or the new."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".livegen-", delete=False) as file:
        file.write(content)
    beside = Path(file.name)
    beside.chmod(path.stat().st_mode)
    beside.replace(path)
