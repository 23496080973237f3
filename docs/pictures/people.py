"""Draw the small portraits beside the demo newsroom's bylines.

Run it with Pillow installed; it writes `content/people/*.png`. Nobody sat for them: the people
are invented.
"""

from press import Point, Sheet, blob, curve, points, sheet

MIDDLE: Point = (72.0, 72.0)
INK = "#2b2740"


def main() -> None:
    """Draw the portraits and write them."""
    _draw_ida()
    _draw_tom()
    _draw_layla()
    _draw_desk()


def _draw_ida() -> None:
    page = sheet("#27498c", 144, 144)
    page.dot((112, 34), 13, "#f2b544")
    page.area(
        blob(points("38,60 46,30 72,20 98,30 106,60 108,104 92,118 52,118 36,104")), "#e2b35c"
    )
    _draw_bust(page, "#f3c9a5", "#d9a985", "#b03a48")
    page.area(curve(points("44,62 48,34 78,26 100,40 100,60 92,48 76,42 58,48 48,66")), "#e2b35c")
    _draw_face(page, INK)
    for left in (51, 78):
        page.dot((left + 7, 67), 11, INK)
        page.dot((left + 7, 67), 8.6, "#f3d5b8")
        page.dot((left + 7, 67), 2.6, INK)
    page.line([(69, 66), (74, 66)], INK, 2)
    page.save("people/ida-lindqvist.png")


def _draw_tom() -> None:
    page = sheet("#4b9a57", 144, 144)
    page.box(0, 30, 144, 34, "#eef0e2")
    _draw_bust(page, "#8d5a3b", "#74482d", "#f4f1e4")
    page.area(points("56,122 72,144 88,122 72,128"), "#5b3a86")
    page.area(blob(points("42,56 44,34 60,22 84,22 100,34 102,56 92,46 72,42 52,46")), "#211a1d")
    page.area(blob(points("46,74 50,96 72,108 94,96 98,74 92,88 72,92 52,88")), "#211a1d")
    page.area(blob(points("60,86 72,84 84,86 72,92")), "#74482d")
    _draw_face(page, INK)
    page.save("people/tom-ashworth.png")


def _draw_layla() -> None:
    page = sheet("#2f8f9d", 144, 144)
    curls = (
        "30,74 28,48 44,24 72,16 100,24 116,48 114,74 122,100 108,122 90,116 54,116 36,122 22,100"
    )
    page.area(blob(points(curls)), "#2c1d22")
    for at in ((34, 50), (28, 82), (34, 108), (110, 50), (116, 82), (110, 108), (54, 26), (90, 26)):
        page.dot(at, 14, "#2c1d22")
    _draw_bust(page, "#d49c72", "#b88059", "#e9cf9c")
    page.area(curve(points("44,64 46,40 72,30 98,40 100,64 86,46 70,50 56,48 44,64")), "#2c1d22")
    _draw_face(page, INK)
    for left in (43, 101):
        page.dot((left, 84), 3.4, "#f2b544")
    page.save("people/layla-mansour.png")


def _draw_desk() -> None:
    page = sheet("#b03a48", 144, 144)
    page.plate((36, 24, 108, 80), 4, "#fdf6e3")
    for number, wide in enumerate((52, 44, 52, 30)):
        page.box(46, 34 + 10 * number, 46 + wide, 38 + 10 * number, "#b9ae9a")
    page.plate((20, 66, 124, 82), 8, INK)
    page.area(points("30,80 114,80 126,122 18,122"), "#3d3860")
    for row in range(3):
        for key in range(7 + row % 2):
            page.dot((38 + 11.4 * key - 5.7 * (row % 2), 92 + 10 * row), 3.8, "#fdf6e3")
    page.save("people/demo-desk.png")


def _draw_bust(page: Sheet, skin: str, shade: str, coat: str) -> None:
    page.area(blob(points("10,160 16,130 46,116 72,114 98,116 128,130 134,160 72,176")), coat)
    page.area(blob(points("58,94 86,94 88,120 72,130 56,120")), shade)
    page.area(blob(points("44,58 52,36 72,32 92,36 100,58 98,82 86,100 72,105 58,100 46,82")), skin)


def _draw_face(page: Sheet, ink: str) -> None:
    for x in (58, 86):
        page.dot((x, 67), 3, ink)
        page.line([(x - 6, 58), (x + 5, 57)], ink, 2.2)
    page.line(curve(points("64,88 72,91 80,88")), ink, 2.4)
    page.line(curve(points("73,68 76,78 71,80")), ink, 1.6)


if __name__ == "__main__":
    main()
