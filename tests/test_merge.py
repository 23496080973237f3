"""Ten reporters, ten clones, one story: what each of them posts merges without a conflict."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from built import SETTINGS, livegen
from conftest import files_of, make_site

CLONES = 10
MOMENT = "2025-11-22T18:42:03-05:00"


@pytest.fixture(autouse=True)
def _a_git_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Noor Haddad")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "noor@example.org")


def git(folder: Path, *argv: str) -> str:
    done = subprocess.run(["git", *argv], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("joining", ["--rebase", "--no-rebase"])
def test_ten_clones_post_to_one_story_and_merge(joining: str, tmp_path: Path) -> None:
    first = make_site(tmp_path / "clone-0", {"livegen.toml": SETTINGS, ".gitignore": ".livegen/\n"})
    livegen("new", "story", "--root", str(first), "world/flood", "--live")
    index = first / "content/world/flood/index.md"
    index.write_text(index.read_text().replace("upcoming", "live"))
    git(first, "init", "-q", "-b", "main")
    git(first, "add", ".")
    git(first, "commit", "-qm", "A story")
    git(tmp_path, "clone", "-q", "--bare", "clone-0", "origin.git")
    git(first, "remote", "add", "origin", "../origin.git")
    git(first, "fetch", "-q")
    git(first, "branch", "-q", "--set-upstream-to=origin/main")
    clones = [first, *(tmp_path / f"clone-{number}" for number in range(1, CLONES))]
    for clone in clones[1:]:
        git(tmp_path, "clone", "-q", "origin.git", clone.name)

    for number, clone in enumerate(clones):
        for which in ("one", "two"):
            text = f"{which} of {number}."
            done = livegen("post", "--root", str(clone), "flood", "-m", text, "--time", MOMENT)
            assert done.status == 0, done.err
        git(clone, "add", ".")
        git(clone, "commit", "-qm", f"Two of {number}")
    for clone in clones:
        git(clone, "pull", "-q", joining)
        git(clone, "push", "-q")
    for clone in clones:
        git(clone, "pull", "-q", joining)

    sites = []
    for clone in (clones[0], clones[-1]):
        done = livegen("build", "--root", str(clone))
        assert done.status == 0, done.err
        sites.append(files_of(clone / "site"))
    assert len({git(clone, "rev-parse", "HEAD") for clone in clones}) == 1
    assert len(files_of(first / "content/world/flood/updates")) == 2 * CLONES
    page = sites[0]["world/flood/index.html"].decode()
    assert all(f"<p>{which} of {n}.</p>" in page for which in ("one", "two") for n in range(CLONES))
    assert sites[0] == sites[1]
