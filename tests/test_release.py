"""What of a story is out, held, expired, and where its coverage stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livegen import times
from livegen.errors import Level, Place
from livegen.model import Banner, Correction, Coverage, Held, Status, Story, Update, Withdrawal
from livegen.stories import release
from livegen.times import Moment

ZONE = "America/New_York"


def at(text: str) -> Moment:
    return times.read(text, ZONE)


def now(text: str) -> datetime:
    return at(text).at


STORY = Story(
    source="content/flood.md",
    section="",
    slug="flood",
    title="Flood",
    date=at("2026-11-22 18:00"),
    id="/flood/",
    timezone=ZONE,
)
UPDATE = Update(id="boat", time=at("2026-11-22 18:42"), title="Second boat")
PLACE = Place("content/flood.md")


@pytest.mark.parametrize(
    ("time", "publish_at", "clock", "until"),
    [
        ("2026-11-22 18:00", None, "2026-11-22 18:00", None),
        ("2026-11-22 18:00", None, "2026-11-22 17:55", None),
        ("2026-11-22 18:00", None, "2026-11-22 17:54:59", "2026-11-22 18:00"),
        ("2026-11-22", None, "2026-11-22 00:00", None),
        ("2026-11-22", None, "2026-11-21 23:59", "2026-11-22"),
        ("2026-11-22 18:00", "2026-11-22 20:00", "2026-11-22 19:59", "2026-11-22 20:00"),
        ("2026-11-22 18:00", "2026-11-22 20:00", "2026-11-22 20:00", None),
        ("2026-11-22 18:00", "2026-11-22 17:00", "2026-11-22 16:00", "2026-11-22 18:00"),
        ("2026-11-22", "2026-11-22 06:00", "2026-11-21 23:00", "2026-11-22 06:00"),
        ("2026-11-22", "2026-11-22 12:00", "2026-11-21 23:00", "2026-11-22 12:00"),
        ("2026-11-22", "2026-11-21 23:30", "2026-11-21 23:00", "2026-11-22"),
        ("2026-11-22", "2026-11-22", "2026-11-22 11:59", "2026-11-22"),
    ],
)
def test_something_waits_for_the_last_of_its_times(
    time: str, publish_at: str | None, clock: str, until: str | None
) -> None:
    waiting = release.waits_for(at(time), at(publish_at) if publish_at else None, now(clock))
    assert waiting == (at(until) if until else None)


def test_a_draft_is_out_for_nobody_and_held_for_nothing() -> None:
    assert release.published(replace(STORY, draft=True), now("2026-11-23")) == (None, ())
    draft = replace(UPDATE, draft=True)
    assert not release.is_out(draft, now("2026-11-23"))
    for moment in ("2026-11-22 18:30", "2026-11-23"):
        shown, held = release.published(replace(STORY, updates=(draft,)), now(moment))
        assert (shown, held) == (STORY, ())


def test_a_held_story_is_named_with_its_time() -> None:
    assert release.published(STORY, now("2026-11-22 12:00")) == (
        None,
        (Held("Flood", PLACE, STORY.date),),
    )


def test_a_story_is_out_without_its_held_updates() -> None:
    untitled = Update(id="later", time=at("2026-11-22 21:00"), place=Place("x.md", 3))
    story = replace(STORY, updates=(UPDATE, untitled))
    shown, held = release.published(story, now("2026-11-22 19:00"))
    assert shown == replace(STORY, updates=(UPDATE,))
    assert held == (Held("Flood: later", Place("x.md", 3), untitled.time),)


def test_a_revision_is_held_and_named_until_its_time_comes() -> None:
    later = at("2026-11-22 20:00")
    story = replace(STORY, updates=(replace(UPDATE, revised=later),), revised=later)

    shown, held = release.published(story, now("2026-11-22 19:54"))
    assert shown == replace(STORY, updates=(UPDATE,))
    assert shown.changed == UPDATE.time
    assert held == (
        Held("Flood (its revision)", PLACE, later),
        Held("Flood: Second boat (its revision)", UPDATE.place, later),
    )
    assert release.published(story, now("2026-11-22 19:55")) == (story, ())


def test_a_correction_is_held_until_its_time_comes() -> None:
    story = replace(STORY, corrections=(Correction(time=at("2026-11-22 20:00"), text="Two."),))

    assert release.published(story, now("2026-11-22 19:54"))[0] == STORY
    assert release.published(story, now("2026-11-22 20:00")) == (story, ())
    assert (STORY.changed, story.changed) == (STORY.date, at("2026-11-22 20:00"))


def test_corrections_and_withdrawals_are_held_and_named() -> None:
    note = Correction(time=at("2026-11-22 20:00"), text="Two.")
    gone = Withdrawal(time=at("2026-11-22 21:00"), reason="Doubts.")
    update = replace(UPDATE, corrections=(note,), withdrawn=gone)
    story = replace(STORY, updates=(update,), corrections=(note,), withdrawn=gone)

    shown, held = release.published(story, now("2026-11-22 19:00"))
    assert shown == replace(STORY, updates=(UPDATE,))
    assert [(item.what, item.until) for item in held] == [
        ("Flood (a correction)", note.time),
        ("Flood (its withdrawal)", gone.time),
        ("Flood: Second boat (a correction)", note.time),
        ("Flood: Second boat (its withdrawal)", gone.time),
    ]
    shown, held = release.published(story, now("2026-11-22 20:00"))
    assert shown == replace(
        STORY, updates=(replace(UPDATE, corrections=(note,)),), corrections=(note,)
    )
    assert release.published(story, now("2026-11-22 21:00")) == (story, ())


def test_a_story_expires_at_its_time() -> None:
    story = replace(STORY, expires_at=at("2026-11-23 18:00"))
    assert not release.expired(story, now("2026-11-23 17:59"))
    assert release.expired(story, now("2026-11-23 18:00"))
    assert release.published(story, now("2026-11-23 18:00")) == (None, ())
    assert release.published(story, now("2026-11-23 17:59")) == (story, ())


SPAN = Coverage(start=at("2026-11-22 19:00"), end=at("2026-11-22 23:00"))


@pytest.mark.parametrize(
    ("coverage", "clock", "status"),
    [
        (None, "2026-11-22 20:00", None),
        (SPAN, "2026-11-22 18:59", Status.UPCOMING),
        (SPAN, "2026-11-22 19:00", Status.LIVE),
        (SPAN, "2026-11-22 22:59", Status.LIVE),
        (SPAN, "2026-11-22 23:00", Status.ENDED),
        (Coverage(), "2026-11-22 17:59", Status.UPCOMING),
        (Coverage(), "2026-11-22 18:00", Status.LIVE),
        (Coverage(), "2030-01-01", Status.LIVE),
    ],
)
def test_a_status_left_out_follows_the_coverage(
    coverage: Coverage | None, clock: str, status: Status | None
) -> None:
    assert release.status_at(replace(STORY, coverage=coverage), now(clock)) is status


@pytest.mark.parametrize("status", list(Status))
def test_a_status_that_is_written_is_changed_by_no_clock(status: Status) -> None:
    story = replace(STORY, status=status, coverage=SPAN)
    for clock in ("2026-11-22 18:00", "2026-11-22 20:00", "2026-11-24"):
        assert release.status_at(story, now(clock)) is status


def test_all_but_the_newest_pinned_update_are_named() -> None:
    pinned = [replace(UPDATE, id=name, pinned=True) for name in ("a", "b", "c")]
    gone = replace(pinned[2], withdrawn=Withdrawal(time=UPDATE.time, reason="x"))
    story = replace(STORY, updates=(*pinned[:2], UPDATE, gone))
    (problem,) = release.also_pinned(story)
    assert story.pinned == pinned[1]
    assert problem.message.startswith("`a` is pinned too")
    assert problem.level is Level.WARNING
    assert release.also_pinned(STORY) == ()


# ------------------------------------------------------------------ the next change

HOUR = {"hour": st.integers(0, 23), "minute": st.integers(0, 59)}
DAYS = st.dates(date(2026, 10, 31), date(2026, 11, 2))  # clocks change in the middle
CLOCKS = st.builds(datetime, st.just(2026), st.just(11), st.just(1), **HOUR)
MOMENTS = st.builds(lambda clock: Moment(clock.replace(tzinfo=UTC), ZONE), CLOCKS) | st.builds(
    lambda day: times.read(day.isoformat(), ZONE), DAYS
)
NOTES = st.lists(st.builds(Correction, time=MOMENTS, text=st.just("Two.")), max_size=2).map(tuple)
WITHDRAWALS = st.none() | st.builds(Withdrawal, time=MOMENTS, reason=st.just("Doubts."))
MAYBE = st.none() | MOMENTS
ITEM = {"publish_at": MAYBE, "revised": MAYBE, "corrections": NOTES, "withdrawn": WITHDRAWALS}
UPDATES = st.builds(Update, id=st.just("boat"), time=MOMENTS, draft=st.booleans(), **ITEM)
STORIES = st.builds(
    Story,
    source=st.just("content/flood.md"),
    section=st.just(""),
    slug=st.just("flood"),
    title=st.just("Flood"),
    id=st.just("/flood/"),
    date=MOMENTS,
    expires_at=MAYBE,
    coverage=st.none() | st.builds(Coverage, start=MAYBE, end=MAYBE, resumes=MAYBE),
    banner=st.none() | st.builds(Banner, until=MAYBE),
    status=st.none() | st.sampled_from(Status),
    updates=st.lists(UPDATES, max_size=3).map(tuple),
    **ITEM,
)
NOWS = CLOCKS.map(lambda clock: clock.replace(tzinfo=UTC))
INSTANT = timedelta(microseconds=1)


@given(story=STORIES, clock=NOWS, share=st.floats(0, 1))
def test_nothing_changes_before_the_next_change(
    story: Story, clock: datetime, share: float
) -> None:
    until = release.next_change(story, clock) or clock + timedelta(days=9)
    assert until > clock
    for later in (clock + share * (until - clock - INSTANT), until - INSTANT):
        assert release.published(story, later) == release.published(story, clock)
        assert release.status_at(story, later) is release.status_at(story, clock)


@given(story=STORIES, clock=NOWS, share=st.floats(0, 1))
def test_nothing_has_changed_since_the_last_change(
    story: Story, clock: datetime, share: float
) -> None:
    since = release.last_change(story, clock) or clock - timedelta(days=9)
    assert since <= clock
    for earlier in (since, since + share * (clock - since)):
        assert seen(story, earlier) == seen(story, clock)
        assert release.next_change(story, earlier) == release.next_change(story, clock)


def seen(story: Story, at: datetime) -> object:
    """Return all that the clock alone decides of a story."""
    spoken_of = [
        story.banner.until if story.banner else None,
        story.coverage.resumes if story.coverage else None,
    ]
    return (
        release.published(story, at),
        release.status_at(story, at),
        [moment is not None and moment.at <= at for moment in spoken_of],
    )


@given(story=STORIES, clock=NOWS)
def test_the_last_change_was_the_next_one_until_it_came(story: Story, clock: datetime) -> None:
    last = release.last_change(story, clock)
    if last is not None:
        assert release.next_change(story, last - INSTANT) == last
        assert release.last_change(story, last) == last


def test_a_story_that_lies_ahead_has_not_changed_yet() -> None:
    assert release.last_change(STORY, now("2026-11-22 17:54:59")) is None
    assert release.last_change(STORY, now("2026-11-22 17:55")) == now("2026-11-22 17:55")


COVERED = replace(STORY, coverage=SPAN)


@pytest.mark.parametrize(
    ("story", "clock", "until"),
    [
        (STORY, "2026-11-22 12:00", "2026-11-22 17:55"),
        (replace(STORY, date=at("2026-11-22")), "2026-11-21 12:00", "2026-11-22 00:00"),
        (replace(STORY, publish_at=at("2026-11-23")), "2026-11-22 18:00", "2026-11-23 12:00"),
        (replace(STORY, expires_at=at("2026-11-23")), "2026-11-22 18:00", "2026-11-23 12:00"),
        (replace(STORY, updates=(UPDATE,)), "2026-11-22 18:00", "2026-11-22 18:37"),
        (COVERED, "2026-11-22 18:00", "2026-11-22 19:00"),
        (COVERED, "2026-11-22 19:00", "2026-11-22 23:00"),
        (replace(STORY, coverage=Coverage()), "2026-11-22 17:55", "2026-11-22 18:00"),
    ],
)
def test_a_story_changes_when_something_of_it_comes_or_goes(
    story: Story, clock: str, until: str
) -> None:
    change = now(until)
    assert release.next_change(story, now(clock)) == change
    before = (
        release.published(story, change - INSTANT),
        release.status_at(story, change - INSTANT),
    )
    assert before != (release.published(story, change), release.status_at(story, change))


@pytest.mark.parametrize(
    "later",
    [
        replace(STORY, revised=at("2026-11-22 20:00")),
        replace(STORY, corrections=(Correction(time=at("2026-11-22 20:00"), text="Two."),)),
        replace(STORY, withdrawn=Withdrawal(time=at("2026-11-22 20:00"), reason="Doubts.")),
    ],
)
def test_a_story_changes_when_a_note_of_it_or_of_an_update_comes(later: Story) -> None:
    keys = {key: getattr(later, key) for key in ("revised", "corrections", "withdrawn")}
    for story in (later, replace(STORY, updates=(replace(UPDATE, **keys),))):
        assert release.next_change(story, now("2026-11-22 18:42")) == now("2026-11-22 19:55")


def test_a_story_changes_when_its_banner_has_had_its_time_or_a_break_is_over() -> None:
    banner = replace(STORY, banner=Banner(until=at("2026-11-22 20:00")))
    paused = replace(STORY, coverage=Coverage(resumes=at("2026-11-22 20:00")))
    for story in (banner, paused):
        assert release.next_change(story, now("2026-11-22 18:30")) == now("2026-11-22 20:00")


def test_a_story_of_which_all_has_come_changes_no_more() -> None:
    story = replace(COVERED, updates=(UPDATE,), revised=UPDATE.time)
    assert release.next_change(story, now("2026-11-22 23:00")) is None
