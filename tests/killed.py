"""livegen, killed at a step that it takes on the disk: `python tests/killed.py 7 build` at the 7th.

With it dies whatever it has started, so it wants a session of its own.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

STEPS = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate")
WRITING = os.O_WRONLY | os.O_RDWR


def main() -> None:
    """Run the command in argv, up to the step whose number comes first."""
    left = int(sys.argv.pop(1))
    writing: object = None

    def watch(event: str, args: tuple[object, ...]) -> None:
        nonlocal left, writing
        opens = event == "open" and _writes(args)
        if left and (opens or event in STEPS):
            left -= 1
            if not left:
                _die(writing)
            writing = args[0] if opens else None

    from livegen.cli import main as livegen

    sys.addaudithook(watch)
    livegen(prog_name="livegen")


def _die(writing: object) -> None:
    """Die in the middle of writing a file, if one is being written."""
    if isinstance(writing, str | os.PathLike):
        os.truncate(writing, Path(writing).stat().st_size // 2)
    os.killpg(0, signal.SIGKILL)


def _writes(args: tuple[object, ...]) -> bool:
    flags = args[2]
    return isinstance(flags, int) and bool(flags & WRITING)


if __name__ == "__main__":
    main()
