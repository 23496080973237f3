"""What search engines read of a page: schema.org, as JSON-LD.

Law: it says what its page says, in the same words, and nothing besides. Every time has an offset;
what was first published when never moves; an update has a headline and times of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup, escape

from livegen import markdown, urls
from livegen.model import LIVE, Correction, Status, Story, Update
from livegen.stories import release
from livegen.views.cards import Card
from livegen.views.desk import Desk
from livegen.views.shapes import BylineView, PictureView, UpdateView
from livegen.views.updates import Frame, Shown

_MOST = 30
"""How many updates are told, the newest ones; and how many corrections of one thing."""

_MOST_TEXT = 1000
"""Characters that are told of the text of an update or of a correction."""

_MOST_BYTES = 100_000
"""How large what is told of a story may become."""

_MOST_OF_NOTES = 40_000
"""How many bytes of it the corrections of one thing may take."""

_CONTEXT = "https://schema.org"

Told = Mapping[str, object]


def of_story(
    desk: Desk,
    frame: Frame,
    story: Story,
    card: Card,
    *,
    newest: Sequence[Shown],
    image: PictureView | None,
    summary: str,
) -> tuple[Markup, ...]:
    """Return the story and the way to it; `newest` are the updates of its page, oldest first."""
    if not _is_asked_for(desk):
        return ()
    bylines = desk.bylines(story.authors)
    told = {
        **_article(desk, frame, card.path, headline=frame.title, summary=summary, bylines=bylines),
        "image": _image(image),
        "datePublished": story.date.instant,
        "dateModified": card.changed.instant,
        "keywords": list(story.tags),
        "correction": _corrections(_notes(frame, story)),
    }
    if story.withdrawn:
        return _json({**told, **_WITHDRAWN}), _way(desk, frame)
    if not _is_live(frame):
        return _json({**told, "dateline": story.dateline}), _way(desk, frame)
    updates = [
        desk.once(("schema", update.id), _update, frame.title, bylines, update, view)
        for update, view in reversed(newest)
        if not update.withdrawn
    ]
    return _with_updates(_json({**told, **_span(desk, story)}), updates[:_MOST]), _way(desk, frame)


def of_update(
    desk: Desk, frame: Frame, update: Update, view: UpdateView, *, path: str, summary: str
) -> tuple[Markup, ...]:
    """Return an update with a page of its own, at `path`, and the way to it."""
    if not _is_asked_for(desk):
        return ()
    url = desk.room.address.absolute(frame.path)
    of = {"@type": _kind(frame), "@id": url, "url": url, "headline": frame.title}
    headline = _headline(view, frame.title)
    if update.withdrawn:
        headline = desk.words.gettext("This update was withdrawn")
    bylines = view.bylines or desk.bylines(frame.authors)
    told = {
        **_article(desk, frame, path, headline=headline, summary=summary, bylines=bylines),
        "@type": "BlogPosting" if _is_live(frame) else "NewsArticle",
        **_said(update, view),
        "isPartOf": of,
    }
    block = _json({**told, **_WITHDRAWN} if update.withdrawn else told)
    return block, _way(desk, frame, (headline, path))


def of_part(desk: Desk, frame: Frame, number: int, path: str) -> tuple[Markup, ...]:
    """Return the way to a page of the archive; one from the start stands for the story itself."""
    if not _is_asked_for(desk):
        return ()
    title = desk.words.gettext("Part %(number)s") % {"number": desk.words.number(number)}
    return (_way(desk, frame, *(((title, path),) if path != frame.path else ())),)


def of_page(desk: Desk, *steps: tuple[str, str]) -> tuple[Markup, ...]:
    """Return the way from the front to a page, in `steps` of a title and a path."""
    return (_breadcrumbs(desk, steps),) if _is_asked_for(desk) else ()


def of_front(desk: Desk) -> tuple[Markup, ...]:
    """Return the site, and who publishes it."""
    if not _is_asked_for(desk):
        return ()
    site = desk.room.settings.site
    home = desk.room.address.absolute("/")
    told = {
        "@context": _CONTEXT,
        "@type": "WebSite",
        "@id": f"{home}#website",
        "url": home,
        "name": site.title,
        "description": site.description,
        "inLanguage": desk.language,
        "publisher": _publisher(desk),
    }
    return (_json(told),)


def _is_asked_for(desk: Desk) -> bool:
    return "structured" in desk.room.settings.build.outputs


def _is_live(frame: Frame) -> bool:
    return frame.layout == LIVE or frame.is_polled


def _kind(frame: Frame) -> str:
    return "LiveBlogPosting" if _is_live(frame) else "NewsArticle"


def _article(
    desk: Desk,
    frame: Frame,
    path: str,
    *,
    headline: str,
    summary: str,
    bylines: tuple[BylineView, ...],
) -> Told:
    """Return what is told of any article at `path`."""
    url, section = desk.room.address.absolute(path), frame.header.section
    return {
        "@context": _CONTEXT,
        "@type": _kind(frame),
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "headline": headline,
        "description": summary,
        "author": _authors(desk, bylines),
        "publisher": _publisher(desk),
        "inLanguage": desk.language,
        "articleSection": section.title if section else "",
        "isAccessibleForFree": True,
    }


_WITHDRAWN: Told = {"creativeWorkStatus": "Withdrawn"}


def _update(
    desk: Desk, story: str, bylines: tuple[BylineView, ...], update: Update, view: UpdateView
) -> str:
    """Return an update of the story with this title, and authors for want of its own."""
    url = desk.room.address.origin + view.url
    return _json(
        {
            "@type": "BlogPosting",
            "@id": url,
            "url": url,
            "headline": _headline(view, story),
            "author": _authors(desk, view.bylines or bylines),
            **_said(update, view),
        }
    )


def _said(update: Update, view: UpdateView) -> Told:
    return {
        "image": _image(view.image),
        "datePublished": update.time.instant,
        "dateModified": update.changed.instant,
        "articleBody": markdown.plain(view.body, _MOST_TEXT),
        "correction": _corrections(update.corrections),
    }


def _headline(view: UpdateView, story: str) -> str:
    """Return an update's title, else its first sentence, else its time: never the story's title."""
    if view.title and view.title != story:
        return view.title
    sentence = markdown.first_sentence(view.body)
    return sentence if sentence and sentence != story else view.time.full


def _with_updates(story: Markup, updates: Sequence[str]) -> Markup:
    """Return a story with as many of its updates, newest first, as there is room for."""
    room, told = _MOST_BYTES - len(story.encode()) - len(_UPDATES) - 1, list[str]()
    for update in updates:
        room -= len(update.encode()) + 1
        if room < 0:
            break
        told.append(update)
    if not told:
        return story
    return Markup(f"{story[:-1]}{_UPDATES}{','.join(told)}]}}")  # noqa: S704 each part is safe


_UPDATES = ',"liveBlogUpdate":['


def _span(desk: Desk, story: Story) -> Told:
    """Return when coverage began, and when it will end or did."""
    coverage = story.coverage
    begins = coverage.start if coverage and coverage.start else story.date
    oldest = story.updates[0].time if story.updates else begins
    told = {"coverageStartTime": min(begins, oldest, key=lambda moment: moment.at).instant}
    if coverage and coverage.end:
        return {**told, "coverageEndTime": coverage.end.instant}
    if release.status_at(story, desk.room.now) is Status.ENDED and story.updates:
        return {**told, "coverageEndTime": story.updates[-1].time.instant}
    return told


def _notes(frame: Frame, story: Story) -> Iterable[Correction]:
    """Return the corrections of a story, and of updates that are not told one by one."""
    if _is_live(frame) and not story.withdrawn:
        return story.corrections
    of_updates = (note for update in story.updates for note in update.corrections)
    return sorted((*story.corrections, *of_updates), key=lambda note: note.time.at)


def _corrections(notes: Iterable[Correction]) -> list[Told]:
    """Return the newest corrections as far as there is room for them, oldest first."""
    room, told = _MOST_OF_NOTES, list[Told]()
    for note in reversed([*notes][-_MOST:]):
        one = {
            "@type": "CorrectionComment",
            "text": _cut(note.text),
            "datePublished": note.time.instant,
        }
        room -= len(_json(one).encode())
        if room < 0:
            break
        told.append(one)
    return told[::-1]


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else markdown.plain(escape(text), _MOST_TEXT)


def _authors(desk: Desk, bylines: tuple[BylineView, ...]) -> list[Told]:
    """Return who wrote it; for want of a name, the publisher."""
    origin = desk.room.address.origin
    people = [
        {"@type": "Person", "name": byline.name, "url": origin + byline.url} for byline in bylines
    ]
    return [*people] or [_newsroom(desk)]


def _newsroom(desk: Desk) -> Told:
    site, home = desk.room.settings.site, desk.room.address.absolute("/")
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{home}#publisher",
        "name": site.published_by,
        "url": home,
    }


def _publisher(desk: Desk) -> Told:
    """Return who answers for the site, and how they correct mistakes."""
    site = desk.room.settings.site
    policy, logo = site.publisher.corrections_policy, site.publisher.logo or site.logo
    told: dict[str, object] = {
        **_newsroom(desk),
        "correctionsPolicy": _whole(desk, policy or "/corrections/"),
    }
    if logo:
        told["logo"] = {"@type": "ImageObject", "url": _whole(desk, logo)}
    if policy:  # which schema.org counts among the principles
        told["publishingPrinciples"] = told["correctionsPolicy"]
    return told


def _whole(desk: Desk, written: str) -> str:
    """Return an address of the settings with its host."""
    url = desk.link(written)
    return desk.room.address.origin + url if url.startswith("/") else url


def _image(picture: PictureView | None) -> Told | None:
    if picture is None:
        return None
    told = {
        "@type": "ImageObject",
        "url": picture.absolute,
        # As text: to schema.org a distance is no number.
        "width": str(picture.width or ""),
        "height": str(picture.height or ""),
        "caption": picture.caption or picture.alt,
        "creditText": picture.credit,
        "license": _licence(picture.licence),
    }
    return _known(told)


def _licence(written: str) -> object:
    """Return the address of a licence; of one that has none known here, its name."""
    if found := _CREATIVE_COMMONS.fullmatch(written):
        terms = found["terms"].lower().replace(" ", "-")
        return f"https://creativecommons.org/licenses/{terms}/{found['version']}/"
    if _PUBLIC.fullmatch(written):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    if written.startswith(("https://", "http://")):
        return written
    return {"@type": "CreativeWork", "name": written} if written else None


_CREATIVE_COMMONS = re.compile(
    r"CC[ -](?P<terms>BY(?:[ -](?:SA|NC(?:[ -](?:SA|ND))?|ND))?)[ -](?P<version>[1-4]\.[05])",
    re.IGNORECASE,
)
_PUBLIC = re.compile(r"CC[ -]?0(?:[ -]1\.0)?", re.IGNORECASE)


def _way(desk: Desk, frame: Frame, *further: tuple[str, str]) -> Markup:
    """Return the way from the front by the section to the story, and further."""
    section = frame.header.section
    by = ((section.title, urls.section(frame.section)),) if section else ()
    return _breadcrumbs(desk, (*by, (frame.title, frame.path), *further))


def _breadcrumbs(desk: Desk, steps: Iterable[tuple[str, str]]) -> Markup:
    whole = desk.room.address.absolute
    told = [
        {"@type": "ListItem", "position": position, "name": title, "item": whole(path)}
        for position, (title, path) in enumerate([(desk.room.settings.site.title, "/"), *steps], 1)
    ]
    return _json({"@context": _CONTEXT, "@type": "BreadcrumbList", "itemListElement": told})


def _json(told: Told) -> Markup:
    """Return what is told as JSON that may stand in a `<script>`, without what is not known."""
    text = _AS_JSON(_known(told))
    # No `&` either, for readers that take what stands in a script for HTML.
    safe = text.replace("&", "\\u0026").replace("<", "\\u003c")
    return Markup(safe)  # noqa: S704 it can neither end the script nor begin a comment


def _known(told: Told) -> Told:
    return {name: value for name, value in told.items() if value}


_AS_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
