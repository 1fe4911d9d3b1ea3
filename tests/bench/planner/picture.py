"""Curves over the number of jobs as an SVG picture, both axes logarithmic; readable on a bright and on a dark page."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 420, 340
LEFT, RIGHT, TOP, BOTTOM = 60, 24, 52, 76
STYLE = """
text { font: 13px sans-serif; fill: #1f2937; }
.page { fill: #ffffff; }
.grid { stroke: #d1d5db; }
.curve { fill: none; stroke-width: 2.5; }
.c0 { stroke: #0f766e; } .d0 { fill: #0f766e; }
.c1 { stroke: #b45309; stroke-dasharray: 6 4; } .d1 { fill: #b45309; }
@media (prefers-color-scheme: dark) {
  text { fill: #e5e7eb; }
  .page { fill: #111827; }
  .grid { stroke: #4b5563; }
  .c0 { stroke: #5eead4; } .d0 { fill: #5eead4; }
  .c1 { stroke: #fbbf24; } .d1 { fill: #fbbf24; }
}
"""


@dataclass(frozen=True)
class Curve:
    name: str
    values: Sequence[float]


@dataclass(frozen=True)
class Panel:
    title: str
    curves: tuple[Curve, ...]


def draw(jobs: Sequence[int], *panels: Panel) -> str:
    """The panels side by side, each with its curves over `jobs`."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH * len(panels)} {HEIGHT}" role="img">',
        f"<title>{'; '.join(panel.title for panel in panels)}, by the number of jobs</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="page" width="{WIDTH * len(panels)}" height="{HEIGHT}"/>',
    ]
    for number, panel in enumerate(panels):
        lines += [f'<g transform="translate({WIDTH * number} 0)">', *_draw_panel(jobs, panel), "</g>"]
    return "\n".join([*lines, "</svg>", ""])


def _draw_panel(jobs: Sequence[int], panel: Panel) -> list[str]:
    values = [value for curve in panel.curves for value in curve.values]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)

    def across(size: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log(size / jobs[0]) / math.log(jobs[-1] / jobs[0])

    def up(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (math.log10(value) - low) / (high - low)

    lines = [f'<text x="16" y="24">{panel.title}</text>']
    for power in range(low, high + 1):
        y = up(10**power)
        lines.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        lines.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10**power:g}</text>')
    for size in jobs:
        lines.append(
            f'<text x="{across(size):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{size}</text>'
        )
    lines.append(
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - BOTTOM + 40}" text-anchor="middle">jobs</text>'
    )
    for number, curve in enumerate(panel.curves):
        points = [(across(size), up(value)) for size, value in zip(jobs, curve.values, strict=True)]
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        lines.append(f'<polyline class="curve c{number}" points="{way}"/>')
        lines += [f'<circle class="d{number}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in points]
        x = LEFT + 160 * number
        if len(panel.curves) > 1:
            lines.append(f'<path class="curve c{number}" d="M{x} {HEIGHT - 18}h24"/>')
            lines.append(f'<text x="{x + 30}" y="{HEIGHT - 14}">{curve.name}</text>')
    return lines
