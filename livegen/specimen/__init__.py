"""The specimen: every state of every part of a theme on one page, for those who change it.

Law: a preview alone shows it, beside the files of the site, and no file of the site gives way to
it. It is drawn when it is looked at, anew after settings or templates have changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext

from livegen.render import Theme
from livegen.settings import Settings
from livegen.specimen.drawing import files
from livegen.specimen.samples import FOLDER

__all__ = ["beside", "files"]


def beside(
    site: Mapping[str, bytes],
    settings: Settings,
    theme: Theme,
    turn: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Mapping[str, bytes]:
    """Return the files of a site with the specimen to be found among them, but not listed.

    Below its folder lie the samples' own pages, and whatever else the site has at a path. What is
    drawn is drawn within a `turn`.
    """
    return _Beside(site, settings, theme, turn)


class _Beside(Mapping[str, bytes]):
    """The files of a site, and the specimen."""

    def __init__(
        self,
        site: Mapping[str, bytes],
        settings: Settings,
        theme: Theme,
        turn: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._site, self._settings, self._theme, self._turn = site, settings, theme, turn

    def __getitem__(self, file: str) -> bytes:
        if not file.startswith(f"{FOLDER}/") or file in self._site:
            return self._site[file]
        own = self._own()
        return own[file] if file in own else self._site[file.removeprefix(f"{FOLDER}/")]

    def __contains__(self, file: object) -> bool:
        if file in self._site or not str(file).startswith(f"{FOLDER}/"):
            return file in self._site
        return file in self._own() or str(file).removeprefix(f"{FOLDER}/") in self._site

    def __iter__(self) -> Iterator[str]:
        return iter(self._site)

    def __len__(self) -> int:
        return len(self._site)

    def __eq__(self, other: object) -> bool:
        return self._site == (other._site if isinstance(other, _Beside) else other)

    def __hash__(self) -> int:
        return id(self)

    def _own(self) -> Mapping[str, bytes]:
        with self._turn():
            return files(self._settings, self._theme)
