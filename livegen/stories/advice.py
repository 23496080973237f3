"""What an editor should know of a story that a build takes as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby

from livegen.errors import Level, Place, Problem, Rule
from livegen.model import Kind, Picture, Status, Story, Update
from livegen.stories import release
from livegen.times import Moment


def advice(story: Story) -> tuple[Problem, ...]:
    """Return warnings of what the story says in vain or against itself.

    It is asked of stories as they were read: what expires before it begins is never out.
    """
    own = (
        *_of_emptiness(story),
        *_of_expiry(story),
        *_of_title(story.title, _place(story, "title")),
        *_of_changes(story, story.date, "the story's `date`", _place(story, "revised")),
        *(() if story.withdrawn else _of_pictures(story)),
        *_of_moments(story.updates),
    )
    of_updates = (problem for update in story.updates for problem in _of_update(update, story))
    return (*own, *of_updates)


def stale(story: Story, now: datetime, after: int) -> tuple[Problem, ...]:
    """Return a warning of a published story that is live at `now` and has had no news for `after`
    seconds or longer.

    News is what open pages count as such: a change of an update or of the story, or its start.
    """
    if story.withdrawn or release.status_at(story, now) is not Status.LIVE:
        return ()
    start = story.coverage.start if story.coverage else None
    last = max((story.changed, *([start] if start else [])), key=lambda moment: moment.at)
    if now - last.at <= timedelta(seconds=after):
        return ()
    message = f"the story is live, but nothing has changed since {last.iso}"
    hint = "post an update, or end the coverage with status: ended"
    place = _place(story, "status" if "status" in story.places else "coverage")
    return (_warning(Rule.GONE_STALE, place, message, hint),)


def _of_emptiness(story: Story) -> Iterator[Problem]:
    if not (story.draft or story.summary or story.body or story.updates):
        yield _warning(
            Rule.NOTHING_TO_READ,
            story.place,
            "the story has a title and nothing to read below it",
            "write a `summary`, a text or an update, or draft: true as long as there is none",
        )


def _of_expiry(story: Story) -> Iterator[Problem]:
    if story.expires_at and story.expires_at.at < story.date.at:
        yield _warning(
            Rule.TIME_ORDER,
            _place(story, "expires_at"),
            f"`expires_at` lies before the story's date, {story.date.iso}: it is never out",
            "write a later time, or take `expires_at` out",
        )


def _of_changes(
    thing: Story | Update, begins: Moment, named: str, place: Place
) -> Iterator[Problem]:
    """Yield what is said to have changed before it was there."""
    for what, moment in _changes(thing):
        if _is_before(moment, begins):
            yield _warning(
                Rule.TIME_ORDER,
                place,
                f"{what} lies before {named}, {begins.iso}: {moment.iso}",
                "write the time at which it changed, or take it out",
            )


def _changes(thing: Story | Update) -> Iterator[tuple[str, Moment]]:
    if thing.revised:
        yield "`revised`", thing.revised
    for note in thing.corrections:
        yield "the time of a correction", note.time
    if thing.withdrawn:
        yield "the time of the withdrawal", thing.withdrawn.time


def _is_before(moment: Moment, other: Moment) -> bool:
    """True if a moment lies before another one for certain: of a date alone the day counts."""
    if moment.day or other.day:
        # Not `local`: a day before the story's own counts as the story's moment.
        days = [it.day or it.local.date() for it in (moment, other)]
        return days[0] < days[1]
    return moment.at < other.at


def _of_pictures(story: Story) -> Iterator[Problem]:
    yield from _of_lead(story.image)
    yield from _of_texts(story)


def _of_lead(image: Picture | None) -> Iterator[Problem]:
    if image and not image.alt:
        yield _warning(
            Rule.SILENT_PICTURE,
            image.place,
            "the lead picture has an empty `alt`, but leads lists and shared links, too",
            'write alt: "what the picture shows"',
        )


def _of_texts(story: Story) -> Iterator[Problem]:
    from livegen import markdown  # who reads stories without being asked for advice needs none

    texts = (story.body, *(update.body for update in story.updates if not update.withdrawn))
    for place in (place for text in texts for place in markdown.silent_pictures(text)):
        yield _warning(
            Rule.SILENT_PICTURE,
            place,
            "the picture has no words for those who cannot see it",
            'write ![what it shows](…), or {{< figure src="…" alt="" >}} if it only decorates',
        )


def _of_moments(updates: Iterable[Update]) -> Iterator[Problem]:
    """Yield each update that has the very time of the one before it; days are no moments."""
    timed = (update for update in updates if not (update.time.day or update.draft))
    for _, together in groupby(timed, key=lambda update: update.time.at):
        first, *others = together
        for update in others:
            yield _warning(
                Rule.SAME_TIME,
                update.place,
                f"`{update.id}` has the same time as `{first.id}`, {update.time.iso}",
                "write the minute, or the second, at which each was filed; or make them one",
            )


def _of_update(update: Update, story: Story) -> Iterator[Problem]:
    yield from _of_title(update.title, update.place)
    yield from _of_changes(update, update.time, "the update's `time`", update.place)
    if _is_before(update.time, story.date):
        yield _warning(
            Rule.EARLY_UPDATE,
            update.place,
            f"`{update.id}` lies before the story's date, {story.date.iso}: {update.time.iso}",
            "mend its `time`, or write the `date` at which the story was first published",
        )
    if update.key and not (update.title or update.withdrawn):
        yield _warning(
            Rule.UNTITLED_KEY_EVENT,
            update.place,
            f"`{update.id}` is a key event without a `title`, and is listed by its first words",
            'write title: "What happened"',
        )
    if update.title and update.kind is Kind.NOTE:
        yield _warning(
            Rule.WRONG_SHAPE,
            update.place,
            f"`{update.id}` is a note, a short remark without a headline, and has a `title`",
            "take `title` out, or write kind: update",
        )


def _of_title(title: str, place: Place) -> Iterator[Problem]:
    if found := _LABEL.match(title):
        rest = title[found.end() :].replace("\\", "\\\\").replace('"', '\\"')
        message = f'`title` begins with "{found[0].strip()}", which the page says by itself'
        yield _warning(
            Rule.WRONG_SHAPE, place, message, f'write title: "{rest or "What happened"}"'
        )


_LABEL = re.compile(r"updated?\s*:\s*", re.IGNORECASE)


def _place(story: Story, key: str) -> Place:
    return story.places.get(key, story.place)


def _warning(rule: Rule, place: Place, message: str, hint: str) -> Problem:
    return Problem(rule, place, message, hint, Level.WARNING)
