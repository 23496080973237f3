"""What the preview shows, and looking things up in it: a path -> what the host would answer.

Law: pure. Files and rules are values, and whatever is found is found in them. Beside the host's
answer stand three differences: every answer is checked for each time it is used (`no-cache`), so
that nothing goes stale while it is being written; what would tie the browser to HTTPS is left
out, since the preview has none; and no other origin may read drafts, whatever the rules allow.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from urllib.parse import parse_qsl, quote, unquote

from livegen import urls
from livegen.fingerprint import fingerprint
from livegen.hosting import (
    HeaderRule,
    Lead,
    RedirectRule,
    header_rules,
    headers_of,
    lead,
    redirect_rules,
)

_NOT_SERVED = frozenset(["_headers", "_redirects", ".livegen-files"])

_TYPES = {
    ".atom": "application/atom+xml",
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".gif": "image/gif",
    ".htm": "text/html; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".ics": "text/calendar; charset=utf-8",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".m4a": "audio/mp4",
    ".m4v": "video/mp4",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".opus": "audio/ogg",
    ".otf": "font/otf",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".rss": "application/rss+xml",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".wasm": "application/wasm",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".xsl": "text/xsl; charset=utf-8",
    ".zip": "application/zip",
}
"""By ending, as hosts give them. Not by `mimetypes`, which asks the machine."""

_LEFT_OUT = ("access-control-", "cache-control", "strict-transport-security")
_POLICY = "Content-Security-Policy"
_NEEDS_HTTPS = frozenset(["block-all-mixed-content", "upgrade-insecure-requests"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the preview shows: the last good files by output path, and every error there is now.

    An error is a text as `errors.describe` returns it. `base` is the path of `site.url`, not
    percent-encoded and without a slash at its end.
    """

    files: Mapping[str, bytes]
    errors: tuple[str, ...] = ()
    base: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host answers. `headers` are without what depends on how it was asked.

    `digest` is that of the content.
    """

    status: int
    content: bytes
    headers: Mapping[str, str]
    digest: str

    @property
    def is_html(self) -> bool:
        """True if a browser takes the content for HTML."""
        return self.headers.get("Content-Type", "").startswith("text/html")


@dataclass(frozen=True)
class Site:
    """What is shown, with the rules that its files hold.

    `digests` are what is known of the digests of files, with the content that each is of; it
    may hold those of earlier contents, and is written to.
    """

    shown: Shown
    digests: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def followed_by(self, shown: Shown) -> Site:
        """Return the site as it is next; digests of files that stay are not made anew."""
        known = self.digests.copy()  # at one go, since another thread may be writing to it
        return Site(shown, {file: kept for file, kept in known.items() if file in shown.files})

    def answer(self, path: str, query: str = "") -> Answer:
        """Return what the host answers to a decoded path: its file, where it leads, or 404.

        As on Netlify a file is before a rule that is not forced.
        """
        if not self.shown.files:
            return _said(503, "This site is not built yet.")
        led = lead(self._redirects, path, dict(parse_qsl(query, keep_blank_values=True)))
        if led and led.forced:
            return self._led(led, query)
        return (
            self._file(path, 200)
            or self._folder(path, query)
            or (self._led(led, query) if led else None)
            or self._home(path)
            or self._missing()
        )

    def digest(self, file: str) -> str:
        """Return the digest of a file's content."""
        content = self.shown.files[file]
        known, digest = self.digests.get(file, (b"", ""))
        if not digest or known != content:
            digest = fingerprint(content, 16)
            self.digests[file] = (content, digest)
        return digest

    @cached_property
    def _headers(self) -> tuple[HeaderRule, ...]:
        return header_rules(self.shown.files.get("_headers", b""))

    @cached_property
    def _redirects(self) -> tuple[RedirectRule, ...]:
        return redirect_rules(self.shown.files.get("_redirects", b""))

    def _file(self, path: str, status: int) -> Answer | None:
        """Return the file that stands at a path of the site, if there is one."""
        if not path.startswith(self.base + "/"):
            return None
        file = urls.file_of(path.removeprefix(self.base))
        if file in _NOT_SERVED or file not in self.shown.files:
            return None
        sent = _type_of(file) | _for_preview(headers_of(self._headers, path))
        return Answer(status, self.shown.files[file], sent, self.digest(file))

    def _folder(self, path: str, query: str) -> Answer | None:
        """Return the way from `/a` to `/a/`, if that is a page."""
        return _moved(301, quote(f"{path}/"), query) if self._file(f"{path}/", 200) else None

    def _led(self, led: Lead, query: str) -> Answer:
        if 300 <= led.status < 400:
            return _moved(led.status, led.target, query)
        if not led.target.startswith("/"):
            return _said(502, f"The host fetches this from {led.target}; the preview does not.")
        target = unquote(led.target.partition("?")[0])
        return (
            self._file(target, led.status)
            or self._file(f"{target}/", led.status)
            or self._missing()
        )

    def _home(self, path: str) -> Answer | None:
        """Return the way to a site that lives below `/`."""
        return _moved(302, quote(f"{self.base}/"), "") if path == "/" and self.base else None

    def _missing(self) -> Answer:
        return self._file(f"{self.base}/404.html", 404) or _said(404, "There is no such page.")

    @property
    def base(self) -> str:
        """The path below which the site lives, not percent-encoded."""
        return self.shown.base


def _type_of(file: str) -> dict[str, str]:
    ending = posixpath.splitext(file)[1].lower()
    return {"Content-Type": _TYPES.get(ending, "application/octet-stream")}


def _for_preview(sent: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of a host's rules as the preview sends them, in one spelling."""
    kept = {
        name.title(): value.encode().decode("latin-1")  # whose bytes go over the wire
        for name, value in sent.items()
        if not name.lower().startswith(_LEFT_OUT)
    }
    if _POLICY in kept:
        kept[_POLICY] = _without_https(kept[_POLICY])
    return {**kept, "Cache-Control": "no-cache"}


def _without_https(policies: str) -> str:
    """Return policies, which commas part, without the directives that ask for HTTPS."""
    return ", ".join(
        "; ".join(d for d in map(str.strip, policy.split(";")) if d.lower() not in _NEEDS_HTTPS)
        for policy in policies.split(",")
    )


def _moved(status: int, target: str, query: str) -> Answer:
    """Return a redirect; parameters are handed on to a target that has none of its own."""
    asked = "" if "?" in target or not query else "?" + quote(query, safe="/%?-._~!$&'()*+,;=:@[]")
    page, mark, fragment = target.partition("#")
    headers = {"Location": f"{page}{asked}{mark}{fragment}", "Cache-Control": "no-cache"}
    return Answer(status, b"", headers, "")


def _said(status: int, sentence: str) -> Answer:
    """Return a page that says one thing."""
    content = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{status}</title>'
        f"<p>{escape(sentence)}</p></html>"
    ).encode()
    headers = {"Content-Type": _TYPES[".html"], "Cache-Control": "no-cache"}
    return Answer(status, content, headers, fingerprint(content, 16))
