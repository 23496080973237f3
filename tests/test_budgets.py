"""How many bytes a reader has to load, as compressed as a host sends them."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from built import built
from conftest import REPOSITORY, files_of

from benchmarks import corpus, layouts
from livegen import assets

KB = 1024


@pytest.mark.parametrize(("updates", "most"), [(30, 30 * KB), (59, 50 * KB)])
def test_the_page_of_a_busy_story_stays_small(updates: int, most: int, tmp_path: Path) -> None:
    story = replace(corpus.story(0, updates), status="live")
    layouts.write("livegen", [story], tmp_path)
    page = built(tmp_path).folder / story.path[1:] / "index.html"

    assert page.read_text().count('<article class="update"') == updates
    assert sent(page.read_bytes()) <= most


@pytest.mark.parametrize(
    ("script", "most"),
    [("live.js", 6 * KB), ("front.js", 6 * KB), ("reading.js", 2 * KB), ("embeds.js", 2 * KB)],
)
def test_a_script_stays_small(script: str, most: int) -> None:
    _, published = assets.published(files_of(REPOSITORY / "templates"))[script]

    assert sent(published) <= most


def sent(data: bytes) -> int:
    """Return how many bytes a host sends, at gzip's usual level."""
    return len(gzip.compress(data, compresslevel=6, mtime=0))
