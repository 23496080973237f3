"""A second look, made of three files over the default theme, and the page that shows its steps."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import test_pages as pages
from conftest import NOW, REPOSITORY, copy_site, files_of, make_site, run
from hosts import WithHeaders, served
from playwright.sync_api import Browser
from test_docs import blocks
from test_pages import DESK, PHONE, Check, Late, Reader

LOOK = REPOSITORY / "docs/looks/tabloid"
SHOWN = "docs/restyling.md"
SHEET, PART = "templates/assets/site.css", "templates/_site_header.html"
LOGO = ("static/logo.licence.txt", "static/logo.svg")

PAGES: Mapping[str, str] = {
    "front": "",
    "section": "space/",
    "story": "world/ramadi/",
    "live, breaking": "science/chelyabinsk-meteor/",
    "paused": "sport/isner-mahut/",
    "upcoming": "science/eclipse-2027/",
    "ended, in Arabic": "world/ever-given/",
    "archive": "space/apollo-11/p/1/",
    "update": "science/chelyabinsk-meteor/u/asteroid/",
    "plain page": "about/",
    "missing": "no/such/page/",
}


@dataclass(frozen=True, slots=True)
class Tabloid:
    """The demo newsroom in the look: its folder, and where it is; `late` serves it with delay."""

    folder: Path
    origin: str
    late: str

    def of_kinds(self) -> dict[str, str]:
        return {kind: f"{self.origin}/{path}" for kind, path in PAGES.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the demo newsroom in the look, of which the build says nothing; return its folder."""
    root = copy_site(REPOSITORY, tmp_path_factory.mktemp("work") / "demo")
    settings = (root / "livegen.toml").read_text("utf-8")
    both = settings.replace("[site]\n", look("livegen.toml"), 1)
    make_site(root, {**files_of(LOOK), "livegen.toml": both.encode()})
    return built(root)


def built(root: Path) -> Path:
    done = run("build", "--now", NOW, cwd=root)
    assert (done.status, done.err) == (0, "")
    return root / "site"


@pytest.fixture(scope="module")
def tabloid(folder: Path) -> Iterator[Tabloid]:
    with served(folder, WithHeaders) as origin, served(folder, Late) as late:
        yield Tabloid(folder, origin, late)


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Reader]:
    both = Reader(browser.new_context(), browser.new_context(java_script_enabled=False))
    yield both
    both.context.close()
    both.without_scripts.close()


def look(name: str) -> str:
    return (LOOK / name).read_text("utf-8")


# ------------------------------------------------------------------ what it is made of


def test_the_look_is_a_style_sheet_a_logo_a_part_and_one_setting() -> None:
    assert set(files_of(LOOK)) == {SHEET, PART, *LOGO, "livegen.toml"}
    assert look("livegen.toml") == '[site]\nlogo = "/logo.svg"\n'


def test_the_steps_in_the_docs_are_the_look() -> None:
    shown: dict[str, list[str]] = {}
    for block in blocks(SHOWN):
        shown.setdefault(block.file, []).append(block.text)

    assert len(shown[SHEET]) == 6
    assert {name: "\n".join(texts) for name, texts in shown.items()} == {
        name: look(name) for name in (SHEET, PART, "livegen.toml")
    }


def test_the_look_insists_on_nothing_and_knows_neither_left_nor_right() -> None:
    rules = re.sub(r"/\*.*?\*/", "", look(SHEET), flags=re.DOTALL)

    assert "margin-inline" in rules
    assert re.findall(r"!important|\b(?:left|right)\b|prefers-color-scheme", rules) == []


def test_the_style_sheet_of_the_look_is_small(folder: Path) -> None:
    (published,) = folder.glob("assets/site.*.css")
    text = published.read_bytes()

    assert len(text) < 4000
    assert len(gzip.compress(text, 9, mtime=0)) < 1600


def test_below_the_masthead_the_look_changes_no_page(folder: Path, tmp_path: Path) -> None:
    default = built(copy_site(REPOSITORY, tmp_path / "demo"))
    pages_of = [page.relative_to(folder) for page in folder.rglob("index.html")]

    assert len(pages_of) > 50
    for page in pages_of:
        assert from_main_on(folder / page) == from_main_on(default / page)


def from_main_on(page: Path) -> str:
    """Return the page without its head and masthead, and without what names the theme."""
    text = page.read_text("utf-8")
    return re.sub(' data-theme="[^"]*"', "", text[text.index("<main") :])


# ------------------------------------------------------------------ as readers see it

CHECKS: tuple[Check, ...] = (
    pages.axe,
    pages.sideways,
    pages.pictures,
    pages.targets,
    pages.by_keyboard,
    pages.skipping,
    pages.missing_without_scripts,
    pages.motion,
    pages.on_paper,
    pages.outline,
)


@pytest.mark.outside
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_look_stands_every_check_of_the_default_theme(
    check: Check, tabloid: Tabloid, reader: Reader
) -> None:
    pages.must_be_none(pages.findings(reader, tabloid.of_kinds(), check))


@pytest.mark.outside
def test_in_the_look_no_page_makes_the_browser_complain(tabloid: Tabloid, browser: Browser) -> None:
    pages.must_be_none(pages.complaints(browser, tabloid.of_kinds()))


@pytest.mark.outside
@pytest.mark.parametrize(("width", "height"), [PHONE, DESK])
def test_in_the_look_nothing_moves_while_a_page_is_loading(
    width: int, height: int, tabloid: Tabloid, browser: Browser
) -> None:
    moved = {}
    for kind, path in PAGES.items():
        tab = browser.new_page(viewport={"width": width, "height": height})
        tab.add_init_script(pages.WATCH_LAYOUT)
        tab.goto(f"{tabloid.late}/{path}")
        tab.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
        tab.wait_for_timeout(60)
        moved[kind] = tab.evaluate("window.shifts")
        tab.close()

    assert moved == {kind: [] for kind in PAGES}


@pytest.mark.outside
@pytest.mark.parametrize("kind", ["front", "live, breaking"])
def test_the_masthead_leads_home_and_says_the_name_of_the_paper(
    kind: str, tabloid: Tabloid, browser: Browser
) -> None:
    tab = browser.new_page()
    tab.goto(f"{tabloid.origin}/{PAGES[kind]}")
    tab.get_by_role("banner").get_by_role("link", name="The Livegen Courier").click()

    assert tab.url == f"{tabloid.origin}/"
    tab.close()


@pytest.mark.outside
def test_by_night_the_yellow_of_the_lead_is_in_its_letters(
    tabloid: Tabloid, browser: Browser
) -> None:
    tab = browser.new_page()
    tab.goto(f"{tabloid.origin}/")
    seen = {}
    for scheme in ("light", "dark"):
        tab.evaluate("scheme => document.documentElement.dataset.scheme = scheme", scheme)
        seen[scheme] = tab.evaluate("""() => {
            const style = getComputedStyle(document.querySelector(".lead .teaser-text"));
            return [style.color, style.backgroundColor];
        }""")
    tab.close()

    assert seen["light"] == ["rgb(11, 11, 11)", "rgb(255, 232, 26)"]
    assert seen["dark"] == ["rgb(255, 232, 26)", "rgb(43, 43, 48)"]


@pytest.mark.outside
def test_who_asks_for_more_contrast_has_it_in_the_look_too(
    tabloid: Tabloid, browser: Browser
) -> None:
    tab = browser.new_page()
    tab.goto(f"{tabloid.origin}/{PAGES['story']}")
    colours = "['.dates', 'body'].map(it => getComputedStyle(document.querySelector(it)).color)"
    usual = tab.evaluate(colours)
    tab.emulate_media(contrast="more")
    more = tab.evaluate(colours)
    tab.close()

    assert usual[0] != usual[1]
    assert more[0] == more[1] == usual[1]


@pytest.mark.outside
def test_a_headline_from_right_to_left_is_bold_and_has_room(
    tabloid: Tabloid, browser: Browser
) -> None:
    tab = browser.new_page()
    tab.goto(f"{tabloid.origin}/{PAGES['ended, in Arabic']}")
    style = tab.evaluate("""() => {
        const it = getComputedStyle(document.querySelector("h1"));
        return [it.fontSynthesisWeight, parseFloat(it.lineHeight) / parseFloat(it.fontSize)];
    }""")
    tab.close()

    assert style == ["auto", pytest.approx(1.4)]
