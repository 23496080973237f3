"""Front matter as reporters write it, well and badly."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from livegen import frontmatter
from livegen.errors import Edit, Level, Place, Problem, Report, Rule
from livegen.forms import Keys
from livegen.frontmatter import Document, Fields, Items, Node, Scalar
from livegen.frontmatter.characters import CONTROL
from livegen.frontmatter.lines import NAMES
from livegen.stories import keys


def read(text: str | bytes) -> tuple[Document | None, tuple[Problem, ...]]:
    report = Report()
    content = text if isinstance(text, bytes) else text.encode()
    return frontmatter.read("storm.md", content, report), report.problems


def read_well(text: str | bytes) -> Document:
    document, problems = read(text)
    assert problems == ()
    assert document is not None
    return document


def in_fences(yaml: str) -> str:
    return f"---\n{yaml}\n---\n"


def plain(node: Node | None) -> Any:
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    if isinstance(node, Fields):
        return {key.text: plain(value) for key, value in node.entries}
    return node and node.text


def fields_of(yaml: str) -> Any:
    return plain(read_well(in_fences(yaml)).fields)


def scalar(yaml: str, *path: str | int) -> Scalar:
    node: Node | None = read_well(in_fences(yaml)).fields
    for step in path:
        if isinstance(step, str):
            assert isinstance(node, Fields)
            node = node.get(step)
        else:
            assert isinstance(node, Items)
            node = node.items[step]
    assert isinstance(node, Scalar)
    return node


def mended(text: str, edits: tuple[Edit, ...]) -> str:
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda edit: edit.place, reverse=True):
        line, start = lines[edit.place.line - 1], edit.place.column - 1
        lines[edit.place.line - 1] = line[:start] + edit.text + line[start + edit.place.width :]
    return "\n".join(lines)


# ---------------------------------------------------------------- what is well


@pytest.mark.parametrize(
    "text",
    [
        "18:42",
        "NO",
        "true",
        "0777",
        "1e3",
        "~",
        "2026-11-22",
        "Storm#4",
        "https://example.org/a:b#c",
        "“Storm” hits",
        "🌪 Storm",
        "Storm, flood,",
        "Storm;",
        "it's late",
        'the "storm"',
        "5% – more",
        "a [b] {c}",
        "-5 degrees",
        "?who",
        ":)",
        "Storm\u2028hits",
    ],
)
def test_an_unquoted_value_is_the_text_that_was_written(text: str) -> None:
    assert fields_of(f"title: {text}") == {"title": text}


@pytest.mark.parametrize(
    ("yaml", "value"),
    [
        ("title:", ""),
        ('title: ""', ""),
        ("title: 'it''s'", "it's"),
        ('title: "Storm: \\"two\\" dead"', 'Storm: "two" dead'),
        ('title: "Storm" # a note', "Storm"),
        ("title: true # a note", "true"),
        ("title: |\n  One: #1\n\n  Two", "One: #1\n\nTwo\n"),
        ("title: |-\n  One", "One"),
        ("title: >\n  One\n  Two", "One Two\n"),
        ("title: [a, 'b, c', d e]", ["a", "b, c", "d e"]),
        ("title: [\n  a,\n  b\n]", ["a", "b"]),
        ("title:\n- a\n- b", ["a", "b"]),
        ("title:\n  - a\n  - b: c\n    d: e", ["a", {"b": "c", "d": "e"}]),
        ("title: # a note\n  - a", ["a"]),
        ("# a note\ntitle: a\n\n  # another", "a"),
        ("title: {a: b}", {"a": "b"}),
    ],
)
def test_yaml_that_reporters_mean_is_read(yaml: str, value: object) -> None:
    assert fields_of(yaml) == {"title": value}


def test_below_extra_and_translations_keys_are_free() -> None:
    yaml = "extra:\n  Foo Bar: 1\n  Title: {X Y: z}\ntranslations:\n  pt-BR: /x/"

    assert fields_of(yaml) == {
        "extra": {"Foo Bar": "1", "Title": {"X Y": "z"}},
        "translations": {"pt-BR": "/x/"},
    }


def test_only_quoted_values_say_that_they_are_quoted() -> None:
    yaml = "a: x\nb: 'x'\nc: \"x\"\nd: |\n  x"

    assert [scalar(yaml, key).quoted for key in "abcd"] == [False, True, True, False]


def test_a_value_knows_its_line_column_and_width() -> None:
    yaml = "title: Storm\nupdates:\n  - time: 18:42\n    title: 'Two'"

    assert scalar(yaml, "title").place == Place("storm.md", 2, 8, 5)
    assert scalar(yaml, "updates", 0, "time").place == Place("storm.md", 4, 11, 5)
    assert scalar(yaml, "updates", 0, "title").place == Place("storm.md", 5, 12, 5)
    assert scalar(yaml, "updates", 0, "title").content == Place("storm.md", 5, 13)


@pytest.mark.parametrize(
    ("block", "line", "column"),
    [
        ("|\n    One", 3, 5),
        ("|\n\n    One", 3, 5),
        ("|2\n      One", 3, 3),
        (">-\n  One", 3, 3),
        ("|\n  One\n    Two", 3, 3),
    ],
)
def test_a_block_knows_where_its_text_begins(block: str, line: int, column: int) -> None:
    body = scalar(f"body: {block}", "body")

    assert body.place == Place("storm.md", 2, 7, block.index("\n"))
    assert body.content == Place("storm.md", line, column)


def test_a_key_knows_its_place() -> None:
    fields = read_well(in_fences("title: Storm\nsummary: Wind")).fields
    key = fields.key("summary")

    assert key is not None
    assert key.place == Place("storm.md", 3, 1, 7)
    assert fields.key("body") is None
    assert fields.get("body") is None


# -------------------------------------------------------------------- the body


def test_the_body_keeps_all_but_blank_lines_around_it() -> None:
    document = read_well("---\ntitle: Storm\n---\n\n    code\n\n---\nText  \n\n \n")

    assert document.body.markdown == "    code\n\n---\nText  "
    assert document.body.place == Place("storm.md", 5, 1)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_count_alike_whatever_ends_them(end: str) -> None:
    text = in_fences("title: Storm\nbody: |\n  One\n  Two") + "\nText\nmore"
    document = read_well(text.replace("\n", end))

    assert plain(document.fields) == {"title": "Storm", "body": "One\nTwo\n"}
    assert document.body.markdown == "Text\nmore"
    assert document.body.place.line == 8


def test_a_byte_order_mark_is_no_part_of_the_file() -> None:
    document = read_well(b"\xef\xbb\xbf---\ntitle: Storm\n---\n")

    assert plain(document.fields) == {"title": "Storm"}


@pytest.mark.parametrize(
    "text", ["Text", "", "\n\n", "----\n\nText", "Note: text\n---\n", "+++\nText", "—\nText: x"]
)
def test_a_file_without_front_matter_is_all_body(text: str) -> None:
    document = read_well(text)

    assert not document.has_front_matter
    assert document.fields.entries == ()
    assert document.body.markdown == text.strip("\n")


@pytest.mark.parametrize("yaml", ["", "# a note", "\n"])
def test_front_matter_may_be_empty(yaml: str) -> None:
    document = read_well(f"---\n{yaml}\n---\nText")

    assert document.has_front_matter
    assert document.fields.entries == ()
    assert document.body.markdown == "Text"


def test_nothing_between_the_fences_is_front_matter_too() -> None:
    assert read_well("---\n---\nText").has_front_matter


# ------------------------------------------------------------------ the fences


@pytest.mark.parametrize("fence", ["--- ", "----", "...", "—", "–-", "---\t", "---\u00a0", " ---"])
def test_a_closing_fence_of_another_shape_is_named_and_taken_for_one(fence: str) -> None:
    text = f"---\ntitle: Storm\n{fence}\n\nText"
    document, (problem,) = read(text)

    assert (problem.rule, problem.place.line, problem.hint) == (Rule.FENCE, 3, "write ---")
    assert mended(text, problem.edits) == "---\ntitle: Storm\n---\n\nText"
    assert document is not None
    assert plain(document.fields) == {"title": "Storm"}
    assert (document.body.markdown, document.body.place.line) == ("Text", 5)


@pytest.mark.parametrize("fence", ["--- ", "----", "--", "—", "–-", "+++", " ---"])
def test_an_opening_fence_of_another_shape_is_named_and_taken_for_one(fence: str) -> None:
    document, (problem, *_) = read(f"{fence}\ntitle: Storm\n---\nText")

    assert (problem.rule, problem.place.line, problem.hint) == (Rule.FENCE, 1, "write ---")
    assert document is not None
    assert plain(document.fields) == {"title": "Storm"}


def test_empty_lines_above_the_front_matter_are_an_error() -> None:
    document, (problem,) = read("\n\n---\ntitle: Storm\n---\nText")

    assert (problem.place.line, problem.hint) == (3, "delete the empty lines above `---`")
    assert document is not None
    assert scalar_at(document, "title").place.line == 4
    assert document.body.place.line == 6


def test_a_forgotten_opening_fence_is_an_error() -> None:
    _, (problem,) = read("title: Storm\ntags: [a]\n---\nText")

    assert problem.hint == "add a line `---` above line 1"


def test_a_missing_closing_fence_says_where_it_goes() -> None:
    document, (problem,) = read("---\ntitle: Storm\nbody: |\n  One\n\nText here.\n\nMore.\n")

    assert (problem.rule, problem.hint) == (Rule.FENCE, "add a line `---` after line 4")
    assert document is not None
    assert plain(document.fields) == {"title": "Storm", "body": "One\n"}
    assert (document.body.markdown, document.body.place.line) == ("Text here.\n\nMore.", 6)


def scalar_at(document: Document, name: str) -> Scalar:
    node = document.fields.get(name)
    assert isinstance(node, Scalar)
    return node


# ------------------------------------------------------------------- the slips

SLIPS = [
    (
        "title: Storm: two dead",
        2,
        13,
        1,
        "a colon followed by a space needs quotes around the value",
        'write title: "Storm: two dead"',
    ),
    (
        "title: What we know:",
        2,
        20,
        1,
        "a colon at the end of a value needs quotes around the value",
        'write title: "What we know:"',
    ),
    (
        "title: Storm #4",
        2,
        14,
        2,
        "everything from ` #` on would be left out",
        'write title: "Storm #4"',
    ),
    (
        "time: 18:42 # about",
        2,
        13,
        7,
        "everything from ` #` on would be left out",
        'put a note on a line of its own; if it is no note, write time: "18:42 # about"',
    ),
    (
        "title: # to come",
        2,
        8,
        9,
        "everything from ` #` on would be left out",
        'put a note on a line of its own; if it is no note, write title: "# to come"',
    ),
    (
        'title: "Storm" hits coast',
        2,
        8,
        18,
        "the value goes on after its closing quote",
        "write title: '\"Storm\" hits coast'",
    ),
    (
        'title: "Storm" and "flood"',
        2,
        8,
        19,
        "the value goes on after its closing quote",
        'write title: \'"Storm" and "flood"\'',
    ),
    (
        'title: "Storm hits',
        2,
        8,
        11,
        "this text in quotes is not closed on its line",
        'write title: "Storm hits"',
    ),
    (
        'title: "Storm hits\nsummary: "Wind"',
        2,
        8,
        11,
        "this text in quotes is not closed on its line",
        'write title: "Storm hits"',
    ),
    (
        "title: 'Storm hits",
        2,
        8,
        11,
        "this text in quotes is not closed on its line",
        'write title: "Storm hits"',
    ),
    (
        "title: 'It's late'",
        2,
        8,
        11,
        "an apostrophe ends a text in single quotes",
        'write title: "It\'s late"',
    ),
    (
        "title: @noaa warns",
        2,
        8,
        11,
        "a value that begins with `@` needs quotes",
        'write title: "@noaa warns"',
    ),
    (
        "title: `quoted` code",
        2,
        8,
        13,
        "a value that begins with a backtick needs quotes",
        'write title: "`quoted` code"',
    ),
    (
        "title: %5 more",
        2,
        8,
        7,
        "a value that begins with `%` needs quotes",
        'write title: "%5 more"',
    ),
    (
        "title: *Storm* hits",
        2,
        8,
        12,
        "a value that begins with `*` needs quotes",
        'write title: "*Storm* hits"',
    ),
    (
        "title: *storm",
        2,
        8,
        6,
        "`*` at the beginning of a value means something else in YAML",
        'write title: "*storm"',
    ),
    (
        "title: &storm Storm",
        2,
        8,
        12,
        "`&` at the beginning of a value means something else in YAML",
        'write title: "&storm Storm"',
    ),
    (
        "title: & sons",
        2,
        8,
        6,
        "a value that begins with `&` needs quotes",
        'write title: "& sons"',
    ),
    (
        "title: !Breaking news",
        2,
        8,
        14,
        "`!` at the beginning of a value means something else in YAML",
        'write title: "!Breaking news"',
    ),
    (
        "title: !!python/object:os.system x",
        2,
        8,
        27,
        "`!` at the beginning of a value means something else in YAML",
        'write title: "!!python/object:os.system x"',
    ),
    (
        "title: ! news",
        2,
        8,
        6,
        "`!` at the beginning of a value means something else in YAML",
        'write title: "! news"',
    ),
    (
        "title: | Storm",
        2,
        8,
        7,
        "`|` ends its line: the text begins below",
        "write\n        title: |\n          Storm",
    ),
    (
        "title: > Storm",
        2,
        8,
        7,
        "a value that begins with `>` needs quotes",
        'write title: "> Storm"',
    ),
    (
        "title: [Live] Storm",
        2,
        8,
        12,
        "a text that begins with `[` needs quotes",
        'write title: "[Live] Storm"',
    ),
    ("tags: [storm, flood", 2, 7, 13, "this `[` is not closed", "write tags: [storm, flood]"),
    ("tags: [storm, , flood]", 2, 15, 1, "an item of this list is empty", "take out this comma"),
    ("tags: [,storm]", 2, 8, 1, "an item of this list is empty", "take out this comma"),
    ("tags: [storm", 2, 7, 6, "this `[` is not closed", "write tags: [storm]"),
    (
        "title: {Live} Storm",
        2,
        8,
        12,
        "a text that begins with `{` needs quotes",
        'write title: "{Live} Storm"',
    ),
    (
        "title: {{ title }}",
        2,
        8,
        11,
        "a text that begins with `{` needs quotes",
        'write title: "{{ title }}"',
    ),
    (
        "title: ] Storm",
        2,
        8,
        7,
        "a value that begins with `]` needs quotes",
        'write title: "] Storm"',
    ),
    (
        "title: } Storm",
        2,
        8,
        7,
        "a value that begins with `}` needs quotes",
        'write title: "} Storm"',
    ),
    (
        "title: , Storm",
        2,
        8,
        7,
        "a value that begins with `,` needs quotes",
        'write title: ", Storm"',
    ),
    (
        "title: ? Storm",
        2,
        8,
        7,
        "a value that begins with `?` and a space needs quotes",
        'write title: "? Storm"',
    ),
    (
        "title: - Storm",
        2,
        8,
        7,
        "a value that begins with `-` and a space needs quotes",
        'write title: "- Storm"',
    ),
    (
        "title: “Storm: two dead”",
        2,
        8,
        17,
        "curly quotes do not quote a value that has a colon in it",
        'write title: "Storm: two dead"',
    ),
    ("title:Storm", 2, 6, 1, "a space is missing after the colon", "write title: Storm"),
    ("title Storm", 2, 6, 1, "a colon is missing after the key", "write title: Storm"),
    (
        "title Storm: two dead",
        2,
        1,
        11,
        "a colon is missing after the key",
        'write title: "Storm: two dead"',
    ),
    ("Title: Storm", 2, 1, 5, "a key is one word in small letters", "write title: Storm"),
    (
        "title : Storm",
        2,
        6,
        1,
        "no space belongs between `title` and its colon",
        "write title: Storm",
    ),
    ("key points:\n  - Wind", 2, 1, 10, "a key is one word in small letters", "write key_points:"),
    (
        "updates:\n\t- time: 18:42",
        3,
        1,
        1,
        "a tab indents this line",
        "indent it with spaces: `  - time: 18:42`",
    ),
    ("title:\tStorm", 2, 7, 1, "a tab stands where a space should", "write title: Storm"),
    (
        "body: |\n  One.\nTwo.\n\nThree.",
        4,
        1,
        4,
        "this line is not indented, so it is no part of `body`",
        "write `  Two.`, and so on to line 6",
    ),
    (
        "body: |\n  One.\nResidents said: go.",
        4,
        1,
        19,
        "this line is not indented, so it is no part of `body`",
        "write `  Residents said: go.`",
    ),
    (
        "body: |\n    One.\n  Two.",
        4,
        1,
        3,
        "this line is indented less than the first line of `body`",
        "write `    Two.`",
    ),
    ("body: |\n\tOne.", 3, 1, 1, "a tab indents this line", "indent it with spaces: `  One.`"),
    (
        "summary: Storm\n  hits the coast",
        2,
        10,
        5,
        "a text of several lines needs `|` in front of it",
        "write\n        summary: |\n          Storm\n          hits the coast",
    ),
    (
        "summary: Storm\nhits the coast",
        2,
        10,
        5,
        "a text of several lines needs `|` in front of it",
        "write\n        summary: |\n          Storm\n          hits the coast",
    ),
    (
        "summary: Storm\n  hits: two dead",
        2,
        10,
        5,
        "a text of several lines needs `|` in front of it",
        "write\n        summary: |\n          Storm\n          hits: two dead",
    ),
    (
        'summary: "Storm\n  hits the coast"',
        2,
        10,
        6,
        "a text of several lines needs `|` in front of it",
        "write\n        summary: |\n          Storm\n          hits the coast",
    ),
    (
        'summary: "Storm\n  hits\n\n  the coast"',
        2,
        10,
        6,
        "a text of several lines needs `|` in front of it",
        "write\n        summary: |\n          Storm\n          hits\n\n          the coast",
    ),
    (
        "summary: A\n\n  B\n  C\n\n  D",
        2,
        10,
        1,
        "a text of several lines needs `|` in front of it",
        "write\n        summary: |\n          A\n\n          B\n          C\n\n          …",
    ),
    (
        "summary: | A\n\n  B",
        2,
        10,
        3,
        "`|` ends its line: the text begins below",
        "write\n        summary: |\n          A\n\n          B",
    ),
    (
        "summary:\n  Storm\n  hits",
        3,
        3,
        5,
        "a text of several lines needs `|` in front of it",
        "write\n        summary: |\n          Storm\n          hits",
    ),
    (
        "tags:\n  -storm\n  -flood",
        3,
        3,
        1,
        "a list item needs a space after its hyphen",
        "write - storm",
    ),
    ("tags:\n  -storm", 3, 3, 6, "a list item needs a space after its hyphen", "write - storm"),
    (
        "updates:\n-time: 18:42",
        3,
        1,
        1,
        "a list item needs a space after its hyphen",
        "write - time: 18:42",
    ),
    (
        "tags:\n  • storm",
        3,
        3,
        1,
        "a list item begins with a hyphen, not with `•`",
        "write - storm",
    ),
    (
        "tags:\n  - storm\n   - flood",
        4,
        1,
        4,
        "this list item does not line up with the ones above it",
        "write `  - flood`",
    ),
    (
        "tags:\n  - storm\n - flood",
        4,
        1,
        2,
        "this list item does not line up with the ones above it",
        "write `  - flood`",
    ),
    (
        "tags: storm\n  - flood",
        3,
        3,
        7,
        "the key above this list has a value already",
        "write `tags:` alone on its line and `- storm` below it",
    ),
    (
        "updates:\n  - time: 18:42\n     title: Storm",
        4,
        1,
        6,
        "this key does not line up with the ones above it",
        "write `    title: Storm`",
    ),
    (
        "updates:\n  - time: 18:42\n   title: Storm",
        4,
        1,
        4,
        "this key does not line up with the ones above it",
        "write `    title: Storm`",
    ),
    (
        "updates:\n  - time: 18:42\n  title: Storm",
        4,
        1,
        3,
        "this key does not line up with the ones above it",
        "write `    title: Storm`",
    ),
    (
        "image:\n  src: a.jpg\n   alt: Storm",
        4,
        1,
        4,
        "this key does not line up with the ones above it",
        "write `  alt: Storm`",
    ),
    (
        "updates:\n  - time:18:42\n    title: Storm",
        3,
        9,
        1,
        "a space is missing after the colon",
        "write - time: 18:42",
    ),
    (
        "updates:\n  - time:18:42",
        3,
        9,
        1,
        "a space is missing after the colon",
        "write - time: 18:42",
    ),
    (
        "title: One\ntitle: Two",
        3,
        1,
        5,
        "`title` is written twice, first on line 2",
        "keep one of them",
    ),
    (
        "updates:\n  - time: 18:42\n    time: 18:43",
        4,
        5,
        4,
        "`time` is written twice, first on line 3",
        "keep one of them",
    ),
    (
        "title = Storm",
        2,
        6,
        3,
        "a key and its value are joined by a colon, not by `=`",
        "write title: Storm",
    ),
    (
        "title=Storm",
        2,
        6,
        1,
        "a key and its value are joined by a colon, not by `=`",
        "write title: Storm",
    ),
    (
        "title; Storm",
        2,
        6,
        2,
        "a key and its value are joined by a colon, not by `;`",
        "write title: Storm",
    ),
    ("title：Storm", 2, 6, 1, "this colon is a wide one (U+FF1A)", "write title: Storm"),
    (
        "title:\xa0Storm",
        2,
        6,
        2,
        "an invisible character stands at the colon",
        "write title: Storm",
    ),
    (
        "updates:\n\xa0\xa0- time: 18:42",
        3,
        1,
        1,
        "an invisible character indents this line",
        "indent it with spaces: `  - time: 18:42`",
    ),
    (
        "ti\u200btle: Storm",
        2,
        1,
        6,
        "an invisible character stands in this key",
        "write title: Storm",
    ),
    (
        "title:\u200b Storm",
        2,
        6,
        3,
        "an invisible character stands at the colon",
        "write title: Storm",
    ),
    (
        'image: "C:\\Users\\a.jpg"',
        2,
        8,
        16,
        "a backslash means something else in double quotes",
        "write image: 'C:\\Users\\a.jpg'",
    ),
    (
        'title: "\\ud800 Storm"',
        2,
        9,
        6,
        "\\ud800 is half of a character (a lone surrogate)",
        "write the character itself",
    ),
    (
        'title: "\\ud83c\\udf2a Storm"',
        2,
        8,
        20,
        "write the character itself, not its code in halves",
        'write title: "🌪 Storm"',
    ),
    ("<<: *storm", 2, 1, 2, "`<<` is not known here", "write the keys out in full"),
    (
        "body: |Storm\n  hits",
        2,
        7,
        6,
        "`|` ends its line: the text begins below",
        "write\n        body: |\n          Storm\n          hits",
    ),
    (
        "body: |Storm",
        2,
        7,
        6,
        "`|` ends its line: the text begins below",
        "write\n        body: |\n          Storm",
    ),
    (
        "title: Storm\n--- more",
        3,
        1,
        8,
        "this line would begin a second front matter",
        "write --- alone on its line to end the front matter, or take this line out",
    ),
    ("[title]: Storm", 2, 1, 1, "a key is a word, not a list", 'write the text in quotes: "…"'),
    (
        "- title: Storm",
        2,
        1,
        14,
        "the front matter is not made of lines `key: value`",
        "write title: …",
    ),
    (
        "Storm",
        2,
        1,
        5,
        "this line is not `key: value`",
        "put a key and a colon before it, or indent it below the `key: |` it belongs to",
    ),
    (
        "key_points:\n  - Ward 3: Okafor: leads",
        3,
        11,
        1,
        "a colon followed by a space needs quotes around the value",
        'write - "Ward 3: Okafor: leads"',
    ),
]


@pytest.mark.parametrize("slip", SLIPS, ids=[slip[0] for slip in SLIPS])
def test_a_slip_says_where_what_and_what_to_write(
    slip: tuple[str, int, int, int, str, str],
) -> None:
    yaml, line, column, width, message, hint = slip
    _, problems = read(in_fences(yaml))

    assert problems[0].message == message
    assert problems[0].hint == hint
    assert problems[0].place == Place("storm.md", line, column, width)
    assert {problem.level for problem in problems} == {Level.ERROR}


@pytest.mark.parametrize("yaml", [slip[0] for slip in SLIPS])
def test_edits_leave_nothing_to_mend(yaml: str) -> None:
    _, problems = read(in_fences(yaml))
    if not all(problem.edits for problem in problems):
        return

    edits = tuple(edit for problem in problems for edit in problem.edits)
    _, left = read(mended(in_fences(yaml), edits))

    assert left == ()


def test_the_keys_that_slips_are_told_by_are_those_of_stories_and_their_parts() -> None:
    known = [thing.known for thing in vars(keys).values() if isinstance(thing, Keys)]

    assert {name for names in known for name in names} == NAMES


def test_all_slips_of_a_file_are_named_in_one_run() -> None:
    _, problems = read(
        in_fences(
            "title: Storm: two dead\n"
            "summary: 'It's late'\n"
            "tags: [storm\n"
            "date 2026-11-22\n"
            "updates:\n"
            "  - time: 18:42\n"
            "     title: @noaa\n"
            "    body: |\n"
            "      One\n"
            "Two\n"
            "status: live # now\n"
            "status: ended"
        )
    )

    assert [problem.place.line for problem in problems] == [2, 3, 4, 5, 8, 8, 11, 12, 13]


def test_what_was_mended_is_what_is_read_on() -> None:
    document, _ = read(in_fences("Title: Storm: two dead\ntags: [a\nupdates:\n\t- time:18:42"))

    assert document is not None
    assert plain(document.fields) == {
        "title": "Storm: two dead",
        "tags": ["a"],
        "updates": [{"time": "18:42"}],
    }


def test_places_in_a_mended_line_are_those_of_the_file() -> None:
    document, _ = read(in_fences("updates:\n  - time: 18:42\n       title: Storm"))

    assert document is not None
    updates = document.fields.get("updates")
    assert isinstance(updates, Items)
    assert isinstance(updates.items[0], Fields)
    title = updates.items[0].get("title")
    assert title is not None
    assert title.place == Place("storm.md", 4, 15, 5)


def test_a_key_written_twice_keeps_its_first_value() -> None:
    document, _ = read(in_fences("title: One\ntitle: Two"))

    assert document is not None
    assert plain(document.fields) == {"title": "One"}


def test_what_no_scan_explains_is_still_an_error_with_a_place() -> None:
    document, (problem,) = read(in_fences("title: Storm\ntags: [a, @b]\nsummary: Wind"))

    assert (problem.rule, problem.place.line) == (Rule.SYNTAX, 3)
    assert document is not None
    assert plain(document.fields) == {"title": "Storm", "summary": "Wind"}


@pytest.mark.parametrize(
    ("yaml", "corrected"),
    [
        ("- Ward 3: Okafor leads", '- "Ward 3: Okafor leads"'),
        ("- Ward 3:", '- "Ward 3:"'),
        ('- He said: "go"', "- 'He said: \"go\"'"),
    ],
)
def test_a_list_item_that_became_a_key_can_be_named(yaml: str, corrected: str) -> None:
    points = read_well(in_fences(f"key_points:\n  {yaml}")).fields.get("key_points")
    assert isinstance(points, Items)
    assert isinstance(points.items[0], Fields)

    place, line = frontmatter.item_became_key(points.items[0]) or (None, "")

    assert line == corrected
    assert place == Place("storm.md", 3, 5)


def test_an_item_of_two_keys_was_meant_as_one() -> None:
    points = read_well(in_fences("key_points:\n  - time: a\n    text: b")).fields.get("key_points")
    assert isinstance(points, Items)
    assert isinstance(points.items[0], Fields)

    assert frontmatter.item_became_key(points.items[0]) is None


# ------------------------------------------------------------------ characters


def test_text_that_is_not_utf_8_is_placed_and_guessed() -> None:
    document, (problem,) = read(b"---\ntitle: Caf\xc3\xa9 \x92til\n---\n")

    assert document is None
    assert (problem.rule, problem.place) == (Rule.ENCODING, Place("storm.md", 2, 13))
    assert "Windows-1252" in problem.hint
    assert "’" in problem.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("---\ntitle: a\n---\n".encode("utf-16"), "UTF-16"),
        (b"---\ntitle: \xed\xa0\x80\n---\n", "lone surrogate"),
        (b"---\ntitle: \x81\n---\n", "0x81"),
        (b"---\ntitle: \xc3", "0xC3"),
    ],
)
def test_other_encodings_are_named(content: bytes, words: str) -> None:
    document, (problem,) = read(content)

    assert document is None
    assert words in problem.message


def test_control_characters_are_left_out_and_columns_stay_true() -> None:
    document, problems = read(in_fences("ti\x07tle: St\x7form\x85: x") + "Te\x00xt\ufffe")

    assert [problem.level for problem in problems].count(Level.WARNING) == 5
    (error,) = [problem for problem in problems if problem.level is Level.ERROR]
    assert error.place == Place("storm.md", 2, 16)
    assert document is not None
    assert plain(document.fields) == {"title": "Storm: x"}
    assert document.body.markdown == "Text"


def test_what_is_no_yaml_is_named_first_however_deep_the_lists_go() -> None:
    _, problems = read(in_fences("a: [\n" + "[" * 40))

    assert problems[0].message == "this `[` is not closed"
    assert all("nested" not in problem.message for problem in problems)


def test_no_line_of_printable_characters_has_a_control_character() -> None:
    everything = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
    controls = CONTROL.findall(everything)
    assert len(controls) == 9 + 2 + 18 + 33 + 1 + 32 + 17 * 2
    assert not any(map(str.isprintable, controls))


def test_an_escaped_control_character_is_left_out_with_its_place() -> None:
    document, (problem,) = read(in_fences('title: "St\\x07orm\\t\\\\x07"'))

    assert (problem.level, problem.place) == (Level.WARNING, Place("storm.md", 2, 11, 4))
    assert document is not None
    assert plain(document.fields) == {"title": "Storm\t\\x07"}


# ------------------------------------------------------------------- bad faith


def _laughs() -> str:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "yaml",
    [
        "title: " + "[" * 10_000,
        "title: " + "[" * 10_000 + "]" * 10_000,
        "title: " + "{a: " * 5_000,
        "title:\n  " + "- " * 5_000,
        "? " * 5_000,
        _laughs(),
    ],
    ids=["open", "closed", "braces", "items", "keys", "laughs"],
)
def test_a_bomb_is_an_error_and_no_crash(yaml: str) -> None:
    began = time.perf_counter()
    _, problems = read(in_fences(yaml))

    assert problems
    assert time.perf_counter() - began < 5


def test_anchors_and_aliases_are_refused_unexpanded() -> None:
    _, problems = read(in_fences("a: &x [1, 2]\nb: *x"))

    assert [problem.rule for problem in problems] == [Rule.ALIAS, Rule.ALIAS]


@pytest.mark.parametrize("yaml", ["title: " + "a" * 10**6, "body: |\n" + "  a b c\n" * 100_000])
def test_a_long_value_is_read_whole(yaml: str) -> None:
    assert len(next(iter(fields_of(yaml).values()))) > 500_000


PIECES = st.sampled_from(
    ["---\n", "title: ", "updates:\n", "  - ", "time: 18:42\n", "|\n", "\n", " ", "\t", "#", ":",
     '"', "'", "[", "]", "{", "}", "*", "&", "!", "@", "%", "-", "?", ",", "a", "B", "\u00a0",
     "\x07", "\\", "：", "="]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=25))
def test_nothing_typed_crashes_and_none_is_always_explained(pieces: list[str]) -> None:
    document, problems = read("---\n" + "".join(pieces) + "\n---\n")

    assert document is not None or problems
    assert all(problem.hint and problem.place.line >= 1 for problem in problems)


# ----------------------------------------------------------------------- draft


@pytest.mark.parametrize(
    ("text", "draft"),
    [
        ("---\ndraft: true\n---\n", True),
        ("---\ntitle: Storm: x\ndraft: true # not yet\n---\n", True),
        ("---\r\ndraft: true\r\n", True),
        ("---\ndraft: false\n---\n", False),
        ("---\nupdates:\n  - draft: true\n---\n", False),
        ("---\nextra:\n  draft: true\n---\n", False),
        ("---\ntitle: x\n---\ndraft: true\n", False),
        ("draft: true\n", False),
        ("", False),
    ],
)
def test_a_draft_shows_however_broken_the_rest(text: str, draft: bool) -> None:
    assert frontmatter.draft_of(text.encode()) is draft
    assert frontmatter.draft_of(text.encode() + b"\x92") is draft


# --------------------------------------------------------------------- writing


def test_a_file_is_written_as_a_reporter_would() -> None:
    written = frontmatter.write(
        {
            "title": "Storm: two dead",
            "time": "2026-11-22 18:42",
            "date": "2026-11-22",
            "draft": True,
            "order": 3,
            "tags": ["NO", "🌪"],
            "body": "One #1\n\nTwo: x\n",
            "updates": [{"time": "18:42", "text": "it's"}],
        },
        "Text",
    )

    assert written == (
        "---\n"
        "title: 'Storm: two dead'\n"
        "time: 2026-11-22 18:42\n"
        "date: 2026-11-22\n"
        "draft: true\n"
        "order: 3\n"
        "tags:\n"
        '  - "NO"\n'
        "  - 🌪\n"
        "body: |\n"
        "  One #1\n"
        "\n"
        "  Two: x\n"
        "updates:\n"
        "  - time: 18:42\n"
        "    text: it's\n"
        "---\n"
        "\n"
        "Text\n"
    )


def test_fields_called_like_the_library_s_own_are_written() -> None:
    assert fields_of(frontmatter.write({"content": "a", "handler": "b"}, "")[4:-5]) == {
        "content": "a",
        "handler": "b",
    }


def test_one_list_used_twice_is_written_twice() -> None:
    tags = ["a"]

    assert "&" not in frontmatter.write({"tags": tags, "former_titles": tags}, "")


CHARACTERS = st.one_of(
    st.sampled_from(list(" \n\t:#-'\"[]{}|>*&!%@`,?\\aé🌪\u00a0\u2028\u200b~=.")),
    st.characters(exclude_categories=["Cs", "Cc"]),
)
TEXTS = st.text(CHARACTERS, max_size=30).filter(
    lambda text: (
        not re.search("[\ufeff\ufdd0-\ufdef]", text)
        and all(ord(char) & 0xFFFE != 0xFFFE for char in text)
    )
)
KEYS = st.from_regex(r"[a-z]{1,6}(_[a-z]{1,4})?", fullmatch=True)
VALUES = st.recursive(
    TEXTS | st.booleans() | st.integers(),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(KEYS, values, max_size=3),
    max_leaves=8,
)


def as_text(value: object) -> object:
    if isinstance(value, list):
        return [as_text(item) for item in value]
    if isinstance(value, dict):
        return {key: as_text(item) for key, item in value.items()}
    return str(value).lower() if isinstance(value, bool) else str(value)


@settings(max_examples=150)
@given(st.dictionaries(KEYS, VALUES, max_size=4), TEXTS)
def test_what_is_written_is_read_back(fields: dict[str, object], body: str) -> None:
    document = read_well(frontmatter.write({"extra": fields, "title": "Storm"}, body))

    assert plain(document.fields) == {"extra": as_text(fields), "title": "Storm"}
    lines = body.split("\n")
    assert document.body.markdown.strip() == "\n".join(lines).strip()


@settings(max_examples=150)
@given(st.dictionaries(KEYS, VALUES, max_size=4))
@example({"a": ["x=1"]})
@example({"a": ":\xa0"})
def test_looking_for_slips_finds_none_where_there_is_none(fields: dict[str, object]) -> None:
    # One slip at the end makes PyYAML refuse the file, so that every line above is looked at.
    written = frontmatter.write({"extra": fields}, "").removesuffix("---\n")
    _, problems = read(written + "title: Storm: x\n---\n")

    assert [problem.place.line for problem in problems] == [written.count("\n") + 1]


def test_a_list_that_goes_on_with_a_comma_is_named_where_it_opens_and_where_it_goes_wrong() -> None:
    _, problems = read(in_fences("a: [\n, b]"))

    assert [problem.place.line for problem in problems] == [2, 3]
    assert problems[1].message == "an item of this list is empty"
