"""Pages that list stories: the front, sections, tags, authors; the record; and plain pages.

Law: made of cards alone. A list's archive pages are counted from its oldest story.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from livegen import urls
from livegen.errors import NOWHERE
from livegen.fingerprint import fingerprint
from livegen.model import Author, Order, PlainPage, Section, Status, Text
from livegen.views import schema
from livegen.views.cards import Card, NoteCard, archived_parts, record
from livegen.views.desk import Desk, Newsroom
from livegen.views.live import live_front
from livegen.views.shapes import (
    Head,
    Link,
    ListPage,
    NotFoundPage,
    RecordEntry,
    RecordPage,
    Teaser,
    TextPage,
)
from livegen.views.site import feed_links, head, pager, site_view
from livegen.views.story import STORY_HEADING
from livegen.views.teasers import Draw, Teasers, front_teaser, lead_teaser, teaser
from livegen.views.updates import update_at

_NOTHING = Text()
_UNDER_WAY = (Status.LIVE, Status.PAUSED, Status.UPCOMING)
_ROW = 3
_ROWS = 2
"""The latest stories stand side by side between the one that leads and the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of stories: `kind` is index, section, tag or author; `cards` are oldest first.

    `order` is that within a page. `source` is the file that introduces the list, or what to call
    a list that has none. All lists of a site share their `drawn` teasers.
    """

    kind: str
    path: str
    title: str
    cards: tuple[Card, ...]
    summary: str = ""
    body: Text = _NOTHING
    order: Order = Order.NEWEST
    source: str = ""
    author: Author | None = None
    drawn: Teasers = field(default_factory=Teasers, compare=False, repr=False)

    @property
    def shows_news(self) -> bool:
        """True if it shows what ordinary updates change: the newest one, and when it came."""
        return self.kind in ("index", "section")

    @property
    def digest(self) -> str:
        """The digest of the list itself, whatever stories are on it."""
        author = replace(self.author, place=NOWHERE) if self.author else None
        told = (self.kind, self.title, self.summary, self.body.markdown, self.order, author)
        return fingerprint(told, 32)


def listings(desk: Desk) -> tuple[Listing, ...]:
    """Return every list of the site that has a story in it; the front always."""
    room = desk.room
    cards = sorted_cards(desk)
    of_sections: dict[str, list[Card]] = {}
    for card in cards:
        of_sections.setdefault(card.section, []).append(card)
    drawn = Teasers()
    front = room.sections.get("", Section(name="", title=room.settings.site.title))
    return (
        Listing(
            kind="index",
            path="/",
            title=front.title or room.settings.site.title,
            cards=tuple(cards),
            summary=front.summary,
            body=front.body,
            source=front.source or "the front",
            drawn=drawn,
        ),
        *(
            _section(desk, name, of_sections.get(name, ()), drawn)
            for name in sorted(room.sections)
            if name
        ),
        *(
            Listing(
                kind="tag",
                path=urls.tag(slug),
                title=title,
                cards=tagged,
                source=f"the list of the tag {title}",
                drawn=drawn,
            )
            for slug, title, tagged in _by_tag(desk, cards)
        ),
        *(
            Listing(
                kind="author",
                path=urls.author(author.id),
                title=author.name,
                cards=written,
                source=f"the list of the author {author.name}",
                author=author,
                drawn=drawn,
            )
            for author, written in _by_author(desk, cards)
        ),
    )


def page_count(listing: Listing, size: int) -> int:
    """Return how many full archive pages a list has, of `size` stories each."""
    return archived_parts(len(listing.cards), size)


def shown_on(listing: Listing, number: int, size: int) -> tuple[Card, ...]:
    """Return the stories on page `number`, those on top of it too, in no particular order."""
    top = _top(listing) if not number else _NO_TOP
    return tuple(
        {card.source: card for card in (*_cards_of(listing, number, size), *top.cards)}.values()
    )


def _cards_of(listing: Listing, number: int, size: int) -> tuple[Card, ...]:
    if number:
        return listing.cards[(number - 1) * size : number * size]
    return listing.cards[page_count(listing, size) * size :]


def list_page(desk: Desk, listing: Listing, number: int) -> ListPage:
    """Return page `number` of a list, counted from the oldest; 0 is the newest."""
    size = desk.room.settings.build.index_size
    parts = page_count(listing, size)
    cards = _cards_of(listing, number, size)
    top = _top(listing) if not number else _NO_TOP
    rest = [card for card in _shown(listing, cards) if card not in top.cards]
    latest = rest[: min(len(rest) // _ROW, _ROWS) * _ROW] if top.lead else []
    draw = front_teaser if listing.shows_news else teaser
    path = urls.list_page(listing.path, number) if number else listing.path
    return ListPage(
        site=site_view(desk, listing.path),
        head=_list_head(desk, listing, path, number),
        kind=listing.kind,
        title=listing.title,
        summary=listing.summary if not number else "",
        body=desk.html(listing.body, "", STORY_HEADING) if not number else Markup(),
        teasers=_drawn(desk, listing, draw, rest[len(latest) :]),
        pager=pager(desk, lambda n: urls.list_page(listing.path, n), listing.path, number, parts),
        lead=lead_teaser(desk, top.lead) if top.lead else None,
        current=_drawn(desk, listing, front_teaser, top.current),
        latest=_drawn(desk, listing, front_teaser, latest),
        sections=_sections(desk) if listing.kind == "index" else (),
        author=desk.byline_of(listing.author) if listing.author else None,
        author_url=desk.link(listing.author.url) if listing.author else "",
        live=live_front(desk) if listing.kind == "index" and not number else None,
    )


def under_way(page: ListPage) -> tuple[Teaser, ...]:
    """Return the stories under way on a page, of whose changes an open one wants to hear."""
    lead = (page.lead,) if page.lead and page.lead.status in _UNDER_WAY else ()
    return (*lead, *page.current)


def record_page(desk: Desk) -> RecordPage:
    """Return the record: every correction and withdrawal, newest first."""
    title = desk.words.gettext("Corrections")
    notes = record(desk.room.cards.values())
    return RecordPage(
        site=site_view(desk, "/corrections/"),
        head=head(
            desk,
            "/corrections/",
            title,
            desk.words.gettext("What was wrong, and what is right"),
            feeds=feed_links(desk, "/corrections/", title) if notes else (),
            structured=schema.of_page(desk, (title, "/corrections/")),
        ),
        title=title,
        entries=tuple(_entry(desk, note, card) for note, card in notes),
    )


def _entry(desk: Desk, note: NoteCard, card: Card) -> RecordEntry:
    language, direction = desk.foreign(card.language)
    return RecordEntry(
        kind=note.kind,
        story=Link(title=card.title, url=desk.href(card.path)),
        of=note_of(desk, note),
        url=desk.href(note.place),
        time=desk.time(note.time),
        text=note.text,
        language=language,
        direction=direction,
        is_titled=bool(note.of),
    )


def note_of(desk: Desk, note: NoteCard) -> str:
    """Return what to call the update that a note is about, `""` if it is about a story."""
    return note.of or (update_at(desk, desk.time(note.of_time)) if note.of_time else "")


def text_page(desk: Desk, page: PlainPage, path: str) -> TextPage:
    """Return a plain page."""
    image = desk.picture(page.image)
    return TextPage(
        site=site_view(desk, path),
        head=head(
            desk,
            path,
            page.title,
            page.summary,
            image=image,
            noindex=page.draft,
            structured=schema.of_page(desk, (page.title, path)),
        ),
        title=page.title,
        summary=page.summary,
        image=image,
        body=desk.html(page.body, "", STORY_HEADING),
        extra=page.extra,
    )


def not_found_page(desk: Desk) -> NotFoundPage:
    """Return the page for addresses that lead nowhere."""
    title = desk.words.gettext("Page not found")
    return NotFoundPage(
        site=site_view(desk), head=head(desk, "/404.html", title, noindex=True), title=title
    )


def paths(room: Newsroom, card: Card) -> set[str]:
    """Return the paths of the lists on which a story stands, and of the record if it does there."""
    tags = (urls.tag(room.tag_slug(tag)) for tag in card.tags)
    authors = (urls.author(room.author(name).id) for name in card.authors)
    record = {"/corrections/"} if card.notes else set()
    return {"/", urls.section(card.section), *tags, *authors, *record}


def sorted_cards(desk: Desk) -> list[Card]:
    """Return all cards, oldest story first."""
    return sorted(desk.room.cards.values(), key=lambda card: (card.date.at, card.path))


def _section(desk: Desk, name: str, chosen: Sequence[Card], drawn: Teasers) -> Listing:
    section = desk.room.section(name)
    return Listing(
        kind="section",
        path=urls.section(name),
        title=section.title,
        cards=tuple(chosen),
        summary=section.summary,
        body=section.body,
        order=section.order,
        source=section.source or f"the list of the section {section.title}",
        drawn=drawn,
    )


def _by_tag(desk: Desk, cards: Sequence[Card]) -> list[tuple[str, str, tuple[Card, ...]]]:
    """Return slug, title and stories of each tag."""
    tagged: dict[str, list[Card]] = {}
    for card in cards:
        for tag in dict.fromkeys(card.tags):
            tagged.setdefault(tag, []).append(card)
    slugs = {desk.room.tag_slug(tag): tag for tag in tagged}
    return [(slug, tag, tuple(tagged[tag])) for slug, tag in sorted(slugs.items())]


def _by_author(desk: Desk, cards: Sequence[Card]) -> list[tuple[Author, tuple[Card, ...]]]:
    """Return each author with their stories, whether written as an id or as a name."""
    named = {name: desk.room.author(name) for card in cards for name in card.authors}
    authors: dict[str, Author] = {}
    written: dict[str, list[Card]] = {}
    for card in cards:
        for author in {named[name].id: named[name] for name in card.authors}.values():
            authors.setdefault(author.id, author)
            written.setdefault(author.id, []).append(card)
    return [(authors[name], tuple(written[name])) for name in sorted(written)]


def _list_head(desk: Desk, listing: Listing, path: str, number: int) -> Head:
    title, page = listing.title, ""
    if number:
        page = desk.words.gettext("Page %(number)s") % {"number": desk.words.number(number)}
        title = page if listing.kind == "index" else f"{title}, {page}"
    feeds = feed_links(desk, listing.path, listing.title) if listing.cards else ()
    return head(
        desk,
        path,
        title,
        listing.summary,
        feeds=feeds,
        structured=_structured(desk, listing, path, page),
    )


def _structured(desk: Desk, listing: Listing, path: str, page: str) -> tuple[Markup, ...]:
    """Return what search engines read of a page of a list; the newest has no `page` to name."""
    if listing.kind == "index":
        return schema.of_page(desk, (page, path)) if page else schema.of_front(desk)
    numbered = ((page, path),) if page else ()
    return schema.of_page(desk, (listing.title, listing.path), *numbered)


def _shown(listing: Listing, cards: Sequence[Card]) -> Sequence[Card]:
    return cards if listing.order is Order.OLDEST else cards[::-1]


def _drawn(desk: Desk, listing: Listing, draw: Draw, cards: Sequence[Card]) -> tuple[Teaser, ...]:
    return tuple(listing.drawn.of(desk, draw, card) for card in cards)


def _sections(desk: Desk) -> tuple[Link, ...]:
    """Return the links to the sections: those with a place of their own first, then by title."""
    desk.ask("sections", "")
    named = [section for name, section in desk.room.sections.items() if name]
    named.sort(key=lambda section: (section.rank is None, section.rank or 0, section.title))
    return tuple(
        Link(title=section.title, url=desk.href(urls.section(section.name))) for section in named
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Top:
    """The story that leads a list, and the others under way."""

    lead: Card | None = None
    current: tuple[Card, ...] = ()

    @property
    def cards(self) -> tuple[Card, ...]:
        return (*((self.lead,) if self.lead else ()), *self.current)


_NO_TOP = _Top()


def _top(listing: Listing) -> _Top:
    """Return what stands on top of the front or a section: the live story that changed last
    leads, else the one that is paused, else the newest. A section read from the oldest has no top.
    """
    if listing.kind not in ("index", "section") or listing.order is Order.OLDEST:
        return _NO_TOP
    current = _under_way(listing)
    begun = [card for card in current if card.status is not Status.UPCOMING]
    out = [card for card in reversed(listing.cards) if card.status is not Status.UPCOMING]
    lead = next(iter((*begun, *out, *current)), None)
    others = tuple(card for card in current if card is not lead)
    return _Top(lead=lead, current=others if listing.kind == "index" else ())


def _under_way(listing: Listing) -> list[Card]:
    """Return the stories under way: live before paused before upcoming, each that changed last
    first."""
    chosen = [card for card in listing.cards if card.status in _UNDER_WAY]
    chosen.sort(key=lambda card: (card.changed.at, card.path), reverse=True)
    return sorted(chosen, key=lambda card: _UNDER_WAY.index(card.status or Status.ENDED))
