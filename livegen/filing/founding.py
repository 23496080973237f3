"""The files of a new site, and of a new story."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from livegen import frontmatter, urls
from livegen.filing.finding import Unclear, address_of, addresses
from livegen.filing.updates import as_item, named
from livegen.model import Text, Update
from livegen.settings import Settings
from livegen.sources import CONTENT, PAGES, Snapshot
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
    if "updates" in path.split("/")[:-1]:
        raise Unclear("a folder `updates` holds the updates of a story and no stories")
    _refuse_within(path, snapshot)
    _refuse_taken(address_of(path), snapshot, settings)
    return path


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
    parts = path.split("/")
    for folder in ("/".join(parts[:count]) for count in range(1, len(parts))):
        if other := taken.get(f"{CONTENT}/{folder}".casefold()):
            raise Unclear(f"{folder} is a story ({other}) and cannot be a section")
    if other := taken.get(f"{CONTENT}/{path}".casefold()):
        raise Unclear(f"there is a story {path} already: {other}")
    if path in snapshot.sections:
        raise Unclear(f"{path} is a section ({snapshot.sections[path]}) and cannot be a story")


def _refuse_taken(address: str, snapshot: Snapshot, settings: Settings) -> None:
    """Raise `Unclear` for an address that a story or a page has by what it says of itself."""
    known = addresses(snapshot, settings)
    for page in snapshot.pages:
        name = page.removeprefix(f"{PAGES}/").removesuffix(".md").removesuffix("/index")
        known[page] = urls.story("", urls.slug(name))
    if other := next((source for source, path in known.items() if path == address), ""):
        raise Unclear(f"{other} has the address {address} already")


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
