"""What one run of a tool costs: time, memory, and how long an edit takes to reach a reader.

Law: memory is never sampled during a run that is timed.
"""

from __future__ import annotations

import contextlib
import http.client
import math
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path

_SAMPLE = 0.05
_POLL = 0.001
_PATIENCE = 900
# A share of one processor.
_IDLE = 0.1


def seconds(command: Sequence[str], site: Path, environment: Mapping[str, str]) -> float:
    """Return how long a command takes as a whole process, the disk being idle when it starts."""
    os.sync()
    start = time.perf_counter()
    subprocess.run(
        command,
        cwd=site,
        env=environment,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - start


def megabytes(command: Sequence[str], site: Path, environment: Mapping[str, str]) -> float:
    """Return the most memory that all processes of a command held at once.

    It is the sum of their proportional set sizes (PSS), by which a page that several share counts
    once, as sampled every 50 ms.
    """
    most = 0
    with _running(command, site, environment) as process:
        while process.poll() is None:
            most = max(most, sum(map(_pss, _session(process.pid))))
            time.sleep(_SAMPLE)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, list(command))
    return most / 1024


@contextlib.contextmanager
def serving(
    command: Sequence[str], site: Path, environment: Mapping[str, str], port: int, path: str
) -> Iterator[int]:
    """Run a tool's server for the length of the block, which begins once `path` is served.

    The value of the block is the session of the server, for `settle`.
    """
    with _running(command, site, environment) as process:
        _served(port, path, "</html>", process)
        yield process.pid


def until_served(port: int, path: str, mark: str) -> float:
    """Return how long it takes from now until the page at `path` says `mark`."""
    return _served(port, path, mark, None)


def settle(session: int) -> None:
    """Wait until the processes of a session have done next to nothing for a second.

    Some servers answer before they watch: an edit that came too early would never be served.
    """
    before, now = -math.inf, _worked(session)
    while now - before > _IDLE:
        time.sleep(1)
        before, now = now, _worked(session)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _served(port: int, path: str, mark: str, server: subprocess.Popen[bytes] | None) -> float:
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while mark.encode() not in _page(connection, path):
        if server and server.poll() is not None:
            raise subprocess.CalledProcessError(server.returncode, server.args)
        if time.perf_counter() - start > _PATIENCE:
            raise TimeoutError(f"{path} does not say {mark}")
        time.sleep(_POLL)
    return time.perf_counter() - start


def _page(connection: http.client.HTTPConnection, path: str) -> bytes:
    """Return the page, on the same connection as before if the server keeps it."""
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read()
        return text if answer.status == HTTPStatus.OK else b""
    except (OSError, http.client.HTTPException):
        # Not up yet, or between two builds: the next request connects anew.
        connection.close()
        return b""


@contextlib.contextmanager
def _running(
    command: Sequence[str], site: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    # A session of its own, by which all its processes are found.
    process = subprocess.Popen(
        command,
        cwd=site,
        env=environment,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _worked(session: int) -> float:
    """Return the processor time, in seconds, that a session's processes have had."""
    return sum(map(_processor, _session(session))) / os.sysconf("SC_CLK_TCK")


def _session(leader: int) -> Iterator[int]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            process = int(folder.name)
            if _stat(process)[3] == str(leader):
                yield process


def _processor(process: int) -> int:
    user, system = _stat(process)[11:13]
    return int(user) + int(system)


def _stat(process: int) -> list[str]:
    """Return what the kernel says of a process, from its state on; zeros once it has ended."""
    with contextlib.suppress(OSError):
        # The name of the program stands in brackets and may hold blanks.
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return ["0"] * 20


def _pss(process: int) -> int:
    """Return what a process holds, in kB; 0 once it has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
