"""What of the last build is true of this one, and what of this one to remember.

Law: trusted is only what is proven: a source by its stamp or its digest, an output file likewise,
everything else by what it was made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from livegen import ledger
from livegen.build import Site
from livegen.build.explaining import differences
from livegen.build.known import Known, Made, Past
from livegen.errors import Problem
from livegen.ledger import Changes, Kind, Ledger, Whole, packed
from livegen.output import Remains
from livegen.sources import Snapshot
from livegen.stamps import Files


def past(last: Ledger, snapshot: Snapshot, recipe: Mapping[str, str], remains: Remains) -> Past:
    """Return what can be relied on of what `last` knew."""
    forgotten = tuple(differences(last.whole.recipe, recipe))
    if last.is_empty:
        forgotten = ("nothing is remembered",)
    return Past(
        digest=partial(snapshot.digest_by, last.sources),
        stories={} if forgotten else last.all(Kind.STORY, Known),
        editions={} if forgotten else last.all(Kind.EDITION, Made),
        entry=lambda source: last.one(Kind.ENTRY, source),
        latest=lambda source: last.one(Kind.LATEST, source),
        stands=remains.stands,
        forgotten=forgotten,
    )


def changes(
    site: Site,
    past: Past,
    last: Ledger,
    snapshot: Snapshot,
    *,
    recipe: Mapping[str, str],
    disk: str,
    problems: tuple[Problem, ...],
    outputs: Files,
) -> Changes:
    """Return what there is to remember of a build that went well."""
    read = {file: found for known in site.stories.values() for file, found in known.of.items()}
    return Changes(
        whole=Whole(
            version=ledger.VERSION,
            recipe=dict(recipe),
            disk=disk,
            since=site.since,
            until=site.until,
            problems=problems,
            held=site.held,
        ),
        sources=dict(snapshot.seen(last.sources, read)),
        outputs=outputs,
        rows=_rows(site, past),
        gone=[*_gone(site, last)],
    )


def _rows(site: Site, past: Past) -> Iterator[tuple[Kind, str, bytes]]:
    """Yield the rows that are not as they were."""
    for name, known in site.stories.items():
        if past.stories.get(name) is not known:
            yield Kind.STORY, name, packed(known)
    for key, made in site.editions.items():
        if past.editions.get(key) is not made:
            yield Kind.EDITION, key, packed(made)
    for name, entry in site.entries.items():
        yield Kind.ENTRY, name, entry
    for name, latest in site.latest.items():
        if latest:
            yield Kind.LATEST, name, latest


def _gone(site: Site, last: Ledger) -> Iterator[tuple[Kind, str]]:
    """Yield the rows of what is no longer there, whether or not they are there themselves."""
    for name in last.names(Kind.STORY) - site.stories.keys():
        yield Kind.STORY, name
        yield Kind.ENTRY, name
    for name in last.names(Kind.LATEST) - site.latest.keys():
        yield Kind.LATEST, name
    for key in last.names(Kind.EDITION) - site.editions.keys():
        yield Kind.EDITION, key
