"""The closing summary of a coverage: its key events as an update."""

from __future__ import annotations

import re
from collections.abc import Sequence

from livegen.filing.proofs import headline
from livegen.model import Text, Update
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
        title=words.gettext("Coverage has ended: the key events"),
        body=Text("\n".join(lines)),
    )


def _as_text(title: str) -> str:
    """Return a title as Markdown that says it and nothing else."""
    return re.sub(r"[\\`*_{}\[\]<>&~|^$]", r"\\\g<0>", title)
