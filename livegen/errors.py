"""How a build fails: where to look, what is wrong, what to write instead.

A problem is a value. Rooms that read what people wrote gather problems in a `Report`, so that
one run names them all; only bugs are raised and crash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Level(StrEnum):
    """How much a problem matters: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Rule(StrEnum):
    """What a problem breaks. The names are public: `docs/errors.md` explains each one."""

    # the file and its front matter
    ENCODING = "encoding"
    CONTROL_CHARACTER = "control-character"
    FENCE = "fence"
    SYNTAX = "syntax"
    TAB = "tab"
    DUPLICATE_KEY = "duplicate-key"
    COMMENT_CUTS_TEXT = "comment-cuts-text"
    UNQUOTED = "unquoted"
    SEVERAL_LINES = "several-lines"
    ITEM_BECAME_KEY = "item-became-key"
    YAML_TAG = "yaml-tag"
    ALIAS = "alias"
    TOML = "toml"
    # keys and values
    UNKNOWN_KEY = "unknown-key"
    UNKNOWN_SETTING = "unknown-setting"
    MISSING_KEY = "missing-key"
    WRONG_SHAPE = "wrong-shape"
    NOT_A_TIME = "not-a-time"
    AMBIGUOUS_TIME = "ambiguous-time"
    MISSING_TIME = "missing-time"
    UNKNOWN_ZONE = "unknown-zone"
    NOT_A_BOOLEAN = "not-a-boolean"
    NOT_A_CHOICE = "not-a-choice"
    NOT_A_LANGUAGE = "not-a-language"
    NOT_A_SLUG = "not-a-slug"
    NOT_AN_ID = "not-an-id"
    NOT_A_URL = "not-a-url"
    DUPLICATE_ID = "duplicate-id"
    TIME_ORDER = "time-order"
    SEVERAL_PINNED = "several-pinned"
    NOTHING_TO_READ = "nothing-to-read"
    EARLY_UPDATE = "early-update"
    SAME_TIME = "same-time"
    UNTITLED_KEY_EVENT = "untitled-key-event"
    GONE_STALE = "gone-stale"
    LIKELY_SLIP = "likely-slip"
    # text
    UNKNOWN_SHORTCODE = "unknown-shortcode"
    UNCLOSED_SHORTCODE = "unclosed-shortcode"
    MISPLACED_SHORTCODE = "misplaced-shortcode"
    BAD_ARGUMENT = "bad-argument"
    MISSING_ALT = "missing-alt"
    SILENT_PICTURE = "silent-picture"
    MISSING_TARGET = "missing-target"
    NOT_OUT = "not-out"
    LOST_FOOTNOTE = "lost-footnote"
    REMOVED_HTML = "removed-html"
    FOREIGN_PICTURE = "foreign-picture"
    BROKEN_PICTURE = "broken-picture"
    # what lies on disk
    NO_CONTENT = "no-content"
    MISPLACED = "misplaced"
    FILE_NAME = "file-name"
    NOT_A_FILE = "not-a-file"
    UNUSED_FILE = "unused-file"
    # the site as a whole
    CLASH = "clash"
    ONE_SIDED = "one-sided"
    BROKEN_LINK = "broken-link"
    OUTSIDE_LINK = "outside-link"
    STRUCTURED_DATA = "structured-data"
    SMALL_PICTURE = "small-picture"
    FEED = "feed"
    VANISHING_PAGE = "vanishing-page"
    UNMARKED_COPY = "unmarked-copy"
    DEFAULT_CHANGED = "default-changed"
    OUTPUT_FOLDER = "output-folder"
    TEMPLATE = "template"
    DEFAULT_URL = "default-url"
    OUTSIDE = "outside"


WARNED = frozenset(
    [
        Rule.BROKEN_LINK,
        Rule.CONTROL_CHARACTER,
        Rule.DEFAULT_CHANGED,
        Rule.DEFAULT_URL,
        Rule.EARLY_UPDATE,
        Rule.FEED,
        Rule.FOREIGN_PICTURE,
        Rule.GONE_STALE,
        Rule.LIKELY_SLIP,
        Rule.LOST_FOOTNOTE,
        Rule.MISPLACED,
        Rule.MISSING_KEY,
        Rule.MISSING_TARGET,
        Rule.NOTHING_TO_READ,
        Rule.NOT_OUT,
        Rule.ONE_SIDED,
        Rule.OUTSIDE_LINK,
        Rule.REMOVED_HTML,
        Rule.SAME_TIME,
        Rule.SEVERAL_PINNED,
        Rule.SILENT_PICTURE,
        Rule.SMALL_PICTURE,
        Rule.STRUCTURED_DATA,
        Rule.TEMPLATE,
        Rule.TIME_ORDER,
        Rule.UNMARKED_COPY,
        Rule.UNTITLED_KEY_EVENT,
        Rule.UNUSED_FILE,
        Rule.VANISHING_PAGE,
        Rule.WRONG_SHAPE,
    ]
)
"""The rules that are warned of, some of them besides errors: a site may choose how much each
matters to it. The others stop a build."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in a source.

    `path` is relative to the root, with `/`. `line` and `column` count from 1; a `line` of 0
    means the file as a whole. `width` is how many characters the fault spans.
    """

    path: str
    line: int = 0
    column: int = 1
    width: int = 1


NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Edit:
    """One mechanical change to a source: `width` characters at `place` become `text`."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where, what, and what to write instead.

    `message` and `hint` are plain text without a final full stop. `edits`, where there are any,
    mend it without asking (`livegen check --fix`).
    """

    rule: Rule
    place: Place
    message: str
    hint: str = ""
    level: Level = Level.ERROR
    edits: tuple[Edit, ...] = ()


class ThemeFailure(Exception):  # noqa: N818 it carries a problem, like its siblings
    """A template or an asset of the theme is wrong; `problem` says where and what to write."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(slots=True)
class Report:
    """The problems found so far. Append only; read `problems` when all is read."""

    _found: list[Problem] = field(default_factory=list)

    def error(
        self, rule: Rule, place: Place, message: str, hint: str = "", edits: Iterable[Edit] = ()
    ) -> None:
        """Note what stops the build."""
        self._found.append(Problem(rule, place, message, hint, Level.ERROR, tuple(edits)))

    def warn(
        self, rule: Rule, place: Place, message: str, hint: str = "", edits: Iterable[Edit] = ()
    ) -> None:
        """Note what an editor should know and a build survives."""
        self._found.append(Problem(rule, place, message, hint, Level.WARNING, tuple(edits)))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take over problems found elsewhere."""
        self._found.extend(problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems without repeats, by file, line and column.

        A template that is wrong once is wrong wherever it is drawn: it is named for one story.
        """
        ordered = sorted(set(self._found), key=lambda p: (p.place, p.rule, p.message))
        templates = {p.place: p for p in reversed(ordered) if p.rule is Rule.TEMPLATE}
        return tuple(p for p in ordered if p.rule is not Rule.TEMPLATE or templates[p.place] is p)

    @property
    def softened(self) -> tuple[Problem, ...]:
        """The problems, all of them as warnings: those of a draft."""
        return tuple(replace(problem, level=Level.WARNING) for problem in self.problems)

    @property
    def failed(self) -> bool:
        """True if any problem is an error."""
        return any(problem.level is Level.ERROR for problem in self._found)


def describe(problem: Problem, source: str | None) -> str:
    """Return the problem as the command line prints it, with its line of `source` underlined.

    The form is public (`path:line:column: level: message`, excerpt, hint); no line is wrapped,
    and of a very long one the part around the fault is shown.
    Tabs in the excerpt become one space, so that the marks stand under the fault.
    """
    place = problem.place
    where = place.path or "livegen"
    if place.line:
        where += f":{place.line}:{place.column}"
    parts = [f"{where}: {problem.level}: {problem.message}"]
    # Not `splitlines`, which also breaks at form feeds and U+2028; those are text to who counted.
    lines = re.split(r"\r\n|\n|\r", source) if source is not None else []
    if 0 < place.line <= len(lines):
        number = f"{place.line:>5}"
        excerpt, begins, width = _window(lines[place.line - 1].replace("\t", " "), place)
        parts.append(f"{number} | {excerpt}")
        parts.append(f"{' ' * len(number)} | {' ' * begins}{'^' * width}")
    if problem.hint:
        parts.append(f"   hint: {problem.hint}")
    return "\n".join(parts)


def worded(error: OSError) -> str:
    """Return what the world did wrong, as the command line prints it: in one line."""
    where = f" {error.filename}:" if error.filename else ""
    return f"livegen: error:{where} {error.strerror or error}"


_LONGEST_EXCERPT = 200
_BEFORE, _WINDOW = 40, 100


def _window(line: str, place: Place) -> tuple[str, int, int]:
    """Return what is shown of a line, and where and how wide the fault is in it."""
    at = place.column - 1
    width = max(1, min(place.width, len(line) - at))
    if len(line) <= _LONGEST_EXCERPT:
        return line, at, width
    begins = max(0, min(at - _BEFORE, len(line) - _WINDOW))
    ends = min(len(line), begins + _WINDOW)
    before, after = "…" * (begins > 0), "…" * (ends < len(line))
    shown = f"{before}{line[begins:ends]}{after}"
    return shown, len(before) + at - begins, max(1, min(width, ends - at))


def closest(word: str, known: Iterable[str]) -> str:
    """Return the known word that `word` is most likely a slip of, or `""`."""
    import difflib  # only a failing build needs it

    matches = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.65)
    return matches[0] if matches else ""


def suggestion(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return the question whether the closest known word was meant, or else `otherwise`."""
    near = closest(word, known)
    return f"did you mean `{near}`?" if near else otherwise
