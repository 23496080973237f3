"""Draw the locator map of the short story on the Suez Canal: where the ship lay.

Run it with Pillow installed; it writes `content/world/suez-map.png`. Places stand by their
coordinates, coasts and lakes are drawn by hand and simplified; the typeface is Aileron (CC0),
Pillow's default font.
"""

from dataclasses import dataclass
from math import cos, radians

from press import Point, Sheet, blob, curve, sheet

LAND, DESERT, SEA = "#f2e6c9", "#ead9b2", "#a9cdd4"
DELTA = "#c3d3a0"
CANAL, CANAL_EDGE = "#2f8f9d", "#fffdf6"
INK, QUIET, WATER_TEXT = "#262a45", "#6c6f86", "#3f7884"
ACCENT = "#c4373f"
SHEET = "#fdfbf6"

PANEL = 520
WEST, NORTH, TRUE_AT = 30.95, 31.62, 30.6
PIXELS = 480
"""Pixels for a degree of latitude."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town, its name set `offset` pixels away; `anchor` as Pillow has it."""

    name: str
    north: float
    east: float
    offset: Point
    anchor: str


TOWNS = (
    Place(name="Port Said", north=31.26, east=32.29, offset=(-18, 0), anchor="rm"),
    Place(name="Ismailia", north=30.60, east=32.27, offset=(-18, 0), anchor="rm"),
    Place(name="Suez", north=29.97, east=32.54, offset=(-18, 4), anchor="rm"),
)
SHIP = (30.0176, 32.5802)

# Lines of places, each "north,east" in degrees.
MEDITERRANEAN = (
    "31.60,30.90 31.58,31.30 31.44,31.60 31.52,31.84 31.38,32.06 31.27,32.30 31.25,32.42 "
    "31.06,32.62 31.08,32.82 31.21,33.08 31.13,33.50 31.13,33.82 31.25,34.15 31.35,34.40"
)
GULF = (
    "29.96,32.50 29.93,32.46 29.84,32.44 29.72,32.37 29.60,32.33 29.50,32.36 29.50,32.75 "
    "29.60,32.71 29.75,32.66 29.87,32.62 29.95,32.58"
)
DELTA_EDGE = (
    "31.45,31.00 31.42,31.55 31.30,31.75 31.02,32.02 30.78,32.12 30.62,32.22 30.54,32.18 "
    "30.56,31.80 30.42,31.50 30.20,31.25 30.05,31.20 30.05,30.90 31.45,30.90"
)
CANAL_LINE = (
    "31.27,32.31 30.95,32.31 30.76,32.31 30.66,32.32 30.58,32.31 30.50,32.33 30.42,32.36 "
    "30.33,32.38 30.26,32.48 30.22,32.54 30.14,32.57 30.02,32.58 29.94,32.57"
)
SECOND_LANE = "30.76,32.31 30.73,32.34 30.62,32.35 30.50,32.36 30.43,32.36"
TIMSAH = "30.59,32.27 30.59,32.31 30.56,32.31 30.56,32.27"
GREAT_BITTER_LAKE = "30.42,32.34 30.40,32.40 30.33,32.46 30.27,32.46 30.27,32.38 30.34,32.30"
LITTLE_BITTER_LAKE = "30.27,32.47 30.26,32.53 30.21,32.57 30.20,32.53 30.23,32.48"


def main() -> None:
    """Draw the map and write it."""
    page = sheet(LAND)
    page.box(0, 0, 1600, 900, DESERT)
    page.area(blob(_trace(DELTA_EDGE)), DELTA)
    page.area([*curve(_trace(MEDITERRANEAN)), (1700, -50), (0, -50)], SEA)
    page.area(_trace(GULF), SEA)
    _draw_canal(page)
    _draw_towns(page)
    _draw_ship(page)
    _draw_panel(page)
    page.save("world/suez-map.png")


def _at(north: float, east: float) -> Point:
    across = (east - WEST) * cos(radians(TRUE_AT)) * PIXELS
    return PANEL - 160 + across, (NORTH - north) * PIXELS


def _trace(line: str) -> list[Point]:
    return [_at(float(n), float(e)) for n, e in (place.split(",") for place in line.split())]


def _draw_canal(page: Sheet) -> None:
    for lake in (TIMSAH, GREAT_BITTER_LAKE, LITTLE_BITTER_LAKE):
        page.area(blob(_trace(lake)), SEA)
    for colour, width in ((CANAL_EDGE, 13), (CANAL, 8)):
        page.line(curve(_trace(CANAL_LINE)), colour, width)
        page.line(curve(_trace(SECOND_LANE)), colour, width - 2)
    for name, (north, east) in (
        ("Mediterranean Sea", (31.45, 32.75)),
        ("Gulf of Suez", (29.80, 32.86)),
        ("Great Bitter Lake", (30.36, 32.70)),
    ):
        page.text(_at(north, east), name, 28, WATER_TEXT, anchor="lm", weight=0.3)
    x, y = _at(30.36, 32.70)
    page.line([(x - 10, y), _at(30.34, 32.44)], WATER_TEXT, 1.8)
    page.text(_at(30.66, 33.25), "SINAI", 40, "#b59a63", anchor="lm", weight=0.6)
    x, y = _at(30.62, 32.47)
    page.text((x, y), "two lanes", 25, QUIET, anchor="lm")
    page.line([(x - 8, y), _at(30.62, 32.37)], QUIET, 1.6)
    x, y = _at(30.14, 32.70)
    page.text((x, y), "one lane", 25, QUIET, anchor="lm")
    page.line([(x - 8, y), _at(30.14, 32.59)], QUIET, 1.6)


def _draw_towns(page: Sheet) -> None:
    for town in TOWNS:
        x, y = _at(town.north, town.east)
        page.dot((x, y), 11, SHEET)
        page.dot((x, y), 8, INK)
        name = (x + town.offset[0], y + town.offset[1])
        page.text(name, town.name, 36, DESERT, anchor=town.anchor, weight=4)
        page.text(name, town.name, 36, INK, anchor=town.anchor, weight=0.6)


def _draw_ship(page: Sheet) -> None:
    x, y = _at(*SHIP)
    for radius, colour in ((25, SHEET), (22, ACCENT), (17, SHEET), (12, ACCENT)):
        page.dot((x, y), radius, colour)
    page.text((x + 40, y), "Ever Given", 50, DESERT, anchor="lm", weight=5)
    page.text((x + 40, y), "Ever Given", 50, ACCENT, anchor="lm", weight=1)


def _draw_panel(page: Sheet) -> None:
    page.box(0, 0, PANEL, 900, SHEET)
    page.box(PANEL - 3, 0, PANEL, 900, "#d9c9a6")
    page.box(56, 70, 120, 78, ACCENT)
    page.text((54, 150), "A ship", 62, INK, anchor="ls", weight=1.1)
    page.text((54, 218), "in the way", 62, INK, anchor="ls", weight=1.1)
    for number, words in enumerate(
        (
            "The Ever Given lay across the",
            "canal at kilometre 151, near",
            "its southern end. There is",
            "only one lane there.",
        )
    ):
        page.text((56, 286 + 40 * number), words, 28, QUIET, anchor="ls")
    left, hundred = 56.0, 50 / 111.2 * PIXELS
    page.line([(left, 760), (left, 782)], QUIET, 3)
    page.line([(left, 771), (left + hundred, 771)], QUIET, 3)
    page.line([(left + hundred, 760), (left + hundred, 782)], QUIET, 3)
    page.text((left + hundred + 16, 771), "50 km", 25, QUIET, anchor="lm")
    page.text((56, 846), "Schematic, coasts simplified", 24, QUIET, anchor="ls")


if __name__ == "__main__":
    main()
