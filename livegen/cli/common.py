"""What all commands share: their options, how they end, which site they work on and when."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import click

from livegen import errors
from livegen.errors import Report

if TYPE_CHECKING:  # what a command does not need, it does not import
    from livegen.sources import Snapshot

DONE, WRONG_SOURCES, WRONG_USAGE, WORLD_FAILED = range(4)
OUTPUT, WORKSHOP = "site", ".livegen"

STOPPED = 130

_ADVICE = {
    errno.ENOSPC: "make room on the disk and try again",
    errno.EDQUOT: "make room on the disk and try again",
    errno.EROFS: "the disk takes no changes: mount it for writing, or work on a copy",
    errno.EACCES: "change its owner or its mode, so that you may",
}

P = ParamSpec("P")


def command(function: Callable[P, int]) -> Callable[P, None]:
    """Turn a function that returns an exit status into one that ends the process with it.

    Whatever the outside world does wrong (disk, permissions) ends in what it was and status 3,
    Ctrl-C in status 130, as shells have it.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            status = function(*args, **kwargs)
        except OSError as error:
            status = failed(error)
        except (KeyboardInterrupt, click.Abort):
            click.echo("\nlivegen: stopped", err=True)
            status = STOPPED
        sys.exit(status)

    return run


def common(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that all commands take."""
    root = click.option(
        "--root",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="The site's folder  "
        "[default: here or the nearest parent with livegen.toml or content/]",
    )
    quiet = click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
    verbose = click.option("-v", "--verbose", is_flag=True, help="Say more.")
    return root(quiet(verbose(function)))


def output_folder(what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option that names the output folder; `what` is its help."""
    return click.option(
        "--output",
        type=click.Path(file_okay=False, path_type=Path),
        help=f"{what}  [default: {OUTPUT}/ in the site's folder]",
    )


at_time = click.option("--now", metavar="TIME", help="Act as if it were this time.")
as_json = click.option("--json", "in_json", is_flag=True, help="Print the result as JSON.")


def site_root(given: Path | None) -> Path:
    """Return the folder of the site to work on: the given one, here, or the nearest parent."""
    from livegen import sources

    root = given or sources.root_of(Path.cwd())
    if root is None:
        raise click.UsageError(
            "there is no site here: no folder from here up has livegen.toml or content/"
        )
    return root.resolve()


def moment_of(snapshot: Snapshot, now: str | None) -> datetime:
    """Return the instant to act at: `--now`, local time being the site's, or the clock's."""
    if now is None:
        return datetime.now(UTC)

    from livegen import shelf, times

    try:
        return times.read(now, shelf.settings_of(snapshot, Report()).site.timezone).at
    except times.NotATime as error:
        raise click.BadParameter(f"{error.message}; {error.hint}", param_hint="--now") from None


def failed(error: OSError) -> int:
    """Say what the outside world did wrong and what to do about it; return the status for it."""
    click.echo(errors.worded(error), err=True)
    if error.errno in _ADVICE:
        click.echo(f"   hint: {_ADVICE[error.errno]}", err=True)
    return WORLD_FAILED


def fail(message: str) -> int:
    """Say what the outside world did wrong, and return the status for it."""
    click.echo(f"livegen: error: {message}", err=True)
    return WORLD_FAILED
