"""The banner: the strip that tells the state of a story and its newest update."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup, escape

from livegen.model import Banner, BannerKind, Correction, Kind, Status, Story, Update
from livegen.stories import release
from livegen.times import Moment
from livegen.views.desk import Desk
from livegen.views.shapes import BannerView, KeyEvent


def banner_view(
    desk: Desk, story: Story, events: Mapping[str, KeyEvent], url: str
) -> BannerView | None:
    """Return the banner of a story as it is out, or None where nothing is to be said.

    `events` names each update by its id; `url` is the story's page. The author's words and kind
    go before the computed ones, until their time is over.
    """
    own = story.banner
    if own and own.until and own.until.at <= desk.room.now:
        return _computed(desk, story, events, url) if _has_status(desk, story) else None
    computed = _computed(desk, story, events, url)
    return _with_own(desk, own, computed) if own else computed


def _computed(
    desk: Desk, story: Story, events: Mapping[str, KeyEvent], url: str
) -> BannerView | None:
    status = release.status_at(story, desk.room.now)
    if status is None:
        return _of_an_article(desk, story, events, url)
    return _OF_STATUS[status](desk, story, events, url)


def _with_own(desk: Desk, own: Banner, computed: BannerView | None) -> BannerView | None:
    """Return the computed banner with the author's kind and words in place of its own."""
    if computed is None and not own.text:
        return None
    kind = own.kind.value if own.kind else computed.kind if computed else BannerKind.UPDATED.value
    return BannerView(
        kind=kind,
        label=_label(desk, kind),
        text=desk.inline(own.text) if own.text else computed.text if computed else Markup(),
        time=None if own.text or computed is None else computed.time,
        url=computed.url if computed else "",
        link=computed.link if computed else "",
    )


def _upcoming(desk: Desk, story: Story, events: Mapping[str, KeyEvent], url: str) -> BannerView:
    start = story.coverage.start if story.coverage else None
    return _banner(
        desk,
        "upcoming",
        _timed(desk, "Coverage begins %(time)s", "Coverage has yet to begin", start),
    )


def _live(desk: Desk, story: Story, events: Mapping[str, KeyEvent], url: str) -> BannerView:
    newest = _newest(story)
    if newest is None:
        return _banner(desk, "live", desk.words.gettext("Updates will appear here as they come"))
    kind = "breaking" if newest.kind is Kind.BREAKING else "live"
    return _leading_to(desk, kind, events[newest.id], desk.words.gettext("See the update"))


def _paused(desk: Desk, story: Story, events: Mapping[str, KeyEvent], url: str) -> BannerView:
    resumes = story.coverage.resumes if story.coverage else None
    return _banner(
        desk, "paused", _timed(desk, "Coverage resumes %(time)s", "Coverage is paused", resumes)
    )


def _ended(desk: Desk, story: Story, events: Mapping[str, KeyEvent], url: str) -> BannerView:
    end = story.coverage.end if story.coverage else None
    last = end or (story.updates[-1].time if story.updates else None)
    text = _timed(desk, "Live coverage ended %(time)s", "Live coverage has ended", last)
    if not story.key_points:
        return _banner(desk, "ended", text)
    return _banner(desk, "ended", text, f"{url}#summary", desk.words.gettext("Read the summary"))


_OF_STATUS = {
    Status.UPCOMING: _upcoming,
    Status.LIVE: _live,
    Status.PAUSED: _paused,
    Status.ENDED: _ended,
}


def _of_an_article(
    desk: Desk, story: Story, events: Mapping[str, KeyEvent], url: str
) -> BannerView | None:
    """Name what is newer than the text: its newest update, or a correction."""
    text_changed = max(m.at for m in (story.date, story.revised) if m)
    newest = _newest(story)
    newest_at = newest.time.at if newest else text_changed
    note, of = _last_correction(story)
    if note and note.time.at >= max(newest_at, text_changed):
        link = events[of.id].url if of else f"{url}#corrections"
        read_on = desk.words.gettext("See the correction")
        return _banner(desk, "corrected", str(escape(note.text)), link, read_on, note.time)
    if newest is None or newest_at <= text_changed:
        return None
    kind = "breaking" if newest.kind is Kind.BREAKING else "updated"
    link_text = desk.words.gettext("See the update below")
    return _leading_to(desk, kind, events[newest.id], link_text)


def _leading_to(desk: Desk, kind: str, event: KeyEvent, link: str) -> BannerView:
    return BannerView(
        kind=kind,
        label=_label(desk, kind),
        text=escape(event.title),
        time=event.time,
        url=event.url,
        link=link,
    )


def _banner(
    desk: Desk, kind: str, text: str, url: str = "", link: str = "", time: Moment | None = None
) -> BannerView:
    return BannerView(
        kind=kind,
        label=_label(desk, kind),
        text=Markup(text),  # noqa: S704 words of the theme, or escaped by the caller
        time=desk.time(time) if time else None,
        url=url,
        link=link,
    )


def _timed(desk: Desk, with_time: str, without: str, moment: Moment | None) -> str:
    """Return the words with the moment in them as `<time>`, or those for no moment."""
    if moment is None:
        return str(escape(desk.words.gettext(without)))
    shown = Markup('<time datetime="{}">{}</time>').format(moment.iso, desk.words.full(moment))
    return str(escape(desk.words.gettext(with_time)) % {"time": shown})


def _label(desk: Desk, kind: str) -> str:
    words = {
        "breaking": "Breaking",
        "corrected": "Corrected",
        "updated": "Updated",
        "upcoming": "Upcoming",
        "live": "Live",
        "paused": "Paused",
        "ended": "Ended",
    }
    return desk.words.gettext(words[kind])


def _newest(story: Story) -> Update | None:
    standing = [update for update in story.updates if not update.withdrawn]
    return standing[-1] if standing else None


def _last_correction(story: Story) -> tuple[Correction | None, Update | None]:
    """Return the correction of the latest time, and the update it is of (None: the story)."""
    notes: list[tuple[datetime, Correction, Update | None]] = [
        (note.time.at, note, None) for note in story.corrections
    ]
    notes += [
        (note.time.at, note, update)
        for update in story.updates
        for note in update.corrections
        if not update.withdrawn
    ]
    if not notes:
        return None, None
    _, note, of = max(notes, key=lambda entry: entry[0])
    return note, of


def _has_status(desk: Desk, story: Story) -> bool:
    return release.status_at(story, desk.room.now) is not None
