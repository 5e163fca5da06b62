"""An uplink as a network server tells of it: ChirpStack v4 and The Things Stack v3, in JSON.

Both leave out members that are empty, 0 or false: a missing frame counter is 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from kawamori.errors import InvalidError
from kawamori.wire import Aware

_NO_CLOCK_BEFORE = datetime(2024, 1, 1, tzinfo=UTC)  # a gateway that says less was never set

Eui = Annotated[str, Meta(pattern=r"^[0-9a-fA-F]{16}$")]


@dataclass(frozen=True, slots=True)
class Uplink:
    """One frame of one node; ``heard_at`` is when a gateway heard it.

    ``session`` names the keys under which ``counter`` counts: it is another after a join.
    ``doubt`` says why nothing in the frame may be believed, and is empty when it may.
    """

    dev_eui: str
    session: str
    counter: int
    port: int
    frame: bytes
    heard_at: datetime
    rssi_dbm: float | None = None
    snr_db: float | None = None
    gateways: int = 0
    doubt: str = ""


class _ChirpStackDevice(msgspec.Struct):
    dev_eui: Eui = msgspec.field(name="devEui")


class _ChirpStackGateway(msgspec.Struct):
    gw_time: Aware | None = msgspec.field(name="gwTime", default=None)
    time: Aware | None = None  # what gwTime was called before 4.5
    ns_time: Aware | None = msgspec.field(name="nsTime", default=None)
    rssi: float = 0.0
    snr: float = 0.0


class _ChirpStackEvent(msgspec.Struct):
    device: _ChirpStackDevice = msgspec.field(name="deviceInfo")
    time: Aware
    dev_addr: str = msgspec.field(name="devAddr", default="")
    counter: int = msgspec.field(name="fCnt", default=0)
    port: int = msgspec.field(name="fPort", default=0)
    data: bytes = b""
    gateways: list[_ChirpStackGateway] = msgspec.field(name="rxInfo", default_factory=list)
    join_server: Any = msgspec.field(name="joinServerContext", default=None)
    simulated: bool = False


class _ThingsDevice(msgspec.Struct):
    dev_eui: Eui
    dev_addr: str = ""


class _ThingsGateway(msgspec.Struct):
    time: Aware | None = None
    rssi: float = 0.0
    snr: float = 0.0


class _ThingsUplink(msgspec.Struct):
    session_key_id: str = ""
    f_cnt: int = 0
    f_port: int = 0
    frm_payload: bytes = b""
    rx_metadata: list[_ThingsGateway] = []
    received_at: Aware | None = None
    app_s_key: Any = None  # comes with a frame that nobody has decrypted


class _ThingsEvent(msgspec.Struct):
    end_device_ids: _ThingsDevice
    received_at: Aware
    uplink_message: _ThingsUplink
    simulated: bool = False


_Event = TypeVar("_Event")

_chirpstack = msgspec.json.Decoder(_ChirpStackEvent)
_things = msgspec.json.Decoder(_ThingsEvent)


def read_chirpstack(payload: bytes) -> Uplink:
    """Return the uplink in an event of ChirpStack v4; ``InvalidError`` names the fault."""
    event = _decode(_chirpstack, payload)
    told = [each.ns_time for each in event.gateways if each.ns_time]
    strongest = max(event.gateways, key=lambda each: each.rssi, default=None)
    return Uplink(
        event.device.dev_eui.lower(),
        event.dev_addr,
        event.counter,
        event.port,
        event.data,
        _heard_at(
            [each.gw_time or each.time for each in event.gateways], min(told, default=event.time)
        ),
        strongest.rssi if strongest else None,
        strongest.snr if strongest else None,
        len(event.gateways),
        _doubt(
            simulated=event.simulated,
            gateways=len(event.gateways),
            encrypted=event.join_server is not None,
        ),
    )


def read_things(payload: bytes) -> Uplink:
    """Return the uplink in an event of The Things Stack v3; ``InvalidError`` names the fault."""
    event = _decode(_things, payload)
    uplink, gateways = event.uplink_message, event.uplink_message.rx_metadata
    strongest = max(gateways, key=lambda each: each.rssi, default=None)
    return Uplink(
        event.end_device_ids.dev_eui.lower(),
        uplink.session_key_id or event.end_device_ids.dev_addr,
        uplink.f_cnt,
        uplink.f_port,
        uplink.frm_payload,
        _heard_at([each.time for each in gateways], uplink.received_at or event.received_at),
        strongest.rssi if strongest else None,
        strongest.snr if strongest else None,
        len(gateways),
        _doubt(
            simulated=event.simulated,
            gateways=len(gateways),
            encrypted=uplink.app_s_key is not None,
        ),
    )


def _heard_at(gateways: Sequence[datetime | None], server: datetime) -> datetime:
    """Return when the frame was heard, by the gateways' clocks if the server's does not deny it.

    A gateway that was cut off hands over late what it heard in time: to date that by the
    server would call an old level today's. A clock that runs ahead of the server's, or
    was never set, is not asked; of several the latest is taken.
    """
    possible = [each for each in gateways if each and _NO_CLOCK_BEFORE <= each <= server]
    return max(possible, default=server)


def _doubt(*, simulated: bool, gateways: int, encrypted: bool) -> str:
    if simulated:
        return "simulated at the network server: no sensor measured this"
    if not gateways:
        return "heard by no gateway: nobody knows where this comes from"
    if encrypted:
        return "still encrypted: let the network server decrypt it with the application's key"
    return ""


def _decode(decoder: "msgspec.json.Decoder[_Event]", payload: bytes) -> "_Event":
    try:
        return decoder.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidError(f"not an uplink: {error}") from error
