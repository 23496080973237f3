"""What an open page costs in an hour, and what it would cost to load the whole page each time.

`python -m benchmarks.reader_hour` builds a live story, has nginx serve it and Chromium keep it open
for 360 polls, in which the newsroom changes it 22 times.

Law: what counts is what nginx sent, headers and bodies over HTTP/1.1; only the time is not real.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, Request, sync_playwright

from benchmarks import corpus, layouts, nginx
from benchmarks.corpus import Correction, Story

POLLS = 360
"""One each ten seconds."""

CHANGES = "new new edited new new corrected new edited new new new"
"""What the newsroom does in half an hour. Twice that is what one sees in busy coverage."""

_CHANGED = 2 * len(CHANGES.split())

_AT_FIRST = 42
_SETTINGS = '[site]\nurl = "{origin}"\n[live]\npoll = [[0, 10]]\n'

# Longer than ten seconds and the fifth that chance may add.
_LATER = 13_000
_MOMENT = 15
_PATIENCE = 200

_READER, _WHOLE = "reader", "whole-page"
_FETCH = 'path => fetch(path, {cache: "no-cache"}).then(answer => answer.text())'
_SHOWN = """() => [...document.querySelectorAll(".days .update")].map(it => [it.id, it.dataset.rev])
"""

Updates = tuple[tuple[str, str], ...]
"""Id and revision of each, in display order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """What was sent in an hour, in bytes: for the `first` load, then `asked` by the open page.

    `whole` is what fetching the whole page as often took; `polls` are the answers to what the page
    asks again and again. `shown` are id and revision of each update that it has in the end, and
    `true` those that it should have.
    """

    first: int
    asked: int
    whole: int
    requests: int
    polls: tuple[nginx.Answer, ...]
    shown: Updates
    true: Updates

    @property
    def unchanged(self) -> tuple[nginx.Answer, ...]:
        """The answers that nothing had changed."""
        return tuple(answer for answer in self.polls if answer.status == 304)


def main() -> None:
    """Measure an hour and say what it took."""
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        hour = measured(chromium, Path(work))
        chromium.close()
    sys.stdout.write(table(hour))


def table(hour: Hour) -> str:
    """Return what an hour took, as Markdown."""
    changed = [answer.sent for answer in hour.polls if answer.status == 200]
    quiet = [answer.sent for answer in hour.unchanged]
    rows = {
        "the open page, all of it": hour.asked,
        f"of it {len(quiet)} answers that nothing has changed": sum(quiet),
        f"of it {len(changed)} answers with what has changed": sum(changed),
        "the whole page, asked for as often": hour.whole,
    }
    lines = [f"| {name} | {sent / 1000:.0f} kB |" for name, sent in rows.items()]
    return "\n".join([f"| {hour.requests} requests in an hour | sent |", "|---|---|", *lines, ""])


def measured(browser: Browser, work: Path) -> Hour:
    """Build a live story below `work`, keep its page open for an hour and return what was sent."""
    host = nginx.Host(site=work / "site")
    turns = _turns()
    story = next(turns)
    layouts.write("livegen", [story], work)
    layouts.write_files({"livegen.toml": _SETTINGS.format(origin=host.origin)}, work)
    _build(work)
    with nginx.serving(host, work):
        shown = _hour(browser, host.origin + story.path, lambda: _turn(next(turns), work))
    told = json.loads((host.site / story.path[1:] / "live.json").read_text("utf-8"))
    true = tuple((update, rev) for update, rev in told["u"])
    return _counted(nginx.answers(work), story.path, shown, true)


def _turns() -> Iterator[Story]:
    """Yield a story as it is before the hour and after each change."""
    kinds = CHANGES.split() * 2
    full = corpus.story(0, _AT_FIRST + kinds.count("new"))
    story = replace(full, updates=full.updates[:_AT_FIRST])
    yield story
    for number, kind in enumerate(kinds):
        if kind == "new":
            story = replace(story, updates=(*story.updates, full.updates[len(story.updates)]))
        elif kind == "edited":
            # One that is new, and one that has been there for long.
            story = corpus.edited(story, -3 if number % 2 else 5, f"This was added {number}.")
        else:
            story = _corrected(story, -4)
        yield story


def _corrected(story: Story, at: int) -> Story:
    time = story.changed + timedelta(minutes=1)
    said = Correction(time=time, text="An earlier version gave another number of boats.")
    updates = list(story.updates)
    updates[at] = replace(updates[at], corrections=(*updates[at].corrections, said))
    return replace(story, updates=tuple(updates))


def _turn(story: Story, work: Path) -> None:
    # nginx knows a file by its size and its second; a newsroom does not change it twice in one.
    told = work / "site" / story.path[1:] / "live.json"
    while int(told.stat().st_mtime) == int(time.time()):
        time.sleep(0.01)
    layouts.write_files(layouts.livegen(story), work)
    _build(work)


def _build(work: Path) -> None:
    command = [sys.executable, "-m", "livegen", "build", "--root", str(work)]
    now = f"{corpus.NOW:%Y-%m-%dT%H:%MZ}"
    subprocess.run([*command, "--now", now], check=True, stdout=subprocess.DEVNULL)


def _hour(browser: Browser, url: str, change: Callable[[], None]) -> Updates:
    """Keep the page open beside one that fetches it whole; return what it shows in the end."""
    reader = browser.new_context(user_agent=_READER).new_page()
    whole = browser.new_context(user_agent=_WHOLE).new_page()
    whole.goto(urljoin(url, "/robots.txt"))
    whole.evaluate(_FETCH, url)
    polls = Polls(reader)
    reader.clock.install()
    reader.goto(url, wait_until="networkidle")
    each = POLLS // _CHANGED
    while polls.done < POLLS:
        if polls.done % each == each // 2:
            change()
        polls.wait_for_one()
        whole.evaluate(_FETCH, url)
    reader.wait_for_load_state("networkidle")
    shown = reader.evaluate(_SHOWN)
    for tab in (reader, whole):
        tab.context.close()
    return tuple((update, rev) for update, rev in shown)


class Polls:
    """How often a page has begun to poll, and has `done` so."""

    def __init__(self, page: Page) -> None:
        self.begun = self.done = 0
        self._page = page
        page.on("request", self._begin)
        page.on("requestfinished", self._end)

    def wait_for_one(self) -> None:
        """Let time pass until the page has polled once more."""
        before = self.begun
        for _ in range(_PATIENCE):
            # The page sets its clock anew only when it has done with the last answer.
            if self.begun == before:
                self._page.clock.fast_forward(_LATER)
            self._page.wait_for_timeout(_MOMENT)
            if self.done > before:
                return
        raise TimeoutError("the page does not ask any more")

    def _begin(self, request: Request) -> None:
        self.begun += _is_poll(request)

    def _end(self, request: Request) -> None:
        self.done += _is_poll(request)


def _is_poll(request: Request) -> bool:
    return request.url.endswith("/live.json")


def _counted(answers: list[nginx.Answer], path: str, shown: Updates, true: Updates) -> Hour:
    theirs = [answer for answer in answers if answer.agent == _READER]
    asked = [answer for answer in theirs if answer.path.startswith(path)][1:]
    [_, *whole] = [answer for answer in answers if answer.agent == _WHOLE and answer.path == path]
    return Hour(
        first=sum(answer.sent for answer in theirs if answer not in asked),
        asked=sum(answer.sent for answer in asked),
        whole=sum(answer.sent for answer in whole),
        requests=len(asked),
        polls=tuple(answer for answer in asked if answer.path == f"{path}live.json"),
        shown=shown,
        true=true,
    )


if __name__ == "__main__":
    main()
