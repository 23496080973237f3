"""Names that are most likely slips of other names: `Noor Hadad` of `Noor Haddad`.

Law: what is in doubt is no slip. Names with other numbers in them are other names.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

_SHORTEST = 5
"""Letters below which names that are one letter apart are mostly two names: Iran, Iraq."""

_TIMES = 3
"""How many times as often the other name is written, for this one to be a slip of it. What is
written so many times is no slip of a name that is only registered."""


def slips(counts: Mapping[str, int], registered: Collection[str]) -> dict[str, str]:
    """Return what most likely was meant by each name that seems to be a slip.

    `counts` says how often each name is written. One that is `registered` is none. Another is one
    if it is written seldom and a letter away from one that is, or from one that is written much
    more often.
    """
    known = set(registered) | {name for name in counts if counts[name] >= _TIMES}
    near = _by_trace(sorted(known, key=lambda name: (-counts.get(name, 0), name)))
    found: dict[str, str] = {}
    for name, count in counts.items():
        if name in registered:
            continue
        for other in _alike(name, near):
            is_seldom = other in registered and count < _TIMES
            if is_seldom or counts.get(other, 0) >= _TIMES * count:
                found[name] = other
                break
    return found


def _by_trace(names: list[str]) -> Mapping[str, list[str]]:
    near = defaultdict(list)
    for name in names:
        for trace in _traces(_plain(name)):
            near[trace].append(name)
    return near


def _traces(name: str) -> set[str]:
    """Return the name and all that is left of it without one letter: whoever is a letter away has
    one of these, too. So no name is held against all others."""
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}


def _alike(name: str, near: Mapping[str, list[str]]) -> Iterator[str]:
    plain = _plain(name)
    if len(plain) < _SHORTEST or _NO_LETTERS.search(plain):
        return
    for trace in sorted(_traces(plain)):
        for other in near.get(trace, ()):
            if other != name and _is_a_letter_away(plain, _plain(other)):
                yield other


def _is_a_letter_away(name: str, other: str) -> bool:
    """True if one letter is left out, put in, another one, or has changed places with the next.

    The first letter is seldom a slip: Gambia, Zambia.
    """
    if name[0] != other[:1] or _NUMBERS.findall(name) != _NUMBERS.findall(other):
        return False
    if min(len(name), len(other)) < _SHORTEST:
        return False
    at = next((at for at, (a, b) in enumerate(zip(name, other, strict=False)) if a != b), -1)
    if at < 0 or len(name) != len(other):
        shorter, longer = sorted((name, other), key=len)
        at = at if at >= 0 else len(shorter)
        return longer[:at] + longer[at + 1 :] == shorter
    swapped = name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
    return name[at + 1 :] == other[at + 1 :] or swapped == other


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name.casefold()).split())


_NO_LETTERS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
"""Kana, Chinese characters and Hangul: each is a syllable or a word, and its slip is another."""

_NUMBERS = re.compile(r"\d+")
