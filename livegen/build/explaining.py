"""Why an edition is made anew, by the names of what it is made of.

Law: nothing is decided here; each reason is a difference between then and now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from livegen.build.known import Known, Made
from livegen.build.telling import Hall
from livegen.editions import STORIES, Job
from livegen.views.desk import Newsroom


def of_story(then: Known | None, hall: Hall, source: str) -> tuple[str, ...]:
    """Return why a story is read anew."""
    if then is None:
        return hall.past.forgotten or (f"{source} is new",)
    bundle = hall.shelf.bundles[source]
    now = {file: hall.past.digest(file) for file in (source, *bundle.updates)}
    return (*differences(then.of, now), *(() if then.holds_at(hall.now) else ("the time",)))


def of_job(then: Made | None, job: Job, hall: Hall, room: Newsroom) -> tuple[str, ...]:
    """Return why the edition of a job is made anew."""
    if then is None:
        return of_edition(then, hall, room)
    own = {name: found for name, found in then.of.items() if name != STORIES}
    reasons = [*differences(own, job.of)]
    if then.of.get(STORIES) != job.made_of.get(STORIES):
        reasons += [*_of_stories(job.stories, hall, room)] or [f"{STORIES} are others"]
    return (*reasons, *of_edition(then, hall, room))


def of_edition(then: Made | None, hall: Hall, room: Newsroom) -> tuple[str, ...]:
    """Return why an edition is made anew that is made of what it was made of."""
    if then is None:
        return hall.past.forgotten or ("it is new",)
    return tuple(_since(then, hall, room))


def _of_stories(shown: Mapping[str, str], hall: Hall, room: Newsroom) -> Iterator[str]:
    """Yield which of the stories that an edition shows are others, and which it no longer can."""
    past = {source: known for source, known in hall.past.stories.items() if known.card}
    for source, now in sorted(shown.items()):
        if source not in past:
            yield f"{source} is new"
        elif now not in _told_of(past[source]):
            yield f"{source} changed"
    yield from (f"{source} is gone" for source in sorted(past.keys() - room.cards.keys()))


def _told_of(known: Known) -> set[str]:
    card, made = known.card, known.made
    return {*((card.plain, card.full, card.listed) if card else ()), made.entry if made else ""}


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
