"""What reporters have filed, read from a site's sources with PyYAML alone.

No room of livegen's is asked: what machines read on the built site is compared with this. It knows
as much of the contract (`format.md`) as the sites need that the tests build.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import yaml
from stress import without_controls

FEED_SIZE = 50
_LATE = timedelta(minutes=5)
_NAMED_BY_TIME = re.compile(r"(\d{4}-\d\d-\d\d)-(\d\d)(\d\d)(?=\D|$)")
_NAMED_BY_DAY = re.compile(r"(\d{4}-\d\d-\d\d)-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A story or an update that is out: `id` is its permanent one, `notes` the times of its
    corrections and of its withdrawal."""

    id: str
    title: str
    published: datetime
    updated: datetime
    key: bool = False
    breaking: bool = False
    authors: tuple[str, ...] = ()
    notes: tuple[datetime, ...] = ()
    withdrawn: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """A story with its updates, oldest first. `path` is that of its page on the site; `ends` is
    when its coverage is said to end, `spans` what of its coverage has been."""

    path: str
    story: Filed
    updates: tuple[Filed, ...]
    language: str
    is_live: bool
    ended: bool
    begins: datetime
    ends: datetime | None
    spans: tuple[datetime, ...]
    tags: tuple[str, ...]
    authors: tuple[str, ...]

    @property
    def moved(self) -> datetime:
        """When its entry in lists' feeds last moved (`format.md` §4)."""
        moments = [self.story.updated, *self.spans]
        for update in self.updates:
            moments += update.notes
            if not self.is_live or update.key or update.breaking:
                moments.append(update.updated)
        return max(moments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """A site as it is at `now`; its stories' paths begin at its own address, `home`."""

    home: str
    publisher: str
    language: str
    page_size: int
    outputs: tuple[str, ...]
    stories: tuple[Coverage, ...]

    @property
    def sections(self) -> dict[str, list[Coverage]]:
        """The stories of each section that has some, by its path."""
        found: dict[str, list[Coverage]] = {}
        for story in self.stories:
            found.setdefault(story.path.rpartition("/")[0].rpartition("/")[0] + "/", []).append(
                story
            )
        found.pop("/", None)
        return found


def newest_page(updates: tuple[Filed, ...], page_size: int) -> int:
    """Return how many updates stand on full archive pages."""
    return max(0, len(updates) // page_size - 1) * page_size


def story_feed(story: Coverage, page_size: int) -> list[Filed]:
    """Return a story's feed by rule: its newest page, and ten archived that changed last."""
    archived = story.updates[: newest_page(story.updates, page_size)]
    kept = sorted(archived, key=lambda it: (it.updated, it.id))[-10:]
    return [it for it in reversed(story.updates) if it in kept or it not in archived]


def key_feed(story: Coverage) -> list[Filed]:
    """Return the feed of a story's key events by rule."""
    key = [it for it in story.updates if it.key]
    kept = sorted(key, key=lambda it: (it.updated, it.id))[-FEED_SIZE:]
    return [it for it in reversed(key) if it in kept]


def archive_feed(story: Coverage, number: int, page_size: int) -> list[Filed]:
    """Return the feed of an archive page by rule."""
    return list(reversed(story.updates[(number - 1) * page_size : number * page_size]))


def list_feed(stories: list[Coverage]) -> list[Filed]:
    """Return the feed of a list by rule: the stories that moved last, in order of their date."""
    kept = sorted(stories, key=lambda it: (it.moved, it.path))[-FEED_SIZE:]
    ordered = sorted(kept, key=lambda it: (it.story.published, it.path), reverse=True)
    return [replace(it.story, updated=it.moved) for it in ordered]


def record_times(stories: tuple[Coverage, ...]) -> list[datetime]:
    """Return when each correction and withdrawal was made, newest first."""
    notes = [note for it in stories for note in it.story.notes]
    for it in stories:
        # All updates of a withdrawn story went with it: that is one withdrawal.
        taken = it.story.withdrawn
        notes += [note for update in it.updates for note in update.notes if note != taken]
    return sorted(notes, reverse=True)[:FEED_SIZE]


# ------------------------------------------------------------------ reading


def newsroom(root: Path, now: datetime) -> Newsroom:
    """Return what the sources below `root` say to readers at `now`."""
    settings = _toml(root / "livegen.toml")
    site, build = settings.get("site", {}), settings.get("build", {})
    home = site.get("url", "http://localhost:8000").rstrip("/")
    authority = site.get("id_authority") or urlsplit(home).hostname
    dated = authority if "," in authority else f"{authority},2026"
    read = _Reader(
        content=root / "content",
        now=now,
        tag=f"tag:{dated}:",
        people={key: it["name"] for key, it in _toml(root / "content/authors.toml").items()},
        zone=site.get("timezone", "UTC"),
        language=site.get("language", "en"),
    )
    return Newsroom(
        home=home,
        publisher=site.get("publisher", {}).get("name") or site.get("title", "livegen"),
        language=read.language,
        page_size=build.get("page_size", 30),
        outputs=tuple(build.get("outputs", ("atom", "rss", "json", "sitemap", "structured"))),
        stories=tuple(read.stories()),
    )


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    content: Path
    now: datetime
    tag: str
    people: Mapping[str, str]
    zone: str
    language: str

    def stories(self) -> Iterator[Coverage]:
        for path in _sources(self.content):
            parts = path.relative_to(self.content).parts
            if parts[0] == "pages" or "updates" in parts:
                continue
            front = _front(path)
            name = path.parent.name if path.name == "index.md" else path.stem
            folder = path.parent.parent if path.name == "index.md" else path.parent
            day = _NAMED_BY_DAY.match(name)
            front = {"date": day[1], **front} if day else front
            slug = front.get("slug", name.removeprefix(day[0]) if day else name)
            section = front.get("section", folder.relative_to(self.content).as_posix())
            at = "/".join(
                part for part in ("", section.removeprefix("."), slug.lower(), "") if part
            )
            story = self._story(path, front, f"/{at}/")
            if story:
                yield story

    def _story(self, path: Path, front: Mapping[str, Any], at: str) -> Coverage | None:
        zone = ZoneInfo(front.get("timezone", self.zone))
        date, held = self._moment(front["date"], zone)
        leaves = front.get("expires_at")
        if (
            front.get("draft") == "true"
            or self._waits(front, held, zone)
            or (leaves and self._moment(leaves, zone)[0] <= self.now)
        ):
            return None
        known_as = front.get("id") or _folder(_listed(front.get("aliases", at))[0])
        story = self._filed(
            front, self.tag + quote(known_as, safe="/#-._~:@!$&()*+,;="), date, zone
        )
        # Of equal moments, the one lower in the list or with the later file name is the newer.
        filed = sorted(self._updates(path, front, story, zone), key=lambda it: it.published)
        by = [*story.authors, *(name for it in filed for name in it.authors)]
        span = front.get("coverage", {})
        spans = [self._moment(span[key], zone)[0] for key in ("start", "end") if key in span]
        status = front.get("status")
        ended = status == "ended" or (not status and "end" in span and spans[-1] <= self.now)
        last = filed[-1].published if filed and ended else None
        return Coverage(
            path=at,
            story=story,
            updates=tuple(filed),
            language=front.get("language", self.language),
            is_live=front.get("layout", "live" if status or span else "article") != "article",
            ended=ended,
            begins=min([spans[0] if "start" in span else date, *(it.published for it in filed)]),
            ends=spans[-1] if "end" in span else last,
            spans=tuple(moment for moment in spans if moment <= self.now),
            tags=tuple(map(without_controls, _listed(front.get("tags", [])))),
            authors=tuple({self.people.get(name, name) for name in by}),
        )

    def _updates(
        self, path: Path, front: Mapping[str, Any], story: Filed, zone: ZoneInfo
    ) -> Iterator[Filed]:
        seen: dict[str, int] = {}
        given = [dict(it) for it in front.get("updates", [])]
        for update in given:
            name = re.sub("[^A-Za-z0-9]+", "-", update["time"])
            seen[name] = seen.get(name, 0) + 1
            update.setdefault("id", name if seen[name] == 1 else f"{name}-{seen[name]}")
        if path.name == "index.md":
            given += map(_update_file, _sources(path.parent / "updates"))
        for update in given:
            moment, held = self._moment(update["time"], zone)
            if len(update["time"]) == 10:  # a date alone
                moment = max(moment, story.published)
            if update.get("draft") != "true" and not self._waits(update, held, zone):
                filed = self._filed(update, f"{story.id}#{update['id']}", moment, zone)
                taken = story.withdrawn
                yield replace(filed, withdrawn=taken, updated=taken) if taken else filed

    def _filed(
        self, front: Mapping[str, Any], id: str, published: datetime, zone: ZoneInfo
    ) -> Filed:
        corrections = front.get("corrections", [])
        corrections = [corrections] if isinstance(corrections, dict) else corrections
        taken, revised = front.get("withdrawn"), front.get("revised")
        withdrawn = self._moment(taken["time"], zone)[0] if taken else None
        notes = [self._moment(note["time"], zone)[0] for note in corrections]
        notes = [note for note in [*notes, withdrawn] if note and note <= self.now + _LATE]
        changes = [*notes, self._moment(revised, zone)[0]] if revised else notes
        return Filed(
            id=id,
            title=without_controls(front.get("title", "")),
            published=published,
            updated=max([published, *(it for it in changes if it <= self.now + _LATE)]),
            key=front.get("key") == "true",
            breaking=front.get("kind") == "breaking",
            authors=tuple(map(without_controls, _listed(front.get("authors", [])))),
            notes=tuple(notes),
            withdrawn=withdrawn,
        )

    def _waits(self, front: Mapping[str, Any], held: datetime, zone: ZoneInfo) -> bool:
        later = front.get("publish_at")
        return held > self.now + _LATE or bool(later and self._moment(later, zone)[0] > self.now)

    def _moment(self, written: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the moment that a time counts as, and the one that it is held for."""
        moment = datetime.fromisoformat(written)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        if len(written) > 10:
            return moment.astimezone(UTC), moment
        return datetime.combine(moment, time(12), zone).astimezone(UTC), moment


def _sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.md")):
        if not any(part.startswith((".", "_")) for part in path.relative_to(folder).parts):
            yield path


def _front(path: Path) -> dict[str, Any]:
    """Return the front matter, every value as it is written."""
    _, front, _ = f"\n{path.read_text('utf-8')}".split("\n---\n", 2)
    return dict(yaml.load(front, yaml.BaseLoader) or {})


def _update_file(path: Path) -> dict[str, Any]:
    named = _NAMED_BY_TIME.match(path.name)
    given = {"time": f"{named[1]} {named[2]}:{named[3]}"} if named else {}
    given["id"] = re.sub("[^A-Za-z0-9]+", "-", path.stem)
    has_front = path.read_text("utf-8").startswith("---\n")
    return given | (_front(path) if has_front else {})


def _folder(path: str) -> str:
    """Return an old path as the address that it is served at: a folder, if it names no file."""
    return path if path.endswith("/") or "." in path.rpartition("/")[2] else f"{path}/"


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
