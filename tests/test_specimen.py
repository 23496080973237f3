"""The specimen: every state of every part of the theme, in any site's settings, and in no build."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from built import built
from conftest import REPOSITORY, make_site
from hosts import WithHeaders, served
from test_serving import serving

from livegen import hosting, render, settings, sources, specimen
from livegen.embeds import EMBEDS
from livegen.errors import Report
from livegen.model import BannerKind, Kind, Order, Status
from livegen.proofs import Proofs
from livegen.render import Theme
from livegen.settings import HtmlPolicy, Settings, UpdatePages
from livegen.specimen import samples, scripted

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGE = "_specimen/index.html"
DEFAULT = sources.default_theme()
AROUND = {"_fonts.html", "_foot.html", "_head.html", "_live.html", "_meta.html", "_scripts.html"}
"""What of a page shows nothing by itself: it is on the whole pages of the samples."""

IN_PAGES = {*AROUND, "_stream.html", "_swapped.html"}
"""With what only says where others stand."""


def theme(own: Mapping[str, str] | None = None) -> Theme:
    """Return the default theme with files of a site's own over it."""
    return render.theme({name: text.encode() for name, text in (own or {}).items()}, DEFAULT)


def page(own: Mapping[str, str] | None = None, chosen: Settings | None = None) -> str:
    """Return the specimen of a site with such templates and settings."""
    return drawn(tuple(sorted((own or {}).items())), chosen or Settings())


@cache
def drawn(own: tuple[tuple[str, str], ...], chosen: Settings) -> str:
    """Return the same, drawn once."""
    return specimen.files(chosen, theme(dict(own)))[PAGE].decode()


def partials() -> Iterator[str]:
    """Yield the name of each template that is a part of a page."""
    for name, content in DEFAULT.items():
        is_part = name.rpartition("/")[2].startswith("_") or name.startswith(("parts/", "embeds/"))
        if is_part and name.endswith(".html") and b"{% extends" not in content:
            yield name


def marked(name: str) -> str:
    """Return a partial that says its name in a comment, a macro within what it makes."""
    text, mark = DEFAULT[name].decode(), f"<!--{name}-->"
    macro = re.search(r"{% macro .*? %}", text)
    return text.replace(macro[0], macro[0] + mark) if macro else mark + text


# ------------------------------------------------------------------ what is on it


def test_every_part_of_the_theme_is_on_it() -> None:
    files = specimen.files(Settings(), theme({name: marked(name) for name in partials()}))
    on_it, everywhere = files[PAGE].decode(), b"".join(files.values()).decode("utf-8", "replace")
    names = set(partials())

    assert {name for name in names - IN_PAGES if f"<!--{name}-->" not in on_it} == set()
    assert {name for name in names & IN_PAGES if f"<!--{name}-->" not in everywhere} == set()


@pytest.mark.parametrize("kind", BannerKind)
def test_every_banner_is_on_it(kind: BannerKind) -> None:
    assert f'class="banner banner-{kind}"' in page()


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_update_is_on_it(kind: Kind) -> None:
    assert f'data-kind="{kind}"' in page()


@pytest.mark.parametrize("status", Status)
def test_every_state_of_a_story_is_on_it(status: Status) -> None:
    assert re.search(rf'class="story[^>]* data-status="{status}"', page())
    assert f'class="label status status-{status}"' in page()


@pytest.mark.parametrize("order", Order)
def test_a_list_of_either_order_is_on_it(order: Order) -> None:
    assert f'data-order="{order}"' in page()


@pytest.mark.parametrize("name", EMBEDS)
def test_every_embed_is_on_it(name: str) -> None:
    assert f'data-provider="{name}"' in page()


@pytest.mark.parametrize(("framed", "frames"), [(it, EMBEDS[it].frames) for it in EMBEDS])
def test_an_embed_that_loads_is_on_it_before_and_after(
    framed: str, frames: tuple[str, ...]
) -> None:
    for state in ("asks", "waits", "loaded"):
        assert (f'id="embed-{framed}-{state}"' in page()) == bool(frames)


@pytest.mark.parametrize("provider", ["netlify", "isso"])
def test_comments_are_on_it_whatever_the_site_has(provider: str) -> None:
    chosen = replace(Settings(), comments_provider=provider, comments_url="https://c.example.org")
    for shown in (page(), page(chosen=chosen)):
        assert 'id="comment_one"' in shown
        assert 'class="comment-form"' in shown
        assert 'class="comments-ask" hidden' in shown
        assert 'class="comments-closed"' in shown


def test_no_two_states_have_one_address() -> None:
    ids = re.findall(r'class="sp(?:-part)?" id="([^"]+)"', page())

    assert len(ids) == len(set(ids)) > 100
    assert all(f'href="#{it}"' in page() for it in ids)


def test_search_engines_leave_it_out() -> None:
    assert '<meta name="robots" content="noindex">' in page()


# ------------------------------------------------------------------ in a site's own dress


def test_a_part_of_the_sites_own_is_on_it() -> None:
    assert "Our own banner" in page({"_banner.html": "<p>Our own banner</p>"})
    assert "A word more" in page(
        {"_update_text.html": '{% include "default/_update_text.html" %}<p>A word more</p>'}
    )


def test_style_sheets_are_those_that_the_sites_pages_link() -> None:
    sheet = theme({"assets/site.css": "p{color:red}"}).asset_urls["site.css"]
    own = '{% include "default/_meta.html" %}<link href="/own.css" rel="stylesheet">'
    shown = page({"assets/site.css": "p{color:red}", "_meta.html": own})

    assert shown.count(sheet) == shown.count('href="/own.css"') > 100


def test_another_style_sheet_is_another_page() -> None:
    """The preview tells pages apart without the names of their style sheets."""
    links = re.compile(r"<link[^>]*>")
    first, second = (page({"assets/site.css": f"p{{top:{it}}}"}) for it in "12")

    assert links.sub("", first) != links.sub("", second)


@pytest.mark.parametrize(
    "chosen",
    [
        Settings(),
        replace(Settings(), site=settings.Site(language="ar", clock=12)),
        replace(Settings(), site=settings.Site(url="https://example.org/news/desk/")),
        replace(Settings(), build=settings.Build(html=HtmlPolicy.ESCAPE, page_size=2)),
        replace(Settings(), build=settings.Build(update_pages=UpdatePages.NONE, outputs=("html",))),
        replace(Settings(), embeds_consent=False, comments_provider="isso", comments=True),
    ],
)
def test_nothing_is_wrong_with_it_in_any_settings(chosen: Settings) -> None:
    read = samples.read(chosen, theme())
    files = specimen.files(chosen, theme())

    assert [it for it in read.report.problems if it.level == "error"] == []
    assert 'class="sp-line sp-fault' not in files[PAGE].decode()
    assert all(f"_specimen/world/{name}/index.html" in files for name in read.stories)


def test_its_words_are_of_the_sites_language() -> None:
    arabic = replace(Settings(), site=settings.Site(language="ar"))
    live = re.compile(r'id="banner-live".*?banner-label[^>]*>([^<]*)<', re.DOTALL)
    said = [found[1] for shown in (page(), page(chosen=arabic)) if (found := live.search(shown))]

    assert said == ["Live", "مباشر"]


def test_a_real_site_has_it_under_its_own_name() -> None:
    file = REPOSITORY / "livegen.toml"
    chosen = settings.read(file.read_bytes(), "livegen.toml", Report())

    assert f"theme of {chosen.site.title}, " in page(chosen=chosen)


# ------------------------------------------------------------------ what is wrong


def test_a_broken_part_is_told_where_it_would_stand() -> None:
    shown = page({"_banner.html": "<p>\n{{ banner.lable }}</p>"})
    whole = page()

    told = "templates/_banner.html:2:1: error: BannerView has no `lable`"
    in_place = shown.count(f'<pre class="sp-line sp-fault">{told}')
    assert in_place > 10
    assert "hint: did you mean" in shown
    assert shown.count("shadowrootmode") == whole.count("shadowrootmode") - in_place
    assert 'class="story-header' in shown


def test_a_broken_embed_is_told_on_top() -> None:
    shown = page({"embeds/quote.html": "{{ arguments.nobody }}"})

    assert "templates/embeds/quote.html:1:1: error:" in shown[: shown.index("<nav")]
    assert 'data-provider="tweet"' in shown


# ------------------------------------------------------------------ beside a site


def test_it_lies_beside_the_files_of_a_site_and_is_not_one_of_them() -> None:
    site = {"index.html": b"Front", "logo.svg": b"Logo"}
    shown = specimen.beside(site, Settings(), theme())

    assert dict(shown) == site
    assert shown == site
    assert len(shown) == len(site)
    assert shown["index.html"] == b"Front"
    assert PAGE in shown
    assert shown[PAGE].startswith(b"<!doctype html>")
    assert "no.html" not in shown
    assert "_specimen/no.html" not in shown
    with pytest.raises(KeyError):
        shown["_specimen/no.html"]


def test_below_it_lies_all_that_the_pages_of_the_samples_name() -> None:
    own = theme()
    shown = specimen.beside({"logo.svg": b"Logo", **own.assets}, Settings(), own)
    flood = shown["_specimen/world/flood/index.html"].decode()
    loads = set(re.findall(r'(?:src|stylesheet" href)="/([^"]+)"', flood + page()))

    assert shown["_specimen/logo.svg"] == b"Logo"
    assert any("river.svg" in it for it in loads)
    assert {it for it in loads if it not in shown} == set()


def test_a_page_of_the_site_at_its_address_goes_first() -> None:
    shown = specimen.beside({PAGE: b"Ours"}, Settings(), theme())

    assert shown[PAGE] == b"Ours"


def test_it_is_drawn_within_a_turn_and_only_when_it_is_looked_at() -> None:
    turns = []

    @contextmanager
    def turn() -> Iterator[None]:
        turns.append("began")
        yield
        turns.append("ended")

    shown = specimen.beside({"index.html": b""}, Settings(), theme(), turn)
    assert shown["index.html"] == b""
    assert "a.html" not in shown
    assert turns == []

    assert shown[PAGE]
    assert turns == ["began", "ended"]


def test_no_build_has_it(tmp_path: Path) -> None:
    text = "---\ntitle: One\ndate: 2026-11-20\n---\n"
    site = built(make_site(tmp_path, {"content/one.md": text}))

    assert not site.has("_specimen")
    assert not any("sp-body" in page.source for page in site.pages())


# ------------------------------------------------------------------ what scripts make


def scripts() -> str:
    """Return all scripts of the theme that the specimen speaks of."""
    names = [name for name in DEFAULT if name.endswith(".js") and name != "assets/comments.js"]
    return "\n".join(DEFAULT[name].decode() for name in names)


def test_what_scripts_make_is_on_it_class_by_class() -> None:
    made = re.findall(r'class(?:Name(?:: | = )|List\.add\()"([a-z-]+)"', scripts())

    assert len(made) > 5
    assert {name for name in made if not re.search(rf'class="[^"]*\b{name}\b', page())} == set()


def test_what_it_says_that_scripts_make_they_make() -> None:
    pieces = " ".join(scripted._PIECES.values())
    classes = set(re.findall(r'class="([a-z-]+)"', pieces))
    words = set(re.findall(r"{([a-z_]+)}", pieces)) - {"provider"}
    elements = set(re.findall(r"<([a-z]+)", pieces))

    assert {name for name in classes if f'"{name}"' not in scripts()} == set()
    assert {it for it in words if not re.search(rf'\.{it}\b|"{it}"', scripts())} == set()
    assert {it for it in elements if f'("{it}"' not in scripts()} == set()


def test_what_scripts_do_to_a_part_is_seen() -> None:
    shown = page()

    assert 'data-quiet="stale">No updates since' in shown
    assert 'data-quiet="paused">Live updates paused' in shown
    assert re.search(r'data-action="pause"[^>]* aria-pressed="true"', shown)
    assert re.search(r'data-action="zone"[^>]* aria-pressed="true"', shown)
    assert '<span class="ago">5 min. ago</span>' in shown
    assert ">Link copied</a>" in shown
    assert '<input type="checkbox" checked>' in shown


# ------------------------------------------------------------------ in a browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the specimen as the preview would; yield its address."""
    own = theme()
    sections = ["world", "authors"]
    rules = hosting.headers("", sections=sections, pages=[], sources=hosting.Sources(), base="")
    inside = {f"_specimen/{name}": content for name, content in own.assets.items()}
    host = {**specimen.files(Settings(), own), **inside, "_headers": rules}
    with served(make_site(tmp_path_factory.mktemp("host"), host), WithHeaders) as origin:
        yield f"{origin}/_specimen/"


AXE = REPOSITORY / "tests/tools/node_modules/axe-core/axe.min.js"
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
FOUND = """async options => (await axe.run(document, options)).violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.target}: ${node.html.slice(0, 150)}`)
)"""
STICKING_OUT = """() => {
    const room = document.documentElement.clientWidth, found = [];
    const look = root => { for (const it of root.querySelectorAll("*")) {
        const box = it.getBoundingClientRect();
        if (box.width && (box.right > room + 1 || box.left < -1)) found.push(it.outerHTML);
        if (it.shadowRoot) look(it.shadowRoot);
    } };
    look(document);
    return document.documentElement.scrollWidth > room ? found.slice(0, 3) : [];
}"""


@pytest.mark.outside
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_in_any_state(
    scheme: str, width: int, address: str, browser: Browser
) -> None:
    tab = browser.new_page(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    tab.goto(address)
    tab.reload()  # with the theme's own type at hand, which the first look may do without
    tab.evaluate(AXE.read_text("utf-8"))

    assert tab.evaluate(FOUND, WCAG) == []
    tab.close()


@pytest.mark.outside
@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_it_scrolls_sideways_at_no_width(width: int, address: str, browser: Browser) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 900})
    tab.goto(address)

    assert tab.evaluate(STICKING_OUT) == []
    tab.close()


@pytest.mark.outside
def test_it_is_all_there_without_scripts(address: str, browser: Browser) -> None:
    """And asks nothing of others, and makes the browser complain of nothing."""
    context = browser.new_context(java_script_enabled=False)
    tab, said, asked = context.new_page(), [], []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(address)

    assert tab.locator(".banner-live").first.is_visible()
    assert tab.locator(".pill").first.is_visible()
    assert [it for it in said if "favicon" not in it and "404" not in it] == []
    assert [url for url in asked if not url.startswith(address.removesuffix("_specimen/"))] == []
    context.close()


@pytest.mark.outside
def test_an_address_leads_to_its_state(address: str, browser: Browser) -> None:
    tab = browser.new_page(reduced_motion="reduce")
    tab.goto(f"{address}#teaser-in-arabic")

    top = tab.locator("#teaser-in-arabic").bounding_box()
    assert top is not None
    assert 0 <= top["y"] < 200
    tab.close()


# ------------------------------------------------------------------ in a preview

SITE = {
    "livegen.toml": '[site]\ntitle = "The Courier"\nurl = "https://example.org/news"\n',
    "content/world/one.md": "---\ntitle: One\ndate: 2026-11-20\n---\n\nText.\n",
}


@pytest.mark.parametrize("drafts", [True, False])
def test_a_preview_has_it_and_lists_it_not(drafts: bool, tmp_path: Path) -> None:
    root = make_site(tmp_path, SITE)
    snapshot = sources.snapshot(root, root / "site", Report())
    files = Proofs(drafts=drafts).make(snapshot, datetime.now(UTC), Report()).files

    assert b"The Courier" in files[PAGE]
    assert b'href="/news/_specimen/world/flood/"' in files[PAGE]
    assert "world/one/index.html" in list(files)
    assert [path for path in files if "_specimen" in path] == []


@pytest.mark.slow
def test_what_is_wrong_is_on_it_and_the_preview_goes_on(tmp_path: Path) -> None:
    root = make_site(tmp_path / "site", SITE)
    with serving(root) as preview:
        preview.shows('id="banner-live"', "/news/_specimen/")
        # No story of the site has key points: nothing but the specimen meets the fault.
        preview.write("{{ key_points.nothing }}", "templates/_key_points.html")
        preview.shows("templates/_key_points.html:1:1: error:", "/news/_specimen/")

        assert preview.get("/news/world/one/")[0] == 200
        assert preview.get("/news/_specimen")[0] == 301


@pytest.mark.slow
@pytest.mark.outside
def test_an_open_specimen_follows_templates_and_style_sheets(
    browser: Browser, tmp_path: Path
) -> None:
    root = make_site(tmp_path / "site", SITE)
    outline = "getComputedStyle(document.querySelector('#banner-live .sp-stage').shadowRoot.{})"
    dashed = outline.format("querySelector('.banner')") + ".outlineStyle == 'dashed'"
    with serving(root) as preview:
        tab = browser.new_page()
        tab.goto(f"{preview.address}_specimen/")
        preview.write(".banner { outline: 1px dashed }", "templates/assets/site.css")
        tab.wait_for_function(dashed)
        preview.write("<p class=ours>Ours</p>", "templates/_banner.html")
        tab.locator("#banner-live .ours").wait_for()
        preview.write("{% if %}", "templates/_banner.html")
        tab.locator("livegen-errors li").wait_for()

        assert tab.locator("#banner-live .ours").is_visible()
        tab.close()
