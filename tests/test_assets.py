"""Assets: what is published of a style sheet means what was written."""

from __future__ import annotations

import pytest

from livegen.assets import published

WRITTEN_AND_PUBLISHED = [
    ("a {\n  color: red;\n  margin: 0 auto;\n}\n", "a{color:red;margin:0 auto}"),
    ("/* why */ a { b: c } /* and why not", "a{b:c}"),
    ("/*! licence */\na { b: c }", "/*! licence */ a{b:c}"),
    ("a :hover, b > c { d: e }", "a :hover,b > c{d:e}"),
    (".a { .b :hover { c: d } & > p { e: f } }", ".a{.b :hover{c:d}& > p{e:f}}"),
    (".a/* one compound */.b { c: d }", ".a/**/.b{c:d}"),
    ("a { width: calc(1px + 2px) }", "a{width:calc(1px + 2px)}"),
    ("a::before { content: '/* {  ; */' }", "a::before{content:'/* {  ; */'}"),
    ('a { content: "\\"  ;" }', 'a{content:"\\"  ;"}'),
    ("a { b: url( data:x/y;c,d ) ; }", "a{b:url( data:x/y;c,d )}"),
    (
        "@media (min-width: 9px) and (color) { a { b: c } }",
        "@media(min-width:9px) and (color){a{b:c}}",
    ),
    (":root { --empty: ; --list: { a: b } }", ":root{--empty:;--list:{a:b}}"),
]


@pytest.mark.parametrize(("written", "expected"), WRITTEN_AND_PUBLISHED)
def test_a_style_sheet_loses_its_layout_and_comments_and_nothing_else(
    written: str, expected: str
) -> None:
    [(_, sheet)] = published({"assets/site.css": written.encode()}).values()

    assert sheet.decode() == expected


@pytest.mark.parametrize(("written", "expected"), WRITTEN_AND_PUBLISHED)
def test_what_is_bare_stays_as_it_is(written: str, expected: str) -> None:
    [(_, sheet)] = published({"assets/site.css": expected.encode()}).values()

    assert sheet.decode() == expected


def test_other_files_are_published_as_they_are() -> None:
    script = b"const text = `a  ;  b` // {  }\n"

    assert [data for _, data in published({"assets/a.js": script}).values()] == [script]


def test_a_style_sheet_of_nothing_but_comments_costs_no_request() -> None:
    assert published({"assets/site.css": b"/* colours of ours */\n"}) == {}
