"""The commands as people and machines use them: options, exit codes, what is said and where."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from built import SETTINGS, Site, build, built, livegen, traces
from conftest import NOW, clean_environment, files_of, make_site, run

FIRE = """
    ---
    title: Fire at the mill
    date: 2026-11-21
    ---
    It burns.
    """
DRAFT = """
    ---
    title: Not yet finished
    date: 2026-11-21
    draft: true
    ---
    Half a sentence
    """
TOMORROW = """
    ---
    title: Tomorrow's news
    date: 2026-11-23 09:00
    ---
    Not before nine.
    """
BROKEN = """
    ---
    title: Fire at the mill
    sumary: It burns.
    date: 2026-11-21
    ---
    """


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a site with one story."""
    return make_site(tmp_path / "site-of-mine", {"livegen.toml": SETTINGS, "content/fire.md": FIRE})


def problems_of(text: str) -> list[dict[str, object]]:
    """Return the problems of an answer in JSON, which must be all there is."""
    return list(json.loads(text)["problems"])


# ------------------------------------------------------------------ exit codes


def test_a_sound_site_is_built_with_status_0(site: Path) -> None:
    done = run("build", "--now", NOW, cwd=site)

    assert (done.status, done.err) == (0, "")
    assert done.out.endswith(" files written, 0 deleted, 0 unchanged\n")


def test_an_error_in_the_sources_is_status_1_and_writes_nothing(site: Path) -> None:
    make_site(site, {"content/fire.md": BROKEN})

    done = run("build", "--now", NOW, cwd=site)

    assert done.status == 1
    assert done.err.startswith("content/fire.md:3:1: error: a story has no key `sumary`\n")
    assert done.out == "1 error; nothing was written\n"
    assert not (site / "site").exists()


@pytest.mark.parametrize(
    "argv", [["build", "--nwo", "x"], ["publisch"], ["build", "--root", "nowhere"], ["build", "x"]]
)
def test_wrong_usage_is_status_2(argv: list[str], site: Path) -> None:
    done = run(*argv, cwd=site)

    assert done.status == 2
    assert done.out == ""
    assert "Traceback" not in done.err


@pytest.mark.parametrize("command", ["build", "check", "list", "clean"])
def test_where_there_is_no_site_every_command_says_so(command: str, tmp_path: Path) -> None:
    done = run(command, cwd=tmp_path)

    assert done.status == 2
    assert "there is no site here" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("now", ["soon", "18:42", "2026-02-30", "2026-10-25 01:30", ""])
def test_a_now_that_is_no_time_is_wrong_usage(now: str, site: Path) -> None:
    make_site(site, {"livegen.toml": f'{SETTINGS}timezone = "Europe/London"\n'})

    done = livegen("build", "--root", str(site), "--now", now)

    assert done.status == 2
    assert "--now" in done.err
    assert not (site / "site").exists()


@pytest.mark.parametrize(
    "now", ["2026-11-22", "2026-11-22 12:00", "2026-11-22T12:00+00:00", "2026-11-22T13:00:00+01:00"]
)
def test_now_is_written_like_any_time_local_ones_in_the_sites_zone(now: str, site: Path) -> None:
    make_site(
        site,
        {
            "livegen.toml": f'{SETTINGS}timezone = "Europe/London"\n',
            "content/noon.md": FIRE.replace("2026-11-21", "2026-11-22 12:05:01"),
            "content/past.md": FIRE.replace("2026-11-21", "2026-11-22 12:05:00"),
        },
    )

    done = livegen("build", "--root", str(site), "--now", now, "-q")

    assert done.status == 0
    assert Site(site / "site").has("past")
    assert not Site(site / "site").has("noon")


def test_a_disk_that_refuses_is_status_3_and_no_traceback(site: Path) -> None:
    make_site(site, {"occupied": "a file where the folder above the output should be\n"})

    done = run("build", "--now", NOW, "--output", "occupied/out", cwd=site)

    assert done.status == 3
    assert done.err.count("\n") == 1
    assert done.err.startswith("livegen: error: ")


@pytest.mark.parametrize("asked", [["--help"], ["build", "--help"], ["--version"]])
def test_help_that_cannot_be_said_is_status_3_and_no_traceback(asked: list[str]) -> None:
    command = [sys.executable, "-m", "livegen", *asked]
    with Path("/dev/full").open("w") as nowhere:
        done = subprocess.run(
            command, stdout=nowhere, stderr=subprocess.PIPE, text=True, check=False
        )

    assert done.returncode == 3
    assert done.stderr.startswith("livegen: error: No space left on device\n")
    assert "Traceback" not in done.stderr


def test_two_builds_at_once_are_told_apart(site: Path) -> None:
    import fcntl

    (site / ".livegen").mkdir()
    with (site / ".livegen/lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = run("build", "--now", NOW, cwd=site)

    assert done.status == 3
    assert "another build of this site is at work" in done.err
    assert not (site / "site").exists()


def test_version_and_help_are_where_they_are_everywhere(site: Path) -> None:
    assert run("--version", cwd=site).out.startswith("livegen, version ")
    for command in ("build", "check", "list", "clean"):
        done = run(command, "--help", cwd=site)
        assert done.status == 0
        assert "--root" in done.out


# ------------------------------------------------------------------ where the site is


def test_the_nearest_parent_with_settings_or_content_is_the_site(site: Path) -> None:
    deep = site / "content/world/deep"
    deep.mkdir(parents=True)

    assert run("build", "--now", NOW, cwd=deep).status == 0
    assert (site / "site/fire/index.html").exists()


def test_root_may_be_given_from_anywhere_and_paths_are_relative_to_it(
    site: Path, tmp_path: Path
) -> None:
    make_site(site, {"content/fire.md": BROKEN})

    done = run("build", "--root", "site-of-mine", "--now", NOW, cwd=tmp_path)

    assert done.err.startswith("content/fire.md:3:1: error: ")


def test_an_output_folder_in_the_sources_is_refused(site: Path) -> None:
    for output in ("content/built", "content", ".", "templates", ".livegen/out"):
        done = build(site, "--output", str(site / output))
        assert done.status == 1, output
        assert "the output folder holds or lies in" in done.err
    assert not (site / "content/built").exists()


def test_a_link_to_the_sources_is_no_way_around_that(site: Path) -> None:
    (site / "innocent").symlink_to("content")

    assert build(site, "--output", str(site / "innocent/out")).status == 1
    assert not (site / "content/out").exists()


# ------------------------------------------------------------------ what is said


@pytest.mark.parametrize("command", ["build", "check", "list"])
def test_json_is_all_there_is_on_standard_output(command: str, site: Path) -> None:
    make_site(site, {"content/fire.md": BROKEN, "content/tomorrow.md": TOMORROW})

    done = livegen(command, "--root", str(site), "--now", NOW, "--json")

    (problem,) = problems_of(done.out)
    assert problem == {
        "level": "error",
        "rule": "unknown-key",
        "path": "content/fire.md",
        "line": 3,
        "column": 1,
        "message": "a story has no key `sumary`",
        "hint": "did you mean `summary`?",
    }
    (held,) = json.loads(done.out)["held"]
    assert held == {
        "what": "Tomorrow's news",
        "path": "content/tomorrow.md",
        "until": "2026-11-23T09:00:00+00:00",
    }
    assert done.status == 1


def test_json_of_a_build_names_what_was_written_and_deleted(site: Path) -> None:
    first = json.loads(build(site, "--json").out)
    (site / "content/fire.md").rename(site / "content/blaze.md")
    second = json.loads(build(site, "--json").out)

    assert "fire/index.html" in first["written"]
    assert first["ok"] is True
    assert first["problems"] == []
    assert "blaze/index.html" in second["written"]
    assert second["deleted"] == ["fire/index.html", "fire/latest.html", "fire/latest.json"]


@pytest.mark.parametrize("command", ["build", "check", "list"])
def test_held_items_are_named_by_every_command(command: str, site: Path) -> None:
    make_site(site, {"content/tomorrow.md": TOMORROW, "content/draft.md": DRAFT})

    done = livegen(command, "--root", str(site), "--now", NOW)

    assert "held until 2026-11-23 09:00 UTC: Tomorrow's news (content/tomorrow.md)\n" in done.out


def test_quiet_says_only_what_is_wrong(site: Path) -> None:
    make_site(site, {"content/tomorrow.md": TOMORROW})
    assert (build(site, "-q").out, build(site, "-q").err) == ("", "")

    make_site(site, {"content/fire.md": BROKEN})
    done = build(site, "-q")

    assert done.out == ""
    assert "sumary" in done.err


def test_verbose_names_every_file(site: Path) -> None:
    done = build(site, "-v")

    assert "wrote fire/index.html\n" in done.out


def test_list_tells_state_and_last_update_newest_first(site: Path) -> None:
    live = """
        ---
        title: The river
        date: 2026-11-20
        status: live
        updates:
          - {time: 2026-11-22 11:00, body: It rises.}
          - {time: 2026-11-22 10:00, body: It rose.}
        ---
        """
    make_site(site, {"content/world/river.md": live, "content/draft.md": DRAFT})

    rows = json.loads(livegen("list", "--root", str(site), "--now", NOW, "--json").out)["stories"]

    assert [(row["path"], row["state"], row["status"]) for row in rows] == [
        ("/world/river/", "published", "live"),
        ("/fire/", "published", ""),
        ("/draft/", "draft", ""),
    ]
    assert (rows[0]["updates"], rows[0]["last_update"]) == (2, "2026-11-22T11:00:00+00:00")


def test_colour_is_for_terminals_and_not_for_no_color(site: Path) -> None:
    make_site(site, {"content/fire.md": BROKEN})

    assert "\x1b[" in on_a_terminal(site)
    assert "\x1b[" not in on_a_terminal(site, NO_COLOR="1")
    assert "\x1b[" not in run("build", cwd=site).err


def on_a_terminal(site: Path, **environment: str) -> str:
    """Return what a build says where standard error is a terminal."""
    import pty

    ours, theirs = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "livegen", "build", "--now", NOW],
        cwd=site,
        env=clean_environment() | environment,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        check=False,
    )
    os.close(theirs)
    said = os.read(ours, 100_000).decode()
    os.close(ours)
    return said


# ------------------------------------------------------------------ drafts


def test_drafts_need_an_output_of_their_own(site: Path) -> None:
    for folder in (None, "site", "content/../site", "site/drafts", "."):
        argv = ["--output", str(site / folder)] if folder else []
        done = build(site, "--drafts", *argv)
        assert done.status == 2
        assert "--drafts needs an --output apart from the site's" in done.err


def test_a_preview_shows_drafts_and_held_items_labelled_and_not_indexed(
    site: Path, tmp_path: Path
) -> None:
    updates = """
        ---
        title: The river
        date: 2026-11-20
        updates:
          - {time: 2026-11-22 11:00, id: out, body: It rises.}
          - {time: 2026-11-22 11:30, id: draft, draft: true, body: It may rise.}
          - {time: 2026-11-23 11:00, id: held, body: It will rise.}
        ---
        """
    make_site(
        site,
        {"content/tomorrow.md": TOMORROW, "content/draft.md": DRAFT, "content/river.md": updates},
    )
    ordinary = files_of(built(site).folder)

    assert build(site, "--drafts", "--output", str(tmp_path / "preview")).status == 0

    preview = Site(tmp_path / "preview")
    for page in preview.pages():
        assert page.one('//meta[@name="robots"]/@content') == "noindex", page.path
        assert "Preview: drafts and held items are shown" in page.text
    assert preview.page("draft/").one('//*[@class="held" and text()="Draft"]') is not None
    assert "Held until 23 November 2026" in preview.page("tomorrow/").text.replace(
        "November 23, 2026", "23 November 2026"
    )
    labels = preview.page("river/").tree.xpath('//article//*[@class="held"]/text()')
    assert labels[0] == "Draft"
    assert labels[1].startswith("Held until ")
    assert len(labels) == 2
    assert files_of(site / "site") == ordinary


def test_no_ordinary_build_has_a_draft_in_it(site: Path) -> None:
    make_site(site, {"content/draft.md": DRAFT, "content/tomorrow.md": TOMORROW})

    everything = b"".join(files_of(built(site).folder).values())

    assert b"Not yet finished" not in everything
    assert b"Tomorrow" not in everything


# ------------------------------------------------------------------ files that are livegen's


def test_a_file_whose_bytes_stay_is_not_touched(site: Path) -> None:
    make_site(site, {"content/flood.md": FIRE.replace("Fire", "Flood")})
    build(site)
    before = traces(site / "site")
    make_site(site, {"content/flood.md": FIRE.replace("Fire", "High water")})

    done = build(site, "--json")

    after = traces(site / "site")
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed == set(json.loads(done.out)["written"])
    assert "flood/index.html" in changed
    assert "fire/index.html" not in changed


def test_what_is_deleted_or_renamed_goes_with_its_empty_folders(site: Path) -> None:
    make_site(site, {"content/world/asia/flood.md": FIRE, "content/world/mill.md": FIRE})
    build(site)

    (site / "content/world/asia/flood.md").unlink()
    (site / "content/world/mill.md").rename(site / "content/world/works.md")
    out = built(site)

    assert not out.has("world/asia")
    assert not out.has("world/mill")
    assert out.has("world/works/index.html")
    assert files_of(out.folder) == clean_build(site)


def clean_build(site: Path) -> dict[str, bytes]:
    """Return what a build into an empty folder makes."""
    out = site.parent / "clean"
    assert build(site, "--output", str(out)).status == 0
    return files_of(out)


def test_foreign_files_survive_builds_and_clean(site: Path) -> None:
    build(site)
    make_site(site, {"site/fire/mine.txt": "mine\n", "site/.git/config": "mine\n"})

    (site / "content/fire.md").rename(site / "content/blaze.md")
    build(site)
    assert livegen("clean", "--root", str(site)).status == 0

    assert files_of(site / "site") == {"fire/mine.txt": b"mine\n", ".git/config": b"mine\n"}


def test_clean_leaves_texts_that_were_not_filed(site: Path) -> None:
    make_site(site, {".livegen/unfiled/a.md": "Route 9 is open.", ".livegen/ledger-1.json": "{}"})
    assert livegen("clean", "--root", str(site)).status == 0
    assert files_of(site / ".livegen") == {"unfiled/a.md": b"Route 9 is open."}


def test_clean_deletes_what_livegen_made_and_no_source(site: Path) -> None:
    before = files_of(site)
    build(site)

    done = livegen("clean", "--root", str(site))

    assert done.status == 0
    assert done.out.startswith("deleted ")
    assert files_of(site) == before
    assert not (site / ".livegen").exists()
    assert livegen("clean", "--root", str(site)).out == "deleted 0 files\n"


def test_a_foreign_file_in_the_way_is_refused(site: Path) -> None:
    make_site(site, {"site/fire/index.html": "mine\n"})

    done = build(site)

    assert done.status == 1
    assert "site/fire/index.html: error: is in the way of a file, and livegen did not make it" in (
        done.err
    )
    assert files_of(site / "site") == {"fire/index.html": b"mine\n"}


@pytest.mark.parametrize("there", ["site/fire", "site"])
def test_a_foreign_file_in_the_way_of_a_folder_is_refused(there: str, site: Path) -> None:
    make_site(site, {there: "mine\n"})

    done = build(site)

    assert done.status in (1, 2, 3)
    assert "Traceback" not in done.err
    assert (site / there).read_text() == "mine\n"


# ------------------------------------------------------------------ check --fix

UNTIDY = """\
---
title: Fire: three roads closed
date:   2026-11-21
sumary:   It burns.
tags: [fire,   mill]
status: live
updates:
  - time: 2026-11-21 18:42
    body: |
      It spreads.

  - time: 2026-11-21 18:42
    text: 'It  falls.'
---

The   text\tstays,  blanks and   all.\u2028
"""
TIDY = """\
---
id: /fire/
title: "Fire: three roads closed"
date:   2026-11-21
summary:   It burns.
tags: [fire,   mill]
status: live
updates:
  - id: 2026-11-21-18-42
    time: 2026-11-21 18:42
    body: |
      It spreads.

  - id: 2026-11-21-18-42-2
    time: 2026-11-21 18:42
    body: 'It  falls.'
---

The   text\tstays,  blanks and   all.\u2028
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_fix_mends_what_needs_no_decision_and_touches_no_other_byte(
    line_end: str, mark: str, site: Path
) -> None:
    make_site(site, {"content/fire.md": (mark + UNTIDY.replace("\n", line_end)).encode()})
    before = files_of(site)

    done = livegen("check", "--root", str(site), "--now", NOW, "--fix")

    mended = (mark + TIDY.replace("\n", line_end)).encode()
    assert files_of(site) == before | {"content/fire.md": mended}
    assert "mended content/fire.md\n" in done.out
    assert done.status == 0, done.err


def test_fix_is_done_once(site: Path) -> None:
    make_site(site, {"content/fire.md": UNTIDY.encode()})
    livegen("check", "--root", str(site), "--now", NOW, "--fix")
    before = traces(site)

    done = livegen("check", "--root", str(site), "--now", NOW, "--fix")

    assert traces(site) == before
    assert "mended" not in done.out


def test_ids_that_are_written_down_leave_the_built_site_as_it_is(site: Path) -> None:
    make_site(site, {"content/fire.md": TIDY.replace("id: 2026-11-21-18-42\n    ", "").encode()})
    before = files_of(built(site).folder)

    livegen("check", "--root", str(site), "--now", NOW, "--fix")

    assert b"  - id: 2026-11-21-18-42\n" in (site / "content/fire.md").read_bytes()
    assert files_of(built(site).folder) == before


def test_fix_leaves_what_needs_a_decision(site: Path) -> None:
    known = FIRE.replace("title", "id: /fire/\n    title")
    make_site(site, {"content/fire.md": known.replace("It burns.", "[x](nowhere.md)")})
    before = traces(site)

    done = livegen("check", "--root", str(site), "--now", NOW, "--fix")

    assert done.status == 1
    assert traces(site) == before


def test_check_writes_nothing(site: Path) -> None:
    before = traces(site)

    done = livegen("check", "--root", str(site), "--now", NOW)

    assert (done.status, done.out) == (0, "nothing is wrong with 1 story\n")
    assert traces(site) == before


def test_check_looks_for_paths_of_the_site(site: Path) -> None:
    make_site(site, {"content/fire.md": FIRE.replace("It burns.", "[x](/world/flood/)")})

    done = livegen("check", "--root", str(site), "--now", NOW)

    assert (done.status, build(site).err) == (0, "")
    assert "content/fire.md:5:1: warning: the site has no page /world/flood/" in done.err


# ------------------------------------------------------------------ a build that is killed


@pytest.mark.slow
def test_a_build_that_is_killed_leaves_no_half_file_and_the_next_one_is_a_clean_one(
    tmp_path: Path,
) -> None:
    site = make_site(tmp_path / "site", {"livegen.toml": SETTINGS})
    chance = random.Random(22)
    wholes: dict[str, set[bytes]] = {}
    for attempt in range(25):
        rewrite_stories(site, attempt)
        for path, content in clean_build(site).items():
            wholes.setdefault(path, set()).add(content)

        kill_a_build(site, chance.uniform(0, 0.03))

        there = files_of(site / "site")
        there.pop(".livegen-files", None)
        assert [path for path in there if there[path] not in wholes[path]] == []
    assert build(site).status == 0
    assert files_of(site / "site") == clean_build(site)


def rewrite_stories(site: Path, attempt: int) -> None:
    """Make every story another one, and add or take away some."""
    for path in site.glob("content/*.md"):
        path.unlink()
    numbers = range(attempt % 7, 40)
    words = [FIRE.replace("mill", f"mill {attempt} {number}") for number in numbers]
    make_site(site, {f"content/s{n}.md": text for n, text in zip(numbers, words, strict=True)})


def kill_a_build(site: Path, after: float) -> None:
    """Start a build and kill it so many seconds after it has begun to write."""
    process = subprocess.Popen(
        [sys.executable, "-m", "livegen", "build", "--now", NOW, "-q"],
        cwd=site,
        env=clean_environment(),
    )
    while process.poll() is None and not (site / ".livegen/stage").exists():
        time.sleep(0.001)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
