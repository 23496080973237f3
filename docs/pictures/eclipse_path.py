"""Draw the map of the eclipse story: where the Moon's shadow runs on 2 August 2027.

Run it with Pillow installed; it writes `content/science/eclipse-2027/path.png`. The path is worked
out here from the Besselian elements of Fred Espenak (NASA), by the method of the *Explanatory
Supplement to the Astronomical Almanac*; the Moon's mountains are left out. Coasts are thinned out
after Natural Earth (public domain); the typeface is Aileron (CC0), Pillow's default font.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, atan, cos, degrees, hypot, radians, sin, tan

from press import Point, Sheet, sheet

SEA, SEA_LINE = "#b9d3d8", "#a6c5cc"
LAND, COAST = "#f5ecd7", "#d9c9a6"
PATH, PATH_DEEP, CENTRE_LINE = "#5a5f8f", "#2b2f5c", "#f8cf8a"
INK, QUIET = "#262a45", "#6c6f86"
SUN = "#f2a03d"
PAPER = "#fffdf6"

WEST, NORTH = -21.5, 47.6
TRUE_AT = 24.0
PIXELS = 19.2
"""Pixels for a degree of latitude. The map is true to scale along the parallel `TRUE_AT`."""

# Besselian elements: what is multiplied by 1, t, t², t³; t in hours from 10:00 TDT.
X = (-0.019645, 0.5447105, -0.0000444, -0.0000091)
Y = (0.160063, -0.2111569, -0.0001217, 0.0000037)
DECLINATION = (17.76247, -0.010181, -0.000004, 0.0)
HOUR_ANGLE = (328.42249, 15.002093, 0.0, 0.0)
UMBRA = (-0.015464, 0.0000137, -0.0000128, 0.0)
UMBRA_SLOPE = 0.0045834
DELTA_T = 71.7
"""Seconds by which the Earth's clock is behind."""
FLATTENED = 0.99664719


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town, its name set `offset` pixels away; `anchor` as Pillow has it."""

    name: str
    north: float
    east: float
    offset: Point
    anchor: str
    dark: bool = True


PLACES = (
    Place(name="Gibraltar", north=36.14, east=-5.35, offset=(-8, -20), anchor="rs"),
    Place(name="Tangier", north=35.77, east=-5.80, offset=(-16, 12), anchor="rt"),
    Place(name="Oran", north=35.70, east=-0.63, offset=(0, 20), anchor="mt"),
    Place(name="Sfax", north=34.74, east=10.76, offset=(-10, 18), anchor="rt"),
    Place(name="Benghazi", north=32.12, east=20.07, offset=(10, -18), anchor="ls"),
    Place(name="Luxor", north=25.69, east=32.64, offset=(-12, 28), anchor="rt"),
    Place(name="Jeddah", north=21.49, east=39.19, offset=(-18, 14), anchor="rt"),
    Place(name="Mecca", north=21.42, east=39.83, offset=(20, -6), anchor="ls"),
    Place(name="Sana'a", north=15.35, east=44.21, offset=(-18, 10), anchor="rt"),
    Place(name="Madrid", north=40.42, east=-3.70, offset=(16, 0), anchor="lm", dark=False),
    Place(name="Rome", north=41.90, east=12.50, offset=(-16, 4), anchor="rm", dark=False),
    Place(name="Cairo", north=30.04, east=31.24, offset=(16, -4), anchor="lm", dark=False),
)
HOURS = (
    ("9:00", -1.0, (-2, 70), "mm"),
    ("9:30", -0.5, (-10, 66), "mm"),
    ("10:00", 0.0, (-58, 22), "rm"),
    ("10:30", 0.5, (50, 14), "lm"),
    ("11:00", 1.0, (54, -22), "lm"),
)
"""Times (UTC) at which the shadow is marked: in hours from 10:00, and where they are written."""

# Lines of places, each "north,east" in degrees.
LANDS = (
    """
        -4.0,11.1 -2.1,9.4 -1.1,8.8 1.0,9.5 1.2,9.3 3.1,9.8 3.7,9.4 3.9,8.9 4.5,8.5 4.8,8.5 4.2,6.7
        4.3,5.9 5.6,5.0 6.3,4.3 6.3,2.7 5.9,1.1 4.7,-2.0 5.2,-4.7 4.4,-8.0 4.8,-9.0 7.8,-12.9
        8.9,-13.2 10.2,-14.6 10.9,-14.8 11.5,-16.1 12.2,-16.6 13.2,-16.8 13.6,-16.7 14.4,-17.1
        14.7,-17.6 14.9,-17.2 16.1,-16.5 16.7,-16.6 18.1,-16.1 20.1,-16.3 21.0,-17.1 21.9,-17.0
        22.7,-16.3 23.0,-16.3 23.7,-16.0 24.5,-15.1 26.3,-14.4 26.6,-13.8 27.6,-13.1 28.0,-12.6
        28.1,-11.7 29.9,-9.6 31.2,-9.8 32.6,-9.3 33.2,-8.7 34.1,-6.9 35.8,-5.9 35.8,-5.2 35.3,-4.6
        35.2,-2.2 35.7,-1.2 35.9,-0.1 36.6,1.5 36.9,4.8 36.7,5.3 37.1,6.3 37.1,7.3 36.9,7.7 37.4,9.5
        37.2,10.2 36.7,10.2 37.1,11.0 36.9,11.1 36.4,10.6 35.9,10.6 35.7,10.9 34.8,10.8 34.3,10.2
        33.8,10.3 33.8,10.9 33.3,11.1 33.1,11.5 32.3,15.2 31.4,15.7 30.8,18.0 30.3,19.1 31.0,20.1
        31.8,19.8 32.2,20.1 32.7,20.9 32.8,21.5 32.6,22.9 32.2,23.2 31.9,24.9 31.6,25.2 31.6,26.5
        30.9,28.9 31.5,30.1 31.6,31.0 31.4,31.7 30.9,32.0 31.3,32.2 31.0,33.8 31.5,34.6 32.8,35.0
        34.6,36.0 35.4,35.9 35.8,36.1 36.3,35.8 36.7,36.2 36.6,35.6 36.8,34.7 36.2,34.0 36.1,32.5
        36.6,31.7 36.7,30.6 36.3,30.4 36.1,29.7 36.7,28.7 36.7,27.6 37.7,27.0 38.2,26.3 39.0,26.8
        39.5,26.2 40.4,27.3 40.5,28.8 41.2,29.2 41.1,31.1 41.7,32.3 42.0,33.5 42.0,35.2 40.9,38.3
        41.0,40.4 41.5,41.6 42.0,41.7 42.6,41.5 45.2,36.7 45.4,37.4 46.2,38.2 46.6,37.7 47.0,39.1
        47.3,39.1 46.6,35.8 46.3,35.0 45.7,35.0 45.4,35.5 45.5,36.5 45.1,36.3 44.9,35.2 44.4,33.9
        44.6,33.3 45.0,33.5 45.3,32.5 45.9,33.6 46.1,33.3 46.3,31.7 46.7,31.7 46.6,30.7 45.3,29.6
        45.0,29.6 44.9,28.8 43.7,28.6 43.3,28.0 42.6,27.7 41.6,28.1 41.3,29.0 41.1,28.8 41.0,27.6
        40.2,26.4 40.8,26.1 40.9,24.9 40.7,23.7 40.1,24.4 40.0,23.9 40.0,23.3 40.5,22.8 40.3,22.6
        39.7,22.9 39.2,23.4 39.0,23.0 38.2,24.0 37.7,24.0 37.9,23.1 37.4,23.4 37.3,22.8 36.4,23.2
        36.4,22.5 36.8,21.7 38.3,21.1 39.9,20.0 40.3,19.4 41.7,19.5 42.3,18.9 43.5,16.0 44.2,15.2
        44.3,15.4 44.7,14.9 45.1,14.9 45.2,14.3 44.8,14.0 45.1,13.7 45.5,13.7 45.6,13.9 45.7,13.1
        45.4,12.3 44.6,12.3 44.1,12.6 43.6,13.5 42.8,14.0 42.0,15.1 42.0,15.9 41.7,16.2 41.5,15.9
        40.9,17.5 40.2,18.5 39.8,18.3 40.3,17.7 40.4,16.9 39.8,16.4 39.4,17.2 38.9,17.1 38.8,16.6
        38.0,16.1 37.9,15.7 39.0,16.1 40.0,15.4 41.2,13.6 41.3,12.9 41.7,12.1 42.9,10.5 43.9,10.2
        44.4,8.9 43.1,6.5 43.4,4.6 43.1,3.1 41.9,3.0 41.2,2.1 41.0,0.8 40.1,0.1 39.3,-0.3 38.7,0.1
        38.3,-0.5 37.6,-0.7 37.4,-1.4 36.7,-2.1 36.7,-4.4 35.9,-5.4 36.0,-5.9 36.9,-6.5 37.1,-7.5
        36.8,-7.9 36.9,-8.9 38.3,-8.8 38.4,-9.3 38.7,-9.5 39.4,-9.4 39.8,-9.0 40.8,-8.8 42.6,-9.0
        43.0,-9.4 43.7,-8.0 43.4,-4.3 43.4,-1.9 44.0,-1.4 46.0,-1.2 47.6,-3.0 48.0,-4.5 48.7,-4.6
        48.9,-3.3 48.6,-1.6 49.8,-1.9 49.3,-1.0 50.1,1.3 50.9,1.6 51.6,3.8 53.1,4.7 53.5,6.1
        53.5,6.9 53.7,7.1 53.7,7.9 53.5,8.1 54.0,8.8 54.0,13.8 53.8,14.1 54.0,14.7 54.0,72.0
        21.1,72.0 20.8,71.2 20.9,70.5 22.1,69.2 22.5,69.6 22.8,69.3 23.7,68.2 23.9,67.4 24.7,67.1
        25.4,66.4 25.1,61.5 25.7,57.4 27.0,57.0 27.1,56.5 26.5,54.7 26.8,53.5 27.6,52.5 27.9,51.5
        30.1,50.1 30.0,49.6 30.3,48.9 29.9,48.6 30.0,48.0 28.6,48.4 27.7,48.8 26.7,50.2 25.9,50.1
        24.8,50.8 25.5,50.7 26.0,51.0 26.1,51.3 25.8,51.6 24.6,51.4 24.0,51.8 24.1,54.0 26.4,56.4
        24.9,56.4 24.2,56.8 23.9,57.4 23.6,58.7 22.7,59.5 22.5,59.8 22.3,59.8 20.4,58.5 20.5,58.0
        20.2,57.8 18.9,57.7 18.9,57.2 18.6,56.6 17.9,56.3 17.9,55.7 17.6,55.3 17.2,55.3 16.4,52.4
        15.6,52.2 14.7,49.6 14.0,48.7 14.0,47.9 13.6,47.4 13.3,45.6 12.7,45.0 12.6,43.5 13.8,43.3
        15.2,42.6 15.3,42.8 15.9,42.8 16.8,42.6 18.7,41.2 19.5,40.9 20.3,39.8 21.3,39.1 22.6,39.1
        23.7,38.5 24.3,37.5 25.6,36.9 28.1,35.1 28.1,34.6 29.5,34.9 27.6,33.9 28.4,33.1 29.9,32.4
        28.7,32.7 26.1,34.1 23.9,35.7 23.8,35.5 23.1,35.5 22.0,36.9 21.0,37.2 20.8,37.0 19.8,37.1
        18.6,37.5 18.0,38.4 15.9,39.3 14.5,41.2 12.4,43.3 12.0,43.3 11.7,42.7 11.3,43.5 10.4,44.1
        10.4,44.6 11.4,49.3 12.0,51.1 10.6,51.0 9.2,50.6 5.3,48.6 2.9,46.6 0.3,43.1 -1.7,41.6
        -2.1,40.9 -2.5,40.6 -2.6,40.3 -4.0,39.7
    """,
    """
        53.4,-3.1 54.0,-3.0 54.0,-0.2 52.9,0.5 52.7,1.7 52.1,1.6 51.8,1.1 51.3,1.4 50.8,0.6
        50.5,-2.5 50.7,-3.0 50.2,-3.6 50.3,-4.5 50.0,-5.2 50.2,-5.8 51.2,-4.3 51.4,-3.4 51.6,-5.0
        52.0,-5.3 52.3,-4.2 52.8,-4.8 53.5,-4.6
    """,
    """
        53.9,-6.2 53.2,-6.0 52.3,-6.8 51.7,-8.6 51.8,-10.0 52.9,-9.2 53.9,-9.7 54.0,-9.5
    """,
    """
        38.1,14.8 38.2,15.5 37.4,15.2 37.1,15.3 36.6,15.1 37.6,12.4 38.1,12.6
    """,
    """
        40.9,8.7 41.2,9.2 40.5,9.8 39.2,9.7 39.2,9.2 38.9,8.8 39.2,8.4 40.4,8.4 41.0,8.2
    """,
    """
        35.1,32.7 35.4,32.9 35.7,34.6 35.2,33.9 35.0,34.0 34.6,33.0 34.7,32.5 35.1,32.3
    """,
    """
        35.3,26.3 35.0,26.2 34.9,24.7 35.1,24.7 35.3,23.5 35.7,23.7 35.4,24.2
    """,
)
CASPIAN_SEA = """
    41.8,52.5 42.4,52.7 42.8,52.5 43.1,51.3 44.0,50.9 44.3,50.3 44.6,50.3 44.5,51.3 45.2,51.3
    45.4,52.2 45.3,53.0 46.2,53.2 46.9,53.0 46.8,52.0 47.0,51.2 46.4,49.1 45.8,48.6 45.6,47.7
    44.6,46.7 43.7,47.6 43.0,47.5 40.6,49.6 40.3,50.4 40.2,49.6 39.0,49.2 38.8,48.9 37.6,49.2
    37.4,50.1 36.9,50.8 36.7,52.3 37.0,53.8 39.0,53.9 39.3,53.1 40.0,53.4 40.0,52.7 40.9,52.9
    40.6,53.9 41.0,54.7 41.6,54.0 42.1,53.7 41.9,52.9 41.1,52.8
"""


def main() -> None:
    """Draw the map and write it."""
    page = sheet(SEA)
    for north in range(0, 50, 10):
        page.line([_at(north, -30), _at(north, 80)], SEA_LINE, 1.5)
    for east in range(-20, 80, 10):
        page.line([_at(-10, east), _at(60, east)], SEA_LINE, 1.5)
    for line in LANDS:
        _draw_coast(page, line, LAND)
    _draw_coast(page, CASPIAN_SEA, SEA)
    _draw_path(page)
    _draw_places(page)
    _draw_title(page)
    page.save("science/eclipse-2027/path.png")


def _draw_coast(page: Sheet, line: str, colour: str) -> None:
    outline = [_at(float(n), float(e)) for n, e in (place.split(",") for place in line.split())]
    page.area(outline, colour)
    page.line([*outline, outline[0]], COAST, 2)


def _at(north: float, east: float) -> Point:
    """Return where a place lies on the sheet."""
    return (east - WEST) * cos(radians(TRUE_AT)) * PIXELS, (NORTH - north) * PIXELS


def _draw_path(page: Sheet) -> None:
    middles = [_middle(step / 60) for step in range(-95, 97)]
    line = [place for place in middles if place]
    edges = list(_edges(line))
    upper = [_at(*north) for north, _ in edges]
    lower = [_at(*south) for _, south in edges]
    page.area([*upper, *reversed(lower)], PATH)
    for edge in (upper, lower):
        page.line(edge, PATH_DEEP, 2)
    page.dots([_at(*place) for place in line], CENTRE_LINE, 2, 12)
    for name, hours, (right, down), anchor in HOURS:
        place = _middle(hours)
        if place:
            x, y = _at(*place)
            page.line([(x, y), (x + right * 0.8, y + down * 0.8)], INK, 1.6)
            page.dot((x, y), 9, PATH_DEEP)
            page.dot((x, y), 6.5, CENTRE_LINE)
            page.text((x + right, y + down), name, 25, INK, anchor=anchor, weight=0.5)


def _draw_places(page: Sheet) -> None:
    for place in PLACES:
        x, y = _at(place.north, place.east)
        page.dot((x, y), 9, PAPER)
        page.dot((x, y), 6.5, INK if place.dark else QUIET)
        if not place.dark:
            page.dot((x, y), 3.6, PAPER)
        name = (x + place.offset[0], y + place.offset[1])
        page.text(name, place.name, 29, PAPER, anchor=place.anchor, weight=4)
        colour, weight = (INK, 0.6) if place.dark else (QUIET, 0.2)
        page.text(name, place.name, 29, colour, anchor=place.anchor, weight=weight)
    x, y = _at(25.5, 33.2)
    page.line([(x, y), (x + 86, y - 76)], INK, 1.6)
    page.dot((x, y), 17, PAPER)
    page.dot((x, y), 14, SUN)
    page.dot((x, y), 9, PATH_DEEP)
    page.text((x + 94, y - 98), "6 min 23 s", 31, INK, anchor="lm", weight=0.8)
    page.text((x + 94, y - 66), "the longest, 10:07 UTC", 24, INK, anchor="lm")


def _draw_title(page: Sheet) -> None:
    page.text((56, 640), "Totality", 62, INK, anchor="ls", weight=1.1)
    page.text((56, 706), "2 August 2027", 62, INK, anchor="ls", weight=1.1)
    for number, words in enumerate(
        ("Only in the band is the Sun", "covered whole. Times are UTC.")
    ):
        page.text((58, 764 + 38 * number), words, 28, QUIET, anchor="ls")


def _edges(line: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """Yield the northern and the southern limit of the path across each place of its middle."""
    for (north, east), (next_north, next_east) in pairwise(line):
        along, across = next_north - north, (next_east - east) * cos(radians(north))
        length = hypot(along, across)
        up, right = across / length, -along / length / cos(radians(north))

        def place(
            far: float, n: float = north, e: float = east, u: float = up, r: float = right
        ) -> Point:
            return n + far * u, e + far * r

        yield _last_dark(place, 4), _last_dark(place, -4)


def _last_dark(place: Callable[[float], Point], far: float) -> Point:
    """Return the place farthest out, at most `far` degrees, that is ever in the umbra."""
    near = 0.0
    for _ in range(24):
        middle = (near + far) / 2
        if _deepest(place(middle)) < 0:
            near = middle
        else:
            far = middle
    return place(near)


def _deepest(place: Point) -> float:
    """Return how far a place stays outside of the umbra at best; less than 0 is inside."""
    early, late = -2.0, 2.0
    for _ in range(50):
        first, second = early + (late - early) * 0.382, early + (late - early) * 0.618
        if _outside(place, first) < _outside(place, second):
            late = second
        else:
            early = first
    return _outside(place, (early + late) / 2)


def _outside(place: Point, hours: float) -> float:
    latitude, longitude = place
    reduced = atan(FLATTENED * tan(radians(latitude)))
    rho_sin, rho_cos = FLATTENED * sin(reduced), cos(reduced)
    declination = radians(_element(DECLINATION, hours))
    angle = radians(_element(HOUR_ANGLE, hours) + longitude - 0.00417807 * DELTA_T)
    xi = rho_cos * sin(angle)
    eta = rho_sin * cos(declination) - rho_cos * cos(angle) * sin(declination)
    zeta = rho_sin * sin(declination) + rho_cos * cos(angle) * cos(declination)
    radius = abs(_element(UMBRA, hours) - zeta * UMBRA_SLOPE)
    return hypot(_element(X, hours) - xi, _element(Y, hours) - eta) - radius


def _middle(hours: float) -> Point | None:
    """Return where the axis of the shadow meets the Earth at a time (UTC), if it does."""
    hours += DELTA_T / 3600
    declination = radians(_element(DECLINATION, hours))
    flat = 1 / (1 - 0.00669438 * cos(declination) ** 2) ** 0.5
    x, y = _element(X, hours), _element(Y, hours) * flat
    left = 1 - x * x - y * y
    if left <= 0:
        return None
    sin_turned = sin(declination) * flat
    cos_turned = (1 - 0.00669438) ** 0.5 * cos(declination) * flat
    depth = left**0.5
    north = asin(y * cos_turned + depth * sin_turned)
    east = degrees(asin(x / cos(north)))
    longitude = east - _element(HOUR_ANGLE, hours) + 0.00417807 * DELTA_T
    return degrees(atan(tan(north) / FLATTENED)), (longitude + 180) % 360 - 180


def _element(factors: Sequence[float], hours: float) -> float:
    return sum(factor * hours**power for power, factor in enumerate(factors))


if __name__ == "__main__":
    main()
