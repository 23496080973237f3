"""Building the site, and taking the built site away again."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from livegen.cli import voice as says
from livegen.cli.common import (
    DONE,
    OUTPUT,
    WORKSHOP,
    WRONG_SOURCES,
    as_json,
    at_time,
    command,
    common,
    fail,
    moment_of,
    output_folder,
    site_root,
)
from livegen.cli.texts import UNFILED
from livegen.cli.voice import Voice
from livegen.errors import Report

if TYPE_CHECKING:  # what a command does not need, it does not import
    from livegen.cli.works import Done
    from livegen.output import Changes


@click.command()
@common
@output_folder("Where the built site goes")
@at_time
@click.option("--drafts", is_flag=True, help="Show drafts and held items, labelled.")
@click.option("--keep-going", is_flag=True, help="Build what can be built in spite of errors.")
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(min=1),
    help="Processes that share much work.  [default: as many as can run at once]",
)
@click.option("--explain", is_flag=True, help="Say of each file why it was written.")
@click.option("--verify", is_flag=True, help="Build from nothing, too, and compare.")
@as_json
@command
def build(
    root: Path | None,
    output: Path | None,
    now: str | None,
    drafts: bool,
    keep_going: bool,
    workers: int | None,
    explain: bool,
    verify: bool,
    in_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Build the site.

    With an error in the sources nothing is written, and everything that is wrong is said at once.
    """
    from livegen import output as disk
    from livegen import sources
    from livegen.cli import works

    root = site_root(root)
    target = (output or root / OUTPUT).resolve()
    published = (root / OUTPUT).resolve()
    if drafts and (target.is_relative_to(published) or published.is_relative_to(target)):
        raise click.UsageError("--drafts needs an --output apart from the site's: drafts stay out")
    report = Report()
    try:
        with disk.alone(root / WORKSHOP):
            snapshot = sources.snapshot(root, target, report)
            task = works.Task(
                snapshot=snapshot,
                now=moment_of(snapshot, now),
                target=target,
                den=root / WORKSHOP,
                drafts=drafts,
                keep_going=keep_going,
                workers=workers,
            )
            done = works.build(task, report)
            wrong = works.differing(task) if verify and not report.failed else ()
    except disk.Busy as busy:
        return fail(str(busy))
    voice = Voice(quiet or in_json, verbose)
    says.show(report, snapshot)
    _say_files(voice, done, explain=explain)
    if in_json:
        says.print_json(says.said(report, done.held) | _changed(done))
    says.say_held(voice, done.held)
    voice.say(_summary(report, done.changes, done.refusal))
    if wrong:
        return fail(_disagreement(wrong))
    if verify and not report.failed:
        voice.say("all files are what a build from nothing makes")
    return WRONG_SOURCES if report.failed else DONE


def _disagreement(wrong: tuple[str, ...]) -> str:
    listed = "\n".join(f"   {path}" for path in wrong)
    return (
        f"{says.count(len(wrong), 'file')} differ from what a build from nothing makes:\n{listed}\n"
        "   hint: build again, which makes everything anew; and please report it"
    )


def _say_files(voice: Voice, done: Done, *, explain: bool) -> None:
    for path in done.changes.written:
        if explain:
            voice.say(f"{path}: {'; '.join(done.why(path))}")
        else:
            voice.tell(f"wrote {path}")
    for path in done.changes.deleted:
        voice.tell(f"deleted {path}")


@click.command()
@common
@output_folder("The built site")
@command
def clean(root: Path | None, output: Path | None, quiet: bool, verbose: bool) -> int:
    """Delete what livegen made, and nothing else."""
    from livegen import output as disk

    root = site_root(root)
    voice = Voice(quiet, verbose)
    try:
        with disk.alone(root / WORKSHOP):
            deleted = disk.clean(output or root / OUTPUT)
    except disk.Busy as busy:
        return fail(str(busy))
    _clear(root / WORKSHOP)
    for path in deleted:
        voice.tell(f"deleted {path}")
    voice.say(f"deleted {says.count(len(deleted), 'file')}")
    return DONE


def _clear(workshop: Path) -> None:
    """Take away what makes the next build quick; texts that were not filed stay."""
    import shutil

    with suppress(OSError):  # what is left behind does no harm
        for entry in workshop.iterdir():
            if entry.name == UNFILED:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        workshop.rmdir()


def _summary(report: Report, changes: Changes, refusal: str | None) -> str:
    if refusal is not None:
        reason = f": {refusal}" if refusal else ""
        return f"{says.problems(report)}; nothing was written{reason}"
    return (
        f"{says.count(len(changes.written), 'file')} written, {len(changes.deleted)} deleted, "
        f"{changes.unchanged} unchanged" + (f"; {says.problems(report)}" if report.problems else "")
    )


def _changed(done: Done) -> dict[str, object]:
    return {
        "written": list(done.changes.written),
        "deleted": list(done.changes.deleted),
        "unchanged": done.changes.unchanged,
        "next_change_at": f"{done.until:%Y-%m-%dT%H:%M:%SZ}" if done.until else None,
    }
