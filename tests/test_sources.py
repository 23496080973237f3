"""What `sources` finds on a real disk."""

from __future__ import annotations

import os
import pickle
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from livegen import sources, stamps
from livegen.errors import Level, Place, Problem, Report, Rule
from livegen.sources import Bundle, Snapshot

FLOOD = "content/world/flood/index.md"
CLOCK_MOVES = 0.03
"""Seconds after which every disk's clock has moved on."""


def lay(root: Path, *names: str) -> Path:
    """Put small files on the disk."""
    for name in names:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, "utf-8")
    return root


def found(root: Path, *names: str) -> Snapshot:
    """Take a snapshot in which nothing is wrong."""
    report = Report()
    taken = sources.snapshot(lay(root, *names), root / "site", report)
    assert report.problems == ()
    return taken


def refused(root: Path, *names: str, output: str = "site") -> list[tuple[Rule, str]]:
    """Take a snapshot, and return what is wrong and where."""
    report = Report()
    sources.snapshot(lay(root, *names), root / output, report)
    assert all(problem.hint and problem.message for problem in report.problems)
    return [(problem.rule, problem.place.path) for problem in report.problems]


def everything(taken: Snapshot) -> set[str]:
    """Return each source that a snapshot names."""
    stories = [source for story in taken.stories for source in (story.source, *story.updates)]
    single: Iterable[str | None] = (taken.settings, taken.authors)
    return {
        *filter(None, single),
        *stories,
        *taken.pages,
        *taken.sections.values(),
        *taken.templates,
        *taken.static,
        *taken.resources,
    }


# the root


def test_the_root_is_the_nearest_folder_with_settings_or_content(tmp_path: Path) -> None:
    lay(tmp_path, "livegen.toml", "content/world/ramadi.md", "blog/content/a.md")
    lay(tmp_path, "new/livegen.toml")

    assert sources.root_of(tmp_path / "content/world") == tmp_path
    assert sources.root_of(tmp_path / "blog") == tmp_path / "blog"
    assert sources.root_of(tmp_path / "new") == tmp_path / "new"
    assert sources.root_of(tmp_path) == tmp_path


def test_a_folder_outside_any_site_has_no_root(tmp_path: Path) -> None:
    assert sources.root_of(tmp_path) is None


def test_a_root_without_content_is_an_error(tmp_path: Path) -> None:
    assert refused(tmp_path, "livegen.toml") == [(Rule.NO_CONTENT, "content/")]


@pytest.mark.parametrize("name", ["templates", "static"])
def test_a_file_where_a_folder_belongs_is_an_error(tmp_path: Path, name: str) -> None:
    lay(tmp_path, "content/a.md", name)
    report = Report()

    taken = sources.snapshot(tmp_path, tmp_path / "site", report)

    assert [(p.rule, p.place.path) for p in report.problems] == [(Rule.NOT_A_FILE, name)]
    assert everything(taken) == {"content/a.md"}


# what is what


def test_an_empty_site_is_empty(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()

    assert found(tmp_path) == Snapshot()


def test_a_file_is_a_story_whose_pictures_lie_beside_it(tmp_path: Path) -> None:
    taken = found(tmp_path, "content/world/2026-10-24-ramadi.md")

    assert taken.stories == (
        Bundle(
            source="content/world/2026-10-24-ramadi.md",
            section="world",
            name="2026-10-24-ramadi",
            folder="content/world",
        ),
    )


def test_a_folder_with_an_index_is_a_story_with_its_updates(tmp_path: Path) -> None:
    taken = found(
        tmp_path,
        "content/world/flood/updates/b.md",
        "content/world/flood/updates/2026-11-22/a.md",
        "content/world/flood/levee.jpg",
        "content/world/flood/updates/boat.jpg",
        FLOOD,
    )

    assert taken.stories == (
        Bundle(
            source=FLOOD,
            section="world",
            name="flood",
            folder="content/world/flood",
            updates=(
                "content/world/flood/updates/2026-11-22/a.md",
                "content/world/flood/updates/b.md",
            ),
        ),
    )
    assert taken.resources == {
        "content/world/flood/levee.jpg",
        "content/world/flood/updates/boat.jpg",
    }


@pytest.mark.parametrize(
    ("source", "section", "name"),
    [
        ("content/storm.md", "", "storm"),
        ("content/storm/index.md", "", "storm"),
        ("content/world/asia/storm.md", "world/asia", "storm"),
        ("content/world/asia/storm/index.md", "world/asia", "storm"),
        ("content/updates/storm/index.md", "updates", "storm"),
        ("content/updates/storm.md", "updates", "storm"),
    ],
)
def test_folders_are_sections(tmp_path: Path, source: str, section: str, name: str) -> None:
    (story,) = found(tmp_path, source).stories

    assert (story.section, story.name) == (section, name)


def test_a_section_may_be_called_updates(tmp_path: Path) -> None:
    taken = found(tmp_path, "content/updates/storm/index.md", "content/updates/storm/updates/a.md")

    assert [story.updates for story in taken.stories] == [("content/updates/storm/updates/a.md",)]


def test_sections_are_named_by_their_folders(tmp_path: Path) -> None:
    taken = found(
        tmp_path, "content/_index.md", "content/world/_index.md", "content/world/asia/_index.md"
    )

    assert taken.sections == {
        "": "content/_index.md",
        "world": "content/world/_index.md",
        "world/asia": "content/world/asia/_index.md",
    }
    assert taken.stories == ()


def test_plain_pages_are_no_stories(tmp_path: Path) -> None:
    taken = found(
        tmp_path,
        "content/pages/about.md",
        "content/pages/contact/index.md",
        "content/pages/contact/map.png",
    )

    assert taken.pages == ("content/pages/about.md", "content/pages/contact/index.md")
    assert taken.resources == {"content/pages/contact/map.png"}
    assert taken.stories == ()


def test_only_the_top_of_content_has_pages_and_authors(tmp_path: Path) -> None:
    taken = found(
        tmp_path, "content/authors.toml", "content/a/authors.toml", "content/a/pages/b.md"
    )

    assert taken.authors == "content/authors.toml"
    assert taken.resources == {"content/a/authors.toml"}
    assert [story.section for story in taken.stories] == ["a/pages"]


def test_names_that_are_set_aside_are_ignored(tmp_path: Path) -> None:
    taken = found(
        tmp_path,
        "content/world/.draft.md",
        "content/world/_notes.md",
        "content/world/ramadi.md~",
        "content/.git/a.md",
        "content/_attic/a.md",
        "content/old~/a.md",
        "content/world/flood/_notes.md",
        "content/world/flood/updates/_later/a.md",
        "templates/.hidden.html",
        "templates/base.html~",
        "static/.DS_Store",
        "static/img/.gitkeep",
        "static/robots.txt~",
        "static/.git/config",
        FLOOD,
    )

    assert everything(taken) == {FLOOD}


def test_partials_and_dotted_static_files_count(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    names = {"static/.well-known/security.txt", "static/_headers", "static/_redirects"}
    names |= {"templates/_banner.html", "templates/layouts/x.html"}

    assert everything(found(tmp_path, *names)) == names


def test_what_is_found_does_not_hang_on_the_order_of_the_disk(tmp_path: Path) -> None:
    names = [f"content/s{number % 3}/story{number}/index.md" for number in range(30)]
    names += [name.replace("index", f"updates/{number}") for number, name in enumerate(names)]

    forth = found(tmp_path / "a", *names)
    back = found(tmp_path / "b", *reversed(names))

    assert (forth.stories, list(forth.stamps)) == (back.stories, list(back.stamps))
    assert list(forth.stamps) == sorted(names)


# what stands in the wrong place


@pytest.mark.parametrize(
    "source",
    [
        "content/index.md",
        "content/world/flood/notes.md",
        "content/world/flood/day2/index.md",
        "content/world/flood/_index.md",
        "content/world/flood/updates/_index.md",
        "content/pages/index.md",
        "content/pages/_index.md",
        "content/pages/legal/imprint.md",
        "content/pages/legal/imprint/index.md",
        "content/pages/about/updates/a.md",
    ],
)
def test_a_text_that_nothing_would_read_is_an_error(tmp_path: Path, source: str) -> None:
    assert refused(tmp_path, FLOOD, "content/pages/about/index.md", source) == [
        (Rule.MISPLACED, source)
    ]


def test_a_snapshot_is_of_one_version_however_often_it_is_asked(tmp_path: Path) -> None:
    lay(tmp_path, FLOOD)
    (tmp_path / FLOOD).write_text("as it was")
    snapshot = sources.snapshot(tmp_path, tmp_path / "site", Report())
    read = snapshot.read(FLOOD)
    (tmp_path / FLOOD).write_text("as it is")

    assert read == snapshot.read(FLOOD) == b"as it was"
    said = snapshot.described(Problem(Rule.FENCE, Place(FLOOD, 1), "is no story"))
    assert "    1 | as it was" in said
    assert sources.snapshot(tmp_path, tmp_path / "site", Report()).read(FLOOD) == b"as it is"


@pytest.mark.parametrize("name", ["storm.MD", "storm.markdown"])
def test_a_story_under_another_ending_is_warned_of(tmp_path: Path, name: str) -> None:
    report = Report()
    sources.snapshot(lay(tmp_path, f"content/world/{name}"), tmp_path / "site", report)

    (problem,) = report.problems
    assert (problem.level, problem.hint) == (Level.WARNING, "rename it to storm.md")


@pytest.mark.parametrize(
    ("beside", "hint"),
    [
        ("levee.jpg", "add {}/index.md, or if this is a section {}/updates/_index.md"),
        ("Index.md", "rename {}/Index.md to index.md"),
        ("INDEX.MD", "rename {}/INDEX.MD to index.md"),
        ("index.markdown", "rename {}/index.markdown to index.md"),
        ("../flood.md", "move {}.md to {}/index.md"),
    ],
)
def test_updates_without_their_story_are_an_error_and_no_stories(
    tmp_path: Path, beside: str, hint: str
) -> None:
    folder = "content/world/flood"
    names = ["2026-11-01-1000-boats.md", "later/roof.md", "storm/index.md", "boat.jpg"]
    lay(tmp_path, *(f"{folder}/updates/{name}" for name in names), f"{folder}/{beside}")
    report = Report()

    taken = sources.snapshot(tmp_path, tmp_path / "site", report)

    (problem,) = [problem for problem in report.problems if problem.level is Level.ERROR]
    assert (problem.rule, problem.place.path) == (Rule.MISPLACED, f"{folder}/updates/")
    assert (
        problem.message == f"there is no {folder}/index.md, the story that these updates belong to"
    )
    assert problem.hint == hint.replace("{}", folder)
    assert not any("/updates/" in story.source for story in taken.stories)
    assert f"{folder}/updates/boat.jpg" in taken.resources


def test_a_folder_of_updates_with_an_index_of_its_own_is_a_section(tmp_path: Path) -> None:
    names = ["content/world/updates/_index.md", "content/world/updates/storm.md"]

    taken = found(tmp_path, *names)

    assert taken.sections == {"world/updates": names[0]}
    assert [story.section for story in taken.stories] == ["world/updates"]


# names


def test_a_decomposed_name_is_found_composed(tmp_path: Path) -> None:
    on_disk = unicodedata.normalize("NFD", "content/pérou/café.md")

    taken = found(tmp_path, on_disk)

    assert [story.source for story in taken.stories] == ["content/p\u00e9rou/caf\u00e9.md"]
    assert taken.read("content/p\u00e9rou/caf\u00e9.md").decode() == on_disk


@pytest.mark.skipif(sys.platform == "darwin", reason="its disks take the two for one")
def test_two_names_that_become_one_clash(tmp_path: Path) -> None:
    names = [unicodedata.normalize(form, "content/café.md") for form in ("NFC", "NFD")]

    assert refused(tmp_path, *names) == [(Rule.CLASH, "content/caf\u00e9.md")]


@pytest.mark.skipif(sys.platform == "darwin", reason="its disks refuse such names")
def test_a_name_that_is_not_utf_8_is_an_error(tmp_path: Path) -> None:
    lay(tmp_path, FLOOD)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/content/caf\xe9.md")).touch()

    assert refused(tmp_path) == [(Rule.FILE_NAME, "content/caf\\xe9.md")]


def test_a_name_with_a_line_break_is_an_error(tmp_path: Path) -> None:
    assert refused(tmp_path, "content/a\nb.md") == [(Rule.FILE_NAME, "content/a\\x0ab.md")]


# links


def test_a_link_inside_the_root_is_followed(tmp_path: Path) -> None:
    lay(tmp_path, "shared/pictures/levee.jpg", "shared/storm.md")
    (tmp_path / "content").mkdir()
    (tmp_path / "content/pictures").symlink_to("../shared/pictures")
    (tmp_path / "content/storm.md").symlink_to("../shared/storm.md")

    taken = found(tmp_path)

    assert everything(taken) == {"content/pictures/levee.jpg", "content/storm.md"}
    assert taken.read("content/storm.md") == b"shared/storm.md"


@pytest.mark.parametrize(
    "link", ["content", "content/a", "content/a.md", "static", "templates/x", "livegen.toml"]
)
@pytest.mark.parametrize("target", ["outside", "outside/secret", "outside/none"])
def test_a_link_out_of_the_root_is_an_error(tmp_path: Path, link: str, target: str) -> None:
    lay(tmp_path, "outside/secret")
    root = tmp_path / "root"
    (root / link).parent.mkdir(parents=True, exist_ok=True)
    (root / link).symlink_to(tmp_path / target)
    report = Report()

    taken = sources.snapshot(root, root / "site", report)

    assert (Rule.OUTSIDE, link) in [(p.rule, p.place.path) for p in report.problems]
    assert taken.stamps == {}


def test_a_link_that_leads_nowhere_is_an_error(tmp_path: Path) -> None:
    lay(tmp_path, FLOOD)
    (tmp_path / "content/lost.md").symlink_to("gone.md")
    (tmp_path / "content/self.md").symlink_to("self.md")

    assert refused(tmp_path) == [
        (Rule.NOT_A_FILE, "content/lost.md"),
        (Rule.NOT_A_FILE, "content/self.md"),
    ]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    lay(tmp_path, "content/a/one.md", "content/b/two.md")
    (tmp_path / "content/a/up").symlink_to("..")
    (tmp_path / "content/b/across").symlink_to("../a")
    (tmp_path / "content/a/across").symlink_to("../b")

    rules = refused(tmp_path)

    assert rules
    assert {rule for rule, _ in rules} == {Rule.NOT_A_FILE}
    assert max(len(path) for _, path in rules) < 40


def test_a_link_into_the_output_is_an_error(tmp_path: Path) -> None:
    lay(tmp_path, "content/a.md", "site/index.html", "static/x")
    (tmp_path / "static/site").symlink_to("../site")

    assert refused(tmp_path) == [(Rule.OUTPUT_FOLDER, "static/site")]


def test_a_pipe_is_an_error_and_is_not_waited_for(tmp_path: Path) -> None:
    lay(tmp_path, FLOOD)
    os.mkfifo(tmp_path / "content/pipe.md")

    assert refused(tmp_path) == [(Rule.NOT_A_FILE, "content/pipe.md")]


# the output folder


@pytest.mark.parametrize(
    "output",
    [
        ".",
        "..",
        "content",
        "content/site",
        "Content",
        "STATIC/x",
        "templates",
        ".livegen",
        ".livegen/stage",
        ".git",
        "linked",
        "linked/x",
        "site/../content",
        "/",
        "~",
        "~/..",
    ],
)
def test_an_output_that_meets_the_sources_or_a_home_is_refused(
    tmp_path: Path, output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "homes" / "noor"
    monkeypatch.setenv("HOME", str(home))
    root = lay(tmp_path / "root", "content/a.md")
    (root / "linked").symlink_to("content")
    report = Report()

    sources.snapshot(root, root / output.replace("~", str(home)), report)

    assert [problem.rule for problem in report.problems] == [Rule.OUTPUT_FOLDER]


def test_an_output_that_holds_what_content_links_to_is_refused(tmp_path: Path) -> None:
    lay(tmp_path, "src/content/a.md")
    (tmp_path / "content").symlink_to("src/content")

    assert (Rule.OUTPUT_FOLDER, "src") in refused(tmp_path, output="src")


@pytest.mark.parametrize("output", ["site", "public/new", "contents", "../elsewhere"])
def test_an_output_of_its_own_is_fine(tmp_path: Path, output: str) -> None:
    assert refused(tmp_path / "root", "content/a.md", output=output) == []


# reading


def test_a_snapshot_says_where_each_file_lies(tmp_path: Path) -> None:
    names = {FLOOD, "livegen.toml", "content/a.jpg", "templates/base.html", "static/b.svg"}
    taken = found(tmp_path, *names)

    assert {name: taken.path(name) for name in taken.stamps} == {
        name: tmp_path / name for name in names
    }
    assert everything(taken) == names


@pytest.mark.skipif(sys.platform == "darwin", reason="its disks spell names their own way")
def test_a_file_below_a_decomposed_name_lies_where_the_disk_has_it(tmp_path: Path) -> None:
    on_disk = unicodedata.normalize("NFD", "content/pérou/lima.md")

    taken = found(tmp_path, on_disk)

    assert taken.path("content/p\u00e9rou/lima.md") == tmp_path / on_disk


def test_a_file_that_is_not_named_is_not_read(tmp_path: Path) -> None:
    taken = found(lay(tmp_path, "secret.txt"), FLOOD)

    with pytest.raises(KeyError):
        taken.read("secret.txt")


def test_a_file_that_is_made_later_can_be_added(tmp_path: Path) -> None:
    taken = found(tmp_path, FLOOD)
    late = "content/world/flood/updates/late.md"
    lay(tmp_path, late)

    assert taken.with_made(late).read(late) == late.encode()
    assert taken.stamps.keys() == {FLOOD}


def test_each_file_has_its_stamp_and_a_link_that_of_what_it_leads_to(tmp_path: Path) -> None:
    names = {FLOOD, "livegen.toml", "templates/base.html", "static/b.svg"}
    lay(tmp_path, *names, "shared/storm.md")
    (tmp_path / "content/storm.md").symlink_to("../shared/storm.md")

    taken = found(tmp_path)

    assert taken.stamps == {
        source: stamps.of((tmp_path / source).stat()) for source in {*names, "content/storm.md"}
    }


def test_a_stamp_is_that_of_the_walk_so_that_a_later_save_is_not_taken_for_what_was_read(
    tmp_path: Path,
) -> None:
    taken = found(tmp_path, FLOOD)
    (tmp_path / FLOOD).write_text("saved between the walk and the reading")

    assert taken.read(FLOOD) == b"saved between the walk and the reading"
    assert taken.stamps[FLOOD] != stamps.of((tmp_path / FLOOD).stat())


def test_a_stamp_is_sure_once_no_other_save_can_have_it(tmp_path: Path) -> None:
    just_saved = found(tmp_path, FLOOD)
    time.sleep(CLOCK_MOVES)
    later = found(tmp_path)

    assert just_saved.sure(FLOOD) is None
    assert later.sure(FLOOD) == later.stamps[FLOOD] == just_saved.stamps[FLOOD]


def test_equal_bytes_have_equal_digests(tmp_path: Path) -> None:
    taken = found(tmp_path, FLOOD, "content/a.md")
    (tmp_path / "content/a.md").write_bytes((tmp_path / FLOOD).read_bytes())
    (tmp_path / "static").mkdir()
    (tmp_path / "static/b").write_text("other")

    assert taken.digest(FLOOD) == taken.digest("content/a.md")
    assert taken.digest(FLOOD) != found(tmp_path).digest("static/b")
    assert len(taken.digest(FLOOD)) == 32


def test_a_digest_is_that_of_the_bytes_that_were_read(tmp_path: Path) -> None:
    taken = found(tmp_path, FLOOD)
    digest = taken.digest(FLOOD)
    (tmp_path / FLOOD).write_text("as it is")

    assert taken.read(FLOOD) == FLOOD.encode()
    assert taken.digest(FLOOD) == digest


@pytest.fixture
def crowded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """Return a snapshot whose story was read, and then so much else that it is not at hand."""
    monkeypatch.setattr(sources, "_AT_HAND", 2000)
    lay(tmp_path, FLOOD, *(f"static/{number:02}" for number in range(20)))
    for number in range(20):
        (tmp_path / f"static/{number:02}").write_bytes(b"x" * 150)
    taken = found(tmp_path)
    for source in (FLOOD, *taken.static):
        taken.read(source)
    return taken


def test_of_what_was_read_only_the_last_is_held(crowded: Snapshot) -> None:
    held = [source for source in crowded.stamps if crowded._memory.get(source) is not None]

    assert held == list(crowded.static[-13:])


def test_a_file_larger_than_what_is_held_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_AT_HAND", 3)
    taken = found(tmp_path, FLOOD)

    assert taken.read(FLOOD) == taken.read(FLOOD) == FLOOD.encode()


def test_what_is_no_longer_held_is_read_again(crowded: Snapshot) -> None:
    assert crowded.read(FLOOD) == FLOOD.encode()


def test_what_is_no_longer_held_and_has_changed_is_refused(
    crowded: Snapshot, tmp_path: Path
) -> None:
    (tmp_path / FLOOD).write_text("as it is")

    with pytest.raises(OSError, match="changed while it was being used") as caught:
        crowded.read(FLOOD)
    assert caught.value.filename == str(tmp_path / FLOOD)
    assert "as it is" not in crowded.described(Problem(Rule.FENCE, Place(FLOOD, 1), "is no story"))


def test_other_processes_read_the_same_versions(tmp_path: Path) -> None:
    taken = found(tmp_path, FLOOD)
    taken.read(FLOOD)
    (tmp_path / FLOOD).write_text("as it is")

    with pytest.raises(OSError, match="changed while it was being used"):
        pickle.loads(pickle.dumps(taken)).read(FLOOD)


def test_a_snapshot_travels_to_other_processes(tmp_path: Path) -> None:
    taken = found(tmp_path, FLOOD)

    travelled = pickle.loads(pickle.dumps(taken))

    assert travelled == taken
    assert travelled.read(FLOOD) == FLOOD.encode()


def test_a_file_that_an_editor_is_just_replacing_is_waited_for(tmp_path: Path) -> None:
    taken = found(tmp_path, FLOOD)
    (tmp_path / FLOOD).rename(tmp_path / "aside")

    def put_in_place() -> None:
        time.sleep(0.05)
        (tmp_path / "aside").rename(tmp_path / FLOOD)

    editor = threading.Thread(target=put_in_place)
    editor.start()
    content = taken.read(FLOOD)
    editor.join()

    assert content == FLOOD.encode()


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    taken = found(tmp_path, FLOOD)
    (tmp_path / FLOOD).unlink()

    with pytest.raises(FileNotFoundError, match=r"flood/index\.md"):
        taken.read(FLOOD)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list everything")
def test_a_folder_that_may_not_be_listed_is_named(tmp_path: Path) -> None:
    lay(tmp_path, FLOOD)
    (tmp_path / "content/world").chmod(0)

    try:
        with pytest.raises(PermissionError, match="content/world"):
            sources.snapshot(tmp_path, tmp_path / "site", Report())
    finally:
        (tmp_path / "content/world").chmod(0o755)


# after an edit


STORM = "content/world/storm.md"


@pytest.fixture
def before(tmp_path: Path) -> Snapshot:
    """Return a snapshot in which one thing is wrong and one file was read."""
    lay(tmp_path, FLOOD, STORM, "content/index.md", "shared/fire.md")
    (tmp_path / "content/linked").symlink_to("../shared")
    taken = sources.snapshot(tmp_path, tmp_path / "site", Report())
    taken.read(FLOOD)
    return taken


def afterwards(before: Snapshot, root: Path, *changed: str) -> tuple[Snapshot, Report]:
    report = Report()
    return sources.after(before, changed, root, root / "site", report), report


def test_after_an_edit_all_is_as_in_a_new_snapshot(before: Snapshot, tmp_path: Path) -> None:
    before.read(STORM)
    (tmp_path / STORM).write_text("edited")
    report = Report()

    seen, said = afterwards(before, tmp_path, STORM)

    assert seen == sources.snapshot(tmp_path, tmp_path / "site", report)
    assert seen.stamps == sources.snapshot(tmp_path, tmp_path / "site", report).stamps
    assert said.problems == report.problems != ()
    assert seen.read(STORM) == b"edited"
    assert seen.digest(STORM) != before.digest(STORM)


def test_after_an_edit_the_other_files_are_not_looked_at(before: Snapshot, tmp_path: Path) -> None:
    (tmp_path / STORM).write_text("edited")
    lay(tmp_path, "content/untold.md")
    (tmp_path / FLOOD).unlink()

    seen, _ = afterwards(before, tmp_path, STORM)

    assert seen.stories == before.stories
    assert seen.digest(FLOOD) == before.digest(FLOOD)


def test_after_an_edit_its_stamp_is_not_sure_and_the_others_are(tmp_path: Path) -> None:
    lay(tmp_path, FLOOD, STORM)
    time.sleep(CLOCK_MOVES)
    before = found(tmp_path)
    (tmp_path / STORM).write_text("edited")

    seen, _ = afterwards(before, tmp_path, STORM)

    assert seen.sure(STORM) is None
    assert seen.sure(FLOOD) == seen.stamps[FLOOD]


def test_a_file_that_was_replaced_by_renaming_was_edited(before: Snapshot, tmp_path: Path) -> None:
    (tmp_path / "new").write_text("replaced")
    (tmp_path / "new").replace(tmp_path / STORM)

    seen, _ = afterwards(before, tmp_path, STORM)

    assert seen.read(STORM) == b"replaced"


def made(file: Path) -> None:
    file.write_text("made")


def made_a_link(file: Path) -> None:
    file.unlink()
    file.symlink_to("flood/index.md")


def made_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()
    (file / "index.md").write_text("made")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("content/world/new.md", made),
        ("content/world/_ignored.md", made),
        ("content/linked/fire.md", made),
        (STORM, Path.unlink),
        (STORM, made_a_link),
        (STORM, made_a_folder),
    ],
)
def test_after_anything_but_an_edit_everything_is_looked_at(
    before: Snapshot, tmp_path: Path, name: str, change: Callable[[Path], None]
) -> None:
    change(tmp_path / name)
    lay(tmp_path, "content/untold.md")
    report = Report()

    seen, said = afterwards(before, tmp_path, name, FLOOD)

    assert seen == sources.snapshot(tmp_path, tmp_path / "site", report)
    assert "content/untold.md" in seen.stamps
    assert said.problems == report.problems


# the theme


def test_the_default_theme_is_the_repositorys_templates() -> None:
    theme = sources.default_theme()
    templates = Path(__file__).parent.parent / "templates"

    assert theme["base.html"] == (templates / "base.html").read_bytes()
    assert all(not name.startswith("/") and not name.endswith("~") for name in theme)
    assert list(theme) == sorted(theme)
