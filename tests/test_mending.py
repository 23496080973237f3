"""Mends of a source: those that can all be made, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from livegen import mending
from livegen.errors import Edit, Place


def edit(column: int, width: int, text: str, line: int = 1) -> Edit:
    return Edit(Place("content/a.md", line, column, width), text)


PUT_IN = edit(3, 0, "id: x\n  ")
RENAMED = edit(3, 5, "title")


@pytest.mark.parametrize("edits", [(PUT_IN, RENAMED), (RENAMED, PUT_IN)])
def test_what_is_put_in_stands_before_what_is_replaced_there(edits: tuple[Edit, ...]) -> None:
    assert mending.applied(b"- titel: x\n  b: y\n", edits) == b"- id: x\n  title: x\n  b: y\n"


@pytest.mark.parametrize(
    ("edits", "made"),
    [
        ((edit(1, 4, "X"), edit(3, 3, "Y")), b"Xef"),
        ((edit(3, 3, "Y"), edit(1, 4, "X")), b"Xef"),
        ((edit(2, 2, "X"), edit(2, 3, "Y")), b"aXdef"),
        ((edit(2, 3, "Y"), edit(2, 2, "X")), b"aYef"),
        ((edit(1, 4, "X"), edit(3, 0, "Y")), b"Xef"),
        ((edit(2, 0, "X"), edit(2, 0, "Y")), b"aXbcdef"),
    ],
)
def test_of_edits_that_overlap_the_first_wins(edits: tuple[Edit, ...], made: bytes) -> None:
    assert mending.applied(b"abcdef", edits) == made


def test_edits_that_only_touch_are_all_made() -> None:
    edits = (edit(1, 2, "X"), edit(3, 2, "Y"), edit(5, 0, "Z"), edit(1, 1, "W", line=2))

    assert mending.applied(b"abcdef\r\nghi", edits) == b"XYZef\r\nWhi"


def test_an_edit_that_is_given_twice_is_made_once() -> None:
    assert mending.applied(b"titel: x", [edit(1, 5, "title")] * 2) == b"title: x"


def test_an_edit_of_a_line_that_is_not_there_is_left_out() -> None:
    assert mending.applied(b"abc", [edit(1, 1, "X", line=0), edit(1, 1, "X", line=3)]) == b"abc"


def test_what_a_link_leads_to_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "content").mkdir()
    file = tmp_path / "shared/storm.md"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link = tmp_path / "content/storm.md"
    link.symlink_to("../shared/storm.md")

    mending.replace(link, b"new")

    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.rglob("*.md")] == ["storm.md"] * 2
    assert not list(tmp_path.rglob(".livegen-*"))
