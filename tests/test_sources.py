"""What `sources` finds on a real disk."""

from __future__ import annotations

import os
import pickle
import sys
import threading
import time
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pytest

from livegen import sources
from livegen.errors import Level, Place, Problem, Report, Rule
from livegen.sources import Bundle, Snapshot

FLOOD = "content/world/flood/index.md"


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

    assert (forth.stories, list(forth.paths)) == (back.stories, list(back.paths))
    assert list(forth.paths) == sorted(names)


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
    assert taken.paths == {}


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

    assert taken.paths == {name: tmp_path / name for name in names}
    assert everything(taken) == names


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


# the theme


def test_the_default_theme_is_the_repositorys_templates() -> None:
    theme = sources.default_theme()
    templates = Path(__file__).parent.parent / "templates"

    assert theme["base.html"] == (templates / "base.html").read_bytes()
    assert all(not name.startswith("/") and not name.endswith("~") for name in theme)
    assert list(theme) == sorted(theme)
