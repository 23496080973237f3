"""The pages of the preview: the script that each gets, and what has to change before it reloads.

Law: a look is equal as long as a reader would see the same. It is made of what a page says and of
all that it loads, so that it can be compared whenever a tab comes back, however late. What a page
takes in by itself, as open pages do, is told apart from what is around it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
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
    """How a page looks: a digest of all but its style sheets, and (href, digest) of these.

    `around` is the digest of what stands around the updates and parts of a story, which its page
    takes in by itself, and `loads` are (href, digest) of what these load.
    """

    page: str
    around: str = ""
    loads: tuple[tuple[str, str], ...] = ()
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


def told(look: Look) -> dict[str, object]:
    """Return what the script of a page is told of a look."""
    return {name: getattr(look, name) for name in Look.__slots__}


@lru_cache(8)
def _packaged(name: str) -> bytes:
    return resources.files(__package__).joinpath(name).read_bytes()


def _script(look: Look) -> bytes:
    return (
        f'<script type="module" src="{OWN}preview.js" '
        f'data-look="{escape(json.dumps(told(look)))}"></script>'
    ).encode()


def _look(site: Site, path: str, answer: Answer) -> Look:
    if not answer.is_html:
        seen = (answer.status, answer.digest, answer.headers.get("Location"))
        return Look(fingerprint(seen, 16))
    loads = _loads(answer.content)
    styles = tuple((href, _digest(site, path, href)) for href in dict.fromkeys(loads.styles))
    others = (
        *loads.others,
        *(inner for href in loads.styles for inner in _inner(site, path, href)),
    )
    digests = tuple(_digest(site, path, href) for href in others)
    around = tuple(_digest(site, path, href) for href in loads.around)
    return Look(
        page=fingerprint((answer.status, loads.text, digests), 16),
        around=fingerprint((answer.status, loads.frame, around), 16) if loads.frame else "",
        loads=tuple(dict.fromkeys((href, _digest(site, path, href)) for href in loads.inner)),
        styles=styles,
    )


@dataclass(frozen=True, slots=True)
class _Loads:
    """What a page loads: hrefs of style sheets and of all else; `text` is the page without the
    former, as a digest. `frame` is the digest of what stands around what the page takes in by
    itself, `""` if it does not; `around` and `inner` are what each of the two loads."""

    styles: tuple[str, ...]
    others: tuple[str, ...]
    text: str
    frame: str
    around: tuple[str, ...]
    inner: tuple[str, ...]


@lru_cache(64)
def _loads(content: bytes) -> _Loads:
    reader = _Reader()
    text = content.decode("utf-8", "replace")
    with suppress(AssertionError):  # how Python takes `<![x[`; what comes after is seen as text
        reader.feed(text)
        reader.close()
    for tag, href in reader.sheets:
        text = text.replace(tag, tag.replace(href, ""))
    return _Loads(
        styles=tuple(href for _, href in reader.sheets),
        others=(*reader.around, *reader.inner),
        text=fingerprint(text, 16),
        frame=fingerprint(tuple(reader.frame), 16) if reader.takes_in else "",
        around=tuple(reader.around),
        inner=tuple(reader.inner),
    )


class _Reader(HTMLParser):
    """Gathers what a page loads; `sheets` with their tags as they are written. `frame` is all that
    is written around what the page takes in by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []
        self.around: list[str] = []
        self.inner: list[str] = []
        self.frame: list[str] = []
        self.takes_in = False
        self._open: list[str] = []
        """What is open of a piece that the page takes in, from its outermost tag on."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        written = self.get_starttag_text() or ""
        if tag == "link" and "stylesheet" in given.get("rel", "").lower().split():
            self.sheets.append((written, given.get("href", "")))
            written = ""
        found = self.inner if self._open else self.around
        for name, value in given.items():
            found.extend(_addresses(name, value))
        if "data-live" in given and "data-archive" not in given:
            # With other templates the same update is drawn differently: no page takes that in.
            self.takes_in, written = True, given.get("data-theme", "")
            self.frame.append(written)
        if self._open or _is_taken_in(tag, given):
            self._open += [tag] * (tag not in _VOID)
        else:
            self.frame.append(written)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        elif not self._open:
            self.frame.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._open:
            self.frame.append(data)


_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"]
)
"""Tags that nothing closes."""


def _is_taken_in(tag: str, given: Mapping[str, str]) -> bool:
    """True if an open page takes in what has this tag (`assets/live.js`, `assets/front.js`)."""
    # What machines read tells the headline once more, as do the names of feeds.
    kind = given.get("type", "")
    is_said = tag in ("title", "meta") or (kind.startswith("application/") and "+" in kind)
    is_front = tag == "main" and "data-live" in given
    is_piece = "data-part" in given or "days" in given.get("class", "").split()
    return is_said or is_front or is_piece


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
