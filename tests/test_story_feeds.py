"""The feeds of a story: its updates, its key events, its archive, and where pages name them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from built import SETTINGS, Site, built
from conftest import make_site
from lxml import etree
from static_host import hosted

if TYPE_CHECKING:  # the quick tests do not wait for it
    from playwright.sync_api import Browser

SMALL = "[build]\npage_size = 3\n"
NAMES = ("atom.xml", "rss.xml", "feed.json")
ATOM = "{http://www.w3.org/2005/Atom}"
GRAVE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
HOME = "https://example.org"


def update(number: int, more: str = "") -> str:
    """Return an update of the hour `number`."""
    time = f"2026-11-21 {number:02}:00"
    return f"  - {{id: n{number}, time: {time}, title: Number {number}, body: Text.{more}}}\n"


def story(
    root: Path, *updates: str, front: str = "", settings: str = SMALL, name: str = "river"
) -> Site:
    """Build a site of one live story with these updates."""
    text = f"---\ntitle: The river\nid: river\ndate: 2026-11-20 08:00\nlayout: live\n{front}"
    text += "updates:\n" + "".join(updates) if updates else ""
    files = {"livegen.toml": SETTINGS + settings, f"content/world/{name}.md": f"{text}---\n"}
    return built(make_site(root, files))


def ids(site: Site, path: str) -> list[str]:
    """Return what the entries of a feed are known by, without what all have in common."""
    return [it["id"].partition("#")[2] for it in in_json(site, path)["items"]]


def in_json(site: Site, path: str) -> Any:
    return json.loads(site.text(f"{path}feed.json"))


def feeds(site: Site) -> dict[str, str]:
    """Return every feed of the site by its path."""
    files = [path for name in NAMES for path in site.folder.rglob(f"*{name}")]
    return {str(path.relative_to(site.folder)): path.read_text() for path in files}


# ------------------------------------------------------------------ archives


def test_from_the_feed_all_updates_are_reached_by_its_archives(tmp_path: Path) -> None:
    site = story(tmp_path, *map(update, range(11)))
    everything = {f"n{number}" for number in range(11)}

    assert {it for page in chain_of(site, "feed.json") for it in page} == everything
    assert {it for page in chain_of(site, "atom.xml") for it in page} == everything
    assert {it for page in chain_of(site, "rss.xml") for it in page} == everything


def chain_of(site: Site, name: str) -> Iterator[list[str]]:
    """Yield what the entries of a feed and of each of its archives are known by."""
    path = f"world/river/{name}"
    while path:
        written = site.text(path)
        if name == "feed.json":
            read = json.loads(written)
            yield [it["id"].partition("#")[2] for it in read["items"]]
            older = read.get("next_url", "")
        else:
            root = etree.fromstring(written.encode())
            found = [*root.iter(f"{ATOM}id", "guid")]
            yield [it.text.partition("#")[2] for it in found if it.getparent() is not root]
            older = "".join(root.xpath("//*[@rel='prev-archive']/@href"))
        path = urlsplit(older).path.strip("/")


def test_an_archive_holds_the_updates_of_its_page_newest_first(tmp_path: Path) -> None:
    site = story(tmp_path, *map(update, range(11)))

    assert ids(site, "world/river/p/1/") == ["n2", "n1", "n0"]
    assert ids(site, "world/river/p/2/") == ["n5", "n4", "n3"]


def test_a_new_update_leaves_every_archive_as_it_is(tmp_path: Path) -> None:
    def archives(site: Site) -> dict[str, str]:
        return {path: text for path, text in feeds(site).items() if "/p/" in path}

    before = archives(story(tmp_path, *map(update, range(8))))
    after = archives(story(tmp_path, *map(update, range(12))))

    assert len(before) == len(NAMES)
    assert len(after) == 3 * len(NAMES)
    assert {path: after[path] for path in before} == before


def test_a_summary_that_changes_leaves_every_archive_as_it_is(tmp_path: Path) -> None:
    before = feeds(story(tmp_path, *map(update, range(8))))
    after = feeds(story(tmp_path, *map(update, range(8)), front="summary: It rose.\n"))

    changed = {path for path in before if before[path] != after[path]}
    assert "world/river/atom.xml" in changed
    assert not any("/p/" in path for path in changed)


def test_a_correction_to_an_archived_update_goes_out_again(tmp_path: Path) -> None:
    noted = ", corrections: {time: 2026-11-22 09:00, text: It was four.}"
    # More than the ten that a feed holds besides those of its page.
    before = feeds(story(tmp_path, *map(update, range(18))))
    rest = [update(number) for number in range(1, 18)]
    site = story(tmp_path, update(0).replace("}\n", f"{noted}}}\n"), *rest)
    after = feeds(site)

    changed = {path for path in before if "/p/" in path and before[path] != after[path]}
    assert changed == {f"world/river/p/1/{name}" for name in NAMES}
    assert "n0" in ids(site, "world/river/")
    assert "#n0</id>" not in before["world/river/atom.xml"]


def test_archives_are_written_in_the_formats_that_are_asked_for(tmp_path: Path) -> None:
    settings = '[build]\npage_size = 3\noutputs = ["html", "json"]\n'

    site = story(tmp_path, *map(update, range(8)), settings=settings)

    assert {path.rpartition("/")[2] for path in feeds(site)} == {"feed.json"}


# ------------------------------------------------------------------ shortened texts


LONG = "First words.\\n\\n" + "More and more. " * 20_000


def long_update(more: str = "") -> str:
    return f"""  - time: 2026-11-21 09:00
    id: long
    title: The levee
    body: "{LONG}"
{more}"""


def test_a_story_that_is_shortened_says_first_what_is_new(tmp_path: Path) -> None:
    site = story(tmp_path, long_update("    key: true\n"))

    [entry] = in_json(site, "")["items"]

    assert entry["content_html"] == (
        f'<h2><a href="{HOME}/world/river/#long">The levee</a></h2>\n'
        "<p>November 21, 2026, 9:00 AM UTC</p>\n\n<p>First words.</p>\n"
        f'<p><a href="{HOME}/world/river/">Read on</a></p>'
    )


def test_a_correction_stands_in_a_text_that_is_shortened(tmp_path: Path) -> None:
    correction = "    corrections: {time: 2026-11-21 10:00, text: Two <b> of three.}\n"
    told = "<p><strong>Correction:</strong> Two &lt;b&gt; of three.</p>\n<p>First words.</p>\n"
    site = story(tmp_path, long_update(correction))

    [entry] = in_json(site, "world/river/")["items"]
    [listed] = in_json(site, "")["items"]

    assert entry["content_html"].startswith(told)
    assert len(entry["content_html"]) < 300
    assert told.partition("\n")[0] in listed["content_html"]


def test_a_correction_of_a_story_does_not_stand_in_for_its_text(tmp_path: Path) -> None:
    correction = "corrections: {time: 2026-11-21 10:00, text: Two of three.}\nlayout: article\n"
    front = f"---\ntitle: The river\ndate: 2026-11-20 08:00\n{correction}---\n"
    text = LONG.replace("\\n", "\n")
    files = {"livegen.toml": SETTINGS, "content/world/river.md": front + text}
    site = built(make_site(tmp_path, files))

    [entry] = in_json(site, "")["items"]

    assert entry["content_html"] == (
        "<p><strong>Correction:</strong> Two of three.</p>\n<p>First words.</p>\n"
        f'<p><a href="{HOME}/world/river/">Read on</a></p>'
    )


# ------------------------------------------------------------------ key events


def test_key_events_have_a_feed_of_their_own_with_the_same_entries(tmp_path: Path) -> None:
    key = update(2).replace("}\n", ", key: true}\n")
    site = story(tmp_path, update(1), key, update(3))

    whole, own = in_json(site, "world/river/"), in_json(site, "world/river/key.")

    assert own["items"] == [it for it in whole["items"] if it["title"] == "Number 2"]
    assert own["title"] == "The river: key events – The Courier"
    assert own["feed_url"] == f"{HOME}/world/river/key.feed.json"
    (root, other) = (
        etree.fromstring(site.text(f"world/river/{name}").encode())
        for name in ("key.atom.xml", "atom.xml")
    )
    assert root.findtext(f"{ATOM}id") != other.findtext(f"{ATOM}id")


def test_without_key_events_there_is_no_feed_of_them(tmp_path: Path) -> None:
    site = story(tmp_path, update(1))

    assert not any("key." in path for path in feeds(site))
    assert "key." not in site.text("world/river/index.html")


def test_a_key_event_that_was_withdrawn_stays_in_its_feed_as_such(tmp_path: Path) -> None:
    gone = ", key: true, withdrawn: {time: 2026-11-22 09:00, reason: Not so.}"
    site = story(tmp_path, update(1).replace("}\n", f"{gone}}}\n"), update(2))

    (item,) = in_json(site, "world/river/key.")["items"]

    assert item["title"] == "Withdrawn"
    assert "Number 1" not in site.text("world/river/key.atom.xml")


# ------------------------------------------------------------------ dates and ids


def test_a_slip_of_the_pen_moves_no_date(tmp_path: Path) -> None:
    before = story(tmp_path, update(1)).text("world/river/atom.xml")
    after = story(tmp_path, update(1).replace("Text", "Mended")).text("world/river/atom.xml")

    assert "Mended" in after
    assert after.replace("Mended", "Text") == before


@pytest.mark.parametrize(
    "change", ["revised: 2026-11-22 09:00", "corrections: {time: 2026-11-22 09:00, text: So.}"]
)
def test_a_change_of_substance_moves_when_an_entry_was_updated(tmp_path: Path, change: str) -> None:
    (item,) = in_json(story(tmp_path, update(1).replace("}\n", f", {change}}}\n")), "world/river/")[
        "items"
    ]

    assert item["date_published"] == "2026-11-21T01:00:00+00:00"
    assert item["date_modified"] == "2026-11-22T09:00:00+00:00"


def test_a_withdrawn_update_has_a_tombstone_beside_its_notice(tmp_path: Path) -> None:
    gone = ", withdrawn: {time: 2026-11-22 09:00, reason: Not so.}"
    site = story(tmp_path, update(1).replace("}\n", f"{gone}}}\n"))
    root = etree.fromstring(site.text("world/river/atom.xml").encode())

    assert root.find(GRAVE).get("ref") == root.findtext(f"{ATOM}entry/{ATOM}id")
    assert root.find(GRAVE).get("when") == "2026-11-22T09:00:00+00:00"


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Withdrawn: The river"), ("de", "Zurückgezogen: The river")],
)
def test_a_story_that_was_withdrawn_says_so_before_its_reason(
    tmp_path: Path, language: str, title: str
) -> None:
    gone = "withdrawn: {time: 2026-11-22 09:00, reason: Not so.}\n"
    site = story(tmp_path, update(1), front=f"{gone}language: {language}\n")

    [entry] = in_json(site, "")["items"]

    assert (entry["title"], entry["content_html"]) == (title, "<p>Not so.</p>")


def test_a_coverage_that_has_ended_says_so_where_a_feed_can(tmp_path: Path) -> None:
    assert in_json(story(tmp_path, update(1), front="status: ended\n"), "world/river/")["expired"]
    live = in_json(story(tmp_path, update(1), front="status: live\n"), "world/river/")
    assert "expired" not in live


def test_ids_stay_when_title_file_and_order_change(tmp_path: Path) -> None:
    before = story(tmp_path / "a", update(1), update(2))
    after = story(
        tmp_path / "b", update(2), update(1).replace("Number", "Chapter"), name="the-stream"
    )

    found = [
        in_json(site, f"world/{name}/") for site, name in ((before, "river"), (after, "the-stream"))
    ]
    assert [it["id"] for it in found[0]["items"]] == [it["id"] for it in found[1]["items"]]


def test_ids_stay_when_the_site_moves_if_their_authority_is_written(tmp_path: Path) -> None:
    authority = '\nid_authority = "example.org"\n'
    before = story(tmp_path / "a", update(1), settings=authority)
    moved = SETTINGS.replace("example.org", "elsewhere.example") + authority
    (tmp_path / "a/livegen.toml").write_text(moved)
    after = built(tmp_path / "a")

    first, second = in_json(before, "world/river/"), in_json(after, "world/river/")
    assert first["items"][0]["id"] == second["items"][0]["id"]
    assert second["feed_url"].startswith("https://elsewhere.example/")


# ------------------------------------------------------------------ a hub


def test_every_feed_names_the_hub_of_the_settings(tmp_path: Path) -> None:
    site = story(tmp_path, update(1), settings='\nhub = "https://hub.example.org/"\n')

    assert all("https://hub.example.org/" in text for text in feeds(site).values())


# ------------------------------------------------------------------ where pages name them


def named(site: Site, path: str) -> list[str]:
    tree = site.page(path).tree
    links = tree.xpath("//head/link[@rel='alternate' and @title]")
    assert len({link.get("title") for link in links}) == len(links)
    return [link.get("href") for link in links]


def of(path: str, name: str = "") -> list[str]:
    return [f"{path}{name}{file}" for file in NAMES]


def test_a_live_page_names_its_own_feeds_first(tmp_path: Path) -> None:
    site = story(tmp_path, update(1).replace("}\n", ", key: true}\n"))

    own = [*of("/world/river/"), *of("/world/river/", "key.")]
    assert named(site, "world/river/") == [*own, *of("/")]


def test_an_article_names_the_feeds_of_the_site_first(tmp_path: Path) -> None:
    site = story(tmp_path, update(1), front="", settings="")
    text = (
        (tmp_path / "content/world/river.md").read_text().replace("layout: live", "layout: article")
    )
    (tmp_path / "content/world/river.md").write_text(text)
    site = built(tmp_path)

    assert named(site, "world/river/") == [*of("/"), *of("/world/river/")]


def test_every_feed_that_a_page_names_is_there(tmp_path: Path) -> None:
    site = story(tmp_path, *map(update, range(8)))

    for page in site.pages():
        for href in page.tree.xpath("//head/link[@rel='alternate' and @title]/@href"):
            assert site.has(href.strip("/")), (page.path, href)


# ------------------------------------------------------------------ in a browser


@pytest.mark.outside
def test_a_feed_that_is_opened_in_a_browser_can_be_read(tmp_path: Path, browser: Browser) -> None:
    site = story(tmp_path, update(1), front="summary: It rose all night.\nlanguage: de\n")

    with hosted(site.folder) as host:
        page = browser.new_page()
        for name in ("atom.xml", "rss.xml"):
            page.goto(f"{host.origin}/world/river/{name}")
            note = "getComputedStyle(document.documentElement, '::before').content"
            assert "Das ist ein Feed" in page.evaluate(note)
            assert page.get_by_text("Number 1").is_visible()
            assert page.get_by_text("It rose all night.").first.is_visible()
            assert not page.get_by_text("Text.").is_visible()
        page.close()
