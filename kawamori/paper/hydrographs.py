"""A station's hydrograph as a picture that needs nothing: stages, thresholds, times in Japan."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

from kawamori.messages import JST

WIDTH, HEIGHT = 900, 420
LEFT, RIGHT, TOP, BOTTOM = 60, 150, 40, 40

Points = Sequence[tuple[datetime, float]]


def hydrograph(title: str, points: Points, thresholds: Sequence[tuple[str, float]]) -> str:
    """Return SVG of readings, the oldest first, over the thresholds that there are."""
    heights = [stage_m for _, stage_m in points] + [height_m for _, height_m in thresholds]
    low, high = (min(heights), max(heights)) if heights else (0.0, 1.0)
    room = max((high - low) * 0.05, 0.05)
    low, high = low - room, high + room
    body = [*_rungs(thresholds, low, high), *_line(points, low, high)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        ' font-family="sans-serif" font-size="13">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        f'<text x="{LEFT}" y="24" font-size="17" font-weight="700">{escape(title)}</text>'
        f"{''.join(body)}</svg>"
    )


def _rungs(thresholds: Sequence[tuple[str, float]], low: float, high: float) -> Iterator[str]:
    for name, height_m in thresholds:
        y = _y(height_m, low, high)
        yield (
            f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#a8071a" stroke-dasharray="5 3"/>'
            f'<text x="{WIDTH - RIGHT + 6}" y="{y + 4:.1f}">{escape(name)} {height_m:.2f} m</text>'
        )


def _line(points: Points, low: float, high: float) -> Iterator[str]:
    if not points:
        yield f'<text x="{LEFT}" y="{HEIGHT / 2}">観測値なし</text>'
        return
    begin, end = points[0][0], points[-1][0]
    span_s = max((end - begin).total_seconds(), 1.0)
    room = WIDTH - LEFT - RIGHT
    places = [
        f"{LEFT + room * (at - begin).total_seconds() / span_s:.1f},{_y(stage_m, low, high):.1f}"
        for at, stage_m in points
    ]
    yield f'<polyline points="{" ".join(places)}" fill="none" stroke="#0067b8" stroke-width="2"/>'
    for x, at, anchor in ((LEFT, begin, "start"), (WIDTH - RIGHT, end, "end")):
        clock = at.astimezone(JST)
        yield f'<text x="{x}" y="{HEIGHT - 14}" text-anchor="{anchor}">{clock:%m/%d %H:%M}</text>'
    for stage_m in (low, high):
        y = _y(stage_m, low, high)
        yield f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{stage_m:.2f} m</text>'
    yield (
        f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}" fill="none" stroke="#4c5661"/>'
    )


def _y(stage_m: float, low: float, high: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (stage_m - low) / (high - low)
