"""Someone's words, with who said them and where."""

from __future__ import annotations

from livegen.embeds.provider import Arguments, Holds, Parameter, Provider, check_address


def prepare(arguments: Arguments) -> Arguments:
    """Check where the words were found."""
    check_address(arguments, "url")
    return arguments


PROVIDER = Provider(
    name="quote",
    title="Quote",
    about="Someone's words, set apart. The words stand between the two marks.",
    example='{{< quote by="Muhannad Haimour" >}}We have full control.{{< /quote >}}',
    parameters=(
        Parameter("by", "who said it"),
        Parameter("role", "what they are"),
        Parameter("source", "where it was said or printed"),
        Parameter("url", "the address of the source", holds=Holds.ADDRESS),
        Parameter("date", "when it was said, as it should read"),
    ),
    prepare=prepare,
    paired=True,
)
