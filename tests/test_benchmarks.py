"""The benchmarks' corpus, tables and plot; nothing here is timed."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from threading import Timer

import pytest
from built import build, traces
from conftest import files_of
from lxml import etree

from benchmarks import corpus, layouts, measuring, plotting, results, run, works
from benchmarks.results import COVERAGE, Measured, Results
from benchmarks.tools import Tool

SERVED = "edit to served, median / p95"
STORY_SEVEN = "In Kestrel Point, talks went on behind closed doors. The [interim report](https"


def made(work: str, tool: str, *values: float, size: str = "1000") -> Measured:
    return Measured(work=work, size=size, tool=tool, values=values)


def found(*measured: Measured) -> Results:
    return Results(
        date="2026-11-22",
        machine={"cores": "2"},
        versions={"livegen": "1.0", "hugo": "0.168.0"},
        measured=measured,
    )


def row(table: str, label: str) -> list[str]:
    (line,) = [line for line in table.splitlines() if line.startswith(f"| {label} |")]
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def test_one_seed_makes_one_corpus() -> None:
    assert list(corpus.stories(3, 4)) == list(corpus.stories(3, 4))
    assert list(corpus.stories(3, 4)) != list(corpus.stories(3, 4, seed=2))


def test_the_text_is_the_same_on_every_python() -> None:
    story = corpus.story(7, 1)

    assert story.path == "/local/budget-vote-in-the-capital-00007/"
    assert story.updates[0].body.startswith(STORY_SEVEN)


def test_a_small_corpus_is_the_beginning_of_a_large_one() -> None:
    assert list(corpus.stories(2, 3)) == list(corpus.stories(5, 3))[:2]


def test_reporters_write_all_kinds_of_markdown() -> None:
    text = "\n".join(update.body for update in corpus.story(0, 200).updates)

    for kind in (r"\]\(https://", r"^- ", r"^> ", r"^### ", r"\*\*", r"[^*]\*[^*]", r" -- ", '"'):
        assert re.search(kind, text, re.MULTILINE), kind


def test_no_slot_of_a_sentence_is_left_open() -> None:
    told = repr(list(corpus.stories(5, 20)))

    assert "{" not in told
    assert "}" not in told


def test_all_has_happened_before_now() -> None:
    for story in corpus.stories(3, 50):
        assert story.date < story.updates[0].time <= story.changed < corpus.NOW
        assert len({update.time for update in story.updates}) == 50


@pytest.mark.parametrize("layout", layouts.LAYOUTS)
def test_every_tool_reads_the_same_updates(layout: str) -> None:
    story = corpus.story(0, 5)

    text = "\n".join(layouts.LAYOUTS[layout](story).values())

    lines = [line.strip() for line in text.splitlines()]
    for update in story.updates:
        assert all(line.strip() in lines for line in update.body.splitlines())


@pytest.mark.parametrize("layout", layouts.LAYOUTS)
def test_an_edit_changes_one_file(layout: str) -> None:
    story = corpus.story(0, 5)

    edited = corpus.edited(story, 2, "edit1x")

    write = layouts.LAYOUTS[layout]
    (text,) = layouts.differing(write(edited), write(story)).values()
    assert text.count("edit1x") == 1


def test_continuing_a_bundle_adds_one_file() -> None:
    story = corpus.story(0, 5)
    before = layouts.livegen_bundle(story)

    after = layouts.livegen_bundle(corpus.continued(story, "edit1x"))

    assert len(after) == len(before) + 1
    assert dict(before) == {name: text for name, text in after.items() if name in before}


@pytest.mark.parametrize("layout", ["livegen", "livegen-lean", "livegen-bundle"])
def test_livegen_builds_a_corpus_without_a_warning(tmp_path: Path, layout: str) -> None:
    layouts.write(layout, corpus.stories(9, 4), tmp_path)

    done = build(tmp_path, "--now", f"{corpus.NOW:%Y-%m-%dT%H:%M:%SZ}")

    assert (done.status, done.err) == (0, "")
    for story in corpus.stories(9, 4):
        page = (tmp_path / "site" / story.path.strip("/") / "index.html").read_text("utf-8")
        assert page.count('<article class="update"') == 4


def test_livegen_writes_only_what_the_peers_write_if_told_to(tmp_path: Path) -> None:
    layouts.write("livegen-lean", corpus.stories(1, 20), tmp_path)

    assert build(tmp_path).status == 0

    story = corpus.story(0, 20).path.strip("/")
    names = {name for name in files_of(tmp_path / "site") if name.startswith(story)}
    # A feed of the key events and what others include are more than they write, and no setting
    # leaves them out.
    written = ("index.html", "rss.xml", "key.rss.xml", "latest.html")
    assert names == {f"{story}/{file}" for file in written}


def test_a_peer_gets_its_settings_and_templates(tmp_path: Path) -> None:
    layouts.write("hugo", corpus.stories(1, 1), tmp_path)

    assert (tmp_path / "hugo.toml").is_file()
    assert (tmp_path / "layouts" / "page.html").is_file()


def test_a_site_is_edited_where_its_story_is_and_nowhere_else(tmp_path: Path) -> None:
    tool = Tool(name="livegen", build=(), again=(), serve=lambda _: ())
    site = works.written(tmp_path, "4", tool)
    before = traces(site.folder)

    marks = [site.change(), site.change()]

    (changed,) = [name for name, trace in traces(site.folder).items() if trace != before[name]]
    assert changed == f"content{corpus.story(2, 20).path.rstrip('/')}.md"
    assert all(mark in (site.folder / changed).read_text("utf-8") for mark in marks)


def test_the_table_shows_medians_and_how_many_times_ours_they_are() -> None:
    told = found(made("cold", "livegen", 2.0, 9.0, 1.0), made("cold", "hugo", 5.0, 5.0, 5.0))

    cells = row(results.markdown(told), "cold build, of all that livegen writes")

    assert cells == ["2.00 s", "5.00 s (2.5 ×)", "–", "–"]


def test_the_table_compares_like_with_like() -> None:
    told = found(made("cold", "livegen-lean", 1.0), made("cold", "hugo", 25.0))

    cells = row(results.markdown(told), "cold build, of what the peers write too")

    assert cells == ["1.00 s", "25 s (25 ×)", "–", "–"]


def test_what_is_served_has_a_median_and_a_95th_percentile() -> None:
    edits = tuple(number / 1000 for number in range(1, 21))

    cells = row(results.markdown(found(made("served", "livegen", *edits))), SERVED)

    assert cells[0] == "10 ms / 19 ms"


def test_what_was_not_measured_has_no_row() -> None:
    assert "peak memory" not in results.markdown(found(made("cold", "livegen", 1.0)))


def test_a_coverage_has_a_table_of_its_own() -> None:
    told = found(made("edit", "livegen-bundle", 0.5, size=COVERAGE))

    table = results.markdown(told)

    assert row(table, "again, update 2,001 added, as a bundle")[0] == "500 ms"
    assert "stories × 20" not in table


def test_results_are_read_as_they_were_written(tmp_path: Path) -> None:
    told = found(made("cold", "livegen", 1.0, 2.0), made("memory", "hugo", 240.5))

    results.write(told, tmp_path / "results" / "x.json")

    assert results.read(tmp_path / "results" / "x.json") == told


def test_new_tables_take_the_place_of_the_old_ones() -> None:
    readme = "# Top\n<!-- results -->\nold\n<!-- end of results -->\nfoot\n"

    once = run.filled(readme, "| new |\n")

    assert once == "# Top\n<!-- results -->\n\n| new |\n\n<!-- end of results -->\nfoot\n"
    assert run.filled(once, "| new |\n") == once


def test_the_readme_has_a_place_for_tables() -> None:
    readme = (run.HERE / "README.md").read_text("utf-8")

    assert "| new |" in run.filled(readme, "| new |\n")
    assert readme.count("<!-- results -->") == readme.count("<!-- end of results -->") == 1


def test_a_run_is_recorded_in_three_places(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("<!-- results -->\n<!-- end of results -->\n")

    run.record(found(made("cold", "livegen", 1.0)), tmp_path)

    assert set(files_of(tmp_path)) == {"README.md", "results/2026-11-22.json", "times.svg"}
    readme = (tmp_path / "README.md").read_text("utf-8")
    assert "1.00 s" in readme
    assert "(times.svg)" in readme


def test_the_plot_has_a_line_for_each_tool_and_says_its_name() -> None:
    told = found(
        made("cold", "livegen", 1.0),
        made("cold", "livegen", 9.0, size="10000"),
        made("cold", "hugo", 3.0),
        made("cold", "hugo", 44.0, size="10000"),
        made("cold", "hugo", 5.0, size=COVERAGE),
    )

    drawing = etree.fromstring(plotting.svg(told))

    svg = "{http://www.w3.org/2000/svg}"
    lines = drawing.findall(f".//{svg}polyline")
    assert [len(line.attrib["points"].split()) for line in lines] == [2, 2]
    texts = {text.text for text in drawing.iter(f"{svg}text")}
    assert {"livegen", "Hugo", "1,000", "10,000"} <= texts


def test_more_time_is_drawn_higher_and_more_stories_further_right() -> None:
    told = found(made("cold", "hugo", 3.0), made("cold", "hugo", 44.0, size="10000"))

    drawing = etree.fromstring(plotting.svg(told))

    (line,) = drawing.findall(".//{http://www.w3.org/2000/svg}polyline")
    first, last = [[float(n) for n in point.split(",")] for point in line.attrib["points"].split()]
    assert first[0] < last[0]
    assert first[1] > last[1]


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.0494, "49 ms"), (1.234, "1.23 s"), (44.4, "44 s")]
)
def test_a_duration_is_said_as_a_person_says_it(seconds: float, said: str) -> None:
    assert results.duration(seconds) == said


def test_memory_is_that_of_all_processes(tmp_path: Path) -> None:
    touched = "for at in range(0, len(held), 4096): held[at] = 1"
    child = f"held = bytearray(60_000_000)\n{touched}\nimport time; time.sleep(0.4)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"

    most = measuring.megabytes((sys.executable, "-c", parent), tmp_path, os.environ)

    assert 55 < most < 120


def test_a_page_is_asked_for_until_it_says_the_mark(tmp_path: Path) -> None:
    page, port = tmp_path / "index.html", measuring.free_port()
    page.write_text("old</html>")
    server = (sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port))

    with measuring.serving(server, tmp_path, os.environ, port, "/") as session:
        measuring.settle(session)
        later = Timer(0.2, page.write_text, ["edit1x</html>"])
        later.start()
        assert measuring.until_served(port, "/", "edit1x") > 0.1
        later.join()

    with pytest.raises(ProcessLookupError):
        os.kill(session, 0)
