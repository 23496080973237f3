"""Where the text of an update comes from, and where it stays if nothing could be filed."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click

from livegen import errors
from livegen.cli import voice as says
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

    content: bytes
    lies: Path | None = None
    ours: bool = False

    @property
    def name(self) -> str:
        """The file's name, as short as it is from here."""
        if self.lies is None:
            return "the text"
        here, path = Path.cwd(), self.lies
        return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def given(text: str, option: str) -> bytes:
    """Return the text that an option was given."""
    try:
        return text.encode()
    except UnicodeEncodeError:  # bytes that are no text reach us as halves of characters
        raise click.BadParameter("the text is not UTF-8", param_hint=option) from None


def of_file(path: Path) -> Typed:
    """Return the text in a file."""
    return Typed(path.read_bytes(), path)


def of_input() -> bytes:
    """Return what standard input says."""
    return sys.stdin.buffer.read()


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
    return Typed(filing.above_scissors(path.read_bytes()), path, ours=True)


def kept(content: bytes, root: Path, id: str) -> Typed:
    """Return a text in a file, so that it outlives whatever goes wrong while it is filed.

    Without one if it says nothing, or if the disk takes no more: there may be room elsewhere.
    """
    from livegen import mending

    path = _unfiled(root, id)
    if not content.strip():
        return Typed(content)
    try:
        mending.create(path, content)
    except OSError:
        return Typed(content)
    return Typed(content, path, ours=True)


@contextmanager
def outliving(typed: Typed | None) -> Iterator[None]:
    """Say where the text is, or the text itself, if it comes to nothing what is done with it."""
    try:
        yield
    except BaseException:
        if typed and typed.content.strip():
            _say_where(typed)
        raise


def forget(typed: Typed) -> None:
    """Delete the file that livegen made for the text, now that it is filed or says nothing."""
    if typed.ours and typed.lies:
        typed.lies.unlink(missing_ok=True)


def read(typed: Typed) -> str:
    """Return the text, or say that it is none and end."""
    from livegen.frontmatter import characters

    report = Report()
    text = characters.decoded(typed.name, typed.content, report)
    if text is None:
        for problem in report.problems:
            says.show_one(problem, errors.describe(problem, None))
        raise click.exceptions.Exit(WRONG_SOURCES)
    return text


def show(report: Report, typed: Typed, body: Place) -> None:
    """Print what is wrong with a text by where it lies; `body` is where it would have stood."""
    text = typed.content.decode("utf-8-sig", "replace")
    lines = re.split(r"\r\n|\n|\r", text)
    above = next((number for number, line in enumerate(lines) if line.strip()), 0)
    for problem in report.problems:
        at = problem.place
        place = replace(
            at,
            path=typed.name,
            line=at.line - body.line + 1 + above,
            column=max(1, at.column - body.column + 1),
        )
        says.show_one(problem, errors.describe(replace(problem, place=place), text))


def _say_where(typed: Typed) -> None:
    if typed.lies:
        click.echo(f"livegen: error: nothing was filed; the text is in {typed.name}", err=True)
    else:
        click.echo(
            "livegen: error: nothing was filed, nor could the text be kept; it is this:", err=True
        )
        click.echo(typed.content)


def _unfiled(root: Path, id: str) -> Path:
    return root / WORKSHOP / UNFILED / f"{id}.md"
