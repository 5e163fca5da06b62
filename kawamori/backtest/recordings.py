"""Recorded gauges: a folder with ``gauges.csv`` and one file of ``time,stage_m`` a gauge."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from kawamori.backtest.files import rows
from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel, Thresholds
from kawamori.stations import Datastream, Station

NETWORK = "recorded"
LONGEST_SLUG = 63
DATASTREAM = "stage"
FOUR = 4  # levels are CAUTION to OVERFLOW; where there are five the lowest is STANDBY
_NEEDED = ("id", "name", "river", "lat", "lon", "kind", "native_step_min", "datum_units")


@dataclass(frozen=True, slots=True)
class Series:
    """What a gauge recorded, by time; of two readings of one time the first."""

    observed_us: NDArray[np.int64]
    stage_m: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.observed_us)


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded gauge: what it is, and where its series stands.

    ``levels_m`` are its official levels by the number they have in ``gauges.csv``,
    ``numbers`` says which of them a rung of the ladder stands for. A chronic gauge
    stands above its lowest level for much of the time.
    """

    gauge_id: str
    station: Station
    datastream: Datastream
    thresholds: Thresholds
    left_out: str  # which official levels could not be used, and why
    path: Path
    levels_m: Mapping[int, float]
    numbers: Mapping[GaugeLevel, int]
    shortest_step: timedelta
    is_chronic: bool
    source: str

    def number_of(self, level: GaugeLevel) -> int:
        """Return the number in ``gauges.csv`` of a level of ours, 0 below all."""
        return max((n for rung, n in self.numbers.items() if rung <= level), default=0)

    def readings(self) -> Iterator[tuple[datetime, float]]:
        """Yield time and stage as they stand in the file, faults of the sensor included."""
        for number, row in rows(self.path):
            if row.get("stage_m") != "":  # an empty stage is a gap
                yield self._reading(number, row)

    def series(self) -> Series:
        """Return all that was recorded as columns."""
        moments, stages_m = [], []
        for observed_at, stage_m in self.readings():
            moments.append(observed_at.timestamp())
            stages_m.append(stage_m)
        seconds = np.array(moments, dtype=np.float64)
        observed_us, first = np.unique(np.rint(seconds * 1e6).astype(np.int64), return_index=True)
        return Series(observed_us, np.array(stages_m, dtype=np.float64)[first])

    def _reading(self, number: int, row: Mapping[str, str]) -> tuple[datetime, float]:
        try:
            observed_at, stage_m = utc(row["time"]), float(row["stage_m"])
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidError(
                f"{self.path.name} line {number}: {row} is not 'time,stage_m': {error}"
            ) from error
        if not math.isfinite(stage_m):
            raise InvalidError(f"{self.path.name} line {number}: a stage of {stage_m} is no stage")
        return observed_at, stage_m


def read_gauges(folder: Path, only: str = "*") -> list[Recording]:
    """Return the recordings of a folder whose id fits the pattern, by id."""
    index = folder / "gauges.csv"
    if not index.is_file():
        raise InvalidError(f"{folder} has no gauges.csv: name a folder of recorded gauges")
    found = [
        _recording(folder, number, row)
        for number, row in rows(index)
        if fnmatch(row.get("id") or "", only)
    ]
    if not found:
        raise InvalidError(f"no gauge in {index} fits {only!r}")
    found.sort(key=lambda each: each.gauge_id)
    for one, other in pairwise(found):
        if one.gauge_id == other.gauge_id:
            raise InvalidError(f"{index} lists {one.gauge_id} twice: leave one away")
    return found


def utc(text: str) -> datetime:
    """Return an ISO 8601 time with an offset as UTC."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset")
    return moment.astimezone(UTC)


def station_id_of(gauge_id: str) -> str:
    """Return the slug of a recorded gauge."""
    return re.sub("[^a-z0-9]+", "-", gauge_id.lower()).strip("-")[:LONGEST_SLUG]


def steps_of(text: str) -> tuple[timedelta, timedelta]:
    """Return the shortest and the longest step of ``60`` or ``10-30`` minutes."""
    shortest, _, longest = text.partition("-")
    return timedelta(minutes=float(shortest)), timedelta(minutes=float(longest or shortest))


def is_true(text: str | None) -> bool:
    """Return whether a flag is set."""
    return (text or "").strip().lower() in ("true", "1")


def _recording(folder: Path, line: int, row: Mapping[str, str]) -> Recording:
    missing = [name for name in _NEEDED if row.get(name) is None]
    if missing:
        raise InvalidError(f"gauges.csv line {line} has no {', '.join(missing)}: may be empty")
    try:
        return _read(folder, row)
    except (ValueError, InvalidError) as error:
        raise InvalidError(f"gauges.csv line {line} ({row['id']}): {error}: correct it") from error


def _read(folder: Path, row: Mapping[str, str]) -> Recording:
    station_id = station_id_of(row["id"])
    path = folder / f"{row['id']}.csv"
    shortest, longest = steps_of(row["native_step_min"] or _usual_step_min(path))
    station = Station(
        station_id,
        row["name"] or row["id"],
        row["river"],
        _number(row["lat"]),
        _number(row["lon"]),
        longest,
        tidal=row["kind"] == "tidal",
        datum=row["datum_units"],
        network=NETWORK,
    )
    levels_m = _levels(row)
    thresholds, numbers, left_out = _ladder(levels_m)
    return Recording(
        row["id"],
        station,
        Datastream(station_id, DATASTREAM, judged=True),
        thresholds,
        left_out,
        path,
        levels_m,
        numbers,
        shortest,
        is_true(row.get("chronic")),
        (row.get("source") or "").partition(" ")[0].removeprefix("github:") or "unnamed",
    )


def _usual_step_min(path: Path) -> str:
    """Return the median step of a series whose step nobody says."""
    times = sorted(utc(row["time"]) for _, row in rows(path) if row.get("time"))
    minutes = [(later - earlier).total_seconds() / 60 for earlier, later in pairwise(times)]
    return f"{median(minutes):g}" if minutes else ""


def _levels(row: Mapping[str, str]) -> dict[int, float]:
    """Return the official levels by number: the columns level1_m, level2_m and so on."""
    numbered = {
        int(digits): _number(text)
        for name, text in row.items()
        if name and name.startswith("level") and (digits := name[5:-2]).isdigit()
    }
    return {n: level_m for n, level_m in sorted(numbered.items()) if level_m is not None}


def _ladder(levels_m: Mapping[int, float]) -> tuple[Thresholds, dict[GaugeLevel, int], str]:
    """Return the official levels as rungs; one that does not rise above the last is left out."""
    rungs, numbers = dict[GaugeLevel, float](), dict[GaugeLevel, int]()
    left_out = []
    lowest = GaugeLevel.CAUTION if max(levels_m, default=0) <= FOUR else GaugeLevel.STANDBY
    for number, level_m in levels_m.items():
        if rungs and level_m <= max(rungs.values()):
            left_out.append(f"level{number} at {level_m} m is not above {max(rungs.values())} m")
        elif number - 1 + lowest > GaugeLevel.OVERFLOW:
            left_out.append(f"level{number} at {level_m} m has no rung: the ladder has five")
        else:
            level = GaugeLevel(number - 1 + lowest)
            rungs[level], numbers[level] = level_m, number
    thresholds = Thresholds(**{f"{rung.name.lower()}_m": m for rung, m in rungs.items()})
    return thresholds, numbers, "; ".join(left_out)


def _number(text: str | None) -> float | None:
    return float(text) if text else None
