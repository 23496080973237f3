"""The site that a command files in, and what is asked of it there."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from livegen.cli import texts
from livegen.cli import voice as says
from livegen.cli.common import OUTPUT, WRONG_SOURCES, site_root
from livegen.cli.voice import Voice
from livegen.errors import Report

if TYPE_CHECKING:  # what a command does not need, it does not import
    from livegen.model import Story
    from livegen.settings import Settings
    from livegen.sources import Bundle, Snapshot
    from livegen.times import Moment

at_moment = click.option("--time", metavar="TIME", help="When it happened.  [default: now]")


@dataclass(frozen=True, slots=True)
class Site:
    """The site to file in. `zoned` is False if its settings are in error: its zone is then UTC."""

    root: Path
    snapshot: Snapshot
    settings: Settings
    zoned: bool
    voice: Voice

    def anew(self) -> Site:
        """Return the site with its files as they are from now on."""
        return replace(self, snapshot=replace(self.snapshot))

    def whole_address(self, path: str) -> str:
        """Return a path as readers type it."""
        from livegen import urls

        return urls.address(self.settings.site.url).absolute(path)


class InError(Exception):
    """A story could not be read; `report` says why, of the files in `snapshot`."""

    def __init__(self, report: Report, snapshot: Snapshot) -> None:
        super().__init__()
        self.report = report
        self.snapshot = snapshot


def open_site(root: Path | None, quiet: bool, verbose: bool) -> Site:
    """Return the site. What is wrong elsewhere in it is left for a build to say."""
    from livegen import shelf, sources

    if root and sources.root_of(root) != root.absolute():
        raise click.UsageError(f"there is no site in {root}: it has no livegen.toml or content/")
    root = site_root(root)
    snapshot = sources.snapshot(root, root / OUTPUT, Report())
    report, wrong = Report(), Report()
    settings = shelf.settings_of(snapshot, wrong)
    if wrong.failed:
        settings = replace(settings, site=replace(settings.site, timezone="UTC"))
    report.extend(wrong.softened)
    says.show(report, snapshot)
    return Site(root, snapshot, settings, not wrong.failed, Voice(quiet, verbose))


def sound(site: Site, bundle: Bundle) -> tuple[bytes, Story]:
    """Return a story without the updates that have files of their own, and its source.

    Raises `InError`.
    """
    from livegen import shelf

    report = Report()
    content = site.snapshot.read(bundle.source)
    reading = shelf.reading_of(bundle, content, {}, site.settings, report)
    if reading.story is None or reading.broken:
        raise InError(report, site.snapshot)
    return content, reading.story


def front(site: Site, bundle: Bundle) -> tuple[bytes, Story]:
    """Return a story with a folder; in place of one that cannot be read, one of its name.

    A new file in its folder does no harm, and will be out once the story is mended.
    """
    from livegen import shelf

    try:
        return sound(site, bundle)
    except InError:
        stand_in = b"---\ntitle: ...\ndate: 2026-01-01\ntimezone: UTC\n---\n"
        story = shelf.reading_of(bundle, stand_in, {}, site.settings, Report()).story
        if story is None:  # not even its name is one
            raise
        return stand_in, story


def about(site: Site, bundle: Bundle) -> tuple[Story, str]:
    """Return the story to post to, and its zone: `""` if that cannot be told.

    Errors in one with a folder are said and do not matter.
    """
    if has_folder(bundle):
        refuse_outside(site, f"{bundle.folder}/updates")
    with worded():
        try:
            story = sound(site, bundle)[1]
        except InError as wrong:
            if not has_folder(bundle):
                raise
            softened = Report()
            softened.extend(wrong.report.softened)
            says.show(softened, site.snapshot)
            return front(site, bundle)[1], ""
    return story, zone_of(site, story)


def zone_of(site: Site, story: Story) -> str:
    """Return the zone of a story that was read, or `""` if it is that of settings in error."""
    return story.timezone if site.zoned or "timezone" in story.places else ""


def has_folder(bundle: Bundle) -> bool:
    """True if the story is a folder, in which updates are files."""
    return bundle.source.endswith("/index.md")


def from_here(site: Site, written: str) -> str:
    """Return a path that leads from here to a source as one from the root."""
    there = Path(os.path.realpath(written))
    below = written and os.access(there, os.F_OK) and there.is_relative_to(site.root / "content")
    return there.relative_to(site.root).as_posix() if below else written


def is_file(written: str) -> bool:
    """True if a file of that name is there."""
    with suppress(OSError):  # a whole sentence is too long for the name of one
        return Path(written).is_file()
    return False


def authors_of(site: Site, given: tuple[str, ...], of_story: tuple[str, ...]) -> tuple[str, ...]:
    """Return who is to be named: as given, else from the settings, else from git.

    An only author of the story goes without saying.
    """
    from livegen import filing, shelf, urls

    known = shelf.authors_of(site.snapshot, Report())
    names = [line(name, "--author") for name in given]
    for name in names:
        if not urls.slug(name):
            raise click.BadParameter(f'"{name}" has no letter or digit', param_hint="--author")
    if names:
        return tuple(dict.fromkeys(filing.byline(name, known) for name in names))
    own = line(site.settings.post.author or _name_in_git(site.root), "[post] author")
    name = filing.byline(own, known)
    already = tuple(filing.byline(one, known) for one in of_story)
    return (name,) if urls.slug(name) and already != (name,) else ()


def _name_in_git(root: Path) -> str:
    try:
        asked = subprocess.run(
            ["git", "config", "user.name"],  # noqa: S607 whichever git people use
            cwd=root,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        return ""
    return asked.stdout.decode("utf-8", "replace")


def moment_of(written: str, story: Story, zone: str, option: str) -> Moment:
    """Return the moment of an option's value, local time being that of `zone`, if it is known."""
    from livegen import times
    from livegen.stories.parts import NotBefore

    try:
        at = times.read(written, story.timezone)
        if not zone and at.at != times.read(written, _ELSEWHERE).at:
            raise times.NotATime(
                f'is a local time, and errors keep its zone from being known: "{written}"',
                f"write its offset, too: {at.at:%Y-%m-%dT%H:%M}-05:00 "
                "where clocks are five hours behind UTC",
            )
    except times.NotATime as error:
        raise click.BadParameter(f"{error.message}; {error.hint}", param_hint=option) from None
    return NotBefore(story.date).counted(at)


_ELSEWHERE = "Etc/GMT-1"
"""A zone in which no local time is what it is in UTC."""


def new_id(at: Moment) -> str:
    """Return an id that nobody else has, and that begins with the time."""
    from livegen import filing

    return filing.name_of(at, "".join(secrets.choice(_SIGNS) for _ in range(4)))


_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Without letters that are taken for others: a million marks of four."""


def clock() -> datetime:
    """Return the time, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def line(text: str | None, option: str) -> str:
    """Return a text as front matter holds it: on one line, without control characters."""
    from livegen import filing, forms

    return forms.plain_text(filing.typed(texts.given(text or "", option).decode()))


@contextmanager
def worded() -> Iterator[None]:
    """Turn what a room refuses into wrong usage, and a story in error into its problems."""
    from livegen import filing

    try:
        yield
    except (filing.Unclear, filing.NotNow) as refused:
        raise click.UsageError(str(refused)) from None
    except InError as wrong:
        says.show(wrong.report, wrong.snapshot)
        raise click.exceptions.Exit(WRONG_SOURCES) from None


def refuse_outside(site: Site, path: str) -> None:
    """Refuse a path that links lead out of the site's folder."""
    if not (site.root / path).resolve().is_relative_to(site.root):
        raise click.UsageError(f"{path} lies outside of the site's folder: a link leads there")
