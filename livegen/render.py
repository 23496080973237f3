"""Fill a template with a view.

Law: a template sees the values it is given and nothing else: no site, no loader, no clock, no
chance. Same theme, same view, same bytes.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache, partial
from gettext import NullTranslations
from pathlib import PurePosixPath
from types import CodeType, TracebackType
from typing import Any, Protocol

import jinja2
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from jinja2.tests import TESTS
from jinja2.utils import missing
from markupsafe import Markup, escape

from livegen import assets, times, words
from livegen.errors import NOWHERE, Place, Problem, Rule, ThemeFailure, closest, suggestion
from livegen.fingerprint import fingerprint
from livegen.words import Words


class _Head(Protocol):
    @property
    def language(self) -> str: ...


class PageView(Protocol):
    """What every page view has."""

    @property
    def head(self) -> _Head: ...


def theme(own: Mapping[str, bytes], default: Mapping[str, bytes]) -> Theme:
    """Return the theme of the files below `templates/`, by relative name (`layouts/live.html`).

    `own` lies over `default` file by file; `{% extends "default/story.html" %}` reaches the file
    beneath. Raises `ThemeFailure` for a text that is not UTF-8 and for a style sheet that
    names a file which is not there. Templates are compiled when first drawn. The last theme is
    kept: a preview asks for it again with each edit.
    """
    return _theme(tuple(sorted(own.items())), tuple(sorted(default.items())))


_Files = tuple[tuple[str, bytes], ...]


@lru_cache(maxsize=1)
def _theme(own: _Files, default: _Files) -> Theme:
    return Theme(dict(own), dict(default))


class Theme:
    """The templates, words and assets of a site. In it lives an environment for each language."""

    def __init__(self, own: Mapping[str, bytes], default: Mapping[str, bytes]) -> None:
        files = {**default, **own}
        self._sources = {
            **{name: _template(name, own, files) for name in files if _is_template(name)},
            **{
                f"default/{name}": _template(name, {}, default)
                for name in default
                if _is_template(name)
            },
        }
        self._own = sorted(
            name for name in own if _is_template(name) and own[name] != default.get(name)
        )
        self._own_words = _catalogues("templates/", own)
        self._default_words = _catalogues("default/", default)
        self._catalogues: dict[str, NullTranslations] = {}
        self._spoken: dict[tuple[str, int], Words] = {}
        self._environments: dict[str, jinja2.Environment] = {}
        self._parts: dict[tuple[str, str, int], tuple[weakref.ref[object], Markup]] = {}
        self.digest = fingerprint(files)
        """Of all files: what is drawn with one theme is not drawn with another."""
        published = assets.published(files)
        self.assets: Mapping[str, bytes] = dict(sorted(published.values()))
        """Output path (`assets/site.1a2b3c4d.css`) -> bytes. An empty file is not published."""
        self.asset_urls: Mapping[str, str] = {
            name: path for name, (path, _) in sorted(published.items())
        }
        """Name below `assets/` (`site.css`) -> output path."""
        self.layouts: frozenset[str] = frozenset(_below("layouts", files))
        """What a story's `layout` may be."""
        self.embeds: frozenset[str] = frozenset(_below("embeds", files))
        """Every embed that has a template."""
        self.own_embeds: frozenset[str] = self.embeds - frozenset(_below("embeds", default))
        """The embeds that the site adds to those of the default theme."""

    def page(self, template: str, view: PageView, source: str) -> bytes:
        """Return a page as UTF-8, in the language of its head.

        The template sees `view` and nothing else. `source` is what the page is made of, for
        error messages. Raises `ThemeFailure`, as do `part` and `embed`.
        """
        return self._draw(template, {"view": view}, view.head.language, source).encode()

    def part(self, template: str, language: str, source: str, **values: object) -> Markup:
        """Return a partial drawn on its own: it sees `values` and nothing else."""
        text = self._draw(template, values, language, source).strip()
        return Markup(text)  # noqa: S704 it was autoescaped

    def embed(
        self, name: str, arguments: Mapping[str, str], body: Markup, language: str, source: str
    ) -> Markup:
        """Return the static form of an embed: its template sees `arguments` and `body`."""
        template = f"embeds/{name}.html"
        return self.part(template, language, source, arguments=arguments, body=body)

    def shared_part(self, language: str, value: object, template: str) -> Markup:
        """Return a partial that sees one value, under its own name: `_update.html` an `update`.

        It is drawn once for all pages that show the value, and kept as long as the value is.
        """
        key = (template, language, id(value))
        if key in self._parts:
            return self._parts[key][1]
        name = template.rpartition("/")[2].removeprefix("_").removesuffix(".html")
        drawn = Markup(self._draw(template, {name: value}, language, ""))  # noqa: S704 escaped
        with suppress(TypeError):  # a value that nobody can ask whether it is still there
            self._parts[key] = weakref.ref(value, lambda _: self._parts.pop(key)), drawn
        return drawn

    def catalogue(self, language: str) -> NullTranslations:
        """Return the theme's messages in a language (BCP 47); in templates they are English."""
        if language not in self._catalogues:
            said = words.catalogue(language, self._own_words, self._default_words)
            self._catalogues[language] = said
        return self._catalogues[language]

    def words(self, language: str, clock: int) -> Words:
        """Return the words of a language; `clock` is as for `words.of`."""
        key = language, clock
        if key not in self._spoken:
            self._spoken[key] = words.of(language, clock).saying(self.catalogue(language))
        return self._spoken[key]

    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with the site's own templates and catalogues, all at once.

        Whoever draws such a template meets the fault again, at the same place; what is wrong in a
        catalogue is not said on a page.
        """
        wrong = (*self._misspelt(), *self._misworded())
        return wrong or tuple(self._unsaid())

    def _draw(self, template: str, values: Mapping[str, object], language: str, source: str) -> str:
        drawing = f" (while drawing {source})" if source else ""
        try:
            return self._environment(language).get_template(template).render(values)
        except ThemeFailure as failure:  # of a part
            message = failure.problem.message + drawing
            raise ThemeFailure(replace(failure.problem, message=message)) from failure
        except Exception as exception:
            # Whatever a template does wrong, from a slip to 1 + "a", is its author's to mend.
            message, hint = _words(exception, self._sources, tuple(values))
            raise ThemeFailure(
                Problem(Rule.TEMPLATE, self._place(exception), message + drawing, hint)
            ) from exception

    def _environment(self, language: str) -> jinja2.Environment:
        if language not in self._environments:
            loader = jinja2.FunctionLoader(self._load)
            environment = _environment(loader, language, self.catalogue(language))
            environment.filters["part"] = partial(self.shared_part, language)
            self._environments[language] = environment
        return self._environments[language]

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        if name not in self._sources:
            return None
        path, text = self._sources[name]
        return text, path, lambda: True

    def _misspelt(self) -> Iterator[Problem]:
        environment = self._environment("en")
        for name in self._own:
            try:
                environment.get_template(name)
            except jinja2.TemplateError as error:
                message, hint = _words(error, self._sources, ())
                yield Problem(Rule.TEMPLATE, self._place(error), message, hint)

    def _misworded(self) -> Iterator[Problem]:
        for path, text in self._changed_words():
            yield from words.faults(path, text)

    def _unsaid(self) -> Iterator[Problem]:
        """Yield what a site translates in vain, for a slip in the English of it."""
        changed = tuple(self._changed_words())
        said = self._said() if changed else ()
        for path, text in changed:
            yield from words.unsaid(path, text, said)

    def _changed_words(self) -> Iterator[tuple[str, str]]:
        for name, text in self._own_words.items():
            if text != self._default_words.get(name):
                yield f"templates/{name}", text

    def _said(self) -> set[str]:
        """Return every message of the default theme and of the site's own templates."""
        said: set[str] = set()
        for name, text in [*self._default_words.items()][:1]:  # each of them has every message
            said |= words.originals(name, text)
        environment = self._environment("en")
        for name in self._own:
            found = environment.extract_translations(self._sources[name][1])  # type: ignore[attr-defined]
            said |= {it if isinstance(it, str) else it[0] for _, _, it in found}
        return said

    def _place(self, exception: BaseException) -> Place:
        """Return the innermost line of a template that `exception` came through."""
        texts = dict(self._sources.values())
        if isinstance(exception, RecursionError):  # the site's own closes the circle
            own = {self._sources[name][0] for name in self._own}
            texts = {path: text for path, text in texts.items() if path in own} or texts
        for path, line in reversed(_lines(exception)):
            if path in texts:
                written = (texts[path].splitlines()[line - 1 :] or [""])[0]
                text = written.strip()
                indent = len(written) - len(written.lstrip())
                return Place(path, line, indent + 1, max(1, len(text)))
        return NOWHERE


def _template(name: str, own: Mapping[str, bytes], files: Mapping[str, bytes]) -> tuple[str, str]:
    """Return a template's path, for messages, and its text."""
    path = f"templates/{name}" if name in own else f"default/{name}"
    return path, assets.text_of(path, files[name])


def _catalogues(folder: str, files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the text of each catalogue by its name: `words/de.po`."""
    return {
        name: assets.text_of(folder + name, data)
        for name, data in files.items()
        if name.startswith(words.FOLDER) and name.endswith(".po")
    }


def _is_template(name: str) -> bool:
    return name.endswith(".html") and not name.startswith(assets.FOLDER)


def _below(folder: str, names: Mapping[str, bytes]) -> Iterator[str]:
    paths = map(PurePosixPath, names)
    return (path.stem for path in paths if str(path.parent) == folder and path.suffix == ".html")


# The environment


class _Undefined(jinja2.StrictUndefined):
    """A value that is not there. Its message has two lines: what is wrong, what to write."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        name, owner = self._undefined_name, self._undefined_obj
        if self._undefined_hint or name is None:
            return self._undefined_hint or "is not defined"
        if owner is missing:
            return f"`{name}` is not defined"  # what is, `_words` knows
        known = tuple(_names(owner))
        listed = f"it has {', '.join(known)}" if known else ""
        kind = type(owner).__name__
        return f"{kind} has no `{name}`\n{suggestion(str(name), known, listed)}"


def _names(owner: object) -> Iterator[str]:
    if isinstance(owner, Mapping):
        yield from sorted(map(str, owner))
    elif is_dataclass(owner):
        yield from (field.name for field in fields(owner))


class _Template(jinja2.Template):
    """A template that is drawn in one piece, and escapes only what needs it."""

    @classmethod
    def from_code(
        cls,
        environment: jinja2.Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> jinja2.Template:
        made = super().from_code(environment, code, globals, uptodate)
        draw = made.root_render_func

        # Each of a hundred snippets would be handed up through all templates that include it.
        def root(context: Context) -> Iterator[str]:
            yield "".join(draw(context))

        draw.__globals__["escape"] = _escaped
        made.root_render_func = root
        return made


def _escaped(value: object) -> str:
    # Markup's own takes a copy even of what is safe, and one more to call it Markup.
    if type(value) is Markup:
        return value
    if type(value) is str and not _UNSAFE(value):
        return value
    return escape(value)


_UNSAFE = re.compile("[&<>\"']").search


class _Environment(jinja2.Environment):
    template_class = _Template

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._at_hand: dict[object, jinja2.Template] = {}

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> jinja2.Template:
        # Jinja's cache is asked by a new weak reference to the loader each time.
        if name not in self._at_hand:
            self._at_hand[name] = super().get_template(name, parent, globals)
        return self._at_hand[name]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # Jinja's is a `ChainMap`, so that they may still change; theirs do not, and each include
        # makes a set of their names, for which a `ChainMap` takes half of its time.
        return {**self.globals, **(d or {})}


def _environment(
    loader: jinja2.BaseLoader, language: str, catalogue: NullTranslations
) -> jinja2.Environment:
    environment = _Environment(
        loader=loader,
        autoescape=True,
        undefined=_Undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
        # It looks for what never changes, which takes a tenth of compiling and finds nothing.
        optimized=False,
    )
    # `lipsum` and `random` would draw a page differently each time.
    environment.globals.clear()
    del environment.filters["random"]
    environment.add_extension("jinja2.ext.i18n")
    environment.filters["moment"] = lambda iso: words.of(language, 0).full(times.read(iso, "UTC"))
    environment.policies["ext.i18n.trimmed"] = True
    # New style: the words are safe HTML, what is put into them is escaped.
    environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    environment.globals["gettext"] = environment.globals["_"] = _gettext(catalogue)
    return environment


def _gettext(catalogue: NullTranslations) -> Callable[..., Markup]:
    """Return what `_` is in templates. A page says some twenty words of its own; Jinja's makes
    each of them anew, and asks the context twice on the way."""

    @lru_cache(maxsize=1024)
    def without_variables(message: str) -> Markup:
        return with_variables(message) % {}

    def with_variables(message: str) -> Markup:
        return Markup(catalogue.gettext(message))  # noqa: S704 words of the theme

    def gettext(message: str, **variables: object) -> Markup:
        return with_variables(message) % variables if variables else without_variables(message)

    return gettext


# What went wrong, and where


def _words(
    exception: BaseException, templates: Mapping[str, tuple[str, str]], seen: tuple[str, ...]
) -> tuple[str, str]:
    """Return what is wrong, and what to write instead; `seen` are the values that were given."""
    match exception:
        case jinja2.TemplateNotFound(name=str() as name):
            return f"there is no template `{name}`", suggestion(
                name, tuple(templates), f"add templates/{name}"
            )
        case jinja2.UndefinedError():
            message, _, hint = str(exception.message).partition("\n")
            unknown = _UNKNOWN.fullmatch(message)
            return message, _in_scope(unknown["name"], seen) if unknown else hint
        case jinja2.TemplateError():
            message = str(exception.message).rstrip(".")
            return message, _of_syntax(message)
        case RecursionError():
            return _of_a_circle(_lines(exception), templates)
        case _:
            return f"{type(exception).__name__}: {exception}", _EXPLAINED


_UNKNOWN = re.compile("`(?P<name>.*)` is not defined")

_EXPLAINED = "how to write it stands in https://jinja.palletsprojects.com/en/stable/templates/"
_SYNTAX = {
    r".*needs to be closed is '(\w+)'": "write {{% end{0} %}} where it ends",
    r"Missing end of raw directive()": "write {{% endraw %}} where it ends",
    r"Missing end of comment tag()": "write #}} where it ends",
    r".*expected 'end of print statement'()": "write }}}} where it ends",
    r".*expected 'end of statement block'()": "write %}} where it ends",
    r".*'end of statement block', got '=()'": "write == to compare",
    r"Encountered unknown tag 'end(\w+)'": "take it out: no {{% {0} %}} is open here",
}
"""What Jinja says of a slip, and what to write instead."""


def _of_syntax(message: str) -> str:
    for said, hint in _SYNTAX.items():
        if found := re.match(said, message):
            return hint.format(found[1])
    if found := re.match(r"No (filter|test) named '(\w+)'", message):
        known = FILTERS if found[1] == "filter" else TESTS
        return suggestion(found[2], known, _EXPLAINED)
    return _EXPLAINED


def _of_a_circle(
    lines: list[tuple[str, int]], templates: Mapping[str, tuple[str, str]]
) -> tuple[str, str]:
    met = {path for path, _ in lines}
    circle = {path: name for name, (path, _) in templates.items() if path in met}
    named = ", ".join(f"`{path}`" for path in sorted(circle))
    beneath = [f"default/{name}" for name in sorted(circle.values())]
    hint = next((f'use "{it}" there' for it in beneath if it in templates), _EXPLAINED)
    return f"templates draw each other without end: {named}", hint


def _in_scope(name: str, seen: tuple[str, ...]) -> str:
    # An imported macro sees less than its page: what is not defined cannot be what was meant.
    near = closest(name, {*seen, "gettext", "ngettext"} - {name})
    listed = " and ".join(f"`{value}`" for value in seen)
    given = f"what is drawn here sees {listed}; other names" if listed else "names"
    return f"did you mean `{near}`?" if near else f"{given} come from `set`"


def _lines(exception: BaseException) -> list[tuple[str, int]]:
    """Return the file and line of each frame of the traceback, outermost first.

    Jinja writes tracebacks anew, so that frames of a template bear its own lines.
    """
    frames: list[tuple[str, int]] = []
    traceback: TracebackType | None = exception.__traceback__
    while traceback:
        frames.append((traceback.tb_frame.f_code.co_filename, traceback.tb_lineno))
        traceback = traceback.tb_next
    if isinstance(exception, jinja2.TemplateSyntaxError):
        # The file of what is never closed Jinja hands over as the name.
        frames.append((exception.filename or exception.name or "", exception.lineno))
    return frames
