"""What stories, updates and pages share: pictures, corrections, slugs, languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from livegen import urls, words
from livegen.errors import Level, Problem, Report, Rule
from livegen.forms import Form
from livegen.frontmatter import Scalar
from livegen.model import ARTICLE, LIVE, Comments, Correction, Picture, Withdrawal
from livegen.stories.keys import PICTURE_FOREIGN
from livegen.times import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What a story that does not say gets from the site."""

    language: str = "en"
    timezone: str = "UTC"
    comments: Comments = Comments.NONE
    layouts: frozenset[str] = frozenset({ARTICLE, LIVE})


UNREAD = Moment(datetime.fromisoformat("1970-01-01T12:00:00+00:00"), "UTC")
"""Stands in for a date that could not be read; such a story is never returned."""


@dataclass(frozen=True, slots=True)
class NotBefore:
    """Reads moments that count from the story's date on.

    A date alone is noon, or the story's date if that is later (`format.md`, Times).
    """

    date: Moment | None

    def moment(self, form: Form, key: str) -> Moment | None:
        moment = form.moment(key)
        return self.counted(moment) if moment else None

    def counted(self, moment: Moment) -> Moment:
        if moment.day is None or self.date is None:
            return moment
        return replace(moment, at=max(moment.at, self.date.at))


def picture(form: Form) -> Picture | None:
    below = form.form("image", "a picture", _IMAGE_EXAMPLE)
    if below is None:
        return None
    below.expect(("src", "alt", "caption", "credit", "credit_url", "licence"), PICTURE_FOREIGN)
    if below.fields.get("alt") is None:
        below.missing("alt", 'alt: "what the picture shows", or alt: "" if it only decorates')
    credit_url = below.text("credit_url")
    if credit_url and not credit_url.startswith(("https://", "http://", "/")):
        below.report.error(
            Rule.NOT_A_URL,
            below.place_of("credit_url"),
            f'`credit_url` is not a web address: "{credit_url}"',
            f"write credit_url: https://{credit_url.rpartition(':')[2].lstrip('/')}",
        )
    return Picture(
        src=below.required("src", "src: levee.jpg"),
        alt=below.text("alt"),
        caption=below.text("caption"),
        credit=below.text("credit"),
        credit_url=credit_url,
        licence=below.text("licence"),
        place=below.place_of("src"),
    )


def corrections(form: Form, after: NotBefore) -> tuple[Correction, ...]:
    example = 'corrections: [{time: 2026-11-22 18:42, text: "what was wrong, what is right"}]'
    found = []
    for below in form.forms("corrections", "a correction", example):
        below.expect(("time", "text"), {"date": "time", "body": "text", "note": "text"})
        time = time_of(below, after)
        text = below.required("text", 'text: "what was wrong, what is right"')
        if time and text:
            found.append(Correction(time=time, text=text))
    return tuple(found)


def withdrawal(form: Form, after: NotBefore) -> Withdrawal | None:
    example = 'withdrawn: {time: 2026-11-22 18:42, reason: "why"}'
    below = form.form("withdrawn", "a withdrawal", example)
    if below is None:
        return None
    below.expect(("time", "reason"), {"date": "time", "text": "reason", "note": "reason"})
    time = time_of(below, after)
    reason = below.required("reason", 'reason: "why"')
    return Withdrawal(time=time, reason=reason) if time else None


def time_of(form: Form, after: NotBefore) -> Moment | None:
    if not form.has("time"):
        form.missing("time", "time: 2026-11-22 18:42")
    return after.moment(form, "time")


def slug(form: Form, key: str) -> str:
    scalar = form.scalar(key)
    if scalar is None or urls.is_slug(scalar.text):
        return scalar.text if scalar else ""
    form.report.error(
        Rule.NOT_A_SLUG,
        scalar.place,
        f'`{key}` takes letters, digits and `-`, not "{scalar.text}"',
        f"write {key}: {urls.slug(scalar.text) or 'storm'}",
    )
    return ""


def language(form: Form) -> str:
    scalar = form.scalar("language")
    if scalar is None or words.is_language(scalar.text):
        return scalar.text if scalar else ""
    no_language(form, scalar)
    return ""


def no_language(form: Form, scalar: Scalar) -> None:
    form.report.error(
        Rule.NOT_A_LANGUAGE,
        scalar.place,
        f'not a language: "{scalar.text}"',
        "write its code, such as en, de-AT or ar",
    )


def aliases(form: Form) -> tuple[str, ...]:
    found = []
    for scalar in form.scalars("aliases"):
        path = "/" + scalar.text.strip().strip("/") + "/"
        if path == "//" or ".." in path or "://" in path or any(c in path for c in " ?#\\*:"):
            form.report.error(
                Rule.NOT_A_URL,
                scalar.place,
                f'`aliases` takes paths of this site, not "{scalar.text}"',
                "write aliases: /old/path/",
            )
        else:
            found.append(path)
    return tuple(dict.fromkeys(found))


_IMAGE_EXAMPLE = 'image: {src: levee.jpg, alt: "what the picture shows"}'


def softened(report: Report) -> Iterable[Problem]:
    return (replace(problem, level=Level.WARNING) for problem in report.problems)
