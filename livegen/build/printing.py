"""What is no story: lists, plain pages, the page for what is not there.

Law: made of cards, and made anew only if these are others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial

from livegen import editions
from livegen.build import explaining
from livegen.build.known import Made
from livegen.build.rounds import Rounds, stands
from livegen.build.sharing import Crew, share
from livegen.build.telling import Hall
from livegen.editions import Job
from livegen.errors import Place, Report
from livegen.fingerprint import digest
from livegen.ledger import unpacked
from livegen.views.desk import Newsroom
from livegen.views.latest import Latest, leading
from livegen.views.shapes import FeedEntry

_GROUND = "what lists and pages are made of"
"""The key of an edition without files: while it stands, no list has to be looked through."""


class _Jobs(Mapping[str, Job]):
    """Every job by its key. But for the `first`, they are told when one is first asked for: an
    edit that changes no card needs none."""

    def __init__(self, first: Job, tell: Callable[[], Iterator[Job]]) -> None:
        self._first, self._tell = first, tell

    @cached_property
    def _told(self) -> dict[str, Job]:
        return {job.key: job for job in (self._first, *self._tell())}

    def __getitem__(self, key: str) -> Job:
        return self._first if key == self._first.key else self._told[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)


@dataclass(kw_only=True)
class Printing:
    """Every job, and what came of it, by key; `why` says what had changed of those made anew.

    `leading` are the sources of the stories that the site's newest updates are among.
    """

    hall: Hall
    crew: Crew | None
    rounds: Rounds
    room: Newsroom
    jobs: Mapping[str, Job] = field(default_factory=dict)
    made: dict[str, Made] = field(default_factory=dict)
    unsound: set[str] = field(default_factory=set)
    pointed: list[tuple[str, Place]] = field(default_factory=list)
    why: dict[str, tuple[str, ...]] = field(default_factory=dict)
    leading: tuple[str, ...] = ()

    def go(self) -> None:
        """Make what is not as it should be."""
        past, entries_of = self.hall.past.editions, self.rounds.entries_of()
        at_hand: dict[str, bytes] = {}

        def said(source: str) -> FeedEntry | None:
            if source not in at_hand:
                at_hand[source] = self.rounds.entry(self.room, source, entries_of[source])
            return unpacked(at_hand[source], FeedEntry)

        latest_of = self.rounds.latest_of()

        @cache
        def told_of(source: str) -> Latest:
            told = self.rounds.newest_updates(self.room, source, latest_of[source])
            return unpacked(told, Latest)

        cards = (card for card in self.room.cards.values() if card.source in latest_of)
        newest = editions.newest_updates(leading(cards), latest_of, told_of)
        self.leading = tuple(newest.stories)
        self.jobs = _Jobs(newest, partial(self._all, entries_of, said))
        ground = Made(of=self._ground(entries_of))
        self.made[_GROUND] = ground
        if past.get(_GROUND) == ground:
            rest = [key for key in past if key != _GROUND and not self._still_stands(key)]
        else:
            rest = [key for key in self.jobs if not self._stands(key)]
        # Before the crew is made, since a ledger is read by one process alone.
        named = {name for key in rest if key.endswith(".xml") for name in self.jobs[key].stories}
        for source in sorted(named & entries_of.keys()):
            said(source)
        for source in self.leading if newest.key in rest else ():
            told_of(source)
        share(rest, self._printed, self._take, self.hall.press, self.crew)

    def source_of(self, key: str) -> str:
        """Return what to call an edition that is in another's way."""
        return self.jobs[key].source if key in self.jobs else key

    def _ground(self, entries_of: Mapping[str, str]) -> dict[str, str]:
        """Return the digests of all that lists and pages are made of besides what they ask."""
        snapshot, cards = self.hall.snapshot, self.room.cards.values()
        own = [*snapshot.sections.values(), *snapshot.pages]
        own += [snapshot.authors] if snapshot.authors else []
        said = (f"{it.source} {it.listed} {entries_of.get(it.source, '')}\n" for it in cards)
        return {
            **{source: self.hall.past.digest(source) for source in own},
            "cards": digest("".join(said).encode()),
            "news": editions.news(self.room),
        }

    def _still_stands(self, key: str) -> bool:
        if key == editions.LATEST:  # which an edit moves that moves no card
            return self._stands(key)
        then = self.hall.past.editions[key]
        if stands(self.hall, self.room, then):
            self.made[key] = then
            return True
        self.why[key] = explaining.of_edition(then, self.hall, self.room)
        return False

    def _all(self, entries_of: dict[str, str], said: editions.Said) -> Iterator[Job]:
        for page in self.hall.shelf.pages:
            if page.source in self.room.pages:
                yield editions.of_page(page, self.hall.past.digest(page.source))
        yield from editions.of_lists(self.room, entries_of, said)
        yield editions.not_found()
        yield from editions.sitemaps(self.room)

    def _stands(self, key: str) -> bool:
        """True if an edition is as it should be, which is then noted, as is why it is not."""
        job, then = self.jobs[key], self.hall.past.editions.get(key)
        if then is not None and then.of == job.made_of and stands(self.hall, self.room, then):
            self.made[key] = then
            return True
        self.why[key] = explaining.of_job(then, job, self._gone, self.hall, self.room)
        return False

    @cached_property
    def _gone(self) -> Mapping[str, Sequence[str]]:
        return explaining.gone(self.hall, self.room)

    def _printed(self, key: str) -> Printed:
        job, report = self.jobs[key], Report()
        edition = job.make(self.room, report)
        made = Made(
            asked=dict(edition.asked),
            files=self.hall.put(edition.files),
            copies=dict(edition.copies),
            problems=report.problems,
        )
        return Printed(key=key, made=made, sound=not report.failed, pointed=edition.pointed)

    def _take(self, printed: Printed) -> None:
        self.made[printed.key] = replace(printed.made, of=self.jobs[printed.key].made_of)
        self.pointed += printed.pointed
        if not printed.sound:
            self.unsound.add(printed.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What came of a job."""

    key: str
    made: Made
    sound: bool
    pointed: tuple[tuple[str, Place], ...] = ()

    def alone(self) -> Printed:
        """Return it as it travels between processes."""
        return replace(self, pointed=())
