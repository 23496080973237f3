"""Templates, their failures, and assets."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import pytest
import specimen
from markupsafe import Markup
from specimen import PAGES, THEME

from livegen.errors import Place, Problem, Rule, ThemeFailure
from livegen.fingerprint import fingerprint
from livegen.render import Theme, theme
from livegen.views.shapes import Link


@dataclass(frozen=True)
class Top:
    language: str = "en"


@dataclass(frozen=True)
class View:
    head: Top = Top()
    title: str = "A & B"


def page(template: str, view: View = View()) -> str:
    return of({"page.html": template}).page("page.html", view, "a.md").decode()


def of(own: dict[str, str], default: dict[str, str] | None = None) -> Theme:
    beneath = {name: text.encode() for name, text in (default or {}).items()}
    return theme({name: text.encode() for name, text in own.items()}, beneath)


def problem(template: str, others: Mapping[str, str] = MappingProxyType({})) -> Problem:
    with pytest.raises(ThemeFailure) as caught:
        of({**others, "page.html": template}).page("page.html", View(), "a.md")
    return caught.value.problem


@pytest.fixture(autouse=True)
def compiled_once() -> None:
    """Compile here, where templates hold constants, which become text in a language."""


# What a template sees


def test_text_is_escaped_and_markup_is_not() -> None:
    assert page("{{ view.title }}") == "A &amp; B"
    assert page("{{ view.title }}", View(title=Markup("<b>A</b>"))) == "<b>A</b>"


@pytest.mark.parametrize("asked", ["extends", "include"])
def test_templates_that_draw_each_other_are_named_with_the_default_to_use(asked: str) -> None:
    own = {"_a.html": '\n{% include "page.html" %}', "page.html": "{% " + asked + ' "_a.html" %}'}
    default = {"_a.html": "A", "page.html": "page"}

    with pytest.raises(ThemeFailure) as caught:
        of(own, default).page("page.html", View(), "a.md")

    problem = caught.value.problem
    said = "templates draw each other without end: `templates/_a.html`, `templates/page.html`"
    assert problem.message == f"{said} (while drawing a.md)"
    assert problem.hint == 'use "default/_a.html" there'
    assert problem.place.path in ("templates/_a.html", "templates/page.html")


def test_of_a_circle_through_the_default_theme_the_sites_own_line_is_named() -> None:
    own = {"layouts/live.html": '\n{% extends "default/page.html" %}'}
    default = {"page.html": '{% extends "layouts/live.html" %}', "layouts/live.html": "live"}

    with pytest.raises(ThemeFailure) as caught:
        of(own, default).page("page.html", View(), "a.md")

    assert (caught.value.problem.place.path, caught.value.problem.place.line) == (
        "templates/layouts/live.html",
        2,
    )
    assert caught.value.problem.hint == 'use "default/layouts/live.html" there'


def test_a_template_sees_the_view_and_nothing_that_changes_by_itself() -> None:
    for name in ("lipsum", "range", "now", "site", "self.environment"):
        assert problem("{{ " + name + "() }}").rule is Rule.TEMPLATE
    assert "random" in problem("{{ [1, 2] | random }}").message


def test_words_go_through_the_catalogue_of_the_page_s_language() -> None:
    page = (
        b'{{ _("By %(name)s", name="<A>") }}, {% trans n=2 %}a{% pluralize %}{{ n }}{% endtrans %}'
    )
    german = """
msgid "By %(name)s"
msgstr "Von %(name)s"

msgid "a"
msgid_plural "%(n)s"
msgstr[0] "ein"
msgstr[1] "%(n)s mal"
"""
    made = theme({"page.html": page, "words/de.po": german.encode()}, {})

    assert made.page("page.html", View(), "") == b"By &lt;A&gt;, 2"
    assert made.page("page.html", View(Top("de")), "") == b"Von &lt;A&gt;, 2 mal"
    assert made.page("page.html", View(Top("de-AT")), "") == b"Von &lt;A&gt;, 2 mal"
    assert made.page("page.html", View(), "") == b"By &lt;A&gt;, 2"


def test_a_count_takes_its_plural() -> None:
    counted = "{% trans n = n %}{{ n }} update{% pluralize %}{{ n }} updates{% endtrans %}"

    assert page("{% with n = 1 %}" + counted + "{% endwith %}") == "1 update"
    assert page("{% with n = 2 %}" + counted + "{% endwith %}") == "2 updates"


def test_a_moment_is_written_in_the_language_of_the_page() -> None:
    post = "{{ '2015-12-22T17:26:31+00:00' | moment }}"

    assert page(post) == "December 22, 2015, 5:26 PM UTC"
    assert page(post, View(Top("de"))) == "22. Dezember 2015, 17:26 UTC"


def test_a_word_of_the_theme_is_a_format_with_or_without_variables() -> None:
    assert page('{{ _("100%%") }} {{ _("%(n)s%%", n="<1>") }}') == "100% &lt;1&gt;%"


PARTS = {
    "page.html": "{{ view | part('_stamp.html') }}, {{ view | part('_stamp.html') }}",
    "_stamp.html": "{{ stamp.next() }}",
}


class Stamp:
    head = Top()

    def __init__(self) -> None:
        self.drawn = 0

    def next(self) -> str:
        self.drawn += 1
        return f"<{self.drawn}>"


def test_a_part_is_drawn_once_for_all_that_show_its_value() -> None:
    made, stamp = of(PARTS), Stamp()

    assert made.page("page.html", stamp, "") == b"&lt;1&gt;, &lt;1&gt;"
    assert made.page("page.html", stamp, "") == b"&lt;1&gt;, &lt;1&gt;"
    assert made.page("page.html", Stamp(), "") == b"&lt;1&gt;, &lt;1&gt;"
    assert stamp.drawn == 1


def test_a_part_is_drawn_in_the_language_of_its_page() -> None:
    page = "{{ view.title | part('_stamp.html') }}"
    made = of({"page.html": page, "_stamp.html": "{{ '2015-12-22' | moment }}"})

    assert made.page("page.html", View(), "") == b"December 22, 2015"
    assert made.page("page.html", View(Top("de")), "") == b"22. Dezember 2015"


def test_a_part_is_kept_as_long_as_its_value() -> None:
    made, first = of(PARTS), Stamp()
    made.page("page.html", first, "")
    made.page("page.html", Stamp(), "")
    made.page("page.html", first, "")

    assert first.drawn == 1
    assert len(made._parts) == 1


def test_what_is_included_sees_what_is_around_it() -> None:
    own = {
        "page.html": "{% for name in ['A', 'B'] %}{% include '_row.html' %}{% endfor %}",
        "_row.html": "{{ name }}, {{ view.title }};",
    }

    assert of(own).page("page.html", View(), "a.md") == b"A, A &amp; B;B, A &amp; B;"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", "plain"),
        ("""<&>"'""", "&lt;&amp;&gt;&#34;&#39;"),
        (Markup("<b>"), "<b>"),
        (12, "12"),
        (("<",), "(&#39;&lt;&#39;,)"),
    ],
)
def test_what_is_no_markup_is_escaped(value: Any, written: str) -> None:
    assert page("{{ view.title }}", View(title=value)) == written


def test_a_part_sees_its_value_alone_and_a_fault_in_it_says_so() -> None:
    found = problem("{{ view | part('_teaser.html') }}", {"_teaser.html": "\n{{ view.title }}"})

    assert found.place == Place("templates/_teaser.html", 2, 1, 16)
    assert found.message == "`view` is not defined (while drawing a.md)"
    assert found.hint == "what is drawn here sees `teaser`; other names come from `set`"


def test_an_embed_sees_its_arguments_and_its_body() -> None:
    made = of({"embeds/box.html": "<p>{{ arguments.title }}</p>{{ body }}\n"})

    drawn = made.embed("box", {"title": "<A>"}, Markup("<i>b</i>"), "en", "a.md")

    assert drawn == Markup("<p>&lt;A&gt;</p><i>b</i>")


# Own files over the default's


def test_own_files_lie_over_the_default_s_one_by_one() -> None:
    default = {"page.html": "{% include '_a.html' %} {% include '_b.html' %}"}
    made = of({"_a.html": "own a"}, {**default, "_a.html": "a", "_b.html": "b"})

    assert made.page("page.html", View(), "") == b"own a b"


def test_a_template_of_the_site_can_extend_the_one_beneath() -> None:
    own = {"page.html": "{% extends 'default/page.html' %}{% block b %}own{% endblock %}"}
    default = {
        "page.html": "{% extends 'base.html' %}",
        "base.html": "<{% block b %}{% endblock %}>",
    }

    assert of(own, default).page("page.html", View(), "") == b"<own>"


def test_layouts_and_embeds_are_known_by_name() -> None:
    own = {"layouts/long.html": "", "layouts/parts/a.html": "", "embeds/map.html": ""}
    made = of(
        {**own, "embeds/tweet.html": "own"}, {"embeds/tweet.html": "", "layouts/live.html": ""}
    )

    assert made.layouts == {"long", "live"}
    assert made.embeds == {"map", "tweet"}
    assert made.own_embeds == {"map"}


# Failures


def test_a_slip_in_a_field_is_named_with_its_line_and_the_page_s_source() -> None:
    found = problem("<p>\n  {{ view.titel }}\n</p>")

    assert found.place == Place("templates/page.html", 2, 3, 16)
    assert found.message == "View has no `titel` (while drawing a.md)"
    assert found.hint == "did you mean `title`?"


def test_a_name_that_is_not_given_is_an_error_even_where_it_would_be_empty() -> None:
    found = problem("{% if vew %}x{% endif %}")

    assert (found.message, found.hint) == (
        "`vew` is not defined (while drawing a.md)",
        "did you mean `view`?",
    )


def test_a_missing_argument_lists_those_there_are() -> None:
    with pytest.raises(ThemeFailure) as caught:
        of({"embeds/box.html": "{{ arguments.q }}"}).embed(
            "box", {"url": "/", "by": "A"}, Markup(), "en", "a.md"
        )

    assert caught.value.problem.hint == "it has by, url"


@pytest.mark.parametrize(
    ("template", "line", "said"),
    [
        ("a\n{% if %}", 2, "Expected an expression"),
        ("a\n\n{% blok b %}", 3, "unknown tag 'blok'"),
        ("a\n{{ view.title | shout }}", 2, "No filter named 'shout'"),
        ("a\nb\n{{ 1 + 'a' }}", 3, "TypeError"),
        ("a\n{% include '_no.html' %}", 2, "there is no template `_no.html`"),
    ],
)
def test_a_fault_is_placed_on_its_line(template: str, line: int, said: str) -> None:
    found = problem(template)

    assert (found.place.path, found.place.line) == ("templates/page.html", line)
    assert said in found.message


@pytest.mark.parametrize(
    ("template", "hint"),
    [
        ("{% if view %}", "write {% endif %} where it ends"),
        ("{% block a %}{% endif %}", "write {% endblock %} where it ends"),
        ("{% raw %} a", "write {% endraw %} where it ends"),
        ("a\n{# a note", "write #} where it ends"),
        ("{{ view.title", "write }} where it ends"),
        ("{% if view", "write %} where it ends"),
        ("{% if view = 1 %}{% endif %}", "write == to compare"),
        ("{% endif %}", "take it out: no {% if %} is open here"),
        ("{{ view.title | uper }}", "did you mean `upper`?"),
        ("{{ view.title is strin }}", "did you mean `string`?"),
        ("{{ 1 + 'a' }}", "how to write it stands in https://jinja.palletsprojects.com/"),
        ("{{ view title }}", "how to write it stands in https://jinja.palletsprojects.com/"),
    ],
)
def test_a_fault_says_what_to_write(template: str, hint: str) -> None:
    found = problem(template)

    assert found.place.path == "templates/page.html"
    assert found.hint.startswith(hint)


def test_a_fault_in_an_included_template_is_placed_there() -> None:
    found = problem("a\n{% include '_b.html' %}", {"_b.html": "b\nb\n{{ view.no }}"})

    assert (found.place.path, found.place.line) == ("templates/_b.html", 3)


def test_a_fault_in_the_default_theme_does_not_name_a_file_of_the_site() -> None:
    with pytest.raises(ThemeFailure) as caught:
        of({}, {"page.html": "{{ no }}"}).page("page.html", View(), "")

    assert caught.value.problem.place.path == "default/page.html"


def test_all_faults_of_syntax_are_found_without_drawing() -> None:
    made = of({"a.html": "{% if %}", "b.html": "\n{{ }", "c.html": "{{ unknown }}"})

    assert [(p.place.path, p.place.line) for p in made.problems()] == [
        ("templates/a.html", 1),
        ("templates/b.html", 2),
    ]
    assert THEME.problems() == ()


def test_templates_that_are_the_default_s_are_not_checked_again() -> None:
    assert of({"a.html": "{% if %}"}, {"a.html": "{% if %}", "b.html": "{% if %}"}).problems() == ()


def test_a_fault_of_syntax_has_one_place_whoever_meets_it() -> None:
    made = of({"page.html": "a\n{% include '_b.html' %}", "_b.html": "b\n\n {% if %}"})
    with pytest.raises(ThemeFailure) as caught:
        made.page("page.html", View(), "a.md")

    (found,) = made.problems()
    assert found.place == caught.value.problem.place == Place("templates/_b.html", 3, 2, 8)


def test_only_names_that_are_in_scope_are_offered() -> None:
    with pytest.raises(ThemeFailure) as caught:
        of({"embeds/box.html": "{{ view.title }}"}).embed("box", {}, Markup(), "en", "a.md")
    in_macro = problem(
        "{% import '_m.html' as m %}{{ m.m() }}",
        {"_m.html": "{% macro m() %}{{ view.title }}{% endmacro %}"},
    )

    assert caught.value.problem.hint == (
        "what is drawn here sees `arguments` and `body`; other names come from `set`"
    )
    assert "did you mean" not in in_macro.hint
    assert problem("{{ gettex('a') }}").hint == "did you mean `gettext`?"


def test_the_theme_is_kept_until_a_file_of_it_changes() -> None:
    made = of({"page.html": "a", "b.html": ""})

    assert of({"b.html": "", "page.html": "a"}) is made
    assert of({"page.html": "c", "b.html": ""}).page("page.html", View(), "") == b"c"
    assert made.page("page.html", View(), "") == b"a"


def test_a_template_that_is_not_utf_8_is_an_error_with_its_line() -> None:
    with pytest.raises(ThemeFailure) as caught:
        theme({"page.html": b"a\n\xe9"}, {})

    assert caught.value.problem.place == Place("templates/page.html", 2)


# Assets


def test_an_asset_is_published_under_the_digest_of_its_bytes() -> None:
    made = of({"assets/fonts/a.woff2": "font"})
    path = f"assets/fonts/a.{fingerprint(b'font')}.woff2"

    assert made.assets == {path: b"font"}
    assert made.asset_urls == {"fonts/a.woff2": path}


def test_an_empty_asset_costs_no_request() -> None:
    assert of({"assets/site.css": "\n"}).assets == {}
    assert len(of({"assets/site.css": "", "assets/a.css": '@import "site.css";'}).assets) == 2


def test_a_style_sheet_names_hashed_files_and_leaves_all_else_alone() -> None:
    sheet = (
        '@import "more.css";/*! url(gone.png) */'
        "a{background:url(i/a.png#x)}b{background:url( 'i/a.png' )}"
        "c{background:url(data:,x) url(https://a.example/b.png) url(/c.png) url(../../d.png)}"
        "d{background:url(#e)}"
    )
    own = {"assets/s/site.css": sheet, "assets/s/more.css": "b{}", "assets/s/i/a.png": "a"}

    made = of(own)

    picture = f"i/a.{fingerprint(b'a')}.png"
    expected = sheet.replace("i/a.png", picture).replace(
        "more.css", f"more.{fingerprint(b'b{}')}.css"
    )
    assert made.assets[made.asset_urls["s/site.css"]].decode() == expected


def test_a_changed_picture_renames_the_style_sheets_that_name_it() -> None:
    sheets = {"assets/a.css": '@import "b.css";', "assets/b.css": "b{background:url(c.png)}"}
    before = of({**sheets, "assets/c.png": "1", "assets/d.css": "d{}"}).asset_urls
    after = of({**sheets, "assets/c.png": "2", "assets/d.css": "d{}"}).asset_urls

    assert before["a.css"] != after["a.css"]
    assert before["b.css"] != after["b.css"]
    assert before["d.css"] == after["d.css"]


def test_a_style_sheet_that_names_a_missing_file_is_an_error() -> None:
    with pytest.raises(ThemeFailure) as caught:
        of({"assets/a.css": "a{}\nb{background:url(lewee.png)}", "assets/levee.png": "x"})

    assert caught.value.problem.place == Place("templates/assets/a.css", 2, 18, 9)
    assert caught.value.problem.hint == "did you mean `levee.png`?"


def test_style_sheets_that_import_each_other_are_an_error() -> None:
    with pytest.raises(ThemeFailure, match="import each other"):
        of({"assets/a.css": '@import "b.css";', "assets/b.css": '@import "a.css";'})


# The default theme


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    return {path: page.decode() for path, page in specimen.pages().items()}


@pytest.fixture
def live(drawn: dict[str, str]) -> str:
    return drawn["world/flood/index.html"]


def test_every_page_is_drawn_alike_by_another_environment(drawn: dict[str, str]) -> None:
    again = theme({}, specimen.files())

    assert len(drawn) == len(PAGES)
    for template, view in PAGES.values():
        assert again.page(template, view, "x") == THEME.page(template, view, "y")


def test_every_page_has_one_h1_and_skips_no_level(drawn: dict[str, str]) -> None:
    for path, html in drawn.items():
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", html)]
        assert levels.count(1) == 1, path
        assert levels[0] == 1, path
        assert all(b - a <= 1 for a, b in pairwise(levels)), path


def test_every_page_keeps_a_strict_policy(drawn: dict[str, str]) -> None:
    for path, html in drawn.items():
        assert not re.search(r"<style|<iframe|\sstyle=|\son[a-z]+=", html), path
        for attributes in re.findall("<script([^>]*)>", html):
            assert "src=" in attributes or 'type="application/json"' in attributes, path
        assert not re.search(r'<(?:img|link rel="stylesheet|source)[^>]*"(?:https?:)?//', html), (
            path
        )


def test_ids_stand_once_on_a_page_and_local_links_find_them(drawn: dict[str, str]) -> None:
    for path, html in drawn.items():
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), path
        assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids), path


def test_every_time_is_machine_readable(drawn: dict[str, str]) -> None:
    for html in drawn.values():
        for moment in re.findall(r"<time([^>]*)>", html):
            assert re.search(r'datetime="\d{4}-\d\d-\d\d(T[\d:]+[+-]\d\d:\d\d)?"', moment)


def test_the_hooks_of_a_live_page_hold(live: str) -> None:
    assert '<div class="banner banner-live"' in live
    assert '<article class="update" id="bridge" data-rev="9c1e2a40"' in live
    assert 'rel="bookmark" href="/world/flood/#bridge"' in live
    assert '<nav class="key-events"' in live
    assert 'id="updates"' in live
    assert '<figure class="embed" data-provider="tweet"' in live


def test_the_parts_of_a_live_page_stand_in_the_order_of_reading(live: str) -> None:
    marks = ["skip-link", "site-header", "<main", "banner", "<h1", "former-titles", "standfirst"]
    marks += ['id="summary"', 'id="key-events"', 'id="pinned"', 'id="updates"', "pager"]
    marks += ['id="corrections"', 'id="tags"', 'id="related"', 'id="footer"']
    places = [live.index(mark, live.index("<body")) for mark in marks]

    assert places == sorted(places)


def test_a_pinned_copy_has_no_id(live: str) -> None:
    pinned = live[live.index('id="pinned"') : live.index('id="updates"')]

    assert '<article class="update" data-rev="9c1e2a40"' in pinned
    assert '<article class="update" id' not in pinned


def test_an_update_drawn_on_its_own_is_the_one_on_the_page(drawn: dict[str, str]) -> None:
    alone = THEME.part("_update.html", "en", "", update=specimen.BRIDGE)

    assert str(alone) in drawn["world/flood/index.html"]
    assert str(alone) in drawn["world/flood/u/bridge/index.html"]


@pytest.mark.parametrize(
    ("part", "values"),
    [
        ("_banner.html", {"banner": specimen.LIVE.banner}),
        ("_key_points.html", {"key_points": specimen.LIVE.key_points}),
        ("_key_events.html", {"key_events": specimen.KEY_EVENTS}),
        ("_pinned.html", {"pinned": specimen.LIVE.pinned, "folds": True}),
        ("_teaser.html", {"teaser": specimen.RAMADI_TEASER}),
    ],
)
def test_a_part_drawn_on_its_own_is_the_one_on_the_page(
    part: str, values: dict[str, object], live: str
) -> None:
    assert str(THEME.part(part, "en", "", **values)) in live


def test_an_update_without_title_has_its_time_as_heading(live: str) -> None:
    assert re.search(
        r'<h3 class="update-time" id="2026-09-21-14-40_title">'
        r'<a [^>]*><time [^>]*>14:40 BST</time></a> <span class="ago"></span></h3>',
        live,
    )


def test_every_update_is_named_by_its_heading(drawn: dict[str, str]) -> None:
    for path, html in drawn.items():
        for article in re.findall(r'<article class="update".*?</article>', html, re.DOTALL):
            assert re.search(
                r'aria-labelledby="(\w[\w-]*_title)">.*<h3[^>]* id="\1"', article, re.DOTALL
            ), path
        assert html.count('id="updates"') == html.count('aria-labelledby="updates_title"'), path


def test_updates_are_a_list_of_each_day_counted_down_where_the_newest_comes_first(
    drawn: dict[str, str], live: str
) -> None:
    for html, start in ((live, "<ol reversed>"), (drawn["world/ramadi/index.html"], "<ol>")):
        updates = html[html.index('id="updates"') :]
        assert updates.count(start) == updates.count("</ol>") > 0
        assert updates.count('<li class="h-entry">\n<article class="update" id') == updates.count(
            "</article>\n</li>"
        )


def test_a_link_to_share_names_its_update_and_none_shares_what_was_withdrawn(live: str) -> None:
    assert re.findall(r"Share this update<span[^>]*>(.*?)</span>", live) == [
        ": Second boat reaches the school",
        ": The bridge is closed",
    ]
    assert "/world/flood/u/looting/" not in live


def test_the_page_of_a_withdrawn_update_does_not_promise_it(drawn: dict[str, str]) -> None:
    assert "Read it in the coverage" in drawn["world/flood/u/bridge/index.html"]
    assert "Read it in the coverage" not in drawn["world/flood/u/looting/index.html"]
    assert "Go to the coverage" in drawn["world/flood/u/looting/index.html"]


def test_a_link_to_a_story_in_another_language_says_which(drawn: dict[str, str]) -> None:
    ended = drawn["world/ended/index.html"]

    assert ended.count(' lang="de" dir="ltr" hreflang="de">Der Tag nach der Flut</a>') == 2
    assert ' lang="ar" dir="auto" hreflang="ar">العربية</a>' in ended
    assert ended.count(' lang="') == 1 + 2 + 2


def test_a_withdrawn_update_keeps_its_anchor_and_shows_the_notice(live: str) -> None:
    gone = live[live.index('id="looting"') :]
    gone = gone[: gone.index("</article>")]

    assert "The report could not be confirmed." in gone
    assert 'datetime="2026-09-20T23:50:00+01:00"' in gone


def test_a_withdrawn_story_shows_the_notice_and_no_text(drawn: dict[str, str]) -> None:
    html = drawn["world/withdrawn/index.html"]

    assert "The story rested on a forged letter." in html
    assert "We follow the flood" not in html


def test_an_article_has_its_text_first_and_a_banner_that_leads_down(drawn: dict[str, str]) -> None:
    html = drawn["world/ramadi/index.html"]

    assert html.index("/world/ramadi/#2015-12-28") < html.index("<h1")
    assert html.index('id="story-text"') < html.index('id="updates"')
    newest = drawn["world/corrected/index.html"]
    assert newest.index('id="updates"') < newest.index('id="story-text"')


def test_a_story_without_updates_has_no_empty_parts(drawn: dict[str, str]) -> None:
    html = drawn["quiet/index.html"]

    assert not re.search(r"<(p|ul|nav|section|div|figure|h\d)[^>]*>\s*</\1>", html)
    for absent in ("updates", "banner", "corrections", "key-events", "None"):
        assert absent not in html[html.index("<body") :]


def test_an_archive_page_shows_nothing_that_moves(drawn: dict[str, str]) -> None:
    html = drawn["world/flood/p/2/index.html"]

    assert 'id="updates"' in html
    assert "Part 2" in html
    for moving in ('class="banner', "key-events", "updates</li>", 'id="pinned"'):
        assert moving not in html


def test_a_preview_says_what_is_held(drawn: dict[str, str]) -> None:
    html = drawn["world/preview/index.html"]

    assert "Preview:" in html
    assert "held until 23:30 BST" in html
    assert 'class="held"' not in drawn["world/flood/index.html"]


def test_a_post_without_its_words_says_who_when_and_where(drawn: dict[str, str]) -> None:
    html = drawn["world/ramadi/index.html"]

    assert "Post by @mike_giglio on X" in html
    assert '<a href="https://twitter.com/mike_giglio/status/679352304697503744">' in html
    assert (
        '<time datetime="2015-12-22T17:26:31+00:00">December 22, 2015, 5:26 PM UTC</time>' in html
    )


def test_a_page_reads_in_the_direction_of_its_language(drawn: dict[str, str]) -> None:
    assert '<html lang="ar" dir="rtl">' in drawn["ar/flood/index.html"]
    sheet = specimen.files()["assets/theme.css"].decode()
    assert not re.search(
        r"(margin|padding|border|inset)-(left|right)|text-align: (left|right)", sheet
    )


def test_the_style_sheet_is_small_and_its_colours_contrast_in_light_and_dark() -> None:
    sheet = specimen.files()["assets/theme.css"]
    root = re.findall(r":root \{(.*?)\}", sheet.decode(), re.DOTALL)[0]
    told = re.findall(r"--(\w+): light-dark\((#\w+), (#\w+)\);", root)
    published = THEME.assets[THEME.asset_urls["theme.css"]]

    assert len(published) <= 13_000
    assert len(gzip.compress(published, mtime=0)) < 4_300
    for colours in ({name: light for name, light, _ in told}, {name: it for name, _, it in told}):
        for ink in ("ink", "muted", "accent", "live", "note"):
            for ground in ("paper", "tint"):
                assert _contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)


def test_a_site_s_own_style_sheet_comes_last() -> None:
    made = theme({"assets/site.css": b"a{}"}, specimen.files())
    urls = {name: f"/{path}" for name, path in made.asset_urls.items()}
    view = replace(specimen.ABOUT, site=replace(specimen.SITE, assets=urls))

    html = made.page("page.html", view, "").decode()

    sheets = re.findall(r'rel="stylesheet" href="([^"]+)"', html)
    assert sheets == [urls["theme.css"], urls["site.css"]]


def test_the_menu_marks_where_the_reader_is(live: str) -> None:
    assert Link(title="World", url="/world/", current=True) in specimen.SITE.menu
    assert '<a href="/world/" aria-current="page">World</a>' in live
    assert live.count('aria-current="page"') == 1


def _contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, 1.4.3)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    pairs = [d * 2 for d in digits] if len(digits) == 3 else re.findall("..", digits)
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (int(pair, 16) / 255 for pair in pairs)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
