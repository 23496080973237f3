"""The newest updates of a story and of the site, for pages of others to include."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from built import SETTINGS, Site, build, built, livegen, traces
from conftest import make_site
from lxml import html
from test_serving import serving

from livegen.ledger import Kind

FLOOD = """
    ---
    title: The river rises
    date: 2026-11-20 06:00
    status: live
    updates:
      - {time: 2026-11-20 07:00, id: one, body: "It rains. It has rained all night."}
      - {time: 2026-11-20 08:00, id: two, title: A bridge is shut, body: "Take the **other** one."}
      - {time: 2026-11-20 09:00, id: three, kind: breaking, key: true, body: The levee broke}
      - {time: 2026-11-20 10:00, id: four, body: Boats are out}
      - {time: 2026-11-20 11:00, id: five, body: Schools are shut}
      - {time: 2026-11-20 12:00, id: six, body: It stops}
    ---
"""


def story(title: str, *updates: str, head: str = "") -> str:
    """Return a story with updates at times of a day, each `11:05 text`."""
    listed = "".join(f'  - {{time: 2026-11-21 {it[:5]}, body: "{it[6:]}"}}\n' for it in updates)
    return (
        f"---\ntitle: {title}\ndate: 2026-11-20 06:00\nstatus: live\n{head}"
        f"{'updates:' if updates else ''}\n{listed}---\n"
    )


def site(root: Path, *, settings: str = "", **stories: str) -> Site:
    """Build a site of `stories` in the section `world`, by slug."""
    texts = {f"content/world/{slug}.md": text for slug, text in stories.items()}
    make_site(root, {"livegen.toml": SETTINGS + settings, **texts})
    return built(root)


def told(found: Site, path: str = "") -> dict[str, Any]:
    """Return what the JSON at a path says."""
    return dict(json.loads(found.text(f"{path}latest.json")))


def fragment(found: Site, path: str = "") -> html.HtmlElement:
    """Return the one element of the HTML at a path."""
    return html.fragment_fromstring(found.text(f"{path}latest.html"))


# ------------------------------------------------------------------ what is told


def test_a_story_tells_its_newest_five_updates(tmp_path: Path) -> None:
    found = told(site(tmp_path, flood=FLOOD), "world/flood/")

    assert found | {"updates": []} == {
        "v": 1,
        "title": "The river rises",
        "url": "https://example.org/world/flood/",
        "state": "live",
        "changed": "2026-11-20T12:00:00+00:00",
        "updates": [],
    }
    assert [it["id"] for it in found["updates"]] == ["six", "five", "four", "three", "two"]
    assert found["updates"][-2:] == [
        {
            "id": "three",
            "time": "2026-11-20T09:00:00+00:00",
            "title": "The levee broke",
            "url": "https://example.org/world/flood/#three",
            "text": "The levee broke",
            "key": True,
            "kind": "breaking",
        },
        {
            "id": "two",
            "time": "2026-11-20T08:00:00+00:00",
            "title": "A bridge is shut",
            "url": "https://example.org/world/flood/#two",
            "text": "Take the other one.",
            "key": False,
            "kind": "update",
        },
    ]


def test_an_update_without_a_title_is_named_by_its_first_sentence(tmp_path: Path) -> None:
    (update,) = told(
        site(tmp_path, rain=story("Rain", "10:00 It rains. It has rained all night.")),
        "world/rain/",
    )["updates"]

    assert (update["title"], update["text"]) == ("It rains.", "It rains. It has rained all night.")


def test_a_text_is_told_as_far_as_it_takes_280_characters(tmp_path: Path) -> None:
    long = site(tmp_path, rain=story("Rain", "10:00 " + "It rains and rains. " * 40))
    (update,) = told(long, "world/rain/")["updates"]

    assert 260 < len(update["text"]) <= 280
    assert update["text"].endswith("…")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            "It rains.\n\n{{< link url=https://example.org title=Elsewhere >}}\n\nAnd pours.",
            "It rains. And pours.",
        ),
        ("{{< quote by=Ann >}}\nIt rains.\n{{< /quote >}}", "It rains. Ann"),
    ],
)
def test_what_stands_in_figures_is_told_only_where_there_is_nothing_else(
    body: str, text: str, tmp_path: Path
) -> None:
    update = f"updates: [{{time: 2026-11-21, title: Rain, body: {json.dumps(body)}}}]"
    found = site(tmp_path, rain=f"---\ntitle: Rain\ndate: 2026-11-20\n{update}\n---\n")

    assert told(found)["updates"][0]["text"] == text


def test_only_what_stands_and_is_out_is_told(tmp_path: Path) -> None:
    taken_back = "withdrawn: {time: 2026-11-21, reason: It was another river}"
    lines = FLOOD.replace("body: It stops", f"{taken_back}, body: It stops").replace(
        "body: Schools are shut", "draft: true, body: Schools are shut"
    )
    late = "      - {time: 2026-11-30 12:00, id: late, body: Next week}\n    ---\n"
    found = site(tmp_path, flood=lines.removesuffix("    ---\n") + late)

    ids = ["four", "three", "two", "one"]
    assert [it["id"] for it in told(found, "world/flood/")["updates"]] == ids
    assert [it["id"] for it in told(found)["updates"]] == ids


def test_the_site_tells_the_newest_of_all_stories(tmp_path: Path) -> None:
    found = told(
        site(
            tmp_path,
            fire=story("Fire", "10:00 First", "10:30 Third", "11:30 Seventh"),
            rain=story("Rain", "10:10 Second", "11:00 Fifth"),
            wind=story("Wind", "10:50 Fourth", "11:10 Sixth"),
        )
    )

    newest = ["Seventh", "Sixth", "Fifth", "Fourth", "Third"]
    assert [it["title"] for it in found["updates"]] == newest
    assert found["updates"][1]["story"] == {
        "title": "Wind",
        "url": "https://example.org/world/wind/",
    }
    assert (found["title"], found["url"]) == ("The Courier", "https://example.org/")
    assert (found["state"], found["changed"]) == (None, "2026-11-21T11:30:00+00:00")


def test_updates_of_one_moment_stand_story_by_story(tmp_path: Path) -> None:
    fire, rain = (story(name, f"10:00 {name} 1", f"10:00 {name} 2") for name in ("Fire", "Rain"))
    found = site(tmp_path, fire=fire, rain=rain)

    titles = [it["title"] for it in told(found)["updates"]]
    assert titles == ["Rain 2", "Rain 1", "Fire 2", "Fire 1"]


def test_a_correction_moves_when_the_list_changed(tmp_path: Path) -> None:
    note = 'corrections: {time: 2026-11-21 15:00, text: "Not four"}, body: It stops'
    found = site(tmp_path, flood=FLOOD.replace("body: It stops", note))

    assert told(found)["changed"] == "2026-11-21T15:00:00+00:00"


def test_where_there_is_nothing_to_tell_the_files_are_there(tmp_path: Path) -> None:
    make_site(tmp_path, {"content/pages/about.md": "---\ntitle: About\n---\n"})
    empty = site(tmp_path)
    assert told(empty) == {
        "v": 1,
        "title": "The Courier",
        "url": "https://example.org/",
        "state": None,
        "changed": None,
        "updates": [],
    }

    found = site(tmp_path, calm=story("Calm"))
    assert told(found, "world/calm/")["updates"] == told(found)["updates"] == []
    for path in ("", "world/calm/"):
        assert not fragment(found, path).xpath("//ul")


def test_a_story_that_was_withdrawn_tells_no_updates(tmp_path: Path) -> None:
    head = "withdrawn: {time: 2026-11-21 12:00, reason: It was a hoax}\n"
    found = site(tmp_path, hoax=story("Hoax", "10:00 Monster seen", head=head))

    assert told(found, "world/hoax/")["updates"] == told(found)["updates"] == []


def test_of_outputs_html_and_json_each_have_one(tmp_path: Path) -> None:
    found = site(tmp_path, settings='[build]\noutputs = ["html"]\n', flood=FLOOD)
    assert [path.name for path in found.folder.rglob("latest.*")] == ["latest.html"] * 2

    make_site(tmp_path, {"livegen.toml": f'{SETTINGS}[build]\noutputs = ["json", "atom"]\n'})
    assert [path.name for path in built(tmp_path).folder.rglob("latest.*")] == ["latest.json"] * 2


# ------------------------------------------------------------------ the fragment


def test_the_fragment_is_one_element_that_stands_alone_in_any_page(tmp_path: Path) -> None:
    found = site(tmp_path, flood=FLOOD, rain=story("Rain", "10:00 It rains"))

    for path in ("", "world/flood/"):
        whole = fragment(found, path)
        assert (whole.tag, whole.get("class"), whole.get("lang"), whole.get("dir")) == (
            "section",
            "livegen-latest",
            "en",
            "ltr",
        )
        assert whole.xpath("//@id | //script | //style | //@style | //img") == []
        assert all(link.startswith("https://example.org/") for link in whole.xpath("//@href"))
        assert set(whole.xpath("//a/@target")) == {"_top"}
        times = [it["time"] for it in told(found, path)["updates"]]
        assert whole.xpath("//time/@datetime") == times


def test_the_fragment_names_the_state_of_a_story_and_the_story_of_an_update(
    tmp_path: Path,
) -> None:
    found = site(tmp_path, flood=FLOOD)

    assert fragment(found, "world/flood/").xpath("string(//h2)").split() == [
        *("The", "river", "rises", "Live")
    ]
    assert fragment(found).xpath('(//*[@class="livegen-latest-story"])[1]/a/text()') == [
        "The river rises"
    ]
    assert fragment(found).xpath('//*[@class="livegen-latest-breaking"]//a[1]/text()')[0] == (
        "The levee broke"
    )


def test_the_fragment_reads_right_whatever_encoding_it_is_taken_for(tmp_path: Path) -> None:
    found = site(tmp_path, fluss=story("Über die Ufer – 大水 🌊", "10:00 Größer & breiter"))
    written = (found.folder / "world/fluss/latest.html").read_bytes()

    assert written.isascii()
    for encoding in ("utf-8", "latin-1", "shift-jis"):
        read = html.fragment_fromstring(written.decode(encoding))
        assert read.xpath("string(//h2/a)") == "Über die Ufer – 大水 🌊"
        assert read.xpath("string(//li//a)") == "Größer & breiter"


def test_what_is_of_another_language_says_so(tmp_path: Path) -> None:
    arabic = story("فيضان", "10:00 ارتفع النهر", head="language: ar\n")
    found = site(tmp_path, fayadan=arabic, rain=story("Rain", "09:00 It rains"))

    own = fragment(found, "world/fayadan/")
    assert (own.get("lang"), own.get("dir"), own.xpath("//li/@lang")) == ("ar", "rtl", [])
    listed = fragment(found)
    assert listed.xpath("//li/@lang | //li/@dir") == ["ar", "rtl"]
    assert listed.xpath("//li//time/@lang") == ["en"]
    assert "November 21, 2026" in listed.xpath("string(//li//time)")


@pytest.mark.parametrize("text", ["</section><script>alert(1)</script>", "]]>", '"{{ view }}"'])
def test_no_text_leaves_its_place(text: str, tmp_path: Path) -> None:
    quoted = json.dumps(text)
    named = f"---\ntitle: {quoted}\ndate: 2026-11-20\nupdates:\n"
    update = f"  - {{time: 2026-11-21, title: {quoted}, body: {json.dumps(f'`{text}`')}}}\n---\n"
    found = site(tmp_path, odd=named + update)

    for path in ("", "world/odd/"):
        (update_told,) = told(found, path)["updates"]
        assert (update_told["title"], update_told["text"]) == (text, text)
        whole = fragment(found, path)
        assert whole.xpath("//li/a/text()") == [text]
        assert whole.xpath("//script") == []


def test_addresses_have_the_base_of_the_site(tmp_path: Path) -> None:
    make_site(tmp_path, {"content/world/flood.md": FLOOD})
    make_site(tmp_path, {"livegen.toml": '[site]\nurl = "https://example.org/my%20news"\n'})
    found = told(built(tmp_path))

    assert found["url"] == "https://example.org/my%20news/"
    assert found["updates"][0]["url"] == "https://example.org/my%20news/world/flood/#six"


def test_a_site_draws_the_fragment_in_its_own_way(tmp_path: Path) -> None:
    own = "<p>{{ view.updates|length }} of {{ view.title }}</p>"
    make_site(tmp_path, {"templates/latest.html": own})

    assert site(tmp_path, flood=FLOOD).text("world/flood/latest.html") == (
        "<p>5 of The river rises</p>\n"
    )


def test_what_is_wrong_with_the_template_is_said(tmp_path: Path) -> None:
    make_site(tmp_path, {"templates/latest.html": "{{ view.newest }}", "content/a.md": FLOOD})

    done = build(tmp_path)

    assert done.status == 1
    assert "templates/latest.html:1:1: error: LatestView has no `newest`" in done.err


# ------------------------------------------------------------------ what an edit costs


def changed(root: Path, name: str, old: str, new: str) -> set[str]:
    """Return what a build rewrites or deletes after an edit of a file."""
    before = traces(root / "site")
    file = root / name
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    built(root)
    after = traces(root / "site")
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


LISTS = {"latest.html", "latest.json"}


def test_an_edit_of_an_older_update_leaves_the_lists_alone(tmp_path: Path) -> None:
    site(tmp_path, flood=FLOOD)

    moved = changed(tmp_path, "content/world/flood.md", "all night", "all day")

    assert "world/flood/index.html" in moved
    assert [path for path in moved if path.endswith(("latest.html", "latest.json"))] == []


def test_an_edit_of_one_of_the_newest_rewrites_two_files_of_the_story_and_two_of_the_site(
    tmp_path: Path,
) -> None:
    site(tmp_path, flood=FLOOD, rain=story("Rain", "10:00 It rains"))

    moved = changed(tmp_path, "content/world/flood.md", "Boats are out", "Boats are in")

    assert {f"world/flood/{name}" for name in LISTS} < moved
    of_the_rest = {path for path in moved if not path.startswith("world/flood/")}
    assert of_the_rest == {*LISTS, ".livegen-files"}


def test_an_edit_of_a_story_with_older_news_leaves_the_sites_files_alone(tmp_path: Path) -> None:
    rain = story("Rain", *(f"{hour}:00 It rains" for hour in range(10, 15)))
    site(tmp_path, flood=FLOOD, rain=rain)

    moved = changed(tmp_path, "content/world/flood.md", "Boats are out", "Boats are in")

    assert {f"world/flood/{name}" for name in LISTS} < moved
    assert {path for path in moved if not path.startswith("world/flood/")} == {".livegen-files"}


def test_a_story_that_goes_makes_room_for_the_next(tmp_path: Path) -> None:
    stories = {f"s{n}": story(f"Story {n}", f"1{n}:00 News {n}") for n in range(8)}
    site(tmp_path, **stories)
    assert remembered(tmp_path) == {f"content/world/s{n}.md" for n in (3, 4, 5, 6, 7)}

    (tmp_path / "content/world/s7.md").unlink()
    found = built(tmp_path)

    assert [it["title"] for it in told(found)["updates"]] == [f"News {n}" for n in (6, 5, 4, 3, 2)]
    assert remembered(tmp_path) == {f"content/world/s{n}.md" for n in (2, 3, 4, 5, 6)}


def test_of_many_stories_the_leading_are_found_by_however_many_hands(tmp_path: Path) -> None:
    stories = {f"s{n:03}": story(f"Story {n}", f"10:{n % 60:02} News {n}") for n in range(210)}
    alone = told(site(tmp_path, **stories))

    shared = tmp_path / "shared"
    make_site(shared, {"livegen.toml": SETTINGS})
    (tmp_path / "content").rename(shared / "content")
    assert told(built(shared, "--workers", "2")) == alone
    assert [it["title"] for it in alone["updates"]] == [
        *("News 179", "News 119", "News 59", "News 178", "News 118")
    ]


def remembered(root: Path) -> set[str]:
    """Return the stories whose newest updates the ledger has."""
    (file,) = (root / ".livegen").glob("ledger-*")
    rows = sqlite3.connect(file)
    try:
        query = "SELECT key FROM rows WHERE kind = ?"
        return {key for (key,) in rows.execute(query, (Kind.LATEST,))}
    finally:
        rows.close()


def test_a_story_in_error_keeps_its_place(tmp_path: Path) -> None:
    site(tmp_path, flood=FLOOD, rain=story("Rain", "10:00 It rains"))
    before = told(Site(tmp_path / "site"))["updates"]
    make_site(tmp_path, {"content/world/rain.md": "---\ntitle: [\n---\n"})

    later = FLOOD.replace("body: It stops", "body: It goes on")
    make_site(tmp_path, {"content/world/flood.md": later})
    assert build(tmp_path, "--keep-going").status == 1

    found = told(Site(tmp_path / "site"))["updates"]
    assert [it["id"] for it in found] == [it["id"] for it in before]
    assert (found[0]["title"], found[1]["title"]) == ("It rains", "It goes on")


def test_the_preview_has_them_and_follows_edits(tmp_path: Path) -> None:
    make_site(tmp_path, {"livegen.toml": SETTINGS, "content/world/flood.md": FLOOD})

    with serving(tmp_path) as preview:
        preview.shows("Boats are out", "/world/flood/latest.html")
        preview.shows("Boats are out", "/latest.json")
        preview.write(FLOOD.replace("Boats are out", "Boats are in"), "content/world/flood.md")
        preview.shows("Boats are in", "/world/flood/latest.html")
        preview.shows("Boats are in", "/latest.json")


def test_after_any_edit_the_lists_are_what_a_clean_build_makes(tmp_path: Path) -> None:
    rain = story("Rain", "10:00 It rains", "11:00 It pours")
    site(tmp_path, flood=FLOOD, rain=rain, wind=story("Wind", "09:30 It blows"))
    edits = {
        "a title": rain.replace("title: Rain", "title: Storm"),
        "withdrawn": rain.replace('"It pours"', "x, withdrawn: {time: 2026-11-22, reason: No}"),
        "a language": rain.replace("status: live", "status: live\nlanguage: de"),
        "no status": rain.replace("status: live\n", ""),
        "a draft": rain.replace("status: live", "draft: true"),
        "a new address": rain.replace("status: live", "slug: storm"),
    }

    for name, text in edits.items():
        make_site(tmp_path, {"content/world/rain.md": text})
        built(tmp_path)
        make_site(tmp_path / name, {"livegen.toml": SETTINGS})
        shutil.copytree(tmp_path / "content", tmp_path / name / "content")
        assert lists(tmp_path) == lists(built(tmp_path / name).folder.parent), name


def lists(root: Path) -> dict[str, bytes]:
    """Return every such file of a built site."""
    found = (root / "site").rglob("latest.*")
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in found}


def test_a_file_of_the_site_at_their_address_is_an_error(tmp_path: Path) -> None:
    story = "---\ntitle: Storm\ndate: 2026-11-20\n---\n"
    files = {"content/world/storm.md": story, "static/latest.html": "<p>Own</p>\n"}
    done = livegen("build", "--root", str(make_site(tmp_path, {"livegen.toml": SETTINGS, **files})))

    assert done.status == 1
    assert "the list of the newest updates has the address /latest.html too" in done.err
