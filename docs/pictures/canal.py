"""Draw the lead picture of the Ever Given story: a ship athwart a canal, seen from above.

Run it with Pillow installed; it writes `content/world/ever-given/canal.png`. North is up, the
canal leans to the right by `LEAN` degrees; nothing is to scale and the fields are invented.
"""

from collections.abc import Sequence
from math import sin
from random import Random

from press import Point, Sheet, blob, curve, dice, sheet, turned

CENTRE: Point = (800.0, 450.0)
LEAN = 14.0
HALF = 176.0
"""Half the width of the water."""

SAND, SAND_LIT, SAND_DARK = "#e9cf9c", "#f2ddb2", "#d9b87e"
FIELDS = ("#7fa35c", "#93b56a", "#6b9150", "#a9c27c", "#c4b877")
BANK, STONE = "#cba96f", "#f0e4c6"
WATER, WATER_LIT, WATER_DEEP = "#2f8f9d", "#4aa6b0", "#23788a"
SILT = "#8fae95"
ROAD, ROAD_LINE = "#8d8577", "#e6dfcc"
HULL, HULL_DARK, DECK = "#2f7d4f", "#1f5a3a", "#b9553f"
BOXES = (
    "#2f7d4f",
    "#3d9963",
    "#c4533f",
    "#e08a3c",
    "#3f6fa8",
    "#7a8794",
    "#efe9dc",
    "#a83b4c",
    "#2f7d4f",
)
HOUSE, GLASS = "#f7f3e8", "#394b5a"
TUG, TUG_DECK, FOAM = "#d9432f", "#fff3df", "#dff1ee"
DIGGER, DIGGER_DARK = "#f2b01e", "#4a3b22"
SHADE = "#1d6474"


def main() -> None:
    """Draw the picture and write it."""
    page = sheet(SAND)
    _draw_land(page)
    _draw_water(page)
    _draw_waiting(page)
    _draw_ship(page, 60, (0, 0), 232, dice(20124))
    _draw_tugs(page)
    _draw_digging(page)
    page.save("world/ever-given/canal.png")


def _placed(points: Sequence[Point], at: Point = (0.0, 0.0), angle: float = 0.0) -> list[Point]:
    """Return points of a thing that stands at a place of the canal as they lie on the sheet.

    The canal's own directions are across (to the east) and down (to the south).
    """
    return turned(turned(points, at, angle), CENTRE, LEAN)


def _draw_land(page: Sheet) -> None:
    chance = dice(1869)
    for row in range(-760, 760, 104):
        left = -1150.0
        while left < -330:
            wide = chance.choice((92, 124, 168))
            corners = [
                (left, row),
                (left + wide - 7, row),
                (left + wide - 7, row + 96),
                (left, row + 96),
            ]
            if left + wide < -318:
                page.area(_placed(corners), chance.choice(FIELDS))
                for furrow in range(14, 90, 19):
                    line = [(left + 8, row + furrow), (left + wide - 16, row + furrow)]
                    page.line(_placed(line), "#6a8b4d", 1.6)
            left += wide
    for number in range(26):
        x, y = 330 + chance.uniform(0, 760), chance.uniform(-760, 760)
        reach = chance.uniform(60, 150)
        dune = [
            (x - reach, y),
            (x - reach * 0.3, y - 17),
            (x + reach * 0.5, y - 9),
            (x + reach, y + 8),
            (x, y + 9),
        ]
        page.area(_placed(blob(dune)), SAND_DARK if number % 2 else SAND_LIT)
    page.area(_placed([(-288, -900), (-258, -900), (-258, 900), (-288, 900)]), ROAD)
    page.area(_placed([(268, -900), (290, -900), (290, 900), (268, 900)]), ROAD)
    for step in range(-880, 880, 44):
        page.line(_placed([(-273, step), (-273, step + 18)]), ROAD_LINE, 2.4)


def _draw_water(page: Sheet) -> None:
    for half, colour in (
        (HALF + 44, BANK),
        (HALF + 16, STONE),
        (HALF, WATER_LIT),
        (HALF - 34, WATER),
        (HALF - 84, WATER_DEEP),
    ):
        page.area(_placed([(-half, -900), (half, -900), (half, 900), (-half, 900)]), colour)
    for step in range(-800, 800, 66):
        wave = [(across, step + 16 * sin(across / 30 + step)) for across in range(-60, 62, 20)]
        page.line(_placed(curve([(x + 46 * sin(step), y) for x, y in wave])), WATER, 2.4)
    cloud = [(96, -150), (150, -196), (178, -150), (180, -60), (150, -36), (110, -84)]
    page.area(_placed(blob(cloud)), SILT)
    page.area(_placed(blob([(-180, 60), (-146, 40), (-112, 96), (-128, 160), (-176, 170)])), SILT)


def _draw_waiting(page: Sheet) -> None:
    for along, angle in ((360, 0), (640, 0), (-380, 180)):
        _draw_ship(page, angle, (0, along), 118, dice(along))


def _draw_ship(page: Sheet, angle: float, at: Point, half: float, chance: Random) -> None:
    """Draw a ship whose bow looks up the canal, turned clockwise by `angle`."""
    beam = half * 0.164
    right = [(beam * 0.62, -half * 0.9), (beam, -half * 0.74), (beam, half * 0.9)]
    side = [*right, (beam * 0.8, half)]
    hull = [(0, -half), *side, *[(-x, y) for x, y in reversed(side)]]
    page.area([(x + 10, y + 15) for x, y in _placed(hull, at, angle)], SHADE)
    page.area(_placed(hull, at, angle), HULL_DARK)
    page.area(_placed([(x * 0.9, y * 0.985) for x, y in hull], at, angle), HULL)
    page.area(_placed([(x * 0.8, y * 0.95) for x, y in hull], at, angle), DECK)
    deep, wide = beam * 0.5, beam * 1.7 / 6
    row = -half * 0.74
    while row < half * 0.9:
        bridge = (
            -half * 0.34 < row < -half * 0.34 + deep * 1.1
            or half * 0.56 < row < half * 0.56 + deep * 1.1
        )
        if bridge:
            page.area(_placed(_box(-beam * 0.92, row, beam * 1.84, deep * 0.8), at, angle), HOUSE)
            page.area(_placed(_box(-beam * 0.8, row, beam * 1.6, deep * 0.2), at, angle), GLASS)
        else:
            for column in range(6):
                corners = _box(-beam * 0.85 + column * wide, row, wide * 0.9, deep * 0.88)
                page.area(_placed(corners, at, angle), chance.choice(BOXES))
        row += deep


def _box(left: float, top: float, wide: float, high: float) -> list[Point]:
    return [(left, top), (left + wide, top), (left + wide, top + high), (left, top + high)]


def _draw_tugs(page: Sheet) -> None:
    for at, angle in (
        ((-74, -50), 118),
        ((-22, -86), 128),
        ((70, 44), -46),
        ((116, 12), -52),
        ((-120, 176), -30),
        ((20, 104), -22),
    ):
        foam = [(-9, 26), (9, 26), (16, 62), (0, 50), (-16, 62)]
        page.area(_placed(foam, at, angle), FOAM)
        hull = [(0, -30), (10, -16), (11, 22), (-11, 22), (-10, -16)]
        page.area([(x + 4, y + 6) for x, y in _placed(hull, at, angle)], SHADE)
        page.area(_placed(hull, at, angle), TUG)
        page.area(_placed(_box(-7, -8, 14, 18), at, angle), TUG_DECK)
        page.area(_placed(_box(-7, -8, 14, 5), at, angle), GLASS)


def _draw_digging(page: Sheet) -> None:
    heap = [(214, -196), (256, -216), (292, -178), (282, -128), (232, -122)]
    page.area(_placed(blob(heap)), SAND_DARK)
    page.area(_placed(blob([(226, -188), (254, -202), (276, -176), (250, -160)])), SAND_LIT)
    at: Point = (240, -58)
    page.area(_placed(_box(-23, -22, 10, 44), at, 70), DIGGER_DARK)
    page.area(_placed(_box(13, -22, 10, 44), at, 70), DIGGER_DARK)
    page.area(_placed(_box(-16, -18, 32, 36), at, 70), DIGGER)
    page.area(_placed(_box(-14, -16, 12, 16), at, 70), GLASS)
    page.line(_placed([(4, -12), (6, -46), (-14, -66)], at, -40), DIGGER, 7)
    page.area(_placed([(-24, -62), (-8, -74), (-4, -58), (-16, -50)], at, -40), DIGGER_DARK)


if __name__ == "__main__":
    main()
