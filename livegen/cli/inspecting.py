"""What `check` asks of a site besides what a build asks: all that an editor would want to know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from livegen.cli.common import OUTPUT, WORKSHOP
from livegen.errors import Level, Place, Problem, Report

if TYPE_CHECKING:  # what a command does not need, it does not import
    from livegen.asking import Answer
    from livegen.build import Site
    from livegen.inspection import Finding, Inspection
    from livegen.settings import Settings
    from livegen.sources import Snapshot


@dataclass(frozen=True, slots=True)
class Checked:
    """A site as a check saw it: its sources, its settings, all that was made, what is wrong."""

    snapshot: Snapshot
    settings: Settings
    site: Site
    inspection: Inspection
    report: Report


def look(root: Path, now: str | None, *, links: bool) -> Checked:
    """Read and make all of a site; with `links`, learn where each link leads."""
    from livegen import shelf, sources
    from livegen.cli.common import moment_of

    report = Report()
    snapshot = sources.snapshot(root, root / OUTPUT, report)
    settings = shelf.settings_of(snapshot, Report())
    return _made(snapshot, settings, moment_of(snapshot, now), report, links=links)


def _made(
    snapshot: Snapshot, settings: Settings, now: datetime, report: Report, *, links: bool
) -> Checked:
    from livegen import build as press
    from livegen import inspection as looking
    from livegen import urls

    address = urls.address(settings.site.url)
    inspection = looking.Inspection(address, links=looking.Links(address) if links else None)
    site = press.checked(snapshot, now, report, inspection)
    inspection.copied = lambda file: _copied(snapshot, site, file)
    checked = Checked(snapshot, settings, site, inspection, report)
    if site.digests:  # without a readable theme there are none
        files = site.digests.keys() | site.copies.keys()
        looking.missing(site.pointed, files, site.redirected, inspection.has_id, report)
        if not report.failed:  # what is in error is not there, and would be missed
            _tell(checked, files)
    return checked


def _copied(snapshot: Snapshot, site: Site, file: str) -> bytes | None:
    return snapshot.read(site.copies[file]) if file in site.copies else None


def _tell(checked: Checked, files: frozenset[str] | set[str]) -> None:
    """Report what an editor should know of the site as a whole, and of what was made."""
    _tell_slips(checked)
    _tell_copies(checked)
    _tell_unused(checked)
    _tell_vanishing(checked, files)
    found = [*checked.inspection.findings(lambda file: _longest(checked, file))]
    told = frozenset(path for path, _ in checked.site.pointed)
    found += checked.inspection.broken_links(files, checked.site.redirected, told)
    checked.report.extend(problems(checked, found))


def _tell_slips(checked: Checked) -> None:
    from livegen import build as press
    from livegen import rules

    if plan := checked.site.plan:
        slips = rules.slips(plan.room)
        read = press.read_again(checked.site, sorted(slips.sources(plan.room)))
        rules.tell_slips(slips, read, checked.report)


def _tell_copies(checked: Checked) -> None:
    from livegen import inspection as looking
    from livegen import sources

    snapshot = checked.snapshot
    own = {name.removeprefix("templates/"): snapshot.read(name) for name in snapshot.templates}
    looking.copies(own, sources.default_theme(), checked.report)


def _tell_unused(checked: Checked) -> None:
    from livegen import inspection as looking

    resources, shown = checked.snapshot.resources, set(checked.site.copies.values())
    if unused := [*looking.unused(resources, shown, ())]:
        named = _named(checked.snapshot, {file.rpartition("/")[2] for file in unused})
        for file in looking.unused(unused, shown, named):
            looking.warn_of_unused(file, checked.report)


def _named(snapshot: Snapshot, names: Iterable[str]) -> frozenset[str]:
    """Return the names of files that stand in any text, published or not."""
    from livegen import inspection as looking

    odd = [name for name in names if looking.is_odd(name)]
    texts = [it for bundle in snapshot.stories for it in (bundle.source, *bundle.updates)]
    texts += [*snapshot.pages, *snapshot.sections.values()]
    texts += [snapshot.authors] if snapshot.authors else []
    return frozenset(name for it in texts for name in looking.names_in(_text(snapshot, it), odd))


def _tell_vanishing(checked: Checked, files: frozenset[str] | set[str]) -> None:
    from livegen import inspection as looking
    from livegen import output

    published = sorted(output.made(Path(checked.snapshot.root) / OUTPUT))
    has_id, redirected = checked.inspection.has_id, checked.site.redirected
    chosen = checked.settings.build.update_pages.value
    for story, update in looking.vanishing(published, files, redirected, has_id):
        place = _place_of_update(checked, story, update)
        looking.warn_of_vanishing(story, update, place, chosen, checked.report)


def _place_of_update(checked: Checked, story: str, update: str) -> Place:
    from livegen import build as press

    source = next((name for name, path in checked.site.paths.items() if path == story), "")
    for read in press.read_again(checked.site, [source] if source else []):
        return next((it.place for it in read.updates if it.id == update), Place(source))
    return Place(source)


def _longest(checked: Checked, file: str) -> int:
    """Return how many entries a feed may have: a story's own also those of its newest page."""
    from livegen import inspection as looking

    owner = checked.site.owners.get(file, "")
    is_of_story = owner in checked.site.paths
    newest = 2 * checked.settings.build.page_size - 1 + _ARCHIVED_IN_FEED
    return max(looking.MOST_ENTRIES, newest) if is_of_story else looking.MOST_ENTRIES


_ARCHIVED_IN_FEED = 10


# ------------------------------------------------------------------ findings at their place


def problems(checked: Checked, found: Iterable[Finding]) -> Iterator[Problem]:
    """Yield findings in built files as warnings about the sources that these are made of.

    An address that is written in one place is told of once, on however many pages it stands.
    """
    told: set[tuple[str, Place]] = set()
    for it in found:
        place = _place(checked, it)
        if place.line and (it.rule, place) in told:
            continue
        told.add((it.rule, place))
        yield Problem(it.rule, place, it.message, it.hint, Level.WARNING)


def _place(checked: Checked, found: Finding) -> Place:
    """Return where a finding's address is written, else the source of its file.

    That may be a text, or in quotes a setting or a template.
    """
    sources = tuple(_sources(checked, found.file))
    places = (_written_at(checked, source, found.written, "") for source in sources)
    snapshot = checked.snapshot
    shared = (*([snapshot.settings] if snapshot.settings else []), *snapshot.templates)
    quoted = (_written_at(checked, source, found.written, '"') for source in shared)
    if len(found.written) > 1:
        return next((it for it in (*places, *quoted) if it), Place(sources[0]))
    return Place(sources[0])


def _sources(checked: Checked, file: str) -> Iterator[str]:
    owner = checked.site.owners.get(file, "")
    bundles = {bundle.source: bundle for bundle in checked.snapshot.stories}
    if owner in bundles:
        yield from (owner, *bundles[owner].updates)
        return
    plan = checked.site.plan
    job = plan.jobs.get(owner) if plan else None
    yield job.source if job and job.source in checked.snapshot.stamps else "livegen.toml"


def _written_at(checked: Checked, source: str, written: str, quote: str) -> Place | None:
    if source not in checked.snapshot.stamps:
        return None
    text = _text(checked.snapshot, source)
    plain = unquote(written)
    for wanted in (written, plain, plain.removeprefix(checked.inspection.address.base)):
        # As a whole: a longer address that has it in it is another one.
        found = re.search(rf"{quote or _BEGINS}({re.escape(wanted)}){quote or _ENDS}", text)
        if len(wanted) > 1 and found:
            at = found.start(1)
            line = text.count("\n", 0, at) + 1
            return Place(source, line, at - text.rfind("\n", 0, at), len(wanted))
    return None


_BEGINS = r"(?<![\w.])"
_ENDS = r"(?![\w/#?&=%~+-]|[.,:;!]\w)"


def _text(snapshot: Snapshot, source: str) -> str:
    text = snapshot.read(source).decode("utf-8-sig", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


# ------------------------------------------------------------------ other hosts


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of asking other hosts: `left` addresses were not asked; or none of the hosts was
    reached, which are `unreached`."""

    left: int = 0
    unreached: tuple[str, ...] = ()


def ask_others(checked: Checked) -> Heard:
    """Ask about each address on another host, and report what is dead or has moved."""
    from livegen import __version__, asking

    links = checked.inspection.links
    if links is None or checked.report.failed:
        return Heard()
    path = Path(checked.snapshot.root) / WORKSHOP / "links.json"
    kept, now = asking.read(path), asking.clock()
    as_whom = f"livegen/{__version__} (checks links; {checked.settings.site.url})"
    asked = asking.ask(links.outside, kept, as_whom, now)
    if asked.answers:
        asking.write(path, kept, now)
    found = [it for address, told in asked.answers.items() for it in _said(checked, address, told)]
    checked.report.extend(problems(checked, found))
    return Heard(asked.left, asked.unreached)


def _said(checked: Checked, address: str, told: Answer) -> Iterator[Finding]:
    links = checked.inspection.links
    if links and told.fault:
        message, hint = f"{address} is dead: {told.fault}", "mend the link, or take it out"
        yield links.outside_finding(address, message, hint)
    elif links and told.moved:
        message = f"{address} has moved for good"
        yield links.outside_finding(address, message, f"write {told.moved}")


# ------------------------------------------------------------------ how much a rule matters


def levelled(checked: Checked) -> Report:
    """Return what is wrong, each warning as the settings want it."""
    levels = dict(checked.settings.check)
    told = Report()
    for it in checked.report.problems:
        level = levels.get(it.rule, it.level) if it.level is Level.WARNING else it.level
        if level != "off":
            told.extend((replace(it, level=Level(level)),))
    return told
