"""Words, dates and lists by language, on every machine the same."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from livegen import times, words
from livegen.model import Kind, Status

CHRISTMAS = times.read("2015-12-28 14:03", "America/New_York")
SUMMER = times.read("2026-09-21 14:03", "Europe/London")
DAY = times.read("2015-12-28", "America/New_York")


@pytest.mark.parametrize(
    ("language", "clock", "shown"),
    [
        ("en", 0, "2:03 PM EST"),
        ("en", 12, "2:03 PM EST"),
        ("en", 24, "14:03 EST"),
        ("en-GB", 0, "14:03 EST"),
        ("en-GB", 12, "2:03 pm EST"),
        ("de", 0, "14:03 EST"),
        ("de", 12, "2:03 PM EST"),
        ("ko", 0, "PM 2:03 EST"),
        ("id", 0, "14.03 EST"),
    ],
)
def test_the_clock_is_the_sites_or_the_habit_of_the_language(
    language: str, clock: int, shown: str
) -> None:
    assert words.of(language, clock).clock(CHRISTMAS) == shown


@pytest.mark.parametrize(
    ("text", "zone", "shown"),
    [
        ("2026-09-21 14:03", "Europe/London", "14:03 BST"),
        ("2026-01-21 14:03", "Europe/London", "14:03 GMT"),
        ("2026-09-21 14:03", "Europe/Istanbul", "14:03 UTC+3"),
        ("2026-09-21 14:03", "Asia/Kathmandu", "14:03 UTC+5:45"),
        ("2026-09-21 00:00", "UTC", "00:00 UTC"),
    ],
)
def test_a_clock_time_names_its_zone_the_same_in_every_language(
    text: str, zone: str, shown: str
) -> None:
    moment = times.read(text, zone)

    assert {words.of(language, 24).clock(moment) for language in ("en", "de", "tr")} == {shown}


def test_the_clock_is_that_of_the_moments_zone_and_not_utc() -> None:
    assert words.of("en", 24).clock(times.read("2026-09-21T22:30Z", "Asia/Tokyo")) == "07:30 JST"
    assert words.of("en", 24).day(times.read("2026-09-21T22:30Z", "Asia/Tokyo")) == (
        "September 22, 2026"
    )


@pytest.mark.parametrize(
    ("language", "day", "divider"),
    [
        ("en", "December 28, 2015", "Monday, December 28, 2015"),
        ("en-GB", "28 December 2015", "Monday, 28 December 2015"),
        ("de", "28. Dezember 2015", "Montag, 28. Dezember 2015"),
        ("zh-Hant-TW", "2015年12月28日", "2015年12月28日 星期一"),
    ],
)
def test_days_are_long_and_dividers_name_the_weekday(language: str, day: str, divider: str) -> None:
    said = words.of(language, 0)

    assert (said.day(CHRISTMAS), said.weekday_day(CHRISTMAS)) == (day, divider)
    assert said.day(DAY) == said.day(date(2015, 12, 28)) == day


def test_the_full_form_is_day_and_clock_and_for_a_date_alone_the_day() -> None:
    assert words.of("en", 0).full(CHRISTMAS) == "December 28, 2015, 2:03 PM EST"
    assert words.of("en-GB", 0).full(SUMMER) == "21 September 2026, 14:03 BST"
    assert words.of("nn", 0).full(SUMMER) == "21. september 2026 kl. 14:03 BST"
    assert words.of("en", 0).full(DAY) == "December 28, 2015"


def test_the_short_form_is_the_clock_and_for_a_date_alone_the_day() -> None:
    assert words.of("en", 0).short(CHRISTMAS) == "2:03 PM EST"
    assert words.of("en", 0).short(DAY) == "December 28, 2015"


def test_a_language_counts_in_its_own_digits() -> None:
    persian, marathi, arabic = (words.of(code, 24) for code in ("fa", "mr", "ar-AE"))

    assert persian.clock(SUMMER) == "۱۴:۰۳ BST"
    assert persian.day(SUMMER) == "۲۱ سپتامبر ۲۰۲۶"
    assert marathi.number(12345) == "१२,३४५"
    assert arabic.clock(SUMMER) == "14:03 BST"


def test_counts_set_their_thousands_apart() -> None:
    assert words.of("en", 0).number(1_234_567) == "1,234,567"
    assert words.of("de", 0).number(12345) == "12.345"


def test_names_are_joined_as_the_language_does() -> None:
    names = ["Noor Haddad", "Ada Öz", "Kim"]

    assert words.of("en-GB", 0).join(names) == "Noor Haddad, Ada Öz and Kim"
    assert words.of("de", 0).join(names[:2]) == "Noor Haddad und Ada Öz"
    assert words.of("en", 0).join(names[:1]) == "Noor Haddad"
    assert words.of("en", 0).join([]) == ""


def test_states_and_kinds_have_words() -> None:
    said = words.of("en", 0)

    assert [said.status(status) for status in Status] == ["Upcoming", "Live", "Paused", "Ended"]
    assert [said.kind(kind) for kind in Kind] == ["Update", "Breaking", "Analysis", "Note"]


def test_messages_without_a_catalogue_stay_english() -> None:
    said = words.of("de", 0)

    assert said.gettext("Key events") == "Key events"
    assert said.ngettext("{n} update", "{n} updates", 1) == "{n} update"
    assert said.ngettext("{n} update", "{n} updates", 2) == "{n} updates"


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("de", "Deutsch"),
        ("de-AT", "Deutsch"),
        ("fr", "Français"),
        ("zh-Hant-TW", "中文 (繁體)"),
        ("zh-Hans", "中文 (简体)"),
        ("zu", "isiZulu"),
        ("ka", "ქართული"),
        ("ar", "العربية"),
        ("tlh", "tlh"),
        ("und-Arab", "und-Arab"),
    ],
)
def test_a_language_has_its_own_name_or_else_its_code(language: str, name: str) -> None:
    assert words.of(language, 0).name == name


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("iw", "rtl"),
        ("pa-PK", "rtl"),
        ("pa-pk", "rtl"),
        ("pa", "ltr"),
        ("az-Arab", "rtl"),
        ("ur-Latn", "ltr"),
        ("dv", "rtl"),
        ("x-own", "ltr"),
    ],
)
def test_a_page_runs_as_its_script_does(language: str, direction: str) -> None:
    assert words.of(language, 0).direction == direction


@pytest.mark.parametrize(
    ("language", "like"),
    [
        ("zh-Hant-XX", "zh-Hant"),
        ("zh-Hans-TW", "zh-Hans"),
        ("de-AT-1996", "de-AT"),
        ("de-u-co-phonebk", "de"),
        ("DE-at", "de-AT"),
        ("az-Arab", "az"),  # CLDR has a locale of that name without a word in it
        ("tlh", "en"),
        ("dv", "en"),
        ("und-Arab", "en"),
        ("x-own", "en"),
    ],
)
def test_a_language_that_is_not_known_falls_back_and_keeps_its_code(
    language: str, like: str
) -> None:
    asked, known = words.of(language, 0), words.of(like, 0)

    assert asked.full(CHRISTMAS) == known.full(CHRISTMAS)
    assert asked.language == language


@pytest.mark.parametrize(
    "code", ["en", "pt-BR", "zh-Hant-TW", "es-419", "sl-rozaj-biske", "de-u-co-phonebk", "x-own"]
)
def test_a_well_formed_tag_is_a_language(code: str) -> None:
    assert words.is_language(code)


@pytest.mark.parametrize(
    "code",
    ["", "e", "en_US", "en-", "-en", "german", "en us", "en-US\n", "de-DE-DE", "éé", "ſv", "x"],
)
def test_anything_else_is_no_language(code: str) -> None:
    assert not words.is_language(code)


def test_nothing_is_taken_from_the_environment() -> None:
    script = (
        "from livegen import times, words; m = times.read('2015-12-28 14:03', 'Asia/Tokyo');"
        "print(words.of('en', 0).full(m), words.of('xx', 0).number(12345))"
    )
    environment = {"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "fr", "TZ": "Nowhere/At_All"}
    said = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        env={**os.environ, **environment},
        cwd=Path(__file__).parent.parent,
        check=True,
        capture_output=True,
        text=True,
    )

    assert said.stdout == "December 28, 2015, 2:03 PM JST 12,345\n"
