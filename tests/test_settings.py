"""`livegen.toml`: what it says, and every way to say it wrongly."""

from __future__ import annotations

import pytest

from livegen import settings
from livegen.errors import Place, Problem, Report, Rule
from livegen.settings import (
    Build,
    HtmlPolicy,
    Live,
    MenuItem,
    Publisher,
    Settings,
    Site,
    UpdatePages,
)


def read(text: str | bytes) -> tuple[Settings, tuple[Problem, ...]]:
    report = Report()
    content = text if isinstance(text, bytes) else text.encode()
    return settings.read(content, "livegen.toml", report), report.problems


def read_well(text: str | bytes) -> Settings:
    found, problems = read(text)
    assert problems == ()
    return found


WHOLE = """
[site]
title = "The Courier"
url = "https://example.org/news"
id_authority = "example.org,2015-06"
language = "pt-BR"
timezone = "America/Sao_Paulo"
clock = 24
description = "News"
menu = [
  { title = "World", url = "/world/" },  # [not a table]
  { title = "Help", url = "https://help.example.org" },
]
footer = "All *rights* reserved"
logo = "/logo.svg"
icon = "/icon.svg"
date_order = "dmy"

[site.publisher]
name = "The Courier"
logo = "/logo.png"
corrections_policy = "/about/"

[build]
html = "trust"
page_size = 10
index_size = 20
update_pages = "all"
feed_size = 5
outputs = ["rss", "html"]
csp = { img-src = ["https://a.example", "https://b.example"], frame-src = "https://c.example" }

[live]
url = "https://live.example.org"
poll = [[0, 5], [60, 20]]
inline = 0
stale_after = "90 min"

[embeds]
consent = false

[comments]
provider = "isso"
url = "https://comments.example.org/isso"
default = true

[tags]
"C++" = "cpp"

[publish.production]
anything = ["goes", 1]
"""


def test_every_setting_is_read() -> None:
    assert read_well(WHOLE) == Settings(
        site=Site(
            title="The Courier",
            url="https://example.org/news",
            id_authority="example.org,2015-06",
            language="pt-BR",
            timezone="America/Sao_Paulo",
            clock=24,
            description="News",
            menu=(
                MenuItem(title="World", url="/world/"),
                MenuItem(title="Help", url="https://help.example.org"),
            ),
            footer="All *rights* reserved",
            logo="/logo.svg",
            icon="/icon.svg",
            publisher=Publisher(name="The Courier", logo="/logo.png", corrections_policy="/about/"),
            date_order="dmy",
        ),
        build=Build(
            html=HtmlPolicy.TRUST,
            page_size=10,
            index_size=20,
            update_pages=UpdatePages.ALL,
            feed_size=5,
            outputs=("html", "rss"),
            csp=(
                ("frame-src", "https://c.example"),
                ("img-src", "https://a.example https://b.example"),
            ),
        ),
        live=Live(
            url="https://live.example.org", poll=((0, 5), (60, 20)), inline=0, stale_after=5400
        ),
        embeds_consent=False,
        comments_provider="isso",
        comments_url="https://comments.example.org/isso",
        comments=True,
        tags=(("C++", "cpp"),),
    )


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "[site]\n[build]\n", b"\xef\xbb\xbf[site]\r\n"]
)
def test_every_setting_has_a_default(text: str | bytes) -> None:
    assert read_well(text) == Settings()


@pytest.mark.parametrize(
    ("span", "seconds"), [("90", 90), ('"6 h"', 21600), ('"45s"', 45), ('"2 days"', 172800)]
)
def test_a_span_is_seconds_or_a_text(span: str, seconds: int) -> None:
    assert read_well(f"[live]\nstale_after = {span}").live.stale_after == seconds


@pytest.mark.parametrize("language", ["en", "zh-Hant-TW", "es-419", "de-CH-1996", "sr-Latn", "haw"])
def test_a_language_is_a_bcp_47_tag(language: str) -> None:
    assert read_well(f'[site]\nlanguage = "{language}"').site.language == language


FAULTS = [
    # what is not known
    ('[site]\ntitel = "x"', Rule.UNKNOWN_SETTING, (2, 1, 5), "did you mean `title`?"),
    ("[site]\npage_size = 3", Rule.UNKNOWN_SETTING, (2, 1, 9), "it belongs below [build]"),
    ("[site]\npublishr = 3", Rule.UNKNOWN_SETTING, (2, 1, 8), "did you mean `publisher`?"),
    ("[embeds]\nx = 1", Rule.UNKNOWN_SETTING, (2, 1, 1), "known are consent"),
    ('[site.publisher]\nlogoo = ""', Rule.UNKNOWN_SETTING, (2, 1, 5), "did you mean `logo`?"),
    ("[embed]\nconsent = true", Rule.UNKNOWN_SETTING, (1, 2, 5), "did you mean [embeds]?"),
    ('title = "x"', Rule.UNKNOWN_SETTING, (1, 1, 5), "put it below [site]"),
    ("[comments]\nhost = 1", Rule.UNKNOWN_SETTING, (2, 1, 4), "known are provider, url, default"),
    # [site]
    ("[site]\ntitle = 5", Rule.WRONG_SHAPE, (2, 9, 1), 'write it in quotes: "5"'),
    ('[site]\ntitle = " "', Rule.WRONG_SHAPE, (2, 9, 3), 'write "The Courier"'),
    ('[site]\nurl = "a.org/x y"', Rule.NOT_A_URL, (2, 7, 11), 'write "https://a.org/x"'),
    ('[site]\nurl = "http://[x"', Rule.NOT_A_URL, (2, 7, 11), 'write "https://[x"'),
    ('[site]\nurl = "http://a:b"', Rule.NOT_A_URL, (2, 7, 12), 'write "https://a:b"'),
    ('[site]\nurl = "https://a:b@c.org"', Rule.NOT_A_URL, (2, 7, 19), 'write "https://c.org"'),
    ('[site]\nid_authority = "a b"', Rule.NOT_A_URL, (2, 16, 5), 'write "example.org"'),
    ('[site]\nlanguage = "en_GB"', Rule.NOT_A_LANGUAGE, (2, 12, 7), 'write "en-GB"'),
    ('[site]\ntimezone = "EDT"', Rule.UNKNOWN_ZONE, (2, 12, 5), "did you mean"),
    (
        '[site]\ntimezone = "Europe/Lndon"',
        Rule.UNKNOWN_ZONE,
        (2, 12, 14),
        'did you mean "Europe/London"?',
    ),
    ("[site]\nclock = 13", Rule.NOT_A_CHOICE, (2, 9, 2), "write one of 12, 24"),
    ("[site]\nclock = 12.0", Rule.NOT_A_CHOICE, (2, 9, 4), "12"),
    ('[site]\ndate_order = "ydm"', Rule.NOT_A_CHOICE, (2, 14, 5), "did you mean"),
    ("[site]\nmenu = 1", Rule.WRONG_SHAPE, (2, 8, 1), 'write [{ title = "World"'),
    (
        '[site]\nmenu = [\n  { title = "a" },\n]',
        Rule.WRONG_SHAPE,
        (2, 8, 1),
        'write { title = "World", url = "/world/" }',
    ),
    ('[site]\nmenu = [{ title = "a", url = 1 }]', Rule.WRONG_SHAPE, (2, 8, 26), "write {"),
    ('[site]\nmenu = [{ title = "a", url = "b" }]', Rule.NOT_A_URL, (2, 8, 28), "/world/"),
    ("site = 1", Rule.WRONG_SHAPE, (1, 8, 1), "write [site]"),
    ("[site]\npublisher = 1", Rule.WRONG_SHAPE, (2, 13, 1), "write [site.publisher]"),
    # [build]
    ('[build]\nhtml = "sanitize"', Rule.NOT_A_CHOICE, (2, 8, 10), 'did you mean "sanitise"?'),
    ("[build]\npage_size = 0", Rule.WRONG_SHAPE, (2, 13, 1), "write 30"),
    ("[build]\npage_size = true", Rule.WRONG_SHAPE, (2, 13, 4), "write 30"),
    ("build.page_size = -1", Rule.WRONG_SHAPE, (1, 19, 2), "write 30"),
    ("[build]\noutputs = []", Rule.WRONG_SHAPE, (2, 11, 2), 'write ["html", "rss"]'),
    ('[build]\noutputs = ["atm"]', Rule.NOT_A_CHOICE, (2, 11, 7), 'did you mean "atom"?'),
    ('[build]\ncsp = "x"', Rule.WRONG_SHAPE, (2, 7, 3), "write csp = {"),
    ('[build.csp]\nimg-src = "a; b"', Rule.WRONG_SHAPE, (1, 2, 9), "each source by itself"),
    ('[build]\ncsp = { "x;" = "a" }', Rule.WRONG_SHAPE, (2, 7, 14), "write img-src"),
    # [live], [embeds], [comments], [tags]
    ("[live]\npoll = [[0, 10], [5]]", Rule.WRONG_SHAPE, (2, 8, 14), "write [[0, 10], [600"),
    ("[live]\npoll = [[5, 10]]", Rule.WRONG_SHAPE, (2, 8, 9), "write [[0, 10], [600"),
    ("[live]\npoll = [[0, 0]]", Rule.WRONG_SHAPE, (2, 8, 8), "write 30"),
    ("[live]\npoll = []", Rule.WRONG_SHAPE, (2, 8, 2), "write [[0, 10], [600"),
    ('[live]\nstale_after = "6 eons"', Rule.WRONG_SHAPE, (2, 15, 8), 'write "6 h"'),
    ("[embeds]\nconsent = 1", Rule.NOT_A_BOOLEAN, (2, 11, 1), "write true"),
    ('[comments]\nprovider = "issso"', Rule.NOT_A_CHOICE, (2, 12, 7), 'did you mean "isso"?'),
    (
        '[comments]\nprovider = "isso"',
        Rule.MISSING_KEY,
        (2, 12, 6),
        'write url = "https://comments.example.org" below it',
    ),
    ('[tags]\n"C++" = "c plus"', Rule.NOT_A_SLUG, (2, 9, 8), 'write "c-plus"'),
    ("tags = 1", Rule.WRONG_SHAPE, (1, 8, 1), "write [tags]"),
    # the file
    ("[site]\ntitle = Storm", Rule.TOML, (2, 9, 1), 'write title = "Storm"'),
    ('[site]\ntitle: "Storm"', Rule.TOML, (2, 6, 1), 'write title = "Storm"'),
    ("[embeds]\nconsent = True", Rule.TOML, (2, 11, 1), "write consent = true"),
    ("[build]\nhtml = [", Rule.TOML, (2, 9, 1), "brackets and quotes closed"),
    ("[site\n", Rule.TOML, (1, 6, 1), "write [site]"),
    ("[site]\nclock = 12\nclock = 24", Rule.TOML, (3, 11, 1), "keep one of them"),
    ("x = " + "9" * 5000, Rule.TOML, (1, 5005, 1), 'write x = "…"'),
    ("x = " + "[" * 100_000, Rule.TOML, (0, 1, 1), "take some out"),
    (b'[site]\ntitle = "\x92"', Rule.ENCODING, (2, 1, 1), "save it as UTF-8"),
]


@pytest.mark.parametrize(
    ("text", "rule", "where", "hint"), FAULTS, ids=[str(fault[0])[:40] for fault in FAULTS]
)
def test_a_fault_says_where_and_what_to_write(
    text: str | bytes, rule: Rule, where: tuple[int, int, int], hint: str
) -> None:
    _, (problem,) = read(text)

    assert problem.rule is rule
    assert problem.place == Place("livegen.toml", *where)
    assert hint in problem.hint


def test_all_faults_are_named_in_one_run_and_the_rest_is_read() -> None:
    found, problems = read(
        '[site]\ntitle = "x"\nclock = 5\n[build]\npage_size = 0\nindex_size = 7\nfoo = 1'
    )

    assert [problem.place.line for problem in problems] == [3, 5, 7]
    assert found.site.title == "x"
    assert found.build == Build(index_size=7)


def test_a_text_of_several_lines_is_no_setting() -> None:
    found, (problem,) = read('[site]\nfooter = """\nclock = 1\n"""\nclock = 5')

    assert found.site.footer == "clock = 1\n"
    assert problem.place.line == 5


def test_messages_name_the_setting_and_what_was_written() -> None:
    _, (problem,) = read('[build]\nupdate_pages = "some"')

    assert problem.message == '`update_pages` is not one of "key", "all", "none": "some"'


def test_a_list_of_several_lines_begins_no_table() -> None:
    _, problems = read('[build]\noutputs = [\n  ["x"],\n]\npage_size = 0')

    assert [problem.place.line for problem in problems] == [2, 5]
