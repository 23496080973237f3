"""A video, a short, a stream or a playlist on YouTube."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs

from livegen.embeds.provider import (
    Arguments,
    BadArgument,
    Parameter,
    Provider,
    split_web,
    without_www,
)

_HOSTS = ("youtube.com", "music.youtube.com", "youtube-nocookie.com")
_ID = re.compile(r"[\w-]{11}", re.ASCII)
_LIST = re.compile(r"[\w-]{12,64}", re.ASCII)
_PATH = re.compile(r"/(?P<kind>shorts|live|embed|v)/(?P<id>[\w-]{11})/?", re.ASCII)
_CLOCK = re.compile(r"(?:(?P<h>\d{1,3}):)?(?P<m>\d{1,3}):(?P<s>\d{2})", re.ASCII)
_SPAN = re.compile(r"(?:(?P<h>\d{1,6})h)?(?:(?P<m>\d{1,6})m)?(?:(?P<s>\d{1,6})s?)?", re.ASCII)


def match(url: str) -> Arguments | None:
    """Return `id` or `list`, `start` where the address has one, and `shape` of a short."""
    parts = split_web(url)
    host = without_www(parts.hostname) if parts else ""
    if parts and host == "youtu.be":
        return _video(parts.path.strip("/"), parts)
    if parts and host in _HOSTS:
        return _of_path(parts)
    return None


def _of_path(parts: SplitResult) -> Arguments | None:
    query = parse_qs(parts.query)
    if parts.path.rstrip("/") == "/playlist":
        name = query.get("list", [""])[0]
        return {"list": name} if _LIST.fullmatch(name) else None
    if parts.path.rstrip("/") == "/watch":
        return _video(query.get("v", [""])[0], parts)
    found = _PATH.fullmatch(parts.path)
    video = _video(found["id"], parts) if found else None
    return {**video, "shape": "tall"} if video and found and found["kind"] == "shorts" else video


def _video(id: str, parts: SplitResult) -> Arguments | None:
    if not _ID.fullmatch(id):
        return None
    query = {**parse_qs(parts.fragment), **parse_qs(parts.query)}
    written = (query.get("t") or query.get("start") or [""])[0]
    start = _seconds(written) if written else None
    return {"id": id, "start": str(start)} if start else {"id": id}


def prepare(arguments: Arguments) -> Arguments:
    """Complete a video: `url`, `frame`, `start` in seconds, `shape` (`wide` or `tall`)."""
    given = {"shape": "wide", **_from_address(arguments)}
    video, playlist = given.get("id", ""), given.get("list", "")
    if not video and not playlist:
        raise BadArgument("which video? `id` is missing", _HINT)
    if video and not _ID.fullmatch(video):
        raise BadArgument(f'`id` is not the id of a video: "{video}"', _HINT, "id")
    if playlist and not _LIST.fullmatch(playlist):
        raise BadArgument(f'`list` is not the id of a playlist: "{playlist}"', _HINT, "list")
    if given["shape"] not in ("wide", "tall"):
        raise BadArgument(f'`shape` is wide or tall, not "{given["shape"]}"', _HINT, "shape")
    start = _checked(given.pop("start", ""))
    began = {"start": str(start)} if start else {}
    url, frame = _url(video, playlist, start), _frame(video, playlist, start)
    return {**given, **began, "url": url, "frame": frame}


def _from_address(arguments: Arguments) -> dict[str, str]:
    given = dict(arguments)
    if "/" in given.get("id", ""):
        found = match(given["id"])
        if found is None:
            raise BadArgument(f'`id` is not the address of a video: "{given["id"]}"', _HINT, "id")
        del given["id"]
        given = {**found, **given}
    return given


def _checked(start: str) -> int:
    seconds = _seconds(start) if start else 0
    if seconds is None:
        raise BadArgument(f'`start` is not a time: "{start}"', "write start=90 or 1m30s", "start")
    return seconds


def _seconds(text: str) -> int | None:
    found = _CLOCK.fullmatch(text) or _SPAN.fullmatch(text)
    if found is None:
        return None
    return sum(int(found[unit] or 0) * size for unit, size in (("h", 3600), ("m", 60), ("s", 1)))


def _url(id: str, playlist: str, start: int) -> str:
    if not id:
        return f"https://www.youtube.com/playlist?list={playlist}"
    return f"https://www.youtube.com/watch?v={id}" + (f"&t={start}s" if start else "")


def _frame(id: str, playlist: str, start: int) -> str:
    # The host that sets no cookie before the video plays.
    address = f"https://www.youtube-nocookie.com/embed/{id or 'videoseries'}"
    asked = [f"list={playlist}"] * bool(playlist) + [f"start={start}"] * bool(start)
    return "?".join([address, *["&".join(asked)] * bool(asked)])


_HINT = "write {{< youtube dQw4w9WgXcQ start=30 >}}"

PROVIDER = Provider(
    name="youtube",
    title="YouTube",
    about="A video on YouTube. Its address alone in a paragraph will do.",
    example=_HINT.removeprefix("write "),
    parameters=(
        Parameter("id", "the video's id, or its address"),
        Parameter("start", "where it begins: 90 or 1m30s"),
        Parameter("title", "what it shows, read out in place of the picture"),
        Parameter("list", "the id of a playlist, in place of `id`"),
        Parameter("shape", "wide (default) or tall"),
    ),
    match=match,
    prepare=prepare,
    frames=("https://www.youtube-nocookie.com",),
)
