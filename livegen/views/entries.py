"""Feeds as values: a story's updates, lists of stories, the record.

Law: dates come from content only, and an id never moves with a title, a slug or an order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from livegen import markdown, urls
from livegen.model import Correction, Status, Story, Update
from livegen.views.cards import Card, NoteCard, is_news, record
from livegen.views.desk import Desk
from livegen.views.lists import note_of
from livegen.views.shapes import CorrectionView, FeedEntry, FeedView, PictureView, UpdateView
from livegen.views.site import key_events_of, titled
from livegen.views.story import Drawn
from livegen.views.updates import Shown

_ARCHIVED = 10
"""How many archived updates, those that changed last, a story's feed holds besides its page's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Of:
    """What the feeds of one story say of it: the permanent id that those of its updates begin
    with, and the authors of updates that name none."""

    path: str
    known_as: str
    title: str
    authors: tuple[str, ...]
    uri: str


def story_feeds(desk: Desk, drawn: Drawn) -> Iterator[tuple[str, FeedView]]:
    """Yield each feed of a story with the path that it lies at, up to the names of its files.

    They are that of its updates, newest first: those of its newest page and a few that changed;
    that of its key events; and of each archive page its own, which nothing else changes.
    """
    if not drawn.updates:
        return
    path, of = drawn.card.path, _of(desk, drawn)
    yield path, _newest_feed(desk, drawn, of)
    if any(update.key for update, _ in drawn.updates):
        yield path + urls.KEY_EVENTS, _key_feed(desk, drawn, of)
    for number in range(1, drawn.parts + 1):
        at = urls.archive(path, number)
        yield at, desk.once(("archive feed", at), _archive_feed, of, number, drawn.archived(number))


def _of(desk: Desk, drawn: Drawn) -> _Of:
    return _Of(
        path=drawn.card.path,
        known_as=drawn.card.id,
        title=drawn.story.title,
        authors=_names(desk, drawn.story.authors),
        uri=tag_uri(desk, drawn.card.id),
    )


def _newest_feed(desk: Desk, drawn: Drawn, of: _Of) -> FeedView:
    archived = drawn.updates[: drawn.parts * drawn.part_size]
    changed = sorted(archived, key=_changed)[-_ARCHIVED:]
    kept = {update.id for update, _ in (*changed, *drawn.newest)}
    return _feed(
        desk,
        of.path,
        known_as=of.known_as,
        title=of.title,
        subtitle=drawn.story.summary,
        entries=_entries(desk, of, drawn.updates, kept),
        older=urls.archive(of.path, drawn.parts) if drawn.parts else "",
        ended=drawn.card.status is Status.ENDED,
    )


def _key_feed(desk: Desk, drawn: Drawn, of: _Of) -> FeedView:
    key = [shown for shown in drawn.updates if shown[0].key]
    kept = {update.id for update, _ in sorted(key, key=_changed)[-_size(desk) :]}
    return _feed(
        desk,
        of.path,
        name=urls.KEY_EVENTS,
        known_as=of.known_as,
        title=key_events_of(desk, of.title),
        subtitle=drawn.story.summary,
        entries=_entries(desk, of, key, kept),
        ended=drawn.card.status is Status.ENDED,
    )


def _archive_feed(desk: Desk, of: _Of, number: int, updates: Sequence[Shown]) -> FeedView:
    return _feed(
        desk,
        urls.archive(of.path, number),
        known_as=of.known_as,
        title=of.title,
        entries=[_update_entry(desk, of, update, view) for update, view in reversed(updates)],
        older=urls.archive(of.path, number - 1) if number > 1 else "",
        newest=of.path,
    )


def _entries(
    desk: Desk, of: _Of, updates: Sequence[Shown], kept: Collection[str]
) -> list[FeedEntry]:
    """Return an entry for each update whose id is `kept`, newest first, of those oldest first."""
    return [
        desk.once(("entry", update.id), _update_entry, of, update, view)
        for update, view in reversed(updates)
        if update.id in kept
    ]


def _changed(shown: Shown) -> tuple[datetime, str]:
    return shown[0].changed.at, shown[0].id


def _size(desk: Desk) -> int:
    return desk.room.settings.build.feed_size


def story_entry(desk: Desk, drawn: Drawn) -> FeedEntry:
    """Return what lists' feeds say of a story: first what is new, then its text."""
    story, card = drawn.story, drawn.card
    url = desk.room.address.absolute(card.path)
    withdrawn = desk.words.gettext("Withdrawn: %(title)s") % {"title": story.title}
    news = _news(drawn)
    return FeedEntry(
        id=tag_uri(desk, card.id),
        url=url,
        title=withdrawn if story.withdrawn else story.title,
        published=story.date.at,
        updated=card.moved,
        authors=_names(desk, story.authors),
        html=desk.once(("entry",), _for_feeds, _story_html(desk, drawn, news), url),
        stays=desk.once(("entry's top",), _for_feeds, _story_stays(desk, drawn, news), url),
        opening=_story_opening(desk, drawn, news),
        summary=story.summary,
        tags=story.tags,
        image=desk.picture(story.image),
        withdrawn=story.withdrawn.reason if story.withdrawn else None,
        language=story.language if story.language != desk.room.settings.site.language else "",
    )


def record_entries(desk: Desk) -> list[FeedEntry]:
    """Return an entry for each correction and withdrawal, newest first."""
    kinds = {
        "correction": desk.words.gettext("Correction: %(title)s"),
        "withdrawal": desk.words.gettext("Withdrawn: %(title)s"),
    }
    return [
        FeedEntry(
            id=tag_uri(desk, note.id),
            url=desk.room.address.absolute(note.place),
            title=kinds[note.kind] % {"title": note_of(desk, note) or card.title},
            published=note.time.at,
            updated=note.time.at,
            authors=(),
            html=_note_html(desk, note, card),
        )
        for note, card in record(desk.room.cards.values())
    ]


def feed(
    desk: Desk,
    path: str,
    *,
    title: str,
    subtitle: str,
    entries: Sequence[FeedEntry],
) -> FeedView | None:
    """Return the feed of the list at `path`; without entries None: such a feed is not written."""
    if not entries:
        return None
    return _feed(desk, path, known_as=path, title=title, subtitle=subtitle, entries=entries)


def _feed(
    desk: Desk,
    path: str,
    *,
    known_as: str,
    title: str,
    entries: Sequence[FeedEntry],
    name: str = "",
    subtitle: str = "",
    older: str = "",
    newest: str = "",
    ended: bool = False,
) -> FeedView:
    """Return the feed at `path`, whose files begin with `name`, between those at `older` and
    `newest`. Its id is made of `known_as`, which stays when the path moves."""
    site, theme = desk.room.settings.site, desk.room.theme
    whole = desk.room.address.absolute
    style = theme.asset_urls.get("feed.css")
    return FeedView(
        id=tag_uri(desk, f"{known_as}#_{name.replace('.', '-')}feed"),
        title=titled(desk, title),
        subtitle=subtitle or ("" if newest else site.description),
        url=whole(path),
        at=whole(path + name),
        language=desk.language,
        author=site.published_by,
        entries=tuple(entries),
        older=whole(older) if older else "",
        newest=whole(newest) if newest else "",
        hub=site.hub,
        stylesheet=desk.href(f"/{style}") if style else "",
        more=desk.words.gettext("Read on"),
        ended=ended,
    )


def tag_uri(desk: Desk, specific: str) -> str:
    """Return the permanent id of what is known on this site as `specific`."""
    site = desk.room.settings.site
    authority = site.id_authority or desk.room.address.host
    return urls.tag_uri(authority, specific)


def _update_entry(desk: Desk, of: _Of, update: Update, view: UpdateView) -> FeedEntry:
    url = desk.room.address.origin + view.url
    title = view.title or markdown.first_sentence(view.body) or view.time.full
    return FeedEntry(
        id=f"{of.uri}#{update.id}",
        url=url,
        title=desk.words.gettext("Withdrawn") if view.withdrawn else title,
        published=update.time.at,
        updated=update.changed.at,
        authors=tuple(byline.name for byline in view.bylines) or of.authors,
        html=markdown.for_feeds(_update_html(desk, view), url),
        stays=markdown.for_feeds(_corrections_html(desk, view), url),
        opening=markdown.first_paragraph(view.body) if view.corrections else "",
        tags=view.labels,
        image=view.image,
        withdrawn=view.withdrawn.reason if view.withdrawn else None,
    )


def _note_html(desk: Desk, note: NoteCard, card: Card) -> str:
    """Return a note of the record, and what it is about, each in its language."""
    language, direction = desk.foreign(card.language)
    foreign = Markup(' lang="{}" dir="{}"').format(language, direction) if language else Markup()
    whole, link = desk.room.address.absolute, Markup('<a href="{}"{}>{}</a>')
    places = [link.format(whole(card.path), foreign, card.title)]
    if of := note_of(desk, note):
        places.insert(0, link.format(whole(note.place), foreign if note.of else "", of))
    told = Markup("<p{}>{}</p>\n").format(foreign, note.text) if note.text else Markup()
    where = Markup(desk.words.gettext("In: %(place)s"))  # noqa: S704 words of the theme
    return str(told + Markup("<p>{}</p>").format(where % {"place": Markup(" · ").join(places)}))


def _for_feeds(_: Desk, html: Markup, url: str) -> str:
    return markdown.for_feeds(html, url)


def _story_html(desk: Desk, drawn: Drawn, news: Shown | None) -> Markup:
    """Return what is new in a story, then its summary and text."""
    story = drawn.story
    if story.withdrawn:
        return Markup("<p>{}</p>").format(story.withdrawn.reason)
    parts = _story_top(desk, drawn.story, news, _news_html)
    if story.summary:
        parts.append(Markup("<p><em>{}</em></p>").format(story.summary))
    parts += [_picture_html(desk.picture(story.image)), drawn.body]
    return Markup("\n").join(parts)


def _story_top(
    desk: Desk, story: Story, news: Shown | None, told: Callable[[Desk, UpdateView], Markup]
) -> list[Markup]:
    """Return what is new in a story, as it is `told`, and its corrections: what came last first."""
    notes = [_correction_html(desk, note) for note in story.corrections]
    if news is None:
        return notes
    corrected = max((note.time.at for note in story.corrections), default=story.date.at)
    new = told(desk, news[1])
    return [*notes, new] if corrected > news[0].changed.at else [new, *notes]


def _story_stays(desk: Desk, drawn: Drawn, news: Shown | None) -> Markup:
    """Return what of a story's text stays if that is shortened."""
    if drawn.story.withdrawn:
        return Markup()
    return Markup("\n").join([*_story_top(desk, drawn.story, news, _news_stays), ""])


def _story_opening(desk: Desk, drawn: Drawn, news: Shown | None) -> str:
    """Return the first paragraph of what is new in a story, else of its text."""
    story = drawn.story
    if story.withdrawn:
        return story.withdrawn.reason
    if news is None:
        return story.summary or markdown.first_paragraph(drawn.body)
    _, view = news
    return markdown.first_paragraph(_update_html(desk, view) if view.withdrawn else view.body)


def _news(drawn: Drawn) -> Shown | None:
    """Return the update that last moved the story's entry: as news, corrected or withdrawn."""
    moving = [
        (update, view)
        for update, view in reversed(drawn.updates)
        if is_news(drawn.story, update) or update.corrections or update.withdrawn
    ]
    return max(moving, key=lambda pair: pair[0].changed.at, default=None)


def _news_html(desk: Desk, view: UpdateView) -> Markup:
    return _news_heading(view) + _update_html(desk, view)


def _news_stays(desk: Desk, view: UpdateView) -> Markup:
    return _news_heading(view) + _corrections_html(desk, view)


def _news_heading(view: UpdateView) -> Markup:
    heading = Markup('<h2><a href="{}">{}</a></h2>\n').format(
        view.url, view.title or view.time.full
    )
    return heading + (Markup("<p>{}</p>\n").format(view.time.full) if view.title else Markup())


def _update_html(desk: Desk, view: UpdateView) -> Markup:
    if view.withdrawn:
        return Markup("<p>{} {}</p>").format(
            desk.words.gettext("This update was withdrawn:"), view.withdrawn.reason
        )
    notes = [_correction_html(desk, note) for note in view.corrections]
    # All of it is HTML; `Markup.join` would look at each part for what is none.
    return Markup("\n".join([_picture_html(view.image), view.body, *notes]))  # noqa: S704


def _corrections_html(desk: Desk, view: UpdateView) -> Markup:
    if view.withdrawn:
        return Markup()
    return Markup().join(_correction_html(desk, note) + "\n" for note in view.corrections)


def _correction_html(desk: Desk, note: Correction | CorrectionView) -> Markup:
    word = desk.words.gettext("Correction:")
    return Markup("<p><strong>{}</strong> {}</p>").format(word, note.text)


def _picture_html(picture: PictureView | None) -> Markup:
    if picture is None:
        return Markup()
    caption = " ".join(filter(None, (picture.caption, picture.credit)))
    image = Markup('<img src="{}" alt="{}" width="{}" height="{}">').format(
        picture.absolute, picture.alt, picture.width, picture.height
    )
    return Markup("<figure>{}<figcaption>{}</figcaption></figure>").format(image, caption)


def _names(desk: Desk, authors: Sequence[str]) -> tuple[str, ...]:
    return tuple(desk.author(name).name for name in authors)
