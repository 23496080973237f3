"""What a preview shows: sources and a time -> the last good files, and everything that is wrong.

Law: whatever happens, something is shown. What is wrong stands over the pages as they last were.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from livegen import errors, shelf, urls
from livegen.build import Site
from livegen.errors import Level, Problem, Report
from livegen.model import Held
from livegen.sources import Snapshot

_RETRY = timedelta(seconds=5)
"""After which a disk that failed is asked again, if no edit comes first."""


class Make(Protocol):
    """How the files are made: `build.preview`, or `build.site` without drafts and held items."""

    def __call__(self, snapshot: Snapshot, now: datetime, report: Report, /) -> Site: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What is shown. `errors` are texts, as the command line prints them.

    `problems` are the errors and warnings of the sources with their texts, `fault` is the
    traceback of a failure of livegen itself, `held` is what waits for its time, and `until` the
    first moment at which anything changes by itself. `base` is the path of `site.url` that the
    files were made for.
    """

    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    errors: tuple[str, ...] = ()
    base: str = ""
    problems: tuple[tuple[Problem, str], ...] = ()
    fault: str = ""
    held: tuple[Held, ...] = ()
    until: datetime | None = None


def after(last: Preview, make: Make, snapshot: Snapshot, now: datetime, report: Report) -> Preview:
    """Return what is shown at `now`; with an error, the files stay the last good ones.

    `report` holds what was noted when the snapshot was taken.
    """
    try:
        return _made(last, make, snapshot, now, report)
    except OSError as error:
        return unreadable(last, error, now)
    except Exception as error:  # noqa: BLE001
        # Elsewhere a bug crashes. Here an author is in the middle of a night: the terminal and
        # the page say so, and the next edit may well get round it.
        return _broken(last, error)


def unreadable(last: Preview, error: OSError, now: datetime) -> Preview:
    """Return what is shown when the disk fails: the last good files, until it is asked again."""
    text = errors.worded(error)
    return replace(last, errors=(text,), problems=(), fault="", until=now + _RETRY)


def _made(last: Preview, make: Make, snapshot: Snapshot, now: datetime, report: Report) -> Preview:
    site = make(snapshot, now, report)
    problems = tuple((problem, snapshot.described(problem)) for problem in report.problems)
    shown = replace(
        last,
        errors=tuple(text for problem, text in problems if problem.level is Level.ERROR),
        problems=problems,
        fault="",
        held=site.held,
        until=site.until,
    )
    if report.failed:
        return shown
    return replace(shown, files=site.files, base=base_of(snapshot))


def base_of(snapshot: Snapshot) -> str:
    """Return the path of `site.url`, below which the links of the pages lead."""
    return urls.address(shelf.settings_of(snapshot, Report()).site.url).base


def _broken(last: Preview, error: Exception) -> Preview:
    *trace, said = traceback.format_exception(error)
    text = f"livegen: error: livegen itself failed: {said.strip()}"
    return replace(last, errors=(text,), problems=(), fault="".join((*trace, said)), until=None)
