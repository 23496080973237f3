"""A file into fields with line and column, and a body; and fields into a file.

Law: every scalar stays the text that was written. YAML's own types, anchors and tags are no
part of what reporters write, and whatever would lose or change a word is an error with its place.

PyYAML has the last word on what is YAML. It stops at its first error and speaks to programmers,
so a file it refuses is read once more, line by line, by the slips reporters make: each is
reported with the line as it should read, and mended in memory, so that one run names them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler
from yaml.emitter import Emitter
from yaml.representer import SafeRepresenter
from yaml.resolver import BaseResolver
from yaml.serializer import Serializer

from livegen.errors import Edit, Place, Report, Rule
from livegen.model import Text


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text. `place` is the value as written, for a block scalar its `|`; `content` is the
    first character of the text itself."""

    text: str
    place: Place
    quoted: bool
    content: Place


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Fields:
    """Keys and values, in the order written; of a key written twice only the first."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place

    def get(self, name: str) -> Node | None:
        """Return the value of `name`, or None."""
        return next((value for key, value in self.entries if key.text == name), None)

    def key(self, name: str) -> Scalar | None:
        """Return the key `name` as written, or None."""
        return next((key for key, _ in self.entries if key.text == name), None)


Node: TypeAlias = Scalar | Items | Fields


@dataclass(frozen=True, slots=True)
class Document:
    """A file. `body` is what follows the front matter, without blank lines around it; its place
    is its first line, column 1, so that every further line counts on from there."""

    fields: Fields
    body: Text
    has_front_matter: bool


def read(path: str, content: bytes, report: Report) -> Document | None:
    """Return the file's fields and body; None if no fields can be trusted.

    All that is wrong goes to `report`. Slips whose meaning is plain are mended in what is
    returned, so that whoever reads the fields can name further problems in the same run.
    """
    text = _decoded(path, content, report)
    if text is None:
        return None
    source = _without_controls(path, text, report)
    fences = _fences(source, report)
    if fences is None:
        return Document(Fields((), source.place(1)), _body(source, source.lines, 1), False)
    opening, closing, body_from = fences
    above = [""] * opening
    front, body = _HANDLER.split(
        "\n".join(
            ["---", *above, *source.lines[opening + 1 : closing], "---", *source.lines[body_from:]]
        )
    )
    fields = _fields(source, front.split("\n")[:-1], report)
    if fields is None:
        return None
    return Document(fields, _body(source, body.split("\n")[1:], body_from + 1), True)


def draft_of(content: bytes) -> bool:
    """True if the front matter has a line `draft: true` of its own, however broken the rest."""
    lines = _BREAK.split(content.decode("utf-8-sig", "replace"))
    if not _LIKE_A_FENCE.fullmatch(lines[0]):
        return False
    front = _until(lines[1:], lambda line: bool(_LIKE_A_FENCE.fullmatch(line)))
    return any(_DRAFT.fullmatch(line) for line in front)


def write(fields: Mapping[str, object], body: str) -> str:
    """Return the file that `read` gives back as these fields and this body."""
    post = frontmatter.Post("")
    # Not by keyword: `Post` would take fields called `content` and `handler` for its own.
    post.metadata = dict(fields)
    # The body is joined here because `format` strips white space that belongs to it.
    text = _HANDLER.format(post) + "\n"
    return f"{text}\n{body}\n" if body else text


def item_became_key(node: Fields) -> tuple[Place, str] | None:
    """Return place and corrected line if `node` is a list item that a colon made `key: value`.

    For lists of texts: `- Ward 3: Okafor leads` is a mapping to YAML. Only the caller knows that
    a text was meant here; None if it cannot have been one.
    """
    if len(node.entries) != 1:
        return None
    key, value = node.entries[0]
    if not isinstance(value, Scalar) or value.place.line != key.place.line:
        return None
    shown = f'"{value.text}"' if value.quoted else value.text
    text = f"{key.text}: {shown}".rstrip()
    return node.place, f"- {_quoted(text)}"


# ---------------------------------------------------------------- characters

_BREAK = re.compile(r"\r\n|\n|\r")
# C0 but tab and line ends, DEL, C1, and what Unicode says is no character. U+FEFF is a byte
# order mark that strayed into the text when files were joined.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane * 0x10000 + last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
# libyaml ends a line at these two; they travel through it as two noncharacters, which no
# source can hold after `_without_controls`.
_SHIELDS = str.maketrans("\u2028\u2029", "\ufdd0\ufdd1")
_UNSHIELDS = str.maketrans("\ufdd0\ufdd1", "\u2028\u2029")
_INVISIBLE = "\u00a0\u2007\u202f\u200b\u200c\u200d\u2060\u3000"
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060"


@dataclass(frozen=True, slots=True)
class _Source:
    """The lines of a file without control characters, and where they stood before."""

    path: str
    lines: Sequence[str]
    left_out: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """line -> columns of the characters that were left out"""
    moved: Mapping[int, int] = field(default_factory=dict)
    """line -> columns by which mending moved its beginning to the right"""

    def place(self, line: int, column: int = 1, width: int = 1) -> Place:
        """Return the place in the file of what stands here now."""
        column = max(1, column - self.moved.get(line, 0))
        for gone in self.left_out.get(line, ()):
            column += gone <= column
        return Place(self.path, line, column, max(1, width))


def _decoded(path: str, content: bytes, report: Report) -> str | None:
    try:
        return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        # Only a BOM-less copy was decoded; its offsets are those the reader counts in.
        before = error.object[: error.start].decode("utf-8")
        lines = _BREAK.split(before)
        message, hint = _encoding_in_words(content, error.object[error.start : error.start + 3])
        place = Place(path, len(lines), len(lines[-1]) + 1)
        report.error(Rule.ENCODING, place, message, hint)
        return None


def _encoding_in_words(content: bytes, bad: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or content[:200].count(0) > 20:
        return "the file is not UTF-8 but UTF-16", "save it again as UTF-8"
    if bad[0] == 0xED and len(bad) > 1 and 0xA0 <= bad[1] <= 0xBF:
        return "half of a character stands here (a lone surrogate)", "type the character again"
    try:
        char = bad[:1].decode("cp1252")
    except UnicodeDecodeError:
        return f"the file is not UTF-8: byte 0x{bad[0]:02X}", "save it again as UTF-8"
    return (
        f"the file is not UTF-8: byte 0x{bad[0]:02X}, in Windows-1252 a {char}",
        "it is probably Windows-1252 (ANSI): save it again as UTF-8",
    )


def _without_controls(path: str, text: str, report: Report) -> _Source:
    lines = _BREAK.split(text)
    if not _CONTROL.search(text):
        return _Source(path, lines)
    left_out: dict[int, list[int]] = {}
    for number, line in enumerate(lines, 1):
        for found in _CONTROL.finditer(line):
            _warn_of_control(Place(path, number, found.start() + 1), found[0], report)
            left_out.setdefault(number, []).append(found.start() + 1)
    return _Source(path, [_CONTROL.sub("", line) for line in lines], left_out)


def _warn_of_control(place: Place, char: str, report: Report) -> None:
    report.warn(
        Rule.CONTROL_CHARACTER,
        place,
        f"a control character (U+{ord(char):04X}) is left out",
        "delete it",
    )


# -------------------------------------------------------------------- fences

_STRICT_FENCE = "---"
# What people, word processors and other tools write for `---`.
_LIKE_A_FENCE = re.compile(
    rf"(?:-{{2,}}|[—–]-?|-[—–]|―|\.\.\.|\+\+\+)[ \t{_INVISIBLE}]*|[—–-]{{2,}}\s*"
)
_INDENTED_FENCE = re.compile(r"\s{1,3}-{3,}\s*")
_DRAFT = re.compile(r"draft:[ \t]+true[ \t]*(?:[ \t]#.*)?")
_KEY = r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*"
_KEY_LINE = re.compile(rf"{_KEY}[ \t]*:(?:[ \t]|$).*")
_FRONT_LINE = re.compile(rf"(?:{_KEY}[ \t]*[:=：].*|[ \t]+\S.*|-(?:[ \t].*)?|#.*|\s*)")


def _fences(source: _Source, report: Report) -> tuple[int, int, int] | None:
    """Return the indices of both fences and of the first line below the front matter."""
    opening = _opening(source, report)
    if opening is None:
        return None
    for fence in (_LIKE_A_FENCE, _INDENTED_FENCE):
        for index in range(opening + 1, len(source.lines)):
            if source.lines[index] == _STRICT_FENCE:
                return opening, index, index + 1
            if fence.fullmatch(source.lines[index]):
                _wrong_fence(source, index, "ends", report)
                return opening, index, index + 1
    return (opening, *_missing_fence(source, opening, report))


def _opening(source: _Source, report: Report) -> int | None:
    """Return the index of the line that begins the front matter; a wrong one is an error."""
    lines = source.lines
    if lines[0] == _STRICT_FENCE:
        return 0
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    below = next((line for line in lines[first + 1 :] if line.strip()), "")
    if _like_an_opening(lines[first]) and _KEY_LINE.fullmatch(below):
        if first and lines[first] == _STRICT_FENCE:
            report.error(
                Rule.FENCE,
                source.place(first + 1, 1, 3),
                "the front matter must begin on the first line",
                "delete the empty lines above `---`",
            )
        else:
            _wrong_fence(source, first, "begins", report)
        return first
    if _fence_forgotten(lines, first):
        report.error(
            Rule.FENCE,
            source.place(first + 1, 1, len(lines[first])),
            "the front matter has no line `---` above it",
            f"add a line `---` above line {first + 1}",
        )
    return None


def _like_an_opening(line: str) -> bool:
    return bool(_LIKE_A_FENCE.fullmatch(line.strip() or "x"))


def _fence_forgotten(lines: Sequence[str], first: int) -> bool:
    """True for keys down to a `---` with nothing else above it."""
    front = _until(lines[first:], lambda line: line == _STRICT_FENCE)
    return (
        first + len(front) < len(lines)
        and bool(front)
        and bool(_KEY_LINE.fullmatch(front[0]))
        and all(_FRONT_LINE.fullmatch(line) for line in front)
    )


def _wrong_fence(source: _Source, index: int, does: str, report: Report) -> None:
    line = source.lines[index]
    place = source.place(index + 1, 1, len(line))
    message = f"the front matter {does} with a line of exactly three hyphens"
    if line.strip() == _STRICT_FENCE:
        message += ", without spaces"
    report.error(Rule.FENCE, place, message, "write ---", [Edit(place, _STRICT_FENCE)])


def _missing_fence(source: _Source, opening: int, report: Report) -> tuple[int, int]:
    front = _until(source.lines[opening + 1 :], lambda line: not _FRONT_LINE.fullmatch(line))
    last = opening + len(front)
    while last > opening and not source.lines[last].strip():
        last -= 1
    report.error(
        Rule.FENCE,
        source.place(opening + 1, 1, 3),
        "the front matter that begins here has no line `---` below it",
        f"add a line `---` after line {last + 1}",
    )
    return last + 1, last + 1


def _until(lines: Iterable[str], ends: Callable[[str], bool]) -> list[str]:
    taken = []
    for line in lines:
        if ends(line):
            break
        taken.append(line)
    return taken


def _body(source: _Source, lines: Sequence[str], number: int) -> Text:
    """Return `lines`, the first of which is line `number`, without blank lines around them."""
    filled = [index for index, line in enumerate(lines) if line.strip()]
    if not filled:
        return Text("", source.place(number))
    first, last = filled[0], filled[-1]
    return Text("\n".join(lines[first : last + 1]), source.place(number + first))


# ------------------------------------------------------------ YAML to fields


class _Loader(yaml.CSafeLoader):
    """Reads events, not values: no type is guessed, no alias expanded, no depth recursed into."""

    def get_single_data(self) -> list[yaml.Event]:
        return list(iter(self._next, None))

    def _next(self) -> yaml.Event | None:
        return self.get_event() if self.check_event() else None


class _Handler(YAMLHandler):
    """Front matter between lines of exactly `---`, read as events and written as plain text."""

    # The library's own pattern also takes `-----` and lets `\s*` run over following lines.
    FM_BOUNDARY = re.compile(r"^---$", re.MULTILINE)

    def load(self, fm: str, **_: object) -> Any:
        return super().load(fm, Loader=_Loader)

    def export(self, metadata: dict[str, object], **_: object) -> str:
        if not metadata:
            return ""
        text = yaml.dump(
            metadata,
            Dumper=_Dumper,
            allow_unicode=True,
            default_flow_style=False,
            sort_keys=False,
            width=_NO_FOLDING,
        )
        return text.removesuffix("\n")


_HANDLER = _Handler()
_NO_FOLDING = 1 << 30
_NOTE = re.compile(r"[ \t]+#")
_TAB_BEFORE = re.compile(r"(?:[:-] *|^\s*)(\t\s*)$")
_ITEM_WITHOUT_SPACE = re.compile(r"-[^\s-]")
_DEEPEST = 32
_PATIENCE = 20
_REACH = 200
"""How many lines an open quote or bracket is followed, so that a broken file stays quick."""
_FREE_KEYS = frozenset(["extra", "translations"])
"""Below these the author chooses the keys."""


def _fields(source: _Source, front: list[str], report: Report) -> Fields | None:
    """Return the front matter's fields; its first line is the fence, here empty."""
    # A tab on a line of its own is white space to everyone but YAML.
    front = ["" if "\t" in line and not line.strip() else line for line in front]
    if not any(_says_something(line) for line in front):
        return Fields((), source.place(1))
    try:
        events = _events(front)
    except yaml.YAMLError:
        return _mended_fields(source, front, report)
    if not _is_mapping(events) or any(_SUSPECT.match(line) for line in front):
        return _mended_fields(source, front, report)
    return _composed(source, front, events, report)


def _events(lines: Sequence[str]) -> list[yaml.Event]:
    events: list[yaml.Event] = _HANDLER.load("\n".join([*lines, ""]).translate(_SHIELDS))
    return events


def _is_mapping(events: Sequence[yaml.Event]) -> bool:
    return len(events) > 2 and isinstance(events[2], yaml.MappingStartEvent)


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _mended_fields(source: _Source, front: list[str], report: Report) -> Fields | None:
    """Return the fields of a front matter that PyYAML refuses, all slips reported and mended."""
    if next(line for line in front if _says_something(line)).startswith("- "):
        _no_mapping(source, front, report)
        return None
    mender = _Mender(source, front)
    mender.mend()
    report.extend(mender.report.problems)
    lines, explained = mender.lines, mender.slips
    mended = mender.source
    for _ in range(_PATIENCE):
        try:
            events = _events(lines)
        except yaml.MarkedYAMLError as error:
            number = _line_at_fault(error, lines)
            entry = _entry_around(lines, number)
            if not explained.intersection(entry):
                _refused(mended, number, error, report)
            lines = [("" if index in entry else line) for index, line in enumerate(lines)]
            continue
        if _is_mapping(events):
            return _composed(mended, lines, events, report)
        break
    if not explained:
        _no_mapping(source, front, report)
    return None


def _line_at_fault(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> int:
    """Return the index of the line to show; an open quote is found out only at the end."""
    mark = error.problem_mark
    if error.context_mark and "scanning a quoted" in (error.context or ""):
        mark = error.context_mark
    index = min(mark.line if mark else 0, len(lines) - 1)
    while index > 1 and not _says_something(lines[index]):
        index -= 1
    return index


def _entry_around(lines: Sequence[str], index: int) -> range:
    """Return the lines of the entry of column 1 that `index` lies in."""
    begins, ends = index, index + 1
    while begins > 1 and not _begins_entry(lines[begins]):
        begins -= 1
    while ends < len(lines) and not _begins_entry(lines[ends]):
        ends += 1
    return range(begins, ends)


def _begins_entry(line: str) -> bool:
    return bool(line) and line[0] not in " \t-#]}" and bool(line.strip())


def _no_mapping(source: _Source, front: Sequence[str], report: Report) -> None:
    index = next(index for index, line in enumerate(front) if _says_something(line))
    report.error(
        Rule.WRONG_SHAPE,
        source.place(index + 1, 1, len(front[index])),
        "the front matter is not made of lines `key: value`",
        "write title: …",
    )


_IN_PLAIN_WORDS = {
    "mapping values are not allowed": "a colon is not expected here",
    "could not find expected ':'": "this line is not `key: value`",
    "did not find expected key": "this line does not fit the ones above it",
    "did not find expected '-' indicator": "this line does not fit the list above it",
    "block sequence entries are not allowed": "a list item is not expected here",
    "did not find expected ',' or": "this list in brackets has no `,` or closing bracket here",
    "did not find expected node content": "this list in brackets is not closed",
    "unexpected end of stream": "this text in quotes is not closed",
    "unexpected document indicator": "this text in quotes is not closed",
    "cannot start any token": "a value cannot begin with this character",
    "invalid Unicode character escape": "half of a character stands here (a lone surrogate)",
    "unknown escape character": "a backslash means something else in double quotes",
}


def _refused(source: _Source, index: int, error: yaml.MarkedYAMLError, report: Report) -> None:
    problem = error.problem or ""
    message = next(
        (words for known, words in _IN_PLAIN_WORDS.items() if known in problem),
        "this line cannot be read",
    )
    mark = error.problem_mark
    column = mark.column + 1 if mark and mark.line == index else 1
    report.error(
        Rule.SYNTAX,
        source.place(index + 1, column),
        message,
        'put the value in quotes (key: "value") and line it up with its neighbours',
    )


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end is still to come; `checked` is whether keys are ours."""

    event: Any
    checked: bool
    children: list[Node] = field(default_factory=list)

    @property
    def awaits_key(self) -> bool:
        """True if what comes next in it is a key."""
        return type(self.event) is yaml.MappingStartEvent and len(self.children) % 2 == 0


def _composed(
    source: _Source, front: Sequence[str], events: Sequence[yaml.Event], report: Report
) -> Fields | None:
    """Return the root mapping. Iterative: the depth of a file is its author's to choose."""
    reader = _Reader(source, front, report)
    root = Fields((), source.place(2 if len(front) > 1 else 1))
    stack: list[_Open] = []
    for event in events:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            node: Node = reader.scalar(event, stack)
        elif kind is yaml.SequenceStartEvent or kind is yaml.MappingStartEvent:
            if len(stack) == _DEEPEST:
                reader.too_deep(event)
                return None
            reader.refuse_properties(event)
            stack.append(_Open(event, reader.keys_are_ours(stack)))
            continue
        elif kind is yaml.SequenceEndEvent:
            node = reader.items(stack.pop())
        elif kind is yaml.MappingEndEvent:
            node = reader.fields(stack.pop(), stack)
        elif kind is yaml.AliasEvent:
            node = reader.refused_text(event)
        else:
            reader.refuse_document(event)
            continue
        if stack:
            stack[-1].children.append(node)
        elif isinstance(node, Fields) and not root.entries:
            root = node
    return root


class _Reader:
    """Turns events into nodes, and reports what YAML allows and reporters never mean."""

    def __init__(self, source: _Source, front: Sequence[str], report: Report) -> None:
        self.source = source
        self.front = [*front, ""]  # libyaml puts an empty last value below the last line
        self.report = report
        self.documents = 0

    # -- scalars

    def scalar(self, event: Any, stack: Sequence[_Open]) -> Scalar:
        start, end = event.start_mark, event.end_mark
        line, column = start.line + 1, start.column + 1
        if event.anchor is not None or event.tag is not None:
            return self.refused_text(event)
        style, text = event.style, event.value.translate(_UNSHIELDS)
        if style in ("|", ">"):
            place = self.source.place(line, column, len(self.front[start.line]) - start.column)
            return Scalar(text, place, False, self._first_line_of_block(start, text))
        place = self.source.place(line, column, self._width(start, end))
        if start.line != end.line:
            self._several_lines(event)
        if not style:
            self._check_plain(event, stack, place)
            return Scalar(text, place, False, place)
        if style == '"':
            text = self._without_escaped_controls(event, text)
        return Scalar(text, place, True, self.source.place(line, column + 1))

    def _width(self, start: Any, end: Any) -> int:
        if start.line == end.line:
            return int(end.column - start.column)
        return len(self.front[start.line]) - int(start.column)

    def _first_line_of_block(self, start: Any, text: str) -> Place:
        """Return where the text below a `|` begins."""
        indentation = 0
        first = text.lstrip("\n")
        for number in range(start.line + 1, len(self.front)):
            line = self.front[number]
            if line.strip(" "):
                # With an indicator (`|2`) spaces at the front may belong to the text.
                own = len(first) - len(first.lstrip(" "))
                indentation = len(line) - len(line.lstrip(" ")) - own
                break
        return self.source.place(start.line + 2, max(0, indentation) + 1)

    def _check_plain(self, event: Any, stack: Sequence[_Open], place: Place) -> None:
        start, end = event.start_mark, event.end_mark
        if _NOTE.match(self.front[end.line], end.column):
            self._comment_cuts(event)
        line = self.front[start.line]
        # A glance, not the whole line: a list in brackets may hold 100,000 values on one.
        near = max(0, start.column - 16)
        if found := _TAB_BEFORE.search(line[near : start.column]):
            self._tab(start.line, near + found.start(1), near + found.end(1))
        if _ITEM_WITHOUT_SPACE.match(event.value) and not line[: start.column].strip():
            self._dash_without_space(event, stack, place)

    def _comment_cuts(self, event: Any) -> None:
        line, index = self.front[event.end_mark.line], event.end_mark.line
        # After `true` or `false` it can only be a comment, and cuts no text.
        if event.value in ("true", "false") or event.start_mark.line != index:
            return
        if not event.value and self._value_follows(index):
            return
        begins = line.index("#", event.end_mark.column)
        start = event.start_mark.column if event.value else begins
        whole = line[start:].strip()
        corrected = f"write {_shown(line[:start].rstrip() + ' ' + _quoted(whole))}"
        is_note = line[begins + 1 : begins + 2] in ("", " ", "#")
        place = self.source.place(index + 1, start + 1, len(whole))
        self.report.error(
            Rule.COMMENT_CUTS_TEXT,
            self.source.place(index + 1, begins + 1, len(line) - begins),
            "everything from ` #` on would be left out",
            f"put a note on a line of its own; if it is no note, {corrected}"
            if is_note
            else corrected,
            [] if is_note else [Edit(place, _quoted(whole))],
        )

    def _value_follows(self, index: int) -> bool:
        """True if the line's value is the list or the keys below it."""
        own = _indentation(self.front[index])
        below = next((line for line in self.front[index + 1 :] if _says_something(line)), "")
        return _indentation(below) > own or below.lstrip().startswith("- ")

    def _tab(self, index: int, start: int, end: int) -> None:
        line = self.front[index]
        corrected = line[:start] + line[start:end].replace("\t", " ") + line[end:]
        place = self.source.place(index + 1, line.index("\t", start) + 1)
        self.report.error(
            Rule.TAB,
            place,
            "a tab stands where a space should",
            f"write {_shown(corrected)}",
            [Edit(place, " ")],
        )

    def _dash_without_space(self, event: Any, stack: Sequence[_Open], place: Place) -> None:
        if not stack or event.start_mark.line != event.end_mark.line or stack[-1].awaits_key:
            return
        line = self.front[event.start_mark.line]
        self.report.error(
            Rule.SYNTAX,
            place,
            "a list item needs a space after its hyphen",
            f"write {_shown(_with_space_after_dash(line))}",
            [Edit(Place(place.path, place.line, place.column, 1), "- ")],
        )

    def _several_lines(self, event: Any) -> None:
        start, end = event.start_mark, event.end_mark
        lines = [line.strip() for line in self.front[start.line + 1 : end.line + 1]]
        first = self.front[start.line][start.column :].strip()
        if event.style:
            return self._several_in_quotes(event, [first, *lines])
        second = lines[0] if lines else ""
        if _ITEM_WITHOUT_SPACE.match(first) and not self.front[start.line][: start.column].strip():
            for index in range(start.line, end.line + 1):
                self._dash_on(index)
            return None
        if re.match(r"-(\s|$)", second):
            return self._item_out_of_line(start.line + 1, event)
        return self._needs_block(start, [first, *lines])

    def _dash_on(self, index: int) -> None:
        line = self.front[index]
        if not re.match(r"\s*-\S", line):
            return
        place = self.source.place(index + 1, _indentation(line) + 1, 1)
        self.report.error(
            Rule.SYNTAX,
            place,
            "a list item needs a space after its hyphen",
            f"write {_shown(_with_space_after_dash(line))}",
            [Edit(place, "- ")],
        )

    def _item_out_of_line(self, index: int, event: Any) -> None:
        line, above = self.front[index], self.front[event.start_mark.line]
        column = _indentation(line)
        if not above.lstrip().startswith("- "):
            before = above[: event.start_mark.column].strip()
            self.report.error(
                Rule.SYNTAX,
                self.source.place(index + 1, column + 1, len(line) - column),
                "the key above this list has a value already",
                f"write `{before}` alone on its line and `- {_short(event.value.split(' - ')[0])}` "
                "below it",
            )
            return
        spaces = " " * _indentation(above)
        self.report.error(
            Rule.SYNTAX,
            self.source.place(index + 1, 1, column + 1),
            "this list item does not line up with the ones above it",
            f"write {_exact(spaces + line.strip())}",
            [Edit(self.source.place(index + 1, 1, column), spaces)],
        )

    def _several_in_quotes(self, event: Any, lines: Sequence[str]) -> None:
        start = event.start_mark
        if any(_KEY_LINE.fullmatch(line) for line in lines[1:]):
            self.report.error(
                Rule.SYNTAX,
                self.source.place(start.line + 1, start.column + 1),
                "this text in quotes is not closed on its line",
                f"write {_shown(self.front[start.line].rstrip() + event.style)}",
            )
            return
        bare = "\n".join(lines)[1:-1].split("\n")
        self._needs_block(start, [line.strip() for line in bare])

    def _needs_block(self, start: Any, lines: Sequence[str]) -> None:
        line = self.front[start.line]
        above = next((text for text in reversed(self.front[: start.line]) if text.strip()), "")
        before = line[: start.column].rstrip() or above.rstrip()
        self.report.error(
            Rule.SEVERAL_LINES,
            self.source.place(start.line + 1, start.column + 1, len(line) - start.column),
            "a text of several lines needs `|` in front of it",
            _block_hint(before, [text for text in lines if text]),
        )

    def _without_escaped_controls(self, event: Any, text: str) -> str:
        if "\\" not in self.front[event.start_mark.line] or not _CONTROL.search(text):
            return text
        line = self.front[event.start_mark.line]
        for found in _ESCAPED.finditer(line, event.start_mark.column, event.end_mark.column):
            char = _unescaped(found[0])
            if char and _CONTROL.fullmatch(char):
                at = found.start() + 1
                place = self.source.place(event.start_mark.line + 1, at, len(found[0]))
                _warn_of_control(place, char, self.report)
        return _CONTROL.sub("", text)

    # -- lists and keys

    def items(self, opened: _Open) -> Items:
        return Items(tuple(opened.children), self._place_of(opened.event))

    def fields(self, opened: _Open, stack: Sequence[_Open]) -> Fields | Scalar:
        if opened.event.flow_style and not all(isinstance(k, Scalar) for k in opened.children[::2]):
            return self._braces(opened.event)
        entries: dict[str, tuple[Scalar, Node]] = {}
        pairs = list(zip(opened.children[::2], opened.children[1::2], strict=True))
        ours = opened.checked and (len(stack) == 0 or len(pairs) > 1)
        for key, value in pairs:
            name = self._key(key, ours, not stack, entries)
            if name is None:
                continue
            if name.text in entries:
                self._twice(entries[name.text][0], name)
            else:
                entries[name.text] = (name, value)
        return Fields(tuple(entries.values()), self._place_of(opened.event))

    def _braces(self, event: Any) -> Scalar:
        """Return `{{ a placeholder }}` as the text it was meant to be."""
        line, start = self.front[event.start_mark.line], event.start_mark.column
        text = line[start:].strip()
        place = self.source.place(event.start_mark.line + 1, start + 1, len(text))
        self.report.error(
            Rule.UNQUOTED,
            place,
            _FIRST["{"],
            f"write {_shown(line[:start] + _quoted(text))}",
            [Edit(place, _quoted(text))],
        )
        return Scalar(text, place, True, place)

    def keys_are_ours(self, stack: Sequence[_Open]) -> bool:
        """True unless the mapping that opens now lies below a key of `_FREE_KEYS`."""
        if not stack:
            return True
        above = stack[-1]
        if not above.checked:
            return False
        if type(above.event) is not yaml.MappingStartEvent or above.awaits_key:
            return True
        key = above.children[-1]
        return not (isinstance(key, Scalar) and key.text in _FREE_KEYS)

    def _key(
        self, key: Node, ours: bool, at_root: bool, above: Mapping[str, tuple[Scalar, Node]]
    ) -> Scalar | None:
        if not isinstance(key, Scalar):
            self.report.error(
                Rule.SYNTAX,
                key.place,
                "a key is a word, not a list",
                'write the text in quotes: "…"',
            )
            return None
        if key.text == "<<" and not key.quoted:
            self.report.error(
                Rule.ALIAS, key.place, "`<<` is not known here", "write the keys out in full"
            )
            return None
        if ours and not key.quoted and not _is_key(key.text):
            return self._odd_key(key, at_root, above)
        if ours:
            self._check_gap(key)
        return key

    def _odd_key(
        self, key: Scalar, at_root: bool, above: Mapping[str, tuple[Scalar, Node]]
    ) -> Scalar | None:
        line = self.front[key.place.line - 1]
        meant = _meant_key(key.text)
        at = line.find(key.text)
        if _is_key(meant):
            corrected = line.replace(key.text, meant, 1)
            self.report.error(
                Rule.SYNTAX,
                key.place,
                _why_odd(key.text),
                f"write {_shown(corrected)}",
                [Edit(key.place, meant)],
            )
            return Scalar(meant, key.place, False, key.content)
        if not at_root:
            return key
        last = next(reversed(list(above.values())), None)
        if last and isinstance(last[1], Scalar) and self._is_block(last[1]):
            self._fell_out(key, last, line)
        elif (split := re.match(r"(\w+)\s+(.+)", line[at:])) and split[1] in _NAMES:
            self.report.error(
                Rule.SYNTAX,
                key.place,
                "a colon is missing after the key",
                f"write {_shown(f'{split[1]}: {_quoted_if_needed(split[2])}')}",
            )
        else:
            self.report.error(
                Rule.SYNTAX,
                key.place,
                f"`{_short(key.text)}` cannot be a key",
                "write a key in small letters, a colon, a space and the value; "
                "indent what goes on with the text above",
            )
        return None

    def _is_block(self, value: Scalar) -> bool:
        return value.content.line > value.place.line

    def _fell_out(self, key: Scalar, last: tuple[Scalar, Node], line: str) -> None:
        self.report.error(
            Rule.SEVERAL_LINES,
            self.source.place(key.place.line, 1, len(line)),
            f"this line is not indented, so it is no part of `{last[0].text}`",
            f"write {_exact('  ' + line.strip())}",
        )

    def _check_gap(self, key: Scalar) -> None:
        line = self.front[key.place.line - 1]
        end = line.find(key.text) + len(key.text)
        if gap := re.match(r"[ \t]+(?=:)", line[end:]):
            place = self.source.place(key.place.line, end + 1, len(gap[0]))
            self.report.error(
                Rule.SYNTAX,
                place,
                f"no space belongs between `{key.text}` and its colon",
                f"write {_shown(line[:end] + line[end + len(gap[0]) :])}",
                [Edit(place, "")],
            )

    def _twice(self, first: Scalar, second: Scalar) -> None:
        self.report.error(
            Rule.DUPLICATE_KEY,
            second.place,
            f"`{_short(second.text)}` is written twice, first on line {first.place.line}",
            "keep one of them",
        )

    # -- what is no part of the language

    def refused_text(self, event: Any) -> Scalar:
        """Return what stands at an anchor, an alias or a tag as the text it was meant to be."""
        self.refuse_properties(event)
        place = self._place_of(event)
        text = self.front[event.start_mark.line][event.start_mark.column :].strip()
        return Scalar(text, place, True, place)

    def refuse_properties(self, event: Any) -> None:
        if type(event) is yaml.AliasEvent:
            self._not_known(Rule.ALIAS, event, "*")
        elif event.anchor is not None:
            self._not_known(Rule.ALIAS, event, "&")
        elif event.tag is not None:
            self._not_known(Rule.YAML_TAG, event, "!")

    def _not_known(self, rule: Rule, event: Any, sign: str) -> None:
        mark = event.start_mark
        line = self.front[mark.line]
        text = line[mark.column :].strip()
        corrected = line[: mark.column] + _quoted(text)
        place = self.source.place(mark.line + 1, mark.column + 1, len(text))
        self.report.error(
            rule,
            place,
            f"`{sign}` at the beginning of a value means something else in YAML",
            f"write {_shown(corrected)}",
            [Edit(place, _quoted(text))] if type(event) is not yaml.MappingStartEvent else (),
        )

    def refuse_document(self, event: Any) -> None:
        mark = event.start_mark
        if type(event) is not yaml.DocumentStartEvent:
            return
        self.documents += 1
        if self.documents > 1 or event.explicit:
            self.report.error(
                Rule.FENCE,
                self.source.place(mark.line + 1, 1, len(self.front[mark.line])),
                "this line would begin a second front matter",
                "write --- alone on its line to end the front matter, or take this line out",
            )

    def too_deep(self, event: Any) -> None:
        self.report.error(
            Rule.SYNTAX,
            self._place_of(event),
            "lists and keys are nested too deeply",
            "put the value in quotes if it is a text",
        )

    def _place_of(self, event: Any) -> Place:
        mark = event.start_mark
        return self.source.place(mark.line + 1, mark.column + 1)


# -------------------------------------------------------- slips, line by line

_ENTRY = re.compile(
    rf"(?P<key>{_KEY}|\"[^\"]*\"|'[^']*'|[^\W\d]\w*(?:-\w+)*)(?P<gap>[ \t]*):(?=[ \t]|$)"
)
_FREE_ENTRY = re.compile(
    r"""(?P<key>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'\[\]{}#&*!|>@`%,](?:[^:]|:(?![ \t]|$))*?)"""
    r"(?P<gap>[ \t]*):(?=[ \t]|$)"
)
# What YAML reads as an anchor, an alias or a tag is no fault of syntax: `_Reader` refuses it.
_NEEDS_QUOTES = re.compile(
    r"""[@`%\]},]                        # reserved, or of lists in brackets
    | [-?] (?:[ ]|$)                   # an item, a long key
    | [*] (?! [\w-]+ $)                # *emphasis* is no alias
    | & (?! [\w-]+ (?:\s|$))           # & co is no anchor
    """,
    re.VERBOSE,
)
_BLOCK = re.compile(r"[|>][-+0-9]{0,2}(?:[ \t]+#.*|[ \t]*)")
_CLOSED = {
    '"': re.compile(r'"(?:[^"\\]|\\.)*"'),
    "'": re.compile(r"'(?:[^']|'')*'"),
}
_ESCAPED = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_BAD_ESCAPE = re.compile(r"\\(?:x(?![0-9A-Fa-f]{2})|u(?![0-9A-Fa-f]{4})|U(?![0-9A-Fa-f]{8})|"
                         r"[^0abt\tnvfre \"/\\N_LPxuU])")  # fmt: skip
# Lines that YAML takes for text or for a strange key, so that it has no objection.
_SUSPECT = re.compile(
    rf""" *(?:[\t{_INVISIBLE}][ \t{_INVISIBLE}]*(?:- |{_KEY}:(?:\s|$))|-{_KEY}:(?:\s|$)"""
    r"|[•·–—]\s|- +(?:time|title|body|text|src|alt|id):[^\s/])"
)
_SURROGATES = re.compile(r"(?:\\u[dD][89a-fA-F][0-9a-fA-F]{2})+")
_NAMES = frozenset(
    re.findall(
        r"\w+",
        """
        title former_titles date revised id slug section summary authors dateline tags image
        layout order status coverage continued_in related translations timezone language
        key_points banner updates corrections withdrawn draft publish_at expires_at aliases
        comments extra time body kind key pinned src alt caption credit credit_url licence
        start end resumes until text reason
        """,
    )
)
"""Only to tell a forgotten colon from a sentence: what a key means is not known here."""


@dataclass(frozen=True, slots=True)
class _Level:
    """An open list or mapping, by the column (from 0) of its hyphens or keys."""

    column: int
    is_list: bool


class _Mender:
    """Walks the lines of a front matter that PyYAML refuses; reports slips and mends `lines`."""

    def __init__(self, source: _Source, front: Sequence[str]) -> None:
        self.moved: dict[int, int] = {}
        self.source = _Source(source.path, source.lines, source.left_out, self.moved)
        self.lines = list(front)
        self.report = Report()
        self.slips: set[int] = set()
        self.levels = [_Level(0, False)]
        self.above = "closed"
        """What stands above: `open` (a key without value), `text`, `block` or `closed`."""
        self.name = ""
        self.free: int | None = None
        """The column of the key of `_FREE_KEYS` that the lines belong to."""
        self.begun = 0
        """The line on which the value above begins."""
        self.block = 2

    def mend(self) -> None:
        """Go through all lines once."""
        index = 1
        while index < len(self.lines):
            index = self._line(index)

    def _line(self, index: int) -> int:
        if not _says_something(self.lines[index]):
            return index + 1
        self._white(index)
        column = _indentation(self.lines[index])
        if self.free is not None and column <= self.free:
            self.free = None
        if re.match(r"---\s", self.lines[index]):
            return self._second_document(index)
        if self.above == "block" and index in self.slips and column >= self.block:
            return index + 1  # a line of the block that a tab had put outside
        self._signs(index, column)
        rest = self.lines[index][column:]
        is_item, entry = bool(re.match(r"-(\s|$)", rest)), self._entry(rest)
        if is_item or entry:
            return self._structure(index, column, is_item, entry)
        if self.above == "open" and column > self.levels[-1].column:
            return self._value(index, column, rest, self.levels[-1].column)
        return self._loose_text(index, column)

    def _signs(self, index: int, column: int) -> None:
        """Mend what makes an item or a key of a line: its hyphen, its colon."""
        rest = self.lines[index][column:]
        may_be_item = not self._entry(rest) and self._expects_item(column)
        if may_be_item and _ITEM_WITHOUT_SPACE.match(rest):
            self._space_after_dash(index)
        elif may_be_item and re.match(r"[•·–—*+]\s", rest):
            self._bullet(index, column)
        self._wrong_sign(index, column)

    def _structure(
        self, index: int, column: int, is_item: bool, entry: re.Match[str] | None
    ) -> int:
        if not self._fits(column, is_item):
            if self.above == "text" and not is_item and not self._is_name(entry):
                return self._loose_text(index, column)
            if is_item and not any(level.is_list for level in self.levels):
                return self._list_without_key(index, column)
            column = self._line_up(index, column, is_item)
        return self._tokens(index, column)

    def _list_without_key(self, index: int, column: int) -> int:
        line = self.lines[index]
        name = (
            f"`{self.name}` has a value already, so" if self.name else "there is no key above it:"
        )
        self._slip(
            Rule.SYNTAX,
            self.source.place(index + 1, column + 1, len(line) - column),
            f"{name} no list can begin here",
            "begin the list below a key without a value: `key:`",
        )
        last = index + 1
        while last < len(self.lines) and _goes_with_list(self.lines[last], column):
            last += 1
        self._blank(index, last)
        self.slips.update(range(index, last))
        return last

    def _entry(self, text: str) -> re.Match[str] | None:
        return (_ENTRY if self.free is None else _FREE_ENTRY).match(text)

    def _second_document(self, index: int) -> int:
        line = self.lines[index]
        self._slip(
            Rule.FENCE,
            self.source.place(index + 1, 1, len(line)),
            "a line that begins with `---` ends the front matter and must hold nothing else",
            f"write --- and put `{_short(line[3:].strip())}` on the next line",
        )
        self.lines[index] = ""
        return index + 1

    def _is_name(self, entry: re.Match[str] | None) -> bool:
        return bool(entry) and entry is not None and _meant_key(entry["key"]) in _NAMES

    def _tokens(self, index: int, column: int) -> int:
        """Read hyphens, then a key or a text, from `column` on."""
        line = self.lines[index]
        parent = column
        while dash := re.match(r"-([ \t]+|$)", line[column:]):
            self._open(column, True)
            self.above, self.name, self.begun, parent = "open", "", index, column
            column += len(dash[0])
        rest = line[column:]
        if not rest.strip():
            return index + 1
        entry = self._entry(rest)
        if entry is None:
            return self._value(index, column, rest, parent)
        self._open(column, False)
        self.name = entry["key"].strip("\"'")
        if self.name in _FREE_KEYS and self.free is None:
            self.free = column
        after = column + entry.end()
        value = line[after:]
        gap = len(value) - len(value.lstrip(" \t"))
        if "\t" in value[:gap]:
            self._tab_after_colon(index, after, gap)
            return (
                self._tokens(index, _indentation(self.lines[index]))
                if gap > 1
                else (self._value(index, after + 1, self.lines[index][after + 1 :], column))
            )
        return self._value(index, after + gap, value[gap:], column)

    # -- where lines stand

    def _fits(self, column: int, is_list: bool) -> bool:
        levels = [level for level in self.levels if level.column <= column]
        top = levels[-1] if levels else None
        if top is None or (column > top.column and len(levels) < len(self.levels)):
            return False
        if column > top.column:
            return self.above == "open"
        if any(level == _Level(column, is_list) for level in levels):
            return True
        return is_list and self.above == "open" and len(levels) == len(self.levels)

    def _open(self, column: int, is_list: bool) -> None:
        level = _Level(column, is_list)
        self.levels = [
            open_ for open_ in self.levels
            if open_.column < column or (open_.column == column and (is_list or not open_.is_list))
        ]  # fmt: skip
        if level not in self.levels:
            self.levels.append(level)

    def _expects_item(self, column: int) -> bool:
        return self.above == "open" or any(
            level.is_list and abs(level.column - column) < 3 for level in self.levels
        )

    def _line_up(self, index: int, column: int, is_list: bool) -> int:
        alike = [level.column for level in self.levels if level.is_list == is_list]
        meant = min(alike, key=lambda found: (abs(found - column), -found)) if alike else 0
        line = self.lines[index]
        corrected = " " * meant + line[column:]
        place = self.source.place(index + 1, 1, column + 1)
        edits = [Edit(self.source.place(index + 1, 1, column), " " * meant)] if column else []
        what = "this list item does" if is_list else "this key does"
        self._slip(
            Rule.SYNTAX,
            place,
            f"{what} not line up with the ones above it",
            f"write {_exact(corrected)}",
            edits,
        )
        self.lines[index] = corrected
        self.moved[index + 1] = self.moved.get(index + 1, 0) + meant - column
        return meant

    def _white(self, index: int) -> None:
        """Put spaces where a tab or an invisible character indents the line."""
        line = self.lines[index]
        lead = re.match(rf"[ \t{_INVISIBLE}]*", line)
        if lead is None or not lead[0].strip(" "):
            return
        bare = line[lead.end() :]
        spaces = lead[0].replace("\t", "  ")
        for char in _INVISIBLE:
            spaces = spaces.replace(char, "" if char in _ZERO_WIDTH else " ")
        if self.above == "block" and not _ENTRY.match(bare) and not bare.startswith("- "):
            spaces = " " * self.block
        elif not self._fits(len(spaces), bare.startswith("- ")):
            alike = [lv.column for lv in self.levels if lv.is_list == bare.startswith("- ")]
            deeper = self.levels[-1].column + 2
            spaces = " " * (deeper if self.above == "open" else max(alike, default=0))
        tab = "\t" in lead[0]
        at = re.search(rf"[\t{_INVISIBLE}]", lead[0])
        place = self.source.place(index + 1, (at.start() if at else 0) + 1)
        self._slip(
            Rule.TAB if tab else Rule.SYNTAX,
            place,
            "a tab indents this line" if tab else "an invisible character indents this line",
            f"indent it with spaces: {_exact(spaces + bare)}",
            [Edit(self.source.place(index + 1, 1, len(lead[0])), spaces)],
        )
        self.lines[index] = spaces + bare
        self.moved[index + 1] = len(spaces) - len(lead[0])

    # -- keys

    def _space_after_dash(self, index: int) -> None:
        line = self.lines[index]
        column = _indentation(line)
        corrected = _with_space_after_dash(line)
        place = self.source.place(index + 1, column + 1)
        self._slip(
            Rule.SYNTAX,
            place,
            "a list item needs a space after its hyphen",
            f"write {_shown(corrected)}",
            [Edit(place, "- ")],
        )
        self.lines[index] = corrected
        self.moved[index + 1] = self.moved.get(index + 1, 0) + 1

    def _bullet(self, index: int, column: int) -> None:
        line = self.lines[index]
        corrected = f"{line[:column]}-{line[column + 1 :]}"
        place = self.source.place(index + 1, column + 1)
        message = f"a list item begins with a hyphen, not with `{line[column]}`"
        self._slip(Rule.SYNTAX, place, message, f"write {_shown(corrected)}", [Edit(place, "-")])
        self.lines[index] = corrected

    def _wrong_sign(self, index: int, column: int) -> None:
        """Mend `key=value`, `key：value`, `key:value` and `key value`."""
        line = self.lines[index]
        head = re.match(r"(?:-\s+)*", line[column:])
        at = column + (head.end() if head else 0)
        found = _WRONG_SIGN.match(line[at:])
        if found is None or self._entry(line[at:]):
            return
        key, sign, value = found["key"], found["sign"], found["value"]
        if not self._is_slip_of_colon(index, at, key, sign, value):
            return
        meant = _meant_key(key)
        corrected = f"{line[:at]}{meant}: {_quoted_if_needed(value)}".rstrip()
        start = at + len(key) + 1
        width = len(line[at:]) - len(key) - len(value)
        self._slip(
            Rule.SYNTAX,
            self.source.place(index + 1, start, max(1, width)),
            _SIGNS.get(sign.strip(" \t") or " ", "an invisible character stands at the colon"),
            f"write {_shown(corrected)}",
            [Edit(self.source.place(index + 1, at + 1, len(line) - at), corrected[at:])],
        )
        self.lines[index] = corrected

    def _is_slip_of_colon(self, index: int, at: int, key: str, sign: str, value: str) -> bool:
        bare = sign.strip(" \t")
        if bare == ":" and not sign.strip(":"):
            followed = index + 1 < len(self.lines) and _indentation(self.lines[index + 1]) >= at > 0
            return not value.startswith("//") and (key in _NAMES or at == 0 or followed)
        if not bare:
            in_item = self.lines[index].lstrip().startswith("-")
            text_below_key = self.above == "open" and at > self.levels[-1].column
            return key in _NAMES and not in_item and not text_below_key and self._fits(at, False)
        if bare == ";":
            return key in _NAMES
        return key.lower() in _NAMES or at == 0 or self._fits(at, False)

    def _tab_after_colon(self, index: int, after: int, gap: int) -> None:
        line = self.lines[index]
        corrected = f"{line[:after]} {line[after + gap :]}"
        place = self.source.place(index + 1, after + 1, gap)
        self._slip(
            Rule.TAB,
            place,
            "a tab stands where a space should",
            f"write {_shown(corrected)}",
            [Edit(place, " ")],
        )
        self.lines[index] = corrected

    # -- texts that fell out of their place

    def _loose_text(self, index: int, column: int) -> int:
        last = index + 1
        while last < len(self.lines) and self._goes_on(last):
            last += 1
        while not self.lines[last - 1].strip():
            last -= 1
        if self.above == "block":
            self._fell_out(index, last)
        elif self.above == "text":
            self._text_goes_on(index, last)
        else:
            line = self.lines[index]
            self._slip(
                Rule.SYNTAX,
                self.source.place(index + 1, column + 1, len(line) - column),
                "this line is not `key: value`",
                "put a key and a colon before it, or indent it below the `key: |` it belongs to",
            )
            self._blank(index, last)
        self.slips.update(range(index, last))
        return last

    def _goes_on(self, index: int) -> bool:
        line = self.lines[index]
        bare = line.strip()
        if not bare:
            return True
        if re.match(r"-(\s|$)", bare):
            return False
        entry = self._entry(bare)
        return not entry or (bool(re.match(r"\s", line)) and not self._is_name(entry))

    def _fell_out(self, index: int, last: int) -> None:
        line = self.lines[index]
        corrected = " " * self.block + line.strip()
        more = f", and so on to line {last}" if last - index > 1 else ""
        self._slip(
            Rule.SEVERAL_LINES,
            self.source.place(index + 1, 1, len(line)),
            f"this line is not indented, so it is no part of `{self.name}`",
            f"write {_exact(corrected)}{more}",
        )
        for at in range(index, last):
            if self.lines[at].strip():
                self.lines[at] = " " * self.block + self.lines[at].strip()

    def _text_goes_on(self, index: int, last: int) -> None:
        first = self.lines[self.begun]
        start = self._value_column(first)
        texts = [first[start:].strip(), *(line.strip() for line in self.lines[index:last])]
        self._slip(
            Rule.SEVERAL_LINES,
            self.source.place(self.begun + 1, start + 1, len(first) - start),
            "a text of several lines needs `|` in front of it",
            _block_hint(first[:start].rstrip(), [text for text in texts if text]),
        )
        self.slips.add(self.begun)
        self._blank(index, last)

    def _value_column(self, line: str) -> int:
        head = re.match(r"\s*(?:-\s+)*", line)
        at = head.end() if head else 0
        entry = self._entry(line[at:])
        if entry:
            at += entry.end()
            at += len(line[at:]) - len(line[at:].lstrip())
        return at

    def _blank(self, index: int, last: int) -> None:
        self.lines[index:last] = [""] * (last - index)

    # -- values

    def _value(self, index: int, start: int, value: str, parent: int) -> int:
        """Read the value that begins at `start`; its block or brackets may span lines."""
        self.begun = index
        if not value.strip() or value.lstrip().startswith("#"):
            self.above = "open"
            return index + 1
        self.above = "closed"
        first = value[0]
        if first in "|>":
            return self._block_value(index, start, value, parent)
        if first in "\"'":
            return self._quoted_value(index, start, value)
        if first in "[{":
            return self._bracket_value(index, start, value)
        self._plain_value(index, start, value)
        self.above = "text"
        return index + 1

    def _block_value(self, index: int, start: int, value: str, parent: int) -> int:
        last = index + 1
        while last < len(self.lines) and (
            not self.lines[last].strip() or _indentation(self.lines[last]) > parent
        ):
            last += 1
        filled = [at for at in range(index + 1, last) if self.lines[at].strip()]
        self.block = _indentation(self.lines[filled[0]]) if filled else parent + 2
        self.above = "block"
        if not _BLOCK.fullmatch(value):
            self._text_after_sign(index, start, value, filled)
        else:
            self._even_out(filled)
        return last

    def _text_after_sign(self, index: int, start: int, value: str, filled: Sequence[int]) -> None:
        line = self.lines[index]
        bare = value[1:].strip()
        place = self.source.place(index + 1, start + 1, len(value.rstrip()))
        if filled or value[0] == "|":
            texts = [bare, *(self.lines[at].strip() for at in filled)]
            hint = _block_hint(line[:start].rstrip(), texts, value[0])
            self._slip(
                Rule.SYNTAX, place, f"`{value[0]}` ends its line: the text begins below", hint
            )
        else:
            self._unquoted(index, start, value, _FIRST.get(value[0], ""))
        self.lines[index] = line[:start] + _quoted(value.strip())
        for at in filled:
            self.lines[at] = ""
        self.slips.update(filled)
        self.above = "text"

    def _even_out(self, filled: Sequence[int]) -> None:
        """Mend lines of a block that stand left of its first."""
        for at in filled:
            line = self.lines[at]
            if _indentation(line) >= self.block:
                continue
            corrected = " " * self.block + line.strip()
            self._slip(
                Rule.SYNTAX,
                self.source.place(at + 1, 1, _indentation(line) + 1),
                f"this line is indented less than the first line of `{self.name}`",
                f"write {_exact(corrected)}",
                [Edit(self.source.place(at + 1, 1, _indentation(line)), " " * self.block)],
            )
            self.lines[at] = corrected

    def _quoted_value(self, index: int, start: int, value: str) -> int:
        quote = value[0]
        closed = _CLOSED[quote].match(value)
        if closed is None:
            return self._unclosed_quote(index, start, value)
        rest = value[closed.end() :]
        if not rest.strip() or re.match(r"\s+#", rest):
            self._check_escapes(index, start, closed[0])
        elif quote == "'" and rest[0].isalnum():
            inner = value.strip()[1:].removesuffix("'")
            self._quoting(
                index, start, value, inner.replace("''", "'"),
                "an apostrophe ends a text in single quotes",
            )  # fmt: skip
        else:
            self._unquoted(index, start, value, "the value goes on after its closing quote")
        return index + 1

    def _unclosed_quote(self, index: int, start: int, value: str) -> int:
        quote = value[0]
        last, end = index + 1, min(index + _REACH, len(self.lines))
        while last < end and not self._entry(self.lines[last].strip()):
            if self.lines[last].rstrip().endswith(quote):
                return last + 1
            last += 1
        text = value.strip()[1:]
        self._quoting(index, start, value, text, "this text in quotes is not closed on its line")
        return index + 1

    def _check_escapes(self, index: int, start: int, value: str) -> None:
        if value[0] != '"' or "\\" not in value:
            return
        # In pairs from the left, so that the second half of `\\` begins nothing.
        bad = next(
            (m for m in re.finditer(r"\\.", value) if _BAD_ESCAPE.match(value, m.start())), 0
        )
        halves = next((m for m in _SURROGATES.finditer(value) if _joined(m[0]) is None), None)
        if bad:
            self._quoting(
                index, start, value, value[1:-1],
                "a backslash means something else in double quotes",
            )  # fmt: skip
        elif halves:
            at = start + halves.start() + 1
            self._slip(
                Rule.ENCODING,
                self.source.place(index + 1, at, len(halves[0])),
                f"{halves[0]} is half of a character (a lone surrogate)",
                "write the character itself",
            )
            self._replace(index, start, value, _SURROGATES.sub("�", value))
        elif _SURROGATES.search(value):
            whole = _SURROGATES.sub(lambda found: _joined(found[0]) or "", value)
            self._quoting_as(
                index, start, value, whole, "write the character itself, not its code in halves"
            )

    def _bracket_value(self, index: int, start: int, value: str) -> int:
        end = self._closing_bracket(index, start)
        if end is None:
            message = f"this `{value[0]}` is not closed"
            close = "]" if value[0] == "[" else "}"
            if re.fullmatch(r"\S+|.*,\s*[^\s,][^,]*", value.strip()[1:] or " "):
                self._quoting_as(index, start, value, value.rstrip() + close, message)
            else:
                self._unquoted(index, start, value, message)
            return index + 1
        last, column = end
        rest = self.lines[last][column:]
        if rest.strip() and not re.match(r"\s+#", rest):
            if last == index:
                self._unquoted(index, start, value, _FIRST[value[0]])
            return last + 1
        if last == index and "{{" in value:
            self._unquoted(index, start, value, _FIRST["{"])
        return last + 1

    def _closing_bracket(self, index: int, start: int) -> tuple[int, int] | None:
        """Return line and column just after the bracket that closes the one at `start`."""
        depth, quote = 0, ""
        for at in range(index, min(index + _REACH, len(self.lines))):
            line = self.lines[at]
            if at > index and not quote and _KEY_LINE.fullmatch(line):
                return None
            for column in range(start if at == index else 0, len(line)):
                char = line[column]
                if quote:
                    quote = "" if char == quote else quote
                elif char in "\"'" and (column == 0 or line[column - 1] in " [{,:"):
                    quote = char
                elif char in "[{":
                    depth += 1
                elif char in "]}":
                    depth -= 1
                    if not depth:
                        return at, column + 1
        return None

    def _plain_value(self, index: int, start: int, value: str) -> None:
        bare = value.rstrip()
        if _NEEDS_QUOTES.match(bare) and (self.name or bare[0] not in "-?"):
            self._unquoted(index, start, value, _FIRST[bare[0]])
        elif bare[0] in "“”„«" and re.search(r":(\s|$)", bare):
            inner = re.fullmatch(r"[“”„«]([^“”„«»]*)[”“»]", bare)
            self._quoting(
                index, start, value, inner[1] if inner else bare,
                "curly quotes do not quote a value that has a colon in it",
            )  # fmt: skip
        elif colon := re.search(r":(?=\s|$)", bare):
            self._colon(index, start, value, colon.start())

    def _colon(self, index: int, start: int, value: str, at: int) -> None:
        ends = at == len(value.rstrip()) - 1
        message = (
            "a colon at the end of a value needs quotes around the value"
            if ends
            else "a colon followed by a space needs quotes around the value"
        )
        place = self.source.place(index + 1, start + at + 1)
        self._mend_value(index, start, value, _quoted(value.strip()), (place, message))

    def _unquoted(self, index: int, start: int, value: str, message: str) -> None:
        self._quoting(index, start, value, value.strip(), message)

    def _quoting(self, index: int, start: int, value: str, text: str, message: str) -> None:
        self._quoting_as(index, start, value, _quoted(text), message)

    def _quoting_as(self, index: int, start: int, value: str, corrected: str, message: str) -> None:
        place = self.source.place(index + 1, start + 1, len(value.rstrip()))
        self._mend_value(index, start, value, corrected, (place, message))

    def _mend_value(
        self, index: int, start: int, value: str, corrected: str, fault: tuple[Place, str]
    ) -> None:
        place, message = fault
        whole = self.source.place(index + 1, start + 1, len(value.rstrip()))
        hint = f"write {_shown(self.lines[index][:start] + corrected)}"
        self._slip(Rule.UNQUOTED, place, message, hint, [Edit(whole, corrected)])
        self._replace(index, start, value, corrected)

    def _replace(self, index: int, start: int, value: str, corrected: str) -> None:
        line = self.lines[index]
        self.lines[index] = line[:start] + corrected + line[start + len(value) :]

    def _slip(
        self, rule: Rule, place: Place, message: str, hint: str, edits: Iterable[Edit] = ()
    ) -> None:
        self.slips.add(place.line - 1)
        self.report.error(rule, place, message, hint, edits)


_WRONG_SIGN = re.compile(
    rf"(?P<key>[A-Za-z]\w*)(?P<sign>[ \t]*(?:[{_INVISIBLE}]*[:：=;][{_INVISIBLE}]*)[ \t]*|[ \t]+)"
    r"(?P<value>\S.*|)"
)
_SIGNS = {
    "=": "a key and its value are joined by a colon, not by `=`",
    ";": "a key and its value are joined by a colon, not by `;`",
    "：": "this colon is a wide one (U+FF1A)",
    ":": "a space is missing after the colon",
    " ": "a colon is missing after the key",
}
_FIRST = {
    "@": "a value that begins with `@` needs quotes",
    "`": "a value that begins with a backtick needs quotes",
    "%": "a value that begins with `%` needs quotes",
    "*": "a value that begins with `*` needs quotes",
    "&": "a value that begins with `&` needs quotes",
    "!": "a value that begins with `!` needs quotes",
    "|": "a value that begins with `|` needs quotes",
    ">": "a value that begins with `>` needs quotes",
    "[": "a text that begins with `[` needs quotes",
    "{": "a text that begins with `{` needs quotes",
    "]": "a value that begins with `]` needs quotes",
    "}": "a value that begins with `}` needs quotes",
    ",": "a value that begins with `,` needs quotes",
    "?": "a value that begins with `?` and a space needs quotes",
    "-": "a value that begins with `-` and a space needs quotes",
}


# ------------------------------------------------------------ words for hints


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _goes_with_list(line: str, column: int) -> bool:
    own = _indentation(line)
    return not line.strip() or own > column or (own == column and line[column] == "-")


def _with_space_after_dash(line: str) -> str:
    column = _indentation(line)
    return f"{line[:column]}- {line[column + 1 :]}"


def _is_key(text: str) -> bool:
    return bool(re.fullmatch(_KEY, text))


def _meant_key(text: str) -> str:
    bare = re.sub(rf"[{_INVISIBLE}]", "", text).strip().lower()
    joined = re.sub(r"[ -]+", "_", bare)
    return joined if joined in _NAMES else bare


def _why_odd(text: str) -> str:
    if re.search(f"[{_INVISIBLE}]", text):
        return "an invisible character stands in this key"
    return "a key is one word in small letters"


def _quoted(text: str) -> str:
    """Return `text` as a value in quotes that YAML reads back as it is."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _quoted_if_needed(text: str) -> str:
    bare = text.strip()
    if re.match(r"[\[\]{},@`%*&!|>\-?]", bare) or re.search(r":(\s|$)|\s#", bare):
        return bare if bare[0] in "\"'[" and bare[-1] in "\"']" else _quoted(bare)
    return bare


def _shown(line: str) -> str:
    """Return a line for a hint: without its indentation, shortened if it is very long."""
    return _short(line.strip())


def _exact(line: str) -> str:
    """Return a line for a hint whose indentation matters."""
    return f"`{_short(line)}`"


def _short(text: str) -> str:
    return text if len(text) <= 200 else text[:199] + "…"


def _block_hint(before: str, texts: Sequence[str], sign: str = "|") -> str:
    """Return a hint that shows `key: |` with the first of its lines indented."""
    shown = [_short(text) for text in texts[:3] if text] + (["…"] if len(texts) > 3 else [])
    head = f"{before.lstrip()} {sign}"
    column = len(head) - len(head.lstrip("- ")) + 2
    return "write\n" + "\n".join(
        " " * 8 + line for line in [head, *(" " * column + text for text in shown)]
    )


def _unescaped(escape: str) -> str | None:
    """Return the character that an escape of a double-quoted text stands for, if by number."""
    if escape[1:2] in "xuU" and len(escape) > 2:
        number = int("0" + escape[2:], 16)
        return chr(number) if number < 0x110000 else None
    return {"0": "\0", "a": "\a", "b": "\b", "v": "\v", "f": "\f", "e": "\x1b", "N": "\x85"}.get(
        escape[1:]
    )


def _joined(halves: str) -> str | None:
    """Return the characters of `\\ud83d\\ude00`, or None if a half is alone."""
    units = b"".join(int(code, 16).to_bytes(2, "big") for code in halves.split("\\u")[1:])
    try:
        return units.decode("utf-16-be")
    except UnicodeDecodeError:
        return None


# ------------------------------------------------------------ fields to YAML


class _Dumper(Emitter, Serializer, SafeRepresenter, BaseResolver):
    """Writes text plainly where YAML allows it: `18:42`, not `'18:42'`, since `read` guesses no
    types. In Python because libyaml's emitter writes emoji as escapes."""

    def __init__(self, stream: Any, **options: Any) -> None:
        own = ("default_style", "default_flow_style", "sort_keys")
        Emitter.__init__(
            self, stream, allow_unicode=options["allow_unicode"], width=options["width"]
        )
        Serializer.__init__(self)
        SafeRepresenter.__init__(self, **{name: options[name] for name in own})
        BaseResolver.__init__(self)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the library's signature
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


_ALSO_NO_TEXT = frozenset(["true", "false", "null", "~", "yes", "no", "on", "off"])
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[-+][0-9]+)?")


def _text_node(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = None
    if "\n" in text:
        # Else the library would break a text in quotes over lines, which `read` refuses.
        style = "|" if _fits_a_block(text) else '"'
    elif not text or _NUMBER.fullmatch(text):
        style = '"'  # a bare key says nothing, and below `extra` a bare number is one
    elif text.lower() in _ALSO_NO_TEXT or text.startswith("<<"):
        style = '"'  # for other tools that read the file
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=style)


def _fits_a_block(text: str) -> bool:
    """True if `|` keeps the text: it loses no line's blanks and `read` needs no `|+`."""
    return not (
        text.startswith(("\n", " ")) or text.endswith("\n\n") or re.search(r"[ \t]\n|[ \t]\Z", text)
    )


def _plain_node(dumper: _Dumper, value: object) -> yaml.ScalarNode:
    words = {True: "true", False: "false", None: "null"}
    text = words[value] if value is None or isinstance(value, bool) else str(value)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text)


_Dumper.add_representer(bool, _plain_node)
_Dumper.add_representer(int, _plain_node)
_Dumper.add_representer(float, _plain_node)
_Dumper.add_representer(type(None), _plain_node)
_Dumper.add_representer(str, _text_node)
_Dumper.add_multi_representer(str, _text_node)
