"""What was read of a site: settings, theme, authors, sections, pages, and stories as asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from livegen import authors, settings, sources, stories, words
from livegen.errors import Edit, Place, Report, Rule, ThemeFailure
from livegen.model import Author, Comments, PlainPage, Section, Story
from livegen.settings import DEFAULT_URL, Settings
from livegen.sources import Bundle, Snapshot
from livegen.stories import Reading
from livegen.words import Words

if TYPE_CHECKING:  # whoever reads one story needs no theme, and Jinja takes longer to import
    from livegen import render


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The values of a site, drafts and all.

    `bundles` are by source, in order of the sources, as are the `readings` of those stories that
    were read; `sections`, by name, are those with an `_index.md`.
    """

    settings: Settings
    theme: render.Theme
    authors: Mapping[str, Author]
    sections: Mapping[str, Section]
    pages: tuple[PlainPage, ...]
    bundles: Mapping[str, Bundle]
    readings: Mapping[str, Reading] = field(default_factory=dict)

    @property
    def stories(self) -> tuple[Story, ...]:
        """The stories that could be read, published or not."""
        return tuple(reading.story for reading in self.readings.values() if reading.story)


def read(snapshot: Snapshot, report: Report) -> Shelf | None:
    """Return what could be read, all stories too; None if no theme could."""
    shelf = laid_out(snapshot, report)
    if shelf is None:
        return None
    readings = {source: reading(snapshot, shelf, source, report) for source in shelf.bundles}
    return replace(shelf, readings=readings)


def laid_out(snapshot: Snapshot, report: Report) -> Shelf | None:
    """Return what there is besides stories; None if no theme could be read, without which no
    layout is known."""
    chosen = _settings(snapshot, report)
    theme = _theme(snapshot, report)
    if theme is None:
        return None
    defaults = _defaults(chosen, theme.layouts)
    return Shelf(
        settings=chosen,
        theme=theme,
        authors=_authors(snapshot, report),
        sections=_sections(snapshot, report),
        pages=_pages(snapshot, defaults, report),
        bundles={bundle.source: bundle for bundle in snapshot.stories},
    )


def reading(
    snapshot: Snapshot, shelf: Shelf, source: str, report: Report, past: Reading | None = None
) -> Reading:
    """Return what could be read of one story: the same, if sooner, with its `past` reading."""
    defaults = _defaults(shelf.settings, shelf.theme.layouts)
    return _reading(snapshot, shelf.bundles[source], defaults, report, past)


def settings_of(snapshot: Snapshot, report: Report) -> Settings:
    """Return the site's settings, or the defaults."""
    if snapshot.settings is None:
        return Settings()
    return settings.read(snapshot.read(snapshot.settings), snapshot.settings, report)


def reading_of(
    bundle: Bundle, content: bytes, updates: Mapping[str, bytes], chosen: Settings, report: Report
) -> Reading:
    """Return what could be read of one story, written in `content` and the files of `updates`.

    Its layout may be any, since no theme is read.
    """
    origin = stories.Source(path=bundle.source, section=bundle.section, name=bundle.name)
    return stories.read(origin, content, updates, _defaults(chosen, frozenset()), report)


def authors_of(snapshot: Snapshot, report: Report) -> Mapping[str, Author]:
    """Return the authors by id."""
    return _authors(snapshot, report)


def pages_of(snapshot: Snapshot, chosen: Settings, report: Report) -> tuple[PlainPage, ...]:
    """Return the plain pages."""
    return _pages(snapshot, _defaults(chosen, frozenset()), report)


def words_of(snapshot: Snapshot, language: str, chosen: Settings) -> Words:
    """Return the theme's words in a language; if no theme could be read, they are English."""
    from livegen import render

    clock = chosen.site.clock
    try:
        return render.theme(_templates(snapshot), sources.default_theme()).words(language, clock)
    except ThemeFailure:
        return words.of(language, clock)


def missing_ids(snapshot: Snapshot) -> tuple[Edit, ...]:
    """Return the edits that write down the ids which stories, and updates in their lists, are
    known by now."""
    defaults = _defaults(settings_of(snapshot, Report()), frozenset())
    return tuple(
        edit for bundle in snapshot.stories for edit in _missing_ids(snapshot, bundle, defaults)
    )


def _missing_ids(
    snapshot: Snapshot, bundle: Bundle, defaults: stories.Defaults
) -> tuple[Edit, ...]:
    content = snapshot.read(bundle.source)
    origin = stories.Source(path=bundle.source, section=bundle.section, name=bundle.name)
    return (
        *stories.missing_id(origin, content, defaults),
        *stories.missing_ids(bundle.source, content, defaults),
    )


def _settings(snapshot: Snapshot, report: Report) -> Settings:
    own = Report()
    chosen = settings_of(snapshot, own)
    report.extend(own.problems)
    # An address that cannot be read is an error of its own.
    if chosen.site.url == DEFAULT_URL and not own.failed:
        report.warn(
            Rule.DEFAULT_URL,
            Place("livegen.toml"),
            f"the site has no address; feeds and metadata say {DEFAULT_URL}",
            'write url = "https://news.example.org" below [site]',
        )
    return chosen


def _theme(snapshot: Snapshot, report: Report) -> render.Theme | None:
    from livegen import render

    try:
        theme = render.theme(_templates(snapshot), sources.default_theme())
    except ThemeFailure as failure:
        report.extend((failure.problem,))
        return None
    report.extend(theme.problems())
    return theme


def _templates(snapshot: Snapshot) -> dict[str, bytes]:
    return {name.removeprefix("templates/"): snapshot.read(name) for name in snapshot.templates}


def _defaults(chosen: Settings, layouts: frozenset[str]) -> stories.Defaults:
    return stories.Defaults(
        language=chosen.site.language,
        timezone=chosen.site.timezone,
        comments=Comments.OPEN if chosen.comments else Comments.NONE,
        layouts=layouts,
    )


def _authors(snapshot: Snapshot, report: Report) -> Mapping[str, Author]:
    if snapshot.authors is None:
        return {}
    return authors.read(snapshot.read(snapshot.authors), snapshot.authors, report)


def _sections(snapshot: Snapshot, report: Report) -> Mapping[str, Section]:
    read = [
        stories.read_section(path, stories.section_name(folder), snapshot.read(path), report)
        for folder, path in snapshot.sections.items()
    ]
    return {section.name: section for section in read if section is not None}


def _pages(snapshot: Snapshot, defaults: stories.Defaults, report: Report) -> tuple[PlainPage, ...]:
    read = [
        stories.read_page(path, _page_name(path), snapshot.read(path), defaults, report)
        for path in snapshot.pages
    ]
    return tuple(page for page in read if page is not None)


def _page_name(path: str) -> str:
    """Return the name of a plain page: of its file, or of its folder."""
    return path.removesuffix("/index.md").removesuffix(".md").rpartition("/")[2]


def _reading(
    snapshot: Snapshot,
    bundle: Bundle,
    defaults: stories.Defaults,
    report: Report,
    past: Reading | None,
) -> Reading:
    origin = stories.Source(path=bundle.source, section=bundle.section, name=bundle.name)
    updates = {path: snapshot.read(path) for path in bundle.updates}
    content = snapshot.read(bundle.source)
    return stories.read(origin, content, updates, defaults, report, past=past)
