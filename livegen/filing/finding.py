"""Which story is meant: by path, by file, by slug, by address, or the one that is live."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import unquote, urlsplit

from livegen import shelf, stories, urls
from livegen.errors import Report, closest
from livegen.model import Status, Story
from livegen.settings import Settings
from livegen.sources import CONTENT, Bundle, Snapshot
from livegen.stories import release


class Unclear(Exception):  # noqa: N818 - the newsroom's word
    """No story is meant, or more than one could be."""


def meant(written: str, snapshot: Snapshot, settings: Settings) -> Bundle:
    """Return the story that `written` names; raises `Unclear`.

    Only names are looked at, unless none fits: then also at what stories say of their address.
    """
    wanted = _path(written, settings)
    by_source = {bundle.source: bundle for bundle in snapshot.stories}
    for source in _sources(wanted):
        if source in by_source:
            return by_source[source]
    named = {bundle.source: _named(bundle) for bundle in snapshot.stories}
    found = _fitting(wanted, named)
    if not found:
        named = addresses(snapshot, settings)
        found = _fitting(wanted, named)
    if len(found) == 1:
        return by_source[found[0]]
    if found:
        raise Unclear(f'"{written}" could be {_either(sorted(named[it] for it in found))}')
    near = closest(wanted, [path.strip("/") for path in named.values()])
    hint = f"; did you mean {near}?" if near else "; `livegen list` names them"
    raise Unclear(f'there is no story "{written}"{hint}')


def on_air(snapshot: Snapshot, settings: Settings, now: datetime) -> Bundle:
    """Return the one story that is live at `now`; raises `Unclear` if it is none or several."""
    live = [
        (bundle, story)
        for bundle in snapshot.stories
        if _may_be_on_air(snapshot.read(bundle.source))
        and (story := _front(snapshot, bundle, settings))
        and _is_on_air(story, now)
    ]
    if len(live) == 1:
        return live[0][0]
    if live:
        paths = sorted(address(story).strip("/") for _, story in live)
        raise Unclear(f"{len(paths)} stories are live: say which, {_either(paths)}")
    raise Unclear("no story is live: say which is meant, or `livegen start` one")


def addresses(snapshot: Snapshot, settings: Settings) -> dict[str, str]:
    """Return the path of each story, by source."""
    named = {bundle.source: _named(bundle) for bundle in snapshot.stories}
    return named | dict(_written(snapshot, settings))


def address_of(place: str) -> str:
    """Return the path of a new story at `world/flood`, dated or not."""
    section, _, name = place.rpartition("/")
    return urls.story(section, urls.slug(_undated(name)))


def address(story: Story) -> str:
    """Return the path of a story."""
    return urls.story(story.section, story.slug)


_ADDRESSED = re.compile(rb"^['\"]?(?:slug|section)\b", re.MULTILINE)


def _may_be_on_air(content: bytes) -> bool:
    """True unless a glance tells that the story is not live, so that not every one is read."""
    lines = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r", b"\n")
    front = re.split(rb"^---$", lines, maxsplit=2, flags=re.MULTILINE)[1:2]
    return any(_STATE.search(text) and not _OTHER_STATE.search(text) for text in front)


_STATE = re.compile(rb"^['\"]?(?:status|coverage)\b", re.MULTILINE)
_OTHER_STATE = re.compile(rb"^status: (?:upcoming|paused|ended)\s*$", re.MULTILINE)


def _path(written: str, settings: Settings) -> str:
    """Return what was written as a path without slashes at its ends."""
    if re.match("https?://", written):
        base = urls.address(settings.site.url).base
        return unquote(urlsplit(written).path).removeprefix(base).strip("/")
    return written.partition("#")[0].removeprefix("./").strip("/")


def _sources(wanted: str) -> Iterator[str]:
    for folder in ("", f"{CONTENT}/"):
        for ending in ("", ".md", "/index.md"):
            yield f"{folder}{wanted}{ending}"


def _fitting(wanted: str, named: dict[str, str]) -> list[str]:
    """Return the sources whose path it is or, failing that, whose slug."""
    exact = [source for source, path in named.items() if path.strip("/") == wanted]
    return exact or [
        source for source, path in named.items() if path.strip("/").rpartition("/")[2] == wanted
    ]


def _named(bundle: Bundle) -> str:
    """Return the path that a story has by its name."""
    name = urls.slug(_undated(bundle.name))
    return urls.story(stories.section_name(bundle.section), name)


def _undated(name: str) -> str:
    return re.sub(r"^\d{4}-\d{2}-\d{2}[-_ ]+(?=.)", "", name)


def _written(snapshot: Snapshot, settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield the paths of stories that write a slug or a section, by source."""
    for bundle in snapshot.stories:
        if _ADDRESSED.search(snapshot.read(bundle.source)):
            story = _front(snapshot, bundle, settings)
            if story:
                yield bundle.source, address(story)


def _front(snapshot: Snapshot, bundle: Bundle, settings: Settings) -> Story | None:
    """Return a story without the updates that have files of their own."""
    content = snapshot.read(bundle.source)
    return shelf.reading_of(bundle, content, {}, settings, Report()).story


def _is_on_air(story: Story, now: datetime) -> bool:
    out = not story.draft and not release.expired(story, now)
    return out and release.status_at(story, now) is Status.LIVE


def _either(names: list[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
