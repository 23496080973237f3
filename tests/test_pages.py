"""Every kind of page a reader sees, in a real browser: that all of it can be seen, reached, used.

A check opens a page and returns what it finds. For its silence to mean something it must find the
fault that is planted for it (`PLANTED`).
"""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
import specimen
from conftest import NOW, REPOSITORY, copy_site, make_site, run
from hosts import WithHeaders, served
from playwright.sync_api import Browser, BrowserContext, Response
from playwright.sync_api import Page as Tab

from livegen import assets, hosting

pytestmark = pytest.mark.outside

AXE = REPOSITORY / "tests/tools/node_modules/axe-core/axe.min.js"

Check = Callable[["Reader", str], list[str]]
"""Looks at the page at an address; returns what it finds."""

PHONE, DESK = (390, 844), (1440, 900)

KINDS: Mapping[str, str] = {
    "front": "demo/",
    "section": "demo/world/",
    "section with a text": "specimen/world/",
    "section in a section": "gazette/gazette/world/asia/",
    "list's older page": "gazette/gazette/page/1/",
    "empty front": "specimen/empty/",
    "tag": "demo/tags/spaceflight/",
    "tag in Arabic": "demo/tags/ملاحة/",
    "author": "demo/authors/ida-lindqvist/",
    "author with links": "specimen/authors/noor/",
    "article with comments": "demo/world/ramadi/",
    "article, corrected": "gazette/gazette/world/corrected/",
    "article, nothing but a text": "specimen/quiet/",
    "breaking": "demo/science/chelyabinsk-meteor/",
    "ended, with an archive": "demo/space/apollo-11/",
    "live, every part": "specimen/world/flood/",
    "live, hard words and wide things": "gazette/gazette/world/hard/",
    "live, comments on Isso": "gazette/gazette/world/flood/",
    "paused": "demo/sport/isner-mahut/",
    "upcoming": "demo/science/eclipse-2027/",
    "ended, in Arabic": "demo/world/ever-given/",
    "ended, many parts": "demo/space/philae/",
    "withdrawn": "gazette/gazette/world/retracted/",
    "preview": "specimen/world/preview/",
    "article in two languages": "demo/world/suez-canal-reopens/",
    "live, in Arabic": "gazette/gazette/world/asia/خبر/",
    "every part, in Arabic": "specimen/ar/flood/",
    "archive, newest part": "demo/space/apollo-11/p/5/",
    "archive, first part": "demo/space/apollo-11/p/1/",
    "from the start, one of many": "demo/space/apollo-11/start/3/",
    "from the start, in Arabic": "demo/world/ever-given/start/1/",
    "update": "demo/science/chelyabinsk-meteor/u/asteroid/",
    "update, in Arabic": "demo/world/ever-given/u/aground/",
    "update with every embed": "specimen/world/flood/u/bridge/",
    "update, withdrawn": "specimen/world/flood/u/looting/",
    "plain page": "demo/about/",
    "plain page with a picture": "specimen/about/",
    "corrections": "gazette/gazette/corrections/",
    "missing": "demo/no/such/page/",
}
"""A page of every kind, by its site and its path."""

STATES = {
    "breaking": "breaking",
    "live, every part": "live",
    "paused": "paused",
    "upcoming": "upcoming",
    "ended, many parts": "ended",
    "article, corrected": "corrected",
    "article with comments": "updated",
}
"""What a page says of its state, in words."""

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
CELLS = "".join(f" Gauge number {number} |" for number in range(12))
HARD = f"""
---
title: {WORD} am {WORD[:40]}
date: 2026-11-20 08:00
status: live
banner: {{kind: breaking, text: "{WORD}"}}
dateline: {WORD[:30]}
tags: ["{WORD}", Flood]
authors: [noor, "{WORD[:50]}"]
key_points: ["{WORD}", "**Second**: [the first update](#first)"]
image: {{src: levee.png, alt: A levee}}
updates:
  - time: 2026-11-20 08:05
    id: first
    pinned: true
    title: {WORD}
    key: true
    body: |
      |{CELLS}
      |{"---|" * 12}
      |{CELLS.replace("Gauge number", "Metres")}

      ```
      {WORD}{WORD}
      ```

      https://example.org/{WORD}/{WORD}

      {"The river rose, and rose again, and nobody slept that night. " * 60}

      [The last link of a long text](https://example.org/)
"""
KEYS = "".join(
    f"  - {{time: 2026-11-20 09:{number:02}, title: 'No. {number}: {WORD[:number]}', key: true,"
    f" body: Water.}}\n"
    for number in range(12, 24)
)
COMMENT = '[one]\nname = "{}"\ntime = "2026-11-21 18:42"\ntext = "{}"\n'


@dataclass(frozen=True, slots=True)
class Newsroom:
    """Built sites by name: the folder of each, and its origin; `late` serves them with delay."""

    folders: Mapping[str, Path]
    origins: Mapping[str, str]
    late: Mapping[str, str]

    def of_kinds(self, kinds: Collection[str] = KINDS.keys()) -> dict[str, str]:
        """Return the addresses of the pages of these kinds."""
        return {f"{kind}: {KINDS[kind]}": self.url(KINDS[kind]) for kind in kinds}

    def url(self, page: str) -> str:
        site, _, path = page.partition("/")
        return f"{self.origins[site]}/{path}"

    def of(self, site: str) -> dict[str, str]:
        """Return the addresses of all pages of a site."""
        files = sorted(self.folders[site].rglob("*.html"))
        paths = [path.relative_to(self.folders[site]).as_posix() for path in files]
        # Fragments of pages are none, nor is what pages of others include.
        pages = [it for it in paths if "/f/" not in it and not it.endswith("latest.html")]
        return {path: self.url(f"{site}/{path.removesuffix('index.html')}") for path in pages}


class Late(WithHeaders):
    """A host that keeps pictures and type back until the page has long been shown."""

    def do_GET(self) -> None:  # noqa: N802 -- its name in the library
        """Wait, then send."""
        if self.path.endswith((".png", ".jpg", ".svg", ".woff2")):
            time.sleep(0.4)
        super().do_GET()


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Build and serve the demo, the specimen, and the golden site with everything in our theme."""
    work, host = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("host")
    folders = {name: host / name for name in ("demo", "gazette", "specimen")}
    publish(copy_site(REPOSITORY, work / "demo"), folders["demo"])
    gazette(work / "gazette", folders["gazette"])
    show_specimen(folders["specimen"])
    with ExitStack() as stack:
        origins, late = (
            {name: stack.enter_context(served(at, kind)) for name, at in folders.items()}
            for kind in (WithHeaders, Late)
        )
        yield Newsroom(folders, origins, late)


def publish(root: Path, output: Path) -> None:
    done = run("build", "--output", str(output), "--now", NOW, cwd=root)
    assert done.status == 0, done.err


def gazette(root: Path, host: Path) -> None:
    """Build the site below /gazette/ with everything in it, and with what is hard to lay out."""
    copy_site(REPOSITORY / "tests/golden/everything", root)
    (root / "templates/assets/theme.css").unlink()  # which keeps ours out of what is compared
    pictures = {path.name: path.read_bytes() for path in (root / "content").rglob("levee.png")}
    hard: dict[str, str | bytes] = {
        "index.md": HARD + KEYS + f"---\n\n{WORD}\n",
        "levee.png": pictures["levee.png"],
        "comments.toml": COMMENT.format(WORD, "Mine too. " + WORD),
    }
    make_site(root / "content/world/hard", hard)
    publish(root, host / "gazette")
    (host / "_headers").write_bytes((host / "gazette/_headers").read_bytes())


def show_specimen(host: Path) -> None:
    """Write the specimen with the files that it names."""
    specimen.write(host)
    map_of_ramadi = host / "world/ramadi/ramadi-map.png"
    map_of_ramadi.write_bytes(png(1200, 800))
    (host / "favicon.svg").write_bytes((REPOSITORY / "static/favicon.svg").read_bytes())
    (host / "world/flood/levee.mp4").write_bytes(b"")
    sections, sources = ["", "world", "ar", "authors"], hosting.Sources()
    rules = hosting.headers("", sections=sections, pages=["about"], sources=sources, base="")
    (host / "_headers").write_bytes(rules)


def png(width: int, height: int) -> bytes:
    """Return a white picture of that size."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * ((width + 7) // 8)) * height)
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


@dataclass(frozen=True, slots=True)
class Reader:
    """One who keeps the tab of each page open, and who has another browser without scripts."""

    context: BrowserContext
    without_scripts: BrowserContext
    tabs: dict[str, Tab] = field(default_factory=dict)

    def tab(self, url: str) -> Tab:
        """Return the tab in which a page is open, as it is at first."""
        if url not in self.tabs:
            self.tabs[url] = self.context.new_page()
            self.tabs[url].goto(url)
        set_back(self.tabs[url])
        return self.tabs[url]


def set_back(tab: Tab) -> None:
    tab.emulate_media(media="screen", color_scheme="light", reduced_motion="no-preference")
    tab.emulate_media(forced_colors="none")
    tab.set_viewport_size({"width": DESK[0], "height": DESK[1]})


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Reader]:
    both = Reader(browser.new_context(), browser.new_context(java_script_enabled=False))
    yield both
    both.context.close()
    both.without_scripts.close()


def findings(reader: Reader, pages: Mapping[str, str], check: Check) -> list[str]:
    """Return what a check finds, each with the page on which it was found."""
    return [f"{name}: {said}" for name, url in pages.items() for said in check(reader, url)]


def must_be_none(found: Collection[str]) -> None:
    """Fail with all that was found; an assertion would show the first few lines."""
    if found:
        pytest.fail("\n".join(found), pytrace=False)


# ------------------------------------------------------------------ axe

Scheme = Literal["light", "dark"]
LOOKS: tuple[tuple[Scheme, tuple[int, int]], ...] = (
    ("light", PHONE),
    ("dark", PHONE),
    ("light", DESK),
    ("dark", DESK),
)
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
SET_FOLDS = """open => document.querySelectorAll(".unfold input").forEach(
    fold => fold.checked = open)"""
RUN_AXE = """async options => (await axe.run(document, options)).violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.target}: ${node.html.slice(0, 150)}`)
)"""


def test_axe_finds_nothing_light_or_dark_on_a_phone_or_a_desk(
    newsroom: Newsroom, reader: Reader
) -> None:
    must_be_none(findings(reader, newsroom.of_kinds(), axe))


def test_axe_finds_nothing_on_any_page_of_the_demo(newsroom: Newsroom, reader: Reader) -> None:
    seen = newsroom.of_kinds().values()
    others = {name: url for name, url in newsroom.of("demo").items() if url not in seen}

    must_be_none(findings(reader, others, axe_briefly))


def axe(reader: Reader, url: str) -> list[str]:
    return _axe(reader, url, LOOKS)


def axe_briefly(reader: Reader, url: str) -> list[str]:
    """Each scheme once, one on a phone and one on a desk."""
    found = _axe(reader, url, (LOOKS[0], LOOKS[3]))
    reader.tabs.pop(url).close()
    return found


def with_axe(reader: Reader, url: str) -> Tab:
    tab = reader.tab(url)
    if tab.evaluate("!window.axe"):
        if not AXE.exists():
            pytest.fail("axe-core is missing: `make test` installs it, or npm ci in tests/tools")
        tab.evaluate(AXE.read_text("utf-8"))
    return tab


def _axe(reader: Reader, url: str, looks: Collection[tuple[Scheme, tuple[int, int]]]) -> list[str]:
    tab = with_axe(reader, url)
    # What a fold cuts off would be a target that lies over what follows.
    tab.evaluate(SET_FOLDS, True)
    found = []
    for scheme, (width, height) in looks:
        tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        tab.set_viewport_size({"width": width, "height": height})
        found += [f"{scheme}, {width}: {said}" for said in tab.evaluate(RUN_AXE, AXE_OPTIONS)]
    tab.evaluate(SET_FOLDS, False)
    return found


# ------------------------------------------------------------------ what the browser says


def test_no_page_makes_the_browser_complain_or_asks_anything_of_another_host(
    newsroom: Newsroom, browser: Browser
) -> None:
    must_be_none(complaints(browser, newsroom.of_kinds()))


def complaints(browser: Browser, pages: Mapping[str, str]) -> list[str]:
    """Open all pages, wait as long as a browser does with its last remarks; return them."""
    context = browser.new_context(viewport={"width": DESK[0], "height": DESK[1]})
    heard = {name: heard_in(context.new_page(), url) for name, url in pages.items()}
    context.pages[-1].wait_for_timeout(4500)  # a preload that nothing used is named after three
    context.close()
    return [f"{name}: {said}" for name, lines in heard.items() for said in lines]


def heard_in(tab: Tab, url: str) -> list[str]:
    """Open a page and read it to its end; return the list to which its complaints are added."""
    heard: list[str] = []
    origin = "/".join(url.split("/")[:3]) + "/"

    def answered(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            heard.append(f"{response.status}: {response.url}")

    tab.on("console", lambda said: heard.append(said.text) if not of_itself(said, url) else None)
    tab.on("pageerror", lambda error: heard.append(str(error)))
    tab.on("requestfailed", lambda request: heard.append(f"failed: {request.url}"))
    tab.on("response", answered)
    tab.on(
        "request",
        lambda it: (
            None if it.url.startswith((origin, "data:")) else heard.append(f"asked: {it.url}")
        ),
    )
    tab.goto(url)
    tab.evaluate(LOAD_ALL)
    return heard


def of_itself(said: Any, url: str) -> bool:
    """True if the console only says that the page is the one for what is missing."""
    return "404" in said.text and said.location["url"] == url


LOAD_ALL = """async () => {
    const pictures = [...document.images];
    pictures.forEach(picture => picture.loading = "eager");
    await Promise.allSettled(pictures.map(picture => picture.decode()));
}"""


# ------------------------------------------------------------------ layout

WATCH_LAYOUT = """
window.shifts = [];
new PerformanceObserver(list => window.shifts.push(...list.getEntries().map(entry =>
    `${entry.value.toFixed(4)} ${entry.sources.map(source => source.node?.outerHTML?.slice(0, 80))}`
))).observe({type: "layout-shift", buffered: true});
"""
STICKING_OUT = """() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const wide = [...document.body.querySelectorAll("*")].filter(element => {
        const box = element.getBoundingClientRect();
        return box.width && (box.right > room + 1 || box.left < -1);
    });
    return [`${document.documentElement.scrollWidth}: ` +
        wide.slice(0, 3).map(element => element.outerHTML.slice(0, 90)).join(" ... ")];
}"""


def test_no_page_scrolls_sideways_at_any_width_or_size_of_type(
    newsroom: Newsroom, reader: Reader
) -> None:
    must_be_none(findings(reader, newsroom.of_kinds(), sideways))


def sideways(reader: Reader, url: str) -> list[str]:
    """320 is also 1280 at 400 %, 720 is 1440 at 200 %; then the type alone at 200 %."""
    tab = reader.tab(url)
    own = tab.context.new_cdp_session(tab)
    found = []
    for size in (32, 16):
        own.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size * 13 // 16}})
        for width in (320, 390, 720, 820, 1440):
            tab.set_viewport_size({"width": width, "height": 900})
            found += [f"{width} px, type of {size}: {it}" for it in tab.evaluate(STICKING_OUT)]
    own.detach()
    return found


def test_nothing_moves_while_a_page_is_loading(newsroom: Newsroom, reader: Reader) -> None:
    late = {
        name: url.replace(newsroom.origins[site], newsroom.late[site])
        for name, url in newsroom.of_kinds().items()
        for site in newsroom.origins
        if url.startswith(newsroom.origins[site] + "/")
    }

    must_be_none(findings(reader, late, shifts))


def shifts(reader: Reader, url: str) -> list[str]:
    browser = reader.context.browser
    assert browser is not None
    # One who comes for the first time: type that lies in the cache would not come late.
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    tab = context.new_page()
    tab.add_init_script(WATCH_LAYOUT)
    tab.goto(url)
    tab.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    tab.wait_for_timeout(60)
    said: list[str] = tab.evaluate("window.shifts")
    context.close()
    return said


def test_a_picture_has_its_room_before_it_comes_and_its_own_shape(
    newsroom: Newsroom, reader: Reader
) -> None:
    # The specimen's texts were written by hand; a build gives each picture its size.
    built = [kind for kind, page in KINDS.items() if not page.startswith("specimen/")]

    must_be_none(findings(reader, newsroom.of_kinds(built), pictures))


def pictures(reader: Reader, url: str) -> list[str]:
    tab = reader.tab(url)
    tab.evaluate(LOAD_ALL)
    said: list[str] = tab.evaluate("""() => [...document.images].filter(picture => {
        const said = picture.getAttribute("width") / picture.getAttribute("height");
        const own = picture.naturalWidth / picture.naturalHeight;
        const shown = picture.clientWidth / picture.clientHeight;
        const cut = getComputedStyle(picture).objectFit === "cover";
        const near = (one, other) => Math.abs(one / other - 1) < 0.02;
        return !(near(said, own) && (cut || near(shown, own)));
    }).map(picture => `${picture.outerHTML}: ${picture.naturalWidth}x${picture.naturalHeight}` +
        ` as ${picture.clientWidth}x${picture.clientHeight}`)""")
    return said


def test_what_a_finger_must_hit_is_high_enough(newsroom: Newsroom, reader: Reader) -> None:
    must_be_none(findings(reader, newsroom.of_kinds(), targets))


def targets(reader: Reader, url: str) -> list[str]:
    """24 px on a desk (WCAG 2.5.8), 44 px on a phone (WCAG 2.5.5)."""
    tab = reader.tab(url)
    found = []
    for (width, height), least in ((PHONE, 44), (DESK, 24)):
        tab.set_viewport_size({"width": width, "height": height})
        found += tab.evaluate(
            """least => [...document.querySelectorAll(
                ":is(.menu, .pager, .key-events, .toolbar) a, button, .unfold label"
            )].filter(target => {
                const box = target.getBoundingClientRect();
                return target.checkVisibility() && (box.height < least - .5 || box.width < 24);
            }).map(target => `less than ${least}: ${target.outerHTML.slice(0, 100)}`)""",
            least,
        )
    return found


# ------------------------------------------------------------------ without a script

SAID = """() => {
    // What scripts bring, and the label that they keep true.
    const own = [...document.querySelectorAll(
        "#comments, button, .ago, .embed-ask, .pill-root, .banner-label")];
    own.forEach(it => it.style.display = "none");
    const said = document.body.innerText.split("\\n").map(line => line.trim());
    own.forEach(it => it.style.display = "");
    const links = [...document.links].filter(link => !link.closest("#comments, .pill-root"));
    return [...said, ...links.map(link => `${link.href} ${link.textContent.trim()}`)];
}"""
NOT_TO_BE_SEEN = """() => [...document.querySelectorAll("article.update, .key-events li")]
    .filter(it => !it.checkVisibility({visibilityProperty: true, opacityProperty: true}))
    .map(it => `hidden: ${it.outerHTML.slice(0, 100)}`)"""
CUT_OFF = """() => [...document.querySelectorAll("article.update")]
    .filter(update => update.scrollHeight > update.clientHeight + 1
        && getComputedStyle(update).overflowY !== "visible")
    .map(update => `cut off: ${update.outerHTML.slice(0, 100)}`)"""


def test_with_javascript_off_everything_is_there(newsroom: Newsroom, reader: Reader) -> None:
    must_be_none(findings(reader, newsroom.of_kinds(), missing_without_scripts))


def missing_without_scripts(reader: Reader, url: str) -> list[str]:
    """Return what is said only with scripts, or only without; and the updates one cannot see."""
    off = reader.without_scripts.new_page()
    off.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    off.goto(url)
    hidden = off.evaluate(NOT_TO_BE_SEEN)
    with_scripts, without = (page.evaluate(SAID) for page in (reader.tab(url), off))
    off.close()
    only = [f"only with: {line}" for line in with_scripts if line not in without]
    only += [f"only without: {line}" for line in without if line not in with_scripts]
    return [*hidden, *only]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_long_pinned_update_is_opened_by_keyboard(
    scripts: bool, newsroom: Newsroom, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    tab = context.new_page()
    tab.goto(newsroom.url(KINDS["live, hard words and wide things"]))
    assert len(tab.evaluate(CUT_OFF)) == 1

    tab.locator(".pinned .unfold input").focus()
    tab.keyboard.press("Space")
    assert tab.evaluate(CUT_OFF) == []
    context.close()


# ------------------------------------------------------------------ by keyboard

STOPS = """() => {
    const kinds = "a[href], button, input, select, textarea, summary, iframe, video[controls]";
    window.stops = [...document.querySelectorAll(`${kinds}, audio[controls], [tabindex]`)].filter(
        stop => stop.tabIndex >= 0 && !stop.disabled
            && stop.checkVisibility({visibilityProperty: true}) && stop.type !== "hidden");
    window.met = [];
    window.scrolled = [...document.querySelectorAll("body *")].filter(it =>
        /auto|scroll/.test(getComputedStyle(it).overflow)
        && (it.scrollWidth > it.clientWidth || it.scrollHeight > it.clientHeight));
    return window.stops.length;
}"""
HERE = """() => {
    const at = document.activeElement;
    if (at === document.body) return null;
    window.met.push(at);
    const style = getComputedStyle(at), boxes = [...at.getClientRects()];
    const box = boxes.find(it => it.width >= 1 && it.height >= 1) ?? boxes[0];
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const faults = [];
    const player = at.matches("video, audio");  // which shows by itself which of its parts it is
    if (!player && (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2))
        faults.push("unseen");
    if (right - left < 1 || bottom - top < 1) faults.push("out of view");
    else if (!at.contains(hit)) faults.push(`covered by ${hit?.outerHTML.slice(0, 60)}`);
    return {stop: window.stops.indexOf(at), faults,
        name: at.outerHTML.slice(0, 110), scrolls: window.scrolled.includes(at)};
}"""
UNREACHED = """() => window.scrolled.filter(region => !window.met.includes(region)
    && !window.stops.some(stop => region.contains(stop))).map(
    region => `cannot be scrolled: ${region.outerHTML.slice(0, 100)}`)"""


def test_by_keyboard_alone_everything_is_reached_in_order_and_seen(
    newsroom: Newsroom, reader: Reader
) -> None:
    must_be_none(findings(reader, newsroom.of_kinds(), by_keyboard))


def by_keyboard(reader: Reader, url: str) -> list[str]:
    """Press Tab from the top until the focus leaves the page, on a phone's width."""
    tab = afresh(reader, url)
    expected = tab.evaluate(STOPS)
    reached: list[int] = []
    found = []
    for _ in range(3 * expected + 30):
        tab.keyboard.press("Tab")
        if (here := tab.evaluate(HERE)) is None:
            break
        if here["stop"] >= 0 and here["stop"] not in reached[-1:]:  # a player has many stops
            reached.append(here["stop"])
        if here["stop"] < 0 and not here["scrolls"]:
            found.append(f"unexpected: {here['name']}")
        found += [f"{fault}: {here['name']}" for fault in here["faults"]]
    else:
        found.append("the focus never leaves the page")
    if reached != [*range(expected)]:
        found.append(f"reached {reached} of {expected}")
    found += tab.evaluate(UNREACHED)
    tab.close()
    return found


def afresh(reader: Reader, url: str) -> Tab:
    """Open a page once more, on a phone and without motion; the focus is nowhere yet."""
    tab = reader.context.new_page()
    tab.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    tab.emulate_media(reduced_motion="reduce")
    tab.goto(url)
    return tab


def test_the_first_stop_is_a_link_that_skips_to_the_content(
    newsroom: Newsroom, reader: Reader
) -> None:
    must_be_none(findings(reader, newsroom.of_kinds(), skipping))


def skipping(reader: Reader, url: str) -> list[str]:
    tab = afresh(reader, url)
    tab.keyboard.press("Tab")
    found = ["no link to skip by"]
    if tab.evaluate(AT_A_SKIP_LINK):
        tab.keyboard.press("Enter")
        tab.keyboard.press("Tab")
        found = [] if tab.evaluate(HAS_SKIPPED) else ["does not skip"]
    tab.close()
    return found


AT_A_SKIP_LINK = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect();
    return at.matches("a[href^='#']") && box.width > 40 && box.height > 24 && box.top >= 0;
}"""
HAS_SKIPPED = """() => {
    const at = document.activeElement, target = document.querySelector(":target");
    const links = [...(target?.querySelectorAll("a[href], button, input, textarea") ?? [])];
    return target && (links.length ? target.contains(at) : !at.closest("header"));
}"""


@pytest.mark.parametrize("scripts", [True, False])
def test_each_key_event_comes_into_view_by_keyboard(
    scripts: bool, newsroom: Newsroom, browser: Browser
) -> None:
    context = browser.new_context(
        java_script_enabled=scripts,
        viewport={"width": 390, "height": 844},
        reduced_motion="reduce",
    )
    tab = context.new_page()
    tab.goto(newsroom.url(KINDS["live, hard words and wide things"]))
    events = tab.locator(".key-events a")
    assert events.count() > 12
    events.first.focus()
    for _ in range(events.count()):
        # A browser leaves a link where it is as long as a part of it is in view.
        shown = tab.evaluate("""() => {
            const at = document.activeElement, box = at.getBoundingClientRect();
            const seen = Math.min(box.right, innerWidth) - Math.max(box.left, 0);
            return at.closest(".key-events") && seen > box.width * 3 / 4;
        }""")
        assert shown, tab.evaluate("document.activeElement.outerHTML")
        tab.keyboard.press("Tab")
    context.close()


# ------------------------------------------------------------------ as a reader has set it


def test_in_forced_colours_everything_can_be_told_apart(newsroom: Newsroom, reader: Reader) -> None:
    must_be_none(findings(reader, newsroom.of_kinds(), forced_colours))


def forced_colours(reader: Reader, url: str) -> list[str]:
    tab = with_axe(reader, url)
    tab.emulate_media(forced_colors="active")
    said: list[str] = tab.evaluate(RUN_AXE, {"runOnly": {"type": "rule", "values": CONTRAST}})
    return said


CONTRAST = ["color-contrast", "link-in-text-block"]


@pytest.mark.parametrize(("kind", "state"), STATES.items())
def test_the_state_of_a_story_is_said_in_words(
    kind: str, state: str, newsroom: Newsroom, browser: Browser
) -> None:
    tab = browser.new_page()
    tab.goto(newsroom.url(KINDS[kind]))
    tab.emulate_media(forced_colors="active")
    said = tab.locator("main .label:visible").first.inner_text()

    assert said.lower() == state
    tab.close()


def test_nothing_moves_for_whom_it_must_not_and_for_nobody_long(
    newsroom: Newsroom, reader: Reader
) -> None:
    must_be_none(findings(reader, newsroom.of_kinds(), motion))


def motion(reader: Reader, url: str) -> list[str]:
    """Nothing under reduced motion; else at most five seconds (WCAG 2.2.2)."""
    tab = reader.tab(url)
    running = "document.getAnimations().map(it => it.effect.getComputedTiming().endTime)"
    found = [f"for {end} ms" for end in tab.evaluate(running) if end is None or end > 5000]
    tab.emulate_media(reduced_motion="reduce")
    found += [f"reduced, yet {end} ms" for end in tab.evaluate(running)]
    if tab.evaluate("getComputedStyle(document.documentElement).scrollBehavior") != "auto":
        found.append("reduced, yet it scrolls smoothly")
    return found


def test_on_paper_there_is_the_story_and_nothing_to_press(
    newsroom: Newsroom, reader: Reader
) -> None:
    must_be_none(findings(reader, newsroom.of_kinds(), on_paper))


def on_paper(reader: Reader, url: str) -> list[str]:
    tab = reader.tab(url)
    tab.emulate_media(media="print", color_scheme="dark")
    tab.set_viewport_size({"width": 718, "height": 1040})  # what A4 leaves within its margins
    pressed = tab.evaluate("""() => [...document.querySelectorAll(
        "nav, form, button, input, textarea, .skip-link, .unfold"
    )].filter(it => it.checkVisibility()).map(it => `printed: ${it.outerHTML.slice(0, 100)}`)""")
    dark = tab.evaluate("""() => {
        const style = getComputedStyle(document.documentElement);
        const dark = colour => Math.max(...colour.match(/\\d+/g).slice(0, 3)) < 100;
        const paper = style.backgroundColor;
        return dark(style.color) && (paper === "rgba(0, 0, 0, 0)" || !dark(paper))
            ? [] : [`${style.color} on ${paper}`];
    }""")
    cut = tab.evaluate(CUT_OFF) + tab.evaluate(NOT_TO_BE_SEEN.replace(", .key-events li", ""))
    wide = [f"wider than the paper: {said}" for said in tab.evaluate(STICKING_OUT)]
    return [*pressed, *dark, *cut, *wide]


# ------------------------------------------------------------------ how it is built


def test_headings_and_landmarks_tell_how_a_page_is_built(
    newsroom: Newsroom, reader: Reader
) -> None:
    must_be_none(findings(reader, newsroom.of_kinds(), outline))


def outline(reader: Reader, url: str) -> list[str]:
    tab = reader.tab(url)
    levels: list[int] = tab.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(it => +it.tagName[1])"
    )
    found = []
    if levels.count(1) != 1:
        found.append(f"{levels.count(1)} h1")
    skipped = [
        after for before, after in zip([0, *levels], levels, strict=False) if after > before + 1
    ]
    found += [f"a level before h{level} is skipped: {levels}" for level in skipped]
    names = {"main": 1, "[role=banner], body > header": 1, "[role=contentinfo], body > footer": 1}
    counts = {name: tab.locator(name).count() for name in names}
    found += [f"{count} of {name}" for name, count in counts.items() if count != names[name]]
    labels: list[str] = tab.evaluate("""() => [...document.querySelectorAll("nav")].map(
        nav => nav.ariaLabel
            ?? document.getElementById(nav.getAttribute("aria-labelledby"))?.textContent ?? "")""")
    found += [f"navs: {labels}"] * (len(set(labels)) != len(labels) or "" in labels)
    return found


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.endswith(", in Arabic")])
def test_a_page_in_arabic_says_so_and_runs_from_right_to_left(
    kind: str, newsroom: Newsroom, browser: Browser
) -> None:
    tab = browser.new_page()
    tab.goto(newsroom.url(KINDS[kind]))

    assert tab.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        "ar",
        "rtl",
    ]
    assert tab.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    start = tab.evaluate("""() => {
        const range = document.createRange();
        range.selectNodeContents(document.querySelector("h1"));
        const text = range.getBoundingClientRect(), [box] = [document.querySelector("h1")].map(
            it => it.getBoundingClientRect());
        return Math.abs(box.right - text.right);
    }""")
    assert start < 2
    tab.close()


# ------------------------------------------------------------------ the style sheet

RULES = """text => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    // What holds a `var()` keeps its text as written; a blank after a comma means nothing there.
    return [...sheet.cssRules].map(rule => rule.cssText.replace(/,\\s+/g, ","));
}"""


def test_a_style_sheet_means_the_same_as_published_and_as_written(browser: Browser) -> None:
    written = specimen.files()
    made = assets.published(written)
    sheets = [name for name in made if name.endswith(".css")]
    tab = browser.new_page()

    assert "theme.css" in sheets
    for name in sheets:
        source = written[f"assets/{name}"].decode()
        assert tab.evaluate(RULES, named_as_written(name, made)) == tab.evaluate(RULES, source)
    tab.close()


def named_as_written(name: str, made: Mapping[str, tuple[str, bytes]]) -> str:
    """Return a published sheet in which files have the names that its source has for them."""
    text = made[name][1].decode()
    for other, (path, _) in made.items():
        text = text.replace(path.removeprefix(assets.FOLDER), other)
    return text


def test_a_blank_that_means_something_is_seen_to_be_missing(browser: Browser) -> None:
    tab = browser.new_page()
    meant, said = (tab.evaluate(RULES, text) for text in (".a .b { top: 0 }", ".a.b{top:0}"))

    assert meant != said
    tab.close()


# ------------------------------------------------------------------ the checks themselves

PAGE = "<!doctype html><html lang='en'><meta charset='utf-8'><title>A page</title>"
PLANTED: Mapping[str, tuple[Check, str, str]] = {
    "a picture that says nothing": (axe, "<main><h1>A</h1><img src='/a.png'>", "image-alt"),
    "grey on grey in the dark": (
        axe,
        "<style>@media (prefers-color-scheme: dark) { p { color: #777; background: #888 } }</style>"
        "<main><h1>A</h1><p>Grey",
        "dark, 390: color-contrast",
    ),
    "a link too small on a desk": (
        axe_briefly,
        "<style>@media (min-width: 900px) { a { font-size: 6px; display: block } }</style>"
        "<main><h1>A</h1><a href='/a'>a</a><a href='/b'>b</a>",
        "dark, 1440: target-size",
    ),
    "a table too wide": (sideways, "<table><td style='min-width: 350px'>A", "320 px, type of 16:"),
    "large type too wide": (sideways, "<p style='width: 20em'>A", "390 px, type of 32:"),
    "a picture without room": (shifts, "<img src='/late.png'><p>Text below", "<p>"),
    "a picture without a size": (pictures, "<img src='/a.png'>", "30x20"),
    "a picture that says another size": (pictures, "<img src='/a.png' width=9 height=9>", "30x20"),
    "a picture out of shape": (
        pictures,
        "<img src='/a.png' width=30 height=20 style='height: 40px'>",
        "30x20 as 30x40",
    ),
    "a low link in the menu": (
        targets,
        "<nav class='menu'><a href='/a' style='display: block; height: 30px'>A",
        "less than 44",
    ),
    "words from a script": (
        missing_without_scripts,
        "<p>A<script>document.write('B')</script>",
        "only with: AB",
    ),
    "a link that a script takes away": (
        missing_without_scripts,
        "<a href='/a'>A</a><script>document.links[0].remove()</script>",
        "only without",
    ),
    "an update that waits for a script": (
        missing_without_scripts,
        "<article class='update' hidden>A",
        "hidden",
    ),
    "an outline taken away": (by_keyboard, "<a href='/a' style='outline: 0'>A", "unseen"),
    "a link under a bar": (
        by_keyboard,
        "<a href='/a'>A</a><p style='position: fixed; inset: 0; margin: 0'>Bar",
        "covered by <p",
    ),
    "a link off the window": (
        by_keyboard,
        "<a href='/a' style='position: fixed; left: -99px'>A",
        "out of view",
    ),
    "a box that only a mouse scrolls": (
        by_keyboard,
        "<a href='/a'>A</a><div tabindex=-1 style='overflow: auto; width: 50px'>"
        "<p style='width: 500px'>B",
        "cannot be scrolled",
    ),
    "an order of its own": (
        by_keyboard,
        "<a href='/a'>A</a><a href='/b' tabindex=1>B</a>",
        "reached [1, 0] of 2",
    ),
    "a trap": (
        by_keyboard,
        "<a href='/a'>A</a><a href='/b' onblur='this.focus()'>B</a>",
        "the focus never leaves the page",
    ),
    "no link to skip by": (skipping, "<a href='/a'>A</a><main>B", "no link to skip by"),
    "a link that skips to nowhere": (
        skipping,
        "<a href='#no' style='display: block; height: 44px'>Skip to it</a><a href='/a'>A",
        "does not skip",
    ),
    "a colour against the forced one": (
        forced_colours,
        "<p style='forced-color-adjust: none; color: #fff; background: #eee'>White",
        "color-contrast",
    ),
    "motion in spite of all": (
        motion,
        "<style>@keyframes a { to { opacity: 0 } } p { animation: a 1s }</style><p>A",
        "reduced, yet 1000 ms",
    ),
    "motion without end": (
        motion,
        "<style>@keyframes a { to { opacity: 0 } } p { animation: a 1s infinite }</style><p>A",
        "for ",
    ),
    "scrolling in spite of all": (
        motion,
        "<style>html { scroll-behavior: smooth }</style>",
        "scrolls smoothly",
    ),
    "a menu on paper": (on_paper, "<nav>A", "printed: <nav>"),
    "half an update on paper": (
        on_paper,
        "<article class='update' style='height: 9px; overflow: hidden'><p>A",
        "cut off",
    ),
    "white on black paper": (on_paper, "<style>:root { color-scheme: dark; color: #fff }", "rgb("),
    "more than the paper holds": (on_paper, "<p style='width: 900px'>A", "wider than the paper"),
    "two headlines": (outline, "<main><h1>A</h1><h1>B</h1>", "2 h1"),
    "a heading too low": (outline, "<main><h1>A</h1><h3>B", "a level before h3 is skipped"),
    "no main part": (outline, "<h1>A", "0 of main"),
    "navs of one name": (outline, "<nav aria-label=A></nav><nav aria-label=A></nav>", "navs"),
}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve each planted fault as a page by its name; return the origin."""
    host = tmp_path_factory.mktemp("planted")
    pages = {f"{name}.html": PAGE + text for name, (_, text, _) in PLANTED.items()}
    noisy = {f"{name}.html": PAGE + text for name, (text, _) in NOISY.items()}
    pictures = {"a.png": png(30, 20), "late.png": png(30, 200), "_headers": b""}
    with served(make_site(host, {**pages, **noisy, **pictures}), Late) as origin:
        yield origin


@pytest.mark.parametrize("name", PLANTED)
def test_each_check_finds_what_is_planted_for_it(name: str, planted: str, reader: Reader) -> None:
    check, _, words = PLANTED[name]
    found = check(reader, f"{planted}/{name}.html")

    assert any(words in said for said in found), found


NOISY: Mapping[str, tuple[str, str]] = {
    "a word in the console": ("<script>console.info('a word')</script>", "a word"),
    "a script that throws": ("<script>throw new Error('thrown')</script>", "thrown"),
    "a file that is missing": ("<img src='/no.png' alt=''>", "404"),
    "a style that the policy forbids": (
        "<meta http-equiv='Content-Security-Policy' content='default-src \"none\"'>"
        "<p style='top: 0'>A",
        "Content Security Policy",
    ),
    "another host": ("<img src='http://127.0.0.1:1/a.png' alt=''>", "asked: http://127.0.0.1:1/"),
    "a preload in vain": ("<link rel='preload' as='image' href='/a.png'>", "preloaded"),
}


def test_each_complaint_is_heard(planted: str, browser: Browser) -> None:
    heard = complaints(browser, {name: f"{planted}/{name}.html" for name in NOISY})

    for name, (_, words) in NOISY.items():
        assert any(said.startswith(name) and words in said for said in heard), (name, heard)
