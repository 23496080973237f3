"""What HTML may reach a page or a feed, by allow-list.

Law: nh3 has the last word, and is not asked only where its answer is certain. What this module
reads of raw HTML itself only serves to say what will be gone, and to lead its links where they
belong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from urllib.parse import urljoin

import nh3
from markupsafe import escape

from livegen.markdown.parser import SCHEMES, may_link

_INLINE = (
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span"
    " strong sub sup time u var wbr"
)
_BLOCK = (
    "blockquote caption col colgroup dd details div dl dt figcaption figure hr li ol p pre section"
    " summary table tbody td tfoot th thead tr ul"
)
PHRASES = frozenset(_INLINE.split())
BLOCKS = frozenset([*_INLINE.split(), *_BLOCK.split()])
"""What may stand in a text; `PHRASES`: what may stand within a sentence."""

NESTING = frozenset(
    ["blockquote", "details", "div", "dl", "figure", "ol", "section", "table", "ul"]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
GONE_WITH_TEXT = frozenset(["script", "style"])

_EVERYWHERE = frozenset(["dir", "lang", "title"])
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "a": frozenset(["href", "hreflang"]),
    "blockquote": frozenset(["cite"]),
    "col": frozenset(["span"]),
    "colgroup": frozenset(["span"]),
    "del": frozenset(["cite", "datetime"]),
    "details": frozenset(["open"]),
    "img": frozenset(["alt", "height", "src", "width"]),
    "ins": frozenset(["cite", "datetime"]),
    "li": frozenset(["value"]),
    "ol": frozenset(["reversed", "start"]),
    "q": frozenset(["cite"]),
    "td": frozenset(["colspan", "rowspan"]),
    "th": frozenset(["colspan", "rowspan", "scope"]),
    "time": frozenset(["datetime"]),
}
_OURS = frozenset(["aria-label", "class", "decoding", "id", "loading", "role", "tabindex"])
"""Attributes that only HTML of our own may have; raw HTML could pass itself off by them."""

_LANGUAGE_CLASS = re.compile(r"language-[\w+#.-]+", re.ASCII)
_TAG = re.compile(
    r"""<(?P<closing>/?)(?P<name>[a-zA-Z][^\s/<>]*+)
        (?P<attributes>(?:[^<>"']|"[^"]*+"|'[^']*+')*+)>""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'<>/=]++)
        (?:\s*=\s*(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s"'=<>`]++)))?""",
    re.VERBOSE,
)


def unguessable(source: str) -> str:
    """Return a mark that no raw HTML in `source` can contain, however it is written."""
    read = source + unescape(source)
    number = 0
    while f"-own{number}-" in read:
        number += 1
    return f"-own{number}-"


def clean_blocks(html: str, mark: str) -> str:
    """Return `html` with only what a text may hold. Attributes that end in `mark` are ours."""
    return _cleaner(mark, BLOCKS | _HEADINGS).clean(html)


def clean_phrases(html: str, mark: str) -> str:
    """Return `html` with only what may stand within a sentence."""
    return _cleaner(mark, PHRASES).clean(html)


@lru_cache(maxsize=32)
def _cleaner(mark: str, tags: frozenset[str]) -> nh3.Cleaner:
    def keep(tag: str, name: str, value: str) -> str | None:
        if value.endswith(mark):
            return value.removesuffix(mark)
        if name not in _OURS:
            return value
        return value if tag == "code" and _LANGUAGE_CLASS.fullmatch(value) else None

    allowed = {tag: set(names) for tag, names in _ATTRIBUTES.items() if tag in tags}
    return nh3.Cleaner(
        tags=tags,
        clean_content_tags=GONE_WITH_TEXT,
        attributes={**allowed, "*": _EVERYWHERE | _OURS},
        attribute_filter=keep,
        link_rel=None,
        url_schemes=SCHEMES,
        url_relative="pass_through",
    )


@dataclass(frozen=True, slots=True)
class RawTag:
    """A tag of raw HTML: where it stands in its token, its attributes, and what goes."""

    at: int
    written: str
    name: str
    closing: bool
    attributes: tuple[tuple[str, str], ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def is_heading(self) -> bool:
        """True if Markdown has a better way of writing it."""
        return self.name in _HEADINGS

    @property
    def width(self) -> int:
        """How many characters it takes."""
        return len(self.written)

    @property
    def html(self) -> str:
        """The tag with what it may keep."""
        if self.closing:
            return f"</{self.name}>"
        written = "".join(f' {name}="{escape(value)}"' for name, value in self.attributes)
        return f"<{self.name}{written}>"


def rewritten(raw: str, tag: Callable[[RawTag], str]) -> str:
    """Return raw HTML with each of its tags as `tag` has it."""
    return _TAG.sub(lambda found: tag(_raw_tag(found)), raw)


def _raw_tag(found: re.Match[str]) -> RawTag:
    name, closing = found["name"].lower(), bool(found["closing"])
    if closing:
        return RawTag(found.start(), found[0], name, closing)
    may = _EVERYWHERE | _ATTRIBUTES.get(name, frozenset())
    kept: dict[str, str] = {}
    refused: dict[str, None] = {}
    for attribute, value in _attributes(found["attributes"]):
        if attribute in may and not (attribute in ("href", "src", "cite") and not may_link(value)):
            kept.setdefault(attribute, value)
        else:
            refused[attribute] = None
    return RawTag(found.start(), found[0], name, closing, tuple(kept.items()), tuple(refused))


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    for found in _ATTRIBUTE.finditer(text):
        value = found["double"] or found["single"] or found["bare"] or ""
        yield found["name"].lower(), unescape(value)


_FEED_TAGS = (BLOCKS | _HEADINGS | {"audio", "picture", "source", "video"}) - {"section"}
_FEED_ATTRIBUTES: Mapping[str, set[str]] = {
    **{tag: set(names) for tag, names in _ATTRIBUTES.items()},
    "audio": {"controls", "src"},
    "img": {"alt", "height", "sizes", "src", "srcset", "width"},
    "source": {"media", "sizes", "src", "srcset", "type"},
    "video": {"controls", "height", "poster", "src", "width"},
    "*": set(_EVERYWHERE),
}
_RUNS_OR_ASKS = "button form iframe noscript object script select style svg template textarea"
_FEED_GONE = frozenset(_RUNS_OR_ASKS.split())
_LEADING = frozenset(["cite", "href", "poster", "src"])


_TEXT = "[^<]*+"
_PHRASES = rf"""{_TEXT}(?:
  (?: <em>{_TEXT}</em> | <strong>{_TEXT}</strong> | <br>
    | <a\ href="https?://(?:[a-z0-9]++(?:-[a-z0-9]++)*+\.)++[a-z]{{2,63}}
                (?:/[A-Za-z0-9/._~-]*+(?:\?(?:[A-Za-z0-9._=-]|&amp;)++)?)?">{_TEXT}</a>
  ) {_TEXT} )*+"""
_ITEMS = rf"(?: <li>{_PHRASES}</li>\n )*+"
_HEADINGS_OF_WORDS = "|".join(rf'<{h}\ id="[\w-]++">{_TEXT}</{h}>' for h in sorted(_HEADINGS))
_WHOLE = re.compile(
    rf"""(?: \n | <p>{_PHRASES}</p> | {_HEADINGS_OF_WORDS}
      | <ul>\n{_ITEMS}</ul> | <ol>\n{_ITEMS}</ol>
      | <blockquote>\n (?: <p>{_PHRASES}</p>\n )*+ </blockquote> )*+""",
    re.VERBOSE,
)
"""HTML that is whole: nothing in it runs, all addresses are whole, feeds get every tag."""

_ID = re.compile(r' id="(?<=<h[1-6] id=")[^"]*+"')
_OTHER_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|#3[49]);)")


def for_feeds(html: str, page_url: str) -> str:
    """Return `html` as feed readers like it: whole addresses, nothing that runs, frames or asks.

    Relative addresses, and fragments, are taken from `page_url`.
    """
    html = str(html)  # `Markup` would escape what is put into it
    if _is_certain(html):
        return _as_nh3_writes(html)
    asked = _PAGE_URL.set(page_url)
    try:
        return _feed_cleaner().clean(html)
    finally:
        _PAGE_URL.reset(asked)


def _is_certain(html: str) -> bool:
    # That each `>` ends a tag is counted: to match by `<` alone takes a quarter of the time.
    return (
        html.count("<") == html.count(">")
        and not ("\xa0" in html or "\r" in html or "\0" in html)
        and not ("&" in html and _OTHER_REFERENCE.search(html))
        and bool(_WHOLE.fullmatch(html))
    )


def _as_nh3_writes(html: str) -> str:
    if " id=" in html:
        html = _ID.sub("", html)
    if "&" in html:  # quotes need no escape in a text
        html = html.replace("&quot;", '"').replace("&#34;", '"').replace("&#39;", "'")
    return html


_PAGE_URL: ContextVar[str] = ContextVar("page_url")
"""A cleaner takes longer to make than to use, so that one serves all pages."""


@lru_cache(maxsize=1)
def _feed_cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_FEED_TAGS,
        clean_content_tags=_FEED_GONE,
        attributes=_FEED_ATTRIBUTES,
        attribute_filter=_whole_attribute,
        link_rel=None,
        url_schemes=SCHEMES,
        url_relative="pass_through",
    )


def _whole_attribute(_tag: str, name: str, value: str) -> str | None:
    page_url = _PAGE_URL.get()
    if name in _LEADING:
        return _whole(page_url, value)
    if name == "srcset":
        return ", ".join(_whole_candidate(page_url, one) for one in value.split(",") if one)
    return value


def _whole(page_url: str, url: str) -> str | None:
    try:
        return urljoin(page_url, url)
    except ValueError:  # [ without ]
        return None


def _whole_candidate(page_url: str, candidate: str) -> str:
    url, _, size = candidate.strip().partition(" ")
    return f"{_whole(page_url, url) or ''} {size}".strip()
