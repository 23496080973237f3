"""The same stories as the files that each tool reads.

Law: a layout is a pure function from a story to its files. What an edit writes is what differs.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from benchmarks.corpus import AUTHORS, Correction, Story, Update

PEERS = Path(__file__).parent / "peers"

Files = Mapping[str, str]
"""Texts by their path in the site, with `/` between folders."""


SETTINGS = """\
[site]
title = "The Bench Courier"
url = "https://example.org"
description = "The same stories, built by each tool."
"""

# What the peers write: no Atom, no JSON Feed, no sitemap, no page of its own for a key event. That
# key events have a feed of their own remains.
LEAN = """\
[build]
outputs = ["html", "rss", "structured"]
update_pages = "none"
"""


def write(layout: str, stories: Iterable[Story], out: Path) -> None:
    """Write a site of `stories` into the folder `out`, with what the tool needs besides."""
    if layout in OWN:
        write_files(OWN[layout] | {"content/authors.toml": _authors()}, out)
    else:
        shutil.copytree(PEERS / layout.partition("-")[0], out, dirs_exist_ok=True)
    for story in stories:
        write_files(LAYOUTS[layout](story), out)


def write_files(files: Files, out: Path) -> None:
    """Write texts below the folder `out`."""
    for name, text in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def differing(new: Files, old: Files) -> Files:
    """Return those of `new` that are not in `old` as they are."""
    return {name: text for name, text in new.items() if old.get(name) != text}


def livegen(story: Story) -> Files:
    """Return a story in one file, its updates in the front matter."""
    name = f"content/{story.section}/{story.slug}.md"
    head = [*_livegen_head(story), *_listed("updates", _livegen_updates(story))]
    return {name: _fenced(head, story.text)}


def livegen_bundle(story: Story) -> Files:
    """Return a story as a folder, each update a file of its own."""
    folder = f"content/{story.section}/{story.slug}"
    updates = {
        f"{folder}/updates/{update.time:%Y-%m-%d-%H%M}.md": _fenced(_about(update), update.body)
        for update in story.updates
    }
    return {f"{folder}/index.md": _fenced(_livegen_head(story), story.text)} | updates


def hugo(story: Story) -> Files:
    """Return a content file whose front matter holds the updates, newest first."""
    name = f"content/{story.section}/{story.slug}.md"
    head = [*_peer_head(story, "tags"), *_listed("updates", _newest(story))]
    return {name: _fenced(head, story.text)}


def eleventy(story: Story) -> Files:
    """Return the same as for Hugo; `tags` would make a collection of each."""
    name = f"content/{story.section}/{story.slug}.md"
    head = [*_peer_head(story, "topics"), *_listed("updates", _newest(story))]
    return {name: _fenced(head, story.text)}


def pelican(story: Story) -> Files:
    """Return a Markdown file whose updates are headings, newest first."""
    head = [
        f"Title: {story.title}",
        f"Date: {story.date:%Y-%m-%d %H:%M}",
        f"Modified: {story.changed:%Y-%m-%d %H:%M}",
        f"Slug: {story.slug}",
        f"Category: {story.section}",
        f"Authors: {'; '.join(author.name for author in story.authors)}",
        f"Tags: {', '.join(story.tags)}",
        f"Summary: {story.summary}",
        f"Coverage: {story.status}",
    ]
    parts = [story.text, *_corrected(story.corrections), *map(_headed, reversed(story.updates))]
    text = "\n".join(head) + "\n\n" + "\n".join(parts)
    return {f"content/{story.section}/{story.slug}.md": text}


LAYOUTS: Mapping[str, Callable[[Story], Files]] = {
    "livegen": livegen,
    "livegen-lean": livegen,
    "livegen-bundle": livegen_bundle,
    "hugo": hugo,
    "eleventy": eleventy,
    "pelican": pelican,
}

OWN: Mapping[str, dict[str, str]] = {
    "livegen": {"livegen.toml": SETTINGS},
    "livegen-lean": {"livegen.toml": SETTINGS + LEAN},
    "livegen-bundle": {"livegen.toml": SETTINGS},
}


def _authors() -> str:
    return "\n".join(f'[{author.id}]\nname = "{author.name}"\n' for author in AUTHORS)


def _livegen_head(story: Story) -> list[str]:
    return [
        f"title: {_quoted(story.title)}",
        f"date: {story.date:%Y-%m-%d %H:%M}",
        f"summary: {_quoted(story.summary)}",
        f"authors: [{', '.join(author.id for author in story.authors)}]",
        f"tags: [{', '.join(story.tags)}]",
        f"status: {story.status}",
        *_correcting(story.corrections, _spoken),
    ]


def _livegen_updates(story: Story) -> Iterator[list[str]]:
    for update in story.updates:
        yield [f"time: {_spoken(update.time)}", *_about(update), *_body(update)]


def _about(update: Update) -> list[str]:
    return [
        *_titled(update),
        f"authors: {update.author.id}",
        *_keyed(update),
        *_correcting(update.corrections, _spoken),
    ]


def _peer_head(story: Story, tags: str) -> list[str]:
    return [
        f"title: {_quoted(story.title)}",
        f"date: {_stamp(story.date)}",
        f"lastmod: {_stamp(story.changed)}",
        f"summary: {_quoted(story.summary)}",
        f"authors: [{', '.join(author.name for author in story.authors)}]",
        f"{tags}: [{', '.join(story.tags)}]",
        f"status: {story.status}",
        *_correcting(story.corrections, _stamp),
    ]


def _newest(story: Story) -> Iterator[list[str]]:
    for update in reversed(story.updates):
        yield [
            f'id: "{update.time:%Y-%m-%d-%H-%M}"',
            f"time: {_stamp(update.time)}",
            *_titled(update),
            f"author: {update.author.name}",
            *_keyed(update),
            *_correcting(update.corrections, _stamp),
            *_body(update),
        ]


def _titled(update: Update) -> list[str]:
    return [f"title: {_quoted(update.title)}"] if update.title else []


def _keyed(update: Update) -> list[str]:
    return ["key: true"] if update.key else []


def _correcting(corrections: Iterable[Correction], time: Callable[[datetime], str]) -> list[str]:
    items = [[f"time: {time(each.time)}", f"text: {_quoted(each.text)}"] for each in corrections]
    return _listed("corrections", items)


def _body(update: Update) -> list[str]:
    return ["body: |", *(f"  {line}" if line else "" for line in update.body.splitlines())]


def _listed(key: str, items: Iterable[list[str]]) -> list[str]:
    """Return a YAML list of mappings, each given as its lines; nothing for none."""
    lines = [line for item in items for line in _item(item)]
    return [f"{key}:", *lines] if lines else []


def _item(lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f"  {'-' if number == 0 else ' '} {line}" if line else ""


def _fenced(head: list[str], text: str) -> str:
    return "\n".join(["---", *head, "---", "", text])


def _quoted(text: str) -> str:
    # Any text in JSON's quotes is that text in YAML.
    return json.dumps(text, ensure_ascii=False)


def _spoken(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M}"


def _stamp(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def _headed(update: Update) -> str:
    heading = f"## {update.time:%Y-%m-%d %H:%M} UTC {update.title}".rstrip()
    key = " · Key event" if update.key else ""
    byline = f"{update.author.name}{key}"
    return "\n".join([heading, "", byline, "", update.body, *_corrected(update.corrections)])


def _corrected(corrections: Iterable[Correction]) -> list[str]:
    return [f"*Correction, {_spoken(each.time)} UTC:* {each.text}\n" for each in corrections]
