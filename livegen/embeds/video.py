"""A video file of the site's own, or one at a whole address."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit

from livegen.embeds.provider import (
    Arguments,
    BadArgument,
    Holds,
    Parameter,
    Provider,
    check_address,
)

_TYPES = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".ogv": "video/ogg",
    ".mov": "video/quicktime",
}


def prepare(arguments: Arguments) -> Arguments:
    """Add the media `type`, by the file's ending; what browsers cannot play is refused."""
    check_address(arguments, "src")
    ending = PurePosixPath(urlsplit(arguments["src"]).path).suffix.lower()
    if ending not in _TYPES:
        raise BadArgument(
            f'`src` is not a video file: "{arguments["src"]}"',
            f"name a file that ends in {', '.join(_TYPES)}",
            "src",
        )
    return {**arguments, "type": _TYPES[ending]}


PROVIDER = Provider(
    name="video",
    title="Video",
    about="A video file beside the story, or at a whole address.",
    example='{{< video src="levee.mp4" poster="levee.jpg" title="The levee breaks" >}}',
    parameters=(
        Parameter("src", "the video's file or address", required=True, holds=Holds.MEDIA),
        Parameter("poster", "the picture shown before it plays", holds=Holds.PICTURE),
        Parameter("title", "what it shows, read out in place of the picture"),
        Parameter("caption", "the line below it"),
        Parameter("credit", "who made it"),
    ),
    prepare=prepare,
)
