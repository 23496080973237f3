"""The card of a story: the little of it that other pages may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from livegen import markdown, urls
from livegen.errors import NOWHERE, Report
from livegen.fingerprint import fingerprint
from livegen.markdown import Surroundings, Target
from livegen.model import ARTICLE, Kind, Picture, Status, Story, Text, Update
from livegen.settings import HtmlPolicy
from livegen.stories import release
from livegen.times import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestCard:
    """The newest update: `title` is its own, else its first sentence."""

    id: str
    title: str
    time: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCard:
    """A correction or withdrawal for the record: `of` is the title of the update that it is about,
    else its first sentence, and `of_time` its time; `""` and None for the story itself. `place` is
    the path and anchor of what it is about."""

    id: str
    kind: str
    of: str
    of_time: Moment | None
    place: str
    time: Moment
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What other pages may see of a story.

    `path` is its address on the site, `folder` where its pictures' paths start. `updates` are the
    ids of its updates, oldest first, with a blank between them: of thousands of stories they are
    the most there is to remember. A page holds `page_size`. `waiting` are ids that are not out.
    `translations` are the stories that it calls so, as written.
    `held_until` is when a story will be out that only a preview shows. `begins` is when coverage
    that is upcoming will; `changed` is when anything of substance last changed, `moved` when its
    entry in lists' feeds last did (UTC). `plain` is the digest of what any list shows, `full` of
    what the front and a section show, too, `listed` of all that lists are made of.
    """

    source: str
    folder: str
    path: str
    id: str
    title: str
    summary: str
    section: str
    language: str
    date: Moment
    status: Status | None
    begins: Moment | None
    changed: Moment
    moved: datetime
    image: Picture | None
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    aliases: tuple[str, ...]
    translations: tuple[str, ...] = ()
    newest: NewestCard | None
    notes: tuple[NoteCard, ...]
    parts: int
    draft: bool = False
    held_until: Moment | None = None
    waiting: tuple[str, ...] = ()
    updates: str = ""
    page_size: int = 1
    plain: str = ""
    full: str = ""
    listed: str = ""

    @property
    def anchors(self) -> dict[str, str]:
        """The path of the page that each update stands on, by the update's id."""
        return _pages(self.path, self.updates.split(), self.page_size)

    def page_of(self, update: str) -> str:
        """Return the path of the page that an update stands on."""
        return _page(self.path, self.updates.split().index(update), self.parts, self.page_size)

    @property
    def withdrawn(self) -> bool:
        """True if the story as a whole was taken back."""
        return any(note.kind == "withdrawal" and note.place == self.path for note in self.notes)


def card(
    story: Story, *, folder: str, waiting: Iterable[str], now: datetime, page_size: int
) -> Card:
    """Return the card of a story as it is out at `now`; `waiting` are updates that are not."""
    path = urls.story(story.section, story.slug)
    pages = pages_of(story, page_size)
    status = release.status_at(story, now)
    upcoming = story.coverage if status is Status.UPCOMING else None
    by_updates = [name for update in story.updates for name in update.authors]
    made = Card(
        source=story.source,
        folder=folder,
        waiting=tuple(waiting),
        draft=story.draft,
        held_until=release.waits_for(story.date, story.publish_at, now),
        path=path,
        id=story.id,
        title=story.title,
        summary=story.summary,
        section=story.section,
        language=story.language,
        date=story.date,
        status=status,
        begins=upcoming.start if upcoming else None,
        changed=story.changed,
        moved=moved(story, now),
        image=story.image,
        tags=story.tags,
        authors=tuple(dict.fromkeys((*story.authors, *by_updates))),
        aliases=story.aliases,
        translations=tuple(story.translations.values()),
        newest=_newest(story),
        notes=_notes(story, path, pages),
        parts=archived_parts(len(story.updates), page_size),
        updates=" ".join(pages),
        page_size=page_size,
    )
    plain = fingerprint(_of_any_list(made), 32)
    full = fingerprint((plain, *_of_the_front(made)), 32)
    return replace(made, plain=plain, full=full, listed=fingerprint((full, *_of_lists(made)), 32))


def record(cards: Iterable[Card]) -> list[tuple[NoteCard, Card]]:
    """Return every correction and withdrawal with its story's card, newest first."""
    notes = [(note, card) for card in cards for note in card.notes]
    return sorted(notes, key=lambda pair: (pair[0].time.at, pair[0].id), reverse=True)


def archived_parts(count: int, page_size: int) -> int:
    """Return how many full archive pages `count` things fill; the rest, one to two pages of
    them, stands on the newest page."""
    return max(0, count // page_size - 1)


def pages_of(story: Story, page_size: int) -> dict[str, str]:
    """Return the path of the page that each update stands on, by the update's id."""
    path = urls.story(story.section, story.slug)
    return _pages(path, [update.id for update in story.updates], page_size)


def _pages(path: str, updates: Sequence[str], page_size: int) -> dict[str, str]:
    parts = archived_parts(len(updates), page_size)
    return {name: _page(path, index, parts, page_size) for index, name in enumerate(updates)}


def _page(path: str, index: int, parts: int, page_size: int) -> str:
    number = index // page_size + 1
    return urls.archive(path, number) if number <= parts else path


def moved(story: Story, now: datetime) -> datetime:
    """Return when the story's entry in lists' feeds last moved.

    An article's moves with each update; that of a live story with key and breaking updates,
    corrections, withdrawals, start and end (`format.md` §4).
    """
    moments = [story.date, story.revised, story.withdrawn and story.withdrawn.time]
    moments += [note.time for note in story.corrections]
    for update in story.updates:
        if update.corrections or update.withdrawn:
            moments += [note.time for note in update.corrections]
            moments.append(update.withdrawn and update.withdrawn.time)
        if is_news(story, update):
            moments += [update.time, update.revised]
    if story.coverage:
        moments += [story.coverage.start, story.coverage.end]
    return max(moment.at for moment in moments if moment and moment.at <= max(now, story.date.at))


def is_news(story: Story, update: Update) -> bool:
    """True if the update moves the story's entry in lists' feeds."""
    return story.layout == ARTICLE or update.key or update.kind is Kind.BREAKING


def _of_any_list(card: Card) -> tuple[object, ...]:
    """Return what any list shows of a story; what changes with it is read by the next of them."""
    held = (card.draft, card.held_until)
    told = (card.path, card.title, card.summary, card.section, card.language, card.date)
    return (*told, card.status, card.begins, *held, card.withdrawn)


def _of_the_front(card: Card) -> tuple[object, ...]:
    """Return what the front and a section show of a story besides."""
    page = card.page_of(card.newest.id) if card.newest else ""
    image = replace(card.image, place=NOWHERE) if card.image else None
    return card.folder, card.changed, card.newest, page, image


def _of_lists(card: Card) -> tuple[object, ...]:
    """Return what besides tells which lists, feeds and records a story stands on, and where."""
    return card.id, card.moved, card.tags, card.authors, card.notes, card.parts


def _newest(story: Story) -> NewestCard | None:
    newest = story.newest
    if newest is None:
        return None
    return NewestCard(id=newest.id, title=_named(newest, story.language), time=newest.time)


def _named(update: Update, language: str) -> str:
    """Return an update's title, else its first sentence."""
    return update.title or markdown.first_sentence(_as_text(update.body, language))


def _as_text(text: Text, language: str) -> str:
    """Return Markdown as HTML to be read for its words only: where links lead is not asked."""
    around = Surroundings(
        policy=HtmlPolicy.SANITISE,
        prefix="",
        top_heading=2,
        language=language,
        resolve=lambda _: Target(""),
        draw=lambda _, body: body,
        own_embeds=frozenset(),
    )
    return markdown.html(text, around, Report())


def _notes(story: Story, path: str, pages: Mapping[str, str]) -> tuple[NoteCard, ...]:
    notes = _notes_of(story, f"{story.id}#_", "", None, path)
    for update in story.updates:
        if not (update.corrections or update.withdrawn):  # as most updates; a copy takes long
            continue
        of = _named(update, story.language)
        # A withdrawn story shows no updates to lead to.
        page, anchor = (path, "corrections") if story.withdrawn else (pages[update.id], update.id)
        place = urls.anchor(page, anchor)
        own = replace(update, withdrawn=None) if update.withdrawn == story.withdrawn else update
        notes += _notes_of(own, f"{story.id}#{update.id}_", of, update.time, place)
    return tuple(notes)


def _notes_of(
    thing: Story | Update, id: str, of: str, of_time: Moment | None, place: str
) -> list[NoteCard]:
    """Return the notes on one thing. By its time each keeps its id, whatever comes before it."""
    times: Counter[str] = Counter()
    notes = []
    for note in thing.corrections:
        times[note.time.iso] += 1
        number = f"-{times[note.time.iso]}" if times[note.time.iso] > 1 else ""
        notes.append(
            NoteCard(
                id=f"{id}correction-{urls.update_id(note.time.iso)}{number}",
                kind="correction",
                of=of,
                of_time=of_time,
                # At its foot a story tells its own.
                place=place if of_time else urls.anchor(place, "corrections"),
                time=note.time,
                text=note.text,
            )
        )
    if thing.withdrawn:
        notes.append(
            NoteCard(
                id=f"{id}withdrawal",
                kind="withdrawal",
                of=of,
                of_time=of_time,
                place=place,
                time=thing.withdrawn.time,
                text=thing.withdrawn.reason,
            )
        )
    return notes
