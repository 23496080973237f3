"""What Lighthouse says of the demo newsroom behind nginx: `python -m benchmarks.lighthouse`.

Law: the site is built as it is published, and served with the settings of the docs.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import nginx

_REPOSITORY = Path(__file__).parent.parent
_PROGRAM = _REPOSITORY / "tests/tools/node_modules/lighthouse/cli/index.js"
_SOURCES = ("livegen.toml", "content", "templates", "static")
_NOW = "2026-11-22T12:00:00Z"

PAGES: Mapping[str, str] = {
    "index": "/",
    "live page": "/science/chelyabinsk-meteor/",
    "story that has ended": "/space/apollo-11/",
}
"""The pages of the demo that are looked at."""

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")

_RUNS = 5

BY_NAME = (
    "bf-cache",
    "cumulative-layout-shift",
    "duplicated-javascript",
    "efficient-animated-content",
    "font-display",
    "legacy-javascript",
    "modern-http-insight",
    "no-document-write",
    "non-composited-animations",
    "offscreen-images",
    "redirects",
    "third-parties-insight",
    "total-byte-weight",
    "unminified-css",
    "unminified-javascript",
    "unsized-images",
    "unused-css-rules",
    "unused-javascript",
    "uses-long-cache-ttl",
    "uses-optimized-images",
    "uses-passive-event-listeners",
    "uses-rel-preconnect",
    "uses-text-compression",
    "viewport",
)
"""The audits of performance that have to be clean.

The others are times, which the machine decides; how large and in what format the newsroom's
pictures are; how many elements a long page has; and the style sheet, without which nothing is to
be shown.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What Lighthouse says of one page: `scores` up to 100 by category, and its `findings`.

    A finding is an audit that is not clean: one of `BY_NAME`, or any of another category.
    """

    scores: Mapping[str, int]
    findings: tuple[str, ...]


def main() -> None:
    """Look at each page five times; print the medians, and what was found."""
    with tempfile.TemporaryDirectory() as work, demo(Path(work)) as host:
        sys.stdout.write(
            f"| page | {' | '.join(CATEGORIES)} |\n|{'---|' * (1 + len(CATEGORIES))}\n"
        )
        for name, path in PAGES.items():
            opinions = [opinion(host.origin + path) for _ in range(_RUNS)]
            medians = [statistics.median(it.scores[name] for it in opinions) for name in CATEGORIES]
            sys.stdout.write(f"| {name} | {' | '.join(f'{score:.0f}' for score in medians)} |\n")
            for finding in sorted({finding for it in opinions for finding in it.findings}):
                sys.stderr.write(f"{name}: {finding}\n")


@contextmanager
def demo(work: Path) -> Iterator[nginx.Host]:
    """Build the demo newsroom below `work` and serve it."""
    host = nginx.Host(site=work / "site")
    for name in _SOURCES:
        copy = shutil.copytree if (_REPOSITORY / name).is_dir() else shutil.copy
        copy(_REPOSITORY / name, work / name)
    settings = (work / "livegen.toml").read_text("utf-8")
    # As it is where it is published: a canonical address elsewhere would be a finding.
    here = settings.replace('"https://livegen-demo.netlify.app"', f'"{host.origin}"')
    (work / "livegen.toml").write_text(here, "utf-8")
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "livegen",
        "build",
        "--root",
        work,
        "--now",
        _NOW,
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with nginx.serving(host, work):
        yield host


def opinion(url: str) -> Opinion:
    """Return what Lighthouse says of a page."""
    told = _report(url)
    categories: dict[str, Any] = told["categories"]
    return Opinion(
        scores={name: round(100 * categories[name]["score"]) for name in CATEGORIES},
        findings=tuple(_findings(told)),
    )


def _report(url: str) -> dict[str, Any]:
    flags = "--chrome-flags=--headless=new --no-sandbox"
    options = ["--quiet", "--no-enable-error-reporting", "--output=json", "--output-path=stdout"]
    command: list[str | Path] = ["node", _PROGRAM, url, *options, flags]
    chromium = {"CHROME_PATH": str(shutil.which("chromium"))}
    complaints = []
    for _ in range(_TRIES):
        done = subprocess.run(command, env=os.environ | chromium, capture_output=True, check=False)
        if done.returncode == 0:
            told: dict[str, Any] = json.loads(done.stdout)
            return told
        complaints.append(done.stderr.decode(errors="replace"))
    raise RuntimeError("\n".join([f"no report of {url}", *complaints]))


_TRIES = 3
"""How often it is asked: on a busy machine it has been seen to lose the browser that it starts."""


def _findings(told: dict[str, Any]) -> Iterator[str]:
    listed = {
        audit["id"]
        for name in CATEGORIES
        if name != "performance"
        for audit in told["categories"][name]["auditRefs"]
    }
    for name in sorted({*BY_NAME, *listed}):
        audit = told["audits"][name]
        if audit["score"] is not None and audit["score"] < 1:
            yield f"{name}: {audit['title']} {audit.get('displayValue', '')}".rstrip()


if __name__ == "__main__":
    main()
