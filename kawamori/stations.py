"""Where rivers are watched: stations, their datastreams, and what a height is measured from."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from kawamori.errors import InvalidError
from kawamori.runs import CITY_NETWORK, SLUG


class Reference(StrEnum):
    """What a datastream's heights count from; two references are never compared."""

    GAUGE_ZERO = "gauge_zero"  # 零点高
    BANK_TOP = "bank_top"  # 氾濫開始水位 = 0 m, negative below the bank


class Mode(StrEnum):
    """How a station behaves when nothing happens."""

    REGULAR = "regular"  # 水位観測所: reports at its interval, always
    CRISIS = "crisis"  # 危機管理型水位計: silent below its start level but once a day


@dataclass(frozen=True, slots=True)
class Station:
    """A gauging place (観測所).

    ``lat`` and ``lon`` are WGS 84 degrees; ``gauge_zero_tp_m`` is the elevation of
    gauge zero above Tokyo Peil in metres. Its contract: ``interval`` is the time between
    readings, ``burst_interval`` that while the river is high, ``dormant_for`` how long a
    crisis-management gauge may be silent below its start level.
    """

    station_id: str
    name: str
    river: str
    lat: float | None
    lon: float | None
    interval: timedelta
    name_en: str = ""
    mode: Mode = Mode.REGULAR
    tidal: bool = False
    gauge_zero_tp_m: float | None = None
    datum: str = "T.P."
    network: str = CITY_NETWORK
    burst_interval: timedelta | None = None
    dormant_for: timedelta | None = None

    def __post_init__(self) -> None:
        """Refuse a station nobody could find or wait for."""
        check_slug("station_id", self.station_id)
        if not self.name:
            raise InvalidError(f"station {self.station_id} has no name")
        if self.lat is not None and not -90 <= self.lat <= 90:  # noqa: PLR2004 degrees
            raise InvalidError(f"station {self.station_id}: latitude {self.lat} is outside ±90")
        if self.lon is not None and not -180 <= self.lon <= 180:  # noqa: PLR2004 degrees
            raise InvalidError(f"station {self.station_id}: longitude {self.lon} is outside ±180")
        if self.interval <= timedelta(0):
            raise InvalidError(
                f"station {self.station_id}: interval {self.interval} is not positive"
            )
        burst, dormant = self.burst_interval, self.dormant_for
        if burst is not None and not timedelta(0) < burst <= self.interval:
            raise InvalidError(
                f"station {self.station_id}: burst interval {burst} must be above 0 and not "
                f"longer than the interval {self.interval}"
            )
        if dormant is not None and (self.mode is not Mode.CRISIS or dormant <= self.interval):
            raise InvalidError(
                f"station {self.station_id}: only a crisis-management gauge may be dormant, and "
                f"for longer than its interval {self.interval}; it says {dormant}"
            )


@dataclass(frozen=True, slots=True)
class Datastream:
    """One quantity, by one sensor, at one station.

    ``judged`` marks the one whose stage the ladder is held against. The plausible
    range is in the datastream's unit; a result outside is flagged, never dropped.
    """

    station_id: str
    name: str
    unit: str = "m"
    reference: Reference | None = Reference.GAUGE_ZERO
    judged: bool = False
    min_plausible: float | None = None
    max_plausible: float | None = None

    def __post_init__(self) -> None:
        """Refuse a name that can't stand in a topic."""
        check_slug("station_id", self.station_id)
        check_slug("datastream", self.name)


def check_slug(field: str, value: str) -> None:
    """Raise ``InvalidError`` unless the value can stand in a topic and a URL."""
    if not SLUG.fullmatch(value):
        raise InvalidError(
            f"{field} {value!r} must be lowercase letters, digits and hyphens, "
            "at most 63, such as 'kawabe-bridge'"
        )
