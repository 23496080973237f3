"""A press that looks at each file as it is made, and keeps only what others are held against."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import unquote

from livegen import urls
from livegen.inspection import data, feeds, pages
from livegen.inspection.feeds import Feeds
from livegen.inspection.findings import Finding, path_of
from livegen.inspection.links import Links
from livegen.urls import Address


@dataclass(slots=True)
class Inspection:
    """What the files that were made come to; with `links`, these learn where each file leads.

    `copied` gives the bytes of a file that is a copy, by its output path.
    """

    address: Address
    copied: Callable[[str], bytes | None] = lambda _file: None
    links: Links | None = None
    _found: list[Finding] = field(default_factory=list)
    _feeds: Feeds = field(default_factory=Feeds)
    _ids: dict[str, str] = field(default_factory=dict)
    _named: dict[data.Named, str] = field(default_factory=dict)

    def put(self, path: str, content: bytes) -> None:
        """Look at an output file."""
        if path.endswith(".html") and pages.is_page(content):
            self._look_at(pages.read(path, content))
        elif feeds.is_feed(path):
            found, addresses = self._feeds.take(path, content)
            self._found += found
            if self.links:
                self.links.take(path, addresses)

    def sent(self) -> Mapping[str, str]:
        """Return nothing: what is looked at here stays here."""
        return {}

    def receive(self, sent: Mapping[str, str]) -> None:
        """Take nothing."""

    def has_id(self, path: str, id: str) -> bool:
        """True if something on the page at a path has the id, or did before it was archived.

        On an open page, a script finds an update that has moved to an archive page.
        """
        return any(id in ids for ids in self._pages_of(path)) or id == "top"

    def findings(self, longest: Callable[[str], int]) -> Iterator[Finding]:
        """Yield what is wrong, now that all files were seen; `longest` says how many entries a
        feed may have."""
        yield from self._found
        yield from self._feeds.findings(longest)
        for (address, anchor), file in self._named.items():
            path = unquote(address.removeprefix(self.address.origin))
            if not self.has_id(path.removeprefix(self.address.base), anchor):
                yield data.lost(file, f"{address}#{anchor}")

    def broken_links(
        self, files: Collection[str], redirected: Iterable[str], told: Collection[str]
    ) -> Iterator[Finding]:
        """Yield each link within the site that leads nowhere, but those to the paths that were
        `told` of already, at their place in a text."""
        if self.links:
            yield from self.links.broken(files, redirected, told, self.has_id)

    def _look_at(self, page: pages.Page) -> None:
        here = self.address.absolute(path_of(page.file))
        self._ids[page.file] = " ".join(page.ids)
        self._found += data.findings(page, here)
        for named in data.named(page, here):
            self._named.setdefault(named, page.file)
        if self.links:
            self.links.take(page.file, page.links)
            self.links.take_away(page.file, page.away)

    def _pages_of(self, path: str) -> Iterator[list[str]]:
        """Yield the ids of the page at a path, and of its archive pages."""
        folder = path if path.endswith("/") else f"{path}/"
        for file in (urls.file_of(path), urls.file_of(folder)):
            if file in self._ids:
                yield self._ids[file].split(" ")
            elif file.endswith(".html") and (content := self.copied(file)):
                yield [*pages.read(file, content).ids]
        for number in count(1):
            file = urls.file_of(urls.archive(folder, number))
            if file not in self._ids:
                return
            yield self._ids[file].split(" ")
