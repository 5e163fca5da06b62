"""From the lens to headquarters: a device takes stills, keeps them as it must, hands them over."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.testing.serving import serve
from edge.clock import Clock, Moment
from edge.stills.cameras import CameraTable
from edge.stills.handing import Handing
from edge.stills.spool import StillSpool
from edge.stills.watch import CameraTurn, StillWatch
from kawamori.cameras import Camera
from kawamori.runs import ACTUAL, Run
from kawamori.settings import Settings
from kawamori.storage.cameras.cameras import register_camera
from kawamori.storage.cameras.keys import new_key
from kawamori.storage.cameras.stills import stills_before
from kawamori.storage.connections import Connection
from kawamori.testing.world import World
from simulators.link import Cuttable
from simulators.scene import draw_scene

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

NOW = datetime.now(UTC).replace(microsecond=0)
FIVE = timedelta(minutes=5)
WEST = "kawabe-west"


def scene(at: datetime) -> bytes:
    return draw_scene(1.0, (-0.5, 5.0), at, (35.05, 138.97), seed="west", title="WEST")


@dataclass(slots=True)
class HandClock:
    """A clock that the test sets; ``doubt`` is what is held against it."""

    doubt: str = ""
    run: Run = ACTUAL
    seconds: float = 0.0

    def look(self) -> Moment:
        """Return what the test has set."""
        return Moment(
            NOW - timedelta(hours=1) + timedelta(seconds=self.seconds), self.seconds, self.doubt
        )


@dataclass(slots=True)
class Bank:
    """A device with one camera, its line to headquarters, and what arrived there."""

    connection: Connection
    link: Cuttable
    key: str
    folder: Path
    clock: HandClock = field(default_factory=HandClock)
    watch: StillWatch = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Start the program, as after a power cut."""
        clock: Clock = self.clock
        self.watch = StillWatch(
            [CameraTurn(WEST, scene, FIVE.total_seconds())],
            spool=StillSpool(self.folder, max_mb=1),
            handing=Handing(f"http://{self.link.host}:{self.link.port}", self.key),
            clock=clock,
        )

    def pass_by(self, seconds: float) -> None:
        """Let time pass, and do all that is due."""
        self.clock.seconds += seconds
        while self.watch.step(self.clock.look()) == 0:
            pass

    def arrived(self) -> list[datetime]:
        """Return when the stills that headquarters has were taken, the newest first."""
        found = stills_before(self.connection, 0, WEST, None, limit=100)
        return [still.taken_at for still in found]


@pytest.fixture
def bank(database: str, connection: Connection, tmp_path: Path) -> Iterator[Bank]:
    World(connection).settle()
    camera = Camera(WEST, "西岸", "kawabe-1", FIVE, station_id="kawabe-bridge")
    register_camera(connection, camera, author="test")
    key = new_key(connection, "kawabe-1", author="test")
    settings = Settings(database_url=SecretStr(database), stills_dir=tmp_path / "hq")
    with serve(settings) as served:
        host, _, port = served.url.removeprefix("http://").partition(":")
        link = Cuttable(host, int(port))
        yield Bank(connection, link, key, tmp_path / "device")
        link.close()


def test_a_still_is_taken_in_its_turn_and_forgotten_once_it_is_stored(bank: Bank) -> None:
    bank.pass_by(0)
    bank.pass_by(60)
    bank.pass_by(240)

    taken = bank.arrived()
    assert [earlier - later for later, earlier in zip(taken[1:], taken, strict=False)] == [FIVE]
    assert list(bank.folder.rglob("*.jpg")) == []


def test_stills_wait_while_the_line_is_cut_through_a_restart_and_then_all_arrive_once(
    bank: Bank,
) -> None:
    bank.link.cut = True
    for _ in range(3):
        bank.pass_by(300)
    assert len(list(bank.folder.rglob("*.jpg"))) == 3
    bank.start()
    bank.link.cut = False

    bank.pass_by(300)

    assert len(bank.arrived()) == 4
    assert list(bank.folder.rglob("*.jpg")) == []


def test_what_was_taken_while_the_clock_was_in_doubt_is_dated_by_the_stopwatch(bank: Bank) -> None:
    bank.clock.doubt = "the clock says 1970-01-01"
    bank.pass_by(10)
    assert bank.arrived() == []

    bank.clock.doubt = ""
    bank.pass_by(100)

    assert bank.arrived() == [NOW - timedelta(hours=1) + timedelta(seconds=10)]


def test_a_still_that_will_never_be_taken_is_set_aside_and_holds_up_nothing(bank: Bank) -> None:
    broken = bank.folder / WEST / f"{NOW - timedelta(minutes=1):%Y%m%dT%H%M%S.%fZ}.jpg"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"\xff\xd8 cut short")

    bank.pass_by(10)

    assert len(bank.arrived()) == 1
    assert [f.name for f in (bank.folder / "refused").iterdir()] == [f"{WEST}-{broken.name}"]


def test_a_full_disk_costs_the_oldest_stills(bank: Bank) -> None:
    bank.link.cut = True
    for _ in range(60):
        bank.pass_by(300)

    waiting = sorted(bank.folder.rglob("*.jpg"))

    assert sum(f.stat().st_size for f in waiting) <= 1e6
    assert 20 < len(waiting) < 60
    assert f"{bank.clock.look().at:%Y%m%dT%H%M%S}" in waiting[-1].name


class Snapshot(BaseHTTPRequestHandler):
    """A camera that gives its picture over HTTP."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(scene(NOW))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the library's name
        """Say nothing."""


def test_a_still_comes_from_a_file_a_command_or_the_cameras_own_http(
    bank: Bank, tmp_path: Path
) -> None:
    assert bank
    picture = tmp_path / "now.jpg"
    picture.write_bytes(scene(NOW))
    server = HTTPServer(("127.0.0.1", 0), Snapshot)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/snapshot.jpg"
    try:
        tables = [
            CameraTable(camera_id=WEST, interval_s=1, path=str(picture)),
            CameraTable(camera_id=WEST, interval_s=1, command=["cat", str(picture)]),
            CameraTable(camera_id=WEST, interval_s=1, url=url),
        ]
        taken = [table.source()(NOW) for table in tables]
    finally:
        server.shutdown()
        server.server_close()

    assert taken == [scene(NOW)] * 3
