"""Fields -> story, or exactly what is wrong. Strict, once; nothing here knows a clock or a disk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from livegen import frontmatter, times, urls, words
from livegen.errors import Place, Report, Rule, closest
from livegen.forms import Form, markdown_of, read_moment
from livegen.frontmatter import Document, Scalar
from livegen.model import (
    ARTICLE,
    LIVE,
    Banner,
    BannerKind,
    Comments,
    Coverage,
    Order,
    Status,
    Story,
)
from livegen.stories import parts
from livegen.stories import updates as entries
from livegen.stories.keys import STORY_FOREIGN, STORY_KEYS
from livegen.stories.parts import UNREAD, Defaults, NotBefore
from livegen.times import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a story comes from: its file, its section's folder and its own name, as on disk."""

    path: str
    section: str
    name: str


def read(
    source: Source,
    content: bytes,
    updates: Mapping[str, bytes],
    defaults: Defaults,
    report: Report,
) -> Story | None:
    """Return the story written in `content` and in the files of `updates` (path -> bytes).

    Returns None if there is an error; every problem is in `report`. The errors of a story whose
    `draft: true` could be read are warnings.
    """
    own = Report()
    document = frontmatter.read(source.path, content, own)
    story = _story(source, document, updates, defaults, own) if document else None
    draft = story.draft if story else frontmatter.draft_of(content)
    report.extend(parts.softened(own) if draft else own.problems)
    return None if own.failed else story


def _story(
    source: Source,
    document: Document,
    updates: Mapping[str, bytes],
    defaults: Defaults,
    report: Report,
) -> Story:
    zone = _zone(Form("a story", document.fields, report, defaults.timezone))
    form = Form("a story", document.fields, report, zone)
    form.expect(STORY_KEYS, STORY_FOREIGN)
    day, plain_name = _dated_name(source.name)
    slug = parts.slug(form, "slug") or urls.slug(plain_name)
    section = parts.slug(form, "section") or section_name(source.section)
    date = _date(form, day)
    after = NotBefore(date)
    aliases = parts.aliases(form)
    status, coverage = form.choice("status", Status), _coverage(form, after)
    default_layout = LIVE if status or form.has("coverage") else ARTICLE
    layout = form.word("layout", sorted(defaults.layouts)) or default_layout
    default_order = Order.NEWEST if layout == LIVE else Order.OLDEST
    return Story(
        source=source.path,
        section=section,
        slug=slug,
        title=form.required("title", "title: What happened"),
        former_titles=form.texts("former_titles"),
        date=date or UNREAD,
        revised=after.moment(form, "revised"),
        id=form.text("id") or (aliases[0] if aliases else urls.story(section, slug)),
        summary=form.text("summary"),
        authors=form.names("authors"),
        dateline=form.text("dateline"),
        tags=form.names("tags"),
        image=parts.picture(form),
        layout=layout,
        order=form.choice("order", Order) or default_order,
        status=status,
        coverage=coverage,
        continued_in=form.text("continued_in"),
        related=form.texts("related"),
        translations=_translations(form),
        timezone=zone,
        language=parts.language(form) or defaults.language,
        key_points=tuple(markdown_of(scalar) for scalar in form.scalars("key_points")),
        banner=_banner(form),
        updates=entries.read(form, updates, after),
        corrections=parts.corrections(form, after),
        withdrawn=parts.withdrawal(form, after),
        draft=form.flag("draft"),
        publish_at=form.moment("publish_at"),
        expires_at=form.moment("expires_at"),
        aliases=aliases,
        comments=_comments(form, defaults.comments),
        extra=form.extra(),
        body=document.body,
        place=form.place,
        places={key.text: node.place for key, node in document.fields.entries},
    )


def _zone(form: Form) -> str:
    scalar = form.scalar("timezone")
    if scalar is None:
        return form.zone
    try:
        times.zone_of(scalar.text)
    except ValueError:
        meant = closest(scalar.text, times.zone_names())
        form.report.error(
            Rule.UNKNOWN_ZONE,
            scalar.place,
            f'`timezone` is not a zone that IANA knows: "{scalar.text}"',
            f"write timezone: {meant or 'America/New_York'}",
        )
        return form.zone
    return scalar.text


_DATED_NAME = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})-(?P<rest>.+)")


def _dated_name(name: str) -> tuple[str, str]:
    """Return the leading date of a story's name, or `""`, and the name without it."""
    match = _DATED_NAME.fullmatch(name)
    return (match["day"], match["rest"]) if match else ("", name)


def _date(form: Form, day: str) -> Moment | None:
    if form.has("date"):
        return form.moment("date")
    if not day:
        form.missing("date", "date: 2026-11-22 18:42")
        return None
    name = Place(form.place.path)
    return read_moment(
        "date", Scalar(day, name, quoted=False, content=name), form.zone, form.report
    )


def _coverage(form: Form, after: NotBefore) -> Coverage | None:
    below = form.form("coverage", "`coverage`", "coverage: {start: 2026-11-22 18:00}")
    if below is None:
        return None
    below.expect(("start", "end", "resumes"), {"begin": "start", "until": "end"})
    coverage = Coverage(
        start=after.moment(below, "start"),
        end=after.moment(below, "end"),
        resumes=after.moment(below, "resumes"),
    )
    start = coverage.start or after.date
    if coverage.end and start and coverage.end.at < start.at:
        below.report.error(
            Rule.TIME_ORDER,
            below.place_of("end"),
            f"the coverage ends before it starts ({start.iso})",
            "mend `start` or `end`",
        )
    return coverage


def _translations(form: Form) -> Mapping[str, str]:
    pairs = form.pairs("translations")
    for name, scalar in pairs.items():
        if not words.is_language(name):
            parts.no_language(form, replace(scalar, text=name))
    return {name: scalar.text for name, scalar in pairs.items()}


def _banner(form: Form) -> Banner | None:
    below = form.form("banner", "a banner", 'banner: {text: "what it says"}')
    if below is None:
        return None
    below.expect(("kind", "text", "until"), {"type": "kind", "message": "text", "title": "text"})
    return Banner(
        kind=below.choice("kind", BannerKind),
        text=below.markdown("text"),
        until=below.moment("until"),
    )


def _comments(form: Form, default: Comments) -> Comments:
    word = form.word("comments", [choice.value for choice in Comments])
    return Comments(word) if word else default


def section_name(folder: str) -> str:
    """Return a section's name in addresses, given its folder below `content/`."""
    return "/".join(filter(None, (urls.slug(part) for part in folder.split("/"))))
