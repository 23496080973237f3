"""A picture with its caption and credit."""

from __future__ import annotations

from livegen.embeds.provider import (
    Arguments,
    Holds,
    MissingAlt,
    Parameter,
    Provider,
    check_address,
)


def prepare(arguments: Arguments) -> Arguments:
    """Insist on a description, which may be empty for a picture that only decorates."""
    if "alt" not in arguments:
        written = f'{{{{< figure src="{arguments["src"]}" alt="what it shows" >}}}}'
        raise MissingAlt(
            "the picture is not described: `alt` is missing",
            f'write {written}, or alt="" if it only decorates',
            "alt",
        )
    check_address(arguments, "credit_url")
    return arguments


PROVIDER = Provider(
    name="figure",
    title="Picture",
    about="A picture beside the story, with caption and credit.",
    example='{{< figure src="levee.jpg" alt="Water runs over the levee" caption="The levee" >}}',
    parameters=(
        Parameter("src", "the picture's file", required=True, holds=Holds.PICTURE),
        Parameter("alt", 'what it shows; `alt=""` if it only decorates. It may not be left out'),
        Parameter("caption", "the line below it"),
        Parameter("credit", "who made it"),
        Parameter("credit_url", "where it is from", holds=Holds.ADDRESS),
        Parameter("licence", "on what terms it is used"),
    ),
    prepare=prepare,
)
