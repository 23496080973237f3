"""Work in several processes: the same results, every error heard of, and no worker left behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from built import livegen
from conftest import clean_environment, make_site

from livegen import crew

BATCHES = [[f"{number}{letter}" for letter in "abc"] for number in range(7)]
SOON = 20.0
"""Seconds within which anything must be seen, also on a machine that is busy."""


def joined(batch: Sequence[str]) -> str:
    return "+".join(batch)


@pytest.mark.parametrize("workers", [2, 5, 100])
def test_it_gives_the_same_whoever_works(workers: int) -> None:
    assert sorted(crew.each(joined, BATCHES, workers)) == [joined(batch) for batch in BATCHES]


def test_as_many_processes_work_as_there_are_workers_and_this_is_one_of_them() -> None:
    def own(_: Sequence[str]) -> int:
        time.sleep(0.05)
        return os.getpid()

    found = list(crew.each(own, BATCHES, 3))

    assert len(found) == len(BATCHES)
    assert os.getpid() in found
    assert len(set(found)) == 3


def test_a_worker_knows_what_was_known_when_it_was_called() -> None:
    known = {"a": 1}
    known["b"] = 2
    assert list(crew.each(lambda batch: known[batch[0]], [["b"]] * 5, 2)) == [2] * 5


def test_what_a_worker_raises_is_raised_and_the_next_crew_works() -> None:
    def fails(batch: Sequence[str]) -> str:
        if batch == BATCHES[3]:
            raise FileNotFoundError(2, "No such file or directory", "content/3a.md")
        return joined(batch)

    with pytest.raises(FileNotFoundError, match=r"content/3a\.md"):
        list(crew.each(fails, BATCHES, 2))
    assert len(list(crew.each(joined, BATCHES, 2))) == len(BATCHES)


def test_who_takes_no_more_ends_the_work() -> None:
    results = crew.each(joined, BATCHES, 2)
    next(results)

    del results

    assert living() == []


def test_a_worker_that_is_killed_is_named_and_not_waited_for() -> None:
    def dies(batch: Sequence[str]) -> str:
        if os.getpid() != own:
            os.kill(os.getpid(), signal.SIGKILL)
        return joined(batch)

    own = os.getpid()

    with pytest.raises(OSError, match="one of its processes was killed"):
        list(crew.each(dies, BATCHES, 2))
    assert living() == []


def living() -> list[int]:
    """Return the processes that this one has started and that have not ended."""
    task = Path("/proc/self/task")
    found = [file.read_text().split() for file in task.glob("*/children")]
    return [int(pid) for pids in found for pid in pids]


# ------------------------------------------------------------------ as a process of its own


WORK = """
import os, time
from livegen import crew

def slow(batch):
    print(os.getpid(), flush=True)
    time.sleep(60)

try:
    list(crew.each(slow, [["a"]] * 6, 3))
finally:
    print("ended", flush=True)
"""


@contextmanager
def at_work() -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """Run a process with two others at work, in a group of its own; none of them may be left."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORK],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=clean_environment(),
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    workers = [int(process.stdout.readline()) for _ in range(3)]
    workers.remove(process.pid)
    try:
        yield process, workers
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def is_alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def awaited(look: Callable[[], bool], seconds: float = SOON) -> None:
    ends = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < ends, "not in time"
        time.sleep(0.01)


def test_no_worker_outlives_the_process_it_works_for() -> None:
    with at_work() as (process, workers):
        assert all(map(is_alive, workers))
        process.kill()
        process.wait()
        awaited(lambda: not any(map(is_alive, workers)), 2)


def test_ctrl_c_ends_them_all_at_once() -> None:
    with at_work() as (process, workers):
        os.killpg(process.pid, signal.SIGINT)
        process.wait(2)
        awaited(lambda: not any(map(is_alive, workers)), 2)


# ------------------------------------------------------------------ a build with workers


STORY = "---\ntitle: Story {n}\ndate: 2026-11-20\n---\n\nIt rained.\n"


def large_site(root: Path) -> Path:
    stories = {f"content/{n}.md": STORY.format(n=n) for n in range(201)}
    settings = '[site]\nurl = "https://example.org"\n'
    return make_site(root, {"livegen.toml": settings, **stories})


@pytest.mark.slow
def test_a_build_whose_worker_is_killed_says_so_and_writes_nothing(tmp_path: Path) -> None:
    root = large_site(tmp_path)
    argv = ["build", "--root", str(root), "--workers", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "livegen", *argv],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=clean_environment(),
        text=True,
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    awaited(lambda: bool(children.read_text().split()))
    os.kill(int(children.read_text().split()[0]), signal.SIGKILL)

    _, said = process.communicate(timeout=SOON)

    assert process.returncode == 3
    assert re.fullmatch(r"livegen: error: one of its processes was killed: .*\n", said)
    assert not (root / "site").exists()
    assert livegen("build", "--root", str(root)).status == 0


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_ended_leaves_no_worker_and_no_harm(
    tmp_path: Path, how: signal.Signals
) -> None:
    root = large_site(tmp_path)
    argv = ["build", "--root", str(root), "--workers", "3"]
    process = subprocess.Popen(
        [sys.executable, "-m", "livegen", *argv],
        stderr=subprocess.PIPE,
        env=clean_environment(),
        text=True,
        start_new_session=True,
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    awaited(lambda: len(children.read_text().split()) == 2)
    workers = [int(pid) for pid in children.read_text().split()]
    if how == signal.SIGINT:
        os.killpg(process.pid, how)
    else:
        process.send_signal(how)

    _, said = process.communicate(timeout=SOON)

    awaited(lambda: not any(map(is_alive, workers)), 2)
    assert said == ("\nlivegen: stopped\n" if how == signal.SIGINT else "")
    assert not (root / "site").exists()
    assert livegen("build", "--root", str(root)).status == 0


def test_work_is_shared_by_as_many_as_can_run_at_once() -> None:
    assert crew.size() == len(os.sched_getaffinity(0))


def test_no_thread_is_left_behind() -> None:
    before = threading.active_count()
    list(crew.each(joined, BATCHES, 2))
    assert threading.active_count() == before
