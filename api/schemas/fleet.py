"""The fleet as headquarters is shown it, and what it may want of a device."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from api.schemas.geojson import Strict
from kawamori.fleet.batteries import Known
from kawamori.fleet.concerns import Concern
from kawamori.wire import LONGEST_INTERVAL_S, SHORTEST_INTERVAL_S

FleetState = Literal["bad", "late", "none", "good"]
IntervalS = Annotated[float, Field(ge=SHORTEST_INTERVAL_S, le=LONGEST_INTERVAL_S)]
SensorName = Annotated[
    str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}/[a-z0-9][a-z0-9-]{0,62}$", max_length=127)
]


class FleetConfigAsked(Strict):
    """How often a device is to measure; a sensor that is not named does as its own file says."""

    intervals_s: dict[SensorName, IntervalS] = Field(
        max_length=50, description="Seconds, by {station_id}/{datastream}"
    )


class FleetConfigShown(Strict):
    """The configuration that holds for a device, and which one it follows."""

    version: int
    intervals_s: dict[str, float]
    set_at: AwareDatetime
    set_by: str


class FleetRevokeAsked(Strict):
    """Why a device is shut out."""

    because: str = Field(min_length=1, max_length=500)


class FleetCertificate(Strict):
    """One of a device's certificates."""

    fingerprint: str = Field(description="SHA-256 of its DER, in hex")
    not_before: AwareDatetime
    not_after: AwareDatetime
    made_by: str
    ends_at: AwareDatetime | None = Field(description="When its successor alone is good")
    revoked_at: AwareDatetime | None
    revoked_by: str | None
    revoked_because: str | None
    listed_at: AwareDatetime | None = Field(description="When the broker's list came to name it")
    is_good: bool
    is_used: bool = Field(description="Whether the device says that it comes in by this one")


class FleetFault(Strict):
    """Why one of a device's sensors gives no reading."""

    sensor: str = Field(description="station_id/datastream, or what the device calls it")
    kind: str
    said: str = Field(description="In the device's own words, English")
    since: AwareDatetime


class FleetNode(Strict):
    """A radio node behind a bridge, as it was when it was heard last."""

    dev_eui: str
    station_id: str
    heard_at: AwareDatetime | None
    is_silent: bool
    battery_v: float | None
    battery_percent: float | None
    signal_dbm: float | None
    temperature_c: float | None


class FleetDevice(Strict):
    """One device: what it is, what is the matter with it, and its last word."""

    device_id: str
    state: FleetState
    concerns: list[Concern] = Field(description="What is the matter, the worst first")
    is_registered: bool
    what: str
    station_ids: list[str]
    heard_at: AwareDatetime | None = Field(description="Of a reading or a status")
    online: bool | None = Field(description="false: it said good-bye, or the broker did for it")
    told_at: AwareDatetime | None = Field(description="When it said what follows")
    boot: int | None
    spooled: int | None
    battery_v: float | None
    battery_percent: float | None
    battery_floor_v: float | None
    battery: Known
    battery_falls_at: AwareDatetime | None
    battery_without_sun_at: AwareDatetime | None
    solar_v: float | None
    temperature_c: float | None
    signal_dbm: float | None
    version: str | None
    config_followed: int | None
    config_refused: str | None
    config: FleetConfigShown | None
    faults: list[FleetFault] = Field(description="Sensors that give no reading")
    nodes: list[FleetNode] = Field(description="Of a bridge: the silent first")
    certificates: list[FleetCertificate]


class FleetShown(Strict):
    """Every device, the worst first."""

    now: AwareDatetime
    devices: list[FleetDevice]
