"""How soon a reading is on the console's screen, with a thousand stations and fifty consoles."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.machine import STATIONS, permit
from bench.processes import Costs, rss_mb
from bench.scene import CONSOLES, RISING, Scene, scene
from bench.tasks import traced

if TYPE_CHECKING:
    from datetime import datetime

LOADS = 5
SECONDS, TRACED_S = 60, 15
LISTED_FROM_BYTES = 10_000
PIXEL_AIM_MS, TASK_AIM_MS, LOAD_AIM_S = 1_000.0, 100.0, 2.0
HIGH_M, STEP_M = 4.2, 0.01
APART_S = 3  # what one change has the map draw is done before the next
CLIMB_M = (3.0, 3.4, 3.8)
_LOAD = """
() => {
  const [page] = performance.getEntriesByType("navigation");
  return [page, ...performance.getEntriesByType("resource")].map(
    ({ name, transferSize, decodedBodySize }) => ({ name, transferSize, decodedBodySize }),
  );
}
"""


def measure() -> None:
    """Measure, and print."""
    print(
        f"\nConsole: {STATIONS + RISING:,} stations report each second, {CONSOLES} consoles look on"
    )
    with scene() as on:
        _first_load(on)
        with Costs({"api": [on.api_pid]}) as costs:
            _list(on)
        print(f"      CPU of the API: {costs.cpu_s['api'] / costs.seconds * 100:.0f} % of a core")
        _map(on)
        print(f"      memory of the API: {rss_mb(on.api_pid):.0f} MB")


def _first_load(on: Scene) -> None:
    """Time the first view in browsers with nothing cached, and list what was sent for it."""
    loads_s: list[float] = []
    sent_for_it: list[dict[str, Any]] = []
    for page in on.newcomers(LOADS):
        began = time.perf_counter()
        on.open(page)
        loads_s.append(time.perf_counter() - began)
        sent_for_it = page.evaluate(_LOAD)
    drawn_s = float(np.median(loads_s))
    print("  first load, nothing cached: signed in by a link, list and map drawn")
    print(f"    {drawn_s:.2f} s, {drawn_s / LOAD_AIM_S:.2f} of the {LOAD_AIM_S:g} s it may take;")
    print(f"    one after another {', '.join(f'{each:.2f}' for each in loads_s)} s; sent:")
    for each in sent_for_it:
        sent, whole = each["transferSize"], each["decodedBodySize"]
        if whole > LISTED_FROM_BYTES:
            name = each["name"].removeprefix(on.url).partition("?")[0]
            print(f"      {sent / 1000:8.1f} kB of {whole / 1000:8.1f} kB  {name}")
    on.open()


def _list(on: Scene) -> None:
    """Let the worst stations rise by a centimetre a second; compare what each row showed when."""
    published: dict[tuple[str, str], datetime] = {}
    _climb(on, range(RISING // 2))
    generator = on.machine.generate(
        "paced", readings=(SECONDS + TRACED_S + 10) * STATIONS, rate=STATIONS
    )
    permit(generator, 1)
    time.sleep(5)
    on.page.evaluate("() => { bench.rows.length = 0; bench.tasks.length = 0; bench.frames = 0; }")
    for second in _each_second(SECONDS):
        stage_m = round(HIGH_M + STEP_M * second, 2)
        for n in range(RISING // 2):
            published[f"rising-{n:02}", f"{stage_m:.2f} m"] = on.say(n, stage_m)
    seen: dict[str, Any] = on.page.evaluate("() => bench")
    with traced(on.page) as traced_tasks:
        for second in _each_second(TRACED_S):
            for n in range(RISING // 2):
                on.say(n, round(HIGH_M + STEP_M * (SECONDS + second), 2))
    generator.wait(30)
    shown = {(row["id"], row["stage"]): row["at"] for row in reversed(seen["rows"])}
    waits = [shown[key] - at.timestamp() * 1e3 for key, at in published.items() if key in shown]
    _say("a row of the list", waits)
    tasks = [task["ms"] for task in seen["tasks"]]
    longest = max(tasks, default=0.0)
    print(f"  main thread: {len(tasks)} tasks over 50 ms in {SECONDS} s,")
    print(
        f"    the longest {longest:.0f} ms, {longest / TASK_AIM_MS:.2f} of the {TASK_AIM_MS:g} ms"
        f" that one may take; {seen['frames'] / SECONDS:.0f} frames a second;"
    )
    stood_ms, worked_ms = max(traced_tasks.stood_ms), max(traced_tasks.worked_ms)
    print(
        f"    of {len(traced_tasks.stood_ms):,} tasks traced for {TRACED_S} s the longest stood"
        f" {stood_ms:.0f} ms, waiting for a core too; the most that one worked: {worked_ms:.0f} ms,"
        f" {worked_ms / TASK_AIM_MS:.2f}"
    )


def _map(on: Scene) -> None:
    """Let one river after another reach DANGER; time its new mark on the map."""
    rising = range(RISING // 2, RISING)
    _climb(on, rising)
    generator = on.machine.generate(
        "paced", readings=(len(rising) * APART_S + 8) * STATIONS, rate=STATIONS
    )
    permit(generator, 1)
    _keep_speaking(on, 5, in_danger=RISING // 2)
    on.page.evaluate("() => { bench.marks.length = 0; }")
    said_ms: dict[str, float] = {}
    for n in rising:
        said_ms[f"rising-{n:02}"] = on.say(n, HIGH_M).timestamp() * 1e3
        _keep_speaking(on, APART_S, in_danger=n + 1)
    generator.wait(30)
    shown_ms = {mark["id"]: mark["at"] for mark in reversed(on.page.evaluate("() => bench.marks"))}
    waits = [shown_ms[name] - at for name, at in said_ms.items() if name in shown_ms]
    _say("a mark on the map", waits)


def _each_second(seconds: int) -> Iterator[int]:
    """Count seconds, one a second."""
    began = time.monotonic()
    for second in range(seconds):
        yield second
        time.sleep(max(0.0, began + second + 1 - time.monotonic()))


def _climb(on: Scene, rivers: range) -> None:
    for stage_m in CLIMB_M:
        for n in rivers:
            on.say(n, stage_m)
        time.sleep(1)


def _keep_speaking(on: Scene, seconds: int, in_danger: int) -> None:
    """Let every river report each second: one that falls silent loses its colour."""
    for _ in range(seconds):
        time.sleep(1)
        for n in range(RISING):
            on.say(n, HIGH_M if n < in_danger else CLIMB_M[-1])


def _say(what: str, waits: list[float]) -> None:
    p50, p95, most = np.percentile(waits, [50, 95, 100])
    print(
        f"  publish → {what}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, longest {most:.0f} ms "
        f"({len(waits)}), {p95 / PIXEL_AIM_MS:.2f} of the {PIXEL_AIM_MS:g} ms it may take"
    )
