"""What is read without PyYAML is what PyYAML would have made of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import REPOSITORY
from hypothesis import example, given, settings
from hypothesis import strategies as st

from livegen.errors import Report
from livegen.frontmatter import characters, fences, parsing, plain
from livegen.frontmatter.lines import says_something
from livegen.frontmatter.nodes import Fields

EVERY_FORM = [
    "title: Storm, it's {here} a:b",
    'summary: "\\"Stay in\\": # 1"',
    "tags: [storm, north-sea]",
    "coverage:",
    "  start: 2026-11-22 18:42",
    "",
    "key_points:",
    "  - No deaths",
    '  - "Two: hurt"',
    "updates:",
    "    - time: 2026-11-22 18:42",
    "      key: true",
    "      body: |",
    "         - Roofs are gone:",
    "",
    "           # and",
    "         \ttrees\u2028  ",
    "          ",
    "",
    "    - time: 2026-11-22 18:43",
]

PAGES = sorted(
    [*REPOSITORY.glob("content/**/*.md"), *REPOSITORY.glob("tests/golden/*/content/**/*.md")]
)

KEYS = st.sampled_from(["title", "time", "body", "updates", "tags", "extra", "id", "key"])
CHARS = st.text("ab1 :-#|\"[],\\'\t{}é\xa0\u2028\u3000\U0001f600&*!%@?>~_./=<`", max_size=8)
VALUES = st.one_of(
    st.sampled_from(["x", "a b", '"q"', '""', "[a, b]", "2026-11-22 18:42", '"\\"r: # x"', "x:y"]),
    st.sampled_from(["|", "|-", "|2", ">", "| # x", "''", "a  b", "x ", '"\\n"', "[a, b,]", "[]"]),
    CHARS,
    CHARS.map('"{}"'.format),
)
BELOW = st.sampled_from(["", "x", "  x", "# x", "- x", "\tx", "x  ", " ", "a: b", "\xa0", "\u2028"])
STRAY = st.one_of(BELOW, CHARS, st.sampled_from(["  - time: x", "updates:", "body: |", "title: x"]))


@st.composite
def blocks(draw: st.DrawFn, column: int) -> list[str]:
    margin = " " * (column + draw(st.integers(0, 3)))
    return [margin + line for line in draw(st.lists(BELOW | CHARS, max_size=4))]


@st.composite
def mappings(draw: st.DrawFn, column: int = 0) -> list[str]:
    lines = []
    for key in draw(st.lists(KEYS, min_size=1, max_size=3)):
        kind = draw(st.sampled_from(["value", "value", "block", "keys", "list"]))
        deeper = column + draw(st.integers(0, 3))
        begins = f"{' ' * column}{key}:"
        if kind == "value" or column > 8:
            lines += [f"{begins} {draw(VALUES)}"]
        elif kind == "block":
            lines += [f"{begins} |", *draw(blocks(column))]
        elif kind == "keys":
            lines += [begins, *draw(mappings(deeper))]
        else:
            lines += [begins, *draw(lists(deeper))]
    return lines


@st.composite
def lists(draw: st.DrawFn, column: int) -> list[str]:
    lines = []
    for is_text in draw(st.lists(st.booleans(), min_size=1, max_size=3)):
        first, *rest = [draw(VALUES)] if is_text else draw(mappings(column + 2))
        lines += [f"{' ' * column}- {first.lstrip(' ')}", *rest]
    return lines


@st.composite
def nearly_plain(draw: st.DrawFn) -> list[str]:
    """Lines of front matter, of which one or the other was changed."""
    lines = draw(mappings())
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        at = draw(st.integers(0, len(lines)))
        line = "".join(lines[at : at + 1])
        column = draw(st.integers(0, len(line)))
        written = line[:column] + draw(CHARS) + line[column:]
        changed = [[], [draw(STRAY)], [line, draw(STRAY)], [written], [" " + line], [line[1:]]]
        lines[at : at + 1] = draw(st.sampled_from(changed))
    return lines


def both(below: list[str]) -> tuple[Fields | None, Fields | None]:
    """Return what is made of the lines below a fence without PyYAML, and with it.

    None too where PyYAML's way reports something.
    """
    source = characters.without_controls("storm.md", "\n".join(["---", *below]), Report())
    lines, report = ["", *source.lines[1:]], Report()
    by_events = parsing.by_events(source, lines, report)
    return plain.fields(source, lines), None if report.problems else by_events


def test_every_plain_form_is_read_as_pyyaml_reads_it() -> None:
    without, with_it = both(EVERY_FORM)

    assert without is not None
    assert without == with_it


@settings(max_examples=400)
@given(nearly_plain())
@example(["body: |", "  \tx"])
@example(["  title: x"])
@example(["title: x", "title: y"])
@example(["title: x", "  id: y"])
@example(["title: x", "  y"])
@example(["title: x", "y"])
@example(["title: x: y"])
@example(["title: x "])
@example(["title: x", "_title: y"])
@example(["tags:", "  - a", "  - "])
@example(["updates:", "  - time: x", "    "])
@example(["tags: [a, b"])
def test_what_is_not_certainly_plain_is_left_to_pyyaml(lines: list[str]) -> None:
    if any(map(says_something, lines)):
        without, with_it = both(lines)
        assert without is None or without == with_it


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_pages_are_read_alike_in_both_ways(path: Path) -> None:
    source = characters.without_controls(path.name, path.read_text("utf-8"), Report())
    found = fences.find(source, Report())
    if found:
        without, with_it = both([*source.lines[1 : found.closing]])
        assert without is None or without == with_it


def test_keys_that_nest_without_end_are_left_to_pyyaml() -> None:
    lines = [f"{' ' * column}title:" for column in range(1000)]
    assert both([*lines, f"{' ' * 1000}title: x"])[0] is None
