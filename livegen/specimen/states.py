"""Every state that a part of the theme can have: which template, and what it sees.

Law: a state is a sample's, or one that a view can have. One that scripts bring about says how.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from livegen import urls
from livegen.model import Order
from livegen.specimen import scripted
from livegen.specimen.samples import Sample, Samples
from livegen.specimen.scripted import Change
from livegen.views import lists, teasers
from livegen.views.shapes import CommentsView, ListPage, Pager
from livegen.views.site import pager

_SERVER = "comments.example.org"
_EVENTS = 6
_NOTHING = Markup()
_THREE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A part in one state: `stage` is what stands around it on a page, `of` whose state it is.

    The part is what a template makes of `values`, or `html`, and then what `changes` do to it.
    """

    name: str
    of: Sample
    stage: str
    template: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    html: Markup = _NOTHING
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the theme, as a designer would name it."""

    name: str
    states: Callable[[Samples], Iterator[State]]


def _banners(samples: Samples) -> Iterator[State]:
    of = {
        "upcoming": "upcoming",
        "upcoming, no time": "awaited",
        "live": "flood",
        "live, no updates": "begun",
        "paused": "paused",
        "paused, no time": "resting",
        "ended": "marathon",
        "ended, no summary": "closed",
        "breaking": "breaking",
        "breaking, article": "broken-news",
        "updated": "updated",
        "corrected": "corrected",
        "own words": "own-words",
        "long": "hard",
        "right to left": "fayadan",
    }
    for name, sample in of.items():
        yield _of_page("banner", name, samples.stories[sample])
    flood = samples.stories["flood"]
    said = scripted.words(flood)
    for name, state in {"no news for long": "stale", "no answer": "paused"}.items():
        yield _of_page("banner", name, flood, scripted.quiet(state, said[state]))


def _titles(samples: Samples) -> Iterator[State]:
    of = {
        "earlier headlines, standfirst": "flood",
        "headline alone": "quiet",
        "draft": "draft",
        "ended": "marathon",
        "long": "hard",
        "right to left": "fayadan",
    }
    for name, sample in of.items():
        yield _of_page("title", name, samples.stories[sample])


def _metas(samples: Samples) -> Iterator[State]:
    of = {
        "bylines, dateline, languages": "flood",
        "no byline, a day alone": "quiet",
        "changed since": "updated",
        "long": "hard",
        "right to left": "fayadan",
    }
    for name, sample in of.items():
        yield _of_page("meta", name, samples.stories[sample], stage="columns")


def _points(samples: Samples) -> Iterator[State]:
    of = {
        "picture and key points": "flood",
        "coverage continues, key points": "marathon",
        "picture of an article": "updated",
        "right to left": "fayadan",
    }
    for name, sample in of.items():
        yield _of_page("points", name, samples.stories[sample], stage="columns")


def _texts(samples: Samples) -> Iterator[State]:
    for name, sample in {"introduction": "flood", "article": "updated"}.items():
        yield _of_page("text", name, samples.stories[sample], stage="columns")


def _keys(samples: Samples) -> Iterator[State]:
    marathon = samples.stories["marathon"]
    six = replace(marathon.page, key_events=marathon.page.key_events[:_EVENTS])
    of = {
        "one": samples.stories["resting"],
        "three": samples.stories["flood"],
        "six": replace(marathon, page=six),
        "forty": marathon,
        "right to left": samples.stories["fayadan"],
    }
    for name, sample in of.items():
        yield _of_page("keys", name, sample, stage="columns")


def _pinned(samples: Samples) -> Iterator[State]:
    flood = samples.stories["flood"]
    yield _of_page("pinned", "short", samples.stories["own-words"], stage="stream")
    yield _of_page("pinned", "folded", flood, stage="stream")
    yield _of_page("pinned", "unfolded", flood, _unfolded, stage="stream")
    yield _of_page("pinned", "right to left", samples.stories["fayadan"], stage="stream")


def _unfolded(part: Markup) -> Markup:
    checked = Markup('<input type="checkbox" checked')
    return part.replace('<input type="checkbox"', checked)


def _toolbars(samples: Samples) -> Iterator[State]:
    flood, marathon = samples.stories["flood"], samples.stories["marathon"]
    yield _of_view("_toolbar.html", "live", flood, stage="updates")
    yield _of_view("_toolbar.html", "live, by scripts", flood, scripted.revealed, stage="updates")
    both = (scripted.revealed, scripted.pressed("zone"), scripted.pressed("pause"))
    yield _of_view("_toolbar.html", "own times, paused", flood, *both, stage="updates")
    yield _of_view("_toolbar.html", "ended", marathon, stage="updates")
    yield _of_view("_toolbar.html", "no updates", samples.stories["begun"], stage="updates")
    part = replace(flood, page=replace(flood.page, part=1))
    yield _of_view("_toolbar.html", "archive", part, scripted.revealed, stage="updates")
    arabic = samples.stories["fayadan"]
    yield _of_view("_toolbar.html", "right to left", arabic, scripted.revealed, stage="updates")


def _streams(samples: Samples) -> Iterator[State]:
    title = {"updates_title": "Updates"}
    flood, begun = samples.stories["flood"], samples.stories["begun"]
    yield _of_view("_updates.html", "several days", flood, stage="stream", **title)
    yield _of_view("_updates.html", "empty", begun, stage="stream", **title)
    oldest = replace(begun, page=replace(begun.page, order=Order.OLDEST.value))
    yield _of_view("_updates.html", "empty, oldest first", oldest, stage="stream", **title)


def _updates(samples: Samples) -> Iterator[State]:
    of = {
        "plain, no title": "flood untitled",
        "breaking": "breaking roof",
        "analysis, byline with photo": "flood levee",
        "note, byline": "flood thanks",
        "key, dateline": "flood second-boat",
        "key, picture, corrected, revised": "flood bridge",
        "withdrawn": "flood looting",
        "draft": "draft written",
        "held": "draft later",
        "in an article": "updated school",
        "long": "hard long",
        "right to left": "fayadan boat",
    }
    for name, update in of.items():
        yield _of_update(samples, name, update)
    yield _of_update(samples, "how long ago", "flood water", scripted.aged)
    yield _of_update(samples, "just come", "flood water", scripted.new)
    yield _of_update(
        samples, "link copied", "flood water", scripted.copied(samples.stories["flood"])
    )


def _insertions(samples: Samples) -> Iterator[State]:
    stages = {
        "pill": "updates",
        "pill of an archive page": "updates",
        "a new version": "updates",
        "pill and a new version": "updates",
        "gone": "updates",
        "missed": "days",
        "last visit": "list",
    }
    for side, of in _both_ways(samples):
        for name, stage in stages.items():
            yield _given(name + side, of, scripted.piece(name, of), stage=stage)


def _both_ways(samples: Samples) -> tuple[tuple[str, Sample], ...]:
    return ("", samples.stories["flood"]), (", right to left", samples.stories["fayadan"])


def _pagers(samples: Samples) -> Iterator[State]:
    of, path = samples.stories["flood"], "/world/flood/"
    places = {
        "newest of two": (0, 1),
        "newest of many": (0, _THREE),
        "first": (1, _THREE),
        "between": (2, _THREE),
        "last": (_THREE, _THREE),
    }
    for name, (number, parts) in places.items():
        ways = pager(of.desk, lambda n: urls.archive(path, n), path, number, parts)
        yield _paged(name, of, ways)
    arabic = samples.stories["fayadan"]
    ways = pager(arabic.desk, lambda n: urls.archive(path, n), path, 2, _THREE)
    yield _paged("right to left", arabic, ways)


def _paged(name: str, of: Sample, ways: Pager | None) -> State:
    page = replace(of.page, pager=ways)
    return _of_page("pager", name, replace(of, page=page), stage="stream")


def _notes(samples: Samples) -> Iterator[State]:
    for name, sample in {"of story and update": "flood", "right to left": "fayadan"}.items():
        yield _of_page("notes", name, samples.stories[sample], stage="columns")


def _withdrawals(samples: Samples) -> Iterator[State]:
    of = samples.stories["withdrawn"]
    yield _one("_withdrawal.html", "story", of, "columns", withdrawn=of.page.withdrawn)


def _feet(samples: Samples) -> Iterator[State]:
    for name, sample in {"tags, feed": "flood", "coverage continues": "marathon"}.items():
        yield _of_view("_story_foot.html", name, samples.stories[sample], stage="columns")


def _related(samples: Samples) -> Iterator[State]:
    yield _of_view("_related.html", "two", samples.stories["flood"], stage="page")


def _comments(samples: Samples) -> Iterator[State]:
    flood, arabic = samples.stories["flood"], samples.stories["fayadan"]
    for name, of in {"form": flood, "form, right to left": arabic}.items():
        yield _commented(name, of, "netlify", is_open=True)
    yield _commented("closed", samples.stories["begun"], "netlify", is_open=False)
    yield _commented("server", flood, "isso", is_open=True)
    asks, fails = scripted.shown("comments-ask"), scripted.revealed
    yield _commented("server, asks", flood, "isso", asks, is_open=True)
    yield _commented("server, not reached", flood, "isso", fails, is_open=True)


def _commented(name: str, of: Sample, provider: str, *changes: Change, is_open: bool) -> State:
    given = of.page.comments
    comments = CommentsView(
        provider=provider,
        open=is_open,
        thread=given.thread if given else "",
        server=f"https://{_SERVER}",
        host=_SERVER,
        approved=given.approved if given else (),
    )
    # The script is for one thread on a page, and finds none in here.
    assets = {**of.page.site.assets, "comments.js": ""}
    view = replace(of.page, site=replace(of.page.site, assets=assets))
    return _one("_comments.html", name, of, "columns", *changes, comments=comments, view=view)


def _teasers(samples: Samples) -> Iterator[State]:
    of = {
        "live": "flood",
        "live, breaking": "breaking",
        "paused": "paused",
        "upcoming": "upcoming",
        "ended": "marathon",
        "article, picture": "updated",
        "article": "corrected",
        "a day alone": "quiet",
        "withdrawn": "withdrawn",
        "draft": "draft",
        "long": "hard",
        "in German": "flut",
        "in Arabic": "fayadan",
    }
    for name, sample in of.items():
        yield _teased(samples, name, sample, teasers.front_teaser, "stories")
    yield _teased(samples, "in any list", "flood", teasers.teaser, "stories")
    for name in ("flood", "quiet"):
        yield _teased(samples, f"leading, {name}", name, teasers.lead_teaser, "lead")


def _teased(samples: Samples, name: str, sample: str, draw: teasers.Draw, stage: str) -> State:
    of = samples.stories[sample]
    view = draw(samples.desk, samples.room.cards[of.story.source])
    return _one("_teaser.html", name, _told_by_site(samples, of), stage, teaser=view)


def _told_by_site(samples: Samples, of: Sample) -> Sample:
    """Return a sample as a page in the site's own language shows it."""
    return replace(of, desk=samples.desk)


def _fronts(samples: Samples) -> Iterator[State]:
    full = lists.list_page(samples.desk, samples.listing("/"), 0)
    empty = replace(full, lead=None, current=(), latest=(), teasers=(), pager=None)
    section = lists.list_page(samples.desk, samples.listing("/world/"), 0)
    author = lists.list_page(samples.desk, samples.listing("/authors/ana/"), 0)
    alone = replace(full, current=())
    yield _listed(samples, "_top.html", "one leads, others under way", full)
    yield _listed(samples, "_top.html", "one leads", alone)
    yield _listed(samples, "_stories.html", "latest, and more", full)
    yield _listed(samples, "_stories.html", "none", empty)
    yield _listed(samples, "_list_header.html", "section", section)
    yield _listed(samples, "_list_header.html", "author", author)
    yield _listed(samples, "_sections.html", "sections", full)


def _listed(samples: Samples, template: str, name: str, view: ListPage) -> State:
    some = next(iter(samples.stories.values()))
    return _one(template, name, _told_by_site(samples, some), "page", view=view)


def _records(samples: Samples) -> Iterator[State]:
    some = next(iter(samples.stories.values()))
    for number, entry in enumerate(lists.record_page(samples.desk).entries, start=1):
        name = f"{number}: {entry.kind}"
        of = _told_by_site(samples, some)
        yield _one("_record_entry.html", name, of, "record", entry=entry)


def _embeds(samples: Samples) -> Iterator[State]:
    of = samples.stories["embeds"]
    for name, update in of.updates.items():
        yield _given(name, of, update.body, stage="text")
        if "data-embed=" not in update.body:
            continue
        for state, piece in {"asks": "ask", "waits": "show", "loaded": "frame"}.items():
            made = scripted.within(piece, of)(update.body)
            yield _given(f"{name}, {state}", of, made, stage="text")


def _around(samples: Samples) -> Iterator[State]:
    of = samples.stories["flood"]
    for side, it in _both_ways(samples):
        yield _of_view("_site_header.html", "masthead" + side, it, stage="bare")
        yield _of_view("_site_footer.html", "foot" + side, it, scripted.revealed, stage="bare")
    yield _of_view("_part_header.html", "head of an archive page", of, stage="story")


PARTS: tuple[Part, ...] = (
    Part(name="banner", states=_banners),
    Part(name="headline", states=_titles),
    Part(name="byline and dates", states=_metas),
    Part(name="lead picture and key points", states=_points),
    Part(name="text", states=_texts),
    Part(name="key events", states=_keys),
    Part(name="pinned update", states=_pinned),
    Part(name="toolbar", states=_toolbars),
    Part(name="update", states=_updates),
    Part(name="stream", states=_streams),
    Part(name="what scripts put in", states=_insertions),
    Part(name="pager", states=_pagers),
    Part(name="embed", states=_embeds),
    Part(name="corrections", states=_notes),
    Part(name="withdrawal", states=_withdrawals),
    Part(name="foot of a story", states=_feet),
    Part(name="comments", states=_comments),
    Part(name="related", states=_related),
    Part(name="teaser", states=_teasers),
    Part(name="list", states=_fronts),
    Part(name="record", states=_records),
    Part(name="masthead and foot", states=_around),
)


def _of_page(part: str, name: str, of: Sample, *changes: Change, stage: str = "story") -> State:
    return _of_view(f"parts/{part}.html", name, of, *changes, stage=stage)


def _of_view(
    template: str, name: str, of: Sample, *changes: Change, stage: str, **values: object
) -> State:
    return _one(template, name, of, stage, *changes, view=of.page, **values)


def _of_update(samples: Samples, name: str, of: str, *changes: Change) -> State:
    sample, update = of.split()
    view = samples.stories[sample].updates[update]
    return _one("_update.html", name, samples.stories[sample], "item", *changes, update=view)


def _given(name: str, of: Sample, html: Markup, *, stage: str) -> State:
    return State(name=name, html=html, of=of, stage=stage)


def _one(
    template: str, name: str, of: Sample, stage: str, *changes: Change, **values: object
) -> State:
    return State(name=name, template=template, of=of, stage=stage, values=values, changes=changes)
