"""Where a preview is found: the machine's addresses in its own network, and one as a picture."""

from __future__ import annotations

import socket
from io import StringIO

import segno

_ELSEWHERE = "192.0.2.1"
"""An address that is nobody's (RFC 5737)."""


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
