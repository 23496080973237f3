"""The Markdown parser: CommonMark, tables, strikethrough, footnotes, definition lists, typography.

Law: one parser for all texts of one kind; what belongs to a single text travels in `env`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from types import SimpleNamespace
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.helpers import parseLinkDestination, parseLinkLabel, parseLinkTitle
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore, block
from markdown_it.rules_inline import StateInline, autolink, html_inline, image, link
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def

from livegen.markdown import quick, shortcodes
from livegen.markdown.languages import Habits
from livegen.markdown.quick import Passage
from livegen.markdown.typography import typeset

SCHEMES = frozenset(["http", "https", "mailto", "tel", "sms", "geo"])
"""What a link may begin with; anything else stays the text it was."""

ADDRESS, DRAWN = "address", "drawn"
"""Types of tokens of our own: the text of a bare link; HTML that is finished."""

_DEEPEST = 100
"""Quotes, lists and brackets within each other; what lies deeper is dropped by the parser."""

NOTES = "notes"
"""Key of `env`: a token for the beginning of each footnote's definition, in their order."""

PASSAGES = "passages"
"""Key of `env`: the passages of a text, if it can be cut."""

_LABELS = "labels"
_LABEL_BUDGET, _LABEL_SHARE = 200_000, 8
"""Characters of a text that may be read in search of closing brackets: so many, and its length
so many times over."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE | re.ASCII)
_BARE = re.compile(r"://[^\s<>\"“”„«»]++")

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
    # A rule that begins with a character of its own must be made known to `quick`, too.
    md.core.ruler.at("block", _blocks)
    md.core.ruler.at("inline", partial(_phrases, habits.quotes))
    md.core.ruler.before("text_join", "typography", partial(_typography, habits.quotes))
    md.validateLink = may_link  # type: ignore[method-assign]
    md.helpers = _HELPERS  # type: ignore[assignment]
    md.add_render_rule(DRAWN, _finished)
    md.add_render_rule(ADDRESS, _address)
    return md


def _blocks(state: StateCore) -> None:
    # What is plain is drawn already; the parser reads the other passages, each by itself.
    cut: Sequence[Passage] = state.env.get(PASSAGES, ())
    if not cut:
        block(state)
    row = seen = 0
    for passage in cut:
        if passage.html is not None and not passage.level:
            state.tokens.append(markup(passage.html))
            continue
        row += state.src.count("\n", seen, passage.at)
        seen, begins = passage.at, len(state.tokens)
        state.md.block.parse(passage.source, state.md, state.env, state.tokens)
        for token in state.tokens[begins:]:
            token.map = token.map and [line + row for line in token.map]


def _phrases(quotes: Sequence[str], state: StateCore) -> None:
    of_heading = False
    for token in state.tokens:
        if token.type == "inline":
            # The words of a heading are looked at again, for its id.
            html = None if of_heading else quick.phrases(token.content, quotes)
            token.children = [] if html is None else [markup(html)]
            if html is None:
                state.md.inline.parse(token.content, state.md, state.env, token.children)
        of_heading = token.type == "heading_open"


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
        if token.type == "inline" and token.children:
            typeset(token.children, token.content, quotes)


def markup(html: str) -> Token:
    """Return a token for HTML of our own."""
    return Token(DRAWN, "", 0, content=html)


def _finished(
    _self: RendererHTML, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType
) -> str:
    return tokens[idx].content


def _address(
    _self: RendererHTML, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType
) -> str:
    return escapeHtml(tokens[idx].content)
