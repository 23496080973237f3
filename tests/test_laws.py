"""The house's laws, held to the code: floors, libraries, doors, and same sources, same bytes.

Each law reads a room as text and names what breaks it, so that a planted fault shows it at work.
"""

from __future__ import annotations

import ast
import hashlib
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import packages_distributions
from importlib.util import resolve_name
from pathlib import Path

import pytest
from conftest import NOW, REPOSITORY, copy_site, files_of, run

FLOORS = (
    ("CELLAR", "errors fingerprint lookalikes stamps times urls"),
    ("GROUND", "model tables"),
    ("¼", "scripts words"),
    ("½", "assets embeds frontmatter settings"),
    ("1st", "authors comments forms images markdown render"),
    ("2nd", "stories"),
    ("3rd", "views"),
    ("4th", "feeds hosting inspection latest live rules structured"),
    ("5th", "editions"),
    ("DOORS", "asking crew ledger mending output recipe serve sources watch"),
    ("6th", "shelf"),
    ("7th", "build filing specimen"),
    ("8th", "preview proofs remembering salvage"),
    ("ROOF", "cli"),
)
"""From the bottom up; a room leans only on strictly lower ones."""

ARCHITECTURE = REPOSITORY / "docs" / "architecture.md"
FLOOR_OF = {room: floor for floor, (_, rooms) in enumerate(FLOORS) for room in rooms.split()}
FROM_RENDER_UP = frozenset(room for room in FLOOR_OF if FLOOR_OF[room] >= FLOOR_OF["render"])

LIBRARIES = {
    "PIL": {"images"},
    "babel": {"words"},
    "click": {"cli"},
    "feedgen": {"feeds"},
    "frontmatter": {"frontmatter"},
    "jinja2": {"render"},
    "lxml": {"feeds", "inspection"},  # which reads back what `feeds` and templates wrote
    "markdown_it": {"markdown"},
    "markupsafe": FROM_RENDER_UP,
    "mdit_py_plugins": {"markdown"},
    "msgspec": {"fingerprint", "ledger"},
    "nh3": {"markdown"},
    "rjsmin": {"scripts"},
    "segno": {"serve"},
    "starlette": {"serve"},
    "tomllib": {"tables"},
    "uvicorn": {"serve"},
    "watchdog": {"watch"},
    "yaml": {"frontmatter"},
    "zoneinfo": {"times"},
}
"""A library and the room that it is behind the door of; `markupsafe` is the type of HTML."""

AT_THE_DOORS = {*dict(FLOORS)["DOORS"].split(), *dict(FLOORS)["ROOF"].split()}
WORLD_MODULES = """
    _thread asyncio atexit concurrent ctypes fcntl fileinput getpass glob http importlib io
    linecache locale logging mmap multiprocessing os pathlib platform pwd random secrets select
    selectors shutil signal site socket socketserver sqlite3 ssl subprocess sys syslog tempfile
    termios threading time tty urllib.request urllib.robotparser uuid warnings webbrowser
"""
"""Modules that see or move what is outside: disk, clock, chance, network, processes, machine."""

WORLD_BUILTINS = {"__import__", "breakpoint", "exec", "eval", "input", "open", "print"}
CLOCKS = {"now", "today", "utcnow"}
ALLOWED = {
    ("times", "importlib.resources"): "the zones come from the package tzdata, not the machine",
    ("proofs", "threading"): "a lock: who looks at a preview and who edits it draw by turns",
    ("specimen", "importlib.resources"): "the sample stories come from the package itself",
    ("images", "io.BytesIO"): "Pillow reads from a file; this one is in memory",
}
"""What looks like the world and is none, and why."""

PURE = {"pathlib.PurePath", "pathlib.PurePosixPath"}


# ------------------------------------------------------------------ the laws


def floor_faults(room: str, text: str) -> Iterator[str]:
    """Name the imports of rooms that are not strictly below."""
    for line, name in imports(room, text):
        other = room_of(name)
        if other and other != room and floor_of(other) >= floor_of(room):
            yield f"line {line}: {room} leans on {other}, which is not below it"


def floor_of(room: str) -> int:
    """Return a room's floor, or that of the sky, on which nothing may lean."""
    return FLOOR_OF.get(room, len(FLOORS))


def library_faults(room: str, text: str) -> Iterator[str]:
    """Name the imports of libraries that belong to another room, or to none yet."""
    for line, name in imports(room, text):
        library = name.split(".")[0]
        if library == "livegen" or library in sys.stdlib_module_names - LIBRARIES.keys():
            continue
        if room not in LIBRARIES.get(library, ()):
            homes = ", ".join(sorted(LIBRARIES.get(library, ()))) or "no room yet"
            yield f"line {line}: {room} imports {library}, which belongs to {homes}"


def world_faults(room: str, text: str) -> Iterator[str]:
    """Name what a room that is no door does with disk, clock, chance, network or processes."""
    if room in AT_THE_DOORS:
        return
    for line, name in imports(room, text):
        if touches_the_world(name) and (room, name) not in ALLOWED:
            yield f"line {line}: {room} imports {name}"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and (act := act_of(node)):
            yield f"line {node.lineno}: {room} calls {act}"


LAWS = (floor_faults, library_faults, world_faults)


def touches_the_world(name: str) -> bool:
    """True if the import reads or moves what is outside; `posixpath` and pure paths do not."""
    parts = name.split(".")
    modules = {".".join(parts[:length]) for length in range(1, len(parts) + 1)}
    return not modules.isdisjoint(WORLD_MODULES.split()) and name not in PURE


def act_of(call: ast.Call) -> str:
    """Return what a call does to the world without an import, or `""`."""
    match call.func:
        case ast.Name(id=name) if name in WORLD_BUILTINS:
            return name
        case ast.Attribute(value=value, attr=name) if name in CLOCKS and (
            ast.unparse(value).split(".")[-1] in ("date", "datetime")
        ):
            return ast.unparse(call.func)
        # Without a zone it is that of the machine.
        case ast.Attribute(attr="astimezone") if not call.args and not call.keywords:
            return ast.unparse(call.func) + "()"
    return ""


def imports(room: str, text: str) -> Iterator[tuple[int, str]]:
    """Yield line and full name of every import, wherever it stands: `pathlib.Path`."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            # As if from the room's own folder; a lone dot there and in a file beside it agree.
            base = resolve_name(module, f"livegen.{room}" if is_package(room) else "livegen")
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def room_of(name: str) -> str:
    """Return the room that an import opens: `livegen.views.shapes` is in `views`."""
    package, _, rest = name.partition(".")
    room = rest.split(".")[0]
    return room if package == "livegen" and not room.startswith("__version") else ""


def is_package(room: str) -> bool:
    return (REPOSITORY / "livegen" / room).is_dir()


def modules() -> list[Path]:
    """Return every module that is a room or part of one."""
    everything = sorted((REPOSITORY / "livegen").rglob("*.py"))
    return [path for path in everything if path.relative_to(REPOSITORY).parts[1] != "__init__.py"]


def home(path: Path) -> str:
    """Return the room that a module is part of; `__main__` is the command line by another name."""
    name = path.relative_to(REPOSITORY / "livegen").parts[0].removesuffix(".py")
    return "cli" if name == "__main__" else name


def test_every_room_stands_on_one_floor() -> None:
    placed = " ".join(rooms for _, rooms in FLOORS).split()

    assert sorted(placed) == sorted({home(path) for path in modules()})


@pytest.mark.parametrize("law", LAWS)
def test_every_room_keeps_the_laws(law: Callable[[str, str], Iterator[str]]) -> None:
    faults = [
        f"{path.relative_to(REPOSITORY)} {fault}"
        for path in modules()
        for fault in law(home(path), path.read_text())
    ]

    assert faults == []


def test_what_is_allowed_is_made_use_of() -> None:
    used = {
        (room, name)
        for path in modules()
        for room in [home(path)]
        for _, name in imports(room, path.read_text())
    }
    at_home = {(room, library) for library, rooms in LIBRARIES.items() for room in rooms}

    assert ALLOWED.keys() <= used
    assert at_home - {(room, name.split(".")[0]) for room, name in used} <= {
        (room, "markupsafe") for room in FROM_RENDER_UP
    }


def test_every_library_is_declared() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    declared = {dependency.split(">=")[0].lower() for dependency in project["dependencies"]}
    providers = packages_distributions()
    used = {
        name.lower()
        for library in LIBRARIES.keys() - sys.stdlib_module_names
        for name in providers[library]
    }

    assert used <= declared
    assert all(">=" in dependency for dependency in project["dependencies"])


@pytest.mark.parametrize(
    ("law", "room", "text", "fault"),
    [
        (floor_faults, "model", "import livegen.views", "model leans on views"),
        (floor_faults, "model", "from livegen import views", "model leans on views"),
        (floor_faults, "views", "from livegen.build import Site", "views leans on build"),
        (floor_faults, "errors", "from livegen.times import read", "errors leans on times"),
        (floor_faults, "model", "from .views import shapes", "model leans on views"),
        (floor_faults, "views", "from ..editions import join", "views leans on editions"),
        (floor_faults, "views", "import livegen.attic", "views leans on attic"),
        (floor_faults, "stories", "def f():\n import livegen.cli", "line 2: stories leans on cli"),
        (library_faults, "views", "import jinja2", "views imports jinja2, which belongs to render"),
        (library_faults, "words", "from yaml import load", "words imports yaml"),
        (library_faults, "model", "from markupsafe import Markup", "model imports markupsafe"),
        (library_faults, "words", "from zoneinfo import ZoneInfo", "words imports zoneinfo"),
        (library_faults, "hosting", "import requests", "requests, which belongs to no room yet"),
        (world_faults, "views", "import os.path", "views imports os.path"),
        (world_faults, "views", "from pathlib import Path", "views imports pathlib.Path"),
        (world_faults, "views", "import pathlib", "views imports pathlib"),
        (world_faults, "views", "from time import sleep", "views imports time.sleep"),
        (world_faults, "views", "from urllib import request", "views imports urllib.request"),
        (world_faults, "views", "from importlib import resources", "views imports importlib"),
        (world_faults, "feeds", "datetime.now(UTC)", "feeds calls datetime.now"),
        (world_faults, "feeds", "datetime.date.today()", "feeds calls datetime.date.today"),
        (world_faults, "feeds", "entry.published.astimezone()", "published.astimezone()"),
        (world_faults, "feeds", "open('x')", "feeds calls open"),
    ],
)
def test_a_planted_fault_is_named(
    law: Callable[[str, str], Iterator[str]], room: str, text: str, fault: str
) -> None:
    [named] = law(room, text)

    assert fault in named


@pytest.mark.parametrize(
    ("law", "room", "text"),
    [
        (floor_faults, "views", "from livegen.views.shapes import Head\nimport livegen.urls"),
        (floor_faults, "build", "from livegen import __version__, sources"),
        (library_faults, "stories", "import re, unicodedata\nfrom livegen import times"),
        (library_faults, "views", "from markupsafe import Markup"),
        (world_faults, "views", "import posixpath\nfrom pathlib import PurePosixPath"),
        (world_faults, "views", "from urllib.parse import quote\ndesk.now()\nat.astimezone(UTC)"),
        (world_faults, "sources", "import os, time\nopen('x')"),
    ],
)
def test_what_keeps_a_law_is_left_in_peace(
    law: Callable[[str, str], Iterator[str]], room: str, text: str
) -> None:
    assert list(law(room, text)) == []


def test_the_picture_of_the_floors_is_the_table() -> None:
    picture = "\n".join(f"{floor:<9}{rooms}" for floor, rooms in reversed(FLOORS))

    assert picture in ARCHITECTURE.read_text()


def test_the_docs_say_of_every_room_what_it_is() -> None:
    rows = re.findall(r"^\| `(\w+)/?` \|", ARCHITECTURE.read_text(), re.MULTILINE)

    assert sorted(rows) == sorted(FLOOR_OF)


# ------------------------------------------------------------------ same sources, same bytes


@pytest.mark.slow
def test_two_builds_are_equal_at_any_time_on_any_machine(tmp_path: Path) -> None:
    here = copy_site(REPOSITORY, tmp_path / "here")
    there = copy_site(REPOSITORY, tmp_path / "a far place" / "ü" / "deeper")
    first = run(
        *("build", "--root", str(here), "--output", str(here / "out"), "--now", NOW),
        cwd=here,
        PYTHONHASHSEED="1",
        TZ="America/St_Johns",
        LC_ALL="C",
    )
    second = run(
        *("build", "--root", ".", "--output", "../public", "--now", "2026-11-22T13:00+01:00"),
        cwd=there,
        PYTHONHASHSEED="2",
        TZ="Asia/Kathmandu",
        LC_ALL="C.UTF-8",
        LANGUAGE="de",
        HOME=str(there),
    )

    assert (first.status, second.status) == (0, 0), first.err + second.err
    assert digests(here / "out") == digests(there.parent / "public")


def digests(root: Path) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files_of(root).items()}
