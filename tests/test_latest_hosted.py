"""The newest updates on pages of others, as the docs say: fetched, framed, included by nginx."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from built import SETTINGS, built
from conftest import REPOSITORY, make_site
from hosts import Plain, WithHeaders, served

from benchmarks.nginx import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.outside

DOCS = REPOSITORY / "docs/latest.md"
HOST = "https://news.example.org"
FLOOD = """
    ---
    title: Überschwemmung – die Flut
    date: 2026-11-20 06:00
    status: live
    updates:
      - {time: 2026-11-20 07:00, id: one, title: Größer als je, body: It rains}
    ---
"""
AROUND = """
daemon off;
master_process off;
pid nginx.pid;
error_log stderr;
events {}
http { access_log off; default_type text/html; SITE }
"""


def in_docs(language: str, beginning: str) -> str:
    """Return the block of the docs in a language that begins so."""
    text = DOCS.read_text("utf-8")
    found = re.findall(rf"```{language}[^\n]*\n(.*?)```", text, re.DOTALL)
    return next(str(block) for block in found if block.startswith(beginning))


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a site, and yield its origin."""
    root = make_site(
        tmp_path_factory.mktemp("news"),
        {"livegen.toml": SETTINGS, "content/world/flood.md": FLOOD},
    )
    with served(built(root).folder, WithHeaders) as origin:
        yield origin


def home(folder: Path, page: str) -> Path:
    """Make the page of others, which says nothing of its encoding."""
    folder.joinpath("index.html").write_text(f"<!doctype html><title>Home</title>{page}", "utf-8")
    return folder


def test_a_page_of_another_origin_fetches_them(news: str, tmp_path: Path, browser: Browser) -> None:
    script = in_docs("js", "const list").replace(HOST, news)
    (tmp_path / "newest.js").write_text(script, "utf-8")
    loads = '<script type="module" charset="utf-8" src="newest.js"></script>'
    home(tmp_path, f'<ul id="newest"></ul>{loads}')

    with served(tmp_path, Plain) as origin:
        tab = browser.new_page()
        tab.goto(f"{origin}/")
        tab.wait_for_selector("#newest li")
        assert tab.inner_text("#newest") == "Größer als je – Überschwemmung – die Flut"
        assert tab.get_attribute("#newest a", "href") == "https://example.org/world/flood/#one"
        tab.close()


def test_a_page_of_another_origin_frames_them_and_their_links_leave_the_frame(
    news: str, tmp_path: Path, browser: Browser
) -> None:
    home(tmp_path, in_docs("html", "<iframe").replace(HOST, news))

    with served(tmp_path, Plain) as origin:
        tab = browser.new_page()
        tab.route("https://example.org/**", lambda route: route.fulfill(body="The story"))
        tab.goto(f"{origin}/")
        frame = tab.frame_locator("iframe")
        assert "Größer als je" in frame.locator("li").inner_text()
        frame.locator("li a").click()
        tab.wait_for_url("https://example.org/world/flood/#one")
        tab.close()


def test_a_page_of_a_site_frames_nothing_of_it_but_them(
    news: str, tmp_path: Path, browser: Browser
) -> None:
    home(tmp_path, f'<iframe src="{news}/world/flood/"></iframe>')

    with served(tmp_path, Plain) as origin:
        tab = browser.new_page()
        tab.goto(f"{origin}/")
        assert tab.frame_locator("iframe").locator("article").count() == 0
        tab.close()


def test_nginx_puts_them_into_a_page(news: str, tmp_path: Path) -> None:
    line = in_docs("html", "<!--#")
    home(tmp_path, f"<main>{line}</main>")

    with nginx(tmp_path, news) as origin, urlopen(f"{origin}/") as answer:
        page = answer.read().decode()

    assert '<main><section class="livegen-latest"' in page
    assert "Gr&#246;&#223;er als je" in page


@contextmanager
def nginx(folder: Path, news: str) -> Iterator[str]:
    """Serve a folder as the docs' settings say, with the site at `news`; yield the origin."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    assert program, "nginx is missing: `make test` installs it, or apt-get install nginx-light"
    port = free_port()
    site = in_docs("nginx", "server").replace("listen 80", f"listen 127.0.0.1:{port}")
    site = site.replace("/srv/home", str(folder)).replace(HOST, news)
    (folder / "nginx.conf").write_text(AROUND.replace("SITE", site), "utf-8")
    running = subprocess.Popen([program, "-p", folder, "-c", folder / "nginx.conf"])
    try:
        origin = f"http://127.0.0.1:{port}"
        _wait_for(origin)
        yield origin
    finally:
        running.terminate()
        running.wait(10)


def _wait_for(origin: str) -> None:
    for _ in range(100):
        try:
            urlopen(f"{origin}/").close()
        except URLError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("nginx does not answer")
