"""Fields and a body into a file.

Law: `reading.read` gives back what was written, and a reporter would have typed it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler
from yaml.emitter import Emitter
from yaml.representer import SafeRepresenter
from yaml.resolver import BaseResolver
from yaml.serializer import Serializer


def write(fields: Mapping[str, object], body: str) -> str:
    """Return the file that `read` gives back as these fields and this body."""
    post = frontmatter.Post("")
    # Not by keyword: `Post` would take fields called `content` and `handler` for its own.
    post.metadata = dict(fields)
    # The body is joined here because `format` strips white space that belongs to it.
    text = _HANDLER.format(post) + "\n"
    return f"{text}\n{body}\n" if body else text


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


class _Handler(YAMLHandler):
    """The library's, but for its `export`, which strips white space that belongs to a text."""

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
