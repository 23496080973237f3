"""Events into nodes.

Law: iterative, since how deep a file goes is its author's to choose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import yaml

from livegen.frontmatter import events, keys, refusals, texts
from livegen.frontmatter.front import Event, Front
from livegen.frontmatter.lines import FREE_KEYS, is_key
from livegen.frontmatter.nodes import Fields, Items, Node, Scalar

_DEEPEST = 32
_STARTS = (yaml.SequenceStartEvent, yaml.MappingStartEvent)


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end is still to come; `ours` is whether its keys are."""

    event: Event
    ours: bool
    children: list[Node] = field(default_factory=list)

    @property
    def awaits_key(self) -> bool:
        """True if what comes next in it is a key."""
        return type(self.event) is yaml.MappingStartEvent and len(self.children) % 2 == 0


def composed(front: Front, found: Sequence[Event]) -> Fields | None:
    """Return the mapping that the events make, the first of several; None if it is too deep."""
    refusals.check_documents(front, found)
    root = Fields((), front.source.place(2 if len(front.lines) > 2 else 1))
    stack: list[_Open] = []
    for event in found:
        if type(event) in _STARTS:
            if len(stack) == _DEEPEST:
                refusals.too_deep(front, event)
                return None
            refusals.check_properties(front, event)
            stack.append(_Open(event, _keys_are_ours(stack)))
            continue
        node = _node(front, event, stack)
        if node is not None and stack:
            stack[-1].children.append(node)
        elif isinstance(node, Fields) and not root.entries:
            root = node
    return root


def _node(front: Front, event: Event, stack: list[_Open]) -> Node | None:
    """Return the node that is whole with this event; None for where documents begin and end."""
    kind = type(event)
    if kind is yaml.ScalarEvent:
        return _scalar(front, event, stack)
    if kind is yaml.SequenceEndEvent:
        return _items(front, stack.pop())
    if kind is yaml.MappingEndEvent:
        return _fields(front, stack.pop(), at_root=not stack)
    return refusals.as_text(front, event) if kind is yaml.AliasEvent else None


def _scalar(front: Front, event: Event, stack: Sequence[_Open]) -> Scalar:
    start, end = event.start_mark, event.end_mark
    if event.anchor is not None or event.tag is not None:
        return refusals.as_text(front, event)
    text = events.text_of(event)
    within_line = start.line == end.line and event.style not in ("|", ">")
    line_ends = end.column if within_line else len(front.lines[start.line])
    place = front.place(start, line_ends - start.column)
    if event.style in ("|", ">"):
        return Scalar(text, place, False, texts.first_of_block(front, start, text))
    if not within_line:
        texts.check_several_lines(front, event)
    if event.style:
        text = texts.without_escaped_controls(front, event, text)
        return Scalar(text, place, True, front.source.place(start.line + 1, start.column + 2))
    if start.line in front.odd or end.line in front.odd:
        texts.check_plain(front, event)
        if stack and not stack[-1].awaits_key:
            texts.check_hyphen(front, event, place)
    return Scalar(text, place, False, place)


def _items(front: Front, ended: _Open) -> Items:
    return Items(tuple(ended.children), front.place(ended.event.start_mark))


def _fields(front: Front, ended: _Open, *, at_root: bool) -> Fields | Scalar:
    names, values = ended.children[::2], ended.children[1::2]
    if ended.event.flow_style and not all(isinstance(name, Scalar) for name in names):
        return refusals.braces(front, ended.event)
    # A lone key below the root may be a text with a colon in it: its reader knows.
    ours = ended.ours and (at_root or len(names) > 1)
    entries: dict[str, tuple[Scalar, Node]] = {}
    for key, value in zip(names, values, strict=True):
        name = keys.word(front, key)
        if name is not None and ours:
            name = _key_of_ours(front, name, entries if at_root else None)
        if name is None:
            continue
        if name.text in entries:
            keys.twice(front, entries[name.text][0], name)
        else:
            entries[name.text] = (name, value)
    return Fields(tuple(entries.values()), front.place(ended.event.start_mark))


def _key_of_ours(
    front: Front, name: Scalar, above: dict[str, tuple[Scalar, Node]] | None
) -> Scalar | None:
    """Return the key as it should read; None, at the root, for what cannot be one.

    `above` are the entries above a key of the root.
    """
    if name.quoted or is_key(name.text):
        keys.check_gap(front, name)
        return name
    mended = keys.mended(front, name)
    if mended is None and above is not None:
        keys.no_key(front, name, next(reversed(above.values()), None))
        return None
    return mended or name


def _keys_are_ours(stack: Sequence[_Open]) -> bool:
    """True unless the mapping that opens now lies below one of `FREE_KEYS`."""
    if not stack:
        return True
    above = stack[-1]
    if not above.ours:
        return False
    if type(above.event) is not yaml.MappingStartEvent or above.awaits_key:
        return True
    key = above.children[-1]
    return not (isinstance(key, Scalar) and key.text in FREE_KEYS)
