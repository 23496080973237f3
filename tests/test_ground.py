"""The ground floor: moments, addresses, digests, problems, and what a story derives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from types import MappingProxyType

import pytest
from conftest import REPOSITORY
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from livegen import errors, times, urls
from livegen.errors import Edit, Level, Place, Problem, Report, Rule
from livegen.fingerprint import fingerprint
from livegen.model import Correction, Story, Text, Update, Withdrawal
from livegen.times import TOLERANCE, Moment, NotATime

NEW_YORK = "America/New_York"
LORD_HOWE = "Australia/Lord_Howe"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# ------------------------------------------------------------------ times: reading


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-22 18:42", "2026-11-22T23:42"),
        ("2026-11-22 18:42:30", "2026-11-22T23:42:30"),
        ("2026-11-22 18:42:30.25", "2026-11-22T23:42:30.25"),
        ("2026-11-22  18:42", "2026-11-22T23:42"),
        ("2026-11-22T18:42", "2026-11-22T23:42"),
        ("2026-11-22t18:42z", "2026-11-22T18:42"),
        ("2026-11-22T18:42Z", "2026-11-22T18:42"),
        ("2026-11-22T18:42-00:00", "2026-11-22T18:42"),
        ("2026-11-22T18:42+01", "2026-11-22T17:42"),
        ("2026-11-22T18:42+0100", "2026-11-22T17:42"),
        ("2026-11-22T18:42+01:00", "2026-11-22T17:42"),
        ("2026-11-22T18:42-03:30", "2026-11-22T22:12"),
        ("2026-11-22 18:42 +01:00", "2026-11-22T17:42"),
        (" 2026-11-22 18:42\n", "2026-11-22T23:42"),
    ],
)
def test_a_time_without_an_offset_is_local_and_with_one_it_is_not(text: str, at: str) -> None:
    assert times.read(text, NEW_YORK) == Moment(utc(at), NEW_YORK)


def test_a_date_alone_counts_as_noon_and_is_shown_as_a_date_alone() -> None:
    moment = times.read("2015-12-28", NEW_YORK)

    assert moment == Moment(utc("2015-12-28T17:00"), NEW_YORK, date(2015, 12, 28))
    assert moment.iso == "2015-12-28"


def test_a_moment_is_shown_in_its_own_zone() -> None:
    moment = times.read("2026-11-22T18:42Z", NEW_YORK)

    assert moment.iso == "2026-11-22T13:42:00-05:00"
    assert (moment.local.hour, moment.local.tzname()) == (13, "EST")


def test_moments_are_ordered_by_instant_whatever_their_zones() -> None:
    earlier = times.read("2026-11-22 18:42", "Asia/Tokyo")
    later = times.read("2026-11-22 12:00", NEW_YORK)

    assert earlier < later


@pytest.mark.parametrize(
    "text",
    [
        *("", "18:42", "today", "1122", "2026-11-22T", "2026-11-22T18", "2026-11-22 9:05"),
        *("22.11.2026", "11/22/2026", "2026-11-22 6 pm", "2026-11-22 18:42 EST", "20261122T1842"),
        *("2026-11-22 18:42+1", "2026-11-22\n18:42", "-2026-11-22", "2026-11-22-1842"),
    ],
)
def test_what_is_no_time_is_refused_with_one_that_is(text: str) -> None:
    with pytest.raises(NotATime) as caught:
        times.read(text, NEW_YORK)

    assert caught.value.message == f'is not a time: "{text}"'
    assert not caught.value.ambiguous


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-02-30", 'names a day that does not exist: "2026-02-30"'),
        ("2026-13-01 10:00", 'names a time that does not exist: "2026-13-01 10:00"'),
        ("2026-11-22 24:01", 'names a time that does not exist: "2026-11-22 24:01"'),
        ("2026-11-22 18:42:60", 'names a time that does not exist: "2026-11-22 18:42:60"'),
        ("2026-11-22 18:42+19:00", 'names a time that does not exist: "2026-11-22 18:42+19:00"'),
        ("2026-11-22 18:42+01:60", 'names a time that does not exist: "2026-11-22 18:42+01:60"'),
        ("٢٠٢٦-١١-٢٢ ١٨:٤٢", 'names a time that does not exist: "٢٠٢٦-١١-٢٢ ١٨:٤٢"'),
    ],
)
def test_a_time_that_no_calendar_has_is_refused(text: str, message: str) -> None:
    with pytest.raises(NotATime) as caught:
        times.read(text, "UTC")

    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("18:42", "write 2026-11-22 18:42, or with an offset 2026-11-22T18:42+01:00"),
        ("2015-12-28 at 9", "write 2015-12-28 18:42, or with an offset 2015-12-28T18:42+01:00"),
        ("2015-07-28, 09:05 h", "write 2015-07-28 09:05, or with an offset 2015-07-28T09:05+02:00"),
        ("2026-02-30", "write 2026-11-22 18:42, or with an offset 2026-11-22T18:42+01:00"),
        ("2026-11-22T9:05", "write 2026-11-22 09:05, or with an offset 2026-11-22T09:05+01:00"),
    ],
)
def test_the_hint_keeps_what_was_right(text: str, hint: str) -> None:
    with pytest.raises(NotATime) as caught:
        times.read(text, "Europe/Berlin")

    assert caught.value.hint == hint


@pytest.mark.parametrize(
    ("written", "clock"),
    [
        *(("6:42 pm", "18:42"), ("6:42PM", "18:42"), ("6:42 p.m.", "18:42"), ("6 pm", "18:00")),
        *(("6:42 am", "06:42"), ("12:05 am", "00:05"), ("12 pm", "12:00"), ("18:42 pm", "18:42")),
    ],
)
def test_the_hint_turns_twelve_hours_into_twenty_four(written: str, clock: str) -> None:
    hint = times.example(f"2026-11-01 {written}", "UTC")

    assert hint == f"write 2026-11-01 {clock}, or with an offset 2026-11-01T{clock}+00:00"


@pytest.mark.parametrize("zone", ["CET", "EST", "Europe/Berlin"])
def test_the_hint_for_the_name_of_a_zone_is_an_offset(zone: str) -> None:
    assert times.example(f"2026-11-01 6:42 pm {zone}", NEW_YORK) == (
        "write the zone as an offset: 2026-11-01T18:42-05:00 where clocks are five hours behind UTC"
    )


@pytest.mark.parametrize(
    ("written", "hint"),
    [("10:00 UTC", "10:00Z"), ("10:00 GMT", "10:00Z"), ("9:05 pm +09:00", "21:05+09:00")],
)
def test_the_hint_keeps_an_offset(written: str, hint: str) -> None:
    assert times.example(f"2026-11-01 {written}", NEW_YORK) == f"write 2026-11-01T{hint}"


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-01 10:00+1", "2026-11-01 10:00 UTC+1", "2026-11-01 10:00:75", "10:00 tomorrow"),
        *("11/21/2026 10:00", "2026-11-01 10:00 - 11:00", "2026-11-01 26:00", "2026-11-01 10:005"),
    ],
)
def test_what_is_not_understood_is_not_turned_into_another_time(text: str) -> None:
    hint = times.example(text, "UTC")

    assert "2026-11-01T10" not in hint
    assert "T10:00" not in hint


@pytest.mark.parametrize(
    ("text", "zone", "message", "hint"),
    [
        pytest.param(
            "2026-11-01 01:30",
            NEW_YORK,
            'happens twice in America/New_York, as clocks change: "2026-11-01 01:30"',
            "write 2026-11-01T01:30-04:00, which is EDT, or 2026-11-01T01:30-05:00, which is EST",
            id="back by an hour",
        ),
        pytest.param(
            "2026-03-08 02:30",
            NEW_YORK,
            'never happens in America/New_York, as clocks change: "2026-03-08 02:30"',
            "write 2026-03-08T01:30-05:00, which is EST, or 2026-03-08T03:30-04:00, which is EDT",
            id="on by an hour",
        ),
        pytest.param(
            "2026-04-05 01:45",
            LORD_HOWE,
            'happens twice in Australia/Lord_Howe, as clocks change: "2026-04-05 01:45"',
            "write 2026-04-05T01:45+11:00, which is UTC+11, "
            "or 2026-04-05T01:45+10:30, which is UTC+10:30",
            id="back by half an hour",
        ),
        pytest.param(
            "2011-12-30 12:00",
            "Pacific/Apia",
            'never happens in Pacific/Apia, as clocks change: "2011-12-30 12:00"',
            "write 2011-12-29T12:00-10:00, which is UTC-10, "
            "or 2011-12-31T12:00+14:00, which is UTC+14",
            id="on by a day",
        ),
    ],
)
def test_a_local_time_that_happens_twice_or_never_is_refused_with_its_readings(
    text: str, zone: str, message: str, hint: str
) -> None:
    with pytest.raises(NotATime) as caught:
        times.read(text, zone)

    assert (caught.value.message, caught.value.hint) == (message, hint)
    assert caught.value.ambiguous


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("2026-11-01 00:59", "-04:00"),
        ("2026-11-01 02:00", "-05:00"),
        ("2026-03-08 01:59", "-05:00"),
        ("2026-03-08 03:00", "-04:00"),
        ("2026-11-01 01:30-04:00", "-04:00"),
        ("2026-11-01 01:30-05:00", "-05:00"),
    ],
)
def test_beside_a_clock_change_and_with_an_offset_a_time_has_one_reading(
    text: str, offset: str
) -> None:
    assert times.read(text, NEW_YORK).iso == f"{text[:10]}T{text[11:16]}:00{offset}"


ZONES = st.sampled_from(sorted(times.zone_names()))


@given(wall=st.datetimes(), zone=ZONES)
@settings(max_examples=200)
def test_a_local_time_that_is_read_is_shown_as_it_was_written(wall: datetime, zone: str) -> None:
    with suppress(NotATime):
        assert times.read(wall.isoformat(" "), zone).local.replace(tzinfo=None, fold=0) == wall


def test_at_the_ends_of_the_calendar_a_time_is_read_or_refused() -> None:
    for text in ("0001-01-01", "9999-12-31", "0001-01-01T00:00Z", "9999-12-31T23:59Z"):
        for zone in ("Asia/Tokyo", NEW_YORK, "Pacific/Tongatapu", "Etc/GMT+12"):
            with suppress(NotATime):
                moment = times.read(text, zone)
                assert moment.iso
                times.held_until(moment, utc("2026-11-22T12:00"))


def test_an_offset_for_machines_has_whole_minutes() -> None:
    iso = times.read("1969-07-20 12:00", "Africa/Monrovia").iso

    assert re.fullmatch(r"1969-07-20T\d\d:\d\d:\d\d[+-]\d\d:\d\d", iso)
    assert datetime.fromisoformat(iso) == utc("1969-07-20T12:44:30")


# ------------------------------------------------------------------ times: zones and file names


def test_a_zone_is_known_by_its_iana_name_alone() -> None:
    assert {NEW_YORK, "UTC", "Asia/Kathmandu"} <= times.zone_names()
    for name in ("Nowhere/City", "europe/berlin", "../zones", "localtime", "EST ", ""):
        with pytest.raises(ValueError, match="unknown time zone"):
            times.zone_of(name)


def test_zones_come_from_the_package_and_not_from_the_machine() -> None:
    assert all(times.zone_of(name).key == name for name in times.zone_names())


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        (NEW_YORK, "EST"),
        ("Europe/London", "GMT"),
        ("UTC", "UTC"),
        ("Europe/Istanbul", "UTC+3"),
        ("America/Sao_Paulo", "UTC-3"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("Pacific/Marquesas", "UTC-9:30"),
    ],
)
def test_a_zone_is_labelled_by_its_short_name_or_else_its_distance(zone: str, label: str) -> None:
    assert times.zone_label(times.read("2026-11-22 18:42", zone).local) == label


def test_a_label_changes_with_the_season() -> None:
    assert times.zone_label(times.read("2026-07-22 18:42", NEW_YORK).local) == "EDT"


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("2026-11-22-1842", "2026-11-22T18:42"),
        ("2026-11-22-1842-levee.md", "2026-11-22T18:42"),
        ("2026-11-22-184230-levee.md", "2026-11-22T18:42:30"),
        ("2026-11-22-1842levee.md", "2026-11-22T18:42"),
    ],
)
def test_a_file_name_may_begin_with_its_time(name: str, at: str) -> None:
    assert times.read_stamp(name, "UTC") == Moment(utc(at), "UTC")


@pytest.mark.parametrize("name", ["levee.md", "2026-11-22.md", "2026-11-22-18", "2026-11-22-18425"])
def test_a_file_name_without_a_clock_has_no_time(name: str) -> None:
    assert times.read_stamp(name, "UTC") is None


@pytest.mark.parametrize("name", ["2026-02-30-1842-a.md", "2026-11-22-2560.md", "2026-11-01-0130"])
def test_a_file_name_that_begins_with_no_possible_time_is_refused(name: str) -> None:
    with pytest.raises(NotATime):
        times.read_stamp(name, NEW_YORK)


# ------------------------------------------------------------------ times: held


def test_a_clock_time_is_held_while_more_than_five_minutes_ahead() -> None:
    moment = times.read("2026-11-22 18:42", "UTC")
    at = moment.at

    assert times.held_until(moment, at - TOLERANCE - timedelta(seconds=1)) == at
    assert times.held_until(moment, at - TOLERANCE) is None
    assert times.held_until(moment, at + timedelta(days=1)) is None


def test_a_date_alone_is_held_until_its_day_begins_in_its_zone() -> None:
    day = times.read("2026-11-22", NEW_YORK)
    midnight = utc("2026-11-22T05:00")

    assert times.held_until(day, midnight - timedelta(seconds=1)) == midnight
    assert times.held_until(day, midnight) is None


def test_a_day_without_midnight_begins_with_its_first_instant() -> None:
    day = times.read("2018-11-04", "America/Sao_Paulo")

    assert times.held_until(day, utc("2018-11-01T00:00")) == utc("2018-11-04T03:00")


def test_a_day_with_two_midnights_begins_with_the_first() -> None:
    day = times.read("2026-11-01", "America/Havana")

    assert times.held_until(day, utc("2026-10-01T00:00")) == utc("2026-11-01T04:00")


# ------------------------------------------------------------------ urls


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("The levee holds", "the-levee-holds"),
        ("  a -- b_c.d/e ", "a-b-c-d-e"),
        ("What’s new?", "what-s-new"),
        ("Café", "café"),
        ("Cafe\u0301", "café"),
        ("Straße", "straße"),
        ("東京 2026", "東京-2026"),
        ("हिन्दी", "हिन्दी"),
        ("ไม่มี", "ไม่มี"),
        ("العراق ٢٠١٥", "العراق-٢٠١٥"),
        ("²", ""),
        ("!?", ""),
    ],
)
def test_a_slug_keeps_letters_and_digits_of_any_script(text: str, slug: str) -> None:
    assert urls.slug(text) == slug


@given(st.text())
def test_a_slug_is_empty_or_may_stand_in_an_address(text: str) -> None:
    slug = urls.slug(text)

    assert slug == "" or urls.is_slug(slug)
    assert not set(slug) & set("/.#?% \n\\")


def test_a_slug_of_a_slug_is_the_slug() -> None:
    for text in ("J\u030c", "The levee holds", "İstanbul", "ǅ"):
        assert urls.slug(urls.slug(text)) == urls.slug(text)


@pytest.mark.parametrize("text", ["", "a/b", "..", "a b", "a.b", "a_b", "a#b", "²", "a\n"])
def test_what_would_not_survive_in_an_address_is_no_slug(text: str) -> None:
    assert not urls.is_slug(text)


@pytest.mark.parametrize("text", ["1842", "a-B-3", "-", "2026-11-22-1842"])
def test_an_update_id_is_of_ascii_letters_digits_and_hyphens(text: str) -> None:
    assert urls.is_update_id(text)


@pytest.mark.parametrize("text", ["", "a b", "é", "a.b", "a_b", "٣", "a\n"])
def test_anything_else_is_no_update_id(text: str) -> None:
    assert not urls.is_update_id(text)


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("2026-11-22-1842-levee", "2026-11-22-1842-levee"),
        ("2026-03-01 18:42", "2026-03-01-18-42"),
        ("_Café  crème_", "Caf-cr-me"),
        ("東京", ""),
    ],
)
def test_a_text_becomes_an_update_id(text: str, id: str) -> None:
    assert urls.update_id(text) == id


def test_no_update_may_take_an_id_that_the_pages_use() -> None:
    templates = (REPOSITORY / "templates").rglob("*.html")
    markup = "".join(path.read_text() for path in templates)
    taken = set(re.findall(r'\bid="([^"{]+)"', markup))

    assert taken
    # An id with `_` can be no update's.
    assert {name for name in taken if "_" not in name} <= urls.PAGE_IDS


def test_paths_are_those_of_the_contract() -> None:
    story = urls.story("world/asia", "flood")

    assert story == "/world/asia/flood/"
    assert urls.story("", "about") == "/about/"
    assert (urls.section(""), urls.section("world")) == ("/", "/world/")
    assert (urls.tag("iraq"), urls.author("noor")) == ("/tags/iraq/", "/authors/noor/")
    assert urls.list_page("/tags/iraq/", 2) == "/tags/iraq/page/2/"
    assert urls.archive(story, 2) == "/world/asia/flood/p/2/"
    assert urls.from_the_start(story, 2) == "/world/asia/flood/start/2/"
    assert urls.update_page(story, "levee") == "/world/asia/flood/u/levee/"
    assert urls.anchor(urls.archive(story, 2), "levee") == "/world/asia/flood/p/2/#levee"


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index.html"),
        ("/world/", "world/index.html"),
        ("/404.html", "404.html"),
        ("/world/flood/atom.xml", "world/flood/atom.xml"),
    ],
)
def test_a_path_that_ends_with_a_slash_is_an_index(path: str, file: str) -> None:
    assert urls.file_of(path) == file


def test_every_address_keeps_the_base_of_the_site() -> None:
    address = urls.address("https://news.example.org/courier/")

    assert address.href("/world/#levee") == "/courier/world/#levee"
    assert address.absolute("/world/") == "https://news.example.org/courier/world/"


def test_a_site_at_the_root_has_no_base() -> None:
    for url in ("https://example.org", "https://example.org/"):
        assert urls.address(url).href("/world/") == "/world/"


@pytest.mark.parametrize("url", ["https://example.org/my%20news/", "https://example.org/my news"])
def test_a_base_is_encoded_once_however_it_was_written(url: str) -> None:
    address = urls.address(url)

    assert address.href("/world/") == "/my%20news/world/"
    assert address.written("/world/") == "/my%20news/world/"


def test_what_is_not_ascii_is_encoded_in_addresses() -> None:
    address = urls.address("https://example.org/ü")

    assert address.href('/métro/a?b "c"/') == "/%C3%BC/m%C3%A9tro/a%3Fb%20%22c%22/"


@pytest.mark.parametrize(
    "url",
    ["", "example.org", "//example.org", "ftp://a.org", "https://", "https://a?b", "https://a#b"],
)
def test_a_site_needs_a_whole_address(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 — its text is not promised
        urls.address(url)


def test_a_tag_uri_has_an_authority_and_a_date() -> None:
    assert urls.tag_uri("example.org", "/world/#a") == "tag:example.org,2026:/world/#a"
    assert urls.tag_uri("example.org,2015-06", "/é") == "tag:example.org,2015-06:/%C3%A9"


# ------------------------------------------------------------------ fingerprint


@dataclass(frozen=True)
class Pair:
    left: object
    right: object


class Colour(Enum):
    RED = "red"


VALUES: tuple[object, ...] = (
    *(None, True, False, 1, 0, -1, 1.0, 1.5, "", "1", "a", "None", b"a"),
    *((), ("a",), ("ab", "c"), ("a", "bc"), (("a",), "b"), ("a", ("b",)), ((), ()), (((),),)),
    *({}, {"a": "b"}, {"a": None}, {"a": "b", "c": "d"}, {"a": {"c": "d"}}),
    *(Pair(1, 2), Pair(2, 1), Pair((1,), 2), Pair("1", 2)),
    *(date(2026, 11, 22), utc("2026-11-22"), utc("2026-11-22T00:01")),
    *("red", "str:1:a", "(", ")"),
)


def test_different_values_have_different_digests() -> None:
    assert len({fingerprint(value) for value in VALUES}) == len(VALUES)


def test_a_digest_is_the_same_in_every_run_and_on_every_machine() -> None:
    story = {"title": "Flood", "times": (datetime(2026, 11, 22, tzinfo=UTC),), "live": True}

    assert fingerprint(story) == "ed3d15d7"
    assert fingerprint(story, digits=12).startswith("ed3d15d7")


def test_digests_stay_what_they_were_for_they_stand_in_published_pages() -> None:
    assert fingerprint((*VALUES, Pair("a", Pair(None, ("b",)))), 16) == "2e480fe449331513"


def test_the_order_of_a_mapping_does_not_count_and_that_of_a_tuple_does() -> None:
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    assert fingerprint(MappingProxyType({"a": 1})) == fingerprint({"a": 1})
    assert fingerprint((1, 2)) != fingerprint((2, 1))


def test_what_is_no_text_counts_as_it_is_written() -> None:
    assert fingerprint((Colour.RED, date(2026, 11, 22))) == fingerprint(("red", "2026-11-22"))
    assert fingerprint(Markup("<p>")) == fingerprint("<p>")


@pytest.mark.parametrize("thing", [1j, object(), Pair, print, range(2), iter(())])
def test_what_is_not_a_value_is_refused_at_any_depth(thing: object) -> None:
    for value in (thing, (thing,), {"a": thing}, Pair(1, thing)):
        with pytest.raises(TypeError, match="not a value"):
            fingerprint(value)


# ------------------------------------------------------------------ errors


FLOOD = "content/world/flood.md"
SOURCE = "\n" * 13 + "  - time: 18:42\nnext\n"
AT = Place(FLOOD, 14, 11, 5)


def problem(place: Place, hint: str = "", level: Level = Level.ERROR) -> Problem:
    return Problem(Rule.NOT_A_TIME, place, '`time` is not a time: "18:42"', hint, level)


def test_a_problem_is_printed_as_the_contract_shows_it() -> None:
    hint = "write 2026-11-22 18:42, or with an offset 2026-11-22T18:42+01:00"

    assert errors.describe(problem(AT, hint), SOURCE).encode() == (
        b'content/world/flood.md:14:11: error: `time` is not a time: "18:42"\n'
        b"   14 |   - time: 18:42\n"
        b"      |           ^^^^^\n"
        b"   hint: write 2026-11-22 18:42, or with an offset 2026-11-22T18:42+01:00"
    )


def test_without_a_hint_or_a_source_there_is_less_to_print() -> None:
    first = 'content/world/flood.md:14:11: warning: `time` is not a time: "18:42"'

    assert errors.describe(problem(AT, level=Level.WARNING), None) == first
    assert errors.describe(problem(AT, level=Level.WARNING), "shorter now") == first


def test_what_the_world_did_wrong_is_said_in_one_line_with_the_file_if_it_is_about_one() -> None:
    full = OSError(28, "No space left on device", "site/index.html")
    said = "livegen: error: site/index.html: No space left on device"
    assert errors.worded(full) == said
    assert errors.worded(OSError(32, "Broken pipe")) == "livegen: error: Broken pipe"
    assert errors.worded(OSError("no address")) == "livegen: error: no address"


def test_a_problem_of_a_whole_file_has_no_line_and_one_of_no_file_names_livegen() -> None:
    of_a_file = errors.describe(problem(Place(FLOOD)), SOURCE)
    of_none = errors.describe(problem(errors.NOWHERE), None)

    assert of_a_file == 'content/world/flood.md: error: `time` is not a time: "18:42"'
    assert of_none == 'livegen: error: `time` is not a time: "18:42"'


@pytest.mark.parametrize(
    ("place", "source", "excerpt"),
    [
        (Place(FLOOD, 1, 3, 2), "\ta\tb", "    1 |  a b\n      |   ^^"),
        (Place(FLOOD, 1, 2, 99), "abc", "    1 | abc\n      |  ^^"),
        (Place(FLOOD, 1, 4, 1), "abc", "    1 | abc\n      |    ^"),
        (Place(FLOOD, 1, 1, 0), "", "    1 | \n      | ^"),
        (Place(FLOOD, 123456), "\n" * 123455 + "a", "123456 | a\n       | ^"),
    ],
    ids=["tabs", "too wide", "past the end", "an empty line", "a long file"],
)
def test_the_marks_stand_under_the_fault(place: Place, source: str, excerpt: str) -> None:
    assert errors.describe(problem(place), source).partition("\n")[2] == excerpt


@pytest.mark.parametrize(
    ("at", "shown", "marks"),
    [
        (0, "x" * 100 + "…", 0),
        (7000, "…" + "x" * 100 + "…", 41),
        (14_999, "…" + "x" * 100, 100),
    ],
    ids=["at the beginning", "in the middle", "at the end"],
)
def test_of_a_very_long_line_the_part_around_the_fault_is_shown(
    at: int, shown: str, marks: int
) -> None:
    told = errors.describe(problem(Place(FLOOD, 1, at + 1, 1)), "x" * 15_000)
    wide = errors.describe(problem(Place(FLOOD, 1, at + 1, 15_000)), "x" * 15_000)

    assert told.splitlines()[1:] == [f"    1 | {shown}", f"      | {' ' * marks}^"]
    assert set(wide.splitlines()[2]) == {" ", "|", "^"}
    assert len(wide.splitlines()[2]) <= len("      | ") + 101


def test_a_line_of_common_length_is_shown_whole() -> None:
    assert "x" * 200 in errors.describe(problem(Place(FLOOD, 1, 190, 5)), "x" * 200)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_only_line_ends_end_a_line(end: str) -> None:
    source = end.join(["one\u2028\x0c\x0b\x85still one", "two", "three"])

    assert "    2 | two\n" in errors.describe(problem(Place(FLOOD, 2)), source)


def test_a_report_tells_by_place_and_says_nothing_twice() -> None:
    report = Report()
    report.warn(Rule.TAB, Place("b.md", 1), "late")
    report.error(Rule.TAB, Place("a.md", 10), "tenth")
    report.error(Rule.TAB, Place("a.md", 9), "ninth", "mend it", [Edit(AT, "x")])
    report.extend(report.problems)

    assert [found.message for found in report.problems] == ["ninth", "tenth", "late"]
    assert report.problems[0].edits == (Edit(AT, "x"),)


def test_an_error_fails_a_report_and_a_warning_does_not() -> None:
    report = Report()
    report.warn(Rule.TAB, AT, "a tab")
    assert not report.failed

    report.error(Rule.TAB, AT, "a tab")
    assert report.failed


def test_a_slip_is_told_from_a_stranger() -> None:
    assert errors.closest("sumary", ["title", "summary"]) == "summary"
    assert errors.closest("xyzzy", ["title", "summary"]) == ""


# ------------------------------------------------------------------ model


def at(hour: int) -> Moment:
    return Moment(datetime(2026, 11, 22, hour, tzinfo=UTC), "UTC")


def update(id: str, hour: int) -> Update:
    return Update(id=id, time=at(hour))


STORY = Story(
    source="content/world/flood.md",
    section="world",
    slug="flood",
    title="Flood",
    date=at(6),
    id="/world/flood/",
    updates=(update("one", 7), update("two", 8)),
)
NOTE = Correction(time=at(12), text="It was two metres.")
NOTICE = Withdrawal(time=at(13), reason="It was not so.")


@pytest.mark.parametrize(
    ("values", "hour"),
    [
        ({}, 7),
        ({"revised": at(9)}, 9),
        ({"revised": at(5)}, 7),
        ({"corrections": (NOTE,), "revised": at(9)}, 12),
        ({"corrections": (NOTE,), "withdrawn": NOTICE}, 13),
        ({"publish_at": at(20), "pinned": True}, 7),
    ],
)
def test_an_update_changed_when_its_substance_last_did(
    values: Mapping[str, object], hour: int
) -> None:
    assert replace(update("one", 7), **values).changed == at(hour)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "hour"),
    [
        ({"updates": ()}, 6),
        ({}, 8),
        ({"revised": at(9)}, 9),
        ({"corrections": (NOTE,)}, 12),
        ({"withdrawn": NOTICE}, 13),
        ({"updates": (replace(update("one", 7), corrections=(NOTE,)), update("two", 8))}, 12),
    ],
)
def test_a_story_changed_when_it_or_one_of_its_updates_did(
    values: Mapping[str, object], hour: int
) -> None:
    assert replace(STORY, **values).changed == at(hour)  # type: ignore[arg-type]


def test_of_several_pinned_updates_the_newest_is_held_on_top() -> None:
    one, two = (replace(update, pinned=True) for update in STORY.updates)

    assert STORY.pinned is None
    assert replace(STORY, updates=(one, STORY.updates[1])).pinned == one
    assert replace(STORY, updates=(one, two)).pinned == two


def test_key_events_are_oldest_first() -> None:
    one, two = (replace(update, key=True) for update in STORY.updates)

    assert STORY.key_events == ()
    assert replace(STORY, updates=(one, two)).key_events == (one, two)


def test_what_is_withdrawn_is_neither_pinned_nor_a_key_event() -> None:
    gone = replace(STORY.updates[1], pinned=True, key=True, withdrawn=NOTICE)
    story = replace(STORY, updates=(STORY.updates[0], gone))

    assert story.pinned is None
    assert story.key_events == ()


def test_where_something_was_written_does_not_count_for_equality() -> None:
    assert replace(STORY, place=AT, places={"title": AT}) == STORY
    assert Text("a", AT) == Text("a")


def test_a_text_of_blanks_says_nothing() -> None:
    assert not Text(" \n")
    assert Text(" a")
