"""What other hosts say of addresses: there, moved for good, or dead.

Law: no host is asked two things at once, none more than it must be, and nothing but http and https
is spoken. What was answered is kept for a while, and is always safe to forget.
"""

from __future__ import annotations

import errno
import json
import re
import secrets
import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any
from urllib import request
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urljoin, urlsplit

AT_ONCE = 8
MOST = 300
"""Addresses that are asked in one run."""

SECONDS = 10.0
"""For a host to answer."""

GOOD_FOR, BAD_FOR = 24 * 3600, 3600
"""Seconds for which an answer is kept."""

_HOPS = 8
_MOVED, _FOR_GOOD = (301, 302, 303, 307, 308), (301, 308)
_NOT_FOR_US = (401, 403, 405, 407, 416, 429, 451, 503, 999)
"""What hosts say to whoever is no browser, of pages that are there; 416 of empty ones."""

_NO_NETWORK = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a host said of an address: `fault` in words if it is dead, `moved` where it now is if
    it has moved for good. `unheard` says that nobody was reached at all."""

    fault: str = ""
    moved: str = ""
    unheard: bool = False


Kept = dict[str, tuple[float, Answer]]
"""Answers by address, each with when it was given (seconds of the epoch)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The answers by address; `left` were too many for one run. `unreached` are the hosts that were
    asked if not one was reached, as it is without a network."""

    answers: Mapping[str, Answer]
    left: int = 0
    unreached: tuple[str, ...] = ()


def ask(addresses: Iterable[str], kept: Kept, as_whom: str, now: float) -> Asked:
    """Ask about each address whose answer is not `kept` or too old, and keep what is answered.

    `as_whom` is the User-Agent.
    """
    wanted = tuple(dict.fromkeys(addresses))
    fresh = {it: kept[it][1] for it in wanted if it in kept and _holds(*kept[it], now)}
    rest = [it for it in wanted if it not in fresh]
    told = dict(_told(rest[:MOST], as_whom))
    if told and all(answer.unheard for answer in told.values()):
        unreached = tuple(dict.fromkeys(map(_host, told)))
        return Asked(answers=fresh, left=len(rest), unreached=unreached)
    kept.update({address: (now, answer) for address, answer in told.items()})
    return Asked(answers={**fresh, **told}, left=len(rest) - len(told))


def read(path: Path) -> Kept:
    """Return the answers that are kept in a file; none if it is not there or not understood."""
    try:
        rows = json.loads(path.read_text("utf-8"))["answers"]
        return {str(it): (float(row.pop("at")), Answer(**row)) for it, row in rows.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write(path: Path, kept: Kept, now: float) -> None:
    """Write down the answers that still hold, at once."""
    rows = {
        address: {"at": at, **asdict(answer)}
        for address, (at, answer) in sorted(kept.items())
        if _holds(at, answer, now)
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        beside.write_text(json.dumps({"answers": rows}, ensure_ascii=False, indent=1), "utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def clock() -> float:
    """Return the time now, in seconds of the epoch."""
    return time.time()


def _holds(at: float, answer: Answer, now: float) -> bool:
    return 0 <= now - at < (BAD_FOR if answer.fault else GOOD_FOR)


def _told(addresses: Sequence[str], as_whom: str) -> Iterator[tuple[str, Answer]]:
    by_host: dict[str, list[str]] = {}
    for address in addresses:
        by_host.setdefault(_host(address), []).append(address)
    crew = ThreadPoolExecutor(AT_ONCE)
    try:
        for told in crew.map(lambda own: _of_host(own, as_whom), by_host.values()):
            yield from told
    finally:  # Ctrl-C does not wait for hosts that have not been asked
        crew.shutdown(cancel_futures=True)


def _host(address: str) -> str:
    """Return who is to be asked; what is no address is asked of nobody."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def _of_host(addresses: Sequence[str], as_whom: str) -> list[tuple[str, Answer]]:
    """Ask one host about one address after the other; one that is not there is not asked again."""
    told: list[tuple[str, Answer]] = []
    for address in addresses:
        silent = told and told[-1][1].fault in _SILENT
        told.append((address, told[-1][1] if silent else _answer(address, as_whom)))
    return told


_NO_HOST, _NO_ANSWER, _LATE = "there is no such host", "nobody answers there", "no answer in time"
_SILENT = (_NO_HOST, _NO_ANSWER, _LATE)


def _answer(address: str, as_whom: str) -> Answer:
    try:
        return _followed(address, as_whom)
    except _FAILURES as error:
        return _failed(error)


_FAILURES = (OSError, HTTPException, ValueError)


def _followed(address: str, as_whom: str) -> Answer:
    """Follow an address to where it leads; a move is for good if each step of it is."""
    at, for_good = address, True
    for _ in range(_HOPS):
        try:
            status, target = _status(at, as_whom)
        except _FAILURES as error:
            if at == address:
                raise
            # Of the host that was asked it says nothing: that one has answered.
            return Answer(fault=f"it leads to {at}: {_failed(error).fault}")
        if status in _MOVED and target:
            for_good &= status in _FOR_GOOD
            at = urljoin(at, target)
            if urlsplit(at).scheme not in ("http", "https"):
                return Answer(fault=f"it leads to {at}, which is no web page")
            continue
        if status >= 400 and status not in _NOT_FOR_US:
            return Answer(fault=f"its host answers {status}")
        return Answer(moved=at if for_good and at != address else "")
    return Answer(fault="it leads in a circle")


def _status(address: str, as_whom: str) -> tuple[int, str]:
    """Return what a host says of an address by HEAD or, if that fails, by the beginning of it."""
    try:
        found = _said("HEAD", address, as_whom)
    except (HTTPException, ConnectionResetError):  # it hangs up, or talks what is no HTTP
        return _said("GET", address, as_whom)
    return found if found[0] < 400 else _said("GET", address, as_whom)


def _said(method: str, address: str, as_whom: str) -> tuple[int, str]:
    headers = {"User-Agent": as_whom, "Accept": "*/*"}
    headers |= {"Range": "bytes=0-0"} if method == "GET" else {}
    asked = request.Request(_encoded(address), headers=headers, method=method)  # noqa: S310
    try:
        with _opener().open(asked, timeout=SECONDS) as response:
            return response.status, ""
    except HTTPError as error:
        with error:
            return error.code, error.headers.get("Location", "")


def _encoded(address: str) -> str:
    """Return an address in the characters that travel, its host in those of its registry."""
    parts = urlsplit(address)
    host = (parts.hostname or "").encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/?%:@!$&()*+,;=~-._')}" if parts.query else ""
    return f"{parts.scheme}://{host}{port}{path}{query}"


class _Unled(request.HTTPErrorProcessor):
    """Hands over whatever is no success as an error, a redirect too."""

    def http_response(self, request: request.Request, response: HTTPResponse) -> Any:
        if not 200 <= response.status < 300:
            raise HTTPError(
                request.full_url, response.status, response.reason, response.headers, response
            )
        return response

    https_response = http_response


def _opener() -> request.OpenerDirector:
    """Return what speaks http and https and no more; files and FTP are not asked for."""
    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler(),
        request.HTTPHandler(),
        request.HTTPSHandler(context=ssl.create_default_context()),
        _Unled(),
    ):
        opener.add_handler(handler)
    return opener


def _failed(error: Exception) -> Answer:
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return Answer(fault=f"its certificate is not valid: {cause.verify_message}")
    if isinstance(cause, OSError) and cause.errno in _NO_NETWORK:
        return Answer(fault=_NO_ANSWER, unheard=True)
    for kind, fault in _FAULTS.items():
        if isinstance(cause, kind):
            return Answer(fault=fault, unheard=kind is socket.gaierror)
    words = re.sub(r"\s+", " ", str(cause)) or type(cause).__name__
    return Answer(fault=f"asking failed: {words[:200]}")


_FAULTS: Mapping[type[BaseException], str] = {
    socket.gaierror: _NO_HOST,
    TimeoutError: _LATE,
    ConnectionRefusedError: _NO_ANSWER,
    UnicodeError: "its host has a name that no host can have",
}
