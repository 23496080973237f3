"""Whether what is to be filed is what was meant: the story with it, and the words in it."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from urllib.parse import unquote

from livegen import markdown, shelf
from livegen.errors import Report, closest
from livegen.filing.updates import NoRoom
from livegen.markdown import Missing, Surroundings, Target
from livegen.model import Story, Text, Update
from livegen.settings import Settings
from livegen.sources import Bundle
from livegen.words import Words

_TOP_HEADING = 4

Resolve = Callable[[str], Target | Missing]
"""Where a path that was written leads."""


def reads_as(
    story: Story, bundle: Bundle, content: bytes, updates: Mapping[str, bytes], settings: Settings
) -> bool:
    """True if content and updates are just this story, without anything wrong."""
    report = Report()
    reading = shelf.reading_of(bundle, content, updates, settings, report)
    return reading.story == story and not reading.broken


def proved(
    story: Story,
    update: Update,
    bundle: Bundle,
    *,
    content: bytes,
    updates: Mapping[str, bytes],
    settings: Settings,
) -> Update:
    """Return the update as it is read back, with the place of its text.

    Raises `NoRoom` unless content and updates are `story` with that update and no other change.
    """
    reading = shelf.reading_of(bundle, content, updates, settings, Report())
    # Of equal moments the one filed last is the newest.
    wanted = sorted((*story.updates, update), key=lambda one: one.time.at)
    if reading.story != replace(story, updates=tuple(wanted)) or reading.broken:
        raise NoRoom("something else in the story would change")
    return next(one for one in reading.story.updates if one.id == update.id)


def faults(
    text: Text,
    *,
    folder: str,
    names: Collection[str],
    own_embeds: frozenset[str],
    settings: Settings,
    language: str,
) -> Report:
    """Return what is wrong with a text whose paths start at `folder`; `names` are all sources.

    What only a whole build can know, such as the ids of updates, is left to it.
    """
    report = Report()

    def resolve(written: str) -> Target | Missing:
        path = unquote(written.partition("#")[0].partition("?")[0])
        source = posixpath.normpath(posixpath.join(folder, path))
        if not path or source in names:
            return Target(written)
        beside = {name.removeprefix(f"{folder}/"): name for name in names}
        return Missing(closest(path, [name for name in beside if name != beside[name]]))

    around = _around(settings, language, resolve)
    markdown.html(text, replace(around, own_embeds=own_embeds), report)
    return report


def headline(update: Update, words: Words, settings: Settings) -> str:
    """Return an update's title, else its first sentence, else its time."""
    if update.title:
        return update.title
    html = markdown.html(update.body, _around(settings, words.language, Target), Report())
    return markdown.first_sentence(html) or words.full(update.time)


def _around(settings: Settings, language: str, resolve: Resolve) -> Surroundings:
    return Surroundings(
        policy=settings.build.html,
        prefix="",
        top_heading=_TOP_HEADING,
        language=language,
        resolve=resolve,
        draw=lambda _embed, _body: "",
        own_embeds=frozenset(),
    )
