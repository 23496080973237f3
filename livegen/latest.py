"""The newest updates as documents that pages of others include: `latest.json`, `latest.html`.

Law: made of content alone, and whole addresses: what is told is the same wherever it stands.
"""

from __future__ import annotations

import json

from livegen.views.shapes import LatestUpdate, LatestView

_VERSION = 1


def as_json(view: LatestView) -> bytes:
    """Return the list as JSON; what is not so is null."""
    told = {
        "v": _VERSION,
        "title": view.title,
        "url": view.url,
        "state": view.state or None,
        "changed": view.changed or None,
        "updates": [_told(update) for update in view.updates],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def as_html(drawn: str) -> bytes:
    """Return a fragment as it can stand in a page of any encoding, or in none: whoever opens or
    frames it by itself is not told which one it has."""
    return f"{drawn.strip()}\n".encode("ascii", "xmlcharrefreplace")


def _told(update: LatestUpdate) -> dict[str, object]:
    told: dict[str, object] = {
        "id": update.id,
        "time": update.time.iso,
        "title": update.title,
        "url": update.url,
        "text": update.text,
        "key": update.key,
        "kind": update.kind,
    }
    if update.story:
        told["story"] = {"title": update.story.title, "url": update.story.url}
    return told
