"""Work in several processes, batch by batch.

Law: what is sent out is names and what comes back is values; the order in which batches are done
has no say in what is made of them. No worker outlives the process that it works for.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any

Do = Callable[[Sequence[str]], Any]

_work: list[tuple[Do, Sequence[Sequence[str]]]] = []
"""What the workers do: they are copies of this process, and find it here."""

_at_work = threading.Event()
"""In a worker: set while it makes something, and not while it hands that over."""

_LAST_WORDS = 1.0
"""Seconds that a worker has to hand over what it has made, once nobody wants any more."""


def size() -> int:
    """Return how many processes can work at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(do: Do, batches: Sequence[Sequence[str]], workers: int) -> Iterator[Any]:
    """Yield what `do` makes of each batch, in any order; what it raises anywhere is raised here.

    This process is one of the `workers`; each other is a copy of it as it is now. Call it with
    more than one, and no thread at work. Raises `OSError` if a worker was killed.
    """
    _work.append((do, batches))
    lives, alive = os.pipe()
    # What is there already need not be looked through for garbage, nor be copied by doing so.
    gc.freeze()
    others = min(workers - 1, len(batches))
    context = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(others, context, _begin, (lives, alive))
    left = deque(range(len(batches)))
    waiting: set[Future[Any]] = set()
    try:
        while left or waiting:
            while left and len(waiting) < others * _AHEAD:
                waiting.add(_submitted(pool, left.popleft()))
            own = left.pop() if left else None
            if own is not None:
                yield do(batches[own])
            done, waiting = wait(waiting, None if own is None else 0, FIRST_COMPLETED)
            while done:  # what was taken is not held
                yield done.pop().result()
    except BrokenProcessPool:
        raise OSError(_KILLED) from None
    finally:
        _work.pop()
        os.close(alive)  # whoever is still at work need not go on
        pool.shutdown(cancel_futures=True)
        os.close(lives)
        gc.unfreeze()


_AHEAD = 2
"""Batches that each other process has before it: the one it works on, and the next."""

_KILLED = "one of its processes was killed: if memory ran out, try fewer --workers"


def _submitted(pool: ProcessPoolExecutor, number: int) -> Future[Any]:
    # Workers begin here. A Ctrl-C that reaches one before it knows to pass it over would have it
    # print what is nobody's business.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(_done, number)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(lives: int, alive: int) -> None:
    """Prepare a worker. The first process alone holds `alive` open, as long as it lives."""
    # Ctrl-C reaches every process of the terminal; the first of them ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.close(alive)
    threading.Thread(target=_end_with, args=(lives,), daemon=True).start()


def _end_with(lives: int) -> None:
    os.read(lives, 1)  # until nobody can write there any more
    _at_work.wait(_LAST_WORDS)  # the rest of what is half handed over would be waited for
    os._exit(1)


def _done(number: int) -> Any:
    do, batches = _work[-1]
    _at_work.set()
    try:
        return do(batches[number])
    finally:
        _at_work.clear()
