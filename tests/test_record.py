"""The record of corrections and withdrawals: at a story's foot, on its page, in its feeds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import feedparser
import pytest
from built import SETTINGS, Site, built
from conftest import make_site
from lxml import html

STORY = """
    ---
    title: The river rises
    date: 2026-11-20 06:00
    status: live
    corrections: {time: 2026-11-21 10:00, text: "It rose by one metre, not two."}
    updates:
      - time: 2026-11-20 07:00
        id: bridge
        title: A bridge is shut
        body: It is the old one
        corrections: {time: 2026-11-21 12:00, text: "It is the new one, not the old."}
      - time: 2026-11-20 08:00
        id: levee
        title: The levee broke
        body: Water is in the streets
        withdrawn: {time: 2026-11-21 11:00, reason: No levee broke}
      - time: 2026-11-20 09:00
        id: school
        body: The school is open. So is the church.
        corrections: {time: 2026-11-21 13:00, text: "The school was shut."}
    ---
"""


def site(root: Path, text: str = STORY, *, settings: str = "") -> Site:
    """Build a site of one story, `world/flood`."""
    make_site(root, {"livegen.toml": SETTINGS + settings, "content/world/flood.md": text})
    return built(root)


def foot(found: Site) -> list[tuple[str, str, str]]:
    """Return kind, what it is about and where that stands, of each note at a story's foot."""
    notes = found.page("world/flood/").tree.xpath('//section[@id="corrections"]/p')
    return [
        (note.get("class"), "".join(note.xpath("a/text()")), "".join(note.xpath("a/@href")))
        for note in notes
    ]


def entries(found: Site) -> list[dict[str, Any]]:
    """Return the entries of the record's feed."""
    return list(feedparser.parse(found.text("corrections/atom.xml")).entries)


# ------------------------------------------------------------------ at the foot of a story


def test_the_foot_of_a_story_has_all_corrections_and_withdrawals_oldest_first(
    tmp_path: Path,
) -> None:
    found = site(tmp_path)

    assert foot(found) == [
        ("correction", "", ""),
        ("withdrawn", "Update, November 20, 2026, 8:00 AM UTC", "/world/flood/#levee"),
        ("correction", "A bridge is shut", "/world/flood/#bridge"),
        ("correction", "The school is open.", "/world/flood/#school"),
    ]
    notes = found.page("world/flood/").one('//section[@id="corrections"]')
    assert "No levee broke" in notes.text_content()
    assert "Water is in the streets" not in found.text("world/flood/index.html")


@pytest.mark.parametrize(
    ("without", "heading"),
    [("nothing", "Corrections and withdrawals"), ("withdrawn:", "Corrections")],
)
def test_the_heading_says_what_there_is(without: str, heading: str, tmp_path: Path) -> None:
    lines = [line for line in STORY.splitlines(keepends=True) if without not in line]
    page = site(tmp_path, "".join(lines)).page("world/flood/")

    assert page.tree.xpath('//section[@id="corrections"]/h2/text()') == [heading]


def test_a_story_without_notes_has_no_foot_of_them(tmp_path: Path) -> None:
    page = site(tmp_path, "---\ntitle: T\ndate: 2026-11-20\n---\nText\n").page("world/flood/")

    assert page.tree.xpath('//section[@id="corrections"]') == []


def test_a_withdrawn_story_says_so_once_and_names_no_update_as_withdrawn_by_itself(
    tmp_path: Path,
) -> None:
    gone = "    withdrawn: {time: 2026-11-22 09:00, reason: All of it was a hoax}\n    updates:"
    found = site(tmp_path, STORY.replace("    updates:", gone))

    assert found.page("world/flood/").text.count("All of it was a hoax") == 1
    assert [(kind, link) for kind, _, link in foot(found)] == [
        ("correction", ""),
        ("withdrawn", ""),
        ("correction", ""),
        ("correction", ""),
    ]
    assert list(found.broken_links()) == []


def test_an_open_page_learns_of_a_withdrawal_at_the_foot(tmp_path: Path) -> None:
    calm = "".join(line for line in STORY.splitlines(keepends=True) if "withdrawn" not in line)
    before = json.loads(site(tmp_path, calm).text("world/flood/live.json"))["head"]

    found = site(tmp_path)

    after = json.loads(found.text("world/flood/live.json"))["head"]
    assert before["notes"] != after["notes"]
    assert before["text"] == after["text"]
    (file,) = (found.folder / "world/flood").glob(f"f/*/_notes.{after['notes']}.html")
    assert "No levee broke" in file.read_text("utf-8")


# ------------------------------------------------------------------ on the record


def test_the_record_names_the_story_and_the_update_of_each_note(tmp_path: Path) -> None:
    found = site(tmp_path)
    listed = [
        (
            "".join(entry.xpath(".//h2/a/@href")),
            "".join(entry.xpath('.//p[@class="record-of muted"]/a/text()')),
            "".join(entry.xpath('.//p[@class="record-of muted"]/a/@href')),
            entry.xpath("string(div/p[last()])"),
        )
        for entry in found.page("corrections/").tree.xpath("//article")
    ]

    story = "/world/flood/"
    time = "Update, November 20, 2026, 8:00 AM UTC"
    assert listed == [
        (story, "The school is open.", f"{story}#school", "The school was shut."),
        (story, "A bridge is shut", f"{story}#bridge", "It is the new one, not the old."),
        (story, time, f"{story}#levee", "No levee broke"),
        (f"{story}#corrections", "", "", "It rose by one metre, not two."),
    ]
    assert list(found.broken_links()) == []


def test_an_entry_of_its_feed_says_what_was_wrong_and_links_the_update_and_the_story(
    tmp_path: Path,
) -> None:
    told = entries(site(tmp_path))
    story = "https://example.org/world/flood/"

    assert [(entry["title"], entry["link"]) for entry in told] == [
        ("Correction: The school is open.", f"{story}#school"),
        ("Correction: A bridge is shut", f"{story}#bridge"),
        ("Withdrawn: Update, November 20, 2026, 8:00 AM UTC", f"{story}#levee"),
        ("Correction: The river rises", f"{story}#corrections"),
    ]
    assert told[1]["content"][0]["value"] == (
        "<p>It is the new one, not the old.</p>\n"
        f'<p>In: <a href="{story}#bridge">A bridge is shut</a> · '
        f'<a href="{story}">The river rises</a></p>'
    )
    assert told[3]["content"][0]["value"] == (
        f'<p>It rose by one metre, not two.</p>\n<p>In: <a href="{story}">The river rises</a></p>'
    )


def test_an_entry_says_which_language_its_words_are_of(tmp_path: Path) -> None:
    arabic = STORY.replace("    status: live", "    status: live\n    language: ar")
    newest = entries(site(tmp_path, arabic))[0]["content"][0]["value"]
    told = html.fragments_fromstring(newest)

    assert [(it.get("lang"), it.get("dir")) for it in told] == [("ar", "rtl"), (None, None)]
    assert told[1].xpath("a/@lang") == ["ar", "ar"]
    assert told[1].text == "In: "


def test_what_an_update_without_words_is_called_is_in_the_language_of_the_record(
    tmp_path: Path,
) -> None:
    arabic = STORY.replace("    status: live", "    status: live\n    language: ar")
    found = site(tmp_path, arabic.replace("The school is open. So is the church.", '"***"'))

    entry = found.page("corrections/").tree.xpath('//article[@class="record-entry"]')[0]
    of = entry.xpath('.//p[contains(@class, "record-of")]')[0]
    assert of.text_content() == "Update, November 20, 2026, 9:00 AM UTC"
    assert (of.get("lang"), of.get("dir")) == (None, None)
    assert [it.get("lang") for it in entry.xpath(".//h2 | .//div/p[last()]")] == ["ar", "ar"]
    links = html.fragments_fromstring(entries(found)[0]["content"][0]["value"])[1].xpath("a")
    named = [(it.text, it.get("lang")) for it in links]
    assert named == [(of.text_content(), None), ("The river rises", "ar")]


@pytest.mark.parametrize("text", ["</p><script>alert(1)</script>", "]]>", "100 %(place)s"])
def test_no_note_leaves_its_place(text: str, tmp_path: Path) -> None:
    odd = f"---\ntitle: {json.dumps(text)}\ndate: 2026-11-20\n"
    note = f"corrections: {{time: 2026-11-21, text: {json.dumps(text)}}}\n---\nText\n"
    found = site(tmp_path, odd + note)

    (entry,) = entries(found)
    paragraph, where = html.fragments_fromstring(entry["content"][0]["value"])
    assert (paragraph.text_content(), where.text_content()) == (text, f"In: {text}")
    (listed,) = found.page("corrections/").tree.xpath("//article")
    assert listed.xpath("string(.//h2)") == listed.xpath("string(div/p)") == text
