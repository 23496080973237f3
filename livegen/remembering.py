"""What of the last build is true of this one, and what of this one to remember.

Law: trusted is only what is proven: a source by its stamp or its digest, an output file likewise,
everything else by what it was made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from livegen import ledger
from livegen.build import Site
from livegen.build.known import Known, Made, Past
from livegen.errors import Problem
from livegen.ledger import Changes, Files, Kind, Ledger, Seen, Whole, packed
from livegen.output import Remains
from livegen.sources import Snapshot

_T = TypeVar("_T")


def past(last: Ledger, snapshot: Snapshot, recipe: Mapping[str, str], remains: Remains) -> Past:
    """Return what can be relied on of what `last` knew."""
    forgotten = tuple(_differences(last.whole.recipe, recipe))
    if last.is_empty:
        forgotten = ("nothing is remembered",)
    return Past(
        digest=_digests(last, snapshot),
        stories={} if forgotten else last.all(Kind.STORY, Known),
        editions={} if forgotten else last.all(Kind.EDITION, Made),
        entry=lambda source: last.one(Kind.ENTRY, source),
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
        sources=dict(_sources(site, last, snapshot)),
        outputs=outputs,
        rows=_rows(site, past),
        gone=[*_gone(site, last)],
    )


def _differences(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Yield what of a recipe is another, in words."""
    for name in sorted(then.keys() | now.keys()):
        if name not in then:
            yield f"{name} is new"
        elif name not in now:
            yield f"{name} is gone"
        elif then[name] != now[name]:
            yield f"{name} changed"


def _digests(last: Ledger, snapshot: Snapshot) -> Callable[[str], str]:
    """Return what gives the digest of a source; a file is read only if its stamp is another."""
    known = last.sources

    def digest_of(source: str) -> str:
        found = known.get(source)
        if found is not None and found[0] == snapshot.stamps[source]:
            return found[1]
        return snapshot.digest(source)

    return digest_of


def _sources(site: Site, last: Ledger, snapshot: Snapshot) -> Iterator[tuple[str, Seen]]:
    """Yield stamp and digest of each source whose bytes are known, if no others can have it."""
    read = dict(snapshot.digests)
    for known in site.stories.values():
        read.update(known.of)
    for source, stamp in snapshot.stamps.items():
        then = last.sources.get(source)
        if then is not None and then[0] == stamp:
            yield source, then
        elif source in read and (sure := snapshot.sure(source)):
            yield source, (sure, read[source])


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


def _gone(site: Site, last: Ledger) -> Iterator[tuple[Kind, str]]:
    """Yield the rows of what is no longer there, whether or not they are there themselves."""
    for name in last.names(Kind.STORY) - site.stories.keys():
        yield Kind.STORY, name
        yield Kind.ENTRY, name
    for key in last.names(Kind.EDITION) - site.editions.keys():
        yield Kind.EDITION, key
