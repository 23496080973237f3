"""The theme's words, dates and lists in the language of a page.

Law: the language is an argument; nothing is taken from the environment, neither its locale nor
its zone. A page says what is sound in a catalogue; what is not, `faults` names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from functools import lru_cache
from gettext import NullTranslations, c2py
from typing import TYPE_CHECKING, Literal

from livegen import times
from livegen.errors import Level, Place, Problem, Rule, closest
from livegen.model import Kind, Status
from livegen.times import Moment

if TYPE_CHECKING:  # whoever only asks whether a code is a language does not wait for Babel
    from babel import Locale
    from babel.messages import Catalog, Message

FOLDER = "words/"
"""Where a theme has its catalogues: `words/pt-BR.po`."""

_ENGLISH = NullTranslations()
"""The messages as they stand in the source."""

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

_TERRITORY = re.compile("[A-Za-z]{2}")

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
    _messages: NullTranslations = field(default=_ENGLISH, repr=False)

    def saying(self, messages: NullTranslations) -> Words:
        """Return the same with the messages of a catalogue; without one they are English."""
        return replace(self, _messages=messages)

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
        return self._messages.gettext(message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return the theme's message in the form that goes with `count`, or in English."""
        return self._messages.ngettext(singular, plural, count)

    def forms(self, singular: str, plural: str) -> dict[str, str]:
        """Return the message in each form that the language has for counts, by CLDR's names of
        them (`one`, `few`, `other` …), as browsers know them."""
        rule = self._locale.plural_form
        samples = {rule(count): count for count in reversed(_COUNTS)}
        return {tag: self.ngettext(singular, plural, count) for tag, count in samples.items()}


_COUNTS = (*range(1, 121), 0, 1_000_000)
"""Counts among which every form of every language occurs."""


@lru_cache(maxsize=256)
def of(language: str, clock: int) -> Words:
    """Return the words of a language; `clock` is 12, 24, or 0 for the language's habit.

    A language or region that is not known falls back along its subtags (`zh-Hant-XX`, `zh-Hant`,
    `zh`) and in the end to English words. The theme's messages are English until `saying` others.
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
def locale_of(language: str) -> str:
    """Return a language with a territory, as Open Graph asks for it: `en_GB`, and `de_DE` for
    `de`; `""` where CLDR knows of none."""
    from babel.core import get_global

    match = _LANGUAGE.fullmatch(language)
    spoken, script, region = match.group("language", "script", "region") if match else ("",) * 3
    spoken, script = (spoken or "").lower(), (script or "").title()
    likely = get_global("likely_subtags")
    full = likely.get(f"{spoken}_{script}") or likely.get(spoken, "")
    territory = (region or "").upper() if _TERRITORY.fullmatch(region or "") else str(full)[-2:]
    return f"{spoken}_{territory}" if _TERRITORY.fullmatch(territory) else ""


def catalogue(
    language: str, own: Mapping[str, str], default: Mapping[str, str]
) -> NullTranslations:
    """Return the messages of a language out of the catalogues of a theme, texts by their names.

    What a site's `own` does not say, the `default` one of that language does, and then those of
    what it falls back to along its subtags: `pt-BR`, `pt`, and in the end English.
    """
    texts = [
        (layer[name], tag)
        for tag in _tags(language)
        for layer in (own, default)
        for name in sorted(layer)
        if name.casefold() == f"{FOLDER}{tag}.po".casefold()
    ]
    said = _ENGLISH
    for text, tag in reversed(texts):
        above = _spoken(text, tag)
        above.add_fallback(said)
        said = above
    return said


def faults(path: str, text: str) -> tuple[Problem, ...]:
    """Return what is wrong with a catalogue: its name, its syntax, what it makes of values.

    What is not translated, or marked as `fuzzy`, is no fault.
    """
    language = _language_of(path)
    if not is_language(language):
        meant = language.replace("_", "-")
        named = f"{meant}.po" if is_language(meant) else "de.po, pt-BR.po"
        message = f"`{language}` is not the code of a language"
        return (Problem(Rule.TEMPLATE, Place(path), message, f"name it as in {named}"),)
    lines = text.split("\n")
    if slips := [number for number, it in enumerate(lines, 1) if not _LINE.fullmatch(it)]:
        return tuple(_fault(path, lines, number, "", _NO_LINE) for number in slips)
    try:
        read = _read(text, language)
    except _UnreadableError as error:
        return (_fault(path, lines, error.line, "", error.told),)
    return tuple(
        _fault(path, lines, _translated_at(lines, message), piece, told)
        for message in read.messages
        for piece, told in _misuse(message, read.form)
    )


def unsaid(path: str, text: str, said: Collection[str]) -> tuple[Problem, ...]:
    """Return a warning for each message of a catalogue without faults that is not `said`."""
    lines = text.split("\n")
    return tuple(
        _in_vain(path, lines, message, said)
        for message in _read(text, _language_of(path)).messages
        if message.originals[0] not in said
    )


def originals(path: str, text: str) -> frozenset[str]:
    """Return the English of all messages of a catalogue without faults."""
    return frozenset(it.originals[0] for it in _read(text, _language_of(path)).messages)


def is_language(code: str) -> bool:
    """True if `code` is a well-formed language tag (BCP 47): `en`, `pt-BR`, `zh-Hant-TW`."""
    return bool(_LANGUAGE.fullmatch(code))


# Catalogues


@dataclass(frozen=True, slots=True, kw_only=True)
class _Message:
    """A message that has a translation: `forms` are several for `originals` that are two."""

    line: int
    context: str
    originals: tuple[str, ...]
    forms: tuple[str, ...]

    @property
    def key(self) -> object:
        """What it is looked up by."""
        return (self.context, self.originals[0]) if self.context else self.originals[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What stands in a catalogue; `form` tells which form goes with a count."""

    messages: tuple[_Message, ...]
    form: Callable[[int], int]


class _Catalogue(NullTranslations):
    """What is sound in one catalogue. What that does not say, its fallback does."""

    def __init__(self, read: _Read) -> None:
        super().__init__()
        sound = [message for message in read.messages if not any(_misuse(message, read.form))]
        self._form = read.form
        self._counted = {it.key: it.forms for it in sound if len(it.originals) > 1}
        self._said = {it.key: it.forms[0] for it in sound if len(it.originals) == 1}

    def gettext(self, message: str) -> str:
        return self._said.get(message) or super().gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        forms = self._counted.get(msgid1)
        return forms[self._form(n)] if forms else super().ngettext(msgid1, msgid2, n)

    def pgettext(self, context: str, message: str) -> str:
        return self._said.get((context, message)) or super().pgettext(context, message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        forms = self._counted.get((context, msgid1))
        return forms[self._form(n)] if forms else super().npgettext(context, msgid1, msgid2, n)


def _language_of(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".po")


def _tags(language: str) -> tuple[str, ...]:
    """Return a language and what it falls back to: `pt-BR`, `pt`, `en`."""
    subtags = language.split("-")
    tags = ["-".join(subtags[:length]) for length in range(len(subtags), 0, -1)]
    return tuple(tags) if tags[-1].lower() == "en" else (*tags, "en")


def _spoken(text: str, language: str) -> NullTranslations:
    try:
        return _Catalogue(_read(text, language))
    except _UnreadableError:
        return NullTranslations()


class _UnreadableError(ValueError):
    """A catalogue cannot be read: from which line on, what is wrong, what to write instead."""

    def __init__(self, line: int, told: str, hint: str) -> None:
        super().__init__(told)
        self.line = line
        self.told = told, hint


def _read(text: str, language: str) -> _Read:
    from babel.messages.pofile import PoFileError, read_po

    lines = text.split("\n")
    if not all(map(_LINE.fullmatch, lines)):
        raise _UnreadableError(1, *_NO_LINE)
    try:
        read = read_po(lines, _locale(language), abort_invalid=True)
    except PoFileError as error:
        raise _UnreadableError(error.lineno + 1, *_of_syntax(str(error))) from None
    except (ValueError, IndexError) as error:  # a date, a language, a charset in its head
        raise _UnreadableError(1, f"the head cannot be read: {error}", _NO_HEAD) from None
    translated = (_message(it) for it in read if it.id and not it.fuzzy)
    return _Read(
        messages=tuple(it for it in translated if any(it.forms)),
        form=_form(read, lines, language),
    )


def _message(read: Message) -> _Message:
    forms = read.string or ()
    return _Message(
        line=read.lineno or 1,
        context=read.context or "",
        originals=(read.id,) if isinstance(read.id, str) else tuple(read.id),
        forms=(forms,) if isinstance(forms, str) else tuple(forms),
    )


def _form(read: Catalog, lines: Sequence[str], language: str) -> Callable[[int], int]:
    """Return what a catalogue's rule of the plural is, if each count has one of its forms."""
    try:
        form = c2py(read.plural_expr)
        if {*map(form, _COUNTS)} <= {*range(read.num_plurals)}:
            return form
    except (ValueError, ZeroDivisionError):
        pass
    line = next((number for number, it in enumerate(lines, 1) if "Plural-Forms:" in it), 1)
    told = f"that is no rule for {read.num_plurals} forms of the plural"
    raise _UnreadableError(line, told, _good_form(language))


def _good_form(language: str) -> str:
    from babel.messages.plurals import get_plural

    locale = _locale(language)
    return f"write Plural-Forms: {get_plural(locale).plural_forms}" if locale else _NO_HEAD


_Told = tuple[str, str]
"""What is wrong, and what to write instead."""


def _misuse(message: _Message, form: Callable[[int], int]) -> Iterator[tuple[str, _Told]]:
    """Yield what a translation does to values or HTML that its original does not: where, what."""
    if "" in message.forms:
        missing = f"msgstr[{message.forms.index('')}] is missing"
        yield "", (missing, f"write all {len(message.forms)} forms of the plural")
        return
    known = {name for original in message.originals for name in _VALUE.findall(original)}
    needed = set(_VALUE.findall(message.originals[-1]))
    for number, said in enumerate(message.forms):
        values = set(_VALUE.findall(said))
        misspelt = {name: closest(name, known) for name in sorted(values - known)}
        for name, meant in misspelt.items():
            hint = f"did you mean %({meant})s?" if meant else _listed(known)
            yield f"%({name})s", (f"the original has no %({name})s", hint)
        # A form for one number alone, such as Arabic has for two, may do without it.
        if len(message.originals) == 1 or [*map(form, _COUNTS)].count(number) > 1:
            for name in sorted(needed - values - {*misspelt.values()}):
                yield "", (f"%({name})s is missing", "write it where its value belongs")
        yield from _marks(said, "".join(message.originals))


_VALUE = re.compile(r"%\((\w+)\)s")


def _listed(known: Iterable[str]) -> str:
    listed = ", ".join(f"%({it})s" for it in sorted(known))
    return f"it has {listed}" if listed else "take it out: the original has no values"


def _marks(said: str, original: str) -> Iterator[tuple[str, _Told]]:
    """Yield the signs that a page would not take as text."""
    for mark, written, told in _MARKS:
        if mark in _bare(said) and mark not in _bare(original):
            yield written, told


_MARKS = (
    ("%", "%", ("a value begins at this %", "write %% for a percent sign, %(name)s for a value")),
    ("<", "<", ("HTML begins at this <", "write &lt; for the sign")),
    ('"', '\\"', ("this quotation mark ends an attribute of HTML", "write “ ”, « » or „ “")),
)


def _bare(text: str) -> str:
    return _VALUE.sub("", text).replace("%%", "")


_LINE = re.compile(
    r"""\s* (?: \#.*
          | (?: (?: msgctxt | msgid(?:_plural)? | msgstr(?:\[\d\])? )\ + )?
            "(?: [^"\\] | \\. )*" \s* )?""",
    re.VERBOSE,
)
_NO_LINE = (
    "this is no line of a catalogue",
    'write msgid "…" and msgstr "…"; within the text write “ ”, or \\" where HTML stands',
)
_NO_HEAD = "begin the file as another catalogue does, or leave its head out"


def _of_syntax(said: str) -> _Told:
    """Return what Babel says of a catalogue, in other words."""
    if said.startswith("missing msgstr"):
        return "this message has no msgstr", 'write msgstr "" below it'
    if said.startswith("msg has more"):
        return "this message has too many forms", "write as many as Plural-Forms says above"
    return "no message begins here", 'write msgid "…" above it'


def _in_vain(path: str, lines: Sequence[str], message: _Message, said: Collection[str]) -> Problem:
    near = closest(message.originals[0], said)
    told = "no page says this", f"did you mean “{near}”?" if near else "take it out"
    return replace(_fault(path, lines, message.line, "", told), level=Level.WARNING)


def _translated_at(lines: Sequence[str], message: _Message) -> int:
    numbers = range(message.line, len(lines) + 1)
    return next((n for n in numbers if lines[n - 1].lstrip().startswith("msgstr")), message.line)


def _fault(path: str, lines: Sequence[str], line: int, piece: str, told: _Told) -> Problem:
    """Return what is wrong with a piece of the text from a line on, or with that line."""
    found = next((n for n in range(line, len(lines) + 1) if piece in lines[n - 1]), line)
    text = lines[found - 1]
    place = Place(path, found, text.find(piece) + 1, len(piece or text) or 1)
    return Problem(Rule.TEMPLATE, place, *told)


# Languages


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
