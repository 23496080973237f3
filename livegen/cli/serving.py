"""The preview: the site as it is now, in a browser, with every edit."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

import click

from livegen.cli import voice as says
from livegen.cli.common import DONE, OUTPUT, command, common, site_root
from livegen.cli.voice import Voice
from livegen.errors import Level, Problem, Report

if TYPE_CHECKING:  # what a command does not need, it does not import
    from livegen.preview import Make, Preview
    from livegen.serve import Server
    from livegen.watch import Watcher

_CLOCK_CHECK = 30.0
"""Seconds after which the clock is read again: it jumps when a machine wakes up or is set."""

_NAMED = 3
"""How many changed files one line names."""

_HERE = ("127.0.0.1", "::1", "localhost")
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 told apart, not bound


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

    Drafts and held items are shown, labelled. Nothing is written. Ctrl-C ends it.
    """
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, _leave)

    from livegen import build
    from livegen.serve import Server
    from livegen.watch import Watcher

    root = site_root(root)
    voice = Voice(quiet, verbose)
    server = Server(host=host, port=port, allowed=frozenset(allowed))
    server.start()
    _say_where(voice, server.address, host, port)
    if in_browser:
        click.launch(server.address)
    # Followed before the first look at the sources, so that nothing is missed between.
    with (Watcher.polling if poll else Watcher)(root, _themes(root)) as watcher:
        _keep_showing(root, build.site if no_drafts else build.preview, watcher, server, voice)


def _leave(*_: object) -> NoReturn:
    # Not by an exception, which a library's callback in the middle of a build may swallow. There
    # is nothing to tidy up: a preview writes nothing.
    if sys.stdout.isatty():
        os.write(sys.stdout.fileno(), b"\n")
    os._exit(DONE)


def _say_where(voice: Voice, address: str, host: str, port: int) -> None:
    """Say where the preview is found, the address alone on the first line."""
    voice.say(address)
    if port not in (0, urlsplit(address).port):
        click.echo(f"port {port} is taken, so this is the next one that is free", err=True)
    for shown in _elsewhere(address, host):
        voice.say(f"in your network: {shown[0]}\n{shown[1]}")


def _elsewhere(address: str, host: str) -> Iterator[tuple[str, str]]:
    """Yield each address for other machines, with its QR code."""
    from livegen.serve import lan_addresses, qr

    if host in _HERE:
        return
    found = lan_addresses() if host in _EVERYWHERE else (host,)
    for name in found if host != "0.0.0.0" else (it for it in found if ":" not in it):  # noqa: S104
        bracketed = f"[{name}]" if ":" in name else name
        parts = urlsplit(address)
        shown = parts._replace(netloc=f"{bracketed}:{parts.port}").geturl()
        yield shown, qr(shown)


def _themes(root: Path) -> list[Path]:
    """Return the folder of the default theme, where it is one on disk outside the site."""
    from livegen import sources

    theme = sources.theme_folder()
    outside = isinstance(theme, Path) and not theme.resolve().is_relative_to(root)
    return [theme] if isinstance(theme, Path) and outside else []


def _keep_showing(
    root: Path, make: Make, watcher: Watcher, server: Server, voice: Voice
) -> NoReturn:
    """Show the site now, and again whenever a file or the time changes it."""
    from livegen.preview import Preview
    from livegen.serve import Shown

    last, deaf, why = Preview(), "", ""
    while True:
        if watcher.deaf != deaf:
            deaf = watcher.deaf
            voice.say(f"looking at the files every half second, {deaf}")
        began, now = time.monotonic(), datetime.now(UTC)
        seen = _seen(root, make, last, now)
        server.show(Shown(files=seen.files, errors=seen.errors, base=seen.base))
        _say(voice, last, seen, f"in {time.monotonic() - began:.1f} s{why}")
        last = seen
        changed = _awaited(watcher, now, seen.until)
        for path in sorted(changed):
            voice.tell(f"changed: {_printable(path)}")
        why = f": {_named(changed)}"


def _seen(root: Path, make: Make, last: Preview, now: datetime) -> Preview:
    from livegen import preview, sources

    report = Report()
    try:
        snapshot = sources.snapshot(root, root / OUTPUT, report)
    except OSError as error:
        return preview.unreadable(last, error, now)
    return preview.after(last, make, snapshot, now, report)


def _awaited(watcher: Watcher, now: datetime, until: datetime | None) -> frozenset[str]:
    """Return the next changes of files; none if the time came first, or the clock was set back."""
    while True:
        clock = datetime.now(UTC)
        if clock < now or (until and until <= clock):
            return frozenset()
        left = (until - clock).total_seconds() if until else _CLOCK_CHECK
        if changed := watcher.wait(min(left, _CLOCK_CHECK)):
            return changed


def _say(voice: Voice, last: Preview, seen: Preview, how: str) -> None:
    """Say what is wrong, what is new to know, and what came of it."""
    known = {_gist(problem) for problem, _ in last.problems}
    for problem, text in seen.problems:
        if problem.level is Level.ERROR or _gist(problem) not in known:
            says.show_one(problem, text)
    if seen.errors and not seen.problems and seen.errors != last.errors:
        click.echo("\n".join(seen.errors), err=True)
    if seen.fault:
        voice.tell(seen.fault)
    known_held = {(item.what, item.until) for item in last.held}
    says.say_held(voice, (it for it in seen.held if (it.what, it.until) not in known_held))
    if seen.errors:
        kept = "the pages stay as they were" if seen.files else "there is nothing to show yet"
        voice.say(f"{says.count(len(seen.errors), 'error')}; {kept}")
    elif not last.files:
        voice.say(f"built {how}")
    elif last.errors or seen.files != last.files:
        voice.say(f"rebuilt {how}")
    else:
        voice.tell(f"rebuilt {how}; no page is different")


def _gist(problem: Problem) -> tuple[str, str, str]:
    """Return what of a problem stays when lines above it come and go."""
    return problem.rule, problem.place.path, problem.message


def _named(changed: Collection[str]) -> str:
    if not changed:
        return "its time had come"
    named = [_printable(path) for path in sorted(changed)]
    more = [f"and {len(named) - _NAMED} more"] if len(named) > _NAMED + 1 else []
    return ", ".join((named[:_NAMED] if more else named) + more)


def _printable(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")
