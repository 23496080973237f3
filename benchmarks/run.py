"""One command that measures livegen beside its peers: `python -m benchmarks.run`."""

from __future__ import annotations

import argparse
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import measuring, plotting, results, works
from benchmarks.results import COVERAGE, Measured, Results
from benchmarks.tools import WORKS, environment, install, sweep, tools, versions
from benchmarks.works import Site

HERE = Path(__file__).parent
WORK = HERE / ".work"

_TOOLS = ("livegen", "livegen-lean", "livegen-bundle", "hugo", "eleventy", "pelican")
_PLOT = "![Time against the number of stories, by tool](times.svg)"
_WORKS = (*WORKS, "help")


def main() -> None:
    """Install the tools, write the corpora, run everything in turns and print the tables."""
    wanted = _wanted()
    # As with Ctrl-C, no server is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    install(WORK, wanted.tools)
    try:
        found = _found(wanted)
    finally:
        sweep(WORK)
    sys.stdout.write(results.markdown(found))
    if wanted.record:
        record(found, HERE)


def _found(wanted: argparse.Namespace) -> Results:
    found = Results(
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=_machine(),
        versions=versions(WORK, wanted.tools),
        measured=(),
    )
    for each in _measured(wanted):
        found = replace(found, measured=(*found.measured, each))
        # Now, since a tool may fail in the second hour.
        results.write(found, WORK / "results.json")
    return found


def record(found: Results, folder: Path) -> None:
    """Write results, the tables of the README and the plot below `folder`."""
    results.write(found, folder / "results" / f"{found.date}.json")
    (folder / "times.svg").write_text(plotting.svg(found), "utf-8")
    readme = folder / "README.md"
    told = f"{results.markdown(found)}\n{_PLOT}\n"
    readme.write_text(filled(readme.read_text("utf-8"), told), "utf-8")


def filled(readme: str, tables: str) -> str:
    """Return the README with new tables between its two marks."""
    before, _, rest = readme.partition("<!-- results -->")
    _, _, after = rest.partition("<!-- end of results -->")
    return f"{before}<!-- results -->\n\n{tables}\n<!-- end of results -->{after}"


def _wanted() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=main.__doc__)
    parser.add_argument("--sizes", type=_names, default=("1000", "10000", COVERAGE))
    parser.add_argument("--tools", type=_names, default=_TOOLS)
    parser.add_argument("--works", type=_names, default=_WORKS)
    parser.add_argument("--repeats", type=int, default=3, help="runs of each build; 3")
    parser.add_argument("--edits", type=int, default=20, help="edits under each server; 20")
    parser.add_argument("--record", action="store_true", help="write results/, README, times.svg")
    return parser.parse_args()


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


def _measured(wanted: argparse.Namespace) -> Iterator[Measured]:
    for size in wanted.sizes:
        sites = list(_sites(size, wanted.tools))
        yield from _in_turns(sites, wanted)
        for site in sites:
            asked = set(wanted.works) & set(site.tool.works)
            if "memory" in asked and size != COVERAGE:
                yield _said(site, "memory", (works.memory(site),))
            if "served" in asked:
                yield _said(site, "served", tuple(works.served(site, wanted.edits)))
    if "help" in wanted.works and "livegen" in wanted.tools:
        yield Measured(work="help", size="", tool="livegen", values=tuple(_help()))


def _sites(size: str, names: Sequence[str]) -> Iterator[Site]:
    """Write each tool's site anew; a bundle of the one coverage alone, and it in full alone."""
    unlike = ("livegen-lean",) if size == COVERAGE else ("livegen-bundle",)
    for name, tool in tools(WORK).items():
        if name in names and name not in unlike:
            yield works.written(WORK, size, tool)


def _in_turns(sites: Sequence[Site], wanted: argparse.Namespace) -> Iterator[Measured]:
    """Run all tools in turns, so that what the machine does besides hits each of them."""
    pairs = [
        (site, work)
        for site in sites
        for work in works.TIMED
        if work in wanted.works and work in site.tool.works
    ]
    turns = [[_timed(site, work) for site, work in pairs] for _ in range(wanted.repeats)]
    for (site, work), values in zip(pairs, zip(*turns, strict=True), strict=True):
        yield _said(site, work, values)


def _timed(site: Site, work: str) -> float:
    taken = works.TIMED[work](site)
    works.note(f"{site.folder.name} {work}: {results.duration(taken)}")
    return taken


def _help() -> Iterator[float]:
    command = (*tools(WORK)["livegen"].build[:1], "--help")
    for _ in range(10):
        yield measuring.seconds(command, WORK, environment(WORK))


def _said(site: Site, work: str, values: tuple[float, ...]) -> Measured:
    return Measured(work=work, size=site.size, tool=site.tool.name, values=values)


def _machine() -> Mapping[str, str]:
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    kilobytes = int(_field("/proc/meminfo", "MemTotal").split()[0])
    return {
        "processor": f"{_field('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores",
        "memory": f"{kilobytes / 1024**2:.0f} GB",
        "Linux": platform.release().partition("-")[0],
        "Python": platform.python_version(),
        "Node": node.stdout.strip(),
    }


def _field(file: str, name: str) -> str:
    for line in Path(file).read_text().splitlines():
        if line.startswith(name):
            return line.partition(":")[2].strip()
    return "unknown"


if __name__ == "__main__":
    main()
