"""Draw the lead picture of the Chelyabinsk story: a meteor's trail over a town in the snow.

Run it with Pillow installed; it writes `content/science/chelyabinsk-meteor/meteor.png`. The town
is invented.
"""

from math import sin
from random import Random

from press import Point, Sheet, blob, curve, dice, points, ramp, sheet, turned

SKY = (*ramp("#4f6f9f", "#b9c3d6", 6), *ramp("#ecc9b4", "#f9dfae", 3))
TRAIL = ramp("#c9d3e2", "#ffffff", 5)
GLOW = ramp("#a9bdd8", "#fffbe6", 6)
FIRE = ("#ffd257", "#ff9a3c", "#fff6cf")
HILLS = ("#8fa3bf", "#7488a8")
SNOW = "#f3f6fa"
SNOW_SHADE = "#cfd9e8"
WALLS = ("#5b4a5e", "#74586a", "#4a4a66", "#8a6a6c", "#5a6380")
ROOF = "#eef2f8"
ROOF_SHADE = "#bccadd"
WINDOW = "#ffcf6b"
WINDOW_DARK = "#333350"
BARK = "#f4f1ea"
BRANCH = "#4c4256"
SMOKE = "#dfe3ea"

HEAD: Point = (1250.0, 392.0)


def main() -> None:
    """Draw the picture and write it."""
    page = sheet(SKY[0])
    _draw_sky(page)
    _draw_trail(page)
    _draw_fireball(page)
    _draw_land(page)
    _draw_town(page)
    _draw_foreground(page)
    page.save("science/chelyabinsk-meteor/meteor.png")


def _draw_sky(page: Sheet) -> None:
    for number, colour in enumerate(SKY):
        page.box(0, 0 if number == 0 else 60 + 62 * number, 1600, 900, colour)
    for number, colour in enumerate(GLOW):
        page.dot(HEAD, 300 - 46 * number, colour)


def _draw_trail(page: Sheet) -> None:
    """Draw the two strands in which the smoke drifts apart, widest where it is oldest."""
    for number, colour in enumerate(TRAIL):
        for side in (-1, 1):
            page.area(_strand(side, 1 - 0.19 * number), colour)


def _strand(side: int, part: float) -> list[Point]:
    upper, lower = [], []
    for step in range(61):
        along = step / 60
        x, y = -60 + (HEAD[0] + 60) * along, 20 + (HEAD[1] - 20) * along
        wide = (46 * (1 - along) ** 0.8 + 7) * part
        puff = 1 + 0.2 * sin(step * 1.9 + side) + 0.12 * sin(step * 4.3)
        middle = y + side * 30 * (1 - along) ** 0.9
        upper.append((x, middle - wide * puff))
        lower.append((x, middle + wide * puff))
    return curve([*upper, *reversed(lower)], 4)


def _draw_fireball(page: Sheet) -> None:
    x, y = HEAD
    for colour, flame in (
        (FIRE[0], "-250,-84 -60,-46 46,-4 40,34 -20,36 -130,-14"),
        (FIRE[1], "-170,-56 -40,-30 38,4 30,28 -14,26 -90,-12"),
        (FIRE[2], "-70,-22 -10,-18 32,8 24,24 -8,20"),
    ):
        page.area(blob(turned(points(flame), HEAD, 0)), colour)
    for at, size in (
        ((x + 84, y + 30), 7),
        ((x + 122, y + 52), 4.5),
        ((x + 74, y + 58), 4),
        ((x + 156, y + 58), 3),
    ):
        page.dot(at, size, FIRE[2])


def _draw_land(page: Sheet) -> None:
    _draw_hill(page, "0,636 180,604 380,626 620,592 860,620 1100,590 1360,616 1600,588", HILLS[0])
    _draw_hill(page, "0,662 240,640 520,660 800,636 1120,656 1600,630", HILLS[1])


def _draw_hill(page: Sheet, line: str, colour: str) -> None:
    page.area([*curve(points(line)), (1600, 900), (0, 900)], colour)


def _draw_town(page: Sheet) -> None:
    chance = dice(2013)
    for left, top, wide in (
        (40, 566, 128),
        (226, 596, 150),
        (640, 586, 140),
        (1010, 572, 150),
        (1376, 580, 160),
    ):
        _block(page, (left, top, left + wide, 790), WALLS[2 + chance.randrange(2) * 2], chance)
    for left, high in ((452, 330), (512, 268)):
        _chimney(page, left, high)
    for left, top, wide in (
        *((-40, 668, 190), (160, 690, 170), (360, 660, 200), (584, 694, 170)),
        *((780, 664, 210), (1018, 690, 180), (1220, 662, 196), (1440, 688, 200)),
    ):
        _house(page, (left, top, left + wide, 860), WALLS[chance.randrange(len(WALLS))], chance)


def _block(
    page: Sheet, corners: tuple[float, float, float, float], wall: str, chance: Random
) -> None:
    left, top, right, bottom = corners
    page.box(left, top, right, bottom, wall)
    page.box(left - 4, top - 12, right + 4, top + 4, ROOF)
    for row in range(round(top) + 22, round(bottom) - 20, 30):
        for column in range(round(left) + 14, round(right) - 20, 26):
            page.box(
                column,
                row,
                column + 13,
                row + 17,
                chance.choice((WINDOW, WINDOW_DARK, WINDOW_DARK)),
            )


def _house(
    page: Sheet, corners: tuple[float, float, float, float], wall: str, chance: Random
) -> None:
    left, top, right, bottom = corners
    middle = (left + right) / 2
    page.box(left, top + 62, right, bottom, wall)
    page.area([(left, top + 66), (middle, top - 16), (right, top + 66)], wall)
    page.area(
        [(left - 20, top + 72), (middle, top - 40), (middle, top - 6), (left - 4, top + 84)], ROOF
    )
    page.area(
        [(right + 20, top + 72), (middle, top - 40), (middle, top - 6), (right + 4, top + 84)],
        ROOF_SHADE,
    )
    page.box(right - 56, top - 36, right - 34, top + 36, wall)
    page.box(right - 60, top - 44, right - 30, top - 30, ROOF)
    for column in (left + wide for wide in (28, (right - left) / 2 - 16, right - left - 60)):
        lit = chance.choice((WINDOW, WINDOW, WINDOW_DARK))
        page.box(column - 4, top + 96, column + 36, top + 146, ROOF)
        page.box(column, top + 100, column + 32, top + 142, lit)
        page.box(column + 14, top + 100, column + 18, top + 142, ROOF)


def _chimney(page: Sheet, left: float, high: float) -> None:
    top = 800 - high
    page.area([(left, 800), (left + 8, top), (left + 32, top), (left + 40, 800)], WALLS[3])
    for band in (0, 60):
        page.box(left + 6, top + band, left + 34, top + band + 18, SNOW)
    for number, radius in enumerate((15, 21, 28, 37)):
        page.dot((left + 26 + 34 * number, top - 14 - 22 * number - number**2 * 2), radius, SMOKE)


def _draw_foreground(page: Sheet) -> None:
    _draw_hill(page, "0,824 260,800 560,826 880,806 1240,830 1600,802", SNOW)
    _draw_hill(page, "0,872 320,850 700,876 1100,856 1600,874", SNOW_SHADE)
    for foot, high in (((96, 868), 330), ((152, 876), 258), ((1496, 866), 360), ((1548, 878), 280)):
        _birch(page, foot, high)


def _birch(page: Sheet, foot: Point, high: float) -> None:
    x, y = foot
    chance = dice(round(x))
    page.area([(x - 8, y), (x - 2, y - high), (x + 2, y - high), (x + 8, y)], BARK)
    for number in range(9):
        up = high * (0.06 + number * 0.09)
        page.box(
            x - 7 + chance.randrange(6), y - up, x + 2 + chance.randrange(5), y - up + 5, BRANCH
        )
    for number in range(12):
        up, side = high * (0.46 + number * 0.045), (-1 if number % 2 else 1)
        reach = high * (0.34 - number * 0.018)
        tip = (x + side * reach * 0.62, y - up - reach * 0.62)
        page.line(
            curve([(x, y - up), (x + side * reach * 0.4, y - up - reach * 0.5), tip]), BRANCH, 3
        )
        page.line(
            curve([tip, (tip[0] + side * 12, tip[1] + 8), (tip[0] + side * 16, tip[1] + 34)]),
            BRANCH,
            1.6,
        )


if __name__ == "__main__":
    main()
