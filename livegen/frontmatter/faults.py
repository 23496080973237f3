"""What both readings of a front matter find, by events and by lines, told in one way."""

from __future__ import annotations

from collections.abc import Sequence

from livegen.errors import Edit, Place, Problem, Rule
from livegen.frontmatter import hints

NOT_CLOSED = "this text in quotes is not closed on its line"
NO_COLON = "a colon is missing after the key"
BEGINS_WITH = {
    "@": "a value that begins with `@` needs quotes",
    "`": "a value that begins with a backtick needs quotes",
    "%": "a value that begins with `%` needs quotes",
    "*": "a value that begins with `*` needs quotes",
    "&": "a value that begins with `&` needs quotes",
    "!": "a value that begins with `!` needs quotes",
    "|": "a value that begins with `|` needs quotes",
    ">": "a value that begins with `>` needs quotes",
    "[": "a text that begins with `[` needs quotes",
    "{": "a text that begins with `{` needs quotes",
    "]": "a value that begins with `]` needs quotes",
    "}": "a value that begins with `}` needs quotes",
    ",": "a value that begins with `,` needs quotes",
    "?": "a value that begins with `?` and a space needs quotes",
    "-": "a value that begins with `-` and a space needs quotes",
}


def needs_quotes(message: str, place: Place, before: str, edit: Edit) -> Problem:
    """Tell of a value that `edit` puts in quotes; `before` stands in front of it on its line."""
    hint = f"write {hints.shown(before + edit.text)}"
    return Problem(Rule.UNQUOTED, place, message, hint, edits=(edit,))


def no_space_after_hyphen(place: Place, line: str) -> Problem:
    """Tell of `-storm`; `place` begins at the hyphen."""
    hyphen = Place(place.path, place.line, place.column)
    return Problem(
        Rule.SYNTAX,
        place,
        "a list item needs a space after its hyphen",
        f"write {hints.shown(hints.with_space_after_hyphen(line))}",
        edits=(Edit(hyphen, "- "),),
    )


def tab_for_space(place: Place, corrected: str) -> Problem:
    """Tell of a tab after a colon or a hyphen."""
    return Problem(
        Rule.TAB,
        place,
        "a tab stands where a space should",
        f"write {hints.shown(corrected)}",
        edits=(Edit(place, " "),),
    )


def out_of_line(place: Place, spaces: Place, corrected: str, what: str) -> Problem:
    """Tell of an item or a key that is indented too much or too little by `spaces`."""
    indentation = corrected[: len(corrected) - len(corrected.lstrip(" "))]
    return Problem(
        Rule.SYNTAX,
        place,
        f"this {what} does not line up with the ones above it",
        f"write {hints.exact(corrected)}",
        edits=(Edit(spaces, indentation),) if place.width > 1 else (),
    )


def several_lines(place: Place, before: str, texts: Sequence[str]) -> Problem:
    """Tell of a text that goes on below its first line, without a `|`."""
    return Problem(
        Rule.SEVERAL_LINES,
        place,
        "a text of several lines needs `|` in front of it",
        hints.in_block(before, texts),
    )


def fell_out_of_block(place: Place, name: str, hint: str) -> Problem:
    """Tell of a line that belongs to the block of `name` but is not indented."""
    return Problem(
        Rule.SEVERAL_LINES,
        place,
        f"this line is not indented, so it is no part of `{name}`",
        hint,
    )
