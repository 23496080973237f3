"""Why an edition is made anew, by the names of what it is made of.

Law: nothing is decided here; each reason is a difference between then and now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from livegen.build.known import Known, Made
from livegen.build.telling import Hall
from livegen.views.desk import Newsroom


def of_story(then: Known | None, hall: Hall, source: str) -> tuple[str, ...]:
    """Return why a story is read anew."""
    if then is None:
        return hall.past.forgotten or (f"{source} is new",)
    bundle = hall.shelf.bundles[source]
    now = {file: hall.past.digest(file) for file in (source, *bundle.updates)}
    return (*differences(then.of, now), *(() if then.holds_at(hall.now) else ("the time",)))


def of_edition(
    then: Made | None, of: Mapping[str, str], hall: Hall, room: Newsroom
) -> tuple[str, ...]:
    """Return why an edition is made anew that is now made of `of`."""
    if then is None:
        return hall.past.forgotten or ("it is new",)
    return (*differences(then.of, of), *_since(then, hall, room))


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
