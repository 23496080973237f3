"""Draw the picture of Philae in its crack, for the update of September 2016.

Run it with Pillow installed; it writes `content/space/philae/found.png`. The rocks are invented.
"""

from philae import draw_lander
from press import Sheet, blob, dice, points, sheet

DUST, DUST_LIT, DUST_SHADE = "#7d7f8e", "#92939f", "#666978"
ROCK_LIT, ROCK, ROCK_SHADE = "#b4b3b8", "#8a8b98", "#565a70"
CRACK, DEEP = "#262b45", "#161a2e"


def main() -> None:
    """Draw the picture and write it."""
    page = sheet(DUST)
    _draw_dust(page)
    _draw_crack(page)
    draw_lander(page, (846, 470), 68, 1.35)
    _draw_overhang(page)
    page.save("space/philae/found.png")


def _draw_dust(page: Sheet) -> None:
    chance = dice(2016)
    for number in range(60):
        x, y, wide = chance.uniform(0, 1600), chance.uniform(0, 900), chance.uniform(30, 120)
        patch = [(x - wide, y), (x, y - wide * 0.3), (x + wide, y + 6), (x, y + wide * 0.34)]
        page.area(blob(patch), DUST_LIT if number % 2 else DUST_SHADE)
    for _ in range(46):
        _pebble(page, chance.uniform(0, 1600), chance.uniform(0, 900), chance.uniform(8, 34))


def _pebble(page: Sheet, x: float, y: float, size: float) -> None:
    page.area([(x - size, y + 4), (x + size * 1.9, y + size * 0.7), (x + size, y - 4)], DEEP)
    page.area(blob([(x - size, y), (x, y - size * 0.8), (x + size, y), (x, y + size * 0.6)]), ROCK)
    page.area(
        blob([(x - size, y), (x, y - size * 0.8), (x + size * 0.4, y - size * 0.3)]), ROCK_LIT
    )


def _draw_crack(page: Sheet) -> None:
    outer = "330,640 420,480 560,330 760,232 1010,200 1240,250 1330,380 1300,560 1160,690 900,748"
    page.area(points(f"{outer} 560,740"), CRACK)
    inner = "520,600 600,450 760,340 980,300 1180,340 1230,450 1180,570 1020,640 760,670"
    page.area(points(inner), DEEP)
    page.area(points("330,640 420,480 470,430 500,560 560,740 430,720"), ROCK_SHADE)
    page.area(points("560,740 760,670 1020,640 1160,690 900,748"), ROCK_SHADE)


def _draw_overhang(page: Sheet) -> None:
    """Draw the rock that hangs over the crack."""
    rock = "640,120 820,40 1120,20 1420,90 1560,260 1580,470 1440,640 1270,600 1200,470 1090,380"
    page.area(points(f"{rock} 940,330"), ROCK)
    page.area(points("640,120 820,40 1120,20 1420,90 1250,150 1010,170 820,220"), ROCK_LIT)
    page.area(points("820,220 1010,170 1150,260 1200,470 1090,380 940,330 640,120"), "#75778a")
    page.area(points("1250,150 1420,90 1560,260 1440,330 1300,300"), "#a3a3ab")
    page.area(points("1200,470 1270,600 1440,640 1400,500 1280,430"), ROCK_SHADE)
    slab = "0,700 180,560 330,640 430,720 560,740 620,900 0,900"
    page.area(points(slab), ROCK)
    page.area(points("0,700 180,560 330,640 240,700 90,760"), ROCK_LIT)
    page.area(points("330,640 430,720 560,740 620,900 420,900 240,700"), "#75778a")


if __name__ == "__main__":
    main()
