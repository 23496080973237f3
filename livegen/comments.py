"""`comments.toml` into values: what readers wrote and the newsroom approved.

Law: what a reader wrote is text and never markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from livegen import tables, times, urls
from livegen.errors import Report, Rule
from livegen.tables import File, Readers, Unknown, WrongValue
from livegen.times import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What one reader wrote. `id` is what links to it know it by."""

    id: str
    name: str
    time: Moment
    paragraphs: tuple[str, ...]


def read(content: bytes, path: str, zone: str, report: Report) -> tuple[Comment, ...]:
    """Return the comments, oldest first; a time without an offset is that of `zone`.

    What is wrong goes to `report`, and a comment in error is left out.
    """
    file = tables.read(content, path, _UNKNOWN, report)
    if file is None:
        return ()
    keys: Readers = {"name": _line, "time": partial(_moment, zone=zone), "text": _paragraphs}
    found = [comment for name in file.says if (comment := _comment(file, name, keys))]
    return tuple(sorted(found, key=lambda comment: comment.time.at))


def _comment(file: File, id: str, keys: Readers) -> Comment | None:
    says = file.says[id]
    if not isinstance(says, dict):
        message = f"`{id}` stands outside of a comment's table"
        hint = "write an id of your own above it: [noor-1]"
        file.report.error(Rule.WRONG_SHAPE, file.spot((id,)).key, message, hint)
        return None
    values = file.table((id,), keys)
    for key in keys.keys() - says.keys():
        hint = f"write {key} = {_EXAMPLES[key]}"
        file.report.error(Rule.MISSING_KEY, file.spot((id,)).key, f"a comment needs `{key}`", hint)
    if not _has_id(file, id) or values.keys() != keys.keys():
        return None
    return Comment(id=id, name=values["name"], time=values["time"], paragraphs=values["text"])


def _has_id(file: File, id: str) -> bool:
    if urls.is_update_id(id):
        return True
    file.report.error(
        Rule.NOT_AN_ID,
        file.spot((id,)).key,
        f'the id of a comment takes letters from a to z, digits and `-`, not "{id}"',
        f"write [{urls.update_id(id) or 'noor-1'}]",
    )
    return False


def _line(value: object) -> str:
    """Read a name; white space and line ends in it become single spaces."""
    return " ".join(_filled(value, "name").split())


def _paragraphs(value: object) -> tuple[str, ...]:
    """Read a text; blank lines part its paragraphs."""
    parts = re.split(r"\n\s*\n", _filled(value, "text").strip())
    return tuple(" ".join(part.split()) for part in parts)


def _filled(value: object, key: str) -> str:
    text = tables.text(value)
    if text.strip():
        return text
    raise WrongValue(Rule.MISSING_KEY, "is empty", f"write {key} = {_EXAMPLES[key]}")


def _moment(value: object, zone: str) -> Moment:
    """Read a time, in quotes or as TOML itself has them."""
    written = value.isoformat() if isinstance(value, date | datetime) else tables.text(value)
    try:
        return times.read(written, zone)
    except times.NotATime as error:
        rule = Rule.AMBIGUOUS_TIME if error.ambiguous else Rule.NOT_A_TIME
        raise WrongValue(rule, error.message, error.hint) from None


_UNKNOWN = Unknown(Rule.UNKNOWN_KEY, "a comment has no key `{key}`")
_EXAMPLES = {
    "name": '"Noor Haddad"',
    "time": "2026-11-22T18:42:00Z",
    "text": '"I saw it from the bridge."',
}
