"""What is said of sources in error, word by word; nothing is written.

Every folder of `broken/` is the smallest site with one thing wrong, and `expected.txt` in it holds
what goes to standard error, the exit status and the rules that are broken.
`LIVEGEN_GOLDEN=write pytest tests/test_broken.py` writes them anew: read each change aloud before
committing it, as a reporter on deadline would.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from built import SETTINGS, built, livegen, rewriting, traces
from conftest import NOW, make_site

from livegen.errors import WARNED, Rule

BROKEN = Path(__file__).parent / "broken"
CASES = sorted(path.name for path in BROKEN.iterdir() if path.is_dir())

BY_CHECK: dict[str, tuple[str, ...]] = {
    "anchor-that-is-not-there": (),
    "author-like-another": (),
    "key-event-without-a-title": (),
    "link-of-a-template-that-is-broken": ("--links",),
    "link-to-a-dead-host": ("--external",),
    "live-without-news": (),
    "picture-that-is-small": (),
    "picture-that-nothing-shows": (),
    "picture-without-words": (),
    "revised-before-it-was-there": (),
    "story-with-nothing-to-read": (),
    "structured-data-with-a-strange-time": (),
    "template-that-says-not-what-it-copies": (),
    "template-whose-default-changed": (),
    "two-updates-at-one-moment": (),
    "update-before-its-story": (),
}
"""What a build takes as it stands, and `check` warns of, with the options that it needs."""

ELSEWHERE = {
    Rule.FEED,
    Rule.FILE_NAME,
    Rule.OUTPUT_FOLDER,
    Rule.OUTSIDE,
    Rule.VANISHING_PAGE,
}
"""Rules that sources in a repository cannot break: names, links and folders of a disk; what was
published before; feeds, which no template makes."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which a sound site was built."""
    root = tmp_path_factory.mktemp("sound")
    story = "---\ntitle: Sound\ndate: 2026-11-21\n---\n"
    make_site(root, {"livegen.toml": SETTINGS, "content/world/sound.md": story})
    return built(root).folder


@pytest.fixture
def root(request: pytest.FixtureRequest, tmp_path: Path, sound: Path) -> Path:
    """Return a copy of the broken site, beside what was built before it broke."""
    root = shutil.copytree(
        BROKEN / request.param, tmp_path / "root", ignore=shutil.ignore_patterns("expected.txt")
    )
    if not (root / "livegen.toml").exists():
        make_site(root, {"livegen.toml": SETTINGS})
    shutil.copytree(sound, root / "site")
    return root


@pytest.mark.parametrize(
    ("root", "name"), [(name, name) for name in CASES], indirect=["root"], ids=CASES
)
def test_what_is_wrong_is_said_word_by_word_and_nothing_is_written(root: Path, name: str) -> None:
    before = traces(root / "site")

    command = ("check", *BY_CHECK[name]) if name in BY_CHECK else ("build",)
    done = livegen(*command, "--root", str(root), "--now", NOW, "--json")

    rules = sorted({problem["rule"] for problem in json.loads(done.out)["problems"]})
    said = f"{done.err}exit status {done.status}\nrules: {' '.join(rules)}\n"
    expected = BROKEN / name / "expected.txt"
    if rewriting():
        expected.write_text(said, "utf-8")
    assert said == expected.read_text("utf-8")
    assert done.status == (1 if ": error: " in done.err else 0)
    if done.status:
        assert traces(root / "site") == before


def test_every_rule_that_sources_can_break_is_broken_once() -> None:
    broken = {rule for name in CASES for rule in _rules(_expected(name))}

    assert broken == set(Rule) - ELSEWHERE


def test_what_is_warned_of_in_more_than_drafts_is_what_settings_may_turn_off() -> None:
    warnings = [name for name in CASES if ": error: " not in _expected(name)]

    warned = {rule for name in warnings if "draft" not in name for rule in _rules(_expected(name))}

    assert warned <= WARNED


def _expected(name: str) -> str:
    return (BROKEN / name / "expected.txt").read_text("utf-8")


def _rules(said: str) -> list[str]:
    return said.splitlines()[-1].split()[1:]
