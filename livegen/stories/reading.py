"""Fields -> story, or exactly what is wrong. Strict, once; nothing here knows a clock or a disk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from livegen import frontmatter, times, urls, words
from livegen.errors import Edit, Level, Place, Report, Rule
from livegen.forms import Form, markdown_of, plain_text
from livegen.frontmatter import Document, Items
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
    Text,
)
from livegen.stories import keys, parts
from livegen.stories import updates as all_updates
from livegen.stories.parts import UNREAD, Defaults, NotBefore
from livegen.stories.updates import FileRead, Files, Found, Span
from livegen.times import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a story comes from: its file, its section's folder and its own name, as on disk."""

    path: str
    section: str
    name: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read of a story.

    `story` is None if the story itself is in error. Updates in error are left out of it and
    named in `broken`: by id or, where the id cannot be told, by place (`content/flood.md:14`, or
    the path of a file of its own). Of two updates with one id neither is in the story.
    """

    story: Story | None
    broken: tuple[str, ...] = ()
    spans: tuple[Span, ...] = field(default=(), compare=False, repr=False)
    """Where each update is written, broken ones too, by place."""
    left_out: tuple[Text, ...] = field(default=(), compare=False, repr=False)
    """The texts of what is in error, to be read for errors of their own."""
    draft: bool = field(default=False, compare=False)
    """True if the story is one, also where only that much of it could be read."""
    files: Mapping[str, FileRead] = field(default_factory=dict, compare=False, repr=False)
    """The updates' files as they were read, for the next reading of the story."""

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of all updates, as far as they can be told."""
        return tuple(span.name for span in self.spans)


def read(
    source: Source,
    content: bytes,
    updates: Mapping[str, bytes],
    defaults: Defaults,
    report: Report,
    *,
    past: Reading | None = None,
) -> Reading:
    """Read the story written in `content` and in the files of `updates` (path -> bytes).

    Every problem is in `report`. The errors of a story whose `draft: true` could be read are
    warnings. Whoever reads a story again may hand in what was read of it in the `past`: the
    reading is the same, but of `updates` only those that changed are read.
    """
    own = Report()
    files = Files(updates, past.files if past else {})
    document = frontmatter.read(source.path, content, own)
    if document is None:
        for path, changed in sorted(files.changed.items()):
            frontmatter.read(path, changed, own)
        draft, reading = frontmatter.draft_of(content), Reading(None, files=files.known)
    else:
        last = _end_of_list(document)
        story, found, as_read = _story(source, document, files, defaults, own, last=last)
        draft = story.draft
        reading = replace(_without_broken(story, found, own), files=as_read)
    report.extend(own.softened if draft else own.problems)
    return replace(reading, draft=draft)


def owner_of(reading: Reading, place: Place) -> str | None:
    """Return the update that `place` lies in, named as in `Reading.broken`, or None."""
    return all_updates.owner(reading.spans, place)


def missing_id(source: Source, content: bytes, defaults: Defaults) -> tuple[Edit, ...]:
    """Return the edit that writes down the id by which feeds know the story by now.

    None if it has one, and for a story that cannot be read: its id is still to come.
    """
    story = read(source, content, {}, defaults, Report()).story
    document = frontmatter.read(source.path, content, Report())
    if story is None or document is None or "id" in story.places:
        return ()
    form = Form("a story", document.fields, Report(), defaults.timezone)
    plain = _PLAIN.fullmatch(story.id)
    return (all_updates.id_edit(form, story.id if plain else f'"{story.id}"'),)


_PLAIN = re.compile(r"[\w/.-]+")
"""What YAML takes as it is, within braces too; a path of the site holds neither `"` nor `\\`."""


def _without_broken(story: Story, found: tuple[Found, ...], report: Report) -> Reading:
    """Return the story without its updates in error; an error outside of them is the story's."""
    spans = all_updates.spans(found)
    if not report.failed:
        return Reading(story, (), spans)
    errors = (problem for problem in report.problems if problem.level is Level.ERROR)
    owners = [all_updates.owner(spans, problem.place) for problem in errors]
    broken = tuple(dict.fromkeys(name for name in owners if name is not None))
    if None in owners:
        bodies = (one.body for one in found)
        return Reading(None, broken, spans, (story.body, *story.key_points, *bodies))
    names = {name.lower() for name in broken}
    left_out = tuple(one.body for one in found if one.span.name in broken)
    whole = tuple(update for update in story.updates if update.id.lower() not in names)
    return Reading(replace(story, updates=whole), broken, spans, left_out)


def _end_of_list(document: Document) -> int:
    """Return the last line that belongs to `updates`."""
    body = document.body.place.line
    node = document.fields.get("updates")
    if node is None:
        return body - 1
    last = node.items[-1] if isinstance(node, Items) and node.items else node
    # A key that is written twice is no field, so the fields do not tell where the next one is.
    below = range(last.place.line, body - 1)
    return next((number for number in below if _ENDS_LIST.match(document.lines[number])), body - 1)


_ENDS_LIST = re.compile(r"[^\s\-#\[\]{},]|\s{0,3}--+\s*$")
"""A key of the story's own, or the fence, however it is written."""


def _story(
    source: Source,
    document: Document,
    files: Files,
    defaults: Defaults,
    report: Report,
    *,
    last: int,
) -> tuple[Story, tuple[Found, ...], Mapping[str, FileRead]]:
    """Return the story with all updates that could be read, each update as it was found, and
    what was read of `files`."""
    zone = parts.zone(Form("a story", document.fields, report, defaults.timezone))
    form = Form("a story", document.fields, report, zone)
    begins_well = parts.require_front_matter(form, document, _EXAMPLE)
    form.expect(keys.STORY)
    day, plain_name = dated_name(source.name)
    slug = parts.slug_of_name(form, plain_name)
    section = _section(form, source)
    begins = _date(form, day, source) if begins_well or day else None
    after = NotBefore(begins)
    aliases = parts.aliases(form)
    status, coverage = form.choice("status", Status), _coverage(form, after)
    default_layout = LIVE if status or coverage else ARTICLE
    layout = _layout(form, defaults) or default_layout
    default_order = Order.NEWEST if layout == LIVE else Order.OLDEST
    as_read = all_updates.of_files(files, zone, after)
    found = all_updates.read(form, last, as_read.values(), after)
    story = Story(
        source=source.path,
        section=section,
        slug=slug,
        title=form.required("title", "title: What happened") if begins_well else "",
        former_titles=form.texts("former_titles"),
        date=begins or UNREAD,
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
        related=form.names("related"),
        translations=_translations(form),
        timezone=zone,
        language=parts.language(form) or defaults.language,
        key_points=tuple(markdown_of(scalar) for scalar in form.scalars("key_points")),
        banner=_banner(form, after),
        updates=all_updates.in_order(found),
        corrections=parts.corrections(form, after),
        withdrawn=parts.withdrawal(form, after),
        draft=form.flag("draft"),
        publish_at=after.moment(form, "publish_at"),
        expires_at=after.moment(form, "expires_at"),
        aliases=aliases,
        comments=form.choice("comments", Comments) or defaults.comments,
        extra=form.extra(),
        body=document.body,
        place=form.place,
        places={key.text: node.place for key, node in document.fields.entries},
    )
    return story, found, as_read


_EXAMPLE = "title: What happened\n        date: 2026-11-22 18:42"
_DATED_NAME = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:[-_ ]+(?P<rest>.*))?")


def dated_name(name: str) -> tuple[str, str]:
    """Return the leading date of a story's name, or `""`, and the name without it.

    A name that is nothing but a date keeps it, for there would be no address without it; one
    that begins with a day that does not exist keeps that too.
    """
    match = _DATED_NAME.fullmatch(name)
    if match is None:
        return "", name
    try:
        date.fromisoformat(match["day"])
    except ValueError:
        return match["day"], name
    return match["day"], match["rest"] or name


def _date(form: Form, day: str, source: Source) -> Moment | None:
    if form.has("date"):
        return form.moment("date")
    if not day:
        form.missing("date", "date: 2026-11-22 18:42")
        return None
    try:
        return times.read(day, form.zone)
    except times.NotATime as error:
        hint = f"rename it, or write date: {error.hint.removeprefix('write ')}"
        message = f"the name of the story {error.message}"
        form.report.error(Rule.NOT_A_TIME, Place(source.path), message, hint)
        return None


def _section(form: Form, source: Source) -> str:
    if form.has("section"):
        return parts.slug(form, "section")
    folders = [folder for folder in source.section.split("/") if folder]
    for folder in folders:
        if not urls.slug(folder):
            form.report.error(
                Rule.NOT_A_SLUG,
                Place(source.path),
                f'the folder "{folder}" holds no letter or digit to make an address of',
                "write section: world, or rename the folder",
            )
    return section_name(source.section)


def _layout(form: Form, defaults: Defaults) -> str:
    scalar = form.scalar("layout")
    if scalar is None or scalar.text in defaults.layouts or not defaults.layouts:
        return scalar.text if scalar else ""
    own = f"templates/layouts/{urls.slug(scalar.text) or 'photo'}.html"
    form.no_choice("layout", scalar, sorted(defaults.layouts), f", or make {own}")
    return ""


def _coverage(form: Form, after: NotBefore) -> Coverage | None:
    below = form.form("coverage", "`coverage`", "{start: 2026-11-22 18:00}")
    if below is None:
        return None
    below.expect(keys.COVERAGE)
    coverage = Coverage(
        start=after.moment(below, "start"),
        end=after.moment(below, "end"),
        resumes=after.moment(below, "resumes"),
    )
    start = coverage.start or after.date
    if coverage.end and start and coverage.end.at < start.at:
        noon = ", as a date alone counts as 12:00" if coverage.end.day else ""
        begins = f"its start, {start.iso}" if coverage.start else f"the story's date, {start.iso}"
        below.report.error(
            Rule.TIME_ORDER,
            below.place_of("end"),
            f"the end of the coverage lies before {begins}{noon}",
            f"write end: {_later(start)}",
        )
    return coverage


def _later(start: Moment) -> str:
    return f"{start.local + timedelta(hours=3):%Y-%m-%d %H:%M}"


def _translations(form: Form) -> Mapping[str, str]:
    found = {}
    for name, path in form.pairs("translations", "{ar: /ar/flood/}"):
        if not words.is_language(name.text):
            parts.no_language("translations", name, form.report)
        found[name.text] = plain_text(path.text)
    return found


def _banner(form: Form, after: NotBefore) -> Banner | None:
    below = form.form("banner", "a banner", '{text: "what it says"}')
    if below is None:
        return None
    below.expect(keys.BANNER)
    return Banner(
        kind=below.choice("kind", BannerKind),
        text=below.markdown("text"),
        until=after.moment(below, "until"),
    )


def section_name(folder: str) -> str:
    """Return a section's name in addresses, given its folder below `content/`."""
    return "/".join(filter(None, (urls.slug(part) for part in folder.split("/"))))
