"""The view of an update, with the digest that tells an open page whether it changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import groupby

from livegen import markdown, urls
from livegen.fingerprint import fingerprint
from livegen.model import ARTICLE, Kind, Story, Update
from livegen.settings import UpdatePages
from livegen.times import Moment
from livegen.views.desk import Desk
from livegen.views.held import held_label
from livegen.views.shapes import Day, KeyEvent, UpdateView, WithdrawalView

UPDATE_HEADING = 4
"""The highest heading in an update's text: the page's title, the list and the update are above."""


def update_view(desk: Desk, story: Story, update: Update) -> UpdateView:
    """Return the view of an update that is out, or that a preview shows."""
    time = desk.time(update.time)
    shown = UpdateView(
        id=update.id,
        rev="",
        url="",
        page="",
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
        held=held_label(desk, update.draft, update.time, update.publish_at),
        extra=update.extra,
    )
    return replace(
        shown,
        rev=fingerprint(shown),
        in_article=story.layout == ARTICLE,
        url=desk.href(permalink(desk, story, update)),
        page=desk.href(own_page) if (own_page := page_of_its_own(desk, story, update)) else "",
    )


def permalink(desk: Desk, story: Story, update: Update) -> str:
    """Return the path and anchor of an update, on whatever page it stands.

    The page of a withdrawn story shows its notice and no updates.
    """
    page = desk.anchors[update.id]
    shown = not story.withdrawn or page != urls.story(story.section, story.slug)
    return urls.anchor(page, update.id) if shown else page


def page_of_its_own(desk: Desk, story: Story, update: Update) -> str:
    """Return the path of an update's own page, or `""` if the settings give it none."""
    wanted = desk.room.settings.build.update_pages
    if wanted is UpdatePages.ALL or (wanted is UpdatePages.KEY and update.key):
        return urls.update_page(urls.story(story.section, story.slug), update.id)
    return ""


def key_event(view: UpdateView) -> KeyEvent:
    """Return an update as a list names it: by its title, else its first sentence."""
    return KeyEvent(
        id=view.id,
        title=view.title or markdown.first_sentence(view.body) or view.time.full,
        time=view.time,
        url=view.url,
    )


def days(desk: Desk, updates: list[tuple[Update, UpdateView]], *, divided: bool) -> tuple[Day, ...]:
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
