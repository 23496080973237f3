"""`build --keep-going`: what is published in spite of errors, and what never is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from built import SETTINGS, Site, build, built, traces
from conftest import Result, files_of, make_site

RIVER = """
    ---
    title: The river
    date: 2026-11-20 08:00
    status: live
    summary: It rises.
    tags: water
    image: {src: river.png, alt: The river}
    updates:
      - {time: 2026-11-22 09:00, id: first, title: The first boat, key: true, body: Ashore.}
      - {time: 2026-11-22 10:00, id: second, title: The second boat, body: Ashore too.}
    ---
    Water stands in the streets.
    """
MILL = """
    ---
    title: The mill
    date: 2026-11-21
    tags: fire
    ---
    It burns. See [the river](river/index.md) and ![the river](river/river.png).
    """
SLIP = ("summary:", "sumary:")
PNG = (Path(__file__).parent / "golden/everything/content/noor.png").read_bytes()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a site that was built once, and well."""
    root = make_site(
        tmp_path / "root",
        {
            "livegen.toml": SETTINGS,
            "content/world/river/index.md": RIVER,
            "content/world/river/river.png": PNG,
            "content/world/mill.md": MILL,
        },
    )
    built(root)
    return root


def keep_going(root: Path) -> Result:
    """Build what can be built, which must not be all."""
    done = build(root, "--keep-going")
    assert done.status == 1
    assert "Traceback" not in done.err
    return done


def clean(root: Path) -> dict[str, bytes]:
    """Return what an ordinary build into an empty folder makes."""
    out = root.parent / "clean"
    shutil.rmtree(out, ignore_errors=True)
    assert build(root, "--output", str(out)).status == 0
    return files_of(out)


def of_river(root: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return the traces of the story's files."""
    return traces(root / "site/world/river")


def entry_of(site: Site, title: str) -> str:
    """Return the story's entry in the site's feed, as it was written."""
    (entry,) = [part for part in site.text("atom.xml").split("<entry>") if title in part]
    return entry.partition("</entry>")[0]


def teaser_of(site: Site, title: str) -> str:
    """Return the story's teaser on the front, as it was written."""
    parts = site.page("/").source.split("<article")
    (teaser,) = [part for part in parts if f">{title}</a>" in part]
    return teaser.partition("</article>")[0]


def test_a_new_update_in_error_is_left_out(site: Path) -> None:
    line = '  - {time: 2026-11-22 11:00, id: third, body: "{{< youtub x >}}"}\n    ---'
    make_site(
        site,
        {"content/world/river/index.md": RIVER.replace("---\n    Water", f"{line}\n    Water")},
    )
    text = (site / "content/world/river/index.md").read_text()
    (site / "content/world/river/index.md").write_text(text.replace("It rises.", "It rises fast."))

    done = keep_going(site)

    page = Site(site / "site").page("world/river/")
    assert "no embed is called `youtub`" in done.err
    assert page.tree.xpath('//article[contains(@class, "update")]/@id') == ["second", "first"]
    assert "It rises fast." in page.text


def test_an_update_in_a_file_in_error_is_left_out_and_the_story_goes_on(site: Path) -> None:
    make_site(
        site,
        {
            "content/world/river/updates/2026-11-22-1100-good.md": "Good news.\n",
            "content/world/river/updates/2026-11-22-1130-bad.md": "---\nkind: loud\n---\nBad.\n",
        },
    )

    keep_going(site)

    page = Site(site / "site").page("world/river/")
    assert "Good news." in page.text
    assert "Bad." not in page.text


def test_a_published_update_in_error_keeps_its_story_as_it_was(site: Path) -> None:
    before = of_river(site)
    make_site(
        site,
        {"content/world/river/index.md": RIVER.replace("Ashore.", "[Ashore](nowhere.md).")},
    )

    keep_going(site)

    assert of_river(site) == before


def test_a_story_in_error_keeps_files_card_and_entry_byte_for_byte(site: Path) -> None:
    before, was = of_river(site), Site(site / "site")
    entry, teaser = entry_of(was, "The river"), teaser_of(was, "The river")
    make_site(
        site,
        {
            "content/world/river/index.md": RIVER.replace(*SLIP).replace("Ashore.", "Lost."),
            "content/world/mill.md": MILL.replace("The mill", "The old mill"),
        },
    )

    done = keep_going(site)

    assert "sumary" in done.err
    assert of_river(site) == before
    assert entry_of(Site(site / "site"), "The river") == entry
    assert teaser_of(Site(site / "site"), "The river") == teaser
    assert "The old mill" in Site(site / "site").page("world/mill/").text
    assert Site(site / "site").has("tags/water/index.html")
    assert list(Site(site / "site").broken_links()) == []


def test_it_goes_on_being_kept_build_after_build(site: Path) -> None:
    make_site(site, {"content/world/river/index.md": RIVER.replace(*SLIP)})
    keep_going(site)
    before = traces(site / "site")

    keep_going(site)

    assert traces(site / "site") == before


def test_a_story_in_error_that_was_never_published_is_left_out(site: Path) -> None:
    before = files_of(site / "site")
    make_site(site, {"content/world/flood.md": RIVER.replace(*SLIP).replace("river", "flood")})

    keep_going(site)

    assert files_of(site / "site") == before


def test_without_the_workshop_nothing_is_taken_from_a_story_in_error(site: Path) -> None:
    before = traces(site / "site")
    shutil.rmtree(site / ".livegen")
    make_site(
        site,
        {
            "content/world/river/index.md": RIVER.replace(*SLIP),
            "content/world/mill.md": MILL.replace("[the river](river/index.md)", "it"),
        },
    )

    done = keep_going(site)

    assert done.status == 1
    assert "how lists knew content/world/river/index.md is forgotten" in done.out
    assert traces(site / "site") == before


def test_a_picture_that_two_stories_show_is_no_clash(site: Path) -> None:
    make_site(site, {"content/world/river/index.md": RIVER.replace(*SLIP)})

    done = keep_going(site)

    assert done.err.count("error: ") == 1
    assert (site / "site/world/river/river.png").read_bytes() == PNG


def test_a_broken_picture_keeps_the_story_that_shows_it(site: Path) -> None:
    before = of_river(site)
    make_site(
        site,
        {
            "content/world/river/river.png": b"half a pic",
            "content/world/mill.md": MILL.replace("![the river](river/river.png)", "more"),
        },
    )

    keep_going(site)

    assert of_river(site) == before
    assert "more" in Site(site / "site").page("world/mill/").text


@pytest.mark.parametrize(
    "fault",
    [
        {"livegen.toml": f"{SETTINGS}titel = 1\n"},
        {"templates/_banner.html": "{% if %}"},
        {"templates/_banner.html": "{{ nobody }}"},
        {"content/pages/about.md": "no front matter\n"},
        {
            "content/pages/about.md": "---\ntitle: About\n---\n![x](x.png)\n",
            "content/pages/x.png": "x",
        },
        {"content/world/_index.md": "---\nweight: 3\n---\n"},
        {"content/index.md": "---\ntitle: Misplaced\n---\n"},
        {"static/world/mill/index.html": "mine\n"},
        {"content/world/blaze.md": MILL.replace("title:", "slug: mill\n    title:")},
    ],
)
def test_an_error_that_belongs_to_no_story_writes_nothing(
    fault: dict[str, str], site: Path
) -> None:
    before = traces(site / "site")
    make_site(site, fault | {"content/world/river/index.md": RIVER.replace("rises", "falls")})

    done = keep_going(site)

    assert traces(site / "site") == before
    assert "nothing was written" in done.out


@pytest.mark.parametrize("forgotten", [False, True])
def test_once_mended_the_next_ordinary_build_equals_a_clean_one(
    forgotten: bool, site: Path
) -> None:
    make_site(site, {"content/world/river/index.md": RIVER.replace(*SLIP)})
    keep_going(site)
    if forgotten:
        shutil.rmtree(site / ".livegen")
    make_site(site, {"content/world/river/index.md": RIVER.replace("Ashore.", "Safe.")})

    assert build(site).status == 0

    assert files_of(site / "site") == clean(site)


def test_a_sound_site_is_built_the_same_way(site: Path) -> None:
    done = build(site, "--keep-going")

    assert done.status == 0
    assert files_of(site / "site") == clean(site)


def test_an_ordinary_build_in_between_is_refused_and_leaves_what_was_kept(site: Path) -> None:
    make_site(site, {"content/world/river/index.md": RIVER.replace(*SLIP)})
    keep_going(site)
    before = traces(site / "site")

    assert build(site).status == 1
    assert traces(site / "site") == before
