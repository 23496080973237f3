"""What drawing a story again need not draw again.

Law: with a memo and without one, the same is drawn. What is kept is good for the same values, at
a desk in the same place to which the newsroom says the same; what was in error is drawn anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, TypeVarTuple

from livegen.errors import Place, Problem, Report
from livegen.fingerprint import digest
from livegen.markdown import Missing, Target
from livegen.model import Update
from livegen.render import Theme

if TYPE_CHECKING:  # a desk has a memo, and a memo takes notes of desks
    from livegen.views.desk import Desk

Name = tuple[str, ...]
"""What is drawn, for all drawings: `("update", "levee")`."""

_Made = TypeVar("_Made")
_Of = TypeVarTuple("_Of")


class Extra(dict[str, object]):
    """What a story's `extra` holds, equal only to what templates cannot tell from it.

    To `==`, 1, 1.0 and true are one, and the order of keys is nothing.
    """

    def __eq__(self, other: object) -> bool:
        return repr(self) == repr(other)

    def __ne__(self, other: object) -> bool:
        return repr(self) != repr(other)

    __hash__ = None  # as that of any dictionary


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was `made` of what, and what its desk had gathered by then."""

    made: Any
    of: tuple[object, ...]
    at: tuple[Place, ...]
    """Places of what it was made of, if something was said of places; they never count for
    equality."""
    problems: tuple[Problem, ...]
    asked: Mapping[str, str]
    here: Mapping[str, Target | Missing]
    files: Mapping[str, str]
    pointed: tuple[tuple[str, Place], ...]


class Memo:
    """What the last drawing of one story left for the next one. Not for two at a time."""

    def __init__(self) -> None:
        self._theme: Theme | None = None
        self._settled: tuple[object, ...] = ()
        self._asked: Mapping[str, str] = {}
        self._here: Mapping[str, Target | Missing] = {}
        self._last: dict[Name, _Kept] = {}
        self._next: dict[Name, _Kept] = {}
        self._digests: dict[str, tuple[bytes, str]] = {}

    def open(self, desk: Desk) -> None:
        """Begin a drawing at `desk`, and forget what can no longer be so."""
        room = desk.room
        settled = (room.settings, room.preview, desk.folder, desk.language)
        if room.theme is not self._theme or settled != self._settled:
            self._last, self._asked, self._here = {}, {}, {}
        self._theme, self._settled, self._next = room.theme, settled, {}
        asked = {asked for asked, told in self._asked.items() if room.answer(asked) != told}
        here = {name for name, told in self._here.items() if desk.found_here(name) != told}
        if asked or here:
            self._last = {
                name: kept
                for name, kept in self._last.items()
                if asked.isdisjoint(kept.asked) and here.isdisjoint(kept.here)
            }

    def close(self, desk: Desk) -> None:
        """End the drawing, and forget what was not part of it."""
        self._last, self._next = self._next, {}
        self._asked, self._here = dict(desk.asked), dict(desk.here)

    def recall(
        self, desk: Desk, name: Name, draw: Callable[[Desk, *_Of], _Made], of: tuple[*_Of]
    ) -> _Made:
        """Return `draw(desk, *of)`, as it was drawn the last time if that is good."""
        kept = self._last.get(name)
        if kept is None or kept.of != of or (kept.at and kept.at != _places(of)):
            own = replace(desk, report=Report(), memo=None, asked={}, here={}, files={}, pointed=[])
            made = draw(own, *of)
            kept = _kept(own, made, of)
            if own.report.failed:
                _hand_over(kept, desk)
                return made
        self._next[name] = kept
        _hand_over(kept, desk)
        recalled: _Made = kept.made
        return recalled

    def digests(self, files: Mapping[str, bytes]) -> dict[str, str]:
        """Return the digest of each file, without looking at the bytes of the last drawing."""
        found = {}
        for path, content in files.items():
            known = self._digests.get(path)
            same = known is not None and known[0] is content
            found[path] = known if known and same else (content, digest(content))
        self._digests = found
        return {path: told for path, (_, told) in found.items()}


def _kept(own: Desk, made: object, of: tuple[object, ...]) -> _Kept:
    problems, pointed = own.report.problems, tuple(own.pointed)
    return _Kept(
        made=made,
        of=of,
        at=_places(of) if problems or pointed else (),
        problems=problems,
        asked=own.asked,
        here=own.here,
        files=own.files,
        pointed=pointed,
    )


def _places(of: tuple[object, ...]) -> tuple[Place, ...]:
    # Of an update, only its text is spoken of where nothing is in error.
    return tuple(one.body.place for one in of if isinstance(one, Update))


def _hand_over(kept: _Kept, desk: Desk) -> None:
    # There are thousands of them, and most have gathered nothing.
    if kept.asked:
        desk.asked.update(kept.asked)
    if kept.here:
        desk.here.update(kept.here)
    if kept.files:
        desk.files.update(kept.files)
    if kept.pointed:
        desk.pointed.extend(kept.pointed)
    if kept.problems:
        desk.report.extend(kept.problems)
