"""Commands: argv, the clock, exit codes; the one place where rooms are wired together.

Exit status: 0 done, 1 the sources have errors, 2 wrong usage, 3 the outside world failed.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import click

from livegen import __version__, errors
from livegen.errors import Level, Problem, Report

if TYPE_CHECKING:  # what a command does not need, it does not import
    from livegen.build import Site
    from livegen.model import Story
    from livegen.output import Changes
    from livegen.sources import Snapshot
    from livegen.stories.release import Held
    from livegen.times import Moment

DONE, WRONG_SOURCES, WRONG_USAGE, WORLD_FAILED = range(4)
OUTPUT, WORKSHOP = "site", ".livegen"

P = ParamSpec("P")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="livegen")
def main() -> None:
    """Make a static site of live coverage out of Markdown."""


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


def command(function: Callable[P, int]) -> Callable[P, None]:
    """Turn a function that returns an exit status into one that ends the process with it.

    Whatever the outside world does wrong (disk, permissions) ends in one line and status 3.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            status = function(*args, **kwargs)
        except OSError as error:
            where = f" {error.filename}" if error.filename else ""
            click.echo(f"livegen: error:{where}: {error.strerror or error}", err=True)
            status = WORLD_FAILED
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


@main.command()
@common
@output_folder("Where the built site goes")
@at_time
@click.option("--drafts", is_flag=True, help="Show drafts and held items, labelled.")
@click.option("--keep-going", is_flag=True, help="Build what can be built in spite of errors.")
@as_json
@command
def build(
    root: Path | None,
    output: Path | None,
    now: str | None,
    drafts: bool,
    keep_going: bool,
    in_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Build the site.

    With an error in the sources nothing is written, and everything that is wrong is said at once.
    """
    from livegen import build as press
    from livegen import ledger, salvage, sources
    from livegen import output as disk
    from livegen.fingerprint import fingerprint

    root = _root(root)
    target = (output or root / OUTPUT).resolve()
    published = (root / OUTPUT).resolve()
    if drafts and (target.is_relative_to(published) or published.is_relative_to(target)):
        raise click.UsageError("--drafts needs an --output apart from the site's: drafts stay out")
    report, changes = Report(), disk.Changes()
    snapshot = sources.snapshot(root, target, report)
    make = partial(press.preview if drafts else press.site, snapshot, _moment(snapshot, now))
    book = root / WORKSHOP / f"ledger-{fingerprint(str(target))}.json"
    try:
        with disk.alone(root / WORKSHOP):
            if keep_going and not report.failed:
                past = salvage.Past(
                    ledger=ledger.read(book),
                    made=disk.made(target),
                    read=lambda path: (target / path).read_bytes(),
                )
                salvaged = salvage.site(make, snapshot, past, report)
                site, refusal = salvaged.site, salvaged.refusal
            else:
                site = make(report)
                refusal = "" if report.failed else None
            if refusal is None:
                changes = disk.write(site.files, target, root / WORKSHOP / "stage")
                ledger.write(ledger.Ledger(stories=site.remembered), book)
    except disk.Refused as refused:
        refusal = ""
        report.extend(refused.problems)
    except disk.Busy as busy:
        return _fail(str(busy))
    voice = Voice(quiet or in_json, verbose)
    _show(report, snapshot)
    for path in (*changes.written, *changes.deleted):
        voice.tell(f"{'deleted' if path in changes.deleted else 'wrote'} {path}")
    if in_json:
        _print_json(_said(report, site.held) | _changed(changes))
    _say_held(voice, site.held)
    voice.say(_summary(report, changes, refusal))
    return WRONG_SOURCES if report.failed else DONE


@main.command()
@common
@at_time
@click.option(
    "--fix", is_flag=True, help="Write ids, rename keys, quote values; touch nothing else."
)
@as_json
@command
def check(
    root: Path | None, now: str | None, fix: bool, in_json: bool, quiet: bool, verbose: bool
) -> int:
    """Name everything that a build would refuse, and what an editor would want to know."""
    from livegen import sources

    root = _root(root)
    voice = Voice(quiet or in_json, verbose)
    report = Report()
    snapshot = sources.snapshot(root, root / OUTPUT, report)
    moment = _moment(snapshot, now)
    site = _checked(snapshot, moment, report)
    if fix and (mended := _mend(snapshot, report)):
        for path in mended:
            voice.say(f"mended {path}")
        report = Report()
        snapshot = sources.snapshot(root, root / OUTPUT, report)
        site = _checked(snapshot, moment, report)
    _show(report, snapshot)
    if in_json:
        _print_json(_said(report, site.held))
    _say_held(voice, site.held)
    voice.say(_verdict(report, site))
    return WRONG_SOURCES if report.failed else DONE


@main.command("list")
@common
@at_time
@as_json
@command
def list_stories(
    root: Path | None, now: str | None, in_json: bool, quiet: bool, verbose: bool
) -> int:
    """List the stories: their state, their last update, what is held."""
    from livegen import shelf, sources
    from livegen.stories import release

    root = _root(root)
    report = Report()
    snapshot = sources.snapshot(root, root / OUTPUT, report)
    moment = _moment(snapshot, now)
    read = shelf.read(snapshot, report)
    stories = read.stories if read else ()
    newest = sorted(stories, key=lambda story: (story.changed.at, story.source), reverse=True)
    shown = [(story, *release.published(story, moment)) for story in newest]
    rows = [_row(story, whole or story, moment) for story, whole, _ in shown]
    held = [item for _, _, waiting in shown for item in waiting]
    _show(report, snapshot)
    voice = Voice(quiet or in_json, verbose)
    if in_json:
        _print_json({"stories": rows} | _said(report, held))
    for row in rows:
        voice.say(_line(row))
    _say_held(voice, held)
    return WRONG_SOURCES if report.failed else DONE


@main.command()
@common
@output_folder("The built site")
@command
def clean(root: Path | None, output: Path | None, quiet: bool, verbose: bool) -> int:
    """Delete what livegen made, and nothing else."""
    import shutil

    from livegen import output as disk

    root = _root(root)
    voice = Voice(quiet, verbose)
    try:
        with disk.alone(root / WORKSHOP):
            deleted = disk.clean(output or root / OUTPUT)
    except disk.Busy as busy:
        return _fail(str(busy))
    shutil.rmtree(root / WORKSHOP, ignore_errors=True)
    for path in deleted:
        voice.tell(f"deleted {path}")
    voice.say(f"deleted {_count(len(deleted), 'file')}")
    return DONE


def _root(given: Path | None) -> Path:
    from livegen import sources

    root = given or sources.root_of(Path.cwd())
    if root is None:
        raise click.UsageError(
            "there is no site here: no folder from here up has livegen.toml or content/"
        )
    return root.resolve()


def _moment(snapshot: Snapshot, now: str | None) -> datetime:
    """Return the instant to act at: `--now`, local time being the site's, or the clock's."""
    from livegen import shelf, times

    if now is None:
        return datetime.now(UTC)
    try:
        return times.read(now, shelf.settings_of(snapshot, Report()).site.timezone).at
    except times.NotATime as error:
        raise click.BadParameter(f"{error.message}; {error.hint}", param_hint="--now") from None


def _checked(snapshot: Snapshot, now: datetime, report: Report) -> Site:
    """Return the site, having reported what a build would refuse and what an editor should know."""
    from livegen import build as press
    from livegen import rules, stories

    site = press.site(snapshot, now, report)
    for reading in site.readings.values():
        if reading.story:
            report.extend(stories.advice(reading.story))
    if site.files:  # without a readable theme there are none
        rules.paths(site.pointed, site.files, site.redirected, report)
    return site


def _mend(snapshot: Snapshot, report: Report) -> list[str]:
    """Apply every edit that needs no asking, and return the files that it changed."""
    from livegen import mending, shelf

    edits = [edit for problem in report.problems for edit in problem.edits]
    edits += shelf.missing_ids(snapshot)
    mended = []
    for path in sorted({edit.place.path for edit in edits} & snapshot.paths.keys()):
        before = snapshot.read(path)
        after = mending.applied(before, [edit for edit in edits if edit.place.path == path])
        if after != before:
            mending.replace(snapshot.paths[path], after)
            mended.append(path)
    return mended


def _show(report: Report, snapshot: Snapshot) -> None:
    """Print every problem, with the line that it is about."""
    for problem in report.problems:
        click.echo(_painted(problem, errors.describe(problem, _text(snapshot, problem))), err=True)


def _painted(problem: Problem, text: str) -> str:
    """Return the text with its first line's level in colour, where the terminal shows any."""
    if not _colours():
        return text
    colour = {Level.ERROR: "red", Level.WARNING: "yellow"}[problem.level]
    word = f": {problem.level}: "
    return text.replace(word, f": {click.style(problem.level.value, fg=colour, bold=True)}: ", 1)


def _colours() -> bool:
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


def _text(snapshot: Snapshot, problem: Problem) -> str | None:
    if problem.place.line == 0 or problem.place.path not in snapshot.paths:
        return None
    content = snapshot.read(problem.place.path).removeprefix(b"\xef\xbb\xbf")
    return content.decode("utf-8", "replace")


def _say_held(voice: Voice, held: Iterable[Held]) -> None:
    for item in held:
        voice.say(f"held until {_when(item.until)}: {item.what} ({item.place.path})")


def _when(moment: Moment | None) -> str:
    from livegen import times

    if moment is None:
        return "published"
    if moment.day:
        return moment.day.isoformat()
    return f"{moment.local:%Y-%m-%d %H:%M} {times.zone_label(moment.local)}"


def _summary(report: Report, changes: Changes, refusal: str | None) -> str:
    if refusal is not None:
        reason = f": {refusal}" if refusal else ""
        return f"{_problems(report)}; nothing was written{reason}"
    return (
        f"{_count(len(changes.written), 'file')} written, {len(changes.deleted)} deleted, "
        f"{changes.unchanged} unchanged" + (f"; {_problems(report)}" if report.problems else "")
    )


def _verdict(report: Report, site: Site) -> str:
    if report.problems:
        return _problems(report)
    return f"nothing is wrong with {_count(len(site.readings), 'story')}"


def _problems(report: Report) -> str:
    levels = [problem.level for problem in report.problems]
    counts = [(level, levels.count(level)) for level in Level]
    return ", ".join(_count(number, level.value) for level, number in counts if number)


def _count(number: int, noun: str) -> str:
    plural = noun.removesuffix("y") + "ies" if noun.endswith("y") else noun + "s"
    return f"{number} {noun if number == 1 else plural}"


def _said(report: Report, held: Iterable[Held]) -> dict[str, object]:
    return {
        "ok": not report.failed,
        "problems": [_problem_row(problem) for problem in report.problems],
        "held": [_held_row(item) for item in held],
    }


def _changed(changes: Changes) -> dict[str, object]:
    return {
        "written": list(changes.written),
        "deleted": list(changes.deleted),
        "unchanged": changes.unchanged,
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


def _row(story: Story, shown: Story, now: datetime) -> dict[str, str | int]:
    """Return a line of the list: `shown` is what readers see of the story, if it is out."""
    from livegen import urls
    from livegen.stories import release

    status = release.status_at(story, now)
    newest = shown.updates[-1].time.iso if shown.updates else ""
    return {
        "path": urls.story(story.section, story.slug),
        "source": story.source,
        "title": story.title,
        "state": _state(story, now),
        "status": status.value if status else "",
        "date": story.date.iso,
        "updates": len(shown.updates),
        "last_update": newest,
        "changed": shown.changed.iso,
    }


def _state(story: Story, now: datetime) -> str:
    """Return draft, expired, held or published."""
    from livegen.stories import release

    if story.draft:
        return "draft"
    if release.expired(story, now):
        return "expired"
    held = release.waits_for(story.date, story.publish_at, now)
    return "held" if held else "published"


def _line(row: dict[str, str | int]) -> str:
    state = row["status"] if row["state"] == "published" else row["state"]
    last = row["last_update"] or row["date"]
    return (
        f"{state or 'published':<10} {last:<25} {row['updates']:>5}  {row['path']}  {row['title']}"
    )


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _fail(message: str) -> int:
    click.echo(f"livegen: error: {message}", err=True)
    return WORLD_FAILED
