"""Events into nodes.

Law: iterative, since how deep a file goes is its author's to choose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import yaml

from livegen.frontmatter import events, keys, refusals, texts
from livegen.frontmatter.front import Event, Front
from livegen.frontmatter.lines import FREE_KEYS, NAMES, is_key
from livegen.frontmatter.nodes import Fields, Items, Node, Scalar

_DEEPEST = 32
_STARTS = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
_BLOCKS = ("|", ">")


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


def composed(front: Front, found: Iterator[Event]) -> Fields | None:
    """Return the mapping that the events make, the first of several; None if it is too deep.

    All events are asked for, since what is wrong with the last ones may be raised by them.
    """
    root: Fields | None = Fields((), front.source.place(2 if len(front.lines) > 2 else 1))
    stack: list[_Open] = []
    documents: list[Event] = []
    for event in found:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            node: Node | None = _scalar(front, event, stack)
        elif kind is yaml.DocumentStartEvent:
            documents.append(event)
            continue
        elif kind not in _STARTS:
            node = _ended(front, event, stack)
        elif len(stack) == _DEEPEST:
            refusals.too_deep(front, event)
            root = None
            break
        else:
            refusals.check_properties(front, event)
            stack.append(_Open(event, _keys_are_ours(stack)))
            continue
        if node is not None and stack:
            stack[-1].children.append(node)
        elif isinstance(node, Fields) and root is not None and not root.entries:
            root = node
    documents += [event for event in found if type(event) is yaml.DocumentStartEvent]
    refusals.check_documents(front, documents)
    return root


def _ended(front: Front, event: Event, stack: list[_Open]) -> Node | None:
    """Return the node that is whole with this event; None for where documents begin and end."""
    kind = type(event)
    if kind is yaml.SequenceEndEvent:
        return _items(front, stack.pop())
    if kind is yaml.MappingEndEvent:
        return _fields(front, stack.pop(), at_root=not stack)
    return refusals.as_text(front, event) if kind is yaml.AliasEvent else None


def _scalar(front: Front, event: Event, stack: Sequence[_Open]) -> Scalar:
    if event.anchor is not None or event.tag is not None:
        return refusals.as_text(front, event)
    text, source = events.text_of(event), front.source
    start, end, style = event.start_mark, event.end_mark, event.style
    if style in _BLOCKS:
        where = front.where(start, len(front.lines[start.line]) - start.column)
        return Scalar(text, source, where, False, texts.first_of_block(front, start, text))
    line = start.line
    width = (end.column if line == end.line else len(front.lines[line])) - start.column
    where = (line + 1, start.column + 1, width)
    if line != end.line:
        texts.check_several_lines(front, event)
    if style:
        text = texts.without_escaped_controls(front, event, text)
        return Scalar(text, source, where, True, (line + 1, start.column + 2, 1))
    if line in front.odd or end.line in front.odd:
        texts.check_plain(front, event)
        if stack and not stack[-1].awaits_key:
            texts.check_hyphen(front, event)
    return Scalar(text, source, where, False, where)


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
        if isinstance(key, Scalar) and key.text in NAMES and key.written[0] - 1 not in front.odd:
            name: Scalar | None = key  # as nearly all are
        else:
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
