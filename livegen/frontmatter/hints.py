"""The line as it should read, for hints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from livegen.frontmatter.lines import indentation


def quoted(text: str) -> str:
    """Return `text` as a value in quotes that YAML reads back as it is."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def quoted_if_needed(text: str) -> str:
    """Return `text` as a value, in quotes if YAML would take it for something else."""
    bare = text.strip()
    if re.match(r"[\[\]{},@`%*&!|>\-?]", bare) or re.search(r":(\s|$)|\s#", bare):
        return bare if bare[0] in "\"'[" and bare[-1] in "\"']" else quoted(bare)
    return bare


def shown(line: str) -> str:
    """Return a line without its indentation, shortened if it is very long."""
    return short(line.strip())


def exact(line: str) -> str:
    """Return a line whose indentation matters."""
    return f"`{short(line)}`"


def short(text: str) -> str:
    """Return `text`, cut if it is very long."""
    return text if len(text) <= 200 else text[:199] + "…"


def in_block(before: str, texts: Sequence[str], sign: str = "|") -> str:
    """Return a hint that shows `key: |` with the first of its lines indented, gaps and all."""
    head = f"{before.lstrip()} {sign}"
    column = len(head) - len(head.lstrip("- ")) + 2
    lines = [head, *(" " * column + text for text in _first(texts))]
    return "write\n" + "\n".join((" " * 8 + line).rstrip() for line in lines)


def _first(texts: Sequence[str]) -> Iterator[str]:
    """Yield the first three lines that say something, the gaps between, and `…` for the rest."""
    said = [at for at, text in enumerate(texts) if text]
    for at in range(said[0], said[:3][-1] + 1) if said else ():
        yield short(texts[at])
    if len(said) > 3:
        yield from [""] * (said[3] - said[2] > 1)
        yield "…"


def with_space_after_hyphen(line: str) -> str:
    """Return `  - storm` for `  -storm`."""
    hyphen = indentation(line)
    return f"{line[:hyphen]}- {line[hyphen + 1 :]}"
