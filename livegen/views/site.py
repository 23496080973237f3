"""What every page shows of the site, and what stands in its head."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from markupsafe import Markup

from livegen import urls, words
from livegen.errors import Place, Report
from livegen.model import Text
from livegen.views.desk import Desk
from livegen.views.live import script_settings
from livegen.views.shapes import BylineView, FeedLink, Head, Link, Pager, PictureView, SiteView


def site_view(desk: Desk, current: str = "") -> SiteView:
    """Return what a page shows of the site; `current` is the path of the section it is in.

    It is drawn once for all pages of a language and of an entry of the menu, at a desk of its own:
    no link in the footer starts at one of the pages.
    """
    of_menu = current if any(item.url == current for item in desk.room.settings.site.menu) else ""
    known, key = desk.room.site_views, (desk.language, of_menu)
    if key not in known:
        own = Desk(
            room=desk.room,
            report=Report(),
            source="livegen.toml",
            folder="",
            language=desk.language,
        )
        known[key] = (_site_view(own, of_menu), own)
    view, own = known[key]
    # Whoever shows it depends on all that it depends on.
    desk.report.extend(own.report.problems)
    desk.asked.update(own.asked)
    desk.files.update(own.files)
    desk.pointed.extend(own.pointed)
    return view


def _site_view(desk: Desk, current: str) -> SiteView:
    site = desk.room.settings.site
    return SiteView(
        title=site.title,
        url=desk.href("/"),
        description=site.description,
        menu=tuple(
            Link(title=item.title, url=desk.link(item.url), current=item.url == current)
            for item in site.menu
        ),
        footer=desk.inline(Text(site.footer, Place("livegen.toml"))),
        logo=desk.link(site.logo),
        icon=desk.link(site.icon),
        feeds=feed_links(desk, "/", site.title),
        corrections_url=desk.href("/corrections/"),
        assets={name: desk.href(f"/{path}") for name, path in desk.room.theme.asset_urls.items()},
        settings=script_settings(desk),
        preview=desk.room.preview,
    )


def feed_links(desk: Desk, path: str, title: str) -> tuple[FeedLink, ...]:
    """Return the links to the feeds at `path`, as far as they are written."""
    return tuple(
        FeedLink(title=f"{title} ({name})", url=desk.href(path + file), type=media_type, name=name)
        for name, file, media_type in _formats(desk)
    )


def key_feed_links(desk: Desk, path: str, title: str) -> tuple[FeedLink, ...]:
    """Return the links to the feeds of the key events of the story at `path`."""
    key_events, titled = desk.words.gettext("Key events"), key_events_of(desk, title)
    links = feed_links(desk, path + urls.KEY_EVENTS, titled)
    return tuple(replace(link, of=key_events) for link in links)


def key_events_of(desk: Desk, title: str) -> str:
    """Return the title of the feed of a story's key events."""
    return desk.words.gettext("%(title)s: key events") % {"title": title}


def _formats(desk: Desk) -> Iterator[tuple[str, str, str]]:
    for output, name, media_type in _FORMATS:
        if output in desk.room.settings.build.outputs:
            yield name, urls.FEEDS[output], media_type


_FORMATS = (
    ("atom", "Atom", "application/atom+xml"),
    ("rss", "RSS", "application/rss+xml"),
    ("json", "JSON Feed", "application/feed+json"),
)


def head(
    desk: Desk,
    path: str,
    title: str,
    description: str = "",
    *,
    feeds: tuple[FeedLink, ...] = (),
    image: PictureView | None = None,
    kind: str = "website",
    noindex: bool = False,
    published: str = "",
    modified: str = "",
    alternates: tuple[tuple[str, str], ...] = (),
    section: str = "",
    tags: tuple[str, ...] = (),
    bylines: tuple[BylineView, ...] = (),
    structured: tuple[Markup, ...] = (),
) -> Head:
    """Return the head of the page at `path`; the site's feeds stand in every one."""
    site = desk.room.settings.site
    of_the_site = feed_links(desk, "/", site.title) if desk.has_stories else ()
    others = (words.locale_of(language) for language, _ in alternates if language != desk.language)
    return Head(
        title=titled(desk, title),
        headline=title,
        description=description or site.description,
        canonical=desk.room.address.absolute(path),
        language=desk.language,
        direction=desk.words.direction,
        feeds=(*feeds, *(feed for feed in of_the_site if feed not in feeds)),
        image=image,
        kind=kind,
        noindex=noindex or desk.room.preview,
        published=published,
        modified=modified,
        alternates=alternates,
        locale=words.locale_of(desk.language),
        locales=tuple(filter(None, dict.fromkeys(others))),
        section=section,
        tags=tags,
        authors=tuple(desk.room.address.origin + byline.url for byline in bylines),
        structured=structured,
    )


def titled(desk: Desk, title: str) -> str:
    """Return what a page or a feed is called in a list of those of many sites."""
    site = desk.room.settings.site
    return title if title == site.title else f"{title} – {site.title}"


def pager(
    desk: Desk, part: Callable[[int], str], path: str, number: int, parts: int
) -> Pager | None:
    """Return the ways from page `number` (0: the newest, at `path`) to the others, if any.

    `part` gives the path of each of the `parts` archive pages. Of the last archive page "newer"
    leads to the newest page.
    """
    if not parts:
        return None

    def link(n: int) -> str:
        return desk.href(path if n > parts else part(n)) if n >= 1 else ""

    at = number or parts + 1
    return Pager(
        number=number,
        newest=desk.href(path) if number else "",
        newer=link(at + 1) if number else "",
        older=link(at - 1),
        oldest=link(1) if at > 2 else "",
    )
