"""The press on which the demo newsroom's pictures are printed: a few flat colours, smooth edges.

Law: the same script draws the same picture. Whoever wants chance seeds it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, cos, degrees, dist, hypot, radians, sin
from pathlib import Path
from random import Random
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageFont

Point: TypeAlias = tuple[float, float]

CONTENT = Path(__file__).resolve().parents[2] / "content"
OVERSAMPLING = 3
"""Everything is drawn this many times too large and then reduced, which smooths the edges."""
COLOURS = 256


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to draw on, in the pixels of the finished picture."""

    image: Image.Image
    draw: ImageDraw.ImageDraw

    def area(self, outline: Sequence[Point], colour: str) -> None:
        """Fill an outline."""
        self.draw.polygon([_enlarge(point) for point in outline], fill=colour)

    def box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        """Fill a rectangle."""
        self.area([(left, top), (right, top), (right, bottom), (left, bottom)], colour)

    def plate(self, corners: tuple[float, float, float, float], radius: float, colour: str) -> None:
        """Fill a rectangle with round corners: left, top, right, bottom."""
        large = [corner * OVERSAMPLING for corner in corners]
        self.draw.rounded_rectangle(large, radius * OVERSAMPLING, fill=colour)

    def dot(self, centre: Point, radius: float, colour: str) -> None:
        """Fill a circle."""
        self.draw.circle(_enlarge(centre), radius * OVERSAMPLING, fill=colour)

    def line(self, points: Sequence[Point], colour: str, width: float) -> None:
        """Draw a line with round corners and round ends."""
        large = [_enlarge(point) for point in points]
        self.draw.line(large, fill=colour, width=round(width * OVERSAMPLING), joint="curve")
        for end in (points[0], points[-1]):
            self.dot(end, width / 2, colour)

    def dots(self, points: Sequence[Point], colour: str, radius: float, step: float) -> None:
        """Draw a dotted line."""
        for point in _paced(points, step):
            self.dot(point, radius, colour)

    def text(
        self, at: Point, text: str, size: float, colour: str, *, anchor: str, weight: float = 0
    ) -> None:
        """Write a text. Aileron comes in one weight; a stroke of its own colour makes it bolder."""
        self.draw.text(
            _enlarge(at),
            text,
            colour,
            _font(size),
            anchor=anchor,
            stroke_width=weight * OVERSAMPLING,
            stroke_fill=colour,
        )

    def save(self, name: str) -> None:
        """Write the sheet as a PNG of few colours to a path that starts at `content/`."""
        size = (self.image.width // OVERSAMPLING, self.image.height // OVERSAMPLING)
        drawn = self.image.resize(size, Image.Resampling.LANCZOS)
        # A median cut of the colours first: an octree makes bands of their own in a dark sky.
        few = drawn.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(CONTENT / name, optimize=True)


def sheet(colour: str, width: int = 1600, height: int = 900) -> Sheet:
    """Return an empty sheet of one colour."""
    image = Image.new("RGB", (width * OVERSAMPLING, height * OVERSAMPLING), colour)
    return Sheet(image, ImageDraw.Draw(image))


def dice(seed: int) -> Random:
    """Return a source of chance that gives the same every time."""
    return Random(seed)  # noqa: S311 no secret hangs on where a star stands


def ramp(start: str, end: str, steps: int) -> list[str]:
    """Return `steps` colours from one to the other."""
    first, last = _channels(start), _channels(end)
    return [
        "#"
        + "".join(
            f"{round(a + (b - a) * n / (steps - 1)):02x}" for a, b in zip(first, last, strict=True)
        )
        for n in range(steps)
    ]


def points(line: str) -> list[Point]:
    """Return the points of a line, each "x,y"."""
    return [(float(x), float(y)) for x, y in (point.split(",") for point in line.split())]


def curve(line: Sequence[Point], steps: int = 16) -> list[Point]:
    """Return the line as a smooth curve from its first point to its last (Catmull-Rom)."""
    return [*_curve([line[0], *line, line[-1]], steps), line[-1]]


def blob(outline: Sequence[Point], steps: int = 16) -> list[Point]:
    """Return the outline as a smooth closed curve."""
    return _curve([outline[-1], *outline, *outline[:2]], steps)


def polar(centre: Point, radius: float, angle: float) -> Point:
    """Return the point at a distance from a centre; angles in degrees, clockwise from the right."""
    return (
        centre[0] + radius * cos(radians(angle)),
        centre[1] + radius * sin(radians(angle)),
    )


def turned(points: Iterable[Point], at: Point, angle: float, scale: float = 1) -> list[Point]:
    """Return points drawn round (0, 0) as they lie round `at`, turned clockwise and scaled."""
    return [polar(at, hypot(x, y) * scale, degrees(atan2(y, x)) + angle) for x, y in points]


def _curve(line: Sequence[Point], steps: int) -> list[Point]:
    return [
        (_bend(*xs, number / steps), _bend(*ys, number / steps))
        for four in zip(line, line[1:], line[2:], line[3:], strict=False)
        for xs, ys in [zip(*four, strict=True)]
        for number in range(steps)
    ]


def _bend(before: float, start: float, end: float, after: float, part: float) -> float:
    slope = end - before
    second = 2 * before - 5 * start + 4 * end - after
    third = 3 * (start - end) + after - before
    return start + 0.5 * part * (slope + part * (second + part * third))


def _paced(points: Sequence[Point], step: float) -> Iterable[Point]:
    ahead = 0.0
    for start, end in pairwise(points):
        length = dist(start, end)
        while ahead <= length:
            part = ahead / length if length else 0
            yield start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
            ahead += step
        ahead -= length


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _enlarge(point: Point) -> Point:
    return point[0] * OVERSAMPLING, point[1] * OVERSAMPLING


def _font(size: float) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size * OVERSAMPLING)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise SystemExit("this Pillow was built without FreeType: install one that has it")
    return font
