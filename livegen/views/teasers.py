"""What a list shows of a story, made of its card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from livegen import urls
from livegen.errors import Problem, Report
from livegen.fingerprint import fingerprint
from livegen.views.cards import Card
from livegen.views.desk import Desk, Newsroom
from livegen.views.held import held_label
from livegen.views.shapes import KeyEvent, Teaser

Draw = Callable[[Desk, Card], Teaser]

_MOST = 20_000
"""How many teasers are kept, of 3 kB each: two of each story of the largest archives."""


class Teasers:
    """The teasers of one newsroom, each drawn once for all lists that show it."""

    def __init__(self) -> None:
        self._room: Newsroom | None = None
        self._drawn: dict[tuple[Draw, str, str], _Drawn] = {}

    def of(self, desk: Desk, draw: Draw, card: Card) -> Teaser:
        """Return `draw(desk, card)`."""
        if desk.room is not self._room:
            self._room, self._drawn = desk.room, {}
        key = (draw, card.source, desk.language)
        if key not in self._drawn:
            if len(self._drawn) >= _MOST:
                del self._drawn[next(iter(self._drawn))]
            self._drawn[key] = _drawn(desk, draw, card)
        drawn = self._drawn[key]
        # Whoever shows it depends on all that it depends on.
        desk.report.extend(drawn.problems)
        desk.asked.update(drawn.asked)
        desk.files.update(drawn.files)
        return drawn.teaser


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A teaser, and what its desk had gathered by then. It has no text, and names no paths."""

    teaser: Teaser
    problems: tuple[Problem, ...]
    asked: Mapping[str, str]
    files: Mapping[str, str]


def _drawn(desk: Desk, draw: Draw, card: Card) -> _Drawn:
    own = replace(desk, report=Report(), asked={}, files={})
    made = draw(own, card)
    return _Drawn(made, own.report.problems, own.asked, own.files)


def teaser(desk: Desk, card: Card) -> Teaser:
    """Return what any list shows: only what an ordinary update leaves unchanged."""
    return _addressed(desk, card, _teaser(desk, card))


def front_teaser(desk: Desk, card: Card) -> Teaser:
    """Return what the front and a section show: its newest update and its picture, too."""
    return _addressed(desk, card, _front_teaser(desk, card))


def lead_teaser(desk: Desk, card: Card) -> Teaser:
    """Return the same for the story that leads."""
    return _addressed(desk, card, replace(_front_teaser(desk, card), leads=True))


def _addressed(desk: Desk, card: Card, view: Teaser) -> Teaser:
    """Return a teaser with its address and the digest of all else."""
    return replace(view, rev=fingerprint(view), url=desk.href(card.path))


def _teaser(desk: Desk, card: Card) -> Teaser:
    language, direction = desk.foreign(card.language)
    held = held_label(desk, card.draft, card.date, card.held_until)
    return Teaser(
        title=card.title,
        url="",
        summary=card.summary,
        section=desk.section(card.section),
        status=card.status.value if card.status else "",
        status_label=desk.words.status(card.status) if card.status else "",
        date=desk.time(card.date),
        begins=desk.time(card.begins) if card.begins else None,
        labels=(
            *((held,) if held else ()),
            *((desk.words.gettext("Withdrawn"),) if card.withdrawn else ()),
        ),
        language=language,
        direction=direction,
    )


def _front_teaser(desk: Desk, card: Card) -> Teaser:
    return replace(
        _teaser(desk, card),
        changed=desk.time(card.changed) if card.changed.at > card.date.at else None,
        newest=_newest(desk, card),
        image=desk.beside(card.folder).picture(card.image),
    )


def _newest(desk: Desk, card: Card) -> KeyEvent | None:
    if card.newest is None:
        return None
    return KeyEvent(
        id=card.newest.id,
        title=card.newest.title,
        time=desk.time(card.newest.time),
        url=desk.href(urls.anchor(card.page_of(card.newest.id), card.newest.id)),
    )
