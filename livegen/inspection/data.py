"""What must hold for a page's structured data (schema.org in JSON-LD); no validator asks for it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from livegen.errors import Rule
from livegen.inspection.findings import Finding, path_of
from livegen.inspection.pages import Page

MOST_BYTES = 100_000
"""Of a block: what is longer is slow to read on a phone, and may be cut."""

LEAST_WIDTH = 1200
"""Pixels, of a picture that Google shows large (its page on Article data)."""

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DATES = ("datePublished", "dateModified", "coverageStartTime", "coverageEndTime")
_NEEDED = ("headline", "datePublished", "author", "publisher")
_EXAMPLE = "write 2026-11-22T18:42:00+01:00, or the day alone"

Named = tuple[str, str]
"""A page's address and the id of something on it."""


def findings(page: Page, here: str) -> Iterator[Finding]:
    """Yield what is wrong with the structured data of the page, whose whole address is `here`."""
    for block in page.data:
        yield from (_finding(page, *fault) for fault in _of_block(page, block, here))
    if page.lead and 0 < page.lead_width < LEAST_WIDTH:
        message = f"the lead picture is {page.lead_width} pixels wide, which is little on the web"
        hint = f"take one that is at least {LEAST_WIDTH} pixels wide: others show it small, or not"
        yield Finding(page.file, Rule.SMALL_PICTURE, message, hint, _name(page.lead))


def named(page: Page, here: str) -> Iterator[Named]:
    """Yield what the structured data names on other pages than this one."""
    for update in (it for item in _articles(page) for it in _items(item.get("liveBlogUpdate"))):
        address, _, anchor = str(update.get("url", "")).partition("#")
        if anchor and address != here:
            yield address, unquote(anchor)


def lost(file: str, url: str) -> Finding:
    """Return what is wrong with a file whose structured data names what is not there."""
    message = f"the structured data of {path_of(file)} names {url}, but nothing there has that id"
    return Finding(file, Rule.STRUCTURED_DATA, message, "write the update's own permalink")


def _name(address: str) -> str:
    return unquote(address.rpartition("/")[2])


def _finding(page: Page, message: str, hint: str) -> Finding:
    whole = f"the structured data of {path_of(page.file)} {message}"
    return Finding(page.file, Rule.STRUCTURED_DATA, whole, hint)


_Faults = Iterator[tuple[str, str]]


def _of_block(page: Page, block: str, here: str) -> _Faults:
    size = len(block.encode())
    if size > MOST_BYTES:
        message = f"has {size:,} bytes, more than {MOST_BYTES:,}"
        yield message, "name fewer updates in it, and shorten their text"
    try:
        said = json.loads(block)
    except (ValueError, RecursionError):
        yield "is not JSON", "mend the template: `tojson` writes a value as JSON"
        return
    for item in _top(said):
        if _is_article(item):
            yield from _of_article(page, item, here)


def _articles(page: Page) -> Iterator[dict[str, Any]]:
    for block in page.data:
        try:
            said = json.loads(block)
        except (ValueError, RecursionError):
            continue
        yield from (item for item in _top(said) if _is_article(item))


def _top(said: object) -> Iterator[dict[str, Any]]:
    for item in _items(said):
        yield item
        yield from _items(item.get("@graph"))


def _items(value: object) -> Iterator[dict[str, Any]]:
    """Yield the things among what may be one, a list of them, or nothing."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item


def _is_article(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(name, str) and name.endswith(_ARTICLES) for name in names)


_ARTICLES = ("Article", "BlogPosting")
"""How the names of what a newsroom writes end; a `JobPosting` is none."""


def _of_article(page: Page, item: dict[str, Any], here: str) -> _Faults:
    for key in _NEEDED:
        if not item.get(key):
            yield f"has no `{key}`", f'write "{key}"'
    if page.lead and not item.get("image"):
        yield "has no `image`, though the page has a lead picture", 'write "image"'
    yield from _of_dates(item, "")
    if _is_before(item.get("dateModified"), item.get("datePublished")):
        yield "was changed before it was published", "write a later `dateModified`"
    for update in _items(item.get("liveBlogUpdate")):
        yield from _of_update(page, item, update, here)


def _of_dates(item: dict[str, Any], of: str) -> _Faults:
    for key in _DATES:
        if (value := item.get(key)) is not None and _moment(value) is None:
            yield f"has a `{key}`{of} that is no time with an offset: {json.dumps(value)}", _EXAMPLE


def _of_update(page: Page, item: dict[str, Any], update: dict[str, Any], here: str) -> _Faults:
    url = str(update.get("url", ""))
    of = f" of the update {url or '?'}"
    yield from _of_dates(update, of)
    published = update.get("datePublished")
    if not published:
        yield f"has no `datePublished`{of}", 'write "datePublished"'
    if _is_before(published, item.get("coverageStartTime")):
        yield f"begins after the publication{of}", "write an earlier `coverageStartTime`"
    if _is_before(update.get("dateModified"), published):
        yield f"has a change before the publication{of}", "write a later `dateModified`"
    if update.get("headline") and update.get("headline") == item.get("headline"):
        yield f"repeats the page's headline as that{of}", "write the update's own `headline`"
    address, _, anchor = url.partition("#")
    if not anchor:
        yield "has an update whose `url` names no place on a page", "write its permalink"
    elif address == here and unquote(anchor) not in page.ids:
        yield f"names {url}, but nothing there has that id", "write the update's own permalink"


def _is_before(value: object, other: object) -> bool:
    """True if one time lies before the other for certain: of a day alone only the day counts."""
    first, second = _moment(value), _moment(other)
    if first is None or second is None:
        return False
    if _DAY.fullmatch(str(value)) or _DAY.fullmatch(str(other)):
        return str(value)[:10] < str(other)[:10]
    return first < second


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str) or not (_TIME.fullmatch(value) or _DAY.fullmatch(value)):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None
