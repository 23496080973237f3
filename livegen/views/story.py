"""The pages of one story: its newest page, archive pages, pages from the start, update pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from livegen import markdown, urls
from livegen.errors import Place
from livegen.model import ARTICLE, Order, Status, Story, Update
from livegen.stories import release
from livegen.views.banner import banner_view
from livegen.views.cards import Card, archived_parts
from livegen.views.comments import comments_view
from livegen.views.desk import Desk
from livegen.views.held import held_label
from livegen.views.shapes import (
    CorrectionView,
    KeyEvent,
    Link,
    Pager,
    StoryHeader,
    StoryPage,
    Teaser,
    Time,
    UpdatePage,
    UpdateView,
    WithdrawalView,
)
from livegen.views.site import feed_links, head, pager, site_view
from livegen.views.teasers import teaser
from livegen.views.updates import (
    UPDATE_HEADING,
    day_of,
    days,
    key_event,
    page_of_its_own,
    update_view,
)
from livegen.words import of

_LONG = 600
"""Characters; a pinned update with more takes most of a phone's screen."""

STORY_HEADING = 2
"""The highest heading in a story's text: the title is above it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A story with all its updates drawn once, for its pages and feeds to share."""

    story: Story
    card: Card
    updates: tuple[tuple[Update, UpdateView], ...]
    """Oldest first."""
    body: Markup
    part_size: int

    @property
    def parts(self) -> int:
        """How many full archive pages there are."""
        return archived_parts(len(self.updates), self.part_size)

    def archived(self, number: int) -> tuple[tuple[Update, UpdateView], ...]:
        """The updates of an archive page, counted from 1, oldest first."""
        return self.updates[(number - 1) * self.part_size : number * self.part_size]

    @property
    def newest(self) -> tuple[tuple[Update, UpdateView], ...]:
        """The updates of the newest page, oldest first."""
        return self.updates[self.parts * self.part_size :]


def draw(desk: Desk, story: Story, card: Card) -> Drawn:
    """Draw a story's text and updates; problems in them go to the desk's report."""
    return Drawn(
        story=story,
        card=card,
        updates=tuple((update, update_view(desk, story, update)) for update in story.updates),
        body=desk.html(story.body, "", STORY_HEADING),
        part_size=desk.room.settings.build.page_size,
    )


def story_page(desk: Desk, drawn: Drawn) -> StoryPage:
    """Return a story's page, with its newest updates."""
    story, card = drawn.story, drawn.card
    url = desk.href(card.path)
    events = {update.id: key_event(view) for update, view in drawn.updates}
    status = release.status_at(story, desk.room.now)
    image = desk.picture(story.image)
    return StoryPage(
        site=site_view(desk, urls.section(story.section)),
        head=head(
            desk,
            card.path,
            story.title,
            story.summary,
            feeds=feed_links(desk, card.path, story.title) if story.updates else (),
            image=image,
            kind="article",
            noindex=story.draft,
            published=story.date.iso,
            modified=story.changed.iso,
            alternates=_alternates(desk, drawn),
        ),
        header=_header(desk, drawn),
        layout=story.layout,
        order=story.order.value,
        days=days(desk, _shown(story, drawn.newest), divided=_needs_dividers(drawn)),
        pager=_pager(desk, drawn, 0),
        former_titles=story.former_titles,
        summary=story.summary,
        bylines=desk.bylines(story.authors),
        date=desk.time(story.date),
        revised=desk.time(story.revised) if story.revised else None,
        changed=_changed(desk, story),
        status=status.value if status else "",
        status_label=desk.words.status(status) if status else "",
        banner=None if story.withdrawn else banner_view(desk, story, events, url),
        image=image,
        body=drawn.body,
        key_points=tuple(desk.inline(point) for point in story.key_points),
        key_events=_key_events(story, events),
        pinned=_pinned(desk, drawn),
        pinned_folds=story.pinned is not None and _is_long(story.pinned),
        count=len(story.updates),
        corrections=_corrections(desk, story, events),
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
        extra=story.extra,
    )


def archive_page(desk: Desk, drawn: Drawn, number: int) -> StoryPage:
    """Return archive page `number`, counted from the oldest. It shows nothing that moves."""
    shown = _shown(drawn.story, drawn.archived(number))
    path = urls.archive(drawn.card.path, number)
    return _part(
        desk,
        drawn,
        path=path,
        canonical=path,
        shown=shown,
        ways=_pager(desk, drawn, number),
        number=number,
    )


def pages_from_the_start(drawn: Drawn, now_ended: bool) -> int:
    """Return how many pages an ended story has that begin with its oldest update."""
    long_enough = now_ended and drawn.story.order is Order.NEWEST and len(drawn.updates) > 1
    return -(-len(drawn.updates) // drawn.part_size) if long_enough else 0


def page_from_the_start(desk: Desk, drawn: Drawn, number: int, count: int) -> StoryPage:
    """Return page `number` of `count` of an ended story, oldest updates first."""
    first = (number - 1) * drawn.part_size
    shown = list(drawn.updates[first : first + drawn.part_size])

    def link(n: int) -> str:
        return desk.href(urls.from_the_start(drawn.card.path, n)) if 1 <= n <= count else ""

    ways = Pager(
        number=number,
        newest=desk.href(drawn.card.path),
        newer=link(number + 1),
        older=link(number - 1),
        oldest=link(1) if number > 1 else "",
    )
    path = urls.from_the_start(drawn.card.path, number)
    return _part(
        desk,
        drawn,
        path=path,
        canonical=drawn.card.path,
        shown=shown,
        ways=ways,
        number=number,
        order=Order.OLDEST,
    )


def update_page(desk: Desk, drawn: Drawn, update: Update, view: UpdateView) -> UpdatePage:
    """Return an update's own page: the story's title and dateline, and the update."""
    path = page_of_its_own(desk, drawn.story, update)
    sentence = view.title or markdown.first_sentence(view.body) or drawn.story.title
    return UpdatePage(
        site=site_view(desk, urls.section(drawn.story.section)),
        head=head(
            desk,
            path,
            f"{sentence} – {drawn.story.title}" if sentence != drawn.story.title else sentence,
            markdown.plain(view.body, 200) or drawn.story.title,
            image=view.image,
            kind="article",
            noindex=drawn.story.draft or update.draft,
            published=update.time.iso,
            modified=update.changed.iso,
        ),
        header=_header(desk, drawn),
        layout=drawn.story.layout,
        update=view,
    )


def _part(
    desk: Desk,
    drawn: Drawn,
    *,
    path: str,
    canonical: str,
    shown: list[tuple[Update, UpdateView]],
    ways: Pager | None,
    number: int,
    order: Order | None = None,
) -> StoryPage:
    story = drawn.story
    title = desk.words.gettext("%(title)s, part %(number)s") % {
        "title": story.title,
        "number": desk.words.number(number),
    }
    return StoryPage(
        site=site_view(desk, urls.section(story.section)),
        head=head(
            desk,
            canonical,
            title,
            kind="article",
            noindex=story.draft or path != canonical,
            feeds=feed_links(desk, drawn.card.path, story.title),
        ),
        header=_header(desk, drawn),
        layout=story.layout,
        order=(order or story.order).value,
        days=days(desk, shown, divided=True),
        pager=ways,
        part=number,
    )


def _header(desk: Desk, drawn: Drawn) -> StoryHeader:
    return StoryHeader(
        title=drawn.story.title,
        url=desk.href(drawn.card.path),
        dateline=drawn.story.dateline,
        section=desk.section(drawn.story.section),
    )


def _shown(
    story: Story, updates: tuple[tuple[Update, UpdateView], ...]
) -> list[tuple[Update, UpdateView]]:
    return list(updates) if story.order is Order.OLDEST else list(reversed(updates))


def _needs_dividers(drawn: Drawn) -> bool:
    """True if updates with a clock time fall on several days, or on another than the story's."""
    updates = [update for update, _ in drawn.newest]
    shown = {day_of(update.time) for update in updates}
    # In an article, dates alone stand in the headings of the updates themselves.
    wanted = drawn.story.layout != ARTICLE or any(update.time.day is None for update in updates)
    return wanted and len(shown | {day_of(drawn.story.date)}) > 1


def _pager(desk: Desk, drawn: Drawn, number: int) -> Pager | None:
    path = drawn.card.path
    return pager(desk, lambda n: urls.archive(path, n), path, number, drawn.parts)


def _from_the_start(desk: Desk, drawn: Drawn) -> str:
    """Return where a reader can begin at the beginning, or `""` where the page itself does."""
    ended = release.status_at(drawn.story, desk.room.now) is Status.ENDED
    if pages_from_the_start(drawn, ended):
        return desk.href(urls.from_the_start(drawn.card.path, 1))
    return desk.href(urls.archive(drawn.card.path, 1)) if drawn.parts else ""


def _changed(desk: Desk, story: Story) -> Time | None:
    """Return when the story last changed, if that is later than its date."""
    return desk.time(story.changed) if story.changed.at > story.date.at else None


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


def _key_events(story: Story, events: Mapping[str, KeyEvent]) -> tuple[KeyEvent, ...]:
    chosen = [events[update.id] for update in story.key_events]
    if len({event.time.day for event in chosen}) == 1:
        # All on one day, which the page names: by the clock alone.
        chosen = [
            replace(event, time=replace(event.time, full=event.time.text)) for event in chosen
        ]
    return tuple(chosen if story.order is Order.OLDEST else reversed(chosen))


def _corrections(
    desk: Desk, story: Story, events: Mapping[str, KeyEvent]
) -> tuple[CorrectionView, ...]:
    """Return the corrections of the story and of its updates, oldest first."""
    own = [(note.time.at, desk.correction(note)) for note in story.corrections]
    of_updates = [
        (
            note.time.at,
            # A withdrawn story shows no updates to lead to.
            desk.correction(
                note, "" if story.withdrawn else events[update.id].url, events[update.id].title
            ),
        )
        for update in story.updates
        for note in update.corrections
    ]
    return tuple(view for _, view in sorted(own + of_updates, key=lambda entry: entry[0]))


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
