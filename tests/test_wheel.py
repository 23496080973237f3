"""The wheel, installed alone where nothing else is: what it declares is all that it needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from conftest import NOW, REPOSITORY, Result, clean_environment, files_of, make_site

pytestmark = pytest.mark.slow

SITE = {
    "livegen.toml": """
        [site]
        title = "The Example"
        url = "https://news.example.org"
        """,
    "content/authors.toml": """
        [noor]
        name = "Noor Haddad"
        role = "Reporter"
        """,
    "content/world/_index.md": """
        ---
        title: World news
        ---
        """,
    "content/world/ramadi.md": """
        ---
        title: Troops enter Ramadi
        date: 2015-12-22
        authors: noor
        tags: [iraq]
        updates:
          - time: 2015-12-28
            body: The flag is up.
        ---
        They came from the **south**.
        """,
    "content/world/flood/index.md": """
        ---
        title: The river rises
        date: 2026-11-22 06:00
        status: live
        ---
        It has rained for a week.
        """,
    "content/world/flood/updates/2026-11-22-0842-levee.md": "The levee holds.\n",
    "content/pages/about.md": """
        ---
        title: About us
        ---
        We write.
        """,
    "static/CNAME": "news.example.org\n",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source distribution, and out of nothing else the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    python("-m", "hatchling", "build", "--target", "sdist", "--directory", str(folder))
    [source] = folder.glob("livegen-*.tar.gz")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(source))
    [wheel] = folder.glob("livegen-*.whl")
    return wheel


@pytest.fixture(scope="module")
def livegen(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel, in an environment that is otherwise empty, and return its command."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=True, symlinks=True)
    locked = folder / "locked.txt"
    locked.write_text("\n".join(versions()))
    command = folder / "venv/bin/python"
    pip("install", "--constraint", str(locked), str(wheel), command=command)
    return folder / "venv/bin/livegen"


def versions() -> Iterator[str]:
    """Yield the lock's versions without their digests, which would be asked of the wheel too."""
    for line in (REPOSITORY / "requirements-dev.lock").read_text().splitlines():
        if line and not line.startswith(("#", " ")):
            yield line.removesuffix("\\")


def pip(*argv: str, command: Path = Path(sys.executable)) -> None:
    python("-m", "pip", "--quiet", *argv, command=command)


def python(*argv: str, command: Path = Path(sys.executable)) -> None:
    done = subprocess.run(
        [command, *argv],
        cwd=REPOSITORY,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def call(command: Path, *argv: str, cwd: Path) -> Result:
    environment = clean_environment()
    del environment["PYTHONPATH"]
    done = subprocess.run(
        [command, *argv], cwd=cwd, env=environment, capture_output=True, check=False
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_the_wheel_carries_the_theme_and_the_licence_and_no_tests(wheel: Path) -> None:
    names = {name.partition("/")[2] if ".dist-info" in name else name for name in names_in(wheel)}
    theme = files_of(REPOSITORY / "templates").keys()

    assert {f"livegen/theme/{name}" for name in theme} <= names
    assert {"livegen/py.typed", "licenses/LICENSE", "entry_points.txt"} <= names
    assert {name.split("/")[0] for name in names_in(wheel) if ".dist-info" not in name} == {
        "livegen"
    }


def names_in(wheel: Path) -> list[str]:
    with ZipFile(wheel) as archive:
        return archive.namelist()


def test_an_installed_livegen_builds_a_site(livegen: Path, tmp_path: Path) -> None:
    root = make_site(tmp_path, SITE)

    done = call(livegen, "build", "--now", NOW, cwd=root)

    assert (done.status, done.err) == (0, "")
    made = files_of(root / "site")
    assert {
        "index.html",
        "404.html",
        "world/index.html",
        "world/ramadi/index.html",
        "world/ramadi/atom.xml",
        "world/ramadi/rss.xml",
        "world/flood/index.html",
        "world/flood/atom.xml",
        "about/index.html",
        "tags/iraq/index.html",
        "authors/noor/index.html",
        "corrections/index.html",
        "atom.xml",
        "rss.xml",
        "sitemap.xml",
        "robots.txt",
        "CNAME",
        "_headers",
        "_redirects",
    } <= made.keys()
    assert b"They came from the <strong>south</strong>." in made["world/ramadi/index.html"]
    assert b"Noor Haddad" in made["world/ramadi/index.html"]
    assert b'id="2015-12-28"' in made["world/ramadi/index.html"]
    assert b"The levee holds." in made["world/flood/index.html"]
    assert b"The levee holds." in made["world/flood/atom.xml"]
    assert made["CNAME"] == b"news.example.org\n"
    styles = [name for name in made if name.startswith("assets/") and name.endswith(".css")]
    assert any(made[name] for name in styles)


def test_a_second_build_touches_nothing(livegen: Path, tmp_path: Path) -> None:
    root = make_site(tmp_path, SITE)
    call(livegen, "build", "--now", NOW, cwd=root)
    before = {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")}

    done = call(livegen, "build", "--now", NOW, "--json", cwd=root)

    told = json.loads(done.out)
    assert (told["written"], told["deleted"]) == ([], [])
    assert {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")} == before


def test_an_error_in_the_sources_is_status_1_and_nothing_is_written(
    livegen: Path, tmp_path: Path
) -> None:
    broken = {"content/world/flood/index.md": "---\ntitle: The river rises\ndate: soon\n---\n"}
    root = make_site(tmp_path, {**SITE, **broken})

    done = call(livegen, "build", "--now", NOW, cwd=root)

    assert done.status == 1
    assert done.err.startswith(
        'content/world/flood/index.md:3:7: error: `date` is not a time: "soon"\n'
        "    3 | date: soon\n"
        "      |       ^^^^\n"
        "   hint: write "
    )
    assert not (root / "site").exists()


def test_wrong_usage_is_status_2(livegen: Path, tmp_path: Path) -> None:
    for argv in (["build", "--nope"], ["bild"], ["build", "--now", "soon"], ["build"]):
        done = call(livegen, *argv, cwd=tmp_path)

        assert done.status == 2, argv
        assert done.err.startswith("Usage: livegen"), argv


def test_a_full_disk_or_a_forbidden_folder_is_status_3(livegen: Path, tmp_path: Path) -> None:
    root = make_site(tmp_path, {**SITE, "in-the-way": "a file\n"})

    done = call(livegen, "build", "--now", NOW, "--output", "in-the-way/site", cwd=root)

    assert done.status == 3
    assert "Traceback" not in done.err


def test_it_says_its_version(livegen: Path, wheel: Path, tmp_path: Path) -> None:
    version = wheel.name.split("-")[1]

    assert call(livegen, "--version", cwd=tmp_path).out == f"livegen, version {version}\n"
