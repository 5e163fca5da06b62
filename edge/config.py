"""A device's configuration: one TOML file, refused with the key and the value that is wrong."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from edge.adaptive import Adaptive, Waking
from edge.clock import Clock
from edge.health import Health, HealthTable, Name
from edge.outgoing import Pace
from edge.schedule import Turn
from edge.sensors import open_sensor
from edge.spool import MAX_MB
from edge.stills.cameras import CameraTable
from edge.stills.handing import Handing
from edge.stills.spool import StillSpool
from edge.stills.watch import CameraTurn, StillWatch
from edge.tables import Owner
from kawamori.errors import InvalidError
from kawamori.mqtt import Broker
from kawamori.runs import ACTUAL, SLUG, Run, Status
from kawamori.wire import Aware

TLS_PORT = 8883
CERTIFIED_PORT = 8884
PLAIN_PORT = 1883

_NUMBERED_ELSEWHERE = 1  # the database numbers runs; a device knows its run by name

Positive = Annotated[float, Meta(gt=0)]
Slug = Annotated[str, Meta(pattern=f"^(?:{SLUG.pattern})$")]


class BrokerTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the broker is; ``ca_file`` switches TLS on.

    With ``cert_file`` and ``key_file`` the device comes in by its certificate, and its name is
    what stands there. The user name is the ``device_id`` unless another is given.
    """

    host: str
    port: Annotated[int, Meta(ge=1, le=65535)] | None = None
    username: str | None = None
    password_file: str | None = None
    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None


class SpoolTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where readings wait, and how much of the disk they may take."""

    folder: str = "/var/lib/kawamori-edge"
    max_mb: Annotated[float, Meta(ge=1)] = MAX_MB


class ClockTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whether this machine keeps its time without power."""

    battery_backed: bool = False


class RunTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The run and its rehearsal clock, for a device that is not actual."""

    name: Slug
    wall_started_at: Aware | None = None
    sim_started_at: Aware | None = None
    speed: Positive = 1.0


class SensorTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One sensor: its driver, what it measures where, how often, and the driver's own options."""

    driver: str
    station_id: Slug
    datastream: Slug = "stage"
    interval_s: Positive
    adaptive: Adaptive | None = None
    options: dict[str, Any] = {}


class StillsTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where headquarters takes stills, by what key, and where they wait until then."""

    url: str
    key_file: str
    folder: str = "/var/lib/kawamori-edge/stills"
    max_mb: Annotated[float, Meta(ge=1)] = 256.0
    ca_file: str | None = None


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All of it. ``device_id`` is the name the broker knows the device by."""

    device_id: Slug
    broker: BrokerTable
    sensors: list[SensorTable] = []
    cameras: list[CameraTable] = []
    stills: StillsTable | None = None
    status: Literal["actual", "exercise", "test"] = "actual"
    spool: SpoolTable = SpoolTable()
    clock: ClockTable = ClockTable()
    health: dict[Name, HealthTable] = {}
    pace: Pace = Pace()
    run: RunTable | None = None

    def the_run(self) -> Run:
        """Return the run this device belongs to; without a rehearsal clock it is real time."""
        status = Status(self.status)
        if status is Status.ACTUAL:
            if self.run is not None:
                raise InvalidError("run: an actual device belongs to no run; remove the table")
            return ACTUAL
        if self.run is None:
            raise InvalidError(f"run.name is missing: status {self.status!r} needs a run")
        wall = self.run.wall_started_at or datetime.now(UTC)
        sim = self.run.sim_started_at or wall
        speed = self.run.speed
        return Run(_NUMBERED_ELSEWHERE, self.run.name, status, "", wall, sim, speed)

    def the_broker(self) -> Broker:
        """Return the broker; the password is read from its file."""
        table = self.broker
        ca_file = Path(table.ca_file) if table.ca_file else None
        cert_file = _readable("broker.cert_file", table.cert_file)
        key_file = _readable("broker.key_file", table.key_file)
        if (cert_file is None) is not (key_file is None):
            raise InvalidError("broker: cert_file and key_file belong together; give both")
        if cert_file and not ca_file:
            raise InvalidError("broker.ca_file is missing: a certificate is shown over TLS alone")
        password_file = table.password_file
        password = _read_secret("broker.password_file", password_file) if password_file else None
        return Broker(
            table.host,
            table.port or (CERTIFIED_PORT if cert_file else TLS_PORT if ca_file else PLAIN_PORT),
            table.username or (self.device_id if password else None),
            password,
            ca_file,
            cert_file,
            key_file,
        )

    def the_turns(self) -> list[Turn]:
        """Return the sensors, each opened by its driver."""
        turns = []
        for number, table in enumerate(self.sensors):
            try:
                sensor = open_sensor(
                    table.driver, table.station_id, table.datastream, table.options
                )
            except InvalidError as error:
                raise InvalidError(f"sensors[{number}]: {error}") from error
            name = f"{table.station_id}/{table.datastream}"
            waking = Waking(table.adaptive, table.interval_s) if table.adaptive else None
            turns.append(Turn(sensor, table.interval_s, name, waking=waking))
        return turns

    def the_health(self) -> Health:
        """Return what tells how the device itself is."""
        return Health(self.health)

    def the_watch(self, clock: Clock) -> StillWatch | None:
        """Return what takes the cameras' stills and hands them over; None without a camera."""
        if not self.sensors and not self.cameras:
            raise InvalidError("sensors: this device has neither a sensor nor a camera")
        if not self.cameras:
            return None
        if self.stills is None:
            raise InvalidError("stills is missing: cameras need stills.url and stills.key_file")
        turns = [
            CameraTurn(c.camera_id, c.source(), c.interval_s, c.keeping()) for c in self.cameras
        ]
        key = _read_secret("stills.key_file", self.stills.key_file)
        ca_file = Path(self.stills.ca_file) if self.stills.ca_file else None
        return StillWatch(
            turns,
            spool=StillSpool(Path(self.stills.folder), max_mb=self.stills.max_mb),
            handing=Handing(self.stills.url, key, run=clock.run.run, ca_file=ca_file),
            clock=clock,
        )

    def owner(self, run: Run) -> Owner:
        """Return whose the spool is."""
        return Owner(self.device_id, run.status, run.run)


def read_config(path: Path) -> Config:
    """Return the configuration; ``InvalidError`` names the file, the key and the value."""
    try:
        raw = msgspec.toml.decode(path.read_bytes())
    except OSError as error:
        raise InvalidError(f"{path} can't be read: {error.strerror}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidError(f"{path} is not TOML: {error}") from error
    try:
        return msgspec.convert(raw, Config)
    except msgspec.ValidationError as error:
        raise InvalidError(f"{path}: {_explain(raw, str(error))}") from error


def _explain(raw: Any, fault: str) -> str:
    """Turn "Expected ... - at `$.broker.port`" into a sentence with the key and its value."""
    what, _, where = fault.partition(" - at `$")
    key = where.rstrip("`").lstrip(".")
    value = raw
    for part in key.replace("[", ".[").split("."):
        if not part:
            continue
        try:
            value = value[int(part.strip("[]"))] if part.startswith("[") else value[part]
        except (KeyError, IndexError, TypeError, ValueError):
            return f"{key}: {what}"
    if isinstance(value, dict):
        return f"{key}: {what}" if key else what
    return f"{key} = {value!r}: {what}"


def _readable(key: str, path: str | None) -> Path | None:
    """Return where a file is, once it can be read: the agent would else retry for ever."""
    if path is None:
        return None
    _read_secret(key, path)
    return Path(path)


def _read_secret(key: str, path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise InvalidError(f"{key} {path} can't be read: {error.strerror}") from error
