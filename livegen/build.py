"""The natural way: sources -> stories -> cards -> editions -> files.

Law: no disk but the snapshot, no clock but `now`. `build` and `check` both read like this.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from livegen import editions, rules, stories, urls
from livegen import shelf as shelves
from livegen.editions import Edition
from livegen.errors import Place, Report
from livegen.hosting import Redirect
from livegen.ledger import Remembered
from livegen.model import PlainPage, Section, Story, Text
from livegen.shelf import Shelf
from livegen.sources import Bundle, Snapshot
from livegen.stories import Reading, release
from livegen.stories.release import Held
from livegen.views.cards import Card, card
from livegen.views.desk import Newsroom
from livegen.views.shapes import FeedEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a build makes: every file by output path, and what an editor wants to know.

    By source: `remembered` is what the ledger keeps of each story that is out, `readings` and
    `paths` are of every story there is, and `copied` names the files beside its text that an
    edition shows. `pointed` are the `/paths` that texts name, `redirected` those
    that lead elsewhere.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    held: tuple[Held, ...] = ()
    remembered: Mapping[str, Remembered] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    copied: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pointed: tuple[tuple[str, Place], ...] = ()
    redirected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a story in error keeps of the last build: its files, and how lists knew it."""

    files: Mapping[str, bytes]
    card: Card | None = None
    entry: FeedEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """What a build leaves out: updates (source of the story, id), and stories by source, in
    place of which stands what they had."""

    updates: frozenset[tuple[str, str]] = frozenset()
    stories: Mapping[str, Kept] = field(default_factory=dict)


ALL_IN = Without()


def site(snapshot: Snapshot, now: datetime, report: Report, without: Without = ALL_IN) -> Site:
    """Return the site as readers may see it at `now`; what is wrong goes to `report`."""
    return _site(snapshot, now, report, without, preview=False)


def preview(snapshot: Snapshot, now: datetime, report: Report, without: Without = ALL_IN) -> Site:
    """Return the site with its drafts and held items, labelled."""
    return _site(snapshot, now, report, without, preview=True)


def _site(
    snapshot: Snapshot, now: datetime, report: Report, without: Without, *, preview: bool
) -> Site:
    shelf = shelves.read(snapshot, report)
    if shelf is None:
        return Site()
    read = _whole(shelf, without)
    shown = [(story, *release.published(story, now)) for story in read]
    out = [story if preview else whole for story, whole, _ in shown]
    plan = _plan(shelf, [release.taken_back(story) for story in out if story], without, now)
    room = _room(snapshot, shelf, plan, now, preview=preview)
    if without == ALL_IN:
        _proofread(room, shelf, report)
    rules.check(room, plan.out, report)
    of_stories = [_of_story(room, story, report) for story in plan.out]
    kept = _kept(without)
    said = {edition.source: edition.entry for edition in (*of_stories, *kept) if edition.entry}
    pages = (*of_stories, *_others(room, shelf, said, snapshot, report))
    aliases = _aliases(_pages(room, shelf), plan, room)
    moves = editions.moves(aliases, _owners((*pages, *kept)), report)
    made = (*pages, _of_site(room, shelf, moves, snapshot, report))
    joined = editions.join((*made, *_less_copied(kept, made)), report)
    return Site(
        files={
            path: content if isinstance(content, bytes) else room.read(content)
            for path, content in sorted(joined.items())
        },
        held=tuple(item for _, _, held in shown for item in held),
        remembered=_remembered((*of_stories, *kept), plan.cards),
        readings=shelf.readings,
        paths=plan.paths,
        copied={edition.source: tuple(edition.copies.values()) for edition in made},
        pointed=tuple(dict.fromkeys(point for edition in made for point in edition.pointed)),
        redirected=editions.redirected(room, _of_hosts(snapshot), moves),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What of the shelf is shown: stories, their cards and the paths of all there is, by source.

    `kept` is what stories in error had, by output path; `unread` are those in error as long as
    nothing is left out for them: such a build is for its errors alone, and links to them are none.
    """

    out: tuple[Story, ...]
    cards: Mapping[str, Card]
    paths: Mapping[str, str]
    kept: Mapping[str, bytes]
    unread: tuple[str, ...]


def _whole(shelf: Shelf, without: Without) -> tuple[Story, ...]:
    """Return the stories to build, less the updates to leave out."""
    return tuple(
        replace(
            story,
            updates=tuple(u for u in story.updates if (story.source, u.id) not in without.updates),
        )
        for story in shelf.stories
        if story.source not in without.stories
    )


def _plan(shelf: Shelf, out: list[Story], without: Without, now: datetime) -> _Plan:
    new = {story.source: _card(shelf, story, now) for story in out}
    old = {source: kept.card for source, kept in without.stories.items() if kept.card}
    cards = new | old
    return _Plan(
        out=tuple(out),
        cards=cards,
        paths={
            source: cards[source].path if source in cards else _path_of(bundle, shelf)
            for source, bundle in shelf.bundles.items()
        },
        kept={path: file for kept in without.stories.values() for path, file in kept.files.items()},
        unread=tuple(
            source
            for source, reading in shelf.readings.items()
            if reading.story is None and not reading.draft and without == ALL_IN
        ),
    )


def _card(shelf: Shelf, story: Story, now: datetime) -> Card:
    return card(
        story,
        folder=shelf.bundles[story.source].folder,
        waiting=_not_out(shelf.readings[story.source], story),
        now=now,
        page_size=shelf.settings.build.page_size,
    )


def _not_out(reading: Reading, story: Story) -> list[str]:
    """Return the ids of the updates that were read and are not in `story`, broken ones too."""
    read = [update.id for update in reading.story.updates] if reading.story else []
    shown = {update.id for update in story.updates}
    return [name for name in (*read, *reading.broken) if name not in shown]


def _path_of(bundle: Bundle, shelf: Shelf) -> str:
    """Return the path of a story, or the one it would have by its name if it cannot be read."""
    story = shelf.readings[bundle.source].story
    if story is None:
        return urls.story(stories.section_name(bundle.section), urls.slug(bundle.name))
    return urls.story(story.section, story.slug)


def _room(
    snapshot: Snapshot, shelf: Shelf, plan: _Plan, now: datetime, *, preview: bool
) -> Newsroom:
    absent = {source: path for source, path in plan.paths.items() if source not in plan.cards}
    unread = {source: absent.pop(source) for source in plan.unread if source in absent}
    # A picture that is kept goes on as it was wherever it is shown.
    kept = {f"content/{path}": file for path, file in plan.kept.items()}
    return Newsroom(
        settings=shelf.settings,
        address=urls.address(shelf.settings.site.url),
        theme=shelf.theme,
        authors=shelf.authors,
        sections=_sections(shelf, plan.out),
        cards=plan.cards,
        pages={
            page.source: urls.story("", page.slug)
            for page in shelf.pages
            if preview or not page.draft
        },
        files=snapshot.resources | kept.keys(),
        read=lambda source: kept[source] if source in kept else snapshot.read(source),
        waiting=absent,
        unread=unread,
        now=now,
        preview=preview,
    )


def _sections(shelf: Shelf, out: Iterable[Story]) -> Mapping[str, Section]:
    """Return the sections with an `_index.md` and those that a story makes, by name."""
    names = {story.section for story in out}
    made = {name: Section(name=name, title=stories.section_title(name)) for name in names}
    return dict(sorted((made | dict(shelf.sections)).items()))


def _proofread(room: Newsroom, shelf: Shelf, report: Report) -> None:
    """Report the errors in texts of which nothing is made: of what is in error, and of drafts."""
    for source, reading in shelf.readings.items():
        story = reading.story
        unshown = story is not None and story.draft and not room.preview
        texts = (*reading.left_out, *(_texts(story) if story and unshown else ()))
        if texts:
            folder = shelf.bundles[source].folder
            own = editions.errors_in(room, source, folder, updates=reading.names, texts=texts)
            report.extend(own.softened if reading.draft else own.problems)


def _texts(story: Story) -> tuple[Text, ...]:
    return (story.body, *story.key_points, *(update.body for update in story.updates))


def _kept(without: Without) -> list[Edition]:
    return [
        Edition(source=source, files=kept.files, entry=kept.entry)
        for source, kept in without.stories.items()
    ]


def _others(
    room: Newsroom,
    shelf: Shelf,
    said: Mapping[str, FeedEntry],
    snapshot: Snapshot,
    report: Report,
) -> Iterable[Edition]:
    """Yield the editions of what is no story: pages, lists, static files."""
    for page in _pages(room, shelf):
        yield editions.of_page(room, page, report)
    yield from editions.of_lists(room, said, report)
    copied = {source.removeprefix("static/"): source for source in snapshot.static}
    yield Edition(
        source="static/",
        copies={name: at for name, at in copied.items() if name not in editions.OF_HOSTS},
    )


def _of_site(
    room: Newsroom,
    shelf: Shelf,
    moves: Iterable[Redirect],
    snapshot: Snapshot,
    report: Report,
) -> Edition:
    gone = [
        urls.story(story.section, story.slug)
        for story in shelf.stories
        if not story.draft and release.expired(story, room.now)
    ]
    return editions.of_site(room, _of_hosts(snapshot), moves, gone, report)


def _of_hosts(snapshot: Snapshot) -> dict[str, bytes]:
    """Return the site's own files for hosts, by name."""
    return {
        name: snapshot.read(f"static/{name}")
        for name in editions.OF_HOSTS
        if f"static/{name}" in snapshot.static
    }


def _of_story(room: Newsroom, story: Story, report: Report) -> Edition:
    """Return the edition of a story; the errors of a draft, in a preview, are warnings."""
    own = Report()
    edition = editions.of_story(room, story, own)
    report.extend(own.softened if story.draft else own.problems)
    return edition


def _pages(room: Newsroom, shelf: Shelf) -> list[PlainPage]:
    return [page for page in shelf.pages if page.source in room.pages]


def _aliases(
    pages: Iterable[PlainPage], plan: _Plan, room: Newsroom
) -> Iterable[tuple[Place, str, tuple[str, ...]]]:
    """Yield where aliases are written, where they lead, and the aliases."""
    places = {story.source: story.places.get("aliases", story.place) for story in plan.out}
    for known in plan.cards.values():
        yield places.get(known.source, Place(known.source)), known.path, known.aliases
    for page in pages:
        yield page.place, room.pages[page.source], page.aliases


def _owners(made: Iterable[Edition]) -> Mapping[str, str]:
    """Return whose each output file is."""
    return {path: edition.source for edition in made for path in (*edition.files, *edition.copies)}


def _less_copied(kept: Iterable[Edition], made: Iterable[Edition]) -> Iterable[Edition]:
    """Yield what is kept without the pictures that other sources show."""
    copied = {path for edition in made for path in edition.copies}
    for edition in kept:
        files = {path: file for path, file in edition.files.items() if path not in copied}
        yield replace(edition, files=files)


def _remembered(
    of_stories: Iterable[Edition], cards: Mapping[str, Card]
) -> Mapping[str, Remembered]:
    return {
        edition.source: Remembered(
            card=cards[edition.source],
            entry=edition.entry,
            files=tuple(sorted({*edition.files, *edition.copies})),
        )
        for edition in of_stories
        if edition.entry and edition.source in cards
    }
