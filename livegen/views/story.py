"""The pages of one story: its newest page, archive pages, pages from the start, update pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from markupsafe import Markup

from livegen import markdown, urls
from livegen.errors import Place
from livegen.model import ARTICLE, Order, Status, Story, Update
from livegen.stories import release
from livegen.views import schema
from livegen.views.banner import banner_view
from livegen.views.cards import Card, archived_parts
from livegen.views.comments import comments_view
from livegen.views.desk import Desk
from livegen.views.held import held_label
from livegen.views.live import Archive, Payload, archive_of, live_archive, live_view, payload
from livegen.views.memo import Extra
from livegen.views.shapes import (
    FeedLink,
    KeyEvent,
    Link,
    LiveView,
    NoteView,
    Pager,
    StoryHeader,
    StoryPage,
    Teaser,
    Time,
    UpdatePage,
    UpdateView,
    WithdrawalView,
)
from livegen.views.site import feed_links, head, key_feed_links, pager, site_view
from livegen.views.teasers import teaser
from livegen.views.updates import (
    UPDATE_HEADING,
    Frame,
    Shown,
    by_the_clock,
    day_of,
    days,
    key_event,
    page_of_its_own,
    shown,
    update_at,
)
from livegen.words import of

_LONG = 600
"""Characters; a pinned update with more takes most of a phone's screen."""

_BEGINNING = 200
"""Characters of a text that stand in for its summary."""

STORY_HEADING = 2
"""The highest heading in a story's text: the title is above it."""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A story with all its updates drawn once, for its pages and feeds to share."""

    story: Story
    card: Card
    frame: Frame
    updates: tuple[Shown, ...]
    """Oldest first."""
    body: Markup
    part_size: int

    @property
    def parts(self) -> int:
        """How many full archive pages there are."""
        return archived_parts(len(self.updates), self.part_size)

    def archived(self, number: int) -> tuple[Shown, ...]:
        """The updates of an archive page, counted from 1, oldest first."""
        return self.updates[(number - 1) * self.part_size : number * self.part_size]

    @property
    def newest(self) -> tuple[Shown, ...]:
        """The updates of the newest page, oldest first."""
        return self.updates[self.parts * self.part_size :]

    @cached_property
    def archive(self) -> Archive:
        """What tells where archived updates stand."""
        parts = [self.archived(number + 1) for number in range(self.parts)]
        return archive_of(self.story.order, parts)

    @property
    def parts_from_the_start(self) -> int:
        """How many pages there are, once it has ended, that begin with the oldest update."""
        has_ended = self.card.status is Status.ENDED and self.story.order is Order.NEWEST
        return -(-len(self.updates) // self.part_size) if has_ended and self.updates[1:] else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that can be drawn: `draw(desk, *of)`."""

    path: str
    template: str
    draw: Callable[..., StoryPage | UpdatePage]
    of: tuple[object, ...]

    def view(self, desk: Desk) -> StoryPage | UpdatePage:
        """Return what its template sees."""
        return self.draw(desk, *self.of)


def draw(desk: Desk, story: Story, card: Card) -> Drawn:
    """Draw a story's text and updates; problems in them go to the desk's report."""
    # As long as it is the same, it is the same object: what is compared is compared at once.
    frame = desk.once(("frame",), lambda _, frame: frame, _frame(desk, story, card))
    return Drawn(
        story=story,
        card=card,
        frame=frame,
        updates=tuple(shown(desk, frame, update) for update in story.updates),
        body=desk.html(story.body, "", STORY_HEADING),
        part_size=desk.room.settings.build.page_size,
    )


def story_page(desk: Desk, drawn: Drawn) -> StoryPage:
    """Return a story's page, with its newest updates."""
    story, card = drawn.story, drawn.card
    url = desk.href(card.path)
    views = {update.id: view for update, view in drawn.updates}

    # Of an update without a title the first sentence is looked for: only of those that are named.
    def named(update: Update) -> KeyEvent:
        return key_event(desk, views[update.id])

    status = release.status_at(story, desk.room.now)
    image = desk.picture(story.image)
    divided = _needs_dividers(drawn)
    bylines, summary = desk.bylines(story.authors), story.summary or _beginning(drawn)
    page = StoryPage(
        site=site_view(desk, urls.section(story.section)),
        head=head(
            desk,
            card.path,
            story.title,
            summary,
            feeds=_feeds(desk, story, card),
            image=image,
            kind="article",
            noindex=story.draft,
            published=story.date.instant,
            modified=card.changed.instant,
            alternates=_alternates(desk, drawn),
            section=_section(drawn.frame),
            tags=story.tags,
            bylines=bylines,
            structured=schema.of_story(
                desk,
                drawn.frame,
                story,
                card,
                newest=drawn.newest,
                image=image,
                summary=summary,
            ),
        ),
        header=drawn.frame.header,
        layout=story.layout,
        order=story.order.value,
        days=days(desk, _turned(story.order, drawn.newest), divided=divided),
        divided=divided,
        pager=_pager(desk, drawn.frame, 0, drawn.parts),
        former_titles=story.former_titles,
        summary=story.summary,
        bylines=bylines,
        date=desk.time(story.date),
        revised=desk.time(story.revised) if story.revised else None,
        changed=_changed(desk, card),
        status=status.value if status else "",
        status_label=desk.words.status(status) if status else "",
        banner=None if story.withdrawn else banner_view(desk, story, named, url),
        image=image,
        body=drawn.body,
        key_points=tuple(desk.inline(point) for point in story.key_points),
        key_events=_key_events(desk, story, named),
        pinned=_pinned(desk, drawn),
        pinned_folds=story.pinned is not None and _is_long(story.pinned),
        count=len(story.updates),
        notes=_notes(desk, story, named),
        withdrawn=WithdrawalView(
            time=desk.time(story.withdrawn.time), reason=story.withdrawn.reason
        )
        if story.withdrawn
        else None,
        tags=tuple(
            Link(title=tag, url=desk.href(urls.tag(desk.room.tag_slug(tag)))) for tag in story.tags
        ),
        related=tuple(
            found for path in story.related if (found := _named(desk, story, "related", path))
        ),
        continued_in=_named(desk, story, "continued_in", story.continued_in),
        translations=tuple(
            (language, of(language, 0).name, desk.href(other.path))
            for language, other in _translations(desk, story)
        ),
        from_the_start=_from_the_start(desk, drawn),
        comments=comments_view(desk, story, card.path),
        held=held_label(desk, story.draft, story.date, story.publish_at),
        extra=Extra(story.extra),
    )
    return replace(page, live=live_view(desk, story, drawn.frame, page, drawn.archive))


def story_payload(desk: Desk, drawn: Drawn, page: StoryPage) -> Payload | None:
    """Return what an open page of the story polls, if it does."""
    return payload(
        desk,
        drawn.story,
        page,
        frame=drawn.frame,
        newest=drawn.newest,
        archive=drawn.archive,
    )


def other_pages(desk: Desk, drawn: Drawn) -> Iterator[Page]:
    """Yield all other pages of a story: archive pages, pages from the start, update pages.

    None shows anything that moves with the newest page.
    """
    path, frame, size = drawn.frame.path, drawn.frame, drawn.part_size
    for number in range(1, drawn.parts + 1):
        # Of the parts after it, it only knows that there is one.
        parts = min(drawn.parts, number + 1)
        yield Page(
            path=urls.archive(path, number),
            template="story.html",
            draw=_archive_page,
            of=(frame, number, parts, drawn.archived(number)),
        )
    count = drawn.parts_from_the_start
    for number in range(1, count + 1):
        yield Page(
            path=urls.from_the_start(path, number),
            template="story.html",
            draw=_page_from_the_start,
            of=(frame, number, number == count, drawn.updates[(number - 1) * size : number * size]),
        )
    for update, view in drawn.updates:
        if own := page_of_its_own(desk, frame, update):
            yield Page(
                path=own, template="update.html", draw=_update_page, of=(frame, update, view)
            )


def _archive_page(
    desk: Desk, frame: Frame, number: int, parts: int, updates: Sequence[Shown]
) -> StoryPage:
    """Return archive page `number`, counted from the oldest."""
    path = urls.archive(frame.path, number)
    return _part(
        desk,
        frame,
        path=path,
        canonical=path,
        updates=_turned(frame.order, updates),
        ways=_pager(desk, frame, number, parts),
        number=number,
        order=frame.order,
        live=live_archive(desk, frame),
    )


def _page_from_the_start(
    desk: Desk, frame: Frame, number: int, is_last: bool, updates: Sequence[Shown]
) -> StoryPage:
    """Return page `number` of an ended story, oldest updates first."""

    def link(n: int) -> str:
        return desk.href(urls.from_the_start(frame.path, n))

    ways = Pager(
        number=number,
        newest=desk.href(frame.path),
        newer="" if is_last else link(number + 1),
        older=link(number - 1) if number > 1 else "",
        oldest=link(1) if number > 1 else "",
    )
    return _part(
        desk,
        frame,
        path=urls.from_the_start(frame.path, number),
        canonical=frame.path,
        updates=updates,
        ways=ways,
        number=number,
        order=Order.OLDEST,
    )


def _update_page(desk: Desk, frame: Frame, update: Update, view: UpdateView) -> UpdatePage:
    """Return an update's own page: the story's title and dateline, and the update."""
    sentence = view.title or markdown.first_sentence(view.body) or frame.title
    path, summary = page_of_its_own(desk, frame, update), markdown.plain(view.body, _BEGINNING)
    return UpdatePage(
        site=site_view(desk, urls.section(frame.section)),
        head=head(
            desk,
            path,
            f"{sentence} – {frame.title}" if sentence != frame.title else sentence,
            summary or frame.title,
            image=view.image,
            kind="article",
            noindex=frame.draft or update.draft,
            published=update.time.instant,
            modified=update.changed.instant,
            section=_section(frame),
            bylines=view.bylines or desk.bylines(frame.authors),
            structured=schema.of_update(desk, frame, update, view, path=path, summary=summary),
        ),
        header=frame.header,
        layout=frame.layout,
        update=view,
    )


def _part(
    desk: Desk,
    frame: Frame,
    *,
    path: str,
    canonical: str,
    updates: Sequence[Shown],
    ways: Pager | None,
    number: int,
    order: Order,
    live: LiveView | None = None,
) -> StoryPage:
    title = desk.words.gettext("%(title)s, part %(number)s") % {
        "title": frame.title,
        "number": desk.words.number(number),
    }
    return StoryPage(
        site=site_view(desk, urls.section(frame.section)),
        head=head(
            desk,
            canonical,
            title,
            kind="article",
            noindex=frame.draft or path != canonical,
            feeds=feed_links(desk, frame.path, frame.title),
            section=_section(frame),
            structured=schema.of_part(desk, frame, number, canonical),
        ),
        header=frame.header,
        layout=frame.layout,
        order=order.value,
        days=days(desk, updates, divided=True),
        pager=ways,
        part=number,
        live=live,
    )


def _frame(desk: Desk, story: Story, card: Card) -> Frame:
    return Frame(
        id=card.id,
        path=card.path,
        title=story.title,
        section=story.section,
        layout=story.layout,
        order=story.order,
        draft=story.draft,
        withdrawn=story.withdrawn is not None,
        zone=story.timezone,
        is_polled=release.status_at(story, desk.room.now) is not None,
        authors=story.authors,
        header=_header(desk, story, card),
    )


def _header(desk: Desk, story: Story, card: Card) -> StoryHeader:
    return StoryHeader(
        title=story.title,
        url=desk.href(card.path),
        dateline=story.dateline,
        section=desk.section(story.section),
    )


def _turned(order: Order, updates: Sequence[Shown]) -> list[Shown]:
    """Return updates, oldest first, in the order in which a page shows them."""
    return list(updates) if order is Order.OLDEST else list(reversed(updates))


def _section(frame: Frame) -> str:
    return frame.header.section.title if frame.header.section else ""


def _beginning(drawn: Drawn) -> str:
    """Return the first words of a story's text, for one without a summary."""
    return markdown.plain(drawn.body, _BEGINNING)


def _needs_dividers(drawn: Drawn) -> bool:
    """True if updates with a clock time fall on several days, or on another than the story's."""
    updates = [update for update, _ in drawn.newest]
    shown = {day_of(update.time) for update in updates}
    # In an article, dates alone stand in the headings of the updates themselves.
    wanted = drawn.story.layout != ARTICLE or any(update.time.day is None for update in updates)
    return wanted and len(shown | {day_of(drawn.story.date)}) > 1


def _pager(desk: Desk, frame: Frame, number: int, parts: int) -> Pager | None:
    path = frame.path
    return pager(desk, lambda n: urls.archive(path, n), path, number, parts)


def _from_the_start(desk: Desk, drawn: Drawn) -> str:
    """Return where a reader can begin at the beginning, or `""` where the page itself does."""
    if drawn.parts_from_the_start:
        return desk.href(urls.from_the_start(drawn.card.path, 1))
    return desk.href(urls.archive(drawn.card.path, 1)) if drawn.parts else ""


def _changed(desk: Desk, card: Card) -> Time | None:
    """Return when the story last changed, if that is later than its date."""
    return desk.time(card.changed) if card.changed.at > card.date.at else None


def _pinned(desk: Desk, drawn: Drawn) -> UpdateView | None:
    """Return the update held on top; ids within its text differ from those of the original."""
    update = drawn.story.pinned
    if update is None:
        return None
    view = next(view for other, view in drawn.updates if other.id == update.id)
    body = desk.html(update.body, f"pinned_{update.id}", UPDATE_HEADING)
    return replace(view, body=body)


def _is_long(update: Update) -> bool:
    return update.image is not None or len(update.body.markdown) > _LONG


def _key_events(
    desk: Desk, story: Story, named: Callable[[Update], KeyEvent]
) -> tuple[KeyEvent, ...]:
    chosen = [named(update) for update in story.key_events]
    if len({event.time.day for event in chosen}) == 1:
        chosen = [by_the_clock(desk, event) for event in chosen]
    return tuple(chosen if story.order is Order.OLDEST else reversed(chosen))


def _notes(desk: Desk, story: Story, named: Callable[[Update], KeyEvent]) -> tuple[NoteView, ...]:
    """Return the corrections of the story and of its updates, and the updates' withdrawals, oldest
    first. That the story itself was withdrawn is said in place of its text."""
    found = [(note.time, "correction", note.text, "", "") for note in story.corrections]
    for update in story.updates:
        # With its story each is withdrawn, which is no note of its own.
        withdrawn = update.withdrawn if update.withdrawn != story.withdrawn else None
        if not (update.corrections or withdrawn):
            continue
        event = named(update)
        # A withdrawn story shows no updates to lead to.
        place = (_of(desk, event), "" if story.withdrawn else event.url)
        found += [(note.time, "correction", note.text, *place) for note in update.corrections]
        found += [(withdrawn.time, "withdrawal", withdrawn.reason, *place)] if withdrawn else []
    found.sort(key=lambda note: note[0].at)
    return tuple(
        NoteView(kind=kind, time=desk.time(time), text=text, of=of, url=url)
        for time, kind, text, of, url in found
    )


def _of(desk: Desk, event: KeyEvent) -> str:
    """Return what to call an update beside another time."""
    has_words = event.title != event.time.full
    return event.title if has_words else update_at(desk, event.time)


def _feeds(desk: Desk, story: Story, card: Card) -> tuple[FeedLink, ...]:
    """Return the story's feeds, on an article after those of the site."""
    own = feed_links(desk, card.path, story.title) if story.updates else ()
    if any(update.key for update in story.updates):
        own += key_feed_links(desk, card.path, story.title)
    if story.layout == ARTICLE:
        return (*feed_links(desk, "/", desk.room.settings.site.title), *own)
    return own


def _translations(desk: Desk, story: Story) -> list[tuple[str, Card]]:
    found = [
        (language, desk.story_at(path, "translations", _place(story, "translations")))
        for language, path in sorted(story.translations.items())
    ]
    return [(language, card) for language, card in found if card]


def _alternates(desk: Desk, drawn: Drawn) -> tuple[tuple[str, str], ...]:
    """Return language and address of each version of the story, itself included."""
    others = _translations(desk, drawn.story)
    if not others:
        return ()
    versions = [(drawn.story.language, drawn.card), *others]
    return tuple((language, desk.room.address.absolute(card.path)) for language, card in versions)


def _named(desk: Desk, story: Story, key: str, path: str) -> Teaser | None:
    card = desk.story_at(path, key, _place(story, key)) if path else None
    return teaser(desk, card) if card else None


def _place(story: Story, key: str) -> Place:
    return story.places.get(key, story.place)
