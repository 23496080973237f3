"""What Netlify's own parsers make of `netlify.toml`, and of what built sites tell hosts.

The sites are this repository and every folder of `golden/`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from conftest import NOW, REPOSITORY, copy_site, make_site, run
from test_outside import address_of

from livegen import hosting

pytestmark = pytest.mark.outside

TOOLS = REPOSITORY / "tests" / "tools"
GOLDEN = REPOSITORY / "tests" / "golden"

PLANTED = {"_headers": "X-Frame-Options: DENY\n", "_redirects": "/old\n/a /b soon\n"}
"""A fault of each kind, which the parsers must name for their silence to mean something."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A built site, and what Netlify makes of its two files."""

    folder: Path
    headers: list[dict[str, Any]] = field(repr=False)
    redirects: list[dict[str, Any]] = field(repr=False)
    errors: list[str]

    def sent(self, path: str) -> list[dict[str, str]]:
        """Return what each rule that matches a path sends, by Netlify's own expressions."""
        return [
            rule["values"]
            for rule in self.headers
            if re.fullmatch(rule["matches"], quote(path), re.IGNORECASE)
        ]

    def paths(self) -> Iterator[str]:
        """Yield the path of every file that is published, as readers ask for it."""
        for file in sorted(self.folder.rglob("*")):
            name = "/" + file.relative_to(self.folder).as_posix()
            if file.is_file() and not name.startswith(("/_", "/.")):
                yield name.removesuffix("index.html")


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Parsed]:
    """Build every site and return it by name, with one that is `planted`."""
    work, built = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("built")
    golden = {path.name: path for path in sorted(GOLDEN.glob("*")) if path.is_dir()}
    for name, root in {"demo": REPOSITORY, **golden}.items():
        copied = copy_site(root, work / name)
        done = run("build", "--output", str(built / name), "--now", NOW, cwd=copied)
        assert done.status == 0, f"{name}: {done.err}"
    make_site(built / "planted", PLANTED)
    folders = sorted(built.iterdir())
    found = read_by_netlify(*folders)["sites"]
    return {
        folder.name: Parsed(folder, **site) for folder, site in zip(folders, found, strict=True)
    }


def read_by_netlify(*folders: Path) -> Any:
    if shutil.which("node") is None:
        pytest.fail("node is missing: `make test` installs it, or apt-get install npm")
    if not (TOOLS / "node_modules/@netlify/config").exists():
        pytest.fail("Netlify's parsers are missing: `make test` installs them")
    script = [str(TOOLS / "netlify.mjs"), str(REPOSITORY), *map(str, folders)]
    done = subprocess.run(["node", *script], capture_output=True, check=True)
    return json.loads(done.stdout)


def sites(parsed: dict[str, Parsed]) -> dict[str, Parsed]:
    return {name: site for name, site in parsed.items() if name != "planted"}


def test_netlify_builds_with_the_lock_and_publishes_the_site() -> None:
    read = read_by_netlify()

    assert read["configPath"] == str(REPOSITORY / "netlify.toml")
    assert read["build"]["publish"] == str(REPOSITORY / "site")
    assert read["build"]["environment"] == {"PYTHON_VERSION": "3.13"}
    # Netlify puts Node's folder first on the path, where a `pip` of the system's may lie.
    steps = read["build"]["command"].split(" && ")
    assert [step.split()[:3] for step in steps] == [
        ["python", "-m", "pip"],
        ["python", "-m", "pip"],
        ["python", "-m", "livegen"],
    ]


def test_netlify_finds_no_error_but_those_that_were_planted(parsed: dict[str, Parsed]) -> None:
    assert len(parsed["planted"].errors) == 3
    assert {name: site.errors for name, site in sites(parsed).items() if site.errors} == {}


def test_netlify_passes_over_no_line(parsed: dict[str, Parsed]) -> None:
    for name, site in sites(parsed).items():
        lines = (site.folder / "_redirects").read_text().splitlines()
        written = (site.folder / "_headers").read_text().splitlines()

        assert len(site.redirects) == len([line for line in lines if line.strip()]), name
        assert len(site.headers) == len([line for line in written if line.startswith("/")]), name


def test_every_page_gets_its_policy_and_one_rule_for_caches(parsed: dict[str, Parsed]) -> None:
    for name, site in sites(parsed).items():
        base = urlsplit(address_of(site.folder)).path
        for path in site.paths():
            sent = Counter(header for rule in site.sent(base + path) for header in rule)
            assert sent["Cache-Control"] <= 1, f"{name}: {path}"
            # The line of a section takes its feeds along, to which the policy means nothing.
            # A fragment is no page: it would cost a reader as much again.
            is_fragment = "/f/" in path or path.endswith("/latest.html")
            is_page = path.endswith(("/", ".html")) and not is_fragment
            least = 1 if is_page else 0
            assert least <= sent["Content-Security-Policy"] <= 1, f"{name}: {path}"


def test_assets_are_kept_for_good_and_pages_are_asked_for_anew(parsed: dict[str, Parsed]) -> None:
    demo = parsed["demo"]
    [asset, *_] = [path for path in demo.paths() if path.startswith("/assets/")]

    assert demo.sent(asset) == [{"Cache-Control": "public, max-age=31536000, immutable"}]
    assert "max-age=0" in demo.sent("/")[0]["Cache-Control"]
    assert "max-age=0" in demo.sent("/world/ramadi/")[0]["Cache-Control"]


def test_feeds_are_sent_as_what_they_are(parsed: dict[str, Parsed]) -> None:
    types = {
        path.rpartition("/")[2]: rule["Content-Type"]
        for path in parsed["demo"].paths()
        for rule in parsed["demo"].sent(path)
        if "Content-Type" in rule
    }

    assert types == {
        f"{of}{name}": f"application/{kind}; charset=utf-8"
        for of in ("", "key.")
        for name, kind in (("atom.xml", "xml"), ("rss.xml", "xml"), ("feed.json", "feed+json"))
    }


def test_redirects_mean_what_they_say(parsed: dict[str, Parsed]) -> None:
    lines = parsed["everything"].redirects
    by_path = {line["path"]: (line["to"], line["status"], line["force"]) for line in lines}

    assert by_path["/old"] == ("/world/", 302, False)
    assert by_path["/gazette/feed"] == ("/gazette/rss.xml", 301, False)
    assert by_path["/gazette/*"] == ("/gazette/404.html", 404, False)


def test_the_preview_reads_both_files_as_netlify_does(parsed: dict[str, Parsed]) -> None:
    for name, site in sites(parsed).items():
        headers = hosting.header_rules((site.folder / "_headers").read_bytes())
        redirects = hosting.redirect_rules((site.folder / "_redirects").read_bytes())

        theirs = [(rule["for"], rule["values"]) for rule in site.headers]
        assert [(rule.pattern, dict(rule.sent)) for rule in headers] == theirs, name
        lines = [(x["path"], x["to"], x["status"], x["force"]) for x in site.redirects]
        assert [(x.pattern, x.target, x.status, x.forced) for x in redirects] == lines, name
