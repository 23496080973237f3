"""The files of a new site, and of a new story."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from livegen import frontmatter, shelf, stories, urls
from livegen.errors import Report
from livegen.filing.finding import Unclear, address_of, addresses, speaking
from livegen.filing.updates import as_item, named
from livegen.model import PlainPage, Story, Text, Update
from livegen.settings import Settings
from livegen.sources import CONTENT, PAGES, STATIC, Snapshot
from livegen.times import Moment


def new_site(title: str, now: Moment, version: str) -> Mapping[str, bytes]:
    """Return the files of a site that builds as it stands, its first story live since `now`.

    Times are in the zone of `now`, which becomes the site's.
    """
    files = {
        "livegen.toml": _SETTINGS.format(title=_quoted(title), zone=_quoted(now.zone)),
        ".gitignore": "/site/\n/.livegen/\n",
        "netlify.toml": _NETLIFY,
        "requirements.txt": f"livegen>={version}\n",
        f"{CONTENT}/news/welcome.md": _welcome(title, now),
    }
    return {path: text.encode() for path, text in files.items()}


def place_for(written: str, snapshot: Snapshot, settings: Settings) -> str:
    """Return section and slug, `world/flood`, of a new story; raises `Unclear`."""
    path = unicodedata.normalize("NFC", written).strip("/")
    path = path.removeprefix(f"{CONTENT}/").removesuffix("/index.md").removesuffix(".md")
    meant = "/".join(filter(None, (urls.slug(part) for part in path.split("/"))))
    if not path or path != meant:
        message = f'"{written}" is no address of small letters, digits and `-`'
        raise Unclear(f"{message}; write {meant}" if meant else message)
    if path == "index" or path.endswith("/index"):
        raise Unclear(f'"{written}" would be the page of a section; give the story another name')
    if f"{CONTENT}/{path}/".startswith(f"{PAGES}/"):
        raise Unclear(f"{PAGES}/ holds plain pages and no stories")
    parts = path.split("/")
    if "updates" in parts[:-1]:
        raise Unclear("a folder `updates` holds the updates of a story and no stories")
    for part in parts:
        if (size := len(part.encode())) > _LONGEST:
            raise Unclear(f"a name of {size} bytes is too long for a file: {_LONGEST} are possible")
    if found := next((part for part in parts if part in _ANYWHERE or parts[0] in _ON_TOP), ""):
        raise Unclear(f"the site itself uses addresses with /{found}/; give it another name")
    _refuse_within(path, snapshot)
    _refuse_taken(path, snapshot, settings)
    return path


_LONGEST = 240
"""Bytes: most disks know names of 255, and what is being written has a longer one for a moment."""

_ON_TOP = frozenset(["assets", "authors", "corrections", "tags"])
_ANYWHERE = frozenset(["page"])
"""Names in addresses that pages of the site's own have, at the top or below any list."""


def new_story(title: str, date: Moment, authors: tuple[str, ...]) -> bytes:
    """Return a story without a text."""
    return _story(title, date, authors, {})


def new_coverage(title: str, date: Moment, authors: tuple[str, ...]) -> bytes:
    """Return a story whose coverage is still to begin."""
    return _story(title, date, authors, {"status": "upcoming"})


def _refuse_within(path: str, snapshot: Snapshot) -> None:
    """Raise `Unclear` for a story that would lie in, or on, another one or a section."""
    taken = {
        bundle.source.removesuffix("/index.md").removesuffix(".md").casefold(): bundle.source
        for bundle in snapshot.stories
    }
    folders = [folder.strip("/") for folder in _above(f"/{path}/")]
    for folder in folders:
        if other := taken.get(f"{CONTENT}/{folder}".casefold()):
            raise Unclear(f"{folder} is a story ({other}) and cannot be a section")
    if other := taken.get(f"{CONTENT}/{path}".casefold()):
        raise Unclear(f"there is a story {path} already: {other}")
    below = f"{CONTENT}/{path}/".casefold()
    for source in (*snapshot.sections.values(), *(it.source for it in snapshot.stories)):
        if source.casefold().startswith(below):
            raise Unclear(f"{path} is a section ({source}) and cannot be a story")
    for folder in (*folders, path):
        if f"{CONTENT}/{folder}" in snapshot.resources:
            raise Unclear(f"{CONTENT}/{folder} is a file and no folder")


def _refuse_taken(path: str, snapshot: Snapshot, settings: Settings) -> None:
    """Raise `Unclear` for an address that something else has, or one below or above it."""
    wanted = address_of(path)
    lists = {urls.section(stories.section_name(name)): it for name, it in snapshot.sections.items()}
    for address, source in _claims(snapshot, settings):
        # Below a story lie pages of its own, and a section's list lies above its stories.
        if address.casefold() in (wanted, *_above(wanted)):
            raise Unclear(f"{source} has the address {address} already")
        lists |= dict.fromkeys(_above(address), source)
    if wanted in lists:
        raise Unclear(f"{wanted} is the list of a section ({lists[wanted]})")
    for address in (wanted, *_above(wanted)):
        for file in (urls.file_of(address), address.strip("/")):
            if f"{STATIC}/{file}" in snapshot.static:
                raise Unclear(f"{STATIC}/{file} has the address {address} already")


def _claims(snapshot: Snapshot, settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield every address that a story or a page has or had, and its source."""
    for source, address in addresses(snapshot, settings).items():
        yield address, source
    pages = shelf.pages_of(snapshot, settings, Report())
    for page in pages:
        yield urls.story("", page.slug), page.source
    told: Iterable[PlainPage | Story] = (*pages, *speaking(snapshot, settings, b"aliases"))
    for one in told:
        for alias in one.aliases:
            yield alias, one.source


def _above(address: str) -> list[str]:
    """Return the addresses above one, but for the front's: `/a/`, `/a/b/` of `/a/b/c/`."""
    parts = address.strip("/").split("/")
    return [f"/{'/'.join(parts[:count])}/" for count in range(1, len(parts))]


def _story(
    title: str, date: Moment, authors: tuple[str, ...], state: Mapping[str, object]
) -> bytes:
    fields: dict[str, object] = {"title": title, "date": date.iso, **state}
    if authors:
        fields["authors"] = named(authors)
    head = frontmatter.write(fields, "").removesuffix("---\n")
    return f"{head}summary:\n{_HOW_TO}\n---\n".encode()


_HOW_TO = "# Say in `summary` what has happened, in one to three sentences; the text goes below."

_SETTINGS = """\
[site]
title = {title}
# Where the site will live. Until this line is set, each build warns that feeds need it.
# url = "https://news.example.org"
language = "en"
timezone = {zone}
"""

_NETLIFY = """\
# Headers and redirects come with the built site, in _headers and _redirects.
[build]
command = "python -m pip install -r requirements.txt && python -m livegen build"
publish = "site"

[build.environment]
PYTHON_VERSION = "3.13"
"""


def _quoted(text: str) -> str:
    """Return a text as TOML writes it; what JSON escapes, TOML escapes alike."""
    return json.dumps(text, ensure_ascii=False)


def _welcome(title: str, now: Moment) -> str:
    """Return the first story, which shows what one is made of."""
    began, first = _before(now, 10), _before(now, 5)
    head = frontmatter.write(
        {
            "title": f"{title} is on the air",
            "date": began.iso,
            "status": "live",
            "summary": "A first story, to change or to delete: it lies in content/news/welcome.md.",
        },
        "",
    ).removesuffix("---\n")
    updates = (
        Update(
            id="first",
            time=first,
            body=Text(
                "An update is a time and a text in [Markdown](https://commonmark.org/help/)."
            ),
        ),
        Update(
            id="second",
            time=now,
            title="This one is a key event",
            key=True,
            body=Text(
                "So it stands in the list of key events, too.\n\n"
                "An embed is a line such as this, without the marks around it:\n"
                "`{{< youtube dQw4w9WgXcQ >}}`"
            ),
        ),
    )
    items = "".join(as_item(update, 2) for update in updates)
    return f"{head}updates:\n{items}---\n\nThe introduction stands here, above the updates.\n"


def _before(now: Moment, minutes: int) -> Moment:
    return replace(now, at=now.at - timedelta(minutes=minutes))
