"""Sources changed and made: edits that can all be made, whole files, and nothing else."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest
from conftest import files_of

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


def test_a_new_file_is_whole_and_its_folders_are_made(tmp_path: Path) -> None:
    mending.create(tmp_path / "world/flood/updates/a.md", b"Out.")

    assert files_of(tmp_path) == {"world/flood/updates/a.md": b"Out."}


def test_a_file_that_is_there_is_never_made_anew(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"old")

    with pytest.raises(FileExistsError):
        mending.create(tmp_path / "a.md", b"new")

    assert files_of(tmp_path) == {"a.md": b"old"}


@pytest.mark.parametrize("there", [b"old", None])
def test_a_disk_that_knows_no_second_names_is_written_to_all_the_same(
    there: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_link(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_link)
    if there:
        (tmp_path / "a.md").write_bytes(there)
        with pytest.raises(FileExistsError):
            mending.create(tmp_path / "a.md", b"new")
    else:
        mending.create(tmp_path / "a.md", b"new")

    assert files_of(tmp_path) == {"a.md": there or b"new"}


def test_a_folder_that_cannot_be_settled_stays_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too long"):
        mending.settle(tmp_path / "courier", {"a.md": b"a", "b" * 300: b"b"})

    assert list(tmp_path.iterdir()) == []


def test_whoever_wants_a_turn_waits_for_the_one_before(tmp_path: Path) -> None:
    said: list[str] = []

    def wait_for_a_turn() -> None:
        with mending.turn(tmp_path):
            said.append("second")

    with mending.turn(tmp_path):
        other = threading.Thread(target=wait_for_a_turn)
        other.start()
        other.join(0.1)
        said.append("first")
    other.join()

    assert said == ["first", "second"]


@pytest.mark.parametrize("there", [b"old", None])
def test_a_disk_that_is_full_keeps_what_was_there_and_is_named_with_the_file(
    there: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if there:
        (tmp_path / "a.md").write_bytes(there)
    monkeypatch.setattr(Path, "write_bytes", full)
    write = mending.replace if there else mending.create

    with pytest.raises(OSError, match="No space left") as caught:
        write(tmp_path / "a.md", b"new")

    assert caught.value.filename == str(tmp_path / "a.md")
    assert files_of(tmp_path) == ({"a.md": there} if there else {})


def test_a_file_that_cannot_be_put_in_place_leaves_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()

    with pytest.raises(OSError, match="directory"):
        mending.replace(tmp_path / "a.md", b"new")

    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]
