"""What must hold between stories: no two are known by one id, no two tags share an address."""

from __future__ import annotations

from collections.abc import Iterable

from livegen import urls
from livegen.errors import Report, Rule
from livegen.model import Story
from livegen.views.desk import Newsroom


def check(room: Newsroom, stories: Iterable[Story], report: Report) -> None:
    """Report what the stories that are out do to each other."""
    stories = tuple(stories)
    _ids(stories, report)
    _tags(room, stories, report)


def _ids(stories: Iterable[Story], report: Report) -> None:
    owners: dict[str, str] = {}
    for story in stories:
        if story.id in owners:
            report.error(
                Rule.DUPLICATE_ID,
                story.places.get("id", story.place),
                f"feeds know {owners[story.id]} by the id {story.id} too",
                f"write id: {urls.story(story.section, story.slug)}",
            )
        owners.setdefault(story.id, story.source)


def _tags(room: Newsroom, stories: Iterable[Story], report: Report) -> None:
    known: dict[str, str] = {}
    for story in stories:
        for tag in story.tags:
            slug = room.tag_slug(tag)
            other = known.setdefault(slug, tag)
            if slug and other == tag:
                continue
            report.error(
                Rule.CLASH,
                story.places.get("tags", story.place),
                f"the tags `{other}` and `{tag}` have one address: {urls.tag(slug)}"
                if slug
                else f"the tag `{tag}` has no letter or digit to make an address of",
                f"write them alike, or give one a slug of its own below [tags]: "
                f'"{tag}" = "{slug or "tag"}-2"',
            )
