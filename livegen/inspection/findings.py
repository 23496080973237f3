"""What is wrong with a file that was built."""

from __future__ import annotations

from dataclasses import dataclass

from livegen.errors import Rule


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with an output file: which rule, what, and what to write instead.

    `written` is what of it may stand in a source as it is: the address of a link.
    """

    file: str
    rule: Rule
    message: str
    hint: str
    written: str = ""


def path_of(file: str) -> str:
    """Return the path at which readers find an output file."""
    path = f"/{file}"
    return path.removesuffix("index.html") if path.endswith("/index.html") else path
