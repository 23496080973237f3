"""The theme's words, dates and lists in the language of a page.

Law: the language is an argument; nothing is taken from the environment, neither its locale nor
its zone.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from livegen import times
from livegen.model import Kind, Status
from livegen.times import Moment

if TYPE_CHECKING:  # whoever only asks whether a code is a language does not wait for Babel
    from babel import Locale

# RFC 5646, 2.1. A language has two or three letters: longer ones are allowed but none is
# registered, and whoever writes `language: German` wants to hear of it.
_LANGUAGE = re.compile(
    r"""(?: (?P<language> [a-z]{2,3} ) (?: -[a-z]{3} ){0,3}
            (?: - (?P<script> [a-z]{4} ) )?
            (?: - (?P<region> [a-z]{2} | [0-9]{3} ) )?
            (?: -(?: [a-z0-9]{5,8} | [0-9][a-z0-9]{3} ) )*   # variants
            (?: -[a-wyz0-9] (?: -[a-z0-9]{2,8} )+ )*         # extensions
            (?: -x (?: -[a-z0-9]{1,8} )+ )?
          | x (?: -[a-z0-9]{1,8} )+ )""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)

_RIGHT_TO_LEFT = frozenset(
    ["Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"]
)
"""Scripts written from right to left that are in use today."""

_ZERO = {
    "adlm": "\U0001e950",
    "arab": "\u0660",
    "arabext": "\u06f0",
    "beng": "\u09e6",
    "cakm": "\U00011136",
    "deva": "\u0966",
    "hmnp": "\U0001e140",
    "mtei": "\uabf0",
    "mymr": "\u1040",
    "nkoo": "\u07c0",
    "olck": "\u1c50",
    "tibt": "\u0f20",
}
"""The zero of each numbering system that some language counts in by habit; else it is `0`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a page says by itself, in one language.

    `language` is the code as it was asked for, whether or not its words are known; `name` its
    own name as it stands in a list (`Deutsch`, `Français`, `中文 (繁體)`), or the code;
    `direction` is `ltr` or `rtl`.
    """

    language: str
    name: str
    direction: str
    _locale: Locale = field(repr=False)
    _clock: str = field(repr=False)
    """The pattern of a clock time, in CLDR's letters."""

    def full(self, moment: Moment) -> str:
        """Return day and clock time; of a date alone just the day."""
        if moment.day:
            return self.day(moment)
        joined = _joined(self._locale)
        return joined.replace("{1}", self.day(moment)).replace("{0}", self.clock(moment))

    def short(self, moment: Moment) -> str:
        """Return the clock time; of a date alone the day."""
        return self.day(moment) if moment.day else self.clock(moment)

    def clock(self, moment: Moment) -> str:
        """Return the clock time with its zone: `2:03 PM EST`, `14:03 BST`, `14:03 UTC+3`.

        The zone's name is the same in every language.
        """
        local = moment.local
        return f"{_clock_time(self._locale, self._clock, local.time())} {times.zone_label(local)}"

    def day(self, when: Moment | date) -> str:
        """Return the day: `December 28, 2015`."""
        return _date(self._locale, "long", _day(when))

    def weekday_day(self, when: Moment | date) -> str:
        """Return the day with its weekday: `Monday, September 21, 2026`."""
        return _date(self._locale, "full", _day(when))

    def number(self, number: int) -> str:
        """Return a count, its thousands apart: `12,345`."""
        return _count(self._locale, number)

    def join(self, names: Sequence[str]) -> str:
        """Return the names as a list in a sentence: `A, B, and C`."""
        from babel.lists import format_list

        return format_list(names, "standard", self._locale)

    def status(self, status: Status) -> str:
        """Return the word for where coverage stands."""
        return {
            Status.UPCOMING: self.gettext("Upcoming"),
            Status.LIVE: self.gettext("Live"),
            Status.PAUSED: self.gettext("Paused"),
            Status.ENDED: self.gettext("Ended"),
        }[status]

    def kind(self, kind: Kind) -> str:
        """Return the word for a sort of update."""
        return {
            Kind.UPDATE: self.gettext("Update"),
            Kind.BREAKING: self.gettext("Breaking"),
            Kind.ANALYSIS: self.gettext("Analysis"),
            Kind.NOTE: self.gettext("Note"),
        }[kind]

    def gettext(self, message: str) -> str:
        """Return the theme's message in this language, or as it is."""
        return catalogue(self.language).gettext(message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return the theme's message in the form that goes with `count`, or in English."""
        return catalogue(self.language).ngettext(singular, plural, count)


@lru_cache(maxsize=256)
def of(language: str, clock: int) -> Words:
    """Return the words of a language; `clock` is 12, 24, or 0 for the language's habit.

    A language or region that is not known falls back along its subtags (`zh-Hant-XX`, `zh-Hant`,
    `zh`) and in the end to English words.
    """
    from babel import Locale

    locale = _locale(language)
    spoken = locale or Locale("en")
    return Words(
        language=language,
        name=_name(locale) if locale else language,
        direction="rtl" if _script(language) in _RIGHT_TO_LEFT else "ltr",
        _locale=spoken,
        _clock=_clock(spoken, clock),
    )


@lru_cache(maxsize=256)
def catalogue(language: str) -> gettext.NullTranslations:  # noqa: ARG001 - English is all there is
    """Return the theme's messages in a language: as yet the English of the source for all."""
    return gettext.NullTranslations()


def is_language(code: str) -> bool:
    """True if `code` is a well-formed language tag (BCP 47): `en`, `pt-BR`, `zh-Hant-TW`."""
    return bool(_LANGUAGE.fullmatch(code))


def _locale(tag: str) -> Locale | None:
    """Return the nearest locale that has words for a language, falling back along its subtags."""
    from babel import Locale, UnknownLocaleError

    while tag and not tag.lower().startswith("und"):  # Babel would take its likely language
        try:
            locale = Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):  # ValueError: subtags that Babel cannot read
            locale = None
        # Some of CLDR's locales are shells and would say "2015 M12 28".
        if locale and locale.months["format"]["wide"][12] != "M12":
            return locale
        tag = tag.rpartition("-")[0]
    return None


def _name(locale: Locale) -> str:
    """Return a language's own name, with its script where that tells it from another."""
    from babel import Locale

    shown = Locale(locale.language, script=locale.script)
    name = shown.get_display_name() or locale.language
    # `isiZulu` is written so. `title` and not `upper`: Georgian has capitals but never here.
    return name[:1].title() + name[1:] if name.islower() else name


def _script(tag: str) -> str:
    """Return the script of a language: the one its tag names, or the one CLDR thinks likely."""
    from babel.core import get_global

    match = _LANGUAGE.fullmatch(tag)
    language, script, region = match.group("language", "script", "region") if match else ("",) * 3
    if script:
        return script.title()
    spoken, country = (language or "").lower(), (region or "").upper()
    likely = get_global("likely_subtags")
    full = likely.get(f"{spoken}_{country}") or likely.get(spoken, "")
    return next((part for part in str(full).split("_") if len(part) == 4), "")


def _clock(locale: Locale, hours: int) -> str:
    """Return the pattern of a clock time; `hours` as for `of`."""
    if not hours:
        return str(locale.time_formats["short"].pattern)
    return str(locale.datetime_skeletons["hm" if hours == 12 else "Hm"].pattern)


def _day(when: Moment | date) -> date:
    return when if isinstance(when, date) else when.day or when.local.date()


# What Babel writes. It reads its data anew for each date and number; a coverage has few days, and
# a day 1,440 minutes.


@lru_cache(maxsize=4096)
def _date(locale: Locale, form: Literal["long", "full"], day: date) -> str:
    from babel.dates import format_date

    return _in_digits(locale, format_date(day, form, locale))


@lru_cache(maxsize=4096)
def _clock_time(locale: Locale, pattern: str, wall: time) -> str:
    from babel.dates import parse_pattern

    shown = _in_digits(locale, parse_pattern(pattern).apply(wall, locale))
    # The narrow no-break space before AM is missing in many fonts and defeats a search.
    return shown.replace("\u202f", " ")


@lru_cache(maxsize=256)
def _joined(locale: Locale) -> str:
    """Return how a day, `{1}`, and a clock time, `{0}`, stand together."""
    from babel.dates import get_datetime_format

    # CLDR quotes letters that are no fields; the two here are filled in by hand.
    return str(get_datetime_format("long", locale)).replace("'", "")


@lru_cache(maxsize=4096)
def _count(locale: Locale, number: int) -> str:
    from babel.numbers import format_decimal

    system = locale.default_numbering_system
    # A locale may count in digits of its own without saying how it sets thousands apart.
    known = system if system in locale.number_symbols else "latn"
    return _in_digits(locale, format_decimal(number, locale=locale, numbering_system=known))


def _in_digits(locale: Locale, text: str) -> str:
    """Return the text in the digits of the language; Babel writes 0-9 in every one."""
    zero = ord(_ZERO.get(locale.default_numbering_system, "0"))
    return text.translate({ord("0") + digit: zero + digit for digit in range(10)})
