"""What reads a built site as machines do: feed readers, grammars and validators from outside.

Each of them starts once for all files that it gets.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import feedparser
import filed
import pytest
import stress
from conftest import NOW, REPOSITORY, copy_site, make_site, run

TOOLS = REPOSITORY / "tests/tools"
MODULES = TOOLS / "node_modules"
SCHEMAS = REPOSITORY / "tests/schemas"
GOLDEN = REPOSITORY / "tests/golden"

FORMATS = {"atom": "atom.xml", "rss": "rss.xml", "json": "feed.json"}
AT = datetime.fromisoformat(NOW)


@dataclass(frozen=True)
class Built:
    """A built site: its folder, what the build said, and what its reporters have filed."""

    name: str
    folder: Path
    said: str
    newsroom: filed.Newsroom

    def files(self, pattern: str) -> list[Path]:
        """Return its files of a name."""
        return sorted(self.folder.rglob(pattern))

    @cached_property
    def feeds(self) -> dict[str, list[Path]]:
        """The files of each feed by its path up to their names, such as `/world/flood/key.`."""
        found: dict[str, list[Path]] = {}
        for name in FORMATS.values():
            for path in self.files(f"*{name}"):
                at = f"/{path.relative_to(self.folder).as_posix()}".removesuffix(name)
                found.setdefault(at, []).append(path)
        return found


def built_sites(work: Path) -> dict[str, Built]:
    """Build this repository's newsroom, every golden site and the one under stress."""
    golden = {path.name: path for path in sorted(GOLDEN.glob("*")) if path.is_dir()}
    roots = {"demo": REPOSITORY, **golden}
    sources = {name: copy_site(root, work / name / "sources") for name, root in roots.items()}
    sources["stress"] = make_site(work / "stress/sources", stress.files())
    return {name: _built(name, root) for name, root in sources.items()}


def _built(name: str, root: Path) -> Built:
    folder = root.parent / "site"
    done = run("build", "--output", str(folder), "--now", NOW, cwd=root)
    assert done.status == 0, f"{name}: {done.err}"
    return Built(name, folder, done.err, filed.newsroom(root, AT))


# ------------------------------------------------------------------ feed readers


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a reader knows of an entry."""

    id: str
    published: datetime
    updated: datetime
    title: str
    url: str
    html: str
    summary: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a reader knows of a feed."""

    title: str
    subtitle: str
    url: str
    itself: str
    older: str
    hub: str
    entries: tuple[Entry, ...]


def by_feedsmith(paths: Sequence[Path]) -> list[Feed]:
    """Return what feedsmith reads in feeds of any format."""
    return [_feedsmith_feed(read) for read in by_node("feeds.mjs", list(map(str, paths)))]


def _feedsmith_feed(read: dict[str, Any]) -> Feed:
    given = {key: read.get(key, "") for key in ("title", "subtitle", "url", "itself")}
    ways = {key: read.get(key, "") for key in ("older", "hub")}
    return Feed(**given, **ways, entries=tuple(map(_feedsmith_entry, read["entries"])))


def _feedsmith_entry(read: dict[str, Any]) -> Entry:
    given = {key: read.get(key, "") for key in ("id", "title", "url", "html", "summary")}
    return Entry(
        **given,
        published=_moment(read["published"]),
        updated=_moment(read["updated"]),
        authors=tuple(read["authors"]),
        tags=tuple(read["tags"]),
    )


def by_feedparser(path: Path) -> Feed:
    """Return what feedparser, which knows no JSON Feed, reads as it was written."""
    read = feedparser.parse(path.read_bytes(), sanitize_html=False, resolve_relative_uris=False)
    assert not read.bozo, f"{path}: {read.get('bozo_exception')}"
    ways = {link.rel: link.href for link in read.feed.links}
    return Feed(
        title=read.feed.title,
        subtitle=read.feed.get("subtitle", ""),
        url=read.feed.link,
        itself=ways["self"],
        older=ways.get("prev-archive", ""),
        hub=ways.get("hub", ""),
        entries=tuple(map(_feedparser_entry, read.entries)),
    )


def _feedparser_entry(read: Any) -> Entry:
    # RSS has no time of a change, and feedparser warns when it is asked for one all the same.
    updated = dict.get(read, "updated", read.published)
    html = read.content[0].value if dict.get(read, "content") else read.summary
    return Entry(
        id=read.id,
        published=_moment(read.published),
        updated=_moment(updated),
        title=read.title,
        url=read.link,
        html=html,
        summary="" if html == read.summary else read.summary,
        authors=tuple(author.name for author in read.get("authors", ()) if author),
        tags=tuple(tag.term for tag in read.get("tags", ())),
    )


def _moment(written: str) -> datetime:
    if written[:1].isdigit():
        return datetime.fromisoformat(written).astimezone(UTC)
    return parsedate_to_datetime(written).astimezone(UTC)


# ------------------------------------------------------------------ grammars and validators


def by_jing(paths: Iterable[Path]) -> list[str]:
    """Return what jing finds in documents by the grammar of RFC 4287.

    It is the one inside the Nu HTML checker, whose authors keep it.
    """
    checker = must_be_there(MODULES / "vnu-jar/build/dist/vnu.jar")
    program = "nu.validator.vendor.thaiopensource.relaxng.util.Driver"
    command = ["java", "-cp", str(checker), program, "-c", str(SCHEMAS / "atom.rnc")]
    found = _told([*command, *map(str, paths)]).splitlines()
    return [line for line in found if line]


def by_nu(pages: Iterable[Path]) -> list[str]:
    """Return what the Nu HTML checker finds on pages, each with its place."""
    checker = must_be_there(MODULES / "vnu-jar/build/dist/vnu.jar")
    options = ["--format", "gnu", "--exit-zero-always", "--stdout"]
    told = _told(["java", "-jar", str(checker), *options, *map(str, pages)])
    # `splitlines` also breaks a finding where what it quotes has U+2028.
    return [line for line in told.split("\n") if line]


def by_xmllint(schema: Path, paths: Iterable[Path]) -> list[str]:
    """Return what xmllint finds in documents by a schema."""
    program = shutil.which("xmllint")
    if program is None:
        pytest.fail("xmllint is missing: `make test` installs it, or apt-get libxml2-utils")
    options = ["--noout", "--nonet", "--schema", str(schema)]
    told = _told([program, *options, *map(str, paths)]).splitlines()
    return [line for line in told if not line.endswith(" validates")]


def by_typescript(program: str, folder: Path) -> list[str]:
    """Return what the compiler finds in a program that leans on the tools' packages."""
    (folder / "node_modules").symlink_to(MODULES)
    (folder / "blocks.ts").write_text(program, "utf-8")
    compiler = must_be_there(MODULES / "typescript/bin/tsc")
    options = ["--noEmit", "--strict", "--ignoreConfig", "--skipLibCheck", "--module", "nodenext"]
    told = _told(["node", str(compiler), *options, str(folder / "blocks.ts")])
    # A finding goes on in lines that are indented, the innermost reason last.
    return told.replace("\n ", " ").splitlines()


def by_adobe(blocks: Sequence[object]) -> list[list[str]]:
    """Return what Adobe's validator finds in each block of JSON-LD."""
    return list(by_node("structured.mjs", blocks))


def by_node(script: str, given: object) -> Any:
    """Return what a script of the tools answers to what it is given."""
    must_be_there(MODULES)
    done = subprocess.run(
        ["node", str(TOOLS / script)],
        input=json.dumps(given).encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def must_be_there(path: Path) -> Path:
    """Return the path of a tool."""
    if not path.exists():
        pytest.fail(f"{path.name} is missing: `make test` installs it")
    return path


def _told(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, check=False)
    return (done.stdout + done.stderr).decode()


def elements(paths: Iterable[Path]) -> Iterator[tuple[Path, Any]]:
    """Yield each XML document with its root."""
    # Here, since most tests do without it.
    from lxml import etree

    huge = etree.XMLParser(huge_tree=True)
    for path in paths:
        yield path, etree.parse(path, huge).getroot()
