"""What the tests of whole sites share: a site from a mapping, and the real command line.

Imported by name (`from conftest import NOW, make_site, run`), so that types reach mypy.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import hypothesis
import jinja2
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPOSITORY = Path(__file__).parent.parent
NOW = "2026-11-22T12:00:00Z"

# No test is about how fast a machine is.
hypothesis.settings.register_profile(
    "any machine",
    hypothesis.settings(),
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("any machine")


@dataclass(frozen=True, slots=True)
class Result:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


def make_site(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write `files` below `root` and return it; texts are dedented, their first line end cut."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_bytes(content))
    return root


def _bytes(content: str | bytes) -> bytes:
    return dedent(content.removeprefix("\n")).encode() if isinstance(content, str) else content


def copy_site(root: Path, target: Path) -> Path:
    """Copy a site's sources into the new folder `target`, so that its own stays as it is."""
    target.mkdir(parents=True)
    for name in ("livegen.toml", "content", "templates", "static"):
        if (root / name).is_dir():
            shutil.copytree(root / name, target / name)
        elif (root / name).exists():
            shutil.copy(root / name, target / name)
    return target


def run(*argv: str, cwd: Path, **environment: str) -> Result:
    """Run `livegen` with `argv` in `cwd`, in a process and an environment of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "livegen", *argv],
        cwd=cwd,
        env=clean_environment() | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def clean_environment() -> dict[str, str]:
    """Return an environment without what a machine or a person has set, but where to find Python.

    Warnings are errors there, too.
    """
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": "error",
        "LC_ALL": "C.UTF-8",
    }


def files_of(root: Path) -> dict[str, bytes]:
    """Return every file below `root` by its relative path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run Debian's Chromium: one for all tests, since Playwright runs once in a thread."""
    # Here, so that the quick tests do not wait for it.
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("chromium is missing: `make test` installs it, or apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


COMPILED: dict[tuple[object, ...], Any] = {}


@pytest.fixture(autouse=True)
def compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Save what is most of a small build, and always gives the same code."""
    original = jinja2.Environment.compile

    def once(environment: jinja2.Environment, *source: Any) -> Any:
        if source not in COMPILED:
            COMPILED[source] = original(environment, *source)
        return COMPILED[source]

    monkeypatch.setattr(jinja2.Environment, "compile", once)
