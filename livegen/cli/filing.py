"""What a reporter files: a new site, a new story, an update."""

from __future__ import annotations

import os
import shlex
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from livegen import __version__
from livegen.cli import texts
from livegen.cli.common import DONE, command, common
from livegen.cli.placing import file_update, say_filed
from livegen.cli.sites import (
    Site,
    about,
    at_moment,
    authors_of,
    clock,
    from_here,
    is_file,
    line,
    moment_of,
    new_id,
    open_site,
    refuse_outside,
    worded,
)
from livegen.cli.texts import Typed
from livegen.cli.voice import Voice
from livegen.errors import Report

if TYPE_CHECKING:  # what a command does not need, it does not import
    from livegen.model import Story, Update
    from livegen.sources import Bundle


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
    files = filing.new_site(title, Moment(clock(), _zone_here()), __version__)
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

    site = open_site(root, quiet, verbose)
    with worded():
        place = filing.place_for(address, site.snapshot, site.settings)
    headline = line(title, "--title") or place.rpartition("/")[2].replace("-", " ").capitalize()
    write = filing.new_coverage if live else filing.new_story
    path = f"content/{place}/index.md" if live else f"content/{place}.md"
    authors = authors_of(site, (), ())
    date = Moment(clock(), site.settings.site.timezone)
    refuse_outside(site, path)
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
    "--kind",
    type=click.Choice(["update", "breaking", "analysis", "note"]),
    default="update",
    help="What sort of update it is.",
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
    from livegen import filing
    from livegen.model import Kind, Text, Update
    from livegen.times import Moment

    site = open_site(root, quiet, verbose)
    now = clock()
    named, text_file = _told_apart(site, story, file, message)
    typed = _given(site, text_file, message, new_id(Moment(now, site.settings.site.timezone)))
    with texts.outliving(typed):
        with worded():
            bundle = _meant(site, named, now)
        target, zone = about(site, bundle)
        at = Moment(now, target.timezone)
        if time is not None:
            at = moment_of(time, target, zone, "--time")
        update = Update(
            id=new_id(at),
            time=at,
            title=line(title, "--title"),
            authors=authors_of(site, authors, target.authors),
            kind=Kind(kind),
            key=key,
            pinned=pin,
        )
    asked = typed is None
    typed = typed or texts.of_editor(site.root, update.id, target.title)
    with texts.outliving(typed):
        update = replace(update, body=Text(filing.typed(texts.read(typed))))
        if not update.body and (asked or not update.title):
            texts.forget(typed)
            raise click.UsageError("there is no text: nothing was filed")
        filed = file_update(site, bundle, update, typed)
    texts.forget(typed)
    say_filed(site, target, filed, now)
    _say_around(site, bundle, target, filed, now)
    return DONE


def _told_apart(
    site: Site, story: str | None, file: str | None, message: str | None
) -> tuple[str | None, str | None]:
    """Return the name of the story, None for the live one, and the text's file: `-` is the input.

    A single name is that of a text if it is a file and no story.
    """
    if file is not None or story is None:
        told = story, file
    elif story == "-" or (message is None and is_file(story) and not _is_story(site, story)):
        told = None, story
    else:
        told = story, None
    if told[1] is not None and message is not None:
        raise click.UsageError("give the text by -m or by a file, not by both")
    return told


def _is_story(site: Site, written: str) -> bool:
    from livegen import filing

    with suppress(filing.Unclear):
        filing.meant(from_here(site, written), site.snapshot, site.settings)
        return True
    return False


def _given(site: Site, file: str | None, message: str | None, id: str) -> Typed | None:
    """Return the text, or None if it is still to be typed."""
    if message is not None:
        return texts.kept(texts.given(message, "-m"), site.root, id)
    if file == "-" or (file is None and not texts.at_terminal()):
        return texts.kept(texts.of_input(), site.root, id)
    if file is None:
        return None
    if not is_file(file):
        raise click.UsageError(f'there is no file "{file}"; {_FOR_A_TEXT}')
    return texts.of_file(Path(file))


_FOR_A_TEXT = 'for a text write -m "Something has happened."'


def _meant(site: Site, written: str | None, now: datetime) -> Bundle:
    """Return the story that is meant; if words stand in its place, say how a text is given."""
    from livegen import filing

    if written is None:
        return filing.on_air(site.snapshot, site.settings, now)
    try:
        return filing.meant(from_here(site, written), site.snapshot, site.settings)
    except filing.Unclear as unclear:
        raise filing.Unclear(
            f"{unclear}; {_FOR_A_TEXT}" if " " in written else str(unclear)
        ) from None


def _say_around(site: Site, bundle: Bundle, story: Story, filed: Update, now: datetime) -> None:
    """Say what a reporter may not expect of the story: its state, and what else is pinned."""
    from livegen import filing, shelf
    from livegen.model import Status
    from livegen.stories import release

    start = f"livegen start {filing.address(story).strip('/')}"
    match release.status_at(story, now):
        case Status.UPCOMING:
            site.voice.say(f"the coverage has not begun yet: `{start}` begins it")
        case Status.PAUSED | Status.ENDED as state:
            site.voice.say(f"the coverage is {state}: `{start}` takes it up again")
    if not filed.pinned:
        return
    files = {path: site.snapshot.read(path) for path in bundle.updates}
    content = site.snapshot.read(bundle.source)
    whole = shelf.reading_of(bundle, content, files, site.settings, Report()).story
    for update in whole.updates if whole else ():
        if update.pinned and not update.withdrawn and update.id != filed.id:
            site.voice.say(
                f"{update.id} stays pinned, too; the newest pinned update is the one on top: "
                f"take `pinned: true` out of {update.place.path}"
            )


def _refuse_full(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise click.UsageError(f"{folder} is a file")
    names = sorted(entry.name for entry in folder.iterdir()) if folder.exists() else []
    if found := next((name for name in names if name != ".git"), None):
        raise click.UsageError(f"{folder} is not empty: it holds {found}")


def _zone_here() -> str:
    """Return the machine's zone, as far as it can be told, else UTC."""
    from livegen import times

    link = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    for name in (os.environ.get("TZ", "").lstrip(":"), link):
        if name in times.zone_names():
            return "UTC" if name in _ALSO_UTC else name
    return "UTC"


_ALSO_UTC = ("Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu")
