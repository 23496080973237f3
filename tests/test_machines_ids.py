"""Ids of feeds: whatever is edited, readers see no story and no update as a new one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import feedparser
import pytest
import yaml
from built import build, built, livegen
from conftest import files_of, make_site
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stress import files, written

pytestmark = [pytest.mark.outside, pytest.mark.slow]

SETTINGS = """
[site]
title = "The Courier"
url = "{url}"
id_authority = "courier.example.org,2020"
timezone = "America/New_York"
"""

FILED = """
---
title: The river rises
date: 2026-11-20 08:00
status: live
tags: [Flood]
updates:
  - time: 2026-11-20 08:05
    title: First streets under
    body: Water stands in the streets.
  - {time: 2026-11-20 08:05, body: A second of the same minute., key: true}
  - time: 2026-11-20
    body: A date alone.
  - time: 2026-11-20 09:30
    id: by-hand
    body: With an id.
    corrections: {time: 2026-11-20 10:00, text: It was the Elbe.}
  - time: 2026-11-20 11:00
    withdrawn: {time: 2026-11-20 12:00, reason: Not so.}
    title: A rumour
---

The river came at night.
"""

FEEDS = ("atom.xml", "rss.xml", "feed.json")
WORDS = st.text("abcdeé ü–", min_size=1, max_size=20).filter(str.strip)
SLUGS = st.sampled_from(["river", "flood-2026", "überflutung", "خبر"])
ADDRESSES = st.sampled_from(
    ["https://example.org", "http://localhost:8000", "https://x.example/p/"]
)


@pytest.fixture(scope="module")
def fixed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the front matter of a story into which `livegen check --fix` has written ids."""
    root = make_site(tmp_path_factory.mktemp("fixed"), site(FILED))
    assert livegen("check", "--root", str(root), "--fix").status == 0
    _, front, _ = (root / "content/world/river.md").read_text().split("---\n")
    read = yaml.load(front, yaml.BaseLoader)
    assert all("id" in update for update in read["updates"])
    return dict(read)


def site(story: str, name: str = "river", url: str = "https://example.org") -> Mapping[str, str]:
    return {"livegen.toml": SETTINGS.format(url=url), f"content/world/{name}.md": story}


@dataclass(frozen=True, slots=True)
class Edits:
    """What may be edited: `titles` of the updates and the story, where each update stands in the
    list, by how many minutes it moves, the story's slug and the site's address."""

    titles: list[str]
    order: list[int]
    minutes: list[int]
    slug: str
    url: str


EDITS = st.builds(
    Edits,
    titles=st.lists(WORDS, min_size=6, max_size=6),
    order=st.permutations(range(5)),
    minutes=st.lists(st.integers(-60, 600), min_size=5, max_size=5),
    slug=SLUGS,
    url=ADDRESSES,
)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(edits=EDITS)
def test_ids_stay_whatever_is_edited_once_they_are_written(
    edits: Edits,
    fixed: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    updates = [retimed(update, edits.minutes[at]) for at, update in enumerate(fixed["updates"])]
    for update, title in zip(updates, edits.titles, strict=False):
        update["title"] = title
    edited = {**fixed, "title": edits.titles[-1], "updates": [updates[at] for at in edits.order]}
    if edits.slug != "river":
        edited |= {"slug": edits.slug, "aliases": ["/world/river/"]}

    before = ids(tmp_path_factory, site(written(fixed)), "world/river")
    after = ids(tmp_path_factory, site(written(edited), url=edits.url), f"world/{edits.slug}")

    assert after == before
    assert len(before["atom.xml"]) == 5 + 1 + 2 + 1


def retimed(update: Mapping[str, Any], minutes: int) -> dict[str, Any]:
    """Return an update at another time, but before it was corrected or withdrawn."""
    if len(update["time"]) == 10:
        return {**update, "time": "2026-11-19"}
    time = datetime.fromisoformat(update["time"]) + timedelta(minutes=minutes)
    return {**update, "time": min(f"{time:%Y-%m-%d %H:%M}", "2026-11-20 09:59")}


def ids(
    temporary: pytest.TempPathFactory, sources: Mapping[str, str], story: str
) -> dict[str, list[str]]:
    """Return the ids of all entries of all kinds of feeds, in each format."""
    folder = built(make_site(temporary.mktemp("site"), sources)).folder
    places = [story, f"{story}/key.", "corrections", ""]
    return {name: sorted(chain(*(read(folder, at, name) for at in places))) for name in FEEDS}


def read(folder: Path, at: str, name: str) -> list[str]:
    path = folder / (f"{at}{name}" if at.endswith(".") else f"{at}/{name}".lstrip("/"))
    if path.suffix == ".json":
        return [item["id"] for item in json.loads(path.read_text())["items"]]
    return [entry.id for entry in feedparser.parse(path.read_bytes()).entries]


# ------------------------------------------------------------------ the same twice


def test_the_site_under_stress_is_the_same_twice_however_many_work(tmp_path: Path) -> None:
    made = []
    for workers in ("1", "2"):
        root = make_site(tmp_path / workers, files())
        assert build(root, "--workers", workers).status == 0
        made.append(files_of(root / "site"))

    assert made[0] == made[1]
    assert len(made[0]) > 300
