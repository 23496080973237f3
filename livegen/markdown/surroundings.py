"""What a text leans on while it becomes HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from livegen import urls
from livegen.embeds import Embed
from livegen.errors import Place
from livegen.settings import HtmlPolicy


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link or picture that names a file of the site leads; a picture's size in pixels.

    `url` is `""` for what is there but not out: the link is left out, its text stays. `instead`
    is set for what no browser shows as a picture, and says what to do with it.
    """

    url: str
    width: int = 0
    height: int = 0
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A link leads nowhere: what was `meant`, if that can be told (`flood/index.md#boat`).

    `only_id` says that the file is there and has nothing of that id.
    """

    meant: str = ""
    only_id: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a text may lean on while it becomes HTML.

    `prefix` goes before the ids of headings and footnotes: `""`, or an update's id; `taken` are
    ids that others of the page have, which matters where there is no prefix. `top_heading`
    is the level of the text's highest heading. `resolve` is asked for relative paths, `#anchor`s
    and file names as they are written (percent-encoded, as `%23` is part of a file's name and `#`
    ends it); it is not asked for `/paths` and whole addresses. `draw` makes the HTML of an embed
    from its body's. `own_embeds` are the names of the site's own `templates/embeds/*.html`. `base`
    is put before `/paths`, and `pointed` is told of each and of where it is written.
    """

    policy: HtmlPolicy
    prefix: str
    top_heading: int
    language: str
    resolve: Callable[[str], Target | Missing]
    draw: Callable[[Embed, Markup], str]
    own_embeds: frozenset[str]
    base: str = ""
    taken: frozenset[str] = urls.PAGE_IDS
    pointed: Callable[[str, Place], None] = lambda _path, _place: None

    def own_id(self, name: str) -> str:
        """Return `name` as an id that no other text of the page has."""
        return f"{self.prefix}_{name}" if self.prefix else name
