"""The pages of a preview: after an edit they are just what making all of them anew would give."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import paper
import pytest
from conftest import make_site

from livegen import build, ledger, preview, proofs, remembering, sources
from livegen.build import Site
from livegen.cli import showing
from livegen.errors import Report
from livegen.ledger import Ledger
from livegen.output import Remains
from livegen.proofs import Proofs
from livegen.sources import Snapshot

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FLOOD, FIRE, LAKE = "content/world/flood.md", "content/world/fire.md", "content/lake/index.md"
LEVEE = "content/lake/updates/2026-11-22-1000-levee.md"
AUTHORS = "content/authors.toml"
FOOT = "templates/_foot.html"
SITE: dict[str, str | bytes] = {
    "livegen.toml": '[site]\nurl = "https://example.org"\ntimezone = "Europe/Berlin"\n',
    AUTHORS: '[noor]\nname = "Noor"\n',
    FLOOD: """
        ---
        title: Flood
        date: 2026-11-22 08:00
        authors: [noor]
        status: live
        updates:
        - time: 2026-11-22 09:00
          id: boats
          body: Boats are out.
        ---

        Water rises.
        """,
    FIRE: """
        ---
        title: Fire
        date: 2026-11-22 07:00
        ---

        After [the flood](flood.md), and [its boats](flood.md#boats).
        """,
    LAKE: """
        ---
        title: Lake
        date: 2026-11-22 06:00
        ---

        ![A boat](boat.png)
        """,
    LEVEE: "---\ntitle: Levee\n---\n\nThe levee holds.\n",
    "content/lake/boat.png": paper.png(0),
    FOOT: "<p>Call 555-0100</p>\n",
    "static/word.txt": "kept",
}


@dataclass
class Desk:
    """A site on disk, its proofs, and what was looked at last."""

    root: Path
    proofs: Proofs = field(default_factory=lambda: Proofs(drafts=True))
    now: datetime = NOW
    seen: Snapshot | None = None
    made: int = 0

    def look(self) -> Snapshot:
        return sources.snapshot(self.root, self.root / "site", Report())

    def make(self, pause: Callable[[], None] = lambda: None) -> Site:
        """Make the whole site, which must go well."""
        report, self.seen = Report(), self.look()
        site = self.proofs.make(self.seen, self.now, report, pause=pause)
        assert not report.failed, report.problems
        return site

    def edit(self, changes: Mapping[str, str | bytes | None]) -> Site | None:
        """Write files, or delete those of which there are to be none, and show the edit."""
        for path, content in changes.items():
            if content is None:
                (self.root / path).unlink()
        make_site(self.root, {path: it for path, it in changes.items() if it is not None})
        return self.show(*changes)

    def show(self, *changed: str) -> Site | None:
        assert self.seen
        seen = sources.after(self.seen, changed, self.root, self.root / "site", Report())
        site = self.proofs.edited(seen, changed, self.now)
        if site is not None:
            self.seen = seen
        return site

    def redress(self, text: str) -> Site | None:
        """Write another foot, and show it."""
        make_site(self.root, {FOOT: text})
        assert self.seen
        seen = sources.after(self.seen, [FOOT], self.root, self.root / "site", Report())
        site = self.proofs.redressed(seen, self.now)
        if site is not None:
            self.seen = seen
        return site

    def anew(self) -> dict[str, bytes]:
        """Return the files that a build of the sources makes which knows of nothing."""
        report = Report()
        files = build.preview(self.look(), self.now, report).files
        assert not report.failed, report.problems
        return dict(files)

    def text(self, path: str) -> str:
        return (self.root / path).read_text("utf-8")

    def replaced(self, path: str, old: str, new: str) -> dict[str, str | bytes | None]:
        """Return the change of a file that has `new` in place of `old`."""
        text = self.text(path)
        assert text.count(old) == 1
        return {path: text.replace(old, new)}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(make_site(tmp_path / "root", SITE))
    desk.make()
    return desk


def shown(site: Site | None) -> dict[str, bytes]:
    """Return what is shown of each path."""
    assert site is not None
    return dict(site.files)


def differing(site: Site | None, files: Mapping[str, bytes]) -> set[str]:
    """Return the paths of which something else is shown than `files`."""
    found = shown(site)
    return {path for path in found.keys() | files.keys() if found.get(path) != files.get(path)}


# ------------------------------------------------------------------ all of them


def test_what_is_shown_is_what_a_build_makes(desk: Desk) -> None:
    site = desk.make()
    assert differing(site, desk.anew()) == set()
    assert len(site.files) == len(shown(site))


def test_what_was_let_go_is_drawn_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for most in (0, 20_000):
        monkeypatch.setattr(proofs, "_MOST", most)
        site = Desk(desk.root).make()
        assert differing(site, desk.anew()) == set()


def test_what_is_not_there_is_not_there(desk: Desk) -> None:
    site = desk.make()
    assert "world/nothing/index.html" not in site.files
    assert "world/flood/index.html" in site.files
    with pytest.raises(KeyError):
        site.files["world/nothing/index.html"]


def test_pages_are_equal_as_long_as_nothing_is_another(desk: Desk) -> None:
    first = desk.make().files
    assert desk.make().files == first
    edited = desk.edit(desk.replaced(FLOOD, "Water rises.", "Water falls."))
    assert edited is not None
    assert edited.files != first
    assert desk.make().files != first


def test_a_picture_that_is_another_makes_pages_another(desk: Desk) -> None:
    first = desk.make().files
    make_site(desk.root, {"content/lake/boat.png": paper.png(1)})
    site = desk.make()
    assert site.files != first
    assert site.files["lake/boat.png"] == paper.png(1)


def test_a_picture_that_has_moved_away_makes_pages_another(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is known of a picture that is not new is known by its stamp.
    monkeypatch.setattr("livegen.stamps.is_fresh", lambda *_: False)
    desk.make()
    last = desk.make().files
    (desk.root / "content/lake").rename(desk.root / "content/pond")

    site = desk.make()

    assert site.files != last
    assert differing(site, desk.anew()) == set()


@pytest.mark.parametrize(
    "change",
    [
        {FLOOD: None},
        {"content/world/new.md": "---\ntitle: New\ndate: 2026-11-22\n---\n"},
        {"content/lake/boat.png": paper.png(1)},
        {AUTHORS: '[noor]\nname = "Noor A."\n'},
        {"content/world/_index.md": "---\ntitle: Abroad\n---\n"},
        {"livegen.toml": '[site]\nurl = "https://example.com/news"\n'},
        {FOOT: "<p>Call 555-0199</p>\n"},
        {"templates/layouts/live.html": '{% extends "layouts/base.html" %}'},
        {"static/word.txt": "new", "static/_headers": "/*\n  X-A: b\n"},
        {"content/world/flood.comments.toml": ""},
    ],
)
def test_whatever_changes_is_shown_as_a_build_makes_it(
    desk: Desk, change: Mapping[str, str | bytes | None]
) -> None:
    if FLOOD in change:
        make_site(desk.root, {FIRE: str(SITE[FIRE]).partition("After")[0] + "Smoke.\n"})
    if "templates/layouts/live.html" in change:
        change = {"templates/layouts/live.html": "<p>{{ view.site.title }}</p>\n"}
    for path, content in change.items():
        if content is None:
            (desk.root / path).unlink()
        else:
            make_site(desk.root, {path: content})

    assert differing(desk.make(), desk.anew()) == set()


# ------------------------------------------------------------------ an edit


EDITS: Mapping[str, tuple[str, str, str, bool]] = {
    "a text": (FLOOD, "Water rises.", "Water falls.", False),
    "a text with a link": (FLOOD, "Water rises.", "See [the fire](fire.md).", False),
    "a title": (FLOOD, "title: Flood", "title: High water", True),
    "an update": (FLOOD, "Boats are out.", "Boats are back.", True),
    "the id of no update": (FLOOD, "body: Boats", "title: Boats\n          body: Boats", True),
    "an update of its own file": (LEVEE, "The levee holds.", "The levee broke.", True),
    "a title of an update": (LEVEE, "title: Levee", "title: Dam", True),
    "a text beside a picture": (LAKE, "![A boat](boat.png)", "![Our boat](boat.png)", False),
    "a status": (FLOOD, "status: live", "status: ended", True),
    "a tag": (FLOOD, "status: live", "status: live\n        tags: [Water]", True),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_shows_what_making_all_anew_makes_of_its_story(desk: Desk, edit: str) -> None:
    path, old, new, _ = EDITS[edit]
    change = desk.replaced(path, old, new.replace("\n        ", "\n"))

    site = desk.edit(change)

    own = "lake/" if "lake" in path else "world/flood/"
    anew = desk.anew()
    behind = differing(site, anew)
    assert {name for name in behind if name.startswith(own)} == set()
    assert not behind or desk.proofs.is_behind
    assert differing(desk.make(), anew) == set()
    assert not desk.proofs.is_behind


@pytest.mark.parametrize("edit", ["a text", "a text beside a picture"])
def test_an_edit_that_no_list_tells_of_is_all_there_is_to_show(desk: Desk, edit: str) -> None:
    path, old, new, _ = EDITS[edit]

    site = desk.edit(desk.replaced(path, old, new))

    assert differing(site, desk.anew()) == set() or desk.proofs.is_behind


def test_an_update_that_is_added_is_shown(desk: Desk) -> None:
    more = "\n- time: 2026-11-22 10:00\n  id: more\n  body: More rain."
    site = desk.edit(desk.replaced(FLOOD, "\n  body: Boats are out.", f"\n  body: Out.{more}"))

    page = shown(site)["world/flood/index.html"]
    assert b"More rain." in page
    assert page == desk.anew()["world/flood/index.html"]
    assert desk.proofs.is_behind


def test_edits_in_a_row_end_as_if_there_had_been_one(desk: Desk) -> None:
    for number in range(12):
        desk.edit(desk.replaced(FLOOD, "Water rises.", f"Water {number}."))
        desk.edit(desk.replaced(LEVEE, "The levee holds.", f"The levee {number}."))
        desk.edit(desk.replaced(FLOOD, f"Water {number}.", "Water rises."))
        site = desk.edit(desk.replaced(LEVEE, f"The levee {number}.", "The levee holds."))
    assert differing(site, desk.anew()) == set()
    assert differing(desk.make(), desk.anew()) == set()


def test_two_stories_edited_at_once_are_both_shown(desk: Desk) -> None:
    change = desk.replaced(FLOOD, "Water rises.", "Water falls.")
    change |= desk.replaced(LEVEE, "The levee holds.", "The levee broke.")

    site = desk.edit(change)

    assert b"Water falls." in shown(site)["world/flood/index.html"]
    assert b"The levee broke." in shown(site)["lake/index.html"]
    assert differing(desk.make(), desk.anew()) == set()


NOT_ALL: Mapping[str, Mapping[str, str | bytes | None]] = {
    "a setting": {"livegen.toml": '[site]\ntitle = "Us"\n'},
    "a template": {FOOT: "<p>!</p>\n"},
    "an author": {AUTHORS: '[noor]\nname = "N."\n'},
    "a section": {"content/world/_index.md": "---\ntitle: Abroad\n---\n"},
    "comments": {"content/world/flood.comments.toml": ""},
    "a static file": {"static/word.txt": "new"},
    "a new story": {"content/new.md": "---\ntitle: New\ndate: 2026-11-22\n---\n"},
    "a story that is gone": {FIRE: None},
    "a picture": {"content/lake/boat.png": paper.png(1)},
    "a story that is broken": {FLOOD: "---\ntitle: Flood\ndate: soon\n---\n"},
    "an update that is broken": {LEVEE: "---\ntime: soon\n---\n\nWater.\n"},
    "a link that leads nowhere": {FIRE: "---\ntitle: Fire\ndate: 2026-11-22\n---\n[a](b.md)\n"},
    "a picture that is not there": {LAKE: "---\ntitle: Lake\ndate: 2026-11-22\n---\n![a](b.png)\n"},
    "a picture that is shown no more": {LAKE: "---\ntitle: Lake\ndate: 2026-11-22\n---\nNo.\n"},
    "a new warning": {FIRE: "---\ntitle: Fire\ndate: 2026-11-22\npublished: 2026-11-22\n---\n"},
    "nothing": {},
}


@pytest.mark.parametrize("what", NOT_ALL)
def test_more_than_a_story_is_left_to_who_makes_all(desk: Desk, what: str) -> None:
    assert desk.edit(NOT_ALL[what]) is None


def test_one_edit_of_two_that_is_broken_leaves_both_to_who_makes_all(desk: Desk) -> None:
    good = desk.replaced(FIRE, "After", "Long after")

    assert desk.edit({**good, FLOOD: "no story"}) is None

    make_site(desk.root, {FLOOD: SITE[FLOOD]})
    assert differing(desk.make(), desk.anew()) == set()


def test_a_story_that_moves_to_where_another_is_leaves_the_clash_to_who_makes_all(
    desk: Desk,
) -> None:
    site = desk.edit(desk.replaced(FIRE, "title: Fire", "title: Fire\nslug: flood"))

    assert site is None or desk.proofs.is_behind
    report = Report()
    desk.proofs.make(desk.look(), NOW, report)
    assert report.failed


def test_a_story_whose_address_changes_is_shown_there_and_links_follow(desk: Desk) -> None:
    site = desk.edit(desk.replaced(FLOOD, "title: Flood", "title: Flood\nslug: high-water"))

    assert "world/high-water/index.html" in shown(site)
    assert "world/flood/index.html" not in shown(site)
    assert desk.proofs.is_behind
    assert differing(desk.make(), desk.anew()) == set()


def test_what_a_link_names_that_is_taken_away_is_an_error_for_who_makes_all(desk: Desk) -> None:
    site = desk.edit(desk.replaced(FLOOD, "id: boats", "id: ships"))

    assert site is None or desk.proofs.is_behind
    report = Report()
    desk.proofs.make(desk.look(), NOW, report)
    assert [problem.place.path for problem in report.problems] == [FIRE]


def test_an_author_who_is_renamed_in_the_same_batch_is_renamed(desk: Desk) -> None:
    change = desk.replaced(FLOOD, "Water rises.", "Water falls.")

    assert desk.edit({**change, AUTHORS: '[noor]\nname = "Noor A."\n'}) is None

    page = shown(desk.make())["world/flood/index.html"]
    assert b"Noor A." in page
    assert b"Water falls." in page


def test_an_author_who_is_renamed_after_an_edit_is_renamed(desk: Desk) -> None:
    desk.edit(desk.replaced(FLOOD, "Water rises.", "Water falls."))
    make_site(desk.root, {AUTHORS: '[noor]\nname = "Noor A."\n'})
    assert differing(desk.make(), desk.anew()) == set()


def test_a_picture_of_the_same_name_is_shown_after_an_edit_too(desk: Desk) -> None:
    desk.edit(desk.replaced(LAKE, "![A boat]", "![Our boat]"))
    make_site(desk.root, {"content/lake/boat.png": paper.png(1)})
    desk.edit(desk.replaced(LAKE, "![Our boat]", "![Their boat]"))
    assert differing(desk.make(), desk.anew()) == set()


def test_other_settings_are_good_for_the_next_edit(desk: Desk) -> None:
    desk.edit(desk.replaced(FLOOD, "Water rises.", "Water falls."))
    other = '[site]\nurl = "https://example.org"\ntimezone = "Asia/Tokyo"\nlanguage = "de"\n'
    make_site(desk.root, {"livegen.toml": other})
    desk.make()

    site = desk.edit(desk.replaced(FLOOD, "Water falls.", "Water stays."))

    assert differing(site, desk.anew()) == set() or desk.proofs.is_behind
    assert differing(desk.make(), desk.anew()) == set()


def test_a_template_of_an_embed_is_good_for_the_next_edit(desk: Desk) -> None:
    boxed = "{{< fact-box >}}\nIt is.\n{{< /fact-box >}}"
    make_site(desk.root, {"templates/embeds/fact-box.html": "<aside>{{ body }}</aside>\n"})
    desk.make()
    desk.edit(desk.replaced(FLOOD, "Water rises.", f"{boxed}\n\nOne."))
    make_site(desk.root, {"templates/embeds/fact-box.html": "<div>{{ body }}</div>\n"})
    desk.make()

    site = desk.edit(desk.replaced(FLOOD, "One.", "Two."))

    assert b"<div>" in shown(site)["world/flood/index.html"]
    assert differing(desk.make(), desk.anew()) == set()


def test_when_time_has_changed_something_all_is_made(desk: Desk) -> None:
    later = "---\ntitle: Later\ndate: 2026-11-22\npublish_at: 2026-11-22T13:00Z\n---\n"
    make_site(desk.root, {"content/later.md": later})
    desk.make()
    desk.now = NOW + timedelta(hours=1)

    assert desk.edit(desk.replaced(FLOOD, "Water rises.", "Water falls.")) is None
    assert differing(desk.make(), desk.anew()) == set()


def test_an_edit_that_waits_for_its_time_is_noted_by_who_makes_all(desk: Desk) -> None:
    until = "publish_at: 2026-11-22T13:00Z\n  body: Boats"
    desk.edit(desk.replaced(FLOOD, "body: Boats", until))
    assert desk.proofs.is_behind
    assert desk.make().until == NOW + timedelta(hours=1)


def test_a_draft_with_an_error_is_shown_as_a_build_shows_it(desk: Desk) -> None:
    draft = "---\ntitle: Draft\ndate: 2026-11-22\ndraft: true\n---\n\n[nowhere](nowhere.md) {n}.\n"
    make_site(desk.root, {"content/draft.md": draft.format(n=1)})
    desk.make()

    desk.edit({"content/draft.md": draft.format(n=2)})

    site = desk.make()
    assert b" 2." in shown(site)["draft/index.html"]
    assert differing(site, desk.anew()) == set()


# ------------------------------------------------------------------ other templates


def test_other_templates_show_what_making_all_anew_makes(desk: Desk) -> None:
    site = desk.redress("<p>Call 555-0199</p>\n")

    assert desk.proofs.is_behind
    assert differing(site, desk.anew()) == set()
    assert differing(desk.make(), desk.anew()) == set()
    assert not desk.proofs.is_behind


def test_a_style_sheet_of_ones_own_is_shown(desk: Desk) -> None:
    make_site(desk.root, {"templates/assets/site.css": "p { color: red }\n"})
    site = desk.proofs.redressed(desk.look(), NOW)
    assert differing(site, desk.anew()) == set()


def test_an_edit_is_shown_with_other_templates_before_all_is_made(desk: Desk) -> None:
    desk.redress("<p>Call 555-0199</p>\n")

    site = desk.edit(desk.replaced(FLOOD, "Water rises.", "Water falls."))

    page = shown(site)["world/flood/index.html"]
    assert b"555-0199" in page
    assert page == desk.anew()["world/flood/index.html"]
    assert b"555-0199" in shown(site)["lake/index.html"]
    assert desk.proofs.is_dressed
    assert differing(desk.make(), desk.anew()) == set()
    assert not desk.proofs.is_dressed


def test_templates_that_are_taken_back_are_taken_back(desk: Desk) -> None:
    desk.redress("<p>Call 555-0199</p>\n")
    desk.edit(desk.replaced(FLOOD, "Water rises.", "Water falls."))
    site = desk.redress(str(SITE[FOOT]))
    assert b"Water falls." in shown(site)["world/flood/index.html"]
    assert not any(b"555-0199" in page for page in shown(site).values())
    assert differing(desk.make(), desk.anew()) == set()


def test_templates_that_come_again_come_with_the_texts_as_they_are_now(desk: Desk) -> None:
    shown(desk.redress("<p>Call 555-0199</p>\n"))
    desk.redress(str(SITE[FOOT]))
    make_site(desk.root, desk_texts(desk.replaced(FLOOD, "Water rises.", "Water falls.")))
    desk.make()

    site = desk.redress("<p>Call 555-0199</p>\n")

    assert differing(site, desk.anew()) == set()


def desk_texts(change: Mapping[str, str | bytes | None]) -> dict[str, str | bytes]:
    return {path: content for path, content in change.items() if content is not None}


@pytest.mark.parametrize(
    "change",
    [
        {"livegen.toml": '[site]\nurl = "https://example.org"\ntitle = "Us"\n'},
        {FOOT: "<p>!</p>\n", "livegen.toml": '[site]\ntitle = "Us"\n'},
        {FOOT: "{% if %}"},
        {FOOT: "<p>!</p>\n", "content/new.md": "---\ntitle: New\ndate: 2026-11-22\n---\n"},
        {FLOOD: SITE[FLOOD]},
    ],
)
def test_more_than_templates_is_left_to_who_makes_all(
    desk: Desk, change: Mapping[str, str | bytes]
) -> None:
    make_site(desk.root, change)
    assert desk.proofs.redressed(desk.look(), NOW) is None


def test_a_template_that_fails_on_a_page_stays_an_error_for_who_makes_all(desk: Desk) -> None:
    site = desk.redress("<p>{{ view.nothing }}</p>\n")
    assert b"A moment" in shown(site)["world/flood/index.html"]

    report = Report()
    desk.proofs.make(desk.look(), NOW, report)

    assert report.failed
    make_site(desk.root, {FOOT: SITE[FOOT]})
    assert differing(desk.make(), desk.anew()) == set()


# ------------------------------------------------------------------ work that is stopped


class Stopped(BaseException):
    """A build is stopped."""


@contextmanager
def stopped_after(stories: int) -> Iterator[Callable[[], None]]:
    """Give what stops a build after so many stories, which it must do."""
    left = stories

    def pause() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Stopped

    with pytest.raises(Stopped):
        yield pause


@pytest.mark.parametrize("stories", [1, 2, 3])
def test_a_build_that_was_stopped_goes_on_where_it_was(desk: Desk, stories: int) -> None:
    make_site(desk.root, {FOOT: "<p>Call 555-0199</p>\n"})
    with stopped_after(stories) as pause:
        desk.make(pause)
    drawn = 0

    def count() -> None:
        nonlocal drawn
        drawn += 1

    site = desk.make(count)

    assert drawn == 3 - stories
    assert differing(site, desk.anew()) == set()


@pytest.mark.parametrize("stories", [1, 2, 3])
@pytest.mark.parametrize("change", [FOOT, "livegen.toml", AUTHORS])
def test_an_edit_while_something_larger_is_followed_ends_as_if_it_had_come_alone(
    desk: Desk, change: str, stories: int
) -> None:
    seen = desk.seen
    larger = {
        FOOT: "<p>Call 555-0199</p>\n",
        "livegen.toml": '[site]\nurl = "https://example.org"\nlanguage = "de"\n',
        AUTHORS: '[noor]\nname = "Noor A."\n',
    }
    make_site(desk.root, {change: larger[change]})
    if change != AUTHORS:
        with stopped_after(stories) as pause:
            desk.make(pause)
    desk.seen = seen

    desk.edit(desk.replaced(FLOOD, "Water rises.", "Water falls."))

    assert differing(desk.make(), desk.anew()) == set()


def test_an_edit_while_templates_are_followed_ends_as_if_it_had_come_alone(desk: Desk) -> None:
    desk.redress("<p>Call 555-0199</p>\n")
    seen = desk.seen
    with stopped_after(1) as pause:
        desk.make(pause)
    desk.seen = seen

    site = desk.edit(desk.replaced(FLOOD, "Water rises.", "Water falls."))

    assert b"555-0199" in shown(site)["world/flood/index.html"]
    assert b"Water falls." in shown(site)["world/flood/index.html"]
    assert differing(desk.make(), desk.anew()) == set()


# ------------------------------------------------------------------ looks from elsewhere


def test_a_look_at_what_is_changing_is_told_so_and_is_no_failure(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_AT_HAND", 0)
    monkeypatch.setattr(proofs, "_MOST", 0)
    desk.proofs = Proofs(drafts=True)
    site = desk.make()
    make_site(desk.root, {FLOOD: "---\ntitle: Flood\ndate: 2026-11-22\n---\n\nGone.\n"})
    (desk.root / LEVEE).unlink()
    (desk.root / "content/lake/boat.png").write_bytes(paper.png(1))

    assert b"A moment" in site.files["world/flood/index.html"]
    assert b"A moment" in site.files["lake/index.html"]
    assert site.files["lake/boat.png"] != paper.png(0)
    assert b"Fire" in site.files["world/fire/index.html"]


def test_pages_may_be_looked_at_from_anywhere_while_all_is_made(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proofs, "_MOST", 30_000)
    desk.proofs = Proofs(drafts=True)
    site, expected = desk.make(), desk.anew()
    wrong: list[object] = []
    stop = threading.Event()

    def look() -> None:
        try:
            while not stop.is_set():
                wrong.extend(path for path in site.files if site.files[path] != expected[path])
        except BaseException as error:  # noqa: BLE001 it is told to the test
            wrong.append(error)

    lookers = [threading.Thread(target=look) for _ in range(2)]
    for looker in lookers:
        looker.start()
    try:
        for number in range(5):
            make_site(desk.root, {FOOT: f"<p>Call 555-010{number}</p>\n"})
            latest = desk.make()
    finally:
        stop.set()
        for looker in lookers:
            looker.join()

    # Templates belong to what is shown: those of then are good for the pages of then.
    assert wrong == []
    assert differing(latest, desk.anew()) == set()


def test_whoever_looks_need_not_wait_until_all_is_made(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proofs, "_MOST", 0)
    site, seen = desk.make(), threading.Event()
    in_time: list[bool] = []

    def look() -> None:
        assert b"Fire" in site.files["world/fire/index.html"]
        seen.set()

    looker = threading.Thread(target=look)

    def pause() -> None:
        in_time.append(seen.is_set())
        if not looker.ident:
            looker.start()
            time.sleep(0.05)  # until it waits for its turn

    make_site(desk.root, {FOOT: "<p>Call 555-0199</p>\n"})
    desk.make(pause)
    looker.join()

    assert in_time == [False, True, True]


def test_a_later_look_neither_stops_nor_notes_anything(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = False

    def pause() -> None:
        if over:
            raise Stopped

    monkeypatch.setattr(proofs, "_MOST", 0)
    site = desk.make(pause)
    over = True
    desk.proofs._entries.clear()

    assert differing(site, desk.anew()) == set()


# ------------------------------------------------------------------ from one preview to the next


def remembered(desk: Desk, book: Path, proofs: Proofs) -> Ledger:
    """Tell new proofs what an earlier preview has kept, and return that."""
    memory = showing.Memory(book)
    memory.recall(proofs, desk.look())
    return memory._last


def kept(desk: Desk, book: Path) -> None:
    """Keep what is known of a site, as a preview does."""
    memory = showing.Memory(book)
    snapshot = desk.look()
    memory.recall(desk.proofs, snapshot)
    memory.keep(desk.proofs.make(snapshot, NOW, Report()), snapshot)
    memory._open.close()


def test_what_an_earlier_preview_knew_need_not_be_drawn(desk: Desk, tmp_path: Path) -> None:
    kept(desk, tmp_path / "book")
    later = Desk(desk.root)
    remembered(later, tmp_path / "book", later.proofs)
    drawn: list[None] = []

    site = later.make(lambda: drawn.append(None))

    assert drawn == []
    assert differing(site, desk.anew()) == set()


def test_what_changed_since_the_earlier_preview_is_drawn(desk: Desk, tmp_path: Path) -> None:
    kept(desk, tmp_path / "book")
    later = Desk(desk.root)
    make_site(desk.root, desk_texts(desk.replaced(FLOOD, "title: Flood", "title: High water")))
    remembered(later, tmp_path / "book", later.proofs)

    site = later.make()

    assert b"High water" in shown(site)["index.html"]
    assert differing(site, desk.anew()) == set()
    edited = later.edit(desk.replaced(FLOOD, "Water rises.", "Water falls."))
    assert b"Water falls." in shown(edited)["world/flood/index.html"]
    assert differing(later.make(), desk.anew()) == set()


@pytest.mark.parametrize(
    "other",
    [
        {FOOT: "<p>Call 555-0199</p>\n"},
        {"livegen.toml": '[site]\nurl = "https://example.org"\nlanguage = "de"\n'},
    ],
)
def test_what_an_earlier_preview_knew_with_other_settings_is_not_used(
    desk: Desk, tmp_path: Path, other: Mapping[str, str | bytes]
) -> None:
    kept(desk, tmp_path / "book")
    later = Desk(make_site(desk.root, other))
    remembered(later, tmp_path / "book", later.proofs)
    assert differing(later.make(), desk.anew()) == set()


def test_what_a_preview_of_another_site_knew_is_not_used(desk: Desk, tmp_path: Path) -> None:
    other = {**SITE, FLOOD: str(SITE[FLOOD]).replace("Water rises.", "No water.")}
    kept(Desk(make_site(tmp_path / "other", other)), tmp_path / "book")
    remembered(desk, tmp_path / "book", desk.proofs)
    assert differing(desk.make(), desk.anew()) == set()


def test_a_ledger_that_is_none_is_not_used(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "book").write_bytes(b"It rained." * 1000)
    assert remembered(desk, tmp_path / "book", desk.proofs).is_empty
    assert differing(desk.make(), desk.anew()) == set()


def test_what_a_build_remembers_is_no_use_to_proofs_of_other_texts(
    desk: Desk, tmp_path: Path
) -> None:
    kept(desk, tmp_path / "book")
    make_site(desk.root, {FLOOD: str(SITE[FLOOD]).replace("Water rises.", "Water falls.")})
    with ledger.opened(tmp_path / "book") as last:
        past = remembering.past(last, desk.look(), last.whole.recipe, Remains(tmp_path, {}))
        late = Proofs(drafts=True)
        late.recall(past, desk.look().recipe(), last.sources)
        assert differing(late.make(desk.look(), NOW, Report()), desk.anew()) == set()


def test_proofs_are_what_a_preview_shows(desk: Desk) -> None:
    seen = preview.after(preview.Preview(), desk.proofs.make, desk.look(), NOW, Report())
    assert dict(seen.files) == desk.anew()
