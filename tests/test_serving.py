"""`livegen serve` as a process: what it says, what it serves, how it follows edits and ends."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import pytest
from conftest import clean_environment, files_of, make_site, run
from playwright.sync_api import Browser, Page, expect

from livegen import crew
from livegen.build import telling
from livegen.cli import showing
from livegen.cli.voice import Voice
from livegen.serve import Server
from livegen.sources import TOPS
from livegen.watch import Watcher

pytestmark = pytest.mark.slow

SOON = 20.0
"""Seconds within which anything must be seen, also on a machine that is busy."""

STORY = "content/world/flood.md"
SITE = {
    "livegen.toml": '[site]\ntitle = "The Courier"\nurl = "https://example.org"\n',
    STORY: "---\ntitle: Flood\ndate: 2026-10-01\n---\n\nWater rises.\n",
}
NEEDS_A_BROWSER = pytest.mark.outside

T = TypeVar("T")


@dataclass(frozen=True)
class Serving:
    """A preview at work: its site, its process, what it has said so far."""

    root: Path
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text()

    @property
    def address(self) -> str:
        return awaited(lambda: self.said.partition("\n")[0] if "\n" in self.said else "")

    def write(self, text: str, name: str = STORY) -> None:
        make_site(self.root, {name: text})

    def get(self, path: str) -> tuple[int, str]:
        """Return status and text of what is served at a path."""
        parts = urlsplit(self.address)
        with closing(http.client.HTTPConnection(parts.netloc, timeout=SOON)) as connection:
            connection.request("GET", quote(path))
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def shows(self, words: str, path: str = "/world/flood/") -> None:
        """Wait until the page at a path has these words."""
        awaited(lambda: words in self.get(path)[1])

    def answers(self, status: int, path: str = "/world/flood/") -> None:
        """Wait until a path answers with a status."""
        awaited(lambda: self.get(path)[0] == status)

    def says(self, words: str) -> None:
        """Wait until it has said these words."""
        awaited(lambda: words in self.said)


def awaited(look: Callable[[], T]) -> T:
    """Return what `look` returns as soon as that is true."""
    ends = time.monotonic() + SOON
    while not (seen := look()):
        assert time.monotonic() < ends, "not in time"
        time.sleep(0.02)
    return seen


@contextmanager
def started(root: Path, *argv: str, port: int = 0) -> Iterator[Serving]:
    """Run `livegen serve` on the site in `root`; it must end well, if it has not yet."""
    log = root.with_name(f"{root.name}-{time.monotonic_ns()}.log")
    command = [sys.executable, "-m", "livegen", "serve", "--root", str(root), f"--port={port}"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, *argv], stdout=out, stderr=out, cwd=root, env=clean_environment()
        )
    preview = Serving(root, process, log)
    try:
        yield preview
    finally:
        process.terminate()
        status = process.wait(SOON)
    assert (status, "Traceback" in preview.said) == (0, False), preview.said


@contextmanager
def serving(root: Path, *argv: str, port: int = 0) -> Iterator[Serving]:
    """The same, from the moment on at which it says its address."""
    with started(root, *argv, port=port) as preview:
        assert preview.address
        yield preview


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site", SITE)


@pytest.fixture
def preview(root: Path) -> Iterator[Serving]:
    with serving(root) as preview:
        preview.says("built in")
        yield preview


def flood(text: str) -> str:
    return SITE[STORY].replace("Water rises.", text)


# ------------------------------------------------------------------ what it says


def test_the_address_comes_first_and_alone(preview: Serving) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\nbuilt in \d+\.\d\d s\n", preview.said)


def test_the_address_is_that_of_the_site_from_the_first(root: Path) -> None:
    make_site(root, {"livegen.toml": '[site]\nurl = "https://example.org/news"\n', STORY: "no"})
    with serving(root) as preview:
        assert urlsplit(preview.address).path == "/news/"
        preview.says("there is nothing to show yet")
        preview.write(SITE[STORY])
        preview.shows("Water rises.", "/news/world/flood/")


@pytest.mark.parametrize("host", ["nosuch.invalid", "192.0.2.1", "a..b"])
def test_where_it_cannot_listen_the_option_is_named(root: Path, host: str) -> None:
    done = run("serve", "--host", host, "--port", "0", cwd=root)
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith(f"livegen: error: --host {host}: ")
    assert done.err.count("\n") == 1


def test_without_a_free_port_the_option_is_named(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 65535)):
        done = run("serve", "--port", "65535", cwd=root)
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith("livegen: error: --port 65535: ")


def test_it_ends_without_a_word_when_nobody_reads_what_it_says(root: Path) -> None:
    reading, writing = os.pipe()
    command = [sys.executable, "-m", "livegen", "serve", "--root", str(root), "--port=0"]
    process = subprocess.Popen(
        command, stdout=writing, stderr=subprocess.PIPE, env=clean_environment()
    )
    os.close(writing)
    os.close(reading)
    _, said = process.communicate(timeout=SOON)
    assert (process.returncode, said) == (0, b"")


def test_an_edit_is_said_in_one_line(preview: Serving) -> None:
    preview.write(flood("Water falls."))
    preview.shows("Water falls.")
    preview.says(f"s: {STORY}\n")
    assert re.fullmatch(rf"rebuilt in \d+\.\d\d s: {STORY}", preview.said.splitlines()[-1])


def test_errors_are_said_as_a_build_says_them_and_the_page_stays(preview: Serving) -> None:
    preview.write("---\ntitle: Flood\ndate: soon\n---\n")
    preview.says("1 error; the pages stay as they were\n")
    built = run("build", "--root", str(preview.root), cwd=preview.root)
    assert built.err
    assert built.err in preview.said
    assert "Water rises." in preview.get("/world/flood/")[1]


def test_verbose_names_each_file(root: Path) -> None:
    make_site(root, {f"content/{number}.md": SITE[STORY] for number in range(6)})
    with serving(root, "--verbose") as preview:
        preview.says("built in")
        make_site(root, {f"content/{number}.md": flood("new") for number in range(6)})
        awaited(lambda: all(f"changed: content/{n}.md\n" in preview.said for n in range(6)))


def test_quiet_says_only_what_is_wrong(root: Path) -> None:
    make_site(root, {STORY: "---\ntitle: Flood\ndate: soon\n---\n"})
    with started(root, "--quiet") as preview:
        preview.says("hint:")
    assert preview.said == run("build", "--quiet", "--root", str(root), cwd=root).err


def test_a_port_that_is_taken_is_said_and_the_next_is_used(root: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serving(root, port=port) as preview:
            preview.says(f"port {port} is taken, so this is the next one that is free\n")
            assert urlsplit(preview.address).port != port
            preview.shows("Water rises.")


def test_open_to_the_network_it_says_where_with_a_code(root: Path) -> None:
    with serving(root, "--host", "0.0.0.0") as preview:
        preview.says("built in")
        assert preview.address.startswith("http://127.0.0.1:")
        found = re.search(r"^in your network: (http://\S+)\n.*█", preview.said, re.MULTILINE)
        assert found or "in your network" not in preview.said  # a machine without a network


def test_a_host_has_to_be_allowed(root: Path) -> None:
    with serving(root, "--allow-host", "desk.example") as preview:
        preview.says("built in")
        parts = urlsplit(preview.address)
        for host, status in (("desk.example", 200), ("evil.example", 403)):
            with closing(http.client.HTTPConnection(parts.netloc)) as connection:
                connection.request("GET", "/", headers={"Host": host})
                assert connection.getresponse().status == status


def test_a_port_that_is_none_is_wrong_usage(root: Path) -> None:
    done = run("serve", "--port", "123456", cwd=root)
    assert (done.status, done.out, "123456" in done.err) == (2, "", True)


# ------------------------------------------------------------------ what it serves


HELD = "---\ntitle: Later\ndate: 2026-10-01\npublish_at: {at}\n---\n\nAt last.\n"


def test_drafts_and_held_items_are_shown_labelled(root: Path) -> None:
    make_site(root, {"content/later.md": HELD.format(at="2040-01-01")})
    with serving(root) as preview:
        preview.says("held until 2040-01-01: Later (content/later.md)\n")
        preview.shows("Held until", "/later/")


def test_without_drafts_it_shows_what_a_build_would(root: Path) -> None:
    make_site(root, {"content/later.md": HELD.format(at="2040-01-01")})
    with serving(root, "--no-drafts") as preview:
        preview.shows("Water rises.")
        assert preview.get("/later/")[0] == 404


def test_what_is_held_appears_at_its_moment(root: Path) -> None:
    with serving(root, "--no-drafts") as preview:
        preview.says("built in")
        at = datetime.now(UTC) + timedelta(seconds=4)
        preview.write(HELD.format(at=at.isoformat(timespec="seconds")), "content/later.md")
        preview.answers(200, "/later/")
        assert datetime.now(UTC) >= at.replace(microsecond=0)
        preview.says("s: its time had come\n")


def test_nothing_is_written(root: Path) -> None:
    assert run("build", "--root", str(root), cwd=root).status == 0
    built, sources = files_of(root / "site"), files_of(root).keys()
    with serving(root) as preview:
        preview.says("built in")
        preview.write(flood("Water falls."))
        preview.shows("Water falls.")
    assert files_of(root / "site") == built
    assert files_of(root).keys() == sources


def test_two_previews_and_a_build_of_one_site_get_on(preview: Serving) -> None:
    with serving(preview.root) as other:
        preview.write(flood("Water falls."))
        for it in (preview, other):
            it.shows("Water falls.")
        assert run("build", "--root", str(preview.root), cwd=preview.root).status == 0
        preview.write(flood("Water is gone."))
        for it in (preview, other):
            it.shows("Water is gone.")


def test_a_build_is_no_edit(preview: Serving) -> None:
    before = preview.said
    assert run("build", "--root", str(preview.root), cwd=preview.root).status == 0
    preview.write(flood("Water falls."))
    preview.says(f": {STORY}\n")
    assert preview.said.removeprefix(before).count("\n") == 1


# ------------------------------------------------------------------ how it follows


def test_a_hundred_quick_saves_end_in_the_last_state(preview: Serving) -> None:
    for number in range(100):
        preview.write(flood(f"Version {number}."))
    preview.shows("Version 99.")


@pytest.mark.parametrize("argv", [(), ("--poll",)])
def test_edits_of_all_that_a_page_is_made_of_are_shown(root: Path, argv: tuple[str, ...]) -> None:
    with serving(root, *argv) as preview:
        preview.shows("The Courier")
        assert ("looking at the files every half second" in preview.said) is bool(argv)
        preview.write(SITE["livegen.toml"].replace("Courier", "Gazette"), "livegen.toml")
        preview.shows("The Gazette")
        preview.write("<p>Our own foot.</p>\n", "templates/_foot.html")
        preview.shows("Our own foot.")
        preview.write("kept", "static/.well-known/word.txt")
        preview.shows("kept", "/.well-known/word.txt")


def test_a_deleted_story_is_gone_and_comes_back(preview: Serving) -> None:
    (preview.root / STORY).unlink()
    preview.answers(404)
    preview.write(flood("Water is back."))
    preview.shows("Water is back.")


def test_a_renamed_folder_moves_its_pages(preview: Serving) -> None:
    (preview.root / "content/world").rename(preview.root / "content/abroad")
    preview.answers(404)
    preview.shows("Water rises.", "/abroad/flood/")


def test_a_story_that_is_copied_or_moved_in_is_shown(preview: Serving, tmp_path: Path) -> None:
    made = make_site(
        tmp_path / "fire",
        {"index.md": SITE[STORY], "updates/2026-10-01-1200.md": "Smoke.\n"},
    )
    subprocess.run(["cp", "-r", made, preview.root / "content/copied"], check=True)
    preview.shows("Smoke.", "/copied/")
    subprocess.run(["mv", made, preview.root / "content/moved"], check=True)
    preview.shows("Smoke.", "/moved/")


def test_content_that_goes_and_comes_back_is_followed(preview: Serving) -> None:
    shutil.rmtree(preview.root / "content")
    preview.says("there is no such folder")
    preview.shows("Water rises.")
    preview.write(flood("Water is back."))
    preview.shows("Water is back.")


@pytest.mark.parametrize(("argv", "seconds"), [((), 0.1), (("--poll",), 0.6)])
def test_a_save_that_is_half_done_is_no_error(
    root: Path, argv: tuple[str, ...], seconds: float
) -> None:
    with serving(root, *argv) as preview:
        preview.says("built in")
        for number in range(5):
            with (root / STORY).open("w") as file:
                time.sleep(seconds)  # as long as it takes until somebody looks
                file.write(flood(f"Version {number}."))
            preview.shows(f"Version {number}.")
        assert "error" not in preview.said


def test_an_error_is_shown_however_much_goes_on_changing(preview: Serving) -> None:
    stop = threading.Event()

    def keep_saving() -> None:
        while not stop.wait(0.02):
            preview.write(flood(str(time.monotonic())), "content/world/other.md")

    saving = threading.Thread(target=keep_saving)
    saving.start()
    try:
        preview.write("no story")
        preview.says("1 error; the pages stay as they were\n")
    finally:
        stop.set()
        saving.join()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_story_that_may_not_be_read_is_an_error_until_it_may(preview: Serving) -> None:
    (preview.root / STORY).chmod(0o000)
    preview.says("Permission denied")
    (preview.root / STORY).chmod(0o644)
    preview.says("rebuilt")


def test_a_clock_that_was_set_back_is_noticed(root: Path) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    with Watcher(root, TOPS) as watcher:
        assert showing.awaited(watcher, later, None) == frozenset()


# ------------------------------------------------------------------ a large site


MANY = showing._MANY + 50


def told(number: int, text: str = "It rained.") -> str:
    links = f"See [another]({(number + 1) % MANY}.md)."
    return (
        f"---\ntitle: Story {number}\ndate: 2026-10-{1 + number % 28:02}\n---\n\n{text} {links}\n"
    )


@pytest.fixture(scope="module")
def known_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that is large enough to be shown by halves, and that a preview knows already."""
    texts = {f"content/{number}.md": told(number) for number in range(MANY)}
    root = make_site(tmp_path_factory.mktemp("large") / "site", {**SITE, **texts})
    with serving(root) as preview:
        preview.says("built in")
    return root


@pytest.fixture
def large(known_site: Path, tmp_path: Path) -> Path:
    root = tmp_path / "site"
    shutil.copytree(known_site, root)
    return root


def is_in_the_right_state(preview: Serving) -> None:
    """Every page is what a build makes of the sources as they are now."""
    output = preview.root.with_name("built")
    argv = ("build", "--drafts", "--root", str(preview.root), "--output", str(output))
    assert run(*argv, cwd=preview.root).status == 0
    built = {name: it.decode() for name, it in files_of(output).items() if name.endswith(_PAGES)}
    awaited(lambda: all(bare(preview, name) == text for name, text in built.items()))


_PAGES = (".html", ".xml")


def bare(preview: Serving, name: str) -> str:
    """Return the text of an output file as it is served, without the preview's own script."""
    _, text = preview.get(f"/{name.removesuffix('index.html')}")
    return re.sub(r'<script type="module" src="/_livegen/[^>]*></script>', "", text)


def shower(root: Path) -> showing.Show:
    return showing.Show(root, Server(host="127.0.0.1", port=0), Voice(True, False), "", drafts=True)


def test_no_story_of_a_large_site_is_read_that_an_earlier_preview_has_read(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    original = telling.read

    def noting(hall: telling.Hall, source: str, *more: Any) -> telling.Read:
        read.append(source)
        return original(hall, source, *more)

    time.sleep(0.1)  # the stamps of copies have to settle
    monkeypatch.setattr(crew, "size", lambda: 1)
    monkeypatch.setattr(telling, "read", noting)
    shower(large).prepare()
    make_site(large, {"content/7.md": told(7, "It snowed.")})
    read.clear()

    shower(large).prepare()

    assert set(read) == {"content/7.md"}


@pytest.mark.parametrize("content", [None, b"", b"It rained.\n" * 1000])
def test_a_large_site_is_shown_whatever_became_of_what_was_remembered(
    large: Path, content: bytes | None
) -> None:
    for book in (large / ".livegen").glob("preview-*"):
        book.unlink()
        if content is not None:
            book.write_bytes(content)
    with serving(large) as preview:
        preview.shows("It rained.", "/7/")
        is_in_the_right_state(preview)


def test_an_edit_is_shown_while_a_template_is_still_being_followed(large: Path) -> None:
    with serving(large) as preview:
        preview.says("built in")
        preview.write("<p>Our own foot.</p>\n", "templates/_foot.html")
        preview.shows("Our own foot.", "/7/")
        assert preview.said.count("rebuilt") == 1  # the rest is yet to be drawn
        preview.write(told(7, "It snowed."), "content/7.md")
        preview.shows("It snowed.", "/7/")
        assert "Our own foot." in preview.get("/7/")[1]
        is_in_the_right_state(preview)


def test_templates_and_texts_in_any_order_end_in_the_right_state(large: Path) -> None:
    with serving(large) as preview:
        preview.says("built in")
        for number in range(4):
            preview.write(f"<p>Foot {number}.</p>\n", "templates/_foot.html")
            time.sleep(0.2 * number)
            preview.write(told(7, f"Text {number}."), "content/7.md")
            time.sleep(0.1)
            preview.write(flood(f"Water {number}."))
            preview.shows(f"Text {number}.", "/7/")
        preview.shows("Foot 3.", "/8/")
        is_in_the_right_state(preview)


def test_many_files_that_change_at_once_end_in_the_right_state(large: Path) -> None:
    with serving(large) as preview:
        preview.says("built in")
        texts = {f"content/{number}.md": told(number, "It snowed.") for number in range(MANY)}
        make_site(large, texts)
        for number in (0, 7, MANY - 1):
            preview.shows("It snowed.", f"/{number}/")
        is_in_the_right_state(preview)
        assert preview.said.count("rebuilt") <= 6


def test_a_large_site_with_errors_stays_as_it_was_until_they_are_mended(large: Path) -> None:
    with serving(large) as preview:
        preview.shows("It rained.", "/7/")
        preview.write("---\ntitle: Seven\ndate: soon\n---\n", "content/7.md")
        preview.says("1 error; the pages stay as they were\n")
        preview.write("<p>{{ view.nothing }}</p>\n", "templates/_foot.html")
        preview.says("templates/_foot.html:1")
        assert "It rained." in preview.get("/7/")[1]
        preview.write(told(7, "It snowed."), "content/7.md")
        preview.write("<p>Our own foot.</p>\n", "templates/_foot.html")
        preview.shows("It snowed.", "/7/")
        is_in_the_right_state(preview)


def test_a_template_of_a_large_site_that_fails_leaves_its_pages_as_they_were(large: Path) -> None:
    with serving(large) as preview:
        preview.says("built in")
        preview.write("<p>{{ view.nothing }}</p>\n", "templates/_foot.html")
        preview.says("1 error; the pages stay as they were\n")
        assert "It rained." in preview.get("/8/")[1]
        preview.write("<p>Our own foot.</p>\n", "templates/_foot.html")
        preview.shows("Our own foot.", "/8/")
        is_in_the_right_state(preview)


# ------------------------------------------------------------------ how it ends


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_and_well_even_in_the_middle_of_a_build(
    root: Path, how: signal.Signals
) -> None:
    make_site(root, {f"content/{number}.md": SITE[STORY] for number in range(300)})
    with serving(root) as preview:
        preview.says("http://")  # the first build has only begun
        preview.process.send_signal(how)
        began = time.monotonic()
        assert preview.process.wait(SOON) == 0
        assert time.monotonic() - began < 0.5
        assert "built" not in preview.said
        assert "Traceback" not in preview.said


def test_it_ends_at_once_whoever_still_loads_and_begins_again_on_its_port(root: Path) -> None:
    (root / "static").mkdir()
    (root / "static/big.bin").write_bytes(bytes(20_000_000))
    with serving(root) as preview:
        preview.says("built in")
        port = urlsplit(preview.address).port or 0
        at = ("127.0.0.1", port)
        with socket.create_connection(at) as slow, socket.create_connection(at) as idle:
            slow.sendall(b"GET /big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
            slow.recv(100)
            idle.sendall(b"GET / HT")
            preview.process.send_signal(signal.SIGINT)
            began = time.monotonic()
            assert preview.process.wait(SOON) == 0
            assert time.monotonic() - began < 0.5
            with pytest.raises(OSError, match="refused"):
                socket.create_connection(at)
    with serving(root, port=port) as again:
        assert urlsplit(again.address).port == port


# ------------------------------------------------------------------ in a browser


@pytest.fixture
def page(browser: Browser, preview: Serving) -> Iterator[Page]:
    """A page that is opened once, and never loaded anew by hand."""
    page = browser.new_page()
    page.set_default_timeout(SOON * 1000)
    expect.set_options(timeout=SOON * 1000)
    page.goto(preview.address + "world/flood/")
    yield page
    page.close()


def reads(page: Page, words: str) -> None:
    expect(page.locator("body")).to_contain_text(words)


@NEEDS_A_BROWSER
def test_an_open_page_shows_each_edit(preview: Serving, page: Page) -> None:
    reads(page, "Water rises.")
    preview.write(flood("Water falls."))
    reads(page, "Water falls.")
    preview.write("<p>Our own foot.</p>\n", "templates/_foot.html")
    reads(page, "Our own foot.")
    preview.write(SITE["livegen.toml"].replace("Courier", "Gazette"), "livegen.toml")
    reads(page, "The Gazette")
    preview.write("p { color: rgb(1, 2, 3) }\n", "templates/assets/site.css")
    expect(page.get_by_text("Water falls.")).to_have_css("color", "rgb(1, 2, 3)")
    preview.write("p { color: rgb(3, 2, 1) }\n", "templates/assets/site.css")
    expect(page.get_by_text("Water falls.")).to_have_css("color", "rgb(3, 2, 1)")


@NEEDS_A_BROWSER
def test_an_open_page_ends_in_the_last_of_a_hundred_saves(preview: Serving, page: Page) -> None:
    for number in range(100):
        preview.write(flood(f"Version {number}."))
    reads(page, "Version 99.")


def as_vim(path: Path, text: str) -> None:
    (path.parent / "4913").write_text("")
    (path.parent / "4913").unlink()
    path.rename(f"{path}~")
    path.write_text(text)
    Path(f"{path}~").unlink()


def as_vscode(path: Path, text: str) -> None:
    with path.open("r+") as file:
        file.truncate()
        file.flush()
        time.sleep(0.001)
        file.write(text)


def by_renaming(path: Path, text: str) -> None:
    made = path.with_name(f".{path.name}.tmp.4711")
    made.write_text(text)
    made.replace(path)


@NEEDS_A_BROWSER
@pytest.mark.parametrize("save", [as_vim, as_vscode, by_renaming])
def test_an_open_page_shows_a_save_by_any_editor(
    preview: Serving, page: Page, save: Callable[[Path, str], None]
) -> None:
    for number in range(3):
        save(preview.root / STORY, flood(f"Version {number}."))
        reads(page, f"Version {number}.")


@NEEDS_A_BROWSER
def test_an_open_page_of_a_deleted_story_says_so_until_it_comes_back(
    preview: Serving, page: Page
) -> None:
    (preview.root / STORY).unlink()
    reads(page, "not found")
    preview.write(flood("Water is back."))
    reads(page, "Water is back.")


@NEEDS_A_BROWSER
def test_a_broken_template_stands_over_the_last_page_until_it_is_mended(
    preview: Serving, page: Page
) -> None:
    preview.write("<p>{{ view.nothing }}</p>\n", "templates/_foot.html")
    expect(page.get_by_text("templates/_foot.html:1").first).to_be_visible()
    reads(page, "Water rises.")
    preview.write("<p>Mended.</p>\n", "templates/_foot.html")
    reads(page, "Mended.")
    expect(page.get_by_text("templates/_foot.html:1")).to_have_count(0)


@NEEDS_A_BROWSER
def test_an_open_page_catches_up_after_the_preview_was_gone(preview: Serving, page: Page) -> None:
    port = urlsplit(preview.address).port or 0
    preview.process.terminate()
    preview.process.wait(SOON)
    preview.write(flood("Water falls."))
    with serving(preview.root, port=port):
        reads(page, "Water falls.")


@NEEDS_A_BROWSER
def test_an_open_page_follows_another_branch(preview: Serving, page: Page) -> None:
    def git(*argv: str) -> None:
        named = ["-c", "user.name=Noor", "-c", "user.email=noor@example.org"]
        subprocess.run(["git", *named, *argv], cwd=preview.root, check=True)

    git("init", "-q", "-b", "main")
    git("add", "content", "livegen.toml")
    git("commit", "-qm", "one")
    git("checkout", "-qb", "other")
    preview.write(flood("On the other branch."))
    git("commit", "-qam", "two")
    reads(page, "On the other branch.")
    git("checkout", "-q", "main")
    reads(page, "Water rises.")
    git("checkout", "-q", "other")
    reads(page, "On the other branch.")


LIVE = "---\ntitle: {title}\ndate: 2026-10-01\nstatus: live\nupdates:\n{updates}---\n\nWater.\n"
BOAT = "- time: 2026-10-01 {time}\n  id: boat-{number}\n  body: {body}\n"


def coverage(*bodies: str, title: str = "Flood") -> str:
    """Return live coverage with these updates, oldest first."""
    boats = (
        BOAT.format(number=number, body=body, time=f"{number // 60:02}:{number % 60:02}")
        for number, body in enumerate(bodies)
    )
    return LIVE.format(title=title, updates="".join(boats))


@pytest.fixture
def live(preview: Serving, browser: Browser) -> Iterator[Page]:
    """The page of live coverage with forty updates, scrolled, and marked."""
    preview.write(coverage(*(f"Boat {number}." for number in range(40))))
    preview.shows("Boat 39.")
    page = browser.new_page()
    page.goto(preview.address + "world/flood/")
    page.locator("#boat-20").scroll_into_view_if_needed()
    page.evaluate("window.isTheSame = true")
    yield page
    page.close()


def is_the_same(page: Page) -> bool:
    """True if the page was not loaded again."""
    return page.evaluate("window.isTheSame === true")  # type: ignore[no-any-return]


@NEEDS_A_BROWSER
def test_an_edit_of_an_update_is_taken_in_where_the_page_is(preview: Serving, live: Page) -> None:
    place = live.locator("#boat-20").bounding_box()

    bodies = [f"Boat {number}." for number in range(40)]
    preview.write(coverage(*bodies[:10], "The tenth sank.", *bodies[11:]))

    expect(live.locator("#boat-10")).to_contain_text("The tenth sank.", timeout=SOON * 1000)
    assert is_the_same(live)
    assert live.locator("#boat-20").bounding_box() == place


@NEEDS_A_BROWSER
def test_a_new_update_a_new_title_and_the_end_are_taken_in(preview: Serving, live: Page) -> None:
    bodies = [f"Boat {number}." for number in range(40)]
    live.evaluate("scrollTo({top: 0, behavior: 'instant'})")

    preview.write(coverage(*bodies, "One more.", title="Great flood"))

    expect(live.locator("#boat-40")).to_contain_text("One more.", timeout=SOON * 1000)
    expect(live.locator("h1")).to_have_text("Great flood")
    expect(live).to_have_title(re.compile("Great flood"))
    expect(live.locator('[data-action="pause"]')).to_be_visible()
    preview.write(coverage(*bodies, title="Great flood").replace("live", "ended"))
    expect(live.locator(".banner")).to_contain_text("ended", timeout=SOON * 1000)
    expect(live.locator("#boat-40")).to_have_count(0)
    assert is_the_same(live)


@NEEDS_A_BROWSER
def test_what_is_around_the_story_loads_the_page_anew(preview: Serving, live: Page) -> None:
    preview.write('<p id="lost">Lost? Call us.</p>\n', "templates/_foot.html")

    expect(live.locator("#lost")).to_be_visible(timeout=SOON * 1000)
    assert not is_the_same(live)


@NEEDS_A_BROWSER
def test_another_template_of_an_update_loads_the_page_anew(preview: Serving, live: Page) -> None:
    update = "<article class='update'>Mine {{ update.id }}</article>\n"
    preview.write(update, "templates/_update.html")

    expect(live.get_by_text("Mine boat-20")).to_be_visible(timeout=SOON * 1000)
    assert not is_the_same(live)


@NEEDS_A_BROWSER
def test_an_update_appears_on_an_open_page_at_its_moment(root: Path, browser: Browser) -> None:
    with serving(root, "--no-drafts") as preview:
        preview.says("built in")
        page = browser.new_page()
        page.goto(preview.address + "world/flood/")
        at = datetime.now(UTC) + timedelta(seconds=3)
        held = f"updates:\n- time: 2026-10-01 12:00\n  publish_at: {at.isoformat()}\n  body: Now.\n"
        preview.write(SITE[STORY].replace("---\n\n", f"{held}---\n\n"))
        expect(page.locator("article.update")).to_contain_text("Now.", timeout=SOON * 1000)
        assert datetime.now(UTC) >= at
        page.close()
