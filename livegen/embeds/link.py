"""A card for any page at all: what the reporter typed of it, and the way there."""

from __future__ import annotations

from urllib.parse import urlsplit

from livegen.embeds.provider import (
    Arguments,
    Holds,
    Parameter,
    Provider,
    check_address,
    without_www,
)


def prepare(arguments: Arguments) -> Arguments:
    """Name the card after its address where nothing better was typed."""
    check_address(arguments, "url")
    parts = urlsplit(arguments["url"])
    host = without_www(parts.hostname)
    bare = f"{host}{parts.path}".rstrip("/") or arguments["url"]
    named = {"title": bare, "site": host, **arguments}
    return {name: value for name, value in named.items() if value}


PROVIDER = Provider(
    name="link",
    title="Link",
    about="A card that leads to another page.",
    example='{{< link url="https://www.euronews.com/" title="Video report by Euronews" >}}',
    parameters=(
        Parameter("url", "where it leads", required=True, holds=Holds.ADDRESS),
        Parameter("title", "the page's title; default: its address"),
        Parameter("description", "what is there, in a sentence"),
        Parameter("site", "whose page it is; default: its host"),
    ),
    prepare=prepare,
)
