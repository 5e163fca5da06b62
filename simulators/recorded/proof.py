"""Proof that every recorded reading is stored once with its own time: count and checksum.

The checksum is SHA-256 over one line a reading, ``station_id,observed_at,stage_m``, by
station and time; the time in microseconds since 1970, the stage as Python writes it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kawamori.backtest.recordings import Recording
from kawamori.times import to_us


@dataclass(frozen=True, slots=True)
class Proof:
    """How many readings there are and what they hash to."""

    count: int
    sha256: str


def of_readings(readings: Iterable[tuple[str, datetime, float]]) -> Proof:
    """Return the proof of readings that come by station and time."""
    digest, count = hashlib.sha256(), 0
    for station_id, observed_at, stage_m in readings:
        digest.update(f"{station_id},{to_us(observed_at)},{stage_m!r}\n".encode())
        count += 1
    return Proof(count, digest.hexdigest())


def of_files(recordings: Sequence[Recording]) -> Proof:
    """Return the proof of what stands in the files."""
    by_station = sorted(recordings, key=lambda each: each.station.station_id)
    return of_readings(
        (recording.station.station_id, observed_at, stage_m)
        for recording in by_station
        for observed_at, stage_m in sorted(recording.readings())
    )
