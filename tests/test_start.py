"""What a command does not need, it does not import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from conftest import clean_environment, make_site
from test_laws import LIBRARIES

from livegen import cli

HEAVY = LIBRARIES.keys() - {"click", "msgspec", "tomllib", "zoneinfo"}
"""The libraries that no command needs which has nothing to make."""


def imported(*argv: str, cwd: Path) -> set[str]:
    """Run `livegen` with `argv` in a process of its own, and return every module it imported."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "livegen", *argv],
        cwd=cwd,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stderr.splitlines()
    return {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}


def libraries(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def test_a_build_with_nothing_to_do_asks_for_no_library_that_makes_something(
    tmp_path: Path,
) -> None:
    story = "---\ntitle: Flood\ndate: 2026-11-20 08:00\nstatus: live\n---\nIt rained.\n"
    settings = '[site]\nurl = "https://example.org"\n'
    make_site(tmp_path, {"content/world/flood.md": story, "livegen.toml": settings})

    first = imported("build", cwd=tmp_path)
    imported("build", cwd=tmp_path)
    third = imported("build", cwd=tmp_path)

    assert {"jinja2", "markdown_it", "yaml"} <= libraries(first)
    assert libraries(third) & HEAVY == set()


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_what_is_asked_of_livegen_as_a_whole_opens_no_room(option: str, tmp_path: Path) -> None:
    modules = imported(option, cwd=tmp_path)

    assert {name for name in modules if name.startswith("livegen")} == {"livegen", "livegen.cli"}
    assert libraries(modules) & HEAVY == set()


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_the_help_of_a_command_asks_for_no_library_but_click(name: str, tmp_path: Path) -> None:
    assert libraries(imported(name, "--help", cwd=tmp_path)) & (HEAVY | {"msgspec"}) == set()


@pytest.mark.parametrize("width", [30, 50, 80, 200])
def test_the_help_says_of_each_command_what_the_command_says(width: int) -> None:
    context = click.Context(cli.main)
    commands = {name: cli.main.get_command(context, name) for name in cli.COMMANDS}
    found = {name: command for name, command in commands.items() if command is not None}
    eager, lazy = (click.HelpFormatter(max_width=width, width=width) for _ in range(2))

    click.Group(commands=found).format_commands(context, eager)
    cli.main.format_commands(context, lazy)

    assert lazy.getvalue() == eager.getvalue()
    assert [command.name for command in found.values()] == list(cli.COMMANDS)


def test_an_unknown_command_is_wrong_usage() -> None:
    context = click.Context(cli.main)

    assert cli.main.get_command(context, "biuld") is None
    assert cli.main.list_commands(context) == sorted(cli.COMMANDS)


def test_a_command_that_nobody_hears_does_what_it_does(tmp_path: Path) -> None:
    story = "---\ntitle: Flood\ndate: 2026-11-20\n---\n"
    settings = '[site]\nurl = "https://example.org"\n'
    make_site(tmp_path, {"content/world/flood.md": story, "livegen.toml": settings})
    for closed in (">&-", "2>&-", ">&- 2>&-", "<&-"):
        command = f'"$0" -m livegen build {closed}'
        done = subprocess.run(
            ["sh", "-c", command, sys.executable],
            cwd=tmp_path,
            env=clean_environment(),
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")
