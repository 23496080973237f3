"""What Lighthouse says of the demo newsroom behind nginx.

How quick a page is it says too, but not the same each time: `python -m benchmarks.lighthouse`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks import lighthouse
from benchmarks.nginx import Host

pytestmark = pytest.mark.outside


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    with lighthouse.demo(tmp_path_factory.mktemp("demo")) as host:
        yield host


@pytest.mark.parametrize("page", lighthouse.PAGES)
def test_lighthouse_has_nothing_to_find_fault_with(page: str, demo: Host) -> None:
    said = lighthouse.opinion(demo.origin + lighthouse.PAGES[page])

    scores = {name: score for name, score in said.scores.items() if name != "performance"}
    assert said.findings == ()
    assert scores == {"accessibility": 100, "best-practices": 100, "seo": 100}


def test_lighthouse_names_what_is_missing(demo: Host) -> None:
    (demo.site / "planted.html").write_text("<!doctype html><p>A page that says nothing of itself.")

    said = lighthouse.opinion(f"{demo.origin}/planted.html")

    assert said.scores["seo"] < 100
    assert {"document-title", "html-has-lang"} <= {it.partition(":")[0] for it in said.findings}
