"""Why an edition is made anew, by the names of what it is made of.

Law: nothing is decided here; each reason is a difference between then and now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from livegen.build.known import Known, Made
from livegen.build.telling import Hall
from livegen.editions import STORIES, Job
from livegen.views import lists
from livegen.views.desk import Newsroom


def of_story(then: Known | None, hall: Hall, source: str) -> tuple[str, ...]:
    """Return why a story is read anew."""
    if then is None:
        return hall.past.forgotten or (f"{source} is new",)
    bundle = hall.shelf.bundles[source]
    now = {file: hall.past.digest(file) for file in (source, *bundle.updates)}
    return (*differences(then.of, now), *(() if then.holds_at(hall.now) else ("the time",)))


def of_job(
    then: Made | None, job: Job, gone: Mapping[str, Sequence[str]], hall: Hall, room: Newsroom
) -> tuple[str, ...]:
    """Return why the edition of a job is made anew; `gone` says what left which list."""
    if then is None:
        return of_edition(then, hall, room)
    own = {name: found for name, found in then.of.items() if name != STORIES}
    reasons = [*differences(own, job.of)]
    if then.of.get(STORIES) != job.made_of.get(STORIES):
        left = [f"{source} is gone" for source in gone.get(_LIST_OF.sub("", job.key), ())]
        reasons += [*_of_stories(job.stories, hall), *left] or [f"{STORIES} are others"]
    return (*reasons, *of_edition(then, hall, room))


_LIST_OF = re.compile(r"page/[0-9]+/\Z|atom\.xml\Z")
"""What the key of a page or a feed of a list has besides the list's path."""


def gone(hall: Hall, room: Newsroom) -> dict[str, list[str]]:
    """Return which stories stood on a list, by its path, and do so no more."""
    found: dict[str, list[str]] = {}
    for source, known in sorted(hall.past.stories.items()):
        then, now = known.card, room.cards.get(source)
        if then and (now is None or now.listed != then.listed):
            for path in lists.paths(room, then) - (lists.paths(room, now) if now else set()):
                found.setdefault(path, []).append(source)
    return found


def of_edition(then: Made | None, hall: Hall, room: Newsroom) -> tuple[str, ...]:
    """Return why an edition is made anew that is made of what it was made of."""
    if then is None:
        return hall.past.forgotten or ("it is new",)
    return tuple(_since(then, hall, room))


def _of_stories(shown: Mapping[str, str], hall: Hall) -> Iterator[str]:
    """Yield which of the stories that an edition shows are others."""
    for source, now in sorted(shown.items()):
        then = hall.past.stories.get(source)
        if then is None or then.card is None:
            yield f"{source} is new"
        # An edition shows one of these, and which one its job knows.
        elif now not in (then.card.plain, then.card.full, then.card.listed, *_said_of(then)):
            yield f"{source} changed"


def _said_of(known: Known) -> tuple[str, ...]:
    return (known.made.entry, known.made.latest) if known.made else ()


def _since(then: Made, hall: Hall, room: Newsroom) -> Iterator[str]:
    for question, answer in then.asked.items():
        if room.answer(question) != answer:
            kind, _, subject = question.partition(":")
            yield f"{subject or kind} changed" if kind == "source" else f"{kind} {subject} changed"
    for path, digest in then.files.items():
        if not hall.past.stands(path, digest):
            yield f"{path} was altered or taken away"


def differences(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Yield what is another, new or gone, in words."""
    for name in sorted(then.keys() | now.keys()):
        if name not in then:
            yield f"{name} is new"
        elif name not in now:
            yield f"{name} is gone"
        elif then[name] != now[name]:
            yield f"{name} changed"
