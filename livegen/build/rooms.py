"""The newsroom that desks ask: before the stories are read, and when all are known.

Law: made of what is known of stories, and of nothing that is drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from livegen import stories, urls
from livegen.build import telling
from livegen.build.known import Known
from livegen.build.telling import ALL_IN, Hall, Without
from livegen.fingerprint import digest
from livegen.model import Section
from livegen.views.desk import Newsroom


def before(hall: Hall) -> Newsroom:
    """Return the newsroom as it is before the stories are read."""
    shelf, kept = hall.shelf, _kept_files(hall.without)

    def read(source: str) -> bytes:
        return kept[source] if source in kept else hall.snapshot.read(source)

    def digest_of(source: str) -> str:
        return digest(kept[source]) if source in kept else hall.past.digest(source)

    return Newsroom(
        settings=shelf.settings,
        address=urls.address(shelf.settings.site.url),
        theme=shelf.theme,
        authors=shelf.authors,
        sections=shelf.sections,
        pages={
            page.source: urls.story("", page.slug)
            for page in shelf.pages
            if hall.preview or not page.draft
        },
        # A picture that is kept goes on as it was wherever it is shown.
        files=hall.snapshot.resources | kept.keys(),
        read=read,
        digest=digest_of,
        now=hall.now,
        read_in=False,
        preview=hall.preview,
    )


def whole(hall: Hall, known: Mapping[str, Known], broken: Collection[str]) -> Newsroom:
    """Return the newsroom that knows every story; `broken` are those whose own errors stop the
    build."""
    kept = {name: it.card for name, it in hall.without.stories.items() if it.card}
    cards = {
        name: card
        for name in hall.shelf.bundles
        if (card := kept.get(name) or (name in known and known[name].card) or None)
    }
    absent = {
        name: known[name].path if name in known else telling.path_by_name(bundle)
        for name, bundle in hall.shelf.bundles.items()
        if name not in cards
    }
    # A build without some is for its errors alone, and links to what is in error are none.
    unread = {name for name in broken if name in absent} if hall.without == ALL_IN else set[str]()
    made = {
        card.section: Section(name=card.section, title=stories.section_title(card.section))
        for card in cards.values()
    }
    return replace(
        before(hall),
        read_in=True,
        cards=cards,
        sections=dict(sorted((made | dict(hall.shelf.sections)).items())),
        waiting={name: path for name, path in absent.items() if name not in unread},
        unread={name: absent[name] for name in sorted(unread)},
    )


def _kept_files(without: Without) -> dict[str, bytes]:
    """Return what stories in error keep of files beside them, by source."""
    return {
        f"content/{path}": file
        for kept in without.stories.values()
        for path, file in kept.files.items()
    }
