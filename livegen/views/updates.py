"""The view of an update, with the digest that tells an open page whether it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import groupby

from livegen import markdown, urls
from livegen.fingerprint import fingerprint
from livegen.model import ARTICLE, Kind, Order, Update
from livegen.settings import UpdatePages
from livegen.times import Moment
from livegen.views.desk import Desk
from livegen.views.held import held_label
from livegen.views.memo import Extra
from livegen.views.shapes import Day, KeyEvent, StoryHeader, Time, UpdateView, WithdrawalView

UPDATE_HEADING = 4
"""The highest heading in an update's text: the page's title, the list and the update are above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What all pages of a story show of it, whichever updates stand on them."""

    id: str
    path: str
    title: str
    section: str
    layout: str
    order: Order
    draft: bool
    withdrawn: bool
    is_polled: bool
    zone: str
    authors: tuple[str, ...]
    header: StoryHeader


Shown = tuple[Update, UpdateView]
"""An update and its view. Its places may be those of an earlier reading."""


def shown(desk: Desk, frame: Frame, update: Update) -> Shown:
    """Return an update that is out, or that a preview shows, with its view."""
    held = held_label(desk, update.draft, update.time, update.publish_at)
    # In the name, as updates that are equal may hold 1 and true.
    name = ("update", update.id, repr(update.extra) if update.extra else "")
    return desk.once(name, _shown, frame, update, desk.anchors[update.id], held)


def _shown(desk: Desk, frame: Frame, update: Update, stands_on: str, held: str) -> Shown:
    time, own_page = desk.time(update.time), page_of_its_own(desk, frame, update)
    # First what is told, which is digested, and then where it stands.
    view = partial(
        UpdateView,
        id=update.id,
        time=time,
        title=update.title,
        headline=update.title or time.text,
        body=desk.html(update.body, update.id, UPDATE_HEADING),
        kind=update.kind.value,
        key=update.key,
        labels=() if update.withdrawn else _labels(desk, update),
        bylines=desk.bylines(update.authors),
        dateline=update.dateline,
        image=desk.picture(update.image),
        revised=desk.time(update.revised) if update.revised else None,
        corrections=tuple(desk.correction(note) for note in update.corrections),
        withdrawn=WithdrawalView(
            time=desk.time(update.withdrawn.time), reason=update.withdrawn.reason
        )
        if update.withdrawn
        else None,
        held=held,
        extra=Extra(update.extra),
    )
    in_article = frame.layout == ARTICLE
    return update, view(
        rev=fingerprint((view.keywords, in_article, desk.language)),
        in_article=in_article,
        url=desk.href(_permalink(frame, stands_on, update.id)),
        page=desk.href(own_page) if own_page else "",
    )


def _permalink(frame: Frame, stands_on: str, id: str) -> str:
    """Return the path and anchor of an update.

    The page of a withdrawn story shows its notice and no updates.
    """
    is_there = not frame.withdrawn or stands_on != frame.path
    return urls.anchor(stands_on, id) if is_there else stands_on


def page_of_its_own(desk: Desk, frame: Frame, update: Update) -> str:
    """Return the path of an update's own page, or `""` if the settings give it none."""
    wanted = desk.room.settings.build.update_pages
    if wanted is UpdatePages.ALL or (wanted is UpdatePages.KEY and update.key):
        return urls.update_page(frame.path, update.id)
    return ""


def key_event(desk: Desk, view: UpdateView) -> KeyEvent:
    """Return an update as a list names it: by its title, else its first sentence."""
    return desk.once(("key event", view.id), _key_event, view)


def by_the_clock(desk: Desk, event: KeyEvent) -> KeyEvent:
    """Return an update as a list names it where the page names the day."""
    return desk.once(("by the clock", event.id), _by_the_clock, event)


def update_at(desk: Desk, time: Time) -> str:
    """Return what to call an update of which there is no more to say."""
    return desk.words.gettext("Update, %(time)s") % {"time": time.full}


def _key_event(_: Desk, view: UpdateView) -> KeyEvent:
    return KeyEvent(
        id=view.id,
        title=view.title or markdown.first_sentence(view.body) or view.time.full,
        time=view.time,
        url=view.url,
    )


def _by_the_clock(_: Desk, event: KeyEvent) -> KeyEvent:
    return replace(event, time=replace(event.time, full=event.time.text))


def days(desk: Desk, updates: Sequence[Shown], *, divided: bool) -> tuple[Day, ...]:
    """Return the updates, in the order given, by the day of their zone."""
    return tuple(
        Day(
            title=desk.words.weekday_day(day) if divided else "",
            iso=day.isoformat(),
            updates=tuple(view for _, view in group),
        )
        for day, group in groupby(updates, key=lambda pair: day_of(pair[0].time))
    )


def day_of(moment: Moment) -> date:
    """Return the day on which a moment falls in its own zone."""
    return moment.day or moment.local.date()


def _labels(desk: Desk, update: Update) -> tuple[str, ...]:
    kinds = (desk.words.kind(update.kind),) if update.kind in (Kind.BREAKING, Kind.ANALYSIS) else ()
    key = (desk.words.gettext("Key event"),) if update.key else ()
    corrected = (desk.words.gettext("Corrected"),) if update.corrections else ()
    return (*kinds, *key, *corrected)
