"""What is measured of one tool's site: each work a function that returns what it took.

Law: a work leaves the site so that the next one may begin: built, and its story as it was edited.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import corpus, layouts, measuring
from benchmarks.corpus import Story
from benchmarks.results import COVERAGE, duration
from benchmarks.tools import Tool, away, environment, forget, put_away

_UPDATES = 20
_COVERED = 2000
# A server that needs minutes for an edit is not asked for twenty.
_LONGEST = 120
_FEWEST = 3


@dataclass(slots=True, kw_only=True)
class Site:
    """One tool's site at one size, and the story that is edited as it stands now."""

    tool: Tool
    work: Path
    size: str
    folder: Path
    story: Story
    edits: int = 0

    @property
    def environment(self) -> Mapping[str, str]:
        """What the tool finds in its environment."""
        return environment(self.work)

    def change(self) -> str:
        """Edit the story on disk, and return the mark that its page then bears."""
        self.edits += 1
        mark = f"edit{self.edits}x"
        layout = layouts.LAYOUTS[self.tool.name]
        before, self.story = self.story, _changed(self.size, self.story, mark)
        layouts.write_files(layouts.differing(layout(self.story), layout(before)), self.folder)
        return mark


def written(work: Path, size: str, tool: Tool) -> Site:
    """Write a site anew, below `work`, and return it."""
    folder = work / "sites" / f"{tool.name}-{size}"
    put_away(folder, work)
    count, updates = _extent(size)
    note(f"writing {folder.name}")
    layouts.write(tool.name, corpus.stories(count, updates), folder)
    return Site(
        tool=tool, work=work, size=size, folder=folder, story=corpus.story(count // 2, updates)
    )


def _extent(size: str) -> tuple[int, int]:
    return (1, _COVERED) if size == COVERAGE else (int(size), _UPDATES)


def _changed(size: str, story: Story, mark: str) -> Story:
    if size == COVERAGE:
        return corpus.continued(story, mark)
    return corpus.edited(story, len(story.updates) // 2, mark)


def _cold(site: Site) -> float:
    forget(site.tool, site.folder, site.work)
    return measuring.seconds(site.tool.build, site.folder, site.environment)


def _again(site: Site) -> float:
    _built(site)
    return measuring.seconds(site.tool.again, site.folder, site.environment)


def _edit(site: Site) -> float:
    _built(site)
    mark = site.change()
    taken = measuring.seconds(site.tool.again, site.folder, site.environment)
    page = site.folder / site.tool.output / site.story.path.strip("/") / "index.html"
    if mark not in page.read_text("utf-8"):
        raise ValueError(f"{page} does not say {mark}")
    return taken


def _floor(site: Site) -> float:
    _built(site)
    command = ("cp", "-r", str(site.folder / site.tool.output), str(away(site.work)))
    return measuring.seconds(command, site.folder, site.environment)


TIMED: Mapping[str, Callable[[Site], float]] = {
    "cold": _cold,
    "again": _again,
    "edit": _edit,
    "floor": _floor,
}


def _built(site: Site) -> None:
    if not (site.folder / site.tool.kept).exists():
        measuring.seconds(site.tool.again, site.folder, site.environment)


def memory(site: Site) -> float:
    """Return the most megabytes that a cold build held."""
    forget(site.tool, site.folder, site.work)
    most = measuring.megabytes(site.tool.build, site.folder, site.environment)
    note(f"{site.folder.name} memory: {most:.0f} MB")
    return most


def served(site: Site, edits: int) -> Iterator[float]:
    """Yield how long each of some edits took from the disk to a page under the tool's server."""
    _built(site)
    port, start = measuring.free_port(), time.monotonic()
    command, path = site.tool.serve(port), site.story.path
    with measuring.serving(command, site.folder, site.environment, port, path) as session:
        for number in range(edits):
            if number >= _FEWEST and time.monotonic() - start > _LONGEST:
                return
            measuring.settle(session)
            mark = site.change()
            taken = measuring.until_served(port, path, mark)
            note(f"{site.folder.name} served: {duration(taken)}")
            yield taken


def note(text: str) -> None:
    """Say on the terminal what is going on."""
    sys.stderr.write(f"{text}\n")
