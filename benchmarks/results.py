"""What was measured, as values, as a file and as Markdown tables with ratios."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

COVERAGE = "coverage"
"""The size that is one coverage of 2,000 updates; the others are numbers of stories."""

PEERS = {"hugo": "Hugo", "eleventy": "Eleventy", "pelican": "Pelican"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """All runs of one work by one tool at one size: in seconds, or in MB for `memory`."""

    work: str
    size: str
    tool: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One run of the benchmarks; `date` is YYYY-MM-DD."""

    date: str
    machine: Mapping[str, str]
    versions: Mapping[str, str]
    measured: tuple[Measured, ...]

    def of(self, work: str, size: str, tool: str) -> Measured | None:
        """Return what was measured of one work, if it was."""
        for each in self.measured:
            if (each.work, each.size, each.tool) == (work, size, tool):
                return each
        return None

    @property
    def sizes(self) -> tuple[str, ...]:
        """Every size that was measured, in the order of the runs."""
        return tuple(dict.fromkeys(each.size for each in self.measured if each.size))


def write(results: Results, path: Path) -> None:
    """Write results as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(results), indent=1) + "\n", "utf-8")


def read(path: Path) -> Results:
    """Return what `write` wrote."""
    found = json.loads(path.read_text("utf-8"))
    measured = (Measured(**{**each, "values": tuple(each["values"])}) for each in found["measured"])
    return Results(**{**found, "measured": tuple(measured)})


def markdown(results: Results) -> str:
    """Return a table for each size, what it was measured on, and `livegen --help`."""
    parts = [f"Measured on {results.date}: {_listed(results.versions)}.", _listed(results.machine)]
    parts += [_table(results, size) for size in results.sizes]
    if helped := results.of("help", "", "livegen"):
        parts.append(f"`livegen --help`: {duration(median(helped))}.")
    return "\n\n".join(parts) + "\n"


def median(measured: Measured) -> float:
    """Return the middle value."""
    return statistics.median(measured.values)


def p95(measured: Measured) -> float:
    """Return the value that 95 of 100 do not exceed, by the nearest rank."""
    return sorted(measured.values)[math.ceil(0.95 * len(measured.values)) - 1]


def duration(seconds: float) -> str:
    """Return seconds as a person says them."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    work: str
    label: str
    livegen: str = "livegen"


_STORIES = (
    _Row(work="cold", label="cold build, of what the peers write too", livegen="livegen-lean"),
    _Row(work="cold", label="cold build, of all that livegen writes"),
    _Row(work="again", label="again, nothing changed"),
    _Row(work="edit", label="again, one update edited"),
    _Row(work="served", label="edit to served, median / p95"),
    _Row(work="memory", label="peak memory of a cold build"),
    _Row(work="floor", label="floor: `cp -r` of the output"),
)

_COVERAGE = tuple(
    _Row(work=work, label=f"{label}, {how}", livegen=livegen)
    for work, label in (
        ("cold", "cold build"),
        ("again", "again, nothing changed"),
        ("edit", "again, update 2,001 added"),
        ("served", "update added to served, median / p95"),
    )
    for how, livegen in (("in one file", "livegen"), ("as a bundle", "livegen-bundle"))
)


def _table(results: Results, size: str) -> str:
    rows = _COVERAGE if size == COVERAGE else _STORIES
    title = "One coverage of 2,000 updates" if size == COVERAGE else f"{int(size):,} stories × 20"
    head = f"| {title} | livegen | {' | '.join(PEERS.values())} |\n|---|---|{'---|' * len(PEERS)}"
    return "\n".join([head, *_rows(results, size, rows)])


def _rows(results: Results, size: str, rows: Sequence[_Row]) -> Iterator[str]:
    for row in rows:
        ours = results.of(row.work, size, row.livegen)
        theirs = [results.of(row.work, size, peer) for peer in PEERS]
        if ours or any(theirs):
            cells = [_cell(ours), *(_against(peer, ours) for peer in theirs)]
            yield f"| {row.label} | {' | '.join(cells)} |"


def _cell(measured: Measured | None) -> str:
    return _CELLS.get(measured.work, _duration)(measured) if measured else "–"


def _against(peer: Measured | None, ours: Measured | None) -> str:
    """Return a peer's cell, with how many times ours it is."""
    if not (peer and ours):
        return _cell(peer)
    ratio = median(peer) / median(ours)
    return f"{_cell(peer)} ({ratio:.{0 if ratio >= 10 else 1}f} ×)"


def _duration(measured: Measured) -> str:
    return duration(median(measured))


def _memory(measured: Measured) -> str:
    return f"{median(measured):,.0f} MB"


def _served(measured: Measured) -> str:
    return f"{duration(median(measured))} / {duration(p95(measured))}"


_CELLS: Mapping[str, Callable[[Measured], str]] = {"memory": _memory, "served": _served}


def _listed(facts: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in facts.items())
