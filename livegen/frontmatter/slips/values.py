"""The value after a key or a hyphen: blocks here, quotes and brackets in their own rooms."""

from __future__ import annotations

import re
from collections.abc import Sequence

from livegen.errors import Edit, Rule
from livegen.frontmatter import hints
from livegen.frontmatter.faults import BEGINS_WITH
from livegen.frontmatter.lines import indentation
from livegen.frontmatter.slips import brackets, quotes
from livegen.frontmatter.slips.scan import Above, Scan, Value


def read(scan: Scan, value: Value, parent: int) -> int:
    """Read the value and what belongs to it below; return the index of the next line.

    `parent` is the column of the key or hyphen: what is indented more is in the value's block.
    """
    scan.begun = value.index
    if not value.text.strip() or value.text.lstrip().startswith("#"):
        scan.above = Above.OPEN
        return value.index + 1
    scan.above = Above.CLOSED
    match value.text[0]:
        case "|" | ">":
            return _block(scan, value, parent)
        case '"' | "'":
            return quotes.read(scan, value)
        case "[" | "{":
            return brackets.read(scan, value)
    _plain(scan, value)
    scan.above = Above.TEXT
    return value.index + 1


def _plain(scan: Scan, value: Value) -> None:
    bare = value.text.rstrip(" \t")
    if _NEEDS_QUOTES.match(bare) and (scan.name or bare[0] not in "-?"):
        scan.quote(value, bare, BEGINS_WITH[bare[0]])
    elif bare[0] in "“”„«" and _COLON.search(bare):
        inner = re.fullmatch(r"[“”„«]([^“”„«»]*)[”“»]", bare)
        message = "curly quotes do not quote a value that has a colon in it"
        scan.quote(value, inner[1] if inner else bare, message)
    elif colon := _COLON.search(bare):
        is_last = colon.end() == len(bare)
        where = "at the end of a value" if is_last else "followed by a space"
        place = scan.place(value.index, value.start + colon.start())
        message = f"a colon {where} needs quotes around the value"
        scan.mend(value, hints.quoted(bare.strip()), message, place)


def _block(scan: Scan, value: Value, parent: int) -> int:
    last = value.index + 1
    while last < len(scan.lines) and _is_below(scan.lines[last], parent):
        last += 1
    filled = [at for at in range(value.index + 1, last) if scan.lines[at].strip()]
    scan.block = indentation(scan.lines[filled[0]]) if filled else parent + 2
    scan.above = Above.BLOCK
    if _BLOCK.fullmatch(value.text):
        _even_out(scan, filled)
    else:
        _text_after_sign(scan, value, filled)
    return last


def _is_below(line: str, parent: int) -> bool:
    return not line.strip() or indentation(line) > parent


def _even_out(scan: Scan, filled: Sequence[int]) -> None:
    """Mend lines of a block that stand left of its first."""
    for at in filled:
        line = scan.lines[at]
        column = indentation(line)
        if column >= scan.block:
            continue
        corrected = " " * scan.block + line.strip()
        scan.error(
            Rule.SYNTAX,
            scan.place(at, 0, column + 1),
            f"this line is indented less than the first line of `{scan.name}`",
            f"write {hints.exact(corrected)}",
            [Edit(scan.place(at, 0, column), " " * scan.block)],
        )
        scan.lines[at] = corrected


def _text_after_sign(scan: Scan, value: Value, filled: Sequence[int]) -> None:
    """Mend `key: | text`: a block that begins too early, or a text that begins with `>`."""
    line, sign = scan.lines[value.index], value.text[0]
    if filled or sign == "|":
        below = scan.lines[value.index + 1 : filled[-1] + 1] if filled else ()
        texts = [value.text[1:].strip(), *(text.strip() for text in below)]
        scan.error(
            Rule.SYNTAX,
            scan.place_of(value),
            f"`{sign}` ends its line: the text begins below",
            hints.in_block(line[: value.start].rstrip(), texts, sign),
        )
        scan.replace(value, hints.quoted(value.text.strip()))
    else:
        scan.quote(value, value.text.strip(), BEGINS_WITH[sign])
    for at in filled:
        scan.blank(at, at + 1)
    scan.above = Above.TEXT


_COLON = re.compile(r":(?=[ \t]|$)")
_BLOCK = re.compile(r"[|>][-+0-9]{0,2}(?:[ \t]+#.*|[ \t]*)")
# What YAML reads as an anchor, an alias or a tag is no fault of syntax: `refusals` tells of it.
_NEEDS_QUOTES = re.compile(
    r"""[@`%\]},]                        # reserved, or of lists in brackets
    | [-?] (?:[ ]|$)                   # an item, a long key
    | [*] (?! [\w-]+ $)                # *emphasis* is no alias
    | & (?! [\w-]+ (?:\s|$))           # & co is no anchor
    """,
    re.VERBOSE,
)
