"""Moments as reporters write them: zones, dates without a clock, local times that happen twice.

Law: nothing here reads a clock; "now" is always an argument.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

TOLERANCE = timedelta(minutes=5)
"""How far ahead a time may lie before it is held: reporters' clocks differ."""

_NOON = time(12)
_TIME = re.compile(
    r"""(?P<day>\d{4}-\d{2}-\d{2})
        (?:[Tt]|[ ]+)(?P<clock>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)
        [ ]?(?P<offset>[Zz]|[+-]\d{2}(?::?\d{2})?)?""",
    re.VERBOSE,
)
_OUT_OF_REACH = ("0000-", "0001-", "9999-")
"""A zone's offset would carry these years out of what `datetime` can say."""
_SOME_TIME = datetime.fromisoformat("2026-11-22T18:42")
"""Shown where the author's own time cannot be told."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = re.compile(
    r"""(?<![\d:])(?P<hour>[0-2]?\d):(?P<minute>[0-5]\d)(?!\d|:\d)
        (?:\s*(?P<half>[AaPp])\.?[Mm]\b\.?)?""",
    re.VERBOSE,
)
_HOUR = re.compile(r"(?<![\d:.])(?P<hour>[01]?\d)(?P<minute>)\s*(?P<half>[AaPp])\.?[Mm]\b\.?")
_OFFSET = re.compile(r"[+-]\d{2}:\d{2}")
_ABBREVIATION = re.compile("[A-Z]{2,5}")
_AROUND = re.compile(r"[\s,@]+|\b(?:at|h|T|Uhr)\b")
"""What may stand around a day and a clock time without a meaning of its own."""


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A point in time, as precise as it was written.

    `at` is in UTC and is what moments are ordered by. `zone` is the IANA name in which it is
    shown. `day` is set for a date alone, and is then all that is shown.
    """

    at: datetime
    zone: str
    day: date | None = None

    @property
    def local(self) -> datetime:
        """The moment in its own zone."""
        return _local(self.at, self.zone)

    @property
    def iso(self) -> str:
        """ISO 8601 for machines: with an offset, or the day alone."""
        if self.day:
            return self.day.isoformat()
        return _iso(self.at, self.zone)

    @property
    def instant(self) -> str:
        """ISO 8601 with an offset, of a date alone too: the moment that it counts as."""
        return _iso(self.at, self.zone)


# An update's time is said in a dozen places of its pages and feeds.
@lru_cache(maxsize=4096)
def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(zone_of(zone))


@lru_cache(maxsize=4096)
def _iso(at: datetime, zone: str) -> str:
    # Before standard time, offsets had seconds (Monrovia until 1972), which HTML and
    # RFC 3339 cannot say.
    local = _local(at, zone)
    offset = local.utcoffset() or timedelta()
    return (at if offset.seconds % 60 else local).isoformat()


class NotATime(ValueError):  # noqa: N818 it is worded for reporters, like its siblings
    """A text is no moment: why, and what to write."""

    def __init__(self, message: str, hint: str, *, ambiguous: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.ambiguous = ambiguous


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo:
    """Return the zone called `name`; raises `ValueError` for one that IANA does not know."""
    # From the tzdata package and not from the machine, so that every machine builds the same
    # bytes; its list of names also keeps paths and the machine's own `localtime` out.
    if name not in zone_names():
        raise ValueError(f"unknown time zone: {name}")
    file = resources.files("tzdata.zoneinfo").joinpath(*name.split("/"))
    with file.open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Return the names of all zones that IANA knows."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("utf-8").split())


# A story of 2,000 updates is read again with each edit.
@lru_cache(maxsize=4096)
def read(text: str, zone: str) -> Moment:
    """Return the moment written in `text`, local time being that of `zone`.

    Accepts ISO 8601 dates and times and `2026-11-22 18:42[:30]`. A date alone counts as noon.
    Raises `NotATime` for anything else and for a local time that happens twice or never.
    """
    text = text.strip()
    if text.startswith(_OUT_OF_REACH):
        raise NotATime(f'names a year that is out of reach: "{text}"', example("", zone))
    if _DAY.fullmatch(text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise NotATime(
                f'names a day that does not exist: "{text}"', example(text, zone)
            ) from None
        return Moment(datetime.combine(day, _NOON, zone_of(zone)).astimezone(UTC), zone, day)
    match = _TIME.fullmatch(text)
    if match is None:
        raise NotATime(f'is not a time: "{text}"', example(text, zone))
    try:
        wall = datetime.fromisoformat(f"{match['day']}T{match['clock']}")
        offset = _offset(match["offset"])
    except ValueError:
        raise NotATime(f'names a time that does not exist: "{text}"', example(text, zone)) from None
    try:
        if offset is not None:
            return Moment((wall - offset).replace(tzinfo=UTC), zone)
        return Moment(_only_reading(wall, zone), zone)
    except OverflowError:
        raise NotATime(f'names a time that does not exist: "{text}"', example(text, zone)) from None


def read_stamp(name: str, zone: str) -> Moment | None:
    """Return the moment that a file name begins with (`2026-11-22-1842…`), or None.

    Raises `NotATime` if it looks like one and is none.
    """
    match = re.match(r"(\d{4}-\d{2}-\d{2})-(\d{2})(\d{2})(\d{2})?(?!\d)", name)
    if match is None:
        return None
    day, hour, minute, second = match.groups()
    return read(f"{day} {hour}:{minute}:{second or '00'}", zone)


def example(text: str, zone: str) -> str:
    """Return the hint that shows how the time in `text` should read.

    What is not understood is not turned into another time: then the hint shows the form alone.
    """
    wall, rest = _understood(text)
    if rest in ("UTC", "GMT", "Z"):
        return f"write {wall:%Y-%m-%dT%H:%M}Z"
    if _OFFSET.fullmatch(rest):
        return f"write {wall:%Y-%m-%dT%H:%M}{rest}"
    if _ABBREVIATION.fullmatch(rest) or rest in zone_names():
        return (
            f"write the zone as an offset: {wall:%Y-%m-%dT%H:%M}-05:00 "
            "where clocks are five hours behind UTC"
        )
    if rest:
        wall = _SOME_TIME
    aware = wall.replace(tzinfo=zone_of(zone))
    offset = aware.isoformat(timespec="minutes")
    return f"write {wall:%Y-%m-%d %H:%M}, or with an offset {offset}"


def held_until(moment: Moment, now: datetime) -> datetime | None:
    """Return the instant (UTC) that `moment` is held for at `now`, or None if it is out."""
    out = out_from(moment)
    if out <= now:
        return None
    return out if moment.day else moment.at


def out_from(moment: Moment) -> datetime:
    """Return the instant (UTC) from which `moment` is no longer held.

    A clock time is held while it lies more than `TOLERANCE` ahead; a date alone until its day
    begins in its zone.
    """
    if moment.day is None:
        return moment.at - TOLERANCE
    return datetime.combine(moment.day, time(0), zone_of(moment.zone)).astimezone(UTC)


def holds(now: datetime, since: datetime | None, until: datetime | None) -> bool:
    """True if what is so from `since` (None: ever since) and before `until` (None: for good) is so
    at `now`."""
    return (since is None or since <= now) and (until is None or now < until)


def zone_label(local: datetime) -> str:
    """Return the zone's short name at `local`: `EST`, or `UTC+3` where it has none."""
    name = local.tzname() or ""
    if name and not name.startswith(("+", "-")):
        return name
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def _understood(text: str) -> tuple[datetime, str]:
    """Return the wall time in `text` and what else is said of it; what is absent is made up."""
    day = _DAY.search(text)
    rest = _DAY.sub(" ", text, count=1)
    clock = _CLOCK.search(rest) or _HOUR.search(rest)
    try:
        wall = datetime.fromisoformat(f"{day[0] if day else _SOME_TIME.date()}T{_of_24(clock)}")
    except ValueError:
        return _SOME_TIME, ""
    rest = rest.replace(clock[0], " ", 1) if clock else ""
    return wall, _AROUND.sub(" ", rest).strip()


def _of_24(clock: re.Match[str] | None) -> str:
    """Return a clock time with the hours from 00 to 23."""
    if clock is None:
        return f"{_SOME_TIME:%H:%M}"
    hour, half = int(clock["hour"]), (clock["half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{clock['minute'] or '00'}"


def _offset(text: str | None) -> timedelta | None:
    if text is None:
        return None
    if text in "Zz":
        return timedelta()
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if hours > 18 or minutes > 59:
        raise ValueError(text)
    size = timedelta(hours=hours, minutes=minutes)
    return -size if text[0] == "-" else size


def _only_reading(wall: datetime, zone: str) -> datetime:
    """Return the one instant (UTC) at which clocks in `zone` show `wall`."""
    offset = zone_of(zone).utcoffset(wall)
    if offset is not None and offset == zone_of(zone).utcoffset(wall.replace(fold=1)):
        instant = wall - offset
        # `replace(tzinfo=UTC)` takes three times as long.
        return datetime.combine(instant.date(), instant.time(), UTC)
    first = wall.replace(tzinfo=zone_of(zone), fold=0)
    second = first.replace(fold=1)
    # PEP 495: the two folds disagree both in a gap and in an overlap; only a gap fails to
    # come back to the same wall time.
    shown = first.astimezone(UTC).astimezone(zone_of(zone))
    # In a gap each fold's offset names the reading on one side of the jump.
    readings = [
        reading.astimezone(UTC).astimezone(zone_of(zone)) if shown != first else reading
        for reading in sorted((first, second), key=lambda r: r.astimezone(UTC))
    ]
    named = [f"{r.isoformat(timespec='minutes')}, which is {zone_label(r)}" for r in readings]
    happens = "happens twice" if _same_wall(shown, wall) else "never happens"
    raise NotATime(
        f'{happens} in {zone}, as clocks change: "{wall:%Y-%m-%d %H:%M}"',
        f"write {named[0]}, or {named[1]}",
        ambiguous=True,
    )


def _same_wall(aware: datetime, wall: datetime) -> bool:
    return aware.replace(tzinfo=None) == wall
