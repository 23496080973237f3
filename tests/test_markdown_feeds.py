"""What feeds get without nh3, and what is read without looking at each tag, is the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_markdown import AROUND, ESCAPE, PAYLOADS, TRUST
from test_markdown_quick import COMMONMARK, PAGES, TEXTS

from livegen import markdown
from livegen.errors import Report
from livegen.markdown import Surroundings, first_sentence, for_feeds, plain, reading, safety
from livegen.model import Text

PAGE = "https://site.example/world/flood/#boat"


@contextmanager
def step_by_step() -> Iterator[None]:
    """Ask nh3 of everything, and look at each tag."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(safety, "_is_certain", lambda _html: False)
        patch.setattr(reading, "_text", reading._text_by_tags)
        patch.setattr(reading, "_opening", lambda _html: "")
        yield


def assert_same(html: str) -> None:
    found = for_feeds(html, PAGE), plain(html), plain(html, 60), first_sentence(html)
    with step_by_step():
        assert found == (
            for_feeds(html, PAGE),
            plain(html),
            plain(html, 60),
            first_sentence(html),
        )


def assert_same_when_drawn(source: str, around: Surroundings) -> None:
    html = markdown.html(Text(source), around, Report())
    assert_same(html)
    assert_same(f"\n{html}\n<p><strong>Correction:</strong> it&#39;s five</p>")


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("\n<p>Q&amp;A &lt;3 “so”</p>\n", True),
        ("<p>a<br>\n<em>b</em> c <strong>d</strong></p>\n\n<p>e</p>", True),
        ("<p>&quot;It&#39;s &#34;so&#34;</p>", True),
        ('<p><a href="https://e.org/a/b.html?c=d&amp;e=f">x</a></p>', True),
        ('<p><a href="https://e.org">x</a></p>', True),
        ("<ul>\n<li>a <em>b</em></li>\n<li></li>\n</ul>\n", True),
        ("<ol>\n<li>a</li>\n</ol>\n", True),
        ("<blockquote>\n<p>a</p>\n<p>b</p>\n</blockquote>\n", True),
        ('<p>a id="b"</p>\n<h4 id="u1_a-é">Q&amp;A id="c"</h4>\n', True),
        ("<p>a > b</p>", False),
        ("<h4>a</h4>", False),
        ('<h4 id="a">b</h3>', False),
        ('<h4 id="a"><em>b</em></h4>', False),
        ("<blockquote>\n<li>a</li>\n</blockquote>", False),
        ("<ul>\n<p>a</p>\n</ul>", False),
        ("<p>a\xa0b</p>", False),
        ("<p>a &nbsp; b</p>", False),
        ('<p id="a">b</p>', False),
        ('<p><a href="/x/">x</a></p>', False),
        ('<p><a href="https://e.org/?">x</a></p>', False),
        ('<p><a href="https://e.org/%41">x</a></p>', False),
        ('<p><a href="https://1.2.3.999">x</a></p>', False),
        ('<p><a href="https://xn--a.org">x</a></p>', False),
        ('<p><a href="https://e.org"><a href="https://e.org">x</a></a></p>', False),
        ('<p><a href="https://e.org">x</p>', False),
        ("<p><em>a</p></em>", False),
        ("<p>a<p>b</p></p>", False),
        ("<ul>\n<li>a</p>\n</ul>", False),
        ("<ul>\n<li>a</li>\n</ol>", False),
        ("<p>a", False),
        ("a", False),
    ],
)
def test_feeds_get_what_is_whole_and_harmless_as_it_is(html: str, kept: bool) -> None:
    assert safety._is_certain(html) is kept
    assert_same(html)


def test_each_character_comes_out_as_nh3_has_it() -> None:
    codes = [*range(0xD800), *range(0xE000, 0x110000)]
    for some in (codes[at : at + 256] for at in range(0, len(codes), 256)):
        assert_same_in_feeds("".join(f"<p>{chr(code)}a</p>\n" for code in some))
    for code in range(0x100):
        assert_same_in_feeds(f"<p>a {chr(code)}</p>\n")


def assert_same_in_feeds(html: str) -> None:
    found = for_feeds(html, PAGE)
    with step_by_step():
        assert found == for_feeds(html, PAGE)


@pytest.mark.parametrize("around", [AROUND, ESCAPE, TRUST], ids=["sanitise", "escape", "trust"])
def test_the_examples_of_commonmark_come_out_the_same(around: Surroundings) -> None:
    for source in COMMONMARK:
        assert_same_when_drawn(source, around)


def test_the_texts_of_whole_sites_come_out_the_same() -> None:
    for page in PAGES:
        for source in page.read_text("utf-8").split("\n---\n"):
            assert_same_when_drawn(source, AROUND)


def test_attacks_come_out_the_same() -> None:
    for payload in PAYLOADS:
        assert_same(payload)
        assert_same(f"<p>{payload}</p>\n")
        assert_same_when_drawn(payload, TRUST)


@settings(max_examples=150)
@given(TEXTS, st.sampled_from([AROUND, ESCAPE, TRUST]))
def test_any_text_comes_out_the_same(source: str, around: Surroundings) -> None:
    assert_same_when_drawn(source, around)


TAGS = [
    *("<p>", "</p>", "</p>\n", "<em>", "</em>", "<strong>", "</strong>", "<br>", "</a>", "</br>"),
    *("<ul>\n", "<li>", "</li>\n", "</ul>\n", "<ol>\n", "</ol>", "<blockquote>\n", "</blockquote>"),
    *('<a href="https://e.org/a?b=c&amp;d">', '<a href="http://e.o-r-g/">', '<a href="/b">'),
    *('<a href="https://e.org" role=doc-noteref>', '<a href="role=doc-backlink">', "<sup>"),
    *('<h3 id="a">b</h3>', '<h4 id="c_d-e">', "</h4>\n", "<h2>", "</h2>", ' id="f"'),
    *("<figure>", "</figure>", "<script>", "</script>", "<!--", "-->", "<b>", "<p", ">", "<", "/>"),
]
INSIDE = ["One. Two", "&amp;", "&quot;", "&#39;", "&lt;p&gt;", "&copy", '"', "'", " ", "\n", "\xa0"]
PIECES = st.one_of(
    st.lists(st.sampled_from([*TAGS, *INSIDE]), max_size=12).map("".join),
    st.lists(st.sampled_from([*INSIDE, "<br>", "<em>a</em>", "</p>\n<p>"]), max_size=8).map(
        lambda inside: f"<p>{''.join(inside)}</p>\n"
    ),
    st.text(max_size=8),
)


@settings(max_examples=500)
@given(st.lists(PIECES, max_size=4).map("".join))
def test_any_html_comes_out_the_same(html: str) -> None:
    assert_same(html)


@settings(max_examples=300)
@given(
    st.sampled_from(["https://", "http://e.org", "https://e.org/"]),
    st.text("aBx0-.~_/?=&;:#%@", max_size=10),
)
def test_any_address_comes_out_the_same(beginning: str, rest: str) -> None:
    address = f"{beginning}{rest}"
    assert_same_in_feeds(f'<p><a href="{address}">a</a></p>')
    assert_same_in_feeds(f'<p><a href="{address.replace("&", "&amp;")}">a</a></p>')


def test_feeds_of_several_pages_may_be_drawn_at_once() -> None:
    made: dict[int, set[str]] = {}

    def draw(number: int) -> None:
        page = f"https://site.example/{number}/"
        made[number] = {for_feeds('<p id="a"><a href="b/">c</a></p>', page) for _ in range(300)}

    threads = [Thread(target=draw, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == {
        number: {f'<p><a href="https://site.example/{number}/b/">c</a></p>'} for number in range(4)
    }
