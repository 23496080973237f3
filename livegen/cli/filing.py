"""What a reporter files: a new site, a new story, an update, where a coverage stands."""

from __future__ import annotations

import os
import secrets
import shlex
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from livegen import __version__
from livegen.cli import texts
from livegen.cli import voice as says
from livegen.cli.common import (
    DONE,
    OUTPUT,
    WRONG_SOURCES,
    command,
    common,
    site_root,
)
from livegen.cli.texts import Typed
from livegen.cli.voice import Voice
from livegen.errors import Place, Report, Rule

if TYPE_CHECKING:  # what a command does not need, it does not import
    from livegen.model import Story, Update
    from livegen.settings import Settings
    from livegen.sources import Bundle, Snapshot
    from livegen.times import Moment

at_moment = click.option("--time", metavar="TIME", help="When it happened.  [default: now]")


@dataclass(frozen=True, slots=True)
class Site:
    """The site to file in."""

    root: Path
    snapshot: Snapshot
    settings: Settings
    voice: Voice

    def whole_address(self, path: str) -> str:
        """Return a path as readers type it."""
        from livegen import urls

        return urls.address(self.settings.site.url).absolute(path)


# ------------------------------------------------------------------ new


@click.group()
def new() -> None:
    """Make a new site, or a new story."""


@new.command("site")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Name each file.")
@command
def new_site(folder: Path, quiet: bool, verbose: bool) -> int:
    """Make a site in DIR that can be built at once."""
    from livegen import filing, mending
    from livegen.times import Moment

    _refuse_full(folder)
    title = folder.resolve().name.replace("-", " ").replace("_", " ").strip().title() or "News"
    files = filing.new_site(title, Moment(_clock(), _zone_here()), __version__)
    mending.settle(folder.absolute(), files)
    voice = Voice(quiet, verbose)
    for path in files:
        voice.tell(f"wrote {folder / path}")
    voice.say(f"{title} is ready. What comes next:\n")
    if folder.resolve() != Path.cwd():
        voice.say(f"  cd {shlex.quote(str(folder))}")
    voice.say("  livegen serve\n  livegen post -m 'Something has happened.'\n  livegen build")
    return DONE


@new.command("story")
@common
@click.argument("address", metavar="SECTION/SLUG")
@click.option(
    "--live", is_flag=True, help="Prepare live coverage: a folder, with a file for each update."
)
@click.option("--title", metavar="TEXT", help="The headline.  [default: the slug in words]")
@command
def new_story(
    root: Path | None, address: str, live: bool, title: str | None, quiet: bool, verbose: bool
) -> int:
    """Make a story."""
    from livegen import filing, mending
    from livegen.times import Moment

    site = _site(root, quiet, verbose)
    with _worded():
        place = filing.place_for(address, site.snapshot, site.settings)
    headline = _line(title, "--title") or place.rpartition("/")[2].replace("-", " ").capitalize()
    write = filing.new_coverage if live else filing.new_story
    path = f"content/{place}/index.md" if live else f"content/{place}.md"
    authors = _authors(site, (), ())
    date = Moment(_clock(), site.settings.site.timezone)
    _refuse_outside(site, path)
    mending.create(site.root / path, write(headline, date, authors))
    site.voice.say(path)
    site.voice.say(site.whole_address(filing.address_of(place)))
    return DONE


# ------------------------------------------------------------------ post


@click.command()
@common
@click.argument("story", required=False)
@click.argument("file", required=False)
@click.option("-m", "message", metavar="TEXT", help="The text.")
@click.option("--title", metavar="TEXT", help="A headline.")
@click.option("--key", is_flag=True, help="Make it a key event.")
@click.option("--pin", is_flag=True, help="Hold it on top.")
@click.option(
    "--kind", type=click.Choice(["update", "breaking", "analysis", "note"]), default="update"
)
@click.option(
    "--author",
    "authors",
    metavar="NAME",
    multiple=True,
    help="Who wrote it; may be given several times.  [default: [post] author, else git's]",
)
@at_moment
@command
def post(
    root: Path | None,
    story: str | None,
    file: str | None,
    message: str | None,
    title: str | None,
    key: bool,
    pin: bool,
    kind: str,
    authors: tuple[str, ...],
    time: str | None,
    quiet: bool,
    verbose: bool,
) -> int:
    """Add an update to STORY.

    STORY may be left out while one is live. The text is that of -m, of FILE, of standard input
    (FILE is -), or what you type in your editor.
    """
    from livegen.filing import typed as cleaned
    from livegen.model import Kind, Text, Update

    site = _site(root, quiet, verbose)
    now = _clock()
    bundle, text_file = _what(site, story, file, message, now)
    about = _about(site, bundle)
    at = _moment(time, about.timezone, now)
    update = Update(
        id=_new_id(at),
        time=at,
        title=_line(title, "--title"),
        authors=_authors(site, authors, about.authors),
        kind=Kind(kind),
        key=key,
        pinned=pin,
    )
    typed = _typed(site, text_file, message, update.id, about.title)
    update = replace(update, body=Text(cleaned(typed.text)))
    if not update.body and (typed.ours or not update.title):
        texts.forget(typed)
        raise click.UsageError("there is no text: nothing was filed")
    filed = _file(site, bundle, update, typed)
    if filed is None:
        return WRONG_SOURCES
    _say_filed(site, about, filed, now)
    return DONE


def _what(
    site: Site, story: str | None, file: str | None, message: str | None, now: datetime
) -> tuple[Bundle, str | None]:
    """Return the story that is meant, and the file of the text: `-` is standard input."""
    from livegen import filing

    with _worded():
        if story is None or (file is None and story == "-"):
            bundle, file = filing.on_air(site.snapshot, site.settings, now), story
        else:
            try:
                bundle = filing.meant(_from_here(site, story), site.snapshot, site.settings)
            except filing.Unclear:
                if file is not None or message is not None or not _is_file(story):
                    raise
                bundle, file = filing.on_air(site.snapshot, site.settings, now), story
    if file is not None and message is not None:
        raise click.UsageError("give the text by -m or by a file, not by both")
    return bundle, file


def _typed(site: Site, file: str | None, message: str | None, id: str, title: str) -> Typed:
    if message is not None:
        return texts.given(message, "-m")
    if file == "-" or (file is None and not texts.at_terminal()):
        return texts.of_input()
    if file is None:
        return texts.of_editor(site.root, id, title)
    if not _is_file(file):
        raise click.UsageError(f'there is no file "{file}"')
    return texts.of_file(Path(file))


def _file(site: Site, bundle: Bundle, update: Update, typed: Typed) -> Update | None:
    """File the update, or keep its text and say what is wrong."""
    from livegen import filing

    put = _put_beside if _has_folder(bundle) else _put_inside
    typed = texts.kept(typed, site.root, update.id)
    try:
        filed, report = put(site, bundle, update)
    except filing.NoRoom as stuck:
        says.show(_no_room(bundle, str(stuck)), site.snapshot)
    except _InError as wrong:
        says.show(wrong.report, site.snapshot)
    except OSError:
        click.echo(_KEPT.format(typed.name), err=True)
        raise
    else:
        if not report.failed:
            texts.forget(typed)
            says.show(report, site.snapshot)
            return filed
        texts.show(report, typed, filed.body.place)
    click.echo(_KEPT.format(typed.name), err=True)
    return None


_KEPT = "livegen: error: nothing was filed; the text is in {}"


def _put_beside(site: Site, bundle: Bundle, update: Update) -> tuple[Update, Report]:
    """File the update in `updates/`, unless its text has an error. What else is there stays."""
    from livegen import filing, mending

    folder = f"{bundle.folder}/updates"
    content, story = _front(site, bundle)
    text = filing.as_file(update)
    path = f"{folder}/{update.id}.md"
    read = filing.proved(
        story, update, bundle, content=content, updates={path: text}, settings=site.settings
    )
    report = _faults(site, bundle, read, story)
    while not report.failed:
        try:
            mending.create(site.root / path, text)
        except FileExistsError:
            if not (site.root / path).exists():  # then it is a file where the folder should be
                raise
            read = replace(read, id=_new_id(update.time))
            path = f"{folder}/{read.id}.md"
        else:
            site.voice.tell(f"wrote {path}")
            break
    return read, report


def _put_inside(site: Site, bundle: Bundle, update: Update) -> tuple[Update, Report]:
    """File the update in the list of its story, unless its text has an error."""
    from livegen import filing, mending

    path = site.snapshot.paths[bundle.source]
    with mending.turn(path.parent):
        content, story = _sound(site, bundle)
        made = filing.in_list(bundle.source, content, update)
        read = filing.proved(
            story, update, bundle, content=made, updates={}, settings=site.settings
        )
        report = _faults(site, bundle, read, story)
        if not report.failed:
            mending.replace(path, made)
            site.voice.tell(f"wrote {bundle.source}")
    return read, report


def _faults(site: Site, bundle: Bundle, update: Update, story: Story) -> Report:
    from livegen import filing
    from livegen.embeds import EMBEDS

    stems = {name.rpartition("/")[2].removesuffix(".html") for name in site.snapshot.templates}
    return filing.faults(
        update.body,
        folder=bundle.folder,
        names=site.snapshot.paths,
        own_embeds=frozenset(stems - EMBEDS.keys()),
        settings=site.settings,
        language=story.language,
    )


def _no_room(bundle: Bundle, why: str) -> Report:
    """Return what is said of a story that an update cannot be put into."""
    report = Report()
    folder = bundle.source.removesuffix(".md")
    report.error(
        Rule.WRONG_SHAPE,
        Place(bundle.source),
        f"no update can be put into this list: {why}",
        "write it by hand, or give updates files of their own: "
        f"move the story to {folder}/index.md",
    )
    return report


def _say_filed(site: Site, story: Story, filed: Update, now: datetime) -> None:
    from livegen import filing, urls
    from livegen.stories import release
    from livegen.stories.release import Held

    site.voice.say(filed.id)
    site.voice.say(site.whole_address(urls.anchor(filing.address(story), filed.id)))
    if until := release.waits_for(filed.time, None, now):
        says.say_held(site.voice, [Held(filed.title or filed.id, filed.place, until)])
    if story.draft:
        site.voice.say("the story is a draft: nobody sees it yet")
    elif until := release.waits_for(story.date, story.publish_at, now):
        says.say_held(site.voice, [Held(story.title, Place(story.source), until)])


# ------------------------------------------------------------------ start, pause, end


@click.command()
@common
@click.argument("story")
@at_moment
@command
def start(root: Path | None, story: str, time: str | None, quiet: bool, verbose: bool) -> int:
    """Begin the live coverage of STORY, or take it up again."""
    from livegen import filing

    site = _site(root, quiet, verbose)
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

    site = _site(root, quiet, verbose)
    bundle, at = _meant_at(site, story, time)
    goes_on = _moment_of(resumes, at.zone, "--resumes") if resumes else None
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

    site = _site(root, quiet, verbose)
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

    with _worded():
        bundle = filing.meant(_from_here(site, story), site.snapshot, site.settings)
    now = _clock()
    at = _moment(time, _sound_or_end(site, bundle).timezone, now)
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
    with mending.turn(path.parent), _worded():
        content, before = _sound(site, bundle)
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

    state = release.status_at(after, _clock()) or Status.LIVE
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

    _refuse_outside(site, f"{bundle.folder}/updates")
    spoken = words.of(story.language, site.settings.site.clock)
    update = filing.summary(events, at, _new_id(at), spoken, site.settings)
    filed = _file(site, bundle, update, Typed(update.body.markdown))
    if filed is None:
        return WRONG_SOURCES
    _say_filed(site, story, filed, _clock())
    return DONE


# ------------------------------------------------------------------ what they share


class _InError(Exception):
    """A story could not be read; `report` says why."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


def _site(root: Path | None, quiet: bool, verbose: bool) -> Site:
    """Return the site. What is wrong elsewhere in it is left for a build to say."""
    from livegen import shelf, sources

    root = site_root(root)
    snapshot = sources.snapshot(root, root / OUTPUT, Report())
    report, wrong = Report(), Report()
    settings = shelf.settings_of(snapshot, wrong)
    report.extend(wrong.softened)
    says.show(report, snapshot)
    return Site(root, snapshot, settings, Voice(quiet, verbose))


def _sound(site: Site, bundle: Bundle) -> tuple[bytes, Story]:
    """Return a story without the updates that have files of their own, and its source.

    Raises `_InError`.
    """
    from livegen import shelf

    report = Report()
    content = site.snapshot.read(bundle.source)
    reading = shelf.reading_of(bundle, content, {}, site.settings, report)
    if reading.story is None or reading.broken:
        raise _InError(report)
    return content, reading.story


def _sound_or_end(site: Site, bundle: Bundle) -> Story:
    """Return the story, or say what is wrong with it and end."""
    try:
        return _sound(site, bundle)[1]
    except _InError as wrong:
        says.show(wrong.report, site.snapshot)
        raise click.exceptions.Exit(WRONG_SOURCES) from None


def _front(site: Site, bundle: Bundle) -> tuple[bytes, Story]:
    """Return a story with a folder; in place of one that cannot be read, one of its name.

    A new file in its folder does no harm, and will be out once the story is mended.
    """
    from livegen import shelf

    try:
        return _sound(site, bundle)
    except _InError:
        stand_in = b"---\ntitle: ...\ndate: 2026-01-01\n---\n"
        story = shelf.reading_of(bundle, stand_in, {}, site.settings, Report()).story
        if story is None:  # not even its name is one
            raise
        return stand_in, story


def _about(site: Site, bundle: Bundle) -> Story:
    """Return the story to post to; errors in one with a folder are said and do not matter."""
    if not _has_folder(bundle):
        return _sound_or_end(site, bundle)
    _refuse_outside(site, f"{bundle.folder}/updates")
    try:
        return _sound(site, bundle)[1]
    except _InError as wrong:
        softened = Report()
        softened.extend(wrong.report.softened)
        says.show(softened, site.snapshot)
        return _front(site, bundle)[1]


def _has_folder(bundle: Bundle) -> bool:
    return bundle.source.endswith("/index.md")


def _from_here(site: Site, written: str) -> str:
    """Return a path that leads from here to a source as one from the root."""
    there = Path(os.path.realpath(written))
    below = written and os.access(there, os.F_OK) and there.is_relative_to(site.root / "content")
    return there.relative_to(site.root).as_posix() if below else written


def _is_file(written: str) -> bool:
    with suppress(OSError):  # a whole sentence is too long for the name of one
        return Path(written).is_file()
    return False


def _authors(site: Site, given: tuple[str, ...], of_story: tuple[str, ...]) -> tuple[str, ...]:
    """Return who is to be named: as given, else from the settings, else from git.

    An only author of the story goes without saying.
    """
    from livegen import filing, shelf, urls

    known = shelf.authors_of(site.snapshot, Report())
    names = [_line(name, "--author") for name in given]
    for name in names:
        if not urls.slug(name):
            raise click.BadParameter(f'"{name}" has no letter or digit', param_hint="--author")
    if names:
        return tuple(dict.fromkeys(filing.byline(name, known) for name in names))
    own = _line(site.settings.post.author or _name_in_git(site.root), "[post] author")
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


def _moment(written: str | None, zone: str, now: datetime) -> Moment:
    """Return the moment of `--time`, local time being that of `zone`, or now."""
    from livegen.times import Moment

    return Moment(now, zone) if written is None else _moment_of(written, zone, "--time")


def _moment_of(written: str, zone: str, option: str) -> Moment:
    from livegen import times

    try:
        return times.read(written, zone)
    except times.NotATime as error:
        raise click.BadParameter(f"{error.message}; {error.hint}", param_hint=option) from None


def _new_id(at: Moment) -> str:
    from livegen import filing

    return filing.name_of(at, "".join(secrets.choice(_SIGNS) for _ in range(4)))


_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Without letters that are taken for others: a million marks of four."""


def _clock() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _line(text: str | None, option: str) -> str:
    """Return a text as front matter holds it: on one line, without control characters."""
    from livegen import filing, forms

    return forms.plain_text(filing.typed(texts.given(text or "", option).text))


@contextmanager
def _worded() -> Iterator[None]:
    """Turn what a room refuses into wrong usage, or a story in error into its problems."""
    from livegen import filing

    try:
        yield
    except (filing.Unclear, filing.NotNow) as refused:
        raise click.UsageError(str(refused)) from None


def _refuse_full(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise click.UsageError(f"{folder} is a file")
    names = sorted(entry.name for entry in folder.iterdir()) if folder.exists() else []
    if found := next((name for name in names if name != ".git"), None):
        raise click.UsageError(f"{folder} is not empty: it holds {found}")


def _refuse_outside(site: Site, path: str) -> None:
    """Refuse a path that links lead out of the site's folder."""
    if not (site.root / path).resolve().is_relative_to(site.root):
        raise click.UsageError(f"{path} lies outside of the site's folder: a link leads there")


def _zone_here() -> str:
    """Return the machine's zone, as far as it can be told, else UTC."""
    from livegen import times

    link = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    for name in (os.environ.get("TZ", "").lstrip(":"), link):
        if name in times.zone_names():
            return "UTC" if name in _ALSO_UTC else name
    return "UTC"


_ALSO_UTC = ("Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu")
