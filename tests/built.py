"""What the tests of the public contract share: the commands, run here, and what they built."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from click.testing import CliRunner
from conftest import NOW, Result
from lxml import html

from livegen.cli import main

SETTINGS = '[site]\ntitle = "The Courier"\nurl = "https://example.org"\n'


def livegen(*argv: str) -> Result:
    """Run `livegen` with `argv` in this process: quick, and an exception is a failure."""
    done = CliRunner().invoke(main, argv, prog_name="livegen", catch_exceptions=False)
    return Result(done.exit_code, done.stdout, done.stderr)


def build(root: Path, *argv: str) -> Result:
    """Build the site in `root` as it is at `NOW`, which a `--now` in `argv` overrides."""
    return livegen("build", "--root", str(root), "--now", NOW, *argv)


def built(root: Path, *argv: str) -> Site:
    """Build the site in `root`, which must go well, and return it."""
    done = build(root, *argv)
    assert done.status == 0, done.err
    return Site(root / "site")


def traces(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return of every file below `folder` its inode, its time and its bytes."""
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_ino,
            path.stat().st_mtime_ns,
            path.read_bytes(),
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass(frozen=True, slots=True)
class Page:
    """One built page: `path` is its file, `source` its text, `tree` its elements."""

    path: str
    source: str
    tree: html.HtmlElement = field(repr=False)

    @property
    def ids(self) -> Counter[str]:
        """How often each id stands on the page."""
        return Counter(self.tree.xpath("//@id"))

    @property
    def text(self) -> str:
        """What a reader reads, head and all, with single blanks."""
        return " ".join(self.tree.text_content().split())

    @property
    def headings(self) -> list[int]:
        """The levels of the headings, in order."""
        found = self.tree.xpath("//h1|//h2|//h3|//h4|//h5|//h6")
        return [int(heading.tag[1]) for heading in found]

    def links(self) -> Iterator[str]:
        """Yield every address that the page names in its elements."""
        yield from self.tree.xpath("//@href | //@src | //@poster | //blockquote/@cite")

    def one(self, path: str) -> html.HtmlElement:
        """Return the one element at an XPath."""
        (found,) = self.tree.xpath(path)
        return found


@dataclass(frozen=True, slots=True)
class Site:
    """A built site in a folder; `base` and `origin` are those of its `site.url`."""

    folder: Path
    origin: str = "https://example.org"
    base: str = ""

    def page(self, path: str) -> Page:
        """Return the page at a path such as `world/fire/`."""
        file = f"{path.strip('/')}/index.html".lstrip("/") if not path.endswith(".html") else path
        return _parsed(file, (self.folder / file).read_text("utf-8"))

    def pages(self) -> Iterator[Page]:
        """Yield every page; a fragment is none, be it for open pages or for those of others."""
        for path in sorted(self.folder.rglob("*.html")):
            if "f" in path.relative_to(self.folder).parts or path.name == "latest.html":
                continue
            yield _parsed(path.relative_to(self.folder).as_posix(), path.read_text("utf-8"))

    def text(self, path: str) -> str:
        """Return the text of a file."""
        return (self.folder / path).read_text("utf-8")

    def has(self, path: str) -> bool:
        """True if there is such a file, or such a folder."""
        return (self.folder / path).exists()

    def broken_links(self) -> Iterator[str]:
        """Yield every address on a page that should lead into the site and leads nowhere."""
        pages = {page.path: page for page in self.pages()}
        home = f"{self.origin}{self.base}/"
        for page in pages.values():
            here = urljoin(home, page.path.removesuffix("index.html"))
            for link in page.links():
                whole = urljoin(here, link)
                ours = whole.startswith(home) or not urlsplit(link).scheme
                if ours and not self._leads(whole, home, pages):
                    yield f"{page.path}: {link}"

    def _leads(self, whole: str, home: str, pages: Mapping[str, Page]) -> bool:
        if not whole.startswith(home):
            return False
        path, _, fragment = whole.removeprefix(home).partition("#")
        path, fragment = unquote(urlsplit(path).path), unquote(fragment)
        file = path + "index.html" if not path or path.endswith("/") else path
        if not (self.folder / file).is_file():
            return False
        return not fragment or fragment in pages[file].ids


def _parsed(path: str, source: str) -> Page:
    return Page(
        path,
        source,
        html.document_fromstring(source, parser=html.HTMLParser(encoding="utf-8"))
        if not source.startswith("<?xml")
        else html.fromstring(source),
    )


def rewriting() -> bool:
    """True if what is expected is to be written down anew rather than compared."""
    return os.environ.get("LIVEGEN_GOLDEN") == "write"
