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
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from typing import Any

Do = Callable[[Sequence[str]], Any]

_do: list[Do] = []
"""What the workers do: they are copies of this process, and find it here."""


def size() -> int:
    """Return how many processes can work at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(do: Do, batches: Sequence[Sequence[str]], workers: int) -> Iterator[Any]:
    """Yield what `do` makes of each batch, in any order; what a worker raises is raised here.

    Each worker is a copy of this process as it is now. Call it with no thread at work.
    """
    _do.append(do)
    lives, alive = os.pipe()
    # What is there already need not be looked through for garbage, nor be copied by doing so.
    gc.freeze()
    pool = ProcessPoolExecutor(
        min(workers, len(batches)),
        multiprocessing.get_context("fork"),
        _begin,
        (lives, alive),
    )
    try:
        pending: set[Future[Any]] = {pool.submit(_done, batch) for batch in batches}
        for done in as_completed(pending):
            yield done.result()
            pending.remove(done)  # what was taken is not held
    finally:
        _do.pop()
        pool.shutdown(cancel_futures=True)
        os.close(lives)
        os.close(alive)
        gc.unfreeze()


def _begin(lives: int, alive: int) -> None:
    """Prepare a worker. The first process alone holds `alive` open, as long as it lives."""
    # Ctrl-C reaches every process of the terminal; the first of them ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.close(alive)
    threading.Thread(target=_end_with, args=(lives,), daemon=True).start()


def _end_with(lives: int) -> None:
    os.read(lives, 1)  # until nobody can write there any more
    os._exit(1)


def _done(batch: Sequence[str]) -> Any:
    return _do[-1](batch)
