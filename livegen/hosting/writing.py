"""What hosts read beside the pages, written: `robots.txt`, `_headers`, `_redirects`.

Law: no file that a build writes matches two rules with a `Cache-Control`, neither as Netlify
matches nor as Cloudflare does; hosts would join the two into a value that nobody meant.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from string import ascii_lowercase
from urllib.parse import quote, urlsplit

from livegen import urls

Headers = dict[str, str]

_FRESH: Headers = {
    "Cache-Control": "public, max-age=0, s-maxage=5, stale-while-revalidate=5, stale-if-error=86400"
}
_ARCHIVED: Headers = {"Cache-Control": "public, max-age=60, s-maxage=300"}
_FOR_EVER: Headers = {"Cache-Control": "public, max-age=31536000, immutable"}

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data:",
    "media-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'none'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""The Content-Security-Policy of a page that embeds nothing and polls its own host."""

_SECURITY = {
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "browsing-topics=(), camera=(), geolocation=(), microphone=(), "
    "payment=(), usb=()",
}

_FOR_OTHERS: Headers = {"Access-Control-Allow-Origin": "*", "X-Robots-Tag": "noindex"}
"""What pages of others include; to be framed it must not have what keeps a page to itself."""

_LATEST = ("latest.html", "latest.json")

# By their own types, browsers show Atom and RSS as bare text or want to save them.
_FEED_TYPES = {
    "atom.xml": "application/xml; charset=utf-8",
    "rss.xml": "application/xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
}

_FEED_HABITS = ("/feed/", "/feed.xml", "/index.xml", "/rss/")
"""Where readers of other sites look for the feed."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """An old path that leads to a new one, for good. Both are paths of the site, in Unicode."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What pages may load from elsewhere.

    `live` is the address that open pages poll, or `""`; `comments` that of the server that keeps
    them, likewise; `frames` are where embeds come from; `additions` are `[build] csp`: a
    directive, and sources parted by spaces.
    """

    live: str = ""
    comments: str = ""
    frames: Collection[str] = ()
    additions: Collection[tuple[str, str]] = ()


def robots(sitemaps: Iterable[str]) -> bytes:
    """Return `robots.txt`: everything may be read, and where the sitemaps are, whole addresses."""
    listed = "".join(f"Sitemap: {url}\n" for url in sitemaps)
    return ("User-agent: *\nDisallow:\n" + (f"\n{listed}" if listed else "")).encode()


def headers(
    own: str, *, sections: Collection[str], pages: Collection[str], sources: Sources, base: str
) -> bytes:
    """Return `_headers`: the site's own lines, then ours.

    `sections` are the names of those that have a list or stories, `""` if stories lie at the
    root; `pages` the paths of plain pages. A section costs two rules, a plain page one, and
    Cloudflare reads only the first hundred.
    """
    rules = _rules(sections, pages, sources)
    return _document(own, (_rule(_encoded(base) + path, sent) for path, sent in rules))


def redirects(
    own: str, *, moves: Iterable[Redirect], gone: Iterable[str], feed: str, base: str
) -> bytes:
    """Return `_redirects`: the site's own lines, then ours.

    What lies below an old path leads to the same below the new one. What is `gone`, and what lay
    below it, answers 410 (on Cloudflare 404). The usual addresses of feeds lead to `feed`, the
    path of one, if it is not `""`. Cloudflare reads 2,000 lines and a hundred more with `*`.
    """
    moved, lost = sorted(moves, key=lambda move: move.old), sorted(gone)
    habits = [Redirect(old, feed) for old in _FEED_HABITS if feed]
    # The first line that matches counts; Cloudflare wants those without `*` on top.
    exact = [
        *(line for move in (*moved, *habits) for line in _at(move.old, move.new, 301, base)),
        *(line for old in lost for line in _at(old, "/404.html", 410, base)),
    ]
    below = [
        *(_below(m.old, f"{_stem(m.new)}/:splat", 301, base) for m in moved if _has_below(m)),
        *(_below(old, "/404.html", 410, base) for old in lost),
    ]
    deepest_first = sorted(below, key=lambda line: -line.partition(" ")[0].count("/"))
    # Hosts find `404.html` by themselves only at the root.
    rest = [_below("/", "/404.html", 404, base)] if base else []
    return _document(own, [f"{line}\n" for line in dict.fromkeys([*exact, *deepest_first, *rest])])


def led_elsewhere(own: str, *, moves: Iterable[Redirect], feed: str, base: str) -> tuple[str, ...]:
    """Return the paths, without the base, that are redirected; `*` at an end means all below."""
    written = [line.split()[0] for line in own.splitlines() if line.strip()]
    theirs = [path.removeprefix(base) for path in written if not path.startswith("#")]
    ours = [path for move in moves for path in (move.old, f"{_stem(move.old)}/*")]
    return (*theirs, *ours, *(_FEED_HABITS if feed else ()))


def _rules(
    sections: Collection[str], pages: Collection[str], sources: Sources
) -> Iterator[tuple[str, Headers]]:
    """Yield patterns that do not overlap, with the headers of what matches.

    Netlify's `:name` is any one segment, its trailing slash counts for nothing, and its `*`
    spans slashes, as does Cloudflare's, of which a rule may have one. So pages are matched by
    the folders they lie in, and nothing by its ending, but for the types of feeds.
    """
    security, foreign = _security(sources), _foreign(sources.live)
    depths = {len(_segments(section)) for section in sections}
    yield "/assets/:file", _FOR_EVER
    for depth in sorted(depths):
        yield from _of_stories(_any(depth + 1), security, foreign)
    for depth in sorted(depths | {0, 2}):  # 0 is the front, 2 are tags and authors
        yield f"{_any(depth)}/page/:page/", _ARCHIVED | security
    yield "/", _FRESH | security
    for path in sorted(
        {"/404.html", "/corrections/", *map(urls.section, sections), *pages} - {"/"}
    ):
        if _parent(path) not in sections:
            yield _encoded(path), _FRESH | security
    for section in sorted({*sections, "tags", "authors"}):
        yield f"{_encoded(urls.section(section))}:page/", _FRESH | security | foreign
    yield from _of_other_files(sections, depths, foreign)


def _of_stories(story: str, security: Headers, foreign: Headers) -> Iterator[tuple[str, Headers]]:
    yield f"{story}/live.json", _FRESH | foreign
    for name in _LATEST:
        yield f"{story}/{name}", _FRESH | _FOR_OTHERS
    yield f"{story}/ids.*.json", _FOR_EVER | foreign
    yield f"{story}/f/:theme/:file.html", _FOR_EVER | foreign
    yield f"{story}/p/:page/", _ARCHIVED | security
    yield f"{story}/start/:page/", _ARCHIVED | security
    yield f"{story}/u/:id/", _FRESH | security


def _of_other_files(
    sections: Collection[str], depths: Collection[int], foreign: Headers
) -> Iterator[tuple[str, Headers]]:
    # On Netlify the line of a section also takes what is no page there: the section's feeds, and
    # with stories at the root `/live.json` and the site's newest updates. So these get lines of
    # their own only elsewhere; on Cloudflare they are then left with its default, which asks for a
    # check each time, too.
    for_others = _less(_FOR_OTHERS, foreign)
    if "" not in sections:
        yield "/live.json", _FRESH | foreign
        for_others = _FRESH | _FOR_OTHERS
    for name in _LATEST:
        yield f"/{name}", for_others
    of_stories = {depth + 1 for depth in depths}
    for depth in sorted({0, *of_stories} - {*depths}):
        for name in _FEED_TYPES:
            yield f"{_any(depth)}/{name}", _FRESH
    for depth in sorted(of_stories - {*depths}):
        for name in _FEED_TYPES:
            yield f"{_any(depth)}/{urls.KEY_EVENTS}{name}", _FRESH
    for name, media_type in _FEED_TYPES.items():
        yield f"/*{name}", {"Content-Type": media_type}


def _less(some: Headers, sent: Headers) -> Headers:
    """Return the headers that are not sent already."""
    return {name: value for name, value in some.items() if name not in sent}


def _security(sources: Sources) -> Headers:
    """Return the headers that keep a page to itself, the Content-Security-Policy first."""
    policy = {directive: given.split() for directive, given in _POLICY.items()}
    added = [*sources.additions, ("frame-src", " ".join(sorted(sources.frames)))]
    if sources.live:
        added.append(("connect-src", _origin(sources.live)))
    if sources.comments:
        served = _origin(sources.comments)
        added += [("script-src", served), ("connect-src", served)]
    for directive, more in added:
        policy[directive] = policy.get(directive, []) + more.split()
    return {"Content-Security-Policy": "; ".join(map(_directive, policy.items())), **_SECURITY}


def _origin(url: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


def _directive(directive: tuple[str, list[str]]) -> str:
    name, sources = directive
    # 'none' counts only where it stands alone.
    allowed = [source for source in dict.fromkeys(sources) if source != "'none'"]
    return " ".join([name, *(allowed or sources[:1])])


def _foreign(live: str) -> Headers:
    """Return what lets pages of another origin read what they poll."""
    if not live:
        return {}
    return {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Date"}


def _rule(path: str, sent: Headers) -> str:
    return "\n".join([path, *(f"  {name}: {value}" for name, value in sent.items())]) + "\n"


def _at(old: str, new: str, status: int, base: str) -> Iterator[str]:
    """Yield the lines for an old path itself; for Cloudflare, `/a` and `/a/` are two paths."""
    source, target = _encoded(base + _stem(old)), _encoded(base + new)
    yield f"{source} {target} {status}"
    if _is_folder(old):
        yield f"{source}/ {target} {status}"


def _below(old: str, new: str, status: int, base: str) -> str:
    """Return the line for what lies below an old path; `new` may say `:splat` for what that is."""
    target, splat, _ = new.partition(":splat")
    return f"{_encoded(base + _stem(old))}/* {_encoded(base + target)}{splat} {status}"


def _has_below(move: Redirect) -> bool:
    """True unless there is nothing below, or what moved below its old path would go round."""
    inside = move.new.startswith(f"{_stem(move.old)}/")
    return _is_folder(move.old) and _is_folder(move.new) and not inside


def _document(own: str, ours: Iterable[str]) -> bytes:
    """Return the site's own lines as they are, an empty line, and ours."""
    first = own.rstrip("\n") + "\n\n" if own.strip() else ""
    return (first + "".join(ours)).encode()


def _any(depth: int) -> str:
    """Return a pattern for that many segments: `/:a/:b`. Cloudflare wants different names."""
    return "".join(f"/:{letter}" for letter in ascii_lowercase[:depth])


def _segments(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment]


def _parent(path: str) -> str:
    return "/".join(_segments(path)[:-1])


def _stem(path: str) -> str:
    return path.rstrip("/")


def _is_folder(path: str) -> bool:
    """True unless the path is that of a file: `/2015/ramadi.html`."""
    return path.endswith("/") or "." not in path.rpartition("/")[2]


def _encoded(path: str) -> str:
    """Return a path as hosts compare it; `:`, `*` and blanks would mean something to them."""
    return re.sub("%(?![0-9A-Fa-f]{2})", "%25", quote(path, safe="/%-._~!$&'()+,;=@"))
