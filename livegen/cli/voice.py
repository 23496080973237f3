"""What a command says: problems to standard error, results to standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from livegen.errors import Level, Problem, Report

if TYPE_CHECKING:
    from livegen.model import Held
    from livegen.sources import Snapshot
    from livegen.times import Moment


@dataclass(frozen=True, slots=True)
class Voice:
    """How much to say: problems go to standard error, results to standard output."""

    quiet: bool
    verbose: bool

    def say(self, text: str) -> None:
        """Say what was done, unless told to be quiet."""
        if not self.quiet:
            click.echo(text)

    def tell(self, text: str) -> None:
        """Say what only the curious want to know."""
        if self.verbose and not self.quiet:
            click.echo(text)


def show(report: Report, snapshot: Snapshot) -> None:
    """Print every problem, with the line that it is about."""
    for problem in report.problems:
        show_one(problem, snapshot.described(problem))


def show_one(problem: Problem, text: str) -> None:
    """Print a problem whose text is at hand."""
    click.echo(_painted(problem, text), err=True)


def annotate(report: Report, root: Path) -> None:
    """Print every problem as a workflow command that GitHub shows beside the line.

    Files are named from where the repository begins, which is where its steps run.
    """
    here = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd()).resolve()
    for problem in report.problems:
        click.echo(_annotation(problem, root, here))


def _annotation(problem: Problem, root: Path, here: Path) -> str:
    place = problem.place
    said = {"file": Path(os.path.relpath(root / place.path, here)).as_posix()}
    if place.line:
        last = place.column + max(place.width, 1) - 1
        said |= {"line": str(place.line), "col": str(place.column), "endColumn": str(last)}
    said["title"] = f"livegen: {problem.rule}"
    properties = ",".join(
        f"{name}={_escaped(value, _IN_PROPERTIES)}" for name, value in said.items()
    )
    hint = f"\nhint: {problem.hint}" if problem.hint else ""
    return f"::{problem.level} {properties}::{_escaped(problem.message + hint, _IN_MESSAGES)}"


_IN_MESSAGES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTIES = {**_IN_MESSAGES, ":": "%3A", ",": "%2C"}
"""What stands for something else in a workflow command (actions/toolkit, `command.ts`)."""


def _escaped(text: str, signs: Mapping[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in text)


def _painted(problem: Problem, text: str) -> str:
    """Return the text with its first line's level in colour, where the terminal shows any."""
    if not _colours():
        return text
    colour = {Level.ERROR: "red", Level.WARNING: "yellow"}[problem.level]
    word = f": {problem.level}: "
    return text.replace(word, f": {click.style(problem.level.value, fg=colour, bold=True)}: ", 1)


def _colours() -> bool:
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


def say_held(voice: Voice, held: Iterable[Held]) -> None:
    """Name what waits for its time."""
    for item in held:
        voice.say(f"held until {when(item.until)}: {item.what} ({item.place.path})")


def when(moment: Moment | None) -> str:
    """Return a moment as people read it: a day, or a local time with its zone."""
    from livegen import times

    if moment is None:
        return "published"
    if moment.day:
        return moment.day.isoformat()
    return f"{moment.local:%Y-%m-%d %H:%M} {times.zone_label(moment.local)}"


def problems(report: Report) -> str:
    """Return how many problems of each level there are: `2 errors, 1 warning`."""
    levels = [problem.level for problem in report.problems]
    counts = [(level, levels.count(level)) for level in Level]
    return ", ".join(count(number, level.value) for level, number in counts if number)


def count(number: int, noun: str) -> str:
    """Return `1 story`, `2 stories`."""
    plural = noun.removesuffix("y") + "ies" if noun.endswith("y") else noun + "s"
    return f"{number} {noun if number == 1 else plural}"


def said(report: Report, held: Iterable[Held]) -> dict[str, object]:
    """Return what `--json` says of the sources."""
    return {
        "ok": not report.failed,
        "problems": [_problem_row(problem) for problem in report.problems],
        "held": [_held_row(item) for item in held],
    }


def _problem_row(problem: Problem) -> dict[str, object]:
    return {
        "level": problem.level.value,
        "rule": problem.rule.value,
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "message": problem.message,
        "hint": problem.hint,
    }


def _held_row(item: Held) -> dict[str, object]:
    return {
        "what": item.what,
        "path": item.place.path,
        "until": item.until.iso if item.until else None,
    }


def print_json(value: object) -> None:
    """Print a result for programs."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
