"""What an open page polls, and the fragments that it fetches: documents drawn from views.

Law: a fragment never changes under its name; only `live.json` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from livegen.views.live import Part, Payload, as_json
from livegen.views.shapes import Teaser, UpdateView

_VERSION = 1

_INLINE = 4096
"""Bytes of HTML that are told at once."""

_AT_ONCE = ("banner", "meta", "count")
"""The parts that change with nearly every update."""

Draw = Callable[[UpdateView | Part], bytes]
"""Draws a fragment as the page does."""


def files(payload: Payload, draw: Draw) -> Iterator[tuple[str, bytes]]:
    """Yield what is published of a payload: names below the story's path, and their bytes."""
    if payload.archive.hash:
        yield f"ids.{payload.archive.hash}.json", payload.archive.content
    if payload.has_ended:
        yield "live.json", as_json(_ended(payload))
        return
    updates = {view.id: draw(view) for view in payload.updates}
    parts = {part.name: draw(part) for part in payload.parts if part.rev}
    folder = f"f/{payload.theme}/"
    for view in payload.updates:
        yield f"{folder}{view.id}.{view.rev}.html", updates[view.id]
    for part in payload.parts:
        if part.rev:
            yield f"{folder}_{part.name}.{part.rev}.html", parts[part.name]
    html = {view.id: updates[view.id] for view in payload.changed[: payload.inline]}
    at_once = {name: parts[name] for name in _AT_ONCE if name in parts} if payload.inline else {}
    yield "live.json", as_json(_under_way(payload, html, at_once))


def front(theme: str, poll: object, stories: tuple[Teaser, ...]) -> bytes:
    """Return what an open index polls: path and revision of each story that is under way."""
    return as_json(
        {
            "v": _VERSION,
            "theme": theme,
            "poll": poll,
            "stories": [[teaser.url, teaser.rev] for teaser in stories],
        }
    )


def _ended(payload: Payload) -> dict[str, object]:
    ids = payload.archive.hash or None
    return {"v": _VERSION, "at": payload.at, "state": payload.state, "ids": ids}


def _under_way(
    payload: Payload, html: Mapping[str, bytes], parts: Mapping[str, bytes]
) -> dict[str, object]:
    newest = dict(list(html.items())[:1])
    room = _INLINE
    told: dict[str, str] = {}
    # No id of an update begins with `_`.
    for name, drawn in {**newest, **{f"_{it}": parts[it] for it in parts}, **html}.items():
        if len(drawn) < room:
            room -= len(drawn)
            told[name] = drawn.decode()
    return {
        "v": _VERSION,
        "at": payload.at,
        "state": payload.state,
        "poll": payload.poll,
        "theme": payload.theme,
        "count": payload.count,
        "ids": payload.archive.hash or None,
        "head": {part.name: part.rev or None for part in payload.parts},
        "u": [[view.id, view.rev] for view in payload.updates],
        "html": {name: told[name] for name in html if name in told},
        "parts": {name: told[f"_{name}"] for name in parts if f"_{name}" in told},
    }
