"""Lines of front matter into the events of PyYAML's C parser.

Law: events, not values: no type is guessed, no alias expanded, no depth recursed into.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import yaml
from frontmatter.default_handlers import YAMLHandler

# libyaml ends a line at these two; they travel through it as two noncharacters, which no
# source can hold after `characters.without_controls`.
_SHIELDS = (("\u2028", "\ufdd0"), ("\u2029", "\ufdd1"))


def of(lines: Sequence[str]) -> Iterator[yaml.Event]:
    """Yield the events of `lines`; raises `yaml.MarkedYAMLError` where they are no YAML."""
    text = "\n".join([*lines, ""])
    for char, shield in _SHIELDS:  # `translate` takes longer than all of libyaml
        text = text.replace(char, shield)
    # One by one: to hold those of a long story takes longer than to make them.
    events: Iterator[yaml.Event] = _HANDLER.load(text, Loader=_Events)
    return events


def text_of(scalar: yaml.ScalarEvent) -> str:
    """Return the text of a scalar as it stands in the file."""
    text: str = scalar.value
    if not text.isascii():
        for char, shield in _SHIELDS:
            text = text.replace(shield, char)
    return text


class _Events(yaml.CSafeLoader):
    """What `yaml.load` asks for a value, and gets the events."""

    def get_single_data(self) -> Iterator[yaml.Event]:
        return iter(self.get_event, None)

    def dispose(self) -> None:
        """Keep what is read: `yaml.load` calls this before the first event is asked for."""


_HANDLER = YAMLHandler()
