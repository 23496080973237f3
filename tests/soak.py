"""The preview under hours of saving: `python tests/soak.py --minutes 60`, run by hand.

Three writers save in the ways of different editors, at random. When they rest, what is served must
be what a clean build makes of the sources, byte by byte; memory, threads and files stay flat.
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from pathlib import Path
from urllib.parse import quote, urlsplit

from conftest import clean_environment, make_site

from livegen import build, sources
from livegen.errors import Report

WRITERS = 3
SAVING, PATIENCE = 18.0, 15.0
"""Seconds that writers save between rests, and that the preview may then take."""

SETTINGS = """
[site]
title = "The Courier"
url = "https://example.org/courier"
"""
STORY = """
---
title: {title}
date: 2026-10-01
---

{text}
"""
UPDATE = "---\ntime: 2026-10-02 {hour:02}:{minute:02}\npublish_at: {out}\n---\n\n{text}\n"
FAULT = re.compile("Traceback|itself failed|looking at the files")
"""What the preview says when a thread of its own ends, or when it gives up on events."""
SCRIPT = re.compile(rb'<script type="module" src="[^"]*/_livegen/[^>]*></script>')


# ------------------------------------------------------------------ writers


@dataclass(frozen=True)
class Writer:
    """One author, who works in a section of their own."""

    root: Path
    name: str
    chance: random.Random = field(default_factory=random.Random)

    @property
    def section(self) -> Path:
        return self.root / "content" / self.name

    def work(self) -> None:
        """Save something, somehow."""
        self.chance.choice(
            (
                self.edit,
                self.edit,
                self.edit,
                self.post,
                self.post,
                self.slip,
                self.delete,
                self.rename,
                self.copy_in,
                self.move_in,
                self.shared,
                self.shared,
            )
        )()

    def edit(self) -> None:
        self.save(self.story(), self.text())

    def post(self) -> None:
        folder = self.section / f"live-{self.chance.randrange(3)}"
        if not (folder / "index.md").exists():
            self.save(folder / "index.md", self.text())
        out = datetime.now(UTC) + timedelta(seconds=self.chance.uniform(-5, 3))
        stamp = f"{self.chance.randrange(24):02}{self.chance.randrange(60):02}"
        self.save(
            folder / "updates" / f"2026-10-02-{stamp}.md",
            UPDATE.format(
                hour=int(stamp[:2]),
                minute=int(stamp[2:]),
                out=out.isoformat(timespec="seconds"),
                text=self.words(),
            ),
        )

    def slip(self) -> None:
        story = self.story()
        self.save(story, "---\ntitle: [broken\n---\n")
        time.sleep(self.chance.uniform(0, 0.4))
        self.save(story, self.text())

    def delete(self) -> None:
        found = [*self.section.glob("*.md"), *self.section.glob("*/updates/*.md")]
        if len(found) > 10:
            self.chance.choice(found).unlink()

    def rename(self) -> None:
        folders = [path for path in self.section.iterdir() if path.is_dir()]
        if folders:
            folder = self.chance.choice(folders)
            target = self.section / f"live-{self.chance.randrange(6)}"
            if not target.exists():
                folder.rename(target)

    def copy_in(self) -> None:
        self._arriving(shutil.copytree)

    def move_in(self) -> None:
        self._arriving(lambda made, target: made.rename(target))

    def shared(self) -> None:
        """Save what is the whole site's; each writer has one such file."""
        size = self.chance.randrange(10, 20)
        name, text = {
            "w0": ("templates/assets/site.css", f"p {{ font-size: {size}px }}\n"),
            "w1": ("templates/_foot.html", f"<p>{self.words()}</p>\n"),
            "w2": ("livegen.toml", f'{SETTINGS}description = "{self.words()}"\n'),
        }[self.name]
        self.save(self.root / name, text)

    def story(self) -> Path:
        return self.section / f"story-{self.chance.randrange(8)}.md"

    def text(self) -> str:
        return STORY.format(title=self.words(), text=self.words()).lstrip()

    def words(self) -> str:
        return " ".join(self.chance.choices(("boat", "water", "levee", "rain"), k=5))

    def save(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.chance.choice((plain, in_pieces, as_vim, as_vscode))(path, text, self.name)

    def _arriving(self, arrive: Callable[[Path, Path], object]) -> None:
        target = self.section / f"new-{self.chance.randrange(3)}"
        if target.exists():
            shutil.rmtree(target)
            return
        made = self.root / f"elsewhere-{self.name}"
        plain(made / "index.md" if not made.exists() else made / "more.txt", self.text(), "")
        plain(made / "updates/2026-10-03-1200.md", self.words(), "")
        arrive(made, target)
        shutil.rmtree(made, ignore_errors=True)


def plain(path: Path, text: str, by: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def in_pieces(path: Path, text: str, by: str) -> None:
    with path.open("w") as file:
        for piece in text.splitlines(keepends=True):
            file.write(piece)
            file.flush()
            time.sleep(0.002)


def as_vim(path: Path, text: str, by: str) -> None:
    probe, backup = path.with_name(f"4913{by}"), path.with_name(f"{path.name}{by}~")
    probe.write_text("")
    probe.unlink()
    if path.exists():
        path.replace(backup)
    path.write_text(text)
    backup.unlink(missing_ok=True)


def as_vscode(path: Path, text: str, by: str) -> None:
    made = path.with_name(f".{path.name}.{by}.tmp")
    made.write_text(text)
    made.replace(path)


@dataclass(frozen=True)
class Crew:
    """The writers at work: when they may write, which of them rest, how often they saved."""

    go: Event
    resting: tuple[Event, ...]
    saves: tuple[Synchronized[int], ...]

    def work(self, number: int, writer: Writer) -> None:
        """Write while it is time to, for ever."""
        while True:
            if not self.go.is_set():
                self.resting[number].set()
                self.go.wait()
                self.resting[number].clear()
            writer.work()
            self.saves[number].value += 1
            time.sleep(writer.chance.expovariate(8))

    def write(self, seconds: float) -> None:
        """Let them write, and wait until all rest."""
        self.go.set()
        time.sleep(seconds)
        self.go.clear()
        for event in self.resting:
            event.wait()


# ------------------------------------------------------------------ readers


def served(address: str, paths: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield what the preview answers for each output file, less its own script."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    for path in paths:
        page = path.removesuffix("index.html") if path.endswith("/index.html") else path
        connection.request("GET", quote(parts.path + ("" if path == "index.html" else page)))
        yield path, SCRIPT.sub(b"", connection.getresponse().read(), count=1)
    connection.close()


def expected(root: Path) -> Mapping[str, bytes]:
    report = Report()
    now = datetime.now(UTC)
    site = build.preview(sources.snapshot(root, root / "site", report), now, report)
    assert not report.failed, report.problems
    hidden = ("_headers", "_redirects", ".livegen-files")
    return {path: content for path, content in site.files.items() if path not in hidden}


def differing(root: Path, address: str) -> list[str]:
    """Return the files that are served otherwise than they would be built now."""
    files = expected(root)
    return [path for path, content in served(address, [*files]) if content != files[path]]


def caught_up(root: Path, address: str) -> tuple[float, list[str]]:
    """Wait until the preview is as it should be; return how long it took, and what is not.

    Comparing takes a second or two itself, and what is held for some seconds comes out meanwhile.
    """
    began = time.monotonic()
    while True:
        took = time.monotonic() - began
        wrong = differing(root, address)
        if not wrong or took > PATIENCE:
            return took, wrong


# ------------------------------------------------------------------ the run


@dataclass(frozen=True)
class Load:
    """What the process weighs."""

    megabytes: float
    threads: int
    files: int


def load_of(process: int) -> Load:
    status = Path(f"/proc/{process}/status").read_text()
    memory = re.search(r"VmRSS:\s*(\d+)", status)
    threads = re.search(r"Threads:\s*(\d+)", status)
    assert memory
    assert threads
    files = len(list(Path(f"/proc/{process}/fd").iterdir()))
    return Load(int(memory[1]) / 1024, int(threads[1]), files)


def grows(loads: list[Load]) -> bool:
    """True if the last quarter weighs more than the second by a tenth and ten megabytes."""
    quarter = len(loads) // 4
    if quarter < 2:
        return False
    before = statistics.median(load.megabytes for load in loads[quarter : 2 * quarter])
    after = statistics.median(load.megabytes for load in loads[-quarter:])
    return after > before * 1.1 + 10 or loads[-1].files > loads[quarter].files + 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", default="0")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        return soak(Path(folder), given.minutes, given.seed, given.port)


def soak(folder: Path, minutes: float, seed: int, port: str) -> int:
    """Run for so many minutes; return 0 if nothing went wrong."""
    root = make_site(
        folder / "site",
        {"livegen.toml": SETTINGS}
        | {
            f"content/w{writer}/story-{story}.md": STORY.format(title=f"Story {story}", text="…")
            for writer in range(WRITERS)
            for story in range(4)
        },
    )
    log = (folder / "log").open("w+")
    command = [sys.executable, "-m", "livegen", "serve", "--root", str(root), "--port", port]
    process = subprocess.Popen(command, stdout=log, stderr=log, env=clean_environment())
    crew = Crew(
        multiprocessing.Event(),
        tuple(multiprocessing.Event() for _ in range(WRITERS)),
        tuple(multiprocessing.Value("L") for _ in range(WRITERS)),
    )
    authors = [
        multiprocessing.Process(
            target=crew.work, args=(n, Writer(root, f"w{n}", random.Random(seed + n))), daemon=True
        )
        for n in range(WRITERS)
    ]
    try:
        address = _address(folder / "log")
        for author in authors:
            author.start()
        return watched(root, address, process.pid, minutes, crew)
    finally:
        for author in authors:
            author.kill()
        process.terminate()
        _say(f"the preview ended with status {process.wait(10)}")
        log.close()


def watched(root: Path, address: str, process: int, minutes: float, crew: Crew) -> int:
    """Let the crew write for so many minutes and compare; return 0 if nothing went wrong."""
    log = root.parent / "log"
    began = time.monotonic()
    missed, slowest, checks, loads = 0, 0.0, 0, [load_of(process)]
    while (passed := time.monotonic() - began) < minutes * 60:
        crew.write(SAVING)
        took, wrong = caught_up(root, address)
        checks, slowest = checks + 1, max(slowest, took)
        if wrong:
            missed += 1
            _say(f"MISSED after {took:.0f} s: {', '.join(wrong[:10])}")
        if passed + SAVING >= len(loads) * 60:
            loads.append(load_of(process))
            _say(
                f"minute {len(loads) - 1}: {sum(value.value for value in crew.saves)} saves, "
                f"{log.read_text().count('built in')} builds, {checks} checks, {missed} missed, "
                f"slowest {slowest:.1f} s, {loads[-1].megabytes:.0f} MB, "
                f"{loads[-1].threads} threads, {loads[-1].files} files"
            )
    said = log.read_text()
    faults = [fault.start() for fault in FAULT.finditer(said)]
    for at in faults[:3]:
        _say(said[at : at + 3000])
    _say(
        f"{missed} missed changes in {checks} checks, {len(faults)} failures, memory "
        + ("GROWS" if grows(loads) else "is flat")
        + f" ({loads[0].megabytes:.0f} to {loads[-1].megabytes:.0f} MB)"
    )
    return 1 if missed or faults or grows(loads) else 0


def _address(log: Path) -> str:
    while not (found := re.match(r"(http://\S+)\n", log.read_text())):
        time.sleep(0.1)
    return found[1]


def _say(text: str) -> None:
    sys.stdout.write(f"{datetime.now(UTC):%H:%M:%S} {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
