"""Work by name, here or shared out in batches.

Law: what comes of it is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol, Self, TypeAlias, TypeVar

from livegen.build.telling import Press

BATCH = 50
"""Stories that are held in memory at once, if they are more."""

_WORTH_A_CREW = 4
"""Batches that take longer than it takes to start the processes."""

Crew: TypeAlias = Callable[[Callable[[Sequence[str]], Any], Sequence[Sequence[str]]], Iterator[Any]]
"""Has batches of names worked on, and gives what comes of each, in any order."""


class Result(Protocol):
    """What comes of one name."""

    def alone(self) -> Self:
        """Return it as it travels between processes."""


_Done = TypeVar("_Done", bound=Result)


def share(
    names: Sequence[str],
    do: Callable[[str], _Done],
    take: Callable[[_Done], None],
    press: Press,
    crew: Crew | None,
) -> None:
    """Have work done by name, in batches by the crew if there is enough of it."""
    batches = [names[at : at + BATCH] for at in range(0, len(names), BATCH)]
    if crew is None or len(batches) < _WORTH_A_CREW:
        for name in names:
            take(do(name))
        return

    def do_all(batch: Sequence[str]) -> tuple[list[_Done], Mapping[str, str]]:
        return [do(name).alone() for name in batch], press.sent()

    for done, sent in crew(do_all, batches):
        press.receive(sent)
        for result in done:
            take(result)
