"""The docs say what is so: every table is held to the code, and every example is run."""

from __future__ import annotations

import contextlib
import json
import re
import shlex
import signal
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, cast

import click
import pytest
from conftest import REPOSITORY, clean_environment, make_site, run
from markdown_it import MarkdownIt
from PIL import Image

from livegen import build, cli, embeds, errors, model, render, settings, sources
from livegen.embeds import EMBEDS
from livegen.errors import Report, Rule
from livegen.settings import Settings
from livegen.stories import keys
from livegen.views import shapes

DOCS = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    *sorted(f"docs/{path.name}" for path in (REPOSITORY / "docs").glob("*.md")),
)
NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
SETTINGS = '[site]\nurl = "https://news.example.org"\n'
FLOOD = "---\ntitle: Flood\ndate: 2025-11-20\n---\n\nThe river is over the levee.\n"
STORY = "content/world/storm.md"


@pytest.fixture(autouse=True)
def _compile_each_theme_once(monkeypatch: pytest.MonkeyPatch) -> None:
    # Half of what building a small site takes; some 200 are built here.
    monkeypatch.setattr(render, "theme", _kept_theme)


_make_theme = render.theme
_THEMES: dict[object, render.Theme] = {}


def _kept_theme(own: Mapping[str, bytes], *beneath: Any) -> render.Theme:
    key = tuple(sorted(own.items()))
    if key not in _THEMES:
        _THEMES[key] = _make_theme(own, *beneath)
    return _THEMES[key]


# ------------------------------------------------------------------ reading a page of the docs


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, the file that it is (`title="…"`), and its section."""

    language: str
    file: str
    text: str
    heading: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells by the names of their columns, and its section."""

    heading: str
    cells: Mapping[str, str]

    def code(self, column: str) -> str:
        """Return what stands in code in a cell, or `""`."""
        found = re.search(r"`` (.+?) ``|`([^`]+)`", self.cells[column])
        return (found[1] or found[2]).replace(r"\|", "|") if found else ""


@cache
def blocks(page: str) -> tuple[Block, ...]:
    """Return the fenced blocks of a page in order."""
    found, heading = [], ""
    tokens = MarkdownIt("commonmark").parse((REPOSITORY / page).read_text("utf-8"))
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and following is not None:
            heading = following.content
        if token.type == "fence":
            language, _, rest = token.info.partition(" ")
            file = re.search('title="([^"]+)"', rest)
            found.append(Block(language, file[1] if file else "", token.content, heading))
    return tuple(found)


@cache
def rows(page: str) -> tuple[Row, ...]:
    """Return the rows of all tables of a page in order."""
    return tuple(_rows((REPOSITORY / page).read_text("utf-8")))


def _rows(text: str) -> Iterator[Row]:
    heading, fenced = "", False
    columns: list[str] = []
    for line in text.splitlines():
        fenced ^= line.startswith("```")
        if line.startswith("#") and not fenced:
            heading = line.lstrip("# ")
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]
        if fenced or not cells:
            columns = []
        elif not columns:
            columns = cells
        elif set("".join(cells)) - set("-: "):
            yield Row(heading, dict(zip(columns, cells, strict=True)))


def table(page: str, heading: str) -> tuple[Row, ...]:
    """Return the rows of the tables in one section."""
    return tuple(row for row in rows(page) if row.heading == heading)


def sections(page: str) -> Mapping[str, list[Block]]:
    """Return the fenced blocks of a page by their section."""
    found: dict[str, list[Block]] = {}
    for block in blocks(page):
        found.setdefault(block.heading, []).append(block)
    return found


def problems(root: Path, files: Mapping[str, str | bytes]) -> Report:
    """Return what a build says about a site of these files, besides a good story."""
    make_site(root, {"livegen.toml": SETTINGS, "content/world/flood.md": FLOOD, **files})
    return report_on(root)[0]


def report_on(root: Path) -> tuple[Report, str]:
    """Return what a build says about the site in `root`, and how it prints that."""
    report = Report()
    snapshot = sources.snapshot(root, root / "site", report)
    build.site(snapshot, NOW, report)
    printed = [errors.describe(problem, _source(root, problem)) for problem in report.problems]
    return report, "".join(f"{text}\n" for text in printed)


def _source(root: Path, problem: errors.Problem) -> str | None:
    path = root / problem.place.path
    return path.read_bytes().decode("utf-8", "replace") if problem.place.line else None


def picture(root: Path, *names: str) -> None:
    """Put a small picture at each of the paths."""
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 6)).save(root / name)


# ------------------------------------------------------------------ all pages


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", DOCS)
def test_every_link_in_the_docs_leads_somewhere(page: str) -> None:
    text = (REPOSITORY / page).read_text("utf-8")
    prose = re.sub(r"(?ms)^```.*?^```|`[^`]*`", "", text)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (REPOSITORY / page).parent / path if path else REPOSITORY / page
        assert file.exists(), f"{page}: {target}"
        assert not anchor or anchor in _anchors(file), f"{page}: {target}"


# ------------------------------------------------------------------ README.md

INSTALLED = "pip install ."
"""The one command that is run elsewhere: by the test of the wheel."""
SERVED = "livegen serve"
"""The one that does not end, and runs while the others do."""

_MINE = (
    (re.compile(r"\d{4}-\d\d-\d\d-\d{6}-[0-9a-z]{4}"), "<id>"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d"), "<time>"),
    (re.compile(r"127\.0\.0\.1:\d+"), "<host>"),
)
"""What is another at each reader's desk."""


def _anybodys(printed: str) -> str:
    for pattern, name in _MINE:
        printed = pattern.sub(name, printed)
    return printed


def _commands(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command and what it prints."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed


@dataclass(frozen=True, slots=True)
class _Shell:
    """Runs commands, each where the last one left off; `livegen` is the one under test."""

    here: Path
    environment: Mapping[str, str]

    def run(self, command: str) -> str:
        """Return what a command prints."""
        done = subprocess.run(
            ["sh", "-c", f'{command}\npwd > "{self.here}"'],
            cwd=self.here.read_text().strip(),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return done.stdout.decode()

    @contextlib.contextmanager
    def serving(self, command: str) -> Iterator[str]:
        """Let a command go on while others run, yield its first line, and end it by Ctrl-C."""
        folder = self.here.read_text().strip()
        argv = shlex.split(command)
        with (
            subprocess.Popen(
                argv, cwd=folder, env=self.environment, stdout=subprocess.PIPE, text=True
            ) as begun,
            contextlib.ExitStack() as ends,
        ):
            ends.callback(begun.kill)
            yield cast("IO[str]", begun.stdout).readline()
            begun.send_signal(signal.SIGINT)
            assert begun.wait(10) == 0


def _shell(tmp_path: Path) -> _Shell:
    tool = tmp_path / "bin" / "livegen"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m livegen "$@"\n')
    tool.chmod(tool.stat().st_mode | stat.S_IEXEC)
    known = clean_environment()
    who = {f"GIT_{role}_{part}": "noor@example.org" for role in ROLES for part in PARTS}
    (tmp_path / "here").write_text(str(tmp_path))
    path = {"PATH": f"{tool.parent}:{known['PATH']}", "HOME": str(tmp_path)}
    return _Shell(tmp_path / "here", {**known, **who, **path})


ROLES, PARTS = ("AUTHOR", "COMMITTER"), ("NAME", "EMAIL")


@pytest.mark.slow
def test_the_first_story_goes_as_the_read_me_says(tmp_path: Path) -> None:
    shell, address = _shell(tmp_path), ""
    with contextlib.ExitStack() as running:
        for block in blocks("README.md"):
            if block.file:
                make_site(tmp_path / "courier", {block.file: block.text.encode()})
            for command, printed in () if block.file else _commands(block.text):
                if command == SERVED:
                    address = running.enter_context(shell.serving(command))
                    assert _anybodys(address) == _anybodys(printed)
                elif command != INSTALLED:
                    assert _anybodys(shell.run(command)) == _anybodys(printed), command
                if command.startswith("livegen post"):
                    _await(f"{address.strip()}world/storm/", "Route 9 is open again")
        assert shell.run("git status --short") == ""


def _await(address: str, text: str) -> None:
    """Wait until a page of the preview says `text`; the time that is too long is a minute."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        with contextlib.suppress(OSError), urllib.request.urlopen(address) as page:
            if text in page.read().decode():
                return
        time.sleep(0.05)
    pytest.fail(f"{address} does not say: {text}")


def test_make_knows_the_commands_of_the_read_me() -> None:
    targets = re.findall(r"^make (\w+)", blocks("README.md")[0].text, re.MULTILINE)
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    assert targets == ["serve", "test"]
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


# ------------------------------------------------------------------ docs/front-matter.md

FRONT_MATTER = "docs/front-matter.md"
PICTURE_KEYS = tuple(f.name for f in fields(model.Picture) if f.name != "place")
FRONT_MATTER_KEYS = {
    "A story": keys.STORY_KEYS,
    "Pictures": PICTURE_KEYS,
    "Coverage": tuple(f.name for f in fields(model.Coverage)),
    "The banner": tuple(f.name for f in fields(model.Banner)),
    "Corrections": tuple(f.name for f in fields(model.Correction)),
    "Withdrawals": tuple(f.name for f in fields(model.Withdrawal)),
    "An update": keys.UPDATE_KEYS,
    "A plain page": keys.PAGE_KEYS,
    "A section": keys.SECTION_KEYS,
    "Authors": tuple(f.name for f in fields(model.Author) if f.name not in ("id", "place")),
}
FRAMES = {
    "A story": (STORY, "---\n{}\n---\n\nText.\n", ("title: Storm", "date: 2026-11-21")),
    "An update": (
        "content/world/flood/updates/1.md",
        "---\n{}\n---\n\n",
        ("time: 2026-11-21 09:40",),
    ),
    "A plain page": ("content/pages/about.md", "---\n{}\n---\n", ("title: About us",)),
    "A section": ("content/world/_index.md", "---\n{}\n---\n", ()),
    "Authors": ("content/authors.toml", "[noor]\n{}\n", ('name = "Noor"',)),
}
"""How an example of one key becomes a file: its path, its frame, the keys it needs besides."""

BELOW = {
    "Pictures": ("image", ("src: levee.jpg", 'alt: ""')),
    "Coverage": ("coverage", ()),
    "The banner": ("banner", ()),
    "Corrections": ("corrections", ("time: 2026-11-21", "text: It was Route 9.")),
    "Withdrawals": ("withdrawn", ("time: 2026-11-21", "reason: It was wrong.")),
}
"""Keys below a key of a story, and those that they need besides."""


@pytest.mark.parametrize("heading", FRONT_MATTER_KEYS)
def test_every_key_of_front_matter_is_in_the_docs_and_no_other(heading: str) -> None:
    named = [row.code("key") for row in table(FRONT_MATTER, heading)]
    assert sorted(named) == sorted(FRONT_MATTER_KEYS[heading])


EXAMPLES = [row for row in rows(FRONT_MATTER) if "example" in row.cells]


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: f"{row.heading}: {row.code('key')}")
def test_every_example_of_a_key_builds_without_a_problem(row: Row, tmp_path: Path) -> None:
    example = row.code("example")
    assert re.match(rf"{row.code('key')}\b", example)
    path, text = _framed(row.heading, example)
    picture(tmp_path, *PICTURES)
    # A translation that does not name this story in turn is worth a warning.
    back = FLOOD.replace("---\n", "---\ntranslations: {en: /world/storm/}\n", 1)
    others = {"content/world/flood/index.md": back} if "translations" in example else {}
    assert _printed(tmp_path, {path: text, **others}) == ""


PICTURES = [
    f"content/{name}"
    for name in ("world/levee.jpg", "world/flood/levee.jpg", "pages/newsroom.jpg", "noor.jpg")
]


def _printed(root: Path, files: Mapping[str, str]) -> str:
    """Return what a build says about a site of these files, besides a good story in a folder."""
    whole = {"livegen.toml": SETTINGS, "content/world/flood/index.md": FLOOD, **files}
    make_site(root, {name: text.encode() for name, text in whole.items()})
    return report_on(root)[1]


def _framed(heading: str, example: str) -> tuple[str, str]:
    """Return the path and the text of a file that holds the example."""
    if heading in BELOW:
        key, needed = BELOW[heading]
        lines = [f"  {line}" for line in _completed(example, needed)]
        return _framed("A story", "\n".join([f"{key}:", *lines]))
    if example.startswith("body: "):  # an update in a file of its own has none
        return _framed("A story", f"updates:\n  - time: 2026-11-21 09:40\n    {example}")
    path, frame, needed = FRAMES[heading]
    return path, frame.format("\n".join(_completed(example, needed)))


def _completed(example: str, needed: tuple[str, ...]) -> Iterator[str]:
    key = re.split(r"\W", example, maxsplit=1)[0]
    yield example
    yield from (line for line in needed if not re.match(rf"{key}\b", line))


def test_the_whole_files_in_the_docs_build_without_a_problem(tmp_path: Path) -> None:
    pages = [block for block in blocks(FRONT_MATTER) if block.file]
    assert len(pages) > 4
    for number, block in enumerate(pages):
        assert _printed(tmp_path / str(number), {block.file: block.text}) == "", block.text


# ------------------------------------------------------------------ docs/errors.md

ERRORS = "docs/errors.md"
RULES = {
    heading.strip("`"): parts for heading, parts in sections(ERRORS).items() if heading[0] == "`"
}


def test_every_rule_is_in_the_docs_and_no_other() -> None:
    assert sorted(RULES) == sorted(Rule)


COMMANDED = {
    rule for rule, parts in RULES.items() if any(block.language == "console" for block in parts)
}
"""Those whose example is commands and what they print."""


@pytest.fixture
def flooded(tmp_path: Path) -> Path:
    # A picture that no text shows would be worth a warning.
    shown = f"{FLOOD}\n![The levee on Sunday](levee.jpg)\n"
    make_site(tmp_path, {"livegen.toml": SETTINGS, "content/world/flood.md": shown})
    picture(tmp_path, "content/world/levee.jpg")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("rule", sorted(COMMANDED))
def test_the_commands_of_an_example_print_what_it_says(rule: str, flooded: Path) -> None:
    _try_commands(RULES[rule], flooded)


@pytest.mark.parametrize("rule", sorted(RULES.keys() - COMMANDED))
def test_the_wrong_example_prints_the_message_and_the_right_one_none(
    rule: str, flooded: Path
) -> None:
    said = next(n for n, block in enumerate(RULES[rule]) if block.language == "text")
    wrong, right = RULES[rule][:said], RULES[rule][said + 1 :]
    for block in wrong:
        _put(block, flooded)
    report, printed = report_on(flooded)
    assert printed == RULES[rule][said].text
    place = next(problem.place for problem in report.problems if problem.rule == rule)
    for block in right:
        _mend(block, flooded, place)
    assert report_on(flooded)[1] == ""


def _put(block: Block, root: Path) -> None:
    if block.language == "sh":
        subprocess.run(["sh", "-ec", block.text], cwd=root, check=True)
    else:
        make_site(root, {block.file: block.text.encode()})


def _mend(block: Block, root: Path, place: errors.Place) -> None:
    """Put a right example in place: a file, or the line that was blamed."""
    if block.language == "sh" or block.file:
        _put(block, root)
        return
    path = root / place.path
    lines = path.read_text("utf-8").splitlines(keepends=True)
    whole = block.text.startswith("---")
    lines[slice(None) if whole else slice(place.line - 1, place.line)] = [block.text]
    path.write_text("".join(lines), "utf-8")


def _try_commands(parts: list[Block], root: Path) -> None:
    for block in parts:
        if block.language != "console":
            _put(block, root)
            continue
        for command, printed in _commands(block.text):
            result = run(*command.split()[1:], cwd=root)
            assert result.err + result.out == printed, command
            assert result.status == (1 if " error: " in printed else 0)


# ------------------------------------------------------------------ docs/settings.md

CHOSEN = "docs/settings.md"
TABLES = {name: set(readers) - {"publisher"} for name, readers in settings._TABLES.items()} | {
    "site.publisher": set(settings._PUBLISHER)
}


def _settings_of(text: str) -> Settings:
    report = Report()
    chosen = settings.read(text.encode(), "livegen.toml", report)
    assert report.problems == ()
    return chosen


def _setting(row: Row, column: str) -> str:
    return f"[{row.heading.strip('[]`')}]\n{row.code('setting')} = {row.code(column)}\n"


SETTING_ROWS = [row for row in rows(CHOSEN) if "setting" in row.cells]


def test_every_setting_is_in_the_docs_and_no_other() -> None:
    named: dict[str, set[str]] = {}
    for row in SETTING_ROWS:
        named.setdefault(row.heading.strip("[]`"), set()).add(row.code("setting"))
    assert named == TABLES
    assert {"`[tags]`", "`[check]`"} <= sections(CHOSEN).keys()


@pytest.mark.parametrize("row", SETTING_ROWS, ids=lambda row: row.code("setting"))
def test_the_default_of_a_setting_is_the_one_in_the_docs(row: Row) -> None:
    if row.cells["default"].startswith("–"):
        assert not _value(Settings(), row)
    else:
        assert _settings_of(_setting(row, "default")) == Settings()


@pytest.mark.parametrize("row", SETTING_ROWS, ids=lambda row: row.code("setting"))
def test_the_example_of_a_setting_sets_it_and_nothing_else(row: Row) -> None:
    chosen = _settings_of(_setting(row, "example"))
    assert chosen != Settings()
    assert _value(chosen, row) != _value(Settings(), row)


def _value(chosen: Settings, row: Row) -> object:
    at = f"{row.heading.strip('[]`')}.{row.code('setting')}"
    value: Any = chosen
    for name in FLAT.get(at, at).split("."):
        value = getattr(value, name)
    return value


FLAT = {
    "embeds.consent": "embeds_consent",
    "comments.provider": "comments_provider",
    "comments.url": "comments_url",
    "comments.default": "comments",
}
"""Settings that are fields of `Settings` itself."""


def test_the_files_of_settings_in_the_docs_are_right() -> None:
    examples = [block for block in blocks(CHOSEN) if block.file]
    assert len(examples) == 3
    assert all(_settings_of(block.text) != Settings() for block in examples)


# ------------------------------------------------------------------ docs/embeds.md

EMBEDDED = "docs/embeds.md"
FILES = {"content/world/levee.mp4": b"film"}


def test_every_embed_is_in_the_docs_with_its_arguments() -> None:
    named = {
        heading.strip("`"): [row.code("argument") for row in table(EMBEDDED, heading)]
        for heading in sections(EMBEDDED)
        if heading[0] == "`"
    }
    assert named == {
        name: [parameter.name for parameter in provider.parameters]
        for name, provider in EMBEDS.items()
    }


def test_the_docs_say_which_arguments_must_be_there() -> None:
    for name, provider in EMBEDS.items():
        cells = {row.code("argument"): row.cells["meaning"] for row in table(EMBEDDED, f"`{name}`")}
        assert {arg for arg in cells if cells[arg].endswith("; required")} == set(provider.required)


def _embeds() -> Iterator[tuple[Block, Block, list[Block]]]:
    """Yield each example with what comes out and the templates that it needs."""
    for parts in sections(EMBEDDED).values():
        templates = [block for block in parts if block.file.startswith("templates/")]
        for block, following in pairwise(parts):
            if block.file == "example":
                yield block, following, templates


@pytest.mark.parametrize("example", tuple(_embeds()), ids=lambda parts: parts[0].heading)
def test_the_example_of_an_embed_comes_out_as_the_docs_show(
    example: tuple[Block, Block, list[Block]], tmp_path: Path
) -> None:
    written, shown, templates = example
    own = {block.file: block.text.encode() for block in templates}
    assert drawn(written.text, own, tmp_path) == shown.text.strip()


def drawn(text: str, files: Mapping[str, bytes], root: Path) -> str:
    """Return what a text becomes on the page of its story."""
    picture(root, "content/world/levee.jpg")
    story = f"---\ntitle: Storm\ndate: 2026-11-21\n---\n\n{text}"
    make_site(root, {"livegen.toml": SETTINGS, STORY: story.encode(), **FILES, **files})
    report = Report()
    site = build.site(sources.snapshot(root, root / "site", report), NOW, report)
    assert report.problems == ()
    page = site.files["world/storm/index.html"].decode()
    return page.partition('id="story-text">')[2].partition("</div>\n</div>\n</article>")[0].strip()


def test_every_form_of_address_in_the_docs_is_known() -> None:
    text = (REPOSITORY / EMBEDDED).read_text("utf-8")
    forms = re.findall(r"`(https://(?:twitter|x|youtu|www\.youtube)\.[^`]+/[^`]+)`", text)
    below = re.findall(r"`((?:shorts|live|embed|playlist)[/?][^`]+)`", text)
    forms += [f"https://www.youtube.com/{path}" for path in below]
    examples = {"<name>": "county", "<number>": "679352304697503744", "<id>": "dQw4w9WgXcQ"}
    assert len(forms) == 9
    for form in forms:
        assert embeds.match(_filled(form, examples)), form


def _filled(form: str, examples: Mapping[str, str]) -> str:
    for blank, example in examples.items():
        # The id of a playlist is longer than that of a video.
        form = form.replace(blank, example + "-PL" if "list=" in form else example)
    return form


# ------------------------------------------------------------------ docs/structured-data.md


def test_the_story_in_the_docs_is_told_to_search_engines_as_they_say(tmp_path: Path) -> None:
    written = blocks("docs/structured-data.md")
    files = {block.file: block.text.encode() for block in written if block.file}
    (shown,) = (block.text for block in written if block.language == "json")
    make_site(tmp_path, files)
    report = Report()
    site = build.site(sources.snapshot(tmp_path, tmp_path / "site", report), NOW, report)
    page = site.files["world/river/index.html"].decode()
    told = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert report.problems == ()
    assert list(json.loads(told).items()) == list(json.loads(shown).items())


# ------------------------------------------------------------------ docs/views.md and theme.md

VIEWS = "docs/views.md"
LOOKS = "docs/theme.md"


def test_every_view_is_in_the_docs_with_its_fields() -> None:
    views = {name: thing for name, thing in vars(shapes).items() if is_dataclass(thing)}
    known = {name: [f.name for f in fields(view)] for name, view in views.items()}
    named: dict[str, list[str]] = {}
    for row in rows(VIEWS):
        if "field" in row.cells:
            named.setdefault(row.heading, []).append(row.code("field"))
    assert named == known


def test_every_token_of_the_theme_is_in_the_docs() -> None:
    css = sources.default_theme()["assets/theme.css"].decode()
    root = css.partition(":root {")[2].partition("}")[0]
    tokens = re.findall(r"^\s*(--[\w-]+):", root, re.MULTILINE)
    assert [row.code("property") for row in rows(LOOKS) if "property" in row.cells] == tokens


def test_every_template_that_the_docs_name_exists() -> None:
    text = "".join((REPOSITORY / page).read_text("utf-8") for page in (VIEWS, LOOKS))
    named = set(re.findall(r"`((?:layouts/)?[\w-]+\.html)`", text))
    assert "layouts/live.html" in named
    assert named <= set(sources.default_theme())


def test_every_block_that_the_docs_name_is_in_its_template() -> None:
    for row in (row for row in rows(LOOKS) if "block" in row.cells):
        template = sources.default_theme()[row.code("in")].decode()
        for name in re.findall("`(.+?)`", row.cells["block"]):
            assert f"{{% block {name} %}}" in template, name


def test_the_hooks_are_on_a_page_of_the_demo_newsroom(tmp_path: Path) -> None:
    from lxml import html

    report = Report()
    snapshot = sources.snapshot(REPOSITORY, tmp_path / "site", report)
    page = html.fromstring(build.site(snapshot, NOW, report).files["space/apollo-11/index.html"])
    pages = [page, html.fromstring(drawn("https://youtu.be/dQw4w9WgXcQ", {}, tmp_path).encode())]
    for row in (row for row in rows(LOOKS) if "hook" in row.cells):
        assert any(part.xpath(_xpath(row.code("hook"))) for part in pages), row.code("hook")


def _xpath(selector: str) -> str:
    """Return the few selectors of the docs as XPath."""
    found = re.fullmatch(r'(\w*)([.#]?)([\w-]*)(?:\[([\w-]+)(?:="(\w+)")?\])?', selector)
    assert found
    element, sign, name, attribute, value = found.groups()
    named = {".": f"[contains(concat(' ', @class, ' '), ' {name} ')]", "#": f"[@id='{name}']"}
    tested = f"[@{attribute}='{value}']" if value else f"[@{attribute}]" if attribute else ""
    return f"descendant-or-self::{element or '*'}{named.get(sign, '')}{tested}"


def test_the_templates_and_styles_in_the_docs_build(tmp_path: Path) -> None:
    own = [block for block in blocks(LOOKS) if block.file]
    assert [block.file for block in own].count("templates/assets/site.css") == 4
    for number, block in enumerate(own):
        report = problems(tmp_path / str(number), {block.file: block.text.encode()})
        assert report.problems == ()


def test_a_template_for_each_kind_of_page_is_in_the_docs() -> None:
    drawn_by = {row.code("view") for row in rows(VIEWS) if "template" in row.cells}
    pages = {name for name in vars(shapes) if name.endswith("Page")}
    assert drawn_by == {*pages, "LatestView"}


# ------------------------------------------------------------------ commands


def test_commands_and_their_options_are_those_of_the_command_line() -> None:
    page = (REPOSITORY / "docs/commands.md").read_text("utf-8")
    sections = re.split(r"^###? livegen ([\w ]+)$", page, flags=re.MULTILINE)[1:]
    told = {
        name: set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", "".join(first_cells(text))))
        for name, text in zip(sections[::2], sections[1::2], strict=True)
    }

    assert told == dict(options_of(cli.main))


def options_of(group: click.Group, above: str = "") -> Iterator[tuple[str, set[str]]]:
    """Yield each command, those below another (`new site`) too, and its options."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        named = [given for given in command.params if isinstance(given, click.Option)]
        yield (
            above + name,
            {option for given in named for option in (*given.opts, *given.secondary_opts)},
        )
        if isinstance(command, click.Group):
            yield from options_of(command, f"{above}{name} ")


def first_cells(text: str) -> list[str]:
    """Return the first cell of each row of the tables in a text."""
    return re.findall(r"^\| (`-[^|]*)\|", text, flags=re.MULTILINE)
