"""What it costs to keep a live page open, in a real browser behind a real nginx: its bound."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from benchmarks import reader_hour
from benchmarks.reader_hour import POLLS, Hour

pytestmark = pytest.mark.outside

MOST = 165_000


@pytest.fixture(scope="module")
def hour(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Hour:
    return reader_hour.measured(browser, tmp_path_factory.mktemp("hour"))


def test_an_hour_with_an_open_page_costs_at_most_165_kb(hour: Hour) -> None:
    assert len(hour.polls) == POLLS
    assert hour.asked <= MOST


def test_what_has_not_changed_is_told_without_a_body(hour: Hour) -> None:
    changed = [answer for answer in hour.polls if answer.status == 200]

    assert len(changed) == 1 + 22
    assert len(hour.unchanged) == POLLS - len(changed)
    assert {answer.body for answer in hour.unchanged} == {0}


def test_the_page_has_taken_in_every_change_by_then(hour: Hour) -> None:
    assert 50 < len(hour.true) < 60
    assert hour.shown == hour.true


def test_to_fetch_the_whole_page_as_often_costs_three_times_as_much(hour: Hour) -> None:
    assert hour.whole > 3 * hour.asked
