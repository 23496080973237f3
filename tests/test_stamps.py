"""Which stamps tell two versions of a file apart."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from livegen import stamps
from livegen.stamps import Stamp

NOW = 1_795_348_800_500_000_000
MS, SECOND = 10**6, 10**9
LONG_AGO = NOW - 3600 * SECOND


def stamp(*, modified: int = LONG_AGO, changed: int = LONG_AGO) -> Stamp:
    return Stamp(size=7, modified=modified, changed=changed, inode=1)


def test_a_stamp_says_size_times_and_inode(tmp_path: Path) -> None:
    file = tmp_path / "storm.md"
    file.write_text("storm")
    os.utime(file, ns=(0, 3))
    found = file.stat()

    assert stamps.of(found) == (5, 3, found.st_ctime_ns, found.st_ino)


def test_what_changed_long_ago_is_not_fresh() -> None:
    assert not stamps.is_fresh(stamp(), NOW)


@pytest.mark.parametrize("ago", [0, 1 * MS, 19 * MS])
def test_what_changed_within_a_tick_is_fresh(ago: int) -> None:
    assert stamps.is_fresh(stamp(changed=NOW - ago), NOW)
    assert stamps.is_fresh(stamp(modified=NOW - ago), NOW)


def test_what_changed_before_the_last_tick_is_not_fresh() -> None:
    assert not stamps.is_fresh(stamp(modified=NOW - 21 * MS, changed=NOW - 21 * MS), NOW)


def test_whole_seconds_are_fresh_for_two() -> None:
    second = NOW // SECOND * SECOND

    assert stamps.is_fresh(stamp(changed=second - 1 * SECOND), NOW)
    assert stamps.is_fresh(stamp(modified=second - 1 * SECOND), NOW)
    assert not stamps.is_fresh(stamp(modified=second, changed=second), NOW + 2 * SECOND)


def test_a_change_that_is_yet_to_come_is_fresh() -> None:
    assert stamps.is_fresh(stamp(changed=NOW + 3600 * SECOND), NOW)


def test_a_modification_that_is_yet_to_come_is_not_fresh_since_anybody_may_set_it() -> None:
    assert not stamps.is_fresh(stamp(modified=NOW + 3600 * SECOND), NOW)
