"""The Markdown parser: CommonMark, tables, strikethrough, footnotes, definition lists, typography.

Law: one parser for all texts of one kind; what belongs to a single text travels in `env`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby
from types import SimpleNamespace
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, isMdAsciiPunct, isPunctChar
from markdown_it.helpers import parseLinkDestination, parseLinkLabel, parseLinkTitle
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, autolink, html_inline, image, link
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def

from livegen.markdown import shortcodes
from livegen.markdown.languages import Habits

SCHEMES = frozenset(["http", "https", "mailto", "tel", "sms", "geo"])
"""What a link may begin with; anything else stays the text it was."""

ADDRESS, DRAWN = "address", "drawn"
"""Types of tokens of our own: the text of a bare link; HTML that is finished."""

_DEEPEST = 100
"""Quotes, lists and brackets within each other; what lies deeper is dropped by the parser."""

_NESTED_QUOTES = 8

NOTES = "notes"
"""Key of `env`: a token for the beginning of each footnote's definition, in their order."""

_LABELS = "labels"
_LABEL_BUDGET, _LABEL_SHARE = 200_000, 8
"""Characters of a text that may be read in search of closing brackets: so many, and its length
so many times over."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE | re.ASCII)
_BARE = re.compile(r"://[^\s<>\"“”„«»]++")
_DASHES = re.compile(r"(?<![-.])(?:---|\.\.\.)(?![-.])|(?<=\s)--(?=\s)|(?<=[^-\s])--(?=[^-\s])")
_TYPESET = {"---": "—", "--": "–", "...": "…"}
_QUOTE = re.compile("[\"']")
_APOSTROPHE = "’"

Rule = Callable[[StateInline, bool], bool]

_PLACED: Mapping[str, Rule] = {
    "autolink": autolink,
    "html_inline": html_inline,
    "image": image,
    "link": link,
}


@lru_cache(maxsize=32)
def parser(habits: Habits, *, html: bool) -> MarkdownIt:
    """Return the parser for a language's texts; `html` says whether raw HTML is told from text."""
    # `maxNesting` of the preset is 20, which real quotes of quotes reach.
    options = {"html": html, "maxNesting": _DEEPEST, "xhtmlOut": False}
    md = MarkdownIt("commonmark", options)
    md.enable(["table", "strikethrough"])
    footnote_plugin(md, inline=False)
    md.block.ruler.at("footnote_def", _noted, {"alt": ["paragraph", "reference"]})
    deflist_plugin(md)
    shortcodes.plugin(md)
    for name, rule in _PLACED.items():
        md.inline.ruler.at(name, partial(_placed, rule))
    md.inline.ruler.before("link", "bare_link", _bare_link)
    md.core.ruler.before("text_join", "typography", partial(_typography, habits.quotes))
    md.validateLink = may_link  # type: ignore[method-assign]
    md.helpers = _HELPERS  # type: ignore[assignment]
    md.add_render_rule(DRAWN, _finished)
    md.add_render_rule(ADDRESS, _address)
    return md


def _bounded_label(state: StateInline, start: int, disable_nested: bool = False) -> int:
    # Every `[` looks for its `]` up to the end of the paragraph. People leave a few open; a
    # million of them would take hours.
    left = state.env.setdefault(_LABELS, _LABEL_BUDGET + _LABEL_SHARE * len(state.src))
    if left < 0:
        return -1
    end = parseLinkLabel(state, start, disable_nested)
    state.env[_LABELS] -= (end if end >= 0 else state.posMax) - start
    return end


_HELPERS = SimpleNamespace(
    parseLinkLabel=_bounded_label,
    parseLinkDestination=parseLinkDestination,
    parseLinkTitle=parseLinkTitle,
)


def may_link(url: str) -> bool:
    """True if a link may lead to `url`: a known scheme, or none."""
    # Browsers skip spaces and control characters when they look for a scheme.
    bare = re.sub(r"[\x00-\x20]", "", url)
    found = _SCHEME.match(bare)
    return found is None or found[0][:-1].lower() in SCHEMES


def _placed(rule: Rule, state: StateInline, silent: bool) -> bool:
    # The parser forgets where in a paragraph a link stood; errors need it.
    at, before = state.pos, len(state.tokens)
    if not rule(state, silent):
        return False
    if not silent:
        for token in state.tokens[before : before + 2]:
            if token.type in ("link_open", "image", "html_inline"):
                token.meta = {"at": at, "width": state.pos - at}
            elif token.type == "text" and state.tokens[before].info == "auto":
                token.type = ADDRESS
    return True


def _noted(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    # The plugin drops notes that nobody refers to, and all but the last of one label.
    tokens = len(state.tokens)
    if not footnote_def(state, start_line, end_line, silent):
        return False
    if not silent:
        label = state.tokens[tokens].meta["label"]
        lines, meta = [start_line, start_line + 1], {"label": label}
        note = Token(NOTES, "", 0, content=f"[^{label}]:", map=lines, meta=meta)
        state.env.setdefault(NOTES, []).append(note)
    return True


def _bare_link(state: StateInline, silent: bool) -> bool:
    # Linked as Hugo does. Silent mode looks for the ends of labels only, where it is text.
    if silent or state.linkLevel > 0 or not state.src.startswith("://", state.pos):
        return False
    scheme = "https" if state.src.endswith("https", 0, state.pos) else "http"
    begins = state.pos - len(scheme)
    pending = state.pending
    if not pending.endswith(scheme) or pending[: -len(scheme)][-1:].isalnum():
        return False
    found = _BARE.match(state.src, state.pos, state.posMax)
    url = _without_punctuation(scheme + found[0]) if found else ""
    if not url or not _has_host(url):
        return False
    state.pending = pending[: -len(scheme)]
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": state.md.normalizeLink(url)}
    opening.markup, opening.info = "linkify", "auto"
    opening.meta = {"at": begins, "width": len(url)}
    state.push(ADDRESS, "", 0).content = url
    closing = state.push("link_close", "a", -1)
    closing.markup, closing.info = "linkify", "auto"
    state.pos = begins + len(url)
    return True


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:  # [ without ]
        return False


def _without_punctuation(url: str) -> str:
    # What ends the sentence is no part of the address (GFM, 6.9).
    opened, closed = url.count("("), url.count(")")
    end = len(url)
    while end:
        last = url[end - 1]
        if last == ")" and closed > opened:
            closed -= 1
        elif last not in "?!.,:;*_~'’…]}|`\\":
            break
        end -= 1
    return url[:end]


def _typography(quotes: Sequence[str], state: StateCore) -> None:
    # Not markdown-it's own rules: they also turn (c) into ©, and take quadratic time for quotes.
    for token in state.tokens:
        if token.type != "inline" or not token.children:
            continue
        if "--" in token.content or "..." in token.content:
            for child in token.children:
                if child.type == "text":
                    child.content = _DASHES.sub(lambda found: _TYPESET[found[0]], child.content)
        if _QUOTE.search(token.content):
            _turn_quotes(token.children, quotes)


@dataclass(slots=True)
class _Mark:
    # A straight quote: where it is, and what it may become.
    token: int
    at: int
    single: bool
    level: int
    may_open: bool
    may_close: bool
    turned: str = ""


def _turn_quotes(children: list[Token], quotes: Sequence[str]) -> None:
    marks = list(_marks(children))
    opened: list[_Mark] = []
    for mark in marks:
        while opened and opened[-1].level > mark.level:
            opened.pop()
        if mark.may_close and (partner := _partner(opened, mark)):
            pair = quotes[2:] if mark.single else quotes[:2]
            partner.turned, mark.turned = pair[0], pair[1]
        elif mark.may_open:
            opened.append(mark)
        if mark.single and not mark.turned and not mark.may_open:
            mark.turned = _APOSTROPHE
    _write_quotes(children, marks)


def _partner(opened: list[_Mark], mark: _Mark) -> _Mark | None:
    # The nearest opening quote of the kind; those in between are forgotten. Nobody nests quotes
    # deeper than a few, and looking farther would take quadratic time for hostile texts.
    depth = len(opened) - 1
    floor = max(0, depth - _NESTED_QUOTES)
    while depth >= floor and opened[depth].level == mark.level:
        if opened[depth].single == mark.single:
            partner = opened[depth]
            del opened[depth:]
            return partner
        depth -= 1
    return None


def _marks(children: Sequence[Token]) -> Iterator[_Mark]:
    for number, token in enumerate(children):
        if token.type != "text":
            continue
        text = token.content
        for found in _QUOTE.finditer(text):
            at = found.start()
            before = text[at - 1] if at else _edge(children, number, -1)
            after = text[at + 1] if at + 1 < len(text) else _edge(children, number, 1)
            may_open, may_close = _flanks(before, after)
            if found[0] == '"' == after and before.isdigit():
                may_open = may_close = False  # 1"": the first is an inch
            yield _Mark(number, at, found[0] == "'", token.level, may_open, may_close)


def _edge(children: Sequence[Token], number: int, step: int) -> str:
    # The character next to a token: that of the nearest token with a text on the same line.
    number += step
    while 0 <= number < len(children):
        token = children[number]
        if token.type in ("softbreak", "hardbreak"):
            break
        if token.content:
            return token.content[-1 if step < 0 else 0]
        number += step
    return " "


def _flanks(before: str, after: str) -> tuple[bool, bool]:
    # CommonMark's left- and right-flanking, as markdown-it applies them to quotes.
    last_mark, next_mark = _is_mark(before), _is_mark(after)
    may_open = not after.isspace() and (not next_mark or before.isspace() or last_mark)
    may_close = not before.isspace() and (not last_mark or after.isspace() or next_mark)
    if may_open and may_close:
        return last_mark, next_mark
    return may_open, may_close


def _is_mark(char: str) -> bool:
    return isMdAsciiPunct(ord(char)) or isPunctChar(char)


def _write_quotes(children: Sequence[Token], marks: Sequence[_Mark]) -> None:
    for number, turned in groupby((m for m in marks if m.turned), lambda mark: mark.token):
        text, parts, done = children[number].content, [], 0
        for mark in turned:
            parts += [text[done : mark.at], mark.turned]
            done = mark.at + 1
        children[number].content = "".join([*parts, text[done:]])


def _finished(
    _self: RendererHTML, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType
) -> str:
    return tokens[idx].content


def _address(
    _self: RendererHTML, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType
) -> str:
    return escapeHtml(tokens[idx].content)
