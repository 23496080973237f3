"""The sample stories: packaged sources, read by the usual rooms in a site's own settings and theme.

Law: nothing is faked. What is shown of a sample is what a site would show of such a story.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources

from livegen import authors, editions, shelf, urls
from livegen.errors import Report
from livegen.fingerprint import digest
from livegen.model import Story
from livegen.render import Theme
from livegen.settings import Settings
from livegen.sources import Bundle
from livegen.stories import read_section, release
from livegen.views import cards, lists
from livegen.views import story as stories
from livegen.views.desk import Desk, Newsroom
from livegen.views.lists import Listing
from livegen.views.shapes import StoryPage, UpdateView

FOLDER = "_specimen"
"""Below which the samples stand: a name that no section can have."""

NOW = datetime(2026, 9, 21, 14, 30, tzinfo=UTC)
"""The time at which they are seen: what is upcoming stays so."""

_FOLDERS = ("content/", "content/world/")
_AUTHORS = "content/authors.toml"
_SECTION = "content/world/_index.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One story, and what its templates see: `page`, and the `updates` by id."""

    desk: Desk
    story: Story
    page: StoryPage
    updates: Mapping[str, UpdateView]


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """All of them, by the name of their file. What is wrong with their texts is in the report."""

    room: Newsroom
    report: Report
    stories: Mapping[str, Sample]

    @property
    def desk(self) -> Desk:
        """A desk of the whole site."""
        return _desk(self.room, self.report, "the specimen", self.room.settings.site.language)

    def listing(self, path: str) -> Listing:
        """Return the list at a path."""
        return next(it for it in lists.listings(self.desk) if it.path == path)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files of the stories' own pages, and the pictures on them, by output path."""
        for sample in self.stories.values():
            card = self.room.cards[sample.story.source]
            edition = editions.of_story(self.room, sample.story, card, self.report)
            yield from edition.files.items()
            yield from ((path, self.room.read(it)) for path, it in edition.copies.items())


def read(settings: Settings, theme: Theme) -> Samples:
    """Return the samples as a site with these settings and this theme shows them, as a preview.

    A site that takes no comments sees how they would look.
    """
    address = f"{settings.site.url.rstrip('/')}/{FOLDER}"
    chosen = replace(
        settings,
        site=replace(settings.site, url=address),
        comments_provider=settings.comments_provider or "netlify",
    )
    report = Report()
    read = {bundle.source: _story(bundle, chosen, report) for bundle in _bundles()}
    room = _newsroom(chosen, theme, {it.source: it for it in read.values() if it}, report)
    named = {bundle.name: read[bundle.source] for bundle in _bundles()}
    samples = {name: _sample(room, story, report) for name, story in named.items() if story}
    return Samples(room=room, report=report, stories=samples)


@lru_cache(maxsize=1)
def _sources() -> Mapping[str, bytes]:
    """Return the packaged files by source."""
    own = resources.files(__package__)
    found = {
        folder + entry.name: entry.read_bytes()
        for folder in _FOLDERS
        for entry in (own / folder).iterdir()
        if entry.is_file()
    }
    return dict(sorted(found.items()))


def _bundles() -> Iterator[Bundle]:
    for source in _sources():
        folder, _, name = source.rpartition("/")
        if name.endswith(".md") and source != _SECTION:
            section = folder.removeprefix("content/")
            yield Bundle(
                source=source, section=section, name=name.removesuffix(".md"), folder=folder
            )


def _story(bundle: Bundle, settings: Settings, report: Report) -> Story | None:
    content = _sources()[bundle.source]
    story = shelf.reading_of(bundle, content, {}, settings, report).story
    return release.taken_back(story) if story else None


def _newsroom(
    settings: Settings, theme: Theme, read: Mapping[str, Story], report: Report
) -> Newsroom:
    files = _sources()
    section = read_section(_SECTION, "world", files[_SECTION], report)
    return Newsroom(
        settings=settings,
        address=urls.address(settings.site.url),
        theme=theme,
        authors=authors.read(files[_AUTHORS], _AUTHORS, report),
        sections={section.name: section} if section else {},
        pages={},
        files=frozenset(files) - {_AUTHORS, _SECTION, *read},
        read=files.__getitem__,
        digest=lambda source: digest(files[source]),
        now=NOW,
        cards={
            source: cards.card(
                story,
                folder=source.rpartition("/")[0],
                waiting=(),
                now=NOW,
                page_size=settings.build.page_size,
            )
            for source, story in read.items()
        },
        preview=True,
    )


def _sample(room: Newsroom, story: Story, report: Report) -> Sample:
    desk = _desk(room, report, story.source, story.language)
    drawn = stories.draw(desk, story, room.cards[story.source])
    return Sample(
        desk=desk,
        story=story,
        page=stories.story_page(desk, drawn),
        updates={update.id: view for update, view in drawn.updates},
    )


def _desk(room: Newsroom, report: Report, source: str, language: str) -> Desk:
    card = room.cards.get(source)
    return Desk(
        room=room,
        report=report,
        source=source,
        folder=source.rpartition("/")[0],
        language=language,
        anchors=card.anchors if card else {},
    )
