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
    fail,
    moment_of,
    site_root,
)
from livegen.cli.voice import Voice
from livegen.errors import Edit, Report

if TYPE_CHECKING:  # what a command does not need, it does not import
    from livegen.build import Site
    from livegen.cli.inspecting import Heard
    from livegen.model import Story
    from livegen.sources import Snapshot


@click.command()
@common
@at_time
@click.option(
    "--fix", is_flag=True, help="Write ids, rename keys, quote values; touch nothing else."
)
@click.option("--links", is_flag=True, help="Follow every link of every page and feed.")
@click.option("--external", is_flag=True, help="Ask other hosts whether links to them still lead.")
@as_json
@click.option("--github", is_flag=True, help="Say what is wrong as annotations for GitHub.")
@command
def check(
    root: Path | None,
    now: str | None,
    fix: bool,
    links: bool,
    external: bool,
    in_json: bool,
    github: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Name everything that a build would refuse, and what an editor would want to know."""
    from livegen.cli import inspecting

    if in_json and github:
        raise click.UsageError("--json and --github both want standard output: take one of them")
    root = site_root(root)
    voice = Voice(quiet or in_json or github, verbose)
    checked = inspecting.look(root, now, links=links or external)
    for _ in range(_LOOKS if fix else 0):
        if not _mend(checked.snapshot, checked.report, voice):
            break
        checked = inspecting.look(root, now, links=links or external)
    heard = inspecting.ask_others(checked) if external else inspecting.Heard()
    report = inspecting.levelled(checked)
    held = checked.site.held
    if github:
        says.annotate(report, root)
    else:
        says.show(report, checked.snapshot)
    if in_json:
        says.print_json(says.said(report, held))
    says.say_held(voice, held)
    voice.say(_verdict(report, checked.site))
    return _status(report, heard)


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


_LOOKS = 5
"""After which what others do not stop changing is left as it is."""


def _status(report: Report, heard: Heard) -> int:
    """Return how a check ends, having said what of other hosts could not be learned."""
    if heard.left and not heard.unreached:
        click.echo(f"not asked yet: {says.count(heard.left, 'link')}; run this again", err=True)
    if report.failed:
        return WRONG_SOURCES
    return _alone(heard.unreached) if heard.unreached else DONE


def _alone(hosts: tuple[str, ...]) -> int:
    """Say that none of the hosts was reached, and return the status for it."""
    further = len(hosts) - _MOST_HOSTS
    named = ", ".join(hosts[:_MOST_HOSTS]) + (f" and {further} more" if further > 0 else "")
    return fail(f"no other host could be reached ({named}): is there a network?")


_MOST_HOSTS = 3
"""How many of the hosts are named that were asked in vain."""


def _mend(snapshot: Snapshot, report: Report, voice: Voice) -> bool:
    """Make every edit that needs no asking; True if a file has changed, by this or by others."""
    from livegen import shelf

    edits = [edit for problem in report.problems for edit in problem.edits]
    if not report.failed:  # else two stories may have the same address by now, and so the same id
        edits += shelf.missing_ids(snapshot)
    paths = sorted({edit.place.path for edit in edits} & snapshot.stamps.keys())
    own = {path: [edit for edit in edits if edit.place.path == path] for path in paths}
    changed = [_mend_file(snapshot, path, own[path], voice) for path in paths]
    return any(changed)


def _mend_file(snapshot: Snapshot, source: str, edits: list[Edit], voice: Voice) -> bool:
    """Make the edits, if the file is still the one that they were found in; True if it changed."""
    from livegen import mending

    path = snapshot.path(source)
    with mending.turn(path.parent):
        before = snapshot.read(source)
        if path.read_bytes() != before:
            return True
        after = mending.applied(before, edits)
        if after == before:
            return False
        mending.replace(path, after)
    voice.say(f"mended {source}")
    return True


def _verdict(report: Report, site: Site) -> str:
    if report.problems:
        return says.problems(report)
    return f"nothing is wrong with {says.count(len(site.paths), 'story')}"


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
