"""The picture of an entry, as Media RSS says it in Atom and RSS."""

from __future__ import annotations

from livegen.feeds.characters import attribute, xml
from livegen.views.shapes import PictureView


def media(picture: PictureView | None, indent: str) -> str:
    """Return the lines for a picture: its address, size and credit; or none."""
    if picture is None:
        return ""
    ending = picture.absolute.rpartition(".")[2].lower()
    kind = f'type="{_TYPES[ending]}" ' if ending in _TYPES else ""
    # No <media:description>: feedparser takes it for that of the entry.
    credit = f"<media:credit>{xml(picture.credit)}</media:credit>" if picture.credit else ""
    return f"""{indent}<media:content url="{attribute(picture.absolute)}" medium="image" {kind}\
width="{picture.width}" height="{picture.height}">{credit}</media:content>
"""


_TYPES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
}
