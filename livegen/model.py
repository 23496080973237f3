"""What a newsroom publishes: stories, updates, corrections, pictures, and the card of a story.

Law: values only, frozen; what can be derived is not stored. Places of sources ride along for
error messages and never count for equality.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from livegen.errors import NOWHERE, Place
from livegen.times import Moment


class Status(StrEnum):
    """Where a story's coverage stands."""

    UPCOMING = "upcoming"
    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"


class Kind(StrEnum):
    """What sort of update it is."""

    UPDATE = "update"
    BREAKING = "breaking"
    ANALYSIS = "analysis"
    NOTE = "note"


class Order(StrEnum):
    """Which update comes first."""

    NEWEST = "newest"
    OLDEST = "oldest"


class BannerKind(StrEnum):
    """What the banner says: the state of the coverage, or of an article."""

    UPCOMING = "upcoming"
    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"
    BREAKING = "breaking"
    CORRECTED = "corrected"
    UPDATED = "updated"


class Comments(StrEnum):
    """Whether readers may comment."""

    OPEN = "true"
    NONE = "false"
    CLOSED = "closed"


ARTICLE, LIVE = "article", "live"
"""The two layouts of the default theme; a site adds its own by name."""


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown as it was written. `place` is its first character; every further line begins
    at column `place.column` of the source (a block scalar's indentation)."""

    markdown: str = ""
    place: Place = field(default=NOWHERE, compare=False)

    def __bool__(self) -> bool:
        return bool(self.markdown.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture beside the story. `src` is as written: relative to the story's folder."""

    src: str
    alt: str
    caption: str = ""
    credit: str = ""
    credit_url: str = ""
    licence: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A dated note that an earlier version was wrong: plain text, what was wrong, what is right."""

    time: Moment
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A notice in place of what was taken back."""

    time: Moment
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The span a story is live; without a `start` it begins at the story's date."""

    start: Moment | None = None
    end: Moment | None = None
    resumes: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """What the author wants the banner to say instead of the computed words."""

    kind: BannerKind | None = None
    text: Text = Text()
    until: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One timestamped entry of a story. `authors` are names or ids of `authors.toml`."""

    id: str
    time: Moment
    title: str = ""
    body: Text = Text()
    authors: tuple[str, ...] = ()
    dateline: str = ""
    image: Picture | None = None
    kind: Kind = Kind.UPDATE
    key: bool = False
    pinned: bool = False
    revised: Moment | None = None
    corrections: tuple[Correction, ...] = ()
    withdrawn: Withdrawal | None = None
    draft: bool = False
    publish_at: Moment | None = None
    extra: Mapping[str, object] = field(default_factory=dict)
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def changed(self) -> Moment:
        """When its substance last changed."""
        return _latest(self.time, self.revised, self.withdrawn, self.corrections)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event under coverage. `updates` are oldest first; `section` is `""` at the root."""

    source: str
    section: str
    slug: str
    title: str
    date: Moment
    id: str
    former_titles: tuple[str, ...] = ()
    revised: Moment | None = None
    summary: str = ""
    authors: tuple[str, ...] = ()
    dateline: str = ""
    tags: tuple[str, ...] = ()
    image: Picture | None = None
    layout: str = ARTICLE
    order: Order = Order.OLDEST
    status: Status | None = None
    coverage: Coverage | None = None
    continued_in: str = ""
    related: tuple[str, ...] = ()
    translations: Mapping[str, str] = field(default_factory=dict)
    timezone: str = "UTC"
    language: str = "en"
    key_points: tuple[Text, ...] = ()
    banner: Banner | None = None
    updates: tuple[Update, ...] = ()
    corrections: tuple[Correction, ...] = ()
    withdrawn: Withdrawal | None = None
    draft: bool = False
    publish_at: Moment | None = None
    expires_at: Moment | None = None
    aliases: tuple[str, ...] = ()
    comments: Comments = Comments.NONE
    extra: Mapping[str, object] = field(default_factory=dict)
    body: Text = Text()
    place: Place = field(default=NOWHERE, compare=False)
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)
    """Where each key was written, for problems that only show later (a missing target)."""

    @property
    def key_events(self) -> tuple[Update, ...]:
        """The updates that stand in the list of key events, oldest first."""
        return tuple(update for update in self.updates if update.key and not update.withdrawn)

    @property
    def newest(self) -> Update | None:
        """The newest update that stands, or None."""
        return next((update for update in reversed(self.updates) if not update.withdrawn), None)

    @property
    def pinned(self) -> Update | None:
        """The one update held on top: of several the newest."""
        pinned = (u for u in reversed(self.updates) if u.pinned and not u.withdrawn)
        return next(pinned, None)

    @property
    def changed(self) -> Moment:
        """When anything of substance last changed: content, never the clock."""
        own = _latest(self.date, self.revised, self.withdrawn, self.corrections)
        return max((own, *(update.changed for update in self.updates)), key=lambda m: m.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPage:
    """A page that is no story: about, contact, imprint."""

    source: str
    slug: str
    title: str
    summary: str = ""
    image: Picture | None = None
    language: str = "en"
    aliases: tuple[str, ...] = ()
    draft: bool = False
    extra: Mapping[str, object] = field(default_factory=dict)
    body: Text = Text()
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A folder of stories: its list's title, summary, introduction and place among the others."""

    name: str
    title: str
    source: str = ""
    summary: str = ""
    order: Order = Order.NEWEST
    rank: int | None = None
    body: Text = Text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Someone with a byline; `photo` and `url` as written in `authors.toml`."""

    id: str
    name: str
    role: str = ""
    photo: str = ""
    url: str = ""
    place: Place = field(default=NOWHERE, compare=False)


def _latest(
    first: Moment,
    revised: Moment | None,
    withdrawn: Withdrawal | None,
    corrections: tuple[Correction, ...],
) -> Moment:
    if not (revised or withdrawn or corrections):
        return first
    later = [note.time for note in corrections]
    later += [revised] if revised else []
    later += [withdrawn.time] if withdrawn else []
    return max((first, *later), key=lambda moment: moment.at)


@dataclass(frozen=True, slots=True)
class Held:
    """Something that waits for its time: `what` in words, its source, until when."""

    what: str
    place: Place
    until: Moment
