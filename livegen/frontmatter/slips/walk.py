"""From line to line: what each is, and which of the others looks at it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from livegen.errors import Rule
from livegen.frontmatter import hints
from livegen.frontmatter.characters import Source
from livegen.frontmatter.lines import FREE_KEYS, indentation, is_item, says_something
from livegen.frontmatter.slips import loose, signs, standing, values
from livegen.frontmatter.slips.scan import Above, Level, Scan, Value, is_name


def mended(source: Source, front: Sequence[str]) -> Scan:
    """Return the front matter mended, with its problems and the lines that they explain."""
    scan = Scan(source, front)
    index = 1
    while index < len(scan.lines):
        index = _line(scan, index)
    return scan


def _line(scan: Scan, index: int) -> int:
    """Read a line and what belongs to it; return the index of the next."""
    if not says_something(scan.lines[index]):
        return index + 1
    standing.mend_blanks(scan, index)
    column = indentation(scan.lines[index])
    if scan.free is not None and column <= scan.free:
        scan.free = None
    if re.match(r"---\s", scan.lines[index]):
        return _second_document(scan, index)
    if scan.above is Above.BLOCK and index in scan.explained and column >= scan.block:
        return index + 1  # a line of the block that a tab had put outside
    signs.mend(scan, index, column)
    rest = scan.lines[index][column:]
    if is_item(rest) or scan.entry(rest):
        return _structure(scan, index, column)
    if scan.above is Above.OPEN and column > scan.levels[-1].column:
        return values.read(scan, Value(index, column, rest), scan.levels[-1].column)
    return loose.text(scan, index, column)


def _second_document(scan: Scan, index: int) -> int:
    line = scan.lines[index]
    scan.error(
        Rule.FENCE,
        scan.place(index, 0, len(line)),
        "a line that begins with `---` ends the front matter and must hold nothing else",
        f"write --- and put `{hints.short(line[3:].strip())}` on the next line",
    )
    scan.lines[index] = ""
    return index + 1


def _structure(scan: Scan, index: int, column: int) -> int:
    """Read a line that begins with a hyphen or a key."""
    rest = scan.lines[index][column:]
    if not standing.fits(scan, Level(column, is_item(rest))):
        if not is_item(rest) and scan.above is Above.TEXT and not is_name(scan.entry(rest)):
            return loose.text(scan, index, column)
        if is_item(rest) and not any(level.is_list for level in scan.levels):
            return loose.list_without_key(scan, index, column)
        column = standing.line_up(scan, index, column)
    return _key_or_text(scan, index, *_hyphens(scan, index, column))


def _hyphens(scan: Scan, index: int, column: int) -> tuple[int, int]:
    """Read all hyphens from `column` on; return the column after them, and that of the last."""
    parent = column
    while hyphen := _HYPHEN.match(scan.lines[index], column):
        standing.open_level(scan, Level(column, True))
        scan.above, scan.name, scan.begun = Above.OPEN, "", index
        parent, column = column, hyphen.end()
    return column, parent


def _key_or_text(scan: Scan, index: int, column: int, parent: int) -> int:
    rest = scan.lines[index][column:]
    if not rest.strip():
        return index + 1
    entry = scan.entry(rest)
    if entry is None:
        return values.read(scan, Value(index, column, rest), parent)
    standing.open_level(scan, Level(column, False))
    scan.name = entry["key"].strip("\"'")
    if scan.name in FREE_KEYS and scan.free is None:
        scan.free = column
    start = signs.after_colon(scan, index, column + entry.end())
    return values.read(scan, Value(index, start, scan.lines[index][start:]), column)


_HYPHEN = re.compile(r"-(?:[ \t]+|$)")
