"""The sources on disk, followed as editors, git and people change them."""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from livegen import watch
from livegen.watch import Watcher

# Pytest puts its own filters over that of the room.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Callback with id:RuntimeWarning"),
]

SOON = 10.0
"""Seconds within which anything must be seen, also on a machine that is busy."""

NAMES = ("livegen.toml", "content", "templates", "static")
STORY = "content/world/flood.md"
CLOCK_MOVES = 0.03
"""Seconds after which every disk's clock has moved on."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "site of ours"
    for name in (STORY, "templates/base.html", "templates/assets/site.css", "static/robots.txt"):
        write(root / name, "as it was")
    write(root / "livegen.toml", "")
    write(root / "site/index.html", "built")
    time.sleep(CLOCK_MOVES)  # so that nothing of this is news
    return root


@pytest.fixture
def watcher(root: Path, request: pytest.FixtureRequest) -> Iterator[Watcher]:
    polls = getattr(request, "param", "listening") == "polling"
    with (Watcher.polling if polls else Watcher)(root, NAMES) as watcher:
        assert watcher.wait(0) == frozenset()
        yield watcher


either_way = pytest.mark.parametrize(
    "watcher", ["listening", pytest.param("polling", marks=pytest.mark.slow)], indirect=True
)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def awaited(watcher: Watcher, *names: str) -> None:
    """Wait until each name was in a batch; where events are listened for, they alone must do."""
    if not watcher.deaf:
        watcher._next_look = math.inf
    noticed(watcher, *names)


def noticed(watcher: Watcher, *names: str) -> None:
    """Wait until each name was in a batch, on whatever occasion."""
    missing, ends = {*names}, time.monotonic() + SOON
    while missing and time.monotonic() < ends:
        missing -= watcher.wait(ends - time.monotonic())
    assert not missing


def settled(watcher: Watcher) -> None:
    """Wait until nothing more is told of what was done."""
    while watcher.wait(0.7 if watcher.deaf else 0.2):
        pass


# ------------------------------------------------------------------ what is seen


@pytest.mark.parametrize(
    "name",
    [
        STORY,
        "content/world/new.md",
        "content/new/section/deep/flood/index.md",
        "content/authors.toml",
        "templates/base.html",
        "templates/embeds/new.html",
        "templates/assets/site.css",
        "static/.well-known/new.txt",
        "livegen.toml",
    ],
)
def test_a_save_is_seen_by_its_name(watcher: Watcher, root: Path, name: str) -> None:
    write(root / name, "as it is now")
    awaited(watcher, name)


@either_way
def test_a_batch_is_told_once(watcher: Watcher, root: Path) -> None:
    write(root / STORY, "as it is now")
    awaited(watcher, STORY)
    settled(watcher)
    assert watcher.wait(0.2) == frozenset()


def test_what_is_saved_together_is_one_batch(root: Path) -> None:
    with Watcher(root, NAMES) as watcher:
        for number in range(20):
            write(root / f"content/world/{number}.md", "new")
        assert watcher.wait(SOON) == {f"content/world/{number}.md" for number in range(20)}


@pytest.mark.slow
def test_a_stream_of_saves_does_not_hold_the_news_back(root: Path) -> None:
    stop = threading.Event()

    def keep_saving() -> None:
        while not stop.wait(0.01):
            write(root / STORY, str(time.monotonic()))

    saving = threading.Thread(target=keep_saving)
    with Watcher(root, NAMES) as watcher:
        saving.start()
        try:
            for _ in range(2):
                assert watcher.wait(SOON) == {STORY}
        finally:
            stop.set()
            saving.join()


@either_way
def test_a_save_of_the_same_length_and_time_is_seen(watcher: Watcher, root: Path) -> None:
    before = (root / STORY).stat()
    write(root / STORY, "AS IT WAS")
    os.utime(root / STORY, ns=(before.st_atime_ns, before.st_mtime_ns))
    awaited(watcher, STORY)


def test_what_may_have_been_saved_in_the_very_moment_of_a_look_is_told_again(root: Path) -> None:
    whole_second = round(time.time()) * 10**9  # as disks have it whose times are no finer
    with Watcher(root, NAMES) as watcher:
        os.utime(root / STORY, ns=(whole_second, whole_second))
        assert STORY in watcher._look()
        assert STORY in watcher._look()


def test_a_permission_that_is_given_back_is_seen(watcher: Watcher, root: Path) -> None:
    (root / STORY).chmod(0o000)
    awaited(watcher, STORY)
    settled(watcher)
    (root / STORY).chmod(0o644)
    awaited(watcher, STORY)


@either_way
def test_a_deleted_story_is_seen_and_its_return(watcher: Watcher, root: Path) -> None:
    (root / STORY).unlink()
    awaited(watcher, STORY)
    write(root / STORY, "back")
    awaited(watcher, STORY)


# ------------------------------------------------------------------ editors


@either_way
def test_a_save_as_vim_does_is_seen(watcher: Watcher, root: Path) -> None:
    story = root / STORY
    write(story.parent / "4913", "")
    (story.parent / "4913").unlink()
    story.rename(f"{story}~")
    write(story, "as vim has it")
    Path(f"{story}~").unlink()
    awaited(watcher, STORY)
    settled(watcher)


@pytest.mark.parametrize("name", [".flood.md.tmp-1", "flood.md.tmp", ".goutputstream-X1", "#x#"])
def test_a_save_by_renaming_is_seen(watcher: Watcher, root: Path, name: str) -> None:
    made = root / "content/world" / name
    write(made, "as it is now")
    made.replace(root / STORY)
    awaited(watcher, STORY)


def test_settings_that_are_replaced_by_renaming_are_seen(watcher: Watcher, root: Path) -> None:
    for text in ("# first", "# second"):
        write(root / "livegen.toml.new", text)
        (root / "livegen.toml.new").replace(root / "livegen.toml")
        awaited(watcher, "livegen.toml")
        settled(watcher)


LEFT_BY_EDITORS = """
    flood.md~ .flood.md.swp .flood.md.swx .flood.md.kate-swp flood.md.bck flood.md.tmp .DS_Store
    4913 .goutputstream-ABC123 flood.md___jb_tmp___ flood.md___jb_old___
    flood.md.sb-1a2b3c4d-AbCdEf .#flood.md #flood.md#
"""


def test_what_editors_keep_beside_a_text_is_no_news(root: Path) -> None:
    with Watcher(root, NAMES) as watcher:
        for name in LEFT_BY_EDITORS.split():
            write(root / "content/world" / name, "x")
            write(root / "static" / name, "x")
        assert watcher.wait(0.3) == frozenset()


def test_what_comes_and_goes_is_no_news(root: Path) -> None:
    with Watcher(root, NAMES) as watcher:
        write(root / "content/world/odd-name-of-an-editor", "x")
        (root / "content/world/odd-name-of-an-editor").unlink()
        assert watcher.wait(0.3) == frozenset()


# ------------------------------------------------------------------ settling


@pytest.fixture
def patient(watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> Watcher:
    """Return a watcher for which nothing settles by time, but what is known to be whole."""
    watcher._next_look = math.inf
    monkeypatch.setattr(watch, "_QUIET", math.inf)
    monkeypatch.setattr(watch, "_LONGEST", 2 * SOON)
    return watcher


def save_in_place(story: Path) -> None:
    write(story, "as it is now")


def save_by_renaming(story: Path) -> None:
    write(story.with_name("flood.md.new"), "as it is now")
    story.with_name("flood.md.new").replace(story)


def save_as_vim_does(story: Path) -> None:
    story.rename(f"{story}~")
    write(story, "as it is now")
    Path(f"{story}~").unlink()


@pytest.mark.parametrize("save", [save_in_place, save_by_renaming, save_as_vim_does])
def test_a_whole_save_is_told_of_at_once(
    patient: Watcher, root: Path, save: Callable[[Path], None]
) -> None:
    began = time.monotonic()
    save(root / STORY)
    assert patient.wait(SOON) == {STORY}
    assert time.monotonic() - began < SOON


def test_a_file_that_is_still_written_to_is_waited_for(patient: Watcher, root: Path) -> None:
    file = (root / STORY).open("w")
    file.write("half of")
    file.flush()
    finishing = threading.Timer(0.1, file.close)
    finishing.start()
    assert patient.wait(SOON) == {STORY}
    assert file.closed


def test_a_text_that_an_editor_took_away_is_waited_for(patient: Watcher, root: Path) -> None:
    (root / STORY).rename(f"{root / STORY}~")
    finishing = threading.Timer(0.1, write, (root / STORY, "put back"))
    finishing.start()
    assert patient.wait(SOON) == {STORY}
    assert (root / STORY).exists()


# ------------------------------------------------------------------ where to look


def test_after_a_save_only_that_file_is_looked_at(root: Path, tmp_path: Path) -> None:
    write(root / "content/other.md", "as it was")
    os.link(root / "content/other.md", tmp_path / "same-file")
    time.sleep(CLOCK_MOVES)
    with Watcher(root, NAMES) as watcher:
        write(tmp_path / "same-file", "unheard of")
        write(root / STORY, "as it is now")
        assert watcher.wait(SOON) == {STORY}
        noticed(watcher, "content/other.md")


def test_a_file_is_told_of_by_each_of_its_names(watcher: Watcher, root: Path) -> None:
    for folder in ("abroad", "overseas"):
        (root / "content" / folder).symlink_to("world")
    others = {"content/abroad/flood.md", "content/overseas/flood.md"}
    awaited(watcher, *others)
    settled(watcher)
    write(root / STORY, "edited")
    awaited(watcher, STORY, *others)


def test_a_file_is_told_of_by_the_name_of_a_link_to_it(watcher: Watcher, root: Path) -> None:
    (root / "content/story.md").symlink_to("world/flood.md")
    awaited(watcher, "content/story.md")
    settled(watcher)
    write(root / STORY, "edited")
    awaited(watcher, STORY, "content/story.md")


def test_a_link_that_is_replaced_by_a_file_is_followed(watcher: Watcher, root: Path) -> None:
    write(root / "drafts/fire.md", "x")
    (root / "content/fire.md").symlink_to("../drafts/fire.md")
    awaited(watcher, "content/fire.md")
    settled(watcher)
    write(root / "content/fire.new", "a file")
    (root / "content/fire.new").replace(root / "content/fire.md")
    awaited(watcher, "content/fire.md")
    settled(watcher)
    write(root / "drafts/fire.md", "no source now")
    assert watcher.wait(0.3) == frozenset()


def test_a_save_in_the_very_moment_of_a_look_is_told_of(watcher: Watcher, root: Path) -> None:
    whole_second = round(time.time()) * 10**9  # as disks have it whose times are no finer
    os.utime(root / STORY, ns=(whole_second, whole_second))
    awaited(watcher, STORY)
    (root / STORY).open("a").close()  # a save that leaves the stamp as it was
    awaited(watcher, STORY)


def test_a_save_that_changes_nothing_is_no_news(watcher: Watcher, root: Path) -> None:
    (root / STORY).open("a").close()
    assert watcher.wait(0.2) == frozenset()
    assert watcher._ear.count > 0


def test_a_file_that_is_moved_away_is_told_of_soon(root: Path, tmp_path: Path) -> None:
    took = []
    with Watcher(root, NAMES) as watcher:
        for number in range(3):
            write(root / f"content/{number}.md", "x")
            awaited(watcher, f"content/{number}.md")
            began = time.monotonic()
            (root / f"content/{number}.md").rename(tmp_path / f"{number}.md")
            awaited(watcher, f"content/{number}.md")
            took.append(time.monotonic() - began)
    assert min(took) < 0.4


# ------------------------------------------------------------------ noise


def test_what_is_read_is_not_even_heard(watcher: Watcher, root: Path) -> None:
    for path in root.rglob("*.*"):
        path.is_file() and path.read_bytes()
    assert watcher.wait(0.1) == frozenset()
    assert watcher._ear.count == 0


@either_way
def test_reading_and_building_are_no_news(watcher: Watcher, root: Path) -> None:
    for path in root.rglob("*.*"):
        path.is_file() and path.read_bytes()
    write(root / "site/world/index.html", "built anew")
    write(root / ".livegen/ledger.json", "{}")
    write(root / ".git/index", "")
    write(root / "notes.txt", "no source")
    assert watcher.wait(0.8) == frozenset()


# ------------------------------------------------------------------ folders


def test_a_folder_that_is_copied_or_moved_in_is_seen_with_what_is_in_it(
    watcher: Watcher, root: Path, tmp_path: Path
) -> None:
    for number in range(30):
        write(tmp_path / f"elsewhere/updates/{number}.md", "x")
    subprocess.run(["cp", "-r", tmp_path / "elsewhere", root / "content/copied"], check=True)
    awaited(watcher, *(f"content/copied/updates/{number}.md" for number in range(30)))
    subprocess.run(["mv", tmp_path / "elsewhere", root / "content/moved"], check=True)
    awaited(watcher, *(f"content/moved/updates/{number}.md" for number in range(30)))
    for folder in ("copied", "moved"):
        write(root / f"content/{folder}/updates/7.md", "edited")
        awaited(watcher, f"content/{folder}/updates/7.md")


@either_way
def test_a_renamed_folder_is_followed(watcher: Watcher, root: Path) -> None:
    (root / "content/world").rename(root / "content/abroad")
    awaited(watcher, STORY, "content/abroad/flood.md")
    write(root / "content/abroad/flood.md", "edited")
    awaited(watcher, "content/abroad/flood.md")


def test_a_folder_that_is_moved_out_is_missed(watcher: Watcher, root: Path, tmp_path: Path) -> None:
    (root / "content/world").rename(tmp_path / "elsewhere")
    awaited(watcher, STORY)


@pytest.mark.parametrize("name", ["content", "templates", "static"])
def test_a_folder_of_sources_may_go_and_come(watcher: Watcher, root: Path, name: str) -> None:
    for _ in range(2):
        shutil.rmtree(root / name)
        awaited(watcher, name)
        write(root / name / "new.md", "x")
        awaited(watcher, f"{name}/new.md")
        write(root / name / "new.md", "edited")
        awaited(watcher, f"{name}/new.md")


@either_way
def test_a_folder_of_sources_that_is_replaced_is_followed(watcher: Watcher, root: Path) -> None:
    write(root / "other/world/flood.md", "another's")
    (root / "content").rename(root / "old")
    (root / "other").rename(root / "content")
    awaited(watcher, STORY)
    write(root / STORY, "edited")
    awaited(watcher, STORY)


@pytest.mark.slow
def test_a_root_that_is_replaced_is_followed(watcher: Watcher, root: Path) -> None:
    shutil.copytree(root, f"{root} 2")
    root.rename(f"{root} old")
    Path(f"{root} 2").rename(root)
    noticed(watcher, STORY)
    for name in ("livegen.toml", STORY):
        write(root / name, "edited")
        noticed(watcher, name)


def test_a_site_that_has_nothing_yet_is_followed(tmp_path: Path) -> None:
    with Watcher(tmp_path, NAMES) as watcher:
        write(tmp_path / STORY, "first")
        awaited(watcher, STORY)
        write(tmp_path / STORY, "second")
        awaited(watcher, STORY)


def test_checking_another_branch_out_is_seen(watcher: Watcher, root: Path) -> None:
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "content", "templates")
    git(root, "commit", "-qm", "one")
    git(root, "checkout", "-qb", "other")
    write(root / "content/world/other.md", "x")
    write(root / STORY, "of the other branch")
    git(root, "add", "content")
    git(root, "commit", "-qm", "two")
    settled(watcher)
    for branch in ("main", "other"):
        git(root, "checkout", "-q", branch)
        awaited(watcher, STORY, "content/world/other.md")


def git(root: Path, *argv: str) -> None:
    named = ["-c", "user.name=Noor", "-c", "user.email=noor@example.org"]
    subprocess.run(["git", *named, *argv], cwd=root, check=True)


# ------------------------------------------------------------------ links


@either_way
def test_what_links_lead_to_is_followed(watcher: Watcher, root: Path) -> None:
    write(root / "library/flood/index.md", "x")
    write(root / "drafts/fire.md", "x")
    (root / "content/world/linked").symlink_to("../../library/flood")
    (root / "content/world/fire.md").symlink_to("../../drafts/fire.md")
    awaited(watcher, "content/world/linked/index.md", "content/world/fire.md")
    settled(watcher)
    write(root / "library/flood/index.md", "edited")
    awaited(watcher, "content/world/linked/index.md")
    write(root / "drafts/fire.md", "edited")
    awaited(watcher, "content/world/fire.md")


def test_links_that_lead_out_or_round_end_nothing(
    watcher: Watcher, root: Path, tmp_path: Path
) -> None:
    write(tmp_path / "elsewhere/secret.md", "x")
    (root / "content/out").symlink_to(tmp_path / "elsewhere")
    (root / "content/round").symlink_to("../content")
    (root / "content/nowhere").symlink_to("nothing")
    (root / "content/itself").symlink_to("itself")
    awaited(watcher, "content/out", "content/round")
    settled(watcher)
    write(tmp_path / "elsewhere/secret.md", "edited")
    assert watcher.wait(0.3) == frozenset()
    write(root / STORY, "edited")
    awaited(watcher, STORY)


def test_a_folder_beside_the_site_is_followed(root: Path, tmp_path: Path) -> None:
    write(tmp_path / "theme/base.html", "x")
    time.sleep(CLOCK_MOVES)
    with Watcher(root, NAMES, [tmp_path / "theme"]) as watcher:
        write(tmp_path / "theme/base.html", "edited")
        awaited(watcher, "../theme/base.html")


# ------------------------------------------------------------------ without events


@pytest.mark.slow
def test_a_change_that_no_event_tells_of_is_seen_and_files_are_then_looked_at(
    root: Path, tmp_path: Path
) -> None:
    os.link(root / STORY, tmp_path / "same-file")
    time.sleep(CLOCK_MOVES)
    with Watcher(root, NAMES) as watcher:
        assert watcher.deaf == ""
        for text in ("unheard of", "again and again", "and now in haste"):
            write(tmp_path / "same-file", text)
            noticed(watcher, STORY)
            assert watcher.wait(2.5) == frozenset()
        assert watcher.deaf == "since the system does not tell of all changes here"


@pytest.mark.slow
def test_events_that_come_late_are_no_reason_to_doubt_them(root: Path, tmp_path: Path) -> None:
    with Watcher(root, NAMES) as watcher:
        for number in range(3):
            write(root / "content" / f"{number}.md", "x")
            (root / "content" / f"{number}.md").rename(tmp_path / f"{number}.md")
            settled(watcher)
        assert watcher.deaf == ""


# ------------------------------------------------------------------ the end


def test_threads_end(root: Path) -> None:
    before = threading.active_count()
    for _ in range(3):
        with Watcher(root, NAMES) as watcher:
            shutil.rmtree(root / "static")
            awaited(watcher, "static")
            write(root / "static/x", "x")
            awaited(watcher, "static/x")
    assert threading.active_count() == before
