"""Draw the lead picture of the eclipse story: the corona over a desert with a temple.

Run it with Pillow installed; it writes `content/science/eclipse-2027/corona.png`. The corona is
invented: two broad streamers and many short ones, as it often is.
"""

from press import Point, Sheet, blob, curve, dice, polar, ramp, sheet

SUN: Point = (800.0, 352.0)
MOON_RADIUS = 118.0
SKY = ramp("#0a1330", "#27498c", 8)
DUSK = ("#3b5693", "#7a6a98", "#c9808b", "#f0a26e", "#f8cf8a")
GLOW = ramp("#3a62ab", "#fff8e2", 7)
MOON = "#070c1c"
FLAME = "#ff6f5b"
PEARL = "#fffdf4"
SAND = "#2a2140"
DUNE = "#392c4f"
STONE = "#1a1530"

STREAMERS = (
    (-12, 2.9, 34), (8, 2.3, 26), (-38, 1.9, 26), (30, 1.75, 24), (171, 3.0, 34), (190, 2.4, 26),
    (148, 1.9, 26), (216, 1.7, 24), (58, 1.0, 16), (80, 0.75, 13), (97, 0.7, 12), (118, 1.1, 16),
    (-62, 1.05, 16), (-80, 0.75, 13), (-98, 0.7, 12), (-118, 1.0, 16),
)  # fmt: skip
"""The rays of the corona: direction in degrees, length in radii of the Moon, half of the width."""


def main() -> None:
    """Draw the picture and write it."""
    page = sheet(SKY[0])
    _draw_sky(page)
    _draw_corona(page)
    _draw_moon(page)
    _draw_horizon(page)
    page.save("science/eclipse-2027/corona.png")


def _draw_sky(page: Sheet) -> None:
    for number, colour in enumerate(SKY):
        page.dot(SUN, 1020 - 92 * number, colour)
    for number, colour in enumerate(DUSK):
        top = 618 + 30 * number
        page.area([(0, top + 26), (400, top + 6), (800, top), (1200, top + 6), (1600, top + 26),
                   (1600, 900), (0, 900)], colour)  # fmt: skip
    chance = dice(136)
    for _ in range(46):
        at = (chance.uniform(0, 1600), chance.uniform(0, 560))
        if abs(at[0] - SUN[0]) + abs(at[1] - SUN[1]) > 460:
            page.dot(at, chance.choice((1.2, 1.6, 2.2)), PEARL)
    for at, size in (((318, 236), 5.5), ((1224, 196), 3.6), ((1364, 428), 3)):
        page.dot(at, size, PEARL)


def _draw_corona(page: Sheet) -> None:
    for number, colour in enumerate(GLOW):
        page.dot(SUN, MOON_RADIUS * (1.8 - 0.115 * number), colour)
        for angle, length, wide in STREAMERS:
            reach = length * (1 - 0.14 * number) ** 1.9
            page.area(_streamer(angle, reach, wide * (1 - 0.085 * number)), colour)
    chance = dice(23)
    for _ in range(150):
        turn = chance.uniform(0, 360)
        tip = polar(SUN, MOON_RADIUS * chance.uniform(1.06, 1.34), turn + chance.uniform(-2, 2))
        page.area([polar(SUN, 100, turn - 0.6), tip, polar(SUN, 100, turn + 0.6)], PEARL)


def _streamer(angle: float, length: float, wide: float) -> list[Point]:
    """Return a ray of the corona: broad at the Sun, drawn out to a thin end."""
    side = [(0.86, 1.0), (1.18, 0.86), (1.18 + length * 0.3, 0.48), (1.18 + length * 0.62, 0.15)]
    left = [polar(SUN, MOON_RADIUS * far, angle - wide * part) for far, part in side]
    right = [polar(SUN, MOON_RADIUS * far, angle + wide * part) for far, part in reversed(side)]
    return curve([*left, polar(SUN, MOON_RADIUS * (1.18 + length), angle), *right])


def _draw_moon(page: Sheet) -> None:
    page.dot(SUN, MOON_RADIUS + 5, PEARL)
    for angle, high in ((-52, 11), (-46, 7), (128, 9), (163, 6)):
        page.dot(polar(SUN, MOON_RADIUS + 1, angle), high, FLAME)
    page.dot(SUN, MOON_RADIUS, MOON)


def _draw_horizon(page: Sheet) -> None:
    page.area(blob([(-80, 800), (180, 752), (460, 770), (760, 748), (1100, 772), (1420, 744),
                    (1700, 770), (1700, 1000), (-80, 1000)]), DUNE)  # fmt: skip
    page.area([(0, 812), (500, 798), (1000, 806), (1600, 796), (1600, 900), (0, 900)], SAND)
    for left in range(1010, 1430, 84):
        _column(page, left)
    page.box(990, 584, 1446, 612, STONE)
    page.box(1002, 612, 1434, 622, STONE)
    page.area([(884, 806), (896, 566), (908, 540), (920, 566), (932, 806)], STONE)
    page.box(872, 796, 944, 812, STONE)
    for at, high, lean in (((176, 806), 210, 26), ((262, 808), 156, -18), ((96, 808), 130, -14)):
        _palm(page, at, high, lean)
    page.area([(0, 836), (420, 822), (900, 834), (1600, 818), (1600, 900), (0, 900)], STONE)
    for x, high in ((540, 96), (582, 88), (622, 56), (668, 100)):
        _onlooker(page, (x, 832), high)


def _column(page: Sheet, left: float) -> None:
    page.area([(left + 4, 812), (left + 8, 650), (left + 36, 650), (left + 40, 812)], STONE)
    page.area([(left - 4, 622), (left + 48, 622), (left + 36, 652), (left + 8, 652)], STONE)


def _palm(page: Sheet, foot: Point, high: float, lean: float) -> None:
    top = (foot[0] + lean, foot[1] - high)
    middle = (foot[0] + lean * 0.25, foot[1] - high * 0.5)
    page.line([foot, middle, top], STONE, 11)
    for angle, length in (
        (-172, 92),
        (-148, 84),
        (-116, 62),
        (-66, 62),
        (-34, 84),
        (-8, 92),
        (24, 70),
        (156, 70),
    ):
        side = 1 if abs(angle) < 90 else -1
        bow = polar(top, length * 0.55, angle - 14 * side)
        tip = polar(top, length, angle)
        end = (tip[0], tip[1] + length * 0.3)
        back = polar(top, length * 0.5, angle + 9 * side)
        page.area(curve([top, bow, end, back, top]), STONE)


def _onlooker(page: Sheet, foot: Point, high: float) -> None:
    x, y = foot
    page.plate((x - high * 0.2, y - high * 0.78, x + high * 0.2, y + 10), high * 0.17, STONE)
    page.dot((x + high * 0.02, y - high * 0.88), high * 0.135, STONE)


if __name__ == "__main__":
    main()
