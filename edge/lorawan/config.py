"""A bridge's configuration: one TOML file, refused with the key that is wrong."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from edge.config import PLAIN_PORT, TLS_PORT, BrokerTable, ClockTable, Slug
from edge.lorawan.models import MODELS
from edge.lorawan.networks import TOPICS, Network, Server
from edge.lorawan.nodes import Node
from edge.lorawan.uplinks import Eui
from edge.outgoing import Pace
from edge.spool import MAX_MB
from edge.tables import Owner
from kawamori.errors import InvalidError
from kawamori.mqtt import Broker
from kawamori.runs import ACTUAL, Run, Status
from kawamori.wire import MOST_NODES

_NUMBERED_ELSEWHERE = 1  # the database numbers runs; a bridge knows its run by name


class NetworkTable(BrokerTable, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A network server: what it speaks and where; a ``topic`` narrows what is listened to."""

    name: Slug
    server: Server
    topic: str | None = None

    def the_network(self) -> Network:
        """Return the network server; the password is read from its file."""
        return Network(
            self.name,
            self.server,
            _broker(self, f"networks {self.name}"),
            self.topic or TOPICS[self.server],
        )


class NodeTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A sensor in the field: its DevEUI, its model, and whose level it measures."""

    dev_eui: Eui
    model: str
    station_id: Slug
    datastream: Slug = "stage"

    def the_node(self) -> Node:
        """Return the node; ``InvalidError`` where its model is none that can be read."""
        model = MODELS.get(self.model)
        if model is None:
            raise InvalidError(
                f"nodes {self.dev_eui}: model {self.model!r} is not known; there are "
                f"{', '.join(MODELS)}"
            )
        return Node(self.dev_eui.lower(), model, self.station_id, self.datastream)


class SpoolTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where readings and refusals wait, and how much of the disk readings may take."""

    folder: str = "/var/lib/kawamori-lorawan"
    max_mb: float = MAX_MB


class BridgeConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All of it. ``device_id`` is the name the city's broker knows the bridge by."""

    device_id: Slug
    broker: BrokerTable
    networks: list[NetworkTable]
    nodes: list[NodeTable]
    status: Literal["actual", "exercise", "test"] = "actual"
    run: Slug | None = None
    spool: SpoolTable = SpoolTable()
    clock: ClockTable = ClockTable()
    pace: Pace = Pace()

    def the_run(self) -> Run:
        """Return the run that readings belong to; nodes measure in real time."""
        status = Status(self.status)
        if (status is Status.ACTUAL) != (self.run is None):
            raise InvalidError(f"run = {self.run!r}: actual names no run, {status} needs one")
        if self.run is None:
            return ACTUAL
        now = datetime.now(UTC)
        return Run(_NUMBERED_ELSEWHERE, self.run, status, "", now, now, 1.0)

    def the_broker(self) -> Broker:
        """Return the city's broker."""
        return _broker(self.broker, "broker", self.device_id)

    def the_networks(self) -> list[Network]:
        """Return the network servers, each under a name of its own."""
        names = [table.name for table in self.networks]
        if not names or len(set(names)) < len(names):
            raise InvalidError(f"networks: each needs a name of its own, these are {names}")
        return [table.the_network() for table in self.networks]

    def the_nodes(self) -> dict[str, Node]:
        """Return the nodes by DevEUI; two that claim one datastream are refused."""
        if len(self.nodes) > MOST_NODES:  # its status tells how each of them is
            raise InvalidError(
                f"nodes: {len(self.nodes)}, and a bridge tells of {MOST_NODES} at most: "
                "divide them among two bridges, each with a device_id of its own"
            )
        nodes = [table.the_node() for table in self.nodes]
        _refuse_twice("dev_eui", [node.dev_eui for node in nodes])
        _refuse_twice("datastream", [f"{node.station_id}/{node.datastream}" for node in nodes])
        return {node.dev_eui: node for node in nodes}

    def owner(self) -> Owner:
        """Return whose the spool is."""
        return Owner(self.device_id, Status(self.status), self.run or "")


def read_bridge_config(path: Path) -> BridgeConfig:
    """Return the configuration; ``InvalidError`` names the file and the key."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=BridgeConfig)
    except OSError as error:
        raise InvalidError(f"{path} can't be read: {error.strerror}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InvalidError(f"{path}: {error}") from error


def _broker(table: BrokerTable, where: str, username: str | None = None) -> Broker:
    ca_file = Path(table.ca_file) if table.ca_file else None
    password = _secret(where, table.password_file) if table.password_file else None
    return Broker(
        table.host,
        table.port or (TLS_PORT if ca_file else PLAIN_PORT),
        table.username or (username if password else None),
        password,
        ca_file,
    )


def _secret(where: str, path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise InvalidError(f"{where}: password_file {path}: {error.strerror}") from error


def _refuse_twice(what: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise InvalidError(f"nodes: {what} {name} is there twice: each belongs to one node")
