"""What a preview shows: the last good files, everything that is wrong, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import make_site

from livegen import build, preview, sources
from livegen.errors import Level, Report
from livegen.preview import Make, Preview

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STORY = "content/world/flood.md"
SITE = {
    "livegen.toml": '[site]\nurl = "https://example.org/news"\n',
    STORY: "---\ntitle: Flood\ndate: 2026-11-22 11:00\n---\n\nWater.\n",
}
PAGE = "world/flood/index.html"
NOTHING = Preview()


def seen(root: Path, last: Preview = NOTHING, make: Make = build.preview) -> Preview:
    report = Report()
    snapshot = sources.snapshot(root, root / "site", report)
    return preview.after(last, make, snapshot, NOW, report)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_site(tmp_path, SITE)


def test_a_site_without_errors_is_shown_as_it_is_built(root: Path) -> None:
    snapshot = sources.snapshot(root, root / "site", Report())

    shown = seen(root)

    assert shown.files == build.preview(snapshot, NOW, Report()).files
    assert (shown.errors, shown.problems, shown.base) == ((), (), "/news")


def test_with_an_error_the_last_good_files_stay(root: Path) -> None:
    good = seen(root)
    make_site(root, {STORY: "---\ntitle: Flood\ndate: soon\n---\n", "livegen.toml": ""})

    shown = seen(root, good)

    assert (shown.files, shown.base) == (good.files, good.base)
    assert shown.errors == (
        f'{STORY}:3:7: error: `date` is not a time: "soon"\n'
        "    3 | date: soon\n"
        "      |       ^^^^\n"
        "   hint: write 2026-11-22 18:42, or with an offset 2026-11-22T18:42+00:00",
    )


def test_warnings_are_no_errors(root: Path) -> None:
    make_site(root, {"livegen.toml": ""})
    shown = seen(root)
    assert shown.errors == ()
    assert [problem.level for problem, _ in shown.problems] == [Level.WARNING]
    assert PAGE in shown.files


def test_an_error_that_is_mended_goes(root: Path) -> None:
    good = seen(root)
    make_site(root, {STORY: "no story"})
    broken = seen(root, good)
    make_site(root, SITE)

    assert broken.errors
    assert seen(root, broken) == good


def test_what_was_noted_with_the_snapshot_counts(root: Path) -> None:
    (root / "content/out.md").symlink_to("/etc/hostname")
    assert "content/out.md: error: the link leads out" in "\n".join(seen(root).errors)


def test_a_file_that_cannot_be_read_is_an_error_and_asked_for_again(root: Path) -> None:
    good = seen(root)

    def make(*_: object) -> build.Site:
        raise PermissionError(13, "Permission denied", STORY)

    shown = seen(root, good, make)

    assert shown.files == good.files
    assert shown.errors == (f"livegen: error: {STORY}: Permission denied",)
    assert shown.until is not None
    assert shown.until > NOW


def test_a_file_that_is_gone_since_it_was_listed_is_an_error(root: Path) -> None:
    report = Report()
    snapshot = sources.snapshot(root, root / "site", report)
    (root / STORY).unlink()
    shown = preview.after(NOTHING, build.preview, snapshot, NOW, report)
    assert shown.errors == (f"livegen: error: {root / STORY}: No such file or directory",)


def test_a_fault_of_livegen_is_shown_with_its_last_line(root: Path) -> None:
    good = seen(root)

    def make(*_: object) -> build.Site:
        raise ZeroDivisionError("division by zero")

    shown = seen(root, good, make)

    assert shown.files == good.files
    assert shown.errors == (
        "livegen: error: livegen itself failed: ZeroDivisionError: division by zero",
    )
    assert shown.fault.startswith("Traceback (most recent call last):\n")
    assert shown.fault.endswith("ZeroDivisionError: division by zero\n")
    assert seen(root, shown) == good


HELD = """
---
title: Later
date: 2026-11-22 11:00
publish_at: 2026-11-22 {hour}:00
---
"""


def test_it_holds_until_the_first_story_changes_by_itself(root: Path) -> None:
    assert seen(root).until == NOW.replace(day=24, hour=11)  # when it is no longer news
    make_site(root, {f"content/{hour}.md": HELD.format(hour=hour) for hour in (10, 15, 14)})
    for make in (build.preview, build.site):
        assert seen(root, make=make).until == NOW.replace(hour=14)


def test_held_stories_are_shown_or_left_out_as_they_are_made(root: Path) -> None:
    make_site(root, {"content/later.md": HELD.format(hour=14)})
    assert "later/index.html" in seen(root).files
    assert "later/index.html" not in seen(root, make=build.site).files
    assert [item.what for item in seen(root).held] == ["Later"]


def test_errors_do_not_make_it_forget_when_to_look_again(root: Path) -> None:
    make_site(root, {"content/later.md": HELD.format(hour=14), STORY: "no story"})
    shown = seen(root)
    assert shown.errors
    assert shown.until == NOW.replace(hour=14)
    assert replace(shown, files={}) == shown
