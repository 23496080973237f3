"""The banner: the strip that tells the state of a story and its newest update."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup, escape

from livegen.model import Banner, BannerKind, Correction, Kind, Status, Story, Update
from livegen.stories import release
from livegen.times import Moment
from livegen.views.desk import Desk
from livegen.views.shapes import BannerView, KeyEvent


def banner_view(
    desk: Desk, story: Story, named: Callable[[Update], KeyEvent], url: str
) -> BannerView | None:
    """Return the banner of a story as it is out, or None where nothing is to be said.

    `named` tells how an update is named in a list; `url` is the story's page. The author's words
    and kind go before the computed ones, until their time is over.
    """
    case = _Case(desk, story, named, url)
    own = story.banner
    if own and own.until and own.until.at <= desk.room.now:
        return _computed(case) if case.status else None
    computed = _computed(case)
    return _with_own(desk, own, computed) if own else computed


@dataclass(frozen=True, slots=True)
class _Case:
    """What a banner is about."""

    desk: Desk
    story: Story
    named: Callable[[Update], KeyEvent]
    url: str

    @property
    def status(self) -> Status | None:
        return release.status_at(self.story, self.desk.room.now)


def _computed(case: _Case) -> BannerView | None:
    return _OF_STATUS[case.status](case) if case.status else _of_an_article(case)


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


def _upcoming(case: _Case) -> BannerView:
    start = case.story.coverage.start if case.story.coverage else None
    _ = case.desk.words.gettext
    begins, not_yet = _("Coverage begins %(time)s"), _("Coverage has yet to begin")
    return _banner(case.desk, "upcoming", _timed(case.desk, begins, not_yet, start))


def _live(case: _Case) -> BannerView:
    newest = case.story.newest
    if newest is None:
        return _banner(
            case.desk, "live", case.desk.words.gettext("Updates will appear here as they come")
        )
    kind = "breaking" if newest.kind is Kind.BREAKING else "live"
    return _leading_to(
        case.desk, kind, case.named(newest), case.desk.words.gettext("See the update")
    )


def _paused(case: _Case) -> BannerView:
    resumes = case.story.coverage.resumes if case.story.coverage else None
    if resumes and resumes.at <= case.desk.room.now:
        resumes = None
    _ = case.desk.words.gettext
    goes_on, rests = _("Coverage resumes %(time)s"), _("Coverage is paused")
    return _banner(case.desk, "paused", _timed(case.desk, goes_on, rests, resumes))


def _ended(case: _Case) -> BannerView:
    end = case.story.coverage.end if case.story.coverage else None
    last = end or (case.story.updates[-1].time if case.story.updates else None)
    _ = case.desk.words.gettext
    ended, is_over = _("Live coverage ended %(time)s"), _("Live coverage has ended")
    text = _timed(case.desk, ended, is_over, last)
    if not case.story.key_points:
        return _banner(case.desk, "ended", text)
    return _banner(case.desk, "ended", text, f"{case.url}#summary", _("Read the summary"))


_OF_STATUS = {
    Status.UPCOMING: _upcoming,
    Status.LIVE: _live,
    Status.PAUSED: _paused,
    Status.ENDED: _ended,
}


def _of_an_article(case: _Case) -> BannerView | None:
    """Name what is newer than the text: its newest update, or a correction."""
    desk, story = case.desk, case.story
    text_changed = max(m.at for m in (story.date, story.revised) if m)
    newest = story.newest
    newest_at = newest.time.at if newest else text_changed
    note, of = _last_correction(story)
    if note and note.time.at >= max(newest_at, text_changed):
        link = case.named(of).url if of else f"{case.url}#corrections"
        read_on = desk.words.gettext("See the correction")
        corrected = _banner(desk, "corrected", str(escape(note.text)), link, read_on)
        return replace(corrected, time=desk.time(note.time))
    if newest is None or newest_at <= text_changed:
        return None
    kind = "breaking" if newest.kind is Kind.BREAKING else "updated"
    link_text = desk.words.gettext("See the update below")
    return _leading_to(desk, kind, case.named(newest), link_text)


def _leading_to(desk: Desk, kind: str, event: KeyEvent, link: str) -> BannerView:
    return BannerView(
        kind=kind,
        label=_label(desk, kind),
        text=escape(event.title),
        time=event.time,
        url=event.url,
        link=link,
    )


def _banner(desk: Desk, kind: str, text: str, url: str = "", link: str = "") -> BannerView:
    return BannerView(
        kind=kind,
        label=_label(desk, kind),
        text=Markup(text),  # noqa: S704 words of the theme, or escaped by the caller
        url=url,
        link=link,
    )


def _timed(desk: Desk, with_time: str, without: str, moment: Moment | None) -> str:
    """Return the words with the moment in them as `<time>`, or those for no moment."""
    if moment is None:
        return str(escape(without))
    shown = Markup('<time datetime="{}">{}</time>').format(moment.iso, desk.words.full(moment))
    return str(escape(with_time) % {"time": shown})


def _label(desk: Desk, kind: str) -> str:
    _ = desk.words.gettext
    return {
        "breaking": _("Breaking"),
        "corrected": _("Corrected"),
        "updated": _("Updated"),
        "upcoming": _("Upcoming"),
        "live": _("Live"),
        "paused": _("Paused"),
        "ended": _("Ended"),
    }[kind]


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
