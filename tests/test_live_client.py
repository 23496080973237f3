"""An open page, in a real browser: every change reaches it, no fault stops it, nothing jumps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

import pytest
from built import build
from conftest import NOW, make_site
from playwright.sync_api import Browser, Page, Request, Route, expect
from static_host import Fault, Host, cut_off, given, halved, hosted, html, slow, status
from test_specimen import AXE, FOUND, WCAG

pytestmark = pytest.mark.outside

SETTINGS = """
[site]
title = "The Courier"
url = "https://example.org"
[build]
page_size = {size}
"""
FLOOD = "/world/flood/"
LIVE = f"{FLOOD}live.json"
LONGER_THAN_ANY_WAIT = 400_000
NOON = datetime.fromisoformat("2026-11-20T12:00:00+00:00")
LONG = "The river rose, and rose again, and nobody slept that night. " * 8


def update(number: int, body: str = "", **keys: str) -> str:
    """Return one update: `u7` at 9:07, "Boat 7"."""
    hour, minute = 9 + number // 60, number % 60
    told = {"time": f"2026-11-20 {hour:02}:{minute:02}", "id": f"u{number}"}
    told |= {"title": f"Boat {number}", "body": json.dumps(body or f"Ashore {number}. {LONG}")}
    return "{" + ", ".join(f"{key}: {value}" for key, value in (told | keys).items()) + "}"


@dataclass(slots=True)
class Newsroom:
    """One that covers a flood, on a host where faults can be planted."""

    root: Path
    host: Host
    updates: dict[int, str] = field(default_factory=dict)
    front: dict[str, str] = field(default_factory=dict)
    body: str = "It rained."
    size: int = 30
    now: str = NOW

    def write(self, *numbers: int) -> None:
        """Add updates and publish."""
        self.updates |= {number: update(number) for number in numbers}
        self.publish()

    def edit(self, number: int, body: str = "", **keys: str) -> None:
        """Write an update anew and publish."""
        self.updates[number] = update(number, body, **keys)
        self.publish()

    def say(self, **front: str) -> None:
        """Change the front matter of the story, and publish."""
        self.front |= front
        self.publish()

    def publish(self) -> None:
        """Build the site as it is written now."""
        told = {"title": "The flood", "date": "2026-11-20 08:00", "status": "live"} | self.front
        lines = [f"{key}: {value}" for key, value in told.items() if value]
        listed = [f"  - {self.updates[number]}" for number in sorted(self.updates)]
        lines += ["updates:", *listed] if listed else []
        text = "\n".join(["---", *lines, "---", "", self.body, ""])
        toml = SETTINGS.format(size=self.size)
        make_site(self.root, {"livegen.toml": toml, "content/world/flood/index.md": text})
        done = build(self.root, "--now", self.now)
        assert done.status == 0, done.err

    def file(self, path: str) -> bytes:
        """Return a published file."""
        return (self.root / "site" / path.lstrip("/")).read_bytes()


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    root = make_site(tmp_path, {"site/.livegen-files": ""})
    (root / "site/.livegen-files").unlink()
    (root / "site").rmdir()
    with hosted(root / "site") as host:
        host.now = NOON
        yield Newsroom(root, host)


@dataclass
class Reader:
    """One who has a page open, whose clock can be put forward."""

    tab: Page
    host: Host
    under_way: set[Request] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.tab.on("request", self._begun)
        self.tab.on("requestfinished", self._done)
        self.tab.on("requestfailed", self._done)

    def _begun(self, request: Request) -> None:
        self.under_way.add(request)

    def _done(self, request: Request) -> None:
        self.under_way.discard(request)

    def open(self, path: str = FLOOD) -> None:
        """Open a page, and wait until it has asked for the first time."""
        with self.tab.expect_response(f"**{LIVE}"):
            self.tab.goto(self.host.origin + path)
        self.settle()

    def wait(self, path: str = LIVE) -> None:
        """Let time pass until the page has asked again and done with the answer."""
        with self.tab.expect_event("requestfinished", lambda it: it.url.endswith(path)):
            self.tab.clock.fast_forward(LONGER_THAN_ANY_WAIT)
        self.settle()

    def wait_out(self, times: int = 1) -> None:
        """Let time pass as often, whatever becomes of the requests."""
        for _ in range(times):
            before = len(self.host.asked)
            self.tab.clock.fast_forward(LONGER_THAN_ANY_WAIT)
            self.settle()
            assert len(self.host.asked) > before, "the page asks no more"

    def settle(self) -> None:
        """Wait until nothing is under way any more, and what came has been taken in."""
        quiet = 0
        while quiet < 3:
            self.tab.wait_for_timeout(15)
            quiet = 0 if self.under_way else quiet + 1

    def ids(self) -> list[str]:
        """Return the updates on the page, in order."""
        found: list[str] = self.tab.evaluate(
            "[...document.querySelectorAll('.days article.update')].map(it => it.id)"
        )
        return found

    def text(self, selector: str) -> str:
        return " ".join(self.tab.locator(selector).first.inner_text().split())

    def see(self, *numbers: int) -> None:
        """Wait until these updates stand on the page, in this order, and no others.

        That is for less than the eight seconds after which a page may ask by itself.
        """
        wanted = [f"u{number}" for number in numbers]
        script = "() => [...document.querySelectorAll('.days article.update')].map(it => it.id)"
        try:
            self.tab.wait_for_function(
                f"wanted => `${{({script})()}}` === `${{wanted}}`", arg=wanted, timeout=7000
            )
        except Exception:
            assert self.ids() == wanted
            raise


@pytest.fixture
def reader(browser: Browser, newsroom: Newsroom) -> Iterator[Reader]:
    context = browser.new_context(viewport={"width": 800, "height": 600}, reduced_motion="reduce")
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.clock.install(time=newsroom.host.now)
    yield Reader(tab, newsroom.host)
    context.close()
    assert complaints == []


# ------------------------------------------------------------------ what changes


def test_a_new_update_comes_in_above_where_the_reader_sees_it(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1, 2)
    reader.open()
    newsroom.write(3)
    reader.wait()

    reader.see(3, 2, 1)
    expect(reader.tab.locator("#live-status")).to_have_text("1 new update")


def test_an_edit_takes_the_place_of_the_old_text_and_touches_nothing_else(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1, 2, 3)
    reader.open()
    reader.tab.evaluate("window.others = ['u1', 'u3'].map(id => document.getElementById(id))")
    newsroom.edit(2, "They are safe.")
    reader.wait()

    expect(reader.tab.locator("#u2")).to_contain_text("They are safe.")
    reader.see(3, 2, 1)
    assert reader.tab.evaluate("others.every(it => it === document.getElementById(it.id))")


def test_a_withdrawn_update_leaves_its_notice(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.write(1, 2)
    reader.open()
    newsroom.edit(1, withdrawn="{time: 2026-11-20 10:00, reason: It was a log.}")
    reader.wait()

    expect(reader.tab.locator("#u1")).to_contain_text("It was a log.")
    expect(reader.tab.locator("#u1")).not_to_contain_text("Ashore")


def test_a_correction_reaches_the_update_and_the_foot_of_the_story(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1, 2)
    reader.open()
    newsroom.edit(1, corrections="{time: 2026-11-20 10:00, text: It was two boats.}")
    reader.wait()
    expect(reader.tab.locator("#u1")).to_contain_text("It was two boats.")

    newsroom.say(corrections="{time: 2026-11-20 11:00, text: The river is the Elbe.}")
    reader.wait()
    expect(reader.tab.locator("[data-part=notes]")).to_contain_text("The river is the Elbe.")


def test_an_update_that_is_deleted_goes(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.write(1, 2, 3)
    reader.open()
    del newsroom.updates[2]
    newsroom.publish()
    reader.wait()

    reader.see(3, 1)


def test_another_update_is_pinned(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.edit(1, pinned="true")
    newsroom.write(2)
    reader.open()
    newsroom.updates[1] = update(1)
    newsroom.edit(2, "Read this.", pinned="true")
    reader.wait()

    expect(reader.tab.locator("#pinned")).to_contain_text("Read this.")
    expect(reader.tab.locator("#pinned")).not_to_contain_text("Ashore 1")


def test_a_new_title_stands_on_the_page_and_in_the_tab(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.write(1)
    reader.open()
    newsroom.say(title="The great flood")
    reader.wait()

    expect(reader.tab.locator("h1")).to_have_text("The great flood")
    assert reader.tab.title().startswith("The great flood")


def test_an_update_whose_time_was_changed_moves_and_the_others_stay(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1, 2, 3)
    reader.open()
    reader.tab.evaluate(
        """() => {
            window.moved = [];
            new MutationObserver(all => all.forEach(one => one.removedNodes.forEach(
                node => node.localName === "li" && moved.push(node.innerText.match(/Boat \\d/)[0])
            ))).observe(document.querySelector(".days"), {subtree: true, childList: true});
        }"""
    )
    newsroom.edit(1, time="2026-11-20 09:30")
    reader.wait()

    reader.see(1, 3, 2)
    assert set(reader.tab.evaluate("moved")) == {"Boat 1"}


def test_a_new_day_gets_its_divider_and_the_old_one_too(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.write(1)
    reader.open()
    assert reader.tab.locator("h3.day").count() == 0
    newsroom.edit(2, time="2026-11-21 00:10")
    reader.wait()

    reader.see(2, 1)
    expect(reader.tab.locator("h3.day")).to_have_text(
        ["Saturday, November 21, 2026", "Friday, November 20, 2026"]
    )
    reader.tab.reload()
    assert reader.tab.locator("h3.day").all_inner_texts() == [
        "Saturday, November 21, 2026",
        "Friday, November 20, 2026",
    ]


def test_who_came_at_five_to_nine_sees_it_begin_at_nine(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.front = {"status": "", "coverage": "{start: 2026-11-20 09:00}"}
    newsroom.now = "2026-11-20T08:55:00Z"
    newsroom.publish()
    reader.open()
    story = reader.tab.locator("article.story")
    expect(story).to_have_attribute("data-status", "upcoming")
    newsroom.now = "2026-11-20T09:00:30Z"
    newsroom.write(1)
    reader.wait()

    reader.see(1)
    expect(story).to_have_attribute("data-status", "live")
    expect(reader.tab.locator(".banner")).to_have_count(1)
    assert reader.tab.locator(".days .empty").count() == 0


def test_coverage_that_is_paused_says_so_and_is_still_asked_for(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1)
    reader.open()
    newsroom.say(status="paused")
    reader.wait()
    expect(reader.tab.locator("article.story")).to_have_attribute("data-status", "paused")
    newsroom.front["status"] = "live"
    newsroom.write(2)
    reader.wait()

    reader.see(2, 1)


def test_coverage_that_has_ended_is_shown_so_and_asked_for_no_more(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1)
    reader.open()
    newsroom.front["status"] = "ended"
    newsroom.write(2)
    reader.wait()
    reader.see(2, 1)
    expect(reader.tab.locator("article.story")).to_have_attribute("data-status", "ended")
    expect(reader.tab.locator(".banner")).to_contain_text("ended")

    asked = newsroom.host.count("*")
    reader.tab.clock.fast_forward(LONGER_THAN_ANY_WAIT)
    reader.settle()
    assert newsroom.host.count("*") == asked


def test_reopened_coverage_is_found_by_who_comes_back_to_the_tab(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.front["status"] = "ended"
    newsroom.write(1)
    reader.tab.goto(newsroom.host.origin + FLOOD)
    reader.settle()
    assert newsroom.host.count(LIVE) == 0
    newsroom.front["status"] = "live"
    newsroom.write(2)
    hide(reader)
    show(reader)
    reader.see(2, 1)
    expect(reader.tab.locator("article.story")).to_have_attribute("data-status", "live")
    newsroom.write(3)
    reader.wait()

    reader.see(3, 2, 1)


def hide(reader: Reader) -> None:
    reader.tab.evaluate(SET_HIDDEN, True)


def show(reader: Reader) -> None:
    reader.tab.evaluate(SET_HIDDEN, False)


SET_HIDDEN = """hidden => {
    Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
    document.dispatchEvent(new Event("visibilitychange", {bubbles: true}));
}"""


# ------------------------------------------------------------------ far down, far behind


def test_an_edit_reaches_an_update_five_hundred_places_down(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.size = 600
    newsroom.updates = {number: update(number, "Water.") for number in range(600)}
    newsroom.publish()
    reader.open()
    newsroom.edit(99, "Found.")
    reader.wait()

    expect(reader.tab.locator("#u99")).to_contain_text("Found.")
    assert reader.ids() == [f"u{number}" for number in range(599, -1, -1)]


def test_who_slept_through_thirty_changes_catches_up_with_the_page_itself(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(*range(10))
    reader.open()
    hide(reader)
    newsroom.updates[3] = update(3, "Edited meanwhile.")
    newsroom.write(*range(10, 40))
    fragments = newsroom.host.count("*/f/*")
    show(reader)

    reader.see(*range(39, -1, -1))
    expect(reader.tab.locator("#u3")).to_contain_text("Edited meanwhile.")
    assert newsroom.host.count("*/f/*") == fragments


def test_what_was_missed_between_is_bridged_by_a_link_to_the_archive(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.size = 3
    newsroom.write(1, 2, 3, 4)
    reader.open()
    hide(reader)
    newsroom.write(*range(5, 15))
    show(reader)

    # Page 4 holds 10 to 12, the newest page the rest.
    newest = [number for number in range(14, 9, -1) if f"u{number}" in told(newsroom)]
    reader.see(*newest, 4, 3, 2, 1)
    link = reader.tab.locator(".days .missed a")
    expect(link).to_have_count(1)
    link.click()
    reader.tab.wait_for_url(f"**{FLOOD}p/*/")
    assert f"u{newest[-1] - 1}" in reader.ids()


def told(newsroom: Newsroom) -> list[str]:
    return [told for told, _ in json.loads(newsroom.file(LIVE))["u"]]


def test_an_update_that_went_into_the_archive_stays_on_the_open_page(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.size = 2
    newsroom.write(1, 2, 3)
    reader.open()
    newsroom.write(4)
    reader.wait()
    assert told(newsroom) == ["u4", "u3"]
    reader.see(4, 3, 2, 1)

    newsroom.edit(1, "Edited in the archive.")
    reader.wait()
    expect(reader.tab.locator("#u1")).to_contain_text("Edited in the archive.")
    assert newsroom.host.count(f"{FLOOD}p/1/") == 1

    del newsroom.updates[2]
    newsroom.publish()
    reader.wait()
    reader.see(4, 3, 1)


def test_an_archive_page_learns_of_the_edits_of_its_own_updates(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.size = 2
    newsroom.write(1, 2, 3, 4)
    reader.open(f"{FLOOD}p/1/")
    reader.see(2, 1)
    newsroom.updates[1] = update(1, "Edited in the archive.")
    newsroom.write(5)
    reader.wait()

    expect(reader.tab.locator("#u1")).to_contain_text("Edited in the archive.")
    reader.see(2, 1)
    pill = reader.tab.locator("a.pill")
    expect(pill).to_have_text("1 new update")
    pill.click()
    reader.tab.wait_for_url(f"**{FLOOD}")


def test_an_archive_page_keeps_its_updates_when_coverage_ends(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.size = 2
    newsroom.write(1, 2, 3, 4)
    reader.open(f"{FLOOD}p/1/")
    newsroom.front["status"] = "ended"
    newsroom.edit(1, "Edited at the end.")
    reader.wait()

    expect(reader.tab.locator("#u1")).to_contain_text("Edited at the end.")
    reader.see(2, 1)


def test_the_address_of_an_update_leads_to_where_it_lives_by_now(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.size = 2
    newsroom.write(1, 2, 3, 4)
    reader.tab.goto(f"{newsroom.host.origin}{FLOOD}#u1")

    reader.tab.wait_for_url(f"**{FLOOD}p/1/#u1")


def test_a_page_from_the_back_forward_cache_asks_at_once(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1)
    reader.open()
    newsroom.write(2)
    reader.tab.evaluate(
        "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true})), undefined"
    )

    reader.see(2, 1)


def test_a_hidden_tab_asks_nothing(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.write(1)
    reader.open()
    hide(reader)
    asked = newsroom.host.count(LIVE)
    reader.tab.clock.fast_forward(LONGER_THAN_ANY_WAIT)
    reader.settle()

    assert newsroom.host.count(LIVE) == asked


# ------------------------------------------------------------------ what goes wrong

FAULTS: dict[str, Fault] = {
    "missing": status(404),
    "broken": status(500),
    "a page in its place": html,
    "cut off": cut_off,
    "half of it": halved,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_of_what_is_polled_stops_the_page(
    fault: str, newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1)
    reader.open()
    newsroom.host.plant(LIVE, FAULTS[fault])
    newsroom.write(2)
    reader.wait_out(3)
    reader.see(1)
    newsroom.host.mend()
    reader.wait()

    reader.see(2, 1)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("file", [f"{FLOOD}f/*", FLOOD])
def test_no_fault_of_fragments_or_of_the_page_loses_or_doubles_an_update(
    file: str, fault: str, newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1)
    reader.open()
    newsroom.host.plant(f"{FLOOD}f/*", FAULTS[fault])
    newsroom.host.plant(file, FAULTS[fault])
    newsroom.write(2, 3, 4, 5, 6, 7)
    reader.wait_out(2)
    newsroom.host.mend()
    reader.wait_out(2)

    reader.see(7, 6, 5, 4, 3, 2, 1)


def test_a_fragment_that_is_another_one_is_not_taken_for_it(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1)
    reader.open()
    [fragment] = (newsroom.root / f"site{FLOOD}f").glob("*/u1.*")
    newsroom.host.plant(f"{FLOOD}f/*", given(fragment.read_bytes()))
    newsroom.write(2, 3, 4, 5, 6)
    reader.wait()

    reader.see(6, 5, 4, 3, 2, 1)


def test_nothing_goes_as_long_as_nobody_can_tell_what_the_archive_holds(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.size = 2
    newsroom.write(1, 2, 3)
    reader.open()
    newsroom.host.plant(f"{FLOOD}ids.*", status(404))
    newsroom.write(4)
    reader.wait_out(2)

    reader.see(4, 3, 2, 1)


def test_a_slow_host_is_waited_for_once(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.write(1)
    reader.open()
    newsroom.host.plant(LIVE, slow(1.5), slow(0))
    newsroom.write(2)
    asked = newsroom.host.count(LIVE)
    for _ in range(3):
        reader.tab.clock.fast_forward(LONGER_THAN_ANY_WAIT)
    reader.see(2, 1)

    assert newsroom.host.count(LIVE) == asked + 1


def test_who_was_offline_asks_as_soon_as_there_is_a_network(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1)
    reader.open()
    reader.tab.context.set_offline(True)
    newsroom.write(2)
    for _ in range(4):
        reader.tab.clock.fast_forward(LONGER_THAN_ANY_WAIT)
        reader.tab.wait_for_timeout(50)
    expect(reader.tab.locator(".banner-label")).to_contain_text("Live updates paused")
    reader.tab.context.set_offline(False)

    reader.see(2, 1)
    expect(reader.tab.locator(".banner-label")).not_to_contain_text("paused")


def test_an_edge_that_is_behind_takes_nothing_away(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.write(1)
    reader.open()
    before = newsroom.file(LIVE)
    newsroom.write(2)
    reader.wait()
    reader.see(2, 1)
    newsroom.host.plant(LIVE, given(before), given(before), given(newsroom.file(LIVE)))
    for _ in range(3):
        reader.wait_out()
        assert reader.ids() == ["u2", "u1"]


def test_answers_repeated_and_out_of_order_double_nothing(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1)
    reader.open()
    answers = []
    for number in (2, 3, 4):
        newsroom.write(number)
        answers.append(given(newsroom.file(LIVE)))
    two, three, four = answers
    newsroom.host.plant(LIVE, three, two, three, three, four, two, four)
    reader.wait_out(7)

    reader.see(4, 3, 2, 1)


def test_what_is_given_three_times_is_the_truth(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.write(1)
    reader.open()
    newsroom.write(2)
    reader.wait()
    reader.see(2, 1)
    del newsroom.updates[2]  # a deploy is rolled back
    newsroom.publish()
    reader.wait_out(3)

    reader.see(1)


def test_a_page_that_is_gone_says_so_and_is_asked_for_seldom(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1)
    reader.open()
    newsroom.host.plant(LIVE, status(410))
    reader.wait_out(5)
    notice = reader.tab.locator(".live-notice")
    expect(notice).to_have_text("This page is no longer updated")
    newsroom.host.mend()
    newsroom.write(2)
    reader.wait()

    reader.see(2, 1)
    expect(notice).to_be_hidden()


def test_a_new_theme_is_offered_and_news_goes_on(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.write(1)
    reader.open()
    make_site(newsroom.root, {"templates/_foot.html": "<!-- another theme -->\n"})
    newsroom.write(2)
    reader.wait()

    reader.see(2, 1)
    with reader.tab.expect_navigation():
        reader.tab.get_by_role("button", name="Reload").click()


def test_an_unknown_version_stops_the_page_and_offers_to_reload(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1)
    reader.open()
    newsroom.host.plant(LIVE, given(b'{"v": 2, "u": 7}'))
    reader.wait()
    expect(reader.tab.get_by_role("button", name="Reload")).to_be_visible()
    asked = newsroom.host.count(LIVE)
    reader.tab.clock.fast_forward(LONGER_THAN_ANY_WAIT)
    reader.settle()

    assert newsroom.host.count(LIVE) == asked
    reader.see(1)


def test_what_has_not_changed_costs_a_304(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.write(1)
    reader.open()
    reader.wait()
    reader.wait()

    assert [answer for path, *answer in newsroom.host.asked if path == LIVE][1:] == [[304, 0]] * 2


def test_how_long_ago_an_update_was_is_told_by_the_clock_of_the_host_whatever_comes_first(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1)
    newsroom.host.now = datetime.fromisoformat("2026-11-22T12:00:00+00:00")

    def late(route: Route) -> None:
        reader.tab.wait_for_timeout(500)
        route.continue_()

    reader.tab.route("**/reading.*.js", late)
    reader.open()

    expect(reader.tab.locator("#u1 .ago")).to_have_text("2 days ago")


def test_a_live_label_goes_stale_by_the_clock_of_the_host_and_comes_back(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1)
    reader.open()
    label = reader.tab.locator(".banner-label")
    expect(label).to_have_text("Live")
    newsroom.host.now = datetime.fromisoformat("2026-11-20T15:02:00+00:00")
    reader.wait()
    expect(label).to_contain_text("No updates since 9:01")
    newsroom.write(2)
    newsroom.host.now = datetime.fromisoformat("2026-11-20T15:01:00+00:00")
    reader.wait()

    expect(label).to_have_text("Live")


# ------------------------------------------------------------------ where the reader is


def scrolled(reader: Reader, id: str) -> None:
    """Have the reader read an update in the middle of the list."""
    reader.tab.evaluate(
        """id => new Promise(done => {
            const {top} = document.getElementById(id).getBoundingClientRect();
            scrollTo({top: scrollY + top - 150, behavior: "instant"});
            requestAnimationFrame(() => requestAnimationFrame(done));
        })""",
        id,
    )


def place(reader: Reader, id: str) -> float:
    """Return where an update stands on the screen, once it has been drawn."""
    found: float = reader.tab.evaluate(
        """id => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
            done(document.getElementById(id).getBoundingClientRect().top))))""",
        id,
    )
    return found


def test_what_comes_while_the_reader_reads_waits_behind_the_pill(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(*range(1, 13))
    reader.open()
    title = reader.tab.title()
    scrolled(reader, "u6")
    before = place(reader, "u6")
    newsroom.updates[13] = update(13)
    newsroom.edit(10, LONG * 6)
    reader.wait()
    newsroom.write(14)
    reader.wait()

    assert place(reader, "u6") == before
    pill = reader.tab.locator("button.pill")
    expect(pill).to_have_text("2 new updates")
    assert reader.tab.title() == f"(2) {title}"
    reader.see(*range(12, 0, -1))
    pill.focus()
    reader.tab.keyboard.press("Enter")
    reader.see(*range(14, 0, -1))
    expect(reader.tab.locator("#u14")).to_be_focused()
    expect(pill).to_be_hidden()
    assert reader.tab.title() == title
    reader.tab.clock.fast_forward(60_000)
    expect(reader.tab.locator("#live-status")).to_have_text("2 new updates shown")


def test_a_withdrawn_update_is_not_counted_before_it_was_seen(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(*range(1, 13))
    reader.open()
    scrolled(reader, "u6")
    newsroom.write(13, 14)
    reader.wait()
    expect(reader.tab.locator(".pill")).to_have_text("2 new updates")
    del newsroom.updates[13]
    newsroom.publish()
    reader.wait()

    expect(reader.tab.locator(".pill")).to_have_text("1 new update")


@pytest.mark.parametrize("anchoring", [True, False])
def test_what_the_reader_reads_does_not_move_whatever_changes_above(
    anchoring: bool, newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(*range(1, 13))
    if not anchoring:
        without_anchoring(reader)
    reader.open()
    scrolled(reader, "u5")
    before = place(reader, "u5")
    newsroom.front["key_points"] = f"[{LONG}]"
    newsroom.updates[8] = update(8, LONG * 5)
    newsroom.updates[5] = update(5, f"Ashore 5. {LONG}\n\nAnd more.")
    newsroom.edit(11, pinned="true")
    reader.wait()

    expect(reader.tab.locator("#u5")).to_contain_text("And more.")
    expect(reader.tab.locator("#pinned")).to_have_count(1)
    assert abs(place(reader, "u5") - before) < 1


def without_anchoring(reader: Reader) -> None:
    """Have a browser that does not keep what is read in its place, and says so."""
    reader.tab.add_init_script(
        """const supports = CSS.supports.bind(CSS);
        CSS.supports = (...asked) => asked[0] !== "overflow-anchor" && supports(...asked);
        addEventListener("DOMContentLoaded", () =>
            document.documentElement.style.overflowAnchor = "none");"""
    )


def test_a_selection_holds_back_what_is_new_and_the_edit_of_what_is_selected(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1, 2)
    reader.open()
    select = "id => getSelection().selectAllChildren(document.querySelector(`#${id} .update-body`))"
    reader.tab.evaluate(select, "u2")
    said = reader.tab.evaluate("`${getSelection()}`")
    before = place(reader, "u2")
    newsroom.updates[3] = update(3)
    newsroom.edit(2, "Another text.", title="Another title")
    reader.wait()

    reader.see(2, 1)
    assert reader.tab.evaluate("`${getSelection()}`") == said
    assert place(reader, "u2") == before
    expect(reader.tab.locator(".pill")).to_have_text("1 new update")
    reader.tab.evaluate("getSelection().removeAllRanges()")
    reader.tab.clock.run_for(1000)
    expect(reader.tab.locator("#u2")).to_contain_text("Another text.")
    reader.see(2, 1)


def test_a_video_that_plays_is_left_alone_until_it_stops(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1)
    newsroom.edit(2, '{{< video "https://example.org/a.mp4" title="A boat" >}}\n')
    reader.open()
    # Chromium plays no file that is not there: it says so itself.
    reader.tab.evaluate(
        """() => {
            window.video = document.querySelector("#u2 video");
            Object.defineProperty(video, "paused", {value: false, configurable: true});
        }"""
    )
    before = place(reader, "u2")
    newsroom.updates[3] = update(3)
    newsroom.edit(2, '{{< video "https://example.org/a.mp4" title="A boat" >}}\n\nMore.\n')
    reader.wait()

    assert place(reader, "u2") == before
    expect(reader.tab.locator("#u2")).not_to_contain_text("More.")
    reader.tab.evaluate("delete video.paused, video.dispatchEvent(new Event('pause'))")
    reader.tab.clock.run_for(1000)
    expect(reader.tab.locator("#u2")).to_contain_text("More.")
    assert reader.tab.evaluate("video === document.querySelector('#u2 video')")


def test_an_embed_that_the_reader_has_opened_stays_open_across_edits_and_moves(
    newsroom: Newsroom, reader: Reader
) -> None:
    shown = '{{< youtube "dQw4w9WgXcQ" >}}\n'
    newsroom.write(1, 3)
    newsroom.edit(2, f"Look.\n\n{shown}")
    reader.open()
    reader.tab.evaluate(
        """() => {
            window.frame = document.createElement("iframe");
            frame.srcdoc = "<p>Playing</p>";
            document.querySelector("#u2 figure.embed").replaceChildren(frame);
            return new Promise(done => frame.onload = done).then(
                () => frame.contentWindow.mine = true);
        }"""
    )
    newsroom.edit(2, f"Look at this.\n\n{shown}\nAnd this.", time="2026-11-20 09:10")
    reader.wait()

    reader.see(2, 3, 1)
    expect(reader.tab.locator("#u2")).to_contain_text("And this.")
    assert reader.tab.evaluate("frame.isConnected && frame.contentWindow.mine")


def test_a_focused_link_keeps_its_focus_when_other_key_events_come(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.edit(1, key="true")
    newsroom.edit(2, key="true")
    reader.open()
    reader.tab.locator(".key-events a").first.focus()
    newsroom.edit(3, key="true")
    reader.wait()

    assert reader.tab.evaluate("document.activeElement.localName") == "a"


def test_listeners_hear_one_line_each_half_minute(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.write(1)
    reader.open()
    reader.tab.clock.pause_at(datetime.fromisoformat("2030-01-01T00:00:00+00:00"))
    reader.tab.evaluate(
        """() => {
            window.heard = [];
            const line = document.getElementById("live-status");
            new MutationObserver(() => heard.push(line.textContent)).observe(
                line, {childList: true, characterData: true, subtree: true});
        }"""
    )
    for number in (2, 3, 4):
        newsroom.write(number)
        hide(reader)
        show(reader)
        reader.settle()
        reader.tab.clock.run_for(100)
    assert reader.tab.evaluate("heard") == ["1 new update"]
    reader.tab.clock.run_for(30_000)

    assert reader.tab.evaluate("heard") == ["1 new update", "2 new updates"]


def test_a_reader_pauses_the_page_and_it_is_remembered(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.write(1)
    reader.open()
    button = reader.tab.locator('[data-action="pause"]')
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    newsroom.write(2)
    asked = newsroom.host.count(LIVE)
    reader.tab.clock.fast_forward(LONGER_THAN_ANY_WAIT)
    reader.tab.reload()
    reader.settle()
    assert newsroom.host.count(LIVE) == asked
    newsroom.write(3)
    button.click()

    reader.see(3, 2, 1)


def test_other_scripts_are_told_what_is_new_and_what_has_changed(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1, 2)
    reader.open()
    reader.tab.evaluate(
        """() => {
            window.changed = [];
            document.addEventListener("livegen:changed", ({detail}) =>
                changed.push(...detail.map(it => it.id || it.dataset.part)));
        }"""
    )
    newsroom.updates[3] = update(3)
    newsroom.edit(1, "Edited.")
    reader.wait()
    reader.see(3, 2, 1)

    assert {"u1", "u3", "banner"} <= set(reader.tab.evaluate("changed"))


def test_a_preview_is_followed_at_once(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.write(1)
    reader.open()
    newsroom.edit(1, "Edited a moment ago.")
    taken = reader.tab.evaluate(
        "!document.dispatchEvent(new CustomEvent('livegen:look', {cancelable: true}))"
    )

    assert taken
    expect(reader.tab.locator("#u1")).to_contain_text("Edited a moment ago.")


def test_an_action_of_a_stranger_in_an_update_does_nothing(
    newsroom: Newsroom, reader: Reader
) -> None:
    newsroom.write(1)
    reader.open()
    newsroom.write(2)
    told = json.loads(newsroom.file(LIVE))
    bad = "<script>window.bad = 1</script><img src=/x onerror='window.bad = 2'></article>"
    told["html"]["u2"] = told["html"]["u2"].replace("</article>", bad)
    newsroom.host.plant(LIVE, given(json.dumps(told).encode()))
    reader.wait()
    reader.see(2, 1)
    reader.settle()

    assert reader.tab.evaluate("window.bad") is None


# ------------------------------------------------------------------ the front


def test_the_front_merges_what_changed_by_path(newsroom: Newsroom, reader: Reader) -> None:
    story = "---\ntitle: A {0}\ndate: 2026-11-19\nstatus: live\n---\n\nText.\n"
    others = {f"content/world/{name}/index.md": story.format(name) for name in ("a", "b")}
    make_site(newsroom.root, others)
    newsroom.write(1)
    with reader.tab.expect_response("**/live.json"):
        reader.tab.goto(newsroom.host.origin + "/")
    reader.settle()
    pages = newsroom.host.count("/")
    reader.tab.evaluate(
        """() => window.kept = [...document.querySelectorAll(".teaser")].filter(
            it => !it.querySelector("a[href='/world/flood/']"))"""
    )
    reader.wait("/live.json")
    assert newsroom.host.count("/") == pages
    newsroom.say(title="The great flood")
    reader.wait("/live.json")

    expect(reader.tab.locator("main")).to_contain_text("The great flood")
    assert reader.tab.evaluate("kept.length > 1 && kept.every(it => it.isConnected)")
    assert newsroom.host.count("/") == pages + 1


def test_the_front_survives_its_faults(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.write(1)
    with reader.tab.expect_response("**/live.json"):
        reader.tab.goto(newsroom.host.origin + "/")
    reader.settle()
    newsroom.front["title"] = "The great flood"
    newsroom.publish()
    for fault in FAULTS.values():
        newsroom.host.plant("/live.json", fault)
        reader.wait_out()
        newsroom.host.mend()
        newsroom.host.plant("/", fault)
        reader.wait_out()
        newsroom.host.mend()
    reader.wait_out(2)

    expect(reader.tab.locator("main")).to_contain_text("The great flood")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_before_and_after_news_comes_in(
    newsroom: Newsroom, reader: Reader, scheme: Literal["light", "dark"]
) -> None:
    def faults() -> list[str]:
        reader.tab.evaluate(AXE.read_text("utf-8"))
        found: list[str] = reader.tab.evaluate(FOUND, WCAG)
        return found

    reader.tab.emulate_media(color_scheme=scheme)
    newsroom.write(*range(1, 13))
    reader.open()
    assert faults() == []

    scrolled(reader, "u6")
    newsroom.write(13, 14)
    reader.wait()
    expect(reader.tab.locator("button.pill")).to_be_visible()
    assert faults() == []

    reader.tab.locator("button.pill").click()
    reader.see(*range(14, 0, -1))
    assert faults() == []

    newsroom.host.plant(LIVE, status(500))
    reader.wait_out(4)
    assert reader.text(".banner-label").startswith("LIVE UPDATES PAUSED")
    assert faults() == []
