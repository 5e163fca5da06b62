"""The events of a network server: one frame of one node, as ChirpStack or The Things Stack tell it.

As both do, they leave out what is empty, 0 or false.
"""

import base64
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Heard:
    """A frame that the air carried: by whom, its counter, and how late the server knew of it."""

    dev_eui: str
    port: int
    frame: bytes
    counter: int
    at: datetime
    session: str = "00189440"
    gateways: int = 1
    late: timedelta = timedelta(milliseconds=80)
    simulated: bool = False

    def again(self, **changes: Any) -> "Heard":
        """Return the same with some of it changed."""
        return replace(self, **changes)


def chirpstack(heard: Heard) -> tuple[str, bytes]:
    """Return the topic and the payload of ChirpStack's event."""
    server_at = (heard.at + heard.late).isoformat()
    event = {
        "deduplicationId": f"{heard.dev_eui}-{heard.session}-{heard.counter}",
        "time": heard.at.isoformat(),
        "deviceInfo": {"applicationName": "river", "devEui": heard.dev_eui},
        "devAddr": heard.session,
        "fCnt": heard.counter,
        "fPort": heard.port,
        "data": base64.b64encode(heard.frame).decode(),
        "rxInfo": [
            {
                "gatewayId": f"0016c001f153a1{number:02x}",
                "gwTime": heard.at.isoformat(),
                "nsTime": server_at,
                "rssi": -90 - number,
                "snr": 7.5,
            }
            for number in range(heard.gateways)
        ],
        "simulated": heard.simulated,
    }
    return f"application/river/device/{heard.dev_eui}/event/up", _told(event)


def things_stack(heard: Heard) -> tuple[str, bytes]:
    """Return the topic and the payload of The Things Stack's event."""
    server_at = (heard.at + heard.late).isoformat()
    uplink = {
        "session_key_id": heard.session,
        "f_cnt": heard.counter,
        "f_port": heard.port,
        "frm_payload": base64.b64encode(heard.frame).decode(),
        "rx_metadata": [
            {
                "gateway_ids": {"gateway_id": f"gateway-{number}"},
                "time": heard.at.isoformat(),
                "rssi": -90 - number,
                "snr": 7.5,
            }
            for number in range(heard.gateways)
        ],
        "received_at": server_at,
    }
    event = {
        "end_device_ids": {
            "device_id": f"eui-{heard.dev_eui}",
            "dev_eui": heard.dev_eui.upper(),
        },
        "received_at": server_at,
        "uplink_message": {key: value for key, value in uplink.items() if value},
        "simulated": heard.simulated,
    }
    return f"v3/river@city/devices/eui-{heard.dev_eui}/up", _told(event)


def _told(event: dict[str, Any]) -> bytes:
    return json.dumps({key: value for key, value in event.items() if value}).encode()
