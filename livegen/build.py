"""The natural way, in one function: sources -> stories -> cards -> editions -> files.

Law: no disk but the snapshot, no clock but `now`. `build`, `check` and `list` all read like this.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from livegen import authors, editions, render, rules, settings, sources, stories, urls, words
from livegen.errors import Edit, Place, Report, Rule
from livegen.hosting import Redirect
from livegen.ledger import Remembered
from livegen.model import Author, Comments, PlainPage, Section, Story, Text
from livegen.settings import DEFAULT_URL, Settings
from livegen.sources import Bundle, Snapshot
from livegen.stories import Reading, release
from livegen.stories.release import Held
from livegen.views.cards import Card, card
from livegen.views.desk import Newsroom
from livegen.views.shapes import FeedEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a build makes: every file by output path, and what an editor wants to know.

    `stories` are those that could be read, published or not. By source: `remembered` is what the
    ledger keeps of each story that is out, `readings` and `paths` are of every story there is,
    and `copied` names the files beside its text that an edition shows. `pointed` are the
    `/paths` that texts name.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    stories: tuple[Story, ...] = ()
    held: tuple[Held, ...] = ()
    remembered: Mapping[str, Remembered] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    copied: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pointed: tuple[tuple[str, Place], ...] = ()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The stories that could be read, in order of their sources, and what of them is held."""

    stories: tuple[Story, ...]
    held: tuple[Held, ...]


def read(snapshot: Snapshot, now: datetime, report: Report) -> Shelf:
    """Return the stories without making pages of them."""
    chosen = settings_of(snapshot, report)
    theme = _theme(snapshot, report)
    layouts = theme.layouts if theme else frozenset()
    found = _whole(_readings(snapshot, _defaults(chosen, layouts), report), ALL_IN)
    _, held = _out(found.values(), now, preview=False)
    return Shelf(stories=tuple(found.values()), held=held)


def missing_ids(snapshot: Snapshot) -> tuple[Edit, ...]:
    """Return the edits that write down the ids which updates in lists are known by now."""
    chosen = settings_of(snapshot, Report())
    defaults = _defaults(chosen, frozenset())
    return tuple(
        edit
        for bundle in snapshot.stories
        for edit in stories.missing_ids(bundle.source, snapshot.read(bundle.source), defaults)
    )


def site(snapshot: Snapshot, now: datetime, report: Report, without: Without = ALL_IN) -> Site:
    """Return the site as readers may see it at `now`; what is wrong goes to `report`."""
    return _site(snapshot, now, report, without, preview=False)


def preview(snapshot: Snapshot, now: datetime, report: Report, without: Without = ALL_IN) -> Site:
    """Return the site with its drafts and held items, labelled."""
    return _site(snapshot, now, report, without, preview=True)


def _site(
    snapshot: Snapshot, now: datetime, report: Report, without: Without, *, preview: bool
) -> Site:
    chosen = _settings(snapshot, report)
    theme = _theme(snapshot, report)
    if theme is None:
        return Site(settings=chosen)
    defaults = _defaults(chosen, theme.layouts)
    readings = _readings(snapshot, defaults, report)
    read = _whole(readings, without)
    pages = _pages(snapshot, defaults, report, preview=preview)
    out, held = _out(read.values(), now, preview=preview)
    cards = _cards(snapshot, readings, out, now, chosen.build.page_size) | _kept_cards(without)
    paths = _paths(snapshot, read, cards)
    old = {f"content/{path}": file for path, file in _files_kept(without)}
    room = Newsroom(
        settings=chosen,
        address=urls.address(chosen.site.url),
        theme=theme,
        authors=_authors(snapshot, report),
        sections=_sections(snapshot, out, report),
        cards=cards,
        pages={page.source: urls.story("", page.slug) for page in pages},
        files=snapshot.resources | old.keys(),
        read=lambda source: old[source] if source in old else snapshot.read(source),
        waiting={source: path for source, path in paths.items() if source not in cards},
        now=now,
        preview=preview,
    )
    if without == ALL_IN:
        _proofread(room, snapshot, readings, report)
    rules.check(room, out, report)
    kept = [
        editions.Edition(source=source, files=kept.files, entry=kept.entry)
        for source, kept in without.stories.items()
    ]
    of_stories = [editions.of_story(room, story, report) for story in out]
    others = _editions(room, pages, _said((*of_stories, *kept)), snapshot, report)
    moves = editions.moves(_aliases(pages, out, room), _taken(room), report)
    of_site = _of_site(room, moves, _gone(read.values(), now), snapshot, report)
    made = (*of_stories, *others, *of_site)
    joined = editions.join((*made, *_less_copied(kept, made)), report)
    files = {
        path: content if isinstance(content, bytes) else room.read(content)
        for path, content in sorted(joined.items())
    }
    return Site(
        files=files,
        settings=chosen,
        stories=tuple(read.values()),
        held=held,
        remembered=_remembered((*of_stories, *kept), cards),
        readings=readings,
        paths=paths,
        copied={edition.source: tuple(edition.copies.values()) for edition in made},
        pointed=tuple(dict.fromkeys(point for edition in made for point in edition.pointed)),
    )


def _proofread(
    room: Newsroom, snapshot: Snapshot, readings: Mapping[str, Reading], report: Report
) -> None:
    """Report the errors in the texts of stories and updates that are in error themselves."""
    for bundle in snapshot.stories:
        reading = readings[bundle.source]
        if reading.left_out:
            report.extend(editions.errors_in(room, bundle.source, bundle.folder, reading))


def _editions(
    room: Newsroom,
    pages: Iterable[PlainPage],
    said: Mapping[str, FeedEntry],
    snapshot: Snapshot,
    report: Report,
) -> Iterable[editions.Edition]:
    """Yield the editions of what is no story: pages, lists, static files."""
    for page in pages:
        yield editions.of_page(room, page, report)
    yield from editions.of_lists(room, said, report)
    copied = {source.removeprefix("static/"): source for source in snapshot.static}
    yield editions.Edition(
        source="static/",
        copies={name: at for name, at in copied.items() if name not in editions.OF_HOSTS},
    )


def _of_site(
    room: Newsroom,
    moves: Iterable[Redirect],
    gone: Iterable[str],
    snapshot: Snapshot,
    report: Report,
) -> Iterable[editions.Edition]:
    own = {
        name: snapshot.read(f"static/{name}")
        for name in editions.OF_HOSTS
        if f"static/{name}" in snapshot.static
    }
    yield editions.of_site(room, own, moves, gone, report)


def _files_kept(without: Without) -> Iterable[tuple[str, bytes]]:
    """Yield what is kept, by output path: a picture goes on as it was wherever it is shown."""
    for kept in without.stories.values():
        yield from kept.files.items()


def _less_copied(
    kept: Iterable[editions.Edition], made: Iterable[editions.Edition]
) -> Iterable[editions.Edition]:
    """Yield what is kept without the pictures that other sources show."""
    copied = {path for edition in made for path in edition.copies}
    for edition in kept:
        files = {path: file for path, file in edition.files.items() if path not in copied}
        yield replace(edition, files=files)


def _said(of_stories: Iterable[editions.Edition]) -> Mapping[str, FeedEntry]:
    return {edition.source: edition.entry for edition in of_stories if edition.entry}


def _remembered(
    of_stories: Iterable[editions.Edition], cards: Mapping[str, Card]
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


def _aliases(
    pages: Iterable[PlainPage], out: Iterable[Story], room: Newsroom
) -> Iterable[tuple[Place, str, tuple[str, ...]]]:
    """Yield where aliases are written, where they lead, and the aliases."""
    places = {story.source: story.places.get("aliases", story.place) for story in out}
    for known in room.cards.values():
        yield places.get(known.source, Place(known.source)), known.path, known.aliases
    for page in pages:
        yield page.place, room.pages[page.source], page.aliases


def _taken(room: Newsroom) -> Mapping[str, str]:
    """Return the paths at which pages stand that an alias could hide, and whose they are."""
    sections = {urls.section(name): section for name, section in room.sections.items()}
    return {
        **{path: section.source or f"the list {path}" for path, section in sections.items()},
        **{path: source for source, path in room.pages.items()},
        **{known.path: source for source, known in room.cards.items()},
    }


def settings_of(snapshot: Snapshot, report: Report) -> Settings:
    """Return the site's settings, or the defaults."""
    if snapshot.settings is None:
        return Settings()
    return settings.read(snapshot.read(snapshot.settings), snapshot.settings, report)


def _settings(snapshot: Snapshot, report: Report) -> Settings:
    of_settings = Report()
    chosen = settings_of(snapshot, of_settings)
    report.extend(of_settings.problems)
    # An address that cannot be read is an error of its own.
    if chosen.site.url == DEFAULT_URL and not of_settings.failed:
        report.warn(
            Rule.DEFAULT_URL,
            Place("livegen.toml"),
            f"the site has no address; feeds and metadata say {DEFAULT_URL}",
            'write url = "https://news.example.org" below [site]',
        )
    return chosen


def _theme(snapshot: Snapshot, report: Report) -> render.Theme | None:
    own = {name.removeprefix("templates/"): snapshot.read(name) for name in snapshot.templates}
    try:
        theme = render.theme(own, sources.default_theme(), words.catalogue)
    except render.TemplateFailure as failure:
        report.extend((failure.problem,))
        return None
    report.extend(theme.problems())
    return theme


def _defaults(chosen: Settings, layouts: frozenset[str]) -> stories.Defaults:
    return stories.Defaults(
        language=chosen.site.language,
        timezone=chosen.site.timezone,
        comments=Comments.OPEN if chosen.comments else Comments.NONE,
        layouts=layouts,
    )


def _readings(snapshot: Snapshot, defaults: stories.Defaults, report: Report) -> dict[str, Reading]:
    """Return what could be read of each story, by source, in order of the sources."""
    return {
        bundle.source: _reading(snapshot, bundle, defaults, report) for bundle in snapshot.stories
    }


def _reading(
    snapshot: Snapshot, bundle: Bundle, defaults: stories.Defaults, report: Report
) -> Reading:
    origin = stories.Source(path=bundle.source, section=bundle.section, name=bundle.name)
    updates = {path: snapshot.read(path) for path in bundle.updates}
    return stories.read(origin, snapshot.read(bundle.source), updates, defaults, report)


def _whole(readings: Mapping[str, Reading], without: Without) -> dict[str, Story]:
    """Return the stories to build, less the updates to leave out, by source."""
    return {
        source: replace(
            story,
            updates=tuple(u for u in story.updates if (source, u.id) not in without.updates),
        )
        for source, reading in readings.items()
        if (story := reading.story) is not None and source not in without.stories
    }


def _cards(
    snapshot: Snapshot,
    readings: Mapping[str, Reading],
    out: Iterable[Story],
    now: datetime,
    page_size: int,
) -> dict[str, Card]:
    folders = {bundle.source: bundle.folder for bundle in snapshot.stories}
    return {
        story.source: card(
            story,
            folder=folders[story.source],
            waiting=_not_out(readings[story.source], story),
            now=now,
            page_size=page_size,
        )
        for story in out
    }


def _not_out(reading: Reading, story: Story) -> list[str]:
    """Return the ids of the updates that were read and are not in `story`, broken ones too."""
    read = [update.id for update in reading.story.updates] if reading.story else []
    shown = {update.id for update in story.updates}
    return [name for name in (*read, *reading.broken) if name not in shown]


def _kept_cards(without: Without) -> dict[str, Card]:
    return {source: kept.card for source, kept in without.stories.items() if kept.card}


def _pages(
    snapshot: Snapshot, defaults: stories.Defaults, report: Report, *, preview: bool
) -> list[PlainPage]:
    read = [
        stories.read_page(path, _page_name(path), snapshot.read(path), defaults, report)
        for path in snapshot.pages
    ]
    return [page for page in read if page is not None and (preview or not page.draft)]


def _page_name(path: str) -> str:
    """Return the name of a plain page: of its file, or of its folder."""
    return path.removesuffix("/index.md").removesuffix(".md").rpartition("/")[2]


def _authors(snapshot: Snapshot, report: Report) -> Mapping[str, Author]:
    if snapshot.authors is None:
        return {}
    return authors.read(snapshot.read(snapshot.authors), snapshot.authors, report)


def _sections(snapshot: Snapshot, out: Iterable[Story], report: Report) -> Mapping[str, Section]:
    """Return the sections with an `_index.md` and those that a story makes, by name."""
    made = {story.section for story in out}
    found = {name: Section(name=name, title=stories.section_title(name)) for name in made}
    for folder, path in snapshot.sections.items():
        name = stories.section_name(folder)
        section = stories.read_section(path, name, snapshot.read(path), report)
        if section is not None:
            found[name] = section
    return dict(sorted(found.items()))


def _out(
    read: Iterable[Story], now: datetime, *, preview: bool
) -> tuple[list[Story], tuple[Held, ...]]:
    """Return the stories to show, and all that waits for its time."""
    out: list[Story] = []
    held: list[Held] = []
    for story in read:
        shown, waiting = release.published(story, now)
        held.extend(waiting)
        if preview:
            out.append(_less_withdrawn(story))
        elif shown is not None:
            out.append(_less_withdrawn(shown))
    return out, tuple(held)


def _less_withdrawn(story: Story) -> Story:
    """Return the story without the words and pictures that were taken back.

    Of a withdrawn story every update is withdrawn: feeds go on naming it, so that readers who
    have it lose its text.
    """
    gone = story.withdrawn
    updates = tuple(
        replace(update, title="", body=Text(), image=None, extra={}, withdrawn=taken_back)
        if (taken_back := update.withdrawn or gone)
        else update
        for update in story.updates
    )
    if gone is None:
        return replace(story, updates=updates)
    return replace(
        story,
        former_titles=(),
        summary="",
        image=None,
        key_points=(),
        banner=None,
        body=Text(),
        extra={},
        updates=updates,
    )


def _paths(
    snapshot: Snapshot, read: Mapping[str, Story], cards: Mapping[str, Card]
) -> Mapping[str, str]:
    """Return the path of every story there is, out or not, by source."""
    return {
        bundle.source: cards[bundle.source].path
        if bundle.source in cards
        else _path_of(bundle, read.get(bundle.source))
        for bundle in snapshot.stories
    }


def _path_of(bundle: Bundle, story: Story | None) -> str:
    """Return the path of a story, or the one it would have by its name if it cannot be read."""
    if story is None:
        return urls.story(stories.section_name(bundle.section), urls.slug(bundle.name))
    return urls.story(story.section, story.slug)


def _gone(read: Iterable[Story], now: datetime) -> tuple[str, ...]:
    """Return the paths of the stories that have expired."""
    return tuple(
        urls.story(story.section, story.slug)
        for story in read
        if not story.draft and release.expired(story, now)
    )
