"""Where a line stands: blanks that are no spaces, items and keys that are out of line."""

from __future__ import annotations

import re

from livegen.errors import Edit, Rule
from livegen.frontmatter import faults, hints
from livegen.frontmatter.characters import INVISIBLE, ZERO_WIDTH
from livegen.frontmatter.lines import is_item
from livegen.frontmatter.slips.scan import ENTRY, Above, Level, Scan


def fits(scan: Scan, level: Level) -> bool:
    """True if an item or a key may begin there."""
    outer = [other for other in scan.levels if other.column <= level.column]
    top = outer[-1] if outer else None
    if top is None or (level.column > top.column and len(outer) < len(scan.levels)):
        return False
    if level.column > top.column:
        return scan.above is Above.OPEN
    if level in outer:
        return True
    return level.is_list and scan.above is Above.OPEN and len(outer) == len(scan.levels)


def open_level(scan: Scan, level: Level) -> None:
    """Close what is deeper than the list or mapping, and open it if it is new."""
    # A list may stand at the column of the key that it belongs to.
    scan.levels = [
        other
        for other in scan.levels
        if other.column < level.column
        or (other.column == level.column and (level.is_list or not other.is_list))
    ]
    if level not in scan.levels:
        scan.levels.append(level)


def line_up(scan: Scan, index: int, column: int) -> int:
    """Move an item or a key below the nearest one of its kind; return its column there."""
    line = scan.lines[index]
    is_list = is_item(line[column:])
    alike = [level.column for level in scan.levels if level.is_list == is_list]
    meant = min(alike, key=lambda found: (abs(found - column), -found), default=0)
    corrected = " " * meant + line[column:]
    what = "list item" if is_list else "key"
    place, written = scan.place(index, 0, column + 1), scan.place(index, 0, column)
    scan.note(faults.out_of_line(place, written, corrected, what))
    scan.move(index, corrected, meant - column)
    return meant


def mend_blanks(scan: Scan, index: int) -> None:
    """Put spaces where a tab or an invisible character indents the line."""
    line = scan.lines[index]
    bare = line.lstrip(f" \t{INVISIBLE}")
    blanks = line[: len(line) - len(bare)]
    if not blanks.strip(" "):
        return
    spaces = " " * _meant_column(scan, blanks, bare)
    is_tab = "\t" in blanks
    scan.error(
        Rule.TAB if is_tab else Rule.SYNTAX,
        scan.place(index, len(blanks) - len(blanks.lstrip(" "))),
        "a tab indents this line" if is_tab else "an invisible character indents this line",
        f"indent it with spaces: {hints.exact(spaces + bare)}",
        [Edit(scan.place(index, 0, len(blanks)), spaces)],
    )
    scan.move(index, spaces + bare, len(spaces) - len(blanks))


def _meant_column(scan: Scan, blanks: str, bare: str) -> int:
    is_list = bare.startswith("- ")
    if scan.above is Above.BLOCK and not ENTRY.match(bare) and not is_list:
        return scan.block
    written = len(re.sub(f"[{ZERO_WIDTH}]", "", blanks.replace("\t", "  ")))
    if fits(scan, Level(written, is_list)):
        return written
    if scan.above is Above.OPEN:
        return scan.levels[-1].column + 2
    return max((level.column for level in scan.levels if level.is_list == is_list), default=0)
