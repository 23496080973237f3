"""What stories, updates and pages share: pictures, corrections, slugs, zones, languages."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from livegen import times, urls, words
from livegen.errors import Place, Report, Rule, closest
from livegen.forms import Form, shown
from livegen.frontmatter import Document, Scalar
from livegen.model import ARTICLE, LIVE, Comments, Correction, Picture, Withdrawal
from livegen.stories import keys
from livegen.times import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What a story that does not say gets from the site. Without `layouts`, any name is one."""

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
        """The moment below `key`, if there is one."""
        moment = form.moment(key)
        return self.counted(moment) if moment else None

    def counted(self, moment: Moment) -> Moment:
        """The same moment, a date alone not before the story's date."""
        if moment.day is None or self.date is None:
            return moment
        return replace(moment, at=max(moment.at, self.date.at))


def require_front_matter(form: Form, document: Document, example: str) -> bool:
    """Report a file without front matter at all, once; `example` is what it must say."""
    if not document.has_front_matter and not form.report.failed:  # else a fence is known to fail
        form.report.error(
            Rule.FENCE,
            form.place,
            "the file does not begin with front matter",
            f"write above the text\n        ---\n        {example}\n        ---",
        )
    return document.has_front_matter


def picture(form: Form) -> Picture | None:
    """The picture below `image`."""
    below = form.form("image", "a picture", _image_example(form))
    if below is None:
        return None
    below.expect(keys.PICTURE)
    if not below.has("alt"):
        below.missing("alt", 'alt: "what the picture shows", or alt: "" if it only decorates')
    src = below.required("src", "src: levee.jpg")
    if _ELSEWHERE.match(src):
        below.report.error(
            Rule.FOREIGN_PICTURE,
            below.place_of("src"),
            f'`src` takes a picture of this site, not "{shown(src)}"',
            f"put the picture beside the story and write src: {_file_in(src)}",
        )
        return None
    return Picture(
        src=src,
        alt=below.text("alt"),
        caption=below.text("caption"),
        credit=below.text("credit"),
        credit_url=_web_address(below, "credit_url"),
        licence=below.text("licence"),
        place=below.place_of("src"),
    )


def corrections(form: Form, after: NotBefore) -> tuple[Correction, ...]:
    """The notes below `corrections`, one or a list, in the order written."""
    example = '{time: 2026-11-22 18:42, text: "what was wrong, what is right"}'
    found = []
    for below in form.forms("corrections", "a correction", example):
        below.expect(keys.CORRECTION)
        time = time_of(below, after)
        text = below.required("text", 'text: "what was wrong, what is right"')
        if time and text:
            found.append(Correction(time=time, text=text))
    return tuple(found)


def withdrawal(form: Form, after: NotBefore) -> Withdrawal | None:
    """The notice below `withdrawn`."""
    below = form.form("withdrawn", "a withdrawal", '{time: 2026-11-22 18:42, reason: "why"}')
    if below is None:
        return None
    below.expect(keys.WITHDRAWAL)
    time = time_of(below, after)
    reason = below.required("reason", 'reason: "why"')
    return Withdrawal(time=time, reason=reason) if time else None


def time_of(form: Form, after: NotBefore) -> Moment | None:
    """The moment below `time`, which must be there."""
    time = after.moment(form, "time")
    if time is None and not form.has("time"):
        form.missing("time", "time: 2026-11-22 18:42")
    return time


def zone(form: Form) -> str:
    """The zone below `timezone`, or the form's own."""
    scalar = form.scalar("timezone")
    if scalar is None:
        return form.zone
    try:
        times.zone_of(scalar.text)
    except ValueError:
        form.report.error(
            Rule.UNKNOWN_ZONE,
            scalar.place,
            f'`timezone` is not a zone that IANA knows: "{shown(scalar.text)}"',
            f"write timezone: {_zone_meant(scalar.text) or 'America/New_York'}",
        )
        return form.zone
    return scalar.text


def slug(form: Form, key: str) -> str:
    """The part of an address that is written below `key`, or `""`."""
    scalar = form.scalar(key)
    if scalar is None:
        return ""
    # One letter may be stored in two ways; addresses and file names are in one.
    text = unicodedata.normalize("NFC", scalar.text)
    if urls.is_slug(text) and urls.slug(text):
        return text
    form.report.error(
        Rule.NOT_A_SLUG,
        scalar.place,
        f'`{key}` takes letters, digits and `-`, not "{shown(text)}"',
        f"write {key}: {urls.slug(text) or 'storm'}",
    )
    return ""


def slug_of_name(form: Form, name: str) -> str:
    """The part of an address that a file or folder called `name` gives, unless `slug` is written.

    A name without any letter or digit is an error.
    """
    if form.has("slug"):
        return slug(form, "slug")
    made = urls.slug(name)
    if not made:
        form.report.error(
            Rule.NOT_A_SLUG,
            Place(form.place.path),
            f'the name "{name}" holds no letter or digit to make an address of',
            "write slug: storm, or rename it",
        )
    return made


def language(form: Form) -> str:
    """The language tag below `language`, or `""`."""
    scalar = form.scalar("language")
    if scalar is None or words.is_language(scalar.text):
        return scalar.text if scalar else ""
    no_language("language", scalar, form.report)
    return ""


def no_language(key: str, scalar: Scalar, report: Report) -> None:
    """Report that `scalar` is no language tag."""
    message = f'`{key}` takes the code of a language, not "{shown(scalar.text)}"'
    report.error(Rule.NOT_A_LANGUAGE, scalar.place, message, "write a code such as en, de-AT or ar")


def aliases(form: Form) -> tuple[str, ...]:
    """The old paths below `aliases`: `/old/path/`, or `/old/path.html` for a file."""
    found = []
    for scalar in form.scalars("aliases"):
        path = _as_path(scalar.text)
        if _NO_PATH.search(path):
            form.report.error(
                Rule.NOT_A_URL,
                scalar.place,
                f'`aliases` takes paths of this site, not "{shown(scalar.text)}"',
                f"write aliases: {_path_in(scalar.text)}",
            )
        else:
            found.append(path)
    return tuple(dict.fromkeys(found))


_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*://|//", re.IGNORECASE)
_NO_PATH = re.compile(r"""[\s?#\\*:<>"]|//|/\.\.?(?:/|$)|^/$""")
_FILE = re.compile(r".*[^/]\.[A-Za-z0-9]{1,5}")
_WEB = re.compile(r"https?://[^\s/]\S*|/\S*", re.IGNORECASE)
_HOST = re.compile(r"(?:\w[\w-]*\.)+[a-z]{2,}(?:[/?]\S*)?", re.IGNORECASE)


def _image_example(form: Form) -> str:
    """Return how `image` should read, with the file name that stands there now."""
    node = form.fields.get("image")
    written = shown(node.text) if isinstance(node, Scalar) else ""
    src = written if re.fullmatch(r"[\w./-]+", written) else "levee.jpg"
    return f'{{src: {src}, alt: "what the picture shows"}}'


def _file_in(address: str) -> str:
    """Return the name of the file at the end of an address, or an example."""
    name = address.partition("?")[0].partition("#")[0].rpartition("/")[2]
    return name if re.fullmatch(r"[\w-][\w.-]*\.[A-Za-z0-9]{3,4}", name) else "levee.jpg"


def _web_address(form: Form, key: str) -> str:
    text = form.text(key)
    if not text or _WEB.fullmatch(text):
        return text
    form.report.error(
        Rule.NOT_A_URL,
        form.place_of(key),
        f'`{key}` is not a web address: "{shown(text)}"',
        f"write {key}: https://{text if _HOST.fullmatch(text) else 'example.org/'}",
    )
    return ""


def _zone_meant(written: str) -> str:
    """Return the zone that `Berlin`, `new york` or `Europe/Berln` most likely is, or `""`."""
    name = written.strip().replace(" ", "_").lower()
    known = {zone.lower(): zone for zone in sorted(times.zone_names())}
    by_city = (zone for folded, zone in known.items() if folded.rpartition("/")[2] == name)
    return next(by_city, "") or known.get(closest(name, known), "")


def _as_path(text: str) -> str:
    path = "/" + text.strip().removeprefix("/")
    return path if _FILE.fullmatch(path) or path.endswith("/") else path + "/"


def _path_in(text: str) -> str:
    """Return the path in a whole address, or an example."""
    parts = urlsplit(text.strip()) if re.match(r"\s*https?://[\w.-]+/", text) else None
    path = _as_path(parts.path) if parts else "/"
    return "/old/path/" if _NO_PATH.search(path) else path
