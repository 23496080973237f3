"""The natural way: sources -> stories -> cards -> editions -> files, as far as anything changed.

Law: no disk but the snapshot and what the past tells, no clock but `now`. `build`, `check` and the
preview all read like this; where nothing is remembered, everything is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from livegen import editions, rules, stories, urls
from livegen import shelf as shelves
from livegen.build import explaining, telling
from livegen.build.known import Known, Made, Past
from livegen.build.telling import ALL_IN, Hall, Kept, Press, Read, Told, Without
from livegen.editions import Job
from livegen.errors import Place, Report
from livegen.fingerprint import digest
from livegen.ledger import packed, unpacked
from livegen.model import Held, Section
from livegen.sources import Snapshot
from livegen.stories import Reading
from livegen.views.desk import Newsroom
from livegen.views.shapes import FeedEntry

__all__ = [
    "ALL_IN",
    "Kept",
    "Past",
    "Press",
    "Site",
    "Without",
    "checked",
    "made",
    "preview",
    "site",
]

_Done = TypeVar("_Done", Told, "_Printed")
BATCH = 50
"""Stories that are held in memory at once, if they are more."""

Crew: TypeAlias = Callable[[Callable[[Sequence[str]], Any], Sequence[Sequence[str]]], Iterator[Any]]
"""Has batches of names worked on, and gives what comes of each, in any order."""

Heard: TypeAlias = Callable[[str, Known | None, bytes], None]
"""Is told of a story that was made: its source, what to remember, its entry in feeds, packed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a build makes, and what an editor wants to know.

    `files` has the bytes of all files by output path, if they were kept in memory. `digests` has
    every file that was made or stands, `copies` the source of each that is a copy, and `owners`
    the edition that each belongs to. `stories`, `editions` and `entries` are what to remember,
    and `why` says what had changed of each edition that was made anew. By source: `readings` are
    of stories in error, `paths` of every story there is, and `copied` names the files beside its
    text that an edition shows. `pointed` are the `/paths` that texts name, `redirected` those
    that lead elsewhere. All this is so from `since` until `until`.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    copies: Mapping[str, str] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    held: tuple[Held, ...] = ()
    stories: Mapping[str, Known] = field(default_factory=dict)
    editions: Mapping[str, Made] = field(default_factory=dict)
    entries: Mapping[str, bytes] = field(default_factory=dict)
    why: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    copied: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pointed: tuple[tuple[str, Place], ...] = ()
    redirected: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    plan: Plan | None = None


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
        if key in self.jobs:
            return self.jobs[key].make(self.room, Report()).files
        return telling.edition_of(self.room, telling.read(self.hall, key), Report()).files

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


def site(snapshot: Snapshot, now: datetime, report: Report, without: Without = ALL_IN) -> Site:
    """Return the site as readers may see it at `now`; what is wrong goes to `report`."""
    return _in_memory(snapshot, now, report, without, preview=False)


def preview(snapshot: Snapshot, now: datetime, report: Report, without: Without = ALL_IN) -> Site:
    """Return the site with its drafts and held items, labelled."""
    return _in_memory(snapshot, now, report, without, preview=True)


def checked(snapshot: Snapshot, now: datetime, report: Report) -> Site:
    """Return the site, of which nothing is kept but what is said; advice goes to `report`, too."""
    past = Past(digest=snapshot.digest)
    return made(snapshot, now, report, past=past, press=Nowhere(), advising=True)


class Nowhere:
    """A press that keeps nothing."""

    def put(self, path: str, content: bytes) -> None:
        """Let it go."""

    def sent(self) -> Mapping[str, str]:
        """Return nothing."""
        return {}

    def receive(self, sent: Mapping[str, str]) -> None:
        """Take nothing."""


class _Memory:
    """A press that keeps everything."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, path: str, content: bytes) -> None:
        self.files[path] = content

    def sent(self) -> Mapping[str, str]:
        return {}

    def receive(self, sent: Mapping[str, str]) -> None:
        raise NotImplementedError("what is kept in memory is not shared")


def _in_memory(
    snapshot: Snapshot, now: datetime, report: Report, without: Without, *, preview: bool
) -> Site:
    press = _Memory()
    past = Past(digest=snapshot.digest)
    found = made(snapshot, now, report, past=past, press=press, without=without, preview=preview)
    kept = {path: it for kept in without.stories.values() for path, it in kept.files.items()}
    files = {path: press.files.get(path) or kept.get(path, b"") for path in found.digests}
    copies = {path: _read(snapshot, without, source) for path, source in found.copies.items()}
    return replace(found, files=dict(sorted({**files, **copies}.items())))


def made(
    snapshot: Snapshot,
    now: datetime,
    report: Report,
    *,
    past: Past,
    press: Press,
    without: Without = ALL_IN,
    preview: bool = False,
    advising: bool = False,
    crew: Crew | None = None,
    heard: Heard = lambda _name, _known, _entry: None,
) -> Site:
    """Return the site at `now`; what has to be made for it goes to `press`.

    `past` says what need not be made. With a `crew`, much work is shared. `heard` is told of
    each story that was made, and may raise to stop the work.
    """
    shelf = shelves.laid_out(snapshot, report)
    if shelf is None:
        return Site()
    hall = Hall(
        snapshot=snapshot,
        shelf=shelf,
        now=now,
        preview=preview,
        without=without,
        past=past,
        press=press,
        advising=advising,
    )
    work = _Work(hall=hall, crew=crew, heard=heard, known=_standing(hall))
    work.read_the_rest()
    work.draw_the_rest()
    room = work.whole_room()
    work.make_the_rest(room)
    return work.site(room, report)


def _standing(hall: Hall) -> dict[str, Known]:
    """Return what the past knows of stories whose sources are what they were, at a time that
    changes nothing of them."""
    remembered, digest_of = hall.past.stories, hall.past.digest
    return {
        source: known
        for source, bundle in hall.shelf.bundles.items()
        if (known := remembered.get(source)) is not None
        and source not in hall.without.stories
        and known.of.keys() == {source, *bundle.updates}
        and all(digest_of(file) == found for file, found in known.of.items())
        and known.holds_at(hall.now)
    }


@dataclass(kw_only=True)
class _Work:
    """What is known by now: of stories by source, of other editions by key."""

    hall: Hall
    crew: Crew | None
    heard: Heard
    known: dict[str, Known]
    entries: dict[str, bytes] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    unsound: set[str] = field(default_factory=set)
    readings: dict[str, Reading] = field(default_factory=dict)
    pointed: list[tuple[str, Place]] = field(default_factory=list)
    why: dict[str, tuple[str, ...]] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    made: dict[str, Made] = field(default_factory=dict)
    _room: Newsroom | None = None

    # ---------------------------------------------------------------- stories

    def read_the_rest(self) -> None:
        """Read what is not known, and draw what asks about no story that is still to be read."""
        hall = self.hall
        known = self.known.keys() | hall.without.stories.keys()
        rest = [source for source in hall.shelf.bundles if source not in known]
        remembered = hall.past.stories
        for source in rest:
            self.why[source] = explaining.of_story(remembered.get(source), hall, source)
        if len(rest) > BATCH:
            room = _room(hall)
            self._share(
                rest, lambda name: telling.draw(hall, room, telling.read(hall, name)), self._take
            )
        else:
            self._draw([telling.read(hall, source) for source in rest])

    def _draw(self, read: Sequence[Read]) -> None:
        """Draw stories that are the last ones to have been read."""
        self.known |= {one.source: one.known for one in read}
        self.broken |= {one.source for one in read if one.is_broken}
        room = self.whole_room()
        for one in read:
            self._take(telling.draw(self.hall, room, one))

    def draw_the_rest(self) -> None:
        """Draw what has no edition, or whose questions have other answers by now."""
        hall, room = self.hall, self.whole_room()
        rest = [source for source in self.known if not self._is_drawn(room, source)]
        for source in rest:
            if source not in self.why:
                self.why[source] = explaining.of_edition(self.known[source].made, {}, hall, room)
        self._share(
            rest, lambda name: telling.draw(hall, room, telling.read(hall, name)), self._take
        )

    def _is_drawn(self, room: Newsroom, source: str) -> bool:
        made = self.known[source].made
        return made is not None and (source in self.entries or _stands(self.hall, room, made))

    def _take(self, told: Told) -> None:
        self.known[told.source] = told.known
        self.pointed += told.pointed
        if told.is_broken:
            self.broken.add(told.source)
        if told.known.made is None:
            return
        self.entries[told.source] = told.entry
        self.heard(told.source, told.known if told.sound else None, told.entry)
        if not told.sound:
            self.unsound.add(told.source)
            if told.reading:
                self.readings[told.source] = told.reading

    def _share(
        self, names: Sequence[str], one: Callable[[str], _Done], take: Callable[[_Done], None]
    ) -> None:
        """Have work done by name, in batches by the crew if there is enough of it."""
        batches = [names[at : at + BATCH] for at in range(0, len(names), BATCH)]
        if self.crew is None or len(batches) < _WORTH_A_CREW:
            for name in names:
                take(one(name))
            return
        press = self.hall.press

        def do(batch: Sequence[str]) -> tuple[list[_Done], Mapping[str, str]]:
            return [one(name).alone() for name in batch], press.sent()

        for done, sent in self.crew(do, batches):
            press.receive(sent)
            for result in done:
                take(result)

    # ---------------------------------------------------------------- everything else

    def whole_room(self) -> Newsroom:
        """Return the newsroom that knows every story."""
        if self._room is None:
            self._room = self._whole_room()
        return self._room

    def _whole_room(self) -> Newsroom:
        hall = self.hall
        kept = {name: it.card for name, it in hall.without.stories.items() if it.card}
        cards = {
            name: card
            for name in hall.shelf.bundles
            if (card := kept.get(name) or (name in self.known and self.known[name].card) or None)
        }
        absent = {
            name: self.known[name].path if name in self.known else telling.path_by_name(bundle)
            for name, bundle in hall.shelf.bundles.items()
            if name not in cards
        }
        # Such a build is for its errors alone, and links to what is in error are none.
        unread = self.broken & absent.keys() if hall.without == ALL_IN else frozenset()
        made = {
            card.section: Section(name=card.section, title=stories.section_title(card.section))
            for card in cards.values()
        }
        return replace(
            _room(hall),
            read_in=True,
            cards=cards,
            sections=dict(sorted((made | dict(hall.shelf.sections)).items())),
            waiting={name: path for name, path in absent.items() if name not in unread},
            unread={name: absent[name] for name in sorted(unread)},
        )

    def make_the_rest(self, room: Newsroom) -> None:
        """Make the lists and plain pages that are not as they should be."""
        hall = self.hall
        entries_of = self._entries_of()
        at_hand: dict[str, bytes] = {}

        def said(source: str) -> FeedEntry | None:
            if source not in at_hand:
                at_hand[source] = self._entry(room, source, entries_of[source])
            return unpacked(at_hand[source], FeedEntry)

        pages = (page for page in hall.shelf.pages if page.source in room.pages)
        for page in pages:
            job = editions.of_page(page, hall.past.digest(page.source))
            self.jobs[job.key] = job
        for job in (*editions.of_lists(room, entries_of, said), editions.not_found()):
            self.jobs[job.key] = job
        rest = []
        for key, job in self.jobs.items():
            then = hall.past.editions.get(key)
            if then is not None and then.of == job.of and _stands(hall, room, then):
                self.made[key] = then
            else:
                rest.append(key)
                self.why[key] = explaining.of_edition(then, job.of, hall, room)
        told = {name for key in rest if key.endswith(".xml") for name in self.jobs[key].of}
        for source in sorted(told & entries_of.keys()):
            at_hand[source] = self._entry(room, source, entries_of[source])
        self._share(rest, lambda key: _printed(hall, room, self.jobs[key]), self._take_printed)

    def _entries_of(self) -> dict[str, str]:
        """Return the digest of what lists' feeds say of each story."""
        kept = self.hall.without.stories
        found = {
            name: it.made.entry for name, it in self.known.items() if it.made and it.made.entry
        }
        for name, it in kept.items():
            if it.entry:
                self.entries[name] = packed(it.entry)
                found[name] = digest(self.entries[name])
        return found

    def _entry(self, room: Newsroom, source: str, wanted: str) -> bytes:
        """Return what lists' feeds say of a story, from the ledger if it has the right one."""
        if source in self.entries:
            return self.entries[source]
        remembered = self.hall.past.entry(source)
        if remembered is None or digest(remembered) != wanted:
            self._take(telling.draw(self.hall, room, telling.read(self.hall, source)))
            return self.entries[source]
        return remembered

    def _take_printed(self, printed: _Printed) -> None:
        self.made[printed.key] = printed.made
        self.pointed += printed.pointed
        if not printed.sound:
            self.unsound.add(printed.key)

    def site(self, room: Newsroom, report: Report) -> Site:
        """Return what all this comes to; what is wrong goes to `report`."""
        hall = self.hall
        for known in self.known.values():
            report.extend(known.problems)
            report.extend(known.made.problems if known.made else ())
        for made in self.made.values():
            report.extend(made.problems)
        self._refuse_rivals(room, report)
        static = {source.removeprefix("static/"): source for source in hall.snapshot.static}
        copied = {name: source for name, source in static.items() if name not in editions.OF_HOSTS}
        parts: list[tuple[str, Mapping[str, str], Mapping[str, str]]] = [
            (name, known.made.files, known.made.copies)
            for name, known in self.known.items()
            if known.made
        ]
        parts += [
            (self.jobs[key].source, made.files, made.copies) for key, made in self.made.items()
        ]
        parts.append(("static/", {}, copied))
        copies = {path: source for _, _, copies in parts for path, source in copies.items()}
        kept = _kept(hall.without, copies)
        parts += [(name, made.files, {}) for name, made in kept.items()]
        moves = editions.moves(self._aliases(room), _owners(parts), report)
        own = _of_hosts(hall.snapshot)
        gone = [known.path for known in self.known.values() if known.gone]
        of_site = editions.of_site(room, own, moves, gone)
        parts.append((of_site.source, hall.put(of_site.files), {}))
        editions.refuse_clashes(parts, report)
        sound = {
            name: it for name, it in self.known.items() if it.made and name not in self.unsound
        }
        return Site(
            digests={path: found for _, files, _ in parts for path, found in files.items()},
            copies=copies,
            owners=dict.fromkeys(of_site.files, OF_SITE)
            | {path: key for key, made in self._all(kept) for path in made.files},
            held=tuple(item for known in self._in_order() for item in known.held),
            stories=sound | self._kept_cards(kept),
            editions={key: made for key, made in self.made.items() if key not in self.unsound},
            entries={name: entry for name, entry in self.entries.items() if entry},
            why=self.why,
            readings=self.readings,
            paths={name: card.path for name, card in room.cards.items()}
            | dict(room.waiting)
            | dict(room.unread),
            copied={name: tuple(copies.values()) for name, _, copies in parts},
            pointed=tuple(dict.fromkeys(self.pointed)),
            redirected=editions.redirected(room, own, moves),
            since=max((it.since for it in self.known.values() if it.since), default=None),
            until=min((it.until for it in self.known.values() if it.until), default=None),
            plan=Plan(hall=hall, room=room, jobs=self.jobs, of_site=of_site.files),
        )

    def _refuse_rivals(self, room: Newsroom, report: Report) -> None:
        """Report what stories do to each other; only those that do are read again."""
        suspects = rules.suspects(room)
        read = [telling.read(self.hall, name) for name in room.cards if name in suspects]
        rules.check(room, [one.shown for one in read if one.shown], report)

    def _aliases(self, room: Newsroom) -> Iterator[tuple[Place, str, tuple[str, ...]]]:
        """Yield where aliases are written, where they lead, and the aliases."""
        for name, card in room.cards.items():
            known = self.known.get(name)
            yield (known and known.aliases) or Place(name), card.path, card.aliases
        for page in self.hall.shelf.pages:
            if page.source in room.pages:
                yield page.place, room.pages[page.source], page.aliases

    def _in_order(self) -> Iterator[Known]:
        return (self.known[name] for name in self.hall.shelf.bundles if name in self.known)

    def _all(self, kept: Mapping[str, Made]) -> Iterator[tuple[str, Made]]:
        """Yield every edition with its key."""
        yield from ((name, known.made) for name, known in self.known.items() if known.made)
        yield from self.made.items()
        yield from kept.items()

    def _kept_cards(self, kept: Mapping[str, Made]) -> dict[str, Known]:
        """Return what to remember of stories in error; it is of no sources, so it never stands."""
        return {
            name: Known(of={}, path=it.card.path, card=it.card, made=kept[name])
            for name, it in self.hall.without.stories.items()
            if it.card
        }


_WORTH_A_CREW = 4
"""Batches that take longer than it takes to start the processes."""


def _room(hall: Hall) -> Newsroom:
    """Return the newsroom as it is before the stories are read."""
    shelf, kept = hall.shelf, _kept_files(hall.without)

    def read(source: str) -> bytes:
        return kept[source] if source in kept else hall.snapshot.read(source)

    def digest_of(source: str) -> str:
        return digest(kept[source]) if source in kept else hall.past.digest(source)

    return Newsroom(
        settings=shelf.settings,
        address=urls.address(shelf.settings.site.url),
        theme=shelf.theme,
        authors=shelf.authors,
        sections=shelf.sections,
        pages={
            page.source: urls.story("", page.slug)
            for page in shelf.pages
            if hall.preview or not page.draft
        },
        # A picture that is kept goes on as it was wherever it is shown.
        files=hall.snapshot.resources | kept.keys(),
        read=read,
        digest=digest_of,
        now=hall.now,
        read_in=False,
        preview=hall.preview,
    )


def _kept_files(without: Without) -> dict[str, bytes]:
    """Return what stories in error keep of files beside them, by source."""
    return {
        f"content/{path}": file
        for kept in without.stories.values()
        for path, file in kept.files.items()
    }


def _read(snapshot: Snapshot, without: Without, source: str) -> bytes:
    kept = _kept_files(without)
    return kept[source] if source in kept else snapshot.read(source)


def _stands(hall: Hall, room: Newsroom, made: Made) -> bool:
    """True if an edition need not be made anew: its questions have the answers they had, and its
    files lie there."""
    return all(room.answer(asked) == told for asked, told in made.asked.items()) and all(
        hall.past.stands(path, found) for path, found in made.files.items()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Printed:
    """What came of a job."""

    key: str
    made: Made
    sound: bool
    pointed: tuple[tuple[str, Place], ...] = ()

    def alone(self) -> _Printed:
        """Return it as it travels between processes."""
        return replace(self, pointed=())


def _printed(hall: Hall, room: Newsroom, job: Job) -> _Printed:
    report = Report()
    edition = job.make(room, report)
    made = Made(
        of=dict(job.of),
        asked=dict(edition.asked),
        files=hall.put(edition.files),
        copies=dict(edition.copies),
        problems=report.problems,
    )
    return _Printed(key=job.key, made=made, sound=not report.failed, pointed=edition.pointed)


def _kept(without: Without, copies: Mapping[str, str]) -> dict[str, Made]:
    """Return what stories in error keep, without the pictures that other sources show."""
    return {
        name: Made(
            files={path: digest(it) for path, it in kept.files.items() if path not in copies},
            entry=digest(packed(kept.entry)) if kept.entry else "",
        )
        for name, kept in without.stories.items()
    }


def _owners(parts: Iterable[tuple[str, Mapping[str, str], Mapping[str, str]]]) -> dict[str, str]:
    """Return whose each output file is."""
    return {path: name for name, files, copies in parts for path in (*files, *copies)}


def _of_hosts(snapshot: Snapshot) -> dict[str, bytes]:
    """Return the site's own files for hosts, by name."""
    return {
        name: snapshot.read(f"static/{name}")
        for name in editions.OF_HOSTS
        if f"static/{name}" in snapshot.static
    }
