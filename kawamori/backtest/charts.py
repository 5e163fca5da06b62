"""Charts as SVG text, so that a report needs no drawing library and a diff can be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 24, 48, 56
INKS = ("#0b5fa5", "#b3541e", "#3d7a3a", "#6b4a9c")
TICKS = 6


@dataclass(frozen=True, slots=True)
class Point:
    """A point and what is written beside it."""

    x: float
    y: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Points that belong together, joined in order."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis measures and how far it goes, from zero unless ``low`` says otherwise."""

    title: str
    high: float
    low: float = 0.0


def lines(title: str, x: Axis, y: Axis, drawn: Sequence[Line]) -> str:
    """Return lines with a mark at each point, named at the bottom right."""
    parts = _frame(title, x, y)
    for number, line in enumerate(drawn):
        ink = INKS[number % len(INKS)]
        at = [(_x(p.x, x), _y(p.y, y), p.label) for p in line.points]
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py, _ in at)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{ink}" stroke-width="2"/>')
        for place, (px, py, label) in enumerate(at):
            beside = (8, 16) if place % 2 else (-8, -8)  # alternately, so that few overlap
            anchor = "start" if place % 2 else "end"
            parts.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="4.5" fill="{ink}"/>')
            words = _text(px + beside[0], py + beside[1], label, anchor=anchor, ink=ink, size=12)
            parts.append(words)
        base = HEIGHT - BOTTOM - 14 - 18 * number
        parts.append(f'<circle cx="{WIDTH - 260}" cy="{base - 4}" r="4.5" fill="{ink}"/>')
        parts.append(_text(WIDTH - 250, base, line.name, ink=ink))
    return _svg(parts)


def spans(title: str, y: Axis, bars: Sequence[tuple[str, float, float, float]]) -> str:
    """Return for each name a bar from its low to its high value, marked at its middle."""
    parts = _frame(title, None, y)
    step = (WIDTH - LEFT - RIGHT) / max(1, len(bars))
    for number, (name, low, middle, high) in enumerate(bars):
        centre = LEFT + step * (number + 0.5)
        top, bottom, mark = _y(high, y), _y(low, y), _y(middle, y)
        parts.append(
            f'<rect x="{centre - step / 5:.1f}" y="{top:.1f}" width="{step / 2.5:.1f}" '
            f'height="{max(1.0, bottom - top):.1f}" fill="{INKS[0]}" fill-opacity="0.35"/>'
        )
        parts.append(
            f'<rect x="{centre - step / 4:.1f}" y="{mark - 1.5:.1f}" width="{step / 2:.1f}" '
            f'height="3" fill="{INKS[0]}"/>'
        )
        parts.append(_text(centre, HEIGHT - BOTTOM + 20, name, anchor="middle"))
        parts.append(_text(centre, min(top, mark) - 6, f"{middle:g}", anchor="middle", ink=INKS[0]))
    return _svg(parts)


def _frame(title: str, x: Axis | None, y: Axis) -> list[str]:
    """Return the title, the grid and the words on both axes."""
    parts = [_text(LEFT, 28, title, size=16)]
    for value in _ticks(y):
        at = _y(value, y)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>')
        parts.append(_text(LEFT - 8, at + 4, f"{value:g}", anchor="end"))
    for value in _ticks(x) if x else ():
        at = _x(value, x) if x else 0.0
        parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>')
        parts.append(_text(at, HEIGHT - BOTTOM + 20, f"{value:g}", anchor="middle"))
    if x:
        middle = (LEFT + WIDTH - RIGHT) / 2
        parts.append(_text(middle, HEIGHT - 14, x.title, anchor="middle"))
    middle = (TOP + HEIGHT - BOTTOM) / 2
    words = _text(0, 0, y.title, anchor="middle")
    parts.append(f'<g transform="translate(20 {middle}) rotate(-90)">{words}</g>')
    return parts


def _ticks(axis: Axis) -> list[float]:
    """Return round values from one end of an axis to the other."""
    rough = (axis.high - axis.low) / TICKS
    size = 10 ** floor(log10(rough)) if rough > 0 else 1.0
    step = next((m * size for m in (1, 2, 5) if m * size >= rough), 10 * size)
    first, last = ceil(axis.low / step), floor(axis.high / step + 1e-9)
    return [round(n * step, 10) for n in range(first, last + 1)]


def _x(value: float, axis: Axis) -> float:
    return LEFT + _share(value, axis) * (WIDTH - LEFT - RIGHT)


def _y(value: float, axis: Axis) -> float:
    return HEIGHT - BOTTOM - _share(value, axis) * (HEIGHT - TOP - BOTTOM)


def _share(value: float, axis: Axis) -> float:
    return (min(max(value, axis.low), axis.high) - axis.low) / ((axis.high - axis.low) or 1.0)


def _text(
    x: float, y: float, words: str, *, anchor: str = "start", ink: str = "#222", size: int = 13
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{ink}" '
        f'font-size="{size}">{escape(words)}</text>'
    )


def _svg(parts: Sequence[str]) -> str:
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="system-ui, sans-serif" stroke="none">\n'
        f"<style>line{{stroke:#ccc}}</style>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n{body}\n</svg>\n'
    )
