"""What of a story is out at a given time: drafts, held items, expiry, the state of coverage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from livegen import times
from livegen.errors import Level, Place, Problem, Rule
from livegen.model import Held, Status, Story, Text, Update
from livegen.times import Moment

Item = TypeVar("Item", Story, Update)


def published(story: Story, now: datetime) -> tuple[Story | None, tuple[Held, ...]]:
    """Return the story as readers may see it at `now`, and what of it is held.

    Drafts are dropped in silence. None means that nothing of the story is out; an expired story
    is none too (`expired` tells which).
    """
    if story.draft or expired(story, now):
        return None, ()
    until = waits_for(story.date, story.publish_at, now)
    if until is not None:
        return None, (Held(story.title, Place(story.source), until),)
    updates = tuple(_so_far(update, now) for update in story.updates if is_out(update, now))
    shown = story if updates == story.updates else replace(story, updates=updates)
    return _so_far(shown, now), tuple(_held(story, now))


def is_out(update: Update, now: datetime) -> bool:
    """True if the update is out at `now`: no draft, and not held."""
    return not update.draft and waits_for(update.time, update.publish_at, now) is None


def waits_for(time: Moment, publish_at: Moment | None, now: datetime) -> Moment | None:
    """Return the moment that something is held for at `now`, or None if it is out."""
    waiting = []
    if held := times.held_until(time, now):
        waiting.append((held, time))
    if publish_at and publish_at.at > now:
        waiting.append((publish_at.at, publish_at))
    # By instant: a date alone waits for its day to begin, which is not the noon it counts as.
    return max(waiting, key=lambda pair: pair[0])[1] if waiting else None


def expired(story: Story, now: datetime) -> bool:
    """True once `expires_at` has come."""
    return story.expires_at is not None and story.expires_at.at <= now


def status_at(story: Story, now: datetime) -> Status | None:
    """Return where the coverage stands: as written, else as its span says at `now`."""
    if story.status is not None or story.coverage is None:
        return story.status
    start = story.coverage.start or story.date
    if now < start.at:
        return Status.UPCOMING
    if story.coverage.end is not None and now >= story.coverage.end.at:
        return Status.ENDED
    return Status.LIVE


def next_change(story: Story, now: datetime) -> datetime | None:
    """Return the first instant after `now` at which the story changes by itself, or None.

    Until then what readers and previews see of it stays as it is at `now`.
    """
    return min((instant for instant in _turns(story) if instant > now), default=None)


def last_change(story: Story, now: datetime) -> datetime | None:
    """Return the last instant up to `now` at which the story changed by itself, or None.

    From then on, the instant itself included, what readers and previews see of it is as it is at
    `now`.
    """
    return max((instant for instant in _turns(story) if instant <= now), default=None)


def taken_back(story: Story) -> Story:
    """Return the story without the words and pictures that were taken back.

    Of a withdrawn story every update is withdrawn: feeds go on naming it, so that readers who
    have it lose its text.
    """
    gone = story.withdrawn
    if not (gone or any(update.withdrawn for update in story.updates)):
        return story
    updates = tuple(
        replace(update, title="", body=Text(), image=None, extra={}, withdrawn=notice)
        if (notice := update.withdrawn or gone)
        else update
        for update in story.updates
    )
    if gone is None:
        return replace(story, updates=updates)
    return replace(
        story,
        former_titles=(),
        summary="",
        image=None,
        key_points=(),
        banner=None,
        body=Text(),
        extra={},
        updates=updates,
    )


def also_pinned(story: Story) -> tuple[Problem, ...]:
    """Return a warning for each update of a published story that is pinned below a newer one."""
    pinned = [update for update in story.updates if update.pinned and not update.withdrawn]
    return tuple(
        Problem(
            Rule.SEVERAL_PINNED,
            update.place,
            f"`{update.id}` is pinned too, but only the newest pinned update is held on top",
            "take `pinned: true` out",
            Level.WARNING,
        )
        for update in pinned[:-1]
    )


def _turns(story: Story) -> Iterator[datetime]:
    """Yield the instants at which something of a story comes or goes, past ones too."""
    yield from _comings(story)
    for update in story.updates:
        yield from _comings(update)
    yield times.out_from(story.date)
    yield from (times.out_from(update.time) for update in story.updates)
    ends = (story.expires_at, story.banner.until if story.banner else None)
    yield from (moment.at for moment in (*ends, *_span(story)) if moment)


def _comings(item: Story | Update) -> Iterator[datetime]:
    """Yield when what is of an item itself comes: it, its revision, corrections, withdrawal."""
    if item.publish_at:
        yield item.publish_at.at
    if item.revised:
        yield times.out_from(item.revised)
    if item.withdrawn:
        yield times.out_from(item.withdrawn.time)
    yield from (times.out_from(note.time) for note in item.corrections)


def _span(story: Story) -> Iterator[Moment | None]:
    """Yield the moments at which the state of the coverage turns, or the banner speaks of it."""
    if story.coverage:
        # Not when the date is out: five minutes earlier or, for a date alone, in the night.
        yield story.coverage.start or story.date
        yield story.coverage.end
        yield story.coverage.resumes


def _held(story: Story, now: datetime) -> Iterator[Held]:
    """Yield what of a story that is out waits: updates, and notes of what is out itself."""
    yield from _held_notes(story.title, Place(story.source), story, now)
    for update in story.updates:
        if update.draft:
            continue
        what = f"{story.title}: {update.title or update.id}"
        until = waits_for(update.time, update.publish_at, now)
        if until is not None:
            yield Held(what, update.place, until)
        else:
            yield from _held_notes(what, update.place, update, now)


def _held_notes(what: str, place: Place, item: Story | Update, now: datetime) -> Iterator[Held]:
    if item.revised and not _has_come(item.revised, now):
        yield Held(f"{what} (its revision)", place, item.revised)
    for note in item.corrections:
        if not _has_come(note.time, now):
            yield Held(f"{what} (a correction)", place, note.time)
    if item.withdrawn and not _has_come(item.withdrawn.time, now):
        yield Held(f"{what} (its withdrawal)", place, item.withdrawn.time)


def _so_far(item: Item, now: datetime) -> Item:
    """Return the item without what of its own has not come: revision, corrections, withdrawal."""
    revised, withdrawn = item.revised, item.withdrawn
    if not (revised or withdrawn or item.corrections):  # as most updates; a copy takes long
        return item
    return replace(
        item,
        revised=revised if revised and _has_come(revised, now) else None,
        corrections=tuple(note for note in item.corrections if _has_come(note.time, now)),
        withdrawn=withdrawn if withdrawn and _has_come(withdrawn.time, now) else None,
    )


def _has_come(moment: Moment, now: datetime) -> bool:
    return times.held_until(moment, now) is None
