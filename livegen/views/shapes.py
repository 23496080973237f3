"""The frozen values templates see; their fields are listed in `docs/views.md`.

Law: a template gets exactly one of the page views (`StoryPage`, `UpdatePage`, `ListPage`,
`RecordPage`, `TextPage`, `NotFoundPage`), or a `LatestView`, under the name `view`, and nothing
else. All `url`
fields are ready for an attribute (with the base of `site.url`, percent-encoded); all `Markup`
is safe HTML; everything else is plain text that the template escapes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

_NO_MARKUP = Markup()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Something to follow."""

    title: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed: `name` is that of its format, `type` its media type. `of` says what of a story it
    has if it has not all."""

    title: str
    url: str
    type: str
    name: str
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A moment for `<time>`: `iso` for the attribute; the rest is text in the page's language.

    `text` is the short form where the day is known (`14:03 BST`, or the day for a date alone),
    `full` the long one (`21 September 2026, 14:03 BST`), `day` the day alone.
    """

    iso: str
    text: str
    full: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureView:
    """A picture with its reserved box; `width` and `height` in pixels. `absolute` is its whole
    address, for metadata."""

    url: str
    alt: str
    width: int
    height: int
    caption: str = ""
    credit: str = ""
    credit_url: str = ""
    licence: str = ""
    absolute: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineView:
    """Who wrote it. `url` is the author's list; `photo` is `""` where there is none."""

    id: str
    name: str
    url: str
    role: str = ""
    photo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    """What was wrong and what is right."""

    time: Time
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalView:
    """The notice in place of what was taken back."""

    time: Time
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """A correction or a withdrawal at a story's foot: `kind` is which, `text` the note or the
    reason. `of` names the update that it is about and `url` leads there; both are `""` if it is
    about the story itself, and `url` is where no update is shown."""

    kind: str
    time: Time
    text: str
    of: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView:
    """What every page shows of the site: all of it from the settings and the theme.

    `assets` maps a file's name below `assets/` to its URL; `settings` is what the page's scripts
    need to know, as JSON for a `<script>`; in a `preview` drafts and held items are shown.
    """

    title: str
    url: str
    description: str
    menu: tuple[Link, ...]
    footer: Markup
    logo: str
    icon: str
    feeds: tuple[FeedLink, ...]
    corrections_url: str
    assets: Mapping[str, str]
    settings: Markup
    preview: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands in `<head>`. `canonical` is a whole address; `kind` is Open Graph's type.

    `title` names the site, too, and `headline` does not. `locale` is the language with a territory,
    `locales` those of the `alternates`; `authors` are whole addresses. `structured` is JSON, each
    for a `<script>`.
    """

    title: str
    headline: str
    description: str
    canonical: str
    language: str
    direction: str
    feeds: tuple[FeedLink, ...] = ()
    image: PictureView | None = None
    kind: str = "website"
    noindex: bool = False
    published: str = ""
    modified: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    locale: str = ""
    locales: tuple[str, ...] = ()
    section: str = ""
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    structured: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BannerView:
    """The strip that tells the state of the story and its newest update.

    `kind` is one of upcoming, live, paused, ended, breaking, corrected, updated. `label` is the
    word for it; `text` says what is so; `url` and `link` lead to what is new, or are `""`.
    """

    kind: str
    label: str
    text: Markup
    time: Time | None = None
    url: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class UpdateView:
    """One update. `rev` is the digest of all that is shown of it but its addresses. One of an
    article (`in_article`) says "Update" before its time.

    `url` is its permalink; `page` its own page, or `""`. `headline` is the title, or the time's
    text where it has none. `labels` are words such as Breaking or Key event; `held` is set in a
    preview only, for what a build would hold back.
    """

    id: str
    rev: str
    url: str
    page: str
    time: Time
    title: str
    headline: str
    body: Markup
    kind: str
    key: bool
    labels: tuple[str, ...]
    bylines: tuple[BylineView, ...]
    dateline: str
    image: PictureView | None
    revised: Time | None
    corrections: tuple[CorrectionView, ...]
    withdrawn: WithdrawalView | None
    held: str
    extra: Mapping[str, object]
    in_article: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The updates of one day, in display order; `title` is `""` where no divider is needed."""

    title: str
    iso: str
    updates: tuple[UpdateView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEvent:
    """An update in the list of key events: its title, or its first sentence."""

    id: str
    title: str
    time: Time
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Ways between the pages of a coverage or a list; `""` where there is none.

    `number` counts from the oldest page; 0 is the newest, which has no number.
    """

    number: int
    newest: str = ""
    newer: str = ""
    older: str = ""
    oldest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Teaser:
    """What a list shows of a story. `newest` and `changed` only on the front and in sections.

    `language` and `direction` are `""` where they are those of the page. What `leads` stands on
    top: its picture is wanted at once. `begins` is when coverage that is upcoming will.
    """

    title: str
    url: str
    summary: str
    section: Link | None
    status: str
    status_label: str
    date: Time
    begins: Time | None = None
    changed: Time | None = None
    newest: KeyEvent | None = None
    image: PictureView | None = None
    labels: tuple[str, ...] = ()
    language: str = ""
    direction: str = ""
    leads: bool = False
    rev: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveView:
    """How an open page learns of changes.

    `url` is the address of what it polls, `""` in a preview of what is never polled; `zone` that
    in which the times of a story are told (IANA). On the newest page of a story `at` is when it
    last changed (UTC), `theme` the digest of its templates, `ids` that of what tells where archived
    updates stand, and `revs` has the digest of each part of the page.
    """

    url: str
    zone: str = ""
    theme: str = ""
    at: str = ""
    ids: str = ""
    revs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentView:
    """A reader's comment; its `paragraphs` are plain text."""

    id: str
    name: str
    time: Time
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsView:
    """How readers comment: `provider` is netlify or isso; if not `open` they no longer can.

    `thread` is what the comments of the story are kept by, the first path that it had. `server`
    is the whole address of an Isso server, without a slash at its end, and `host` its name.
    `approved` are the comments that the newsroom keeps itself, oldest first.
    """

    provider: str
    open: bool
    thread: str
    server: str = ""
    host: str = ""
    approved: tuple[CommentView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryHeader:
    """What the pages of one story share: an archive or update page shows no more of it."""

    title: str
    url: str
    dateline: str
    section: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """A story: its newest page (`part` 0), an archive page, or a page from the start.

    On pages other than the newest only `site`, `head`, `header`, `layout`, `days`, `pager`, `part`
    and, in the archive, `live` are set.
    """

    site: SiteView
    head: Head
    header: StoryHeader
    layout: str
    order: str
    days: tuple[Day, ...]
    pager: Pager | None
    part: int = 0
    former_titles: tuple[str, ...] = ()
    summary: str = ""
    bylines: tuple[BylineView, ...] = ()
    date: Time | None = None
    revised: Time | None = None
    changed: Time | None = None
    status: str = ""
    status_label: str = ""
    banner: BannerView | None = None
    image: PictureView | None = None
    body: Markup = _NO_MARKUP
    key_points: tuple[Markup, ...] = ()
    key_events: tuple[KeyEvent, ...] = ()
    pinned: UpdateView | None = None
    pinned_folds: bool = False
    """The pinned update is long: it is shown folded, to be opened."""
    count: int = 0
    notes: tuple[NoteView, ...] = ()
    withdrawn: WithdrawalView | None = None
    tags: tuple[Link, ...] = ()
    related: tuple[Teaser, ...] = ()
    continued_in: Teaser | None = None
    translations: tuple[tuple[str, str, str], ...] = ()
    """Language code, the language's own name, URL."""
    from_the_start: str = ""
    comments: CommentsView | None = None
    held: str = ""
    live: LiveView | None = None
    divided: bool = True
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePage:
    """An update's own page, for sharing: the story's title and dateline, and the update."""

    site: SiteView
    head: Head
    header: StoryHeader
    layout: str
    update: UpdateView


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """The front, a section, a tag or an author: `kind` is which; stories newest first.

    On the first page of the front and of a section one story leads (`lead`) and the `latest`
    stand above the rest; `current` are the others under way, on the front.
    """

    site: SiteView
    head: Head
    kind: str
    title: str
    summary: str
    body: Markup
    teasers: tuple[Teaser, ...]
    pager: Pager | None
    lead: Teaser | None = None
    current: tuple[Teaser, ...] = ()
    latest: tuple[Teaser, ...] = ()
    sections: tuple[Link, ...] = ()
    author: BylineView | None = None
    author_url: str = ""
    live: LiveView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEntry:
    """A correction or withdrawal on the record: of which story, of which update (`""` for the story
    itself), when, what. `url` leads to what it is about.

    `language` and `direction` are the story's, `""` where they are those of the page. An `of` that
    is not `is_titled` is what the page calls an update without a title, in its own language.
    """

    kind: str
    story: Link
    of: str
    url: str
    time: Time
    text: str
    language: str = ""
    direction: str = ""
    is_titled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """`/corrections/`: every correction and withdrawal, newest first."""

    site: SiteView
    head: Head
    title: str
    entries: tuple[RecordEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """A plain page."""

    site: SiteView
    head: Head
    title: str
    summary: str
    image: PictureView | None
    body: Markup
    extra: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundPage:
    """`/404.html`."""

    site: SiteView
    head: Head
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestUpdate:
    """One of the newest updates, for pages of others: `url` is a whole address.

    `title` is its own, or its first sentence if it is not `titled`; `text` is how it begins, as
    plain text. `story` is set where they are of several; `language` and `direction` are `""` where
    they are those of the whole. `held` is set in a preview only.
    """

    id: str
    title: str
    url: str
    text: str
    time: Time
    kind: str
    key: bool
    titled: bool
    held: str = ""
    story: Link | None = None
    language: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestView:
    """The newest updates of a story or of the site, newest first: `url` is its whole address.

    `state` is that of a story, `""` without one; `changed` is when what is told last changed, in
    ISO 8601, `""` if nothing is.
    """

    title: str
    url: str
    state: str
    state_label: str
    changed: str
    language: str
    direction: str
    updates: tuple[LatestUpdate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """An entry of a feed. `html` is safe for readers: whole addresses, no script, no frame.

    Where `html` is shortened, `stays` stands above what is left: what it is that is new, and
    corrections. `opening` is the first paragraph to leave, as text; `""` if it is that of `html`.
    One that was `withdrawn` has the reason there, `""` if none is given. `language` is `""` where
    it is that of the feed.
    """

    id: str
    url: str
    title: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...]
    html: str
    stays: str = ""
    opening: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()
    image: PictureView | None = None
    withdrawn: str | None = None
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedView:
    """A feed, newest entry first. `id` is a tag URI; all other addresses are whole.

    `url` is the page that it goes with. `at` is where the feed itself lies, up to the name of the
    file that each format has; `older` likewise the archive of what came before, or `""`; of an
    archive, `newest` is the feed that it belongs to. `more` is what a link says that leads to the
    whole of a text. Of a feed that has `ended` nothing more is to come.
    """

    id: str
    title: str
    subtitle: str
    url: str
    at: str
    language: str
    author: str
    entries: tuple[FeedEntry, ...]
    older: str = ""
    newest: str = ""
    hub: str = ""
    stylesheet: str = ""
    more: str = ""
    ended: bool = False

    @property
    def updated(self) -> datetime:
        """When the newest change in it was made."""
        return max(entry.updated for entry in self.entries)
