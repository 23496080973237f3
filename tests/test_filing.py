"""What is filed into texts: an update, a state. The rest of the text stays, byte for byte."""

from __future__ import annotations

import difflib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from textwrap import dedent

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from livegen import filing, shelf, times, urls, words
from livegen.errors import Report
from livegen.filing import NoRoom, NotNow
from livegen.model import Author, Coverage, Kind, Status, Story, Text, Update
from livegen.settings import Settings
from livegen.sources import Bundle
from livegen.times import Moment

PATH = "content/world/flood.md"
ONE_FILE = Bundle(source=PATH, section="world", name="flood", folder="content/world")
FOLDER = Bundle(
    source="content/world/flood/index.md",
    section="world",
    name="flood",
    folder="content/world/flood",
)
AT = times.read("2026-11-22T18:42:03-05:00", "America/New_York")
BOAT = Update(id="2026-11-22-184203-k3f9", time=AT, body=Text("The second boat\n\nis out."))
SPEAKING = replace(
    BOAT,
    title='"Out": #2 – it\'s [done]',
    authors=("Haddad, Noor",),
    kind=Kind.BREAKING,
    key=True,
    pinned=True,
)
HEAD = "---\ntitle: Flood\ndate: 2026-11-21\ntimezone: America/New_York\n"


def story_of(content: bytes, bundle: Bundle = ONE_FILE) -> Story:
    """Return the story, which must be right."""
    report = Report()
    reading = shelf.reading_of(bundle, content, {}, Settings(), report)
    assert report.problems == ()
    assert reading.story is not None
    return reading.story


def filed(content: str | bytes, update: Update = BOAT) -> bytes:
    """Return the source with the update in its list, which must be all that changed."""
    before = content.encode() if isinstance(content, str) else content
    after = filing.in_list(PATH, before, update)
    read = filing.proved(
        story_of(before), update, ONE_FILE, content=after, updates={}, settings=Settings()
    )
    assert read == update
    return after


def added(before: bytes, after: bytes) -> bytes:
    """Return what was put in; nothing may have been taken out."""
    ops = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    assert {op for op, *_ in ops} <= {"equal", "insert"}
    start = next(i for i in range(len(after)) if after[i : i + 1] != before[i : i + 1])
    size = len(after) - len(before)
    # What was put in may begin as what follows does: then it stands in several places at once.
    return next(
        after[at : at + size]
        for at in range(start, -1, -1)
        if after[:at] + after[at + size :] == before
    )


# ------------------------------------------------------------------ an update in a list

TWO = "  - time: 2026-11-22 09:00\n    body: One.\n  - time: 2026-11-22 10:00\n    body: Two.\n"


def test_an_update_is_the_last_of_the_list_and_the_rest_stays() -> None:
    content = f"{HEAD}updates:\n{TWO}tags: [flood]\n---\n\nText.\n"

    item = """\
  - time: 2026-11-22T18:42:03-05:00
    id: 2026-11-22-184203-k3f9
    body: |
      The second boat

      is out.
"""
    assert filed(content).decode() == content.replace("tags:", f"{item}tags:")


def test_an_update_stands_above_notes_on_what_follows() -> None:
    content = f"{HEAD}updates:\n{TWO}    # of Two\n\n  # below the list\n# tags\ntags: [a]\n---\n"

    after = filed(content).decode()

    assert after.startswith(f"{HEAD}updates:\n{TWO}    # of Two\n  - time: 2026-11-22T18:42:03")
    assert after.endswith("      is out.\n\n  # below the list\n# tags\ntags: [a]\n---\n")


STYLES = {
    "no list yet": f"{HEAD}---\nText.\n",
    "no list and no text": f"{HEAD}---",
    "a bare key": f"{HEAD}updates:\n---\nText.\n",
    "a bare key in the middle": f"{HEAD}updates:\n\n# who: Noor\ntags: [flood]\n---\n",
    "hyphens at the margin": f"{HEAD}updates:\n- time: 2026-11-22\n  body: One.\ntags: [a]\n---\n",
    "hyphens far in": f"{HEAD}updates:\n      -   time: 2026-11-22\n          body: One.\n---\n",
    "a hyphen alone": f"{HEAD}updates:\n  -\n    time: 2026-11-22\n    body: One.\n---\n",
    "a block at the end": f"{HEAD}updates:\n{TWO}    title: |\n      a\n\n\ntags: [a]\n---\n",
    "a hash in a block": f"{HEAD}updates:\n- time: 2026-11-22\n  body: |\n    # One\n---\n",
    "notes around": f"{HEAD}updates:\n  # b\n{TWO}    # c\n  # d\n# e\n\ntags: [a]\n---\n",
    "items in braces": f"{HEAD}updates:\n  - {{time: 2026-11-22, body: One.}}\n---\n",
    "a comment after the key": f"{HEAD}updates:\n  # oldest first\n{TWO}---\n",
    "items in brackets": f"{HEAD}updates: [{{time: 2026-11-22, body: One.}}]\ntags: [a]\n---\n",
    "brackets over lines": f"{HEAD}updates: [\n  {{time: 2026-11-22}},\n  ]\ntags: [a]\n---\n",
    "brackets and a comma": f"{HEAD}updates: [{{time: 2026-11-22, body: One.}}, ]\n---\n",
    "a list inside the last": f"{HEAD}updates:\n{TWO}    authors:\n    - Noor\n    - Max\n---\n",
    "a list of tags inside": f"{HEAD}updates:\n- time: 2026-11-22\n  authors:\n  - A B\n---\n",
    "another of the same time": f"{HEAD}updates:\n  - time: 2026-11-22T18:42:03-05:00\n---\n",
    "a later one": f"{HEAD}updates:\n  - time: 2026-11-30 09:00\n    body: Later.\n---\n",
    "emoji, RTL": f"{HEAD}updates:\n  - time: 2026-11-22\n    body: 🌊 فيضان # no\n---\n".replace(
        "🌊 فيضان # no", '"🌊 فيضان # no"'
    ),
}


@pytest.mark.parametrize("update", [BOAT, SPEAKING, replace(BOAT, body=Text(), title="Out")])
@pytest.mark.parametrize("content", STYLES.values(), ids=STYLES.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_however_the_list_is_written_all_of_it_stays(
    content: str, end: str, bom: str, update: Update
) -> None:
    before = (bom + content.replace("\n", end)).encode()

    put_in = added(before, filed(before, update))

    assert put_in.count(b"\n") == put_in.count(end.encode())


def test_an_empty_list_in_brackets_gives_way_to_one_with_hyphens() -> None:
    content = f"{HEAD}updates: [ ]\ntags: [flood]\n---\n"

    after = filed(content, replace(BOAT, body=Text("Out."))).decode()

    item = "  - time: 2026-11-22T18:42:03-05:00\n    id: 2026-11-22-184203-k3f9\n"
    assert after == content.replace(" [ ]\n", f"\n{item}    body: |\n      Out.\n")


@pytest.mark.parametrize(
    "content",
    [
        f"{HEAD}updates:\n  time: 2026-11-22\n  body: One.\n---\n",
        f"{HEAD}updates: [\n]\n---\n",
        f"{HEAD}updates: [{{time: 2026-11-22}}, # ]\n  ]\n---\n",
        f"{HEAD}updates:\n  - {{time: 2026-11-22,\nbody: One.\n}}\n---\n",
    ],
)
def test_where_an_update_cannot_be_put_in_nothing_comes_of_it(content: str) -> None:
    with pytest.raises(NoRoom):
        filed(content)


def test_what_would_change_another_update_is_refused() -> None:
    before = f"{HEAD}updates:\n{TWO}---\n".encode()
    after = filing.in_list(PATH, before, BOAT).replace(b"Two.", b"2.")

    with pytest.raises(NoRoom):
        filing.proved(
            story_of(before), BOAT, ONE_FILE, content=after, updates={}, settings=Settings()
        )


# ------------------------------------------------------------------ any text

TEXTS = st.text(
    st.one_of(
        st.sampled_from("\n\r\t #-|>{}[]<%*_`\"'\\:&!@~+.0a\u2028\u2029\x85\x0b\ufeff\u200b\x00"),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)


@given(TEXTS)
@example("---\ntitle: x\n---")
@example("{{< youtube x >}}")
@example(":")
@example("  code\n\n\ttab\n\t\n   \nend  ")
@example("\ttab")
@example("> quote # no comment\n- a\n- b: c")
@example("\u2028")
@example("🌊 فيضان\r\nنهر")
@example("x" * 100_000)
def test_any_text_is_read_as_it_was_typed(text: str) -> None:
    update = replace(BOAT, body=Text(filing.typed(text)), title="T")
    index = f"{HEAD}---\n".encode()
    in_list = filing.in_list(PATH, index, update)
    beside = {f"content/world/flood/updates/{update.id}.md": filing.as_file(update)}

    for bundle, content, updates in ((ONE_FILE, in_list, {}), (FOLDER, index, beside)):
        story = story_of(index, bundle)
        read = filing.proved(
            story, update, bundle, content=content, updates=updates, settings=Settings()
        )
        assert read.body == update.body

    in_brackets = f"{HEAD}updates: [{{time: 2026-11-22}}]\n---\n".encode()
    filed(in_brackets, update)


@given(TEXTS)
def test_what_is_typed_twice_is_the_same(text: str) -> None:
    once = filing.typed(text)

    assert filing.typed(once) == once


def test_what_is_left_out_of_a_text_is_what_nobody_sees() -> None:
    assert filing.typed("\ufeff\r\n \t\n  a \x07b \r\rc\t\n\n") == "  a b \n\nc\t"


# ------------------------------------------------------------------ names and bylines


def test_an_update_is_named_by_the_clocks_of_its_zone() -> None:
    assert filing.name_of(AT, "k3f9") == "2026-11-22-184203-k3f9"
    assert urls.is_update_id(filing.name_of(times.read("2026-11-22", "UTC"), "k3f9"))


def test_of_an_hour_that_happens_twice_both_have_their_names() -> None:
    twice = [
        times.read(f"2026-11-01T01:30:00{zone}", "America/New_York")
        for zone in ("-04:00", "-05:00")
    ]
    updates = {
        f"content/world/flood/updates/{name}.md": filing.as_file(replace(BOAT, id=name, time=time))
        for time, name in ((time, filing.name_of(time, f"k3f{n}")) for n, time in enumerate(twice))
    }
    report = Report()

    story = shelf.reading_of(FOLDER, f"{HEAD}---\n".encode(), updates, Settings(), report).story

    assert report.problems == ()
    assert story
    assert [update.time for update in story.updates] == twice


@pytest.mark.parametrize(
    ("name", "known_as"),
    [
        ("Noor Haddad", "noor"),
        ("noor haddad", "noor"),
        ("noor", "noor"),
        ("Jo-Ann Max", "jo-ann-max"),
        ("Somebody Else", "Somebody Else"),
    ],
)
def test_a_name_of_the_newsroom_becomes_its_id(name: str, known_as: str) -> None:
    authors = {
        "noor": Author(id="noor", name="Noor Haddad"),
        "jo-ann-max": Author(id="jo-ann-max", name="Jo Ann Max"),
    }

    assert filing.byline(name, authors) == known_as


# ------------------------------------------------------------------ states

ARTICLE = f"{HEAD}tags: [flood]\nupdates:\n{TWO}---\nText.\n"
LATER = Moment(AT.at + timedelta(hours=2), AT.zone)


def started(content: str, at: Moment = AT) -> str:
    return changed(content, *filing.started(PATH, content.encode(), story_of(content.encode()), at))


def ended(content: str, at: Moment = AT) -> str:
    return changed(content, *filing.ended(PATH, content.encode(), story_of(content.encode()), at))


def paused(content: str, resumes: Moment | None = None, at: datetime = AT.at) -> str:
    story = story_of(content.encode())
    return changed(content, *filing.paused(PATH, content.encode(), story, at, resumes))


def changed(before: str, after: bytes, story: Story) -> str:
    assert filing.reads_as(story, ONE_FILE, after, {}, Settings())
    assert story_of(before.encode()).updates == story.updates
    return after.decode()


NEW_COVERAGE = "coverage:\n  start: 2026-11-22T18:42:03-05:00\n"


def test_an_article_that_starts_gets_a_state_below_its_date() -> None:
    after = started(ARTICLE)

    assert after == ARTICLE.replace("timezone", f"status: live\n{NEW_COVERAGE}timezone")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"status: live\n{NEW_COVERAGE}"),
        ("status: upcoming\n", f"status: live\n{NEW_COVERAGE}"),
        ('status: "upcoming"\n', f"status: live\n{NEW_COVERAGE}"),
        ("status:\n", f"status: live\n{NEW_COVERAGE}"),
        ("coverage:\nstatus: upcoming\n", f"{NEW_COVERAGE}status: live\n"),
        (
            "coverage: {}\nstatus: upcoming\n",
            "coverage: {start: 2026-11-22T18:42:03-05:00}\nstatus: live\n",
        ),
        (
            "coverage:\n    start: 2026-11-23 09:00\n    # doors open\n    end: 2026-11-23 12:00\n",
            "status: live\ncoverage:\n    start: 2026-11-22T18:42:03-05:00\n    # doors open\n",
        ),
        (
            "status: ended\ncoverage: {start: 2026-11-22 09:00, end: 2026-11-22 10:00}\n",
            "status: live\ncoverage: {start: 2026-11-22 09:00}\n",
        ),
        (
            "status: ended\ncoverage: {end: 2026-11-22 10:00 , start: 2026-11-22 09:00}\n",
            "status: live\ncoverage: {start: 2026-11-22 09:00}\n",
        ),
        ("status: ended\ncoverage: {end: 2026-11-22 10:00}\n", "status: live\n"),
        ("status: ended\ncoverage:\n  end: 2026-11-22 10:00\n", "status: live\n"),
        ("status: ended\n", "status: live\n"),
        ("coverage:\n  end: 2026-11-22 10:00\n", "status: live\n"),
        (
            "status: paused\ncoverage:\n  start: 2026-11-22\n  resumes: 2026-11-23 08:00\n",
            "status: live\ncoverage:\n  start: 2026-11-22\n",
        ),
        ("status: live\n", "status: live\n"),
        ("coverage: {start: 2026-11-22 09:00}\n", "coverage: {start: 2026-11-22 09:00}\n"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_start_writes_what_makes_the_story_live_and_no_more(
    before: str, after: str, end: str
) -> None:
    rest = "date: 2026-11-21\n{}timezone: America/New_York\n---\nText."
    whole = ("---\ntitle: Flood\n" + rest).replace("\n", end)

    assert started(whole.replace("{}", before.replace("\n", end))) == whole.replace(
        "{}", after.replace("\n", end)
    )


def test_pause_and_end_write_the_state_and_its_times() -> None:
    live = started(ARTICLE)
    resting = paused(live, LATER)
    over = ended(resting, LATER)

    assert resting == live.replace("status: live", "status: paused").replace(
        NEW_COVERAGE, f"{NEW_COVERAGE}  resumes: 2026-11-22T20:42:03-05:00\n"
    )
    assert over == live.replace("status: live", "status: ended").replace(
        NEW_COVERAGE, f"{NEW_COVERAGE}  end: 2026-11-22T20:42:03-05:00\n"
    )
    assert started(over) == live


@pytest.mark.parametrize("do", [started, paused, ended])
def test_what_is_done_already_changes_nothing(do: object) -> None:
    assert callable(do)
    ready = started(ARTICLE)
    once = do(ready)

    assert do(once) == once


@pytest.mark.parametrize(
    ("do", "content"),
    [
        (paused, ARTICLE),
        (ended, ARTICLE),
        (paused, HEAD + "status: upcoming\n---\n"),
        (ended, HEAD + "status: upcoming\n---\n"),
        (paused, HEAD + "status: ended\n---\n"),
        (ended, HEAD + "status: live\ncoverage: {start: 2026-11-23 09:00}\n---\n"),
    ],
)
def test_what_never_began_neither_pauses_nor_ends(do: object, content: str) -> None:
    assert callable(do)
    with pytest.raises(NotNow):
        do(content)


def test_a_layout_of_its_own_stays() -> None:
    own = ARTICLE.replace("tags:", "layout: article\norder: newest\ntags:")

    assert "layout: article\norder: newest\n" in started(own)


def test_a_state_that_was_not_meant_is_noticed() -> None:
    story = replace(story_of(ARTICLE.encode()), status=Status.LIVE, coverage=Coverage())

    assert not filing.reads_as(story, ONE_FILE, ARTICLE.encode(), {}, Settings())


# ------------------------------------------------------------------ the closing summary


def test_a_summary_names_key_events_by_time_title_and_link() -> None:
    events = (
        replace(BOAT, id="one", title="[Two] boats *out*"),
        replace(BOAT, id="two", time=LATER, body=Text("It **rains**. Much.")),
    )

    update = filing.summary(events, LATER, "closing", words.of("en", 24), Settings())

    assert update.body.markdown == dedent("""\
        - **18:42 EST** [\\[Two\\] boats \\*out\\*](#one)
        - **20:42 EST** [It rains.](#two)""")


def test_a_summary_of_several_days_names_the_days() -> None:
    events = (BOAT, replace(BOAT, id="two", time=times.read("2026-11-23", "UTC"), title="Over"))

    update = filing.summary(events, LATER, "closing", words.of("en", 24), Settings())

    first, second = update.body.markdown.split("\n")
    assert first.startswith("- **November 22, 2026, 18:42 EST** [The second boat](")
    assert second == "- **November 23, 2026** [Over](#two)"


def test_the_files_of_a_new_site_are_dated_in_its_zone() -> None:
    now = Moment(datetime(2026, 11, 22, 12, tzinfo=UTC), "Asia/Kathmandu")

    files = filing.new_site('The "Courier"', now, "1.2.3")

    assert b'timezone = "Asia/Kathmandu"' in files["livegen.toml"]
    assert b'title = "The \\"Courier\\""' in files["livegen.toml"]
    assert files["requirements.txt"] == b"livegen>=1.2.3\n"
    assert b"time: 2026-11-22T17:45:00+05:45" in files["content/news/welcome.md"]
