"""Time against size as an SVG that is read on light and dark pages; logarithmic both ways."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.results import COVERAGE, Results, duration, median

_LINES: Mapping[str, tuple[str, str]] = {
    "livegen": ("livegen", "#0072b2"),
    "hugo": ("Hugo", "#d55e00"),
    "eleventy": ("Eleventy", "#009e73"),
    "pelican": ("Pelican", "#b8860b"),
}
_PANELS = {"cold": "Cold build", "edit": "Again, one update edited", "served": "Edit to served"}

_WIDTH, _HEIGHT = 300, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 84, 40, 44

_STYLE = """\
<style>
  text { font: 12px system-ui, sans-serif; fill: #1a1a1a }
  .title { font-weight: 600 }
  .muted { fill: #595959 }
  .grid { stroke: #d9d9d9 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #161616 }
    text { fill: #f0f0f0 }
    .muted { fill: #a8a8a8 }
    .grid { stroke: #3a3a3a }
  }
</style>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """Sizes and seconds as places in a panel; both run over whole powers of ten."""

    sizes: tuple[float, float]
    seconds: tuple[float, float]

    def x(self, size: float) -> float:
        """Return how far from the left a size is."""
        return _LEFT + _share(size, self.sizes) * (_WIDTH - _LEFT - _RIGHT)

    def y(self, seconds: float) -> float:
        """Return how far from the top a time is."""
        return _HEIGHT - _BOTTOM - _share(seconds, self.seconds) * (_HEIGHT - _TOP - _BOTTOM)


def svg(results: Results) -> str:
    """Return a drawing with a panel for each work and a line for each tool."""
    points = {panel: _points(results, panel) for panel in _PANELS}
    every = [point for lines in points.values() for line in lines.values() for point in line]
    scale = _scale(every or [(1.0, 1.0)])
    width = _WIDTH * len(_PANELS)
    panels = (
        f'<g transform="translate({_WIDTH * number} 0)">\n'
        f"{_panel(title, points[work], scale)}\n</g>"
        for number, (work, title) in enumerate(_PANELS.items())
    )
    size = f'viewBox="0 0 {width} {_HEIGHT}" width="{width}" height="{_HEIGHT}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
    title = "<title>Time against the number of stories, by tool</title>"
    paper = f'<rect class="paper" width="{width}" height="{_HEIGHT}" fill="#ffffff"/>'
    return "\n".join([head, title, _STYLE, paper, *panels, "</svg>"]) + "\n"


def _points(results: Results, work: str) -> dict[str, list[tuple[float, float]]]:
    lines: dict[str, list[tuple[float, float]]] = {}
    for each in results.measured:
        if each.work == work and each.size != COVERAGE and each.tool in _LINES:
            lines.setdefault(each.tool, []).append((float(each.size), median(each)))
    return {tool: sorted(line) for tool, line in lines.items()}


def _scale(points: list[tuple[float, float]]) -> _Scale:
    sizes, seconds = zip(*points, strict=True)
    return _Scale(sizes=(min(sizes), max(sizes)), seconds=(_below(seconds), _above(seconds)))


def _below(seconds: tuple[float, ...]) -> float:
    return float(10 ** math.floor(math.log10(min(seconds))))


def _above(seconds: tuple[float, ...]) -> float:
    return float(10 ** math.ceil(math.log10(max(seconds))))


def _share(value: float, ends: tuple[float, float]) -> float:
    low, high = ends
    return math.log(value / low) / math.log(high / low) if high > low else 0.5


def _panel(title: str, lines: dict[str, list[tuple[float, float]]], scale: _Scale) -> str:
    named = f'<text class="title" x="{_LEFT}" y="20">{title}</text>'
    return "\n".join([named, *_rules(scale), *_feet(lines, scale), *_drawn(lines, scale)])


def _rules(scale: _Scale) -> Iterator[str]:
    at, high = scale.seconds
    while at <= high * 1.01:
        y = scale.y(at)
        yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield (
            f'<text class="muted" text-anchor="end" x="{_LEFT - 6}" y="{y + 4:.1f}">'
            f"{_tick(at)}</text>"
        )
        at *= 10


def _tick(seconds: float) -> str:
    return f"{seconds:,.0f} s" if seconds >= 1 else duration(seconds)


def _feet(lines: dict[str, list[tuple[float, float]]], scale: _Scale) -> Iterator[str]:
    for size in sorted({size for line in lines.values() for size, _ in line}):
        yield (
            f'<text class="muted" text-anchor="middle" x="{scale.x(size):.1f}" '
            f'y="{_HEIGHT - _BOTTOM + 18}">{size:,.0f}</text>'
        )
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    yield f'<text class="muted" text-anchor="middle" x="{middle}" y="{_HEIGHT - 8}">stories</text>'


def _drawn(lines: dict[str, list[tuple[float, float]]], scale: _Scale) -> Iterator[str]:
    heights = _apart({tool: scale.y(line[-1][1]) for tool, line in lines.items()})
    for tool, line in lines.items():
        name, colour = _LINES[tool]
        places = [(scale.x(size), scale.y(seconds)) for size, seconds in line]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{path}"/>'
        for x, y in places:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'
        x, y = places[-1][0] + 12, heights[tool]
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'
        yield f'<text x="{x + 8:.1f}" y="{y + 4:.1f}">{name}</text>'


def _apart(heights: dict[str, float]) -> dict[str, float]:
    """Return heights of names moved down where they would lie on each other."""
    found: dict[str, float] = {}
    last = -math.inf
    for tool, height in sorted(heights.items(), key=lambda item: item[1]):
        last = found[tool] = max(height, last + 14)
    return found
