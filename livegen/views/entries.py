"""Feeds as values: a story's updates, lists of stories, the record.

Law: dates come from content only, and an id never moves with a title, a slug or an order.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from livegen import markdown, urls, words
from livegen.model import Correction, Update
from livegen.views.cards import Card, NoteCard, is_news, record
from livegen.views.desk import Desk
from livegen.views.lists import note_of
from livegen.views.shapes import CorrectionView, FeedEntry, FeedView, PictureView, UpdateView
from livegen.views.story import Drawn
from livegen.views.updates import Shown

_ARCHIVED = 10
"""How many archived updates, those that changed last, a story's feed holds besides its page's."""


def story_feed(desk: Desk, drawn: Drawn) -> FeedView | None:
    """Return a story's updates, newest first: those of its newest page and a few that changed."""
    archived = drawn.updates[: drawn.parts * drawn.part_size]
    changed = sorted(archived, key=lambda pair: (pair[0].changed.at, pair[0].id))[-_ARCHIVED:]
    kept = {update.id for update, _ in (*changed, *drawn.newest)}
    known_as, authors = tag_uri(desk, drawn.card.id), _names(desk, drawn.story.authors)
    entries = [
        desk.once(("entry", update.id), _update_entry, known_as, authors, update, view)
        for update, view in reversed(drawn.updates)
        if update.id in kept
    ]
    return feed(
        desk,
        drawn.card.path,
        known_as=drawn.card.id,
        title=drawn.story.title,
        subtitle=drawn.story.summary,
        entries=entries,
    )


def story_entry(desk: Desk, drawn: Drawn) -> FeedEntry:
    """Return what lists' feeds say of a story: first what is new, then its text."""
    story, card = drawn.story, drawn.card
    url = desk.room.address.absolute(card.path)
    return FeedEntry(
        id=tag_uri(desk, card.id),
        url=url,
        title=story.title,
        published=story.date.at,
        updated=card.moved,
        authors=_names(desk, story.authors),
        html=desk.once(("entry",), _for_feeds, _story_html(desk, drawn), url),
        summary=story.summary,
        tags=story.tags,
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
    known_as: str,
    title: str,
    subtitle: str,
    entries: Sequence[FeedEntry],
) -> FeedView | None:
    """Return the feed at `path`, or None without entries: such a feed is not written.

    Its id is made of `known_as`, which stays when the path moves.
    """
    if not entries:
        return None
    site = desk.room.settings.site
    whole = desk.room.address.absolute
    return FeedView(
        id=tag_uri(desk, f"{known_as}#_feed"),
        title=title if title == site.title else f"{title} – {site.title}",
        subtitle=subtitle or site.description,
        url=whole(path),
        atom_url=whole(f"{path}atom.xml"),
        rss_url=whole(f"{path}rss.xml"),
        language=desk.language,
        author=site.publisher.name or site.title,
        entries=tuple(entries),
    )


def tag_uri(desk: Desk, specific: str) -> str:
    """Return the permanent id of what is known on this site as `specific`."""
    site = desk.room.settings.site
    authority = site.id_authority or desk.room.address.origin.partition("://")[2]
    return urls.tag_uri(authority, specific)


def _update_entry(
    desk: Desk, story: str, of_story: tuple[str, ...], update: Update, view: UpdateView
) -> FeedEntry:
    """Return an update of the `story` with this permanent id, and authors for want of its own."""
    url = desk.room.address.origin + view.url
    title = view.title or markdown.first_sentence(view.body) or view.time.full
    return FeedEntry(
        id=f"{story}#{update.id}",
        url=url,
        title=desk.words.gettext("Withdrawn") if view.withdrawn else title,
        published=update.time.at,
        updated=update.changed.at,
        authors=tuple(byline.name for byline in view.bylines) or of_story,
        html=markdown.for_feeds(_update_html(desk, view), url),
        tags=view.labels,
    )


def _note_html(desk: Desk, note: NoteCard, card: Card) -> str:
    """Return a note of the record, and what it is about, each in its language."""
    foreign = Markup()
    if card.language != desk.language:
        direction = words.of(card.language, 0).direction
        foreign = Markup(' lang="{}" dir="{}"').format(card.language, direction)
    whole, link = desk.room.address.absolute, Markup('<a href="{}"{}>{}</a>')
    places = [link.format(whole(card.path), foreign, card.title)]
    if of := note_of(desk, note):
        places.insert(0, link.format(whole(note.place), foreign, of))
    told = Markup("<p{}>{}</p>\n").format(foreign, note.text) if note.text else Markup()
    where = Markup(desk.words.gettext("In: %(place)s"))  # noqa: S704 words of the theme
    return str(told + Markup("<p>{}</p>").format(where % {"place": Markup(" · ").join(places)}))


def _for_feeds(_: Desk, html: Markup, url: str) -> str:
    return markdown.for_feeds(html, url)


def _story_html(desk: Desk, drawn: Drawn) -> Markup:
    """Return what is new in a story, then its summary and text."""
    story = drawn.story
    if story.withdrawn:
        return Markup("<p>{}</p>").format(story.withdrawn.reason)
    news = _news(drawn)
    notes = [_correction_html(desk, note) for note in story.corrections]
    parts = [_news_html(desk, news[1])] if news else []
    corrected = max((note.time.at for note in story.corrections), default=story.date.at)
    parts = [*notes, *parts] if news and corrected > news[0].changed.at else [*parts, *notes]
    if story.summary:
        parts.append(Markup("<p><em>{}</em></p>").format(story.summary))
    parts += [_picture_html(desk.picture(story.image)), drawn.body]
    return Markup("\n").join(parts)


def _news(drawn: Drawn) -> Shown | None:
    """Return the update that last moved the story's entry: as news, corrected or withdrawn."""
    moving = [
        (update, view)
        for update, view in reversed(drawn.updates)
        if is_news(drawn.story, update) or update.corrections or update.withdrawn
    ]
    return max(moving, key=lambda pair: pair[0].changed.at, default=None)


def _news_html(desk: Desk, view: UpdateView) -> Markup:
    heading = Markup('<h2><a href="{}">{}</a></h2>\n').format(
        view.url, view.title or view.time.full
    )
    dated = Markup("<p>{}</p>\n").format(view.time.full) if view.title else Markup()
    return heading + dated + _update_html(desk, view)


def _update_html(desk: Desk, view: UpdateView) -> Markup:
    if view.withdrawn:
        return Markup("<p>{} {}</p>").format(
            desk.words.gettext("This update was withdrawn:"), view.withdrawn.reason
        )
    notes = [_correction_html(desk, note) for note in view.corrections]
    # All of it is HTML; `Markup.join` would look at each part for what is none.
    return Markup("\n".join([_picture_html(view.image), view.body, *notes]))  # noqa: S704


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
