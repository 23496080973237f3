"""What an editor should know of a story that a build takes as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from livegen.errors import Level, Place, Problem, Rule
from livegen.model import Kind, Story, Update


def advice(story: Story) -> tuple[Problem, ...]:
    """Return warnings of what the story says in vain or against itself.

    It is asked of stories as they were read: what expires before it begins is never out.
    """
    own = (
        *_of_emptiness(story),
        *_of_expiry(story),
        *_of_title(story.title, _place(story, "title")),
    )
    return (*own, *(problem for update in story.updates for problem in _of_update(update)))


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


def _of_update(update: Update) -> Iterator[Problem]:
    yield from _of_title(update.title, update.place)
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
