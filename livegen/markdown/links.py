"""Where links and pictures lead: whole addresses, paths of the site, files beside the story."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote

from markdown_it.token import Token
from markupsafe import escape

from livegen.errors import Rule, closest
from livegen.markdown import safety
from livegen.markdown.safety import RawTag
from livegen.markdown.surroundings import Missing, Target
from livegen.markdown.work import Spot, Work

_WHOLE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE | re.ASCII)
_LEADING = ("href", "cite")
_DEEPEST = 200
"""Boxes of raw HTML within each other; cleaning takes quadratic time in their depth."""


def lead(work: Work, holder: Token, link: Token) -> bool:
    """Lead a link where it belongs; False if that is not out, and the link must go."""
    if link.info == "auto":
        return True
    href = target(work, _spot(holder, link), str(link.attrs.get("href", ""))).url
    link.attrSet("href", href)
    return bool(href)


def _spot(holder: Token, part: Token) -> Spot:
    return Spot(holder, part.meta.get("at", 0), part.meta.get("width", 1))


def picture(work: Work, holder: Token, image: Token, within_link: bool) -> str:
    """Return a picture of the text as HTML."""
    spot = _spot(holder, image)
    src, title = str(image.attrs.get("src", "")), str(image.attrs.get("title", ""))
    alt = work.md.renderer.renderInlineAsText(image.children, work.md.options, {})  # type: ignore[attr-defined]
    if is_foreign(src):
        warn_of_foreign(work, spot, src)
        shown = escape(alt or src)
        return str(shown if within_link else f'<a href="{escape(src)}">{shown}</a>')
    return _img(work, target_of_picture(work, spot, src), alt, title)


def is_foreign(src: str) -> bool:
    """True if a picture lies on another host."""
    return bool(_WHOLE.match(src))


def warn_of_foreign(work: Work, spot: Spot, src: str) -> None:
    """Say that a picture became a link, and why."""
    work.warn(
        Rule.FOREIGN_PICTURE,
        spot,
        f'a picture on another host becomes a link: "{src}"',
        "put the picture beside the story: another host sees who reads, and may change it",
    )


def target(work: Work, spot: Spot, written: str) -> Target:
    """Return where `written` (percent-encoded) leads; what is missing is an error."""
    if _WHOLE.match(written):
        return Target(written)
    if written.startswith("/"):
        work.around.pointed(unquote(written), work.place(spot))
        return Target(work.around.base + written)
    if written.startswith("#") and (anchor := work.anchors.get(unquote(written[1:]))):
        return Target(f"#{anchor}")
    if written == "#top":  # which browsers know without an id
        return Target(written)
    found = work.around.resolve(written) if written else Missing()
    if isinstance(found, Missing):
        work.error(Rule.MISSING_TARGET, spot, *_missing(work, written, found))
        return Target(written)
    if not found.url:
        message = f'"{unquote(written)}" is not out: the link comes when it is'
        work.warn(Rule.NOT_OUT, spot, message, "take the link out if it never will be")
    return found


def _missing(work: Work, written: str, missing: Missing) -> tuple[str, str]:
    if not written:
        return "a link that leads nowhere", "write the address between the brackets"
    path, _, anchor = (unquote(part) for part in written.partition("#"))
    meant = missing.meant
    if not path:
        message = f'nothing here is called "#{anchor}"'
        hint = "write the id of an update or of a heading"
        heading = closest(anchor, work.anchors)
        meant = meant or (f"#{heading}" if heading else "")
    elif missing.only_id:
        message, hint = f'"{path}" has no update "{anchor}"', "write the id of one of its updates"
    else:
        message, hint = f'there is no "{path}"', "write its path from the story's folder"
    return message, f"did you mean {meant}?" if meant else hint


def target_of_picture(work: Work, spot: Spot, written: str) -> Target:
    """Return where a picture lies; what browsers do not show as one is an error."""
    found = target(work, spot, written)
    if found.instead:
        message = f'"{unquote(written)}" is not a picture that browsers show'
        work.error(Rule.BROKEN_PICTURE, spot, message, found.instead)
    return found


def raw_html(work: Work, holder: Token, raw: Token) -> str:
    """Return raw HTML as it goes to the cleaning, having said what will be gone."""
    if not work.mark:
        return raw.content
    begins = raw.meta.get("at", 0)
    if raw.content.startswith(("<?", "<!")) and not raw.content.startswith("<!--"):
        _warn_of_removed(work, Spot(holder, begins, len(raw.content)), raw.content[:20])
    return safety.rewritten(
        raw.content, lambda tag: _tag(work, Spot(holder, begins + tag.at, tag.width), tag)
    )


def _tag(work: Work, spot: Spot, tag: RawTag) -> str:
    if tag.name not in work.tags:
        if not tag.closing:
            hint = "write a heading with #" if tag.is_heading else ""
            _warn_of_removed(work, spot, f"<{tag.name}>", hint)
        return tag.written if tag.name in safety.GONE_WITH_TEXT else ""
    if tag.name in safety.NESTING:
        work.raw_depth = max(0, work.raw_depth + (-1 if tag.closing else 1))
        if work.raw_depth > _DEEPEST:
            _warn_of_removed(work, spot, f"<{tag.name}> within {_DEEPEST} others")
            return ""
    for name in tag.refused:
        _warn_of_removed(work, spot, f"`{name}` of <{tag.name}>")
    given = dict(tag.attributes)
    if tag.name == "img":
        return _raw_picture(work, spot, given)
    for name in _LEADING:
        if name in given:
            given[name] = target(work, spot, given[name]).url
            if not given[name]:
                del given[name]
    return replace(tag, attributes=tuple(given.items())).html


def _warn_of_removed(work: Work, spot: Spot, what: str, hint: str = "") -> None:
    message = f"raw HTML is taken out: {what}"
    hint = hint or 'write Markdown; `[build] html = "trust"` keeps all raw HTML'
    work.warn(Rule.REMOVED_HTML, spot, message, hint)


def _raw_picture(work: Work, spot: Spot, given: dict[str, str]) -> str:
    src, alt = given.get("src", ""), given.get("alt", "")
    if is_foreign(src):
        warn_of_foreign(work, spot, src)
        return f'<a href="{escape(src)}">{escape(alt or src)}</a>'
    found = target_of_picture(work, spot, src)
    size = [int(n) if (n := given.get(side, "")).isdecimal() else 0 for side in ("width", "height")]
    sized = found if found.width else Target(found.url, size[0], size[1])
    return _img(work, sized, alt, given.get("title", ""))


def _img(work: Work, found: Target, alt: str, title: str) -> str:
    size = f' width="{found.width}" height="{found.height}"' if found.width and found.height else ""
    titled = f' title="{escape(title)}"' if title else ""
    lazy = f' loading="lazy{work.mark}" decoding="async{work.mark}"'
    return f'<img src="{escape(found.url)}" alt="{escape(alt)}"{titled}{size}{lazy}>'
