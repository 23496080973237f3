"""`livegen.toml` into values; every setting has a default.

Law: a setting that is not known, or cannot mean anything, is an error and never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from urllib.parse import urlsplit

from livegen import tables, times, urls, words
from livegen.errors import WARNED, Report, Rule, closest
from livegen.tables import File, Readers, Unknown, WrongValue

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


CHECK_LEVELS = ("off", "warning", "error")
"""How much what is only warned of may matter."""

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
    hub: str = ""
    """Address of the WebSub hub that feeds name."""
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

    @property
    def published_by(self) -> str:
        """Who answers for the site: the publisher's name, else that of the site."""
        return self.publisher.name or self.title


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
class Post:
    """`[post]`: what `livegen post` says of who does not."""

    author: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of a site. `tags` maps a tag to its slug where the computed one clashes."""

    site: Site = Site()
    build: Build = Build()
    live: Live = Live()
    post: Post = Post()
    embeds_consent: bool = True
    comments_provider: str = ""
    comments_url: str = ""
    """Where an Isso server is."""
    comments: bool = False
    """Whether stories that do not say take comments."""
    tags: tuple[tuple[str, str], ...] = field(default=())
    check: tuple[tuple[str, str], ...] = ()
    """How much a rule matters to `livegen check`: rule, one of `CHECK_LEVELS`."""


def read(content: bytes, path: str, report: Report) -> Settings:
    """Return the settings in `content`; what is wrong goes to `report` and keeps its default."""
    file = tables.read(content, path, _UNKNOWN, report)
    if file is None:
        return Settings()
    values = {name: file.table((name,), readers) for name, readers in _TABLES.items()}
    _refuse_others(file)
    _ask_for_a_server(file)
    publisher = Publisher(**values["site"].pop("publisher", {}))
    return Settings(
        site=Site(**values["site"], publisher=publisher),
        build=Build(**values["build"]),
        live=Live(**values["live"]),
        post=Post(**values["post"]),
        embeds_consent=values["embeds"].get("consent", True),
        comments_provider=values["comments"].get("provider", ""),
        comments_url=values["comments"].get("url", ""),
        comments=values["comments"].get("default", False),
        tags=tuple(sorted(file.each(("tags",), _slug).items())),
        check=_levels(file),
    )


def _refuse_others(file: File) -> None:
    """Report tables, and settings outside of any table, that are not known."""
    known = [*_TABLES, "tags", "check", *_UNCHECKED]
    for name, value in file.says.items():
        if name in known:
            continue
        home, near = _UNKNOWN.homes.get(name), closest(name, known)
        if home and not isinstance(value, dict):
            message, hint = f"`{name}` stands outside of its table", f"put it below [{home}]"
        else:
            message = f"unknown table `{name}`"
            hint = f"did you mean [{near}]?" if near else f"known are {', '.join(known)}"
        file.report.error(Rule.UNKNOWN_SETTING, file.spot((name,)).key, message, hint)


def _levels(file: File) -> tuple[tuple[str, str], ...]:
    """Return how much each rule matters; what stops a build cannot matter less."""
    chosen = file.each(("check",), partial(tables.choice, choices=CHECK_LEVELS))
    said = file.says.get("check")
    for name in said if isinstance(said, dict) else ():
        if name not in set(Rule):
            near = closest(name, Rule)
            hint = f"did you mean `{near}`?" if near else "its name stands in docs/errors.md"
            message = f"`{name}` is not the name of a rule"
            file.report.error(Rule.UNKNOWN_SETTING, file.spot(("check", name)).key, message, hint)
        elif name not in WARNED and chosen.get(name, "error") != "error":
            message = "stops a build, and cannot matter less to a check"
            file.wrong(("check", name), Rule.NOT_A_CHOICE, message, "take the line out")
    return tuple(sorted((name, level) for name, level in chosen.items() if name in WARNED))


def _ask_for_a_server(file: File) -> None:
    """Report comments on an Isso server that is nowhere."""
    says = file.says.get("comments")
    if isinstance(says, dict) and says.get("provider") == "isso" and "url" not in says:
        file.wrong(
            ("comments", "provider"),
            Rule.MISSING_KEY,
            'is "isso", but its server has no address',
            'write url = "https://comments.example.org" below it',
        )


# ---------------------------------------------------------------- one setting


def _enum(value: object, kind: type[StrEnum]) -> StrEnum:
    return kind(tables.choice(value, tuple(str(member) for member in kind)))


def _url(value: object) -> str:
    text = tables.text(value)
    try:
        urls.address(text)
        if re.search(r"\s", text) or urlsplit(text).port == 0:  # a port that is none raises
            raise ValueError(text)
    except ValueError:
        host = re.sub(r"^.*//(?:[^/]*@)?|[?#\s].*$", "", text) or "example.org"
        raise WrongValue(
            Rule.NOT_A_URL,
            f"is not a web address: {tables.written(text)}",
            f'write "https://{host}"',
        ) from None
    return text


def _authority(value: object) -> str:
    text = tables.text(value)
    if text and not _AUTHORITY.fullmatch(text):
        raise WrongValue(
            Rule.NOT_A_URL,
            f"is not a host: {tables.written(text)}",
            'write "example.org", or with the day since which it is yours "example.org,2015-06"',
        )
    return text


def _language(value: object) -> str:
    text = tables.text(value)
    if not words.is_language(text):
        meant = text.replace("_", "-").split(".")[0]
        example = meant if words.is_language(meant) else "en-GB"
        message = f"is not a language (BCP 47): {tables.written(text)}"
        raise WrongValue(Rule.NOT_A_LANGUAGE, message, f'write "{example}"')
    return text


def _zone(value: object) -> str:
    text = tables.text(value)
    try:
        times.zone_of(text)
    except ValueError:
        near = closest(text, times.zone_names())
        hint = f'did you mean "{near}"?' if near else 'write "Europe/London", "America/New_York" …'
        raise WrongValue(
            Rule.UNKNOWN_ZONE, f"is not a time zone: {tables.written(text)}", hint
        ) from None
    return text


def _outputs(value: object) -> tuple[str, ...]:
    example = '["html", "rss"]'
    chosen = [tables.choice(item, OUTPUTS) for item in tables.items(value, example)]
    if not chosen:
        hint = f"write {example}, or take the line out for everything"
        raise WrongValue(Rule.WRONG_SHAPE, "has nothing that could be built", hint)
    # In the order of the documents, so that the order in the file changes no byte.
    return tuple(output for output in OUTPUTS if output in chosen)


def _csp(value: object) -> tuple[tuple[str, str], ...]:
    example = 'csp = { img-src = ["https://images.example.org"] }'
    if not isinstance(value, dict):
        raise WrongValue(Rule.WRONG_SHAPE, "is not a table of directives", f"write {example}")
    return tuple((directive, _sources(directive, value[directive])) for directive in sorted(value))


def _sources(directive: str, value: object) -> str:
    sources = [value] if isinstance(value, str) else tables.items(value, '["https://example.org"]')
    text = " ".join(tables.text(source) for source in sources)
    if not re.fullmatch(r"[a-z]+(?:-[a-z]+)*", directive):
        raise WrongValue(
            Rule.WRONG_SHAPE, f"has no directive `{directive}`", "write img-src, frame-src …"
        )
    # Either sign would begin another directive or another policy.
    if re.search(r"[;,\n\r]", text):
        message = f"has a `;`, a `,` or a line end in `{directive}`"
        raise WrongValue(Rule.WRONG_SHAPE, message, 'write each source by itself: ["…", "…"]')
    return " ".join(text.split())


def _poll(value: object) -> tuple[tuple[int, int], ...]:
    example = "[[0, 10], [600, 30], [1800, 60]]"
    pairs = []
    for item in tables.items(value, example):
        if len(pair := tables.items(item, example)) != 2:
            raise WrongValue(Rule.WRONG_SHAPE, "is not a list of pairs", f"write {example}")
        pairs.append((tables.count(pair[0], 0, 600), tables.count(pair[1], 1, 30)))
    since = [pair[0] for pair in pairs]
    if not since or since[0] != 0 or since != sorted(set(since)):
        message = "does not begin with 0 and go up: seconds since the last change, seconds to wait"
        raise WrongValue(Rule.WRONG_SHAPE, message, f"write {example}")
    return tuple(pairs)


def _span(value: object) -> int:
    """Return a number of seconds, or a text such as `6 h`, in seconds."""
    if isinstance(value, str) and (found := _SPAN.fullmatch(value.strip())):
        return tables.count(int(found["number"]) * _SECONDS[found["unit"][0].lower()], 1, 21600)
    if isinstance(value, str):
        message = f"is not a span of time: {tables.written(value)}"
        raise WrongValue(Rule.WRONG_SHAPE, message, 'write "6 h", "90 min" or a number of seconds')
    return tables.count(value, 1, 21600)


def _picture(value: object) -> str:
    return _leading(value, r"/(?!/)|https?://", '"/logo.svg"')


def _address(value: object) -> str:
    return _leading(value, r"/(?!/)|https?://", '"/corrections-policy/"')


def _leading(value: object, beginning: str, example: str) -> str:
    text = tables.text(value)
    if text and not re.match(beginning, text):
        message = f"is neither a path of the site nor an address: {tables.written(text)}"
        raise WrongValue(Rule.NOT_A_URL, message, f"write {example}")
    return text


def _slug(value: object) -> str:
    text = tables.text(value)
    if not urls.is_slug(text):
        meant = urls.slug(text)
        message = f"is not a slug (letters, digits and `-`): {tables.written(text)}"
        raise WrongValue(Rule.NOT_A_SLUG, message, f'write "{meant or "letters-and-digits"}"')
    return text


def _title(value: object) -> str:
    if not (text := tables.text(value)).strip():
        raise WrongValue(Rule.WRONG_SHAPE, "says nothing", 'write "The Courier"')
    return text


def _menu(value: object) -> tuple[MenuItem, ...]:
    items = tables.items(value, '[{ title = "World", url = "/world/" }]')
    return tuple(_menu_item(number, item) for number, item in enumerate(items, 1))


def _menu_item(number: int, item: object) -> MenuItem:
    hint = 'write { title = "World", url = "/world/" }'
    if not isinstance(item, dict) or set(item) != {"title", "url"}:
        message = f"does not have a `title` and a `url`, and nothing else, in item {number}"
        raise WrongValue(Rule.WRONG_SHAPE, message, hint)
    if not all(isinstance(part, str) and part.strip() for part in item.values()):
        raise WrongValue(Rule.WRONG_SHAPE, f"has an item {number} that is not made of texts", hint)
    for part in item.values():
        tables.text(part)
    if not re.match(r"/|#|https?://|mailto:", item["url"]):
        message = f"has an item {number} whose url is neither a path nor an address: "
        raise WrongValue(Rule.NOT_A_URL, message + tables.written(item["url"]), 'write "/world/"')
    return MenuItem(**item)


_AUTHORITY = re.compile(
    r"(?:[\w.+-]+@)?[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?:,\d{4}(?:-\d\d){0,2})?"
)
_SPAN = re.compile(
    r"(?P<number>\d{1,7}) ?(?P<unit>s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)", re.IGNORECASE
)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

_PUBLISHER = {"name": tables.text, "logo": _picture, "corrections_policy": _address}
_TABLES: Mapping[str, Readers] = {
    "site": {
        "title": _title,
        "url": _url,
        "id_authority": _authority,
        "hub": _url,
        "language": _language,
        "timezone": _zone,
        "clock": partial(tables.choice, choices=(12, 24)),
        "description": tables.text,
        "menu": _menu,
        "footer": tables.text,
        "logo": _picture,
        "icon": _picture,
        "date_order": partial(tables.choice, choices=("mdy", "dmy", "ymd")),
        "publisher": _PUBLISHER,
    },
    "build": {
        "html": partial(_enum, kind=HtmlPolicy),
        "page_size": partial(tables.count, least=1, example=30),
        "index_size": partial(tables.count, least=1, example=30),
        "update_pages": partial(_enum, kind=UpdatePages),
        "feed_size": partial(tables.count, least=1, example=50),
        "outputs": _outputs,
        "csp": _csp,
    },
    "live": {
        "url": _url,
        "poll": _poll,
        "inline": partial(tables.count, least=0, example=3),
        "stale_after": _span,
    },
    "post": {"author": tables.text},
    "embeds": {"consent": tables.truth},
    "comments": {
        "provider": partial(tables.choice, choices=("netlify", "isso")),
        "url": _url,
        "default": tables.truth,
    },
}
_UNCHECKED = ("publish",)
"""Tables for commands to come."""

_UNKNOWN = Unknown(
    Rule.UNKNOWN_SETTING,
    "unknown setting `{key}` in [{table}]",
    # Of a name that several tables have, the first counts.
    {name: table for table in reversed([*_TABLES]) for name in _TABLES[table]},
)
