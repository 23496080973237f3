"""Which story is meant: by path, by file, by slug, by address, or the one that is live."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import unquote, urlsplit

from livegen import frontmatter, shelf, stories, urls
from livegen.errors import Report, closest
from livegen.model import Status, Story
from livegen.settings import Settings
from livegen.sources import CONTENT, Bundle, Snapshot
from livegen.stories import release
from livegen.stories.reading import dated_name


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
    told = speaking(snapshot, settings, b"slug|section")
    return named | {story.source: address(story) for story in told}


def speaking(snapshot: Snapshot, settings: Settings, keys: bytes) -> Iterator[Story]:
    """Yield the stories that may say something of `keys`, without reading each of the others."""
    for bundle in snapshot.stories:
        if _may_say(keys, _front_of(snapshot.read(bundle.source))):
            story = _front(snapshot, bundle, settings)
            if story:
                yield story


def address_of(place: str) -> str:
    """Return the path that a story at `world/flood` has by its name, dated or not."""
    section, _, name = place.rpartition("/")
    return urls.story(stories.section_name(section), urls.slug(dated_name(name)[1]))


def address(story: Story) -> str:
    """Return the path of a story."""
    return urls.story(story.section, story.slug)


# A glance at bytes may say that a story surely is not the one, and no more: how YAML is written
# only its reader knows.


def _front_of(content: bytes) -> bytes:
    """Return what stands between the fences, its lines ending with `\\n`."""
    lines = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return b"".join(re.split(rb"^---$", lines, maxsplit=2, flags=re.MULTILINE)[1:2])


def _may_say(keys: bytes, front: bytes) -> bool:
    """False if none of `keys` can be in the front matter."""
    # `"s\x6cug"` is a slug, too.
    return bool(re.search(rb"\b(?:%s)\b|\\[xuU]" % keys, front))


def _may_be_on_air(content: bytes) -> bool:
    """False if the story cannot be live."""
    front = _front_of(content)
    other = _OTHER_STATE.search(front)
    if other is None:
        return _may_say(b"status|coverage", front)
    # What reads well by itself has no end below: so the line is a key of the story's own.
    report = Report()
    above = frontmatter.read("", b"---%s---\n" % front[: other.start()], report)
    return above is None or report.failed


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
    return address_of(f"{bundle.section}/{bundle.name}")


def _front(snapshot: Snapshot, bundle: Bundle, settings: Settings) -> Story | None:
    """Return a story without the updates that have files of their own."""
    content = snapshot.read(bundle.source)
    return shelf.reading_of(bundle, content, {}, settings, Report()).story


def _is_on_air(story: Story, now: datetime) -> bool:
    out = not story.draft and not release.expired(story, now)
    return out and release.status_at(story, now) is Status.LIVE


def _either(names: list[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
