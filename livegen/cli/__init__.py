"""Commands: argv, the clock, exit codes; the one place where rooms are wired together.

Exit status: 0 done, 1 the sources have errors, 2 wrong usage, 3 the outside world failed, 130
stopped from the keyboard.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

import click

from livegen import __version__

COMMANDS: Mapping[str, tuple[str, str]] = {
    "build": ("building.build", "Build the site."),
    "check": (
        "checking.check",
        "Name everything that a build would refuse, and what an editor would want to know.",
    ),
    "clean": ("building.clean", "Delete what livegen made, and nothing else."),
    "end": ("coverage.end", "End the live coverage of STORY."),
    "list": (
        "checking.list_stories",
        "List the stories: their state, their last update, what is held.",
    ),
    "new": ("filing.new", "Make a new site, or a new story."),
    "pause": ("coverage.pause", "Pause the live coverage of STORY."),
    "post": ("filing.post", "Add an update to STORY."),
    "serve": ("serving.serve", "Show the site in a browser, and each edit as it is saved."),
    "start": ("coverage.start", "Begin the live coverage of STORY, or take it up again."),
}
"""Name -> where the command is found below `livegen.cli`, and the first sentence of its help."""


class _Group(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            module, _, name = COMMANDS[cmd_name][0].partition(".")
            self.add_command(getattr(import_module(f"{__name__}.{module}"), name), cmd_name)
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        told = {name: click.Command(name, help=text) for name, (_, text) in COMMANDS.items()}
        click.Group(commands=told).format_commands(ctx, formatter)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="livegen")
def main() -> None:
    """Make a static site of live coverage out of Markdown."""
    # Next to nothing that is made here is a cycle: to look for one at every 700th value, as Python
    # does, takes 3 % of a build.
    gc.set_threshold(20_000)


def _main() -> NoReturn:
    try:
        main(prog_name="livegen")
    except OSError as error:  # what a command meets it says itself: this is its help
        from livegen.cli import common

        sys.exit(common.failed(error))
    raise AssertionError("click ends the process")


def run() -> NoReturn:
    """Run a command as a process of its own, which ends as soon as all is said.

    To take 10,000 stories apart, value by value, takes Python half a second.
    """
    try:
        _main()
    except SystemExit as end:
        if isinstance(end.code, int):
            with suppress(OSError):  # Python says itself that its words reach nobody
                for stream in filter(None, (sys.stdout, sys.stderr)):  # None: it was closed
                    stream.flush()
                os._exit(end.code)
        raise
