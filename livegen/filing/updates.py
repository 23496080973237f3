"""An update as text: a file of its own, or an item of the list in a story's front matter."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from livegen import frontmatter, urls
from livegen.errors import Edit
from livegen.filing.lines import Sheet, sheet
from livegen.frontmatter import Items, Scalar
from livegen.frontmatter.characters import CONTROL
from livegen.model import Author, Kind, Update
from livegen.times import Moment


class NoRoom(Exception):  # noqa: N818 - the newsroom's word
    """The source is written in a way that no update can be put into without changing the rest."""


def typed(text: str) -> str:
    """Return a text as a source holds it, so that what readers see is what was typed.

    `\\n` ends its lines, none is of blanks alone, and neither the first nor the last is empty.
    Control characters are left out.
    """
    lines = re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff"))
    kept = [CONTROL.sub("", line) for line in lines]
    return "\n".join(line if line.strip() else "" for line in kept).strip("\n")


def above_scissors(content: bytes) -> bytes:
    """Return what stands above the line that ends what an editor was asked for."""
    return content.partition(SCISSORS.encode())[0]


SCISSORS = "# ------------------------ >8 ------------------------"
"""Not a lone `#`, which begins a heading in Markdown."""


def name_of(time: Moment, mark: str) -> str:
    """Return an update's id, which is also the name of its file without the ending.

    It begins with the time on the clocks of the story's zone. `mark` tells apart what two
    newsrooms, or two reporters in one, file at the same second.
    """
    stamp = f"{time.day:%Y-%m-%d}" if time.day else f"{time.local:%Y-%m-%d-%H%M%S}"
    return f"{stamp}-{mark}"


def byline(name: str, authors: Mapping[str, Author]) -> str:
    """Return the id of the author with this id or name, letter case apart, or the name itself."""
    wanted = name.casefold(), urls.slug(name)
    known = (
        author.id
        for author in authors.values()
        if author.name.casefold() == wanted[0] or author.id in wanted
    )
    return next(known, name)


def named(authors: tuple[str, ...]) -> object:
    """Return authors as a story or an update writes them."""
    # A lone name with a comma could be two to whoever reads it.
    alone = len(authors) == 1 and not re.search("[,،、，]", authors[0])
    return authors[0] if alone else list(authors)


def as_file(update: Update) -> bytes:
    """Return the update as a file of its own, the name of which is its id."""
    return frontmatter.write(_fields(update), update.body.markdown).encode()


def as_item(update: Update, column: int) -> str:
    """Return the update as an item of a list whose hyphens stand at `column`."""
    fields = _fields(update)
    time = fields.pop("time")
    said = frontmatter.write({"time": time, "id": update.id, **fields}, "")
    lines = said.split("\n")[1:-2]  # the fences, and nothing below the second
    if text := update.body.markdown:
        # YAML takes blanks in front of the first line for its indentation, unless told of that.
        lines.append("body: |2" if text[0] in " \t" else "body: |")
        lines += [f"  {line}" if line else "" for line in text.split("\n")]
    margin = " " * (column + 2)
    whole = "".join(f"{margin}{line}\n" if line else "\n" for line in lines)
    return f"{' ' * column}- {whole[column + 2 :]}"


def in_list(path: str, content: bytes, update: Update) -> bytes:
    """Return the story in `content` with the update as the last of its list, by its id.

    `content` is one that was read without an error. Raises `NoRoom`.
    """
    paper = sheet(path, content)
    node = paper.fields.get("updates")
    match node:
        case None:
            below = f"{paper.margin}updates:\n{_item_below(paper, update)}"
            return paper.edited(Edit(paper.at(paper.fence), below))
        case Scalar(text="", quoted=False):
            line = _line_of_key(paper) + 1
            return paper.edited(Edit(paper.at(line), _item_below(paper, update)))
        case Items() if paper.line(node.place.line)[node.place.column - 1 :].startswith("["):
            return paper.edited(*_into_brackets(paper, node, update))
        case Items():
            return paper.edited(_below_last(paper, node, update))
    raise NoRoom("`updates` is no list")


def _fields(update: Update) -> dict[str, object]:
    """Return what is said of an update besides its id and its text."""
    fields = {
        "time": update.time.iso,
        "title": update.title,
        "authors": named(update.authors),
        "kind": "" if update.kind is Kind.UPDATE else update.kind.value,
        "key": update.key,
        "pinned": update.pinned,
    }
    return {key: value for key, value in fields.items() if value}


def _item_below(paper: Sheet, update: Update) -> str:
    """Return the update as the first item below the key."""
    return as_item(update, len(paper.margin) + 2)


def _line_of_key(paper: Sheet) -> int:
    key = paper.fields.key("updates")
    return key.place.line if key else paper.fence - 1


def _below_last(paper: Sheet, node: Items, update: Update) -> Edit:
    """Return the edit that puts the update below the last item, above notes on what follows."""
    hyphen = _hyphen(paper, node.items[0].place.line)
    first = node.items[-1].place.line
    below = range(first + 1, paper.fence)
    end = next((at for at in below if _ends_list(paper, at)), paper.fence)
    last = end - 1
    while last > first and _says_nothing(paper.line(last), hyphen):
        last -= 1
    return Edit(paper.at(last + 1), as_item(update, hyphen))


def _ends_list(paper: Sheet, line: int) -> bool:
    """True if the next key stands there."""
    written = paper.line(line)
    text = written.lstrip()
    return text[:1] not in ("", "#", "]", "}") and len(written) - len(text) <= len(paper.margin)


def _hyphen(paper: Sheet, line: int) -> int:
    """Return the column, from 0, of the hyphen that stands at `line` or, alone, above it."""
    numbers = range(line, 1, -1)
    found = next((at for at in numbers if paper.line(at).lstrip().startswith("-")), line)
    return len(paper.line(found)) - len(paper.line(found).lstrip())


def _says_nothing(line: str, hyphen: int) -> bool:
    """True for a blank line, and for a note that stands too far left to be an item's text."""
    text = line.lstrip()
    return not text or (text.startswith("#") and len(line) - len(text) <= hyphen)


def _into_brackets(paper: Sheet, node: Items, update: Update) -> tuple[Edit, ...]:
    """Return the edits that put the update into `[…]`, or below the key if nothing is in it."""
    numbers = range(paper.fence - 1, node.place.line - 1, -1)
    line = next((at for at in numbers if "]" in paper.line(at) and _is_of(paper, node, at)), 0)
    if not line:
        raise NoRoom("the list in brackets has no end that can be told")
    closing = paper.line(line).rindex("]")
    if node.items:
        above = (paper.line(at) for at in range(node.place.line, line))
        comma = "" if "".join((*above, paper.line(line)[:closing])).rstrip().endswith(",") else ", "
        before = paper.line(line)[:closing].rstrip()
        return (Edit(paper.at(line, len(before) + 1), comma + _braces(update)),)
    if line != node.place.line:
        raise NoRoom("the empty list in brackets goes over several lines")
    opening = len(paper.line(line)[: node.place.column - 1].rstrip())
    brackets = Edit(paper.at(line, opening + 1, closing + 1 - opening), "")
    return brackets, Edit(paper.at(line + 1), _item_below(paper, update))


def _is_of(paper: Sheet, node: Items, line: int) -> bool:
    """True if no other key begins between the list and `line`."""
    between = range(node.place.line + 1, line + 1)
    return not any(_ends_list(paper, at) for at in between)


def _braces(update: Update) -> str:
    fields = {"time": "", "id": update.id, **_fields(update)}
    if update.body:
        fields["body"] = update.body.markdown
    written = (f"{key}: {_in_braces(value)}" for key, value in fields.items())
    return "{" + ", ".join(written) + "}"


def _in_braces(value: object) -> str:
    if value is True:
        return "true"
    if isinstance(value, str) and re.fullmatch(r"\w(?:[\w:+-]*\w)?", value, re.ASCII):
        return value
    # What JSON puts in quotes YAML reads the same.
    return json.dumps(value, ensure_ascii=False)
