"""Every state of every part of the theme on one page: samples and states -> HTML.

Law: a fault in a template stands where the part would, and no other part is missing for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from markupsafe import Markup

from livegen import errors, urls
from livegen.errors import ThemeFailure
from livegen.render import Theme
from livegen.settings import Settings
from livegen.specimen import samples
from livegen.specimen.samples import FOLDER, Samples
from livegen.specimen.states import PARTS, Part, State
from livegen.views.shapes import StoryPage

_SHEET = "specimen.css"
_SHEETS = re.compile(r"<link\b[^>]*\bstylesheet\b[^>]*>")
_OTHERS = re.compile(r"<link\b[^>]*\b(?:icon|preload)\b[^>]*>")


@lru_cache(maxsize=1)
def files(settings: Settings, theme: Theme) -> Mapping[str, bytes]:
    """Return the specimen and the pages of its samples by output path."""
    read = samples.read(settings, theme)
    # First, since what is wrong with them stands on top of the specimen.
    pages = {f"{FOLDER}/{path}": content for path, content in read.files()}
    own = {f"{FOLDER}/index.html": _page(read), f"{FOLDER}/{_SHEET}": _packaged(_SHEET)}
    return {**pages, **own}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Specimen:
    """A state as it looks; `fault` says why it cannot be seen."""

    id: str
    name: str
    stage: str
    page: StoryPage
    language: str
    direction: str
    html: Markup
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A part in all its states."""

    id: str
    name: str
    specimens: tuple[_Specimen, ...]


def _page(read: Samples) -> bytes:
    view = read.stories["flood"].page
    head, _ = _drawn(read.room.theme, "_meta.html", view.head.language, view=view)
    page = _frame().part(
        "specimen.html",
        "en",
        "",
        title=read.room.settings.site.title,
        theme=read.room.theme.digest,
        sheets=_found(_SHEETS, head),
        others=_found(_OTHERS, head),
        own_sheet=read.desk.href(f"/{_SHEET}"),
        parts=tuple(_shown(read, part) for part in PARTS),
        faults=tuple(_faults(read)),
        pages=tuple(
            (it.language, it.title, read.desk.href(it.path)) for it in read.room.cards.values()
        ),
    )
    return page.encode() + b"\n"


@lru_cache(maxsize=1)
def _frame() -> Theme:
    return Theme({}, {"specimen.html": _packaged("specimen.html")})


def _packaged(name: str) -> bytes:
    return resources.files(__package__).joinpath(name).read_bytes()


def _found(links: re.Pattern[str], head: Markup) -> Markup:
    """Return the links of one kind that the site's pages have."""
    return Markup("\n".join(links.findall(head)))  # noqa: S704 it was safe


def _shown(read: Samples, part: Part) -> _Shown:
    name = urls.slug(part.name)
    made = (_specimen(read, name, state) for state in part.states(read))
    return _Shown(id=name, name=part.name, specimens=tuple(made))


def _specimen(read: Samples, part: str, state: State) -> _Specimen:
    desk, html, fault = state.of.desk, state.html, ""
    if state.template:
        html, fault = _drawn(read.room.theme, state.template, desk.language, **state.values)
    for change in state.changes:
        html = change(html)
    return _Specimen(
        id=f"{part}-{urls.slug(state.name)}",
        name=state.name,
        stage=state.stage,
        page=state.of.page,
        language=desk.language,
        direction=desk.words.direction,
        html=html,
        fault=fault,
    )


def _drawn(theme: Theme, template: str, language: str, **values: object) -> tuple[Markup, str]:
    """Return a partial, and what is wrong with it."""
    try:
        return theme.part(template, language, "the specimen", **values), ""
    except ThemeFailure as failure:
        return Markup(), errors.describe(failure.problem, None)


def _faults(read: Samples) -> Iterator[str]:
    """Yield what is wrong with the whole pages of the samples, and with embeds in their texts."""
    found = {it.place: it for it in read.report.problems if it.level is errors.Level.ERROR}
    return (errors.describe(problem, None) for problem in found.values())
