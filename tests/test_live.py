"""What an open page polls: `live.json`, `ids.<hash>.json`, fragments, and what pages say of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from built import SETTINGS, Site, build, built, livegen, traces
from conftest import files_of, make_site

HEAD = "---\ntitle: The river\ndate: 2026-11-20 08:00\nkey_points: [It rises.]\n"
HOME = "site/world/river/"
SMALL = "[build]\npage_size = 2\n"


def update(number: int, **keys: str) -> str:
    """Return one update of the river: `u1` at 9:01 and so on."""
    told = {"time": f'"2026-11-21 09:{number:02}"', "id": f"u{number}", "title": f"Boat {number}"}
    told |= {"body": f"Ashore {number}."} | keys
    return "  - {" + ", ".join(f"{key}: {value}" for key, value in told.items()) + "}\n"


def write(root: Path, *updates: str, front: str = "status: live\n", settings: str = "") -> None:
    """Write a site of one story, /world/river/."""
    listed = "updates:\n" + "".join(updates) if updates else ""
    text = f"{HEAD}{front}{listed}---\n\nIt rose.\n"
    make_site(root, {"livegen.toml": SETTINGS + settings, "content/world/river/index.md": text})


def river(
    root: Path, *updates: str, front: str = "status: live\n", settings: str = "", now: str = ""
) -> Site:
    """Build a site of one story, /world/river/."""
    write(root, *updates, front=front, settings=settings)
    return built(root, *(("--now", now) if now else ()))


def payload(site: Site, path: str = "world/river/live.json") -> dict[str, Any]:
    """Return what an open page polls."""
    told: dict[str, Any] = json.loads(site.text(path))
    return told


def below(site: Site) -> set[str]:
    """Return the names of the fragments and of the ids of the river, without their theme."""
    home = site.folder / "world/river"
    fragments = {path.name for path in home.glob("f/*/*")}
    return fragments | {path.name for path in home.glob("ids.*")}


def test_a_live_story_tells_the_updates_of_its_newest_page_in_display_order(tmp_path: Path) -> None:
    site = river(tmp_path, *map(update, range(1, 4)))

    told = payload(site)

    shown = site.page("world/river/").tree.xpath('//article[@class="update"][@id]')
    assert told["u"] == [[it.get("id"), it.get("data-rev")] for it in shown]
    assert [name for name, _ in told["u"]] == ["u3", "u2", "u1"]
    assert (told["v"], told["state"], told["count"]) == (1, "live", 3)
    assert told["at"] == "2026-11-21T09:03:00Z"
    assert told["poll"] == [[0, 10], [600, 30], [1800, 60]]


def test_the_page_says_what_it_was_built_with(tmp_path: Path) -> None:
    site = river(tmp_path, *map(update, range(1, 6)), settings=SMALL)

    (story,) = site.page("world/river/").tree.xpath("//article[@data-live]")
    told = payload(site)

    assert story.get("data-live") == "/world/river/live.json"
    assert story.get("data-at") == told["at"]
    assert story.get("data-theme") == told["theme"]
    assert story.get("data-ids") == told["ids"]
    on_page = {it.get("data-part"): it.get("data-rev") for it in story.xpath(".//*[@data-part]")}
    assert on_page == {name: rev or "" for name, rev in told["head"].items()}


def test_every_update_and_part_of_the_newest_page_is_a_fragment_as_on_the_page(
    tmp_path: Path,
) -> None:
    site = river(tmp_path, *map(update, range(1, 4)))
    told, page = payload(site), site.text("world/river/index.html")

    names = {f"{name}.{rev}.html" for name, rev in told["u"]}
    names |= {f"_{part}.{rev}.html" for part, rev in told["head"].items() if rev}

    assert below(site) == names
    for name in names:
        assert site.text(f"world/river/f/{told['theme']}/{name}") in page


def test_the_newest_changes_are_told_at_once_within_four_kilobytes(tmp_path: Path) -> None:
    long = f'"{"Long. " * 500}"'
    site = river(tmp_path, update(1), update(2, body=long), update(3), update(4))

    told = payload(site)

    fragments = {
        name: site.text(f"world/river/f/{told['theme']}/{name}.{rev}.html")
        for name, rev in told["u"]
    }
    assert told["html"] == {name: fragments[name] for name in ("u4", "u3")}
    assert told["parts"].keys() == {"banner", "meta", "count"}
    inline = [*told["html"].values(), *told["parts"].values()]
    assert sum(len(text.encode()) for text in inline) < 4096


def test_an_old_update_that_changed_last_is_told_at_once(tmp_path: Path) -> None:
    revised = update(1, revised='"2026-11-21 10:00"')

    site = river(tmp_path, revised, *map(update, range(2, 6)))

    assert list(payload(site)["html"]) == ["u1", "u5", "u4"]


def test_how_many_are_told_at_once_is_a_setting(tmp_path: Path) -> None:
    site = river(tmp_path, update(1), update(2), settings="[live]\ninline = 0\n")

    assert payload(site)["html"] == payload(site)["parts"] == {}


def test_ids_tell_where_archived_updates_stand_and_move_with_the_archive_alone(
    tmp_path: Path,
) -> None:
    first = river(tmp_path, *map(update, range(1, 6)), settings=SMALL)
    then = payload(first)
    archived = json.loads(first.text(f"world/river/ids.{then['ids']}.json"))

    second = river(tmp_path, *map(update, range(1, 6)), update(5, id="u5b"), settings=SMALL)
    now = payload(second)

    assert [[name for name, _ in part] for part in archived] == [["u2", "u1"]]
    assert [name for name, _ in then["u"]] == ["u5", "u4", "u3"]
    assert [name for name, _ in now["u"]] == ["u5b", "u5"]
    assert now["ids"] != then["ids"]
    assert not second.has(f"world/river/ids.{then['ids']}.json")
    third = river(
        tmp_path, *map(update, range(1, 6)), update(5, id="u5b"), update(6), settings=SMALL
    )
    assert payload(third)["ids"] == now["ids"]


def test_an_archived_update_that_is_edited_moves_the_ids_and_no_fragment(tmp_path: Path) -> None:
    first = river(tmp_path, *map(update, range(1, 6)), settings=SMALL)
    then, fragments = payload(first), {it for it in below(first) if not it.startswith("ids.")}

    second = river(tmp_path, update(1, body="Lost."), *map(update, range(2, 6)), settings=SMALL)

    assert payload(second)["u"] == then["u"]
    assert payload(second)["ids"] != then["ids"]
    assert {it for it in below(second) if not it.startswith("ids.")} == fragments


def test_an_archive_page_names_nothing_that_moves(tmp_path: Path) -> None:
    few = river(tmp_path / "few", *map(update, range(1, 8)), settings=SMALL)
    many = river(tmp_path / "many", *map(update, range(1, 12)), settings=SMALL)

    (page,) = few.page("world/river/p/1/").tree.xpath("//article[@data-live]")

    assert (page.get("data-live"), page.get("data-archive")) == ("/world/river/live.json", "1")
    assert {"data-at", "data-ids", "data-theme"}.isdisjoint(page.keys())
    assert few.text("world/river/p/1/index.html") == many.text("world/river/p/1/index.html")


def test_a_new_theme_moves_the_theme_and_no_revision(tmp_path: Path) -> None:
    first = river(tmp_path, update(1))
    then = payload(first)
    make_site(tmp_path, {"templates/_byline.html": "<b>By</b>\n"})

    now = payload(built(tmp_path))

    assert now["theme"] != then["theme"]
    assert (now["u"], now["head"]) == (then["u"], then["head"])


def test_a_new_title_moves_its_part_alone(tmp_path: Path) -> None:
    then = payload(river(tmp_path, update(1)))
    path = tmp_path / "content/world/river/index.md"
    path.write_text(path.read_text().replace("The river", "The flood"))

    now = payload(built(tmp_path))

    moved = {part for part in now["head"] if now["head"][part] != then["head"][part]}
    assert moved == {"title"}
    assert (now["u"], now["at"]) == (then["u"], then["at"])


@pytest.mark.parametrize(
    ("front", "part"),
    [
        ("key_points: [It falls.]\n", "points"),
        ("corrections: {time: 2026-11-21 08:00, text: Not red.}\n", "notes"),
        ("authors: Noor Haddad\n", "meta"),
    ],
)
def test_what_changes_above_and_below_moves_its_part(tmp_path: Path, front: str, part: str) -> None:
    then = payload(river(tmp_path, update(1)))
    head = HEAD.replace("key_points: [It rises.]\n", "") if "key_points" in front else HEAD
    text = f"{head}status: live\n{front}updates:\n{update(1)}---\n\nIt rose.\n"
    make_site(tmp_path, {"content/world/river/index.md": text})

    now = payload(built(tmp_path))

    assert {name for name in now["head"] if now["head"][name] != then["head"][name]} == {part}


def test_a_pinned_update_is_a_part_and_a_key_event_another(tmp_path: Path) -> None:
    then = payload(river(tmp_path, update(1), update(2)))

    now = payload(river(tmp_path, update(1, pinned="true", key="true"), update(2)))

    moved = {name for name in now["head"] if now["head"][name] != then["head"][name]}
    assert (then["head"]["pinned"], then["head"]["keys"]) == (None, None)
    assert moved == {"pinned", "keys"}


def test_ended_coverage_keeps_where_its_updates_stand_and_no_fragment(tmp_path: Path) -> None:
    site = river(tmp_path, *map(update, range(1, 6)), front="status: ended\n", settings=SMALL)

    told = payload(site)

    assert told.keys() == {"v", "at", "state", "ids"}
    assert told["state"] == "ended"
    assert below(site) == {f"ids.{told['ids']}.json"}


@pytest.mark.parametrize("status", ["upcoming", "paused"])
def test_what_is_about_to_begin_or_go_on_is_told_in_full(tmp_path: Path, status: str) -> None:
    told = payload(river(tmp_path, update(1), front=f"status: {status}\n"))

    assert told["state"] == status
    assert told["u"]
    assert told["ids"] is None


def test_coverage_begins_by_the_clock(tmp_path: Path) -> None:
    front = "coverage: {start: 2026-11-22 09:00}\n"

    before = payload(river(tmp_path, front=front, now="2026-11-22 08:55"))
    after = payload(river(tmp_path, front=front, now="2026-11-22 09:00"))

    assert (before["state"], after["state"]) == ("upcoming", "live")
    assert before["head"]["banner"] != after["head"]["banner"]
    assert before["at"] == after["at"]


def test_a_story_without_status_is_not_polled(tmp_path: Path) -> None:
    site = river(tmp_path, update(1), front="")

    assert not site.has("world/river/live.json")
    assert "data-live" not in site.text("world/river/index.html")


def test_a_withdrawn_story_says_that_nothing_more_comes(tmp_path: Path) -> None:
    front = "status: live\nwithdrawn: {time: 2026-11-21 12:00, reason: It was a hoax.}\n"

    site = river(tmp_path, update(1), front=front)

    assert payload(site)["state"] == "ended"
    assert "u1" not in site.text("world/river/live.json")
    assert below(site) == set()


def test_a_withdrawn_update_is_gone_from_every_file(tmp_path: Path) -> None:
    river(tmp_path, update(1, body="A secret."), update(2))
    withdrawn = update(1, body="A secret.", withdrawn="{time: 2026-11-21 10:00, reason: Wrong.}")

    site = river(tmp_path, withdrawn, update(2))

    told = "".join(text.decode() for name, text in files_of(site.folder).items() if "/f/" in name)
    assert "A secret." not in told + site.text("world/river/live.json")
    assert "Wrong." in site.text("world/river/live.json")


def test_drafts_and_held_updates_are_not_told(tmp_path: Path) -> None:
    held = update(3, time='"2026-11-30 09:00"')

    site = river(tmp_path, update(1), update(2, draft="true"), held)

    assert [name for name, _ in payload(site)["u"]] == ["u1"]
    assert payload(site)["at"] == "2026-11-21T09:01:00Z"


def test_the_index_tells_the_stories_that_are_under_way(tmp_path: Path) -> None:
    make_site(
        tmp_path,
        {
            "livegen.toml": SETTINGS,
            **{
                f"content/world/{name}.md": f"---\ntitle: A\ndate: 2026-11-20\n{front}---\nX.\n"
                for name, front in {
                    "fire": "status: live\n",
                    "flood": "status: paused\n",
                    "vote": "status: upcoming\n",
                    "storm": "status: ended\n",
                    "peace": "",
                }.items()
            },
        },
    )

    site = built(tmp_path)
    told = payload(site, "live.json")

    teasers = site.page("/").tree.xpath('//article[contains(@class, "teaser")]')
    revs = {it.xpath(".//h3/a/@href")[0]: it.get("data-rev") for it in teasers}
    assert told["stories"] == [
        [path, revs[path]] for path in ("/world/fire/", "/world/flood/", "/world/vote/")
    ]
    (main,) = site.page("/").tree.xpath("//main")
    assert (main.get("data-live"), main.get("data-theme")) == ("/live.json", told["theme"])


def test_an_ordinary_update_moves_its_story_on_the_index(tmp_path: Path) -> None:
    then = payload(river(tmp_path, update(1)), "live.json")

    now = payload(river(tmp_path, update(1), update(2)), "live.json")

    assert [path for path, _ in then["stories"]] == [path for path, _ in now["stories"]]
    assert then["stories"] != now["stories"]


def test_pages_poll_another_origin_where_the_settings_name_one(tmp_path: Path) -> None:
    other = '[live]\nurl = "https://live.example.net"\n'
    site = river(tmp_path, update(1), settings=other)

    (story,) = site.page("world/river/").tree.xpath("//article[@data-live]")

    assert story.get("data-live") == "https://live.example.net/world/river/live.json"
    assert "connect-src 'self' https://live.example.net" in site.text("_headers")


def test_addresses_keep_the_path_of_the_site(tmp_path: Path) -> None:
    write(tmp_path, update(1))
    make_site(tmp_path, {"livegen.toml": SETTINGS.replace(".org", ".org/news")})

    site = built(tmp_path)

    (story,) = site.page("world/river/").tree.xpath("//article[@data-live]")
    assert story.get("data-live") == "/news/world/river/live.json"
    assert payload(site, "live.json")["stories"][0][0] == "/news/world/river/"


@pytest.mark.parametrize("outputs", ['["html"]', '["live"]'])
def test_nothing_is_polled_where_the_settings_leave_it_out(tmp_path: Path, outputs: str) -> None:
    site = river(tmp_path, update(1), settings=f"[build]\noutputs = {outputs}\n")

    assert not site.has("world/river/live.json")
    assert not site.has("live.json")


def test_one_more_update_writes_as_many_files_however_long_the_coverage(tmp_path: Path) -> None:
    written = set()
    for count in (5, 51):
        root = tmp_path / str(count)
        river(root, *map(update, range(1, count)), settings=SMALL)
        before = traces(root / "site")
        river(root, *map(update, range(1, count + 1)), settings=SMALL)
        after = traces(root / "site")
        written.add(len({path for path in after if after[path] != before.get(path)}))

    assert len(written) == 1


def test_what_scripts_read_cannot_end_their_element(tmp_path: Path) -> None:
    write(tmp_path, update(1))

    site = built(tmp_path)
    (settings,) = site.page("world/river/").tree.xpath('//script[@id="live-settings"]/text()')

    assert "<" not in settings
    told = json.loads(settings)
    assert told["words"]["new_updates"] == {
        "one": "%(count)s new update",
        "other": "%(count)s new updates",
    }
    assert told["stale"] == 6 * 3600


def test_a_preview_polls_itself_and_so_does_an_article(tmp_path: Path) -> None:
    settings = '[live]\nurl = "https://live.example.net"\n'
    write(tmp_path, update(1), settings=settings)
    text = "---\ntitle: Plain\ndate: 2026-11-20\n---\n\nText.\n"
    make_site(tmp_path, {"content/world/plain.md": text})

    done = build(tmp_path, "--drafts", "--output", str(tmp_path / "out"))

    assert done.status == 0, done.err
    site = Site(tmp_path / "out")
    assert 'data-live="/world/river/live.json"' in site.text("world/river/index.html")
    assert 'data-live=""' in site.text("world/plain/index.html")
    assert not site.has("world/plain/live.json")


def test_a_fault_of_a_template_is_told_once(tmp_path: Path) -> None:
    write(tmp_path, update(1))
    make_site(tmp_path, {"templates/_banner.html": "{{ banner.nothing }}\n"})

    done = livegen("build", "--root", str(tmp_path))

    assert done.status == 1
    assert done.err.count("templates/_banner.html:1") == 1
