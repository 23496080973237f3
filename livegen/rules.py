"""What must hold between stories: no two are known by one id, no two tags share an address, and
translations name each other.

Law: whether it holds is told by the cards; where it does not, by the stories themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from livegen import urls
from livegen.errors import Place, Report, Rule
from livegen.model import Story
from livegen.views.cards import Card
from livegen.views.desk import Newsroom


def suspects(room: Newsroom) -> frozenset[str]:
    """Return the sources of stories that come into each other's way, by their cards."""
    ids = Counter(card.id for card in room.cards.values())
    written = {tag for it in room.cards.values() for tag in it.tags}
    tags = _sharing({tag: room.tag_slug(tag) for tag in written})
    named = {
        name: room.author(name) for name in {n for it in room.cards.values() for n in it.authors}
    }
    known = {author.name: author.id for author in (*room.authors.values(), *named.values())}
    shared = _sharing(known)
    return frozenset(
        card.source
        for card in room.cards.values()
        if ids[card.id] > 1
        or not tags.isdisjoint(card.tags)
        or any(named[name].name in shared for name in card.authors)
        or any(_silent(room, card))
    )


def _sharing(addresses: Mapping[str, str]) -> frozenset[str]:
    """Return the names that have no address of their own."""
    count = Counter(addresses.values())
    return frozenset(name for name, slug in addresses.items() if not slug or count[slug] > 1)


def check(room: Newsroom, stories: Iterable[Story], report: Report) -> None:
    """Report what the stories, all that are suspects, do to each other."""
    stories = tuple(stories)
    _ids(stories, report)
    _tags(room, stories, report)
    _authors(room, stories, report)
    _translations(room, stories, report)


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


def _authors(room: Newsroom, stories: Iterable[Story], report: Report) -> None:
    known = {author.id: author.name for author in room.authors.values()}
    for story in stories:
        place = story.places.get("authors", story.place)
        written = [(name, place) for name in story.authors]
        written += [(name, update.place) for update in story.updates for name in update.authors]
        for name, at in written:
            author = room.author(name)
            other = known.setdefault(author.id, author.name)
            if author.id and other == author.name:
                continue
            if author.id:
                message = f"{other} and {author.name} have one address: {urls.author(author.id)}"
                hint = "write them alike, or give each an id in content/authors.toml"
            else:
                message = f"the author `{name}` has no letter or digit to make an address of"
                hint = "give them an id in content/authors.toml"
            report.error(Rule.CLASH, at, message, hint)


def _translations(room: Newsroom, stories: Iterable[Story], report: Report) -> None:
    for story in stories:
        card = room.cards[story.source]
        for other in _silent(room, card):
            report.warn(
                Rule.ONE_SIDED,
                story.places.get("translations", story.place),
                f"{other.source} does not name this story as a translation of it",
                f"write there translations: {{{card.language}: {card.path}}}",
            )


def _silent(room: Newsroom, card: Card) -> Iterator[Card]:
    """Yield each story that another one calls its translation, and that does not say so itself."""
    for path in card.translations:
        other = room.named(path, card.folder)
        if other and not any(room.named(it, other.folder) is card for it in other.translations):
            yield other


def paths(
    pointed: Iterable[tuple[str, Place]],
    files: Collection[str],
    redirected: Iterable[str],
    report: Report,
) -> None:
    """Warn of each `/path` in a text at which the site has nothing and that leads nowhere else.

    `redirected` are paths that do; one that ends with `*` means all below.
    """
    known = tuple(redirected)
    stems = tuple(path.removesuffix("*") for path in known if path.endswith("*"))
    for path, place in pointed:
        plain = path.partition("#")[0].partition("?")[0]
        there = urls.file_of(plain) in files or urls.file_of(f"{plain}/") in files
        if not there and plain not in known and not plain.startswith(stems):
            report.warn(
                Rule.MISSING_TARGET, place, f"the site has no page {plain}", "mend the path"
            )
