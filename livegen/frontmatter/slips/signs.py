"""The signs that make an item or a key of a line: its hyphen, its colon, the spaces after them."""

from __future__ import annotations

import re

from livegen.errors import Edit, Rule
from livegen.frontmatter import faults, hints
from livegen.frontmatter.characters import INVISIBLE
from livegen.frontmatter.lines import (
    NAMES,
    after_hyphens,
    indentation,
    lacks_space_after_hyphen,
    meant_key,
)
from livegen.frontmatter.slips import standing
from livegen.frontmatter.slips.scan import Above, Level, Scan


def mend(scan: Scan, index: int, column: int) -> None:
    """Mend the hyphen and the colon of the line that begins at `column`."""
    rest = scan.lines[index][column:]
    if not scan.entry(rest) and _expects_item(scan, column):
        if lacks_space_after_hyphen(rest):
            _space_after_hyphen(scan, index, column)
        elif re.match(r"[•·–—*+]\s", rest):
            _bullet(scan, index, column)
    _colon(scan, index, column)


def after_colon(scan: Scan, index: int, after: int) -> int:
    """Mend a tab in the gap after the colon that ends at `after`; return where the value begins."""
    line = scan.lines[index]
    value = line[after:].lstrip(" \t")
    gap = len(line) - after - len(value)
    if "\t" not in line[after : after + gap]:
        return after + gap
    corrected = f"{line[:after]} {value}"
    scan.note(faults.tab_for_space(scan.place(index, after, gap), corrected))
    scan.lines[index] = corrected
    return after + 1


def _expects_item(scan: Scan, column: int) -> bool:
    return scan.above is Above.OPEN or any(
        level.is_list and abs(level.column - column) < 3 for level in scan.levels
    )


def _space_after_hyphen(scan: Scan, index: int, column: int) -> None:
    line = scan.lines[index]
    scan.note(faults.no_space_after_hyphen(scan.place(index, column), line))
    scan.move(index, hints.with_space_after_hyphen(line), 1)


def _bullet(scan: Scan, index: int, column: int) -> None:
    line = scan.lines[index]
    corrected = f"{line[:column]}-{line[column + 1 :]}"
    place = scan.place(index, column)
    scan.error(
        Rule.SYNTAX,
        place,
        f"a list item begins with a hyphen, not with `{line[column]}`",
        f"write {hints.shown(corrected)}",
        [Edit(place, "-")],
    )
    scan.lines[index] = corrected


def _colon(scan: Scan, index: int, column: int) -> None:
    """Mend `key=value`, `key：value`, `key:value` and `key value`."""
    line = scan.lines[index]
    at = after_hyphens(line, column)
    found = _WRONG_SIGN.match(line, at)
    if found is None or scan.entry(line[at:]) or not _is_slip_of_colon(scan, index, found):
        return
    key, sign, value = found["key"], found["sign"], found["value"]
    corrected = f"{line[:at]}{meant_key(key)}: {hints.quoted_if_needed(value)}".rstrip()
    scan.error(
        Rule.SYNTAX,
        scan.place(index, found.end("key"), len(line) - found.end("key") - len(value)),
        _SIGNS.get(sign.strip(" \t") or " ", "an invisible character stands at the colon"),
        f"write {hints.shown(corrected)}",
        [Edit(scan.place(index, at, len(line) - at), corrected[at:])],
    )
    scan.lines[index] = corrected


def _is_slip_of_colon(scan: Scan, index: int, found: re.Match[str]) -> bool:
    """True if what stands between the two words was meant as a colon and a space."""
    at, key, sign = found.start(), found["key"], found["sign"].strip(" \t")
    fits = standing.fits(scan, Level(at, False))
    in_item = scan.lines[index].lstrip().startswith("-")
    if found["sign"] == ":":
        below = scan.lines[index + 1] if index + 1 < len(scan.lines) else ""
        goes_on = indentation(below) >= at > 0
        return not found["value"].startswith("//") and (key in NAMES or at == 0 or goes_on)
    if not sign:
        in_text = scan.above is Above.OPEN and at > scan.levels[-1].column
        return key in NAMES and not in_item and not in_text and fits
    if sign == ";":
        return key in NAMES
    # Below `extra` a list may be one of texts: `- x=1`.
    return key.lower() in NAMES or at == 0 or (fits and not (in_item and scan.free is not None))


_WRONG_SIGN = re.compile(
    rf"(?P<key>[A-Za-z]\w*)(?P<sign>[ \t]*(?:[{INVISIBLE}]*[:：=;][{INVISIBLE}]*)[ \t]*|[ \t]+)"
    r"(?P<value>\S.*|)"
)
_SIGNS = {
    "=": "a key and its value are joined by a colon, not by `=`",
    ";": "a key and its value are joined by a colon, not by `;`",
    "：": "this colon is a wide one (U+FF1A)",
    ":": "a space is missing after the colon",
    " ": faults.NO_COLON,
}
