"""What the last build knew: kept as it was written, and empty whenever that is in doubt."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from conftest import clean_environment
from hypothesis import given, settings
from hypothesis import strategies as st

from livegen import ledger
from livegen.build.known import Known, Made
from livegen.errors import Level, Place, Problem, Rule
from livegen.fingerprint import digest
from livegen.ledger import VERSION, Changes, Kind, Ledger, Whole, opened, packed, unpacked, write
from livegen.model import Held
from livegen.stamps import Stamp
from livegen.times import Moment

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WHOLE = Whole(
    version=VERSION,
    recipe={"livegen": "1"},
    disk="d1",
    since=NOW,
    until=NOW + timedelta(hours=1),
    problems=(Problem(Rule.CLASH, Place("a.md", 3, 4, 5), "it clashes", "mend it", Level.WARNING),),
    held=(Held("Later", Place("later.md"), Moment(NOW, "UTC")),),
)
FLOOD = Known(of={"content/flood.md": "d2"}, path="/flood/", made=Made(files={"f": "d3"}))
FIRE = Known(of={"content/fire.md": "d4"}, path="/fire/", until=NOW)
FRONT = Made(of={"content/flood.md": "d5"}, asked={"author:noor": "d6"}, copies={"p": "q"})
ROWS = {
    (Kind.STORY, "content/flood.md"): packed(FLOOD),
    (Kind.STORY, "content/fire.md"): packed(FIRE),
    (Kind.EDITION, "front"): packed(FRONT),
    (Kind.ENTRY, "content/flood.md"): b"an entry",
}
FIRST = Changes(
    whole=WHOLE,
    sources={"content/flood.md": (Stamp(1, 2, 3, 4), "d2"), "livegen.toml": (None, "d7")},
    outputs={"flood/index.html": (Stamp(5, 6, 7, 8), "d3")},
    rows=[(*name, value) for name, value in ROWS.items()],
    gone=[],
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return written(tmp_path / "den" / "ledger")


def written(file: Path, changes: Changes = FIRST) -> Path:
    """Keep `changes` in `file`, beside what it holds, and return it."""
    with opened(file) as last:
        write(changes, file, last)
    return file


def contents(last: Ledger) -> dict[tuple[Kind, str], bytes]:
    """Return all rows that can be had from a ledger, packed."""
    stories, editions = last.all(Kind.STORY, Known), last.all(Kind.EDITION, Made)
    found = {(Kind.STORY, name): packed(it) for name, it in stories.items()}
    found |= {(Kind.EDITION, key): packed(it) for key, it in editions.items()}
    entries = {name: last.one(Kind.ENTRY, name) for name in last.names(Kind.ENTRY)}
    return found | {(Kind.ENTRY, name): it for name, it in entries.items() if it is not None}


def is_sound(file: Path) -> bool:
    """True if the ledger is there with just what was written first."""
    with opened(file) as last:
        whole = (last.whole, last.sources, last.outputs)
        return whole == (FIRST.whole, FIRST.sources, FIRST.outputs) and contents(last) == ROWS


def is_nothing(file: Path) -> bool:
    """True if nothing is remembered."""
    with opened(file) as last:
        assert contents(last) == {} or not last.is_empty
        return last.is_empty and (last.sources, last.outputs) == ({}, {})


@contextmanager
def connected(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as rows:
        yield rows


# ------------------------------------------------------------------ what is kept


def test_what_was_written_is_read(book: Path) -> None:
    assert is_sound(book)
    with opened(book) as last:
        assert last.all(Kind.STORY, Known) == {"content/flood.md": FLOOD, "content/fire.md": FIRE}
        assert last.one(Kind.ENTRY, "content/flood.md") == b"an entry"
        assert last.one(Kind.ENTRY, "content/fire.md") is None
        assert last.names(Kind.EDITION) == {"front"}


def test_what_is_unpacked_is_what_was_packed() -> None:
    assert unpacked(packed(FRONT), Made) == FRONT


def test_where_there_is_none_nothing_is_remembered(tmp_path: Path) -> None:
    assert is_nothing(tmp_path / "den" / "ledger")
    assert not (tmp_path / "den").exists()
    assert is_nothing(tmp_path / "ledger")
    assert not (tmp_path / "ledger").exists()


def test_changes_leave_what_they_do_not_name(book: Path) -> None:
    burnt = packed(replace(FIRE, path="/burnt/"))
    row = (Kind.STORY, "content/fire.md")

    written(book, replace(FIRST, rows=[(*row, burnt)], gone=[(Kind.ENTRY, "content/flood.md")]))

    with opened(book) as last:
        assert contents(last) == {
            name: it for name, it in (ROWS | {row: burnt}).items() if name[0] != Kind.ENTRY
        }


def test_only_rows_that_changed_are_written(book: Path) -> None:
    changes = replace(FIRST, rows=[(Kind.ENTRY, "content/fire.md", b"new")], gone=[])
    with opened(book) as last:
        assert last.rows is not None
        before = last.rows.total_changes
        write(changes, book, last)
        assert last.rows.total_changes - before == 4  # three that tell of everything, and this one


def test_what_is_gone_need_not_have_been_there(book: Path) -> None:
    written(book, replace(FIRST, rows=[], gone=[(Kind.ENTRY, "content/nowhere.md")]))
    assert is_sound(book)


def test_time_alone_changes_nothing_from_its_first_moment_up_to_its_last() -> None:
    second = timedelta(seconds=1)
    until = NOW + timedelta(hours=1)
    times = (NOW - second, NOW, until - second, until)
    assert [WHOLE.holds_at(it) for it in times] == [False, True, True, False]
    assert Whole().holds_at(NOW)


def test_the_mark_of_all_sources_tells_any_stamp_from_another() -> None:
    stamps = {"a": Stamp(1, 2, 3, 4), "b": Stamp(1, 2, 3, 4)}
    others = [{**stamps, "b": Stamp(*(n + (at == k) for k, n in enumerate((1, 2, 3, 4))))}
              for at in range(4)]  # fmt: skip
    marks = {ledger.mark(it) for it in (stamps, {"a": stamps["a"]}, *others)}
    assert len(marks) == 6
    assert ledger.mark(dict(stamps)) == ledger.mark(stamps)


# ------------------------------------------------------------------ what is not believed


def test_one_of_another_version_is_not_read_and_gives_way(book: Path) -> None:
    old = replace(FIRST, whole=replace(WHOLE, version=VERSION + 1))
    written(book, old)
    assert is_nothing(book)
    written(book)
    assert is_sound(book)


def foreign_database(file: Path) -> None:
    file.unlink()
    with connected(file) as rows:
        rows.execute("CREATE TABLE rows(name TEXT)")
        rows.execute("INSERT INTO rows VALUES ('theirs')")


def another_table(file: Path) -> None:
    with connected(file) as rows:
        rows.execute("ALTER TABLE rows RENAME TO theirs")


def no_database(file: Path) -> None:
    file.write_bytes(b"It rained.\n" * 1000)


def nothing_in_it(file: Path) -> None:
    file.write_bytes(b"")


def a_folder(file: Path) -> None:
    file.unlink()
    (file / "full").mkdir(parents=True)
    (file / "full" / "of.it").write_bytes(b"theirs")


def a_link_that_leads_nowhere(file: Path) -> None:
    file.unlink()
    file.symlink_to("nowhere")


def a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


@pytest.mark.parametrize(
    "harm",
    [
        foreign_database,
        another_table,
        no_database,
        nothing_in_it,
        a_folder,
        a_link_that_leads_nowhere,
        a_pipe,
    ],
)
def test_what_is_no_ledger_is_an_empty_one_and_gives_way(
    book: Path, harm: Callable[[Path], None]
) -> None:
    harm(book)
    assert is_nothing(book)
    written(book)
    assert is_sound(book)


@pytest.mark.parametrize("kept", [0, 1, 15, 16, 99, 100, 512, 1000, 4095, 4096, 4097, 9000, 12288])
def test_one_that_was_cut_off_tells_nothing_that_was_not_written(book: Path, kept: int) -> None:
    os.truncate(book, kept)
    tells_only_what_was_written(book)
    written(book)
    assert is_sound(book)


def test_a_row_that_was_altered_takes_its_kind_along_and_no_other(book: Path) -> None:
    with connected(book) as rows:
        altered = packed(replace(FIRE, path="/mine/"))
        rows.execute("UPDATE rows SET value = ? WHERE key = 'content/fire.md'", (altered,))

    with opened(book) as last:
        assert last.all(Kind.STORY, Known) == {}
        assert last.all(Kind.EDITION, Made) == {"front": FRONT}
        assert last.one(Kind.ENTRY, "content/flood.md") == b"an entry"


@pytest.mark.parametrize(
    "change",
    [
        "digest = NULL",
        "digest = 'x'",
        "value = NULL",
        "value = 7",
        "value = 'text'",
        "value = x''",
        "key = 'content/flood.markdown'",
        "key = x'00'",
        "key = 7",
        "key = NULL",
        "kind = 5",
    ],
)
def test_no_part_of_a_row_can_be_altered_unseen(book: Path, change: str) -> None:
    with connected(book) as rows:
        rows.execute(f"UPDATE rows SET {change} WHERE kind = 3 AND key = 'content/fire.md'")
    tells_only_what_was_written(book)
    with opened(book) as last:
        assert (Kind.STORY, "content/fire.md") not in contents(last)


@pytest.mark.parametrize("kind", [Kind.WHOLE, Kind.SOURCES, Kind.OUTPUTS])
def test_where_what_tells_of_everything_was_altered_nothing_is_remembered(
    book: Path, kind: Kind
) -> None:
    with connected(book) as rows:
        rows.execute("UPDATE rows SET value = x'80' WHERE kind = ?", (kind,))
    assert is_nothing(book)


def test_a_row_of_another_form_with_its_own_digest_is_not_read(book: Path) -> None:
    value = msgspec.msgpack.encode(["no", "story"])
    seal = digest(b"3 content/fire.md " + value)
    with connected(book) as rows:
        change = "UPDATE rows SET value = ?, digest = ? WHERE kind = 3 AND key = 'content/fire.md'"
        rows.execute(change, (value, seal))
    with opened(book) as last:
        assert last.all(Kind.STORY, Known) == {}


def tells_only_what_was_written(file: Path) -> None:
    """Fail if a ledger gives a value that was not written, or an exception."""
    with opened(file) as last:
        assert last.whole in (FIRST.whole, Whole())
        assert last.sources in (FIRST.sources, {})
        assert last.outputs in (FIRST.outputs, {})
        assert contents(last).items() <= ROWS.items()


@pytest.fixture(scope="module")
def sound() -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        yield written(Path(folder, "ledger")).read_bytes()


@settings(max_examples=300, database=None, derandomize=True)
@given(at=st.integers(0, 1 << 20), bits=st.integers(1, 255), rewritten=st.booleans())
def test_no_byte_can_be_altered_so_that_anything_is_told_that_was_not_written(
    sound: bytes, at: int, bits: int, rewritten: bool
) -> None:
    harmed = bytearray(sound)
    harmed[at % len(harmed)] ^= bits
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "ledger")
        file.write_bytes(harmed)
        tells_only_what_was_written(file)
        if rewritten:
            written(file)
            tells_only_what_was_written(file)


# ------------------------------------------------------------------ what gets in the way


def test_a_ledger_that_cannot_be_kept_stops_no_build(tmp_path: Path) -> None:
    (tmp_path / "den").write_text("a file where its folder should be")
    written(tmp_path / "den" / "ledger")
    assert is_nothing(tmp_path / "den" / "ledger")


def test_one_that_another_process_holds_for_itself_is_an_empty_one(book: Path) -> None:
    with connected(book) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert is_nothing(book)
        other.execute("ROLLBACK")
    assert is_sound(book)


def test_one_that_another_process_is_writing_to_is_read_and_then_given_up(book: Path) -> None:
    with connected(book) as other:
        other.execute("BEGIN IMMEDIATE")
        assert is_sound(book)
        written(book, replace(FIRST, rows=[(Kind.ENTRY, "content/fire.md", b"new")]))
        assert is_nothing(book)
    written(book)
    assert is_sound(book)


def test_a_change_that_fails_half_way_is_none(book: Path) -> None:
    def rows() -> Iterator[tuple[Kind, str, bytes]]:
        yield Kind.STORY, "content/new.md", b"new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        written(book, replace(FIRST, rows=rows()))
    assert is_sound(book)


KILLED = """
import os, signal, sys
from pathlib import Path
from test_ledger import FIRST, Kind, opened, replace, write

def rows():
    for number in range(20_000):
        yield Kind.ENTRY, f"content/{number}.md", b"x" * 1000
    os.kill(os.getpid(), signal.SIGKILL)

book = Path(sys.argv[1])
with opened(book) as last:
    write(replace(FIRST, rows=rows()), book, last)
"""


def killed_while_writing(file: Path) -> None:
    """Keep much more in `file`, in a process that is killed in the middle."""
    tests = Path(__file__).parent
    environment = clean_environment()
    environment["PYTHONPATH"] += f":{tests}"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(file)], env=environment, cwd=tests, check=False
    )
    assert done.returncode == -signal.SIGKILL


def test_a_writer_that_was_killed_leaves_what_was_there(book: Path) -> None:
    killed_while_writing(book)

    assert book.with_name("ledger-journal").stat().st_size
    assert is_sound(book)


def test_a_first_writer_that_was_killed_leaves_nothing(tmp_path: Path) -> None:
    book = tmp_path / "den" / "ledger"
    killed_while_writing(book)

    assert is_nothing(book)
    written(book)
    assert is_sound(book)


def test_the_journal_of_another_ledger_does_no_harm(book: Path, tmp_path: Path) -> None:
    other = written(tmp_path / "other" / "ledger")
    killed_while_writing(other)
    shutil.copy(other.with_name("ledger-journal"), book.with_name("ledger-journal"))
    tells_only_what_was_written(book)


def test_a_journal_without_its_ledger_does_no_harm_to_the_next(book: Path) -> None:
    killed_while_writing(book)
    book.unlink()

    written(book, replace(FIRST, sources={}))

    with opened(book) as last:
        assert (last.whole, last.sources, last.outputs) == (WHOLE, {}, FIRST.outputs)
        assert contents(last) == ROWS
