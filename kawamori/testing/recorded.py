"""Made-up recordings: folders and gauges like those of real rivers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kawamori.backtest.gauges import Gauge, read_folder

MAY = datetime(2026, 5, 1, tzinfo=UTC)
_COLUMNS = "id,name,river,lat,lon,kind,native_step_min,datum_units,chronic,source"
_EVENTS = "id,basis,start_utc,end_utc,peak_m,short_or_spike,chronic_gauge"
MOST_LEVELS = 5


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up gauge: stages one step apart from the first of May on, None where none came."""

    gauge_id: str
    stages_m: Sequence[float | None]
    levels_m: Mapping[int, float] = field(default_factory=lambda: {1: 2.0, 2: 3.0})
    step: timedelta = timedelta(minutes=10)
    is_chronic: bool = False
    source: str = "made up"


def write_folder(
    folder: Path, made: Iterable[Made], events: Sequence[str] = (), neighbours: Sequence[str] = ()
) -> Path:
    """Write a folder of recorded gauges and return it.

    ``events`` are lines of ``events.csv``, ``neighbours`` of ``neighbours.csv``, if any.
    """
    folder.mkdir(exist_ok=True)
    levels = range(1, MOST_LEVELS + 1)
    lines = [",".join([_COLUMNS, *(f"level{n}_m" for n in levels)])]
    for each in made:
        minutes = f"{each.step.total_seconds() / 60:g}"
        row = [each.gauge_id, each.gauge_id, "Kawa", "", "", "river", minutes, "m"]
        row += [str(each.is_chronic), each.source]
        lines.append(",".join([*row, *(str(each.levels_m.get(n, "")) for n in levels)]))
        series = [
            f"{MAY + k * each.step:%Y-%m-%dT%H:%M:%SZ},{m}"
            for k, m in enumerate(each.stages_m)
            if m is not None
        ]
        _write(folder / f"{each.gauge_id}.csv", ["time,stage_m", *series])
    _write(folder / "gauges.csv", lines)
    _write(folder / "events.csv", [_EVENTS, *events])
    if neighbours:
        _write(
            folder / "neighbours.csv", ["upstream,downstream,travel_min,spread_min", *neighbours]
        )
    return folder


def gauge(folder: Path, made: Made, events: Sequence[str] = ()) -> Gauge:
    """Return one made-up gauge as a backtest reads it."""
    return read_folder(write_folder(folder, [made], events))[0]


def _write(path: Path, lines: Sequence[str]) -> None:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
