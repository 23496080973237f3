"""What a reporter files: a new site, a new story, an update."""

from __future__ import annotations

import os
import shlex
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from livegen import __version__
from livegen.cli import texts
from livegen.cli.common import DONE, WRONG_SOURCES, command, common
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
    moment,
    new_id,
    open_site,
    refuse_outside,
    worded,
)
from livegen.cli.texts import Typed
from livegen.cli.voice import Voice

if TYPE_CHECKING:  # what a command does not need, it does not import
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

    site = open_site(root, quiet, verbose)
    now = clock()
    bundle, text_file = _what(site, story, file, message, now)
    target = about(site, bundle)
    at = moment(time, target.timezone, now)
    update = Update(
        id=new_id(at),
        time=at,
        title=line(title, "--title"),
        authors=authors_of(site, authors, target.authors),
        kind=Kind(kind),
        key=key,
        pinned=pin,
    )
    typed = _typed(site, text_file, message, update.id, target.title)
    update = replace(update, body=Text(cleaned(typed.text)))
    if not update.body and (typed.ours or not update.title):
        texts.forget(typed)
        raise click.UsageError("there is no text: nothing was filed")
    filed = file_update(site, bundle, update, typed)
    if filed is None:
        return WRONG_SOURCES
    say_filed(site, target, filed, now)
    return DONE


def _what(
    site: Site, story: str | None, file: str | None, message: str | None, now: datetime
) -> tuple[Bundle, str | None]:
    """Return the story that is meant, and the file of the text: `-` is standard input."""
    from livegen import filing

    with worded():
        if story is None or (file is None and story == "-"):
            bundle, file = filing.on_air(site.snapshot, site.settings, now), story
        else:
            try:
                bundle = filing.meant(from_here(site, story), site.snapshot, site.settings)
            except filing.Unclear:
                if file is not None or message is not None or not is_file(story):
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
    if not is_file(file):
        raise click.UsageError(f'there is no file "{file}"')
    return texts.of_file(Path(file))


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
