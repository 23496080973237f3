"""What a line of front matter is: its indentation, its key, its hyphen."""

from __future__ import annotations

import re
from dataclasses import fields

from livegen.frontmatter.characters import INVISIBLE
from livegen.model import Banner, Correction, Coverage, Picture, Story, Update, Withdrawal

KEY = r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*"
KEY_LINE = re.compile(rf"{KEY}[ \t]*:(?:[ \t]|$).*")

FREE_KEYS = frozenset(["extra", "translations"])
"""Below these the author chooses the keys."""

NAMES = frozenset(
    part.name
    for thing in (Story, Update, Picture, Correction, Withdrawal, Coverage, Banner)
    for part in fields(thing)
    if part.compare and part.name != "source"
)
"""Keys are called as what they become in `model`. Only to tell a forgotten colon from a
sentence: what a key means is not known here."""


def says_something(line: str) -> bool:
    """True unless the line is blank or a comment."""
    return bool(line.strip()) and not line.lstrip().startswith("#")


def indentation(line: str) -> int:
    """Return how many spaces stand in front."""
    return len(line) - len(line.lstrip(" "))


def is_item(text: str) -> bool:
    """True if `text` begins with the hyphen of a list item."""
    return bool(_ITEM.match(text))


def lacks_space_after_hyphen(text: str) -> bool:
    """True for `-storm`; `--` is a dash and `---` a fence."""
    return bool(_ITEM_WITHOUT_SPACE.match(text))


def after_hyphens(line: str, column: int) -> int:
    """Return the column after the hyphens that stand at `column`, if there are any."""
    hyphens = _HYPHENS.match(line, column)
    return hyphens.end() if hyphens else column


def is_key(text: str) -> bool:
    """True for a word in small letters, as every key of ours is."""
    return text in NAMES or bool(_KEY.fullmatch(text))


def meant_key(text: str) -> str:
    """Return the key that `text` was typed for: `Key Points` is `key_points`."""
    bare = re.sub(rf"[{INVISIBLE}]", "", text).strip().lower()
    joined = re.sub(r"[ -]+", "_", bare)
    return joined if joined in NAMES else bare


_KEY = re.compile(KEY)
_ITEM = re.compile(r"-(?:\s|$)")
_HYPHENS = re.compile(r"(?:-\s+)*")
_ITEM_WITHOUT_SPACE = re.compile(r"-[^\s-]")
