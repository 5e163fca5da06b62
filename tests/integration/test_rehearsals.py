"""The made-up city and recorded rivers arrive whole, at any speed, by the devices' own way."""

import base64
import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, LiteralString

import pytest

from ingest.loop import Ingest
from kawamori import mqtt
from kawamori.cli import main
from kawamori.embedded.broker import Mosquitto
from kawamori.observations import Flag
from kawamori.runs import Run, Status
from kawamori.storage.connections import connect
from kawamori.storage.runs import find_run
from kawamori.testing.waiting import until
from kawamori.wire import DeviceStatus, WireObservation, decode_observations, encode
from simulators.city import SITES
from simulators.scenarios import SCENARIOS, river

on_plain_postgresql = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
MAY = datetime(2026, 5, 1, tzinfo=UTC)
STEP = timedelta(minutes=10)
STARTED_S = 120  # on a busy machine
OBSERVED = """
SELECT o.observed_at, o.result, o.flags, o.received_at
FROM observations o JOIN datastreams d USING (datastream_id)
WHERE o.run_no = %s AND d.station_id = %s AND d.name = %s ORDER BY o.observed_at
"""


@dataclass(frozen=True, slots=True)
class City:
    """A database, a broker, and the settings that name both."""

    url: str
    broker: Mosquitto
    environ: dict[str, str]

    def rows(self, sql: LiteralString, *values: object) -> list[tuple[Any, ...]]:
        with connect(self.url, name="tests") as connection:
            return connection.execute(sql, values or None).fetchall()

    def run(self, name: str) -> Run:
        with connect(self.url, name="tests") as connection:
            return find_run(connection, name)

    def observed(self, name: str, station_id: str, datastream: str = "stage") -> list[Any]:
        """Return time, result, flags and arrival of what a run has of a station."""
        return self.rows(OBSERVED, self.run(name).run_no, station_id, datastream)

    def simulate(self, scenario: str, name: str, *, speed: float, hours: float) -> int:
        """Let a scenario's river run past the city."""
        pace = ["--speed", str(speed), "--hours", str(hours)]
        return main(["simulate", "--scenario", scenario, "--run", name, *pace])

    @contextmanager
    def ingesting(self) -> Iterator[None]:
        """Store what is published while the block lasts."""
        broker = mqtt.Broker(self.broker.host, self.broker.port)
        ingest = Ingest(broker, "tests", lambda: connect(self.url, name="ingest"))
        thread = threading.Thread(target=ingest.run)
        thread.start()
        try:
            self._wait_until_heard(broker)
            yield
        finally:
            ingest.stopping.set()
            thread.join(10)

    def _wait_until_heard(self, broker: mqtt.Broker) -> None:
        probe = mqtt.Connection(broker, "probe")
        probe.start()
        hello = encode(DeviceStatus(1, online=True, boot=1, run="hello"))

        def heard() -> list[tuple[Any, ...]]:
            probe.publish("test/v1/probe/status", hello)
            return self.rows("SELECT 1 FROM device_statuses LIMIT 1")

        until(heard)
        probe.stop()


@pytest.fixture
def city(database: str, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> City:
    """Give a test a seeded city; spools and all else temporary are below ``tmp_path``."""
    environ = {
        "KAWAMORI_DATABASE_URL": database,
        "KAWAMORI_MQTT_HOST": broker.host,
        "KAWAMORI_MQTT_PORT": str(broker.port),
        "KAWAMORI_PEOPLE_KEY": base64.b64encode(bytes(range(32))).decode(),
        "TMPDIR": str(tmp_path),
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert main(["seed-city"]) == 0
    return City(database, broker, environ)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder of three recorded gauges, five thousand readings in all, faults included."""
    made = tmp_path / "recordings"
    made.mkdir()
    columns = "id,name,river,lat,lon,kind,native_step_min"
    levels = "level1_m,level2_m,level3_m,level4_m,datum_units"
    lines = [f"{columns},{levels}"]
    for gauge, count in (("xx_upper", 3000), ("xx_town", 1500), ("xx_mouth", 500)):
        lines.append(f"{gauge},{gauge},Kawa,,,river,10,1.0,0.9,2.0,,m")
        stages = [round(1 + math.sin(k / 40), 2) for k in range(count)]
        stages[count // 2] *= 10
        series = [f"{MAY + k * STEP:%Y-%m-%dT%H:%M:%SZ},{m}" for k, m in enumerate(stages)]
        (made / f"{gauge}.csv").write_text("\n".join(["time,stage_m", *series, ""]))
    (made / "gauges.csv").write_text("\n".join([*lines, ""]))
    return made


def test_seeding_the_city_again_changes_nothing_that_is_shown(city: City) -> None:
    assert main(["seed-city"]) == 0

    stations = city.rows("SELECT station_id, network FROM current_stations ORDER BY 1")
    cameras = city.rows("SELECT station_id FROM datastreams WHERE NOT judged ORDER BY 1")
    assert stations == sorted((site.station.station_id, "city") for site in SITES)
    assert cameras == sorted((site.station.station_id,) for site in SITES if site.camera)
    assert city.rows("SELECT count(*) FROM current_thresholds") == [(len(SITES),)]


def test_recorded_rivers_replayed_twice_are_there_twice_with_their_own_times(
    city: City, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with city.ingesting():
        codes = [
            main(["replay", str(folder), "--run", run, "--verify", "--speed", "900000"])
            for run in ("first", "second")
        ]

    said = capsys.readouterr().out
    assert codes == [0, 0]
    assert said.count("\nthe same\n") == 2
    assert "xx_town: left out level2 at 0.9 m is not above 1.0 m" in said
    assert city.rows("SELECT count(*) FROM observations GROUP BY run_no") == [(5000,), (5000,)]
    assert city.rows("SELECT count(*) FROM quarantine") == [(0,)]
    assert [row[0] for row in city.observed("second", "xx-mouth")] == [
        MAY + k * STEP for k in range(500)
    ]
    assert city.run("first").ended_at is not None


@on_plain_postgresql
def test_no_reading_of_a_recording_overtakes_another_of_its_gauge(city: City, folder: Path) -> None:
    heard: dict[str, list[WireObservation]] = defaultdict(list)

    def hear(message: mqtt.Message) -> None:
        found = decode_observations(message.payload)
        heard[message.topic] += found if isinstance(found, list) else [found]

    listener = mqtt.Connection(mqtt.Broker(city.broker.host, city.broker.port), "listener")
    listener.on_message = hear
    listener.subscribe("exercise/v1/+/+/+/observation")
    listener.start()
    assert listener.wait_connected(10)

    with city.ingesting():
        assert main(["replay", str(folder), "--run", "in-order", "--only", "xx_[ut]*"]) == 0
    listener.stop()

    assert {topic.split("/")[3] for topic in heard} == {"xx-upper", "xx-town"}
    for observations in heard.values():
        numbers = [each.seq for each in observations]
        times = [each.observed_at for each in observations]
        assert numbers == sorted(set(numbers))
        assert times == sorted(times)


@on_plain_postgresql
def test_a_replay_that_nobody_stores_gives_up_and_says_so(
    city: City,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("simulators.fleet.STANDSTILL_S", 0.5)

    assert main(["replay", str(folder), "--run", "unheard", "--speed", "1e7"]) == 2

    assert "is ingest running? readings wait at rec-xx-mouth" in capsys.readouterr().err
    assert city.run("unheard").ended_at is not None


def test_a_flood_runs_past_the_city_and_ends_with_all_of_it_stored(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    with city.ingesting():
        code = city.simulate("flash-flood", "drill", speed=1800, hours=3)

    run = city.run("drill")
    stored = city.rows("SELECT count(*) FROM observations WHERE run_no = %s", run.run_no)
    assert code == 0
    assert f"over: {stored[0][0]} readings, all stored" in capsys.readouterr().out
    assert run.status is Status.EXERCISE
    assert run.ended_at is not None
    assert max(m for _, m, *_ in city.observed("drill", "otaki-bridge")) > 2.5
    assert len(city.observed("drill", "kawabe-bridge", "waterline")) > 20
    assert city.rows("SELECT bool_and(confidence > 0 AND still <> '') FROM stills") == [(True,)]
    crisis = [m for _, m, *_ in city.observed("drill", "takinosawa")]
    assert crisis[0] < -3  # the day's one word
    assert min(crisis[1:]) > -2.5


@on_plain_postgresql
def test_a_rehearsal_reaches_made_up_residents_and_nobody_in_reality(city: City) -> None:
    with city.ingesting():
        assert city.simulate("calm", "drill", speed=3600, hours=0.5) == 0

    run_no = city.run("drill").run_no
    assert city.rows("SELECT DISTINCT run_no FROM reachable") == [(run_no,)]
    assert city.rows("SELECT DISTINCT run_no FROM observations") == [(run_no,)]


@on_plain_postgresql
def test_every_station_measures_however_soon_a_rehearsal_is_over(city: City) -> None:
    with city.ingesting():
        assert city.simulate("calm", "glance", speed=3600, hours=1e-6) == 0

    for site in SITES:
        assert city.observed("glance", site.station.station_id), site.station.station_id


@on_plain_postgresql
def test_what_was_measured_while_the_line_was_dead_arrives_when_it_lives(city: City) -> None:
    with city.ingesting():
        city.simulate("dead-link", "cut", speed=600, hours=3.2)

    begins = city.run("cut").sim_started_at
    hour = timedelta(hours=1)
    while_dead = [
        row
        for row in city.observed("cut", "otaki-bridge")
        if hour * 2.1 < row[0] - begins < hour * 2.9
    ]
    assert len(while_dead) > 20
    assert all(received_at - begins > hour * 2.9 for *_, received_at in while_dead)


@on_plain_postgresql
def test_a_device_whose_clock_stands_in_1970_is_dated_by_its_stopwatch(city: City) -> None:
    with city.ingesting():
        city.simulate("clock-wrong", "lost", speed=1500, hours=3.0)

    true = river(SCENARIOS["clock-wrong"])
    begins = city.run("lost").sim_started_at
    rows = city.observed("lost", "yawata-bridge")
    assert len(rows) > 20
    for observed_at, stage_m, flags, _ in rows:
        seconds = (observed_at - begins).total_seconds()
        nearby = [true.stage_m("yawata-bridge", seconds + off_s) for off_s in range(-900, 901, 60)]
        assert Flag(flags) & Flag.STOPWATCH
        assert min(nearby) - 0.1 < stage_m < max(nearby) + 0.1


@on_plain_postgresql
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_rehearsal_that_is_interrupted_leaves_nothing_running_and_nothing_behind(
    city: City, tmp_path: Path, number: signal.Signals
) -> None:
    program = "import sys; from kawamori.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "simulate", "--run", "broken-off"]
    started = subprocess.Popen(command, env=os.environ | city.environ)
    try:
        until(lambda: started.poll() or list(tmp_path.glob("kawamori-simulate-*/*")), STARTED_S)
        assert started.poll() is None

        started.send_signal(number)

        assert started.wait(STARTED_S) == 130
    finally:
        started.kill()
        started.wait()
    assert city.run("broken-off").ended_at is not None
    assert list(tmp_path.glob("kawamori-simulate-*")) == []
