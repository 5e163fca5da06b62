"""What is on the wire: every MQTT topic and payload, defined here and nowhere else.

``docs/wire.md`` says the same for people who write devices in other languages. A
single observation is a JSON object, a batch (a spool being emptied) is a JSON
array of the same objects.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from kawamori.errors import InvalidError
from kawamori.runs import SLUG, Status

VERSION = 1
RESULT_LIMIT = 1e6  # no river, in any unit, is beyond it
ROOTS = tuple(f"{status}/#" for status in Status)

T = TypeVar("T")

_OBSERVATION_PARTS = 6
_DEVICE_PARTS = 4

Aware = Annotated[datetime, Meta(tz=True)]
Result = Annotated[float, Meta(ge=-RESULT_LIMIT, le=RESULT_LIMIT)]
Spread = Annotated[float, Meta(ge=0, le=RESULT_LIMIT)]
Boot = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Seq = Annotated[int, Meta(ge=1, le=2**53)]
RunName = Annotated[str, Meta(pattern=f"^(?:{SLUG.pattern})$")]
Seconds = Annotated[float, Meta(ge=0, le=1e9)]
STILL_LIMIT = 500
Still = Annotated[str, Meta(max_length=STILL_LIMIT, pattern=r"^[^\x00]*$")]


SHORTEST_INTERVAL_S, LONGEST_INTERVAL_S = 10, 86400
IntervalS = Annotated[float, Meta(ge=SHORTEST_INTERVAL_S, le=LONGEST_INTERVAL_S)]
SensorName = Annotated[str, Meta(pattern=f"^(?:{SLUG.pattern})/(?:{SLUG.pattern})$")]
FAULT_LIMIT = 300
FaultKind = Literal["no_answer", "dark", "blocked", "moved", "frozen", "crashed"]
AnyFaultKind = Annotated[str, Meta(pattern="^[a-z_]{1,40}$")]  # a newer device may know more
FaultyName = Annotated[str, Meta(max_length=130, pattern=r"^[^\x00]*$")]
MOST_NODES = 500
NodeName = Annotated[str, Meta(pattern="^[0-9A-Fa-f]{16}$")]
ConfigVersion = Annotated[int, Meta(ge=1, le=2**31 - 1)]


class WireObservation(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One result at one time, as a device publishes it.

    ``boot`` counts the device's starts and ``seq`` its readings; together they
    name a reading to the ``stored`` watermark. A device that does not trust its
    clock says ``time_ok: false`` and gives ``uptime_s`` (when it sampled) and
    ``age_s`` (how long ago that was when it published), by its own stopwatch.
    ``spread`` is the median absolute deviation of the burst that the result is the
    median of, in its unit; ``calibration`` is from when on the one it was made by holds.
    """

    v: Literal[1]
    boot: Boot
    seq: Seq
    observed_at: Aware
    result: Result
    run: RunName | None = None
    time_ok: bool = True
    uptime_s: Seconds | None = None
    age_s: Seconds | None = None
    confidence: Annotated[float, Meta(ge=0, le=1)] | None = None
    still: Still | None = None
    spread: Spread | None = None
    calibration: Aware | None = None


class ReadingName(msgspec.Struct, frozen=True, gc=False):
    """What can be told of a reading whose other members can't be read."""

    boot: Boot
    seq: Seq
    run: RunName | None = None


class SensorFault(msgspec.Struct, frozen=True):
    """Why a sensor gives no reading, in the device's own words, and since when."""

    kind: AnyFaultKind
    said: Annotated[str, Meta(max_length=FAULT_LIMIT, pattern=r"^[^\x00]*$")]
    since: Aware


class NodeStatus(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a radio node behind a bridge was when it was heard last; null: never."""

    station_id: Annotated[str, Meta(pattern=f"^(?:{SLUG.pattern})$")]
    heard_at: Aware | None = None
    battery_v: float | None = None
    battery_percent: float | None = None
    signal_dbm: float | None = None
    temperature_c: float | None = None


class DeviceStatus(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a device is; retained, and with ``online`` false its last will."""

    v: Literal[1]
    online: bool
    boot: Boot
    at: Aware | None = None
    run: RunName | None = None
    time_ok: bool = True
    spooled: Annotated[int, Meta(ge=0)] | None = None
    battery_v: float | None = None
    battery_percent: float | None = None
    solar_v: float | None = None
    signal_dbm: float | None = None
    temperature_c: float | None = None
    version: str | None = None
    config: ConfigVersion | None = None
    config_refused: str | None = None
    certificate: str | None = None
    faults: Annotated[dict[FaultyName, SensorFault], Meta(max_length=MOST_NODES)] = {}
    nodes: Annotated[dict[NodeName, NodeStatus], Meta(max_length=MOST_NODES)] = {}


class DeviceConfig(msgspec.Struct, frozen=True):
    """How often a device is to measure: seconds, by ``{station_id}/{datastream}``.

    A sensor that is not named does as the device's own file says. A higher version takes the
    place of all of a lower one. There is nothing else that headquarters can set on a device.
    """

    version: ConfigVersion
    intervals_s: dict[SensorName, IntervalS]


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What headquarters wants of a device; retained, and answered by its status."""

    v: Literal[1]
    config: DeviceConfig


class Refused(msgspec.Struct, frozen=True):
    """What a bridge could not make a reading of, and why."""

    refused: Annotated[str, Meta(max_length=500)]


class StoredUpTo(msgspec.Struct, frozen=True):
    """Every reading of this boot up to and including ``seq`` is committed."""

    boot: Boot
    seq: Annotated[int, Meta(ge=0)]


class Stored(msgspec.Struct, frozen=True, omit_defaults=True):
    """The watermark back to a device: what it may forget, of the newest boot and others."""

    v: Literal[1]
    stored: list[StoredUpTo]
    run: RunName | None = None


@dataclass(frozen=True, slots=True)
class ObservationTopic:
    """``{status}/v1/{device_id}/{station_id}/{datastream}/observation``."""

    status: Status
    device_id: str
    station_id: str
    datastream: str

    def __str__(self) -> str:
        """Return the topic as it is on the wire."""
        where = f"{self.device_id}/{self.station_id}/{self.datastream}"
        return f"{self.status}/v{VERSION}/{where}/observation"


@dataclass(frozen=True, slots=True)
class DeviceTopic:
    """``{status}/v1/{device_id}/status``, and beside it ``stored`` and ``command``."""

    status: Status
    device_id: str
    leaf: Literal["status", "stored", "command"]

    def __str__(self) -> str:
        """Return the topic as it is on the wire."""
        return f"{self.status}/v{VERSION}/{self.device_id}/{self.leaf}"


def parse_topic(topic: str) -> ObservationTopic | DeviceTopic:
    """Return what a topic means; ``InvalidError`` says what is wrong with it."""
    parts = topic.split("/")
    if parts[0] not in set(Status):
        raise InvalidError(f"topic {topic!r} must begin with actual, exercise or test")
    if len(parts) > 1 and parts[1] != f"v{VERSION}":
        raise InvalidError(f"topic {topic!r} is of version {parts[1]!r}; this is v{VERSION}")
    for part in parts[2:]:
        if not SLUG.fullmatch(part):
            raise InvalidError(
                f"topic {topic!r}: {part!r} is not lowercase letters, digits, hyphens"
            )
    status = Status(parts[0])
    if len(parts) == _OBSERVATION_PARTS and parts[5] == "observation":
        return ObservationTopic(status, parts[2], parts[3], parts[4])
    if len(parts) == _DEVICE_PARTS and parts[3] in ("status", "stored"):
        return DeviceTopic(status, parts[2], "status" if parts[3] == "status" else "stored")
    raise InvalidError(
        f"topic {topic!r} is none of {{status}}/v1/{{device_id}}/{{station_id}}/{{datastream}}/"
        "observation, {status}/v1/{device_id}/status"
    )


_observations: msgspec.json.Decoder[WireObservation | list[WireObservation]] = msgspec.json.Decoder(
    WireObservation | list[WireObservation]
)
_observation = msgspec.json.Decoder(WireObservation)
_name = msgspec.json.Decoder(ReadingName)
_raw_batch = msgspec.json.Decoder(list[msgspec.Raw])
_status = msgspec.json.Decoder(DeviceStatus)
_stored = msgspec.json.Decoder(Stored)
_refused = msgspec.json.Decoder(Refused)
_command = msgspec.json.Decoder(Command)
_encoder = msgspec.json.Encoder()


def decode_observations(payload: bytes) -> WireObservation | list[WireObservation]:
    """Return the observation or the batch in a payload; ``InvalidError`` names the fault."""
    return _decode(_observations, payload)


def decode_each(payload: bytes) -> list[WireObservation | InvalidError]:
    """Return a batch's observations, those that can be read beside the faults of the others."""
    return [_attempt(each) for each in _decode(_raw_batch, payload)]


def decode_names(payload: bytes) -> list[ReadingName | None]:
    """Return what each reading of a payload is called, None where not even that can be read."""
    try:
        each = _decode(_raw_batch, payload)
    except InvalidError:
        return [_attempt_name(payload)]
    return [_attempt_name(bytes(raw)) for raw in each]


def decode_status(payload: bytes) -> DeviceStatus:
    """Return a device's status; ``InvalidError`` names the fault."""
    return _decode(_status, payload)


def decode_refused(payload: bytes) -> str:
    """Return why a bridge refused something; ``InvalidError`` where it is no refusal."""
    return _decode(_refused, payload).refused


def decode_stored(payload: bytes) -> Stored:
    """Return a watermark; ``InvalidError`` names the fault."""
    return _decode(_stored, payload)


def decode_command(payload: bytes) -> Command:
    """Return what headquarters wants; ``InvalidError`` names what it may not want."""
    return _decode(_command, payload)


def encode(
    message: WireObservation | list[WireObservation] | DeviceStatus | Stored | Command,
) -> bytes:
    """Return the payload of a message."""
    return _encoder.encode(message)


def _decode(decoder: "msgspec.json.Decoder[T]", payload: bytes) -> T:
    try:
        return decoder.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidError(f"payload: {error}") from error


def _attempt(raw: msgspec.Raw) -> WireObservation | InvalidError:
    try:
        return _decode(_observation, bytes(raw))
    except InvalidError as error:
        return error


def _attempt_name(payload: bytes) -> ReadingName | None:
    try:
        return _decode(_name, payload)
    except InvalidError:
        return None
