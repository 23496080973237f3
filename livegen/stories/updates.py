"""Updates, from the list in a story's front matter and from files of their own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from livegen import frontmatter, times, urls
from livegen.errors import Edit, Place, Problem, Report, Rule
from livegen.forms import Form, shown
from livegen.frontmatter import Fields, Items, Node
from livegen.model import Kind, Text, Update
from livegen.stories import keys, parts
from livegen.stories.parts import Defaults, NotBefore
from livegen.times import Moment


@dataclass(frozen=True, slots=True)
class Span:
    """Where an update is written: from `begins` down to the line `last`, or to the next span.

    `name` is its id; where that cannot be told, its file, with a line if it stands in a list.
    """

    begins: Place
    last: int
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """An update as it was found: None if it could not be read; `place` is that of its id.

    `body` is there all the same, for its own errors to be found.
    """

    id: str
    place: Place
    span: Span
    update: Update | None
    body: Text = Text()  # noqa: RUF009 it is frozen


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file of updates/ as it was read: its content, all else that it was read by, and what was
    found in it."""

    content: bytes
    zone: str
    after: NotBefore
    found: Found
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Files:
    """The files of updates/: what they hold now (path -> bytes), and as they were read before."""

    contents: Mapping[str, bytes]
    known: Mapping[str, FileRead]

    @property
    def changed(self) -> dict[str, bytes]:
        """Those that are to be read, or were in error when they were."""
        return {
            path: content
            for path, content in self.contents.items()
            if (old := self.known.get(path)) is None or old.content != content or old.problems
        }


def of_files(files: Files, zone: str, after: NotBefore) -> dict[str, FileRead]:
    """Return what the files say, in the order of their names.

    What was read before of the same content, by the same zone and date, is not read again.
    """
    by_name = sorted(files.contents, key=lambda path: (_name(path), path))
    return {path: _of_file(path, files, zone, after) for path in by_name}


def read(form: Form, last: int, files: Iterable[FileRead], after: NotBefore) -> tuple[Found, ...]:
    """Return the updates of the list, which ends with the line `last`, and those of `files`.

    In the order in which of equal moments the later one is the newer.
    """
    found = list(_listed(form, last, after))
    for file in files:
        form.report.extend(file.problems)
        found.append(file.found)
    _refuse_twins(found, form.report)
    return tuple(found)


def in_order(found: Iterable[Found]) -> tuple[Update, ...]:
    """Return the updates that could be read, oldest first."""
    whole = (one.update for one in found if one.update is not None)
    return tuple(sorted(whole, key=lambda update: update.time.at))


def spans(found: Iterable[Found]) -> tuple[Span, ...]:
    """Return where each update is written, by place."""
    return tuple(sorted((one.span for one in found), key=lambda span: span.begins))


def owner(spans: Sequence[Span], place: Place) -> str | None:
    """Return the name of the one of `spans` (in order) that `place` lies in, or None."""
    index = bisect_right(spans, replace(place, width=_NO_END), key=lambda span: span.begins)
    if index == 0:
        return None
    span = spans[index - 1]
    return span.name if span.begins.path == place.path and place.line <= span.last else None


def missing_ids(path: str, content: bytes, defaults: Defaults) -> tuple[Edit, ...]:
    """Return the edits that write down the ids which updates in a list are known by now.

    None for an update whose time cannot be read: its id is still to come.
    """
    unheard = Report()
    document = frontmatter.read(path, content, unheard)
    if document is None:
        return ()
    form = Form("a story", document.fields, unheard, defaults.timezone)
    listed = _forms(replace(form, zone=parts.zone(form)))
    return tuple(
        id_edit(below, name)
        for below, name in zip(listed, _ids(listed), strict=True)
        if name and below.fields.get("id") is None and below.moment("time")
    )


def id_edit(form: Form, name: str) -> Edit:
    """Return the edit that writes down the id of what a form asks, above its first key."""
    first = replace(form.fields.entries[0][0].place, width=0)
    if replace(form.place, width=0) != first:  # in braces
        return Edit(first, f"id: {name}, ")
    return Edit(first, f"id: {name}\n{' ' * (first.column - 1)}")


def _listed(form: Form, last: int, after: NotBefore) -> Iterator[Found]:
    forms = _forms(form)
    mappings = iter(zip(forms, _ids(forms), strict=True))
    line = 0
    for node in _nodes(form):
        place = node.place
        # Nothing but the hyphen stands before the first item of a line.
        column = place.column if place.line == line else 1
        line = place.line
        begins = Place(place.path, line, column, width=0)
        if isinstance(node, Fields):
            yield _from_list(*next(mappings), begins, last, after)
        else:
            yield Found("", place, Span(begins, last, f"{place.path}:{line}"), None)


def _nodes(form: Form) -> tuple[Node, ...]:
    node = form.fields.get("updates")
    if isinstance(node, Items):
        return node.items
    return (node,) if isinstance(node, Fields) else ()


def _forms(form: Form) -> tuple[Form, ...]:
    return form.forms("updates", "an update", '{time: 2026-11-22 18:42, body: "what happened"}')


def _ids(forms: Sequence[Form]) -> list[str]:
    """Return each listed update's id: as written, else its time; a second of one time gets -2."""
    written = [form.text("id") for form in forms]
    taken = {name.lower() for name in written if name}
    tried: Counter[str] = Counter()
    return [
        name or (_free(stamp, taken, tried) if (stamp := _stamp(form)) else "")
        for name, form in zip(written, forms, strict=True)
    ]


def _stamp(form: Form) -> str:
    return urls.update_id(form.text("time"))


def _free(id: str, taken: set[str], tried: Counter[str]) -> str:
    """Return `id`, or with the first number that makes an id nobody has, and take it."""
    candidate = id
    while candidate.lower() in taken:
        tried[id] += 1
        candidate = f"{id}-{tried[id] + 1}"
    taken.add(candidate.lower())
    return candidate


def _from_list(form: Form, name: str, begins: Place, last: int, after: NotBefore) -> Found:
    time = parts.time_of(form, after)
    body = form.markdown("body")
    own_id = form.place_of("id") if form.has("id") else None
    update = _update(form, name, time, body, own_id or form.place, after)
    # An id made of a time that cannot be read is none: it will change with the time.
    known_by = name if own_id or time else ""
    span = Span(begins, last, known_by or f"{begins.path}:{begins.line}")
    return Found(known_by, own_id or form.place_of("time"), span, update, body)


def _of_file(path: str, files: Files, zone: str, after: NotBefore) -> FileRead:
    content, old = files.contents[path], files.known.get(path)
    if old and (old.zone, old.after, old.content) == (zone, after, content):
        return old
    own = Report()
    found = _from_file(path, content, zone, after, own)
    return FileRead(content, zone, after, found, own.problems)


def _from_file(path: str, content: bytes, zone: str, after: NotBefore, report: Report) -> Found:
    whole = Place(path)
    begins = replace(whole, width=0)
    document = frontmatter.read(path, content, report)
    if document is None:
        return Found("", whole, Span(begins, _NO_END, path), None)
    form = Form("an update", document.fields, report, zone)
    if not document.has_front_matter and not report.failed:
        _refuse_bare_keys(document.body, form)
    if form.has("body"):
        form.report.error(
            Rule.WRONG_SHAPE,
            form.place_of("body"),
            "an update in a file of its own has no `body`",
            "write the text below the front matter",
        )
    time = after.moment(form, "time") if form.has("time") else _stamped(_name(path), form)
    known_by = form.text("id") or urls.update_id(_name(path))
    if not known_by:
        form.report.error(
            Rule.NOT_AN_ID,
            whole,
            "the file's name holds no ASCII letter or digit to make an id of",
            "write id: second-boat, or rename the file",
        )
        time = None
    own_id = form.place_of("id") if form.has("id") else None
    update = _update(form, known_by, time, document.body, own_id or form.place, after)
    if update and not document.has_front_matter and not document.body:
        message, hint = "the update says nothing", "write its text, or remove the file"
        form.report.warn(Rule.MISSING_KEY, whole, message, hint)
    span = Span(begins, _NO_END, known_by or path)
    return Found(known_by, own_id or whole, span, update, document.body)


def _refuse_bare_keys(body: Text, form: Form) -> None:
    """Report a text that begins with keys: else they, and what they hold back, were published."""
    lines = body.markdown.split("\n")
    keyed = list(takewhile(_KEY.match, lines))
    if any(line.partition(":")[0] in keys.UPDATE_KEYS for line in keyed):
        form.report.error(
            Rule.FENCE,
            replace(body.place, width=len(lines[0])),
            "the text begins with what looks like front matter",
            f"put a line `---` above it, and one after line {body.place.line + len(keyed) - 1}",
        )


def _stamped(name: str, form: Form) -> Moment | None:
    """Return the moment that a file's name begins with, or report that it is missing."""
    place = Place(form.place.path)
    try:
        moment = times.read_stamp(name, form.zone)
    except times.NotATime as error:
        rule = Rule.AMBIGUOUS_TIME if error.ambiguous else Rule.NOT_A_TIME
        hint = f"rename it, or write time: {error.hint.removeprefix('write ')}"
        form.report.error(rule, place, f"the file's name {error.message}", hint)
        return None
    if moment is None:
        form.report.error(
            Rule.MISSING_TIME,
            place,
            "an update needs a `time`, or a file name that begins with one",
            "write time: 2026-11-22 18:42, or name the file 2026-11-22-1842-second-boat.md",
        )
    return moment


def _update(  # noqa: PLR0917
    form: Form, id: str, time: Moment | None, body: Text, place: Place, after: NotBefore
) -> Update | None:
    form.expect(keys.UPDATE)
    # Most keys are absent from most updates: only those that are there are asked for.
    written = [key.text for key, _ in form.fields.entries if key.text in _ANSWERS]
    answers = {key: _ANSWERS[key](form, after) for key in written}
    return Update(id=id, time=time, body=body, place=place, **answers) if time else None


_ANSWERS: Mapping[str, Callable[[Form, NotBefore], Any]] = {
    "title": lambda form, _: form.text("title"),
    "authors": lambda form, _: form.names("authors"),
    "dateline": lambda form, _: form.text("dateline"),
    "image": lambda form, _: parts.picture(form),
    "kind": lambda form, _: form.choice("kind", Kind) or Kind.UPDATE,
    "key": lambda form, _: form.flag("key"),
    "pinned": lambda form, _: form.flag("pinned"),
    "revised": lambda form, after: after.moment(form, "revised"),
    "corrections": parts.corrections,
    "withdrawn": parts.withdrawal,
    "draft": lambda form, _: form.flag("draft"),
    "publish_at": lambda form, after: after.moment(form, "publish_at"),
    "extra": lambda form, _: form.extra(),
}
"""How the keys of an update are read that are neither its time, its id nor its text."""


def _refuse_twins(found: Iterable[Found], report: Report) -> None:
    """Report ids that no anchor can be: malformed, the page's own, or another update's."""
    known = [one for one in found if one.id]
    taken = {one.id.lower() for one in known}
    tried: Counter[str] = Counter()
    seen: dict[str, Place] = {}
    for one in known:
        key = one.id.lower()
        if not urls.is_update_id(one.id):
            hint = f"write id: {urls.update_id(one.id) or 'second-boat'}"
            message = f'`id` takes ASCII letters, digits and `-`, not "{shown(one.id)}"'
            report.error(Rule.NOT_AN_ID, one.place, message, hint)
        elif key in urls.PAGE_IDS:
            message = f"`{one.id}` is an id that the page itself uses"
            report.error(
                Rule.NOT_AN_ID, one.place, message, f"write id: {_free(key, taken, tried)}"
            )
        elif key in seen:
            other = f"{seen[key].path}:{seen[key].line}" if seen[key].line else seen[key].path
            message = f"two updates have the id `{one.id}`; the other is at {other}"
            hint = f"write id: {_free(one.id, taken, tried)}"
            report.error(Rule.DUPLICATE_ID, one.place, message, hint)
        else:
            seen[key] = one.place


_KEY = re.compile(r"[a-z_]+:(?:\s|$)|\s+\S|- ")
"""A key of front matter, or a line that goes on with its value."""

_NO_END = 1 << 30
"""Further down and further right than any file goes."""


def _name(path: str) -> str:
    """Return a file's name without its ending."""
    return path.rpartition("/")[2].removesuffix(".md")
