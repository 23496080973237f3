"""Whole sites, byte for byte.

Every folder of `golden/` is a site, and `expected/` in it holds what a build makes of it at `NOW`.
`LIVEGEN_GOLDEN=write pytest tests/test_golden.py` writes that down anew: read the difference page
by page before committing it. A style sheet of a line or two stands in for the theme's, whose name
holds a digest, so that its edits leave these pages alone. Letters stand in for the digests of
scripts and of all templates, likewise.
"""

from __future__ import annotations

import json
import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from built import SETTINGS, Page, Site, build, built, livegen, rewriting, traces
from conftest import NOW, files_of, make_site, run

GOLDEN = Path(__file__).parent / "golden"
SITES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())
OF = {
    "everything": Site(GOLDEN / "everything/expected", base="/gazette"),
    "minimal": Site(GOLDEN / "minimal/expected", "http://localhost:8000"),
    "root": Site(GOLDEN / "root/expected", "https://user.example.org", "/projects/kiez"),
}

PAGE_SIZE = 5


def sources_of(name: str, root: Path) -> Path:
    """Copy the sources of a golden site."""
    return shutil.copytree(GOLDEN / name, root, ignore=shutil.ignore_patterns("expected"))


_SCRIPT = re.compile(rb"(assets/\w+\.)[0-9a-f]{8}(\.js)")


def made_in(folder: Path) -> dict[str, bytes]:
    """Return what was built, scripts being empty; letters stand for their digests, and for that
    of all templates."""
    files = files_of(folder)
    told = json.loads(files.get("live.json", b'{"theme": "nowhere"}'))
    theme, word = told["theme"].encode(), b"template"

    def masked(content: bytes) -> bytes:
        return _SCRIPT.sub(rb"\1template\2", content).replace(theme, word)

    return {
        masked(path.encode()).decode(): b"" if _SCRIPT.fullmatch(path.encode()) else masked(content)
        for path, content in files.items()
    }


def long_site(root: Path, updates: int) -> Path:
    """Write a site with one live coverage of so many updates, one every seven hours."""
    settings = f"{SETTINGS}\n[build]\npage_size = {PAGE_SIZE}\n"
    front = "---\ntitle: A long march\ndate: 2026-09-01 08:00\nstatus: live\nupdates:\n"
    marches = "".join(_march(number) for number in range(updates))
    other = "---\ntitle: Another story\ndate: 2026-09-02\n---\n"
    return make_site(
        root,
        {
            "livegen.toml": settings,
            "content/world/march.md": f"{front}{marches}---\n",
            "content/world/other.md": other,
        },
    )


def _march(number: int) -> str:
    day, hour = divmod(8 + 7 * number, 24)
    month, day = divmod(day, 30)
    time = f"2026-{9 + month:02}-{day + 1:02} {hour:02}:00"
    key = ", key: true" if number % 9 == 0 else ""
    return f"  - {{time: {time}, id: mile-{number}, title: Mile {number}, body: On we go.{key}}}\n"


# ------------------------------------------------------------------ bytes


@pytest.mark.parametrize("name", SITES)
def test_a_golden_site_is_built_as_expected_without_a_warning(name: str, tmp_path: Path) -> None:
    root = sources_of(name, tmp_path / "site-of-its-own")

    done = build(root)

    if rewriting():
        shutil.rmtree(GOLDEN / name / "expected", ignore_errors=True)
        for path, content in made_in(root / "site").items():
            file = GOLDEN / name / "expected" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    assert made_in(root / "site") == files_of(GOLDEN / name / "expected")
    assert done.status == 0
    assert done.err.count("\n   hint: ") == (1 if name == "minimal" else 0)


def test_a_site_without_settings_is_warned_of_its_address_once(tmp_path: Path) -> None:
    done = build(sources_of("minimal", tmp_path / "minimal"))

    assert done.err == (
        "livegen.toml: warning: the site has no address; feeds and metadata say "
        'http://localhost:8000\n   hint: write url = "https://news.example.org" below [site]\n'
    )


@pytest.mark.parametrize("name", SITES)
def test_a_second_build_touches_nothing(name: str, tmp_path: Path) -> None:
    root = sources_of(name, tmp_path / name)
    build(root)
    before = traces(root / "site")

    done = build(root)

    assert traces(root / "site") == before
    assert done.out.splitlines()[-1].startswith("0 files written, 0 deleted, ")


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Pacific/Apia"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns"},
    ],
)
@pytest.mark.parametrize("name", SITES)
def test_neither_machine_nor_folder_nor_process_enters_the_bytes(
    name: str, environment: dict[str, str], tmp_path: Path
) -> None:
    root = sources_of(name, tmp_path / "ein anderer Ordner, größer")

    done = run("build", "--now", NOW, "--output", "../out", cwd=root, **environment)

    assert done.status == 0, done.err
    assert made_in(tmp_path / "out") == files_of(GOLDEN / name / "expected")


# ------------------------------------------------------------------ pages


@pytest.mark.parametrize("name", SITES)
def test_every_link_of_a_page_leads_to_a_file_and_every_fragment_to_an_id(name: str) -> None:
    assert list(OF[name].broken_links()) == []


def test_a_link_that_leads_nowhere_is_seen(tmp_path: Path) -> None:
    make_site(tmp_path, {"index.html": '<a id="a" href="/b/">b</a><a href="#c"></a><a href="#a">'})

    assert list(Site(tmp_path).broken_links()) == ["index.html: /b/", "index.html: #c"]


@pytest.mark.parametrize("name", SITES)
def test_an_id_stands_once_on_a_page(name: str) -> None:
    for page in OF[name].pages():
        assert [anchor for anchor, count in page.ids.items() if count > 1] == [], page.path


@pytest.mark.parametrize("name", SITES)
def test_a_page_has_one_h1_and_no_level_of_headings_is_skipped(name: str) -> None:
    for page in OF[name].pages():
        levels = page.headings
        assert levels.count(1) == 1, page.path
        assert levels[0] == 1, page.path
        assert all(below <= above + 1 for above, below in pairwise(levels)), (
            page.path,
            levels,
        )


@pytest.mark.parametrize("name", SITES)
def test_nothing_ignored_held_withdrawn_or_unfinished_is_in_any_file(name: str) -> None:
    words = [b"nobody should see", b"Never shown", b"Nobody may see this yet", b"that must go"]
    words += [b"Dam bursts", b"dam has burst", b"Not to be seen before", b"Secret words"]

    found = {
        path: word
        for path, content in files_of(OF[name].folder).items()
        for word in words
        if word in content
    }

    assert found == {}


def test_a_story_that_expired_is_gone_for_good() -> None:
    everything = OF["everything"]

    assert not everything.has("world/expired")
    assert "/gazette/world/expired/ /gazette/404.html 410\n" in everything.text("_redirects")


def test_the_sites_own_headers_and_redirects_come_first() -> None:
    everything = OF["everything"]

    assert everything.text("_headers").startswith("/favicon.svg\n  X-Own: yes\n")
    assert everything.text("_redirects").startswith("/old /world/ 302\n")


def test_aliases_redirect_to_where_the_story_is_now() -> None:
    redirects = OF["everything"].text("_redirects").splitlines()

    assert "/gazette/old/flood/ /gazette/world/flood/ 301" in redirects
    assert "/gazette/old/flood/* /gazette/world/flood/:splat 301" in redirects


def test_a_layout_a_block_and_a_head_of_the_sites_own_are_used() -> None:
    root = OF["root"]
    notice = root.page("strasse/")

    assert notice.one('//p[@class="notice"]').text == "Hauptstraße"
    assert notice.one('//head/meta[@name="generator"]/@content') == "Kiez"
    assert notice.one('//aside[@class="membership"]') is not None
    assert len(notice.tree.xpath('//link[@rel="stylesheet"]')) == 2
    assert root.page("stadt/markt/").tree.xpath('//p[@class="notice"]') == []


def test_the_path_of_the_address_is_kept_in_every_redirect_header_and_feed() -> None:
    root = OF["root"]
    redirects = [line.split() for line in root.text("_redirects").splitlines()]
    headers = [line for line in root.text("_headers").splitlines() if line.startswith("/")]

    assert all(old.startswith("/projects/kiez/") for old, *_ in redirects)
    assert all(new.startswith("/projects/kiez/") for _, new, _ in redirects)
    assert all(line.startswith("/projects/kiez/") for line in headers)
    for feed in root.folder.rglob("*.xml"):
        text = feed.read_text()
        assert text.count("https://user.example.org/") == text.count(
            "https://user.example.org/projects/kiez/"
        )


# ------------------------------------------------------------------ a long coverage


def test_a_long_coverage_is_cut_into_full_pages_counted_from_the_oldest(tmp_path: Path) -> None:
    site = built(long_site(tmp_path, 2 * PAGE_SIZE + 3))

    newest, first = site.page("world/march/"), site.page("world/march/p/1/")

    assert updates_on(newest) == [f"mile-{n}" for n in range(12, 4, -1)]
    assert updates_on(first) == [f"mile-{n}" for n in range(4, -1, -1)]
    assert not site.has("world/march/p/2")
    assert list(site.broken_links()) == []


def test_days_are_told_apart_in_a_long_coverage(tmp_path: Path) -> None:
    site = built(long_site(tmp_path, PAGE_SIZE))

    days = site.page("world/march/").tree.xpath('//h3[@class="day"]/time/@datetime')

    assert days == ["2026-09-02", "2026-09-01"]


def test_adding_an_update_writes_the_same_files_however_long_the_coverage_is(
    tmp_path: Path,
) -> None:
    written = [
        # A fragment bears the id of what it shows.
        sorted(
            re.sub(r"(/f/\w+/)[^_/].*", r"\1", re.sub(r"\.\w{8}\.", ".", name)) for name in names
        )
        for names in (written_by_one_more(tmp_path / str(length), length) for length in (71, 131))
    ]

    assert written[0] == written[1]
    assert "world/march/index.html" in written[0]
    assert not any(name.startswith("world/march/p/") for name in written[0])


def test_an_archive_page_that_fills_up_touches_only_the_one_that_now_leads_to_it(
    tmp_path: Path,
) -> None:
    names = written_by_one_more(tmp_path, 6 * PAGE_SIZE - 1)

    of_the_new = [f"world/march/p/5/{name}" for name in ("atom.xml", "feed.json", "index.html")]
    assert [name for name in names if "/p/" in name] == [
        "world/march/p/4/index.html",
        *of_the_new,
        "world/march/p/5/rss.xml",
    ]


def test_an_update_to_the_newest_page_leaves_every_archive_page_alone(tmp_path: Path) -> None:
    written_by_one_more(tmp_path, 6 * PAGE_SIZE)
    site = tmp_path / "site/world/march"

    before = traces(site / "p")
    long_site(tmp_path, 6 * PAGE_SIZE + 2)
    build(tmp_path)

    assert traces(site / "p") == before


def written_by_one_more(root: Path, updates: int) -> list[str]:
    """Return the files that are written when a coverage of so many updates gets one more."""
    long_site(root, updates)
    assert build(root).status == 0
    long_site(root, updates + 1)
    done = livegen("build", "--root", str(root), "--now", NOW, "--json")
    return list(json.loads(done.out)["written"])


def updates_on(page: Page) -> list[str]:
    """Return the ids of the updates on a page, in order."""
    return list(page.tree.xpath('//article[contains(@class, "update")]/@id'))
