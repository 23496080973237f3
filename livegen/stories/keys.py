"""The keys that front matter may have, and what other tools call them."""

from __future__ import annotations

from livegen.forms import Keys

STORY_KEYS = (
    "title",
    "former_titles",
    "date",
    "revised",
    "id",
    "slug",
    "section",
    "summary",
    "authors",
    "dateline",
    "tags",
    "image",
    "layout",
    "order",
    "status",
    "coverage",
    "continued_in",
    "related",
    "translations",
    "timezone",
    "language",
    "key_points",
    "banner",
    "updates",
    "corrections",
    "withdrawn",
    "draft",
    "publish_at",
    "expires_at",
    "aliases",
    "comments",
    "extra",
)


PAGE_KEYS = (
    "title",
    "summary",
    "image",
    "language",
    "aliases",
    "draft",
    "slug",
    "extra",
)


SECTION_KEYS = (
    "title",
    "summary",
    "order",
)


UPDATE_KEYS = (
    "time",
    "id",
    "title",
    "body",
    "authors",
    "dateline",
    "image",
    "kind",
    "key",
    "pinned",
    "revised",
    "corrections",
    "withdrawn",
    "draft",
    "publish_at",
    "extra",
)


_OURS = (*STORY_KEYS, *UPDATE_KEYS)

_RENAMED = {
    **dict.fromkeys(("lastmod", "last_modified", "last_updated", "modified", "edited"), "revised"),
    **dict.fromkeys(("description", "excerpt", "standfirst", "abstract", "subtitle"), "summary"),
    **dict.fromkeys(("author", "by", "byline", "writer"), "authors"),
    **dict.fromkeys(("lang", "locale"), "language"),
    **dict.fromkeys(("tz", "time_zone", "zone"), "timezone"),
    **dict.fromkeys(("location", "place"), "dateline"),
    **dict.fromkeys(("redirect_from", "alias"), "aliases"),
    **dict.fromkeys(("publish_date", "embargo"), "publish_at"),
    **dict.fromkeys(("expiry_date", "expires"), "expires_at"),
    **dict.fromkeys(("correction", "errata"), "corrections"),
    "headline": "title",
    "tag": "tags",
    "old_titles": "former_titles",
}

_MEANT = {
    **dict.fromkeys(("cover", "featured_image", "thumbnail", "hero", "picture"), "image"),
    **dict.fromkeys(("category", "categories"), "section"),
    **dict.fromkeys(("permalink", "url"), "slug"),
    **dict.fromkeys(("guid", "uid"), "id"),
    **dict.fromkeys(("retracted", "deleted"), "withdrawn"),
    "updated": "revised",  # by WordPress and Jekyll for any save, a typo's too
    "keywords": "tags",
    "name": "title",
    "template": "layout",
    "discussion": "comments",
    "state": "status",
    **dict.fromkeys(("license", "licence"), "image.licence"),
    **{key: f"image.{key}" for key in ("caption", "credit", "alt", "src")},
    **{key: f"coverage.{key}" for key in ("start", "end", "resumes")},
}


def _keys(known: tuple[str, ...], renamed: dict[str, str], meant: dict[str, str]) -> Keys:
    """Return the keys of a thing, with of `renamed` and `meant` those that lead to one of them.

    What is a key of another thing of ours is no slip for one of this thing.
    """
    elsewhere = dict.fromkeys((key for key in _OURS if key not in known), "")
    here = {theirs: ours for theirs, ours in renamed.items() if ours in known}
    led = {theirs: ours for theirs, ours in meant.items() if ours.partition(".")[0] in known}
    return Keys(known, here, {**elsewhere, **led})


STORY = _keys(
    STORY_KEYS,
    {**_RENAMED, "created": "date", "time": "date"},
    {**_MEANT, **dict.fromkeys(("published", "pub_date"), "date")},
)

UPDATE = _keys(
    UPDATE_KEYS,
    {
        **_RENAMED,
        **dict.fromkeys(("created", "date", "timestamp", "pub_date"), "time"),
        **dict.fromkeys(("text", "content", "markdown", "message"), "body"),
        **dict.fromkeys(("sticky", "featured", "pin"), "pinned"),
        **dict.fromkeys(("highlight", "important", "key_event"), "key"),
    },
    {**_MEANT, "published": "time", "type": "kind"},
)

PAGE = _keys(PAGE_KEYS, _RENAMED, _MEANT)

SECTION = _keys(SECTION_KEYS, _RENAMED, {**_MEANT, "weight": "order"})

PICTURE = Keys(
    ("src", "alt", "caption", "credit", "credit_url", "licence"),
    {"license": "licence", "url": "src", "file": "src", "path": "src", "alt_text": "alt"},
    {"source": "credit", "link": "credit_url"},
)

COVERAGE = Keys(
    ("start", "end", "resumes"),
    {"begin": "start", "from": "start", "until": "end", "to": "end", "resume": "resumes"},
)

BANNER = Keys(
    ("kind", "text", "until"),
    {"message": "text", "title": "text", "body": "text", "expires": "until"},
    {"type": "kind"},
)

CORRECTION = Keys(("time", "text"), {"date": "time", "body": "text", "note": "text"})

WITHDRAWAL = Keys(("time", "reason"), {"date": "time", "text": "reason", "note": "reason"})
