"""What must hold between stories: no two are known by one id, no two tags share an address, and
translations name each other.

Law: whether it holds is told by the cards; where it does not, by the stories themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from livegen import lookalikes, urls
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


@dataclass(frozen=True, slots=True)
class Slips:
    """Tags and authors that seem to be slips, each with what was most likely meant."""

    tags: Mapping[str, str]
    authors: Mapping[str, str]

    def sources(self, room: Newsroom) -> frozenset[str]:
        """Return the sources of the stories in which they stand."""
        return frozenset(
            card.source
            for card in room.cards.values()
            if not self.tags.keys().isdisjoint(card.tags)
            or not self.authors.keys().isdisjoint(card.authors)
        )


def slips(room: Newsroom) -> Slips:
    """Return what seems to be a slip, by the cards."""
    cards = room.cards.values()
    tags = Counter(tag for card in cards for tag in card.tags)
    authors = Counter(name for card in cards for name in card.authors)
    registered = {name for author in room.authors.values() for name in (author.id, author.name)}
    return Slips(
        tags=lookalikes.slips(tags, {tag for tag, _ in room.settings.tags}),
        authors=lookalikes.slips(authors, registered),
    )


def tell_slips(found: Slips, stories: Iterable[Story], report: Report) -> None:
    """Warn of each slip in the stories."""
    for story in stories:
        for tag in story.tags:
            if meant := found.tags.get(tag):
                place = story.places.get("tags", story.place)
                _warn_of_slip(f"the tag `{tag}`", meant, place, report)
        place = story.places.get("authors", story.place)
        written = [(name, place) for name in story.authors]
        written += [(name, update.place) for update in story.updates for name in update.authors]
        for name, at in written:
            if meant := found.authors.get(name):
                _warn_of_slip(f"the author `{name}`", meant, at, report)


def _warn_of_slip(what: str, meant: str, place: Place, report: Report) -> None:
    message = f"{what} looks like a slip: the site knows `{meant}`"
    report.warn(Rule.LIKELY_SLIP, place, message, f"did you mean `{meant}`?")
