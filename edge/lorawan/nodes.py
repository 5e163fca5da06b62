"""The nodes: which sensor stands where, and how each was when it was heard last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from edge.lorawan.decoded import Decoded
from edge.lorawan.models import Model
from edge.lorawan.uplinks import Uplink
from kawamori.wire import NodeStatus


@dataclass(frozen=True, slots=True)
class Node:
    """A sensor by its DevEUI: its model, and the datastream that its levels belong to."""

    dev_eui: str
    model: Model
    station_id: str
    datastream: str


class Health(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a node was when it was heard last; a battery stays known until it is told anew."""

    station_id: str
    heard_at: datetime
    counter: int
    gateways: int
    rssi_dbm: float | None = None
    snr_db: float | None = None
    battery_v: float | None = None
    battery_percent: float | None = None
    temperature_c: float | None = None


class Healths:
    """The health of every node, in a file beside the spool that anybody may read."""

    def __init__(self, path: Path, registered: Iterable[Node]) -> None:
        self._path = path
        self._registered = list(registered)
        self._nodes = read_healths(path)
        self._changed = False

    def note(self, node: Node, uplink: Uplink, decoded: Decoded) -> None:
        """Note how a node is, unless something later is known."""
        before = self._nodes.get(node.dev_eui)
        if before is not None and before.heard_at > uplink.heard_at:
            return
        self._nodes[node.dev_eui] = Health(
            node.station_id,
            uplink.heard_at,
            uplink.counter,
            uplink.gateways,
            uplink.rssi_dbm,
            uplink.snr_db,
            _known(decoded.battery_v, before.battery_v if before else None),
            _known(decoded.battery_percent, before.battery_percent if before else None),
            _known(decoded.temperature_c, before.temperature_c if before else None),
        )
        self._changed = True

    def figures(self) -> dict[str, dict[str, NodeStatus]]:
        """Return how every registered node is, as a status tells it; one never heard too."""
        return {"nodes": {node.dev_eui: self._status_of(node) for node in self._registered}}

    def _status_of(self, node: Node) -> NodeStatus:
        known = self._nodes.get(node.dev_eui)
        if known is None:
            return NodeStatus(node.station_id)
        return NodeStatus(
            node.station_id,
            known.heard_at,
            known.battery_v,
            known.battery_percent,
            known.rssi_dbm,
            known.temperature_c,
        )

    def write(self) -> None:
        """Write the file anew if something changed; raises ``OSError`` where the disk does."""
        if self._changed:
            self._changed = False
            made = self._path.with_suffix(".part")
            made.write_bytes(msgspec.json.format(msgspec.json.encode(self._nodes)))
            made.replace(self._path)


def read_healths(path: Path) -> dict[str, Health]:
    """Return what is known by DevEUI; nothing where there is no file, or none that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Health])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return {}


def _known(now: float | None, before: float | None) -> float | None:
    return before if now is None else now
