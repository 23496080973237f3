"""Scripts: a module read as far as joining asks for, modules joined to one script, bare scripts.

Law: what is published does what was written; what cannot be made bare safely stays as it is.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from string import ascii_letters
from typing import NoReturn

import rjsmin

from livegen.errors import Place, Problem, Rule, ThemeFailure, suggestion

_PLAIN_TEMPLATE = r"`(?:\\.|[^`\\])*+`"
_STRING = r""""(?:\\.|[^"\\\n])*+"|'(?:\\.|[^'\\\n])*+'"""
_TEMPLATE = (
    rf"`(?:\\.|(?!\$\{{)[^`\\]|\$\{{(?:{_STRING}|{_PLAIN_TEMPLATE}|\{{[^{{}}]*\}}|[^`}}])*+\}})*+`"
)
_PIECE = re.compile(
    rf"""(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))
       | (?P<literal>{_STRING}|{_TEMPLATE})
       | (?P<code>[^"'`/]++|["'`/])""",
    re.VERBOSE | re.DOTALL,
)
_EXPRESSION = re.compile(r"/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*+\]|[^/\\\[\n])++/[a-z]*+")
_BEFORE_EXPRESSION = re.compile(
    r"""(?:\A|[(,=:\[!&|?{};+*%~^<>-]
       |(?<![\w$.])(?:return|typeof|case|of|in|do|else|void|delete|throw|new|await|yield))\s*+\Z""",
    re.VERBOSE,
)
_NAME = r"[\w$]+"
_USE = re.compile(rf"(?P<of>(?<!\.\.)\.\s*+)?(?<![\w$]){_NAME}")
_KEY = re.compile(rf"[{{,]\s*+({_NAME})\s*+(?=[,}}:=])")
_METHOD = re.compile(
    rf"(?:[{{,;}}]|\b(?:async|get|set|static)\b)[\s*]*+({_NAME})\s*+\([^()]*\)\s*+\{{"
)
_LISTED = re.compile(r"\s*\{([^{}]*)\}\s*from\s*")
_STATEMENT = re.compile(
    rf"""(?:^|(?<=[;}}]))[ \t]*+(?:
        (?P<import>import\b(?!\s*[(.])(?P<what>[^"]*?)(?P<from>"+)[ \t]*+;?)
      | (?P<list>export\s*\{{(?P<listed>[^{{}}]*)\}}(?!\s*from\b)[ \t]*+;?)
      | (?P<export>export\s+)?(?:async\s+)?(?:function\b\s*\*?|(?:class|const|let|var)\b)\s*
        (?:(?P<name>{_NAME})|(?=(?P<pattern>[{{\[][^=;]*)))
      | (?P<other>export\b)
      )
      | (?P<open>[({{\[]) | (?P<close>[)}}\]])""",
    re.VERBOSE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Import:
    """`names` that a module takes from another, which it calls `module`, as in `./live/poll.js`."""

    module: str
    names: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Module:
    """A script: what it imports from beside it, what it exports, and what is left of it.

    `declared` holds where each name of its outermost scope stands.
    """

    path: str
    imports: tuple[Import, ...]
    exports: frozenset[str]
    declared: Mapping[str, Place]
    body: str


def read(path: str, text: str) -> Module:
    """Return a script as a module. Raises `ThemeFailure` where it cannot be joined as written.

    Only imports from beside it are read; one of a whole address stays in the body.
    """
    imports: list[Import] = []
    exports: set[str] = set()
    declared: dict[str, Place] = {}
    cuts: list[tuple[int, int]] = []
    for found in _statements(_blind(_pieces(text))):
        if found["import"]:
            if taken := _import(path, text, found):
                imports.append(taken)
                cuts.append(found.span("import"))
        elif found["list"]:
            exports.update(_listed(path, text, found.start("list"), found["listed"]))
            cuts.append(found.span("list"))
        elif found["other"]:
            _refuse(path, text, found.start("other"), "export each name where it is declared")
        else:
            names = [found["name"]] if found["name"] else re.findall(_NAME, found["pattern"])
            start = found.start("name" if found["name"] else "pattern")
            declared.update(dict.fromkeys(names, _place(path, text, start)))
            if found["export"]:
                exports.update(names)
                cuts.append(found.span("export"))
    return Module(path, tuple(imports), frozenset(exports), declared, _without(text, cuts))


def target(path: str, module: str) -> str:
    """Return the path of what a script at `path` imports as `module`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), module))


def joined(path: str, modules: Mapping[str, Module]) -> str:
    """Return a script with all that it imports before it, in one scope.

    `modules` holds all of them by path, without a cycle. Nobody else can see their names: those
    are made short. Raises `ThemeFailure` if two declare the same name, or if one imports what
    another does not export.
    """
    order: dict[str, Module] = {}
    _take(path, modules, order)
    declared: dict[str, str] = {}
    for module in order.values():
        for name, place in module.declared.items():
            if name in declared:
                _clash(name, place, declared[name])
            declared[name] = module.path
    whole = "\n".join(module.body for module in order.values())
    return _shortened(whole, tuple(declared)) if len(order) > 1 else whole


def bare(script: str) -> str:
    """Return a script without comments and layout; comments that begin with `/*!` stay.

    rjsmin goes by patterns, which a template in a template and some regular expressions mislead:
    a script that would not say the same any more stays as it was written.
    """
    short = str(rjsmin.jsmin(script, keep_bang_comments=True))
    return short if _said(short) == _said(script) else script


def _take(path: str, modules: Mapping[str, Module], order: dict[str, Module]) -> None:
    if path in order:
        return
    for taken in modules[path].imports:
        other = target(path, taken.module)
        _take(other, modules, order)
        for name in taken.names:
            if name not in modules[other].exports:
                _not_exported(name, taken, modules[other])
    order[path] = modules[path]


def _shortened(script: str, names: Sequence[str]) -> str:
    """Return a script with shorter names in its outermost scope.

    A name is given the same other one wherever it stands, so that scopes do not matter. One that
    may be a key somewhere, or that a template holds, stays as it is.
    """
    pieces = [
        (kind, piece)
        if kind != "comment" or piece.startswith("/*!")
        else ("code", "\n" if "\n" in piece else " ")
        for kind, piece in _pieces(script)
    ]
    blind = _blind(pieces)
    templates = (it for kind, it in pieces if kind == "literal" and it.startswith("`"))
    kept = {*re.findall(_NAME, " ".join(templates)), *_KEY.findall(blind), *_METHOD.findall(blind)}
    taken = {*re.findall(_NAME, blind), *kept}
    free = (name for name in _short_names() if name not in taken)
    uses = Counter(re.findall(_NAME, blind))
    by_use = sorted(names, key=lambda name: -uses[name])
    short = {name: next(free) for name in by_use if name not in kept and len(name) > 2}
    if "const" not in kept:
        short["const"] = "let"

    def rename(found: re.Match[str]) -> str:
        return found[0] if found["of"] else short.get(found[0], found[0])

    return "".join(_USE.sub(rename, piece) if kind == "code" else piece for kind, piece in pieces)


def _short_names() -> Iterator[str]:
    yield from ascii_letters
    yield from map("".join, product(ascii_letters, repeat=2))


def _statements(blind: str) -> Iterator[re.Match[str]]:
    """Yield the imports, exports and declarations of the outermost scope."""
    depth = 0
    for found in _STATEMENT.finditer(blind):
        if found["open"]:
            depth += 1
        elif found["close"]:
            depth -= 1
        elif depth == 0:
            yield found


def _import(path: str, text: str, found: re.Match[str]) -> Import | None:
    start, end = found.span("from")
    module = text[start + 1 : end - 1]
    if not module.startswith(("./", "../")):
        return None
    names: tuple[str, ...] = ()
    if found["what"].strip():
        listed = _LISTED.fullmatch(found["what"])
        if not listed:
            _refuse(path, text, found.start("import"), f'write import {{name}} from "{module}"')
        names = _listed(path, text, found.start("import"), listed[1])
    return Import(module, names, _place(path, text, start + 1, end - start - 2))


def _listed(path: str, text: str, start: int, names: str) -> tuple[str, ...]:
    found = tuple(name.strip() for name in names.split(",") if name.strip())
    if not all(re.fullmatch(_NAME, name) for name in found):
        _refuse(path, text, start, "modules share one scope: keep the names as they are")
    return found


def _without(text: str, cuts: Sequence[tuple[int, int]]) -> str:
    kept, at = [], 0
    for start, end in cuts:
        kept.append(text[at:start])
        at = end
    return "".join((*kept, text[at:]))


def _refuse(path: str, text: str, start: int, hint: str) -> NoReturn:
    line = text[start:].partition("\n")[0].strip()
    _fail(_place(path, text, start, len(line)), f"a script cannot be joined by `{line}`", hint)


def _clash(name: str, place: Place, other: str) -> NoReturn:
    _fail(
        place, f"`{name}` is declared in {other} too", "joined scripts share one scope: rename it"
    )


def _not_exported(name: str, taken: Import, other: Module) -> NoReturn:
    hint = suggestion(name, tuple(sorted(other.exports)), f"export it in {other.path}")
    _fail(taken.place, f"{other.path} exports no `{name}`", hint)


def _fail(place: Place, message: str, hint: str) -> NoReturn:
    raise ThemeFailure(Problem(Rule.TEMPLATE, place, message, hint))


def _place(path: str, text: str, start: int, width: int = 1) -> Place:
    line_start = text.rfind("\n", 0, start) + 1
    return Place(path, text.count("\n", 0, start) + 1, start - line_start + 1, width)


def _said(script: str) -> str:
    """Return a script without its comments and blanks, but for those in its literals."""
    return "".join(
        piece if kind == "literal" else "".join(piece.split())
        for kind, piece in _pieces(script)
        if kind != "comment"
    )


def _blind(pieces: Iterable[tuple[str, str]]) -> str:
    """Return a script of the same length: its comments are blank, its literals are quotes."""
    return "".join(
        '"' * len(piece)
        if kind == "literal"
        else re.sub(r"[^\n]", " ", piece)
        if kind == "comment"
        else piece
        for kind, piece in pieces
    )


def _pieces(script: str) -> Iterator[tuple[str, str]]:
    """Yield a script in pieces, each with its kind: code, comment or literal."""
    at, before = 0, ""
    while found := _expression(script, at, before) or _PIECE.match(script, at):
        kind = found.lastgroup or "literal"
        yield kind, found[0]
        at = found.end()
        if kind != "comment" and not found[0].isspace():
            before = found[0] if kind == "code" else "x"


def _expression(script: str, at: int, before: str) -> re.Match[str] | None:
    """Return a regular expression that begins there; elsewhere `/` divides, or begins a comment."""
    is_one = script.startswith("/", at) and _BEFORE_EXPRESSION.search(before[-20:])
    return _EXPRESSION.match(script, at) if is_one else None
