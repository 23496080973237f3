"""Markdown becomes whole, safe HTML; what is wrong with it is named with its place."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin

import pytest
from markupsafe import Markup, escape

from livegen import markdown
from livegen.embeds import Embed
from livegen.errors import Level, Place, Problem, Report, Rule
from livegen.markdown import Missing, Surroundings, Target, first_sentence, for_feeds, plain
from livegen.model import Text
from livegen.settings import HtmlPolicy

FILES = {
    "levee.jpg": Target("/world/flood/levee.jpg", 640, 480),
    "my levee.jpg": Target("/world/flood/my%20levee.jpg"),
    "clip.mp4": Target("/world/flood/clip.mp4", instead="write {{< video"),
    "../ramadi.md": Target("/world/ramadi/"),
    "../ramadi.md#2015-12-28": Target("/world/ramadi/#2015-12-28"),
    "#second-boat": Target("/world/flood/#second-boat"),
}


def resolve(written: str) -> Target | Missing:
    return FILES.get(unquote(written), Missing())


def draw(embed: Embed, body: Markup) -> str:
    arguments = "".join(f' data-{k}="{escape(v)}"' for k, v in embed.arguments.items())
    if embed.inline:
        return f"<span{arguments}>{body}</span>"
    return f'<figure class="embed" data-provider="{embed.name}"{arguments}>{body}</figure>'


AROUND = Surroundings(
    policy=HtmlPolicy.SANITISE,
    prefix="",
    top_heading=2,
    language="en",
    resolve=resolve,
    draw=draw,
    own_embeds=frozenset(["box", "badge"]),
)
ESCAPE = replace(AROUND, policy=HtmlPolicy.ESCAPE)
TRUST = replace(AROUND, policy=HtmlPolicy.TRUST)


def html(source: str, around: Surroundings = AROUND) -> str:
    """Return the HTML of a text without errors."""
    report = Report()
    made = markdown.html(Text(source), around, report)
    assert not report.failed, report.problems
    return made.strip()


def inline(source: str, around: Surroundings = AROUND) -> str:
    report = Report()
    made = markdown.inline(Text(source), around, report)
    assert not report.failed, report.problems
    return made


def problems(source: str, around: Surroundings = AROUND) -> tuple[Problem, ...]:
    report = Report()
    markdown.html(Text(source, Place("a.md", 10, 5)), around, report)
    return report.problems


def only_problem(source: str, around: Surroundings = AROUND) -> Problem:
    (problem,) = problems(source, around)
    return problem


class Page(HTMLParser):
    """What a browser is given: every element with its attributes; unclosed ones are an error."""

    VOID = frozenset(["br", "hr", "img", "wbr", "col", "source"])

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


# Text


def test_a_text_without_words_is_nothing() -> None:
    assert html(" \n ") == ""
    assert inline("") == ""


def test_tables_strikethrough_and_definitions_are_understood() -> None:
    assert html("~~no~~ yes") == "<p><s>no</s> yes</p>"
    assert html("Ramadi\n: A city") == "<dl>\n<dt>Ramadi</dt>\n<dd>A city</dd>\n</dl>"


def test_a_table_has_scopes_and_classes_in_place_of_styles() -> None:
    made = html("| a | b |\n|---|--:|\n| 1 | 2 |")

    assert made.startswith('<div class="table" tabindex="0"><table>')
    assert made.endswith("</table>\n</div>")
    assert '<th scope="col" class="align-right">b</th>' in made
    assert '<td class="align-right">2</td>' in made
    assert "style" not in made


@pytest.mark.parametrize(
    ("source", "typeset"),
    [
        ("\"We're 'not' done,\" he said.", "“We’re ‘not’ done,” he said."),
        ('*"Yes"*, "no" -- or... --- so', "<em>“Yes”</em>, “no” – or… — so"),
        ("1990--1995, --flag, (c), (r), a..b", "1990–1995, --flag, (c), (r), a..b"),
        ("a---- b ----c .--- d....", "a---- b ----c .--- d...."),
        ('6\'2"" tall', "6’2&quot;&quot; tall"),
        ('`"x" -- ...`', "<code>&quot;x&quot; -- ...</code>"),
        ('\\"x\\"', "&quot;x&quot;"),
        ('"a\n"b" c', "&quot;a\n“b” c"),
    ],
)
def test_quotes_and_dashes_are_typographic_but_in_code(source: str, typeset: str) -> None:
    assert inline(source) == typeset


@pytest.mark.parametrize(
    ("language", "typeset"),
    [
        ("en", "“a ‘b’”"),
        ("de", "„a ‚b‘“"),
        ("de-CH", "«a ‹b›»"),
        ("fr-CA", "«\u202fa “b”\u202f»"),
        ("sv", "”a ’b’”"),
        ("tlh", "“a ‘b’”"),
    ],
)
def test_quotes_are_those_of_the_language(language: str, typeset: str) -> None:
    assert inline("\"a 'b'\"", replace(AROUND, language=language)) == typeset


# Headings and footnotes


def test_headings_begin_where_they_are_told_and_skip_no_level() -> None:
    made = html("# A\n\n### B\n\n### C\n\n###### D\n\n# E", replace(AROUND, top_heading=4))
    levels = [tag for tag, _ in Page(made).elements]

    assert levels == ["h4", "h5", "h5", "h6", "h4"]


def test_headings_of_one_text_have_ids_of_their_own() -> None:
    made = html("# Levee\n\n# Levee\n\n# *Levee*\n\n# 水\n\n# !\n\n# Updates")

    ids = [attributes["id"] for _, attributes in Page(made).elements if "id" in attributes]
    assert ids == ["levee", "levee-2", "levee-3", "水", "section", "updates-2"]


def test_a_heading_may_name_its_id() -> None:
    assert html("# The levee breaks {#levee}") == '<h2 id="levee">The levee breaks</h2>'


def test_headings_and_footnotes_of_two_updates_do_not_collide() -> None:
    source = "# Levee\n\nIt broke.[^a] Twice.[^a]\n\n[^a]: At *six*."
    ids: list[str | None] = []
    for prefix in ("", "first", "second"):
        page = Page(html(source, replace(AROUND, prefix=prefix)))
        here = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert all(name and name.startswith(prefix) for name in here)
        led = {a["href"] for tag, a in page.elements if tag == "a"}
        assert led <= {f"#{name}" for name in here}
        ids += here
    assert len(set(ids)) == len(ids) == 12


def test_footnotes_that_are_not_shown_are_warned_of_at_their_place() -> None:
    found = problems("Text[^a].\n\n[^b]: Lost\n\n> [^a]: one\n\n[^a]: two")

    assert [(p.rule, p.level, p.place) for p in found] == [
        (Rule.LOST_FOOTNOTE, Level.WARNING, Place("a.md", 12, 5, 5)),
        (Rule.LOST_FOOTNOTE, Level.WARNING, Place("a.md", 14, 7, 5)),
    ]
    assert "no text refers to the footnote [^b]" in found[0].message
    assert "[^a] is written twice" in found[1].message
    assert problems("Text[^a] and[^a].\n\n[^a]: one") == ()


def test_a_footnote_says_what_it_is() -> None:
    made = html("It broke.[^a]\n\n[^a]: At six.", replace(AROUND, language="de"))

    assert 'role="doc-noteref" aria-label="Fußnote 1">1</a></sup>' in made
    assert 'role="doc-backlink" aria-label="Zurück zur Textstelle 1">' in made
    assert '<div class="footnotes" role="doc-endnotes">' in made


# Links and pictures


def test_links_lead_where_the_site_says() -> None:
    around = replace(AROUND, base="/project")
    made = html(
        "[a](../ramadi.md#2015-12-28) [b](/about/) [c](https://example.org/) [d](mailto:a@b.c)"
        " [e](#second-boat) [f](//host/x) [g][r]\n\n[r]: <my levee.jpg>",
        around,
    )

    assert [attributes["href"] for tag, attributes in Page(made).elements if tag == "a"] == [
        "/world/ramadi/#2015-12-28",
        "/project/about/",
        "https://example.org/",
        "mailto:a@b.c",
        "/world/flood/#second-boat",
        "//host/x",
        "/world/flood/my%20levee.jpg",
    ]


def test_a_link_to_a_heading_of_the_same_text_is_found_there() -> None:
    made = html("[up](#levee)\n\n# Levee", replace(AROUND, prefix="u1"))
    assert '<a href="#u1_levee">up</a>' in made


def test_the_top_of_the_page_needs_no_id() -> None:
    assert '<a href="#top">up</a>' in html("[up](#top)")
    assert '<a href="#u1_top">up</a>' in html("[up](#top)\n\n# Top", replace(AROUND, prefix="u1"))


def test_a_heading_of_the_storys_own_text_takes_no_id_that_another_part_has() -> None:
    made = html("# Second boat", replace(AROUND, taken=frozenset({"second-boat"})))

    assert '<h2 id="second-boat-2">' in made


def test_a_link_to_what_is_not_out_leaves_its_text_with_a_warning() -> None:
    report = Report()
    around = replace(AROUND, resolve=lambda _: Target(""))

    made = markdown.html(Text("See [the *verdict*](v.md) soon", Place("a.md", 3)), around, report)

    assert made == "<p>See the <em>verdict</em> soon</p>\n"
    assert [(p.rule, p.level, p.place.column) for p in report.problems] == [
        (Rule.NOT_OUT, Level.WARNING, 5)
    ]


def test_a_missing_target_is_named_with_its_place() -> None:
    problem = only_problem("One\n\n> - see [this *page*](gone.md)\n>   here")

    assert (problem.rule, problem.level) == (Rule.MISSING_TARGET, Level.ERROR)
    assert problem.place == Place("a.md", 12, 5 + 8, len("[this *page*](gone.md)"))
    assert problem.message == 'there is no "gone.md"'

    assert only_problem("One\ntwo [x](gone.md)").place == Place("a.md", 11, 9, 12)


@pytest.mark.parametrize(
    ("source", "missing", "message", "hint"),
    [
        ("[x](b.md#no)", Missing(only_id=True), '"b.md" has no update "no"', "id of one of its"),
        ("[x](b.md#no)", Missing("b.md#on", only_id=True), '"b.md" has no', "mean b.md#on?"),
        ("[x](flood/#a)", Missing("flood/index.md"), 'no "flood/"', "mean flood/index.md?"),
        ("[x](#levees)\n\n# Levee", Missing(only_id=True), '"#levees"', "did you mean #levee?"),
        ("[x](#no)", Missing(only_id=True), 'nothing here is called "#no"', "of a heading"),
    ],
)
def test_a_missing_target_says_what_was_meant(
    source: str, missing: Missing, message: str, hint: str
) -> None:
    problem = only_problem(source, replace(AROUND, resolve=lambda _: missing))

    assert message in problem.message
    assert hint in problem.hint


def test_a_path_is_asked_for_as_it_is_written() -> None:
    asked: list[str] = []

    def ask(written: str) -> Target:
        asked.append(written)
        return Target("/a/")

    html("[x](levée%20%232.jpg) [y](../ramadi.md#2015-12-28)", replace(AROUND, resolve=ask))

    assert asked == ["lev%C3%A9e%20%232.jpg", "../ramadi.md#2015-12-28"]


@pytest.mark.parametrize(
    ("source", "column", "width"),
    [
        ("![x](clip.mp4)", 5, 14),
        ('<img src="clip.mp4" alt="">', 5, 27),
        ('{{< figure clip.mp4 alt="" >}}', 16, 8),
        ("{{< video clip.mp4 poster=clip.mp4 >}}", 24, 15),
    ],
)
def test_a_file_that_no_browser_shows_is_no_picture(source: str, column: int, width: int) -> None:
    problem = only_problem(source)

    assert (problem.rule, problem.level) == (Rule.BROKEN_PICTURE, Level.ERROR)
    assert problem.place == Place("a.md", 10, column, width)
    assert problem.hint == "write {{< video"
    assert 'href="/world/flood/clip.mp4"' in html("[x](clip.mp4)")


def test_a_picture_has_its_size_and_waits_its_turn() -> None:
    assert html('![The "levee"](levee.jpg)') == (
        '<p><img src="/world/flood/levee.jpg" alt="The &#34;levee&#34;" width="640" height="480"'
        ' loading="lazy" decoding="async"></p>'
    )


def test_a_picture_on_another_host_becomes_a_link() -> None:
    source = "[![Levee](https://h.example/a.png)](/a/) ![](//h.example/b.png)"
    report = Report()
    made = markdown.html(Text(source), AROUND, report)

    assert [p.rule for p in report.problems] == [Rule.FOREIGN_PICTURE] * 2
    assert not report.failed
    assert made == (
        '<p><a href="/a/">Levee</a> <a href="//h.example/b.png">//h.example/b.png</a></p>\n'
    )


def test_a_bare_address_is_a_link_without_the_full_stop() -> None:
    made = html("See https://example.org/a_b_(c)--d, or (http://example.org).")

    assert made == (
        '<p>See <a href="https://example.org/a_b_(c)--d">https://example.org/a_b_(c)--d</a>,'
        ' or (<a href="http://example.org">http://example.org</a>).</p>'
    )
    assert html("<https://a.example/it's--b>").endswith(">https://a.example/it's--b</a></p>")
    assert html("[https://a.example](/b/)") == '<p><a href="/b/">https://a.example</a></p>'
    assert "<a" not in html("`https://a.example` xhttps://a https:// \\https\\://a")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "java&#x0A;script:alert(1)",
        "%20javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:image/png;base64,AAAA",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:x",
    ],
)
def test_a_dangerous_link_is_none(url: str) -> None:
    made = markdown.html(Text(f"[a]({url}) <{url}> ![b]({url})"), AROUND, Report())
    for _, attributes in Page(made).elements:
        address = attributes.get("href") or attributes.get("src") or ""
        assert not re.match(r"[\x00-\x20]*[a-z]+:", address, re.IGNORECASE)


# Embeds


def test_a_known_address_alone_in_its_paragraph_is_an_embed() -> None:
    made = html("One\n\nhttps://x.com/a/status/679352304697503744\n\nTwo")

    assert made.startswith('<p>One</p>\n<figure class="embed" data-provider="tweet"')
    assert made.endswith("</figure>\n<p>Two</p>")


@pytest.mark.parametrize(
    "source",
    [
        "see https://youtu.be/dQw4w9WgXcQ",
        "<https://youtu.be/dQw4w9WgXcQ>",
        "- https://youtu.be/dQw4w9WgXcQ",
        "https://example.org/",
    ],
)
def test_any_other_address_is_a_link(source: str) -> None:
    made = html(source)
    assert "<figure" not in made
    assert "<a href=" in made


def test_a_shortcode_takes_values_by_place_and_by_name() -> None:
    made = html("""{{< box one "two \\"2\\"" 'three' `fo"ur` a=1 b = "2 3"\n  c='>}}' >}}""")

    assert made == (
        '<figure class="embed" data-provider="box" data-0="one" data-1="two &#34;2&#34;"'
        ' data-2="three" data-3="fo&#34;ur" data-a="1" data-b="2 3" data-c="&gt;}}"></figure>'
    )


def test_the_text_of_an_argument_is_as_typed() -> None:
    made = html('{{< tweet 20 text="\\"So\\" -- it\'s..." >}}')
    assert 'data-text="&#34;So&#34; -- it&#39;s..."' in made


@pytest.mark.parametrize(
    "source",
    [
        '{{< quote by="N" >}}One *two*.{{< /quote >}}',
        '{{< quote by="N" >}}\nOne *two*.\n{{< /quote >}}',
        '{{< quote by="N" >}}One *two*.\n{{< /quote >}}',
        '{{< quote\n  by="N" >}}\n\nOne *two*.\n\n{{</quote>}}',
    ],
)
def test_a_pair_holds_markdown_on_one_line_or_on_several(source: str) -> None:
    assert html(source) == (
        '<figure class="embed" data-provider="quote" data-by="N">'
        "<p>One <em>two</em>.</p>\n</figure>"
    )


def test_pairs_hold_lists_and_other_embeds() -> None:
    quote = "{{< quote >}}\nc\n{{< /quote >}}"
    made = html(f"{{{{< fact-box >}}}}\n- a\n- b\n{quote}\n{{{{< /fact-box >}}}}\nd")

    assert made == (
        '<figure class="embed" data-provider="fact-box"><ul>\n<li>a</li>\n<li>b</li>\n</ul>\n'
        '<figure class="embed" data-provider="quote"><p>c</p>\n</figure>\n</figure>\n<p>d</p>'
    )


def test_a_sites_own_embed_stands_in_a_sentence_or_alone() -> None:
    assert html("a {{< badge x=1 >}} b {{< badge >}}*c*{{< /badge >}}") == (
        '<p>a <span data-x="1"></span> b <span><em>c</em></span></p>'
    )
    alone = '<figure class="embed" data-provider="badge">{}</figure>'
    assert html("{{< badge >}}") == alone.format("")
    assert html("{{< badge >}}c{{< /badge >}}") == alone.format("<p>c</p>\n")
    two = "{{< badge >}}c{{< /badge >}} {{< badge >}}d{{< /badge >}}"
    assert html(two) == "<p><span>c</span> <span>d</span></p>"


@pytest.mark.parametrize(
    "source",
    [
        "`{{< youtube >}}`",
        "```\n{{< youtube >}}\n```",
        "    {{< youtube >}}",
        "<div>\n{{< youtube >}}\n</div>",
        "{{</* youtube */>}}",
        "\\{{< youtube >}}",
    ],
)
def test_in_code_and_raw_html_a_shortcode_is_text(source: str) -> None:
    assert "{{&lt; youtube &gt;}}" in html(source)


@pytest.mark.parametrize(
    ("source", "rule", "spot", "hint"),
    [
        ("a\n\n  {{< yotube x >}}", "unknown-shortcode", (12, 7, 16), "did you mean `youtube`?"),
        ("{{< youtube x", "unclosed-shortcode", (10, 5, 11), "write {{< youtube … >}}"),
        ("> {{< quote >}}\n> a", "unclosed-shortcode", (10, 7, 13), "write {{< /quote >}} after"),
        ("a\n\n{{< /quote >}}", "unclosed-shortcode", (12, 5, 14), "write {{< quote >}} before"),
        ('{{< link "" >}}', "bad-argument", (10, 14, 2), "write {{< link"),
        ("{{< /youtube >}}", "unclosed-shortcode", (10, 5, 16), "leave out {{< /youtube >}}"),
        ('{{< figure src="levee.jpg" >}}', "missing-alt", (10, 5, 30), 'alt="what it shows"'),
        ('{{< quote bye="x" >}}a{{< /quote >}}', "bad-argument", (10, 15, 7), "did you mean `by`?"),
        ("{{< youtube >}}", "bad-argument", (10, 5, 15), "write {{< youtube"),
        ("- a\n\n  {{< youtube short >}}", "bad-argument", (12, 19, 5), "write {{< youtube"),
        ('{{< link url="/a >}}', "bad-argument", (10, 18, 1), 'close it: url="…"'),
        ("{{< link url=“/a” >}}", "bad-argument", (10, 18, 1), "straight quotes"),
        ("{{< link url= >}}", "bad-argument", (10, 14, 1), "key="),
        ("{{< link url=/a url=/b >}}", "bad-argument", (10, 21, 6), "leave one out"),
        ("{{< >}}", "bad-argument", (10, 9, 1), "`…`"),
        ("a {{< youtube x >}} b", "misplaced-shortcode", (10, 7, 17), "paragraph of its own"),
        ("b {{< quote >}}a{{< /quote >}}", "misplaced-shortcode", (10, 7, 13), "of its own"),
        ("b {{< quote >}}a{{< /quote >}} c", "misplaced-shortcode", (10, 7, 13), "of its own"),
        ("{{< quote >}}a{{< /quote >}} b", "misplaced-shortcode", (10, 5, 13), "of its own"),
        ("# {{< quote >}}a{{< /quote >}}", "misplaced-shortcode", (10, 7, 13), "of its own"),
        ('{{< figure src="no.jpg" alt="" >}}', "missing-target", (10, 16, 12), "folder"),
        ("{{< video no.mp4 poster=levee.jpg >}}", "missing-target", (10, 15, 6), "folder"),
    ],
)
def test_a_shortcode_in_error_says_where_and_what_to_write(
    source: str, rule: str, spot: tuple[int, int, int], hint: str
) -> None:
    problem = only_problem(source)

    assert (problem.rule, problem.level) == (rule, Level.ERROR)
    assert problem.place == Place("a.md", *spot)
    assert hint in problem.hint


def test_a_pair_may_not_cross_the_end_of_a_quote() -> None:
    first, second = problems("> {{< quote >}}\n\n{{< /quote >}}")
    assert (first.place.line, second.place.line) == (10, 12)


def test_a_picture_file_of_an_embed_gets_its_address_and_size() -> None:
    made = html('{{< figure src="levee.jpg" alt="" >}}')
    assert 'data-src="/world/flood/levee.jpg" data-alt="" data-width="640"' in made
    assert 'data-src="/world/flood/clip.mp4"' in html("{{< video clip.mp4 >}}")
    assert 'data-url="/world/ramadi/"' in html("{{< link ../ramadi.md >}}")


def test_a_figure_from_another_host_becomes_a_card() -> None:
    report = Report()
    source = '{{< figure src="https://h.example/a.png" alt="Levee" >}}'
    made = markdown.html(Text(source), AROUND, report)

    assert [p.rule for p in report.problems] == [Rule.FOREIGN_PICTURE]
    assert 'data-provider="link" data-title="Levee"' in made


# Raw HTML


def test_harmless_raw_html_stays_and_is_closed() -> None:
    made = html("<details open><summary>More</summary>\n\nH<sub>2</sub>O <b>bold</b>\n")

    assert made == (
        '<details open=""><summary>More</summary>\n<p>H<sub>2</sub>O <b>bold</b></p>\n</details>'
    )


def test_what_is_taken_out_is_a_warning_with_its_place() -> None:
    found = problems('One\n\n> a <i class="x">b</i> <script>c</script>\n\n<h1>d</h1>')

    assert [(p.place.line, p.place.column, p.place.width) for p in found] == [
        (12, 9, 13),
        (12, 28, 8),
        (14, 5, 4),
    ]
    assert all(p.rule == Rule.REMOVED_HTML and p.level is Level.WARNING for p in found)
    assert [p.message.partition(": ")[2] for p in found] == ["`class` of <i>", "<script>", "<h1>"]
    assert found[2].hint == "write a heading with #"


def test_the_text_of_a_script_goes_with_it() -> None:
    assert html("a <script>b</script> <h2>c</h2>") == "<p>a  c</p>"


def test_raw_html_cannot_pass_for_the_page() -> None:
    raw = '<p id="updates" class="banner" role="alert" name="x">a</p>'
    page = Page(html(f"{raw}\n\n# Updates\n\n[^1]\n\n[^1]: b"))

    assert ("p", {}) in page.elements
    assert ("h2", {"id": "updates-2"}) in page.elements
    assert [a["id"] for _, a in page.elements if "id" in a] == ["updates-2", "fnref:1", "fn:1"]


def test_no_raw_html_can_guess_the_mark_of_our_own() -> None:
    made = html('<b id="a-own0-">x</b> <b id="a&#45;own1-">y</b> -own2- {{< badge >}} -own0-0;')
    assert made == "<p><b>x</b> <b>y</b> -own2- <span></span> -own0-0;</p>"


def test_embeds_are_put_in_after_the_cleaning() -> None:
    made = html("<b>a</b> {{< badge x=1 >}}\n\n{{< quote >}}\n<i>b</i>\n{{< /quote >}}")
    assert made == (
        '<p><b>a</b> <span data-x="1"></span></p>\n'
        '<figure class="embed" data-provider="quote"><p><i>b</i></p>\n</figure>'
    )


def test_links_and_pictures_of_raw_html_are_led_like_others() -> None:
    made = html('<a href="../ramadi.md">r</a> <img src=levee.jpg alt="A &amp; B">')
    assert made == (
        '<p><a href="/world/ramadi/">r</a> <img src="/world/flood/levee.jpg" alt="A &amp; B"'
        ' width="640" height="480" loading="lazy" decoding="async"></p>'
    )
    assert only_problem('<a href="gone.md">x</a>').rule == Rule.MISSING_TARGET
    assert only_problem('<img src="http://h.example/x.png">').rule == Rule.FOREIGN_PICTURE


def test_escaped_raw_html_is_shown() -> None:
    assert html("<b>x</b> *y*", ESCAPE) == "<p>&lt;b&gt;x&lt;/b&gt; <em>y</em></p>"


def test_trusted_raw_html_is_as_typed() -> None:
    source = '<video class="x" onplay="y()"></video>'
    assert html(source, TRUST) == f"<p>{source}</p>"
    assert problems(source, TRUST) == ()


_WRITTEN = r'''
<script>alert(1)</script>
<SCRIPT SRC=//h.example/x.js></SCRIPT>
<scr<script>ipt>alert(1)</scr</script>ipt>
<script/x>alert(1)</script/x>
<script\x0c>alert(1)</script>
<<script>alert(1);//<</script>
<img src=x onerror=alert(1)>
<img src=x onerror=alert(1)//
<img src="x" onerror="alert(1)" alt="`">
<img """><script>alert(1)</script>">
<IMG SRC=javascript:alert(1)>
<img src="jav&#x09;ascript:alert(1)">
<img src=x:alert(alt) onerror=eval(src) alt=0>
<img/src='x'/onerror=alert(1)>
<image src=x onerror=alert(1)>
<svg onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>
<svg><animate onbegin=alert(1) attributeName=x></svg>
<svg><style><img src=x onerror=alert(1)></style></svg>
<math><mi xlink:href="data:x,<script>alert(1)</script>">x</mi></math>
<math><mtext><table><mglyph><style><!--</style><img title="--><img src onerror=alert(1)>">
<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<iframe src="javascript:alert(1)"></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<object data="javascript:alert(1)"></object>
<embed src="javascript:alert(1)">
<body onload=alert(1)>
<input autofocus onfocus=alert(1)>
<select autofocus onfocus=alert(1)>
<details open ontoggle=alert(1)>x</details>
<video><source onerror=alert(1)></video>
<audio src=x onerror=alert(1)></audio>
<marquee onstart=alert(1)>x</marquee>
<a href="javascript:alert(1)">x</a>
<a href=" &#14; javascript:alert(1)">x</a>
<a href="java\tscript:alert(1)">x</a>
<a href="&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)">x</a>
<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>
<a href="vbscript:msgbox(1)">x</a>
<a onmouseover=alert(1)>x</a>
<a href=x style="background:url(javascript:alert(1))">x</a>
<div style="width:expression(alert(1))">x</div>
<style>@import 'javascript:alert(1)';</style>
<link rel=stylesheet href="javascript:alert(1)">
<meta http-equiv=refresh content="0;url=javascript:alert(1)">
<base href="javascript:alert(1)//">
<table background="javascript:alert(1)"><td>x</table>
<form action="javascript:alert(1)"><button>x</button></form>
<button formaction="javascript:alert(1)">x</button>
<isindex action="javascript:alert(1)" type=image>
<textarea><img src=x onerror=alert(1)></textarea>
<title><img src=x onerror=alert(1)></title>
<xmp><img src=x onerror=alert(1)></xmp>
<template><script>alert(1)</script></template>
<!--><script>alert(1)</script>-->
<!--[if gte IE 4]><script>alert(1)</script><![endif]-->
<![CDATA[<script>alert(1)</script>]]>
<?xml version="1.0"?><script>alert(1)</script>
<p title="</p><script>alert(1)</script>">x</p>
<b/onclick=alert(1)>x</b>
<q cite="javascript:alert(1)">x</q>
[x](javascript:alert(1))
[x](<javascript:alert(1)>)
[x](javas&#99;ript:alert(1))
[x](JAVASCRIPT&colon;alert(1))
![x](javascript:alert(1))
![x" onerror="alert(1)](levee.jpg)
[x](/a "onmouseover=alert(1)")
[x](/a" onclick="alert(1)")
<javascript:alert(1)>
[x]: javascript:alert(1)\n\n[x]
```x" onclick="alert(1)\ny\n```
# x {#a" onclick="alert(1)}
{{< badge a='" onclick="alert(1)' >}}
https://h.example/"onclick="alert(1)
https://h.example/<script>alert(1)</script>
| <script>alert(1)</script> |\n|-|\n| <img src=x onerror=alert(1)> |
[^1]\n\n[^1]: <img src=x onerror=alert(1)>
'''
PAYLOADS = [
    line.replace(r"\n", "\n").replace(r"\t", "\t").replace(r"\x0c", "\x0c")
    for line in _WRITTEN.strip().split("\n")
]


def assert_harmless(made: str) -> None:
    for tag, attributes in Page(made).elements:
        assert tag not in {"script", "iframe", "object", "embed", "style", "svg", "math", "form"}
        assert tag not in {"base", "meta", "link", "input", "button", "template", "xmp", "video"}
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name not in {"style", "srcdoc", "formaction", "action", "background"}
            if name in {"href", "src", "cite"}:
                whole = urljoin("https://site.example/", "".join((value or "").split()))
                assert whole.startswith(("https:", "http:", "mailto:"))


@pytest.mark.parametrize("payload", [*PAYLOADS, "\n\n".join(PAYLOADS)])
def test_nothing_runs(payload: str) -> None:
    around = replace(AROUND, resolve=Target)
    for policy in (HtmlPolicy.SANITISE, HtmlPolicy.ESCAPE):
        for source in (payload, f"text {payload} text", f"> {payload}", f"<div>{payload}"):
            text, here = Text(source), replace(around, policy=policy)
            made = markdown.html(text, here, Report())
            assert_harmless(made)
            assert_harmless(for_feeds(made, "https://site.example/a/"))
            assert_harmless(markdown.inline(text, here, Report()))


@pytest.mark.parametrize(
    "source",
    [
        ">" * 10_000 + " x",
        "[" * 10_000 + "x",
        "[" * 5_000 + "]" * 5_000,
        "- " * 10_000 + "x",
        "<div>" * 10_000,
        "*a **b " * 3_000,
        "{{< quote >}}\n" * 2_000,
        "{{< box >}}" * 2_000 + "{{< /box >}}" * 2_000,
        '"' * 20_000,
        "# a\n" * 3_000,
        "<!--" * 5_000,
        "." * 50_000,
        "a\n\n# b\n\n" * 3_000,
        "*a* [b](https://c.example) " * 2_000,
        "\ud800 \x00 \x0b",
    ],
    ids=lambda source: source[:12].encode("unicode_escape").decode(),
)
def test_a_hostile_text_neither_crashes_nor_hangs(source: str) -> None:
    report = Report()
    made = markdown.html(Text(source), AROUND, report)
    Page(made)
    first_sentence(made)
    markdown.inline(Text(source), AROUND, report)


# Inline


def test_inline_text_holds_no_block() -> None:
    assert inline("# a *b*\nc <div>d</div>") == "# a <em>b</em>\nc d"
    assert inline("https://youtu.be/dQw4w9WgXcQ").startswith("<a href=")
    report = Report()
    markdown.inline(Text("{{< youtube x >}}"), AROUND, report)
    assert [p.rule for p in report.problems] == [Rule.MISPLACED_SHORTCODE]


# What is read of HTML


def test_plain_text_is_what_a_reader_sees() -> None:
    made = html("# A\n\nOne *tw*o `x < y` &amp; so.[^1]\nThree\n\n- b\n\n[^1]: Note")
    assert plain(made) == "A One two x < y & so. Three b Note"
    assert plain("<p>a<script>b</script><br>c</p><p>d</p>") == "a c d"
    assert plain('<p title="a > b">c</p>') == "c"


def test_plain_text_is_cut_at_a_word() -> None:
    assert plain("<p>One two, three</p>", 14) == "One two, three"
    assert plain("<p>One two, three</p>", 13) == "One two…"
    assert plain("<p>One two, three</p>", 9) == "One two…"
    assert plain("<p>水水水水</p>", 3) == "水水…"
    assert plain("<p>NHK 水水水水水水</p>", 9) == "NHK 水水水水…"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("It broke. At six.", "It broke."),
        ("Mr. Haddad spoke. He left.", "Mr. Haddad spoke."),
        ("The U.S. Army left. It was late.", "The U.S. Army left."),
        ("J. K. Rowling spoke. She left.", "J. K. Rowling spoke."),
        ("“We won.” The crowd cheered.", "“We won.”"),
        ("“We won!” he said. Then.", "“We won!” he said."),
        ("At 6 p.m. the levee broke. So.", "At 6 p.m. the levee broke."),
        ("It was 3.5 metres. So.", "It was 3.5 metres."),
        ("Was it? Yes.", "Was it?"),
        ("Am 28. Dezember fiel die Stadt. Danach.", "Am 28. Dezember fiel die Stadt."),
        ("It ended in 2015. Then.", "It ended in 2015."),
        ("洪水が来た。逃げた。", "洪水が来た。"),
        ("هل انهار السد؟ نعم.", "هل انهار السد؟"),
        ("No end at all", "No end at all"),
        ("", ""),
    ],
)
def test_the_first_sentence_ends_where_a_reader_would_stop(text: str, sentence: str) -> None:
    assert first_sentence(f"<p>{text}</p><p>Next. More.</p>" if text else "") == sentence


def test_the_first_sentence_is_not_a_quoted_posts() -> None:
    made = "<figure><blockquote><p>Wow. Look.</p></blockquote></figure><h2>A</h2><p>So. It.</p>"
    assert first_sentence(made) == "So."
    assert first_sentence("<ul><li>One. Two.</li></ul>") == "One."


def test_a_long_first_sentence_is_cut() -> None:
    sentence = first_sentence(f"<p>{'word ' * 50}.</p>")
    assert len(sentence) <= 160
    assert sentence.endswith("word…")


def test_feeds_get_whole_addresses_and_nothing_that_runs() -> None:
    made = for_feeds(
        '<h2 id="a" class="b">A</h2><p><a href="/x/">x</a> <a href="#fn:1">1</a>'
        '<img src="a.jpg" srcset="a.jpg 1x, /b.jpg 2x" alt="" loading="lazy"></p>'
        '<figure class="embed" data-embed="y"><blockquote cite="../z"><p>q</p></blockquote>'
        '<button>Allow</button><iframe src="//f"></iframe><video poster="p.jpg" src="v.mp4">'
        "</video></figure><script>s</script><style>t</style><form>f<input></form>",
        "https://site.example/world/flood/",
    )

    assert made == (
        '<h2>A</h2><p><a href="https://site.example/x/">x</a>'
        ' <a href="https://site.example/world/flood/#fn:1">1</a>'
        '<img src="https://site.example/world/flood/a.jpg"'
        ' srcset="https://site.example/world/flood/a.jpg 1x, https://site.example/b.jpg 2x" alt="">'
        '</p><figure><blockquote cite="https://site.example/world/z"><p>q</p></blockquote>'
        '<video poster="https://site.example/world/flood/p.jpg"'
        ' src="https://site.example/world/flood/v.mp4"></video></figure>'
    )
