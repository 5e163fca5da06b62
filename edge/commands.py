"""``kawamori edge``: run the agent of this device, or check what it would do."""

import argparse
import logging
import signal
import threading
from pathlib import Path

from edge.agent import Agent, run_agents
from edge.clock import Clock, DeviceClock
from edge.config import Config, read_config
from edge.opening import open_spool
from edge.remote import Remote
from edge.supervision import tell_supervisor
from kawamori.errors import KawamoriError

DEFAULT_CONFIG = Path("/etc/kawamori/edge.toml")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("edge", help="run the agent of a device on the bank")
    parser.add_argument("--config", type=Path, default=DEFAULT_CONFIG, metavar="FILE")
    parser.add_argument(
        "--check",
        action="store_true",
        help="read the configuration, ask each sensor once, print what it says, and end",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the agent until SIGTERM or SIGINT; or, with ``--check``, only look."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    config = read_config(args.config)
    clock = DeviceClock(config.the_run(), battery_backed=config.clock.battery_backed)
    return check(config, clock) if args.check else serve(config, clock)


def serve(config: Config, clock: Clock) -> int:
    """Sample, spool and publish until told to stop."""
    wake, stopping = threading.Event(), threading.Event()

    def stop(*_: object) -> None:
        stopping.set()
        wake.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
    turns, broker, watch = config.the_turns(), config.the_broker(), config.the_watch(clock)
    health = config.the_health()
    spool = open_spool(
        Path(config.spool.folder),
        config.owner(clock.run),
        clock.look(),
        max_mb=config.spool.max_mb,
    )
    remote = Remote(Path(config.spool.folder) / "remote.json", turns)
    agent = Agent(
        turns,
        spool=spool,
        broker=broker,
        clock=clock,
        pace=config.pace,
        health=health,
        remote=remote,
        wake=wake,
    )
    tell_supervisor("READY=1")
    if (
        watch is not None
    ):  # a daemon, because a camera that hangs must not keep the device from ending
        threading.Thread(target=watch.run, args=(stopping,), name="stills", daemon=True).start()
    run_agents([agent], wake, stopping, lambda: tell_supervisor("WATCHDOG=1"))
    return 0


def check(config: Config, clock: Clock) -> int:
    """Ask every sensor and camera once and print what it says; 1 if one of them fails."""
    moment = clock.look()
    failed = 0
    print(f"clock: {moment.at.isoformat()}, {moment.doubt or 'trusted'}")
    config.the_broker()
    for turn in config.the_turns():
        try:
            readings = turn.sensor.sample(moment.at)
        except KawamoriError as error:
            print(f"{turn.name}: {error}")
            failed = 1
            continue
        for reading in readings:
            sure = "" if reading.confidence is None else f", confidence {reading.confidence}"
            still = f", still {reading.still}" if reading.still else ""
            said = getattr(turn.sensor, "said", "")  # an instrument's own words
            print(f"{turn.name}: {reading.result}{sure}{still}{said and f' ({said})'}")
        if not readings:
            print(f"{turn.name}: nothing to report")
    for name, value in config.the_health().figures().items():
        print(f"health.{name}: {value:g}")
    config.the_watch(clock)
    for camera in config.cameras:
        try:
            print(f"{camera.camera_id}: a still of {len(camera.source()(moment.at))} bytes")
        except KawamoriError as error:
            print(f"{camera.camera_id}: {error}")
            failed = 1
    return failed
