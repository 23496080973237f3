"""A post on X (Twitter): its words typed by the reporter, its date read from its id."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from livegen import times
from livegen.embeds.provider import (
    Arguments,
    BadArgument,
    Holds,
    Parameter,
    Provider,
    split_web,
    without_www,
)

_PATH = re.compile(
    r"/(?:(?P<nobody>i/web|i)|(?P<author>\w{1,15}))/status(?:es)?/(?P<id>\d{1,19})(?:/.*)?",
    re.ASCII,
)
_EPOCH = 1288834974657
"""Milliseconds of 2010-11-04 01:42:54.657 UTC, from which snowflake ids count."""

_OLDEST_WITH_TIME = 29_700_000_000
"""Ids were running numbers up to here; as snowflakes they would all date from the first day."""


def match(url: str) -> Arguments | None:
    """Return `url`, `id` and, where the address tells, `author`."""
    parts = split_web(url)
    if parts is None or without_www(parts.hostname) not in ("twitter.com", "x.com"):
        return None
    found = _PATH.fullmatch(parts.path)
    if found is None:
        return None
    author, host = found["author"] or "", without_www(parts.hostname)
    named = {"author": author} if author else {}
    return {"url": _address(host, author, found["id"]), "id": found["id"], **named}


def prepare(arguments: Arguments) -> Arguments:
    """Complete a post: `url`, `id`, `date` (ISO 8601) where known, `frame`."""
    given = dict(arguments)
    author = given.pop("author", "").strip().removeprefix("@")
    date = given.pop("date", "")
    place = _place(given, author)
    written = {"author": author} if author else {}
    dated = _checked(date) if date else _date(int(place["id"]))
    frame = f"https://platform.twitter.com/embed/Tweet.html?id={place['id']}&dnt=true"
    whole = {**given, **place, **written, "date": dated, "frame": frame}
    return {name: value for name, value in whole.items() if value}


def _place(given: dict[str, str], author: str) -> Arguments:
    url, number = given.get("url", ""), given.get("id", "")
    if url.isdecimal():
        url, number = "", url
    if url:
        found = match(url)
        if found is None:
            raise BadArgument(f'`url` is not the address of a post: "{url}"', _HINT, "url")
        if number and number != found["id"]:
            raise BadArgument("`url` and `id` name two different posts", _HINT, "id")
        return found
    if not number:
        raise BadArgument("which post? `url` is missing", _HINT)
    if not re.fullmatch("[0-9]{1,19}", number):
        raise BadArgument(f'`id` is not the number of a post: "{number}"', _HINT, "id")
    return {"url": _address("twitter.com", author, number), "id": number}


def _address(host: str, author: str, id: str) -> str:
    return f"https://{host}/{author or 'i/web'}/status/{id}"


def _date(id: int) -> str:
    if id < _OLDEST_WITH_TIME:
        return ""
    moment = datetime.fromtimestamp(((id >> 22) + _EPOCH) // 1000, UTC)
    return moment.isoformat()


def _checked(date: str) -> str:
    try:
        moment = times.read(date, "UTC")
    except times.NotATime as fault:
        raise BadArgument(f"`date` {fault.message}", _DATE, "date") from None
    if moment.day is None and not re.search(r"(?:[Zz]|[+-]\d{2}(?::?\d{2})?)$", date):
        raise BadArgument(f'`date` does not say in which zone: "{date}"', _DATE, "date")
    return moment.day.isoformat() if moment.day else datetime.fromisoformat(date).isoformat()


_HINT = "write {{< tweet https://twitter.com/mike_giglio/status/679352304697503744 >}}"
_DATE = "write date=2015-12-22, or date=2015-12-22T17:26+00:00"

PROVIDER = Provider(
    name="tweet",
    title="X",
    about="A post on X (Twitter). Its address alone in a paragraph will do.",
    example=_HINT.removeprefix("write "),
    parameters=(
        Parameter("url", "the post's address, or its number", holds=Holds.ADDRESS),
        Parameter("id", "the post's number, in place of `url`"),
        Parameter("author", "who posted it, without the @; default: as in the address"),
        Parameter("text", "its words, so that the page has them when the post is gone"),
        Parameter("date", "when it was posted; default: as its number tells"),
    ),
    match=match,
    prepare=prepare,
    frames=("https://platform.twitter.com",),
)
