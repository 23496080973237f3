"""Draw the locator map of the Ramadi story: places by coordinates, rivers and borders simplified.

Run it with Pillow installed; it writes `content/world/ramadi-map.png`. Everything is drawn here
from coordinates. Borders, rivers and lakes are thinned out by hand after Natural Earth (public
domain); the typeface is Aileron (CC0), which Pillow carries as its default font.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, cos, degrees, dist, radians
from pathlib import Path
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageFont

Point: TypeAlias = tuple[float, float]

OUTPUT = Path(__file__).resolve().parents[2] / "content" / "world" / "ramadi-map.png"

WIDTH, HEIGHT = 1600, 900
PANEL = 432
"""How much of the width, on the left, is kept for the title and the small map."""
OVERSAMPLING = 3
"""Everything is drawn this many times too large and then reduced, which smooths the edges."""
COLOURS = 256

KILOMETRES_PER_DEGREE = 111.2
KILOMETRES_PER_MILE = 1.609344

SHEET = "#fdfbf6"
ABROAD = "#e8e1d2"
LAND = "#f7f3e9"
BORDER = "#bcb09a"
WATER = "#a3c0c9"
WATER_TEXT = "#4d7886"
INK = "#2f2c28"
QUIET = "#6f6758"
COUNTRY = "#97896f"
ACCENT = "#b03325"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A window on the earth, equirectangular and true to scale at the parallel `true_at`."""

    left: float
    top: float
    west: float
    north: float
    true_at: float
    pixels_per_degree: float

    def at(self, north: float, east: float) -> Point:
        """Return where a place lies on the drawing, in pixels."""
        across = (east - self.west) * cos(radians(self.true_at)) * self.pixels_per_degree
        return self.left + across, self.top + (self.north - north) * self.pixels_per_degree

    def trace(self, line: str) -> list[Point]:
        """Return a line of places, each "north,east", as it runs on the drawing."""
        places = (place.split(",") for place in line.split())
        return [self.at(float(north), float(east)) for north, east in places]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town, its name set `offset` pixels away; `anchor` as Pillow has it."""

    name: str
    north: float
    east: float
    offset: Point
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """A name spaced out along a line of places; river names follow their river."""

    name: str
    line: str
    size: float
    colour: str


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws in the pixels of the finished picture on a sheet that is `OVERSAMPLING` as large."""

    sheet: Image.Image
    draw: ImageDraw.ImageDraw

    def area(self, outline: Sequence[Point], colour: str) -> None:
        """Fill an outline."""
        self.draw.polygon([_enlarge(point) for point in outline], fill=colour)

    def line(self, points: Sequence[Point], colour: str, width: float) -> None:
        """Draw a line with rounded corners."""
        large = [_enlarge(point) for point in points]
        self.draw.line(large, fill=colour, width=round(width * OVERSAMPLING), joint="curve")

    def dot(self, centre: Point, radius: float, colour: str) -> None:
        """Draw a filled circle."""
        self.draw.circle(_enlarge(centre), radius * OVERSAMPLING, fill=colour)

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

    def letter(self, at: Point, letter: str, size: float, colour: str, slope: float) -> None:
        """Write one letter, centred on a point and turned clockwise by `slope` degrees."""
        font = _font(size)
        side = round(font.size * 2)
        upright = Image.new("L", (side, side))
        ImageDraw.Draw(upright).text((side / 2, side / 2), letter, 255, font, anchor="mm")
        turned = upright.rotate(-slope, Image.Resampling.BICUBIC)
        x, y = _enlarge(at)
        self.sheet.paste(colour, (round(x - side / 2), round(y - side / 2)), turned)


MAP = Frame(left=PANEL, top=0, west=40.22, north=36.86, true_at=34.75, pixels_per_degree=213)
INSET = Frame(left=56, top=430, west=38.3, north=37.7, true_at=33.2, pixels_per_degree=37)

RAMADI = Place(name="Ramadi", north=33.43, east=43.30, offset=(-20, 18), anchor="rt")
BAGHDAD = Place(name="Baghdad", north=33.31, east=44.36, offset=(30, -3), anchor="lm")
TOWNS = (
    Place(name="Fallujah", north=33.35, east=43.78, offset=(18, -23), anchor="ms"),
    Place(name="Tikrit", north=34.61, east=43.68, offset=(26, -3), anchor="lm"),
    Place(name="Mosul", north=36.34, east=43.13, offset=(26, -5), anchor="lm"),
)

# Lines of places, each "north,east" in degrees.
IRAQ = """
    37.11,42.36 37.25,42.64 37.37,42.77 37.32,42.94 37.37,43.09 37.31,43.31 37.22,43.84
    37.31,44.03 37.25,44.19 36.98,44.26 37.18,44.61 37.14,44.77 36.80,44.88 36.68,45.02
    36.43,45.08 36.38,45.22 36.03,45.36 35.98,45.56 35.82,45.78 35.81,46.17 35.73,46.24
    35.62,46.00 35.48,45.98 35.31,46.12 35.13,46.13 35.02,45.92 34.80,45.68 34.58,45.60
    34.42,45.45 34.22,45.54 33.97,45.40 33.61,45.74 33.58,45.89 33.42,46.02 33.20,46.15
    32.97,46.10 32.93,46.38 32.57,46.97 32.46,47.33 32.15,47.51 31.80,47.83 31.40,47.68
    31.00,47.68 31.00,48.01 30.45,48.03 29.93,48.53 30.03,47.95 30.10,47.70 30.00,47.15
    29.10,46.55 29.06,46.42 29.20,44.72 31.10,42.08 31.94,40.37 32.12,39.15 32.47,38.98
    33.37,38.77 33.77,39.56 34.20,40.42 34.43,40.99 34.81,41.20 35.30,41.22 35.66,41.35
    35.94,41.30 36.22,41.25 36.50,41.40 36.60,41.79 36.96,42.24
"""
EUPHRATES = """
    35.70,39.80 35.40,40.10 35.22,40.38 34.92,40.58 34.66,40.85 34.44,40.99 34.41,41.20
    34.44,41.50 34.50,41.80 34.44,41.99 34.30,42.14 34.32,42.33 34.14,42.38 33.96,42.54
    33.86,42.68 33.70,42.75 33.53,42.97 33.52,43.14 33.46,43.30 33.43,43.48 33.37,43.68
    33.29,43.79 33.19,43.92 33.05,44.12 32.80,44.26 32.50,44.26 32.20,44.36
"""
TIGRIS = """
    37.30,42.24 37.00,42.43 36.78,42.71 36.58,42.80 36.34,43.13 36.08,43.32 35.78,43.31
    35.50,43.25 35.20,43.44 34.93,43.56 34.61,43.70 34.30,43.81 34.10,43.98 34.02,44.33
    33.88,44.43 33.66,44.36 33.48,44.32 33.31,44.38 33.10,44.58 32.92,44.88 32.78,45.22
    32.58,45.45 32.46,45.81
"""
THARTHAR = """
    34.33,43.10 34.15,43.22 33.98,43.43 33.84,43.49 33.72,43.42 33.74,43.25 33.92,43.11
    34.12,43.06
"""
HABBANIYAH = "33.37,43.40 33.34,43.55 33.22,43.57 33.20,43.44 33.29,43.35"
RAZZAZA = """
    33.06,43.54 32.84,43.70 32.67,43.87 32.53,43.74 32.63,43.48 32.84,43.42
"""

LETTERING = (
    Lettering(name="IRAQ", line="35.36,44.24 35.36,45.26", size=46, colour=COUNTRY),
    Lettering(name="SYRIA", line="35.84,40.48 35.84,41.08", size=27, colour=COUNTRY),
    Lettering(name="IRAN", line="34.50,46.18 34.50,46.66", size=27, colour=COUNTRY),
    Lettering(
        name="EUPHRATES",
        line="34.545,41.24 34.60,41.55 34.635,41.82 34.57,42.06 34.47,42.24",
        size=25,
        colour=WATER_TEXT,
    ),
    Lettering(
        name="TIGRIS",
        line="35.90,43.43 35.76,43.43 35.61,43.40 35.46,43.39 35.30,43.48",
        size=25,
        colour=WATER_TEXT,
    ),
)


def main() -> None:
    """Draw the map and write it as a PNG of few colours."""
    sheet = Image.new("RGB", (WIDTH * OVERSAMPLING, HEIGHT * OVERSAMPLING), ABROAD)
    pen = Pen(sheet, ImageDraw.Draw(sheet))
    _draw_country(pen)
    _draw_towns(pen)
    _draw_scale(pen)
    _draw_panel(pen)
    _draw_inset(pen)
    drawn = sheet.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    # An octree keeps the rare colours, those of the river names; a median cut greys them.
    few = drawn.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(OUTPUT, optimize=True)


def _draw_country(pen: Pen) -> None:
    border = MAP.trace(IRAQ)
    pen.area(border, LAND)
    for lake in (THARTHAR, HABBANIYAH, RAZZAZA):
        pen.area(_rounded(MAP.trace(lake)), WATER)
    for river in (EUPHRATES, TIGRIS):
        pen.line(_smooth(MAP.trace(river)), WATER, 7)
    pen.line([*border, border[0]], BORDER, 2.5)
    for lettering in LETTERING:
        _draw_lettering(pen, lettering)


def _draw_lettering(pen: Pen, lettering: Lettering) -> None:
    line = _smooth(MAP.trace(lettering.line))
    step = _length(line) / (len(lettering.name) - 1)
    for number, letter in enumerate(lettering.name):
        at, slope = _along(line, number * step)
        pen.letter(at, letter, lettering.size, lettering.colour, slope)


def _draw_towns(pen: Pen) -> None:
    for town in TOWNS:
        _draw_rings(pen, town, ((11, LAND), (8, INK)))
        _draw_name(pen, town, 38, INK)
    _draw_rings(pen, BAGHDAD, ((17, LAND), (14, INK), (10.5, LAND), (6.5, INK)))
    _draw_name(pen, BAGHDAD, 44, INK)
    _draw_rings(pen, RAMADI, ((25, LAND), (22, ACCENT), (17.5, LAND), (12, ACCENT)))
    _draw_name(pen, RAMADI, 64, ACCENT)


def _draw_rings(pen: Pen, place: Place, rings: Sequence[tuple[float, str]]) -> None:
    for radius, colour in rings:
        pen.dot(MAP.at(place.north, place.east), radius, colour)


def _draw_name(pen: Pen, place: Place, size: float, colour: str) -> None:
    x, y = MAP.at(place.north, place.east)
    at = (x + place.offset[0], y + place.offset[1])
    pen.text(at, place.name, size, LAND, anchor=place.anchor, weight=5)
    pen.text(at, place.name, size, colour, anchor=place.anchor, weight=0.6)


def _draw_scale(pen: Pen) -> None:
    left, middle = PANEL + 56.0, 814.0
    hundred_km = 100 / KILOMETRES_PER_DEGREE * MAP.pixels_per_degree
    kilometres, miles = left + hundred_km, left + hundred_km / 2 * KILOMETRES_PER_MILE
    pen.line([(left, middle - 11), (left, middle + 11)], QUIET, 3)
    pen.line([(left, middle), (kilometres, middle), (kilometres, middle - 12)], QUIET, 3)
    pen.line([(miles, middle), (miles, middle + 12)], QUIET, 3)
    pen.text((kilometres, middle - 20), "100 km", 25, QUIET, anchor="rs")
    pen.text((miles, middle + 20), "50 miles", 25, QUIET, anchor="rt")


def _draw_panel(pen: Pen) -> None:
    pen.area([(0, 0), (PANEL, 0), (PANEL, HEIGHT), (0, HEIGHT)], SHEET)
    pen.line([(PANEL, 0), (PANEL, HEIGHT)], BORDER, 2.5)
    pen.area([(56, 70), (120, 70), (120, 78), (56, 78)], ACCENT)
    pen.text((54, 150), "Where", 62, INK, anchor="ls", weight=1.1)
    pen.text((54, 218), "Ramadi lies", 62, INK, anchor="ls", weight=1.1)
    for number, line in enumerate(
        ("Capital of Anbar province,", "on the Euphrates, some", "100 km west of Baghdad")
    ):
        pen.text((56, 282 + 40 * number), line, 28, QUIET, anchor="ls")
    pen.text((56, 846), "Schematic, rivers simplified", 24, QUIET, anchor="ls")


def _draw_inset(pen: Pen) -> None:
    border = INSET.trace(IRAQ)
    pen.area(border, ABROAD)
    pen.line([*border, border[0]], BORDER, 2)
    pen.dot(INSET.at(RAMADI.north, RAMADI.east), 8, ACCENT)
    pen.text(INSET.at(31.2, 44.6), "Iraq", 26, QUIET, anchor="mm")


def _enlarge(point: Point) -> Point:
    return point[0] * OVERSAMPLING, point[1] * OVERSAMPLING


def _font(size: float) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size * OVERSAMPLING)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise SystemExit("this Pillow was built without FreeType: install one that has it")
    return font


def _rounded(outline: Sequence[Point]) -> list[Point]:
    """Return the outline as a closed curve, as smooth where it begins as elsewhere."""
    return _curve([outline[-1], *outline, *outline[:2]])


def _smooth(line: Sequence[Point]) -> list[Point]:
    """Return the line as a curve from its first point to its last."""
    return [*_curve([line[0], *line, line[-1]]), line[-1]]


def _curve(line: Sequence[Point], steps: int = 12) -> list[Point]:
    """Return a Catmull-Rom curve through all points but the outer two, which only steer it."""
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


def _length(line: Sequence[Point]) -> float:
    return sum(dist(start, end) for start, end in pairwise(line))


def _along(line: Sequence[Point], distance: float) -> tuple[Point, float]:
    """Return the point `distance` along the line, and the line's slope there in degrees."""
    left = distance
    for start, end in pairwise(line):
        if left <= dist(start, end):
            break
        left -= dist(start, end)
    across, down = end[0] - start[0], end[1] - start[1]
    part = left / dist(start, end)
    return (start[0] + across * part, start[1] + down * part), degrees(atan2(down, across))


if __name__ == "__main__":
    main()
