"""The demo newsroom in `content/`: it shows every state of a story and says whose its pictures are.

Facts cannot be tested here; times can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from built import Page, Site, livegen
from conftest import NOW, REPOSITORY, copy_site

from livegen import shelf, sources
from livegen.errors import Report
from livegen.model import Kind, Status, Story, Update
from livegen.stories import release

CONTENT = REPOSITORY / "content"
ORIGIN = "https://livegen-demo.netlify.app"
DURING_THE_ECLIPSE = "2027-08-02T10:07:00Z"
AFTER_THE_ECLIPSE = "2027-08-02T18:00:00Z"
LARGEST = 400_000
"""Bytes of a picture that a reader on a train still waits for."""

LATER = {"continued_in", "draft", "expires_at", "extra", "publish_at", "withdrawn"}
"""What a story of this newsroom has no use for."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Build the demo newsroom as it is at `NOW`, without an error and without a warning."""
    return _built(tmp_path_factory.mktemp("demo"), NOW)


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> tuple[Story, ...]:
    """Read every story of the demo newsroom."""
    report = Report()
    found = shelf.read(sources.snapshot(REPOSITORY, tmp_path_factory.mktemp("no"), report), report)
    assert found is not None
    assert report.problems == ()
    return found.stories


def _built(folder: Path, now: str) -> Site:
    root = copy_site(REPOSITORY, folder / "root")
    done = livegen("build", "--root", str(root), "--output", str(folder / "site"), "--now", now)
    assert (done.status, done.err) == (0, "")
    return Site(folder / "site", ORIGIN)


# ------------------------------------------------------------------ what there is to see


def test_check_finds_nothing_to_say() -> None:
    done = livegen("check", "--root", str(REPOSITORY), "--now", NOW)

    assert (done.status, done.err) == (0, "")


def test_every_link_of_the_demo_leads_somewhere(demo: Site) -> None:
    assert list(demo.broken_links()) == []


def test_there_is_a_story_in_every_state(stories: tuple[Story, ...]) -> None:
    now = datetime.fromisoformat(NOW)

    assert {release.status_at(story, now) for story in stories} == {None, *Status}


def test_the_pages_show_each_state_and_the_breaking_label(demo: Site) -> None:
    shown = {
        "space/philae/": "banner-ended",
        "sport/isner-mahut/": "banner-paused",
        "science/eclipse-2027/": "banner-upcoming",
        "science/chelyabinsk-meteor/": "banner-breaking",
        "world/ramadi/": "banner-updated",
    }

    for path, banner in shown.items():
        assert demo.page(path).tree.xpath(f"//*[contains(@class, '{banner}')]"), path


def test_corrections_and_the_withdrawal_stand_on_the_record(demo: Site) -> None:
    record = demo.page("corrections/").text

    assert "6:26 and 6:33 p.m." in record
    assert "two harpoons had fired" in record


def test_a_withdrawn_update_leaves_its_reason_and_nothing_else(demo: Site) -> None:
    withdrawn = demo.page("space/philae/").one("//article[@id='2014-11-12-1720-anchored']")

    assert "had not fired" in withdrawn.text_content()
    assert "lines reeled in" not in demo.page("space/philae/").text


def test_the_arabic_story_runs_from_right_to_left_and_names_its_translation(demo: Site) -> None:
    page = demo.page("world/ever-given/")

    assert (page.tree.get("lang"), page.tree.get("dir")) == ("ar", "rtl")
    assert page.one("//link[@hreflang='en']/@href").endswith("/world/suez-canal-reopens/")
    assert demo.page("world/suez-canal-reopens/").tree.xpath("//link[@hreflang='ar']")


def test_the_eclipse_is_live_by_itself_while_it_lasts(tmp_path: Path) -> None:
    during = _built(tmp_path / "during", DURING_THE_ECLIPSE).page("science/eclipse-2027/")
    after = _built(tmp_path / "after", AFTER_THE_ECLIPSE).page("science/eclipse-2027/")

    assert during.tree.xpath("//*[contains(@class, 'banner-live')]")
    assert after.tree.xpath("//*[contains(@class, 'banner-ended')]")


def test_the_eclipse_has_no_updates_yet(demo: Site) -> None:
    assert demo.page("science/eclipse-2027/").tree.xpath("//article[@class='update']") == []


def test_what_a_story_can_say_is_said_somewhere(stories: tuple[Story, ...]) -> None:
    keys = set(Story.__dataclass_fields__) - LATER

    assert {key for key in keys if not any(getattr(story, key) for story in stories)} == set()


def test_updates_of_every_kind_are_there(stories: tuple[Story, ...]) -> None:
    updates = [update for story in stories for update in story.updates]

    assert {update.kind for update in updates} == set(Kind)
    for key in ("key", "pinned", "revised", "corrections", "withdrawn", "authors", "title"):
        assert any(getattr(update, key) for update in updates), key


@pytest.mark.parametrize("name", ["figure", "quote", "fact-box", "link", "tweet", "youtube"])
def test_an_embed_of_this_kind_is_there(demo: Site, name: str) -> None:
    assert any(page.tree.xpath(f"//*[@data-provider='{name}']") for page in demo.pages())


# ------------------------------------------------------------------ times


def test_every_update_lies_within_its_coverage(stories: tuple[Story, ...]) -> None:
    for story, update in _updates(stories):
        coverage = story.coverage
        if coverage and coverage.start:
            assert update.time.at >= coverage.start.at, (story.source, update.id)
        if coverage and coverage.end:
            assert update.time.at <= coverage.end.at, (story.source, update.id)


def test_no_update_is_older_than_its_story(stories: tuple[Story, ...]) -> None:
    for story, update in _updates(stories):
        assert update.time.at >= story.date.at, (story.source, update.id)


def test_nothing_is_corrected_before_it_was_said(stories: tuple[Story, ...]) -> None:
    for story, update in _updates(stories):
        times = [note.time.at for note in update.corrections]
        times += [update.withdrawn.time.at] if update.withdrawn else []
        assert all(time > update.time.at for time in times), (story.source, update.id)


def test_what_stands_still_on_purpose_knows_nothing_of_later_days(
    stories: tuple[Story, ...],
) -> None:
    last = {
        "content/sport/isner-mahut/index.md": datetime(2010, 6, 24, tzinfo=UTC),
        "content/science/chelyabinsk-meteor/index.md": datetime(2013, 2, 16, tzinfo=UTC),
    }

    found = {story.source: story.changed.at for story in stories if story.source in last}

    assert found.keys() == last.keys()
    assert all(found[source] < last[source] for source in last)


def _updates(stories: tuple[Story, ...]) -> Iterator[tuple[Story, Update]]:
    return ((story, update) for story in stories for update in story.updates)


# ------------------------------------------------------------------ pictures and sources


def test_every_picture_of_a_story_says_what_it_shows_whose_it_is_and_on_what_terms(
    demo: Site, stories: tuple[Story, ...]
) -> None:
    for story in stories:
        page = demo.page(f"{story.section}/{story.slug}/")
        assert story.image, story.source
        assert list(_bare_figures(page)) == []


def _bare_figures(page: Page) -> Iterator[str]:
    for figure in page.tree.xpath("//main//figure[.//img][.//figcaption]"):
        (picture,) = figure.xpath(".//img")
        credit = "".join(figure.xpath(".//*[@class='credit']//text()"))
        if not picture.get("alt") or not re.fullmatch(r".+ · CC0 1\.0", credit.strip()):
            yield f"{page.path}: {picture.get('src')} ({credit})"


def test_every_picture_file_stands_in_the_list_of_licences_and_is_small() -> None:
    listed = (CONTENT / "_licences.md").read_text("utf-8")

    for picture in sorted(CONTENT.rglob("*.png")):
        name = picture.relative_to(CONTENT).as_posix()
        assert f"`{name}`" in listed or f"`{Path(name).parent}/*.png`" in listed, name
        assert picture.stat().st_size < LARGEST, name


def test_every_picture_that_a_script_draws_names_a_script_that_is_there() -> None:
    for script in re.findall(r"`(docs/pictures/\w+\.py)`", (CONTENT / "_licences.md").read_text()):
        assert (REPOSITORY / script).is_file(), script


def test_every_story_with_a_folder_has_its_sources_beside_it() -> None:
    for index in sorted(CONTENT.rglob("index.md")):
        assert (index.parent / "_sources.md").is_file(), index


def test_every_update_in_a_file_has_its_row_among_the_sources() -> None:
    for update in sorted(CONTENT.rglob("updates/*.md")):
        row = (update.parent.parent / "_sources.md").read_text("utf-8")
        assert f"`{update.stem}`" in row or f"`{update.name}`" in row, update
