"""What a preview says of something that a build would leave out."""

from __future__ import annotations

from livegen.stories import release
from livegen.times import Moment
from livegen.views.desk import Desk


def held_label(desk: Desk, draft: bool, time: Moment, publish_at: Moment | None) -> str:
    """Return what a preview says of something that a build would leave out."""
    if not desk.room.preview:
        return ""
    if draft:
        return desk.words.gettext("Draft")
    if publish_at is None and time.at <= desk.room.now:  # as nearly all; the rest takes longer
        return ""
    until = release.waits_for(time, publish_at, desk.room.now)
    if until is None:
        return ""
    return desk.words.gettext("Held until %(time)s") % {"time": desk.words.full(until)}
