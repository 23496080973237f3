"""Words, dates and lists by language, on every machine the same; and the theme's catalogues."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po
from built import SETTINGS, build, built, livegen
from conftest import REPOSITORY, clean_environment, files_of, make_site

from livegen import render, sources, times, words
from livegen.errors import Level, Problem, describe
from livegen.model import Kind, Status
from livegen.render import Theme
from livegen.words import Words

LANGUAGES = ("ar", "de", "es", "fr")

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


# The theme's catalogues

WORDS = REPOSITORY / "templates" / "words"
CATALOGUES = {name: it for name, it in sources.default_theme().items() if name.endswith(".po")}
ORIGINALS = "templates", "livegen"


@pytest.fixture(scope="module")
def said() -> frozenset[tuple[str, ...]]:
    """Return every message of the templates and the code, as pybabel finds them."""
    with (REPOSITORY / "docs" / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    keywords = parse_keywords(["_", "gettext", "ngettext:1,2", "forms:1,2", "pgettext:1c,2"])
    found = (
        message[2]
        for folder in ORIGINALS
        for message in extract_from_dir(REPOSITORY / folder, methods, options, keywords)
    )
    return frozenset((it,) if isinstance(it, str) else tuple(it) for it in found)


def catalogue(language: str) -> Catalog:
    with (WORDS / f"{language}.po").open("rb") as file:
        return read_po(file, language, abort_invalid=True)


def spoken(language: str, **own: str) -> Words:
    """Return the words of the theme, over which lie a site's own catalogues."""
    return theme_of(**{name.replace("_", "-"): text for name, text in own.items()}).words(
        language, 0
    )


def test_the_code_says_nothing_that_no_extractor_finds() -> None:
    calls = re.compile(
        r"\b(?:_|gettext|ngettext|words\.forms)\((?!\s*(?:[\"')]|self|message|singular))"
    )
    rooms = [*(REPOSITORY / "livegen").glob("views/*.py"), *(REPOSITORY / "livegen").glob("*.py")]
    texts = {
        path.name: path.read_text() for path in rooms if path.name not in ("words.py", "render.py")
    }

    assert {name: found for name, text in texts.items() if (found := calls.findall(text))} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_in_every_catalogue_and_no_other(
    language: str, said: frozenset[tuple[str, ...]]
) -> None:
    read = catalogue(language)
    known = {(it.id,) if isinstance(it.id, str) else tuple(it.id) for it in read if it.id}

    assert sorted(said - known) == []
    assert sorted(known - said) == []
    assert not read.obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_keeps_its_values(language: str) -> None:
    read = catalogue(language)

    assert [it.id for it in read if it.id and (it.fuzzy or not it.string)] == []
    assert words.faults(f"{language}.po", CATALOGUES[f"words/{language}.po"].decode()) == ()


def test_every_catalogue_is_there() -> None:
    assert sorted(path.name for path in WORDS.iterdir()) == [f"{it}.po" for it in LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_is_set_as_its_language_is(language: str) -> None:
    texts = [
        text
        for it in catalogue(language)
        if it.id
        for text in ((it.string,) if isinstance(it.string, str) else it.string or ())
    ]

    assert [text for text in texts if _MISSET[language].search(text)] == []


_MISSET = {
    "ar": re.compile(r"[,;?]"),
    "de": re.compile(r"[\"'“]"),
    "es": re.compile(r"[\"']|^[^¿]*\?"),
    "fr": re.compile(r"[\"']|(?<!\u202f)[:;!?]"),
}
"""What no page may say: signs of another language, or without the blank before them."""


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "لا تحديثات"),
        (1, "تحديث واحد"),
        (2, "تحديثان"),
        (3, "%(count)s تحديثات"),
        (11, "%(count)s تحديثًا"),
        (100, "%(count)s تحديث"),
    ],
)
def test_arabic_counts_in_six_forms(count: int, shown: str) -> None:
    arabic = spoken("ar")

    assert arabic.ngettext("%(count)s update", "%(count)s updates", count) == shown


def test_scripts_get_each_form_by_the_name_that_browsers_give_it() -> None:
    message = "%(count)s update", "%(count)s updates"

    assert spoken("en").forms(*message) == {"one": message[0], "other": message[1]}
    assert spoken("ar").forms(*message)["few"] == "%(count)s تحديثات"
    assert sorted(spoken("ar").forms(*message)) == ["few", "many", "one", "other", "two", "zero"]
    assert spoken("fr").forms(*message)["one"] == "%(count)s mise à jour"


def test_a_language_falls_back_along_its_subtags_and_to_english_in_the_end() -> None:
    assert spoken("fr-CA").status(Status.LIVE) == "En direct"
    assert spoken("DE-ch-1996").status(Status.ENDED) == "Beendet"
    assert spoken("nl").status(Status.LIVE) == "Live"
    assert spoken("x-own").status(Status.LIVE) == "Live"


def test_a_site_changes_words_one_by_one_and_adds_languages() -> None:
    own = {
        "de": 'msgid "Live"\nmsgstr "Liveticker"\n',
        "de_AT": 'msgid "Live"\nmsgstr "Live-Ticker"\n',
        "nl": 'msgid "Ended"\nmsgstr "Afgelopen"\n',
        "en": 'msgid "Paused"\nmsgstr "On hold"\n',
    }
    states = {
        code: [spoken(code, **own).status(it) for it in Status]
        for code in ("de", "de-AT", "nl", "en-GB", "fr")
    }

    assert states == {
        "de": ["Demnächst", "Liveticker", "Unterbrochen", "Beendet"],
        "de-AT": ["Demnächst", "Live-Ticker", "Unterbrochen", "Beendet"],
        "nl": ["Upcoming", "Live", "On hold", "Afgelopen"],
        "en-GB": ["Upcoming", "Live", "On hold", "Ended"],
        "fr": ["À venir", "En direct", "En pause", "Terminé"],
    }


def test_what_is_not_translated_or_in_doubt_is_said_by_the_catalogue_beneath() -> None:
    own = """
msgid "Live"
msgstr ""

#, fuzzy
msgid "Ended"
msgstr "Vorbei"

#~ msgid "Paused"
#~ msgstr "Pause"

msgid "%(count)s update"
msgid_plural "%(count)s updates"
msgstr[0] ""
msgstr[1] ""
"""
    german = spoken("de", de=own)

    assert [german.status(it) for it in Status] == ["Demnächst", "Live", "Unterbrochen", "Beendet"]
    assert german.ngettext("%(count)s update", "%(count)s updates", 1) == "%(count)s Update"
    assert words.faults("templates/words/de.po", own) == ()


def test_a_message_may_have_a_context() -> None:
    own = 'msgctxt "verb"\nmsgid "Live"\nmsgstr "leben"\n'
    template = b'{{ pgettext("verb", "Live") }} {{ _("Live") }}'
    theme = render.theme({"words/de.po": own.encode(), "a.html": template}, {})

    assert theme.part("a.html", "de", "") == "leben Live"


def test_the_catalogues_in_the_docs_have_no_fault() -> None:
    page = (REPOSITORY / "docs" / "languages.md").read_text()
    shown = re.findall(r'```po title="(.+?)"\n(.+?)```', page, re.DOTALL)
    known = {str(it.id) for it in catalogue("de") if it.id}

    wrong = 'msgid "Updated %(time)s"\nmsgstr "Stand: %(tiem)s"\n'

    assert [words.faults(path, text) for path, text in shown] == [(), ()]
    (fault,) = words.faults("templates/words/de.po", wrong)
    assert describe(fault, wrong) in page
    assert set(re.findall('msgid "(.+)"', shown[0][1])) <= known


# What is wrong with a site's own

HEAD = 'msgid ""\nmsgstr ""\n'


@pytest.mark.parametrize(
    ("text", "where", "told", "hint"),
    [
        (
            'msgid "Held until %(time)s"\nmsgstr "Bis %(tiem)s"\n',
            (2, 13, 8),
            "the original has no %(tiem)s",
            "did you mean %(time)s?",
        ),
        (
            'msgid "Held until %(time)s"\nmsgstr "Bis %(when)s, %(time)s"\n',
            (2, 13, 8),
            "the original has no %(when)s",
            "it has %(time)s",
        ),
        (
            'msgid "Live"\nmsgstr "Live %(time)s"\n',
            (2, 14, 8),
            "the original has no %(time)s",
            "take it out: the original has no values",
        ),
        (
            'msgid "Held until %(time)s"\nmsgstr ""\n"Gesperrt"\n',
            (2, 1, 9),
            "%(time)s is missing",
            "write it where its value belongs",
        ),
        (
            'msgid "Live"\nmsgstr "100 % live"\n',
            (2, 13, 1),
            "a value begins at this %",
            "write %% for a percent sign, %(name)s for a value",
        ),
        (
            'msgid "Live"\nmsgstr "\\"Live\\""\n',
            (2, 9, 2),
            "this quotation mark ends an attribute of HTML",
            "write “ ”, « » or „ “",
        ),
        (
            'msgid "Live"\nmsgstr "<b>Live"\n',
            (2, 9, 1),
            "HTML begins at this <",
            "write &lt; for the sign",
        ),
        (
            'msgid "%(n)s a"\nmsgid_plural "%(n)s b"\nmsgstr[0] "%(n)s A"\n',
            (3, 1, 19),
            "msgstr[1] is missing",
            "write all 2 forms of the plural",
        ),
        (
            'msgid "%(n)s a"\nmsgid_plural "%(n)s b"\nmsgstr[0] "ein A"\nmsgstr[1] "viele B"\n',
            (3, 1, 17),
            "%(n)s is missing",
            "write it where its value belongs",
        ),
        (
            'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "A"\nmsgstr[1] "B"\nmsgstr[2] "C"\n',
            (1, 1, 9),
            "this message has too many forms",
            "write as many as Plural-Forms says above",
        ),
        (
            'msgid "Live"\n\nmsgid "Ended"\nmsgstr "Vorbei"\n',
            (1, 1, 12),
            "this message has no msgstr",
            'write msgstr "" below it',
        ),
        (
            'msgid "Live"\nmsgstr "Live\n',
            (2, 1, 12),
            "this is no line of a catalogue",
            'write msgid "…" and msgstr "…"; within the text write “ ”, or \\" where HTML stands',
        ),
        (
            '"Live"\n',
            (1, 1, 6),
            "no message begins here",
            'write msgid "…" above it',
        ),
        (
            HEAD + '"Plural-Forms: nplurals=2; plural=n;\\n"\n',
            (3, 1, 39),
            "that is no rule for 2 forms of the plural",
            "write Plural-Forms: nplurals=2; plural=(n != 1);",
        ),
        (
            HEAD + '"Plural-Forms: nplurals=2; plural=?;\\n"\n',
            (3, 1, 39),
            "that is no rule for 2 forms of the plural",
            "write Plural-Forms: nplurals=2; plural=(n != 1);",
        ),
        (
            HEAD + '"POT-Creation-Date: yesterday\\n"\n',
            (1, 1, 8),
            "the head cannot be read: time data 'yesterday' does not match format '%Y-%m-%d %H:%M'",
            "begin the file as another catalogue does, or leave its head out",
        ),
    ],
)
def test_a_fault_in_a_catalogue_is_told_with_its_place_and_what_to_write(
    text: str, where: tuple[int, int, int], told: str, hint: str
) -> None:
    (fault,) = faults("de", text)

    assert (fault.message, fault.hint) == (told, hint)
    assert (fault.place.line, fault.place.column, fault.place.width) == where
    assert fault.place.path == "templates/words/de.po"


def test_all_faults_are_told_at_once() -> None:
    assert [it.place.line for it in faults("de", "Live\n\nEnded\n")] == [1, 3]
    wrong = 'msgid "{0}"\nmsgstr "%(a)s %(b)s"\n'
    assert len(faults("de", wrong.format("A") + wrong.format("B"))) == 4


def test_a_message_that_no_page_says_is_warned_of() -> None:
    text = 'msgid "{}"\nmsgstr "Das"\n\n'
    own = {
        "a.html": b"{{ _('Our tip line') }} {% trans %} Call\n us {% endtrans %}",
        "words/de.po": "".join(
            map(text.format, ["Our tip line", "Call us", "Live", "Key Events", "Zzz"])
        ).encode(),
    }
    found = render.theme(own, CATALOGUES).problems()

    assert [(it.level, it.place.line, it.message, it.hint) for it in found] == [
        (Level.WARNING, 10, "no page says this", "did you mean “Key events”?"),
        (Level.WARNING, 13, "no page says this", "take it out"),
    ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("pt_BR", "name it as in pt-BR.po"), ("german", "name it as in de.po, pt-BR.po")],
)
def test_a_catalogue_has_the_name_of_a_language(name: str, hint: str) -> None:
    (fault,) = faults(name, "")

    assert (fault.message, fault.hint) == (f"`{name}` is not the code of a language", hint)


def test_a_form_for_one_number_alone_may_do_without_it() -> None:
    text = 'msgid "%(n)s a"\nmsgid_plural "%(n)s b"\n'
    polish = 'msgstr[0] "jeden"\nmsgstr[1] "%(n)s kilka"\nmsgstr[2] "wiele"\n'

    assert [it.message for it in faults("pl", text + polish)] == ["%(n)s is missing"]


def test_what_is_wrong_is_not_said_and_the_rest_is() -> None:
    own = 'msgid "Held until %(time)s"\nmsgstr "Bis %(tiem)s"\n\nmsgid "Live"\nmsgstr "Jetzt"\n'

    assert spoken("de", de=own).gettext("Held until %(time)s") == "Zurückgehalten bis %(time)s"
    assert spoken("de", de=own).status(Status.LIVE) == "Jetzt"
    assert spoken("de", de=f"{own}\nLive\n").status(Status.LIVE) == "Live"


def faults(language: str, text: str) -> tuple[Problem, ...]:
    return theme_of(**{language: text}).problems()


def theme_of(**own: str) -> Theme:
    files = {f"words/{name}.po": text.encode() for name, text in own.items()}
    return render.theme(files, CATALOGUES)


# On pages

STORY = """
---
title: Flood
date: 2026-11-22 08:00
timezone: UTC
language: {0}
status: ended
updates:
  - time: 2026-11-22 09:00
    id: boat
    body: A boat.
---
"""


def site(root: Path, *languages: str) -> Path:
    stories = {f"content/{code}.md": STORY.format(code) for code in languages}
    return make_site(root, {"livegen.toml": SETTINGS, **stories})


def test_a_page_speaks_its_language(tmp_path: Path) -> None:
    made = built(site(tmp_path, "en", *LANGUAGES))
    texts = {code: made.page(f"{code}/").text for code in ("en", *LANGUAGES)}

    assert "Live coverage ended November 22, 2026" in texts["en"]
    assert "انتهت التغطية المباشرة في 22 نوفمبر 2026" in texts["ar"]
    assert "Die Live-Berichterstattung endete am 22. November 2026" in texts["de"]
    assert "La cobertura en directo terminó el 22 de noviembre de 2026" in texts["es"]
    assert "Le direct s’est terminé le 22 novembre 2026" in texts["fr"]
    assert "تحديث واحد" in texts["ar"]
    assert "1 Update" in texts["de"]
    assert not any("Skip to" in texts[code] for code in LANGUAGES)


def test_another_catalogue_makes_what_a_clean_build_would(tmp_path: Path) -> None:
    root = site(tmp_path / "site", "en", "de")
    first = built(root).text("de/index.html")
    own = {"templates/words/de.po": 'msgid "Ended"\nmsgstr "Vorbei"\n'}
    again = built(make_site(root, own))
    clean = built(make_site(site(tmp_path / "clean", "en", "de"), own))

    assert ("Vorbei" in first, "Vorbei" in again.text("de/index.html")) == (False, True)
    assert files_of(again.folder) == files_of(clean.folder)


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_broken_catalogue_stops_a_build(tmp_path: Path, command: str) -> None:
    broken = {"templates/words/de.po": 'msgid "Held until %(time)s"\nmsgstr "Bis %(tiem)s"\n'}
    root = make_site(site(tmp_path, "de"), broken)
    done = livegen(command, "--root", str(root))

    assert done.status == 1
    assert done.err.startswith(
        "templates/words/de.po:2:13: error: the original has no %(tiem)s\n"
        '    2 | msgstr "Bis %(tiem)s"\n'
        "      |             ^^^^^^^^\n"
        "   hint: did you mean %(time)s?\n"
    )


def test_a_catalogue_is_utf_8(tmp_path: Path) -> None:
    broken = {"templates/words/de.po": 'msgid "Live"\nmsgstr "Für"\n'.encode("latin-1")}
    done = build(make_site(site(tmp_path, "de"), broken))

    assert "templates/words/de.po:2:1: error: is not UTF-8" in done.err


def test_english_pages_need_no_catalogues(tmp_path: Path) -> None:
    root = site(tmp_path, "en")
    script = f"""
import sys
from livegen.cli import main
try:
    main(["build", "--root", {str(root)!r}])
finally:
    print("babel.messages" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=clean_environment(),
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout.splitlines()[-1] == "False"
    assert (root / "site/en/index.html").exists()


def test_a_closing_summary_is_filed_in_the_language_of_its_story(tmp_path: Path) -> None:
    live = STORY.format("de").replace("status: ended", "status: live")
    story = live.replace("id: boat", "id: boat\n    key: true")
    own = {"templates/words/de.po": 'msgid "Ended"\nmsgstr "Vorbei"\n'}
    root = make_site(tmp_path, {"livegen.toml": SETTINGS, "content/fire.md": story, **own})

    assert livegen("end", "fire", "--summary", "--root", str(root)).status == 0
    assert "Ende der Berichterstattung: die wichtigsten" in (root / "content/fire.md").read_text()
    assert "already" in livegen("end", "fire", "--summary", "--root", str(root)).out


def test_a_translation_that_falls_silent_is_warned_of_by_the_next_build(tmp_path: Path) -> None:
    story = (
        "---\ntitle: Flood\ndate: 2026-11-20\nlanguage: {}\ntranslations: {{{}}}\n---\n\nText.\n"
    )
    both = {"en": story.format("en", "de: /de/"), "de": story.format("de", "en: en.md")}
    files = {f"content/{name}.md": text for name, text in both.items()}
    root = make_site(tmp_path, {"livegen.toml": SETTINGS, **files})
    first = build(root)
    second = build(make_site(root, {"content/de.md": story.format("de", "")}))
    third = build(make_site(root, files))

    assert (first.err, third.err) == ("", "")
    assert "content/de.md does not name this story as a translation of it" in second.err
