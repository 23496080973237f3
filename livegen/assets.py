"""The files below `templates/assets/` as readers get them: under their digests, bare, and scripts
with all that they import.

Law: a name changes with its bytes and with those of whatever it leads to.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from livegen import scripts
from livegen.errors import Place, Problem, Rule, ThemeFailure, suggestion
from livegen.fingerprint import fingerprint

FOLDER = "assets/"

_REFERENCE = re.compile(
    r"""/\*.*?\*/
      | (?P<before>url\(\s*(?P<quote>["']?)|@import\s+(?P<mark>["']))
        (?P<name>(?!\w+:|[/\#])[^"'()\s?\#]+)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_COMMENT = r"(?>/\*(?!!).*?(?:\*/|\Z))"  # atomic: it ends at the first `*/`, whatever follows
_BLANK = rf"(?>\s|{_COMMENT})"
_PIECE = re.compile(
    rf"""(?P<kept>/\*!.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\(\s*[^"'\s][^)]*\))
       | {_BLANK}*+;(?={_BLANK}*+\}})
       | {_BLANK}*+(?P<mark>[{{}};]){_BLANK}*+
       | (?P<before>[:,]){_BLANK}++ | (?P<rule>@media){_BLANK}++(?=\()
       | (?P<blank>(?>(?P<space>\s)|{_COMMENT})++)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def published(files: Mapping[str, bytes]) -> dict[str, tuple[str, bytes]]:
    """Return for each asset, by its name, its output path and what is published there.

    The path carries the digest of the published bytes; a style sheet is therefore finished
    after the files that it names. A script is published with the modules that it imports; those
    that lie in a folder of their own are not published beside it.
    """
    assets = {
        name.removeprefix(FOLDER): data for name, data in files.items() if name.startswith(FOLDER)
    }
    modules = {
        _path(name): scripts.read(_path(name), text_of(_path(name), data))
        for name, data in sorted(assets.items())
        if name.endswith(".js")
    }
    sheets = {name: _referred(name, data, assets) for name, data in sorted(assets.items())}
    imports = {name: _imported(module, assets) for name, module in _by_name(modules).items()}
    named = {target for targets in sheets.values() for target in targets}
    inner = {target for targets in imports.values() for target in targets if "/" in target}
    done: dict[str, tuple[str, bytes]] = {}
    for name in _in_order(sheets | imports):
        if name in inner - named:
            continue
        data = _finished(name, assets[name], done, modules)
        if data.strip() or name in named:
            done[name] = _hashed(name, data), data
    return done


def text_of(path: str, data: bytes) -> str:
    """Return the text of a file of the theme. Raises `ThemeFailure` if it is not UTF-8."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ThemeFailure(
            Problem(Rule.TEMPLATE, Place(path, line), "is not UTF-8", "save the file as UTF-8")
        ) from None


def _referred(name: str, data: bytes, assets: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the assets that a style sheet names."""
    if not name.endswith(".css"):
        return ()
    path = _path(name)
    text = text_of(path, data)
    found = []
    for match in _REFERENCE.finditer(text):
        if match["name"] is None:
            continue
        target = _beside(name, match["name"])
        if target.startswith("../"):  # out of assets/, to a file of the site
            continue
        if target not in assets:
            raise ThemeFailure(_missing_asset(path, text, match, assets))
        found.append(target)
    return tuple(found)


def _imported(module: scripts.Module, assets: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the assets that a script imports."""
    found = []
    for taken in module.imports:
        path = scripts.target(module.path, taken.module)
        name = path.removeprefix(_path(""))
        if name not in assets:
            raise ThemeFailure(_missing(taken.place, taken.module, path, assets))
        found.append(name)
    return tuple(found)


def _missing_asset(
    path: str, text: str, match: re.Match[str], assets: Mapping[str, bytes]
) -> Problem:
    start = match.start("name")
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    place = Place(path, line, column, len(match["name"]))
    return _missing(place, match["name"], match["name"], assets)


def _missing(place: Place, written: str, name: str, assets: Mapping[str, bytes]) -> Problem:
    return Problem(
        Rule.TEMPLATE,
        place,
        f"there is no asset `{written}`",
        suggestion(name.removeprefix(_path("")), tuple(assets), f"add it below {_path('')}"),
    )


def _in_order(needs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the assets so that each stands after those it names."""
    try:
        return tuple(TopologicalSorter(needs).static_order())
    except CycleError as error:
        names = error.args[1]
        place = Place(_path(names[0]))
        what = "scripts" if names[0].endswith(".js") else "style sheets"
        message = f"{what} import each other: {' → '.join(names)}"
        raise ThemeFailure(
            Problem(Rule.TEMPLATE, place, message, "take out one of the imports")
        ) from None


def _finished(
    name: str,
    data: bytes,
    done: Mapping[str, tuple[str, bytes]],
    modules: Mapping[str, scripts.Module],
) -> bytes:
    """Return what is published of an asset: as it is, but for a style sheet and a script."""
    if name.endswith(".css"):
        return _bare(_with_digests(name, data.decode("utf-8-sig"), done)).encode()
    if name.endswith(".js"):
        return scripts.bare(scripts.joined(_path(name), modules)).encode()
    return data


def _by_name(modules: Mapping[str, scripts.Module]) -> dict[str, scripts.Module]:
    return {path.removeprefix(_path("")): module for path, module in modules.items()}


def _path(name: str) -> str:
    return f"templates/{FOLDER}{name}"


def _bare(sheet: str) -> str:
    """Return a style sheet without comments and layout; those that begin with `/*!` stay.

    Only such blanks go as mean nothing wherever they stand, also in nested rules and in custom
    properties (`docs/decisions/009-style-sheets-made-bare.md`).
    """
    return _PIECE.sub(_piece, sheet).strip()


def _piece(match: re.Match[str]) -> str:
    if match["blank"]:
        # A comment alone parts two words and is no blank: `.a/**/.b` is not `.a .b`.
        return " " if match["space"] else "/**/"
    return match["kept"] or match["mark"] or match["before"] or match["rule"] or ""


def _with_digests(name: str, sheet: str, done: Mapping[str, tuple[str, bytes]]) -> str:
    def rename(match: re.Match[str]) -> str:
        if match["name"] is None:
            return match[0]
        target = _beside(name, match["name"])
        if target not in done:
            return match[0]
        hashed, _ = done[target]
        relative = posixpath.relpath(hashed, posixpath.dirname(FOLDER + name))
        return match["before"] + relative

    return _REFERENCE.sub(rename, sheet)


def _beside(name: str, reference: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), reference))


def _hashed(name: str, data: bytes) -> str:
    stem, ending = posixpath.splitext(name)
    return f"{FOLDER}{stem}.{fingerprint(data)}{ending}"
