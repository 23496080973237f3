"""The lines of a front matter into its fields: PyYAML, and the slips if it refuses. What is
certainly plain, as most is, needs neither.

Law: a front matter that gives no fields has an error that says why.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from itertools import chain, islice

import yaml

from livegen.errors import Report, Rule
from livegen.frontmatter import events, plain, slips
from livegen.frontmatter.characters import INVISIBLE, Source
from livegen.frontmatter.composing import composed
from livegen.frontmatter.front import Front
from livegen.frontmatter.lines import KEY, says_something
from livegen.frontmatter.nodes import Fields
from livegen.frontmatter.slips import Scan

_PATIENCE = 20
"""How many entries may be given up before the whole front matter is."""


def fields(source: Source, lines: Sequence[str], report: Report) -> Fields | None:
    """Return the fields that `lines` say, the first of which is that of the opening fence."""
    # A tab on a line of its own is white space to everyone but YAML.
    lines = ["" if "\t" in line and not line.strip() else line for line in lines]
    if not any(map(says_something, lines)):
        return Fields((), source.place(1))
    if any(map(_SUSPECT.match, lines)):
        return _fields_of_refused(source, lines, report)
    return plain.fields(source, lines) or by_events(source, lines, report)


def by_events(source: Source, lines: Sequence[str], report: Report) -> Fields | None:
    """Return the same fields as `fields`, of lines that do not look like slips."""
    try:
        return _composed(source, lines, report)
    except yaml.YAMLError:
        return _fields_of_refused(source, lines, report)


def _composed(source: Source, lines: Sequence[str], report: Report) -> Fields | None:
    """Return the fields that PyYAML finds; raises `yaml.YAMLError`, and reports nothing, if there
    is anything else."""
    found, own = events.of(lines), Report()
    begins = list(islice(found, 3))
    if len(begins) < 3 or not isinstance(begins[2], yaml.MappingStartEvent):
        deque(found, maxlen=0)  # what PyYAML itself objects to goes first
        raise _NoMapping
    made = composed(Front(source, lines, own), chain(begins, found))
    report.extend(own.problems)
    return made


class _NoMapping(yaml.YAMLError):
    """The front matter is YAML, but a text or a list."""


def _fields_of_refused(source: Source, lines: Sequence[str], report: Report) -> Fields | None:
    """Return the fields of what PyYAML refuses, or takes for something else, once mended."""
    if next(filter(says_something, lines)).startswith("- "):
        _no_mapping(source, lines, report)
        return None
    scan = slips.mended(source, lines)
    report.extend(scan.report.problems)
    left = scan.lines
    for _ in range(_PATIENCE):
        try:
            return _composed(scan.source, left, report)
        except yaml.MarkedYAMLError as error:
            left = _without_entry_at_fault(scan, left, error, report)
        except _NoMapping:
            break
    if not scan.explained and left is scan.lines:
        _no_mapping(source, lines, report)
    return None


def _without_entry_at_fault(
    scan: Scan, lines: Sequence[str], error: yaml.MarkedYAMLError, report: Report
) -> list[str]:
    """Return the lines without what PyYAML still refuses, reported unless a slip explains it."""
    index = _line_at_fault(error, lines)
    entry = _entry_around(lines, index)
    if scan.explained.isdisjoint(entry):
        _refused(scan, index, error, report)
    return ["" if at in entry else line for at, line in enumerate(lines)]


def _line_at_fault(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> int:
    """Return the index of the line to show; an open quote is found out only at the end."""
    mark = error.problem_mark
    if error.context_mark and "scanning a quoted" in (error.context or ""):
        mark = error.context_mark
    index = min(mark.line if mark else 0, len(lines) - 1)
    while index > 1 and not says_something(lines[index]):
        index -= 1
    return index


def _entry_around(lines: Sequence[str], index: int) -> range:
    """Return the lines of the entry of column 1 that `index` lies in."""
    begins, ends = index, index + 1
    while begins > 1 and not _begins_entry(lines[begins]):
        begins -= 1
    while ends < len(lines) and not _begins_entry(lines[ends]):
        ends += 1
    return range(begins, ends)


def _begins_entry(line: str) -> bool:
    return bool(line.strip()) and line[0] not in " \t-#]}"


def _refused(scan: Scan, index: int, error: yaml.MarkedYAMLError, report: Report) -> None:
    problem, mark = error.problem or "", error.problem_mark
    if mark and problem.startswith(_NO_ITEM) and _at(scan.lines, mark) == ",":
        told = "an item of this list is empty"
        report.error(Rule.SYNTAX, scan.place(mark.line, mark.column), told, "take out this comma")
        return
    report.error(
        Rule.SYNTAX,
        scan.place(index, mark.column if mark and mark.line == index else 0),
        next((told for known, told in _IN_PLAIN_WORDS.items() if known in problem), _UNREADABLE),
        'put the value in quotes (key: "value") and line it up with its neighbours',
    )


def _at(lines: Sequence[str], mark: yaml.Mark) -> str:
    """Return the character at a mark, which may lie behind the last line."""
    return "".join(lines[mark.line : mark.line + 1])[mark.column : mark.column + 1]


def _no_mapping(source: Source, lines: Sequence[str], report: Report) -> None:
    index = next(index for index, line in enumerate(lines) if says_something(line))
    report.error(
        Rule.WRONG_SHAPE,
        source.place(index + 1, 1, len(lines[index])),
        "the front matter is not made of lines `key: value`",
        "write title: …",
    )


_NO_ITEM = "did not find expected node content"
_UNREADABLE = "this line cannot be read"
_IN_PLAIN_WORDS = {
    "mapping values are not allowed": "a colon is not expected here",
    "could not find expected ':'": "this line is not `key: value`",
    "did not find expected key": "this line does not fit the ones above it",
    "did not find expected '-' indicator": "this line does not fit the list above it",
    "block sequence entries are not allowed": "a list item is not expected here",
    "did not find expected ',' or": "this list in brackets has no `,` or closing bracket here",
    _NO_ITEM: "this list in brackets is not closed",
    "unexpected end of stream": "this text in quotes is not closed",
    "unexpected document indicator": "this text in quotes is not closed",
    "cannot start any token": "a value cannot begin with this character",
    "invalid Unicode character escape": "half of a character stands here (a lone surrogate)",
    "unknown escape character": "a backslash means something else in double quotes",
}
"""What PyYAML says, and what it means to a reporter."""

_SUSPECT = re.compile(
    rf"""[ ]*+
    (?: [\t{INVISIBLE}][ \t{INVISIBLE}]* (?: -[ ] | {KEY}:(?:\s|$))  # blanks that are no spaces
    | -{KEY}:(?:\s|$)
    | [•·–—]\s
    | -[ ]+ (?:time|title|body|text|src|alt|id) :[^\s/]              # what items begin with
    )""",
    re.VERBOSE,
)
"""Lines that YAML takes for text or for a strange key, so that it has no objection."""
