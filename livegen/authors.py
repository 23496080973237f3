"""`authors.toml` into values: who has a byline."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from livegen import tables, urls
from livegen.errors import Report, Rule
from livegen.model import Author
from livegen.tables import File, Readers, Unknown, WrongValue


def read(content: bytes, path: str, report: Report) -> Mapping[str, Author]:
    """Return the authors by id; what is wrong goes to `report`.

    Of an author in error what could be read is kept, unless the id or the name is wrong.
    """
    file = tables.read(content, path, _UNKNOWN, report)
    if file is None:
        return {}
    found = [_author(file, name) for name in file.says]
    return {author.id: author for author in found if author is not None}


def _author(file: File, id: str) -> Author | None:
    if not isinstance(file.says[id], dict):
        _no_table(file, id)
        return None
    values = file.table((id,), _KEYS)
    if not _has_slug(file, id) or not _has_name(file, id, values):
        return None
    if _FOREIGN.match(values.get("photo", "")):
        _leave_out(file, id, values.pop("photo"))
    return Author(id=id, place=file.spot((id,)).key, **values)


def _no_table(file: File, id: str) -> None:
    """Report a key above all tables: one of an author, or an id with the name as its value."""
    if id in _KEYS:
        message, hint = (
            "stands outside of an author's table",
            "write the author's id above it: [noor]",
        )
    else:
        name = tables.written(file.says[id]) if isinstance(file.says[id], str) else _example(id)
        message, hint = "is not a table", f"write [{id}] and on the next line name = {name}"
    file.report.error(Rule.WRONG_SHAPE, file.spot((id,)).key, f"`{id}` {message}", hint)


def _has_slug(file: File, id: str) -> bool:
    meant = urls.slug(id)
    if meant and urls.is_slug(id):
        return True
    file.report.error(
        Rule.NOT_AN_ID,
        file.spot((id,)).key,
        f'the id of an author takes letters, digits and `-`, not "{id}"',
        f"write [{_as_key(meant or 'noor')}]",
    )
    return False


def _has_name(file: File, id: str, values: Mapping[str, str]) -> bool:
    if values.get("name"):
        return True
    # A name that is there but no text has its error already.
    if "name" in values or "name" not in file.says[id]:
        place = file.spot((id,)).key
        hint = f"write name = {_example(id)}"
        file.report.error(Rule.MISSING_KEY, place, "an author needs `name`", hint)
    return False


def _leave_out(file: File, id: str, photo: str) -> None:
    name = posixpath.basename(urlsplit(photo).path)
    file.report.warn(
        Rule.FOREIGN_PICTURE,
        file.spot((id, "photo")).value,
        f'a picture on another host is left out: "{photo}"',
        f'save it beside the authors and write photo = "{name or "noor.jpg"}": '
        "another host sees who reads, and may change it",
    )


def _line(value: object) -> str:
    """Read a text; white space and line ends in it become single spaces."""
    return " ".join(tables.text(value).split())


def _url(value: object) -> str:
    text = tables.text(value)
    if text and not _WEB.fullmatch(text):
        host = text if _HOST.fullmatch(text) else "example.org/"
        message = f"is neither a web address nor a path of the site: {tables.written(text)}"
        raise WrongValue(Rule.NOT_A_URL, message, f'write url = "https://{host}"')
    return text


def _example(id: str) -> str:
    return tables.written(id.replace("-", " ").strip().title() or "Noor Haddad")


def _as_key(id: str) -> str:
    """Return an id as TOML takes it: in quotes, if it has letters beyond A to Z."""
    return id if id.isascii() else tables.written(id)


_KEYS: Readers = {"name": _line, "role": _line, "photo": tables.text, "url": _url}
_UNKNOWN = Unknown(Rule.UNKNOWN_KEY, "an author has no key `{key}`")
_FOREIGN = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s/]\S*|/(?!/)\S*", re.IGNORECASE)
_HOST = re.compile(r"(?:\w[\w-]*\.)+[a-z]{2,}(?:[/?]\S*)?", re.IGNORECASE)
