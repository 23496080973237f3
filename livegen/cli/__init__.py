"""Commands: argv, the clock, exit codes; the one place where rooms are wired together.

Exit status: 0 done, 1 the sources have errors, 2 wrong usage, 3 the outside world failed, 130
stopped from the keyboard.
"""

from __future__ import annotations

import click

from livegen import __version__
from livegen.cli import building, checking, coverage, filing, serving


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="livegen")
def main() -> None:
    """Make a static site of live coverage out of Markdown."""


for given in (
    building.build,
    building.clean,
    checking.check,
    checking.list_stories,
    coverage.end,
    filing.new,
    coverage.pause,
    filing.post,
    coverage.start,
    serving.serve,
):
    main.add_command(given)
