"""The pages of a preview: drawn anew as far as an edit goes, and kept while they stay the same.

Law: what is shown of a path is what a build would make of it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from livegen import build, specimen
from livegen.build import Crew, Plan, Site, telling
from livegen.build.known import Known, Made, Past
from livegen.errors import Report
from livegen.fingerprint import digest
from livegen.sources import Snapshot
from livegen.stamps import Files, Seen
from livegen.stories import Reading
from livegen.views.live import theme_of
from livegen.views.memo import Memo

_MOST = 200_000_000
"""Bytes of drawn pages that are kept at hand."""

_KEPT_WARM = 8
"""Stories whose next edit is drawn soonest."""

_FEW = 3
"""Stories that are drawn at once after an edit, before all else is looked at."""

_UNSEEN = "~"
"""How the names of pages begin whose digests are not known yet."""

_CHANGING = b"<!doctype html><html><head><title>A moment</title></head><body></body></html>"
"""Shown of a page whose source is changing; what comes next is on its way."""


class Pages(Mapping[str, bytes]):
    """The files of a site by output path, each drawn when it is first looked at.

    May be looked at from any thread.
    """

    def __init__(self, site: Site, plan: Plan, drawn: _Drawn) -> None:
        self._site, self._plan, self._drawn = site, plan, drawn

    def __getitem__(self, path: str) -> bytes:
        source = self._site.copies.get(path)
        wanted = "" if source else self._site.digests[path]
        with self._drawn.turn():
            try:
                if source:
                    return self._plan.hall.snapshot.read(source)
                return self._drawn.get(wanted) or self._draw(path)
            except OSError:  # gone or another by now, which its next version is made of
                return _CHANGING

    def _draw(self, wanted: str) -> bytes:
        """Return a file, and keep all that is drawn with it."""
        found = _CHANGING
        for path, content in self._plan.files(self._site.owners[wanted]).items():
            name = self._site.digests.get(path, "")
            if name.startswith(_UNSEEN) or name == digest(content):
                self._drawn.keep(name, content)
                found = content if path == wanted else found
        return found

    def __iter__(self) -> Iterator[str]:
        yield from self._site.digests
        yield from self._site.copies

    def __len__(self) -> int:
        return len(self._site.digests) + len(self._site.copies)

    def __contains__(self, path: object) -> bool:
        return path in self._site.digests or path in self._site.copies

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Pages):
            return self._marks() == other._marks()
        return dict(self) == other

    def __hash__(self) -> int:
        return id(self)

    def _marks(self) -> dict[str, str]:
        """Return what tells each file from another version of it."""
        copies = {path: self._mark(source) for path, source in self._site.copies.items()}
        return {**self._site.digests, **copies}

    def _mark(self, source: str) -> str:
        try:
            return self._plan.hall.past.digest(source)
        except OSError:  # gone by now
            return ""


class _Drawn(OrderedDict[str, bytes]):
    """What was drawn last, by its digest: a press for what is only looked at."""

    def __init__(self) -> None:
        super().__init__()
        self._size = 0
        self._turns = threading.Condition()
        self._tickets = self._served = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let one thread draw at a time, in the order in which they came: neither templates nor
        feeds are drawn by two at once."""
        self._begin()
        try:
            yield
        finally:
            self._end()

    def give_way(self) -> None:
        """Let those draw that wait for their turn; to be called in one's own."""
        if self._tickets > self._served + 1:
            self._end()
            self._begin()

    def _begin(self) -> None:
        with self._turns:
            ticket, self._tickets = self._tickets, self._tickets + 1
            self._turns.wait_for(lambda: self._served == ticket)

    def _end(self) -> None:
        with self._turns:
            self._served += 1
            self._turns.notify_all()

    def put(self, _path: str, content: bytes) -> None:
        """Keep what was drawn."""
        self.keep(digest(content), content)

    def keep(self, name: str, content: bytes) -> None:
        """Keep what was drawn under its name, and let go of what was drawn long ago."""
        self._size += len(content) - len(self.get(name, b""))
        self[name] = content
        self.move_to_end(name)
        while self._size > _MOST:
            _, gone = self.popitem(last=False)
            self._size -= len(gone)

    def sent(self) -> Mapping[str, str]:
        """Return nothing: what others draw is drawn again here when it is looked at."""
        return {}

    def receive(self, sent: Mapping[str, str]) -> None:
        """Take nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Last:
    """What was shown last, and what it was made of."""

    site: Site
    plan: Plan
    owners: Mapping[str, str]
    """Source file -> source of the story that it is part of."""
    recipe: Mapping[str, str]


@dataclass(slots=True)
class _Warm:
    """What makes the next drawing of a story quick that is being edited."""

    memo: Memo = field(default_factory=Memo)
    reading: Reading | None = None


class Proofs:
    """The proofs of one site; `drafts` says whether drafts and held items are shown.

    For one thread, but for the looks at `Pages`.
    """

    def __init__(self, *, drafts: bool) -> None:
        self._drafts = drafts
        self._drawn = _Drawn()
        self._recipe: dict[str, str] = {}
        self._stories: dict[str, Known] = {}
        self._editions: dict[str, Made] = {}
        self._entries: dict[str, bytes] = {}
        self._latest: dict[str, bytes] = {}
        self._older_entry: Callable[[str], bytes | None] = lambda _: None
        self._older_latest: Callable[[str], bytes | None] = lambda _: None
        self._seen: dict[str, Seen] = {}
        self._last: _Last | None = None
        self._warm: OrderedDict[str, _Warm] = OrderedDict()
        self._dresses = 0
        self.is_behind = False
        """True if what was shown last has changed more than that: lists, or stories it names."""
        self.is_dressed = False
        """True if what was shown last has other templates, with which not all has been drawn."""

    def recall(self, past: Past, recipe: Mapping[str, str], seen: Files) -> None:
        """Take what is known from an earlier preview that had the same `recipe`."""
        self._recipe, self._seen = dict(recipe), dict(seen)
        self._stories, self._editions = dict(past.stories), dict(past.editions)
        self._older_entry, self._older_latest = past.entry, past.latest

    def make(
        self,
        snapshot: Snapshot,
        now: datetime,
        report: Report,
        *,
        crew: Crew | None = None,
        pause: Callable[[], None] = lambda: None,
    ) -> Site:
        """Return the site, with its files as `Pages`.

        `pause` is called between one story and the next, and may raise to stop the work; what was
        made by then is not made again.
        """
        recipe = snapshot.recipe()
        if recipe != self._recipe:
            self._recipe, self._stories, self._editions = recipe, {}, {}

        at_work = True

        def noted(name: str, known: Known | None, entry: bytes) -> None:
            if not at_work:  # looked at later, by some other thread
                return
            if known is not None:
                self._stories[name], self._entries[name] = known, entry
            self._drawn.give_way()
            pause()

        past = self._past(snapshot)
        with self._drawn.turn():
            try:
                site = build.made(
                    snapshot,
                    now,
                    report,
                    past=past,
                    press=self._drawn,
                    preview=self._drafts,
                    crew=crew,
                    heard=noted,
                )
            finally:
                at_work = False
        if site.plan is None or report.failed:
            return site
        self._stories, self._editions = dict(site.stories), dict(site.editions)
        self._entries |= site.entries
        self._latest = {
            name: told or self._latest.get(name, b"") for name, told in site.latest.items()
        }
        read = {file: found for it in self._stories.values() for file, found in it.of.items()}
        self._seen = dict(snapshot.seen(self._seen, read))
        self.is_behind = self.is_dressed = False
        owners = _owners(snapshot)
        return self._shown(_Last(site=site, plan=site.plan, owners=owners, recipe=recipe))

    def edited(self, snapshot: Snapshot, changed: Collection[str], now: datetime) -> Site | None:
        """Return the site with a few stories drawn anew whose own files have `changed`.

        None if that is not all there is to do, because something else changed, or is wrong.
        """
        last = self._last and _with_texts_of(self._last, snapshot, changed)
        if last is None or not changed or not last.owners.keys() >= set(changed):
            return None
        sources = {last.owners[file] for file in changed}
        if len(sources) > _FEW or not last.site.holds_at(now):
            return None
        with self._drawn.turn():
            for source in sorted(sources):
                patched = self._patched(last, source, snapshot, now)
                if patched is None:
                    return None
                last = patched
        return self._shown(last)

    def redressed(self, snapshot: Snapshot, now: datetime) -> Site | None:
        """Return the site with other templates, no page of which is drawn before it is looked at.

        None if more than templates changed, or if they are wrong.
        """
        last, recipe = self._last, snapshot.recipe()
        if last is None or not last.site.holds_at(now) or not _is_dress(last.recipe, recipe):
            return None
        if last.plan.hall.shelf.bundles.keys() != {it.source for it in snapshot.stories}:
            return None
        plan = last.plan.redressed(snapshot, now)
        if plan is None:
            return None
        self._dresses += 1
        old, mark = last.plan.of_site, f"{_UNSEEN}{self._dresses} "
        then, now_in = (f"/f/{theme_of(one.room)}/" for one in (last.plan, plan))
        # Fragments bear the digest of the templates in their paths.
        owned = {
            path.replace(then, now_in): owner
            for path, owner in last.site.owners.items()
            if path not in old
        }
        digests = {path: mark + path for path in owned}
        digests |= {path: digest(content) for path, content in plan.of_site.items()}
        owners = {**owned, **dict.fromkeys(plan.of_site, build.OF_SITE)}
        site = replace(last.site, digests=digests, owners=owners)
        self.is_behind = self.is_dressed = True
        return self._shown(replace(last, site=site, plan=plan, recipe=recipe))

    def _shown(self, last: _Last) -> Site:
        self._last = last
        pages, room = Pages(last.site, last.plan, self._drawn), last.plan.room
        files = specimen.beside(pages, room.settings, room.theme, self._drawn.turn)
        return replace(last.site, files=files)

    def _past(self, snapshot: Snapshot) -> Past:
        """Return what need not be made again."""
        made = [known.made for known in self._stories.values() if known.made]
        made += self._editions.values()
        drawn = {path: found for one in made for path, found in one.files.items()}

        def entry(source: str) -> bytes | None:
            return self._entries.get(source) or self._older_entry(source)

        return Past(
            digest=lambda source: snapshot.digest_by(self._seen, source),
            stories=dict(self._stories),
            editions=self._editions,
            entry=entry,
            latest=lambda source: self._latest.get(source) or self._older_latest(source),
            stands=lambda path, found: drawn.get(path) == found,
        )

    def _patched(self, last: _Last, source: str, snapshot: Snapshot, now: datetime) -> _Last | None:
        """Return what is shown with one story drawn anew; None if more than that has to be done."""
        then = last.site.stories.get(source)
        if then is None or then.made is None:
            return None
        hall = replace(
            last.plan.hall, snapshot=snapshot, now=now, past=Past(digest=snapshot.digest)
        )
        warm = self._warm.setdefault(source, _Warm())
        read = telling.read(hall, source, warm.reading)
        warm.reading = read.reading
        if read.known.card is None or then.card is None or read.known.problems != then.problems:
            return None
        room = last.plan.room
        if read.known.card != then.card:
            room = replace(room, cards={**room.cards, source: read.known.card})
        told = telling.draw(hall, room, read, warm.memo)
        made = told.known.made
        if made is None or not told.sound or _differs(made, then.made):
            return None
        self._warm.move_to_end(source)
        while len(self._warm) > _KEPT_WARM:
            self._warm.popitem(last=False)
        if last.recipe == self._recipe:  # else a build with other templates is under way
            self._stories[source], self._entries[source] = told.known, told.entry
            self._latest[source] = told.latest
        self.is_behind |= replace(told.known, of=then.of, made=then.made) != then
        self.is_behind |= made.entry != then.made.entry
        self.is_behind |= source in last.site.latest and made.latest != then.made.latest
        # Copied whole: to pass over the few by asking of each would take longer than all else.
        digests = dict(last.site.digests)
        for path in then.made.files:
            digests.pop(path, None)
        self.is_behind |= not digests.keys().isdisjoint(made.files)
        digests.update(made.files)
        site = replace(
            last.site,
            stories={**last.site.stories, source: told.known},
            digests=digests,
            owners=_owned(last.site.owners, made.files, source),
        )
        return replace(last, site=site, plan=replace(last.plan, hall=hall, room=room))


def _owned(owners: Mapping[str, str], files: Collection[str], source: str) -> Mapping[str, str]:
    """Return whose each file is, now that `files` are those of a source."""
    new = [path for path in files if owners.get(path) != source]
    return {**owners, **dict.fromkeys(new, source)} if new else owners


def _with_texts_of(last: _Last, snapshot: Snapshot, changed: Collection[str]) -> _Last | None:
    """Return what was shown last with the files of stories as they are now; None if another
    story is among them, or one is gone."""
    if all(file in last.owners and file in snapshot.stamps for file in changed):
        return last
    shelf = last.plan.hall.shelf
    bundles = {bundle.source: bundle for bundle in snapshot.stories}
    if bundles.keys() != shelf.bundles.keys():
        return None
    hall = replace(last.plan.hall, shelf=replace(shelf, bundles=bundles))
    owners = {**last.owners, **_owners(snapshot)}
    return replace(last, plan=replace(last.plan, hall=hall), owners=owners)


def _is_dress(then: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """True if templates changed, and nothing else."""
    changed = {name for name in then.keys() | now.keys() if then.get(name) != now.get(name)}
    return bool(changed) and all(name.startswith("templates/") for name in changed)


def _differs(made: Made, then: Made) -> bool:
    """True if an edition has other problems or copies than it had."""
    return made.problems != then.problems or made.copies != then.copies


def _owners(snapshot: Snapshot) -> dict[str, str]:
    """Return the story that each text is part of."""
    return {
        file: bundle.source
        for bundle in snapshot.stories
        for file in (bundle.source, *bundle.updates)
    }
