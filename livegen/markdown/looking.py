"""What an editor looks for in a text, found as the parser reads it; nothing is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from livegen.errors import Place, Report
from livegen.markdown import safety
from livegen.markdown.languages import habits
from livegen.markdown.parser import parser
from livegen.markdown.surroundings import Missing, Surroundings
from livegen.markdown.work import Spot, Work
from livegen.model import Text
from livegen.settings import HtmlPolicy

_SILENT = re.compile(r"!\[\s*\]")
"""Without this in a text, no parser is asked."""


def silent_pictures(text: Text) -> tuple[Place, ...]:
    """Return where the text shows a picture of a file without saying what it shows."""
    if not _SILENT.search(text.markdown):
        return ()
    work = _work(text)
    tokens = work.md.parse(text.markdown, {})
    return tuple(work.place(spot) for spot in _silent(tokens))


def _silent(tokens: list[Token]) -> Iterator[Spot]:
    for holder in tokens:
        for part in holder.children or ():
            if part.type == "image" and not part.content.strip():
                yield Spot(holder, part.meta.get("at", 0), part.meta.get("width", 1))


def _work(text: Text) -> Work:
    # No link is followed and nothing is drawn: all that it is for is the places.
    language = habits("en")
    return Work(
        text=text,
        around=Surroundings(
            policy=HtmlPolicy.SANITISE,
            prefix="",
            top_heading=2,
            language="en",
            resolve=lambda _: Missing(),
            draw=lambda _embed, _body: "",
            own_embeds=frozenset(),
        ),
        report=Report(),
        md=parser(language, html=True),
        habits=language,
        tags=safety.BLOCKS,
        clean_marked=safety.clean_blocks,
    )
