"""What an editor asks of a site: what is wrong with it, and what stands where."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from livegen.cli import voice as says
from livegen.cli.common import (
    DONE,
    OUTPUT,
    WRONG_SOURCES,
    as_json,
    at_time,
    command,
    common,
    moment_of,
    site_root,
)
from livegen.cli.voice import Voice
from livegen.errors import Report

if TYPE_CHECKING:  # what a command does not need, it does not import
    from livegen.build import Site
    from livegen.model import Story
    from livegen.sources import Snapshot


@click.command()
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

    root = site_root(root)
    voice = Voice(quiet or in_json, verbose)
    report = Report()
    snapshot = sources.snapshot(root, root / OUTPUT, report)
    moment = moment_of(snapshot, now)
    site = _checked(snapshot, moment, report)
    if fix and (mended := _mend(snapshot, report)):
        for path in mended:
            voice.say(f"mended {path}")
        report = Report()
        snapshot = sources.snapshot(root, root / OUTPUT, report)
        site = _checked(snapshot, moment, report)
    says.show(report, snapshot)
    if in_json:
        says.print_json(says.said(report, site.held))
    says.say_held(voice, site.held)
    voice.say(_verdict(report, site))
    return WRONG_SOURCES if report.failed else DONE


@click.command("list")
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

    root = site_root(root)
    report = Report()
    snapshot = sources.snapshot(root, root / OUTPUT, report)
    moment = moment_of(snapshot, now)
    read = shelf.read(snapshot, report)
    stories = read.stories if read else ()
    newest = sorted(stories, key=lambda story: (story.changed.at, story.source), reverse=True)
    shown = [(story, *release.published(story, moment)) for story in newest]
    rows = [_row(story, whole or story, moment) for story, whole, _ in shown]
    held = [item for _, _, waiting in shown for item in waiting]
    says.show(report, snapshot)
    voice = Voice(quiet or in_json, verbose)
    if in_json:
        says.print_json({"stories": rows} | says.said(report, held))
    for row in rows:
        voice.say(_line(row))
    says.say_held(voice, held)
    return WRONG_SOURCES if report.failed else DONE


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


def _verdict(report: Report, site: Site) -> str:
    if report.problems:
        return says.problems(report)
    return f"nothing is wrong with {says.count(len(site.readings), 'story')}"


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
