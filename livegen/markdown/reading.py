"""What of a piece of HTML is read: its visible text, and the first sentence of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

_TAG = re.compile(
    r"""<!--(?:.*?-->|.*)
      | <(?P<closing>/?)(?P<name>[a-zA-Z][^\s/<>]*+)
         (?P<attributes>(?:[^<>"']|"[^"]*+"|'[^']*+')*+)>""",
    re.VERBOSE | re.DOTALL,
)
_INLINE = (
    "a abbr b bdi bdo cite code data del dfn em i ins kbd mark q rt ruby s samp small span strong"
    " sub sup time u var wbr"
)
_WITHIN_WORDS = frozenset(_INLINE.split())
_UNSEEN = frozenset(
    ["audio", "button", "noscript", "rp", "script", "style", "svg", "template", "video"]
)
_WITHIN = re.compile(r"""</?(?:a|code|em|s|strong)>|<a href="[^"<>=]*">""")
_BETWEEN = re.compile(r"""</?(?:blockquote|br|h[2-6]|li|ol|p|ul)>|<h[2-6] id="[^"<>=]*">""")
"""The tags that most news is made of: what stands between words, and what within a paragraph."""

_FIGURE = re.compile(r"<(?P<closing>/?)figure\b[^>]*>", re.IGNORECASE)
_NOTE = re.compile(r"""role=["']?doc-(?:noteref|backlink)""")

_READ = 1000
"""Characters in which a first sentence is looked for."""

_LONGEST = 160
"""Characters of a first sentence that stands in for a title."""

_ENDS = re.compile(
    r"""  (?P<wide> [。！？｡]["'”’»」』）)]*+ )
        | (?P<mark> [.!?…؟۔।॥։።]++ ) ["'”’“»›)\]]*+
          (?= \s+ ["'“„«»‘‚¿¡(\[]* (?P<next> [^\s"'“„«»‘‚¿¡(\[] ) )""",
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"[^\s(\[\"'“„«‘]+$")
_SHORTENED = (
    "mr mrs ms mx dr prof gen col lt sgt capt cmdr adm maj gov sen rep rev hon st jr sr pres supt"
    " inc ltd co corp bros vs v no nos fig vol pp p ed approx est dept al etc cf ca"
    " jan feb mar apr jun jul aug sep sept oct nov dec"
    " bzw nr str hr fr sog usw ggf evtl mio mrd tel mme mm mlle sra srta ud uds"
)
_ABBREVIATIONS = frozenset(_SHORTENED.split())
_INITIALS = re.compile(r"(?:\w\.)*\w", re.UNICODE)
_MONTHS = re.compile(
    r"\s+(?:Jan|Feb|März|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Jän)\w*|\s+(?:Jahrhundert|Juni|Juli)"
)


def plain(html: str, limit: int | None = None) -> str:
    """Return the visible text of `html`, white space folded, footnote marks left out.

    A text longer than `limit` characters is cut at a word and ends in `…`, within the limit.
    """
    text = _folded(_text(str(html)))
    return text if limit is None else _cut(text, limit)


def prose(html: str, limit: int) -> str:
    """Return the visible text outside of figures, cut likewise; all of it if there is no other."""
    html = str(html)
    return plain("".join(_outside_figures(html)), limit) or plain(html, limit)


def first_sentence(html: str) -> str:
    """Return the first sentence of the first paragraph outside figures; of all text if none."""
    text = first_paragraph(html)[:_READ]
    for found in _ENDS.finditer(text):
        if found["wide"] or _ends_here(text, found):
            return _cut(text[: found.end()], _LONGEST)
    return _cut(text, _LONGEST)


def first_paragraph(html: str, limit: int | None = None) -> str:
    """Return the visible text of the first paragraph outside figures, cut as by `plain`; all text
    where there is none."""
    html = str(html)  # `Markup` makes each cut of itself a `Markup`
    text = _opening(html) or _first_paragraph(html) or plain(html)
    return text if limit is None else _cut(text, limit)


def _outside_figures(html: str) -> Iterator[str]:
    depth = at = 0
    for found in _FIGURE.finditer(html):
        if not depth:
            yield html[at : found.start()]
        depth = max(0, depth - 1) if found["closing"] else depth + 1
        at = found.end()
    if not depth:
        yield html[at:]


def _text(html: str) -> str:
    # One after the other: a function that is asked of each tag takes six times as long.
    text = _WITHIN.sub("", _BETWEEN.sub(" ", html))
    # Where no `<` is left, each began one of these tags.
    return _text_by_tags(html) if "<" in text else text


def _text_by_tags(html: str) -> str:
    parts: list[str] = []
    unseen, pos = "", 0
    for found in _TAG.finditer(html):
        if not unseen:
            parts.append(html[pos : found.start()])
        pos = found.end()
        name, closing = (found["name"] or "").lower(), bool(found["closing"])
        if unseen:
            unseen = "" if closing and name == unseen else unseen
        elif not closing and (name in _UNSEEN or (name == "a" and _NOTE.search(found[0]))):
            unseen = name
        elif name and name not in _WITHIN_WORDS:
            parts.append(" ")
    if not unseen:
        parts.append(html[pos:])
    return "".join(parts)


def _folded(text: str) -> str:
    return " ".join(unescape(text).split())


def _opening(html: str) -> str:
    """Return the visible text of the paragraph that everything begins with, if it is plain."""
    if not html.startswith("<p>"):
        return ""
    held, _, _ = html[3:].partition("</p>")
    text = _WITHIN.sub("", held)
    return "" if "<" in text else _folded(text)


def _first_paragraph(html: str) -> str:
    depth, begins = 0, -1
    for found in _TAG.finditer(html):
        name, closing = (found["name"] or "").lower(), bool(found["closing"])
        if name == "figure":
            depth += -1 if closing else 1
        elif name == "p" and not closing and not depth and begins < 0:
            begins = found.end()
        elif name == "p" and closing and begins >= 0:
            if text := plain(html[begins : found.start()]):
                return text
            begins = -1
    return ""


def _ends_here(text: str, found: re.Match[str]) -> bool:
    if found["next"].islower():
        return False
    if found["mark"] != ".":
        return True
    word = last[0] if (last := _LAST_WORD.search(text, 0, found.start("mark"))) else ""
    if word.isdecimal() and len(word) <= 2:
        return not _MONTHS.match(text, found.end("mark"))
    return word.lower() not in _ABBREVIATIONS and not _is_initials(word)


def _is_initials(word: str) -> bool:
    return bool(_INITIALS.fullmatch(word)) and not word.isdecimal() and word.upper() != word.lower()


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    head = text[: max(0, limit - 1)]
    whole_words = head.rpartition(" ")[0]
    # Where hardly a blank stands between words (Chinese, Japanese, Thai), the last may be far away.
    if text[limit - 1 : limit] != " " and 2 * len(whole_words) >= len(head):
        head = whole_words
    return head.rstrip(" ,;:–—-.…") + "…"
