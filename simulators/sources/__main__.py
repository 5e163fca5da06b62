"""``python -m simulators.sources``: public gauges to try ``kawamori up --rivers`` on, offline."""

import math
import sys
from datetime import UTC, datetime, timedelta

from simulators.sources.england import EnglishGauge
from simulators.sources.server import PublicSources
from simulators.sources.states import AmericanGauge

PORT = 8099
_STEP = timedelta(minutes=15)


def main() -> int:
    """Serve ea:1029TH and usgs:12149000, whose water rises and falls twice a day."""
    sources = PublicSources(PORT)
    newest = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    times = [newest - _STEP * n for n in range(96)]
    wave = [0.3 + 0.1 * math.sin(at.timestamp() / 6875) for at in times]
    english = [(at, round(stage_m, 3)) for at, stage_m in zip(times, wave, strict=True)]
    american = [(at, f"{stage_m * 20:.2f}") for at, stage_m in zip(times, wave, strict=True)]
    sources.england.gauges.append(EnglishGauge("1029TH", readings=english))
    sources.states.gauges.append(AmericanGauge(readings=american))
    sys.stdout.write(f"KAWAMORI_SOURCES_URL={sources.url}\n")
    sys.stdout.flush()
    sources.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
