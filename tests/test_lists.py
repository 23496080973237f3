"""Lists, feeds, aliases and the report of stories that lean on each other."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import feedparser
import pytest
from built import SETTINGS, Site, build, built, livegen
from conftest import NOW, make_site

from livegen.errors import Report
from livegen.views.cards import Card
from livegen.views.desk import Desk, Newsroom
from livegen.views.shapes import Teaser, Time
from livegen.views.teasers import Teasers

THEIRS = Teaser(
    title="",
    url="",
    summary="",
    section=None,
    status="",
    status_label="",
    date=Time(iso="", text="", full="", day=""),
)


def story(title: str, date: str = "2026-11-01", keys: str = "", body: str = "") -> str:
    return f"---\ntitle: {title}\ndate: {date}\n{keys}---\n{body}\n"


def made(tmp_path: Path, files: dict[str, str], settings: str = SETTINGS) -> Site:
    return built(make_site(tmp_path, {"livegen.toml": settings, **files}))


def test_an_author_without_an_entry_keeps_their_name_on_their_page(tmp_path: Path) -> None:
    site = made(tmp_path, {"content/w/s.md": story("T", keys="authors: Jan Novák\n")})

    page = site.page("authors/jan-novák/")

    assert page.one("//h1").text_content().strip() == "Jan Novák"
    assert "Jan Novák" in site.text("authors/jan-novák/atom.xml")


@pytest.mark.parametrize(
    ("first", "second"), [("J. Smith", "J Smith"), ("Sam", "sam"), ("'???'", "Ada")]
)
def test_two_people_at_one_address_are_a_clash(first: str, second: str, tmp_path: Path) -> None:
    files = {
        "livegen.toml": SETTINGS,
        "content/authors.toml": '[sam]\nname = "Sam Cho"\n',
        "content/w/a.md": story("A", keys=f"authors: {first}\n"),
        "content/w/b.md": story("B", keys=f"authors: {second}\n"),
    }

    done = build(make_site(tmp_path, files))

    assert done.status == 1
    assert re.search("have one address: /authors/|has no letter or digit", done.err)


def test_a_section_that_reads_from_the_oldest_moves_no_archive_page(tmp_path: Path) -> None:
    settings = SETTINGS + "[build]\nindex_size = 2\n"
    files = {"content/w/_index.md": "---\ntitle: W\norder: oldest\n---\n"}
    files |= {f"content/w/s{n}.md": story(f"S{n}", f"2026-11-0{n}") for n in range(1, 6)}
    first = made(tmp_path, files, settings).text("w/page/1/index.html")

    again = made(tmp_path, {"content/w/s6.md": story("S6", "2026-11-06")}, settings)

    assert re.findall(r">(S\d)</a>", again.text("w/page/1/index.html")) == ["S1", "S2"]
    assert re.findall(r">(S\d)</a>", first) == ["S1", "S2"]
    assert re.findall(r">(S\d)</a>", again.text("w/index.html")) == ["S5", "S6"]


def test_a_correction_keeps_its_id_whatever_is_written_before_it(tmp_path: Path) -> None:
    def ids(*notes: str) -> dict[str, str]:
        keys = f"corrections: [{', '.join(notes)}]\n"
        site = made(tmp_path, {"content/w/s.md": story("T", keys=keys)})
        feed = feedparser.parse(site.text("corrections/atom.xml"))
        return {entry.content[0].value: entry.id for entry in feed.entries}

    alone = ids("{time: 2026-11-02, text: A}")
    both = ids("{time: 2026-11-03, text: B}", "{time: 2026-11-02, text: A}")
    twice = ids("{time: 2026-11-02, text: A}", "{time: 2026-11-02, text: B}")

    assert alone.items() <= both.items()
    assert len(set(both.values())) == len(set(twice.values())) == 2


def test_a_storys_feed_keeps_its_id_when_the_story_moves(tmp_path: Path) -> None:
    updates = "updates: [{time: 2026-11-02, title: U}]\n"
    site = made(tmp_path, {"content/w/s.md": story("T", keys=updates)})
    before = feedparser.parse(site.text("w/s/atom.xml"))

    (tmp_path / "content/w/s.md").unlink()
    moved = made(tmp_path, {"content/w/t.md": story("T", keys=f"aliases: /w/s/\n{updates}")})
    after = feedparser.parse(moved.text("w/t/atom.xml"))
    of_lists = feedparser.parse(moved.text("atom.xml"))

    assert after.feed.id == before.feed.id
    assert after.entries[0].id == before.entries[0].id
    assert of_lists.entries[0].id != after.feed.id


@pytest.mark.parametrize("alias", ["/atom.xml", "/tags/x/", "/corrections/", "/w/"])
def test_an_alias_hides_no_file_of_the_site(alias: str, tmp_path: Path) -> None:
    keys = f"tags: x\naliases: {alias}\n"
    files = {"livegen.toml": SETTINGS, "content/w/s.md": story("T", keys=keys)}

    done = build(make_site(tmp_path, files))

    assert done.status == 1
    assert f"the alias {alias} is the address of" in done.err


def test_what_moved_a_storys_entry_stands_first_in_it(tmp_path: Path) -> None:
    updates = """updates:
  - {time: 2026-11-02 10:00, title: Old news, key: true}
  - {time: 2026-11-02 11:00, title: Slip, corrections: {time: 2026-11-03, text: It was four.}}
"""
    site = made(tmp_path, {"content/w/s.md": story("T", keys=f"status: live\n{updates}")})

    (entry,) = feedparser.parse(site.text("atom.xml")).entries

    assert "It was four." in entry.content[0].value
    assert "Old news" not in entry.content[0].value


# ------------------------------------------------------------------ what stands on top


def titles(site: Site, path: str, part: str) -> list[str]:
    return list(site.page(path).tree.xpath(f'//*[@class="{part}"]//h3/a/text()'))


def test_the_live_story_that_changed_last_leads_the_front(tmp_path: Path) -> None:
    files = {
        "content/w/plain.md": story("Plain", "2026-11-20"),
        "content/w/early.md": story("Early", "2026-11-01", "status: live\n"),
        "content/w/late.md": story(
            "Late", "2026-11-02", "status: live\nupdates: [{time: 2026-11-21, body: U}]\n"
        ),
        "content/w/middle.md": story("Middle", "2026-11-10", "status: live\n"),
        "content/w/paused.md": story("Paused", "2026-11-19", "status: paused\n"),
        "content/w/soon.md": story("Soon", "2026-11-19", "status: upcoming\n"),
    }

    site = made(tmp_path, files)

    assert titles(site, "", "lead") == ["Late"]
    assert titles(site, "", "current") == ["Middle", "Early", "Paused", "Soon"]
    assert titles(site, "", "stories") == ["Plain"]


@pytest.mark.parametrize(
    ("others", "lead"),
    [
        ("status: paused\n", "Old"),
        ("status: ended\n", "New"),
        ("status: upcoming\n", "New"),
    ],
)
def test_where_nothing_is_live_a_paused_story_leads_or_the_newest(
    others: str, lead: str, tmp_path: Path
) -> None:
    files = {
        "content/w/old.md": story("Old", "2026-11-01", others),
        "content/w/new.md": story("New", "2026-11-02"),
    }

    assert titles(made(tmp_path, files), "", "lead") == [lead]


@pytest.mark.parametrize(
    ("count", "side_by_side", "below"), [(0, 0, 0), (1, 0, 0), (3, 0, 2), (4, 3, 0), (10, 6, 3)]
)
def test_the_latest_stories_fill_whole_rows(
    count: int, side_by_side: int, below: int, tmp_path: Path
) -> None:
    files = {f"content/w/s{n}.md": story(f"S{n}", keys=f"id: s{n}\n") for n in range(count)}
    files["content/pages/about.md"] = "---\ntitle: About\n---\n"

    site = made(tmp_path, files)

    assert len(titles(site, "", "latest")) == side_by_side
    assert len(titles(site, "", "stories")) == below
    assert ("No stories yet" in site.page("").text) == (count == 0)


def test_a_section_has_a_lead_and_its_tags_and_authors_have_none(tmp_path: Path) -> None:
    files = {"content/w/s.md": story("S", keys="tags: x\nauthors: Ada\n")}

    site = made(tmp_path, files)

    assert titles(site, "w/", "lead") == ["S"]
    for path in ("tags/x/", "authors/ada/"):
        assert titles(site, path, "lead") == []
        assert titles(site, path, "stories") == ["S"]


def test_only_the_picture_of_the_story_that_leads_is_fetched_at_once(tmp_path: Path) -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'
    keys = "image: {src: p.svg, alt: P}\n"
    files = {f"content/w/s{n}.md": story(f"S{n}", keys=f"id: s{n}\n{keys}") for n in range(4)}

    site = made(tmp_path, {**files, "content/w/p.svg": picture})
    pictures = site.page("").tree.xpath('//img[contains(@class, "teaser-picture")]')

    assert [img.get("fetchpriority") for img in pictures] == ["high", None, None, None]
    assert [img.get("loading") for img in pictures] == [None, "lazy", "lazy", "lazy"]


def test_each_list_leans_on_what_its_teasers_lean_on_whichever_list_drew_them(
    tmp_path: Path,
) -> None:
    keys = "tags: [fire, rain]\nauthors: Ada\n"
    files = {"content/w/_index.md": "---\ntitle: World\n---\n"}
    files |= {f"content/w/{name}.md": story(name, keys=keys) for name in ("a", "b")}
    made(tmp_path, files)

    site = made(tmp_path, {"content/w/_index.md": "---\ntitle: Weather\n---\n"})

    for path in ("", "w/", "tags/fire/", "tags/rain/", "authors/ada/"):
        kickers = site.page(path).tree.xpath('//*[@class="kicker"]/a/text()')
        assert kickers == ["Weather", "Weather"], path


def test_a_teaser_is_drawn_once_for_all_lists_of_a_newsroom() -> None:
    drawn: list[str] = []

    def draw(desk: Desk, card: Card) -> Teaser:
        drawn.append(f"{card.source} for {desk.source}")
        return THEIRS

    first, other = (cast("Newsroom", room) for room in (object(), object()))
    fire, rain = (cast("Card", SimpleNamespace(source=name)) for name in ("fire.md", "rain.md"))
    known = Teasers()
    for room, source, card in (
        (first, "a", fire),
        (first, "b", fire),
        (first, "b", rain),
        (other, "a", fire),
    ):
        desk = Desk(room=room, report=Report(), source=source, folder="", language="en")
        assert known.of(desk, draw, card) is THEIRS

    assert drawn == ["fire.md for a", "rain.md for b", "fire.md for a"]


def test_the_record_tells_the_language_of_what_it_quotes(tmp_path: Path) -> None:
    note = "corrections: {time: 2026-11-02, text: T}\n"
    files = {
        "content/w/a.md": story("A", keys=f"language: ar\n{note}"),
        "content/w/b.md": story("B", keys=note),
    }

    entries = made(tmp_path, files).page("corrections/").tree.xpath("//article/div")

    quoted = [e.xpath("h2 | p[last()]") for e in entries]
    assert {(it.text_content(), it.get("lang"), it.get("dir")) for two in quoted for it in two} == {
        ("A", "ar", "rtl"),
        ("T", "ar", "rtl"),
        ("B", None, None),
        ("T", None, None),
    }


def test_a_list_says_when_upcoming_coverage_begins(tmp_path: Path) -> None:
    coverage = "coverage: {start: 2027-08-02 08:00}\ntags: x\n"
    site = made(tmp_path, {"content/w/s.md": story("Eclipse", keys=coverage)})

    for path in ("", "w/", "tags/x/"):
        (dates,) = site.page(path).tree.xpath(
            '//article[contains(@class, "teaser")]/p[contains(@class, "dates")]'
        )
        assert " ".join(dates.text_content().split()).startswith("Coverage begins August 2, 2027")


def test_a_list_says_that_a_story_was_withdrawn(tmp_path: Path) -> None:
    gone = "withdrawn: {time: 2026-11-03, reason: Forged.}"
    files = {
        "content/w/gone.md": story("Gone", keys=f"{gone}\n"),
        "content/w/whole.md": story(
            "Whole", keys=f"updates: [{{time: 2026-11-02, body: U, {gone}}}]\n"
        ),
    }

    site = made(tmp_path, files)
    labels = {
        teaser.xpath("string(.//h3/a)"): teaser.xpath('.//*[@class="label"]/text()')
        for teaser in site.page("w/").tree.xpath('//article[contains(@class, "teaser")]')
    }

    assert labels == {"Gone": ["Withdrawn"], "Whole": []}


# ------------------------------------------------------------------ check and list


def check(root: Path) -> str:
    done = livegen("check", "--root", str(root), "--now", NOW)
    return done.err + done.out


def test_check_looks_for_paths_below_a_base_as_readers_will(tmp_path: Path) -> None:
    body = "[a](/w/s/) [b](/old/x/) [c](/own/y) [d](/gone/) [e](/project/w/s/) [f](/feed.xml)"
    files = {
        "livegen.toml": SETTINGS.replace("example.org", "example.org/project"),
        "content/w/s.md": story("T", keys="aliases: /old/\n", body=body),
        "static/_redirects": "/project/own/* /project/w/s/ 301\n   \n# a remark\n",
    }

    said = check(make_site(tmp_path, files))

    assert re.findall("the site has no page (.*)", said) == ["/gone/", "/project/w/s/"]


def test_check_names_a_theme_that_cannot_be_read(tmp_path: Path) -> None:
    files = {"livegen.toml": SETTINGS, "content/w/s.md": story("T")}
    make_site(tmp_path, {**files, "templates/story.html": b"\xff\xfe bad"})

    assert "templates/story.html:1:1: error: is not UTF-8" in check(tmp_path)


def test_the_text_of_a_draft_is_read_with_warnings(tmp_path: Path) -> None:
    draft = story("T", keys="draft: true\n", body="[x](nope.md) {{< tweeet >}}")
    make_site(tmp_path, {"livegen.toml": SETTINGS, "content/w/s.md": draft})

    drafts = build(tmp_path, "--drafts", "--output", str(tmp_path / "preview"))

    for said in (check(tmp_path), drafts.err):
        assert 'warning: there is no "nope.md"' in said
        assert "warning: no embed is called `tweeet`" in said
    assert drafts.status == 0


def test_the_list_names_the_last_update_that_is_out(tmp_path: Path) -> None:
    keys = """updates:
  - {time: 2026-11-02}
  - {time: 2027-11-02}
  - {time: 2026-11-03, draft: true}
"""
    make_site(tmp_path, {"livegen.toml": SETTINGS, "content/w/s.md": story("T", keys=keys)})

    done = livegen("list", "--json", "--root", str(tmp_path), "--now", NOW)
    (row,) = json.loads(done.out)["stories"]

    assert (row["updates"], row["last_update"]) == (1, "2026-11-02")


def test_one_slip_in_a_template_is_said_once(tmp_path: Path) -> None:
    files = {f"content/w/s{n}.md": story("T", keys=f"id: s{n}\n") for n in range(5)}
    make_site(tmp_path, {"livegen.toml": SETTINGS, **files, "templates/_foot.html": "{{ nope }}"})

    assert build(tmp_path).err.count("error: ") == 1


def test_check_gives_advice_that_a_build_does_not(tmp_path: Path) -> None:
    keys = "expires_at: 2026-10-01 10:00\n"
    make_site(tmp_path, {"livegen.toml": SETTINGS, "content/w/s.md": story("T", keys=keys)})

    assert "warning: " in check(tmp_path)
    assert build(tmp_path).err == ""


def test_one_slip_is_no_warning_in_the_stories_that_lead_to_its_own(tmp_path: Path) -> None:
    files = {
        "livegen.toml": SETTINGS,
        "content/w/a.md": story("A: b"),
        "content/w/b.md": story("B", keys="related: w/a\n", body="[a](a.md) [w](_index.md)"),
        "content/w/_index.md": "---\ntitle: W\n---\n",
    }

    done = build(make_site(tmp_path, files))

    assert done.out == "1 error; nothing was written\n"


def test_a_link_to_a_draft_in_error_is_not_published(tmp_path: Path) -> None:
    files = {
        "content/w/a.md": story("A: b", keys="draft: true\n"),
        "content/w/b.md": story("B", body="See [the other](a.md)."),
    }

    site = made(tmp_path, files)

    assert "See the other." in site.page("w/b/").text
    assert list(site.broken_links()) == []


def test_json_stands_alone_on_standard_output_however_much_is_asked_for(tmp_path: Path) -> None:
    root = make_site(tmp_path, {"livegen.toml": SETTINGS, "content/w/s.md": story("T")})

    done = build(root, "--json", "-v")

    assert "w/s/index.html" in json.loads(done.out)["written"]


def test_a_missing_picture_is_taken_for_a_slip_of_no_other_kind_of_file(tmp_path: Path) -> None:
    text = story("S", keys="image: {src: levee.jpg, alt: Levee}\n")
    files = {"content/w/s/index.md": text, "content/w/s/levee.txt": "", "content/w/s/b.png": ""}
    make_site(tmp_path, {"livegen.toml": SETTINGS, **files})

    assert "hint: paths start at the story's folder" in build(tmp_path).err
