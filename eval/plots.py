"""Plots as inline SVG, text drawn by the browser with its own Chinese fonts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from eval.results import SystemResult
from eval.stats import Estimate

WIDTH = 760
COLOURS = (
    "#1f5fa8",
    "#b3541e",
    "#3b7d3a",
    "#7a4a9c",
    "#8a6d00",
    "#b0305c",
    "#2a7f8e",
    "#555555",
    "#9b1b1b",
)


def intervals(title: str, rows: Sequence[tuple[str, Estimate]]) -> str:
    """Horizontal points with their 95 % intervals on a 0–1 axis."""
    left, step, top = 230, 22, 34
    height = top + step * len(rows) + 30
    parts = [_axis(left, top, top + step * len(rows))]
    for i, (name, e) in enumerate(rows):
        y = top + step * i + step / 2
        low, high, x = (_x(left, v) for v in (e.low, e.high, e.value))
        parts.append(
            f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{escape(name)}</text>'
            f'<line x1="{low:.1f}" y1="{y:.1f}" x2="{high:.1f}" y2="{y:.1f}" class="bar"/>'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="dot"><title>{e.value:.3f} '
            f"[{e.low:.3f}, {e.high:.3f}] n={e.n}</title></circle>"
            f'<text x="{WIDTH - 6}" y="{y + 4:.1f}" text-anchor="end">{e.value:.3f}</text>'
        )
    return _svg(title, height, parts)


def risk_coverage(systems: Sequence[SystemResult]) -> str:
    """Share of wrong answers (up) against share of questions answered (right)."""
    left, top, bottom = 60, 58, 344
    right = WIDTH - 200
    parts = [
        f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" '
        'class="frame"/>'
        f'<text x="{(left + right) / 2}" y="{bottom + 34}" text-anchor="middle">'
        "覆盖率（已作答的比例）</text>"
        f'<text x="14" y="{top - 14}">风险（作答中答错的比例）</text>'
    ]
    for tick in range(0, 11, 2):
        x, y = left + (right - left) * tick / 10, bottom - (bottom - top) * tick / 10
        parts.append(
            f'<text x="{x:.0f}" y="{bottom + 16}" text-anchor="middle">{tick / 10:.1f}</text>'
            f'<text x="{left - 6}" y="{y + 4:.0f}" text-anchor="end">{tick / 10:.1f}</text>'
        )
    for i, system in enumerate(systems):
        colour = COLOURS[i % len(COLOURS)]
        points = [
            (left + (right - left) * c, bottom - (bottom - top) * r)
            for c, r in system.risk_coverage
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        y = top + 10 + 20 * i
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" '
            f'{_dash(i)}/><circle cx="{points[-1][0]:.1f}" '
            f'cy="{points[-1][1]:.1f}" r="4" fill="{colour}"/>'
            if points
            else ""
        )
        parts.append(
            f'<line x1="{right + 12}" y1="{y - 4}" x2="{right + 36}" y2="{y - 4}" '
            f'stroke="{colour}" stroke-width="2" {_dash(i)}/>'
            f'<text x="{right + 42}" y="{y}">{escape(system.name)}</text>'
        )
    return _svg("风险—覆盖率", bottom + 44, parts)


def latency(result: SystemResult) -> str:
    """Median (dark) and 95th percentile (light) of each stage in milliseconds."""
    stages = list(result.latency.items())
    if not stages:
        return ""
    left, step, top = 150, 24, 30
    longest = max(v["p95"] for _, v in stages) or 1.0
    scale = (WIDTH - left - 130) / longest
    parts = []
    for i, (stage, v) in enumerate(stages):
        y = top + step * i
        parts.append(
            f'<text x="{left - 8}" y="{y + 14}" text-anchor="end">{escape(stage)}</text>'
            f"{_bar(left, y + 3, v['p95'] * scale, 'light')}"
            f"{_bar(left, y + 3, v['p50'] * scale, 'dark')}"
            f'<text x="{left + v["p95"] * scale + 8:.1f}" y="{y + 14}">'
            f"{v['p50']:.1f} / {v['p95']:.1f} ms</text>"
        )
    return _svg(f"时延：{result.name}（中位数 / 95分位）", top + step * len(stages) + 10, parts)


def _bar(x: float, y: float, width: float, kind: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{max(1.0, width):.1f}" height="14" class="{kind}"/>'


def _axis(left: int, top: float, bottom: float) -> str:
    lines = []
    for tick in range(0, 11, 2):
        x = _x(left, tick / 10)
        lines.append(
            f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}" class="grid"/>'
            f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{tick / 10:.1f}</text>'
        )
    return "".join(lines)


def _x(left: int, value: float) -> float:
    return left + (WIDTH - left - 60) * value


def _dash(index: int) -> str:
    return f'stroke-dasharray="{2 + 3 * index} 3"' if index else ""


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(title)}" '
        'xmlns="http://www.w3.org/2000/svg">'
        f'<text x="6" y="16" class="title">{escape(title)}</text>' + "".join(parts) + "</svg>"
    )
