"""Plain pages and the introductions of sections."""

from __future__ import annotations

import re

from livegen import frontmatter
from livegen.errors import Report
from livegen.forms import Form
from livegen.model import Order, PlainPage, Section
from livegen.stories import keys, parts
from livegen.stories.parts import Defaults


def read_page(
    path: str, name: str, content: bytes, defaults: Defaults, report: Report
) -> PlainPage | None:
    """Return the plain page written in `content`; None if there is an error.

    `name` is that of its file or folder. The errors of a page whose `draft: true` could be read
    are warnings.
    """
    own = Report()
    page = _page(path, name, content, defaults, own)
    draft = page.draft if page else frontmatter.draft_of(content)
    report.extend(own.softened if draft else own.problems)
    return None if own.failed else page


def read_section(path: str, name: str, content: bytes, report: Report) -> Section | None:
    """Return the section described in an `_index.md`; `name` is its folder's path."""
    own = Report()
    document = frontmatter.read(path, content, own)
    section = None
    if document is not None:
        form = Form("a section", document.fields, own, "UTC")
        form.expect(keys.SECTION)
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


def _page(
    path: str, name: str, content: bytes, defaults: Defaults, report: Report
) -> PlainPage | None:
    document = frontmatter.read(path, content, report)
    if document is None:
        return None
    form = Form("a page", document.fields, report, defaults.timezone)
    form.expect(keys.PAGE)
    begins_well = parts.require_front_matter(form, document, "title: About us")
    return PlainPage(
        source=path,
        slug=parts.slug_of_name(form, name),
        title=form.required("title", "title: About us") if begins_well else "",
        summary=form.text("summary"),
        image=parts.picture(form),
        language=parts.language(form) or defaults.language,
        aliases=parts.aliases(form),
        draft=form.flag("draft"),
        extra=form.extra(),
        body=document.body,
        place=form.place,
    )


def _section_order(form: Form) -> tuple[Order, int | None]:
    """`order` is a whole number (the section's place among sections), or newest or oldest."""
    scalar = form.scalar("order")
    if scalar is None:
        return Order.NEWEST, None
    if re.fullmatch(r"-?[0-9]{1,6}", scalar.text):
        return Order.NEWEST, int(scalar.text)
    if scalar.text not in list(Order):
        form.no_choice("order", scalar, list(Order), ", or its place among the sections: order: 2")
        return Order.NEWEST, None
    return Order(scalar.text), None
