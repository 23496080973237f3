"""The closing summary of a coverage: its key events as an update."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from livegen.filing.proofs import headline
from livegen.model import Story, Text, Update
from livegen.settings import Settings
from livegen.times import Moment
from livegen.words import Words


def summary(
    events: Sequence[Update], at: Moment, id: str, words: Words, settings: Settings
) -> Update:
    """Return an update that names the events, in their order, each with its time and a link."""
    days = {event.time.day or event.time.local.date() for event in events}
    told = words.full if len(days) > 1 else words.short
    lines = [
        f"- **{told(event.time)}** [{_as_text(headline(event, words, settings))}](#{event.id})"
        for event in events
    ]
    return Update(
        id=id,
        time=at,
        title=_title(words),
        body=Text("\n".join(lines)),
    )


def summed_up(story: Story, words: Words) -> bool:
    """True if a summary is among the updates since the coverage ended."""
    end = story.coverage.end if story.coverage else None
    since = end.at if end else story.date.at
    return any(one.title == _title(words) and one.time.at >= since for one in story.updates)


def above_all(story: Story, at: Moment) -> Moment:
    """Return `at`, or the second after the story's last update if that is of the same moment."""
    last = max((one.time.at for one in story.updates if not one.time.day), default=at.at)
    # An update that is out may lie a little ahead; a date alone counts as noon, maybe far ahead.
    return replace(at, at=last + timedelta(seconds=1), day=None) if last >= at.at else at


def _title(words: Words) -> str:
    return words.gettext("Coverage has ended: the key events")


def _as_text(title: str) -> str:
    """Return a title as Markdown that says it and nothing else."""
    return re.sub(r"[\\`*_{}\[\]<>&~|^$]", r"\\\g<0>", title)
