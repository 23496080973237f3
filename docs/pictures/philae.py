"""Draw the lead picture of the Philae story: the way down, with its two bounces.

Run it with Pillow installed; it writes `content/space/philae/philae.png`. Nothing is to scale; the
times are those of the story. The typeface is Aileron (CC0), Pillow's default font.
"""

from press import Point, Sheet, blob, curve, dice, points, ramp, sheet, turned

SKY = ramp("#0b1222", "#22335a", 7)
STAR = "#e9e4d4"
FAR = "#3a4566"
FAR_SHADE = "#2d3757"
GROUND = "#6f7285"
GROUND_LIT = "#9a9aa4"
GROUND_SHADE = "#40445d"
DARK = "#1f2540"
LEDGE = "#565a72"
GOLD = "#f2b544"
GOLD_SHADE = "#c98a2b"
PANEL = "#27468a"
PANEL_EDGE = "#7fa0d6"
PAPER = "#fbf5e6"
ACCENT = "#ff7d5c"

FIRST, SECOND, THIRD = (470.0, 655.0), (1160.0, 640.0), (1296.0, 676.0)


def main() -> None:
    """Draw the picture and write it."""
    page = sheet(SKY[0])
    _draw_sky(page)
    _draw_far_lobe(page)
    _draw_ground(page)
    _draw_path(page)
    _draw_rosetta(page, (268, 118))
    draw_lander(page, (330, 372), 14, 1.0)
    _draw_resting(page)
    _draw_times(page)
    page.save("space/philae/philae.png")


def _draw_sky(page: Sheet) -> None:
    for number, colour in enumerate(SKY):
        page.dot((1050, 1250), 1500 - 130 * number, colour)
    chance = dice(67)
    for _ in range(170):
        at = (chance.uniform(0, 1600), chance.uniform(0, 620))
        page.dot(at, chance.choice((0.9, 1.2, 1.2, 1.7, 2.4)), STAR)


def _draw_far_lobe(page: Sheet) -> None:
    lobe = [(900, 640), (930, 470), (1060, 340), (1240, 270), (1430, 262), (1640, 330), (1720, 760)]
    page.area(blob([*lobe, (1200, 820)]), FAR_SHADE)
    lit = [(925, 610), (950, 485), (1075, 358), (1245, 290), (1420, 284), (1300, 352), (1130, 430)]
    page.area(blob([*lit, (1020, 560)]), FAR)
    for at, wide in (((1120, 420), 52), ((1330, 372), 34), ((1468, 470), 60), ((1250, 520), 40)):
        _crater(page, at, wide, FAR_SHADE, "#4a5579")


def _draw_ground(page: Sheet) -> None:
    horizon = points(
        "-40,742 90,700 230,676 360,664 470,662 590,676 700,706 800,716 900,700 1010,664 1110,648 "
        "1180,652 1240,680 1310,690 1356,682"
    )
    cliff = points(
        "1356,682 1372,600 1366,540 1392,470 1388,418 1430,372 1500,352 1580,372 1660,366"
    )
    page.area([*curve(horizon), *cliff[1:], (1660, 940), (-40, 940)], GROUND)
    lit = curve(horizon[:13])
    page.area([*lit, *[(x, y + 16 + (x % 90) / 9) for x, y in reversed(lit[::6])]], GROUND_LIT)
    shadow = [(1206, 664), (1240, 680), (1310, 690), (1372, 676), (1400, 690), (1440, 796)]
    page.area([*shadow, (1330, 812), (1216, 770), (1180, 706)], DARK)
    face = [
        *cliff[:7],
        (1476, 430),
        (1450, 520),
        (1470, 600),
        (1440, 700),
        (1446, 800),
        (1340, 726),
    ]
    page.area(face, GROUND_SHADE)
    page.area([(1372, 600), (1366, 540), (1392, 470), (1388, 418), (1424, 440), (1404, 540)], LEDGE)
    for at, wide in (
        ((150, 790), 74), ((420, 812), 46), ((640, 770), 60), ((860, 826), 84),
        ((300, 726), 26), ((1530, 600), 34), ((1180, 858), 52), ((560, 870), 40),
    ):  # fmt: skip
        _crater(page, at, wide, GROUND_SHADE, GROUND_LIT)
    for at, high in (
        ((742, 716), 26),
        ((772, 720), 40),
        ((1040, 664), 30),
        ((206, 688), 24),
        ((54, 716), 34),
    ):
        _boulder(page, at, high)


def _crater(page: Sheet, at: Point, wide: float, shade: str, lit: str) -> None:
    x, y = at
    page.area(blob([(x - wide, y), (x, y - wide * 0.3), (x + wide, y), (x, y + wide * 0.3)]), lit)
    page.area(
        blob(
            [
                (x - wide, y - 2),
                (x, y - wide * 0.3 - 2),
                (x + wide * 0.9, y - 2),
                (x, y + wide * 0.2),
            ]
        ),
        shade,
    )


def _boulder(page: Sheet, at: Point, high: float) -> None:
    rock = [(-0.8, 0.1), (-0.7, -0.6), (-0.1, -1), (0.6, -0.8), (0.9, -0.1), (0.5, 0.2)]
    page.area(turned(rock, at, 0, high), GROUND_SHADE)
    page.area(turned([(-0.8, 0.1), (-0.7, -0.6), (-0.1, -1), (-0.2, 0)], at, 0, high), GROUND_LIT)


def _draw_path(page: Sheet) -> None:
    down = curve([(276, 150), (300, 260), (330, 372), (392, 520), FIRST])
    leap = curve([FIRST, (560, 420), (720, 232), (850, 190), (980, 250), (1092, 430), SECOND])
    hop = curve([SECOND, (1206, 590), (1250, 580), (1284, 620), THIRD])
    page.dots(down, PAPER, 3, 17)
    page.dots(leap, PAPER, 3, 17)
    page.dots(hop, PAPER, 3, 14)
    for at in (FIRST, SECOND):
        page.dot(at, 15, DARK)
        page.dot(at, 11, ACCENT)
        for x, y, size in ((-26, -8, 4), (-36, -22, 3), (26, -10, 4), (38, -24, 3), (15, -30, 2.5)):
            page.dot((at[0] + x, at[1] + y), size, GROUND_LIT)


def _draw_rosetta(page: Sheet, at: Point) -> None:
    for side in (-1, 1):
        for number in range(4):
            near, far = side * (30 + 42 * number), side * (68 + 42 * number)
            page.area(turned([(near, -15), (far, -15), (far, 15), (near, 15)], at, -12), PANEL_EDGE)
            near, far = near + side * 2, far - side * 2
            page.area(turned([(near, -13), (far, -13), (far, 13), (near, 13)], at, -12), PANEL)
    page.line(turned([(-34, 0), (34, 0)], at, -12), PANEL_EDGE, 4)
    page.area(turned([(-24, -26), (24, -26), (24, 26), (-24, 26)], at, -12), GOLD_SHADE)
    page.area(turned([(-24, -26), (10, -26), (10, 26), (-24, 26)], at, -12), GOLD)
    page.line(turned([(8, -26), (12, -44)], at, -12), PAPER, 4)
    page.area(blob(turned([(-14, -46), (12, -62), (38, -46), (12, -40)], at, -12)), PAPER)


def draw_lander(page: Sheet, at: Point, angle: float, scale: float) -> None:
    """Draw Philae, turned clockwise by `angle` degrees."""
    for knee, foot in (((-66, 46), (-92, 92)), ((66, 46), (92, 92)), ((0, 62), (6, 104))):
        leg = turned([(0, 30), knee, foot], at, angle, scale)
        page.line(leg, PAPER, 6 * scale)
        left, right = (foot[0] - 15, foot[1] + 3), (foot[0] + 15, foot[1] + 3)
        page.line(turned([left, right], at, angle, scale), GOLD, 8 * scale)
    body = [(-50, -44), (32, -56), (56, -30), (56, 30), (-26, 42), (-50, 24)]
    page.area(turned(body, at, angle, scale), PANEL)
    page.area(turned([(-50, -44), (32, -56), (56, -30), (-24, -20)], at, angle, scale), GOLD)
    page.area(turned([(-50, -44), (-24, -20), (-26, 42), (-50, 24)], at, angle, scale), "#1b3368")
    for column in (4, 30):
        page.line(turned([(column, -24), (column, 36)], at, angle, scale), PANEL_EDGE, 2 * scale)
    for row in (-2, 18):
        page.line(turned([(-24, row + 4), (56, row - 6)], at, angle, scale), PANEL_EDGE, 2 * scale)
    page.line(turned([(0, -46), (-10, -84)], at, angle, scale), PAPER, 4 * scale)
    page.dot(turned([(-10, -86)], at, angle, scale)[0], 6 * scale, ACCENT)
    page.area(turned([(14, -50), (26, -52), (28, -74), (16, -72)], at, angle, scale), GOLD_SHADE)


def _draw_resting(page: Sheet) -> None:
    draw_lander(page, (1300, 690), 58, 0.42)


def _draw_times(page: Sheet) -> None:
    for (x, y), time in (((470, 738), "16:34"), ((1120, 738), "18:25"), ((1318, 856), "18:32")):
        page.text((x, y), time, 42, PAPER, anchor="mm", weight=1)


if __name__ == "__main__":
    main()
