"""`_headers` and `_redirects` as a host reads them: bytes -> rules, a path -> what they say of it.

Law: a line that a host would pass over is passed over, and no line stops the others. The model is
Netlify (`@netlify/headers-parser` 9, `@netlify/redirect-parser` 15); where its own server and its
documents disagree, the documents are kept to. Paths are compared decoded, so that a rule may be
written either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote

_OF_THE_HOST = frozenset(
    [
        "accept-ranges",
        "age",
        "allow",
        "alt-svc",
        "basic-auth",
        "connection",
        "content-encoding",
        "content-length",
        "content-range",
        "date",
        "location",
        "server",
        "set-cookie",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ]
)
"""Headers that no rule may set: a host says them itself, and takes `Basic-Auth` for its own."""

_WITHOUT_CONTENT = frozenset(["204", "205", "304"])
"""Nothing can be shown with these, nor do they lead anywhere."""

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NO_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_NAMED = re.compile(r":([A-Za-z]\w*)")


@dataclass(frozen=True, slots=True)
class HeaderRule:
    """A pattern of `_headers`, and what is sent with each path that matches it."""

    pattern: str
    sent: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RedirectRule:
    """A line of `_redirects`. `target` is a path or an address, with `:names` still in it.

    `query` are the parameters that must be there, a value of `:name` being any. A `forced` rule
    counts although there is a file at the path.
    """

    pattern: str
    target: str
    status: int = 301
    forced: bool = False
    query: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Lead:
    """Where a path leads: `target` is a percent-encoded path, or an address on another host.

    A `status` of 3xx sends the reader there; with any other the target is what is shown.
    """

    target: str
    status: int
    forced: bool


def header_rules(content: bytes) -> tuple[HeaderRule, ...]:
    """Return the rules of a `_headers`; a name given twice for a path has both values."""
    found: list[tuple[str, dict[str, str]]] = []
    for line in _lines(content):
        name, colon, value = (part.strip() for part in line.partition(":"))
        if line.startswith("/"):
            found.append((line, {}))
        elif found and colon and value and _may_be_sent(name, value):
            _join(found[-1][1], name, value)
    return tuple(HeaderRule(pattern, tuple(sent.items())) for pattern, sent in found if sent)


def redirect_rules(content: bytes) -> tuple[RedirectRule, ...]:
    """Return the rules of a `_redirects`, but those that hang on a country, a role or a host."""
    return tuple(rule for line in _lines(content) for rule in _redirect_rule(_words(line)))


def headers_of(rules: Iterable[HeaderRule], path: str) -> dict[str, str]:
    """Return what the rules send with a decoded path; of two that say the same header, both."""
    sent: dict[str, str] = {}
    for rule in rules:
        if _match(rule.pattern, path, re.IGNORECASE) is not None:
            for name, value in rule.sent:
                _join(sent, name, value)
    return sent


def lead(
    rules: Iterable[RedirectRule], path: str, query: Mapping[str, str] | None = None
) -> Lead | None:
    """Return where the first rule that matches a decoded path leads, or None."""
    for rule in rules:
        names = _match(rule.pattern, path)
        asked = _match_query(rule.query, query or {})
        if names is not None and asked is not None:
            return Lead(_filled(rule.target, names | asked), rule.status, rule.forced)
    return None


def _lines(content: bytes) -> Iterator[str]:
    for line in content.decode("utf-8", "replace").split("\n"):
        if line.strip() and not line.strip().startswith("#"):
            yield line.strip()


def _may_be_sent(name: str, value: str) -> bool:
    whole = _NAME.fullmatch(name) and not _NO_VALUE.search(value)
    return bool(whole) and name.lower() not in _OF_THE_HOST


def _join(sent: dict[str, str], name: str, value: str) -> None:
    """Add a header to those sent; one that is there already gets both values."""
    known = next((other for other in sent if other.lower() == name.lower()), name)
    sent[known] = f"{sent[known]}, {value}" if known in sent else value


def _words(line: str) -> list[str]:
    """Return the words of a line up to a comment."""
    words = line.split()
    comment = next((at for at, word in enumerate(words) if word.startswith("#")), len(words))
    return words[:comment]


def _redirect_rule(words: list[str]) -> Iterator[RedirectRule]:
    """Yield the rule that `from [query] [to] [status[!]] [conditions]` is, if it is one here."""
    if len(words) < 2 or not words[0].startswith("/"):
        return
    pattern, *rest = words
    if rest[0][0].isdigit() and pattern.endswith("/*"):
        rest.insert(0, pattern[:-1] + ":splat")  # a rule may say only that it is served as it is
    at = next((at for at, word in enumerate(rest) if _is_target(word)), None)
    if at is None:
        return
    status = re.fullmatch(r"([2-5]\d\d)(!?)", "".join(rest[at + 1 : at + 2]) or "301")
    if status and status[1] not in _WITHOUT_CONTENT and not rest[at + 2 :]:
        query = tuple((name, value) for name, _, value in (w.partition("=") for w in rest[:at]))
        yield RedirectRule(pattern, rest[at], int(status[1]), bool(status[2]), query)


def _is_target(word: str) -> bool:
    return word.startswith(("/", "http://", "https://"))


def _match(pattern: str, path: str, flags: int = 0) -> dict[str, str] | None:
    """Return what the names of a pattern stand for in a decoded path, or None if it is another's.

    `:name` is one segment, `*` anything, and at an end the folder above it, too. A slash at the
    end of either counts for nothing.
    """
    expected, names = _expression(pattern, flags)
    found = expected.fullmatch(path)
    if found is None:
        return None
    return {name: value or "" for name, value in zip(names, found.groups(), strict=True)}


@lru_cache(4096)
def _expression(pattern: str, flags: int) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return a pattern as a regular expression, and the names of its groups."""
    written, names = "", []
    for part in filter(None, pattern.split("/")):
        if part.startswith(":"):
            written += "/([^/]+)"
            names.append(part[1:].partition(".")[0])
        else:
            pieces = [re.escape(unquote(piece)) for piece in part.split("*")]
            written += "(?:/(.*))?" if part == "*" else "/" + "(.*)".join(pieces)
            names += ["splat"] * part.count("*")
    return re.compile(f"{written}/?", flags | re.DOTALL), tuple(names)


def _match_query(
    expected: tuple[tuple[str, str], ...], query: Mapping[str, str]
) -> dict[str, str] | None:
    """Return what the names of expected parameters stand for, or None if one is not there."""
    names: dict[str, str] = {}
    for name, value in expected:
        if name not in query or (value[:1] != ":" and value != query[name]):
            return None
        names |= {value[1:]: query[name]} if value[:1] == ":" else {}
    return names


def _filled(target: str, names: Mapping[str, str]) -> str:
    """Return a target with its names filled in, as it may stand in a header.

    A path stays one: what a reader typed cannot make it `//another.host`.
    """
    filled = _NAMED.sub(lambda found: _encoded(names.get(found[1], found[0])), target)
    whole = quote(filled, safe="/%#?-._~!$&'()*+,;=:@[]")
    return "/" + whole.lstrip("/") if target.startswith("/") else whole


def _encoded(value: str) -> str:
    return quote(value, safe="/-._~!$&'()+,;=@:")
