"""What all editions come to: a site in which no path is wanted twice.

Law: what stories do to each other is found by their cards; only those that do are read again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from livegen import editions, rules, times
from livegen import shelf as shelves
from livegen.build import telling
from livegen.build.known import Known, Made
from livegen.build.printing import Printing
from livegen.build.rounds import Rounds
from livegen.build.telling import Hall, Without
from livegen.editions import Job
from livegen.errors import Place, Report
from livegen.fingerprint import digest
from livegen.model import Held
from livegen.sources import Snapshot
from livegen.stories import Reading
from livegen.views.desk import Newsroom


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a build makes, and what an editor wants to know.

    `files` has the bytes of all files by output path, if they were kept in memory. `digests` has
    every file that was made or stands, `copies` the source of each that is a copy, and `owners`
    the edition that each belongs to. `stories`, `editions`, `entries` and `latest` are what to
    remember, the last of the stories that the site's newest updates are among (`b""`: what is
    remembered already), and `why` says what had changed of each edition that was made anew. By
    source: `readings` are of stories in error, `paths` of every story there is, and `copied` names
    the files beside its text that an edition shows. `pointed` are the `/paths` that texts name,
    `redirected` those that lead elsewhere. All this is so from `since` until `until`.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    copies: Mapping[str, str] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    held: tuple[Held, ...] = ()
    stories: Mapping[str, Known] = field(default_factory=dict)
    editions: Mapping[str, Made] = field(default_factory=dict)
    entries: Mapping[str, bytes] = field(default_factory=dict)
    latest: Mapping[str, bytes] = field(default_factory=dict)
    why: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    copied: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pointed: tuple[tuple[str, Place], ...] = ()
    redirected: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    plan: Plan | None = None

    def holds_at(self, now: datetime) -> bool:
        """True if time alone changes nothing of this before or at `now`."""
        return times.holds(now, self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How each edition is made, by its key; `of_site` are the files that belong to none."""

    hall: Hall
    room: Newsroom
    jobs: Mapping[str, Job]
    of_site: Mapping[str, bytes]

    def files(self, key: str) -> Mapping[str, bytes]:
        """Make an edition once more, from sources as they are now."""
        if key == OF_SITE:
            return self.of_site
        if key in self.hall.shelf.bundles:  # asked first: jobs are not told for a story's sake
            return telling.edition_of(self.room, telling.read(self.hall, key), Report()).files
        return self.jobs[key].make(self.room, Report()).files

    def redressed(self, snapshot: Snapshot, now: datetime) -> Plan | None:
        """Return how all is made with the templates as they are now; None if they are wrong."""
        report = Report()
        shelf = shelves.laid_out(snapshot, report)
        if shelf is None or report.failed:
            return None
        hall = replace(self.hall, snapshot=snapshot, shelf=shelf, now=now)
        room = replace(self.room, theme=shelf.theme, now=now)
        assets = self.room.theme.assets
        rest = {path: it for path, it in self.of_site.items() if path not in assets}
        return Plan(hall=hall, room=room, jobs=self.jobs, of_site={**rest, **shelf.theme.assets})


OF_SITE = "livegen"
"""The key of the edition that belongs to no story and no list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """An edition: its key, its files and copies."""

    key: str
    files: Mapping[str, str] = field(default_factory=dict)
    copies: Mapping[str, str] = field(default_factory=dict)


def closed(hall: Hall, rounds: Rounds, printing: Printing, report: Report) -> Site:
    """Return what stories and lists come to; what is wrong with them goes to `report`."""
    room = printing.room
    _report_all(rounds, printing, report)
    _refuse_rivals(hall, rounds, room, report)
    parts = [*_parts(hall, rounds, printing)]
    copies = {path: source for part in parts for path, source in part.copies.items()}
    kept = _kept(hall.without, copies)
    parts += [_Part(key=name, files=made.files) for name, made in kept.items()]
    moves = editions.moves(_aliases(hall, rounds, room), _owners(parts), report, printing.source_of)
    own = _of_hosts(hall.snapshot)
    gone = [known.path for known in rounds.known.values() if known.gone]
    of_site = editions.of_site(room, own, moves, gone).files
    parts.append(_Part(key=OF_SITE, files=hall.put(of_site)))
    claims = ((part.key, part.files, part.copies) for part in parts)
    editions.refuse_clashes(claims, report, printing.source_of)
    known = rounds.known.values()
    was_news, is_news_until = editions.news_turns(room)
    return Site(
        digests={path: found for part in parts for path, found in part.files.items()},
        copies=copies,
        owners={path: part.key for part in parts for path in part.files},
        held=tuple(item for known in _in_order(hall, rounds) for item in known.held),
        stories=_to_remember(rounds) | _kept_cards(hall.without, kept),
        editions={key: it for key, it in printing.made.items() if key not in printing.unsound},
        entries={name: entry for name, entry in rounds.entries.items() if entry},
        latest={name: rounds.latest.get(name, b"") for name in printing.leading},
        why=rounds.why | printing.why,
        readings=rounds.readings,
        paths=_paths(room),
        copied={part.key: tuple(part.copies.values()) for part in parts if part.copies},
        pointed=tuple(dict.fromkeys((*rounds.pointed, *printing.pointed))),
        redirected=editions.redirected(room, own, moves),
        since=max(filter(None, (was_news, *(it.since for it in known))), default=None),
        until=min(filter(None, (is_news_until, *(it.until for it in known))), default=None),
        plan=Plan(hall=hall, room=room, jobs=printing.jobs, of_site=of_site),
    )


def _report_all(rounds: Rounds, printing: Printing, report: Report) -> None:
    for known in rounds.known.values():
        report.extend(known.problems)
        report.extend(known.made.problems if known.made else ())
    for made in printing.made.values():
        report.extend(made.problems)


def _refuse_rivals(hall: Hall, rounds: Rounds, room: Newsroom, report: Report) -> None:
    """Report what stories do to each other; only those that do are read again."""
    suspects = rules.suspects(room) & rounds.known.keys()
    read = [telling.read(hall, name) for name in room.cards if name in suspects]
    rounds.readings |= {one.source: one.reading for one in read}
    rules.check(room, [one.shown for one in read if one.shown], report)


def _parts(hall: Hall, rounds: Rounds, printing: Printing) -> Iterator[_Part]:
    for name, known in rounds.known.items():
        if known.made:
            yield _Part(key=name, files=known.made.files, copies=known.made.copies)
    for key, made in printing.made.items():
        yield _Part(key=key, files=made.files, copies=made.copies)
    static = {source.removeprefix("static/"): source for source in hall.snapshot.static}
    copies = {name: source for name, source in static.items() if name not in editions.OF_HOSTS}
    yield _Part(key="static/", copies=copies)


def _in_order(hall: Hall, rounds: Rounds) -> Iterator[Known]:
    return (rounds.known[name] for name in hall.shelf.bundles if name in rounds.known)


def _aliases(
    hall: Hall, rounds: Rounds, room: Newsroom
) -> Iterator[tuple[Place, str, tuple[str, ...]]]:
    """Yield where aliases are written, where they lead, and the aliases."""
    for name, card in room.cards.items():
        known = rounds.known.get(name)
        yield (known and known.aliases) or Place(name), card.path, card.aliases
    for page in hall.shelf.pages:
        if page.source in room.pages:
            yield page.place, room.pages[page.source], page.aliases


def _owners(parts: list[_Part]) -> dict[str, str]:
    """Return whose each output file is."""
    return {path: part.key for part in parts for path in (*part.files, *part.copies)}


def _to_remember(rounds: Rounds) -> dict[str, Known]:
    return {name: it for name, it in rounds.known.items() if it.made and name not in rounds.unsound}


def _paths(room: Newsroom) -> dict[str, str]:
    """Return the path of every story there is, out or not."""
    return {name: card.path for name, card in room.cards.items()} | {**room.waiting, **room.unread}


def _kept(without: Without, copies: Mapping[str, str]) -> dict[str, Made]:
    """Return what stories in error keep, without the pictures that other sources show."""
    return {
        name: Made(
            files={path: digest(it) for path, it in kept.files.items() if path not in copies},
            entry=digest(kept.entry) if kept.entry else "",
            latest=digest(kept.latest) if kept.latest else "",
        )
        for name, kept in without.stories.items()
    }


def _kept_cards(without: Without, kept: Mapping[str, Made]) -> dict[str, Known]:
    """Return what to remember of stories in error; it is of no sources, so it never stands."""
    return {
        name: Known(of={}, path=it.card.path, card=it.card, made=kept[name])
        for name, it in without.stories.items()
        if it.card
    }


def _of_hosts(snapshot: Snapshot) -> dict[str, bytes]:
    """Return the site's own files for hosts, by name."""
    return {
        name: snapshot.read(f"static/{name}")
        for name in editions.OF_HOSTS
        if f"static/{name}" in snapshot.static
    }
