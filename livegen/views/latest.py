"""The newest updates of a story and of the site, for pages of others to include.

Law: of the site's updates the newest are among those of the few stories whose own are newest; so
only of these has more to be known than their cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import islice

from livegen import markdown
from livegen.model import Update
from livegen.times import Moment
from livegen.views.cards import Card
from livegen.views.desk import Desk
from livegen.views.shapes import LatestUpdate, LatestView, Link, UpdateView
from livegen.views.story import Drawn

MOST = 5
"""How many updates are told."""

_TEXT = 280
"""Characters of an update that are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """One of a story's newest updates: what is told of it, its time, and when it last changed."""

    told: LatestUpdate
    time: Moment
    changed: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """What the site's list may show of a story: its newest updates, newest first."""

    title: str
    url: str
    language: str
    updates: tuple[Recent, ...]


def latest(desk: Desk, drawn: Drawn) -> Latest:
    """Return the newest updates of a story that stand."""
    standing = (pair for pair in reversed(drawn.updates) if not pair[0].withdrawn)
    return Latest(
        title=drawn.story.title,
        url=desk.room.address.absolute(drawn.card.path),
        language=desk.language,
        updates=tuple(
            desk.once(("latest", update.id), _recent, update, view)
            for update, view in islice(standing, MOST)
        ),
    )


def of_story(desk: Desk, card: Card, found: Latest) -> LatestView:
    """Return a story's own list, which is there even if it is empty."""
    return LatestView(
        title=found.title,
        url=found.url,
        state=card.status.value if card.status else "",
        state_label=desk.words.status(card.status) if card.status else "",
        changed=card.changed.iso,
        language=desk.language,
        direction=desk.words.direction,
        updates=tuple(recent.told for recent in found.updates),
    )


def leading(cards: Iterable[Card]) -> list[Card]:
    """Return the stories of the site's list: those whose newest updates are the newest of all."""
    moving = ((card.newest.time.at, card.path, card) for card in cards if card.newest)
    return [card for _, _, card in nlargest(MOST, moving, key=lambda found: found[:2])]


def of_site(desk: Desk, stories: Sequence[Latest]) -> LatestView:
    """Return the site's list, made of what its `leading` stories have."""
    found = [(recent, story) for story in stories for recent in story.updates]
    # Those of one moment stay story by story: to sort backwards keeps what is equal as it was.
    found.sort(key=lambda pair: pair[0].time.at, reverse=True)
    newest = found[:MOST]
    changed = max((recent.changed for recent, _ in newest), key=lambda it: it.at, default=None)
    return LatestView(
        title=desk.room.settings.site.title,
        url=desk.room.address.absolute("/"),
        state="",
        state_label="",
        changed=changed.iso if changed else "",
        language=desk.language,
        direction=desk.words.direction,
        updates=tuple(_with_its_story(desk, recent, story) for recent, story in newest),
    )


def _recent(desk: Desk, update: Update, view: UpdateView) -> Recent:
    told = LatestUpdate(
        id=view.id,
        title=view.title or markdown.first_sentence(view.body) or view.time.full,
        url=desk.room.address.origin + view.url,
        text=markdown.prose(view.body, _TEXT),
        time=view.time,
        kind=view.kind,
        key=view.key,
        titled=bool(view.title),
        held=view.held,
    )
    return Recent(told=told, time=update.time, changed=update.changed)


def _with_its_story(desk: Desk, recent: Recent, story: Latest) -> LatestUpdate:
    language, direction = desk.foreign(story.language)
    return replace(
        recent.told,
        time=desk.time(recent.time),
        story=Link(title=story.title, url=story.url),
        language=language,
        direction=direction,
    )
