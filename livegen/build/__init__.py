"""The natural way: sources -> stories -> cards -> editions -> files, as far as anything changed.

Law: no disk but the snapshot and what the past tells, no clock but `now`. `build`, `check` and the
preview all read like this; where nothing is remembered, everything is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from livegen import shelf as shelves
from livegen.build import closing, rounds, telling
from livegen.build.closing import OF_SITE, Plan, Site
from livegen.build.known import Known, Made, Past
from livegen.build.printing import Printing
from livegen.build.rounds import Heard, Rounds
from livegen.build.sharing import Crew
from livegen.build.telling import ALL_IN, Hall, Kept, Press, Without
from livegen.errors import Report
from livegen.model import Story
from livegen.sources import Snapshot

__all__ = [
    "ALL_IN",
    "OF_SITE",
    "Crew",
    "Heard",
    "Kept",
    "Known",
    "Made",
    "Nowhere",
    "Past",
    "Plan",
    "Press",
    "Site",
    "Without",
    "checked",
    "made",
    "preview",
    "read_again",
    "site",
]


def site(snapshot: Snapshot, now: datetime, report: Report, without: Without = ALL_IN) -> Site:
    """Return the site as readers may see it at `now`; what is wrong goes to `report`."""
    return _in_memory(snapshot, now, report, without, preview=False)


def preview(snapshot: Snapshot, now: datetime, report: Report, without: Without = ALL_IN) -> Site:
    """Return the site with its drafts and held items, labelled."""
    return _in_memory(snapshot, now, report, without, preview=True)


def checked(snapshot: Snapshot, now: datetime, report: Report, press: Press) -> Site:
    """Return the site, all of which was made and has been through the `press`; advice goes to
    `report`, too."""
    past = Past(digest=snapshot.digest)
    return made(snapshot, now, report, past=past, press=press, advising=True)


def read_again(site: Site, sources: Iterable[str]) -> tuple[Story, ...]:
    """Return what of these stories is out on a site that was made."""
    if site.plan is None:
        return ()
    hall = site.plan.hall
    read = (telling.read(hall, source).shown for source in sources)
    return tuple(story for story in read if story)


class Nowhere:
    """A press that keeps nothing."""

    def put(self, path: str, content: bytes) -> None:
        """Let it go."""

    def sent(self) -> Mapping[str, str]:
        """Return nothing."""
        return {}

    def receive(self, sent: Mapping[str, str]) -> None:
        """Take nothing."""


class _Memory:
    """A press that keeps everything."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, path: str, content: bytes) -> None:
        self.files[path] = content

    def sent(self) -> Mapping[str, str]:
        return {}

    def receive(self, sent: Mapping[str, str]) -> None:
        raise NotImplementedError("what is kept in memory is not shared")


def _in_memory(
    snapshot: Snapshot, now: datetime, report: Report, without: Without, *, preview: bool
) -> Site:
    press = _Memory()
    past = Past(digest=snapshot.digest)
    found = made(snapshot, now, report, past=past, press=press, without=without, preview=preview)
    kept = {path: it for kept in without.stories.values() for path, it in kept.files.items()}
    files = {path: press.files.get(path) or kept.get(path, b"") for path in found.digests}
    read = found.plan.room.read if found.plan else snapshot.read
    copies = {path: read(source) for path, source in found.copies.items()}
    return replace(found, files=dict(sorted({**files, **copies}.items())))


def made(
    snapshot: Snapshot,
    now: datetime,
    report: Report,
    *,
    past: Past,
    press: Press,
    without: Without = ALL_IN,
    preview: bool = False,
    advising: bool = False,
    crew: Crew | None = None,
    heard: Heard = lambda _name, _known, _entry: None,
) -> Site:
    """Return the site at `now`; what has to be made for it goes to `press`.

    `past` says what need not be made. With a `crew`, much work is shared. `heard` is told of
    each story that was made, and may raise to stop the work.
    """
    shelf = shelves.laid_out(snapshot, report)
    if shelf is None:
        return Site()
    hall = Hall(
        snapshot=snapshot,
        shelf=shelf,
        now=now,
        preview=preview,
        without=without,
        past=past,
        press=press,
        advising=advising,
    )
    stories = Rounds(hall=hall, crew=crew, heard=heard, known=rounds.standing(hall))
    others = Printing(hall=hall, crew=crew, rounds=stories, room=stories.go())
    others.go()
    return closing.closed(hall, stories, others, report)
