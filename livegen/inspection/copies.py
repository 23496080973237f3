"""A site's own templates that were copied from the default ones, and what has become of those."""

from __future__ import annotations

import re
from collections.abc import Mapping

from livegen.errors import Place, Report, Rule
from livegen.fingerprint import digest


def copies(own: Mapping[str, bytes], default: Mapping[str, bytes], report: Report) -> None:
    """Warn of the site's own templates that stand in for a default one which has changed since
    they were copied, or that do not say which one that was."""
    for name, content in own.items():
        beneath = default.get(name, b"")
        if not _is_copy(name, content, beneath):
            continue
        path, now = f"templates/{name}", digest(beneath)[:_DIGITS]
        mark = f"{{# default {now} #}}"
        found = _MARK.search(content.decode("utf-8", "replace"))
        if found is None:
            message = "this template stands in for a default one, which may change beneath it"
            hint = f"write {mark} on its first line, for `check` to tell when that happens"
            report.warn(Rule.UNMARKED_COPY, Place(path), message, hint)
        elif found["digest"] != now:
            line = found.string.count("\n", 0, found.start()) + 1
            message = f"the default {name} has changed since this template was copied"
            hint = f"compare the two, and then write {mark}"
            place = Place(path, line, _column(found), len(found[0]))
            report.warn(Rule.DEFAULT_CHANGED, place, message, hint)


def _is_copy(name: str, content: bytes, beneath: bytes) -> bool:
    """True if a template stands in for a default one as a whole; neither of them is empty."""
    if not name.endswith(".html") or content == beneath:
        return False
    return bool(content.strip() and beneath.strip()) and not _EXTENDS.search(content)


def _column(found: re.Match[str]) -> int:
    return found.start() - found.string.rfind("\n", 0, found.start())


_DIGITS = 8
_MARK = re.compile(rf"\{{#-?\s*default\s+(?P<digest>[0-9a-f]{{{_DIGITS}}})\s*-?#\}}")
_EXTENDS = re.compile(rb"\{%-?\s*extends\s+[\"']default/")
