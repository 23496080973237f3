"""How an open page learns of changes: what it asks, what it has, and what it is told.

Law: made of the story, the settings and the templates; no clock, no count of builds. What an
update adds moves neither the archive nor its ids.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from markupsafe import Markup

from livegen import __version__, urls
from livegen.fingerprint import fingerprint
from livegen.model import Order, Status, Story
from livegen.stories import release
from livegen.views.desk import Desk, Newsroom
from livegen.views.shapes import LiveView, StoryPage, UpdateView
from livegen.views.updates import Frame, Shown
from livegen.words import Words

PARTS: Mapping[str, Callable[[StoryPage], tuple[object, ...]]] = {
    "banner": lambda page: (page.banner,),
    "title": lambda page: (page.header, page.former_titles, page.summary, page.held),
    "meta": lambda page: (
        page.bylines,
        page.header.dateline,
        page.date,
        page.changed,
        page.translations,
    ),
    "points": lambda page: (page.continued_in, page.image, page.key_points),
    "text": lambda page: (page.body,),
    "keys": lambda page: (page.key_events,),
    "pinned": lambda page: (page.pinned, page.pinned_folds),
    "count": lambda page: (page.count,),
    "ways": lambda page: (page.from_the_start,),
    "pager": lambda page: (page.pager,),
    "notes": lambda page: (page.notes,),
}
"""What each part shows of a page. A part is swapped whole when that changes."""

_OF_WITHDRAWN = ("banner", "title", "meta", "notes")
"""The parts that the page of a withdrawn story still has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a `page`: with the same `rev`, the same is shown."""

    name: str
    rev: str
    page: StoryPage = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What tells where archived updates stand: `content` is `ids.<hash>.json`, `""` without one."""

    hash: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What an open page of a story polls.

    `at` is when anything of substance last changed (UTC, ISO 8601); `updates` are those of the
    newest page, in display order, and `changed` the same, those that changed last first. An
    `inline` of them may be told at once.
    """

    path: str
    state: str
    at: str
    theme: str
    archive: Archive
    poll: tuple[tuple[int, int], ...]
    inline: int
    count: int
    parts: tuple[Part, ...]
    updates: tuple[UpdateView, ...]
    changed: tuple[UpdateView, ...]

    @property
    def has_ended(self) -> bool:
        """True if nothing more is to be told than that."""
        return self.state == Status.ENDED


def live_view(
    desk: Desk, story: Story, frame: Frame, page: StoryPage, archive: Archive
) -> LiveView | None:
    """Return how the newest page of a story learns of changes; None if it does not.

    In a preview every story does, but only what is under way is polled.
    """
    if not _is_asked_for(desk):
        return None
    status = release.status_at(story, desk.room.now)
    if status is None and not desk.room.preview:
        return None
    return LiveView(
        url=_url(desk, frame.path) if status else "",
        zone=frame.zone,
        theme=theme_of(desk.room),
        at=_utc(story.changed.at),
        ids=archive.hash,
        # Of what has ended nothing is polled: no part is compared.
        revs=dict.fromkeys(PARTS, "") if status is Status.ENDED else _revs(page),
    )


def live_archive(desk: Desk, frame: Frame) -> LiveView | None:
    """Return how an archive page learns of changes: by what never moves."""
    if not frame.is_polled or not _is_asked_for(desk):
        return None
    return LiveView(url=_url(desk, frame.path), zone=frame.zone)


def live_front(desk: Desk) -> LiveView | None:
    """Return how the front learns of changes in the stories that are under way."""
    if not _is_asked_for(desk):
        return None
    return LiveView(url=_url(desk, "/"), theme=theme_of(desk.room))


def payload(
    desk: Desk,
    story: Story,
    page: StoryPage,
    *,
    frame: Frame,
    newest: tuple[Shown, ...],
    archive: Archive,
) -> Payload | None:
    """Return what an open page of the story polls, or None if nothing is.

    `newest` are the updates of its newest page, oldest first.
    """
    view = page.live
    status = release.status_at(story, desk.room.now)
    if view is None or status is None:
        return None
    by_change = sorted(newest, key=lambda shown: shown[0].changed.at)
    live = desk.room.settings.live
    return Payload(
        path=frame.path,
        # A withdrawn story has no updates to show: whoever has it open looks at it once more.
        state=Status.ENDED if story.withdrawn else status.value,
        at=view.at,
        theme=view.theme,
        archive=archive,
        poll=live.poll,
        inline=live.inline,
        count=len(story.updates),
        parts=tuple(Part(name=name, rev=rev, page=page) for name, rev in view.revs.items()),
        updates=tuple(view for day in page.days for view in day.updates),
        changed=tuple(view for _, view in reversed(by_change)),
    )


def archive_of(order: Order, parts: Sequence[Sequence[Shown]]) -> Archive:
    """Return the ids and revisions of the updates of each archive page, in display order; the
    `parts` are oldest first."""
    if not parts:
        return Archive()
    turn = 1 if order is Order.OLDEST else -1
    content = as_json([[[view.id, view.rev] for _, view in part[::turn]] for part in parts])
    return Archive(hash=fingerprint(content), content=content)


def theme_of(room: Newsroom) -> str:
    """Return the digest of all that goes into a fragment besides the view of what it shows."""
    address, pages = room.address, room.settings.build.update_pages
    return fingerprint((room.theme.digest, __version__, address.origin, address.base, pages))


def as_json(value: object) -> bytes:
    """Return a value as JSON, in as few bytes as it takes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def script_settings(desk: Desk) -> Markup:
    """Return what scripts of a page need to know, as JSON that may stand in a `<script>`."""
    chosen = desk.room.settings
    told = {
        "poll": chosen.live.poll,
        "stale": chosen.live.stale_after,
        "language": desk.language,
        "consent": chosen.embeds_consent,
        "words": _words(desk.words),
    }
    clock = {"hours": "h12" if chosen.site.clock == 12 else "h23"} if chosen.site.clock else {}
    safe = as_json({**told, **clock}).decode().replace("&", "\\u0026").replace("<", "\\u003c")
    return Markup(safe)  # noqa: S704 it can neither end the script nor begin a comment


def _words(words: Words) -> dict[str, object]:
    _ = words.gettext
    return {
        "new_updates": words.forms("%(count)s new update", "%(count)s new updates"),
        "shown_updates": words.forms("%(count)s new update shown", "%(count)s new updates shown"),
        "paused": _("Live updates paused – last checked %(time)s"),
        "stale": _("No updates since %(time)s"),
        "gone": _("This page is no longer updated"),
        "theme": _("This page has a new version"),
        "reload": _("Reload"),
        "missed": _("More updates came in between. Read them in the archive"),
        "last_visit": _("New since your last visit"),
        "copied": _("Link copied"),
        "allow": _("Allow %(provider)s content? It may use cookies."),
        "allow_button": _("Allow and continue"),
        "show": _("Show"),
    }


def _is_asked_for(desk: Desk) -> bool:
    return {"html", "live"} <= set(desk.room.settings.build.outputs)


def _url(desk: Desk, path: str) -> str:
    """Return the address of what is polled; a preview polls itself."""
    own = desk.room.settings.live.url
    if own and not desk.room.preview:
        return urls.address(own).absolute(f"{path}live.json")
    return desk.href(f"{path}live.json")


def _revs(page: StoryPage) -> dict[str, str]:
    shown = _OF_WITHDRAWN if page.withdrawn else PARTS
    return {name: _rev(PARTS[name](page)) if name in shown else "" for name in PARTS}


def _rev(shows: tuple[object, ...]) -> str:
    return fingerprint(shows) if any(shows) else ""


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
