"""What is drawn without the parser is what the parser would have made of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest
from conftest import REPOSITORY
from hypothesis import given, settings
from hypothesis import strategies as st
from test_markdown import AROUND, ESCAPE, PAYLOADS, TRUST

from livegen import markdown
from livegen.errors import Place, Problem, Report
from livegen.markdown import Surroundings, quick
from livegen.markdown.languages import habits
from livegen.model import Text

QUOTES = habits("en").quotes
COMMONMARK: list[str] = json.loads(Path(__file__).with_name("commonmark.json").read_text("utf-8"))[
    "texts"
]
PAGES = sorted(
    [*REPOSITORY.glob("content/**/*.md"), *REPOSITORY.glob("tests/golden/*/content/**/*.md")]
)

Reading = tuple[str, tuple[Problem, ...], list[tuple[str, Place]]]


def reading(source: str, around: Surroundings) -> tuple[Reading, Reading]:
    """Return all that comes of a text, and of the same text within a sentence."""
    return tuple(_read(draw, source, around) for draw in (markdown.html, markdown.inline))  # type: ignore[return-value]


def _read(draw: object, source: str, around: Surroundings) -> Reading:
    report = Report()
    pointed: list[tuple[str, Place]] = []
    watched = replace(around, pointed=lambda path, place: pointed.append((path, place)))
    assert callable(draw)
    return draw(Text(source, Place("a.md", 10, 5)), watched, report), report.problems, pointed


@contextmanager
def parser_alone() -> Iterator[None]:
    """Let the parser read everything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quick, "passages", lambda _source, _quotes: [])
        patch.setattr(quick, "phrases", lambda _content, _quotes: None)
        yield


def assert_same(source: str, around: Surroundings = AROUND) -> None:
    found = reading(source, around)
    with parser_alone():
        expected = reading(source, around)
    assert found == expected


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("It rose.", "<p>It rose.</p>\n"),
        ("One.\n\n\nTwo\n", "<p>One.</p>\n<p>Two</p>\n"),
        ('"It\'s *his*," -- she...', "<p>“It’s <em>his</em>,” – she…</p>\n"),
        ("**Update 14:30:** Q&A", "<p><strong>Update 14:30:</strong> Q&amp;A</p>\n"),
        ("__a__ (_b_), **c.**\n*d*", None),
        ("a _b_, **c.**\n*d*", "<p>a <em>b</em>, <strong>c.</strong>\n<em>d</em></p>\n"),
        ("a  \nb \nc", "<p>a<br>\nb\nc</p>\n"),
        ("[The *a*](https://e.org/b)", None),
        ("[The a](https://e.org/b.c) b", '<p><a href="https://e.org/b.c">The a</a> b</p>\n'),
        ("- a\n- *b*\n\nc", "<ul>\n<li>a</li>\n<li><em>b</em></li>\n</ul>\n<p>c</p>\n"),
        ("> a\n>\n> -- B", "<blockquote>\n<p>a</p>\n<p>-- B</p>\n</blockquote>\n"),
        ("1999 was wet", "<p>1999 was wet</p>\n"),
        ('"A *b" c* d', None),
        (
            '"A *b* [c](https://e.org/)," d',
            '<p>“A <em>b</em> <a href="https://e.org/">c</a>,” d</p>\n',
        ),
        ("\"He said 'no' to us,\" ('b')", "<p>“He said ‘no’ to us,” (‘b’)</p>\n"),
        ("workers' pay, a_b -- or 1--2 > 3", "<p>workers’ pay, a_b – or 1–2 &gt; 3</p>\n"),
        ('"One\n\ntwo"', None),
        ("the '90s", None),
        ("---a", None),
        ('*a "b* it\'s *c" d*', None),
        ("[a](https://e.org/b--c)", None),
        ("- a\n- ", "<ul>\n<li>a</li>\n<li></li>\n</ul>\n"),
        ("[a](b.md)", None),
        ("![a](https://e.org/b)", None),
        ("- a\n- b\n\n- c", None),
        ("a\n---", None),
        ("1. a", None),
        ("See https://e.org", None),
    ],
)
def test_most_of_what_news_is_made_of_needs_no_parser(source: str, html: str | None) -> None:
    drawn = [passage.html for passage in quick.passages(source, QUOTES)]

    assert (None if None in drawn else "".join(filter(None, drawn))) == html
    assert_same(source)


@pytest.mark.parametrize(
    "source",
    [
        "[a]\n\n[a]: /b/",
        "a[^1]\n\n[^1]: b",
        "a\n\n: b",
        "```\na\n\nb\n```",
        "- ```\n  a\n\nb",
        "<!--\n\na -->",
        "- <!--\n\na",
        "{{< quote >}}\n\na\n\n{{< /quote >}}",
        "a\r\n\r\n\r\nb [x](gone.md)",
        "a\0",
    ],
)
def test_a_text_that_hangs_together_is_not_cut(source: str) -> None:
    assert quick.passages(source, QUOTES) == []
    assert_same(source)


def test_the_words_of_a_heading_need_no_parser() -> None:
    source = '### "A" -- it\'s\n\nb\n\n- c\n\n# A'

    drawn = [(passage.level, passage.html) for passage in quick.passages(source, QUOTES)]

    assert drawn == [
        (3, "“A” – it’s"),
        (0, "<p>b</p>\n"),
        (0, "<ul>\n<li>c</li>\n</ul>\n"),
        (1, "A"),
    ]
    assert_same(source)


@pytest.mark.parametrize("words", ["*a*", "a & b", "a {#b}", "a #", "[a](https://e.org/)", "a\nb"])
def test_a_heading_with_more_than_words_is_left_to_the_parser(words: str) -> None:
    assert [passage.html for passage in quick.passages(f"# {words}", QUOTES)] == [None]
    assert_same(f"# {words}\n\n# a")


def test_a_paragraph_that_needs_the_parser_leaves_the_others_as_they_are() -> None:
    drawn = [passage.html for passage in quick.passages('a\n\n"b\n\nc', QUOTES)]

    assert drawn == ["<p>a</p>\n", None, "<p>c</p>\n"]


@pytest.mark.parametrize(
    "hostile",
    [
        '"a ',
        "'a ",
        '"a" ',
        "*a ",
        "a_",
        "[a",
        "[a](https://a.",
        "a --b",
        "# a ",
        " ",
        "a...",
        "\n ",
    ],
)
def test_the_time_for_a_hostile_text_is_linear(hostile: str) -> None:
    started = process_time()
    for whole in (f"# {hostile * 50_000}#", f"a\n {hostile * 50_000}b"):
        quick.passages(whole, QUOTES)
        quick.phrases(whole, QUOTES)
    assert process_time() - started < 3


def test_a_problem_far_down_is_named_with_its_place() -> None:
    source = (
        "One.\n\n- a\n- [x](gone.md)\n\nTwo\n\n> three\n>\n> four [y](gone.md)\n\nfive ![](a.png)"
    )
    report = Report()
    markdown.html(Text(source, Place("a.md", 10, 5)), AROUND, report)

    places = [(problem.place.line, problem.place.column) for problem in report.problems]
    assert places == [(13, 7), (19, 12), (21, 10)]
    assert_same(source)


@pytest.mark.parametrize("around", [AROUND, ESCAPE], ids=["sanitise", "escape"])
def test_the_examples_of_commonmark_come_out_as_the_parser_has_them(around: Surroundings) -> None:
    for source in COMMONMARK:
        assert_same(source, around)
        assert_same(f"Before.\n\n{source}\n\nAfter *it*.", around)


def test_the_texts_of_whole_sites_come_out_as_the_parser_has_them() -> None:
    # Front matter and all: a block of it is as good a text as any.
    for page in PAGES:
        for source in page.read_text("utf-8").split("\n---\n"):
            assert_same(source, replace(AROUND, prefix="u1", top_heading=4, language="de"))


def test_attacks_come_out_as_the_parser_has_them() -> None:
    for payload in PAYLOADS:
        assert_same(f"Before.\n\n{payload}\n\nAfter {payload}")


PROSE = st.sampled_from(
    [
        *(
            "The river rose.",
            "Two",
            " said",
            ", and",
            " ",
            "  ",
            "\n",
            "  \n",
            "10:30",
            "Q&A",
            "水",
        ),
        *("**two metres**", "*late*", "_so_", "__very__ ", "**Noon:** ", "**a.**,", "(*b*)", "12 "),
        *('"Stay," ', "it's", "'90s", '**"x"**', '"A *b* c"', " -- ", "--", "...", "---"),
        *(
            "[the council](https://e.org/a/b-c.html)",
            '["z"](http://e.org)',
            "![p](https://e.org/x)",
        ),
        *(
            "\n\n",
            "\n\n",
            "\n\n",
            "\n\n- one\n- two\n\n",
            "\n\n> one\n>\n> two\n\n",
            '\n\n### The "levee"\n\n',
            "\n\n## Two\n\n",
            "\n- ",
            "\n> ",
        ),
    ]
)
SPECIAL = st.sampled_from(
    [
        *"*_[]!<&`~^:{|\\>#+-=.()\"' \n\t\r\0/0123ab\u00a0\u2028\x0b\x1f“’",
        *(
            "```",
            "~~~",
            "~~",
            "# ",
            "1. ",
            "===",
            "* * *",
            "|a|b|\n|--|--|",
            "\n: d",
            "    ",
            "\\\n",
        ),
        *(
            "[r]",
            "[r]: /u",
            "[^1]",
            "[^1]: n",
            "[a](/p/)",
            "[a](gone.md)",
            "![p](levee.jpg)",
            "{#id}",
        ),
        *("https://e.org/a_b.", "<https://e.org>", "<b>", "</b>", "<div>", "<!-- c -->", "&amp;"),
        *("{{< box >}}", "{{< /box >}}", "{{< quote >}}", "{{< /quote >}}", "{{< badge x=1 >}}"),
        *("\n\nhttps://youtu.be/dQw4w9WgXcQ\n\n", "{{< youtube ", "{{</* x */>}}"),
    ]
)
TEXTS = st.lists(st.one_of(PROSE, PROSE, SPECIAL), max_size=14).map("".join)
PLACES = st.sampled_from([("", 2), ("u1", 4)])


@settings(max_examples=300)
@given(TEXTS, st.sampled_from([AROUND, ESCAPE, TRUST]), PLACES, st.sampled_from(["en", "de", "fr"]))
def test_any_text_comes_out_as_the_parser_has_it(
    source: str, around: Surroundings, place: tuple[str, int], language: str
) -> None:
    prefix, top = place
    assert_same(source, replace(around, prefix=prefix, top_heading=top, language=language))
