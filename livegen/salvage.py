"""What can be built in spite of errors (`--keep-going`).

An update in error that was never published is left out. A story in error keeps the files, the
card, the feed entry and the newest updates it had. The only way of building whose result depends
on what was there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from livegen import stories
from livegen.build import Kept, Site, Without
from livegen.build.known import Known
from livegen.errors import Level, Problem, Report, Rule
from livegen.sources import Snapshot

Make = Callable[[Report, Without], Site]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the last build left: what it knew of stories, of their entries in feeds and of their
    newest updates, the files it made, and how to read one of them."""

    stories: Mapping[str, Known]
    entry: Callable[[str], bytes | None]
    latest: Callable[[str], bytes | None]
    made: frozenset[str]
    read: Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Salvaged:
    """As much of the site as can be built, and why it must not be published (None: it may)."""

    site: Site
    refusal: str | None = None


def site(make: Make, snapshot: Snapshot, past: Past, report: Report) -> Salvaged:
    """Build as much of the site as can be built.

    `make` builds it without what it is told to leave out. Every error goes to `report`, and the
    warnings of what is built in the end. Refused is what would take something from readers: an
    error that belongs to no story (of the settings, of a template, of a clash), and a published
    story in error that the ledger does not know, since lists would lose it.
    """
    without = Without()
    while True:
        attempt = Report()
        made = make(attempt, without)
        errors = [problem for problem in attempt.problems if problem.level is Level.ERROR]
        owners = _owners(errors, snapshot, made)
        more = _widened(without, owners, made, past)
        report.extend(errors if more != without else attempt.problems)
        if None in owners.values():
            return Salvaged(made, "an error belongs to no story")
        if forgotten := [source for source, kept in more.stories.items() if _is_forgotten(kept)]:
            return Salvaged(made, f"how lists knew {forgotten[0]} is forgotten: mend it first")
        if more == without:
            clash = any(not _is_known(problem, owners, without) for problem in errors)
            return Salvaged(made, "what is kept clashes with what is new" if clash else None)
        without = more


def _is_forgotten(kept: Kept) -> bool:
    return bool(kept.files) and kept.card is None


def _owners(errors: Iterable[Problem], snapshot: Snapshot, made: Site) -> dict[Problem, str | None]:
    """Return the story that each error belongs to, by source."""
    owner_of_file = {bundle.source: bundle.source for bundle in snapshot.stories}
    for bundle in snapshot.stories:
        owner_of_file.update(dict.fromkeys(bundle.updates, bundle.source))
    for source, copied in made.copied.items():
        if source in made.paths:
            owner_of_file.update(dict.fromkeys(copied, source))
    return {
        problem: None if _is_of_two(problem) else owner_of_file.get(problem.place.path)
        for problem in errors
    }


def _is_of_two(problem: Problem) -> bool:
    # Which of two sources was there first, and keeps the address, cannot be told from one alone.
    return problem.rule is Rule.CLASH and not problem.place.line


def _widened(
    without: Without, owners: Mapping[Problem, str | None], made: Site, past: Past
) -> Without:
    """Return what must be left out besides, now that these errors are known."""
    kept = dict(without.stories)
    broken = {(source, _update_of(problem, made)) for problem, source in owners.items() if source}
    updates = {(source, update) for source, update in broken if source and update}
    for source in {source for source, _ in broken if source} - kept.keys():
        own = {update for story, update in updates if story == source}
        if (source, None) in broken or _is_published(source, own, made, past):
            kept[source] = _kept(source, made, past)
    left_out = without.updates | {(story, update) for story, update in updates if story not in kept}
    return replace(without, updates=left_out, stories=kept)


def _update_of(problem: Problem, made: Site) -> str | None:
    """Return the update that an error lies in, or None if it lies elsewhere in the story."""
    readings = made.readings.values()
    owners = (stories.owner_of(reading, problem.place) for reading in readings)
    return next((owner for owner in owners if owner is not None), None)


def _is_published(source: str, broken: set[str], made: Site, past: Past) -> bool:
    """True if leaving out the broken updates would take back one that readers know.

    An update whose id cannot be told any more is missed among those that were published.
    """
    reading = made.readings[source]
    whole = {update.id for update in reading.story.updates} if reading.story else set()
    remembered = past.stories.get(source)
    if remembered is not None:
        known = remembered.card.anchors.keys() if remembered.card else frozenset()
        return bool(known - (whole - broken))
    # Without a ledger nothing tells which updates the story had.
    return bool(_files_below(made.paths[source], past))


def _kept(source: str, made: Site, past: Past) -> Kept:
    remembered = past.stories.get(source)
    edition = remembered.made if remembered else None
    if edition:
        names = tuple(sorted({*edition.files, *edition.copies}))
    else:
        names = _files_below(made.paths[source], past)
    files = {name: past.read(name) for name in names if name in past.made}
    if remembered is None or not files:
        return Kept(files=files)
    return Kept(
        files=files,
        card=remembered.card,
        entry=past.entry(source) or b"",
        latest=past.latest(source) or b"",
    )


def _files_below(path: str, past: Past) -> tuple[str, ...]:
    return tuple(sorted(name for name in past.made if f"/{name}".startswith(path)))


def _is_known(problem: Problem, owners: Mapping[Problem, str | None], without: Without) -> bool:
    """True if what is in error is left out already: reading its source names it each time."""
    source = owners[problem]
    return source in without.stories or any(source == story for story, _ in without.updates)
