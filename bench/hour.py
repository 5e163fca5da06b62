"""An hour of a console that never rests: whether its page grows, and whether it keeps answering."""

import sys
import time

import numpy as np

from bench.machine import STATIONS, permit
from bench.scene import Scene, scene

MINUTES = 60
SETTLED_MINUTES = 5
AIM_MB = 1.0  # an hour's growth that is no more than noise
MEGABYTE = 1024 * 1024


def measure() -> None:
    """Measure, and print."""
    print(f"\nConsole: {STATIONS:,} stations report each second for {MINUTES} minutes")
    with scene() as on:
        on.open()
        generator = on.machine.generate(
            "paced", readings=(MINUTES * 60 + 90) * STATIONS, rate=STATIONS
        )
        permit(generator, 1)
        heap = []
        for minute in range(MINUTES + 1):
            heap.append(_heap_mb(on))
            nodes = on.protocol.send("Memory.getDOMCounters")
            print(
                f"  minute {minute:2}: heap {heap[-1]:6.2f} MB, {nodes['nodes']} nodes,"
                f" {nodes['jsEventListeners']} listeners"
            )
            sys.stdout.flush()
            time.sleep(60)
        generator.terminate()
        link = on.page.locator("[data-link]").first.get_attribute("data-link")
    settled = np.arange(SETTLED_MINUTES, MINUTES + 1)
    slope, _ = np.polyfit(settled, heap[SETTLED_MINUTES:], 1)
    print(
        f"  heap: {min(heap):.2f} to {max(heap):.2f} MB; from minute {SETTLED_MINUTES} on"
        f" {slope * 60:+.2f} MB an hour (aim: under {AIM_MB:g}); the link is {link}"
    )


def _heap_mb(on: Scene) -> float:
    """Return what the page holds once what it no longer needs is gone."""
    on.protocol.send("HeapProfiler.collectGarbage")
    used: float = on.protocol.send("Runtime.getHeapUsage")["usedSize"]
    return used / MEGABYTE
