"""What is YAML and no part of the language: anchors, aliases, tags, depth, second documents."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from livegen.errors import Edit, Rule
from livegen.frontmatter import faults, hints
from livegen.frontmatter.front import Event, Front
from livegen.frontmatter.nodes import Scalar


def as_text(front: Front, event: Event) -> Scalar:
    """Return what stands at an anchor, an alias or a tag as the text it was meant to be."""
    check_properties(front, event)
    where = front.where(event.start_mark)
    return Scalar(front.rest(event.start_mark), front.source, where, True, where)


def check_properties(front: Front, event: Event) -> None:
    """Report an anchor, an alias or a tag."""
    if type(event) is yaml.AliasEvent:
        _not_known(front, Rule.ALIAS, event, "*")
    elif event.anchor is not None:
        _not_known(front, Rule.ALIAS, event, "&")
    elif event.tag is not None:
        _not_known(front, Rule.YAML_TAG, event, "!")


def _not_known(front: Front, rule: Rule, event: Event, sign: str) -> None:
    text = front.rest(event.start_mark)
    corrected = hints.quoted(text)
    place = front.place(event.start_mark, len(text))
    front.report.error(
        rule,
        place,
        f"`{sign}` at the beginning of a value means something else in YAML",
        f"write {hints.shown(front.before(event.start_mark) + corrected)}",
        [Edit(place, corrected)] if type(event) is not yaml.MappingStartEvent else (),
    )


def braces(front: Front, event: Event) -> Scalar:
    """Return `{{ a placeholder }}` as the text it was meant to be."""
    text = front.rest(event.start_mark)
    place = front.place(event.start_mark, len(text))
    edit = Edit(place, hints.quoted(text))
    message, before = faults.BEGINS_WITH["{"], front.before(event.start_mark)
    front.report.extend([faults.needs_quotes(message, place, before, edit)])
    where = front.where(event.start_mark, len(text))
    return Scalar(text, front.source, where, True, where)


def check_documents(front: Front, begun: Sequence[Event]) -> None:
    """Report every document but the one that the fences open."""
    for event in begun:
        if event.explicit or event is not begun[0]:
            line = event.start_mark.line
            front.report.error(
                Rule.FENCE,
                front.source.place(line + 1, 1, len(front.lines[line])),
                "this line would begin a second front matter",
                "write --- alone on its line to end the front matter, or take this line out",
            )


def too_deep(front: Front, event: Event) -> None:
    """Report a list or mapping with too many around it."""
    front.report.error(
        Rule.SYNTAX,
        front.place(event.start_mark),
        "lists and keys are nested too deeply",
        "put the value in quotes if it is a text",
    )
