"""An open page of a site that nginx serves as the docs say: news reaches it, and is heard of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY, make_site, run
from playwright.sync_api import Browser, Page, expect

from benchmarks import nginx as web
from livegen import hosting

pytestmark = pytest.mark.outside

NOW = "2026-11-21T12:00:00Z"
PATIENCE = 20_000
SCREEN_READER = (
    REPOSITORY / "tests/tools/node_modules/@guidepup/virtual-screen-reader/lib/esm/index.browser.js"
)

HEAD = "---\ntitle: The river\ndate: 2026-11-20 08:00\nstatus: live\nupdates:\n"
LONG = "The water rose again and nobody slept that night. " * 9


def update(number: int, words: str = LONG) -> str:
    """Return one update of the river: `u1` at 9:01 and so on."""
    return (
        f"  - {{time: 2026-11-21 09:{number:02}, id: u{number}, title: Boat {number},"
        f" body: {words}}}\n"
    )


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A story that nginx serves, and the newsroom that can change it."""

    root: Path
    host: web.Host

    @property
    def page(self) -> str:
        return f"{self.host.origin}/river/"

    @property
    def asks_elsewhere(self) -> bool:
        return self.host.live_origin in (self.root / "livegen.toml").read_text()

    def publish(self, *updates: str) -> None:
        make_site(self.root, {"content/river.md": f"{HEAD}{''.join(updates)}---\n"})
        done = run("build", "--now", NOW, cwd=self.root)
        assert done.status == 0, done.err

    def told(self) -> dict[str, Any]:
        """Return what open pages are told."""
        payload: dict[str, Any] = json.loads((self.host.site / "river/live.json").read_text())
        return payload

    def asked(self, port: int) -> set[str]:
        """Return the paths below the story that were asked for at a port."""
        sent = [answer for answer in web.answers(self.root) if answer.port == port]
        return {answer.path for answer in sent if answer.path.startswith("/river/")}


@pytest.fixture(scope="module", params=["its own host", "another host"])
def newsroom(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Newsroom]:
    """Serve a live story whose open pages ask the site's own host for news, or another one."""
    root = tmp_path_factory.mktemp("site")
    host = web.Host(site=root / "site")
    live = f'url = "{host.live_origin}"\n' if request.param == "another host" else ""
    site = f'[site]\nurl = "{host.origin}"\nicon = "/favicon.svg"\n'
    settings = f"{site}[live]\npoll = [[0, 1]]\n{live}"
    icon = (REPOSITORY / "static/favicon.svg").read_bytes()
    make_site(root, {"livegen.toml": settings, "static/favicon.svg": icon})
    room = Newsroom(root, host)
    room.publish(update(1))
    with web.serving(replace(host, policy=policy(host.site)), root):
        yield room


def policy(site: Path) -> str:
    """Return the Content-Security-Policy that `_headers` has for pages."""
    rules = hosting.header_rules((site / "_headers").read_bytes())
    return hosting.headers_of(rules, "/")["Content-Security-Policy"]


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """Open a tab in a browser that has been nowhere."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def ids(tab: Page) -> list[str]:
    shown: list[str] = tab.evaluate(
        "() => [...document.querySelectorAll('.days .update')].map(it => it.id)"
    )
    return shown


# ------------------------------------------------------------------ end to end


def test_news_and_edits_reach_an_open_tab_and_the_browser_has_nothing_to_complain_of(
    newsroom: Newsroom, tab: Page
) -> None:
    newsroom.publish(update(1), update(2))
    heard = complaints(tab, newsroom)
    tab.goto(newsroom.page)
    tab.evaluate("window.wasNotLoadedAgain = true")

    newsroom.publish(update(1), update(2, "Ashore at last."), update(3))

    expect(tab.locator("#u2")).to_contain_text("Ashore at last.", timeout=PATIENCE)
    expect(tab.locator("#u3")).to_be_visible()
    assert ids(tab) == ["u3", "u2", "u1"] == [it for it, _ in newsroom.told()["u"]]
    assert tab.evaluate("window.wasNotLoadedAgain")
    assert heard == []


def test_more_news_than_the_polled_file_holds_is_fetched_where_it_was_asked_for(
    newsroom: Newsroom, tab: Page
) -> None:
    newsroom.publish(update(1))
    tab.goto(newsroom.page)
    heard = complaints(tab, newsroom)

    newsroom.publish(*map(update, range(1, 9)))

    expect(tab.locator(".days .update")).to_have_count(8, timeout=PATIENCE)
    told = newsroom.told()
    named = {f"/river/f/{told['theme']}/{it}.{rev}.html" for it, rev in told["u"]}
    lacking = {path for path in named if path.split("/")[-1].split(".")[0] not in told["html"]}
    port = newsroom.host.live_port if newsroom.asks_elsewhere else newsroom.host.port
    assert named & newsroom.asked(port) == lacking - {path for path in named if "/u1." in path}
    assert heard == []


def test_only_the_host_that_is_to_be_asked_is_asked(newsroom: Newsroom, tab: Page) -> None:
    newsroom.publish(update(1))
    before = len(web.answers(newsroom.root))
    tab.goto(newsroom.page)
    tab.wait_for_timeout(3000)  # it has asked twice or more

    sent = web.answers(newsroom.root)[before:]

    polls = [answer for answer in sent if answer.path == "/river/live.json"]
    port = newsroom.host.live_port if newsroom.asks_elsewhere else newsroom.host.port
    assert {answer.port for answer in polls} == {port}
    assert [answer.status for answer in polls[:2]] == [200, 304]
    assert [answer.body for answer in polls[1:]] == [0] * (len(polls) - 1)
    assert {answer.method for answer in sent} == {"GET"}  # nothing is asked for leave


def complaints(tab: Page, newsroom: Newsroom) -> list[str]:
    """Return the list to which all is added that the browser complains of in a tab."""
    heard: list[str] = []
    ours = (newsroom.host.origin + "/", newsroom.host.live_origin + "/")
    tab.on("console", lambda said: heard.append(f"{said.location['url']}: {said.text}"))
    tab.on("pageerror", lambda error: heard.append(str(error)))
    tab.on("requestfailed", lambda request: heard.append(f"failed: {request.url}"))
    tab.on("request", lambda it: None if it.url.startswith(ours) else heard.append(it.url))
    return heard


# ------------------------------------------------------------------ heard


def test_who_listens_hears_one_polite_line_of_news_and_nothing_of_the_list(
    newsroom: Newsroom, tab: Page
) -> None:
    newsroom.publish(*map(update, range(1, 9)))
    tab.goto(newsroom.page)
    tab.locator("#u2").scroll_into_view_if_needed()
    listen(tab)
    before = tab.evaluate(HEARD)

    newsroom.publish(*map(update, range(1, 11)))

    expect(tab.locator(".pill")).to_have_text("2 new updates", timeout=PATIENCE)
    tab.wait_for_timeout(3000)  # the page has asked twice more
    assert tab.evaluate(HEARD)[len(before) :] == ["polite: 2 new updates"]


def test_what_is_said_in_a_list_is_heard_if_it_is_a_live_region(
    newsroom: Newsroom, tab: Page
) -> None:
    tab.goto(newsroom.page)
    tab.evaluate("document.querySelector('.days').ariaLive = 'polite'")
    listen(tab)

    tab.evaluate("document.querySelector('.days').append('Ashore at last.')")

    tab.wait_for_timeout(300)
    assert any("Ashore at last." in phrase for phrase in tab.evaluate(HEARD))


HEARD = "() => listener.spokenPhraseLog()"


def listen(tab: Page) -> None:
    """Start a screen reader on the page; it comes from the page's own host, as its policy wants."""
    if not SCREEN_READER.exists():
        pytest.fail(
            "the screen reader is missing: `make test` installs it, or npm ci in tests/tools"
        )
    tab.route(
        "**/listener.js",
        lambda route: route.fulfill(path=SCREEN_READER, content_type="text/javascript"),
    )
    tab.evaluate("""async () => {
        window.listener = (await import("/listener.js")).virtual;
        await listener.start({container: document.body});
    }""")
