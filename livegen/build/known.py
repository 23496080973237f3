"""What is known of a story and of an edition without making them again.

Law: values that a ledger keeps; what each says is true as long as what it was made of is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from livegen import times
from livegen.errors import Place, Problem
from livegen.model import Held
from livegen.views.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An edition as it was made.

    `of` maps what it was made of to digests: the sources of a story, the cards on a list. `asked`
    are the questions to the newsroom with the digests of its answers. `files` maps output paths
    to digests, `copies` output paths to sources. `entry` is the digest of a story's entry in
    feeds, `latest` that of its newest updates.
    """

    of: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    copies: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    entry: str = ""
    latest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a story without reading it again, as long as its sources stay the same.

    All holds from `since` (None: ever since) and before `until` (None: for good). `card` is None
    for a story that is not out. `aliases` is where they are written; `gone` says that the story
    has expired; `made` is None if it has no edition or has none yet.
    """

    of: Mapping[str, str]
    path: str
    card: Card | None = None
    gone: bool = False
    aliases: Place | None = None
    held: tuple[Held, ...] = ()
    problems: tuple[Problem, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    made: Made | None = None

    def holds_at(self, now: datetime) -> bool:
        """True if time alone changes nothing of this before or at `now`."""
        return times.holds(now, self.since, self.until)

    def sharing(self, texts: dict[str, str]) -> Known:
        """Return it with those of `texts` that it has, too: thousands of stories name the same
        authors and ask the same."""
        if self.made is None or self.card is None:
            return self
        share = texts.setdefault
        asked = {share(asked, asked): share(told, told) for asked, told in self.made.asked.items()}
        card = replace(
            self.card,
            authors=tuple(share(name, name) for name in self.card.authors),
            tags=tuple(share(tag, tag) for tag in self.card.tags),
        )
        return replace(self, card=card, made=replace(self.made, asked=asked))

    def with_edition(self, made: Made) -> Known:
        """Return what is known of the story now that its edition is made."""
        return replace(self, made=made)


@dataclass(frozen=True, kw_only=True)
class Past:
    """What earlier builds left, as far as it is true of this one.

    `digest` gives the digest of a source, and `stands` says whether an output file lies there
    with the bytes of a digest. `stories` are by source, other `editions` by key. `entry` gives
    what lists' feeds say of a story, and `latest` its newest updates, packed. `forgotten` says
    why nothing is remembered, if that is so.
    """

    digest: Callable[[str], str]
    stories: Mapping[str, Known] = field(default_factory=dict)
    editions: Mapping[str, Made] = field(default_factory=dict)
    entry: Callable[[str], bytes | None] = lambda _source: None
    latest: Callable[[str], bytes | None] = lambda _source: None
    stands: Callable[[str, str], bool] = lambda _path, _digest: False
    forgotten: tuple[str, ...] = ()
