"""What only the scripts of a page make: their markup, in this one place.

Law: it is what `assets/live/`, `assets/reading/` and `assets/embeds.js` make, class by class.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

from livegen.specimen.samples import Sample

Change = Callable[[Markup], Markup]
"""What scripts do to a part."""

_COUNT = 3
_AGO = "5 min. ago"

_PILL = '<button type="button" class="pill">{new_updates}</button>'
_LINK = '<a href="#" class="pill">{new_updates}</a>'
_NEW = '<p class="live-notice">{theme} <button type="button">{reload}</button></p>'
_GONE = '<p class="live-notice">{gone}</p>'
_PIECES: Mapping[str, str] = {
    "pill": f'<div class="pill-root">{_PILL}</div>',
    "pill of an archive page": f'<div class="pill-root">{_LINK}</div>',
    "a new version": f'<div class="pill-root">{_NEW}</div>',
    "pill and a new version": f'<div class="pill-root">{_PILL}{_NEW}</div>',
    "gone": f'<div class="pill-root">{_GONE}</div>',
    "missed": '<p class="missed"><a href="#">{missed}</a></p>',
    "last visit": '<li class="visit-divider">{last_visit}</li>',
    "ask": '<div class="embed-ask"><p>{allow}</p>'
    '<button type="button">{allow_button}</button></div>',
    "show": '<div class="embed-ask"><button type="button">{show}</button></div>',
    "frame": '<iframe title="{provider}"></iframe>',
}


def piece(name: str, of: Sample, **values: str) -> Markup:
    """Return what scripts make by themselves on the page of a sample."""
    return Markup(_PIECES[name]).format(**words(of, **values), **values)  # noqa: S704 one of ours


def words(of: Sample, **values: str) -> dict[str, str]:
    """Return the words that the page of a sample tells its scripts, filled in."""
    said = of.desk.words
    told = json.loads(of.page.site.settings)["words"]
    plural = said.ngettext("%(count)s new update", "%(count)s new updates", _COUNT)
    known = {
        "time": said.clock(of.story.changed),
        "count": said.number(_COUNT),
        "provider": "",
        **values,
    }
    texts = {name: text for name, text in told.items() if isinstance(text, str)}
    return {name: text % known for name, text in {**texts, "new_updates": plural}.items()}


def revealed(part: Markup) -> Markup:
    """Show all that is of use only with scripts."""
    return Markup(re.sub(r" hidden(?=[ >])", "", part))  # noqa: S704 it was safe


def shown(name: str) -> Change:
    """Show what has this class."""
    hidden = re.compile(rf'(class="{name}"[^>]*) hidden')
    return lambda part: Markup(hidden.sub(r"\1", part))  # noqa: S704 it was safe


def pressed(action: str) -> Change:
    """Press a button."""

    def press(part: Markup) -> Markup:
        button = re.compile(rf'<button[^>]* data-action="{action}"[^>]*')
        told = ' aria-pressed="{}"'.format
        found = button.search(part)
        tag = found[0].replace(told("false"), "") if found else ""
        return Markup(button.sub(tag + told("true"), part))  # noqa: S704 it was safe

    return press


def quiet(state: str, text: str) -> Change:
    """Let the label of a banner say that there has been no news for long, or no answer."""

    def change(part: Markup) -> Markup:
        label = Markup('{} data-quiet="{}">{}')
        return Markup(  # noqa: S704 it was safe
            re.sub(
                r'(class="banner-label[^>]*)>[^<]*',
                lambda found: label.format(Markup(found[1]), state, text),  # noqa: S704 it was safe
                part,
            )
        )

    return change


def aged(part: Markup) -> Markup:
    """Say how long ago it was."""
    told = Markup('<span class="ago">{}</span>').format(_AGO)
    return part.replace('<span class="ago"></span>', told)


def new(part: Markup) -> Markup:
    """Mark an update as just come."""
    return part.replace('class="update"', Markup('class="update update-new"'), 1)


def copied(of: Sample) -> Change:
    """Let the link to share say that it has been copied."""

    def change(part: Markup) -> Markup:
        link = re.compile(r"(update-links.*<li><a [^>]*>).*?(</a>)", re.DOTALL)
        said = escape(words(of)["copied"])
        return Markup(link.sub(lambda it: f"{it[1]}{said}{it[2]}", part))  # noqa: S704 likewise

    return change


def within(name: str, of: Sample) -> Change:
    """Put a piece into the figure of an embed, after what is there."""

    def change(figure: Markup) -> Markup:
        whose = re.search(r'data-name="([^"]*)"', figure)
        added = piece(name, of, provider=whose[1] if whose else "")
        end = Markup("</figure>")
        return (added + end).join(figure.rsplit("</figure>", 1))

    return change
