"""Where a preview is found: on this machine, in its network, and an address as a picture."""

from __future__ import annotations

import socket
from io import StringIO

import segno

HERE = frozenset(["127.0.0.1", "::1", "localhost"])
"""Where to listen so that this machine alone is heard."""

EVERYWHERE = frozenset(["0.0.0.0", "::"])  # noqa: S104 - told apart, not bound
"""Where to listen so that every machine in the network is heard."""

_ELSEWHERE = "192.0.2.1"
"""An address that is nobody's (RFC 5737)."""


def bracketed(host: str) -> str:
    """Return a host as it stands in an address: `[::1]`."""
    return f"[{host}]" if ":" in host else host


def elsewhere(host: str) -> tuple[str, ...]:
    """Return the hosts by which other machines find a preview that listens at `host`."""
    if host in HERE:
        return ()
    return lan_addresses() if host in EVERYWHERE else (host,)


def lan_addresses() -> tuple[str, ...]:
    """Return the addresses by which a phone in the same network finds this machine."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as towards:
            towards.connect((_ELSEWHERE, 9))  # nothing is sent; the machine picks its own side
            return (str(towards.getsockname()[0]),)
    except OSError:
        return ()


def qr(address: str) -> str:
    """Return an address as a QR code for a terminal, two rows to a line, light on dark."""
    written = StringIO()
    segno.make(address, error="l", micro=False).terminal(written, border=2, compact=True)
    return written.getvalue()
