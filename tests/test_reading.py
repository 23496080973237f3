"""What a reader sees and touches on a page besides the refresh, in a real browser.

The sites are built and served with the headers that a host sends. Frames of other sites are
answered here, so that nothing leaves the machine; the browser's clock stands where a test puts it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, make_site, run
from hosts import WithHeaders, served
from playwright.sync_api import Browser, BrowserContext, Route, expect
from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.outside

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
POST = "https://twitter.com/mike_giglio/status/679352304697503744"
FRAMES = ("https://www.youtube-nocookie.com/", "https://platform.twitter.com/")

SETTINGS = """
[site]
title = "The Courier"
url = "https://example.org"
timezone = "America/New_York"
"""
STORY = """
---
title: Flood in the old town
date: 2026-11-21 20:00
status: live
updates:
"""
UPDATE = """
  - time: {time}
    id: {id}
    title: {title}
    key: true
    body: |
      {body}
"""
LONG = "The river rose, and rose again, and nobody slept that night. " * 40
UPDATES: Mapping[str, tuple[str, str]] = {
    "evening": ("2026-11-21 20:05", "Water."),
    "night": ("2026-11-21 23:40", "More water."),
    "boat": ("2026-11-22 06:50", "A boat."),
}
"""Ten minutes before NOW a boat; the night's are from the day before, there."""


def story(updates: Mapping[str, tuple[str, str]], status: str = "live") -> str:
    """Return a story with these updates, in New York's time."""
    told = "".join(
        UPDATE.format(time=time, id=name, title=f"The {name}", body=body)[1:]
        for name, (time, body) in updates.items()
    )
    return f"{STORY.replace('live', status)[1:]}{told}---\n\nWe follow the flood.\n"


def embeds(*blocks: str) -> Mapping[str, tuple[str, str]]:
    body = "\n\n      ".join(blocks)
    return {**UPDATES, "boat": ("2026-11-22 06:50", body)}


def silence() -> bytes:
    """Return five seconds of nothing to be heard, as a WAV file."""
    rate = 8000
    data = bytes([128]) * (5 * rate)
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate, 1, 8)
    whole = b"WAVE" + form + struct.pack("<4sI", b"data", len(data)) + data
    return struct.pack("<4sI", b"RIFF", len(whole)) + whole


class AtNow(WithHeaders):
    """A host whose clock stands at `NOW`."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return a date for a header."""
        now = datetime.fromisoformat(NOW).timestamp()
        return super().date_time_string(now if timestamp is None else timestamp)


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A site that can be built anew under its readers' eyes."""

    root: Path
    origin: str

    def build(self, files: Mapping[str, str | bytes]) -> None:
        make_site(self.root, files)
        done = run("build", "--output", "site", "--now", NOW, cwd=self.root)
        assert done.status == 0, done.err

    def url(self, path: str = "world/flood/") -> str:
        return f"{self.origin}/{path}"


@contextmanager
def newsroom(root: Path, files: Mapping[str, str | bytes]) -> Iterator[Newsroom]:
    (root / "site").mkdir(parents=True)
    with served(root / "site", AtNow) as origin:
        paper = Newsroom(root, origin)
        paper.build({"livegen.toml": SETTINGS, **files})
        yield paper


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Serve a site that stays as it is: a live story, an ended one, one with embeds."""
    files: dict[str, str | bytes] = {
        "content/world/flood.md": story(UPDATES),
        "content/world/over.md": story(UPDATES, "ended"),
        "content/world/embeds.md": story(embeds(VIDEO, LONG, POST, LONG, VIDEO + "&t=9", LONG)),
        "static/silence.wav": silence(),
    }
    with newsroom(tmp_path_factory.mktemp("paper"), files) as served_paper:
        yield served_paper


@contextmanager
def reader(browser: Browser, **settings: Any) -> Iterator[BrowserContext]:
    """Open a browser of its own, at ten minutes after the boat, in New York if nothing is said."""
    defaults = {"timezone_id": "America/New_York", "locale": "en-US", "viewport": DESK}
    context = browser.new_context(**{**defaults, **settings})
    context.clock.install(time=NOW)
    yield context
    context.close()


def watch_layout(context: BrowserContext) -> None:
    context.add_init_script("""
        window.shifts = [];
        new PerformanceObserver(list => window.shifts.push(...list.getEntries().map(
            ({value, sources}) => `${value} ${sources.map(it => it.node?.outerHTML?.slice(0, 90))}`
        ))).observe({type: "layout-shift", buffered: true});
    """)


def shifts(tab: Tab) -> list[str]:
    frames = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    tab.evaluate(frames)
    said: list[str] = tab.evaluate("window.shifts")
    return said


# ------------------------------------------------------------------ how long ago

AGE = "#boat .ago"


def test_an_update_says_how_long_ago_it_was_and_keeps_its_time(
    paper: Newsroom, browser: Browser
) -> None:
    with reader(browser) as context:
        tab = context.new_page()
        # Nothing tells the server's clock, which would not run with this one.
        tab.route("**/live.json", lambda route: route.abort())
        tab.goto(paper.url())

        expect(tab.locator(AGE)).to_have_text("10 min. ago")
        expect(tab.locator("#boat .update-time time")).to_have_text("6:50 AM EST")
        tab.clock.fast_forward(60_000)
        expect(tab.locator(AGE)).to_have_text("11 min. ago")


def test_ages_go_by_the_server_s_clock(paper: Newsroom, browser: Browser) -> None:
    with reader(browser) as context:
        tab = context.new_page()
        tab.goto(paper.url())
        expect(tab.locator(AGE)).to_have_text("10 min. ago")
        tab.evaluate("dispatchEvent(new CustomEvent('livegen:clock', {detail: 2 * 3600 * 1000}))")

        expect(tab.locator(AGE)).to_have_text("2 hr. ago")


def test_after_a_week_and_in_a_record_there_is_no_age(paper: Newsroom, browser: Browser) -> None:
    with reader(browser) as context:
        tab = context.new_page()
        tab.goto(paper.url("world/over/"))
        tab.wait_for_function("!document.querySelector('[data-action=scheme]').hidden")
        assert set(tab.locator(".ago").all_inner_texts()) == {""}

        tab.goto(paper.url())
        tab.wait_for_function("!document.querySelector('[data-action=scheme]').hidden")
        # The server's clock is what counts.
        tab.evaluate("dispatchEvent(new CustomEvent('livegen:clock', {detail: 8 * 864e5}))")
        assert set(tab.locator(".ago").all_inner_texts()) == {""}


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_what_scripts_bring_moves_nothing(
    size: dict[str, int], paper: Newsroom, browser: Browser
) -> None:
    with reader(browser, viewport=size, timezone_id="Asia/Tokyo") as context:
        watch_layout(context)
        tab = context.new_page()
        tab.goto(paper.url())
        expect(tab.locator(AGE)).to_have_text("10 min. ago")
        expect(tab.locator("[data-action=zone]")).to_be_visible()

        assert shifts(tab) == []


# ------------------------------------------------------------------ zones

ZONE = "[data-action=zone]"


def test_times_are_shown_as_they_are_here_and_back(paper: Newsroom, browser: Browser) -> None:
    with reader(browser, timezone_id="Europe/Berlin") as context:
        tab = context.new_page()
        tab.goto(paper.url())
        times = "#{} .update-time time"
        boat, night = (tab.locator(times.format(name)) for name in ("boat", "night"))
        button = tab.get_by_role("button", name="My times")
        expect(button).to_have_attribute("aria-pressed", "false")
        button.click()

        expect(boat).to_have_text("12:50 PM GMT+1")
        expect(boat).to_have_attribute("datetime", "2026-11-22T06:50:00-05:00")
        expect(night).to_have_text("Nov 22, 2026, 5:40 AM GMT+1")  # there, it is the day before
        expect(tab.locator(".story-meta .dt-published")).to_have_text("Nov 22, 2026, 2:00 AM GMT+1")
        expect(tab.locator(".day time").last).to_have_text("Saturday, November 21, 2026")
        tab.reload()
        expect(boat).to_have_text("12:50 PM GMT+1")
        expect(button).to_have_attribute("aria-pressed", "true")
        button.click()
        expect(boat).to_have_text("6:50 AM EST")
        expect(tab.locator(".story-meta .dt-published")).to_have_text(
            "November 21, 2026, 8:00 PM EST"
        )
        tab.reload()
        expect(boat).to_have_text("6:50 AM EST")


def test_where_all_clocks_agree_there_is_no_zone_to_choose(
    paper: Newsroom, browser: Browser
) -> None:
    with reader(browser) as context:
        tab = context.new_page()
        tab.goto(paper.url())
        expect(tab.locator(AGE)).to_have_text("10 min. ago")

        expect(tab.locator(ZONE)).not_to_be_visible()


def test_what_comes_later_is_in_the_chosen_zone_and_has_its_age(
    paper: Newsroom, browser: Browser
) -> None:
    with reader(browser, timezone_id="Europe/Berlin") as context:
        tab = context.new_page()
        tab.goto(paper.url())
        tab.locator(ZONE).click()
        tab.evaluate("""() => {
            const item = document.createElement("li");
            item.innerHTML = `<article class="update" id="late"><p class="update-time">
                <time datetime="2026-11-22T06:58:00-05:00">6:58 AM EST</time>
                <span class="ago"></span></p></article>`;
            document.querySelector(".days ol").prepend(item);
            document.dispatchEvent(new CustomEvent("livegen:changed"));
        }""")

        expect(tab.locator("#late time")).to_have_text("12:58 PM GMT+1")
        expect(tab.locator("#late .ago")).to_have_text("2 min. ago")


# ------------------------------------------------------------------ sharing

SHARE = "#boat .update-links a"


def test_a_link_is_copied_and_says_so_for_a_while(paper: Newsroom, browser: Browser) -> None:
    with reader(browser, permissions=["clipboard-read", "clipboard-write"]) as context:
        context.add_init_script("delete Navigator.prototype.share")
        tab = context.new_page()
        tab.goto(paper.url())
        tab.locator(SHARE).click()

        expect(tab.locator(SHARE)).to_have_text("Link copied")
        expect(tab.locator("footer [role=status]")).to_have_text("Link copied")
        copied = tab.evaluate("navigator.clipboard.readText()")
        assert copied == paper.url("world/flood/u/boat/")
        assert tab.url == paper.url()
        tab.clock.fast_forward(5000)
        expect(tab.locator(SHARE)).to_contain_text("Share this update")


def test_a_link_is_handed_to_the_system_where_it_can_share(
    paper: Newsroom, browser: Browser
) -> None:
    with reader(browser) as context:
        context.add_init_script(
            "Navigator.prototype.share = async given => { window.given = given }"
        )
        tab = context.new_page()
        tab.goto(paper.url())
        tab.locator(SHARE).click()

        assert tab.evaluate("window.given") == {"url": paper.url("world/flood/u/boat/")}
        assert tab.url == paper.url()


def test_who_wants_the_link_in_another_tab_gets_it(paper: Newsroom, browser: Browser) -> None:
    with reader(browser) as context:
        tab = context.new_page()
        tab.goto(paper.url())
        with context.expect_page() as other:
            tab.locator(SHARE).click(modifiers=["Control"])

        other.value.wait_for_url(paper.url("world/flood/u/boat/"))


# ------------------------------------------------------------------ visits

LINE = ".visit-divider"


def test_a_line_stands_below_what_is_new_since_the_last_visit(
    tmp_path: Path, browser: Browser
) -> None:
    before = {name: UPDATES[name] for name in ("evening", "night")}
    flood = "content/world/flood.md"
    with newsroom(tmp_path, {flood: story(before)}) as paper, reader(browser) as context:
        watch_layout(context)
        tab = context.new_page()
        tab.goto(paper.url())
        expect(tab.locator("#night .ago")).to_have_text("7 hr. ago")
        assert tab.locator(LINE).count() == 0
        tab.goto(paper.url("world/"))
        paper.build({flood: story(UPDATES)})
        tab.goto(paper.url())

        expect(tab.locator(LINE)).to_have_text("New since your last visit")
        following = tab.locator(LINE).evaluate("it => it.nextElementSibling.firstElementChild.id")
        assert following == "night"
        assert tab.locator(LINE).evaluate("it => it.parentElement.closest('.days') !== null")
        assert shifts(tab) == []
        tab.goto(paper.url("world/"))
        tab.goto(paper.url())
        expect(tab.locator(AGE)).to_have_text("10 min. ago")
        assert tab.locator(LINE).count() == 0


# ------------------------------------------------------------------ what is allowed

ASK = ".embed-ask"


@contextmanager
def asked(browser: Browser, **settings: Any) -> Iterator[tuple[BrowserContext, list[str]]]:
    """Open a browser in which other sites answer; also return what was asked of them."""
    with reader(browser, **settings) as context:
        heard: list[str] = []

        def answer(route: Route) -> None:
            heard.append(route.request.url)
            route.fulfill(content_type="text/html", body="<!doctype html><button>Play</button>")

        for site in FRAMES:
            context.route(f"{site}**", answer)
        yield context, heard


def test_nothing_is_asked_of_another_site_before_the_reader_allows_it(
    paper: Newsroom, browser: Browser
) -> None:
    with asked(browser) as (context, heard):
        tab = context.new_page()
        tab.goto(paper.url("world/embeds/"))
        expect(tab.locator(ASK)).to_have_count(3)
        for embed in tab.locator(".embed").all():
            embed.scroll_into_view_if_needed()

        expect(tab.locator(ASK).first).to_contain_text("Allow YouTube content? It may use cookies.")
        assert heard == []


def test_a_frame_takes_the_place_of_the_text_and_the_focus_by_keyboard(
    paper: Newsroom, browser: Browser
) -> None:
    with asked(browser) as (context, heard):
        watch_layout(context)
        tab = context.new_page()
        tab.goto(paper.url("world/embeds/"))
        first = tab.locator(".embed").first
        button = first.get_by_role("button", name="Allow and continue")
        button.focus()
        box = first.bounding_box()
        tab.keyboard.press("Enter")
        frame = first.locator("iframe")

        expect(frame.content_frame.get_by_role("button")).to_have_text("Play")
        assert tab.evaluate("document.activeElement.localName") == "iframe"
        assert first.bounding_box() == box
        expect(first.get_by_role("link")).not_to_be_visible()
        expect(frame).to_have_attribute("title", "YouTube: Video")
        expect(frame).to_have_attribute("referrerpolicy", "strict-origin-when-cross-origin")
        assert heard == ["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"]
        assert shifts(tab) == []


def test_what_is_allowed_is_remembered_for_that_site_until_it_is_taken_back(
    paper: Newsroom, browser: Browser
) -> None:
    with asked(browser) as (context, heard):
        tab = context.new_page()
        tab.goto(paper.url("world/embeds/"))
        forget = tab.locator("[data-action=forget]")
        expect(forget).not_to_be_visible()
        tab.locator(".embed").first.get_by_role("button").click()
        tab.reload()

        expect(tab.locator("iframe").first).to_be_attached()
        assert not any("twitter" in url for url in heard)
        expect(tab.locator("[data-provider=tweet] .embed-ask")).to_contain_text("Allow X content?")
        forget.click()
        expect(tab.locator("iframe")).to_have_count(0)
        expect(tab.locator(ASK)).to_have_count(3)
        expect(forget).not_to_be_visible()
        assert tab.evaluate("document.activeElement.localName") == "footer"
        tab.reload()
        expect(tab.locator(ASK)).to_have_count(3)
        assert tab.locator("iframe").count() == 0


def test_where_nobody_is_asked_a_frame_loads_when_it_comes_near_and_moves_nothing(
    tmp_path: Path, browser: Browser
) -> None:
    files = {
        "livegen.toml": SETTINGS + "[embeds]\nconsent = false\n",
        "content/world/flood.md": story(embeds(LONG * 2, POST, LONG * 3, VIDEO)),
    }
    with newsroom(tmp_path, files) as paper, asked(browser, viewport=PHONE) as (context, heard):
        watch_layout(context)
        tab = context.new_page()
        tab.goto(paper.url())
        expect(tab.locator(AGE)).to_have_text("10 min. ago")
        assert tab.locator("iframe").count() == 0
        for _ in range(60):
            tab.mouse.wheel(0, 300)
            tab.wait_for_timeout(15)

        expect(tab.locator("iframe")).to_have_count(2)
        assert [url.split("/")[2] for url in heard] == [site.split("/")[2] for site in FRAMES[::-1]]
        assert tab.locator(ASK).count() == 0
        assert shifts(tab) == []


def test_a_frame_that_would_move_the_page_in_view_waits_for_a_press(
    tmp_path: Path, browser: Browser
) -> None:
    files = {
        "livegen.toml": SETTINGS + "[embeds]\nconsent = false\n",
        "content/world/flood.md": story(embeds(POST)),
    }
    with newsroom(tmp_path, files) as paper, asked(browser) as (context, heard):
        tab = context.new_page()
        tab.goto(paper.url())
        expect(tab.locator(ASK)).to_have_text("Show")
        assert heard == []
        tab.locator(ASK).get_by_role("button").click()

        expect(tab.locator("iframe")).to_be_visible()


def test_in_print_and_without_a_script_there_is_the_text(paper: Newsroom, browser: Browser) -> None:
    with asked(browser, java_script_enabled=False) as (context, _):
        tab = context.new_page()
        tab.goto(paper.url("world/embeds/"))
        expect(tab.get_by_role("link", name="Watch on YouTube").first).to_be_visible()
        assert tab.locator("button:visible").count() == 0
    with asked(browser) as (context, _):
        tab = context.new_page()
        tab.goto(paper.url("world/embeds/"))
        tab.locator(".embed").first.get_by_role("button").click()
        tab.emulate_media(media="print")
        expect(tab.locator(".embed-card").first).to_be_visible()
        expect(tab.locator("iframe").first).not_to_be_visible()


# ------------------------------------------------------------------ the rest


def test_only_one_video_plays(paper: Newsroom, browser: Browser) -> None:
    with reader(browser) as context:
        tab = context.new_page()
        tab.goto(paper.url())
        expect(tab.locator(AGE)).to_have_text("10 min. ago")
        playing = tab.evaluate("""async () => {
            const [one, other] = ["audio", "video"].map(name => document.createElement(name));
            for (const player of [one, other]) {
                player.src = "/silence.wav";
                player.muted = true;
                document.body.append(player);
            }
            await one.play();
            await other.play();
            return [!one.paused, !other.paused];
        }""")

        assert playing == [False, True]


PAPER = "getComputedStyle(document.documentElement).backgroundColor"
WHITE, BLACK = "rgb(255, 255, 255)", "rgb(20, 19, 18)"


def test_the_chosen_scheme_is_remembered_and_there_before_the_first_paint(
    paper: Newsroom, browser: Browser
) -> None:
    with reader(browser, color_scheme="light") as context:
        tab = context.new_page()
        tab.goto(paper.url())
        assert tab.evaluate(PAPER) == WHITE
        tab.get_by_role("button", name="Light or dark").click()
        assert tab.evaluate(PAPER) == BLACK
        tab.emulate_media(media="print")
        assert tab.evaluate(PAPER) == WHITE
        tab.emulate_media(media="screen")

        # It would come after the paint.
        context.route("**/assets/reading*.js", lambda route: route.abort())
        tab.goto(paper.url("world/over/"))
        assert tab.evaluate(PAPER) == BLACK
        context.unroute("**/assets/reading*.js")
        tab.reload()
        tab.get_by_role("button", name="Light or dark").click()
        assert tab.evaluate(PAPER) == WHITE
        tab.emulate_media(color_scheme="dark")  # what the system says anyway is not held fast
        assert tab.evaluate(PAPER) == BLACK


def test_the_toolbar_stays_on_top_and_lies_over_nothing_that_is_linked_to(
    paper: Newsroom, browser: Browser
) -> None:
    with reader(browser, viewport=PHONE, reduced_motion="reduce") as context:
        tab = context.new_page()
        tab.goto(paper.url("world/embeds/#boat"))
        toolbar = tab.locator(".toolbar").bounding_box()
        assert toolbar
        assert toolbar["y"] == 0
        assert 44 <= toolbar["height"] < 46

        update = tab.locator("#boat").bounding_box()
        assert update
        assert update["y"] >= toolbar["height"]


def test_without_a_script_there_is_no_button(paper: Newsroom, browser: Browser) -> None:
    with reader(browser, java_script_enabled=False) as context:
        for path in ("", "world/", "world/flood/", "world/flood/u/boat/", "world/over/"):
            tab = context.new_page()
            tab.goto(paper.url(path))
            assert tab.locator("button").count() > 0
            assert tab.locator("button:visible").count() == 0


def test_a_browser_that_remembers_nothing_still_does_it_all(
    paper: Newsroom, browser: Browser
) -> None:
    with asked(browser, timezone_id="Europe/Berlin") as (context, _):
        context.add_init_script("""Object.defineProperty(window, "localStorage", {get() {
            throw new DOMException("", "SecurityError");
        }})""")
        tab = context.new_page()
        wrong: list[str] = []
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.goto(paper.url("world/embeds/"))
        tab.locator(ZONE).click()
        expect(tab.locator("#boat .update-time time")).to_have_text("12:50 PM GMT+1")
        tab.get_by_role("button", name="Light or dark").click()
        assert tab.evaluate(PAPER) == BLACK
        tab.locator(ASK).get_by_role("button").first.click()
        expect(tab.locator("iframe").first).to_be_visible()
        assert wrong == []
