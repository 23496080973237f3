"""The state of a coverage: what `start`, `pause` and `end` write into a story's front matter."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from livegen.errors import Edit
from livegen.filing.lines import Sheet, sheet
from livegen.frontmatter import Fields, Scalar
from livegen.model import LIVE, Coverage, Order, Status, Story
from livegen.stories import release
from livegen.times import Moment

Change = Callable[[bytes], bytes]
"""A source -> the source with one key written or taken out."""


class NotNow(Exception):  # noqa: N818 - the newsroom's word
    """The coverage is not where this could be done to it."""


def started(path: str, content: bytes, story: Story, at: Moment) -> tuple[bytes, Story]:
    """Return the source of a story that is live from `at` on, and the story that it must give.

    Coverage that had begun goes on: it keeps its start. A story that is live already stays as
    it is.
    """
    state = release.status_at(story, at.at)
    if state is Status.LIVE:
        return content, story
    was = story.coverage or Coverage()
    begins = state in (None, Status.UPCOMING)
    start = at if begins or (was.start and was.start.at > at.at) else was.start
    now = Coverage(start=start) if start else None
    return _written(path, content, story, Status.LIVE, now)


def paused(
    path: str, content: bytes, story: Story, at: datetime, resumes: Moment | None
) -> tuple[bytes, Story]:
    """Return the source of a story that is paused, and the story; raises `NotNow`."""
    state = release.status_at(story, at)
    was = story.coverage or Coverage()
    if state not in (Status.LIVE, Status.PAUSED):
        raise NotNow(f"only live coverage can be paused: {_said(state)}")
    if resumes and _is_past(resumes, Moment(at, resumes.zone)):
        raise NotNow(f"coverage that pauses at {Moment(at, resumes.zone).iso} goes on after that")
    if state is Status.PAUSED and resumes in (None, was.resumes):
        return content, story
    return _written(path, content, story, Status.PAUSED, replace(was, resumes=resumes))


def ended(path: str, content: bytes, story: Story, at: Moment) -> tuple[bytes, Story]:
    """Return the source of a story whose coverage ended `at`, and the story; raises `NotNow`."""
    state = release.status_at(story, at.at)
    if state is Status.ENDED:
        return content, story
    if state not in (Status.LIVE, Status.PAUSED):
        raise NotNow(f"only coverage that has begun can end: {_said(state)}")
    was = story.coverage or Coverage()
    begun = was.start or story.date
    if at.at < begun.at:
        raise NotNow(f"the coverage began only at {begun.iso}")
    return _written(path, content, story, Status.ENDED, Coverage(start=was.start, end=at))


def _is_past(moment: Moment, at: Moment) -> bool:
    """True unless it lies ahead; a date alone may be that of the same day."""
    return moment.day < at.local.date() if moment.day else moment.at <= at.at


def _said(state: Status | None) -> str:
    if state is None:
        return "this story has no coverage yet"
    return {
        Status.UPCOMING: "this story's has not begun",
        Status.ENDED: "this story's has ended; `livegen start` takes it up again",
    }.get(state, f"this story's is {state}")


def _written(
    path: str, content: bytes, story: Story, status: Status, coverage: Coverage | None
) -> tuple[bytes, Story]:
    """Return source and story in this state; of the keys only those that differ are written."""
    made = _with_key(path, content, "status", status.value)
    was, wanted = story.coverage or Coverage(), coverage or Coverage()
    for name in ("start", "end", "resumes"):
        old, new = getattr(was, name), getattr(wanted, name)
        if new and new != old:
            made = _with_coverage(path, made, name, new.iso)
    for name in ("start", "end", "resumes"):  # last, so that `coverage` never runs empty before
        if getattr(was, name) and not getattr(wanted, name):
            made = _without_coverage(path, made, name)
    left = story.coverage if wanted == was else None if wanted == Coverage() else wanted
    return made, _laid_out(replace(story, status=status, coverage=left))


def _laid_out(story: Story) -> Story:
    """Return a story that has a state with the layout and order that go with one."""
    layout = story.layout if "layout" in story.places else LIVE
    by_layout = Order.NEWEST if layout == LIVE else Order.OLDEST
    return replace(
        story, layout=layout, order=story.order if "order" in story.places else by_layout
    )


def _with_key(path: str, content: bytes, name: str, value: str) -> bytes:
    """Return the source with `name: value` at its top, below the date if it is new."""
    paper = sheet(path, content)
    node = paper.fields.get(name)
    if isinstance(node, Scalar):
        return paper.edited(_replaced(paper.fields, name, node, value))
    date = paper.fields.get("date")
    line = date.place.line + 1 if date else paper.fence
    return paper.edited(Edit(paper.at(line), f"{paper.margin}{name}: {value}\n"))


def _replaced(fields: Fields, name: str, node: Scalar, value: str) -> Edit:
    key = fields.key(name)
    if key is None or node.text or node.quoted:
        return Edit(node.place, value)
    end = replace(key.place, column=key.place.column + len(name) + 1, width=0)  # after the colon
    return Edit(end, f" {value}")


def _with_coverage(path: str, content: bytes, name: str, value: str) -> bytes:
    """Return the source with `name: value` below `coverage`."""
    paper = sheet(path, content)
    below = paper.fields.get("coverage")
    if not isinstance(below, Fields):
        return _with_new_coverage(paper, f"{paper.margin}  {name}: {value}\n")
    node = below.get(name)
    if isinstance(node, Scalar):
        return paper.edited(_replaced(below, name, node, value))
    if not below.entries:  # {}
        place = replace(below.place, column=below.place.column + 1, width=0)
        return paper.edited(Edit(place, f"{name}: {value}"))
    last = below.entries[-1][1].place
    if _in_braces(paper, below):
        place = replace(last, column=last.column + last.width, width=0)
        return paper.edited(Edit(place, f", {name}: {value}"))
    margin = " " * (below.entries[0][0].place.column - 1)
    return paper.edited(Edit(paper.at(last.line + 1), f"{margin}{name}: {value}\n"))


def _with_new_coverage(paper: Sheet, line: str) -> bytes:
    """Return the source with a `coverage` of one line, below its bare key or below the status."""
    key, status = paper.fields.key("coverage"), paper.fields.get("status")
    if key:
        return paper.edited(Edit(paper.at(key.place.line + 1), line))
    above = status.place.line + 1 if status else paper.fence
    return paper.edited(Edit(paper.at(above), f"{paper.margin}coverage:\n{line}"))


def _without_coverage(path: str, content: bytes, name: str) -> bytes:
    """Return the source without `name` below `coverage`, and without that if nothing is left."""
    paper = sheet(path, content)
    above, below = paper.fields.key("coverage"), paper.fields.get("coverage")
    if not isinstance(below, Fields) or above is None:
        return content
    key, value = below.key(name), below.get(name)
    if key is None or value is None:
        return content
    if _in_braces(paper, below):
        if len(below.entries) == 1:
            return paper.edited(_whole_line(paper, above.place.line))
        return paper.edited(_out_of_braces(paper, key, value.place.column + value.place.width - 1))
    gone = [_whole_line(paper, key.place.line)]
    if len(below.entries) == 1:
        gone.append(_whole_line(paper, above.place.line))
    return paper.edited(*gone)


def _in_braces(paper: Sheet, below: Fields) -> bool:
    return paper.line(below.place.line)[below.place.column - 1 :].startswith("{")


def _whole_line(paper: Sheet, line: int) -> Edit:
    # Wider than the line is, so that its end goes with it.
    return Edit(paper.at(line, 1, len(paper.line(line)) + 2), "")


def _out_of_braces(paper: Sheet, key: Scalar, end: int) -> Edit:
    """Return the edit that takes `key: value` out, with the comma after it or the one before."""
    line, start = paper.line(key.place.line), key.place.column - 1
    if after := re.match(r"\s*,\s*", line[end:]):
        end += after.end()
    else:
        start = len(re.sub(r"\s*,\s*\Z", "", line[:start]))
    return Edit(paper.at(key.place.line, start + 1, end - start), "")
