"""``kawamori lorawan``: run the bridge, check its configuration, or show how its nodes are."""

import argparse
import logging
import signal
import threading
from datetime import UTC, datetime
from pathlib import Path

from edge.agent import Agent, run_agents
from edge.clock import Clock, DeviceClock
from edge.lorawan.bridge import Bridge
from edge.lorawan.config import BridgeConfig, read_bridge_config
from edge.lorawan.networks import Events
from edge.lorawan.nodes import Health, Healths, read_healths
from edge.lorawan.refusals import Refusals
from edge.opening import open_spool
from edge.schedule import Turn
from edge.supervision import tell_supervisor

DEFAULT_CONFIG = Path("/etc/kawamori/lorawan.toml")
LOOK_EVERY_S = 0.2
ANSWERS_WITHIN_S = 10.0


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("lorawan", help="bridge a LoRaWAN network server to the city")
    parser.add_argument("--config", type=Path, default=DEFAULT_CONFIG, metavar="FILE")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--check", action="store_true", help="read the configuration and end")
    only.add_argument("--nodes", action="store_true", help="show how each node was last, and end")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the bridge until SIGTERM or SIGINT; or only look."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    config = read_bridge_config(args.config)
    if args.nodes:
        return show_nodes(config)
    if args.check:
        return check(config)
    wake, stopping = threading.Event(), threading.Event()

    def stop(*_: object) -> None:
        stopping.set()
        wake.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
    clock = DeviceClock(config.the_run(), battery_backed=config.clock.battery_backed)
    serve(config, clock, wake, stopping)
    return 0


def serve(
    config: BridgeConfig, clock: Clock, wake: threading.Event, stopping: threading.Event
) -> None:
    """Bridge until told to stop.

    1. Open the spool, the refusals and the lines to the network servers.
    2. Let an agent with one sensor, the bridge, do what agents do.
    3. After each of its steps acknowledge what it has kept.
    """
    folder, owner, broker = Path(config.spool.folder), config.owner(), config.the_broker()
    networks = open_networks(config)
    nodes = config.the_nodes()
    spool = open_spool(folder, owner, clock.look(), max_mb=config.spool.max_mb)
    refusals = Refusals(folder / "refused", owner, broker)
    healths = Healths(health_file(config), nodes.values())
    bridge = Bridge(networks, nodes, refusals, healths)
    turn = Turn(bridge, LOOK_EVERY_S, "lorawan")
    agent = Agent(
        [turn],
        spool=spool,
        broker=broker,
        clock=clock,
        pace=config.pace,
        health=healths,
        wake=wake,
    )

    def stepped() -> None:
        bridge.settle(spool.next_seq)
        tell_supervisor("WATCHDOG=1")

    refusals.start()
    tell_supervisor("READY=1")
    try:
        run_agents([agent], wake, stopping, stepped)
    finally:
        for network in networks:
            network.stop()
        refusals.stop()


def open_networks(config: BridgeConfig) -> list[Events]:
    """Return a line to each network server, under the name that its broker keeps events for."""
    owner = config.owner()
    return [
        Events(network, f"{owner.device_id}-{owner.status}-{network.name}")
        for network in config.the_networks()
    ]


def check(config: BridgeConfig) -> int:
    """Ask each network server, and say what the configuration means; 1 if one does not answer.

    From then on the servers that answered keep what they hear for the bridge.
    """
    config.the_run()
    config.the_broker()
    silent = 0
    for events in open_networks(config):
        network = events.network
        listening = events.wait_listening(ANSWERS_WITHIN_S)
        events.stop()
        silent += not listening
        where = f"{network.broker.host}:{network.broker.port}"
        told = "answers" if listening else "does NOT answer"
        print(f"{network.name}: {network.server} at {where}, {network.topic}: {told}")
    for node in config.the_nodes().values():
        model = node.model
        print(
            f"{node.dev_eui}: {model.kind} in m, {model.low_m:g} to {model.high_m:g}, "
            f"for {node.station_id}/{node.datastream}"
        )
    return 1 if silent else 0


def show_nodes(config: BridgeConfig) -> int:
    """Print how each node was when it was heard last; 1 if one was never heard."""
    known = read_healths(health_file(config))
    now = datetime.now(UTC)
    for node in config.the_nodes().values():
        health = known.get(node.dev_eui)
        told = _told(health, now) if health else "never heard"
        print(f"{node.dev_eui} {node.station_id}: {told}")
    return 0 if known.keys() >= config.the_nodes().keys() else 1


def health_file(config: BridgeConfig) -> Path:
    """Return where the bridge writes how its nodes are."""
    return Path(config.spool.folder) / "nodes.json"


def _told(health: Health, now: datetime) -> str:
    minutes = (now - health.heard_at).total_seconds() / 60
    facts = [f"heard {minutes:.0f} min ago by {health.gateways}", f"frame {health.counter}"]
    values = (
        (health.rssi_dbm, "dBm"),
        (health.snr_db, "dB above noise"),
        (health.battery_v, "V"),
        (health.battery_percent, "% of its battery"),
        (health.temperature_c, "°C"),
    )
    return ", ".join(facts + [f"{value:g} {unit}" for value, unit in values if value is not None])
