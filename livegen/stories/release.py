"""What of a story is out at a given time: drafts, held items, expiry, the state of coverage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from livegen import times
from livegen.errors import Place
from livegen.model import Status, Story, Update
from livegen.times import Moment


@dataclass(frozen=True, slots=True)
class Held:
    """Something that waits for its time: `what` in words, its source, until when (or a draft)."""

    what: str
    place: Place
    until: Moment | None


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
    out = tuple(update for update in story.updates if is_out(update, now))
    held = tuple(
        Held(f"{story.title}: {update.title or update.id}", update.place, until)
        for update in story.updates
        if not update.draft and (until := waits_for(update.time, update.publish_at, now))
    )
    return _without_held_notes(replace(story, updates=out), now), held


def is_out(update: Update, now: datetime) -> bool:
    """True if the update is out at `now`: no draft, and not held."""
    return not update.draft and waits_for(update.time, update.publish_at, now) is None


def waits_for(time: Moment, publish_at: Moment | None, now: datetime) -> Moment | None:
    """Return the moment that something is held for at `now`, or None if it is out."""
    waiting = [moment for moment in (publish_at,) if moment and moment.at > now]
    waiting += [time] if times.held_until(time, now) else []
    return max(waiting, default=None)


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


def _without_held_notes(story: Story, now: datetime) -> Story:
    """Return the story without corrections and withdrawals whose time has not come."""

    def out(moment: Moment) -> bool:
        return times.held_until(moment, now) is None

    updates = tuple(
        replace(
            update,
            corrections=tuple(note for note in update.corrections if out(note.time)),
            withdrawn=update.withdrawn if update.withdrawn and out(update.withdrawn.time) else None,
        )
        for update in story.updates
    )
    return replace(
        story,
        updates=updates,
        corrections=tuple(note for note in story.corrections if out(note.time)),
        withdrawn=story.withdrawn if story.withdrawn and out(story.withdrawn.time) else None,
    )
