"""The pages of the preview: the script that each gets, and what has to change before it reloads.

Law: a look is equal as long as a reader would see the same. It is made of what a page says and of
all that it loads, so that it can be compared whenever a tab comes back, however late.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from importlib import resources
from urllib.parse import unquote, urljoin, urlsplit

from livegen.fingerprint import fingerprint
from livegen.serve.shown import Answer, Site

OWN = "/_livegen/"
"""Where the preview's own files are. What a site puts there is not seen in the preview."""

CHANGES = OWN + "changes"

_BETWEEN = rb"(?:\s|<!--.*?-->)*+"
_TOP = re.compile(
    rb"(?:\xef\xbb\xbf)?%b(<!doctype\b[^>]*>)?%b(<html\b[^>]*>)?(?:%b<head(?:\s[^>]*)?>)?"
    % (_BETWEEN, _BETWEEN, _BETWEEN),
    re.IGNORECASE | re.DOTALL,
)
"""How a page begins. What is no whole page, but part of one, has neither of the first two."""

_LOADING = frozenset(["data", "poster", "src"])
_IN_STYLES = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])([^"')\s]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """How a page looks: a digest of all but its style sheets, and (href, digest) of these."""

    page: str
    styles: tuple[tuple[str, str], ...] = ()


def own_file(path: str) -> Answer | None:
    """Return a file of the preview itself."""
    known = {"preview.js": "text/javascript", "preview.css": "text/css"}
    name = path.removeprefix(OWN)
    if name not in known:
        return None
    content = _packaged(name)
    headers = {"Content-Type": f"{known[name]}; charset=utf-8", "Cache-Control": "no-cache"}
    return Answer(200, content, headers, fingerprint(content, 16))


def page(site: Site, path: str, query: str) -> Answer:
    """Return what the host answers; a page with the preview's script, which knows its look."""
    answer = site.answer(path, query)
    top = _TOP.match(answer.content) if answer.is_html else None
    if top is None or not any(top.groups()):
        return answer
    script = _script(_look(site, path, answer))
    content = answer.content[: top.end()] + script + answer.content[top.end() :]
    return replace(answer, content=content, digest=fingerprint(content, 16))


def look(site: Site, path: str, query: str) -> Look:
    """Return how the page at a path looks now."""
    return _look(site, path, site.answer(path, query))


@lru_cache(8)
def _packaged(name: str) -> bytes:
    return resources.files(__package__).joinpath(name).read_bytes()


def _script(look: Look) -> bytes:
    return (
        f'<script type="module" src="{OWN}preview.js" data-page="{look.page}" '
        f'data-styles="{escape(json.dumps(look.styles))}"></script>'
    ).encode()


def _look(site: Site, path: str, answer: Answer) -> Look:
    if not answer.is_html:
        seen = (answer.status, answer.digest, answer.headers.get("Location"))
        return Look(fingerprint(seen, 16))
    loads = _loads(answer.content)
    styles = tuple((href, _digest(site, path, href)) for href in loads.styles)
    others = (
        *loads.others,
        *(inner for href in loads.styles for inner in _inner(site, path, href)),
    )
    digests = tuple(_digest(site, path, href) for href in others)
    return Look(fingerprint((answer.status, loads.text, digests), 16), styles)


@dataclass(frozen=True, slots=True)
class _Loads:
    """What a page loads: hrefs of style sheets and of all else; `text` is the page without the
    former, as a digest."""

    styles: tuple[str, ...]
    others: tuple[str, ...]
    text: str


@lru_cache(64)
def _loads(content: bytes) -> _Loads:
    reader = _Reader()
    text = content.decode("utf-8", "replace")
    with suppress(AssertionError):  # how Python takes `<![x[`; what comes after is seen as text
        reader.feed(text)
        reader.close()
    for tag, href in reader.sheets:
        text = text.replace(tag, tag.replace(href, ""))
    styles = tuple(href for _, href in reader.sheets)
    return _Loads(styles, tuple(reader.others), fingerprint(text, 16))


class _Reader(HTMLParser):
    """Gathers what a page loads; `sheets` with their tags as they are written."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []
        self.others: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and "stylesheet" in given.get("rel", "").lower().split():
            self.sheets.append((self.get_starttag_text() or "", given.get("href", "")))
        for name, value in given.items():
            self.others.extend(_addresses(name, value))


def _addresses(name: str, value: str) -> Iterator[str]:
    """Yield what an attribute has a page load."""
    if name == "srcset":
        yield from (part.split()[0] for part in value.split(",") if part.strip())
    elif name in _LOADING:
        yield value


def _inner(site: Site, path: str, href: str) -> Iterator[str]:
    """Yield what a style sheet loads, as seen from the page."""
    file = _file(site, path, href)
    content = site.shown.files[file] if file else b""
    for found in _IN_STYLES.finditer(content.decode("utf-8", "replace")):
        yield _joined(href, found[1])


def _digest(site: Site, path: str, href: str) -> str:
    """Return the digest of a file of the site that a page names, or `""` for any other."""
    file = _file(site, path, href)
    return site.digest(file) if file else ""


def _file(site: Site, path: str, href: str) -> str:
    """Return the output file that an address on a page names, or `""`."""
    whole = urlsplit(_joined(path, href.strip()))
    file = unquote(whole.path).removeprefix(site.base).removeprefix("/")
    return file if not whole.netloc and not whole.scheme and file in site.shown.files else ""


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # brackets that hold no IPv6 address
        return ""
