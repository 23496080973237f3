"""The preview: the site as it is now, in a browser, with every edit."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import click

from livegen.cli.common import DONE, OUTPUT, command, common, fail, site_root
from livegen.cli.voice import Voice
from livegen.errors import Report


@click.command()
@common
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="The port; if it is taken, the next one that is free.",
)
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    metavar="NAME",
    help="A further name that the preview answers to.",
)
@click.option("--open", "in_browser", is_flag=True, help="Open it in the browser.")
@click.option("--no-drafts", is_flag=True, help="Leave out drafts and held items, as a build does.")
@click.option("--poll", is_flag=True, help="Look at the files instead of waiting to be told.")
@command
def serve(
    root: Path | None,
    host: str,
    port: int,
    allowed: tuple[str, ...],
    in_browser: bool,
    no_drafts: bool,
    poll: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Show the site in a browser, and each edit as it is saved.

    Drafts and held items are shown, labelled. The built site stays as it is. Ctrl-C ends it.
    """
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, _leave)

    from livegen import sources
    from livegen.cli.showing import Show
    from livegen.serve import Server
    from livegen.watch import Watcher

    root = site_root(root)
    voice = Voice(quiet, verbose)
    base = _base(root)
    server = Server(host=host, port=port, allowed=frozenset(allowed), base=base)
    try:
        server.listen()
    except (OSError, UnicodeError) as error:
        return fail(_refusal(error, host, port))
    try:
        _say_where(voice, server.address, host, port)
        show = Show(root, server, voice, base, drafts=not no_drafts)
        show.prepare()
        server.start()
        if in_browser:
            click.launch(server.address)
        # Followed before the look at the sources that counts, so that nothing is missed between.
        with (Watcher.polling if poll else Watcher)(root, sources.TOPS, _themes(root)) as watcher:
            show.go_on(watcher)
    except BrokenPipeError:  # whoever read what it says has gone
        _leave()


def _leave(*_: object) -> NoReturn:
    # Not by an exception, which a library's callback in the middle of a build may swallow. There
    # is nothing to tidy up: a preview writes nothing.
    if sys.stdout.isatty():
        os.write(sys.stdout.fileno(), b"\n")
    os._exit(DONE)


def _base(root: Path) -> str:
    """Return the path of `site.url`, as far as it can be read before anything is built."""
    from livegen import preview, sources

    try:
        return preview.base_of(sources.snapshot(root, root / OUTPUT, Report()))
    except OSError:  # the preview says so in a moment
        return ""


def _refusal(error: OSError | UnicodeError, host: str, port: int) -> str:
    """Return the option that the machine cannot follow, and why."""
    if isinstance(error, UnicodeError):
        return f"--host {host}: no machine has such a name"
    of_port = error.errno in (errno.EACCES, errno.EADDRINUSE)
    option = f"--port {port}" if of_port else f"--host {host}"
    return f"{option}: {error.strerror or error}"


def _say_where(voice: Voice, address: str, host: str, port: int) -> None:
    """Say where the preview is found, the address alone on the first line."""
    from livegen.serve import qr

    voice.say(address)
    if port not in (0, urlsplit(address).port):
        click.echo(f"port {port} is taken, so this is the next one that is free", err=True)
    for shown in _elsewhere(address, host):
        voice.say(f"in your network: {shown}\n{qr(shown)}")


def _elsewhere(address: str, host: str) -> Iterator[str]:
    """Yield each address for other machines."""
    from livegen.serve import bracketed, elsewhere

    parts = urlsplit(address)
    for name in elsewhere(host):
        yield parts._replace(netloc=f"{bracketed(name)}:{parts.port}").geturl()


def _themes(root: Path) -> list[Path]:
    """Return the folder of the default theme, where it is one on disk outside the site."""
    from livegen import sources

    theme = sources.theme_folder()
    outside = isinstance(theme, Path) and not theme.resolve().is_relative_to(root)
    return [theme] if isinstance(theme, Path) and outside else []
