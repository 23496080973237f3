"""What must hold between stories: no two are known by one id, no two tags share an address.

And what an editor should know of one: which of its updates are pinned in vain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from livegen import urls
from livegen.errors import Place, Report, Rule
from livegen.model import Story
from livegen.stories import release
from livegen.views.desk import Newsroom


def check(room: Newsroom, stories: Iterable[Story], report: Report) -> None:
    """Report what the stories that are out do to each other, and pins that do nothing."""
    stories = tuple(stories)
    _ids(stories, report)
    _tags(room, stories, report)
    for story in stories:
        report.extend(release.also_pinned(story))


def _ids(stories: Iterable[Story], report: Report) -> None:
    owners: dict[str, Story] = {}
    for story in stories:
        other = owners.setdefault(story.id, story)
        # Where neither is written, an alias or an address clashes, and that is said.
        if other is not story and ("id" in story.places or "id" in other.places):
            report.error(
                Rule.DUPLICATE_ID,
                story.places.get("id", story.place),
                f"feeds know {other.source} by the id {story.id} too",
                f"write id: {urls.story(story.section, story.slug)}",
            )


def _tags(room: Newsroom, stories: Iterable[Story], report: Report) -> None:
    known: dict[str, str] = {}
    for story in stories:
        for tag in story.tags:
            slug = room.tag_slug(tag)
            other = known.setdefault(slug, tag)
            if slug and other == tag:
                continue
            place = story.places.get("tags", story.place)
            if slug:
                message = f"the tags `{other}` and `{tag}` have one address: {urls.tag(slug)}"
                hint = "write them alike, or give one a slug of its own below [tags]: "
                report.error(Rule.CLASH, place, message, f'{hint}"{tag}" = "{slug}-2"')
            else:
                message = f"the tag `{tag}` has no letter or digit to make an address of"
                hint = f'give it a slug in livegen.toml, below [tags]: "{tag}" = "its-slug"'
                report.error(Rule.CLASH, place, message, hint)


def paths(pointed: Iterable[tuple[str, Place]], files: Mapping[str, bytes], report: Report) -> None:
    """Warn of each `/path` in a text at which the site has nothing and that leads nowhere else."""
    redirected = [line.split()[0] for line in files["_redirects"].decode().splitlines() if line]
    stems = tuple(path.removesuffix("*") for path in redirected)
    for path, place in pointed:
        plain = path.partition("#")[0].partition("?")[0]
        if {urls.file_of(plain), urls.file_of(f"{plain}/")} & files.keys():
            continue
        if plain not in redirected and not plain.startswith(stems):
            report.warn(
                Rule.MISSING_TARGET, place, f"the site has no page {plain}", "mend the path"
            )
