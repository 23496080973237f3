"""Who may ask, and for what: `Host`, `Origin` and paths, judged before anything is looked up.

Law: what is doubtful is refused. A page of the web that has its name lead to this machine (DNS
rebinding) says its own name as `Host`, and any page may open a WebSocket, but not hide its
`Origin`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from ipaddress import ip_address
from urllib.parse import unquote_to_bytes

from livegen.serve.addresses import HERE, bracketed

LOOPBACK = frozenset(map(bracketed, HERE))
LONGEST_PATH = 4096
"""Longer than any address that a file system can hold, with room for percent signs."""

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\s:/?#@\[\]\\]+?)\.?(:\d{1,5})?", re.IGNORECASE)


class Refused(Exception):  # noqa: N818 - the newsroom's word, like `NotATime`
    """A request that is not answered, with the status and the sentence that it gets."""

    def __init__(self, status: int, why: str) -> None:
        self.status, self.why = status, why
        super().__init__(why)


def name_of(host: str) -> str:
    """Return a host without its port as names are compared: `LocalHost.:80` is `localhost`."""
    found = _HOST.fullmatch(host)
    return found[1].lower() if found else ""


def check_host(hosts: Sequence[str], allowed: Collection[str], *, numbers: bool) -> None:
    """Raise `Refused` unless there is one `Host` and it is allowed.

    With `numbers` any IP address is: it is nobody's name, so nobody can make it lead here.
    """
    if len(hosts) != 1:
        raise Refused(400, "A request names one host.")
    name = name_of(hosts[0])
    if not name or (name not in allowed and not (numbers and _is_number(name))):
        shown = name or "that host"
        raise Refused(
            403,
            f"The preview does not answer as {shown}, since it was not told to. "
            f"If that is you: livegen serve --allow-host {name or 'NAME'}",
        )


def check_origin(origins: Sequence[str], hosts: Sequence[str]) -> None:
    """Raise `Refused` unless a page of the preview itself asks."""
    own = [f"{scheme}://{host.lower()}" for scheme in ("http", "https") for host in hosts]
    if len(origins) != 1 or origins[0].lower() not in own:
        raise Refused(403, "Only pages of the preview may listen to its changes.")


def path_of(raw: bytes) -> str:
    """Return the path that a request means, decoded once; raises `Refused` if it may mean two."""
    if len(raw) > LONGEST_PATH:
        raise Refused(414, "The address is too long.")
    if not raw.startswith(b"/"):
        raise Refused(400, "An address begins with a slash.")
    try:
        path = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(400, "The address is not text.") from None
    if re.search(r"[\x00-\x1f\x7f\\]", path) or re.search(b"%2f", raw, re.IGNORECASE):
        raise Refused(400, "The address has a character that none has.")
    inner = path.split("/")[1:]
    if any(part in (".", "..") for part in inner) or "" in inner[:-1]:
        raise Refused(400, "The address goes round about.")
    return path


def _is_number(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
