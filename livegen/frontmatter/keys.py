"""What YAML takes for a key, and which of it can be one."""

from __future__ import annotations

import re

from livegen.errors import Edit, Rule
from livegen.frontmatter import faults, hints
from livegen.frontmatter.characters import INVISIBLE
from livegen.frontmatter.front import Front
from livegen.frontmatter.lines import NAMES, is_key, meant_key
from livegen.frontmatter.nodes import Node, Scalar


def word(front: Front, key: Node) -> Scalar | None:
    """Return the key; None, with an error, if it is none for anyone."""
    if not isinstance(key, Scalar):
        hint = 'write the text in quotes: "…"'
        front.report.error(Rule.SYNTAX, key.place, "a key is a word, not a list", hint)
        return None
    if key.text == "<<" and not key.quoted:
        hint = "write the keys out in full"
        front.report.error(Rule.ALIAS, key.place, "`<<` is not known here", hint)
        return None
    return key


def check_gap(front: Front, key: Scalar) -> None:
    """Report blanks between a key and its colon."""
    index = key.written[0] - 1
    if index not in front.odd:
        return
    line = front.lines[index]
    end = line.find(key.text) + len(key.text)
    if gap := re.match(r"[ \t]+(?=:)", line[end:]):
        place = front.source.place(index + 1, end + 1, len(gap[0]))
        front.report.error(
            Rule.SYNTAX,
            place,
            f"no space belongs between `{key.text}` and its colon",
            f"write {hints.shown(line[:end] + line[end + len(gap[0]) :])}",
            [Edit(place, "")],
        )


def mended(front: Front, key: Scalar) -> Scalar | None:
    """Return the key that an odd one was typed for, with an error; None if it is no slip of one."""
    meant = meant_key(key.text)
    if not is_key(meant):
        return None
    corrected = front.lines[key.place.line - 1].replace(key.text, meant, 1)
    front.report.error(
        Rule.SYNTAX,
        key.place,
        _why_odd(key.text),
        f"write {hints.shown(corrected)}",
        [Edit(key.place, meant)],
    )
    return key._replace(text=meant, quoted=False)


def _why_odd(text: str) -> str:
    if re.search(f"[{INVISIBLE}]", text):
        return "an invisible character stands in this key"
    return "a key is one word in small letters"


def no_key(front: Front, key: Scalar, above: tuple[Scalar, Node] | None) -> None:
    """Report what cannot be a key, by what it may be: `above` is the entry above it."""
    line = front.lines[key.place.line - 1]
    split = re.match(r"(\w+)\s+(.+)", line[line.find(key.text) :])
    if above and isinstance(above[1], Scalar) and _is_block(above[1]):
        place = front.source.place(key.place.line, 1, len(line))
        hint = f"write {hints.exact('  ' + line.strip())}"
        front.report.extend([faults.fell_out_of_block(place, above[0].text, hint)])
    elif split and split[1] in NAMES:
        corrected = f"{split[1]}: {hints.quoted_if_needed(split[2])}"
        hint = f"write {hints.shown(corrected)}"
        front.report.error(Rule.SYNTAX, key.place, faults.NO_COLON, hint)
    else:
        front.report.error(
            Rule.SYNTAX,
            key.place,
            f"`{hints.short(key.text)}` cannot be a key",
            "write a key in small letters, a colon, a space and the value; "
            "indent what goes on with the text above",
        )


def _is_block(value: Scalar) -> bool:
    return value.content.line > value.place.line


def twice(front: Front, first: Scalar, second: Scalar) -> None:
    """Report a key that its mapping has already."""
    front.report.error(
        Rule.DUPLICATE_KEY,
        second.place,
        f"`{hints.short(second.text)}` is written twice, first on line {first.place.line}",
        "keep one of them",
    )
