"""Incremental equals clean: whatever was edited, broken or killed, a build in place makes just what
a build from nothing makes, and moves nothing else.

`LIVEGEN_PROOF_MINUTES=10 pytest tests/test_incremental.py -k shard` looks for that long in each
shard, every time somewhere else.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import paper as papers
import proving
import pytest
from built import livegen, traces
from conftest import NOW, REPOSITORY, files_of
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from paper import FIRST_ISSUE, Edit
from proving import Backup, Harm, Save, in_place, lay, proved

slow = pytest.mark.slow

REST = 2.1
"""Seconds after which every disk gives what is saved another time: FAT counts them by two."""

CLOCKS = (
    "2026-11-19T12:00Z",
    "2026-11-22T09:00Z",
    "2026-11-22T12:58Z",
    "2026-11-22T13:00Z",
    "2026-11-23T09:00Z",
    "2026-12-24T12:00Z",
)
MINUTES = float(os.environ.get("LIVEGEN_PROOF_MINUTES", "0"))
WORKERS = ("1", "2") if "--workers" in livegen("build", "--help").out else ()


def flags_of(workers: str | None) -> tuple[str, ...]:
    return ("--workers", workers) if workers else ()


# ------------------------------------------------------------------ any script of edits


PICKS = st.integers(0, 4095)
SAVES = st.sampled_from(proving.SAVES)
HOW_MANY = st.sampled_from((None, None, *WORKERS))


def edits(*tables: Sequence[Edit]) -> st.SearchStrategy[list[tuple[Edit, int]]]:
    """One to three edits, each of a table that is as likely as the others."""
    edit = st.one_of(*(st.sampled_from(table) for table in tables))
    return st.lists(st.tuples(edit, PICKS), min_size=1, max_size=3)


ANY = edits(papers.EDITS_OF_STORIES, papers.EDITS_OF_UPDATES, papers.EDITS_OF_THE_REST)


class Newsdays(RuleBasedStateMachine):
    """A paper to which anything happens, in any order; after each step the proof is given."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="livegen-proof-"))
        self.root = self.home / "root"
        self.backup = Backup(self.home / "backup")
        self.paper = self.good = FIRST_ISSUE
        self.laid: dict[str, bytes] = {}
        self.now = NOW
        self.refusals = 0
        self.rested = False
        self.kills = 0

    def teardown(self) -> None:
        shutil.rmtree(self.home)

    def save(self, how: Save) -> None:
        """Write the files of the paper as it is now, as far as they changed."""
        new = papers.files(self.paper)
        lay(self.root, self.laid, new, how)
        self.laid = new

    def change(self, script: Sequence[tuple[Edit, int]], how: Save) -> None:
        for edit, pick in script:
            self.paper = edit(self.paper, pick)
        self.save(how)

    def prove(self, *argv: str, runner: proving.Runner = livegen) -> None:
        """Give the proof; what has been refused twice in a row is taken back."""
        if proved(self.root, "--now", self.now, *argv, runner=runner).status == 0:
            self.good, self.refusals = self.paper, 0
            return
        self.refusals += 1
        if self.refusals == 2:
            self.paper, self.refusals = self.good, 0
            self.save(in_place)
            proved(self.root, "--now", self.now)

    @initialize()
    def found(self) -> None:
        self.save(in_place)
        self.prove()

    @rule(script=edits(papers.EDITS_OF_STORIES), how=SAVES)
    def edit_stories(self, script: list[tuple[Edit, int]], how: Save) -> None:
        self.change(script, how)
        self.prove()

    @rule(script=edits(papers.EDITS_OF_UPDATES), how=SAVES)
    def edit_updates(self, script: list[tuple[Edit, int]], how: Save) -> None:
        self.change(script, how)
        self.prove()

    @rule(script=edits(papers.EDITS_OF_THE_REST), how=SAVES)
    def edit_the_rest(self, script: list[tuple[Edit, int]], how: Save) -> None:
        self.change(script, how)
        self.prove()

    @rule(now=st.sampled_from(CLOCKS))
    def look_at_another_time(self, now: str) -> None:
        self.now = now
        self.prove()

    @rule(pick=PICKS, going_on=st.booleans())
    def slip_and_mend(self, pick: int, going_on: bool) -> None:
        self.change([(papers.slip, pick)], in_place)
        if going_on:
            livegen("build", "--root", str(self.root), "--now", self.now, "--keep-going")
        else:
            self.prove()
        self.change([(papers.mend, pick)], in_place)
        self.prove()

    @rule(script=ANY, how=SAVES, workers=HOW_MANY)
    def build_in_a_new_process(
        self, script: list[tuple[Edit, int]], how: Save, workers: str | None
    ) -> None:
        self.change(script, how)
        self.prove(*flags_of(workers), runner=proving.in_a_process)

    @precondition(lambda self: self.kills < 2)
    @rule(script=ANY, step=st.integers(1, 40), workers=HOW_MANY)
    def kill_a_build(self, script: list[tuple[Edit, int]], step: int, workers: str | None) -> None:
        self.kills += 1
        before = traces(self.root / "site")
        self.change(script, in_place)
        proving.killed(self.root, step, "--now", self.now, *flags_of(workers))
        torn = traces(self.root / "site")
        self.prove()
        proving.all_whole(torn, before, traces(self.root / "site"))

    @precondition(lambda self: not self.rested)
    @rule()
    def let_the_night_pass(self) -> None:
        self.rested = True
        time.sleep(REST)
        self.prove()

    @rule(harm=st.sampled_from(proving.OF_OUTPUTS), pick=PICKS)
    def harm_an_output(self, harm: Harm, pick: int) -> None:
        proving.one_of(proving.outputs(self.root), harm, pick)
        self.prove()

    @rule(harm=st.sampled_from(proving.OF_LEDGERS), pick=PICKS, script=ANY)
    def harm_what_is_remembered(
        self, harm: Harm, pick: int, script: list[tuple[Edit, int]]
    ) -> None:
        proving.one_of(proving.ledgers(self.root), harm, pick)
        self.change(script, in_place)
        self.prove()

    @rule(pick=PICKS)
    def put_something_in_the_way(self, pick: int) -> None:
        proving.refused_for_what_is_in_the_way(self.root, pick, "--now", self.now)
        self.prove()

    @rule()
    def take_a_backup(self) -> None:
        self.backup.take(self.root)

    @rule(names=st.sampled_from((("site",), (".livegen",), ("site", ".livegen"))))
    def restore_the_backup(self, names: tuple[str, ...]) -> None:
        self.backup.restore(self.root, names)
        self.prove()

    @rule(script=ANY)
    def build_to_another_folder(self, script: list[tuple[Edit, int]]) -> None:
        self.change(script, in_place)
        proved(self.root, "--now", self.now, to="other")
        self.prove()

    @rule(script=ANY)
    def build_with_drafts(self, script: list[tuple[Edit, int]]) -> None:
        self.change(script, in_place)
        proved(self.root, "--now", self.now, "--drafts", to="drafts")
        self.prove()

    @rule(script=ANY, command=st.sampled_from(("check", "list")))
    def ask(self, script: list[tuple[Edit, int]], command: str) -> None:
        self.change(script, in_place)
        proving.answered(self.root, command, "--now", self.now)
        self.prove()

    @rule(script=ANY)
    def clean(self, script: list[tuple[Edit, int]]) -> None:
        self.change(script, in_place)
        assert livegen("clean", "--root", str(self.root)).status == 0
        assert not proving.outputs(self.root)
        assert traces(self.root / "site") == {}
        self.prove()


@slow
@pytest.mark.parametrize("shard", [1, 2])
def test_incremental_equals_clean_after_any_script_of_edits_in_shard(shard: int) -> None:
    chosen = settings(
        max_examples=10,
        stateful_step_count=14,
        derandomize=not MINUTES,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    began = time.monotonic()
    for number in count(time.time_ns() if MINUTES else shard):
        # The class keeps its seed, so each seed has a class of its own.
        seeded = seed(number)(type("Newsdays", (Newsdays,), {}))
        run_state_machine_as_test(seeded, settings=chosen)
        if time.monotonic() - began >= MINUTES * 60:
            return


# ------------------------------------------------------------------ a quick day


def test_a_day_of_edits_ends_as_if_it_were_built_once(tmp_path: Path) -> None:
    day: tuple[tuple[Edit, int], ...] = (
        (papers.edit_an_update, 8),
        (papers.insert_an_update, 80),
        (papers.delete_what_others_link, 1),
        (papers.mend, 0),
        (papers.move_a_story, 8),
        (papers.set_a_file, 14),
        (papers.repaint_a_picture, 0),
    )
    paper, laid = FIRST_ISSUE, papers.files(FIRST_ISSUE)
    lay(tmp_path / "root", {}, laid, in_place)
    statuses = [proved(tmp_path / "root", "--now", NOW).status]

    for edit, pick in day:
        paper = edit(paper, pick)
        lay(tmp_path / "root", laid, papers.files(paper), proving.at_the_old_time)
        laid = papers.files(paper)
        statuses.append(proved(tmp_path / "root", "--now", NOW).status)

    assert statuses == [0, 0, 0, 1, 0, 0, 0, 0]


# ------------------------------------------------------------------ a site at rest


SAVED = {save.__name__: f"content/local/{save.__name__}.md" for save in proving.SAVES}
MILL = "content/world/mill.md"
ROADS = "content/local/roads.md"


@pytest.fixture(scope="module")
def at_rest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site that nobody has touched for some seconds: its files' times can be trusted.

    All tests share it. Each edits what no other does, and leaves it built.
    """
    root = tmp_path_factory.mktemp("newsroom") / "root"
    lay(root, {}, papers.files(FIRST_ISSUE) | OTHERS, in_place)
    (root / "content/local/linked.md").symlink_to("../../kept/linked.md")
    (root / "content/far").symlink_to("../kept/far")
    well_built(root)
    time.sleep(REST)
    well_built(root)
    return root


def told(title: str, text: str = "There are boats.", **front: object) -> bytes:
    """Return a story in one file."""
    keys = {"title": title, "date": "2026-11-20"} | front
    return f"---\n{papers.yaml(keys)}---\n\n{text}\n".encode()


OTHERS = {
    **{path: told(name) for name, path in SAVED.items()},
    "content/world/left.md": told("The left", "Left boats."),
    "content/world/rite.md": told("The rite", "Rite boats."),
    "content/world/one/index.md": told("One boat"),
    "content/world/two/index.md": told("Two boat"),
    "content/past/a.md": told("A boat"),
    "content/local/points.md": told("It points", "To [a boat](target.md)."),
    "content/local/target.md": told("The target"),
    "content/local/draft.md": told("The draft", draft=True),
    "content/local/tagged.md": told("Tagged", tags=["Only here"]),
    "content/local/boxed.md": told("Boxed", "{{< fact-box >}}\nIt is.\n{{< /fact-box >}}"),
    "content/local/held.md": told("Held", publish_at="2026-11-22 13:00"),
    "content/local/gone.md": told("Gone", expires_at="2026-11-22 13:00"),
    "content/local/talked.md": told("Talked", comments=True),
    "content/local/talked.comments.toml": papers.comments(["Boats, I saw."]).encode(),
    "content/local/shown/index.md": told("Shown", "![A boat](boat.png)"),
    "content/local/shown/boat.png": papers.png(0),
    "templates/embeds/fact-box.html": b"<aside>{{ body }}</aside>\n",
    "templates/_foot.html": b"<p>Call 555-0100</p>\n",
    "static/robots.json": b"[1]\n",
    "kept/linked.md": told("Linked"),
    "kept/far/away.md": told("Away"),
}


def page(root: Path, path: str) -> str:
    return (root / "site" / path / "index.html").read_text("utf-8")


def rewrite(
    root: Path, path: str, old: str, new: str, save: Save = proving.at_the_old_time
) -> None:
    """Put `new` in place of `old`, which stands in the file just once."""
    text = (root / path).read_text("utf-8")
    assert text.count(old) == 1
    save(root / path, text.replace(old, new).encode())


def well_built(root: Path, *argv: str, now: str = NOW) -> None:
    """Give the proof of a site without errors."""
    assert proved(root, "--now", now, *argv).status == 0


def exchange(one: Path, other: Path) -> None:
    """Swap two files or folders, times, numbers and all."""
    one.rename(one.with_name("between"))
    other.rename(one)
    one.with_name("between").rename(other)


@slow
@pytest.mark.parametrize("save", proving.SAVES)
def test_an_edit_of_the_same_size_is_seen_however_it_was_saved(at_rest: Path, save: Save) -> None:
    rewrite(at_rest, SAVED[save.__name__], "boats", "ferry", save)

    well_built(at_rest)

    assert "There are ferry." in page(at_rest, f"local/{save.__name__.replace('_', '-')}")


@slow
def test_an_edit_of_the_same_size_behind_a_link_is_seen(at_rest: Path) -> None:
    rewrite(at_rest, "kept/linked.md", "boats", "ferry")
    rewrite(at_rest, "kept/far/away.md", "boats", "ferry")

    well_built(at_rest)

    assert "There are ferry." in page(at_rest, "local/linked")
    assert "There are ferry." in page(at_rest, "far/away")


@slow
def test_two_stories_that_swapped_their_names_swap_their_pages(at_rest: Path) -> None:
    exchange(at_rest / "content/world/left.md", at_rest / "content/world/rite.md")

    well_built(at_rest)

    assert "Rite boats." in page(at_rest, "world/left")
    assert "Left boats." in page(at_rest, "world/rite")


@slow
def test_two_stories_whose_folders_swapped_their_names_swap_their_pages(at_rest: Path) -> None:
    exchange(at_rest / "content/world/one", at_rest / "content/world/two")

    well_built(at_rest)

    assert "Two boat" in page(at_rest, "world/one")
    assert "One boat" in page(at_rest, "world/two")


@slow
def test_a_section_that_was_renamed_takes_its_stories_along(at_rest: Path) -> None:
    (at_rest / "content/past").rename(at_rest / "content/history")

    well_built(at_rest)

    assert "A boat" in page(at_rest, "history/a")
    assert not (at_rest / "site/past").exists()


@slow
def test_a_story_whose_link_names_what_moved_is_refused_and_then_made_anew(at_rest: Path) -> None:
    (at_rest / "content/local/target.md").rename(at_rest / "content/world/target.md")
    assert proved(at_rest, "--now", NOW).status == 1
    rewrite(at_rest, "content/local/points.md", "(target.md)", "(../world/target.md)")

    well_built(at_rest)

    assert 'href="/world/target/"' in page(at_rest, "local/points")


@slow
def test_a_story_is_made_anew_when_what_it_links_gets_another_address(at_rest: Path) -> None:
    rewrite(at_rest, MILL, '"The mills"', '"The mills"\nslug: sawmill')

    well_built(at_rest)

    assert 'href="/world/sawmill/"' in page(at_rest, "local/roads")


@slow
def test_a_draft_that_is_published_stands_on_its_lists(at_rest: Path) -> None:
    rewrite(at_rest, "content/local/draft.md", "draft: true\n", "")

    well_built(at_rest)

    assert "The draft" in (at_rest / "site/local/atom.xml").read_text("utf-8")


@slow
def test_the_last_story_of_a_tag_takes_its_list_along(at_rest: Path) -> None:
    assert "Tagged" in page(at_rest, "tags/only-here")
    rewrite(at_rest, "content/local/tagged.md", 'tags: ["Only here"]\n', "")

    well_built(at_rest)

    assert not (at_rest / "site/tags/only-here").exists()


@slow
def test_a_template_of_an_embed_of_the_same_size_is_seen(at_rest: Path) -> None:
    rewrite(
        at_rest,
        "templates/embeds/fact-box.html",
        "<aside>{{ body }}</aside>",
        "<div>. {{ body }} .</div>",
    )

    well_built(at_rest)

    assert "<div>." in page(at_rest, "local/boxed")


@slow
def test_a_part_of_the_theme_of_the_same_size_is_seen_on_every_page(at_rest: Path) -> None:
    rewrite(at_rest, "templates/_foot.html", "0100", "0199")

    well_built(at_rest)

    pages = [path.read_text("utf-8") for path in (at_rest / "site").rglob("index.html")]
    assert all("555-0199" in text for text in pages)


@slow
def test_a_setting_of_the_same_size_is_seen(at_rest: Path) -> None:
    rewrite(at_rest, "livegen.toml", "The Courier", "The Gazette")

    well_built(at_rest)

    assert "The Gazette" in page(at_rest, "world/left")


@slow
def test_a_static_file_of_the_same_size_is_seen(at_rest: Path) -> None:
    rewrite(at_rest, "static/robots.json", "[1]", "[2]")

    well_built(at_rest)

    assert (at_rest / "site/robots.json").read_bytes() == b"[2]\n"


@slow
def test_an_authors_photo_of_the_same_size_is_seen(at_rest: Path) -> None:
    proving.at_the_old_time(at_rest / "content/people/noor.png", papers.png(4))

    well_built(at_rest)


@slow
def test_a_picture_of_the_same_size_is_seen_and_goes_with_its_reference(at_rest: Path) -> None:
    boat = "content/local/shown/boat.png"
    proving.at_the_old_time(at_rest / boat, papers.png(4))
    well_built(at_rest)
    assert (at_rest / "site/local/shown/boat.png").read_bytes() == papers.png(4)

    rewrite(at_rest, "content/local/shown/index.md", "![A boat](boat.png)", "No boat")
    well_built(at_rest)
    assert not (at_rest / "site/local/shown/boat.png").exists()


@slow
def test_a_comment_of_the_same_size_is_seen_and_goes_with_its_file(at_rest: Path) -> None:
    comments = "content/local/talked.comments.toml"
    rewrite(at_rest, comments, "Boats", "Ferry")
    well_built(at_rest)
    assert "Ferry, I saw." in page(at_rest, "local/talked")

    (at_rest / comments).unlink()
    well_built(at_rest)
    assert "Ferry, I saw." not in page(at_rest, "local/talked")


@slow
def test_time_may_go_on_and_back_over_all_that_it_changes(at_rest: Path) -> None:
    banner = {"text": "All are out", "until": "2026-11-22 13:00"}
    in_place(at_rest / "content/local/bannered.md", told("Bannered", banner=banner, status="live"))
    shown = []

    for now in ("2026-11-22T12:59Z", "2026-11-22T13:00Z", "2026-11-22T12:59Z"):
        well_built(at_rest, now=now)
        shown.append(
            (
                (at_rest / "site/local/held").exists(),
                (at_rest / "site/local/gone").exists(),
                "All are out" in page(at_rest, "local/bannered"),
                'data-status="live"' in page(at_rest, "local/roads"),
            )
        )

    assert shown == [
        (False, True, True, True),
        (True, False, False, False),
        (False, True, True, True),
    ]


def test_a_date_alone_in_another_zone_is_another_moment(at_rest: Path) -> None:
    for zone in ("America/Chicago", "Asia/Tokyo"):
        story = told("The dated", timezone=zone)
        (at_rest / "content/local/dated.md").write_bytes(story)
        well_built(at_rest)


@slow
@pytest.mark.parametrize("harm", proving.OF_OUTPUTS)
def test_an_output_that_others_harmed_is_put_right(at_rest: Path, harm: Harm) -> None:
    for path in ("world/flood/index.html", "world/atom.xml", "sitemap.xml"):
        before = (at_rest / "site" / path).read_bytes()
        harm(at_rest / "site" / path, 1234)
        well_built(at_rest)
        assert (at_rest / "site" / path).read_bytes() == before


@slow
@pytest.mark.parametrize("harm", proving.OF_LEDGERS)
def test_a_harmed_ledger_costs_no_page(at_rest: Path, harm: Harm) -> None:
    for pick in (0, 1, 999, 12345):
        for ledger in proving.ledgers(at_rest):
            if ledger.exists():  # it may have gone with the folder of another
                harm(ledger, pick)
        well_built(at_rest)


@slow
def test_a_folder_in_place_of_the_ledger_costs_no_page(tmp_path: Path) -> None:
    root = tmp_path / "root"
    lay(root, {}, papers.files(FIRST_ISSUE), in_place)
    well_built(root)
    for ledger in proving.ledgers(root):
        proving.make_a_folder_of_it(ledger, 0)

    well_built(root)


@slow
def test_the_ledger_of_another_site_costs_no_page(at_rest: Path, tmp_path: Path) -> None:
    other = papers.files(papers.edit_a_text(FIRST_ISSUE, 9))
    lay(tmp_path / "root", {}, other, in_place)
    proved(tmp_path / "root", "--now", NOW)
    pairs = zip(proving.ledgers(at_rest), proving.ledgers(tmp_path / "root"), strict=False)
    for ledger, foreign in pairs:
        shutil.copy2(foreign, ledger)

    well_built(at_rest)


@slow
@pytest.mark.parametrize("names", [("site",), (".livegen",), ("site", ".livegen")])
def test_what_a_backup_brought_back_is_put_right(
    at_rest: Path, tmp_path: Path, names: tuple[str, ...]
) -> None:
    backup = Backup(tmp_path / "backup")
    backup.take(at_rest)
    in_place(at_rest / "content/world/new.md", told(f"New {'-'.join(names)}"))
    well_built(at_rest)

    backup.restore(at_rest, names)

    well_built(at_rest)


@slow
@pytest.mark.parametrize("step", range(1, 60, 7))
def test_a_killed_build_leaves_whole_files_and_harms_no_later_one(
    tmp_path: Path, step: int
) -> None:
    root, laid = tmp_path / "root", papers.files(FIRST_ISSUE)
    lay(root, {}, laid, in_place)
    well_built(root)
    before = traces(root / "site")
    lay(root, laid, papers.files(papers.edit_a_title(FIRST_ISSUE, 9 * papers.MOST)), in_place)

    proving.killed(root, step, "--now", NOW)

    torn = traces(root / "site")
    well_built(root)
    proving.all_whole(torn, before, traces(root / "site"))


# ------------------------------------------------------------------ other code


NEW_IN_FEEDGEN = (
    "generator = xml_elem('generator', feed)",
    "generator = xml_elem('generator', feed, uri='https://example.org/')",
)


def other_theme(code: Path) -> None:
    template = code / "templates/_byline.html"
    template.write_text(f"{template.read_text()}<b>!</b>\n")


def other_code(code: Path) -> None:
    room = code / "livegen/hosting/writing.py"
    room.write_text(room.read_text().replace("Sitemap: ", "sitemap: "))


def other_library(code: Path) -> None:
    """Put a library of another version before the one that is installed."""
    spec = find_spec("feedgen")
    assert spec is not None
    assert spec.origin is not None
    shutil.copytree(Path(spec.origin).parent, code / "feedgen")
    about = code / "feedgen-99.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: feedgen\nVersion: 99.0\n")
    feed = code / "feedgen/feed.py"
    assert NEW_IN_FEEDGEN[0] in feed.read_text()
    feed.write_text(feed.read_text().replace(*NEW_IN_FEEDGEN))


@slow
@pytest.mark.parametrize("change", [other_theme, other_code, other_library])
def test_what_was_built_by_other_code_is_made_anew(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    root = tmp_path / "root"
    lay(root, {}, papers.files(FIRST_ISSUE), in_place)
    proved(root, "--now", NOW)
    before = files_of(root / "site")
    code = tmp_path / "code"
    for name in ("livegen", "templates"):
        shutil.copytree(
            REPOSITORY / name, code / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    change(code)
    runner = partial(proving.in_a_process, PYTHONPATH=str(code))

    proved(root, "--now", NOW, runner=runner, clean_runner=runner)

    assert files_of(root / "site") != before
