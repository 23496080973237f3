"""All files of one story; of the site's lists; what belongs to no story. Clashes are refused.

Law: a mapping from output path to bytes, made of a newsroom and one story, or of cards alone. What
an edition is made of can be told before it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from livegen import feeds, hosting, latest, live, structured, urls
from livegen.embeds import EMBEDS
from livegen.errors import Level, Place, Report, Rule, ThemeFailure
from livegen.fingerprint import fingerprint
from livegen.model import PlainPage, Story, Text
from livegen.render import PageView
from livegen.views import entries, lists
from livegen.views import latest as recents
from livegen.views import story as stories
from livegen.views.cards import Card
from livegen.views.desk import Desk, Newsroom
from livegen.views.latest import Latest
from livegen.views.live import Part, Payload
from livegen.views.memo import Memo
from livegen.views.shapes import FeedEntry, FeedView, LatestView, ListPage, UpdateView
from livegen.views.story import STORY_HEADING

OF_HOSTS = ("_headers", "_redirects")
"""Static files of the site that go into ours of the same name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The files of one source: bytes that were made, and `copies` of sources by output path.

    `entry` is what lists' feeds say of a story, and `latest` what the list of the site's newest
    updates may; `pointed` are the `/paths` that its text names,
    `asked` its questions to the newsroom with the digests of the answers. One that is `faulty`
    has errors, if only those of a draft.
    """

    source: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    copies: Mapping[str, str] = field(default_factory=dict)
    pointed: tuple[tuple[str, Place], ...] = ()
    asked: Mapping[str, str] = field(default_factory=dict)
    entry: FeedEntry | None = None
    latest: Latest | None = None
    faulty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An edition that can be made, of a `source`. `key` tells it from all others; `of` has a
    digest for each thing that it is made of besides what it asks the newsroom, and `stories` one
    for what it shows of each story."""

    key: str
    source: str
    of: Mapping[str, str]
    make: Callable[[Newsroom, Report], Edition]
    stories: Mapping[str, str] = field(default_factory=dict)

    @property
    def made_of(self) -> Mapping[str, str]:
        """What it is made of, briefly enough to be remembered of thousands of lists."""
        return {**self.of, STORIES: fingerprint(self.stories, 32)} if self.stories else self.of


STORIES = "its stories"
"""What stands for all stories of an edition in what it is made of."""


Said = Callable[[str], FeedEntry | None]
"""Gives what lists' feeds say of a story, by its source."""


def of_story(
    room: Newsroom, story: Story, card: Card, report: Report, memo: Memo | None = None
) -> Edition:
    """Return all files of a story that is out; problems in its text go to `report`.

    With the `memo` of its last drawing, only what has changed since is drawn.
    """
    desk = Desk(
        room=room,
        report=report,
        source=story.source,
        folder=card.folder,
        language=story.language,
        anchors=card.anchors,
        waiting=card.waiting,
        memo=memo,
    )
    if memo:
        memo.open(desk)
    edition = _edition_of_story(desk, story, card)
    if memo:
        memo.close(desk)
    return edition


def _edition_of_story(desk: Desk, story: Story, card: Card) -> Edition:
    drawn = stories.draw(desk, story, card)
    press = _Press(desk)
    newest = stories.story_page(desk, drawn)
    press.page(card.path, "story.html", newest)
    press.live(stories.story_payload(desk, drawn, newest))
    for page in stories.other_pages(desk, drawn):
        press.other_page(page)
    for at, feed in entries.story_feeds(desk, drawn):
        press.feed(at, feed)
    newest_updates = recents.latest(desk, drawn)
    press.latest(card.path, recents.of_story(desk, card, newest_updates))
    return Edition(
        source=story.source,
        files=press.files,
        copies=desk.files,
        pointed=tuple(desk.pointed),
        asked=desk.asked,
        entry=entries.story_entry(desk, drawn),
        latest=newest_updates if newest_updates.updates else None,
    )


def errors_in(
    room: Newsroom, source: str, folder: str, *, updates: tuple[str, ...], texts: Iterable[Text]
) -> tuple[Report, Mapping[str, str]]:
    """Return the errors in texts of a story of which nothing is made, and what was asked for
    them; `updates` are its ids."""
    unheard, errors = Report(), Report()
    desk = Desk(
        room=room,
        report=unheard,
        source=source,
        folder=folder,
        language=room.settings.site.language,
        waiting=updates,
    )
    for text in texts:
        desk.html(text, "", STORY_HEADING)
    errors.extend(problem for problem in unheard.problems if problem.level is Level.ERROR)
    return errors, desk.asked


def of_page(page: PlainPage, digest: str) -> Job:
    """Return the job of a plain page, whose source has this digest."""

    def make(room: Newsroom, report: Report) -> Edition:
        press = _Press(_desk(room, report, page.source, page.language))
        path = room.pages[page.source]
        press.page(path, "page.html", lists.text_page(press.desk, page, path))
        return press.edition(page.source)

    return Job(key=page.source, source=page.source, of={page.source: digest}, make=make)


def of_lists(room: Newsroom, entries_of: Mapping[str, str], said: Said) -> Iterator[Job]:
    """Yield the jobs of each list, made of the cards.

    `entries_of` has the digest of each story's entry in feeds by source, and `said` the entry.
    """
    for listing in lists.listings(_site_desk(room, Report())):
        digest = listing.digest
        for number in range(lists.page_count(listing, room.settings.build.index_size) + 1):
            yield _page_of_list(room, listing, digest, number)
        moved = _moved(listing, room.settings.build.feed_size)
        of = {card.source: entries_of[card.source] for card in moved if card.source in entries_of}
        if of:
            yield _feed_of_list(listing, digest, of, said)
    yield _record(room)


def _page_of_list(room: Newsroom, listing: lists.Listing, digest: str, number: int) -> Job:
    path = urls.list_page(listing.path, number) if number else listing.path
    size = room.settings.build.index_size

    def make(room: Newsroom, report: Report) -> Edition:
        press = _Press(_list_desk(room, listing, report))
        template = "index.html" if listing.kind == "index" else "section.html"
        page = lists.list_page(press.desk, listing, number)
        press.page(path, template, page)
        press.front(page)
        return press.edition(listing.source)

    shown = lists.shown_on(listing, number, size)
    of = {card.source: card.full if listing.shows_news else card.plain for card in shown}
    last = lists.page_count(listing, size)
    at = f"{digest} {number} {number == last if number else last + 1}"
    return Job(key=path, source=listing.source, of={listing.source: at}, make=make, stories=of)


def _feed_of_list(listing: lists.Listing, digest: str, of: Mapping[str, str], said: Said) -> Job:
    def make(room: Newsroom, report: Report) -> Edition:
        press = _Press(_list_desk(room, listing, report))
        shown = [entry for source in of if (entry := said(source))]
        feed = entries.feed(
            press.desk,
            listing.path,
            title=listing.title,
            subtitle=listing.summary,
            entries=shown,
        )
        press.feed(listing.path, feed)
        return press.edition(listing.source)

    key, own = f"{listing.path}atom.xml", {listing.source: digest}
    return Job(key=key, source=listing.source, of=own, make=make, stories=of)


def _moved(listing: lists.Listing, size: int) -> list[Card]:
    """Return the stories of a list's feed: those that moved last, in order of their date."""
    moved = sorted(listing.cards, key=lambda card: (card.moved, card.path))[-size:]
    return sorted(moved, key=lambda card: (card.date.at, card.path), reverse=True)


def newest_updates(
    leading: Iterable[Card], latest_of: Mapping[str, str], told: Callable[[str], Latest]
) -> Job:
    """Return the job of the site's newest updates, which are among those of the `leading` stories.

    `latest_of` has the digest of those of each story by source, and `told` gives them.
    """
    of = {card.source: latest_of[card.source] for card in leading}

    def make(room: Newsroom, report: Report) -> Edition:
        press = _Press(_site_desk(room, report))
        press.latest("/", recents.of_site(press.desk, [told(source) for source in of]))
        return press.edition("the list of the newest updates")

    return Job(key=LATEST, source="the list of the newest updates", of={}, make=make, stories=of)


LATEST = "/latest.json"
"""The key of the edition of the site's newest updates."""


def not_found() -> Job:
    """Return the job of the page for addresses that lead nowhere."""

    def make(room: Newsroom, report: Report) -> Edition:
        press = _Press(_site_desk(room, report))
        press.page("/404.html", "404.html", lists.not_found_page(press.desk))
        return press.edition("livegen")

    return Job(key="/404.html", source="livegen", of={}, make=make)


def sitemaps(room: Newsroom) -> Iterator[Job]:
    """Yield the jobs of all sitemaps, if the settings ask for them."""
    if _is_mapped(room):
        cards = room.cards.values()
        listed = [(it.path, it.parts, it.date, it.changed) for it in cards]
        of = {"what sitemaps list": fingerprint((*listed, *_unchanging(room)), 32)}
        yield Job(key=_MAP, source="the sitemap", of=of, make=_mapped)
        of = {"what is news": news(room)}
        yield Job(key=_NEWS_MAP, source="the news sitemap", of=of, make=_mapped_news)


_MAP, _NEWS_MAP = "/sitemap.xml", "/news-sitemap.xml"


def news(room: Newsroom) -> str:
    """Return the digest of what the news sitemap lists; `""` without one."""
    return fingerprint(tuple(_news(room)), 32) if _is_mapped(room) else ""


def news_turns(room: Newsroom) -> tuple[datetime | None, datetime | None]:
    """Return the last instant up to now at which a story was news no longer, and the next one."""
    if not _is_mapped(room):
        return None, None
    border = room.now - structured.NEWS_FOR
    dates = {card.date.at for card in room.cards.values() if _may_be_news(card)}
    last = max((date for date in dates if date <= border), default=None)
    following = min((date for date in dates if date > border), default=None)
    return last and last + structured.NEWS_FOR, following and following + structured.NEWS_FOR


def _is_mapped(room: Newsroom) -> bool:
    return "sitemap" in room.settings.build.outputs


def of_site(
    room: Newsroom,
    own: Mapping[str, bytes],
    moves: Iterable[hosting.Redirect],
    gone: Iterable[str],
) -> Edition:
    """Return what belongs to no story: assets, and what hosts read.

    `own` are the site's own `_headers` and `_redirects`, which come first in ours; `moves` lead
    from aliases, and `gone` are the paths of expired stories.
    """
    files = dict(room.theme.assets)
    files["_headers"] = _headers(room, own)
    files["_redirects"] = _redirects(room, own, moves, gone)
    maps = (_MAP, _NEWS_MAP) if _is_mapped(room) else ()
    files["robots.txt"] = hosting.robots(map(room.address.absolute, maps))
    return Edition(source="livegen", files=files)


def moves(
    aliases: Iterable[tuple[Place, str, Iterable[str]]],
    owners: Mapping[str, str],
    report: Report,
    named: Callable[[str], str],
) -> list[hosting.Redirect]:
    """Return the redirects of `aliases` (where they are written, path, old paths).

    An old path that two sources claim, or at which the site has a file (`owners`: output file ->
    source), is an error.
    """
    claims: dict[str, str] = {}
    found = []
    for place, path, old_paths in aliases:
        for old in old_paths:
            owner = owners.get(urls.file_of(old))
            if old == path:
                continue
            if owner is not None:
                message = f"the alias {old} is the address of {named(owner)}"
                report.error(Rule.CLASH, place, message, "take the alias out")
            elif old in claims:
                message = f"{claims[old]} has the alias {old} too"
                report.error(Rule.CLASH, place, message, "take the alias out of one of them")
            else:
                claims[old] = place.path
                found.append(hosting.Redirect(old, path))
    return found


def redirected(
    room: Newsroom, own: Mapping[str, bytes], moves: Iterable[hosting.Redirect]
) -> tuple[str, ...]:
    """Return the paths that lead elsewhere; one that ends with `*` means all below."""
    return hosting.led_elsewhere(
        _text(own, "_redirects"), moves=moves, feed=_main_feed(room), base=room.address.base
    )


def refuse_clashes(
    editions: Iterable[tuple[str, Iterable[str], Mapping[str, str]]],
    report: Report,
    named: Callable[[str], str],
) -> None:
    """Report whose paths meet, of editions (key, files, copies); `named` says what to call one.

    Two sources that want one path are an error that names both, if only once for each two; one
    file that two sources show is no clash.
    """
    owners: dict[str, str] = {}
    clashes: dict[tuple[str, str], str] = {}
    for source, files, copies in editions:
        for path in files:
            if owners.setdefault(path, source) != source:
                clashes.setdefault((owners[path], source), path)
        for path, copied in copies.items():
            if owners.setdefault(path, copied) != copied:
                clashes.setdefault((owners[path], copied), path)
    for (first, second), path in clashes.items():
        report.error(
            Rule.CLASH,
            Place(named(second)),
            f"{named(first)} has the address /{path.removesuffix('index.html')} too",
            "give one of them another `slug` or name",
        )


@dataclass(slots=True)
class _Press:
    """Gathers the files that one desk's views become."""

    desk: Desk
    files: dict[str, bytes] = field(default_factory=dict)

    def page(self, path: str, template: str, view: PageView) -> None:
        """Print one page; what is wrong with a template goes to the report."""
        if "html" in self.desk.room.settings.build.outputs:
            self._put(path, self.desk.once(("page", path), _page, template, view))

    def other_page(self, page: stories.Page) -> None:
        """Print one page of a story likewise."""
        if "html" in self.desk.room.settings.build.outputs:
            self._put(page.path, self.desk.once(("page", page.path), _other_page, page))

    def _put(self, path: str, page: bytes | None) -> None:
        if page is not None:
            self.files[urls.file_of(path)] = page

    def live(self, payload: Payload | None) -> None:
        """Write what an open page of a story polls."""
        if payload is None:
            return

        def draw(shown: UpdateView | Part) -> bytes:
            name = shown.id if isinstance(shown, UpdateView) else f"_{shown.name}"
            return self.desk.once(("fragment", name), _fragment, shown)

        try:
            for name, content in live.files(payload, draw):
                same = self.desk.once(("live", name), lambda _, content: content, content)
                self.files[urls.file_of(payload.path + name)] = same
        except ThemeFailure as failure:
            self.desk.report.extend((failure.problem,))

    def front(self, page: ListPage) -> None:
        """Write what an open index polls."""
        if page.live:
            poll = self.desk.room.settings.live.poll
            self.files["live.json"] = live.front(page.live.theme, poll, lists.under_way(page))

    def feed(self, at: str, feed: FeedView | None) -> None:
        """Write a feed in every format that is asked for; `at` is its path up to their names."""
        if feed is None:
            return
        written = self.desk.once(("feed", at), _feed, feed)
        self.files |= {urls.file_of(at + name): content for name, content in written.items()}

    def latest(self, path: str, view: LatestView) -> None:
        """Write the newest updates of a story or of the site, for pages of others."""
        outputs = self.desk.room.settings.build.outputs
        if "json" in outputs:
            told = self.desk.once(("latest.json",), lambda _, view: latest.as_json(view), view)
            self.files[urls.file_of(f"{path}latest.json")] = told
        if "html" in outputs:
            drawn = self.desk.once(("latest.html",), _latest_html, view)
            self._put(f"{path}latest.html", drawn)

    def edition(self, source: str) -> Edition:
        """Return what was printed and gathered."""
        desk = self.desk
        return Edition(
            source=source,
            files=self.files,
            copies=desk.files,
            pointed=tuple(desk.pointed),
            asked=desk.asked,
        )


def _page(desk: Desk, template: str, view: PageView) -> bytes | None:
    try:
        return desk.room.theme.page(template, view, desk.source)
    except ThemeFailure as failure:
        desk.report.extend((failure.problem,))
        return None


def _latest_html(desk: Desk, view: LatestView) -> bytes | None:
    theme, language = desk.room.theme, desk.language
    try:
        return latest.as_html(theme.part("latest.html", language, desk.source, view=view))
    except ThemeFailure as failure:
        desk.report.extend((failure.problem,))
        return None


def _other_page(desk: Desk, page: stories.Page) -> bytes | None:
    return _page(desk, page.template, page.view(desk))


def _fragment(desk: Desk, shown: UpdateView | Part) -> bytes:
    theme, language = desk.room.theme, desk.language
    if isinstance(shown, UpdateView):
        return theme.shared_part(language, shown, "_update.html").encode()
    return theme.part(f"parts/{shown.name}.html", language, desk.source, view=shown.page).encode()


def _feed(desk: Desk, feed: FeedView) -> dict[str, bytes]:
    return feeds.written(feed, desk.room.settings.build.outputs)


def _desk(room: Newsroom, report: Report, source: str, language: str) -> Desk:
    folder = source.rpartition("/")[0]
    return Desk(room=room, report=report, source=source, folder=folder, language=language)


def _site_desk(room: Newsroom, report: Report) -> Desk:
    return _desk(room, report, "livegen.toml", room.settings.site.language)


def _list_desk(room: Newsroom, listing: lists.Listing, report: Report) -> Desk:
    return _desk(room, report, listing.source, room.settings.site.language)


def _record(room: Newsroom) -> Job:
    path = "/corrections/"

    def make(room: Newsroom, report: Report) -> Edition:
        press = _Press(_site_desk(room, report))
        page = lists.record_page(press.desk)
        press.page(path, "record.html", page)
        newest = entries.record_entries(press.desk)
        feed = entries.feed(
            press.desk,
            path,
            title=page.title,
            subtitle=page.head.description,
            entries=newest[: room.settings.build.feed_size],
        )
        press.feed(path, feed)
        return press.edition("the record of corrections")

    noted = (card for card in room.cards.values() if card.notes)
    of = {it.source: it.listed for it in noted}
    return Job(key=path, source="the record of corrections", of={}, make=make, stories=of)


def _mapped(room: Newsroom, _: Report) -> Edition:
    """Map every page that is its own canonical one, but for lists of people and tags, which say
    nothing new."""
    whole = room.address.absolute
    of_stories = [
        structured.SitemapPage(url=whole(path), changed=card.changed.at, month=_month(card))
        for card in room.cards.values()
        for path in (card.path, *(urls.archive(card.path, n + 1) for n in range(card.parts)))
    ]
    plain = [structured.SitemapPage(url=whole(path)) for path in _unchanging(room)]
    files = structured.sitemaps(whole("/"), [*of_stories, *plain])
    return Edition(source="the sitemap", files=files)


def _mapped_news(room: Newsroom, _: Report) -> Edition:
    site = room.settings.site
    file = structured.news_sitemap(site.published_by, _news(room))
    return Edition(source="the news sitemap", files={urls.file_of(_NEWS_MAP): file})


def _news(room: Newsroom) -> Iterator[structured.NewsPage]:
    """Yield the stories that are news; what only a preview shows is none."""
    since = room.now - structured.NEWS_FOR
    for card in room.cards.values():
        if card.date.at > since and _may_be_news(card):
            yield structured.NewsPage(
                url=room.address.absolute(card.path),
                title=card.title,
                language=card.language,
                date=card.date.at,
                published=card.date.iso,
            )


def _may_be_news(card: Card) -> bool:
    return not (card.draft or card.held_until or card.withdrawn)


def _unchanging(room: Newsroom) -> list[str]:
    """Return the paths of pages that sitemaps list without a date."""
    of_sections = [urls.section(name) for name in room.sections if name]
    return ["/", "/corrections/", *room.pages.values(), *of_sections]


def _month(card: Card) -> str:
    return f"{card.date.local:%Y-%m}"


def _headers(room: Newsroom, own: Mapping[str, bytes]) -> bytes:
    chosen = room.settings
    return hosting.headers(
        _text(own, "_headers"),
        sections={card.section for card in room.cards.values()} | (room.sections.keys() - {""}),
        pages=frozenset(room.pages.values()),
        sources=hosting.Sources(
            live=chosen.live.url,
            comments=chosen.comments_url if chosen.comments_provider == "isso" else "",
            frames=sorted({origin for it in EMBEDS.values() for origin in it.frames}),
            additions=chosen.build.csp,
        ),
        base=room.address.base,
    )


def _redirects(
    room: Newsroom,
    own: Mapping[str, bytes],
    moves: Iterable[hosting.Redirect],
    gone: Iterable[str],
) -> bytes:
    return hosting.redirects(
        _text(own, "_redirects"),
        moves=moves,
        gone=gone,
        feed=_main_feed(room),
        base=room.address.base,
    )


def _main_feed(room: Newsroom) -> str:
    """Return the path of the feed to which guesses lead, or `""` if the site has none."""
    written = [name for name in ("rss", "atom", "json") if name in room.settings.build.outputs]
    return f"/{urls.FEEDS[written[0]]}" if written and room.cards else ""


def _text(files: Mapping[str, bytes], name: str) -> str:
    return files.get(name, b"").decode("utf-8", "replace")
