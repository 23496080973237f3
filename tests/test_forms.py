"""Questions to front matter, and what is said of answers that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livegen import frontmatter
from livegen.errors import Place, Problem, Report, Rule
from livegen.forms import Form, Keys, markdown_of, plain_text, read_moment, shown
from livegen.frontmatter import Scalar
from livegen.model import Kind, Text


def form(yaml: str) -> Form:
    report = Report()
    document = frontmatter.read("x.md", f"---\n{yaml}\n---\n".encode(), report)
    assert document is not None
    assert report.problems == ()
    return Form("a thing", document.fields, report, "Europe/Berlin")


def problem(asked: Form) -> Problem:
    (only,) = asked.report.problems
    return only


@pytest.mark.parametrize("yaml", ["", "a:", "a: |\n  \n"])
def test_what_is_not_written_is_an_empty_answer(yaml: str) -> None:
    asked = form(yaml)
    assert not asked.has("a")
    assert (asked.text("a"), asked.markdown("a"), asked.texts("a")) == ("", Text(), ())
    assert (asked.moment("a"), asked.flag("a"), asked.choice("a", Kind)) == (None, False, None)
    assert (asked.form("a", "x", "{}"), asked.forms("a", "x", "{}")) == (None, ())
    assert (asked.pairs("a", "{}"), asked.names("a"), asked.word("a", ["b"])) == ((), (), "")
    assert asked.report.problems == ()


def test_an_empty_text_in_quotes_is_written() -> None:
    asked = form('a: ""')
    assert asked.has("a")
    assert asked.text("a") == ""
    assert asked.report.problems == ()


@pytest.mark.parametrize("yaml", ["a: [b]", "a: {b: c}"])
def test_a_wrong_shape_is_said_once_and_then_counts_as_absent(yaml: str) -> None:
    asked = form(yaml)
    assert (asked.required("a", "a: x"), asked.text("a"), asked.flag("a")) == ("", "", False)
    assert problem(asked).rule is Rule.WRONG_SHAPE


def test_a_missing_key_is_shown_where_the_thing_begins_or_where_it_stands_bare() -> None:
    asked = form("b: {c: d}")
    below = asked.form("b", "a part", "{}")
    assert below is not None
    below.required("a", "a: x")
    assert (problem(asked).place, problem(asked).message) == (
        Place("x.md", 2, 4),
        "a part needs `a`",
    )
    bare = form("b: c\na:")
    bare.required("a", "a: x")
    assert problem(bare).place == Place("x.md", 3, 1)


def test_one_mapping_stands_for_a_list_of_them() -> None:
    one, several = form("a: {b: c}"), form("a: [{b: c}, {b: d}]")
    assert [below.text("b") for below in one.forms("a", "x", "{}")] == ["c"]
    assert [below.text("b") for below in several.forms("a", "x", "{}")] == ["c", "d"]


def test_what_is_no_mapping_in_a_list_is_left_out_and_named() -> None:
    asked = form("a:\n  - {b: c}\n  - text\n  -")
    assert [below.text("b") for below in asked.forms("a", "x", "{b: c}")] == ["c"]
    assert [(found.message, found.hint) for found in asked.report.problems] == [
        ('each item of `a` takes keys of its own, not "text"', "write - {b: c}"),
        ("each item of `a` takes keys of its own, not an empty value", "write - {b: c}"),
    ]


def test_names_are_kept_once_and_in_order() -> None:
    assert form("a: [c, b, c]").names("a") == ("c", "b")


@pytest.mark.parametrize("yaml", ['a: "b, c"', "a: [b, c]", "a:\n  - b, c", "a: b"])
def test_a_comma_is_only_doubtful_in_a_bare_value(yaml: str) -> None:
    asked = form(yaml)
    assert asked.names("a")
    assert asked.report.problems == ()


def test_the_hint_for_doubtful_names_can_be_pasted() -> None:
    asked = form("a: Noor H., [x] & 'co', , \"y")
    asked.names("a")
    assert problem(asked).hint.startswith("""write a: [Noor H., "[x] & 'co'", "\\"y"], or""")


KEYS = Keys(
    ("title", "body_text", "extra"),
    {"headline": "title", "long_text": "body_text"},
    {"picture": "image.src", "tilte": ""},
)


@pytest.mark.parametrize(
    ("key", "hint", "renamed"),
    [
        ("titel", "did you mean `title`?", "title"),
        ("body-text", "did you mean `body_text`?", "body_text"),
        ("tit", "did you mean `title`?", None),
        ("headline", "write `title`, as it is called here", "title"),
        ("longtext", "write `body_text`, as it is called here", "body_text"),
        ("picture", "write `src` below `image`, as it is called here", None),
        ("tilte", "take it out, or put it below `extra:` if a template of yours reads it", None),
        ("zzz", "take it out, or put it below `extra:` if a template of yours reads it", None),
    ],
)
def test_only_what_is_certain_is_renamed(key: str, hint: str, renamed: str | None) -> None:
    asked = form(f"{key}: x")
    asked.expect(KEYS)
    found = problem(asked)
    assert (found.hint, found.place.width) == (hint, len(key))
    assert [edit.text for edit in found.edits] == ([renamed] if renamed else [])
    assert all(edit.place == found.place for edit in found.edits)


@pytest.mark.parametrize(
    "text", ["0001-01-01", "0001-01-01T00:30Z", "9999-12-31", "9999-12-31 23:59", "9999-12-31T23Z"]
)
def test_a_moment_at_the_edge_of_the_calendar_is_none(text: str) -> None:
    report = Report()
    scalar = form(f"a: {text}").scalar("a")
    assert scalar
    assert read_moment("a", scalar, "America/New_York", report) is None
    (found,) = report.problems
    assert (found.rule, found.place) == (Rule.NOT_A_TIME, scalar.place)


@pytest.mark.parametrize("year", ["0002", "9998"])
def test_a_moment_that_is_one_can_be_shown_in_its_zone(year: str) -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Honolulu"):
        asked = form(f"a: {year}-12-31\nb: {year}-01-01 00:00")
        for key in ("a", "b"):
            moment = Form(asked.what, asked.fields, asked.report, zone).moment(key)
            assert moment is not None
            assert moment.iso.startswith(year)


@pytest.mark.parametrize(
    ("yaml", "text", "line", "column"),
    [
        ("a: b", "b", 2, 4),
        ('a: "b"', "b", 2, 5),
        ("a: |\n  b\n   c  ", "b\n c  ", 3, 3),
        ("a: |\n\n  \n  b\n\n  c\n\n", "b\n\nc", 5, 3),
        ("a: |2\n     b\n  c", "   b\nc", 3, 3),
    ],
)
def test_markdown_keeps_its_place_and_all_but_blank_lines_around_it(
    yaml: str, text: str, line: int, column: int
) -> None:
    node = form(yaml).fields.get("a")
    assert isinstance(node, Scalar)
    found = markdown_of(node)
    assert found == Text(text)
    assert (found.place.line, found.place.column) == (line, column)


@given(st.text(st.sampled_from("a \t\n\x0b\u00a0"), max_size=12))
def test_markdown_goes_from_the_first_line_that_says_something_to_the_last(text: str) -> None:
    lines = text.split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip()] or [0]
    node = form("a: b").fields.get("a")
    assert isinstance(node, Scalar)
    found = markdown_of(node._replace(text=text))
    assert found.markdown == "\n".join(lines[filled[0] : filled[-1] + 1]) * bool(text.strip())
    assert found.place.line == node.place.line + filled[0]


def test_a_plain_text_is_one_line_of_what_was_typed() -> None:
    assert plain_text("  a\u00a0 \n \t\n  b  c\r\nd ") == "a\u00a0 b  c d"
    assert plain_text("a" + " " * 1_000_000 + "b").endswith(" b")


def test_a_long_text_is_shown_short_and_on_one_line() -> None:
    assert shown(" a\n b ") == "a b"
    assert shown("a" * 500) == "a" * 119 + "…"
