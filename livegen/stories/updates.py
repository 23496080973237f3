"""Updates, from the list in a story's front matter and from files of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from livegen import frontmatter, times, urls
from livegen.errors import Edit, Place, Report, Rule
from livegen.forms import Form
from livegen.frontmatter import Fields, Items
from livegen.model import Kind, Text, Update
from livegen.stories import parts
from livegen.stories.keys import UPDATE_FOREIGN, UPDATE_KEYS
from livegen.stories.parts import UNREAD, Defaults, NotBefore
from livegen.times import Moment


def read(form: Form, files: Mapping[str, bytes], after: NotBefore) -> tuple[Update, ...]:
    """Return all updates, oldest first; of equal moments the one listed or named later is newer."""
    listed = form.forms("updates", "an update", _UPDATE_EXAMPLE)
    found = [
        _update(below, name, parts.time_of(below, after), below.markdown("body"), after)
        for below, name in zip(listed, _listed_ids(listed), strict=True)
    ]
    found += [
        _update_file(path, files[path], form, after) for path in sorted(files, key=_file_name)
    ]
    readable = [update for update in found if update is not None]
    _refuse_twins(readable, form.report)
    return tuple(sorted(readable, key=lambda update: update.time.at))


def _listed_ids(forms: Sequence[Form]) -> list[str]:
    """Return each listed update's id: as written, else its time; a second of one time gets -2."""
    written = [form.text("id") for form in forms]
    taken = Counter(name.lower() for name in written if name)
    ids = []
    for form, name in zip(forms, written, strict=True):
        stamp = urls.update_id(form.text("time"))
        if name or not stamp:
            ids.append(name)
            continue
        number = 1
        while taken[(candidate := stamp if number == 1 else f"{stamp}-{number}").lower()]:
            number += 1
        taken[candidate.lower()] += 1
        ids.append(candidate)
    return ids


def _update_file(path: str, content: bytes, story: Form, after: NotBefore) -> Update | None:
    document = frontmatter.read(path, content, story.report)
    if document is None:
        return None
    form = Form("an update", document.fields, story.report, story.zone)
    if form.has("body"):
        form.report.error(
            Rule.WRONG_SHAPE,
            form.place_of("body"),
            "an update in a file of its own has no `body`",
            "write the text below the front matter",
        )
    name = _file_name(path).removesuffix(".md")
    time = after.moment(form, "time") if form.has("time") else _stamped(name, form)
    known_by = form.text("id") or urls.update_id(name)
    if not known_by:
        form.report.error(
            Rule.NOT_AN_ID,
            Place(path),
            "the file's name holds no ASCII letter or digit to make an id of",
            "write id: second-boat, or rename the file",
        )
        return None
    return _update(form, known_by, time, document.body, after)


def _stamped(name: str, form: Form) -> Moment | None:
    place = Place(form.place.path)
    try:
        moment = times.read_stamp(name, form.zone)
    except times.NotATime as error:
        rule = Rule.AMBIGUOUS_TIME if error.ambiguous else Rule.NOT_A_TIME
        form.report.error(rule, place, f"the file's name {error.message}", error.hint)
        return None
    if moment is None:
        form.report.error(
            Rule.MISSING_TIME,
            place,
            "an update needs a `time`, or a file name that begins with one",
            "write time: 2026-11-22 18:42, or name the file 2026-11-22-1842-second-boat.md",
        )
    return moment


def _update(
    form: Form, id: str, time: Moment | None, body: Text, after: NotBefore
) -> Update | None:
    form.expect(UPDATE_KEYS, UPDATE_FOREIGN)
    update = Update(
        id=id,
        time=time or UNREAD,
        title=form.text("title"),
        body=body,
        authors=form.names("authors"),
        dateline=form.text("dateline"),
        image=parts.picture(form),
        kind=form.choice("kind", Kind) or Kind.UPDATE,
        key=form.flag("key"),
        pinned=form.flag("pinned"),
        revised=after.moment(form, "revised"),
        corrections=parts.corrections(form, after),
        withdrawn=parts.withdrawal(form, after),
        draft=form.flag("draft"),
        publish_at=form.moment("publish_at"),
        extra=form.extra(),
        place=form.place_of("id") if form.has("id") else form.place,
    )
    return update if time is not None else None


def _refuse_twins(updates: Sequence[Update], report: Report) -> None:
    """Report ids that no anchor can be: malformed, the page's own, or another update's."""
    seen: dict[str, Place] = {}
    for update in updates:
        key = update.id.lower()
        if not urls.is_update_id(update.id):
            hint = f"write id: {urls.update_id(update.id) or 'second-boat'}"
            message = f'`id` takes ASCII letters, digits and `-`, not "{update.id}"'
            report.error(Rule.NOT_AN_ID, update.place, message, hint)
        elif key in urls.PAGE_IDS:
            message = f"`{update.id}` is an id that the page itself uses"
            report.error(Rule.NOT_AN_ID, update.place, message, f"write id: the-{key}")
        elif key in seen:
            other = f"{seen[key].path}:{seen[key].line}" if seen[key].line else seen[key].path
            message = f"two updates have the id `{update.id}`; the other is at {other}"
            report.error(Rule.DUPLICATE_ID, update.place, message, f"write id: {key}-2")
        else:
            seen[key] = update.place


def _file_name(path: str) -> str:
    return path.rpartition("/")[2]


_UPDATE_EXAMPLE = "- time: 2026-11-22 18:42"


def missing_ids(path: str, content: bytes, defaults: Defaults) -> tuple[Edit, ...]:
    """Return the edits that write down the ids which updates in a list are known by now."""
    document = frontmatter.read(path, content, Report())
    listed = document.fields.get("updates") if document else None
    if not isinstance(listed, Items):
        return ()
    forms = [
        Form("an update", item, Report(), defaults.timezone)
        for item in listed.items
        if isinstance(item, Fields)
    ]
    edits = []
    for form, name in zip(forms, _listed_ids(forms), strict=True):
        if name and not form.has("id"):
            first = form.fields.entries[0][0].place
            indent = " " * (first.column - 1)
            edits.append(Edit(replace(first, width=0), f"id: {name}\n{indent}"))
    return tuple(edits)
