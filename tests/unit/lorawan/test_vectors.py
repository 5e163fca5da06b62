"""Frames that the makers publish are read as the makers say."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from edge.lorawan.decoded import Decoded, MalformedError
from edge.lorawan.models import MODELS
from edge.lorawan.uplinks import read_chirpstack, read_things
from kawamori.errors import InvalidError

DATA = os.environ.get("KAWAMORI_LORAWAN_DATA")
MODEL_OF = {
    "Decentlab DL-MBX (MaxBotix ultrasonic)": "decentlab-dl-mbx",
    "Decentlab DL-MBX battery-only frame": "decentlab-dl-mbx",
    "Milesight EM500-UDL": "milesight-em500-udl",
    "Milesight EM310-UDL": "milesight-em310-udl",
    "Milesight EM500-SWL (submersible)": "milesight-em500-swl",
    "Dragino LDDS75": "dragino-ldds75",
    "Dragino LDDS75 unknown port": "dragino-ldds75",
}

recorded = pytest.mark.skipif(
    not DATA, reason="KAWAMORI_LORAWAN_DATA names no folder of recorded frames"
)


def vectors() -> list[dict[str, Any]]:
    """Return the published frames with what each means."""
    if not DATA:
        return [{"device": "none"}]
    found: list[dict[str, Any]] = json.loads((Path(DATA) / "codec_vectors.json").read_text())
    return found


def told(model: str, decoded: Decoded) -> dict[str, Any]:
    """Return a decoded frame in the words of the published ones."""
    level = "level" if model.endswith("swl") else "distance"
    scale = 100 if level == "level" else 1000
    words = {
        "protocol_version": 2 if decoded.serial else None,
        "device_id": decoded.serial,
        "number_of_valid_samples": decoded.samples,
        "battery_v": decoded.battery_v,
        "battery": decoded.battery_percent,
        "distance_mm" if decoded.serial else level: decoded.level_m and decoded.level_m * scale,
        "tilt": "tilt" if decoded.fault.startswith("tilt") else None,
    }
    return {key: value for key, value in words.items() if value is not None}


@recorded
def test_there_are_eight() -> None:
    assert len(vectors()) == 8


@recorded
@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["device"])
def test_a_published_frame_is_read_as_its_maker_says(vector: dict[str, Any]) -> None:
    name = MODEL_OF[vector["device"]]
    frame = bytes.fromhex(vector["hex"])
    expected = vector["expect"]

    if name == "dragino-ldds75":  # both of them are malformed
        reason = expected["errors"][0] if "errors" in expected else expected["distance"]
        with pytest.raises(MalformedError, match=f"^{reason}"):
            MODELS[name].decode(vector["f_port"], frame)
        return
    shown = told(name, MODELS[name].decode(vector["f_port"], frame))
    tilt = shown.pop("tilt", None), expected.pop("tilt", None)

    assert tilt in ((None, None), ("tilt", "tilt"))
    assert shown == pytest.approx(expected)


@recorded
def test_the_documented_event_of_chirpstack_is_read() -> None:
    uplink = read_chirpstack((Path(str(DATA)) / "chirpstack_v4_0_uplink.json").read_bytes())

    assert (uplink.dev_eui, uplink.port, uplink.frame) == ("0101010101010101", 1, b"\xaa")
    assert (uplink.counter, uplink.rssi_dbm, uplink.snr_db) == (0, -36, 10.5)


@recorded
@pytest.mark.parametrize(
    "path", sorted(Path(DATA).glob("*_other.json")) if DATA else [], ids=lambda path: path.name
)
def test_another_kind_of_event_is_no_uplink(path: Path) -> None:
    event = path.read_bytes()

    if path.name.startswith("chirpstack"):
        assert not read_chirpstack_frame(event)
    else:
        with pytest.raises(InvalidError):
            read_things(event)


def read_chirpstack_frame(event: bytes) -> bytes:
    """Return the frame in an event, none where it is of another kind."""
    try:
        return read_chirpstack(event).frame
    except InvalidError:
        return b""
