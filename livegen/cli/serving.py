"""The preview: the site as it is now, in a browser, with every edit."""

from __future__ import annotations

import errno
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
from livegen.cli.common import DONE, OUTPUT, command, common, fail, site_root
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

_DOUBT, _UNHEARD_DOUBT = 0.15, 0.6
"""Seconds that a new error waits for an editor that may be half-way through a save: where events
tell of it, and where files are looked at."""

_TRIES = 3
"""Builds after which an error is shown, however much goes on changing."""


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

    from livegen import build, sources
    from livegen.preview import Preview
    from livegen.serve import Server
    from livegen.watch import Watcher

    root = site_root(root)
    voice = Voice(quiet, verbose)
    last = Preview(base=_base(root))
    server = Server(host=host, port=port, allowed=frozenset(allowed), base=last.base)
    try:
        server.start()
    except (OSError, UnicodeError) as error:
        return fail(_refusal(error, host, port))
    try:
        _say_where(voice, server.address, host, port)
        if in_browser:
            click.launch(server.address)
        # Followed before the first look at the sources, so that nothing is missed between.
        with (Watcher.polling if poll else Watcher)(root, sources.TOPS, _themes(root)) as watcher:
            make = build.site if no_drafts else build.preview
            _keep_showing(root, make, last, watcher, server, voice)
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


def _keep_showing(
    root: Path, make: Make, last: Preview, watcher: Watcher, server: Server, voice: Voice
) -> NoReturn:
    """Show the site now, and again whenever a file or the time changes it."""
    from livegen.serve import Shown

    deaf, why = "", ""
    while True:
        if watcher.deaf != deaf:
            deaf = watcher.deaf
            voice.say(f"looking at the files every half second, {deaf}")
        began, now = time.monotonic(), datetime.now(UTC)
        seen = _settled(root, make, watcher, last)
        server.show(Shown(files=seen.files, errors=seen.errors, base=seen.base))
        _say(voice, last, seen, f"in {time.monotonic() - began:.1f} s{why}")
        last = seen
        changed = _awaited(watcher, now, seen.until)
        for path in sorted(changed):
            voice.tell(f"changed: {_printable(path)}")
        why = f": {_named(changed)}"


def _settled(root: Path, make: Make, watcher: Watcher, last: Preview) -> Preview:
    """Return what is shown now, without the errors that the next moment takes away.

    An editor that is half-way through a save leaves an empty file, or half of one.
    """
    for _ in range(_TRIES - 1):
        seen = _seen(root, make, last, datetime.now(UTC))
        if seen.errors in ((), last.errors):
            return seen
        if not watcher.wait(_UNHEARD_DOUBT if watcher.deaf else _DOUBT):
            return seen
    return _seen(root, make, last, datetime.now(UTC))


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
