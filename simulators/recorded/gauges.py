"""Recorded gauges: a folder with ``gauges.csv`` and one file of ``time,stage_m`` a gauge."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatch
from pathlib import Path

from kawamori.errors import InvalidError
from kawamori.levels import Thresholds
from kawamori.stations import Datastream, Station

NETWORK = "recorded"
DATASTREAM = "stage"
_RUNGS = ("caution_m", "evacuation_m", "danger_m", "overflow_m")


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded gauge: what it is, and where its series stands."""

    gauge_id: str
    station: Station
    datastream: Datastream
    thresholds: Thresholds
    left_out: str  # which official levels could not be used, and why
    path: Path

    def readings(self) -> Iterator[tuple[datetime, float]]:
        """Yield time and stage as they stand in the file, faults of the sensor included."""
        with self.path.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines), start=2):
                try:
                    yield utc(row["time"]), float(row["stage_m"])
                except (KeyError, TypeError, ValueError) as error:
                    raise InvalidError(
                        f"{self.path.name} line {number}: {row} is not 'time,stage_m': {error}"
                    ) from error


def read_gauges(folder: Path, only: str = "*") -> list[Recording]:
    """Return the recordings of a folder whose id fits the pattern, by id."""
    index = folder / "gauges.csv"
    if not index.is_file():
        raise InvalidError(f"{folder} has no gauges.csv: name a folder of recorded gauges")
    with index.open(encoding="utf-8", newline="") as lines:
        found = [
            _recording(folder, row) for row in csv.DictReader(lines) if fnmatch(row["id"], only)
        ]
    if not found:
        raise InvalidError(f"no gauge in {index} fits {only!r}")
    return sorted(found, key=lambda each: each.gauge_id)


def utc(text: str) -> datetime:
    """Return an ISO 8601 time with an offset as UTC."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset")
    return moment.astimezone(UTC)


def station_id_of(gauge_id: str) -> str:
    """Return the slug of a recorded gauge."""
    return gauge_id.lower().replace("_", "-")


def step_of(text: str) -> timedelta:
    """Return the longest step of ``60`` or ``10-30`` minutes."""
    return timedelta(minutes=float(text.rsplit("-", maxsplit=1)[-1]))


def _recording(folder: Path, row: Mapping[str, str]) -> Recording:
    station_id = station_id_of(row["id"])
    thresholds, left_out = _thresholds(row)
    station = Station(
        station_id,
        row["name"],
        row["river"],
        _number(row["lat"]),
        _number(row["lon"]),
        step_of(row["native_step_min"]),
        tidal=row["kind"] == "tidal",
        datum=row["datum_units"],
        network=NETWORK,
    )
    datastream = Datastream(station_id, DATASTREAM, judged=True)
    return Recording(
        row["id"], station, datastream, thresholds, left_out, folder / f"{row['id']}.csv"
    )


def _thresholds(row: Mapping[str, str]) -> tuple[Thresholds, str]:
    """Return the official levels as rungs; one that does not rise above the last is left out."""
    rungs: dict[str, float] = {}
    left_out = []
    for number, name in enumerate(_RUNGS, start=1):
        level_m = _number(row[f"level{number}_m"])
        if level_m is None:
            continue
        if rungs and level_m <= max(rungs.values()):
            left_out.append(f"level{number} at {level_m} m is not above {max(rungs.values())} m")
            continue
        rungs[name] = level_m
    return Thresholds(**rungs), "; ".join(left_out)


def _number(text: str) -> float | None:
    return float(text) if text else None
