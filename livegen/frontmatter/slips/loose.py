"""Lines that hang in the air: a text that fell out of its block, a list without a key."""

from __future__ import annotations

from livegen.errors import Rule
from livegen.frontmatter import faults, hints
from livegen.frontmatter.lines import after_hyphens, indentation, is_item
from livegen.frontmatter.slips.scan import Above, Scan, is_name


def text(scan: Scan, index: int, column: int) -> int:
    """Read a line that is neither key nor item, and what goes on below; return the next index."""
    last = index + 1
    while last < len(scan.lines) and _goes_on(scan, scan.lines[last]):
        last += 1
    while not scan.lines[last - 1].strip():
        last -= 1
    if scan.above is Above.BLOCK:
        _fell_out_of_block(scan, index, last)
    elif scan.above is Above.TEXT:
        _goes_on_from_above(scan, index, last)
    else:
        _belongs_nowhere(scan, index, last, column)
    return last


def _goes_on(scan: Scan, line: str) -> bool:
    bare = line.strip()
    if not bare:
        return True
    if is_item(bare):
        return False
    entry = scan.entry(bare)
    return entry is None or (line[0].isspace() and not is_name(entry))


def _fell_out_of_block(scan: Scan, index: int, last: int) -> None:
    spaces = " " * scan.block
    line = scan.lines[index]
    more = f", and so on to line {last}" if last - index > 1 else ""
    hint = f"write {hints.exact(spaces + line.strip())}{more}"
    scan.note(faults.fell_out_of_block(scan.place(index, 0, len(line)), scan.name, hint))
    for at in range(index, last):
        if scan.lines[at].strip():
            scan.lines[at] = spaces + scan.lines[at].strip()
    scan.explained.update(range(index, last))


def _goes_on_from_above(scan: Scan, index: int, last: int) -> None:
    """Report lines that follow a text; the text is then read without them."""
    first = scan.lines[scan.begun]
    start = _value_column(scan, first)
    texts = [first[start:].strip(), *(line.strip() for line in scan.lines[scan.begun + 1 : last])]
    place = scan.place(scan.begun, start, len(first) - start)
    scan.note(faults.several_lines(place, first[:start].rstrip(), texts))
    scan.blank(index, last)


def _value_column(scan: Scan, line: str) -> int:
    at = after_hyphens(line, len(line) - len(line.lstrip()))
    entry = scan.entry(line[at:])
    return len(line) - len(line[at + entry.end() :].lstrip()) if entry else at


def _belongs_nowhere(scan: Scan, index: int, last: int, column: int) -> None:
    scan.error(
        Rule.SYNTAX,
        scan.place(index, column, len(scan.lines[index]) - column),
        "this line is not `key: value`",
        "put a key and a colon before it, or indent it below the `key: |` it belongs to",
    )
    scan.blank(index, last)


def list_without_key(scan: Scan, index: int, column: int) -> int:
    """Report a list where none can begin; return the index of the line after it."""
    line = scan.lines[index]
    name = f"`{scan.name}` has a value already, so" if scan.name else "there is no key above it:"
    scan.error(
        Rule.SYNTAX,
        scan.place(index, column, len(line) - column),
        f"{name} no list can begin here",
        "begin the list below a key without a value: `key:`",
    )
    last = index + 1
    while last < len(scan.lines) and _goes_with_list(scan.lines[last], column):
        last += 1
    scan.blank(index, last)
    return last


def _goes_with_list(line: str, column: int) -> bool:
    own = indentation(line)
    return not line.strip() or own > column or (own == column and line[column] == "-")
