"""One story at a time: sources -> what is known of it -> its edition.

Law: a function of the story's own sources, the time, and what its desk asks the newsroom.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from livegen import editions, stories, urls
from livegen import shelf as shelves
from livegen.build.known import Known, Made, Past
from livegen.editions import Edition
from livegen.errors import Place, Report
from livegen.fingerprint import digest
from livegen.ledger import packed
from livegen.model import Story, Text
from livegen.shelf import Shelf
from livegen.sources import Bundle, Snapshot
from livegen.stories import Reading, release
from livegen.views.cards import Card, card
from livegen.views.desk import Newsroom, NotYet
from livegen.views.memo import Memo


class Press(Protocol):
    """Takes what is made, as soon as it is made."""

    def put(self, path: str, content: bytes) -> None:
        """Take the bytes of an output file."""

    def sent(self) -> Mapping[str, str]:
        """Return where what was put since the last call lies, for another process to know."""

    def receive(self, sent: Mapping[str, str]) -> None:
        """Take what another process put."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a story in error keeps of the last build: its files, and how lists knew it.

    `entry` and `latest` are as the ledger keeps them, `b""` if it does not.
    """

    files: Mapping[str, bytes]
    card: Card | None = None
    entry: bytes = b""
    latest: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """What a build leaves out: updates (source of the story, id), and stories by source, in
    place of which stands what they had."""

    updates: frozenset[tuple[str, str]] = frozenset()
    stories: Mapping[str, Kept] = field(default_factory=dict)


ALL_IN = Without()


@dataclass(frozen=True, kw_only=True)
class Hall:
    """What work on all stories leans on; in a `preview` drafts and held items are shown.

    One that is `advising` names what an editor should know, too.
    """

    snapshot: Snapshot
    shelf: Shelf
    now: datetime
    preview: bool
    without: Without
    past: Past
    press: Press
    advising: bool = False

    def put(self, files: Mapping[str, bytes], memo: Memo | None = None) -> dict[str, str]:
        """Hand over the files that do not stand already, and return all digests."""
        if memo:
            digests = memo.digests(files)
        else:
            digests = {path: digest(content) for path, content in files.items()}
        for path, found in digests.items():
            if not self.past.stands(path, found):
                self.press.put(path, files[path])
        return digests


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A story that was read: `shown` is what of it is out, or shown in a preview."""

    source: str
    folder: str
    known: Known
    reading: Reading
    shown: Story | None = None

    @property
    def is_broken(self) -> bool:
        """True if its own errors stop the build."""
        return self.reading.story is None and not self.reading.draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story that was read and drawn, or is to be drawn when all others are read.

    `entry` is what lists' feeds say of it, and `latest` are its newest updates, as the ledger
    keeps them, `b""` if there are none. Nothing is remembered of one
    that is not `sound`: errors are found anew each time.
    """

    source: str
    known: Known
    entry: bytes = b""
    latest: bytes = b""
    sound: bool = True
    is_broken: bool = False
    pointed: tuple[tuple[str, Place], ...] = ()
    reading: Reading | None = None

    def alone(self) -> Told:
        """Return it as it travels between processes, without what only errors are looked up in."""
        return replace(self, reading=None, pointed=())


def read(hall: Hall, source: str, past: Reading | None = None) -> Read:
    """Return what one story tells by itself: the same, if sooner, with its `past` reading."""
    report = Report()
    bundle = hall.shelf.bundles[source]
    reading = shelves.reading(hall.snapshot, hall.shelf, source, report, past)
    of = {file: hall.snapshot.digest(file) for file in (source, *bundle.updates)}
    story = _less(reading.story, source, hall.without)
    if story is None:
        known = Known(of=of, path=path_by_name(bundle), problems=report.problems)
        return Read(source=source, folder=bundle.folder, known=known, reading=reading)
    if hall.advising:
        report.extend(stories.advice(story))
    whole, held = release.published(story, hall.now)
    out = story if hall.preview else whole
    shown = release.taken_back(out) if out else None
    if shown:
        report.extend(release.also_pinned(shown))
    if shown and hall.advising:
        report.extend(stories.stale(shown, hall.now, hall.shelf.settings.live.stale_after))
    known = Known(
        of=of,
        path=urls.story(story.section, story.slug),
        card=_card(hall, bundle, reading, shown) if shown else None,
        gone=not story.draft and release.expired(story, hall.now),
        aliases=story.places.get("aliases", story.place),
        held=held,
        problems=report.problems,
        since=release.last_change(story, hall.now),
        until=release.next_change(story, hall.now),
    )
    return Read(source=source, folder=bundle.folder, known=known, reading=reading, shown=shown)


def draw(hall: Hall, room: Newsroom, read: Read, memo: Memo | None = None) -> Told:
    """Return a story with its edition, the files of which are put to press.

    Without one, if it asks about another story and not all have been read. With the `memo` of its
    last drawing, only what has changed since is drawn.
    """
    try:
        return _drawn(hall, room, read, memo)
    except NotYet:
        return Told(
            source=read.source, known=read.known, is_broken=read.is_broken, reading=read.reading
        )


def _less(story: Story | None, source: str, without: Without) -> Story | None:
    """Return a story without the updates that are to be left out."""
    if story is None or not without.updates:
        return story
    kept = tuple(update for update in story.updates if (source, update.id) not in without.updates)
    return replace(story, updates=kept)


def path_by_name(bundle: Bundle) -> str:
    """Return the path that a story which cannot be read would have by its name."""
    return urls.story(stories.section_name(bundle.section), urls.slug(bundle.name))


def _card(hall: Hall, bundle: Bundle, reading: Reading, story: Story) -> Card:
    return card(
        story,
        folder=bundle.folder,
        waiting=_not_out(reading, story),
        now=hall.now,
        page_size=hall.shelf.settings.build.page_size,
    )


def _not_out(reading: Reading, story: Story) -> list[str]:
    """Return the ids of the updates that were read and are not in `story`, broken ones too."""
    read = [update.id for update in reading.story.updates] if reading.story else []
    shown = {update.id for update in story.updates}
    return [name for name in (*read, *reading.broken) if name not in shown]


def _drawn(hall: Hall, room: Newsroom, read: Read, memo: Memo | None) -> Told:
    report = Report()
    asked: dict[str, str] = {}
    if hall.without == ALL_IN:
        _proofread(room, read, asked, report)
    edition = edition_of(room, read, report, memo)
    entry = packed(edition.entry) if edition.entry else b""
    latest = packed(edition.latest) if edition.latest else b""
    made = Made(
        asked=asked | dict(edition.asked),
        files=hall.put(edition.files, memo),
        copies=dict(edition.copies),
        problems=report.problems,
        entry=digest(entry) if entry else "",
        latest=digest(latest) if latest else "",
    )
    return Told(
        source=read.source,
        known=read.known.with_edition(made),
        entry=entry,
        latest=latest,
        sound=not (edition.faulty or report.failed or _is_faulty(read.reading)),
        is_broken=read.is_broken,
        pointed=edition.pointed,
        reading=read.reading,
    )


def edition_of(room: Newsroom, read: Read, report: Report, memo: Memo | None = None) -> Edition:
    """Return the edition of a story; the errors of a draft, in a preview, are warnings."""
    if read.shown is None or read.known.card is None:
        return Edition(source=read.source)
    own = Report()
    edition = editions.of_story(room, read.shown, read.known.card, own, memo)
    report.extend(own.softened if read.shown.draft else own.problems)
    return replace(edition, faulty=own.failed)


def _proofread(room: Newsroom, read: Read, asked: dict[str, str], report: Report) -> None:
    """Report the errors in texts of which nothing is made: of what is in error, and of drafts."""
    story, reading = read.reading.story, read.reading
    unshown = story is not None and story.draft and not room.preview
    texts = (*reading.left_out, *(_texts(story) if story and unshown else ()))
    if texts:
        folder = read.folder
        own, questions = editions.errors_in(
            room, read.source, folder, updates=reading.names, texts=texts
        )
        asked |= questions
        report.extend(own.softened if reading.draft else own.problems)


def _is_faulty(reading: Reading) -> bool:
    """True if something of the story could not be read, be it a draft."""
    return reading.story is None or bool(reading.broken)


def _texts(story: Story) -> tuple[Text, ...]:
    return (story.body, *story.key_points, *(update.body for update in story.updates))
