"""Background beside the news, in a box with a title."""

from __future__ import annotations

from livegen.embeds.provider import Parameter, Provider

PROVIDER = Provider(
    name="fact-box",
    title="Fact box",
    about="Background in a box. The text stands between the two marks.",
    example='{{< fact-box title="Ramadi" >}}A city on the Euphrates.{{< /fact-box >}}',
    parameters=(Parameter("title", "the box's title"),),
    paired=True,
)
