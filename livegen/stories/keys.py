"""The keys that front matter may have, and what other tools call them."""

from __future__ import annotations

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
    "extra",
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


FOREIGN = {
    **dict.fromkeys(("lastmod", "modified", "updated", "last_modified", "edited"), "revised"),
    **dict.fromkeys(("description", "excerpt", "standfirst", "abstract", "subtitle"), "summary"),
    **dict.fromkeys(("author", "by", "byline", "writer"), "authors"),
    **dict.fromkeys(("category", "categories"), "section"),
    **dict.fromkeys(("keywords", "tag"), "tags"),
    **dict.fromkeys(("cover", "featured_image", "thumbnail", "hero", "picture"), "image"),
    **dict.fromkeys(("headline", "name"), "title"),
    **dict.fromkeys(("lang", "locale"), "language"),
    **dict.fromkeys(("tz", "time_zone", "zone"), "timezone"),
    **dict.fromkeys(("location", "place"), "dateline"),
    **dict.fromkeys(("redirect_from", "alias"), "aliases"),
    **dict.fromkeys(("template",), "layout"),
    **dict.fromkeys(("permalink", "url"), "slug"),
    **dict.fromkeys(("guid", "uid"), "id"),
    **dict.fromkeys(("publishdate", "publish_date", "embargo"), "publish_at"),
    **dict.fromkeys(("expirydate", "expiry_date", "expires"), "expires_at"),
    **dict.fromkeys(("correction", "errata"), "corrections"),
    **dict.fromkeys(("retracted", "deleted"), "withdrawn"),
    "license": "licence",
    "old_titles": "former_titles",
    "discussion": "comments",
    "state": "status",
}


STORY_FOREIGN = FOREIGN | dict.fromkeys(("published", "pubdate", "created", "time"), "date")


UPDATE_FOREIGN = (
    FOREIGN
    | dict.fromkeys(("published", "pubdate", "created", "date", "timestamp"), "time")
    | dict.fromkeys(("text", "content", "markdown", "message"), "body")
    | dict.fromkeys(("sticky", "featured", "pin"), "pinned")
    | dict.fromkeys(("highlight", "important", "key_event"), "key")
    | {"type": "kind", "headline": "title"}
)


PICTURE_FOREIGN = {"license": "licence", "url": "src", "file": "src", "source": "credit"}
