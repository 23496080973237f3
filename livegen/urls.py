"""Slug, output path, permalink, anchor: made here and nowhere else.

A *path* is a site path such as `/world/ramadi/`, in Unicode and without the base of `site.url`.
A *href* is what stands in HTML: with the base, percent-encoded. A *file* is the output path.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

PAGE_IDS = frozenset(
    [
        "main",
        "updates",
        "summary",
        "key-events",
        "pinned",
        "corrections",
        "comments",
        "comment-sent",
        "comment-name",
        "comment-email",
        "comment-text",
        "isso-thread",
        "banner",
        "top",
        "pages",
        "menu",
        "footer",
        "story-text",
        "related",
        "tags",
        "site-header",
        "headline",
        "live-status",
        "live-settings",
    ]
)
"""Ids that the pages themselves use; no update may take them."""

FEEDS = {"atom": "atom.xml", "rss": "rss.xml", "json": "feed.json"}
"""The file of a feed in each format, by its name in the settings."""

KEY_EVENTS = "key."
"""What the files of a feed of key events begin with."""

_UPDATE_ID = re.compile(r"[A-Za-z0-9-]+")
_NOT_OF_AN_ID = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the site will live: `origin` (`https://host`) and `base` (`""` or `/project`), which
    is not percent-encoded."""

    origin: str
    base: str

    @property
    def host(self) -> str:
        """The host alone, without a port."""
        return urlsplit(self.origin).hostname or ""

    def href(self, path: str) -> str:
        """Return a path, or an `anchor` on a page, as it stands in HTML."""
        # A page's path ends with `/`; elsewhere `#` is part of a file's name.
        page, mark, fragment = path.rpartition("/#")
        if mark:
            return f"{self.href(page + '/')}#{fragment}"
        return _encoded(self.base + path)

    def written(self, path: str) -> str:
        """Return a `/path` that someone wrote as an address, encoded or not."""
        return quote(self.base + path, safe="/#?-._~!$&'()*+,;=:@%")

    def absolute(self, path: str) -> str:
        """Return `path` as a whole address, for feeds and metadata."""
        return self.origin + self.href(path)


# Each update asks for its author's page and for the page that it stands on: 0.5 % of a build.
@lru_cache(maxsize=4096)
def _encoded(path: str) -> str:
    return quote(path, safe="/-._~!$&'()*+,;=:@")


def address(url: str) -> Address:
    """Split `site.url`; raises `ValueError` unless it is an http(s) address with a host
    in ASCII, and without a user's name."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(url)
    if parts.query or parts.fragment or re.search(r"[^!-~]|@", parts.netloc):
        raise ValueError(url)
    return Address(f"{parts.scheme}://{parts.netloc}", unquote(parts.path.rstrip("/")))


def slug(text: str) -> str:
    """Return `text` as a slug: lower-case letters and digits of any script, joined by `-`."""
    text = unicodedata.normalize("NFC", text.lower())  # lower case can decompose a letter
    kept = "".join(char if _of_a_word(char) else "-" for char in text)
    return re.sub("-{2,}", "-", kept).strip("-")


def is_slug(text: str) -> bool:
    """True if `text` may stand in an address as it is: letters, digits and `-`."""
    return bool(text) and all(char == "-" or _of_a_word(char) for char in text)


def is_update_id(text: str) -> bool:
    """True if `text` may be an update's id: ASCII letters, digits, `-`."""
    return bool(_UPDATE_ID.fullmatch(text))


def update_id(text: str) -> str:
    """Return `text` with all but ASCII letters and digits turned into single `-`."""
    return _NOT_OF_AN_ID.sub("-", text).strip("-")


def story(section: str, slug: str) -> str:
    """Return a story's path; a story in no section lies at the root."""
    return f"/{section}/{slug}/" if section else f"/{slug}/"


def section(name: str) -> str:
    """Return the path of a section's list; the empty name is the front."""
    return f"/{name}/" if name else "/"


def tag(slug: str) -> str:
    """Return the path of a tag's list."""
    return f"/tags/{slug}/"


def author(id: str) -> str:
    """Return the path of an author's list."""
    return f"/authors/{id}/"


def list_page(path: str, number: int) -> str:
    """Return the path of a list's archive page, counted from the oldest."""
    return f"{path}page/{number}/"


def archive(story: str, number: int) -> str:
    """Return the path of a story's archive page, counted from the oldest."""
    return f"{story}p/{number}/"


def from_the_start(story: str, number: int) -> str:
    """Return the path of a page of an ended story, oldest first."""
    return f"{story}start/{number}/"


def update_page(story: str, id: str) -> str:
    """Return the path of an update's own page."""
    return f"{story}u/{id}/"


def anchor(page: str, id: str) -> str:
    """Return the permalink of what has the anchor `id` on `page`."""
    return f"{page}#{id}"


def file_of(path: str) -> str:
    """Return the output file of a path: `/world/` is `world/index.html`."""
    path = path.removeprefix("/")
    return path + "index.html" if not path or path.endswith("/") else path


def tag_uri(authority: str, specific: str) -> str:
    """Return a permanent id for feeds (RFC 4151).

    `authority` is a host, optionally with the date since which it is the newsroom's
    (`example.org,2015-06`); without one it is 2026, so that no story's date enters its id.
    """
    dated = authority if "," in authority else f"{authority},2026"
    return f"tag:{dated}:{quote(specific, safe='/#-._~:@!$&()*+,;=')}"


def _of_a_word(char: str) -> bool:
    # Marks belong to the letter before them: without them Hindi and Thai words fall apart.
    return unicodedata.category(char)[0] in "LM" or unicodedata.category(char) == "Nd"
