"""Stories, updates, pages and sections: what is read, what is refused, and in which words."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from textwrap import indent
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livegen import stories, times, urls
from livegen.errors import Edit, Level, Place, Problem, Report, Rule, describe
from livegen.mending import applied
from livegen.model import (
    Banner,
    BannerKind,
    Comments,
    Correction,
    Coverage,
    Kind,
    Order,
    Picture,
    PlainPage,
    Section,
    Status,
    Story,
    Text,
    Update,
    Withdrawal,
)
from livegen.stories import Defaults, Reading, Source
from livegen.times import Moment

T = TypeVar("T")

FLOOD = Source(path="content/world/flood.md", section="world", name="flood")
BERLIN = Defaults(language="en", timezone="Europe/Berlin")
HEAD = "title: Flood\ndate: 2026-11-22 18:00"
UPDATES = "content/world/flood/updates/"
GOLDEN = Path(__file__).parent / "golden"


def read(
    front: str,
    body: str = "",
    updates: Mapping[str, str] | None = None,
    *,
    source: Source = FLOOD,
    defaults: Defaults = BERLIN,
    past: Reading | None = None,
) -> tuple[Reading, tuple[Problem, ...]]:
    files = {UPDATES + name: text.encode() for name, text in (updates or {}).items()}
    report = Report()
    content = f"---\n{front}\n---\n\n{body}".encode()
    return stories.read(source, content, files, defaults, report, past=past), report.problems


def well(front: str, body: str = "", updates: Mapping[str, str] | None = None) -> Story:
    """Return the story whose front matter is that of every story here and `front`."""
    return without_problem(f"{HEAD}\n{front}", body, updates)


def without_problem(
    front: str,
    body: str = "",
    updates: Mapping[str, str] | None = None,
    *,
    source: Source = FLOOD,
    defaults: Defaults = BERLIN,
) -> Story:
    reading, problems = read(front, body, updates, source=source, defaults=defaults)
    assert problems == ()
    assert reading.story is not None
    assert reading.broken == ()
    return reading.story


def refused(
    front: str, updates: Mapping[str, str] | None = None, *, source: Source = FLOOD
) -> Problem:
    """Return the one problem of a story."""
    _, problems = read(front, updates=updates, source=source)
    assert len(problems) == 1, problems
    return problems[0]


def wrong(line: str) -> Problem:
    """Return the one problem of a story whose line 4 is `line`."""
    return refused(f"{HEAD}\n{line}")


def where(problem: Problem) -> tuple[int, int, int]:
    return problem.place.line, problem.place.column, problem.place.width


def listed(*updates: str) -> str:
    return f"{HEAD}\nupdates:\n" + "\n".join(f"  - {update}" for update in updates)


def ids(story: Story | None) -> list[str]:
    assert story is not None
    return [update.id for update in story.updates]


def at(text: str, zone: str = "Europe/Berlin") -> Moment:
    return times.read(text, zone)


def cases(name: str) -> list[str]:
    """Return the cases of a file of `golden/`: what is written, then place, message and hint."""
    return (GOLDEN / name).read_text("utf-8").strip().split("\n\n")


# ------------------------------------------------------------------------------- a story


def test_an_error_reads_as_the_contract_prints_it() -> None:
    front = f"{HEAD}\n" + "#\n" * 9 + "updates:\n  - time: 18:42"
    _, (problem,) = read(front)
    assert describe(problem, f"---\n{front}\n---\n") == (
        'content/world/flood.md:14:11: error: `time` is not a time: "18:42"\n'
        "   14 |   - time: 18:42\n"
        "      |           ^^^^^\n"
        "   hint: write 2026-11-22 18:42, or with an offset 2026-11-22T18:42+01:00"
    )


def test_title_and_date_are_enough() -> None:
    story = without_problem(HEAD, "Text.")
    assert story == Story(
        source="content/world/flood.md",
        section="world",
        slug="flood",
        title="Flood",
        date=at("2026-11-22 18:00"),
        id="/world/flood/",
        timezone="Europe/Berlin",
        body=Text("Text."),
    )


def test_every_key_of_a_story_is_read() -> None:
    story = well(
        """\
former_titles: [Rain, "Rain: more of it"]
revised: 2026-11-22 19:00
id: flood-2026
slug: die-Flut
section: local
summary: The river rose.
authors: [Noor Haddad, sam]
dateline: Dresden
tags: [weather, Elbe]
image: {src: levee.jpg, alt: The levee, caption: C, credit: D,
  credit_url: https://d.example, licence: CC0}
layout: live
order: oldest
status: paused
coverage: {start: 2026-11-22 18:30, end: 2026-11-23 01:00, resumes: 2026-11-22 20:00}
continued_in: /world/flood-2/
related: [/a/b/, c.md]
translations: {de: /de/flut/, no: /no/flom/}
timezone: America/New_York
language: en-GB
key_points: ["**Two** boats", One bridge]
banner: {kind: breaking, text: "Levee *broken*", until: 2026-11-22 21:00}
corrections: {time: 2026-11-22 19:30, text: It was two boats.}
withdrawn: {time: 2026-11-23, reason: Doubts.}
publish_at: 2026-11-22 18:10
expires_at: 2027-01-01
aliases: [old/flood, /2026/flood.html]
comments: closed
extra: {magnitude: 4}"""
    )

    def local(text: str) -> Moment:
        return at(text, "America/New_York")

    assert story == Story(
        source=FLOOD.path,
        section="local",
        slug="die-Flut",
        title="Flood",
        date=local("2026-11-22 18:00"),
        id="flood-2026",
        former_titles=("Rain", "Rain: more of it"),
        revised=local("2026-11-22 19:00"),
        summary="The river rose.",
        authors=("Noor Haddad", "sam"),
        dateline="Dresden",
        tags=("weather", "Elbe"),
        image=Picture(
            src="levee.jpg",
            alt="The levee",
            caption="C",
            credit="D",
            credit_url="https://d.example",
            licence="CC0",
        ),
        layout="live",
        order=Order.OLDEST,
        status=Status.PAUSED,
        coverage=Coverage(
            start=local("2026-11-22 18:30"),
            end=local("2026-11-23 01:00"),
            resumes=local("2026-11-22 20:00"),
        ),
        continued_in="/world/flood-2/",
        related=("/a/b/", "c.md"),
        translations={"de": "/de/flut/", "no": "/no/flom/"},
        timezone="America/New_York",
        language="en-GB",
        key_points=(Text("**Two** boats"), Text("One bridge")),
        banner=Banner(
            kind=BannerKind.BREAKING, text=Text("Levee *broken*"), until=local("2026-11-22 21:00")
        ),
        corrections=(Correction(time=local("2026-11-22 19:30"), text="It was two boats."),),
        withdrawn=Withdrawal(time=local("2026-11-23"), reason="Doubts."),
        publish_at=local("2026-11-22 18:10"),
        expires_at=local("2027-01-01"),
        aliases=("/old/flood/", "/2026/flood.html"),
        comments=Comments.CLOSED,
        extra={"magnitude": 4},
    )


def test_title_and_date_are_asked_for_in_one_run() -> None:
    _, problems = read("summary: x")
    assert [(p.rule, p.message, p.hint) for p in problems] == [
        (Rule.MISSING_KEY, "a story needs `date`", "write date: 2026-11-22 18:42"),
        (Rule.MISSING_KEY, "a story needs `title`", "write title: What happened"),
    ]


@pytest.mark.parametrize("title", ["title:", 'title: ""', "title: |\n ", 'title: "  "'])
def test_a_title_that_says_nothing_is_a_missing_one(title: str) -> None:
    problem = refused(f"date: 2026-11-22\n{title}")
    assert (problem.rule, where(problem)) == (Rule.MISSING_KEY, (3, 1, 5))


def test_a_file_without_front_matter_is_told_how_to_begin() -> None:
    report = Report()
    reading = stories.read(FLOOD, b"The river rose.\n", {}, BERLIN, report)
    assert reading == Reading(None)
    (problem,) = report.problems
    assert problem.rule is Rule.FENCE
    assert "title: What happened\n        date: 2026-11-22 18:42" in problem.hint


def test_a_forgotten_fence_is_one_error_and_not_three() -> None:
    report = Report()
    stories.read(FLOOD, b"title: Flood\ndate: 2026-11-22\n---\nText.\n", {}, BERLIN, report)
    assert [problem.rule for problem in report.problems] == [Rule.FENCE]


@pytest.mark.parametrize(
    "title", ["1984", "0x1F", "NO", "18:42", "1.10", "null", "~", "2026-11-22"]
)
def test_a_title_is_the_text_that_was_typed(title: str) -> None:
    assert without_problem(f"title: {title}\ndate: 2026-11-22").title == title


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "{% raw %}",
        "]]>",
        "../../etc/passwd",
        "'; --",
        "\u202e",
    ],
)
def test_hostile_text_stays_text(hostile: str) -> None:
    quoted = f'"{hostile}"'
    story = well(
        f"summary: {quoted}\nauthors: [{quoted}]\ndateline: {quoted}\ntags: [{quoted}]\n"
        f"key_points: [{quoted}]\nid: {quoted}\nextra: {{a: {quoted}}}\nrelated: [{quoted}]\n"
        f"updates: [{{time: 2026-11-22, title: {quoted}, body: {quoted}}}]"
    )
    (update,) = story.updates
    said = (story.summary, *story.authors, story.dateline, *story.tags, story.id, *story.related)
    assert set(said) == {hostile}
    assert (update.title, update.body, *story.key_points) == (hostile, Text(hostile), Text(hostile))
    assert story.extra == {"a": hostile}


def test_a_plain_text_keeps_its_no_break_spaces_and_loses_its_line_ends() -> None:
    story = well('summary: |\n  « Oui »,\n  dit-elle.\ndateline: "  Aix  en "')
    assert (story.summary, story.dateline) == ("« Oui », dit-elle.", "Aix  en")


@pytest.mark.parametrize(
    ("front", "date", "slug"),
    [
        ("", "2026-10-24", "storm"),
        ("date: 2026-10-25 08:00", "2026-10-25 08:00", "storm"),
        ("date:", "2026-10-24", "storm"),
    ],
)
def test_a_date_in_the_name_leaves_the_slug_and_counts_if_none_is_written(
    front: str, date: str, slug: str
) -> None:
    source = Source(path="content/2026-10-24-storm.md", section="", name="2026-10-24-storm")
    story = without_problem(f"title: Storm\n{front}", source=source)
    assert (story.date, story.slug, story.section) == (at(date), slug, "")
    assert story.id == "/storm/"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("2026-10-24_storm", "storm"),
        ("2026-10-24 Storm Two", "storm-two"),
        ("2026-10-24", "2026-10-24"),
        ("2026-10-245-storm", "2026-10-245-storm"),
        ("2026-13-40-storm", "2026-13-40-storm"),
        ("الرمادي", "الرمادي"),
        ("日本 地震", "日本-地震"),
        ("नदी", "नदी"),
        ("Überschwemmung, Teil 2", "überschwemmung-teil-2"),
    ],
)
def test_a_slug_comes_from_the_name_in_any_script(name: str, slug: str) -> None:
    source = Source(path=f"content/{name}.md", section="", name=name)
    assert without_problem(HEAD, source=source).slug == slug


def test_a_day_in_the_name_that_does_not_exist_is_no_date() -> None:
    name = "2026-13-40-storm"
    source = Source(path=f"content/{name}.md", section="", name=name)
    problem = refused("title: Storm", source=source)
    assert problem.place == Place("content/2026-13-40-storm.md")
    assert problem.message == 'the name of the story names a day that does not exist: "2026-13-40"'
    assert problem.hint.startswith("rename it, or write date: 2026-11-22 18:42")


@pytest.mark.parametrize("name", ["---", "!!!", "2026-10-24-!!!"])
def test_a_name_without_letter_or_digit_needs_a_slug(name: str) -> None:
    source = Source(path=f"content/{name}.md", section="", name=name)
    problem = refused(HEAD, source=source)
    assert (problem.rule, problem.place.path) == (Rule.NOT_A_SLUG, f"content/{name}.md")
    assert problem.hint == "write slug: storm, or rename it"
    assert without_problem(f"{HEAD}\nslug: storm", source=source).slug == "storm"


def test_a_folder_without_letter_or_digit_needs_a_section() -> None:
    source = Source(path="content/!!!/x/storm.md", section="!!!/x", name="storm")
    problem = refused(HEAD, source=source)
    assert problem.message == 'the folder "!!!" holds no letter or digit to make an address of'
    assert without_problem(f"{HEAD}\nsection: x", source=source).section == "x"


def test_sections_nest_by_folders_only() -> None:
    source = Source(
        path="content/World News/asia/storm.md", section="World News/asia", name="storm"
    )
    assert without_problem(HEAD, source=source).section == "world-news/asia"
    assert wrong("section: world/asia").rule is Rule.NOT_A_SLUG


def test_an_id_is_the_first_alias_unless_written() -> None:
    assert well("aliases: [/old/, /older/]").id == "/old/"
    assert well("aliases: [/old/, /older/]\nid: x").id == "x"


def test_one_value_stands_for_a_list() -> None:
    story = well(
        "authors: Noor Haddad\ntags: weather\nformer_titles: Rain, and more\naliases: /old/\n"
        "related: /a/\nkey_points: One\ncorrections: {time: 2026-11-22, text: x}\n"
        "updates: {time: 2026-11-22}"
    )
    assert (story.authors, story.tags) == (("Noor Haddad",), ("weather",))
    assert (story.former_titles, story.aliases) == (("Rain, and more",), ("/old/",))
    assert (story.related, story.key_points) == (("/a/",), (Text("One"),))
    assert (len(story.corrections), len(story.updates)) == (1, 1)


def test_a_bare_key_counts_as_absent() -> None:
    bare = [key for key in stories.keys.STORY_KEYS if key not in ("title", "date")]
    assert well("\n".join(f"{key}:" for key in bare)) == without_problem(HEAD)
    update_keys = [key for key in stories.keys.UPDATE_KEYS if key != "time"]
    lines = "\n".join(f"    {key}:" for key in update_keys)
    assert well(f"updates:\n  - time: 2026-11-22\n{lines}") == well("updates: [{time: 2026-11-22}]")


def test_an_empty_item_says_nothing() -> None:
    assert well('tags:\n  -\n  - ""\n  - a').tags == ("a",)


@pytest.mark.parametrize(
    ("line", "layout", "order"),
    [
        ("", "article", Order.OLDEST),
        ("status: ended", "live", Order.NEWEST),
        ("coverage: {start: 2026-11-22 19:00}", "live", Order.NEWEST),
        ("status: live\nlayout: article", "article", Order.OLDEST),
        ("layout: live", "live", Order.NEWEST),
        ("order: newest", "article", Order.NEWEST),
        ("layout: live\norder: oldest", "live", Order.OLDEST),
    ],
)
def test_layout_follows_status_and_coverage_and_order_follows_layout(
    line: str, layout: str, order: Order
) -> None:
    story = well(line)
    assert (story.layout, story.order) == (layout, order)


def test_a_site_has_layouts_of_its_own() -> None:
    own = replace(BERLIN, layouts=frozenset({"article", "live", "photo-essay"}))
    assert without_problem(f"{HEAD}\nlayout: photo-essay", defaults=own).layout == "photo-essay"
    problem = wrong("layout: photo-essay")
    assert problem.message == '`layout` takes article or live, not "photo-essay"'
    assert problem.hint == "write layout: article, or make templates/layouts/photo-essay.html"


def test_without_a_theme_any_layout_is_one() -> None:
    unknown = replace(BERLIN, layouts=frozenset())
    assert without_problem(f"{HEAD}\nlayout: photo", defaults=unknown).layout == "photo"


def test_comments_are_the_sites_unless_written() -> None:
    for default in Comments:
        defaults = replace(BERLIN, comments=default)
        assert without_problem(HEAD, defaults=defaults).comments is default
        for word in Comments:
            story = without_problem(f"{HEAD}\ncomments: {word}", defaults=defaults)
            assert story.comments is word


def test_what_is_under_extra_is_untouched() -> None:
    story = well(
        """\
extra:
  yes: true
  no: false
  nothing: null
  tilde: ~
  bare:
  whole: 42
  negative: -1.5
  long: 1.10
  agent: 007
  clock: 18:42
  country: NO
  quoted: "42"
  block: |-
    42
  Nested Key: {a: [1, {b: two}], empty: [], none: {}}"""
    )
    assert story.extra == {
        "yes": True,
        "no": False,
        "nothing": None,
        "tilde": None,
        "bare": None,
        "whole": 42,
        "negative": -1.5,
        "long": "1.10",
        "agent": "007",
        "clock": "18:42",
        "country": "NO",
        "quoted": "42",
        "block": "42",
        "Nested Key": {"a": (1, {"b": "two"}), "empty": (), "none": {}},
    }


@pytest.mark.parametrize("case", cases("values.txt"))
def test_a_wrong_value_is_named_with_what_to_write(case: str) -> None:
    *front, mark, hint = case.split("\n")
    problem = wrong("\n".join(front))
    line, column, width = where(problem)
    assert f"{line}:{column}+{width} {problem.message}" == mark
    assert f"hint: {problem.hint}" == hint
    assert problem.level is Level.ERROR


def test_a_list_item_that_became_a_key_is_put_in_quotes() -> None:
    text = f"---\n{HEAD}\nkey_points:\n  - Ward 3: Okafor leads\n  - Fine\n---\n"
    report = Report()
    stories.read(FLOOD, text.encode(), {}, BERLIN, report)
    (problem,) = report.problems
    assert problem.hint == 'write - "Ward 3: Okafor leads"'
    mended = applied(text.encode(), problem.edits)
    assert mended == text.replace("Ward 3: Okafor leads", '"Ward 3: Okafor leads"').encode()


def test_all_that_is_wrong_is_said_in_one_run() -> None:
    _, problems = read(
        "titel: x\ntags: a, b\nupdates:\n  - time: 18:42\n    title: a: b\n  - kind: loud",
        updates={"x.md": "---\nkind: quiet\n--- \n", "y.md": "text"},
    )
    assert [(p.place.path.rpartition("/")[2], p.place.line, str(p.rule)) for p in problems] == [
        ("flood.md", 2, "missing-key"),
        ("flood.md", 2, "missing-key"),
        ("flood.md", 2, "unknown-key"),
        ("flood.md", 3, "wrong-shape"),
        ("flood.md", 5, "not-a-time"),
        ("flood.md", 6, "unquoted"),
        ("flood.md", 7, "missing-key"),
        ("flood.md", 7, "not-a-choice"),
        ("x.md", 0, "missing-time"),
        ("x.md", 2, "not-a-choice"),
        ("x.md", 3, "fence"),
        ("y.md", 0, "missing-time"),
    ]


def test_a_story_that_is_not_text_hides_no_slip_in_its_updates() -> None:
    report = Report()
    files = {f"{UPDATES}2026-11-22-1842.md": b"---\ntitle: a: b\n---\n"}
    reading = stories.read(FLOOD, b"---\ntitle: \xff\n---\n", files, BERLIN, report)
    assert reading == Reading(None)
    assert [problem.rule for problem in report.problems] == [Rule.ENCODING, Rule.UNQUOTED]


# -------------------------------------------------------------------------- unknown keys

TAKE_OUT = "take it out, or put it below `extra:` if a template of yours reads it"
ONLY = "take it out; there is only `src`, `alt`, `caption`, `credit`, `credit_url` or `licence`"
PICTURE = "image: {src: a.jpg, alt: b, "


@pytest.mark.parametrize(
    ("line", "hint", "mended"),
    [
        ("sumary: x", "did you mean `summary`?", "summary: x"),
        ("former-titles: x", "did you mean `former_titles`?", "former_titles: x"),
        ("lastmod: 2026-11-23", "write `revised`, as it is called here", "revised: 2026-11-23"),
        ("description: x", "write `summary`, as it is called here", "summary: x"),
        ("author: x", "did you mean `authors`?", "authors: x"),
        ("category: World News", "write `section`, as it is called here", None),
        ("license: CC0", "did you mean `licence` below `image`?", None),
        ("start: 2026-11-22", "did you mean `start` below `coverage`?", None),
        ("kind: breaking", TAKE_OUT, None),
        ("pinned: true", TAKE_OUT, None),
        ("zzz: 1", TAKE_OUT, None),
        (PICTURE + "license: CC0}", "did you mean `licence`?", PICTURE + "licence: CC0}"),
        (PICTURE + "zzz: 1}", ONLY, None),
        (
            "coverage: {begin: 2026-11-22}",
            "write `start`, as it is called here",
            "coverage: {start: 2026-11-22}",
        ),
        ("banner: {message: x}", "write `text`, as it is called here", "banner: {text: x}"),
    ],
)
def test_an_unknown_key_is_told_what_it_may_have_meant(
    line: str, hint: str, mended: str | None
) -> None:
    problem = wrong(line)
    assert (problem.rule, problem.hint) == (Rule.UNKNOWN_KEY, hint)
    made = applied(f"\n\n\n{line}".encode(), problem.edits)
    assert made == f"\n\n\n{mended or line}".encode()


def test_no_rename_makes_a_key_that_is_there_already() -> None:
    problem = wrong("summary: x\ndescription: y")
    assert (problem.hint, problem.edits) == ("take it out: `summary` is there already", ())
    _, problems = read(f"{HEAD}\ndescription: x\nexcerpt: y")
    assert [problem.edits for problem in problems] == [
        (Edit(Place(FLOOD.path, 4, 1, 11), "summary"),),
        (),
    ]


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("date: 2026-11-22", "take it out: `time` is there already"),
        ("text: x", "write `body`, as it is called here"),
        ("author: x", "did you mean `authors`?"),
        ("tags: x", TAKE_OUT),
    ],
)
def test_an_unknown_key_of_an_update_is_read_as_an_updates(line: str, hint: str) -> None:
    problem = refused(listed(f"time: 2026-11-22\n    {line}"))
    assert problem.message == f"an update has no key `{line.partition(':')[0]}`"
    assert problem.hint == hint
    assert problem.place.line == 6


def test_a_key_of_a_correction_is_renamed_too() -> None:
    _, (missing, unknown) = read(f"{HEAD}\ncorrections: [{{date: 2026-11-22, text: x}}]")
    assert missing.message == "a correction needs `time`"
    assert unknown.edits == (Edit(unknown.place, "time"),)


# --------------------------------------------------------------------------------- times


def test_local_time_is_that_of_the_storys_zone() -> None:
    story = without_problem(
        f"{HEAD}\ntimezone: Asia/Tokyo\nupdates: [{{time: 2026-11-22 19:00}}]",
        updates={"2026-11-22-2000.md": "Rain.", "2026-11-22-203015-x.md": "Rain."},
    )
    assert [update.time for update in story.updates] == [
        at("2026-11-22 19:00", "Asia/Tokyo"),
        at("2026-11-22 20:00", "Asia/Tokyo"),
        at("2026-11-22 20:30:15", "Asia/Tokyo"),
    ]


@pytest.mark.parametrize(
    ("date", "counts_as"),
    [
        ("2026-11-22 18:00", "2026-11-22T18:00+01:00"),
        ("2026-11-22 09:00", "2026-11-22T12:00+01:00"),
        ("2026-11-22", "2026-11-22T12:00+01:00"),
    ],
)
def test_a_date_alone_counts_as_noon_or_as_the_storys_date_if_that_is_later(
    date: str, counts_as: str
) -> None:
    day = "2026-11-22"
    story = without_problem(
        f"title: x\ndate: {date}\nrevised: {day}\npublish_at: {day}\nexpires_at: {day}\n"
        f"coverage: {{start: {day}, end: {day}, resumes: {day}}}\nbanner: {{until: {day}}}\n"
        f"corrections: {{time: {day}, text: x}}\nwithdrawn: {{time: {day}, reason: x}}\n"
        f"updates: [{{time: {day}, revised: {day}, publish_at: {day}, "
        f"corrections: {{time: {day}, text: x}}, withdrawn: {{time: {day}, reason: x}}}}]"
    )
    (update,) = story.updates
    assert story.coverage is not None
    assert story.banner is not None
    assert story.withdrawn is not None
    assert update.withdrawn is not None
    moments = {
        *(story.revised, story.publish_at, story.expires_at, story.banner.until),
        *(story.coverage.start, story.coverage.end, story.coverage.resumes),
        *(story.corrections[0].time, story.withdrawn.time, update.time, update.revised),
        *(update.publish_at, update.corrections[0].time, update.withdrawn.time),
    }
    expected = Moment(datetime.fromisoformat(counts_as), "Europe/Berlin", at(day).day)
    assert moments == {expected}


def test_of_equal_moments_the_lower_in_the_list_and_the_later_file_name_is_the_newer() -> None:
    same = "{time: 2026-11-22 18:42, id: "
    story = without_problem(
        listed(same + "z}", same + "b}", "{time: 2026-11-22 18:41}"),
        updates={
            "b/2026-11-22-1842.md": "Rain.",
            "a/2026-11-22-1842-3.md": "Rain.",
            "2026-11-22-1842-2.md": "Rain.",
        },
    )  # fmt: skip
    assert ids(story) == [
        "2026-11-22-18-41",
        "z",
        "b",
        "2026-11-22-1842",
        "2026-11-22-1842-2",
        "2026-11-22-1842-3",
    ]


# ------------------------------------------------------------------------------- updates


def test_every_key_of_an_update_is_read() -> None:
    (update,) = without_problem(
        listed(
            """\
time: 2026-11-22 18:42
    id: Boat-2
    title: Second boat
    body: |

      It came.

          code
    authors: sam
    dateline: Pirna
    image: {src: boat.jpg, alt: ""}
    kind: breaking
    key: true
    pinned: true
    revised: 2026-11-22 19:00
    corrections: [{time: 2026-11-22 19:10, text: Two.}]
    withdrawn: {time: 2026-11-22 20:00, reason: Doubts.}
    draft: true
    publish_at: 2026-11-22 18:45
    extra: {boat: 2}"""
        )
    ).updates
    assert update == Update(
        id="Boat-2",
        time=at("2026-11-22 18:42"),
        title="Second boat",
        body=Text("It came.\n\n    code"),
        authors=("sam",),
        dateline="Pirna",
        image=Picture(src="boat.jpg", alt=""),
        kind=Kind.BREAKING,
        key=True,
        pinned=True,
        revised=at("2026-11-22 19:00"),
        corrections=(Correction(time=at("2026-11-22 19:10"), text="Two."),),
        withdrawn=Withdrawal(time=at("2026-11-22 20:00"), reason="Doubts."),
        draft=True,
        publish_at=at("2026-11-22 18:45"),
        extra={"boat": 2},
    )
    assert update.body.place == Place(FLOOD.path, 10, 7)


def test_an_update_file_needs_no_front_matter() -> None:
    (boat,) = well("", updates={"2026-11-22-1842-boat.md": "It came.\n"}).updates
    assert (boat.id, boat.time, boat.body) == (
        "2026-11-22-1842-boat",
        at("2026-11-22 18:42"),
        Text("It came."),
    )
    assert boat.body.place == Place(f"{UPDATES}2026-11-22-1842-boat.md", 1, 1)


def test_a_written_time_and_id_win_over_the_file_name() -> None:
    text = "---\ntime: 2026-11-22 19:00\nid: boat\n---\nIt came.\n"
    (update,) = well("", updates={"2026-11-22-1842.md": text}).updates
    assert (update.id, update.time) == ("boat", at("2026-11-22 19:00"))


def test_the_same_text_is_the_same_body_in_a_list_and_in_a_file() -> None:
    body = "a  \n\n- b\n\n      c  "
    front = listed(f"time: 2026-11-22 18:42\n    body: |\n{indent(body, ' ' * 6)}")
    in_list, in_file = without_problem(
        front, updates={"2026-11-22-1843.md": f"\n{body}\n\n"}
    ).updates
    assert in_list.body == in_file.body == Text(body)


@pytest.mark.parametrize(
    ("time", "id"),
    [
        ("2015-12-28", "2015-12-28"),
        ("2026-03-01 18:42", "2026-03-01-18-42"),
        ("2026-03-01 18:42:30", "2026-03-01-18-42-30"),
        ("2026-03-01T18:42+01:00", "2026-03-01T18-42-01-00"),
    ],
)
def test_an_id_left_out_is_the_time_as_written(time: str, id: str) -> None:
    assert ids(without_problem(listed(f"time: {time}"))) == [id]


def test_a_second_update_of_the_same_time_gets_a_number_that_is_free() -> None:
    same = "{time: 2026-11-22 18:42}"
    story = without_problem(
        listed(same, same, "{time: 2026-11-22 18:42, id: 2026-11-22-18-42-3}", same)
    )
    assert ids(story) == [
        "2026-11-22-18-42",
        "2026-11-22-18-42-2",
        "2026-11-22-18-42-3",
        "2026-11-22-18-42-4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("2026-11-22-1842-Zweites Boot", "2026-11-22-1842-Zweites-Boot"),
        ("2026-11-22-1842_über", "2026-11-22-1842-ber"),
        ("2026-11-22-1842.draft", "2026-11-22-1842-draft"),
    ],
)
def test_an_id_left_out_is_the_files_name(name: str, id: str) -> None:
    assert ids(well("", updates={f"{name}.md": "Rain."})) == [id]


def test_two_ids_alike_but_for_case_are_an_error_that_names_both() -> None:
    problem = refused(listed("{time: 2026-11-22, id: Boat}", "{time: 2026-11-23, id: boat}"))
    assert (problem.rule, where(problem)) == (Rule.DUPLICATE_ID, (6, 28, 4))
    assert problem.message == (
        "two updates have the id `boat`; the other is at content/world/flood.md:5"
    )
    assert problem.hint == "write id: boat-2"


def test_two_files_of_one_name_in_different_folders_are_an_error_that_names_both() -> None:
    problem = refused(
        HEAD, {"a/2026-11-22-1842.md": "Rain.", "b/2026-11-22-1842.md": "---\nkey: true\n---\n"}
    )
    assert problem.place == Place(f"{UPDATES}b/2026-11-22-1842.md")
    assert problem.message == (
        f"two updates have the id `2026-11-22-1842`; the other is at {UPDATES}a/2026-11-22-1842.md"
    )  # fmt: skip


@pytest.mark.parametrize("id", ["updates", "Summary", "key-events"])
def test_an_id_that_the_page_uses_is_an_error(id: str) -> None:
    problem = refused(listed(f"{{time: 2026-11-22, id: {id}}}"))
    assert problem.message == f"`{id}` is an id that the page itself uses"
    assert problem.hint == f"write id: {id.lower()}-2"


@pytest.mark.parametrize(
    ("id", "hint"), [("größe", "gr-e"), ("a b", "a-b"), ("دجلة", "second-boat"), ("a/b", "a-b")]
)
def test_an_id_of_other_letters_is_an_error(id: str, hint: str) -> None:
    problem = refused(listed(f"{{time: 2026-11-22, id: {id}}}"))
    assert problem.message == f'`id` takes ASCII letters, digits and `-`, not "{id}"'
    assert problem.hint == f"write id: {hint}"


@pytest.mark.parametrize("case", cases("update_files.txt"))
def test_an_update_file_in_error_is_told_what_to_write(case: str) -> None:
    name, *text, mark, hint = case.split("\n")
    problem = refused(HEAD, {name: "\n".join(text)})
    line, column, width = where(problem)
    assert problem.place.path == UPDATES + name
    assert f"{line}:{column}+{width} {problem.message}" == mark
    assert f"hint: {problem.hint}" == hint


def test_a_file_whose_name_makes_no_id_needs_one() -> None:
    timed = "---\ntime: 2026-11-22\n---\n"
    problem = refused(HEAD, {"دجلة.md": timed})
    assert problem.hint == "write id: second-boat, or rename the file"
    named = timed.replace("time", "id: boat\ntime")
    assert ids(well("", updates={"دجلة.md": named})) == ["boat"]


# ---------------------------------------------------------------------- broken and whole

BROKEN = listed(
    "{time: 2026-11-22 18:01, id: first}",
    "{time: 2026-11-22 18:02, id: second, kind: loud}",
    "{time: 2026-11-22 18:03, id: third}",
)


def test_a_story_is_read_without_its_updates_in_error() -> None:
    reading, problems = read(BROKEN)
    assert (ids(reading.story), reading.broken) == (["first", "third"], ("second",))
    assert [problem.level for problem in problems] == [Level.ERROR]


def test_an_error_of_the_storys_own_leaves_no_story() -> None:
    reading, _ = read(f"{BROKEN}\nstatus: loud")
    assert (reading.story, reading.broken) == (None, ("second",))


@pytest.mark.parametrize(
    ("updates", "broken"),
    [
        (["time: 18:42", "time: 2026-11-22"], "content/world/flood.md:5"),
        (["time: 18:42\n    id: a", "time: 2026-11-22"], "a"),
        (["just text", "time: 2026-11-22"], "content/world/flood.md:5"),
        (["time: 2026-11-22", "title: x"], "content/world/flood.md:6"),
        (["time: 2026-11-22", "\n    title: x"], "content/world/flood.md:7"),
        (["time: 2026-11-22", "time: 2026-11-22 18:42\n    title: a: b"], "2026-11-22-18-42"),
        (["time: 2026-11-22", "time: 2026-11-22 18:42\n    id: a\n    id: b"], "a"),
        (["time: 2026-11-22", "time:\t2026-11-22 18:42"], "2026-11-22-18-42"),
        (["time: 2026-11-22", "time: 2026-11-22 18:42\n    image: {src: a}"], "2026-11-22-18-42"),
    ],
)
def test_an_error_belongs_to_the_update_that_it_stands_in(updates: list[str], broken: str) -> None:
    for below in ("", "\ntags: [a]"):
        reading, _ = read(listed(*updates) + below)
        assert (reading.broken, ids(reading.story)) == ((broken,), ["2026-11-22"])


@pytest.mark.parametrize(
    "below",
    ["\nupdates: []", "\ntags: a, b", "\ntitel: x", "\nkey_points:\n  - a: b", "\ntitle: again"],
)
def test_an_error_below_the_list_is_the_storys(below: str) -> None:
    for updates in (
        listed("time: 2026-11-22"),
        f"{HEAD}\nupdates: [\n{{time: 2026-11-22}}]",
        f"{HEAD}\nupdates:\n  time: 2026-11-22",
    ):
        reading, problems = read(updates + below)
        assert (reading.story, reading.broken) == (None, ())
        assert len(problems) == 1


@pytest.mark.parametrize("fence", ["--- ", " ---", "—"])
def test_a_wrong_fence_below_the_list_is_the_storys(fence: str) -> None:
    report = Report()
    front = listed("time: 2026-11-22")
    reading = stories.read(FLOOD, f"---\n{front}\n{fence}\nText.\n".encode(), {}, BERLIN, report)
    (problem,) = report.problems
    assert problem.rule is Rule.FENCE
    assert reading == Reading(None)
    assert stories.owner_of(reading, problem.place) is None


def test_of_two_updates_with_one_id_neither_is_in_the_story() -> None:
    same = "{time: 2026-11-22, id: boat}"
    reading, _ = read(listed(same, "{time: 2026-11-22, id: other}", same.replace("b", "B")))
    assert (ids(reading.story), reading.broken) == (["other"], ("Boat",))


def test_a_file_in_error_is_named_by_its_id_or_its_path() -> None:
    reading, _ = read(
        HEAD,
        updates={
            "2026-11-22-1842.md": "---\nkey: yes\n---\n",
            "2026-11-22-1843.md": "---\nid: b\nkey: yes\n---\n",
            "2026-11-22-1844.md": "---\n- a\n---\n",
            "2026-11-22-1845.md": "Rain.",
        },
    )
    assert ids(reading.story) == ["2026-11-22-1845"]
    assert reading.broken == ("2026-11-22-1842", "b", f"{UPDATES}2026-11-22-1844.md")


def test_a_later_problem_is_owned_by_the_update_it_lies_in() -> None:
    front = listed(
        "time: 2026-11-22\n    body: |\n      a\n\n      b",
        "{time: 2026-11-23}, {time: 2026-11-24}"[:18],
    )
    reading, problems = read(
        f"{front}\nsummary: x", "Text", {"2026-11-22-1842.md": "a\n", "x/2026-11-22-1843.md": "b\n"}
    )
    assert problems == ()

    def owner(line: int, column: int = 1, path: str = FLOOD.path) -> str | None:
        return stories.owner_of(reading, Place(path, line, column))

    assert [owner(line) for line in range(3, 14)] == [
        *(None, None),
        *["2026-11-22"] * 5,
        "2026-11-23",
        *(None, None, None),
    ]
    assert owner(0) is None
    assert owner(1, path=f"{UPDATES}2026-11-22-1842.md") == "2026-11-22-1842"
    assert owner(0, path=f"{UPDATES}x/2026-11-22-1843.md") == "2026-11-22-1843"
    assert owner(9, path="content/world/other.md") is None
    assert owner(9, path=f"{UPDATES}2026-11-22-1842.md") == "2026-11-22-1842"


def test_updates_on_one_line_are_told_apart() -> None:
    front = f"{HEAD}\nupdates: [{{time: 2026-11-22, key: yes}}, {{time: 2026-11-23}}]"
    reading, _ = read(front)
    assert (ids(reading.story), reading.broken) == (["2026-11-23"], ("2026-11-22",))


def test_spans_do_not_count_for_equality() -> None:
    one, _ = read(listed("time: 2026-11-22"))
    other, _ = read(f"{HEAD}\nupdates: [{{time: 2026-11-22}}]")
    assert one.spans != other.spans
    assert one == other


# --------------------------------------------------------------------------- read again

FRONTS = st.sampled_from(
    [
        "title: Flood\ndate: 2026-11-22 18:00",
        "title: Flood\ndate: 2026-11-22 19:00",
        "title: Flood\ndate: 2026-11-22 18:00\ntimezone: Asia/Baghdad",
        "title: Flood\ndate: 2026-11-22 18:00\nupdates: [{id: boat, time: 2026-11-22}]",
        "date: 2026-11-22 18:00\ndraft: true",
        "title: Flood\ndate: soon",
        "title: Flood\ndate: soon\ntimezone: Asia/Baghdad",
        "- Flood",
    ]
)
FILES = st.dictionaries(
    st.sampled_from(["2026-11-22-1842-boat.md", "2026-11-22.md", "x/2026-11-22-1842-boat.md"]),
    st.sampled_from(
        [
            "Rain.",
            "---\ntime: 2026-11-22\n---\nRain.",
            "---\ntime: 2026-11-22\nid: boat\n---\n",
            "---\nkey: yes\nrevised: 2026-11-22\n---\nRain.",
            "---\ntitle: Two: dead\n---\n\x08Rain.",
            "---\ntags: [\n---\n",
        ]
    ),
)


@given(st.lists(st.tuples(FRONTS, FILES), min_size=2, max_size=4))
def test_a_story_that_is_read_again_is_read_as_if_for_the_first_time(
    versions: list[tuple[str, dict[str, str]]],
) -> None:
    past = None
    for front, files in versions:
        (past, problems), (fresh, same_problems) = (
            read(front, updates=files, past=past),
            read(front, updates=files),
        )

        assert (past, problems) == (fresh, same_problems)
        assert fresh.files in ({}, past.files)
        assert (past.spans, past.left_out, past.draft) == (fresh.spans, fresh.left_out, fresh.draft)
        assert repr(past.story) == repr(fresh.story)  # places and all


BOATS = {f"2026-11-22-184{minute}.md": "Rain." for minute in range(3)}


def test_files_that_are_unchanged_are_not_read_again() -> None:
    first, _ = read(HEAD, updates=BOATS)
    edited = {**BOATS, "2026-11-22-1841.md": "More rain.", "2026-11-22-1845.md": "Rain."}
    again, _ = read(HEAD, updates=edited, past=first)
    assert first.story
    assert again.story

    kept = [
        update for update in again.story.updates if any(update is u for u in first.story.updates)
    ]
    assert [update.id for update in kept] == ["2026-11-22-1840", "2026-11-22-1842"]
    assert ids(again.story) == [name.removesuffix(".md") for name in sorted(edited)]


def test_files_are_remembered_while_the_story_cannot_be_read() -> None:
    first, _ = read(HEAD, updates=BOATS)
    broken, _ = read("- tags", updates=BOATS, past=first)
    mended, _ = read(HEAD, updates=BOATS, past=broken)

    assert broken.story is None
    assert first.story
    assert mended.story
    assert all(a is b for a, b in zip(mended.story.updates, first.story.updates, strict=True))


@pytest.mark.parametrize("front", [f"{HEAD}\ntimezone: Asia/Baghdad", "title: A\ndate: 2026-11-23"])
def test_files_are_read_again_when_the_zone_or_the_date_of_the_story_is_another(front: str) -> None:
    first, _ = read(HEAD, updates=BOATS)
    again, _ = read(front, updates=BOATS, past=first)

    assert first.files.keys() == again.files.keys()
    assert not any(again.files[path] is first.files[path] for path in first.files)


# -------------------------------------------------------------------------------- drafts


def test_the_errors_of_a_draft_are_warnings() -> None:
    reading, problems = read(
        "draft: true\nstatus: loud\nupdates: [{time: 18:42}]",
        updates={"x.md": "---\ntitle: a: b\n---\n"},
    )
    assert reading.story is None
    assert {problem.level for problem in problems} == {Level.WARNING}
    assert len(problems) == 6


@pytest.mark.parametrize(
    "front", ["draft: true\ntitle: a: b", "draft: true\n\x00[", "- draft: true"]
)
def test_a_draft_is_known_by_its_line_however_broken_the_rest(front: str) -> None:
    _, problems = read(front)
    levels = {problem.level for problem in problems}
    assert levels == {Level.ERROR if front.startswith("-") else Level.WARNING}


def test_a_draft_that_is_not_even_text_is_known_by_its_line() -> None:
    report = Report()
    stories.read(FLOOD, b"---\ndraft: true\ntitle: \xff\n---\n", {}, BERLIN, report)
    assert [(p.rule, p.level) for p in report.problems] == [(Rule.ENCODING, Level.WARNING)]


def test_a_draft_is_shown_without_its_updates_in_error() -> None:
    reading, problems = read(f"{BROKEN}\ndraft: true")
    assert (ids(reading.story), reading.broken) == (["first", "third"], ("second",))
    assert [problem.level for problem in problems] == [Level.WARNING]


@pytest.mark.parametrize("draft", ["yes", "True", '"true "', "[true]"])
def test_a_draft_that_cannot_be_read_is_none(draft: str) -> None:
    assert wrong(f"draft: {draft}").level is Level.ERROR


def test_an_update_that_is_a_draft_keeps_its_errors() -> None:
    problem = refused(listed("{time: 2026-11-22, draft: true, kind: loud}"))
    assert problem.level is Level.ERROR


# ---------------------------------------------------------------------- pages and sections


def page(front: str, name: str = "about") -> tuple[PlainPage | None, tuple[Problem, ...]]:
    report = Report()
    content = f"---\n{front}\n---\n\nText.\n".encode()
    found = stories.read_page(f"content/pages/{name}.md", name, content, BERLIN, report)
    return found, report.problems


def test_every_key_of_a_page_is_read() -> None:
    found, problems = page(
        "title: About\nsummary: Us\nimage: {src: a.jpg, alt: b}\nlanguage: de\naliases: /imprint\n"
        "draft: true\nslug: about-us\nextra: {phone: 555-0100}"
    )
    assert problems == ()
    assert found == PlainPage(
        source="content/pages/about.md",
        slug="about-us",
        title="About",
        summary="Us",
        image=Picture(src="a.jpg", alt="b"),
        language="de",
        aliases=("/imprint/",),
        draft=True,
        extra={"phone": "555-0100"},
        body=Text("Text."),
    )


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        (
            "date: 2026-11-22",
            TAKE_OUT,
        ),
        ("author: x", TAKE_OUT),
        ("description: x", "write `summary`, as it is called here"),
        ("Tags: x", TAKE_OUT),
    ],
)
def test_a_page_has_fewer_keys_than_a_story(line: str, hint: str) -> None:
    found, problems = page(f"title: About\n{line}")
    assert found is None
    assert hint in [problem.hint for problem in problems]


def test_a_page_needs_a_title_and_a_name() -> None:
    found, problems = page("summary: x", name="!!!")
    assert found is None
    assert [problem.message for problem in problems] == [
        'the name "!!!" holds no letter or digit to make an address of',
        "a page needs `title`",
    ]


def test_a_page_without_front_matter_is_told_how_to_begin() -> None:
    report = Report()
    assert stories.read_page("content/pages/a.md", "a", b"Text", BERLIN, report) is None
    assert [problem.rule for problem in report.problems] == [Rule.FENCE]


@pytest.mark.parametrize("front", ["draft: true", "draft: true\ntitle: a: b"])
def test_the_errors_of_a_draft_page_are_warnings(front: str) -> None:
    found, problems = page(front)
    assert found is None
    assert {problem.level for problem in problems} == {Level.WARNING}


def section(text: str) -> tuple[Section | None, tuple[Problem, ...]]:
    report = Report()
    path = "content/world/asia/_index.md"
    return stories.read_section(path, "world/asia", text.encode(), report), report.problems


def test_every_key_of_a_section_is_read() -> None:
    found, problems = section("---\ntitle: Asia & co\nsummary: East\norder: oldest\n---\nHello.\n")
    assert problems == ()
    assert found == Section(
        name="world/asia",
        title="Asia & co",
        source="content/world/asia/_index.md",
        summary="East",
        order=Order.OLDEST,
        body=Text("Hello."),
    )


def test_a_section_needs_no_front_matter() -> None:
    found, problems = section("Hello.\n")
    assert problems == ()
    assert found is not None
    assert (found.title, found.order, found.rank) == ("Asia", Order.NEWEST, None)


@pytest.mark.parametrize("number", ["0", "2", "-1", "100"])
def test_a_number_orders_the_sections_themselves(number: str) -> None:
    found, _ = section(f"---\norder: {number}\n---\n")
    assert found is not None
    assert (found.rank, found.order) == (int(number), Order.NEWEST)


@pytest.mark.parametrize("order", ["2.5", "first", "٣"])
def test_another_order_is_an_error(order: str) -> None:
    found, (problem,) = section(f"---\norder: {order}\n---\n")
    assert found is None
    assert problem.message == f'`order` takes newest or oldest, not "{order}"'
    assert problem.hint.endswith(", or its place among the sections: order: 2")


@pytest.mark.parametrize("line", ["extra: {a: b}", "date: 2026-11-22", "draft: true"])
def test_a_section_has_no_other_key(line: str) -> None:
    found, (problem,) = section(f"---\n{line}\n---\n")
    assert found is None
    assert problem.hint == "take it out; there is only `title`, `summary` or `order`"


def test_a_section_is_called_like_its_folder() -> None:
    assert stories.section_name("World News/Süd Asien") == "world-news/süd-asien"
    assert stories.section_title("world/south-asia") == "South asia"


# ---------------------------------------------------------------------------- ids, written


def with_ids(front: str) -> str:
    text = f"---\n{front}\n---\n"
    edits = stories.missing_ids(FLOOD.path, text.encode(), BERLIN)
    return applied(text.encode(), edits).decode().removeprefix("---\n").removesuffix("\n---\n")


@pytest.mark.parametrize(
    "front",
    [
        listed("time: 2026-11-22 18:42\n    title: a", "title: b\n    time: 2026-11-22 18:42"),
        listed("{time: 2026-11-22 18:42}", "{time: 2026-11-22 18:42, id: b}"),
        f"{HEAD}\nupdates: [{{time: 2026-11-22}}, {{time: 2026-11-22}}]",
        f"{HEAD}\nupdates:\n- time: 2026-11-22",
        f"{HEAD}\nupdates:\n  -\n    time: 2026-11-22",
        f"{HEAD}\nupdates:\n  time: 2026-11-22",
        f"{HEAD}\ntimezone: America/New_York\nupdates: [{{time: 2026-10-25 02:30}}]",
    ],
)
def test_written_ids_are_those_that_updates_had_without(front: str) -> None:
    written = with_ids(front)
    assert written.count("id: ") == front.count("time: 2026")
    assert without_problem(written) == without_problem(front)
    assert with_ids(written) == written


def test_an_update_whose_time_cannot_be_read_gets_no_id_yet() -> None:
    front = listed("time: 18:42", "{time: 2026-10-25 02:30}", "id:\n    time: 2026-11-22", "text")
    assert with_ids(front) == front


# --------------------------------------------------------------------------- long and back


@pytest.mark.slow
def test_ten_thousand_updates_are_read_in_some_seconds() -> None:
    same = "  - time: 2026-11-22 18:42\n    title: x\n    body: |\n      Text.\n"
    front = f"{HEAD}\nupdates:\n" + same * 10_000
    began = time.perf_counter()
    story = without_problem(front)
    assert time.perf_counter() - began < 15  # about 2 s
    assert len(set(ids(story))) == 10_000


FOLD = datetime(2026, 10, 25, 1, tzinfo=UTC)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Africa/Monrovia", "Australia/Lord_Howe")
CHARACTERS = st.one_of(
    st.sampled_from(" :#-\"'\\[]{}&*!|>%@`,?~=<.é\u00a0\u2028🙂\u202eبغ"),
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\ufeff"
    ),
)
WRITTEN = st.one_of(
    st.text(CHARACTERS, max_size=20),
    st.sampled_from(
        ["---", "true", "null", "~", "1984", "1.10", "18:42", "2026-11-22", "NO", "- a"]
    ),
)
PLAIN = WRITTEN.map(lambda text: text.strip(" ")).filter(lambda text: bool(text.strip()))
LINES = st.text(st.one_of(CHARACTERS, st.just("\t")), max_size=12)
MARKDOWN = st.lists(
    st.one_of(LINES, st.sampled_from(["", "---", "    code", "  ", "# a", "{{< x >}}"])), max_size=5
).map(lambda lines: Text(_trimmed(lines)))
SLUGS = PLAIN.map(urls.slug).filter(bool)


def _trimmed(lines: list[str]) -> str:
    filled = [number for number, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[filled[0] : filled[-1] + 1]) if filled else ""


def some(texts: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(texts, unique=True, max_size=3).map(tuple)


def maybe(what: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.one_of(st.none(), what)


EXTRA = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        WRITTEN,
        st.lists(LINES, max_size=3).map("\n".join),
    ),
    lambda below: st.one_of(
        st.lists(below, max_size=3).map(tuple), st.dictionaries(WRITTEN, below, max_size=3)
    ),
    max_leaves=6,
)
EXTRAS = st.dictionaries(WRITTEN, EXTRA, max_size=3)


def noon(day: date, zone: str) -> Moment:
    return at(day.isoformat(), zone)


def moments_after(begins: Moment) -> st.SearchStrategy[Moment]:
    """Return moments as they read in a story that begins then: with a clock, or a date alone."""
    near_a_fold = st.integers(-40_000, 40_000).map(lambda s: FOLD + timedelta(seconds=s))
    any_time = st.datetimes(timezones=st.just(UTC)).filter(lambda at: 1900 < at.year < 2100)
    days = st.dates(date(1900, 1, 2), date(2100, 1, 1)).map(lambda day: noon(day, begins.zone))
    return st.one_of(
        near_a_fold.map(lambda at: Moment(at, begins.zone)),
        any_time.map(lambda at: Moment(at, begins.zone)),
        days.map(lambda moment: replace(moment, at=max(moment.at, begins.at))),
    )


PICTURES = st.builds(
    Picture,
    src=PLAIN,
    alt=PLAIN | st.just(""),
    caption=PLAIN | st.just(""),
    credit=PLAIN | st.just(""),
    credit_url=st.sampled_from(["", "https://x.example/?a=b#c"]),
    licence=PLAIN | st.just(""),
)


def updates_after(moments: st.SearchStrategy[Moment]) -> st.SearchStrategy[Update]:
    return st.builds(
        Update,
        id=st.text("aB1-", min_size=1, max_size=4),
        time=moments,
        title=PLAIN | st.just(""),
        body=MARKDOWN,
        authors=some(PLAIN),
        dateline=PLAIN | st.just(""),
        image=maybe(PICTURES),
        kind=st.sampled_from(Kind),
        key=st.booleans(),
        pinned=st.booleans(),
        revised=maybe(moments),
        corrections=corrections_after(moments),
        withdrawn=maybe(st.builds(Withdrawal, time=moments, reason=PLAIN)),
        draft=st.booleans(),
        publish_at=maybe(moments),
        extra=EXTRAS,
    )


def corrections_after(
    moments: st.SearchStrategy[Moment],
) -> st.SearchStrategy[tuple[Correction, ...]]:
    return st.lists(st.builds(Correction, time=moments, text=PLAIN), max_size=2).map(tuple)


@cache  # of a strategy that is made anew each time, making it takes most of the time
def stories_after(begins: Moment) -> st.SearchStrategy[Story]:
    """Return any story that can be read: no text of blanks, no id twice, times in its zone."""
    moments = moments_after(begins)
    updates = st.lists(updates_after(moments), unique_by=lambda u: u.id.lower(), max_size=3)
    coverages = st.builds(
        Coverage, start=maybe(moments), end=maybe(moments), resumes=maybe(moments)
    ).filter(lambda c: c.end is None or c.end.at >= (c.start or begins).at)
    banners = st.builds(
        Banner, kind=maybe(st.sampled_from(BannerKind)), text=MARKDOWN, until=maybe(moments)
    )
    return st.builds(
        Story,
        source=st.just("content/storm.md"),
        section=st.lists(SLUGS, max_size=2).map("/".join),
        slug=SLUGS,
        title=PLAIN,
        date=st.just(begins),
        id=PLAIN,
        former_titles=st.lists(PLAIN, max_size=2).map(tuple),
        revised=maybe(moments),
        summary=PLAIN | st.just(""),
        authors=some(PLAIN),
        dateline=PLAIN | st.just(""),
        tags=some(PLAIN),
        image=maybe(PICTURES),
        layout=st.sampled_from(["article", "live", "photo"]),
        order=st.sampled_from(Order),
        status=maybe(st.sampled_from(Status)),
        coverage=maybe(coverages),
        continued_in=PLAIN | st.just(""),
        related=some(PLAIN),
        translations=st.dictionaries(st.sampled_from(["no", "de-AT", "ar"]), PLAIN, max_size=2),
        timezone=st.just(begins.zone),
        language=st.sampled_from(["no", "en-GB", "zh-Hant-TW"]),
        key_points=st.lists(MARKDOWN.filter(bool), max_size=2).map(tuple),
        banner=maybe(banners),
        updates=updates.map(lambda found: tuple(sorted(found, key=lambda u: u.time.at))),
        corrections=corrections_after(moments),
        withdrawn=maybe(st.builds(Withdrawal, time=moments, reason=PLAIN)),
        draft=st.booleans(),
        publish_at=maybe(moments),
        expires_at=maybe(moments),
        aliases=some(SLUGS.map(lambda slug: f"/{slug}/")),
        comments=st.sampled_from(Comments),
        extra=EXTRAS,
        body=MARKDOWN,
    )


BEGINNINGS = [
    *(Moment(FOLD, zone) for zone in ZONES),
    *(noon(date(1969, 7, 20), zone) for zone in ZONES),
]


def test_a_local_time_whose_offset_has_seconds_is_written_in_utc() -> None:
    begins = Moment(datetime(1960, 5, 1, 12, tzinfo=UTC), "Africa/Monrovia")
    story = replace(without_problem(HEAD), date=begins, timezone="Africa/Monrovia")
    assert "date: 1960-05-01T12:00:00+00:00\n" in stories.write(story)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(BEGINNINGS).flatmap(stories_after))
def test_a_story_that_is_written_reads_back_as_it_was(story: Story) -> None:
    source = Source(path=story.source, section=story.section, name="storm")
    defaults = Defaults(layouts=frozenset({"article", "live", "photo"}), comments=Comments.OPEN)
    report = Report()
    text = stories.write(story)
    reading = stories.read(source, text.encode(), {}, defaults, report)
    assert report.problems == ()
    assert reading.story == story
    assert stories.write(reading.story) == text


# what is read of files that lack their front matter, and what an editor should know


BOAT = "2026-11-22-1842-boat.md"


@pytest.mark.parametrize(
    ("text", "line", "last"),
    [
        ("draft: true\n\nA secret.", 1, 1),
        ("\n\ntitel: Boat\nkey: true\nA second boat.", 3, 4),
        ("authors:\n  - Noor Haddad\ndraft: true\n", 1, 3),
    ],
)
def test_an_update_file_that_begins_with_keys_is_an_error(text: str, line: int, last: int) -> None:
    reading, (problem,) = read(HEAD, updates={BOAT: text})

    assert (problem.rule, problem.level) == (Rule.FENCE, Level.ERROR)
    assert (problem.place.path, problem.place.line) == (UPDATES + BOAT, line)
    assert problem.hint == f"put a line `---` above it, and one after line {last}"
    assert reading.story is not None
    assert reading.story.updates == ()


@pytest.mark.parametrize(
    "text", ["Police: nobody is hurt.", "Route 9 is open.\ntime: now", "- Two boats.\n", "note: x"]
)
def test_an_update_file_of_text_alone_may_hold_colons(text: str) -> None:
    assert ids(without_problem(HEAD, updates={BOAT: text})) == [BOAT.removesuffix(".md")]


@pytest.mark.parametrize("text", ["", " \n\n"])
def test_an_empty_update_file_is_warned_of(text: str) -> None:
    reading, (problem,) = read(HEAD, updates={BOAT: text})

    assert (problem.level, problem.place) == (Level.WARNING, Place(UPDATES + BOAT))
    assert reading.story is not None
    assert [update.body for update in reading.story.updates] == [Text()]


@pytest.mark.parametrize("src", ["https://x.example/a.jpg?w=9", "//x.example/a.jpg"])
def test_a_lead_picture_on_another_host_is_an_error(src: str) -> None:
    problem = wrong(f"image: {{src: '{src}', alt: A boat}}")

    assert problem.rule is Rule.FOREIGN_PICTURE
    assert problem.message == f'`src` takes a picture of this site, not "{src}"'
    assert problem.hint == "put the picture beside the story and write src: a.jpg"


def test_a_picture_of_another_host_without_a_name_is_given_one() -> None:
    problem = wrong("image: {src: 'https://x.example/', alt: A boat}")

    assert problem.hint.endswith("write src: levee.jpg")


def test_a_story_that_expires_before_its_date_is_never_out() -> None:
    (problem,) = stories.advice(well("expires_at: 2026-11-22 17:59", "Rain"))

    assert (problem.rule, problem.level) == (Rule.TIME_ORDER, Level.WARNING)
    assert problem.place.line == 4
    assert stories.advice(well("expires_at: 2026-11-22 18:01", "Rain")) == ()


def test_a_story_with_nothing_to_read_is_warned_of_unless_it_is_a_draft() -> None:
    (problem,) = stories.advice(without_problem(HEAD))

    assert (problem.rule, problem.level) == (Rule.NOTHING_TO_READ, Level.WARNING)
    for full in (well("summary: Rain"), well("", "Rain"), well("draft: true")):
        assert stories.advice(full) == ()
    update = "{time: 2026-11-22 18:42, body: Rain}"
    assert stories.advice(without_problem(listed(update))) == ()


@pytest.mark.parametrize("label", ["Update:", "UPDATE:", "Updated:"])
def test_a_title_that_begins_with_update_is_warned_of(label: str) -> None:
    story = without_problem(f"title: '{label} Flood'\ndate: 2026-11-22", "Rain")
    (problem,) = stories.advice(story)

    assert (problem.level, problem.place.line) == (Level.WARNING, 2)
    assert problem.message == f'`title` begins with "{label}", which the page says by itself'
    assert problem.hint == 'write title: "Flood"'
    assert stories.advice(without_problem("title: Updates go on\ndate: 2026-11-22", "Rain")) == ()


def test_the_title_of_a_note_is_warned_of() -> None:
    notes = listed(
        "{time: 2026-11-22 18:42, title: Boat, kind: note}",
        "{time: 2026-11-22 18:43, kind: note, body: Boat}",
        "{time: 2026-11-22 18:44, title: Boat}",
    )
    (problem,) = stories.advice(without_problem(notes))

    assert (problem.level, problem.place.line) == (Level.WARNING, 5)
    assert problem.message.startswith("`2026-11-22-18-42` is a note")


def test_a_key_is_renamed_and_the_id_written_at_once() -> None:
    front = listed("titel: Boat\n    time: 2026-11-22 18:42")
    text = f"---\n{front}\n---\n".encode()
    edits = [*refused(front).edits, *stories.missing_ids(FLOOD.path, text, BERLIN)]

    mended = listed("id: 2026-11-22-18-42\n    title: Boat\n    time: 2026-11-22 18:42")
    assert applied(text, edits) == f"---\n{mended}\n---\n".encode()
