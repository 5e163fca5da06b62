"""Minutes at 5,000 readings a second: whether ingest's memory grows, and latency keeps."""

import numpy as np

from bench.latency import AT_WORK, machine_at_work, pass_readings, print_disk

RATE, SECONDS = 5_000, 180
SETTLED_S = 30
AIM_MB = 150
WINDOW_S = 10


def measure() -> None:
    """Measure, and print."""
    with machine_at_work() as machine:
        print(f"\nSoak: {SECONDS} s at {RATE:,} readings a second, one ingest process")
        print(f"  {machine.versions(AT_WORK)}\n")
        print_disk(machine)
        passage = pass_readings(machine, RATE, SECONDS)
        print_disk(machine)
    rss = passage.rss_mb
    settled = np.arange(len(rss)) >= SETTLED_S
    slope, _ = np.polyfit(np.flatnonzero(settled) / 60, rss[settled], 1)
    print(
        f"  memory of ingest: {rss[0]:.1f} MB at first, {rss[-1]:.1f} MB at the end,"
        f" at most {rss.max():.1f} MB (aim: {AIM_MB}),"
        f" {slope:+.2f} MB a minute from {SETTLED_S} s on"
    )
    window = (passage.published_s - passage.published_s.min()) // WINDOW_S
    p99s = [np.percentile(passage.waited_ms[window == each], 99) for each in np.unique(window)]
    p50, p99, most = np.percentile(passage.waited_ms, [50, 99, 100])
    print(
        f"  publish → commit p50 {p50:.2f} ms, p99 {p99:.2f} ms, longest {most:.1f} ms"
        f" ({len(passage.waited_ms):,} of {RATE * SECONDS:,});"
        f" p99 of {WINDOW_S} s at a time: {min(p99s):.2f} to {max(p99s):.2f} ms"
    )
