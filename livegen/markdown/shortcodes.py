"""Shortcodes as tokens of the Markdown parser: `{{< name value key="value" >}}`.

Law: what the parser takes for code, raw HTML or an escape is text; nothing here looks at the
source before the parser does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

OPEN, CLOSE = "{{<", ">}}"
TOKEN = "shortcode"  # noqa: S105 a type of token

_LONGEST_CALL = 20
"""How many lines the arguments of one shortcode may take."""

_SPACE = re.compile(r"[ \t\n]*")
_NAME = re.compile(r"(?P<closing>/?)[ \t\n]*(?P<name>[^\W\d][\w-]*+)")
_KEY = re.compile(r"(?P<key>[^\W\d][\w-]*+)[ \t]*=[ \t]*")
_VALUE = re.compile(
    r"""  "(?P<double> (?:[^"\\]|\\.)*+ )"
        | '(?P<single> (?:[^'\\]|\\.)*+ )'
        | `(?P<raw> [^`]*+ )`
        | (?P<bare> (?!["'`“”„«»‘’=]) (?: (?!>\}\}) [^ \t\n] )++ )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\{\{</\*(?P<shown>.*?)\*/>\}\}", re.DOTALL)
_BACKSLASH = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the writing of a shortcode: offset and width in the parsed text."""

    at: int
    width: int
    message: str
    hint: str
    unclosed: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A shortcode as it was written, from offset `at` up to `end` of the parsed text.

    `spans` tells where each argument stands (offset, width), by key or by number.
    """

    at: int
    end: int
    name: str = ""
    closing: bool = False
    positional: tuple[str, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    fault: Fault | None = None


def plugin(md: MarkdownIt) -> None:
    """Teach the parser shortcodes."""
    ends = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("blockquote", TOKEN, _block, {"alt": ends})
    md.inline.ruler.before("emphasis", TOKEN, _inline)


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    # A shortcode with its lines to itself. Anything else on them makes it part of a paragraph.
    if not _opens(state, start_line) or state.is_code_block(start_line):
        return False
    for next_line in range(start_line + 1, min(end_line, start_line + _LONGEST_CALL) + 1):
        source = state.getLines(start_line, next_line, state.blkIndent, False).strip()
        if source.startswith("{{</*"):
            return False
        call = read(source, 0, len(source))
        if call.fault is None or not call.fault.unclosed:
            break
        if next_line >= end_line or state.isEmpty(next_line) or _opens(state, next_line):
            return False
    if source[call.end :].strip() or (call.fault is not None and call.fault.unclosed):
        return False
    if silent:
        return True
    token = state.push(TOKEN, "", 0)
    token.map, token.content, token.meta = [start_line, next_line], source, {"call": call}
    state.line = next_line
    return True


def _opens(state: StateBlock, line: int) -> bool:
    return state.src.startswith(OPEN, state.bMarks[line] + state.tShift[line])


def _inline(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(OPEN, state.pos):
        return False
    if escaped := _ESCAPED.match(state.src, state.pos, state.posMax):
        # Hugo's way of showing a shortcode: {{</* name */>}}.
        if not silent:
            state.append_pending(f"{OPEN}{escaped['shown']}{CLOSE}")
        state.pos = escaped.end()
        return True
    call = read(state.src, state.pos, state.posMax)
    if not silent:
        state.push(TOKEN, "", 0).meta = {"call": call}
    state.pos = call.end
    return True


def read(source: str, at: int, stop: int) -> Call:
    """Return the shortcode that begins at `at`; its `fault` says if it is badly written."""
    pos = _past_space(source, at + len(OPEN), stop)
    head = _NAME.match(source, pos, stop)
    if head is None:
        return _broken(source, at, stop, Fault(pos, 1, "a shortcode without a name", _HINT), "name")
    name, closing, pos = head["name"], bool(head["closing"]), head.end()
    positional: list[str] = []
    named: dict[str, str] = {}
    spans: dict[str, tuple[int, int]] = {}
    while True:
        pos = _past_space(source, pos, stop)
        for end in (CLOSE, "/" + CLOSE):
            if source.startswith(end, pos, stop):
                pos += len(end)
                return Call(at, pos, name, closing, tuple(positional), named, spans)
        if pos >= stop:
            return _unclosed(at, stop, name)
        key = _KEY.match(source, pos, stop)
        value = _VALUE.match(source, key.end() if key else pos, stop)
        if value is None:
            fault = _bad_value(source, pos, key.end() if key else pos)
            return _broken(source, at, stop, fault, name)
        written = key["key"] if key else str(len(positional))
        if written in named:
            twice = Fault(pos, value.end() - pos, f"`{written}` is given twice", "leave one out")
            return _broken(source, at, stop, twice, name)
        if key:
            named[written] = _meant(value)
        else:
            positional.append(_meant(value))
        spans[written] = (pos, value.end() - pos)
        pos = value.end()


def _past_space(source: str, pos: int, stop: int) -> int:
    found = _SPACE.match(source, pos, stop)
    return found.end() if found else pos


def _meant(value: re.Match[str]) -> str:
    if value["double"] is not None:
        return _BACKSLASH.sub(r"\1", value["double"])
    if value["single"] is not None:
        return _BACKSLASH.sub(r"\1", value["single"])
    return value["raw"] if value["raw"] is not None else value["bare"]


def _unclosed(at: int, stop: int, name: str) -> Call:
    # The rest of the text goes with it: one fault, one message.
    written = f"{OPEN} {name}"
    message = f"`{written}` is not closed by `{CLOSE}`"
    fault = Fault(at, len(written), message, f"write {written} … {CLOSE}", unclosed=True)
    return Call(at, stop, name, fault=fault)


def _bad_value(source: str, pos: int, begins: int) -> Fault:
    first = source[begins : begins + 1]
    if first in _TYPOGRAPHIC:
        message, hint = "typographic quotes hold no argument", 'write straight quotes: "…"'
        return Fault(begins, 1, message, hint)
    if first in _STRAIGHT:
        hint = f"close it: {source[pos:begins]}{first}…{first}"
        return Fault(begins, 1, "a quote is not closed", hint)
    return Fault(pos, 1, "an argument without a value", _HINT)


def _broken(source: str, at: int, stop: int, fault: Fault, name: str) -> Call:
    end = source.find(CLOSE, fault.at, stop)
    if end < 0:
        return _unclosed(at, stop, name)
    return Call(at, end + len(CLOSE), fault=fault)


_TYPOGRAPHIC = ("“", "”", "„", "«", "»", "‘", "’")
_STRAIGHT = ('"', "'", "`")
_HINT = 'write {{< name key="value" >}}, or put it in `…` to show it as it is'
