"""`livegen.toml` into values; every setting has a default.

Law: a setting that is not known, or cannot mean anything, is an error and never passed over.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from livegen import times, urls
from livegen.errors import Place, Report, Rule, closest

DEFAULT_URL = "http://localhost:8000"


class HtmlPolicy(StrEnum):
    """What becomes of raw HTML in a text."""

    SANITISE = "sanitise"
    ESCAPE = "escape"
    TRUST = "trust"


class UpdatePages(StrEnum):
    """Which updates get a page of their own."""

    KEY = "key"
    ALL = "all"
    NONE = "none"


OUTPUTS = ("html", "atom", "rss", "json", "live", "structured", "sitemap")


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """An entry of the menu: `url` is a path of the site or a whole address."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who answers for the site; `corrections_policy` is an address."""

    name: str = ""
    logo: str = ""
    corrections_policy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """`[site]`. `footer` is inline Markdown; `logo` and `icon` are paths of the site."""

    title: str = "livegen"
    url: str = DEFAULT_URL
    id_authority: str = ""
    language: str = "en"
    timezone: str = "UTC"
    clock: int = 0
    """12 or 24; 0 is the language's habit."""
    description: str = ""
    menu: tuple[MenuItem, ...] = ()
    footer: str = ""
    logo: str = ""
    icon: str = ""
    publisher: Publisher = Publisher()
    date_order: str = "mdy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """`[build]`. Sizes are counts of updates, stories and entries."""

    html: HtmlPolicy = HtmlPolicy.SANITISE
    page_size: int = 30
    index_size: int = 30
    update_pages: UpdatePages = UpdatePages.KEY
    feed_size: int = 50
    outputs: tuple[str, ...] = OUTPUTS
    csp: tuple[tuple[str, str], ...] = ()
    """Additions to the Content-Security-Policy: directive, sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """`[live]`: where and how often open pages poll. `stale_after` is in seconds."""

    url: str = ""
    poll: tuple[tuple[int, int], ...] = ((0, 10), (600, 30), (1800, 60))
    inline: int = 3
    stale_after: int = 6 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of a site. `tags` maps a tag to its slug where the computed one clashes."""

    site: Site = Site()
    build: Build = Build()
    live: Live = Live()
    embeds_consent: bool = True
    comments_provider: str = ""
    comments: bool = False
    """Whether stories that do not say take comments."""
    tags: tuple[tuple[str, str], ...] = field(default=())


def read(content: bytes, path: str, report: Report) -> Settings:
    """Return the settings in `content`; what is wrong goes to `report` and keeps its default."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        report.error(Rule.ENCODING, Place(path, line), "the file is not UTF-8", "save it as UTF-8")
        return Settings()
    tables = _parsed(text, path, report)
    if tables is None:
        return Settings()
    reader = _Reader(_places(text, path), path, report)
    values = {
        name: reader.table((name,), tables.get(name, {}), readers)
        for name, readers in _TABLES.items()
    }
    reader.refuse_others(tables)
    return Settings(
        site=Site(**values["site"]),
        build=Build(**values["build"]),
        live=Live(**values["live"]),
        embeds_consent=values["embeds"].get("consent", True),
        comments_provider=values["comments"].get("provider", ""),
        comments=values["comments"].get("default", False),
        tags=reader.tags(tables.get("tags", {})),
    )


# ---------------------------------------------------------------- one setting


class _SettingError(ValueError):
    """A value that a setting cannot have; caught where its place is known."""

    def __init__(self, rule: Rule, message: str, hint: str) -> None:
        super().__init__(message)
        self.rule, self.message, self.hint = rule, message, hint


_Read: TypeAlias = Callable[[Any], Any]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _SettingError(
            Rule.WRONG_SHAPE, "is not a text", f'write it in quotes: "{_toml(value)}"'
        )
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise _SettingError(
            Rule.NOT_A_BOOLEAN, f"is neither true nor false: {_toml(value)}", "write true"
        )
    return value


def _count(value: object, least: int, example: int) -> int:
    # `true` is an int to Python.
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value < _HUGE:
        message = f"is not a whole number from {least} on: {_toml(value)}"
        raise _SettingError(Rule.WRONG_SHAPE, message, f"write {example}")
    return value


def _choice(value: object, choices: tuple[Any, ...]) -> Any:
    # By type as well: `12.0 == 12` and `True == 1` to Python.
    if not any(type(value) is type(choice) and value == choice for choice in choices):
        named = ", ".join(_toml(choice) for choice in choices)
        near = closest(str(value), [str(choice) for choice in choices])
        hint = f'did you mean "{near}"?' if near else f"write one of {named}"
        raise _SettingError(Rule.NOT_A_CHOICE, f"is not one of {named}: {_toml(value)}", hint)
    return value


def _enum(value: object, kind: type[StrEnum]) -> StrEnum:
    return kind(_choice(value, tuple(str(member) for member in kind)))


def _url(value: object) -> str:
    text = _text(value)
    try:
        urls.address(text)
        if re.search(r"\s", text) or urlsplit(text).port == 0:  # a port that is none raises
            raise ValueError(text)
    except ValueError:
        host = re.sub(r"^.*//|[?#\s].*$", "", text) or "example.org"
        raise _SettingError(
            Rule.NOT_A_URL, f"is not a web address: {_toml(text)}", f'write "https://{host}"'
        ) from None
    return text


def _authority(value: object) -> str:
    text = _text(value)
    if text and not _AUTHORITY.fullmatch(text):
        raise _SettingError(
            Rule.NOT_A_URL,
            f"is not a host: {_toml(text)}",
            'write "example.org", or with the day since which it is yours "example.org,2015-06"',
        )
    return text


def _language(value: object) -> str:
    text = _text(value)
    if not _LANGUAGE.fullmatch(text):
        meant = text.replace("_", "-").split(".")[0]
        example = meant if _LANGUAGE.fullmatch(meant) else "en-GB"
        message = f"is not a language (BCP 47): {_toml(text)}"
        raise _SettingError(Rule.NOT_A_LANGUAGE, message, f'write "{example}"')
    return text


def _zone(value: object) -> str:
    text = _text(value)
    try:
        times.zone_of(text)
    except ValueError:
        near = closest(text, times.zone_names())
        hint = f'did you mean "{near}"?' if near else 'write "Europe/London", "America/New_York" …'
        raise _SettingError(Rule.UNKNOWN_ZONE, f"is not a time zone: {_toml(text)}", hint) from None
    return text


def _outputs(value: object) -> tuple[str, ...]:
    chosen = [_choice(item, OUTPUTS) for item in _list(value, '["html", "rss"]')]
    # In the order of the documents, so that the order in the file changes no byte.
    return tuple(output for output in OUTPUTS if output in chosen)


def _csp(value: object) -> tuple[tuple[str, str], ...]:
    example = 'csp = { img-src = ["https://images.example.org"] }'
    if not isinstance(value, dict):
        raise _SettingError(Rule.WRONG_SHAPE, "is not a table of directives", f"write {example}")
    return tuple((directive, _sources(directive, value[directive])) for directive in sorted(value))


def _sources(directive: str, value: object) -> str:
    sources = [value] if isinstance(value, str) else _list(value, '["https://example.org"]')
    text = " ".join(_text(source) for source in sources)
    if not re.fullmatch(r"[a-z]+(?:-[a-z]+)*", directive):
        raise _SettingError(
            Rule.WRONG_SHAPE, f"has no directive `{directive}`", "write img-src, frame-src …"
        )
    # Either sign would begin another directive or another policy.
    if re.search(r"[;,\n\r]", text):
        message = f"has a `;`, a `,` or a line end in `{directive}`"
        raise _SettingError(Rule.WRONG_SHAPE, message, 'write each source by itself: ["…", "…"]')
    return " ".join(text.split())


def _poll(value: object) -> tuple[tuple[int, int], ...]:
    example = "[[0, 10], [600, 30], [1800, 60]]"
    pairs = []
    for item in _list(value, example):
        if len(pair := _list(item, example)) != 2:
            raise _SettingError(Rule.WRONG_SHAPE, "is not a list of pairs", f"write {example}")
        pairs.append((_count(pair[0], 0, 600), _count(pair[1], 1, 30)))
    since = [pair[0] for pair in pairs]
    if not since or since[0] != 0 or since != sorted(set(since)):
        message = "does not begin with 0 and go up: seconds since the last change, seconds to wait"
        raise _SettingError(Rule.WRONG_SHAPE, message, f"write {example}")
    return tuple(pairs)


def _span(value: object) -> int:
    """Return a number of seconds, or a text such as `6 h`, in seconds."""
    if isinstance(value, str) and (found := _SPAN.fullmatch(value.strip())):
        return _count(int(found["number"]) * _SECONDS[found["unit"][0].lower()], 1, 21600)
    if isinstance(value, str):
        message = f"is not a span of time: {_toml(value)}"
        raise _SettingError(
            Rule.WRONG_SHAPE, message, 'write "6 h", "90 min" or a number of seconds'
        )
    return _count(value, 1, 21600)


def _slug(value: object) -> str:
    text = _text(value)
    if not urls.is_slug(text):
        meant = urls.slug(text)
        message = f"is not a slug (letters, digits and `-`): {_toml(text)}"
        raise _SettingError(Rule.NOT_A_SLUG, message, f'write "{meant or "letters-and-digits"}"')
    return text


def _menu(value: object) -> tuple[MenuItem, ...]:
    items = _list(value, '[{ title = "World", url = "/world/" }]')
    return tuple(_menu_item(number, item) for number, item in enumerate(items, 1))


def _menu_item(number: int, item: object) -> MenuItem:
    hint = 'write { title = "World", url = "/world/" }'
    if not isinstance(item, dict) or set(item) != {"title", "url"}:
        message = f"does not have a `title` and a `url`, and nothing else, in item {number}"
        raise _SettingError(Rule.WRONG_SHAPE, message, hint)
    if not all(isinstance(part, str) and part.strip() for part in item.values()):
        raise _SettingError(
            Rule.WRONG_SHAPE, f"has an item {number} that is not made of texts", hint
        )
    if not re.match(r"/|#|https?://|mailto:", item["url"]):
        message = f"has an item {number} whose url is neither a path nor an address: "
        raise _SettingError(Rule.NOT_A_URL, message + _toml(item["url"]), 'write "/world/"')
    return MenuItem(**item)


def _list(value: object, example: str) -> list[Any]:
    if not isinstance(value, list):
        raise _SettingError(Rule.WRONG_SHAPE, f"is not a list: {_toml(value)}", f"write {example}")
    return value


def _toml(value: object) -> str:
    """Return a value as TOML writes it, for messages."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


_HUGE = 2**31
_AUTHORITY = re.compile(
    r"(?:[\w.+-]+@)?[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?:,\d{4}(?:-\d\d){0,2})?"
)
# RFC 5646, 2.1, without extensions and grandfathered tags.
_LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(?:-[xX](?:-[A-Za-z0-9]{1,8})+)?"
)
_SPAN = re.compile(
    r"(?P<number>\d{1,7}) ?(?P<unit>s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)", re.IGNORECASE
)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

_PUBLISHER: Mapping[str, _Read] = {"name": _text, "logo": _text, "corrections_policy": _text}
_TABLES: Mapping[str, Mapping[str, _Read]] = {
    "site": {
        "title": _text,
        "url": _url,
        "id_authority": _authority,
        "language": _language,
        "timezone": _zone,
        "clock": partial(_choice, choices=(12, 24)),
        "description": _text,
        "menu": _menu,
        "footer": _text,
        "logo": _text,
        "icon": _text,
        "date_order": partial(_choice, choices=("mdy", "dmy", "ymd")),
    },
    "build": {
        "html": partial(_enum, kind=HtmlPolicy),
        "page_size": partial(_count, least=1, example=30),
        "index_size": partial(_count, least=1, example=30),
        "update_pages": partial(_enum, kind=UpdatePages),
        "feed_size": partial(_count, least=1, example=50),
        "outputs": _outputs,
        "csp": _csp,
    },
    "live": {
        "url": _url,
        "poll": _poll,
        "inline": partial(_count, least=0, example=3),
        "stale_after": _span,
    },
    "embeds": {"consent": _truth},
    "comments": {
        "provider": partial(_choice, choices=("netlify", "isso", "giscus")),
        "default": _truth,
    },
}
_UNCHECKED = ("publish",)
"""Tables for commands to come."""


# ------------------------------------------------------------------ all of them


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a setting's name and its value stand."""

    key: Place
    value: Place


_Path: TypeAlias = tuple[str, ...]


class _Reader:
    """Reads tables by tables of readers, and reports with places."""

    def __init__(self, places: Mapping[_Path, _Spot], path: str, report: Report) -> None:
        self.places = places
        self.path = path
        self.report = report

    def table(self, at: _Path, table: object, readers: Mapping[str, _Read]) -> dict[str, Any]:
        """Return the settings of a table that could be read."""
        if not isinstance(table, dict):
            self._wrong(at, Rule.WRONG_SHAPE, "is not a table", f"write [{'.'.join(at)}]")
            return {}
        values = {}
        for name, value in table.items():
            here = (*at, name)
            if here == ("site", "publisher"):
                values[name] = Publisher(**self.table(here, value, _PUBLISHER))
            elif name not in readers:
                self._unknown(here, readers)
            else:
                values.update(self._setting(here, value, readers[name]))
        return values

    def tags(self, table: object) -> tuple[tuple[str, str], ...]:
        """Return tag and slug of `[tags]`, by tag."""
        if not isinstance(table, dict):
            self._wrong(("tags",), Rule.WRONG_SHAPE, "is not a table", "write [tags]")
            return ()
        slugs: dict[str, str] = {}
        for tag, value in table.items():
            slugs.update(self._setting(("tags", tag), value, _slug))
        return tuple(sorted(slugs.items()))

    def refuse_others(self, tables: Mapping[str, object]) -> None:
        """Report tables, and settings outside of any table, that are not known."""
        known = [*_TABLES, "tags", *_UNCHECKED]
        for name, value in tables.items():
            if name in known:
                continue
            homes = [table for table, readers in _TABLES.items() if name in readers]
            if not isinstance(value, dict) and homes:
                message = f"`{name}` stands outside of its table"
                self._error((name,), Rule.UNKNOWN_SETTING, message, f"put it below [{homes[0]}]")
            else:
                near = closest(name, known)
                hint = f"did you mean [{near}]?" if near else f"known are {', '.join(known)}"
                self._error((name,), Rule.UNKNOWN_SETTING, f"unknown table `{name}`", hint)

    def _setting(self, at: _Path, value: object, reader: _Read) -> dict[str, Any]:
        try:
            return {at[-1]: reader(value)}
        except _SettingError as wrong:
            self._wrong(at, wrong.rule, wrong.message, wrong.hint)
            return {}

    def _unknown(self, at: _Path, readers: Mapping[str, _Read]) -> None:
        name = at[-1]
        homes = [table for table, others in _TABLES.items() if name in others]
        near = closest(name, [*readers, *(["publisher"] if at[:-1] == ("site",) else [])])
        if homes:
            hint = f"it belongs below [{homes[0]}]"
        elif near:
            hint = f"did you mean `{near}`?"
        else:
            hint = f"known are {', '.join(readers)}"
        message = f"unknown setting `{name}` in [{'.'.join(at[:-1])}]"
        self._error(at, Rule.UNKNOWN_SETTING, message, hint)

    def _wrong(self, at: _Path, rule: Rule, message: str, hint: str) -> None:
        self.report.error(rule, self._spot(at).value, f"`{at[-1]}` {message}", hint)

    def _error(self, at: _Path, rule: Rule, message: str, hint: str) -> None:
        self.report.error(rule, self._spot(at).key, message, hint)

    def _spot(self, at: _Path) -> _Spot:
        """Return the place of a setting, or of the nearest table around it that was found."""
        while at and at not in self.places:
            at = at[:-1]
        nowhere = Place(self.path)
        return self.places.get(at, _Spot(nowhere, nowhere))


# ------------------------------------------------------------------ the file


def _parsed(text: str, path: str, report: Report) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except RecursionError:
        report.error(Rule.TOML, Place(path), "lists are nested too deeply", "take some out")
    # Not only TOMLDecodeError: a number of 5,000 digits is a plain ValueError.
    except ValueError as error:
        message, line, column = _syntax(str(error), text)
        source = (text.splitlines() or [""])[line - 1 : line]
        hint = "keep one of them" if message == _TWICE else _syntax_hint(source)
        report.error(Rule.TOML, Place(path, line, column), message, hint)
    return None


def _syntax(error: str, text: str) -> tuple[str, int, int]:
    """Return message, line and column of tomllib's `… (at line 3, column 5)`."""
    found = re.search(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)$", error)
    words = error[: found.start()] if found else error
    message = f"this is not TOML: {words[:1].lower()}{words[1:]}"
    if words.startswith(("Cannot overwrite", "Cannot declare")):
        message = _TWICE
    elif words.startswith("Exceeds the limit"):
        message = "a number is too long"
    if found and found[1]:
        return message, int(found[1]), int(found[2])
    lines = text.splitlines() or [""]
    return message, len(lines), len(lines[-1]) + 1


def _syntax_hint(source: list[str]) -> str:
    found = re.match(r"\s*([\w-]+)\s*[:=]\s*(.*?)\s*$", source[0] if source else "")
    if found is None:
        return 'write name = "value", and texts in quotes'
    name, value = found[1], found[2].strip("\"'“”")
    if len(value) > 80:
        return f'write {name} = "…"'
    if value.lower() in ("true", "false") or re.fullmatch(r"\d+", value):
        return f"write {name} = {value.lower()}"
    if value.startswith(("[", "{")) or not value:
        return f"write {name} = …, with all brackets and quotes closed"
    return f'write {name} = "{value}"'


_TWICE = "this is written twice"
_HEADER = re.compile(r"\s*\[\[?\s*(?P<names>[^\]]+?)\s*\]")
_NAME = r"(?:[\w-]+|\"[^\"]*\"|'[^']*')"
_SETTING = re.compile(rf"\s*(?P<names>{_NAME}(?:\s*\.\s*{_NAME})*)\s*=\s*(?P<value>.*?)\s*$")


def _places(text: str, path: str) -> Mapping[_Path, _Spot]:
    """Return where each table and setting stands; tomllib keeps no places."""
    places: dict[_Path, _Spot] = {}
    table: _Path = ()
    for number, line in _lines_of_settings(text):
        if header := _HEADER.match(line):
            table = _names(header["names"])
            width = len(header["names"])
            key = Place(path, number, header.start("names") + 1, width)
            places.setdefault(table, _Spot(key, key))
            places.setdefault(table[:1], _Spot(key, key))
        elif setting := _SETTING.match(line):
            at = (*table, *_names(setting["names"]))
            key = Place(path, number, setting.start("names") + 1, len(setting["names"]))
            width = max(1, len(setting["value"]))
            value = Place(path, number, setting.start("value") + 1, width)
            for length in range(len(table) + 1, len(at) + 1):
                places.setdefault(at[:length], _Spot(key, value))
    return places


def _lines_of_settings(text: str) -> Iterator[tuple[int, str]]:
    """Yield number and line, but of a text in three quotes or a long list only the first."""
    fence, depth = "", 0
    for number, line in enumerate(re.split(r"\r?\n", text), 1):
        if fence:
            fence = "" if fence in line else fence
            continue
        if not depth:
            yield number, line
        opened = re.search(r"=\s*(\"\"\"|\'\'\')", line)
        if opened and opened[1] not in line[opened.end() :]:
            fence = opened[1]
        bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*", "", line)
        if depth or not _HEADER.match(bare):
            depth = max(
                0, depth + sum(bare.count(c) for c in "[{") - sum(bare.count(c) for c in "]}")
            )


def _names(dotted: str) -> _Path:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, dotted))
