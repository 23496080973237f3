"""Where an update goes: into a file of its own or into its story, or nowhere, and is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import click

from livegen.cli import texts
from livegen.cli import voice as says
from livegen.cli.common import WRONG_SOURCES
from livegen.cli.sites import Site, front, has_folder, new_id, sound, worded
from livegen.cli.texts import Typed
from livegen.errors import Place, Report, Rule

if TYPE_CHECKING:  # what a command does not need, it does not import
    from livegen.model import Story, Update
    from livegen.sources import Bundle


def file_update(site: Site, bundle: Bundle, update: Update, typed: Typed) -> Update:
    """File the update, or say what is wrong and end."""
    from livegen import filing

    put = _put_beside if has_folder(bundle) else _put_inside
    with worded():
        try:
            filed, report = put(site, bundle, update)
        except filing.NoRoom as stuck:
            says.show(_no_room(bundle, str(stuck)), site.snapshot)
            raise click.exceptions.Exit(WRONG_SOURCES) from None
    if report.failed:
        texts.show(report, typed, filed.body.place)
        raise click.exceptions.Exit(WRONG_SOURCES)
    says.show(report, site.snapshot.with_made(filed.body.place.path))
    return filed


def _put_beside(site: Site, bundle: Bundle, update: Update) -> tuple[Update, Report]:
    """File the update in `updates/`, unless its text has an error. What else is there stays."""
    from livegen import filing, mending

    path = f"{bundle.folder}/updates/{update.id}.md"
    content, story = front(site.anew(), bundle)
    if update.time.day is None:  # the story may be in error by now, or no longer
        update = replace(update, time=replace(update.time, zone=story.timezone))
    text = filing.as_file(update)
    read = filing.proved(
        story, update, bundle, content=content, updates={path: text}, settings=site.settings
    )
    report = _faults(site, bundle, read, story)
    if not report.failed:
        try:
            mending.create(site.root / path, text)
        except FileExistsError:
            if not (site.root / path).exists():  # then it is a file where the folder should be
                raise
            return _put_beside(site, bundle, replace(update, id=new_id(update.time)))
        site.voice.tell(f"wrote {path}")
    return read, report


def _put_inside(site: Site, bundle: Bundle, update: Update) -> tuple[Update, Report]:
    """File the update in the list of its story, unless its text has an error."""
    from livegen import filing, mending

    path = site.snapshot.path(bundle.source)
    with mending.turn(path.parent):
        content, story = sound(site.anew(), bundle)
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
        names=site.snapshot.stamps.keys(),
        own_embeds=frozenset(stems - EMBEDS.keys()),
        settings=site.settings,
        language=story.language,
    )


def _no_room(bundle: Bundle, why: str) -> Report:
    """Return what is said of a story that an update cannot be put into."""
    report = Report()
    if has_folder(bundle):
        message = f"no update can be put beside this story: {why}"
        hint = f"write it by hand, as a file in {bundle.folder}/updates/"
    else:
        message = f"no update can be put into this list: {why}"
        folder = bundle.source.removesuffix(".md")
        hint = (
            "write it by hand, or give updates files of their own: "
            f"move the story to {folder}/index.md"
        )
    report.error(Rule.WRONG_SHAPE, Place(bundle.source), message, hint)
    return report


def say_filed(site: Site, story: Story, filed: Update, now: datetime) -> None:
    """Say what the update is called, where it stands, and what keeps it from readers."""
    from livegen import filing, urls
    from livegen.model import Held
    from livegen.stories import release

    site.voice.say(filed.id)
    site.voice.say(site.whole_address(urls.anchor(filing.address(story), filed.id)))
    if until := release.waits_for(filed.time, None, now):
        says.say_held(site.voice, [Held(filed.title or filed.id, filed.place, until)])
    if story.draft:
        site.voice.say("the story is a draft: nobody sees it yet")
    elif until := release.waits_for(story.date, story.publish_at, now):
        says.say_held(site.voice, [Held(story.title, Place(story.source), until)])
