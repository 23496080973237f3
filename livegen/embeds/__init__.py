"""Pieces of other people's pages, and of one's own: what was typed -> a checked `Embed`.

Law: no HTML and no network. A provider is one file and one line in `EMBEDS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from livegen.embeds import fact_box, figure, link, quote, tweet, video, youtube
from livegen.embeds.provider import (
    Arguments,
    BadArgument,
    Embed,
    Holds,
    MissingAlt,
    Parameter,
    Provider,
)
from livegen.errors import closest

__all__ = [
    "EMBEDS",
    "Arguments",
    "BadArgument",
    "Embed",
    "Holds",
    "MissingAlt",
    "Parameter",
    "Provider",
    "match",
    "read",
]

EMBEDS: Mapping[str, Provider] = {
    provider.name: provider
    for provider in (
        fact_box.PROVIDER,
        figure.PROVIDER,
        link.PROVIDER,
        quote.PROVIDER,
        tweet.PROVIDER,
        video.PROVIDER,
        youtube.PROVIDER,
    )
}


def match(url: str) -> Embed | None:
    """Return the embed that an address stands for, or None if no provider knows it."""
    for provider in EMBEDS.values():
        found = provider.match(url)
        if found is not None:
            return Embed(provider.name, provider.title, provider.prepare(found))
    return None


def read(provider: Provider, positional: Sequence[str], named: Arguments) -> Embed:
    """Return the embed that these arguments make; raises `BadArgument`."""
    arguments = _filled(provider, positional, named)
    for name in provider.required:
        if not arguments.get(name):
            raise BadArgument(f"`{name}` is missing", f"write {provider.example}", name)
    return Embed(provider.name, provider.title, provider.prepare(arguments), provider.paired)


def _filled(provider: Provider, positional: Sequence[str], named: Arguments) -> Arguments:
    names = [parameter.name for parameter in provider.parameters]
    for name in named:
        if name not in names:
            guess = closest(name, names)
            known = f"did you mean `{guess}`?" if guess else f"it takes {', '.join(names)}"
            raise BadArgument(f"`{provider.name}` takes no `{name}`", known, name)
    if len(positional) > len(names):
        raise BadArgument(
            f"`{provider.name}` takes {len(names)} arguments, not {len(positional)}",
            f"put a text of several words in quotes: {provider.example}",
            str(len(names)),
        )
    for number, (name, _) in enumerate(zip(names, positional, strict=False)):
        if name in named:
            raise BadArgument(f"`{name}` is given twice", f"write {provider.example}", str(number))
    return {**dict(zip(names, positional, strict=False)), **named}
