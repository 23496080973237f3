"""The steps from a text to its HTML: parse, settle links, draw embeds, render, clean.

Law: raw HTML is cleaned after Markdown and before embeds are put in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from markupsafe import escape

from livegen import urls
from livegen.embeds import match
from livegen.errors import Report, Rule
from livegen.markdown import calls, quick, safety
from livegen.markdown.languages import habits
from livegen.markdown.links import lead, picture, raw_html
from livegen.markdown.parser import NOTES, PASSAGES, markup, parser
from livegen.markdown.quick import Passage
from livegen.markdown.shortcodes import OPEN, TOKEN
from livegen.markdown.surroundings import Surroundings
from livegen.markdown.work import Spot, Work
from livegen.model import Text
from livegen.settings import HtmlPolicy

_LOWEST_HEADING = 6
_OWN_ID = re.compile(r"\s*\{#(?P<id>[^\W\d_][\w-]*)\}\s*$")
_RAW = ("html_block", "html_inline")


def blocks(text: Text, around: Surroundings, report: Report) -> str:
    """Return the text as blocks."""
    passages = quick.passages(text.markdown, habits(around.language).quotes)
    drawn = [passage.html for passage in passages if passage.html is not None]
    if drawn and len(drawn) == len(passages):
        headed = any(passage.level for passage in passages)
        return _with_headings(passages, around) if headed else "".join(drawn)
    work = _work(text, around, report)
    env: dict[str, Any] = {PASSAGES: passages}
    tokens = work.md.parse(text.markdown, env)
    _warn_of_lost_notes(work, env)
    if OPEN not in text.markdown:
        return work.clean(_render_blocks(work, _settle(work, tokens)))
    settled = _settle(work, calls.alone(tokens, around.own_embeds))
    return work.clean(_render_blocks(work, calls.drawn(work, settled, _render_blocks)))


def phrases(text: Text, around: Surroundings, report: Report) -> str:
    """Return the text as the inside of one paragraph."""
    source = text.markdown.strip("\n")
    drawn = quick.phrases(source, habits(around.language).quotes)
    if drawn is not None:
        return drawn
    work = _work(text, around, report)
    work.tags, work.clean_marked = safety.PHRASES, safety.clean_phrases
    tokens = work.md.parseInline(source, {})
    return work.clean(_render_blocks(work, _settle(work, tokens)))


def _with_headings(passages: Sequence[Passage], around: Surroundings) -> str:
    outline = _Outline(around)
    return "".join([_heading(outline, p) if p.level else p.html or "" for p in passages])


def _heading(outline: _Outline, passage: Passage) -> str:
    words = passage.html or ""
    tag = outline.tag(passage.level)
    anchor = outline.around.own_id(outline.slug(urls.slug(words)))
    return f'<{tag} id="{escapeHtml(anchor)}">{words}</{tag}>\n'


def _work(text: Text, around: Surroundings, report: Report) -> Work:
    language = habits(around.language)
    return Work(
        text=text,
        around=around,
        report=report,
        md=parser(language, html=around.policy is not HtmlPolicy.ESCAPE),
        habits=language,
        tags=safety.BLOCKS,
        clean_marked=safety.clean_blocks,
    )


def _warn_of_lost_notes(work: Work, env: Mapping[str, Any]) -> None:
    notes: list[Token] = env.get(NOTES, [])
    latest = {note.meta["label"]: note for note in notes}
    for label, note in ((note.meta["label"], note) for note in notes):
        spot = Spot(note, 0, len(note.content))
        if note is not latest[label]:
            message = f"the footnote [^{label}] is written twice, and only the last one is shown"
            work.warn(Rule.LOST_FOOTNOTE, spot, message, "give each footnote a name of its own")
        elif env["footnotes"]["refs"][f":{label}"] < 0:
            message = f"no text refers to the footnote [^{label}], so it is not shown"
            hint = f"write [^{label}] where it belongs, or take it out"
            work.warn(Rule.LOST_FOOTNOTE, spot, message, hint)


def _settle(work: Work, tokens: Sequence[Token]) -> list[Token]:
    work.mark = _mark(work, tokens)
    _number_headings(work, tokens)
    return list(_settled(work, tokens))


def _mark(work: Work, tokens: Sequence[Token]) -> str:
    if work.around.policy is not HtmlPolicy.SANITISE or "<" not in work.text.markdown:
        return ""
    for token in tokens:
        if token.type in _RAW or any(child.type in _RAW for child in token.children or ()):
            return safety.unguessable(work.text.markdown)
    return ""


def _render_blocks(work: Work, tokens: Sequence[Token]) -> str:
    return str(work.md.renderer.render(tokens, work.md.options, {}))


def _render_phrases(work: Work, tokens: Sequence[Token]) -> str:
    inline = Token("inline", "", 0, children=list(tokens))
    return _render_blocks(work, [inline])


def _number_headings(work: Work, tokens: Sequence[Token]) -> None:
    outline = _Outline(work.around)
    for number, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        token.tag = tokens[number + 2].tag = outline.tag(int(token.tag[1:]))
        slug = outline.slug(_wanted(tokens[number + 1]))
        work.anchors[slug] = work.around.own_id(slug)
        token.attrSet("id", work.anchors[slug] + work.mark)


def _wanted(heading: Token) -> str:
    children = heading.children or []
    own = _OWN_ID.search(children[-1].content) if children else None
    if own and children[-1].type == "text":
        children[-1].content = children[-1].content[: own.start()]
        return own["id"]
    return urls.slug("".join(c.content for c in children if c.type not in _RAW))


class _Outline:
    # The headings of a text, from the first one down.

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self._above: list[tuple[int, int]] = []
        self._taken = Counter(() if around.prefix else around.taken)

    def tag(self, written: int) -> str:
        # Levels follow the nesting that was meant: `#` and `###` become neighbours, as no level
        # may be skipped; two `###` remain brothers.
        while self._above and self._above[-1][0] >= written:
            self._above.pop()
        level = self._above[-1][1] + 1 if self._above else self.around.top_heading
        self._above.append((written, level))
        return f"h{min(level, _LOWEST_HEADING)}"

    def slug(self, wanted: str) -> str:
        wanted = slug = wanted or "section"
        while slug in self._taken:
            self._taken[wanted] += 1
            slug = f"{wanted}-{self._taken[wanted]}"
        self._taken[slug] = 1
        return slug


def _settled(work: Work, tokens: Sequence[Token]) -> Iterator[Token]:
    row = 0
    rest = iter(range(len(tokens)))
    for number in rest:
        token = tokens[number]
        row = token.map[0] if token.map else row
        if token.type == "inline":
            token.map = token.map or [row, row + 1]
            token.children = _settled_children(work, token)
            yield token
        elif token.type == "paragraph_open" and (url := _bare_url(tokens, number)):
            embed = match(url)
            if embed is None:
                yield token
                continue
            yield work.drawn(work.around.draw(embed, calls.NO_BODY) + "\n")
            next(rest), next(rest)
        elif token.type == "html_block":
            token.content = raw_html(work, token, token)
            yield token
        elif token.type.startswith("footnote_"):
            yield markup(_footnote(work, token))
        else:
            yield from _settled_table(work, token)


def _bare_url(tokens: Sequence[Token], number: int) -> str:
    children = tokens[number + 1].children or []
    alone = len(children) == 3 and children[0].markup == "linkify" and not tokens[number].hidden
    return children[1].content if alone else ""


def _settled_table(work: Work, token: Token) -> Iterator[Token]:
    if token.type == "table_open":
        # It scrolls where it is too wide, which takes the focus in some browsers only if told to.
        yield markup(f'<div class="table{work.mark}" tabindex="0{work.mark}">')
    if token.type in ("th_open", "td_open"):
        # Alignment comes as `style`, which the Content-Security-Policy forbids.
        style = str(token.attrs.pop("style", ""))
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if style:
            token.attrSet("class", style.replace("text-align:", "align-") + work.mark)
    yield token
    if token.type == "table_close":
        yield markup("</div>\n")


def _settled_children(work: Work, inline: Token) -> list[Token]:
    children: list[Token] = []
    links: list[bool] = []
    for child in inline.children or ():
        if child.type == "link_open":
            links.append(lead(work, inline, child))
            if not links[-1]:
                continue
        elif child.type == "link_close":
            if not links.pop():
                continue
        elif child.type == "image":
            child = markup(picture(work, inline, child, any(links)))  # noqa: PLW2901
        elif child.type == "html_inline":
            child.content = raw_html(work, inline, child)
        elif child.type == "footnote_ref":
            child = markup(_footnote(work, child))  # noqa: PLW2901
        elif child.type == TOKEN:
            child.meta["holder"] = inline
        children.append(child)
    if any(child.type == TOKEN for child in children):
        return calls.drawn_in_sentence(work, children, _render_phrases)
    return children


def _footnote(work: Work, token: Token) -> str:
    # Ids as Hugo has them (`fn:1`); no heading and no update can be called so.
    number = token.meta.get("id", 0) + 1
    again = token.meta.get("subId", 0)
    note = work.around.own_id(f"fn:{number}")
    reference = work.around.own_id(f"fnref:{number}" + (f":{again + 1}" if again else ""))
    match token.type:
        case "footnote_ref":
            own = _own(work, id=reference, role="doc-noteref", label=work.habits.footnote, n=number)
            sup = _own(work, css="footnote")
            return f'<sup{sup}><a href="#{escape(note)}"{own}>{number}</a></sup>'
        case "footnote_block_open":
            return f"<div{_own(work, css='footnotes', role='doc-endnotes')}>\n<ol>\n"
        case "footnote_block_close":
            return "</ol>\n</div>\n"
        case "footnote_open":
            return f"<li{_own(work, id=note)}>"
        case "footnote_close":
            return "</li>\n"
        case _:
            own = _own(work, role="doc-backlink", label=work.habits.back, n=number)
            return f' <a href="#{escape(reference)}"{own}>↩\ufe0e</a>'


def _own(
    work: Work, *, css: str = "", id: str = "", role: str = "", label: str = "", n: int = 0
) -> str:
    # Attributes that raw HTML may not have carry the mark.
    pairs = (("class", css), ("id", id), ("role", role), ("aria-label", label.format(n)))
    return "".join(f' {name}="{escape(value)}{work.mark}"' for name, value in pairs if value)
