"""One build after another: why a file is written, that it is right, and what is said of it."""

from __future__ import annotations

import gc
import json
import os
import re
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import paper
import pytest
from built import livegen
from conftest import NOW, Result, copy_site, files_of, make_site

from livegen import build as building
from livegen import ledger, recipe, sources
from livegen.build import sharing
from livegen.build.known import Known, Past
from livegen.cli import works
from livegen.errors import Report
from livegen.fingerprint import digest
from livegen.ledger import Kind, packed
from livegen.model import Story
from livegen.stamps import Stamp

FLOOD, FIRE, LAKE = "content/world/flood.md", "content/world/fire.md", "content/lake/index.md"
FLOODED, BURNT, SEEN = "world/flood/index.html", "world/fire/index.html", "lake/index.html"
SETTINGS = '[site]\nurl = "https://example.org"\n'
SITE: dict[str, str | bytes] = {
    "livegen.toml": SETTINGS,
    "content/authors.toml": '[noor]\nname = "Noor"\n',
    FLOOD: "---\ntitle: Flood\ndate: 2026-11-20\nauthors: [noor]\n---\n\nWater rises.\n",
    FIRE: "---\ntitle: Fire\ndate: 2026-11-19\n---\n\nAfter [the flood](flood.md).\n",
    LAKE: "---\ntitle: Lake\ndate: 2026-11-18\n---\n\n![A boat](boat.png)\n",
    "content/lake/boat.png": paper.png(0),
    "static/word.txt": "kept",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = make_site(tmp_path / "root", SITE)
    assert build(root).status == 0
    return root


def build(root: Path, *argv: str, now: str = NOW) -> Result:
    return livegen("build", "--root", str(root), "--now", now, *argv)


def explained(root: Path, *argv: str, now: str = NOW) -> dict[str, str]:
    """Build, and return why each file was written."""
    done = build(root, "--explain", *argv, now=now)
    assert done.status == 0, done.err
    lines = [line for line in done.out.splitlines() if ": " in line and "held until" not in line]
    return dict(line.split(": ", 1) for line in lines)


def rewrite(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert text.count(old) == 1
    (root / path).write_text(text.replace(old, new))


def said(done: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.out)
    return found


def clean(root: Path) -> dict[str, bytes]:
    """Return what is built from a copy of the sources that has no past."""
    copy = copy_site(root, root.with_name(f"copy-{time.monotonic_ns()}"))
    assert build(copy).status == 0
    return files_of(copy / "site")


# ------------------------------------------------------------------ why


def test_of_a_text_its_own_file_is_named(root: Path) -> None:
    rewrite(root, FLOOD, "Water rises.", "Water falls.")
    why = explained(root)
    assert why[FLOODED] == f"{FLOOD} changed"
    assert BURNT not in why


def test_of_a_list_the_stories_that_changed_on_it_are_named(root: Path) -> None:
    rewrite(root, FLOOD, "title: Flood", "title: High water")
    assert explained(root)["index.html"] == f"{FLOOD} changed"


def test_of_a_list_those_are_named_that_left_it_and_no_others(root: Path) -> None:
    tagged = "---\ntitle: {}\ndate: 2026-11-20\ntags: [{}]\n---\n"
    parts = {"one": "a", "two": "a", "three": "b", "four": "b"}
    make_site(root, {f"content/{it}.md": tagged.format(it, tag) for it, tag in parts.items()})
    build(root)
    rewrite(root, "content/one.md", "title: one", "title: uno")
    rewrite(root, "content/two.md", "[a]", "[c]")
    (root / "content/four.md").unlink()

    why = explained(root)

    changed, moved = "content/one.md changed", "content/two.md is gone"
    assert why["tags/a/index.html"] == f"{changed}; {moved}"
    assert why["tags/b/index.html"] == "content/four.md is gone"
    assert why["tags/c/index.html"] == "it is new"
    assert "content/four.md is gone" in why["index.html"]


def test_of_a_list_on_which_others_stand_now_that_is_said(root: Path) -> None:
    dated = "---\ntitle: T{0}\ndate: 2026-11-{0}\n---\n"
    make_site(root, {"livegen.toml": f"{SETTINGS}[build]\nindex_size = 2\n"})
    make_site(root, {f"content/{day}.md": dated.format(day) for day in range(10, 18)})
    build(root)
    make_site(root, {"content/old.md": dated.format("09")})
    assert explained(root)["page/2/index.html"] == "its stories are others"


def test_an_author_is_named(root: Path) -> None:
    rewrite(root, "content/authors.toml", '"Noor"', '"Noor A."')
    why = explained(root)
    assert why[FLOODED] == "author noor changed"
    assert BURNT not in why


def test_a_section_is_named(root: Path) -> None:
    make_site(root, {"content/world/_index.md": "---\ntitle: Abroad\n---\n"})
    assert "section world changed" in explained(root)[FLOODED]


def test_a_story_that_is_linked_is_named_when_it_moves(root: Path) -> None:
    rewrite(root, FLOOD, "title: Flood", "title: Flood\nslug: high-water")
    assert explained(root)[BURNT] == f"{FLOOD} changed"


def test_a_picture_is_named(root: Path) -> None:
    make_site(root, {"content/lake/boat.png": paper.png(1)})
    why = explained(root)
    assert why["lake/boat.png"] == "content/lake/boat.png changed"
    assert set(why.values()) == {"content/lake/boat.png changed"}


def test_a_template_is_named(root: Path) -> None:
    make_site(root, {"templates/_foot.html": "<p>!</p>\n"})
    assert explained(root)[FLOODED] == "templates/_foot.html is new"
    make_site(root, {"templates/_foot.html": "<p>?</p>\n"})
    assert explained(root)[FLOODED] == "templates/_foot.html changed"
    (root / "templates/_foot.html").unlink()
    assert explained(root)[FLOODED] == "templates/_foot.html is gone"


def test_the_settings_are_named(root: Path) -> None:
    make_site(root, {"livegen.toml": SETTINGS + 'title = "Us"\n'})
    assert explained(root)[FLOODED] == "livegen.toml changed"


def test_a_library_is_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    libraries = {**recipe.libraries(), "the library nh3": "99.0"}
    monkeypatch.setattr(recipe, "libraries", lambda: libraries)
    (root / "site" / FLOODED).unlink()  # other bytes come of it here
    assert explained(root) == {FLOODED: "the library nh3 changed"}


def test_the_time_is_named(root: Path) -> None:
    banner = "title: Flood\nbanner:\n  text: Stay in\n  until: 2026-11-22T13:00Z"
    rewrite(root, FLOOD, "title: Flood", banner)
    build(root)
    assert explained(root, now="2026-11-22T13:00:00Z")[FLOODED] == "the time"


def test_an_output_that_others_altered_is_named(root: Path) -> None:
    (root / "site" / FLOODED).write_text("mine")
    (root / "site" / BURNT).unlink()
    assert explained(root) == {
        FLOODED: f"{FLOODED} was altered or taken away",
        BURNT: f"{BURNT} was altered or taken away",
    }


def test_a_copy_that_others_altered_is_named(root: Path) -> None:
    (root / "site/word.txt").write_text("mine")
    (root / "site/lake/boat.png").unlink()
    assert explained(root) == {
        "word.txt": "word.txt was altered or taken away",
        "lake/boat.png": "lake/boat.png was altered or taken away",
    }


def test_that_nothing_is_remembered_is_said(root: Path) -> None:
    for book in (root / ".livegen").glob("ledger-*"):
        book.unlink()
    (root / "site" / FLOODED).unlink()
    assert explained(root) == {FLOODED: "nothing is remembered"}


def test_what_is_new_is_said_to_be(root: Path) -> None:
    make_site(root, {"content/new.md": "---\ntitle: New\ndate: 2026-11-21\n---\n"})
    assert explained(root)["new/index.html"] == "content/new.md is new"


def test_every_file_that_is_written_has_a_reason(root: Path) -> None:
    for change in (
        {"static/_headers": "/*\n  X-A: b\n"},
        {"content/authors.toml": '[noor]\nname = "N."\n'},
        {FLOOD: str(SITE[FLOOD]).replace("authors", "aliases: [/old]\nauthors")},
        {"content/pages/about.md": "---\ntitle: About\n---\n"},
    ):
        make_site(root, change)
        why = explained(root)
        assert why
        assert all(why.values())


# ------------------------------------------------------------------ a build from nothing agrees


def test_a_build_from_nothing_agrees(root: Path) -> None:
    rewrite(root, FLOOD, "Water rises.", "Water falls.")
    done = build(root, "--verify")
    assert (done.status, done.err) == (0, "")
    assert "all files are what a build from nothing makes" in done.out


def test_with_workers_a_build_from_nothing_agrees_too(tmp_path: Path) -> None:
    done = build(large_site(tmp_path), "--verify", "--workers", "2")
    assert (done.status, done.err) == (0, "")


def plant(root: Path, kind: Kind, key: str, value: object) -> None:
    """Have the ledger say something else, under the right digest."""
    (book,) = (root / ".livegen").glob("ledger-*")
    content = packed(value)
    seal = ledger._seal(kind, key, content)
    with closing(sqlite3.connect(book)) as rows, rows:
        change = "UPDATE rows SET value = ?, digest = ? WHERE kind = ? AND key = ?"
        assert rows.execute(change, (content, seal, kind, key)).rowcount == 1


def remembered(root: Path) -> ledger.Ledger:
    (book,) = (root / ".livegen").glob("ledger-*")
    with ledger.opened(book) as last:
        return replace(last, rows=None)


def known(root: Path, source: str) -> Known:
    (book,) = (root / ".livegen").glob("ledger-*")
    with ledger.opened(book) as last:
        return last.all(Kind.STORY, Known)[source]


def named_and_put_right(root: Path, *paths: str) -> None:
    """A build from nothing names just these files, and the next build puts them right."""
    done = build(root, "--verify")
    assert done.status == 3
    assert f"{len(paths)} file{'s' * (len(paths) > 1)} differ" in done.err
    assert re.findall(r"^   ((?!hint).*)$", done.err, re.MULTILINE) == sorted(paths)
    assert build(root, "--verify").status == 0
    assert files_of(root / "site") == clean(root)


def test_a_lie_about_an_output_is_found(root: Path) -> None:
    page = root / "site" / FLOODED
    page.write_text("mine")
    os.utime(page, ns=(10**18, 10**18))
    found = page.stat()
    stamp = Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
    outputs = dict(remembered(root).outputs)
    outputs[FLOODED] = (stamp, outputs[FLOODED][1])
    plant(root, Kind.OUTPUTS, "", outputs)

    named_and_put_right(root, FLOODED)


def test_a_lie_about_a_source_is_found(root: Path) -> None:
    rewrite(root, FIRE, "After", "Long after")
    then = known(root, FIRE)
    lie = {**then.of, FIRE: digest((root / FIRE).read_bytes())}
    plant(root, Kind.STORY, FIRE, replace(then, of=lie))

    # Its feeds know it by what it says, too.
    done = build(root, "--verify")
    assert done.status == 3
    assert f"   {BURNT}\n" in done.err
    assert build(root, "--verify").status == 0
    assert files_of(root / "site") == clean(root)


def test_a_lie_about_what_is_there_is_found(root: Path) -> None:
    outputs = dict(remembered(root).outputs)
    (root / "site/ghost.html").write_text("boo")
    with (root / "site/.livegen-files").open("a") as file:
        file.write("ghost.html\n")
    listed = digest((root / "site/.livegen-files").read_bytes())
    found = (root / "site/.livegen-files").stat()
    stamp = Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
    outputs[".livegen-files"] = (stamp, listed)
    ghost = (root / "site/ghost.html").stat()
    stamp = Stamp(ghost.st_size, ghost.st_mtime_ns, ghost.st_ctime_ns, ghost.st_ino)
    outputs["ghost.html"] = (stamp, digest(b"boo"))
    plant(root, Kind.OUTPUTS, "", outputs)

    build(root, "--verify")

    assert build(root, "--verify").status == 0
    assert files_of(root / "site") == clean(root)


# ------------------------------------------------------------------ in several processes


def large_site(root: Path, stories: int = 230) -> Path:
    texts = {
        f"content/s{n % 7}/{n}.md": f"---\ntitle: Story {n}\ndate: 2026-11-{1 + n % 20:02}\n"
        f"tags: [t{n % 5}]\n---\n\nIt rained. See [it]({(n + 7) % stories}.md).\n"
        for n in range(stories)
    }
    for n in range(stories):
        texts[f"content/s{n % 7}/{n}.md"] = texts[f"content/s{n % 7}/{n}.md"].replace(
            f"({(n + 7) % stories}.md)", f"(../s{(n + 7) % stories % 7}/{(n + 7) % stories}.md)"
        )
    return make_site(root, {"livegen.toml": SETTINGS, **texts})


@pytest.mark.slow
def test_however_many_work_the_same_is_built(tmp_path: Path) -> None:
    built, told = {}, {}
    for workers in ("1", "2", "3"):
        root = large_site(tmp_path / workers)
        first = build(root, "--workers", workers, "--json")
        make_site(root, {"templates/_foot.html": "<p>!</p>\n"})
        second = build(root, "--workers", workers, "--json")
        built[workers] = files_of(root / "site")
        told[workers] = (said(first), said(second))
    assert built["1"] == built["2"] == built["3"]
    assert told["1"] == told["2"] == told["3"]


@pytest.mark.slow
def test_a_cold_build_holds_no_more_than_a_batch_of_stories(tmp_path: Path) -> None:
    root, most, count = large_site(tmp_path, 400), 0, 0

    def held() -> int:
        return sum(isinstance(it, Story) for it in gc.get_objects())

    class Counting(building.Nowhere):
        def put(self, _path: str, _content: bytes) -> None:
            nonlocal most, count
            count += 1
            if count % 40 == 0:
                most = max(most, held() - others)

    gc.collect()
    others = held()  # of other tests
    snapshot = sources.snapshot(root, root / "site", Report())
    now = datetime(2026, 11, 22, tzinfo=UTC)
    past = Past(digest=snapshot.digest)
    building.made(snapshot, now, Report(), past=past, press=Counting())

    assert count > 400
    assert 0 < most <= sharing.BATCH


# ------------------------------------------------------------------ what is said


HELD = "---\ntitle: Later\ndate: 2026-11-20\npublish_at: 2026-11-22T13:00Z\n---\n\nAt last.\n"


def test_when_it_changes_next_is_told(root: Path) -> None:
    assert said(build(root, "--json"))["next_change_at"] is None
    make_site(root, {"content/later.md": HELD})
    for _ in range(2):
        assert said(build(root, "--json"))["next_change_at"] == "2026-11-22T13:00:00Z"


def test_a_held_story_is_labelled_no_longer_than_it_is_held(root: Path) -> None:
    make_site(root, {"content/later.md": HELD})
    drafts = ("--drafts", "--output", str(root / "drafts"))
    for now, held in ((NOW, True), ("2026-11-22T13:00:00Z", False), (NOW, True)):
        assert build(root, *drafts, "--verify", now=now).status == 0
        for page in ("index.html", "later/index.html"):
            assert ("Held until" in (root / "drafts" / page).read_text("utf-8")) is held


def test_a_build_with_nothing_to_do_says_what_the_one_before_said(tmp_path: Path) -> None:
    wrong = "---\ntitle: Odd\ndate: 2026-11-20\npublished: 2026-11-20\n---\n\nOdd.\n"
    root = make_site(tmp_path / "root", {**SITE, "content/later.md": HELD, "content/odd.md": wrong})
    make_site(root, {"livegen.toml": "", "content/Odd.MD": "no text"})
    time.sleep(0.1)  # so that no source is too fresh
    first, second, third = (build(root, "--json") for _ in range(3))

    assert first.err
    assert first.err == second.err == third.err
    told = [said(it) for it in (first, second, third)]
    assert told[0]["problems"]
    assert told[0]["held"]
    for key in ("problems", "held", "next_change_at", "ok"):
        assert told[0][key] == told[1][key] == told[2][key]
    assert (told[2]["written"], told[2]["deleted"]) == ([], [])
    assert told[2]["unchanged"] == len(told[0]["written"])


def test_a_build_with_nothing_to_do_makes_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    time.sleep(0.1)
    build(root)
    time.sleep(0.1)
    build(root)

    def made(*_: object, **__: object) -> None:
        pytest.fail("something is made")

    monkeypatch.setattr(building, "made", made)
    assert build(root).status == 0


def test_after_keep_going_a_build_is_refused_as_ever(root: Path) -> None:
    make_site(root, {FIRE: "---\ntitle: Fire\ndate: soon\n---\n"})
    time.sleep(0.1)
    for _ in range(2):
        kept = build(root, "--keep-going")
    refused = build(root)

    assert kept.status == refused.status == 1
    assert "nothing was written" in refused.out
    assert kept.err == refused.err


def test_after_keep_going_what_is_mended_is_made(root: Path) -> None:
    for text in ("---\ntitle: Fire\ndate: soon\n---\n", str(SITE[FIRE]).replace("After", "Since")):
        make_site(root, {FIRE: text})
        build(root, "--keep-going")
    assert files_of(root / "site") == clean(root)


def test_an_output_that_others_alter_while_it_is_known_is_put_right(root: Path) -> None:
    time.sleep(0.1)
    build(root)
    for path in (FLOODED, "word.txt", "index.html", "sitemap.xml", ".livegen-files"):
        before = (root / "site" / path).read_bytes()
        (root / "site" / path).write_bytes(before[::-1])
        build(root)
        assert (root / "site" / path).read_bytes() == before


def test_what_is_done_is_a_value(root: Path) -> None:
    snapshot = sources.snapshot(root, root / "site", Report())
    task = works.Task(
        snapshot=snapshot,
        now=datetime(2026, 11, 22, 12, tzinfo=UTC),
        target=root / "site",
        den=root / ".livegen",
    )
    done = works.build(task, Report())
    assert done.changes.written == ()
    assert done.why("index.html") == done.why("nowhere.html")
