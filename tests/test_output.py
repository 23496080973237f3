"""What `output` does to a real disk, also when it is killed."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livegen import output, stamps
from livegen.errors import Problem, Rule
from livegen.fingerprint import digest
from livegen.output import LIST, Changes

PAGE = {"index.html": b"front", "world/flood/index.html": b"flood"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


def write(files: Mapping[str, bytes], site: Path) -> Changes:
    return output.write(files, site, site.parent / ".livegen" / "stage")


def refusal(files: Mapping[str, bytes], site: Path) -> list[Problem]:
    """Return why a write is refused, having seen that it changed nothing."""
    before = whole(site)
    with pytest.raises(output.Refused) as caught:
        write(files, site)
    assert whole(site) == before
    assert all(problem.hint for problem in caught.value.problems)
    return list(caught.value.problems)


def refused(files: Mapping[str, bytes], site: Path) -> list[tuple[Rule, str]]:
    return [(problem.rule, problem.place.path) for problem in refusal(files, site)]


def tree(site: Path) -> dict[str, bytes | None]:
    """Return what lies in the output but the list: bytes of files, None for folders."""
    return {path: content for path, content in whole(site).items() if path != LIST}


def whole(site: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(site).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() or path.is_dir()
    }


def with_folders(files: Mapping[str, bytes]) -> dict[str, bytes | None]:
    """Return the tree that holds just `files`."""
    folders = {str(up) for path in files for up in list(Path(path).parents)[:-1]}
    return {**dict.fromkeys(folders), **files}


def lay(site: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(content)


def marks(site: Path) -> dict[str, tuple[int, int]]:
    """Return what moves when a file is touched."""
    return {
        path.relative_to(site).as_posix(): (path.stat().st_mtime_ns, path.stat().st_ino)
        for path in site.rglob("*")
        if path.is_file()
    }


# what is written


def test_a_first_write_writes_everything(site: Path) -> None:
    changes = write(PAGE, site)

    assert changes == Changes(("world/flood/index.html", "index.html"), 0, ())
    assert tree(site) == with_folders(PAGE)
    assert output.made(site) == PAGE.keys()


def test_a_write_leaves_no_stage_behind(site: Path) -> None:
    write(PAGE, site)

    assert not any((site.parent / ".livegen").iterdir())


def test_what_a_killed_write_left_on_the_stage_is_swept_off(site: Path) -> None:
    lay(site.parent / ".livegen/stage", {"0/old": b"", "7": b""})

    write(PAGE, site)

    assert tree(site) == with_folders(PAGE)
    assert not any((site.parent / ".livegen").iterdir())


def test_writing_the_same_again_touches_nothing(site: Path) -> None:
    write(PAGE, site)
    before = marks(site)

    assert write(PAGE, site) == Changes((), 2, ())
    assert marks(site) == before


def test_only_what_changed_is_touched(site: Path) -> None:
    files = {"a.html": b"a", "b.html": b"b", "c.html": b"c"}
    write(files, site)
    before = marks(site)

    changes = write({**files, "b.html": b"B"}, site)

    after = marks(site)
    assert changes == Changes(("b.html",), 2, ())
    assert {name for name in after if after[name] != before[name]} == {"b.html"}


@pytest.mark.parametrize("content", [b"", b"a", b"ab!", b"abcdef"])
def test_a_file_of_any_other_content_is_rewritten(site: Path, content: bytes) -> None:
    write({"a": b"abc"}, site)

    write({"a": content}, site)

    assert (site / "a").read_bytes() == content


def test_a_copy_is_as_its_source_is_now_whatever_the_time_of_both_says(site: Path) -> None:
    source = site.parent / "boat.png"
    source.write_bytes(b"old")
    for content in (b"old", b"new"):
        time_of = source.stat().st_mtime_ns
        source.write_bytes(content)
        os.utime(source, ns=(time_of, time_of))
        for _ in range(2):
            with output.staging(site, site.parent / "stage") as stage:
                output.publish({"boat.png": str(source)}, site, stage)
            os.utime(site / "boat.png", ns=(time_of, time_of))
        assert (site / "boat.png").read_bytes() == content


def test_each_of_many_writes_of_one_second_is_told_apart_by_size_and_second(site: Path) -> None:
    seen = set()
    for number in range(5):
        write({"live.json": b"%d" % number}, site)
        found = (site / "live.json").stat()
        seen.add((found.st_size, found.st_mtime_ns // 10**9))

    assert len(seen) == 5


def test_what_is_no_longer_made_goes_with_its_empty_folders(site: Path) -> None:
    write(PAGE, site)

    changes = write({"index.html": b"front"}, site)

    assert changes == Changes((), 1, ("world/flood/index.html",))
    assert tree(site) == {"index.html": b"front"}
    assert output.made(site) == {"index.html"}


def test_the_list_is_sorted_and_says_what_it_is(site: Path) -> None:
    write({"b": b"", "a/c": b"", "é": b""}, site)

    head, *lines = (site / LIST).read_text("utf-8").splitlines()
    assert head.startswith("# livegen 1")
    assert lines == ["a/c", "b", "é"]


def test_a_file_may_become_a_folder_and_back(site: Path) -> None:
    write({"a": b"1", "x/y": b"2"}, site)

    forth = write({"a/b/c": b"3", "x": b"4"}, site)
    assert tree(site) == with_folders({"a/b/c": b"3", "x": b"4"})
    back = write({"a": b"1", "x/y": b"2"}, site)

    assert (forth.deleted, back.deleted) == (("a", "x/y"), ("a/b/c", "x"))
    assert tree(site) == with_folders({"a": b"1", "x/y": b"2"})


def test_no_page_comes_before_what_it_leads_to(site: Path) -> None:
    safe = [
        "world/flood/f/ab12/x.0123abcd.html",
        "world/flood/ids.0123abcd.json",
        "assets/site.0123abcd.css",
        "world/flood/levee.jpg",
        "favicon.svg",
        "world/flood/p/1/index.html",
        "world/flood/start/1/index.html",
        "world/flood/u/second-boat/index.html",
        "world/page/1/index.html",
        "page/1/index.html",
        "world/flood/atom.xml",
        "world/flood/index.html",
        "world/index.html",
        "_headers",
        "index.html",
        "sitemap.xml",
        "world/flood/live.json",
        "live.json",
    ]

    changes = write({**dict.fromkeys(sorted(safe), b"1"), "old": b""}, site)

    turns = [_turn_of(path) for path in changes.written]
    assert turns == sorted(turns)
    assert [path for path in changes.written if path != "old"] == sorted(safe, key=output._turn)
    assert [output._turn(path)[0] for path in safe] == [0] * 5 + [1] * 5 + [2] * 6 + [3] * 2
    assert changes.written.index("world/flood/index.html") < changes.written.index("index.html")


def _turn_of(path: str) -> int:
    return output._turn(path)[0]


def test_where_nothing_is_folders_come_whole(site: Path) -> None:
    files = {"index.html": b"1", "live.json": b"2", "w/f/index.html": b"3", "w/f/u/a/b": b"4"}
    told, _ = run(f"""
        def step(event, arguments):
            if event == "os.rename":
                print(Path(arguments[1]).relative_to({str(site)!r}))
        sys.addaudithook(step)
        output.write({files!r}, Path({str(site)!r}), Path({str(site.parent)!r}, ".livegen/stage"))
    """).communicate()

    assert told.split() == [LIST, "w", "index.html", "live.json"]
    assert tree(site) == with_folders(files)


def test_where_nothing_is_names_of_any_kind_come_along(site: Path) -> None:
    files = {
        "CNAME": b"1",
        ".well-known/Keys.txt": b"2",
        "w/d\u00e9luge/index.html": b"3",
        "w/a": b"4",
    }

    write(files, site)

    assert tree(site) == with_folders(files)
    assert output.made(site) == files.keys()


def test_what_was_put_and_is_not_wanted_stays_out(site: Path) -> None:
    with output.staging(site, site.parent / "stage") as stage:
        stage.put("w/a/index.html", b"1")
        stage.put("w/b/index.html", b"2")
        wanted = {path: stage.files[path] for path in ["w/a/index.html"]}

        output.publish(wanted, site, stage)

    assert tree(site) == with_folders({"w/a/index.html": b"1"})


@pytest.mark.parametrize("path", ["w/a", "w/a/b/c"])
def test_what_would_be_a_file_and_a_folder_is_refused_when_all_are_put(
    site: Path, path: str
) -> None:
    with output.staging(site, site.parent / "stage") as stage:
        for one in {path: b"1", "w/a/b": b"2", "w/a": b"3"}.items():
            stage.put(*one)

        with pytest.raises(output.Refused):
            output.publish(stage.files, site, stage)

    assert not site.exists()


def test_what_comes_to_an_empty_output_meanwhile_stays(site: Path) -> None:
    with output.staging(site, site.parent / "stage") as stage:
        stage.put("w/a", b"1")
        lay(site, {"w/mine": b"mine"})

        output.publish(stage.files, site, stage)

    assert tree(site) == with_folders({"w/a": b"1", "w/mine": b"mine"})


def test_a_fresh_file_has_the_rights_that_other_programs_give(site: Path) -> None:
    write({"a": b""}, site)
    (site.parent / "other").touch()

    assert (site / "a").stat().st_mode == (site.parent / "other").stat().st_mode


def test_the_stage_is_beside_the_output_if_that_is_on_another_disk(site: Path) -> None:
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == site.parent.stat().st_dev:
        pytest.skip("no second disk here")
    stage = memory / f"livegen-test-{os.getpid()}" / "stage"
    try:
        output.write(PAGE, site, stage)
        assert not stage.exists()
    finally:
        stage.parent.rmdir() if stage.parent.exists() else None

    assert tree(site) == with_folders(PAGE)
    assert list(site.parent.iterdir()) == [site]


def test_an_output_that_is_a_disk_of_its_own_is_named(site: Path) -> None:
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev in {Path("/dev").stat().st_dev, 0}:
        pytest.skip("no second disk here")

    with pytest.raises(OSError, match="disk of its own") as caught:
        output.write({}, memory, site.parent / "stage")

    assert (caught.value.errno, caught.value.filename) == (errno.EXDEV, str(memory))


# what is foreign


def test_foreign_files_and_folders_stay(site: Path) -> None:
    lay(site, {".gitignore": b"*", "world/notes.txt": b"mine"})
    (site / "empty").mkdir()
    write(PAGE, site)

    write({}, site)

    assert tree(site) == {
        ".gitignore": b"*",
        "empty": None,
        "world": None,
        "world/notes.txt": b"mine",
    }


def test_a_foreign_file_in_the_way_is_named(site: Path) -> None:
    lay(site, {"index.html": b"mine"})

    (problem,) = refusal(PAGE, site)

    assert (problem.rule, problem.place.path) == (Rule.OUTPUT_FOLDER, "site/index.html")
    assert problem.message == "is in the way of a file, and livegen did not make it"


def test_a_foreign_file_that_is_equal_is_adopted_untouched(site: Path) -> None:
    lay(site, {"index.html": b"front"})
    before = marks(site)["index.html"]

    changes = write(PAGE, site)

    assert changes == Changes(("world/flood/index.html",), 1, ())
    assert marks(site)["index.html"] == before
    assert "index.html" in output.made(site)


@pytest.mark.parametrize("inside", ["world", "world/flood"])
def test_a_foreign_file_where_a_folder_must_go_is_named(site: Path, inside: str) -> None:
    lay(site, {inside: b"mine"})

    assert refused(PAGE, site) == [(Rule.OUTPUT_FOLDER, f"site/{inside}")]


def test_a_foreign_folder_where_a_file_must_go_is_named(site: Path) -> None:
    (site / "index.html").mkdir(parents=True)

    assert refused(PAGE, site) == [(Rule.OUTPUT_FOLDER, "site/index.html")]


@pytest.mark.parametrize("path", ["index.html", "world"])
def test_a_foreign_link_in_the_way_is_named(site: Path, path: str) -> None:
    outside = site.parent / "outside"
    lay(outside, {"index.html": b"front"})
    site.mkdir()
    (site / path).symlink_to(outside / path)

    assert refused(PAGE, site) == [(Rule.OUTPUT_FOLDER, f"site/{path}")]
    assert tree(outside) == {"index.html": b"front"}


def test_a_foreign_pipe_in_the_way_is_named_and_not_waited_for(site: Path) -> None:
    site.mkdir()
    os.mkfifo(site / "index.html")

    assert refused(PAGE, site) == [(Rule.OUTPUT_FOLDER, "site/index.html")]


def test_everything_in_the_way_is_named_at_once(site: Path) -> None:
    lay(site, {"a": b"mine", "b": b"mine"})

    assert len(refusal({"a": b"1", "b/c": b"2"}, site)) == 2


# what others did to livegen's files


def test_files_that_others_changed_or_deleted_are_put_right(site: Path) -> None:
    write({"a": b"1", "b": b"2", "c": b"3"}, site)
    (site / "a").write_bytes(b"other")
    (site / "b").unlink()

    assert write({"a": b"1", "b": b"2", "c": b"3"}, site) == Changes(("a", "b"), 1, ())
    assert tree(site) == {"a": b"1", "b": b"2", "c": b"3"}


def test_a_file_that_became_a_link_is_put_right_and_its_target_stays(site: Path) -> None:
    outside = site.parent / "outside"
    outside.write_bytes(b"front")
    write(PAGE, site)
    (site / "index.html").unlink()
    (site / "index.html").symlink_to(outside)

    write({**PAGE, "index.html": b"new"}, site)

    assert not (site / "index.html").is_symlink()
    assert (outside.read_bytes(), tree(site)["index.html"]) == (b"front", b"new")


def test_a_folder_that_became_a_link_is_put_right_and_its_target_stays(site: Path) -> None:
    outside = site.parent / "outside"
    lay(outside, {"flood/index.html": b"flood", "flood/other": b"mine"})
    write(PAGE, site)
    (site / "world").rename(site.parent / "moved")
    (site / "world").symlink_to(outside)

    write(PAGE, site)

    assert not (site / "world").is_symlink()
    assert tree(site) == with_folders(PAGE)
    assert tree(outside) == with_folders({"flood/index.html": b"flood", "flood/other": b"mine"})


def test_a_folder_that_became_a_foreign_file_is_named(site: Path) -> None:
    write(PAGE, site)
    (site / "world").rename(site.parent / "moved")
    (site / "world").write_bytes(b"mine")

    assert refused(PAGE, site) == [(Rule.OUTPUT_FOLDER, "site/world")]


def test_a_link_in_place_of_a_file_that_is_no_longer_made_goes_alone(site: Path) -> None:
    outside = site.parent / "outside"
    outside.write_bytes(b"mine")
    write({"a": b""}, site)
    (site / "a").unlink()
    (site / "a").symlink_to(outside)

    assert write({}, site).deleted == ("a",)
    assert not (site / "a").is_symlink()
    assert outside.read_bytes() == b"mine"


def test_a_file_that_became_an_empty_folder_is_put_right(site: Path) -> None:
    write(PAGE, site)
    (site / "index.html").unlink()
    (site / "index.html").mkdir()

    write(PAGE, site)

    assert tree(site) == with_folders(PAGE)


def test_a_file_that_became_a_folder_with_foreign_files_is_named(site: Path) -> None:
    write(PAGE, site)
    (site / "index.html").unlink()
    lay(site, {"index.html/deep/mine": b"mine"})

    assert refused(PAGE, site) == [(Rule.OUTPUT_FOLDER, "site/index.html")]
    write({}, site)
    assert tree(site) == with_folders({"index.html/deep/mine": b"mine"})


def test_nothing_is_deleted_through_a_link(site: Path) -> None:
    outside = site.parent / "outside"
    lay(outside, {"flood/index.html": b"flood"})
    write(PAGE, site)
    (site / "world").rename(site.parent / "moved")
    (site / "world").symlink_to(outside)

    write({}, site)

    assert tree(outside) == with_folders({"flood/index.html": b"flood"})
    assert (site / "world").is_symlink()


# the list


@pytest.mark.parametrize(
    "lie",
    ["../outside/a", "/etc/hostname", "x/../../outside/a", "linked/a", "./a", "", "a\\b", LIST],
)
def test_a_list_that_lies_deletes_nothing_outside(site: Path, lie: str) -> None:
    outside = site.parent / "outside"
    lay(outside, {"a": b"mine"})
    write({"b": b""}, site)
    (site / "linked").symlink_to(outside)
    with (site / LIST).open("a") as file:
        file.write(f"{lie}\n{outside}/a\n")

    assert output.made(site) <= {"b", "linked/a"}
    write({}, site)
    output.clean(site)

    assert tree(outside) == {"a": b"mine"}
    assert (site / "linked").is_symlink()


@pytest.mark.parametrize(
    "garbage", [b"", b"\xff\xfe\x00", b"mine\nindex.html\n", b"<<<<<<< HEAD\n"]
)
def test_a_list_that_is_garbage_lists_nothing(site: Path, garbage: bytes) -> None:
    lay(site, {"index.html": b"mine", LIST: garbage})

    assert output.made(site) == frozenset()
    assert write({"a": b""}, site).deleted == ()
    assert output.made(site) == {"a"}


def test_a_list_that_is_a_link_is_neither_believed_nor_written_through(site: Path) -> None:
    outside = site.parent / "outside"
    outside.write_text("# livegen 1\nmine\n")
    lay(site, {"mine": b"mine"})
    (site / LIST).symlink_to(outside)

    write({}, site)

    assert tree(site) == {"mine": b"mine"}
    assert outside.read_text() == "# livegen 1\nmine\n"
    assert not (site / LIST).is_symlink()


def test_a_link_to_an_equal_list_is_put_right(site: Path) -> None:
    write(PAGE, site)
    (site / LIST).rename(site.parent / "outside")
    (site / LIST).symlink_to(site.parent / "outside")

    write(PAGE, site)

    assert not (site / LIST).is_symlink()


def test_a_pipe_in_place_of_the_list_is_put_right_and_not_waited_for(site: Path) -> None:
    site.mkdir()
    os.mkfifo(site / LIST)

    write(PAGE, site)

    assert output.made(site) == PAGE.keys()


def test_a_folder_in_place_of_the_list_is_named(site: Path) -> None:
    (site / LIST).mkdir(parents=True)

    assert refused(PAGE, site) == [(Rule.OUTPUT_FOLDER, f"site/{LIST}")]


def test_clean_deletes_what_livegen_made_and_nothing_else(site: Path) -> None:
    lay(site, {".gitignore": b"*", "world/notes.txt": b"mine"})
    write(PAGE, site)

    assert output.clean(site) == ("index.html", "world/flood/index.html")
    assert whole(site) == with_folders({".gitignore": b"*", "world/notes.txt": b"mine"})


def test_cleaning_where_nothing_was_built_does_nothing(site: Path) -> None:
    assert output.clean(site) == ()
    assert not site.exists()


# paths


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("", Rule.OUTSIDE),
        ("/a", Rule.OUTSIDE),
        ("a/", Rule.OUTSIDE),
        ("a//b", Rule.OUTSIDE),
        ("..", Rule.OUTSIDE),
        ("a/../b", Rule.OUTSIDE),
        ("./a", Rule.OUTSIDE),
        ("a\0", Rule.FILE_NAME),
        ("a\nb", Rule.FILE_NAME),
        ("a\\b", Rule.FILE_NAME),
        ("a\ud800", Rule.FILE_NAME),
        ("é" * 128, Rule.FILE_NAME),
        (f"{'a' * 256}/b", Rule.FILE_NAME),
        (LIST, Rule.CLASH),
        (f"{LIST}/a", Rule.CLASH),
        (LIST.upper(), Rule.CLASH),
    ],
)
def test_an_unusable_path_is_refused(site: Path, path: str, rule: Rule) -> None:
    (problem,) = refusal({path: b"", **PAGE}, site)

    assert problem.rule is rule
    assert not site.exists()


def test_the_longest_name_is_written(site: Path) -> None:
    files = {f"{'a' * 255}/{'é' * 127}": b"1"}

    write(files, site)

    assert tree(site) == with_folders(files)


@pytest.mark.parametrize(
    "paths",
    [
        ("A/x", "a/y"),
        ("x/README", "x/readme"),
        ("caf\u00e9", "cafe\u0301"),
        ("a", "a/b"),
        ("A", "a/b"),
        ("a/b", "a/b/c/d"),
    ],
)
def test_paths_that_some_disk_takes_for_one_clash(site: Path, paths: tuple[str, ...]) -> None:
    assert {rule for rule, _ in refused(dict.fromkeys(paths, b""), site)} == {Rule.CLASH}


def test_words_that_no_disk_takes_for_one_do_not_clash(site: Path) -> None:
    files = {"straße": b"1", "strasse": b"2"}

    write(files, site)

    assert tree(site) == files


# failures


def test_a_failure_while_staging_leaves_the_output_as_it_was(site: Path) -> None:
    write(PAGE, site)
    before = whole(site)

    class Failing(dict[str, bytes]):
        def __getitem__(self, path: str) -> bytes:
            if path == "z":
                raise OSError(errno.ENOSPC, "No space left on device", path)
            return super().__getitem__(path)

    with pytest.raises(OSError, match="No space left"):
        write(Failing({"index.html": b"new", "z": b""}), site)

    assert whole(site) == before
    assert not any((site.parent / ".livegen").iterdir())


def test_an_output_that_is_a_file_is_named(site: Path) -> None:
    site.write_bytes(b"mine")

    with pytest.raises(NotADirectoryError, match="site"):
        write(PAGE, site)

    assert site.read_bytes() == b"mine"


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    with output.alone(tmp_path), pytest.raises(output.Busy), output.alone(tmp_path):
        pass

    with output.alone(tmp_path):
        pass


def test_the_lock_ends_with_the_process(tmp_path: Path) -> None:
    holder = run(f"""
        with output.alone(Path({str(tmp_path)!r})):
            print("held", flush=True)
            time.sleep(60)
    """)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(output.Busy), output.alone(tmp_path):
        pass

    holder.kill()
    holder.communicate()

    with output.alone(tmp_path):
        pass


# killed

OLD = {f"s/{n}/index.html": b"old" * n for n in range(4)} | {"gone/a": b"a", "f": b"f", "d/e": b"e"}
NEW = {f"s/{n}/index.html": b"new" * n for n in range(2, 6)} | {
    "f/g": b"g",
    "d": b"d",
    "live.json": b"1",
}
FOREIGN = {".gitignore": b"*", "s/mine": b"mine"}


def run(script: str) -> subprocess.Popen[str]:
    preamble = f"""
        import os, signal, sys, time
        from pathlib import Path
        from livegen import output
        OLD, NEW = {OLD!r}, {NEW!r}
    """
    text = textwrap.dedent(preamble) + textwrap.dedent(script)
    return subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True)


def killed_before(steps: int, site: Path) -> subprocess.Popen[str]:
    """Write `NEW` in a process that ends before it takes one more step on the disk than so many."""
    # Python tells an audit hook of each step just before it is taken.
    return run(f"""
        left = {steps}
        def step(event, arguments):
            global left
            if event in ("open", "os.mkdir", "os.remove", "os.rename", "os.rmdir"):
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(step)
        output.write(NEW, Path({str(site)!r}), Path({str(site.parent)!r}, ".livegen/stage"))
    """)


def put_right(site: Path) -> None:
    """See that nothing is half written, and that the next write equals a clean one."""
    found = {path: content for path, content in tree(site).items() if content is not None}
    assert FOREIGN.items() <= found.items()
    for path, content in found.items():
        assert content in (OLD.get(path), NEW.get(path), FOREIGN.get(path))
    assert found.keys() - FOREIGN.keys() <= output.made(site)

    write(NEW, site)

    assert tree(site) == with_folders(FOREIGN | NEW)
    assert output.made(site) == NEW.keys()


@pytest.mark.slow
def test_a_write_killed_before_any_of_its_steps_is_put_right_by_the_next(tmp_path: Path) -> None:
    for steps in range(200):
        site = tmp_path / str(steps) / "site"
        lay(site, FOREIGN)
        write(OLD, site)
        killed = killed_before(steps, site)
        killed.communicate()
        put_right(site)
        if killed.returncode == 0:
            break
        assert killed.returncode == -signal.SIGKILL
    assert 30 < steps < 199


@pytest.mark.slow
def test_a_first_write_killed_before_any_of_its_steps_is_put_right(tmp_path: Path) -> None:
    for steps in range(200):
        site = tmp_path / str(steps) / "site"
        killed = killed_before(steps, site)
        killed.communicate()
        found = whole(site) if site.exists() else {}
        assert all(NEW.get(path) in (it, None) for path, it in found.items() if path != LIST)
        assert {path for path, it in found.items() if it is not None} <= output.made(site) | {LIST}
        write(NEW, site)
        assert tree(site) == with_folders(NEW)
        if killed.returncode == 0:
            break
        assert killed.returncode == -signal.SIGKILL
    assert 15 < steps < 199


@pytest.mark.slow
def test_a_write_killed_at_any_moment_is_put_right_by_the_next(tmp_path: Path) -> None:
    moments = random.Random(1123)
    site = tmp_path / "site"
    lay(site, FOREIGN)
    for _ in range(40):
        writer = run(f"""
            site = Path({str(site)!r})
            print("ready", flush=True)
            while True:
                for files in (OLD, NEW):
                    output.write(files, site, site.parent / ".livegen/stage")
        """)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(moments.uniform(0, 0.02))
        writer.kill()
        writer.communicate()
        put_right(site)


# any sequence

_PATHS = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3).map("/".join)
_CONTENTS = st.sampled_from([b"", b"1", b"2"])
_STEPS = st.one_of(
    st.tuples(st.just("write"), st.dictionaries(_PATHS, _CONTENTS, max_size=5)),
    st.tuples(st.just("add"), st.dictionaries(_PATHS, _CONTENTS, min_size=1, max_size=1)),
    st.tuples(st.just("spoil"), st.dictionaries(_PATHS, _CONTENTS, min_size=1, max_size=3)),
    st.tuples(st.just("delete"), st.dictionaries(_PATHS, _CONTENTS, min_size=1, max_size=3)),
)


def within(path: str) -> list[str]:
    """Return the folders that a path lies in."""
    return [str(up) for up in list(Path(path).parents)[:-1]]


def collides(path: str, others: Mapping[str, bytes]) -> bool:
    """True if one of two files would have to be a folder."""
    return any(path in within(other) or other in within(path) for other in others)


def may_be_written(files: Mapping[str, bytes], foreign: Mapping[str, bytes]) -> bool:
    return not any(
        collides(path, files) or collides(path, foreign) or foreign.get(path, content) != content
        for path, content in files.items()
    )


@settings(max_examples=150)
@given(steps=st.lists(_STEPS, max_size=12))
def test_after_any_steps_the_output_is_what_is_foreign_and_the_last_write(
    steps: list[tuple[str, dict[str, bytes]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    site = tmp_path_factory.mktemp("any") / "site"
    foreign: dict[str, bytes] = {}
    ours: dict[str, bytes] = {}
    for step, files in steps:
        if step == "write" and may_be_written(files, foreign):
            before, there = marks(site), tree(site)
            changes = write(files, site)
            foreign = {path: content for path, content in foreign.items() if path not in files}
            ours = files
            after = marks(site)
            same = {
                path for path, content in (foreign | ours).items() if there.get(path) == content
            }
            assert {path: after[path] for path in same} == {path: before[path] for path in same}
            assert set(changes.written) == files.keys() - same
            assert changes.unchanged == len(files.keys() & same)
            assert set(changes.deleted) <= there.keys()
            assert tree(site) == with_folders(foreign | ours)
            assert output.made(site) == ours.keys()
        elif step == "write":
            refusal(files, site)
        elif step == "add":
            added = {p: c for p, c in files.items() if p not in ours and not collides(p, ours)}
            added = {p: c for p, c in added.items() if not collides(p, foreign)}
            lay(site, added)
            foreign |= added
        else:
            for path in files.keys() & ours.keys():
                if step == "spoil":
                    lay(site, {path: files[path]})
                else:
                    (site / path).unlink(missing_ok=True)
    output.clean(site)
    assert {path: content for path, content in tree(site).items() if content is not None} == foreign


# ------------------------------------------------------------------ a look at what lies there


def remaining(site: Path, files: Mapping[str, bytes]) -> output.Remains:
    """Write the files, and return what is known of them once they are old enough to be sure of."""
    for path, content in files.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(content)
    seen = {path: (stamps.of(os.lstat(site / path)), digest(it)) for path, it in files.items()}
    return output.Remains(site, seen)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_two_processes_see_what_one_sees(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "_MANY", 1)
    files = {f"{number}.html": b"as it was" for number in range(40)}
    remains = remaining(site, files)
    (site / "3.html").write_bytes(b"altered")
    (site / "33.html").write_bytes(b"altered")
    (site / "34.html").unlink()
    (site / "4.html").touch()

    remains.look_ahead()

    others = {"3.html", "4.html", "33.html", "34.html"}
    assert remains._seen == {path: True for path in files if path not in others}
    stand = {path: remains.stands(path, digest(it)) for path, it in files.items()}
    assert {path for path, stands in stand.items() if not stands} == others - {"4.html"}
    assert not remains.all_stand()


def test_a_small_output_is_looked_at_by_one(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    remains = remaining(site, {"a.html": b"a"})

    remains.look_ahead()

    assert remains.all_stand()
