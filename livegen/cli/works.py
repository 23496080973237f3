"""One build: what lies on disk and what is remembered -> what lies in the output, and what changed.

Law: nothing is written unless all is well, or what is not was asked to be passed over.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from livegen import ledger, output, recipe, sources
from livegen.errors import Level, Report
from livegen.fingerprint import fingerprint
from livegen.ledger import Kind, Ledger
from livegen.model import Held
from livegen.output import Changes, Content, Remains, Stage
from livegen.sources import Snapshot

if TYPE_CHECKING:  # a build that finds nothing to do needs none of it
    from livegen.build import Crew, Site
    from livegen.build.known import Past


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is to be built, at what time, and into which folder; `den` is the site's `.livegen`.

    `workers` is how many processes may share the work; None: as many as can run at once.
    """

    snapshot: Snapshot
    now: datetime
    target: Path
    den: Path
    drafts: bool = False
    keep_going: bool = False
    workers: int | None = None


@dataclass(frozen=True, kw_only=True)
class Done:
    """What came of a build; `refusal` says why nothing was written (None: all is well).

    At `until` something changes by itself. `site` is None if nothing had to be made; `same` are
    the copies whose sources are what they were when they were written last.
    """

    changes: Changes
    held: tuple[Held, ...] = ()
    until: datetime | None = None
    refusal: str | None = None
    site: Site | None = None
    same: frozenset[str] = frozenset()

    def why(self, path: str) -> tuple[str, ...]:
        """Return why a file was written."""
        if self.site is None:
            return ()
        if path in self.same:
            return (f"{path} was altered or taken away",)
        if path in self.site.copies:
            return (f"{self.site.copies[path]} changed",)
        return self.site.why.get(self.site.owners.get(path, ""), ("what it tells of changed",))


def build(task: Task, report: Report) -> Done:
    """Build the site and write what changed; problems go to `report`.

    To be called under `output.alone`. Raises `OSError`.
    """
    book = _book(task)
    with ledger.opened(book) as last:
        remains = Remains(task.target, last.outputs)
        now = _recipe(task)
        if now == last.whole.recipe:  # else nothing that lies there will be asked for
            remains.look_ahead()
        works = _Works(task=task, book=book, last=last, remains=remains, recipe=now)
        if not report.failed and works.has_nothing_to_do():
            works.note_what_was_read()
            report.extend(last.whole.problems)
            changes = Changes(unchanged=len(last.outputs) - 1)
            return Done(changes=changes, held=last.whole.held, until=last.whole.until)
        try:
            return works.build(report)
        except output.Refused as refused:
            report.extend(refused.problems)
            return Done(changes=Changes(), refusal="")


def differing(task: Task) -> tuple[str, ...]:
    """Return the files of the output that are not what a build from nothing makes of the same
    sources; what was remembered is then forgotten.

    To be called after `build`, under the same lock. Raises `OSError`.
    """
    from livegen import build
    from livegen.build import Nowhere
    from livegen.build.known import Past

    past = Past(digest=task.snapshot.digest)
    site = build.made(
        task.snapshot,
        task.now,
        Report(),
        past=past,
        press=Nowhere(),
        preview=task.drafts,
        crew=_crew(task),
    )
    copies = {path: past.digest(source) for path, source in site.copies.items()}
    found = output.differing({**site.digests, **copies}, task.target)
    if found:
        _book(task).unlink(missing_ok=True)
    return found


def _book(task: Task) -> Path:
    """Return where what is known of the output is kept."""
    return task.den / f"ledger-{fingerprint(str(task.target))}"


def _crew(task: Task) -> Crew | None:
    """Return what shares out work, if there is more than one to share it."""
    from livegen import crew

    workers = task.workers or crew.size()
    return partial(crew.each, workers=workers) if workers > 1 else None


@dataclass(frozen=True, kw_only=True)
class _Works:
    task: Task
    book: Path
    last: Ledger
    remains: Remains
    recipe: Mapping[str, str]

    @cached_property
    def disk(self) -> str:
        """The digest of the stamps of all sources, or `""` if one may have two meanings."""
        snapshot = self.task.snapshot
        if not all(map(snapshot.sure, snapshot.stamps)):
            return ""
        return ledger.mark(snapshot.stamps)

    def has_nothing_to_do(self) -> bool:
        """True if nothing has changed since the last build, neither sources nor output nor time."""
        whole = self.last.whole
        return (
            not any(problem.level is Level.ERROR for problem in whole.problems)
            and whole.disk == self.disk != ""
            and whole.recipe == self.recipe
            and whole.holds_at(self.task.now)
            and self.remains.all_stand()
        )

    def note_what_was_read(self) -> None:
        """Keep the stamps of files that had to be read, so that the next look is enough."""
        if any(self.remains.read.values()):
            changes = ledger.Changes(
                whole=self.last.whole,
                sources=self.last.sources,
                outputs=self.remains.known(),
                rows=(),
                gone=(),
            )
            ledger.write(changes, self.book, self.last)

    def build(self, report: Report) -> Done:
        """Make what changed, and put it in its place."""
        from livegen import remembering

        task = self.task
        past = remembering.past(self.last, task.snapshot, self.recipe, self.remains)
        gc.freeze()  # what is remembered stays to the end, and need not be looked through
        with output.staging(task.target, task.den / "stage") as stage:
            attempt = Report()
            site, refusal = self._made(past, stage, attempt), None
            files: Mapping[str, Content] = {}
            if attempt.failed or report.failed:
                refusal = ""
                if task.keep_going and not report.failed:
                    attempt = Report()
                    site, refusal = self._salvaged(attempt)
                files = site.files
            else:
                files = self._files(site, past, stage)
            report.extend(attempt.problems)
            if refusal is not None:
                return Done(changes=Changes(), held=site.held, until=site.until, refusal=refusal)
            changes = output.publish(files, task.target, stage, self.remains)
            self._remember(site, past, changes, report)
            same = frozenset(self._same(site, past))
        return Done(changes=changes, held=site.held, until=site.until, site=site, same=same)

    def _made(self, past: Past, stage: Stage, report: Report) -> Site:
        from livegen import build

        return build.made(
            self.task.snapshot,
            self.task.now,
            report,
            past=past,
            press=stage,
            preview=self.task.drafts,
            crew=_crew(self.task),
        )

    def _salvaged(self, report: Report) -> tuple[Site, str | None]:
        """Return as much as can be built, and why it must not be published, if so."""
        from livegen import build, salvage
        from livegen.build.known import Known

        task = self.task
        make = partial(build.preview if task.drafts else build.site, task.snapshot, task.now)
        past = salvage.Past(
            stories=self.last.all(Kind.STORY, Known),
            entry=lambda source: self.last.one(Kind.ENTRY, source),
            latest=lambda source: self.last.one(Kind.LATEST, source),
            made=output.made(task.target),
            read=lambda path: (task.target / path).read_bytes(),
        )
        salvaged = salvage.site(make, task.snapshot, past, report)
        return salvaged.site, salvaged.refusal

    def _files(self, site: Site, past: Past, stage: Stage) -> dict[str, Content]:
        """Return where the bytes of each output file are; None for one that stands."""
        staged = stage.files
        made: dict[str, Content] = {path: staged.get(path) for path in site.digests}
        copies = {
            path: None
            if self.remains.stands(path, past.digest(source))
            else str(self.task.snapshot.path(source))
            for path, source in site.copies.items()
        }
        return made | copies

    def _same(self, site: Site, past: Past) -> Iterator[str]:
        """Yield the copies that would have been what they are."""
        for path, source in site.copies.items():
            _, then = self.last.outputs.get(path, (None, ""))
            if then == past.digest(source):
                yield path

    def _remember(self, site: Site, past: Past, changes: Changes, report: Report) -> None:
        from livegen import remembering

        name, listed = output.list_of(self.task.target)
        copies = {path: past.digest(source) for path, source in site.copies.items()}
        digests = {**site.digests, **copies, name: listed}
        outputs = self.remains.after(changes, digests)
        found = remembering.changes(
            site,
            past,
            self.last,
            self.task.snapshot,
            recipe=self.recipe,
            disk=self.disk,
            problems=report.problems,
            outputs=outputs,
        )
        ledger.write(found, self.book, self.last)


def _recipe(task: Task) -> dict[str, str]:
    """Return what goes into every file: name -> version or digest."""
    drafts = {"--drafts": "given"} if task.drafts else {}
    return recipe.of(sources.default_theme()) | task.snapshot.recipe() | drafts
