"""What an embed is: the values that providers are made of, and the checks they share.

Law: no HTML, no network; arguments are text all the way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

Arguments = Mapping[str, str]


class Holds(StrEnum):
    """What an argument's text is, and so what else has to be done with it."""

    TEXT = "text"
    ADDRESS = "address"
    """A whole address, a path of the site, or a file beside the story."""
    PICTURE = "picture"
    """A picture of the site's own: foreign pictures tell strangers who reads."""
    MEDIA = "media"
    """A file of the site's own or a whole address."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument that a provider takes; `about` is its line in the docs."""

    name: str
    about: str
    required: bool = False
    holds: Holds = Holds.TEXT


def no_match(url: str) -> None:
    """Match no address: this embed is only ever written as a shortcode."""


def as_given(arguments: Arguments) -> Arguments:
    """Prepare nothing: every text will do."""
    return arguments


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One kind of embed.

    `match` turns an address into arguments, or None if it is somebody else's. `prepare` checks
    and completes arguments whose names are known and whose required ones are there; it raises
    `BadArgument`. Positional arguments fill `parameters` in their order. `frames` are the
    origins that its frame comes from, for the Content-Security-Policy; the frame's address, where
    there is one, is the prepared argument `frame`.
    """

    name: str
    title: str
    about: str
    example: str
    parameters: tuple[Parameter, ...]
    match: Callable[[str], Arguments | None] = no_match
    prepare: Callable[[Arguments], Arguments] = as_given
    paired: bool = False
    frames: tuple[str, ...] = ()

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the arguments that must be there."""
        return tuple(parameter.name for parameter in self.parameters if parameter.required)


@dataclass(frozen=True, slots=True)
class Embed:
    """An embed in a text, ready to be drawn by `templates/embeds/<name>.html`.

    `provider` is the title of the built-in provider, or `""` for a site's own embed, whose
    positional arguments are called `0`, `1`, … `inline` says that it stands inside a sentence.
    """

    name: str
    provider: str
    arguments: Arguments
    paired: bool = False
    inline: bool = False


class BadArgument(ValueError):  # noqa: N818 it is worded for reporters, like its siblings
    """An argument is of no use: why, what to write, and which one (`""` if none is to blame)."""

    def __init__(self, message: str, hint: str = "", argument: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.argument = argument


class MissingAlt(BadArgument):
    """A picture is not described; an empty description is one."""


def split_web(url: str) -> SplitResult | None:
    """Return the parts of an http(s) address, or None for anything else."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:  # [ without ]
        return None
    return parts if parts.scheme in ("http", "https") and host else None


def without_www(host: str | None) -> str:
    """Return the host as people know it."""
    return (host or "").removeprefix("www.").removeprefix("mobile.").removeprefix("m.")


def check_address(arguments: Arguments, name: str) -> None:
    """Raise `BadArgument` unless the argument is an http(s) address or a path without scheme."""
    address = arguments.get(name)
    if address is None:
        return
    # Control characters and spaces are what browsers skip when they look for `javascript:`.
    if not address or any(char <= " " for char in address):
        raise BadArgument(f'`{name}` is not an address: "{address}"', _ADDRESS, name)
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        scheme = "?"
    if scheme and split_web(address) is None:
        raise BadArgument(f'`{name}` is not an address: "{address}"', _ADDRESS, name)


_ADDRESS = "write a whole address (https://…), or a file or path of the site"
