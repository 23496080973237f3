"""Size and type of a picture, by its content.

Law: no pixel is decoded; what a picture claims to be is read from its header.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from xml.parsers import expat

MOST_PIXELS = 100_000_000
"""More than any newsroom's camera makes; a small file that claims more is made to do harm."""

_ENDINGS = frozenset(
    [".avif", ".bmp", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".svgz", ".webp"]
)
_FORMATS = ("AVIF", "BMP", "GIF", "ICO", "JPEG", "PNG", "WEBP")
"""What browsers show. Pillow knows sixty more, and each is a parser that strangers could reach."""

_FOR_OTHER_PROGRAMS = frozenset(
    [".cr2", ".dng", ".eps", ".heic", ".heif", ".jp2", ".jxl", ".nef", ".psd", ".tif", ".tiff"]
)
_VIDEOS = frozenset([".m4v", ".mov", ".mp4", ".ogv", ".webm"])

_ORIENTATION = 0x0112
_ON_ITS_SIDE = (5, 6, 7, 8)

_LONGEST_SIDE = 100_000

_SVG = re.compile(rb"\s*(?:<\?xml|<!--|<!DOCTYPE\s+svg|<svg[\s/>])", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d*\.?\d+(?:[eE][+-]?\d+)?)\s*(px|pt|pc|mm|cm|in|)\s*")
_PIXELS = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96.0,
}


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels as shown (0 if an SVG says neither), and the media type."""

    width: int
    height: int
    type: str


class BrokenPicture(ValueError):  # noqa: N818 it is worded for reporters, like its siblings
    """A file is called a picture and cannot be shown as one: why, and what to do."""

    def __init__(self, message: str, hint: str = "save it again as JPEG, PNG, WebP or SVG") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def measure(name: str, content: bytes) -> Size | None:
    """Return the size of a picture, or None if neither name nor content is that of one.

    Raises `BrokenPicture` for a picture that is cut off, unreadable or absurdly large.
    """
    ending = PurePosixPath(name).suffix.lower()
    if _SVG.match(content.removeprefix(b"\xef\xbb\xbf")) and (
        ending == ".svg" or b"<svg" in content
    ):
        return _measure_svg(content)
    size = _measure_pixels(content)
    if size is None and ending in _ENDINGS:
        raise BrokenPicture("is called a picture, and its content is none")
    return size


def instead(name: str) -> str:
    """Return what to do with a file that `measure` says is no picture."""
    ending = PurePosixPath(name).suffix.lower()
    if ending in _FOR_OTHER_PROGRAMS:
        return "save it as JPEG, PNG or WebP"
    if ending in _VIDEOS:
        return f'write {{{{< video src="{PurePosixPath(name).name}" >}}}}'
    return f"link to it: [what it is]({PurePosixPath(name).name})"


def _measure_pixels(content: bytes) -> Size | None:
    from PIL import Image, UnidentifiedImageError  # many a site has no picture

    # Pillow only warns of large pictures, by a global; the limit here is one for all.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            width, height = image.size
            type_ = image.get_format_mimetype() or ""
            # A PNG's own `getexif` would decode it, to look behind the pixels as well.
            turned = Image.Image.getexif(image).get(_ORIENTATION) in _ON_ITS_SIDE
    except UnidentifiedImageError:
        return None
    except Exception as fault:  # Pillow's readers raise whatever their file made them trip over
        raise BrokenPicture("is a picture that cannot be read") from fault
    if width * height > MOST_PIXELS:
        raise BrokenPicture(
            f"is a picture of {width} × {height} pixels", "make it smaller: 3000 pixels are plenty"
        )
    if _is_cut_off(content, type_):
        raise BrokenPicture("is a picture whose end is missing", "copy the file again")
    return Size(height, width, type_) if turned else Size(width, height, type_)


def _is_cut_off(content: bytes, type_: str) -> bool:
    # The last scan of a JPEG must be followed by an end; the preview before it has its own.
    if type_ in ("image/jpeg", "image/mpo"):
        return content.find(b"\xff\xd9", content.rfind(b"\xff\xda")) < 0
    return type_ == "image/png" and b"IEND" not in content[-4096:]


class _RootRead(Exception):  # noqa: N818 the way out of a parser, no error
    pass


def _measure_svg(content: bytes) -> Size:
    attributes: dict[str, str] = {}

    def root(name: str, found: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "svg":
            attributes.update(found)
            raise _RootRead
        raise BrokenPicture("is called a picture, and its content is none")

    # Reading ends at the first tag; entities it might use are bounded by expat itself.
    reader = expat.ParserCreate()
    reader.StartElementHandler = root
    try:
        reader.Parse(content, True)
    except _RootRead:
        return _size_of_svg(attributes)
    except expat.ExpatError as fault:
        raise BrokenPicture(f"is an SVG that cannot be read: {fault}") from None
    raise BrokenPicture("is an SVG without content")


def _size_of_svg(attributes: dict[str, str]) -> Size:
    sides = [_LENGTH.fullmatch(attributes.get(side, "")) for side in ("width", "height")]
    lengths = [float(side[1]) * _PIXELS[side[2]] for side in sides if side]
    if len(lengths) < 2:
        box = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
        lengths = [float(n) for n in box[2:] if _LENGTH.fullmatch(n)] if len(box) == 4 else []
    if len(lengths) < 2:
        return Size(0, 0, "image/svg+xml")
    width, height = (min(round(length), _LONGEST_SIDE) for length in lengths)
    return Size(width, height, "image/svg+xml")
