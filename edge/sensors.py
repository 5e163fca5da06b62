"""What a sensor is to the edge: one contract, and drivers that are found by name.

A driver is registered under the entry point group ``kawamori.sensors`` and chosen in
the TOML by that name. A simulated gauge, a real camera and a number in a file all
look the same from here.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import entry_points
from typing import Any, Protocol, TypeVar

import msgspec

from kawamori.errors import InvalidError
from kawamori.stations import check_slug
from kawamori.wire import RESULT_LIMIT, STILL_LIMIT

GROUP = "kawamori.sensors"
WATERLINE = "waterline"  # the datastream of a camera's water level, apart from the gauge's own

Options = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sensor measured, before it has a place in the spool.

    ``result`` is in the datastream's unit (metres above gauge zero for a stage).
    A camera adds its ``confidence`` from 0 to 1 and a reference to the ``still``.
    An instrument adds the ``spread`` of its burst, in the result's unit, and from when
    on the ``calibration`` holds that the result was made by.
    ``observed_at`` is given only by a sensor that knows better than the moment it
    was asked, such as a recording being replayed.
    """

    station_id: str
    datastream: str
    result: float
    confidence: float | None = None
    still: str | None = None
    observed_at: datetime | None = None
    spread: float | None = None
    calibration: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what could only end in quarantine."""
        check_slug("station_id", self.station_id)
        check_slug("datastream", self.datastream)
        if not math.isfinite(self.result) or abs(self.result) > RESULT_LIMIT:
            raise InvalidError(f"{self._where()}: result {self.result} is no measurement")
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            raise InvalidError(f"{self._where()}: confidence {self.confidence} is outside 0 to 1")
        if self.observed_at is not None and self.observed_at.tzinfo is None:
            raise InvalidError(f"{self._where()}: observed_at {self.observed_at} has no time zone")
        if self.spread is not None and not 0 <= self.spread <= RESULT_LIMIT:
            raise InvalidError(
                f"{self._where()}: spread {self.spread} is no deviation: "
                f"give 0 to {RESULT_LIMIT:g}, or none"
            )
        if self.calibration is not None and self.calibration.tzinfo is None:
            raise InvalidError(
                f"{self._where()}: calibration {self.calibration} has no time zone: "
                "write it with its offset, such as +09:00"
            )
        if self.still is not None and (len(self.still) > STILL_LIMIT or "\0" in self.still):
            raise InvalidError(f"{self._where()}: still {self.still[:20]!r}… can't be a reference")

    def _where(self) -> str:
        return f"{self.station_id}/{self.datastream}"


class Sensor(Protocol):
    """Something that can be asked how the river is."""

    def sample(self, now: datetime) -> Sequence[Reading]:
        """Return what there is to report at ``now`` (the run's time).

        Usually one reading; none when there is nothing to say (a crisis-management
        gauge below its start level, a camera in fog); several when it measured in
        between. Raise ``UnavailableError`` when the sensor does not answer: it is
        logged and asked again at its next turn. Answer within a second, because the
        device's other sensors wait; slow work belongs on a thread of the driver's own.
        """
        ...


Driver = Callable[[str, str, Options], Sensor]


def open_sensor(driver: str, station_id: str, datastream: str, options: Options) -> Sensor:
    """Return the sensor that the named driver makes of its options."""
    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    if driver not in found:
        raise InvalidError(
            f"driver {driver!r} is not installed; there are {', '.join(sorted(found))}"
        )
    make: Driver = found[driver].load()
    return make(station_id, datastream, options)


def read_options(kind: type[T], options: Options) -> T:
    """Return a driver's options as its own msgspec Struct; ``InvalidError`` names the key."""
    try:
        return msgspec.convert(dict(options), kind)
    except msgspec.ValidationError as error:
        raise InvalidError(f"options: {error}") from error
