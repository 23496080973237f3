"""Draw the lead picture of the Isner–Mahut story: a scoreboard that can count to 59.

Run it with Pillow installed; it writes `content/sport/isner-mahut/scoreboard.png`. The board is
invented; the real one stopped at 47–47. Its figures are drawn here, segment by segment; the
typeface of the names is Aileron (CC0), Pillow's default font.
"""

from press import Point, Sheet, curve, points, ramp, sheet

SKY = (*ramp("#263a63", "#a3688b", 4), *ramp("#d08384", "#f7c489", 3))
HEDGE = "#1d3a2f"
HEDGE_LIT = "#27493a"
LAWN = ("#3f8a4c", "#4b9a57")
LAWN_DUSK = ("#2f6d42", "#38794a")
LINE = "#eef0e2"
BOARD = "#12201c"
FRAME = "#0b4a3a"
FRAME_LIT = "#14624d"
LAMP = "#ffd75e"
DIM = "#223530"
NAME = "#f4f1e4"
QUIET = "#8fb3a2"
WOOD = "#173c30"
PURPLE = "#5b3a86"
BALL = "#dcf04c"
SHADE = "#27593a"

SEGMENTS = {
    "0": "abcdef", "1": "bc", "2": "abdeg", "3": "abcdg", "4": "bcfg",
    "5": "acdfg", "6": "acdefg", "7": "abc", "8": "abcdefg", "9": "abcdfg",
}  # fmt: skip


def main() -> None:
    """Draw the picture and write it."""
    page = sheet(SKY[0])
    _draw_evening(page)
    _draw_court(page)
    _draw_board(page)
    _draw_seats(page)
    page.save("sport/isner-mahut/scoreboard.png")


def _draw_evening(page: Sheet) -> None:
    for number, colour in enumerate(SKY):
        page.box(0, number * 52, 1600, 900, colour)
    hedge = points(
        "0,396 90,372 190,390 300,366 420,388 560,370 700,392 860,368 1010,390 1160,368 1310,388 "
        "1450,366 1600,384"
    )
    page.area([*curve(hedge), (1600, 560), (0, 560)], HEDGE)
    page.area([*curve([(x, y + 44) for x, y in hedge]), (1600, 560), (0, 560)], HEDGE_LIT)


def _draw_court(page: Sheet) -> None:
    vanishing = (800, 120)
    page.box(0, 520, 1600, 900, LAWN[0])
    for number in range(-16, 17):
        near, far = 800 + number * 150, _towards(vanishing, 800 + number * 150, 520)
        next_near, next_far = near + 150, _towards(vanishing, near + 150, 520)
        page.area([(far, 520), (next_far, 520), (next_near, 900), (near, 900)], LAWN[number % 2])
        page.area([(far, 520), (next_far, 520), (_towards(vanishing, next_near, 580), 580),
                   (_towards(vanishing, near, 580), 580)], LAWN_DUSK[number % 2])  # fmt: skip
    page.area([(0, 792), (1600, 792), (1600, 806), (0, 806)], LINE)
    for near in (60, 1540):
        far = _towards(vanishing, near, 806)
        page.area([(far - 6, 806), (far + 6, 806), (_towards(vanishing, near, 900) + 9, 900),
                   (_towards(vanishing, near, 900) - 9, 900)], LINE)  # fmt: skip


def _towards(vanishing: Point, near: float, at: float) -> float:
    """Return where a line from (`near`, 900) to the vanishing point crosses the height `at`."""
    return vanishing[0] + (near - vanishing[0]) * (at - vanishing[1]) / (900 - vanishing[1])


def _draw_board(page: Sheet) -> None:
    page.area([(214, 690), (1386, 690), (1440, 730), (160, 730)], SHADE)
    for left in (300, 1260):
        page.box(left, 560, left + 40, 706, WOOD)
    page.plate((196, 120, 1404, 606), 22, FRAME)
    page.plate((196, 120, 1404, 594), 22, FRAME_LIT)
    page.plate((218, 142, 1382, 574), 12, BOARD)
    page.text((258, 192), "COURT 18", 34, QUIET, anchor="lm", weight=0.6)
    page.text((1342, 192), "10:00", 34, QUIET, anchor="rm", weight=0.6)
    page.text((1214, 192), "TIME", 26, QUIET, anchor="rm")
    page.box(258, 226, 1342, 229, DIM)
    _draw_player(page, 316, "ISNER", "6367", "59")
    page.box(258, 398, 1342, 401, DIM)
    _draw_player(page, 486, "MAHUT", "4676", "59")


def _draw_player(page: Sheet, middle: float, name: str, sets: str, games: str) -> None:
    page.text((258, middle), name, 74, NAME, anchor="lm", weight=1.2)
    for number, figure in enumerate(sets):
        _draw_figure(page, (610 + 104 * number, middle), 76, figure)
    for number, figure in enumerate(games):
        _draw_figure(page, (1100 + 128 * number, middle), 124, figure)


def _draw_figure(page: Sheet, at: Point, high: float, figure: str) -> None:
    """Draw one figure of seven lamps, those that are out as well; `at` is its left middle."""
    x, y = at
    wide, half, thick = high * 0.54, high / 2, high * 0.085
    corners = {
        "a": ((x, y - half), (x + wide, y - half)), "g": ((x, y), (x + wide, y)),
        "d": ((x, y + half), (x + wide, y + half)), "f": ((x, y - half), (x, y)),
        "b": ((x + wide, y - half), (x + wide, y)), "e": ((x, y), (x, y + half)),
        "c": ((x + wide, y), (x + wide, y + half)),
    }  # fmt: skip
    for lit in (False, True):
        for name, ends in corners.items():
            if (name in SEGMENTS[figure]) == lit:
                _draw_lamp(page, ends, thick, LAMP if lit else DIM)


def _draw_lamp(page: Sheet, ends: tuple[Point, Point], thick: float, colour: str) -> None:
    (x0, y0), (x1, y1) = ends
    gap = thick * 1.1
    if y0 == y1:
        page.line([(x0 + gap, y0), (x1 - gap, y1)], colour, thick * 1.5)
    else:
        page.line([(x0, y0 + gap), (x1, y1 - gap)], colour, thick * 1.5)


def _draw_seats(page: Sheet) -> None:
    for left in (76, 1416):
        page.area([(left - 10, 770), (left + 118, 770), (left + 150, 782), (left - 30, 782)], SHADE)
        for leg in (left + 6, left + 92):
            page.box(leg, 690, leg + 10, 776, WOOD)
        page.plate((left, 676, left + 108, 694), 6, FRAME_LIT)
        page.plate((left, 596, left + 108, 656), 8, FRAME_LIT)
        page.box(left + 8, 640, left + 18, 690, WOOD)
        page.box(left + 90, 640, left + 100, 690, WOOD)
    page.area(curve([(88, 594), (96, 588), (150, 588), (158, 596), (156, 668), (92, 664)]), PURPLE)
    page.area([(96, 612), (154, 612), (154, 624), (95, 622)], NAME)
    page.dot((1098, 842), 17, SHADE)
    page.dot((1092, 834), 17, BALL)
    page.line(curve([(1081, 822), (1090, 832), (1084, 848)]), NAME, 2.5)


if __name__ == "__main__":
    main()
