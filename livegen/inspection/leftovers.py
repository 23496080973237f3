"""What is left over: files that nothing shows, and pages that the next build would take away."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from html import unescape
from urllib.parse import unquote

from livegen import urls
from livegen.errors import Place, Report, Rule
from livegen.inspection.links import HasId, Led


def vanishing(
    published: Iterable[str],
    files: Collection[str],
    redirected: Iterable[str],
    has_id: HasId,
) -> Iterator[tuple[str, str]]:
    """Yield path of the story and id of each update whose page is `published` and is no longer
    made, although the update is still there. `files` are those made, `redirected` paths that lead
    elsewhere."""
    led = Led(redirected)
    for file in published:
        found = _UPDATE_PAGE.fullmatch(file)
        if found is None or file in files:
            continue
        story, update = f"/{found['story']}", found["id"]
        if not led.away(urls.update_page(story, update)) and has_id(story, update):
            yield story, update


def warn_of_vanishing(story: str, update: str, place: Place, chosen: str, report: Report) -> None:
    """Warn of the page of an update that would vanish; `chosen` is what `update_pages` says."""
    path = urls.update_page(story, update)
    keep = 'write update_pages = "key" below [build]' if chosen == "none" else "write key: true"
    report.warn(
        Rule.VANISHING_PAGE,
        place,
        f"the page {path} is published, and the next build will take it away",
        f"{keep}, or lead on in static/_redirects: {path} {urls.anchor(story, update)}",
    )


_UPDATE_PAGE = re.compile(r"(?P<story>.+/)u/(?P<id>[A-Za-z0-9-]+)/index\.html")


def unused(files: Iterable[str], shown: Collection[str], named: Collection[str]) -> Iterator[str]:
    """Yield each picture, film or sound among the files beside texts that is not `shown`, and whose
    name is not `named` in any text either: what is not out yet may show it."""
    for file in sorted(files):
        if _MEDIA.search(file) and file not in shown and file.rpartition("/")[2] not in named:
            yield file


def warn_of_unused(file: str, report: Report) -> None:
    """Warn of a file that is nowhere to be seen."""
    message = "no page shows this file, and no text names it"
    report.warn(Rule.UNUSED_FILE, Place(file), message, "delete it, or show it in a text")


def names_in(text: str, odd: Collection[str]) -> Iterator[str]:
    """Yield what may be the name of a file in a text, however it is written there; of the `odd`
    ones, which need to be looked for, those that it has."""
    spellings = f"{text}\n{unescape(unquote(_ESCAPE.sub('', text)))}"
    yield from (found[0] for found in _FILE_NAME.finditer(spellings))
    yield from (name for name in odd if name in spellings)


def is_odd(name: str) -> bool:
    """True if the name of a file has blanks, brackets and the like, which may end one in a text."""
    return _FILE_NAME.fullmatch(name) is None


_MEDIA = re.compile(
    r"\.(?:avif|gif|jpe?g|png|svg|webp|m4v|mov|mp4|webm|flac|m4a|mp3|oga|ogg|wav)$", re.IGNORECASE
)
"""What else lies beside a text may be a licence, a table or a note."""

_FILE_NAME = re.compile(r"[^\s\"'()<>\[\]{}/|,=\\&]+\.[A-Za-z0-9]{1,5}")
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
