"""What goes into every file besides the texts: whatever changes it has a name here, and shows."""

from __future__ import annotations

import shutil
import sys
import tomllib
import zipfile
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import pytest
from conftest import REPOSITORY

from livegen import recipe, sources

THEME = {"layouts/live.html": b"<html>", "assets/site.css": b"p {}"}


def made_of(theme: Mapping[str, bytes]) -> dict[str, str]:
    """Return the recipe as a process has it that begins now."""
    recipe._digests.cache_clear()
    return recipe.of(theme)


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """Return the names of what is another."""
    assert before.keys() == after.keys()
    return {name for name in before if before[name] != after[name]}


# ------------------------------------------------------------------ livegen itself


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the code, which is taken for livegen's own."""
    copied = tmp_path / "livegen"
    shutil.copytree(
        REPOSITORY / "livegen", copied, ignore=shutil.ignore_patterns("__pycache__", "theme")
    )
    monkeypatch.setattr(recipe, "_CODE", copied)
    return copied


def test_the_same_is_the_same(code: Path) -> None:
    assert made_of(THEME) == made_of(THEME)


@pytest.mark.parametrize("name", ["urls.py", "hosting/writing.py", "__init__.py"])
def test_a_byte_of_the_code_shows(code: Path, name: str) -> None:
    before = made_of(THEME)
    with (code / name).open("ab") as file:
        file.write(b"\n")
    assert changed(before, made_of(THEME)) == {"livegen"}


def test_code_that_comes_goes_or_is_renamed_shows(code: Path) -> None:
    seen = [made_of(THEME)["livegen"]]
    (code / "new.py").write_bytes(b"")
    seen.append(made_of(THEME)["livegen"])
    (code / "new.py").rename(code / "newer.py")
    seen.append(made_of(THEME)["livegen"])
    (code / "newer.py").unlink()
    seen.append(made_of(THEME)["livegen"])
    assert seen[3] == seen[0]
    assert len(set(seen)) == 3


def test_what_python_keeps_of_the_code_is_none_of_it(code: Path) -> None:
    before = made_of(THEME)
    (code / "__pycache__").mkdir()
    (code / "__pycache__" / "urls.cpython-311.pyc").write_bytes(b"compiled")
    assert made_of(THEME) == before


@pytest.mark.parametrize(
    "theme",
    [
        {**THEME, "assets/site.css": b"p { }"},
        {**THEME, "assets/new.css": b""},
        {"layouts/live.html": b"<html>"},
        {"layouts/story.html": b"<html>", "assets/site.css": b"p {}"},
        {"layouts/live.html": b"p {}", "assets/site.css": b"<html>"},
    ],
)
def test_a_byte_of_the_default_theme_shows(theme: Mapping[str, bytes]) -> None:
    assert changed(made_of(THEME), made_of(theme)) == {"livegen"}


def test_the_python_that_runs_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    before = made_of(THEME)
    monkeypatch.setattr(sys, "version", "3.99")
    assert changed(before, made_of(THEME)) == {"Python"}


# ------------------------------------------------------------------ its libraries


def test_each_library_is_named_with_the_version_that_is_installed() -> None:
    for name, version in recipe.libraries().items():
        assert version == metadata.version(name.removeprefix("the library "))


def test_every_library_that_livegen_asks_for_is_named_but_those_of_its_doors() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    asked = {line.partition(">")[0].strip().lower() for line in project["dependencies"]}
    named = {name.removeprefix("the library ") for name in recipe.libraries()}
    assert {name.partition("[")[0].partition(";")[0] for name in asked} - named == {
        "click",
        "segno",
        "starlette",
        "uvicorn",
        "watchdog",
        "wsproto",
    }


@pytest.mark.parametrize(
    ("about", "name"),
    [
        ("feedgen-99.0.dist-info", "feedgen"),
        ("Jinja2-99.0.dist-info", "jinja2"),
        ("markdown_it_py-99.0.dist-info", "markdown-it-py"),
        ("python.dateutil-99.0.dist-info", "python-dateutil"),
        ("lxml-99.0-py3.11.egg-info", "lxml"),
        ("PyYAML-99.0.egg-info", "pyyaml"),
    ],
)
def test_another_version_of_a_library_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, about: str, name: str
) -> None:
    before = recipe.libraries()
    (tmp_path / about).mkdir()
    monkeypatch.syspath_prepend(tmp_path)

    after = recipe.libraries()

    assert changed(before, after) == {f"the library {name}"}
    assert after[f"the library {name}"] == "99.0"


def test_the_first_place_counts_as_it_does_for_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, version in (("first", "98.0"), ("then", "99.0")):
        (tmp_path / folder / f"nh3-{version}.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*(str(tmp_path / it) for it in ("first", "then")), *sys.path])
    assert recipe.libraries()["the library nh3"] == "98.0"


def test_a_library_in_an_archive_is_asked_for_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(tmp_path / "libraries.zip", "w") as archive:
        archive.writestr("nh3-99.0.dist-info/METADATA", "Name: nh3\nVersion: 99.0\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "libraries.zip")])
    found = recipe.libraries()
    assert found["the library nh3"] == "99.0"
    assert found["the library lxml"] == "unknown"


def test_nothing_that_may_stand_in_pythons_path_is_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = recipe.libraries()
    (tmp_path / "file").write_bytes(b"")
    odd = ["", str(tmp_path / "nowhere"), str(tmp_path / "file"), "a\0b", 7, None, b"bytes"]
    monkeypatch.setattr(sys, "path", [*odd, *sys.path])
    monkeypatch.chdir(tmp_path)
    assert recipe.libraries() == before


def test_the_theme_that_comes_with_livegen_is_part_of_it() -> None:
    theme = dict(sources.default_theme())
    assert changed(made_of(theme), made_of({**theme, "_foot.html": b"!"})) == {"livegen"}
