"""`kawamori replay` and `kawamori replay-report`: recorded rivers, published and checked."""

import argparse
import math
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from kawamori.backtest.events import read_events
from kawamori.backtest.recordings import DATASTREAM, NETWORK, Recording, read_gauges
from kawamori.errors import InvalidError
from kawamori.mqtt.known import broker_of
from kawamori.runs import Status
from kawamori.settings import read_settings
from kawamori.storage.connections import Connection
from kawamori.storage.readings.recordings import arrivals_left, raised_alerts, stored_observations
from kawamori.storage.river.stations import register_station
from kawamori.storage.runs import find_run
from simulators.recorded import proof
from simulators.recorded.devices import publish
from simulators.recorded.events import Raised, compare
from simulators.rehearsal import open_database, rehearsed

AUTHOR = "replay"
READINGS_PER_S = 8000.0  # at speed max: no faster than one small machine follows
SHORTEST_S = 10.0


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    replay = commands.add_parser("replay", help="publish recorded series as edge devices would")
    _add_folder(replay)
    replay.add_argument("--run", dest="name", default=f"replay-{datetime.now(UTC):%Y%m%d-%H%M%S}")
    replay.add_argument(
        "--speed", default="max", help="simulated seconds a second, or max (the default)"
    )
    replay.add_argument(
        "--verify", action="store_true", help="compare count and checksum with the database"
    )
    replay.set_defaults(run=_replay)

    report = commands.add_parser(
        "replay-report", help="hold the alerts of a replay against the listed events"
    )
    _add_folder(report)
    report.add_argument("--run", dest="name", required=True)
    report.add_argument("--wait", action="store_true", help="first let judging finish its work")
    report.set_defaults(run=_report)


def _add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="gauges.csv and one CSV of time,stage_m a gauge")
    parser.add_argument("--only", default="*", metavar="GLOB", help="gauges by id, such as 'lk_*'")


def _replay(args: argparse.Namespace) -> int:
    """Register the gauges, start the run, publish, and prove that all is stored."""
    settings = read_settings()
    recordings = read_gauges(args.folder, args.only)
    expected = proof.of_files(recordings)
    with open_database(settings) as connection:
        _register(connection, recordings)
    first, speed = _clock(recordings, args.speed, expected.count)
    with rehearsed(
        settings, args.name, Status.EXERCISE, network=NETWORK, sim_started_at=first, speed=speed
    ) as run:
        print(f"run {run.run}: {len(recordings)} gauges, {expected.count} readings, ×{speed:g}")
        started_s = time.monotonic()
        said = publish(recordings, run, broker_of(settings))
        took_s = time.monotonic() - started_s
    print(f"stored {said} readings in {took_s:.1f} s: {said / took_s:.0f} a second")
    print(f"files     {expected.count} sha256 {expected.sha256}")
    if not args.verify:
        return 0
    with open_database(settings) as connection:
        stored = proof.of_readings(stored_observations(connection, run.run_no, DATASTREAM))
    print(f"database  {stored.count} sha256 {stored.sha256}")
    print("the same" if stored == expected else "NOT THE SAME")
    return 0 if stored == expected else 1


def _report(args: argparse.Namespace) -> int:
    """Print each event with its alert, what was missed, and every extra alert with its reason."""
    recordings = read_gauges(args.folder, args.only)
    with open_database(read_settings()) as connection:
        while args.wait and arrivals_left(connection):
            time.sleep(0.2)
        run = find_run(connection, args.name)
        rows = raised_alerts(connection, run.run_no)
    wanted = {r.station.station_id for r in recordings}
    alerts = [
        Raised(station_id, observed_at, stage_m, tuple(reasons))
        for station_id, observed_at, stage_m, reasons in rows
        if station_id in wanted
    ]
    report = compare(read_events(args.folder, recordings), alerts, recordings)
    for match in report.matches:
        event = match.event
        when = ", ".join(f"{a.observed_at:%m-%d %H:%M}" for a in match.alerts) or "NO ALERT"
        print(f"event {event.station_id:32} {event.start:%Y-%m-%d %H:%M} → {when}")
    for alert, context in report.extra:
        why = ", ".join(alert.reasons)
        print(
            f"extra {alert.station_id:32} {alert.observed_at:%Y-%m-%d %H:%M} "
            f"{alert.stage_m:.2f} m ({why}): {context}"
        )
    hits = len(report.matches) - len(report.missed)
    print(
        f"{hits} of {len(report.matches)} events have one alert; {len(report.extra)} extra alerts"
    )
    return 1 if report.missed else 0


def _clock(recordings: Sequence[Recording], speed: str, count: int) -> tuple[datetime, float]:
    """Return when the recordings begin and how fast they are to be played."""
    if not count:
        raise InvalidError("the recordings are empty: there is nothing to replay")
    times = [observed_at for each in recordings for observed_at, _ in each.readings()]
    first, last = min(times), max(times)
    if speed != "max":
        return first, _number(speed)
    span_s = max((last - first).total_seconds(), 1.0)
    return first, span_s / max(SHORTEST_S, count / READINGS_PER_S)


def _number(speed: str) -> float:
    try:
        chosen = float(speed)
    except ValueError:
        chosen = math.nan
    if not 0 < chosen < math.inf:
        raise InvalidError(f"--speed {speed!r} must be a number above 0, or max")
    return chosen


def _register(connection: Connection, recordings: Sequence[Recording]) -> None:
    for each in recordings:
        register_station(
            connection, each.station, [each.datastream], each.thresholds, author=AUTHOR
        )
        if each.left_out:
            print(f"{each.gauge_id}: left out {each.left_out}")
