"""Where the links of all pages lead, and which of them lead nowhere.

Law: a target is kept once, with the first file that names it, however many do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin, urlsplit

from livegen import urls
from livegen.errors import Place, Report, Rule
from livegen.inspection.findings import Finding, path_of
from livegen.urls import Address

HasId = Callable[[str, str], bool]
"""Says whether something on the page at a path has an id."""


@dataclass(frozen=True, slots=True)
class _Named:
    """The first file that names a target, and how."""

    file: str
    written: str


@dataclass(slots=True)
class Links:
    """What built files lead to: within the site by path and fragment, and elsewhere."""

    address: Address
    _inside: dict[str, dict[str, _Named]] = field(default_factory=dict)
    _outside: dict[str, _Named] = field(default_factory=dict)
    _strange: dict[str, _Named] = field(default_factory=dict)
    _whole: set[str] = field(default_factory=set)
    _odd: dict[str, _Named] = field(default_factory=dict)

    def take(self, file: str, links: Iterable[str]) -> None:
        """Note where a file's links lead."""
        here = self.address.absolute(path_of(file))
        for written in links:
            # Nearly all of a site's links are a few, or lead to places on their own page.
            if written in self._whole:
                continue
            if written.startswith(("/", self.address.origin)):
                self._whole.add(written)
            self._take(_Named(file, written), here)

    def take_away(self, file: str, links: Iterable[str]) -> None:
        """Note which hosts a reader of a file may be led to."""
        for written in links:
            whole = f"https:{written}" if written.startswith("//") else written
            if _is_web(whole) and not self._is_own(whole):
                self._outside.setdefault(whole.partition("#")[0], _Named(file, written))

    @property
    def outside(self) -> tuple[str, ...]:
        """The addresses on other hosts, each once, without fragment."""
        return tuple(self._outside)

    def outside_finding(self, address: str, message: str, hint: str) -> Finding:
        """Return what is wrong with an address on another host, at the first file that names it."""
        named = self._outside[address]
        return Finding(named.file, Rule.OUTSIDE_LINK, message, hint, named.written)

    def broken(
        self,
        files: Collection[str],
        redirected: Iterable[str],
        told: Collection[str],
        has_id: HasId,
    ) -> Iterator[Finding]:
        """Yield each link within the site that leads nowhere, but those that were `told` of."""
        for written, named in self._odd.items():
            yield _finding(named, f"{_on(named)} is no address: {written}")
        for path, named in self._strange.items():
            if _is_web(named.written) and (path == "/" or not is_there(path, files)):
                continue  # another site on the same host, and meant to be
            message = f"{_on(named)} leads to {path}, outside of the site's own {self.address.base}"
            yield _finding(named, message)
        led, pages = Led(redirected), {path.partition("#")[0].partition("?")[0] for path in told}
        for path, fragments in self._inside.items():
            if is_there(path, files):
                rest = {it: at for it, at in fragments.items() if f"{path}#{it}" not in told}
                yield from _lost(path, rest, has_id)
            elif path not in pages and not led.away(path):
                named = next(iter(fragments.values()))
                yield _finding(named, f"{_on(named)} leads to {path}, where the site has nothing")

    def _is_own(self, whole: str) -> bool:
        home = self.address.absolute("/")
        return f"{whole.partition('#')[0].partition('?')[0]}/".startswith(home)

    def _take(self, named: _Named, here: str) -> None:
        try:
            whole = named.written.strip()
            self._note(named, here + whole if whole.startswith("#") else urljoin(here, whole))
        except ValueError:
            self._odd.setdefault(named.written, named)

    def _note(self, named: _Named, whole: str) -> None:
        site = self.address
        home = site.origin + site.href("/")
        if not whole.startswith(f"{site.origin}/"):
            return
        plain, _, fragment = whole.partition("#")
        path = unquote(plain.partition("?")[0].removeprefix(site.origin))
        if not whole.startswith(home) and f"{path}/" != f"{site.base}/":
            known = self._strange.setdefault(path, named)
            if _is_web(known.written) and not _is_web(named.written):
                self._strange[path] = named  # a path alone is never meant for another site
            return
        within = path.removeprefix(site.base) or "/"
        self._inside.setdefault(within, {}).setdefault(unquote(fragment), named)


def missing(
    pointed: Iterable[tuple[str, Place]],
    files: Collection[str],
    redirected: Iterable[str],
    has_id: HasId,
    report: Report,
) -> None:
    """Warn of each `/path#anchor` in a text at which the site has nothing, and that leads nowhere
    else: `redirected` are paths that do."""
    led = Led(redirected)
    for path, place in pointed:
        page, _, anchor = path.partition("#")
        plain = page.partition("?")[0]
        if is_there(plain, files):
            if anchor and not has_id(plain, anchor):
                message = f'nothing on {plain} is called "#{anchor}"'
                hint = "write the id of an update or of a heading"
                report.warn(Rule.MISSING_TARGET, place, message, hint)
        elif not led.away(plain):
            message = f"the site has no page {plain}"
            report.warn(Rule.MISSING_TARGET, place, message, "mend the path")


class Led:
    """The paths that lead elsewhere; one that ends with `*` means all below, `:name` in one is
    whatever stands between two slashes, and a slash at the end counts for nothing (Netlify,
    "Redirect options")."""

    def __init__(self, redirected: Iterable[str]) -> None:
        known = tuple(redirected)
        self._whole = frozenset(f"{path.removesuffix('*').rstrip('/')}/" for path in known)
        self._stems = tuple(path.removesuffix("*") for path in known if path.endswith("*"))
        self._held = tuple(_pattern(path) for path in known if "/:" in path)

    def away(self, path: str) -> bool:
        """True if a path leads elsewhere."""
        whole = f"{path.rstrip('/')}/"
        if whole in self._whole or path.startswith(self._stems):
            return True
        return any(pattern.fullmatch(whole) for pattern in self._held)


def _pattern(path: str) -> re.Pattern[str]:
    parts = ("[^/]+" if part[:1] == ":" else re.escape(part) for part in path.split("/"))
    return re.compile("/".join(parts).replace(r"\*", ".*").removesuffix("/") + "/")


def is_there(path: str, files: Collection[str]) -> bool:
    """True if the site has something at a path, or a page of that name."""
    return urls.file_of(path) in files or urls.file_of(f"{path}/") in files


def _lost(path: str, fragments: dict[str, _Named], has_id: HasId) -> Iterator[Finding]:
    for fragment, named in fragments.items():
        if fragment and not has_id(path, fragment):
            message = f"{_on(named)} leads to {path}#{fragment}, but nothing there has that id"
            yield _finding(named, message)


def _on(named: _Named) -> str:
    return f"a link on {path_of(named.file)}"


def _finding(named: _Named, message: str) -> Finding:
    return Finding(named.file, Rule.BROKEN_LINK, message, "mend the link", named.written)


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
