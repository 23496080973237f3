"""Where the text of an update comes from, and where it stays if nothing could be filed."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import click

from livegen import errors
from livegen.cli.common import WORKSHOP, WORLD_FAILED, WRONG_SOURCES
from livegen.errors import Place, Report


class _NoEditor(click.ClickException):
    """The editor did not start, or failed."""

    exit_code = WORLD_FAILED


UNFILED = "unfiled"
"""The folder, in `.livegen/`, for texts that could not be filed."""

_TEMPLATE = """

{scissors}
An update of: {title}

Write its text above, in Markdown, save and close. Everything from the line with the scissors on
is left out. Without a text, nothing is filed.
"""


@dataclass(frozen=True, slots=True)
class Typed:
    """A text as it came, and the file that it lies in, if any: one that is `ours` to delete."""

    text: str
    lies: Path | None = None
    ours: bool = False

    @property
    def name(self) -> str:
        """The file's name, as short as it is from here."""
        here, path = Path.cwd(), self.lies or Path()
        return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def given(text: str, option: str) -> Typed:
    """Return the text that an option was given."""
    try:
        text.encode()
    except UnicodeEncodeError:  # bytes that are no text reach us as halves of characters
        raise click.BadParameter("the text is not UTF-8", param_hint=option) from None
    return Typed(text)


def of_file(path: Path) -> Typed:
    """Return the text in a file."""
    return Typed(_decoded(path.read_bytes(), str(path)), path)


def of_input() -> Typed:
    """Return what standard input says."""
    return Typed(_decoded(sys.stdin.buffer.read(), "standard input"))


def at_terminal() -> bool:
    """True if somebody sits there who can be asked."""
    return sys.stdin.isatty()


def of_editor(root: Path, id: str, title: str) -> Typed:
    """Return what is typed in `$VISUAL` or `$EDITOR`."""
    from livegen import filing, mending

    path = _unfiled(root, id)
    # In a file of ours and not of the editor's: what is typed outlives whatever goes wrong.
    mending.create(path, _TEMPLATE.format(scissors=filing.SCISSORS, title=title).encode())
    try:
        click.edit(filename=str(path))
    except click.ClickException as error:
        raise _NoEditor(f"{error.message}; what was typed is in {path}") from None
    return Typed(filing.above_scissors(_decoded(path.read_bytes(), str(path))), path, ours=True)


def kept(typed: Typed, root: Path, id: str) -> Typed:
    """Return the text in a file, so that it outlives whatever goes wrong while it is filed."""
    from livegen import mending

    if typed.lies:
        return typed
    path = _unfiled(root, id)
    mending.create(path, typed.text.encode())
    return Typed(typed.text, path, ours=True)


def forget(typed: Typed) -> None:
    """Delete the file that livegen made for the text, now that it is filed or says nothing."""
    if typed.ours and typed.lies:
        typed.lies.unlink(missing_ok=True)


def show(report: Report, typed: Typed, body: Place) -> None:
    """Print what is wrong with a text by where it lies; `body` is where it would have stood."""
    lines = re.split(r"\r\n|\n|\r", typed.text)
    above = next((number for number, line in enumerate(lines) if line.strip()), 0)
    for problem in report.problems:
        at = problem.place
        place = replace(
            at,
            path=typed.name,
            line=at.line - body.line + 1 + above,
            column=max(1, at.column - body.column + 1),
        )
        click.echo(errors.describe(replace(problem, place=place), typed.text), err=True)


def _unfiled(root: Path, id: str) -> Path:
    return root / WORKSHOP / UNFILED / f"{id}.md"


def _decoded(content: bytes, name: str) -> str:
    from livegen.frontmatter import characters

    report = Report()
    text = characters.decoded(name, content, report)
    if text is None:
        for problem in report.problems:
            click.echo(errors.describe(problem, None), err=True)
        raise click.exceptions.Exit(WRONG_SOURCES)
    return text
