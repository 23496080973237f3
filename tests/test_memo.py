"""With a memo of the last drawing and without one, the same is drawn."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import paper as papers
import proving
import pytest
from conftest import NOW
from hypothesis import given, settings
from hypothesis import strategies as st
from paper import FIRST_ISSUE, Edit, Paper, Picture, Update

from livegen import render, shelf, sources, urls
from livegen.build import telling
from livegen.build.known import Past
from livegen.build.telling import ALL_IN, Hall, Read, Told
from livegen.errors import Report, Rule
from livegen.render import Theme
from livegen.views import schema
from livegen.views.desk import Desk, Newsroom
from livegen.views.memo import Extra, Memo

FLOOD = "content/world/flood/index.md"
HOME = "world/flood/"
LATEST = ("latest.html", "latest.json")

TEXTS = (
    "See [the third](#boat-3), and [the last](#boat-7).",
    "See [the mills](../mill.md) and [how it began](../mill.md#first).",
    "![Water](levee.png)",
    "See [the world](/world/).",
    "There is <b onclick=x>a warning</b>.",
    "See [nothing](#nowhere).",
    "The note is lost.\n\n[^1]: As nothing refers to it.",
)
OF_UPDATES: dict[str, Sequence[Any]] = {
    "image": ({"src": "levee.png", "alt": "Water"}, {"src": "spare.png", "alt": "Water"}),
    "extra": ({"n": 1}, {"n": True}, {"n": 1.0}, {"n": 1, "m": 2}, {"m": 2, "n": 1}),
}
OF_STORIES: dict[str, Sequence[Any]] = {
    "extra": ({"n": 1}, {"n": True}, {"n": 1, "m": 2}, {"m": 2, "n": 1}),
    "title": ("The flood of the year", "The flood"),
}
SHOWING_ALL = {
    "templates/_update.html": '{% include "default/_update.html" %}<i>{{ update.extra }}</i>',
    "templates/story.html": '{% extends "default/story.html" %}'
    "{% block site_footer %}{{ view.extra }}{% endblock %}",
}


def _telling(number: int, update: Update) -> Update:
    """Return an update that leans on others: on people, pictures, updates, stories."""
    front = {"authors": ["noor"]} if number % 2 else {"image": OF_UPDATES["image"][0]}
    own = {"key": True} if number == 3 else {"extra": {"n": 1, "m": 2}} if number == 4 else {}
    return replace(update, text=TEXTS[number % 5], front={**front, **own})


_flood, *_others = FIRST_ISSUE.stories
ISSUE = replace(
    FIRST_ISSUE,
    files={**FIRST_ISSUE.files, **SHOWING_ALL},
    stories=(
        replace(
            _flood,
            front={**_flood.front, "extra": {"n": 1, "m": 2}},
            updates=tuple(_telling(number, it) for number, it in enumerate(_flood.updates)),
        ),
        *_others,
    ),
)
"""The flood stands on its newest page, 3, 4, 5, 6 and 7, and on archive page 1."""


def say_more(paper: Paper, pick: int) -> Paper:
    """Have an update lead elsewhere, show a picture or earn a warning."""
    return papers._put_update(paper, pick, text=_nth(TEXTS, pick // 64))


def dress_an_update(paper: Paper, pick: int) -> Paper:
    """Give an update a picture or values of its own."""
    found = papers._update(paper, pick)
    key, value = _nth([(key, it) for key, of in OF_UPDATES.items() for it in of], pick // 64)
    return papers._put_update(paper, pick, front=_with(found, key, value)) if found else paper


def set_the_title_or_extra(paper: Paper, pick: int) -> Paper:
    """Retitle a story, or give it values of its own."""
    key, value = _nth([(key, it) for key, of in OF_STORIES.items() for it in of], pick // 8)
    return papers._put(paper, pick, front=_with(papers._one(paper, pick), key, value))


def post_one_more(paper: Paper, pick: int) -> Paper:
    """Write an update that is the newest one, up to twelve."""
    story = papers._one(paper, pick)
    number = len(story.updates)
    minute = max((update.minute for update in story.updates), default=0) + 30
    new = Update(f"more-{paper.made}", minute, TEXTS[number % 5], filed=number % 2 == 0)
    return replace(
        papers._put(paper, pick, updates=(*story.updates, new)[:12]), made=paper.made + 1
    )


def _nth(items: Sequence[Any], pick: int) -> Any:
    return items[pick % len(items)]


def _with(thing: papers.Story | Update, key: str, value: object) -> dict[str, Any]:
    return {**thing.front, key: value}


OWN: tuple[Edit, ...] = (say_more, dress_an_update, set_the_title_or_extra, post_one_more)
CLOCKS = ("2026-11-21T12:00Z", NOW, "2026-11-22T14:30Z", "2026-11-24T12:00Z")


class Printed(dict[str, bytes]):
    """A press that keeps what was put."""

    def put(self, path: str, content: bytes) -> None:
        self[path] = content

    def sent(self) -> dict[str, str]:
        return {}

    def receive(self, sent: object) -> None:
        raise NotImplementedError


Drawn = tuple[Told, Printed]


@dataclass
class Desks:
    """Draws one issue of a paper after another, with the memos of the last one."""

    root: Path
    memos: dict[str, Memo] = field(default_factory=dict)
    laid: Mapping[str, bytes] = field(default_factory=dict)

    def drawn(self, paper: Paper) -> Drawn:
        """Return the flood as it is drawn now."""
        stories = self.both(paper)
        return {source: with_memo for source, with_memo, _ in stories}[FLOOD]

    def both(
        self, paper: Paper, now: str = NOW, *, preview: bool = True
    ) -> Iterator[tuple[str, Drawn, Drawn]]:
        """Yield each story as it is drawn with its memo and without one."""
        new = papers.files(paper)
        proving.lay(self.root, self.laid, new, proving.in_place)
        self.laid = new
        hall = _hall(self.root, now, preview)
        read = [telling.read(hall, source) for source in hall.shelf.bundles]
        room = _room(hall, read)
        # The other theme has drawn no part of a page before.
        clean = replace(room, theme=_theme_of(hall.snapshot, "without"))
        for one in read:
            memo = self.memos.setdefault(one.source, Memo())
            yield one.source, _drawn(hall, room, one, memo), _drawn(hall, clean, one, None)


def _drawn(hall: Hall, room: Newsroom, read: Read, memo: Memo | None) -> Drawn:
    press = Printed()
    return telling.draw(replace(hall, press=press), room, read, memo), press


def _hall(root: Path, now: str, preview: bool) -> Hall:
    snapshot = sources.snapshot(root, root / "site", Report())
    found = shelf.laid_out(snapshot, Report())
    assert found is not None
    return Hall(
        snapshot=snapshot,
        shelf=replace(found, theme=_theme_of(snapshot, "with")),
        now=datetime.fromisoformat(now),
        preview=preview,
        without=ALL_IN,
        past=Past(digest=snapshot.digest),
        press=Printed(),
    )


def _room(hall: Hall, read: Sequence[Read]) -> Newsroom:
    cards = {one.source: one.known.card for one in read if one.known.card}
    return Newsroom(
        settings=hall.shelf.settings,
        address=urls.address(hall.shelf.settings.site.url),
        theme=hall.shelf.theme,
        authors=hall.shelf.authors,
        sections=hall.shelf.sections,
        pages={page.source: urls.story("", page.slug) for page in hall.shelf.pages},
        files=hall.snapshot.resources,
        read=hall.snapshot.read,
        digest=hall.snapshot.digest,
        now=hall.now,
        cards=cards,
        waiting={one.source: one.known.path for one in read if one.source not in cards},
        preview=hall.preview,
    )


def _theme_of(snapshot: sources.Snapshot, way: str) -> Theme:
    own = {name.removeprefix("templates/"): snapshot.read(name) for name in snapshot.templates}
    return _theme(way, tuple(own.items()))


@cache
def _theme(_: str, own: tuple[tuple[str, bytes], ...]) -> Theme:
    """Return a theme, as long as it is the same: it takes long to compile."""
    return render.theme(dict(own), sources.default_theme())


EDITS = st.one_of(
    *(st.sampled_from(table) for table in (OWN, OWN, papers.EDITS_OF_UPDATES)),
    st.sampled_from((*papers.EDITS_OF_STORIES, papers.slip, papers.mend)),
    st.sampled_from(papers.EDITS_OF_THE_REST),
)
SCRIPTS = st.lists(
    st.tuples(
        st.lists(st.tuples(EDITS, st.integers(0, 4095)), max_size=3),
        st.sampled_from(CLOCKS),
        st.sampled_from((True, True, True, False)),
    ),
    min_size=3,
    max_size=10,
)


@settings(max_examples=int(os.environ.get("LIVEGEN_MEMO_EXAMPLES", "20")))
@given(script=SCRIPTS)
def test_whatever_is_edited_a_memo_changes_nothing(
    script: list[tuple[list[tuple[Edit, int]], str, bool]],
) -> None:
    with tempfile.TemporaryDirectory() as root:
        desks, paper = Desks(Path(root)), ISSUE
        for edits, now, preview in script:
            for edit, pick in edits:
                paper = edit(paper, pick)
            for source, with_memo, without in desks.both(paper, now, preview=preview):
                _same(source, with_memo, without)


def _same(source: str, with_memo: Drawn, without: Drawn) -> None:
    differing = [path for path in without[1] if with_memo[1].get(path) != without[1][path]]
    assert (source, differing) == (source, [])
    assert with_memo == without


@pytest.fixture
def desks(tmp_path: Path) -> Desks:
    return Desks(tmp_path)


FEEDS = ("atom.xml", "rss.xml", "feed.json")


def drawn_anew(last: Drawn, now: Drawn) -> set[str]:
    """Return the files of the flood that are not the ones which were drawn before."""
    return {name for name in _drawn_anew(last, now) if not name.startswith("f/")}


def fragments_anew(last: Drawn, now: Drawn) -> set[str]:
    """Return what fragments are likewise not those of before: ids of updates, `_` and parts."""
    names = {name for name in _drawn_anew(last, now) if name.startswith("f/")}
    return {name.rpartition("/")[2].partition(".")[0] for name in names}


def _drawn_anew(last: Drawn, now: Drawn) -> set[str]:
    known = last[1]
    return {path.removeprefix(HOME) for path, it in now[1].items() if it is not known.get(path)}


def test_of_a_story_that_is_the_same_nothing_is_drawn(desks: Desks) -> None:
    last = desks.drawn(ISSUE)

    now = desks.drawn(ISSUE)

    assert now == last
    assert drawn_anew(last, now) == set()


def test_a_new_update_draws_the_newest_page_and_the_feeds(desks: Desks) -> None:
    last = desks.drawn(posted := post_one_more(ISSUE, 0))

    now = desks.drawn(post_one_more(posted, 0))

    assert drawn_anew(last, now) == {"index.html", *FEEDS, "live.json", *LATEST}
    assert fragments_anew(last, now) == {"more-1", "_banner", "_meta", "_count"}


def test_a_part_that_fills_up_draws_what_leads_to_its_updates(desks: Desks) -> None:
    last = desks.drawn(ISSUE)

    now = desks.drawn(post_one_more(ISSUE, 0))

    moved = {"p/1/index.html", "p/2/index.html", "u/boat-3/index.html"}
    # Of what had filled up already, one text names an update that has moved.
    moved |= {f"{at}{name}" for at in ("p/1/", "p/2/", "key.") for name in FEEDS}
    told = {"live.json", next(path for path in now[1] if "/ids." in path).removeprefix(HOME)}
    assert drawn_anew(last, now) == {"index.html", *FEEDS, *LATEST, *moved, *told}
    assert "_pager" in fragments_anew(last, now)
    assert b"/world/flood/p/2/#boat-3" in now[1][f"{HOME}p/1/index.html"]


def test_an_archived_update_that_is_edited_draws_what_names_the_archive(desks: Desks) -> None:
    last = desks.drawn(ISSUE)

    now = desks.drawn(of_update(1, text="The levee held."))

    ids = next(path for path in now[1] if "/ids." in path).removeprefix(HOME)
    drawn = {"p/1/index.html", *FEEDS, "index.html", "live.json", ids}
    drawn |= {f"p/1/{name}" for name in FEEDS}
    assert drawn_anew(last, now) == drawn
    assert fragments_anew(last, now) == set()


def test_what_a_drawing_did_not_need_is_forgotten(desks: Desks) -> None:
    first, _, again = (desks.drawn(paper) for paper in (ISSUE, of_update(3, front={}), ISSUE))

    page = f"{HOME}u/boat-3/index.html"
    assert again[1][page] == first[1][page]
    assert again[1][page] is not first[1][page]


def of_update(number: int, **changed: Any) -> Paper:
    """Return the paper with another update in the flood."""
    updates = list(ISSUE.stories[0].updates)
    updates[number] = replace(updates[number], **changed)
    return papers._put(ISSUE, 0, updates=tuple(updates))


def of_story(number: int, key: str, value: object) -> Paper:
    """Return the paper with something else in the front matter of a story."""
    front = _with(ISSUE.stories[number], key, value)
    return papers._put(ISSUE, number, front=front)


def with_setting(table: str, key: str, value: object) -> Paper:
    """Return the paper with another setting."""
    return replace(
        ISSUE, settings={**ISSUE.settings, table: {**ISSUE.settings.get(table, {}), key: value}}
    )


_BYLINE = ("templates/_byline.html", "<b>{{ byline.name }}</b>\n")
_TRUE, _TURNED = {"n": True, "m": 2}, {"m": 2, "n": 1}
_EXTRA = dict(ISSUE.stories[0].updates[4].front)


@pytest.mark.parametrize(
    "edited",
    [
        pytest.param(
            papers._put(ISSUE, 0, pictures={"levee.png": Picture(2)}), id="a picture is wider"
        ),
        pytest.param(papers.delete_the_pictures(ISSUE, 0), id="a picture is gone"),
        pytest.param(
            replace(ISSUE, authors={**ISSUE.authors, "noor": {"name": "Noor H. Haddad"}}),
            id="an author has another name",
        ),
        pytest.param(of_story(1, "slug", "mills"), id="a story linked has another address"),
        pytest.param(of_story(1, "draft", True), id="a story linked is a draft"),
        pytest.param(papers.delete_what_others_link(ISSUE, 1), id="a story linked is gone"),
        pytest.param(of_update(3, id="boat-three"), id="an update linked is gone"),
        pytest.param(of_story(0, "summary", "It rains."), id="all lines of the list move down"),
        pytest.param(of_update(4, front={**_EXTRA, "extra": _TRUE}), id="1 becomes true"),
        pytest.param(of_update(4, front={**_EXTRA, "extra": _TURNED}), id="keys change places"),
        pytest.param(of_story(0, "extra", _TRUE), id="1 of the story becomes true"),
        pytest.param(of_story(0, "extra", _TURNED), id="keys of the story change places"),
        pytest.param(of_story(0, "language", "de"), id="another language"),
        pytest.param(of_story(0, "layout", "article"), id="another layout"),
        pytest.param(of_story(0, "order", "oldest"), id="another order"),
        pytest.param(of_story(0, "status", "ended"), id="the end of the coverage"),
        pytest.param(of_story(0, "slug", "high-water"), id="another address"),
        pytest.param(of_story(0, "title", "High water"), id="another title"),
        pytest.param(
            of_story(0, "withdrawn", {"time": "2026-11-22 11:00", "reason": "Doubts."}),
            id="the story is withdrawn",
        ),
        pytest.param(with_setting("site", "clock", 24), id="another clock"),
        pytest.param(with_setting("site", "url", "https://example.org/paper"), id="another base"),
        pytest.param(with_setting("build", "update_pages", "all"), id="more pages"),
        pytest.param(with_setting("build", "html", "escape"), id="another policy"),
        pytest.param(
            papers.set_a_file(ISSUE, [*papers._pairs(papers.OF_FILES)].index(_BYLINE)),
            id="another theme",
        ),
    ],
)
def test_what_is_drawn_with_a_memo_keeps_up_when_there_is(desks: Desks, edited: Paper) -> None:
    last = {source: with_memo for source, with_memo, _ in desks.both(ISSUE)}[FLOOD]

    for source, with_memo, without in desks.both(edited):
        _same(source, with_memo, without)
        if source == FLOOD:
            assert with_memo != last


def test_a_story_that_becomes_a_folder_is_drawn_from_there(desks: Desks) -> None:
    links = Update("first", 30, "See [the flood](flood/index.md).")
    one_file = papers._put(ISSUE, 1, updates=(links,))
    moved = papers.make_a_folder_or_a_file_of_it(one_file, 1)
    list(desks.both(one_file))
    desks.memos[moved.stories[1].source] = desks.memos[one_file.stories[1].source]

    for source, with_memo, without in desks.both(moved):
        _same(source, with_memo, without)


def test_what_is_held_is_labelled_until_its_time(desks: Desks) -> None:
    ahead = of_update(7, minute=3 * 24 * 60)
    labels = []

    for now in ("2026-11-22T12:00Z", "2026-11-23T12:00Z", "2026-11-22T12:00Z"):
        for source, with_memo, without in desks.both(ahead, now):
            _same(source, with_memo, without)
            if source == FLOOD:
                labels.append(b"Held until" in with_memo[1][f"{HOME}index.html"])

    assert labels == [True, False, True]


def test_an_error_is_said_each_time_until_it_is_mended(desks: Desks) -> None:
    slip = of_update(1, text="See [nothing](#nowhere).")

    found = [desks.drawn(paper)[0] for paper in (slip, slip, ISSUE)]

    assert [told.sound for told in found] == [False, False, True]
    assert found[0].known.made == found[1].known.made


def test_what_an_error_guesses_is_guessed_anew(desks: Desks) -> None:
    slip = of_update(1, text="See [the mills](../mil.md).")

    hints = [
        hints_of(desks.drawn(slip)),
        hints_of(desks.drawn(papers.delete_what_others_link(slip, 1))),
    ]

    assert hints == [["did you mean ../mill.md?"], ["write its path from the story's folder"]]


def hints_of(drawn: Drawn) -> list[str]:
    """Return what is to be written instead of links to what is not there."""
    made = drawn[0].known.made
    found = made.problems if made else ()
    return [it.hint for it in found if it.rule is Rule.MISSING_TARGET and "mil.md" in it.message]


def test_a_warning_moves_with_its_line(desks: Desks) -> None:
    warned = of_update(5, text="There is <b onclick=x>a warning</b>.")
    lower = papers._put(warned, 0, front={"summary": "It rains.", **warned.stories[0].front})

    first, second = (lines_of_warnings(desks.drawn(paper)) for paper in (warned, lower))

    assert len(first) == 2
    assert second == [(path, line + (path == FLOOD)) for path, line in first]


def lines_of_warnings(drawn: Drawn) -> list[tuple[str, int]]:
    """Return where raw HTML was taken out: file and line."""
    made = drawn[0].known.made
    found = made.problems if made else ()
    return [(it.place.path, it.place.line) for it in found if it.rule is Rule.REMOVED_HTML]


def test_values_of_ones_own_are_equal_only_if_they_look_the_same() -> None:
    assert Extra(n=1) == Extra(n=1)
    assert Extra(n=1) != Extra(n=True)
    assert Extra(n=1) != Extra(n=1.0)
    assert Extra(n=1, m=2) != Extra(m=2, n=1)


def test_an_edit_has_search_engines_told_anew_of_no_other_update(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: Counter[str] = Counter()
    draw = schema._update

    def counted(desk: Desk, story: str, bylines: Any, update: Any, view: Any) -> str:
        told[update.id] += 1
        return draw(desk, story, bylines, update, view)

    desks.drawn(ISSUE)
    monkeypatch.setattr(schema, "_update", counted)
    desks.drawn(of_update(4, text="It rains."))

    # Without a memo each is drawn, and with it one of them.
    edited = ISSUE.stories[0].updates[4].id
    assert told[edited] == 2
    assert {count for name, count in told.items() if name != edited} == {1}
