"""All files of one story; of the site's lists; what belongs to no story. Clashes are refused.

Law: a mapping from output path to bytes, made of a newsroom and one story, or of cards alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from livegen import feeds, hosting, structured, urls
from livegen.errors import Level, Place, Report, Rule, ThemeFailure
from livegen.model import PlainPage, Status, Story, Text
from livegen.render import PageView
from livegen.views import entries, lists
from livegen.views import story as stories
from livegen.views.cards import Card
from livegen.views.desk import Desk, Newsroom
from livegen.views.shapes import FeedEntry, FeedView
from livegen.views.story import STORY_HEADING
from livegen.views.updates import page_of_its_own

OF_HOSTS = ("_headers", "_redirects")
"""Static files of the site that go into ours of the same name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The files of one source: bytes that were made, and `copies` of sources by output path.

    `entry` is what lists' feeds say of a story; `pointed` are the `/paths` that its text names.
    """

    source: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    copies: Mapping[str, str] = field(default_factory=dict)
    pointed: tuple[tuple[str, Place], ...] = ()
    entry: FeedEntry | None = None


def of_story(room: Newsroom, story: Story, report: Report) -> Edition:
    """Return all files of a story that is out; problems in its text go to `report`."""
    card = room.cards[story.source]
    desk = Desk(
        room=room,
        report=report,
        source=story.source,
        folder=card.folder,
        language=story.language,
        anchors=card.anchors,
        waiting=card.waiting,
    )
    drawn = stories.draw(desk, story, card)
    press = _Press(desk)
    press.page(card.path, "story.html", stories.story_page(desk, drawn))
    for number in range(1, drawn.parts + 1):
        path = urls.archive(card.path, number)
        press.page(path, "story.html", stories.archive_page(desk, drawn, number))
    count = stories.pages_from_the_start(drawn, card.status is Status.ENDED)
    for number in range(1, count + 1):
        path = urls.from_the_start(card.path, number)
        press.page(path, "story.html", stories.page_from_the_start(desk, drawn, number, count))
    for update, view in drawn.updates:
        if path := page_of_its_own(desk, story, update):
            press.page(path, "update.html", stories.update_page(desk, drawn, update, view))
    press.feed(card.path, entries.story_feed(desk, drawn))
    return Edition(
        source=story.source,
        files=press.files,
        copies=desk.files,
        pointed=tuple(desk.pointed),
        entry=entries.story_entry(desk, drawn),
    )


def errors_in(
    room: Newsroom, source: str, folder: str, *, updates: tuple[str, ...], texts: Iterable[Text]
) -> Report:
    """Return the errors in texts of a story of which nothing is made; `updates` are its ids."""
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
    return errors


def of_page(room: Newsroom, page: PlainPage, report: Report) -> Edition:
    """Return the files of a plain page."""
    desk = _desk(room, report, page.source, page.language)
    press = _Press(desk)
    path = room.pages[page.source]
    press.page(path, "page.html", lists.text_page(desk, page, path))
    return Edition(
        source=page.source, files=press.files, copies=desk.files, pointed=tuple(desk.pointed)
    )


def of_lists(room: Newsroom, said: Mapping[str, FeedEntry], report: Report) -> Iterable[Edition]:
    """Yield the files of each list, made of the cards; `said` has each story's entry by source."""
    site_desk = _desk(room, report, "livegen.toml", room.settings.site.language)
    for listing in lists.listings(site_desk):
        desk = _desk(room, report, listing.source, site_desk.language)
        press = _Press(desk)
        template = "index.html" if listing.kind == "index" else "section.html"
        for number in range(lists.page_count(desk, listing) + 1):
            path = urls.list_page(listing.path, number) if number else listing.path
            press.page(path, template, lists.list_page(desk, listing, number))
        press.feed(listing.path, _list_feed(desk, listing, said))
        yield Edition(
            source=listing.source,
            files=press.files,
            copies=desk.files,
            pointed=tuple(desk.pointed),
        )
    yield _record(site_desk)


def of_site(
    room: Newsroom,
    own: Mapping[str, bytes],
    moves: Iterable[hosting.Redirect],
    gone: Iterable[str],
    report: Report,
) -> Edition:
    """Return what belongs to no story: assets, the 404 page, sitemaps, what hosts read.

    `own` are the site's own `_headers` and `_redirects`, which come first in ours; `moves` lead
    from aliases, and `gone` are the paths of expired stories.
    """
    desk = _desk(room, report, "livegen.toml", room.settings.site.language)
    press = _Press(desk)
    press.page("/404.html", "404.html", lists.not_found_page(desk))
    outputs = room.settings.build.outputs
    sitemaps = _sitemaps(room) if "sitemap" in outputs else {}
    files = {**press.files, **room.theme.assets, **sitemaps}
    files["_headers"] = _headers(room, own)
    files["_redirects"] = _redirects(room, own, moves, gone)
    where = room.address.absolute("/sitemap.xml") if sitemaps else None
    files["robots.txt"] = hosting.robots(where)
    return Edition(source="livegen", files=files, copies=desk.files, pointed=tuple(desk.pointed))


def moves(
    aliases: Iterable[tuple[Place, str, Iterable[str]]], owners: Mapping[str, str], report: Report
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
                message = f"the alias {old} is the address of {owner}"
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


def join(editions: Iterable[Edition], report: Report) -> dict[str, bytes | str]:
    """Return all files by output path: made bytes, or the source that is copied.

    Two sources that want one path are an error that names both, if only once for each two; one
    file that two sources show is no clash.
    """
    joined: dict[str, bytes | str] = {}
    owners: dict[str, str] = {}
    clashes: dict[tuple[str, str], str] = {}
    for edition in editions:
        contents: dict[str, bytes | str] = {**edition.files, **edition.copies}
        for path, content in contents.items():
            owner = content if isinstance(content, str) else edition.source
            if owners.setdefault(path, owner) == owner:
                joined[path] = content
            else:
                clashes.setdefault((owners[path], owner), path)
    for (first, second), path in clashes.items():
        report.error(
            Rule.CLASH,
            Place(second),
            f"{first} has the address /{path.removesuffix('index.html')} too",
            "give one of them another `slug` or name",
        )
    return joined


@dataclass(slots=True)
class _Press:
    """Gathers the files that one desk's views become."""

    desk: Desk
    files: dict[str, bytes] = field(default_factory=dict)

    def page(self, path: str, template: str, view: PageView) -> None:
        """Print one page; what is wrong with a template goes to the report."""
        if "html" not in self.desk.room.settings.build.outputs:
            return
        try:
            page = self.desk.room.theme.page(template, view, self.desk.source)
        except ThemeFailure as failure:
            self.desk.report.extend((failure.problem,))
        else:
            self.files[urls.file_of(path)] = page

    def feed(self, path: str, feed: FeedView | None) -> None:
        """Write a feed in every format that is asked for."""
        if feed is None:
            return
        outputs = self.desk.room.settings.build.outputs
        for output, name, write in _FEEDS:
            if output in outputs:
                self.files[urls.file_of(path + name)] = write(feed)


_FEEDS: tuple[tuple[str, str, Callable[[FeedView], bytes]], ...] = (
    ("atom", "atom.xml", feeds.atom),
    ("rss", "rss.xml", feeds.rss),
)


def _desk(room: Newsroom, report: Report, source: str, language: str) -> Desk:
    folder = source.rpartition("/")[0]
    return Desk(room=room, report=report, source=source, folder=folder, language=language)


def _list_feed(
    desk: Desk, listing: lists.Listing, said: Mapping[str, FeedEntry]
) -> FeedView | None:
    """Return the list's feed: the entries that moved last, in order of their story's date."""
    size = desk.room.settings.build.feed_size
    moved = sorted(listing.cards, key=lambda card: (card.moved, card.path))[-size:]
    latest = sorted(moved, key=lambda card: (card.date.at, card.path), reverse=True)
    shown = [said[card.source] for card in latest if card.source in said]
    return entries.feed(
        desk,
        listing.path,
        known_as=listing.path,
        title=listing.title,
        subtitle=listing.summary,
        entries=shown,
    )


def _record(desk: Desk) -> Edition:
    press = _Press(desk)
    path = "/corrections/"
    page = lists.record_page(desk)
    press.page(path, "record.html", page)
    newest = entries.record_entries(desk)
    shown = newest[: desk.room.settings.build.feed_size]
    feed = entries.feed(
        desk,
        path,
        known_as=path,
        title=page.title,
        subtitle=page.head.description,
        entries=shown,
    )
    press.feed(path, feed)
    return Edition(
        source="the record of corrections",
        files=press.files,
        copies=desk.files,
        pointed=tuple(desk.pointed),
    )


def _sitemaps(room: Newsroom) -> dict[str, bytes]:
    """Return the sitemaps of every page that is its own canonical one, but for lists of people
    and tags, which say nothing new."""
    whole = room.address.absolute
    of_stories = [
        structured.SitemapPage(url=whole(path), changed=card.changed.at, month=_month(card))
        for card in room.cards.values()
        for path in dict.fromkeys((card.path, *card.anchors.values()))
    ]
    others = ["/", "/corrections/", *room.pages.values()]
    others += [urls.section(name) for name in room.sections if name]
    plain = [structured.SitemapPage(url=whole(path)) for path in others]
    return structured.sitemaps(whole("/"), [*of_stories, *plain])


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
    names = {"rss": "/rss.xml", "atom": "/atom.xml"}
    written = [path for output, path in names.items() if output in room.settings.build.outputs]
    return written[0] if written and room.cards else ""


def _text(files: Mapping[str, bytes], name: str) -> str:
    return files.get(name, b"").decode("utf-8", "replace")
