"""Building the site, and taking the built site away again."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
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
    from livegen.output import Changes


@click.command()
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

    root = site_root(root)
    target = (output or root / OUTPUT).resolve()
    published = (root / OUTPUT).resolve()
    if drafts and (target.is_relative_to(published) or published.is_relative_to(target)):
        raise click.UsageError("--drafts needs an --output apart from the site's: drafts stay out")
    report, changes = Report(), disk.Changes()
    snapshot = sources.snapshot(root, target, report)
    make = partial(press.preview if drafts else press.site, snapshot, moment_of(snapshot, now))
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
        return fail(str(busy))
    voice = Voice(quiet or in_json, verbose)
    says.show(report, snapshot)
    for path in (*changes.written, *changes.deleted):
        voice.tell(f"{'deleted' if path in changes.deleted else 'wrote'} {path}")
    if in_json:
        says.print_json(says.said(report, site.held) | _changed(changes))
    says.say_held(voice, site.held)
    voice.say(_summary(report, changes, refusal))
    return WRONG_SOURCES if report.failed else DONE


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


def _changed(changes: Changes) -> dict[str, object]:
    return {
        "written": list(changes.written),
        "deleted": list(changes.deleted),
        "unchanged": changes.unchanged,
    }
