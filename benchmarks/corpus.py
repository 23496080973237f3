"""A seeded newsroom: stories with their updates, the same for each tool that is measured.

Law: a story depends on the seed, its number and how many updates it has, and on nothing else. So
the smaller of two corpora is the beginning of the larger.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from benchmarks import prose

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""The time at which each tool builds, as far as it can be told."""

SEED = 1
SECTIONS = ("world", "politics", "business", "science", "sport", "weather", "culture", "local")
_TAGS = (
    *("live", "budget", "floods", "courts", "elections", "health", "rail", "ports", "energy"),
    *("schools", "housing", "league", "space", "storms", "trade", "film", "inquiry", "unions"),
)

_FIRST_NAMES = ("Ada", "Bruno", "Carmen", "Dmitri", "Elif", "Femi", "Greta", "Hana")
_LAST_NAMES = ("Moreno", "Okafor", "Lindgren", "Castle", "Varga")

# The newest story is that much older than now; each next one again that much.
_AGE = timedelta(minutes=30)
_LONGEST_GAP = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who writes: `id` is what front matter says, `name` what readers see."""

    id: str
    name: str


AUTHORS = tuple(
    Author(id=f"{first}-{last}".lower(), name=f"{first} {last}")
    for first in _FIRST_NAMES
    for last in _LAST_NAMES
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was wrong and what is right."""

    time: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One timestamped entry; `title` may be empty."""

    time: datetime
    title: str
    body: str
    author: Author
    key: bool
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event under coverage; `updates` oldest first."""

    section: str
    slug: str
    title: str
    summary: str
    date: datetime
    authors: tuple[Author, ...]
    tags: tuple[str, ...]
    status: str
    text: str
    updates: tuple[Update, ...]
    corrections: tuple[Correction, ...]

    @property
    def path(self) -> str:
        """Where its page is, with a slash at both ends."""
        return f"/{self.section}/{self.slug}/"

    @property
    def changed(self) -> datetime:
        """The time of its newest update."""
        return max((update.time for update in self.updates), default=self.date)


def stories(count: int, updates: int, seed: int = SEED) -> Iterator[Story]:
    """Yield `count` stories of as many updates each, newest first."""
    for number in range(count):
        yield story(number, updates, seed)


def story(number: int, updates: int, seed: int = SEED) -> Story:
    """Return the story of that number; the first dozen are live, the others have ended."""
    chance = Random(f"{seed} {number}")  # noqa: S311 - the same each time is what is wanted
    end = NOW - (number + 1) * _AGE
    date = end - updates * timedelta(minutes=_LONGEST_GAP)
    title = prose.phrase(chance, "title")
    return Story(
        section=SECTIONS[number % len(SECTIONS)],
        slug=f"{_slug(title)}-{number:05}",
        title=title,
        summary=prose.phrase(chance, "summary"),
        date=date,
        authors=_some(chance, AUTHORS, 2),
        tags=_some(chance, _TAGS, 4),
        status="live" if number < 12 else "ended",
        text=f"{prose.paragraph(chance)}\n\n{prose.paragraph(chance)}\n",
        updates=tuple(_updates(chance, date, updates)),
        corrections=_corrections(chance, end, 0.03),
    )


def edited(story: Story, number: int, mark: str) -> Story:
    """Return `story` with `mark` at the end of the last sentence of its update `number`."""
    updates = list(story.updates)
    updates[number] = replace(updates[number], body=f"{updates[number].body.rstrip()} {mark}\n")
    return replace(story, updates=tuple(updates))


def continued(story: Story, mark: str) -> Story:
    """Return `story` with one update more, a minute after its newest, which says `mark`."""
    newest = story.updates[-1]
    time = newest.time + timedelta(minutes=1)
    added = replace(newest, time=time, title="", body=f"This came in last: {mark}\n", key=False)
    return replace(story, updates=(*story.updates, replace(added, corrections=())))


def _updates(chance: Random, start: datetime, count: int) -> Iterator[Update]:
    time = start
    for _ in range(count):
        time += timedelta(minutes=1 + int(chance.random() * (_LONGEST_GAP - 1)))
        yield Update(
            time=time,
            title=prose.phrase(chance, "headline") if chance.random() < 0.8 else "",
            body=prose.body(chance),
            author=prose.pick(chance, AUTHORS),
            key=chance.random() < 0.15,
            corrections=_corrections(chance, time + timedelta(minutes=1), 0.015),
        )


def _corrections(chance: Random, time: datetime, share: float) -> tuple[Correction, ...]:
    if chance.random() >= share:
        return ()
    return (Correction(time=time, text=prose.phrase(chance, "correction")),)


def _some(chance: Random, among: tuple[prose.T, ...], most: int) -> tuple[prose.T, ...]:
    """Return one to `most` that stand side by side, so that none comes twice."""
    first = int(chance.random() * (len(among) - most))
    return among[first : first + 1 + int(chance.random() * most)]


def _slug(title: str) -> str:
    words = re.findall(r"[a-z0-9]+", title.lower())
    return "-".join(words[:5])


def main() -> None:
    """Write a corpus as one tool wants it: `python -m benchmarks.corpus --tool hugo OUT`."""
    # Here, since layouts lean on the values above.
    from benchmarks import layouts

    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=main.__doc__)
    parser.add_argument("--tool", choices=layouts.LAYOUTS, default="livegen")
    parser.add_argument("--stories", type=int, default=1000)
    parser.add_argument("--updates", type=int, default=20)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("out", type=Path, help="a folder that is empty or not there yet")
    wanted = parser.parse_args()
    layouts.write(wanted.tool, stories(wanted.stories, wanted.updates, wanted.seed), wanted.out)


if __name__ == "__main__":
    main()
