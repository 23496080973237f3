"""What is shown after each edit: first the pages of what was edited, then all else that changed."""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NoReturn

import click

from livegen import crew, ledger, preview, recipe, remembering, sources
from livegen.build import Site
from livegen.build.known import Past
from livegen.cli import voice as says
from livegen.cli.common import OUTPUT, WORKSHOP
from livegen.cli.voice import Voice
from livegen.errors import Level, Problem, Report
from livegen.ledger import Ledger
from livegen.output import Remains
from livegen.preview import Preview
from livegen.proofs import Proofs
from livegen.serve import Server, Shown
from livegen.sources import Snapshot
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

_REST = 0.1
"""Seconds without an edit after which lists follow."""

_LONGEST = 1.0
"""Seconds within which an edit that was heard of has settled."""

_MANY = 300
"""Stories that take long enough to share the work, to remember it and to show some of it first."""


class _Interrupted(BaseException):
    """An edit has come that is more urgent than the rest of the work."""


class Show:
    """Shows a site on a server, and follows its sources."""

    def __init__(
        self, root: Path, server: Server, voice: Voice, base: str, *, drafts: bool
    ) -> None:
        self._root, self._server, self._voice = root, server, voice
        self._shown = self._whole = Preview(base=base)
        self._proofs = Proofs(drafts=drafts)
        self._memory = Memory(root / WORKSHOP / f"preview-{'drafts' if drafts else 'out'}")
        self._snapshot: Snapshot | None = None

    def prepare(self) -> None:
        """Draw a large site that is not known yet, with all hands: before any thread is at work."""
        with suppress(Exception):  # whatever it is, `go_on` meets and says it
            snapshot = sources.snapshot(self._root, self._root / OUTPUT, Report())
            if len(snapshot.stories) < _MANY:
                return
            self._memory.recall(self._proofs, snapshot)
            hands = partial(crew.each, workers=crew.size()) if crew.size() > 1 else None
            report = Report()
            site = self._proofs.make(snapshot, datetime.now(UTC), report, crew=hands)
            if not report.failed:
                self._memory.keep(site, snapshot)

    def go_on(self, watcher: Watcher) -> NoReturn:
        """Show the site now, and again whenever a file or the time changes it."""
        self._watcher = watcher
        deaf, now = "", datetime.now(UTC)
        self._show_all("")
        while True:
            if watcher.deaf != deaf:
                deaf = watcher.deaf
                self._voice.say(f"looking at the files every half second, {deaf}")
            changed = awaited(watcher, now, self._shown.until)
            now = datetime.now(UTC)
            self._follow(changed)

    def _follow(self, changed: frozenset[str]) -> None:
        """Show the pages of what was edited, and then all else; another edit goes before that."""
        owing = False
        while True:
            for path in sorted(changed):
                self._voice.tell(f"changed: {_printable(path)}")
            is_shown = self._show_edited(changed)
            if is_shown and not owing and not self._proofs.is_behind:
                return
            more = self._watcher.wait(_REST) if is_shown else frozenset()
            if not more:
                try:
                    self._show_all(f": {_named(changed)}")
                except _Interrupted:
                    owing, more = True, self._watcher.wait(_LONGEST)
                else:
                    return
            changed = more

    def _show_edited(self, changed: frozenset[str]) -> bool:
        """Show the pages of what was edited, if they are all there is to show for now."""
        if self._snapshot is None or self._shown.errors or not changed:
            return False
        began, now = time.monotonic(), datetime.now(UTC)
        try:
            snapshot = sources.after(
                self._snapshot, changed, self._root, self._root / OUTPUT, Report()
            )
            site = self._proofs.edited(snapshot, changed, now)
            dressed = site is None and len(snapshot.stories) >= _MANY
            if dressed:
                site = self._proofs.redressed(snapshot, now)
        except Exception:  # noqa: BLE001 whatever it is, `_show_all` meets and says it
            return False
        if site is None:
            return False
        self._shown = replace(self._shown, files=site.files)
        self._snapshot = snapshot
        if not self._proofs.is_dressed:
            self._whole = self._shown
        self._put_on_show()
        self._voice.say(f"rebuilt in {time.monotonic() - began:.2f} s: {_named(changed)}")
        return True

    def _show_all(self, why: str) -> None:
        began, last = time.monotonic(), self._whole
        self._shown = self._settled()
        if not self._shown.errors:
            self._whole = self._shown
        self._put_on_show()
        _say(self._voice, last, self._shown, f"in {time.monotonic() - began:.2f} s{why}")

    def _put_on_show(self) -> None:
        seen = self._shown
        self._server.show(Shown(files=seen.files, errors=seen.errors, base=seen.base))

    def _settled(self) -> Preview:
        """Return what is shown now, without the errors that the next moment takes away.

        An editor that is half-way through a save leaves an empty file, or half of one.
        """
        for _ in range(_TRIES - 1):
            seen = self._seen()
            if seen.errors in ((), self._shown.errors):
                return seen
            if not self._watcher.wait(_UNHEARD_DOUBT if self._watcher.deaf else _DOUBT):
                return seen
        return self._seen()

    def _seen(self) -> Preview:
        now, report = datetime.now(UTC), Report()
        try:
            snapshot = sources.snapshot(self._root, self._root / OUTPUT, report)
        except OSError as error:
            return preview.unreadable(self._whole, error, now)
        make = partial(self._proofs.make, pause=partial(self._pause, len(snapshot.stories)))
        seen = preview.after(self._whole, make, snapshot, now, report)
        self._snapshot = snapshot
        return seen

    def _pause(self, stories: int) -> None:
        if stories >= _MANY and self._watcher.is_roused:
            raise _Interrupted


def awaited(watcher: Watcher, now: datetime, until: datetime | None) -> frozenset[str]:
    """Return the next changes of files after `now`; none if the time came first, or the clock was
    set back."""
    while True:
        clock = datetime.now(UTC)
        if clock < now or (until and until <= clock):
            return frozenset()
        left = (until - clock).total_seconds() if until else _CLOCK_CHECK
        if changed := watcher.wait(min(left, _CLOCK_CHECK)):
            return changed


class Memory:
    """What is kept of a large site from one preview to the next."""

    def __init__(self, book: Path) -> None:
        self._book = book
        self._open = ExitStack()
        self._recipe: dict[str, str] = {}
        self._last = Ledger()
        self._past: Past | None = None

    def recall(self, proofs: Proofs, snapshot: Snapshot) -> None:
        """Tell the proofs what is known of earlier ones."""
        self._recipe = recipe.of(sources.default_theme()) | snapshot.recipe()
        # Open to the end: what lists' feeds say of stories is looked up when it is needed.
        self._last = self._open.enter_context(ledger.opened(self._book))
        nothing = Remains(self._book.parent, {})
        self._past = remembering.past(self._last, snapshot, self._recipe, nothing)
        proofs.recall(self._past, snapshot.recipe(), self._last.sources)

    def keep(self, site: Site, snapshot: Snapshot) -> None:
        """Write down what is known now."""
        if self._past is None:
            return
        changes = remembering.changes(
            site,
            self._past,
            self._last,
            snapshot,
            recipe=self._recipe,
            disk="",
            problems=(),
            outputs={},
        )
        ledger.write(changes, self._book, self._last)


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
