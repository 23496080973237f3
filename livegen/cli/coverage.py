"""Where a coverage stands: it starts, pauses, ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from livegen.cli import texts
from livegen.cli import voice as says
from livegen.cli.common import DONE, WRONG_SOURCES, command, common
from livegen.cli.placing import file_update, say_filed
from livegen.cli.sites import (
    Site,
    at_moment,
    clock,
    from_here,
    moment,
    moment_of,
    new_id,
    open_site,
    refuse_outside,
    sound,
    sound_or_end,
    worded,
)
from livegen.cli.texts import Typed
from livegen.errors import Place, Report, Rule

if TYPE_CHECKING:  # what a command does not need, it does not import
    from livegen.model import Story, Update
    from livegen.sources import Bundle
    from livegen.times import Moment


@click.command()
@common
@click.argument("story")
@at_moment
@command
def start(root: Path | None, story: str, time: str | None, quiet: bool, verbose: bool) -> int:
    """Begin the live coverage of STORY, or take it up again."""
    from livegen import filing

    site = open_site(root, quiet, verbose)
    bundle, at = _meant_at(site, story, time)
    before, after = _change(
        site, bundle, lambda path, content, was: filing.started(path, content, was, at)
    )
    _say_state(site, before, after)
    if before.layout != after.layout:
        site.voice.say(
            f"it was laid out as {before.layout} and is now as {after.layout}: "
            "the updates come first, the newest on top"
        )
    return DONE


@click.command()
@common
@click.argument("story")
@click.option("--resumes", metavar="TIME", help="When it goes on.")
@at_moment
@command
def pause(
    root: Path | None,
    story: str,
    resumes: str | None,
    time: str | None,
    quiet: bool,
    verbose: bool,
) -> int:
    """Pause the live coverage of STORY."""
    from livegen import filing

    site = open_site(root, quiet, verbose)
    bundle, at = _meant_at(site, story, time)
    goes_on = moment_of(resumes, at.zone, "--resumes") if resumes else None
    before, after = _change(
        site, bundle, lambda path, content, was: filing.paused(path, content, was, at.at, goes_on)
    )
    _say_state(site, before, after)
    return DONE


@click.command()
@common
@click.argument("story")
@click.option(
    "--summary/--no-summary",
    default=None,
    help="File the key events as a closing summary.  [default: ask]",
)
@at_moment
@command
def end(
    root: Path | None,
    story: str,
    summary: bool | None,
    time: str | None,
    quiet: bool,
    verbose: bool,
) -> int:
    """End the live coverage of STORY."""
    from livegen import filing

    site = open_site(root, quiet, verbose)
    bundle, at = _meant_at(site, story, time)
    before, after = _change(
        site, bundle, lambda path, content, was: filing.ended(path, content, was, at)
    )
    _say_state(site, before, after)
    if before == after and not summary:
        return DONE
    events = _key_events(site, bundle, at)
    if not events or not _wants(site, story, events, summary):
        return DONE
    return _sum_up(site, bundle, after, events, at)


def _meant_at(site: Site, story: str, time: str | None) -> tuple[Bundle, Moment]:
    """Return the story that is meant, and the moment at which something is done to it."""
    from livegen import filing, times

    with worded():
        bundle = filing.meant(from_here(site, story), site.snapshot, site.settings)
    now = clock()
    at = moment(time, sound_or_end(site, bundle).timezone, now)
    if times.held_until(at, now):
        raise click.BadParameter(
            "it lies ahead, and what is written counts at once; "
            "for later write coverage: {start: …, end: …}",
            param_hint="--time",
        )
    return bundle, at


Write = Callable[[str, bytes, "Story"], tuple[bytes, "Story"]]


def _change(site: Site, bundle: Bundle, write: Write) -> tuple[Story, Story]:
    """Write a state into the story, and return the story before and after."""
    from livegen import filing, mending

    path = site.snapshot.paths[bundle.source]
    with mending.turn(path.parent), worded():
        content, before = sound(site, bundle)
        made, after = write(bundle.source, content, before)
        if made == content:
            return before, before
        if not filing.reads_as(after, bundle, made, {}, site.settings):
            says.show(_no_state(bundle, after), site.snapshot)
            raise click.exceptions.Exit(WRONG_SOURCES)
        mending.replace(path, made)
    site.voice.tell(f"wrote {bundle.source}")
    return before, after


def _no_state(bundle: Bundle, wanted: Story) -> Report:
    """Return what is said of a front matter that a state cannot be written into."""
    from livegen.model import Coverage

    report = Report()
    coverage = wanted.coverage or Coverage()
    parts = {"start": coverage.start, "end": coverage.end, "resumes": coverage.resumes}
    said = ", ".join(f"{name}: {moment.iso}" for name, moment in parts.items() if moment)
    report.error(
        Rule.WRONG_SHAPE,
        Place(bundle.source),
        "the state cannot be written into this front matter without changing the rest",
        f"write by hand status: {wanted.status}" + (f" and coverage: {{{said}}}" if said else ""),
    )
    return report


def _say_state(site: Site, before: Story, after: Story) -> None:
    from livegen import filing
    from livegen.model import Status
    from livegen.stories import release

    state = release.status_at(after, clock()) or Status.LIVE
    already = "already " if before == after else ""
    site.voice.say(f"{already}{state}: {site.whole_address(filing.address(after))}")


def _key_events(site: Site, bundle: Bundle, at: Moment) -> tuple[Update, ...]:
    """Return the key events that are out, oldest first."""
    from livegen import shelf
    from livegen.stories import release

    updates = {path: site.snapshot.read(path) for path in bundle.updates}
    content = site.snapshot.read(bundle.source)
    story = shelf.reading_of(bundle, content, updates, site.settings, Report()).story
    shown = release.published(story, at.at)[0] if story else None
    return shown.key_events if shown else ()


def _wants(site: Site, story: str, events: tuple[Update, ...], summary: bool | None) -> bool:
    """Return whether the key events are to be filed, asking whoever sits there."""
    if summary is not None:
        return summary
    number = says.count(len(events), "key event")
    if texts.at_terminal() and not site.voice.quiet:
        return click.confirm(f"File the {number} as a closing summary?", default=True)
    site.voice.say(f"{number}: `livegen end {story} --summary` files them as a closing summary")
    return False


def _sum_up(
    site: Site, bundle: Bundle, story: Story, events: tuple[Update, ...], at: Moment
) -> int:
    from livegen import filing, words

    refuse_outside(site, f"{bundle.folder}/updates")
    spoken = words.of(story.language, site.settings.site.clock)
    update = filing.summary(events, at, new_id(at), spoken, site.settings)
    filed = file_update(site, bundle, update, Typed(update.body.markdown))
    if filed is None:
        return WRONG_SOURCES
    say_filed(site, story, filed, clock())
    return DONE
