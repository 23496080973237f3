"""All stories in two rounds: what is not known is read, and drawn if it asks about no other; then
what is left is drawn, and what has other answers by now.

Law: no more stories are held in memory at once than a batch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

from livegen.build import explaining, rooms, telling
from livegen.build.known import Known, Made
from livegen.build.sharing import BATCH, Crew, share
from livegen.build.telling import Hall, Read, Told
from livegen.errors import Place
from livegen.fingerprint import digest
from livegen.stories import Reading
from livegen.views.desk import Newsroom
from livegen.views.latest import leading

Heard: TypeAlias = Callable[[str, Known | None, bytes], None]
"""Is told of a story that was made: its source, what to remember, its entry in feeds, packed."""


def standing(hall: Hall) -> dict[str, Known]:
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


def stands(hall: Hall, room: Newsroom, made: Made) -> bool:
    """True if an edition need not be made anew: its questions have the answers they had, and its
    files lie there."""
    return all(room.answer(asked) == told for asked, told in made.asked.items()) and all(
        hall.past.stands(path, found) for path, found in made.files.items()
    )


@dataclass(kw_only=True)
class Rounds:
    """What is known of the stories by now, by source.

    `broken` are those whose own errors stop the build, `unsound` those of which nothing is to be
    remembered, with their `readings`. `entries` are what feeds say of those that were drawn,
    packed, and `latest` the newest updates of some of them: of those with the newest of all, at
    the least. `why` says what had changed of them.
    """

    hall: Hall
    crew: Crew | None
    heard: Heard
    known: dict[str, Known]
    entries: dict[str, bytes] = field(default_factory=dict)
    latest: dict[str, bytes] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    unsound: set[str] = field(default_factory=set)
    readings: dict[str, Reading] = field(default_factory=dict)
    pointed: list[tuple[str, Place]] = field(default_factory=list)
    why: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)

    def go(self) -> Newsroom:
        """Read and draw what has to be, and return the newsroom that knows all."""
        hall = self.hall
        known = self.known.keys() | hall.without.stories.keys()
        rest = [source for source in hall.shelf.bundles if source not in known]
        for source in rest:
            self.why[source] = explaining.of_story(hall.past.stories.get(source), hall, source)
        if len(rest) > BATCH:
            self._draw_each(rest, rooms.before(hall))
            room = rooms.whole(hall, self.known, self.broken)
        else:
            room = self._draw_together([telling.read(hall, source) for source in rest])
        self._draw_the_rest(room)
        return room

    def entries_of(self) -> dict[str, str]:
        """Return the digest of what lists' feeds say of each story."""
        found = {
            name: it.made.entry for name, it in self.known.items() if it.made and it.made.entry
        }
        kept = self.hall.without.stories.items()
        return found | {name: digest(it.entry) for name, it in kept if it.entry}

    def latest_of(self) -> dict[str, str]:
        """Return the digest of the newest updates of each story that has any."""
        found = {
            name: it.made.latest for name, it in self.known.items() if it.made and it.made.latest
        }
        kept = self.hall.without.stories.items()
        return found | {name: digest(it.latest) for name, it in kept if it.latest}

    def entry(self, room: Newsroom, source: str, wanted: str) -> bytes:
        """Return what lists' feeds say of a story, as it is remembered if that is right."""
        if kept := self.hall.without.stories.get(source):
            return kept.entry
        return self._said(room, source, wanted, self.entries, self.hall.past.entry)

    def newest_updates(self, room: Newsroom, source: str, wanted: str) -> bytes:
        """Return the newest updates of one of the leading stories likewise."""
        if kept := self.hall.without.stories.get(source):
            return kept.latest
        return self._said(room, source, wanted, self.latest, self.hall.past.latest)

    def _said(
        self,
        room: Newsroom,
        source: str,
        wanted: str,
        drawn: Mapping[str, bytes],
        remembered: Callable[[str], bytes | None],
    ) -> bytes:
        said = drawn.get(source) or remembered(source)
        if said is None or digest(said) != wanted:
            self._take(telling.draw(self.hall, room, telling.read(self.hall, source)))
            return drawn[source]
        return said

    def _draw_together(self, read: Sequence[Read]) -> Newsroom:
        """Draw stories that are the last ones to have been read."""
        self.known |= {one.source: one.known for one in read}
        self.broken |= {one.source for one in read if one.is_broken}
        room = rooms.whole(self.hall, self.known, self.broken)
        for one in read:
            self._take(telling.draw(self.hall, room, one))
        return room

    def _draw_the_rest(self, room: Newsroom) -> None:
        rest = [source for source in self.known if not self._is_drawn(room, source)]
        for source in rest:
            if source not in self.why:
                made = self.known[source].made
                self.why[source] = explaining.of_edition(made, self.hall, room)
        self._draw_each(rest, room)

    def _is_drawn(self, room: Newsroom, source: str) -> bool:
        made = self.known[source].made
        return made is not None and (source in self.entries or stands(self.hall, room, made))

    def _draw_each(self, sources: Sequence[str], room: Newsroom) -> None:
        draw = partial(_read_and_drawn, self.hall, room)
        share(sources, draw, self._take, self.hall.press, self.crew)

    def _take(self, told: Told) -> None:
        self.known[told.source] = told.known.sharing(self._texts)
        self.pointed += told.pointed
        if told.is_broken:
            self.broken.add(told.source)
        if told.known.made is None:
            return
        self.entries[told.source] = told.entry
        self._keep_latest(told)
        if not told.sound:
            self.unsound.add(told.source)
            if told.reading:
                self.readings[told.source] = told.reading
        self.heard(told.source, told.known if told.sound else None, told.entry)

    def _keep_latest(self, told: Told) -> None:
        """Keep a story's newest updates as long as they may be among those of all."""
        if told.latest:
            self.latest[told.source] = told.latest
        if len(self.latest) > BATCH:
            cards = (self.known[name].card for name in self.latest)
            chosen = {card.source for card in leading(filter(None, cards))}
            for name in self.latest.keys() - chosen:
                del self.latest[name]


def _read_and_drawn(hall: Hall, room: Newsroom, source: str) -> Told:
    return telling.draw(hall, room, telling.read(hall, source))
