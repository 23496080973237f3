"""What YAML allows in a text and reporters never mean: a part of it lost, lines run together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from livegen.errors import Edit, Rule
from livegen.frontmatter import faults, hints
from livegen.frontmatter.characters import CONTROL, warn_of_control
from livegen.frontmatter.escapes import ESCAPED, control_of
from livegen.frontmatter.front import Event, Front, Mark
from livegen.frontmatter.lines import (
    KEY_LINE,
    indentation,
    is_item,
    lacks_space_after_hyphen,
    says_something,
)
from livegen.frontmatter.nodes import Where

_COMMENT = re.compile(r"[ \t]+#")
_TAB_BEFORE = re.compile(r"(?:[:-] *|^\s*)(\t\s*)$")


def check_plain(front: Front, event: Event) -> None:
    """Report what cuts a text without quotes, and a tab in front of it."""
    start, end = event.start_mark, event.end_mark
    if _COMMENT.match(front.lines[end.line], end.column):
        _check_comment(front, event)
    line = front.lines[start.line]
    # A glance, not the whole line: a list in brackets may hold 100,000 values on one.
    near = max(0, start.column - 16)
    if found := _TAB_BEFORE.search(line[near : start.column]):
        _tab(front, start.line, near + found.start(1), near + found.end(1))


def _check_comment(front: Front, event: Event) -> None:
    start, end = event.start_mark, event.end_mark
    # After `true` or `false` it can only be a comment, and cuts no text.
    if event.value in ("true", "false") or start.line != end.line:
        return
    if event.value or not _value_follows(front, end.line):
        begins = front.lines[end.line].index("#", end.column)
        _comment_cuts(front, end.line, start.column if event.value else begins, begins)


def _value_follows(front: Front, index: int) -> bool:
    """True if the line's value is the list or the keys below it."""
    below = next((line for line in front.lines[index + 1 :] if says_something(line)), "")
    deeper = indentation(below) > indentation(front.lines[index])
    return deeper or below.lstrip().startswith("- ")


def _comment_cuts(front: Front, index: int, start: int, begins: int) -> None:
    """Report that of the value at column `start` all from column `begins` on would be lost."""
    line = front.lines[index]
    whole = line[start:].strip()
    corrected = hints.quoted(whole)
    hint = f"write {hints.shown(line[:start].rstrip() + ' ' + corrected)}"
    is_note = line[begins + 1 : begins + 2] in ("", " ", "#")
    place = front.source.place(index + 1, start + 1, len(whole))
    front.report.error(
        Rule.COMMENT_CUTS_TEXT,
        front.source.place(index + 1, begins + 1, len(line) - begins),
        "everything from ` #` on would be left out",
        f"put a note on a line of its own; if it is no note, {hint}" if is_note else hint,
        [] if is_note else [Edit(place, corrected)],
    )


def _tab(front: Front, index: int, start: int, end: int) -> None:
    line = front.lines[index]
    place = front.source.place(index + 1, line.index("\t", start) + 1)
    corrected = line[:start] + line[start:end].replace("\t", " ") + line[end:]
    front.report.extend([faults.tab_for_space(place, corrected)])


def check_hyphen(front: Front, event: Event) -> None:
    """Report a value without quotes that was meant as the item of a list."""
    start = event.start_mark
    begins_line = start.line == event.end_mark.line and not front.before(start).strip()
    if begins_line and lacks_space_after_hyphen(event.value):
        place = front.place(start, event.end_mark.column - start.column)
        front.report.extend([faults.no_space_after_hyphen(place, front.lines[start.line])])


def check_several_lines(front: Front, event: Event) -> None:
    """Report a text that goes on below its first line without `|`, by what was meant."""
    start, end = event.start_mark, event.end_mark
    below = [line.strip() for line in front.lines[start.line + 1 : end.line + 1]]
    texts = [front.rest(start), *below]
    if event.style:
        _several_in_quotes(front, event, texts)
    elif lacks_space_after_hyphen(texts[0]) and not front.before(start).strip():
        _hyphens_without_space(front, range(start.line, end.line + 1))
    elif is_item(below[0]):
        _item_below_value(front, event)
    else:
        _needs_block(front, start, texts)


def _several_in_quotes(front: Front, event: Event, texts: Sequence[str]) -> None:
    start = event.start_mark
    if any(KEY_LINE.fullmatch(text) for text in texts[1:]):
        line = front.lines[start.line].rstrip()
        hint = f"write {hints.shown(line + event.style)}"
        front.report.error(Rule.SYNTAX, front.place(start), faults.NOT_CLOSED, hint)
        return
    bare = "\n".join(texts)[1:-1].split("\n")
    _needs_block(front, start, [text.strip() for text in bare])


def _hyphens_without_space(front: Front, indices: Sequence[int]) -> None:
    for index in indices:
        line = front.lines[index]
        if re.match(r"\s*-\S", line):
            place = front.source.place(index + 1, indentation(line) + 1)
            front.report.extend([faults.no_space_after_hyphen(place, line)])


def _item_below_value(front: Front, event: Event) -> None:
    """Report an item that runs on with the text above it: an item, or the value of a key."""
    above, index = event.start_mark, event.start_mark.line + 1
    line = front.lines[index]
    column = indentation(line)
    if front.lines[above.line].lstrip().startswith("- "):
        spaces = " " * indentation(front.lines[above.line])
        place = front.source.place(index + 1, 1, column + 1)
        written = front.source.place(index + 1, 1, column)
        fault = faults.out_of_line(place, written, spaces + line.strip(), "list item")
        front.report.extend([fault])
        return
    first = hints.short(event.value.split(" - ")[0])
    front.report.error(
        Rule.SYNTAX,
        front.source.place(index + 1, column + 1, len(line) - column),
        "the key above this list has a value already",
        f"write `{front.before(above).strip()}` alone on its line and `- {first}` below it",
    )


def _needs_block(front: Front, start: Mark, texts: Sequence[str]) -> None:
    line = front.lines[start.line]
    above = next((text for text in reversed(front.lines[: start.line]) if text.strip()), "")
    before = front.before(start).rstrip() or above.rstrip()
    place = front.place(start, len(line) - start.column)
    front.report.extend([faults.several_lines(place, before, texts)])


def first_of_block(front: Front, start: Mark, text: str) -> Where:
    """Return where the text below a `|` begins."""
    first = text.lstrip("\n")
    # With an indicator (`|2`) spaces at the front may belong to the text.
    own = len(first) - len(first.lstrip(" "))
    # Without a slice of all that is below: a file may have 100,000 blocks.
    index, last = start.line + 1, len(front.lines) - 1
    while index < last and not front.lines[index].strip(" "):
        index += 1
    return start.line + 2, max(0, indentation(front.lines[index]) - own) + 1, 1


def without_escaped_controls(front: Front, event: Event, text: str) -> str:
    """Return `text` without the control characters that escapes in it wrote, with warnings."""
    start, end = event.start_mark, event.end_mark
    line = front.lines[start.line]
    # As libyaml gave it: two of them are made line separators in `text`.
    if "\\" not in line or not CONTROL.search(event.value):
        return text
    controls = [
        (found, char)
        for found in ESCAPED.finditer(line, start.column, end.column)
        if (char := control_of(found[0])) and CONTROL.fullmatch(char)
    ]
    for found, char in controls:
        place = front.source.place(start.line + 1, found.start() + 1, len(found[0]))
        warn_of_control(place, char, front.report)
    return CONTROL.sub("", event.value if controls else text)
