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
    moment_of,
    new_id,
    open_site,
    refuse_outside,
    sound,
    worded,
    zone_of,
)
from livegen.cli.texts import Typed
from livegen.errors import Place, Report, Rule

if TYPE_CHECKING:  # what a command does not need, it does not import
    from livegen.model import Story
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
    bundle, was = _meant(site, story)
    at = _at(site, was, time)
    before, after = _change(
        site, bundle, lambda path, content, now: filing.started(path, content, now, at)
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
    bundle, was = _meant(site, story)
    at = _at(site, was, time)
    goes_on = moment_of(resumes, was, zone_of(site, was), "--resumes") if resumes else None
    before, after = _change(
        site, bundle, lambda path, content, now: filing.paused(path, content, now, at.at, goes_on)
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
    bundle, was = _meant(site, story)
    at = _at(site, was, time)
    before, after = _change(
        site, bundle, lambda path, content, now: filing.ended(path, content, now, at)
    )
    _say_state(site, before, after)
    if before == after and not summary:
        return DONE
    shown = _shown(site.anew(), bundle, at)
    if shown and shown.key_events and _wants(site, story, shown, summary):
        _sum_up(site, bundle, shown, at)
    elif summary and not (shown and shown.key_events):
        site.voice.say("there is no key event: no summary was filed")
    return DONE


def _meant(site: Site, written: str) -> tuple[Bundle, Story]:
    """Return the story that is meant, which must be without an error."""
    from livegen import filing

    with worded():
        bundle = filing.meant(from_here(site, written), site.snapshot, site.settings)
        return bundle, sound(site, bundle)[1]


def _at(site: Site, story: Story, time: str | None) -> Moment:
    """Return the moment at which something is done to the story."""
    from livegen import times
    from livegen.times import Moment

    now = clock()
    if time is None:
        return Moment(now, story.timezone)
    at = moment_of(time, story, zone_of(site, story), "--time")
    if times.held_until(at, now):
        raise click.BadParameter(
            "it lies ahead, and what is written counts at once; "
            "for later write coverage: {start: …, end: …}",
            param_hint="--time",
        )
    return at


Write = Callable[[str, bytes, "Story"], tuple[bytes, "Story"]]


def _change(site: Site, bundle: Bundle, write: Write) -> tuple[Story, Story]:
    """Write a state into the story, and return the story before and after."""
    from livegen import filing, mending

    path = site.snapshot.path(bundle.source)
    with mending.turn(path.parent), worded():
        content, before = sound(site.anew(), bundle)
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


def _shown(site: Site, bundle: Bundle, at: Moment) -> Story | None:
    """Return the story with all its updates as readers may see it."""
    from livegen import shelf
    from livegen.stories import release

    updates = {path: site.snapshot.read(path) for path in bundle.updates}
    content = site.snapshot.read(bundle.source)
    story = shelf.reading_of(bundle, content, updates, site.settings, Report()).story
    return release.published(story, at.at)[0] if story else None


def _wants(site: Site, written: str, story: Story, summary: bool | None) -> bool:
    """Return whether the key events are to be filed, asking whoever sits there."""
    if summary is not None:
        return summary
    events = len(story.key_events)
    number, them = says.count(events, "key event"), "it" if events == 1 else "them"
    if texts.at_terminal() and not site.voice.quiet:
        return click.confirm(f"File the {number} as a closing summary?", default=True)
    site.voice.say(f"{number}: `livegen end {written} --summary` files {them} as a closing summary")
    return False


def _sum_up(site: Site, bundle: Bundle, story: Story, at: Moment) -> None:
    """File the closing summary, unless the story has one."""
    from livegen import filing, shelf

    refuse_outside(site, f"{bundle.folder}/updates")
    spoken = shelf.words_of(site.snapshot, story.language, site.settings)
    if filing.summed_up(story, spoken):
        site.voice.say("the closing summary is already filed")
        return
    at = filing.above_all(story, at)
    update = filing.summary(story.key_events, at, new_id(at), spoken, site.settings)
    filed = file_update(site, bundle, update, Typed(update.body.markdown.encode()))
    say_filed(site, story, filed, clock())
