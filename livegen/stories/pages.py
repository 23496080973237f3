"""Plain pages and the introductions of sections."""

from __future__ import annotations

import re

from livegen import frontmatter, urls
from livegen.errors import Report
from livegen.forms import Form
from livegen.model import Order, PlainPage, Section
from livegen.stories import parts
from livegen.stories.keys import FOREIGN, PAGE_KEYS, SECTION_KEYS
from livegen.stories.parts import Defaults


def read_page(
    path: str, name: str, content: bytes, defaults: Defaults, report: Report
) -> PlainPage | None:
    """Return the plain page written in `content`; None if there is an error."""
    own = Report()
    document = frontmatter.read(path, content, own)
    if document is None:
        report.extend(parts.softened(own) if frontmatter.draft_of(content) else own.problems)
        return None
    form = Form("a page", document.fields, own, defaults.timezone)
    form.expect(PAGE_KEYS, FOREIGN)
    page = PlainPage(
        source=path,
        slug=parts.slug(form, "slug") or urls.slug(name),
        title=form.required("title", "title: About us"),
        summary=form.text("summary"),
        image=parts.picture(form),
        language=parts.language(form) or defaults.language,
        aliases=parts.aliases(form),
        draft=form.flag("draft"),
        extra=form.extra(),
        body=document.body,
        place=form.place,
    )
    report.extend(parts.softened(own) if page.draft else own.problems)
    return None if own.failed else page


def read_section(path: str, name: str, content: bytes, report: Report) -> Section | None:
    """Return the section described in an `_index.md`; `name` is its folder's path."""
    own = Report()
    document = frontmatter.read(path, content, own)
    section = None
    if document is not None:
        form = Form("a section", document.fields, own, "UTC")
        form.expect(SECTION_KEYS, FOREIGN)
        order, rank = _section_order(form)
        section = Section(
            name=name,
            title=form.text("title") or section_title(name),
            source=path,
            summary=form.text("summary"),
            order=order,
            rank=rank,
            body=document.body,
        )
    report.extend(own.problems)
    return None if own.failed else section


def section_title(name: str) -> str:
    """Return the title of a section that has none of its own."""
    return name.rpartition("/")[2].replace("-", " ").capitalize()


def _section_order(form: Form) -> tuple[Order, int | None]:
    """`order` is a whole number (the section's place among sections), or newest or oldest."""
    scalar = form.scalar("order")
    if scalar is not None and re.fullmatch(r"-?\d{1,6}", scalar.text):
        return Order.NEWEST, int(scalar.text)
    return form.choice("order", Order) or Order.NEWEST, None
