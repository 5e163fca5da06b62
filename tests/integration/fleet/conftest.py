"""An installation as `deploy/init` makes it: its Mosquitto, its database, and boxes made for it."""

import argparse
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge.config import Config, read_config
from ingest.loop import Ingest
from kawamori.embedded.broker import BrokerServer, find_mosquitto
from kawamori.fleet import commands
from kawamori.mqtt import Broker, Connection
from kawamori.ports import LOOPBACK, free_port
from kawamori.storage.connections import connect
from kawamori.testing.waiting import until
from kawamori.testing.world import World

ROOT = Path(__file__).parents[3]
HOST = "localhost"


class CityBroker(BrokerServer):
    """Mosquitto as ``deploy/`` sets it up, its paths and ports moved here."""

    def __init__(self, folder: Path, deploy: Path) -> None:
        super().__init__(folder)
        self.deploy = deploy
        self.certified_port = free_port()

    def configure(self) -> list[str]:
        conf = self._moved(self.deploy / "mosquitto.conf")
        conf.write_text(f"{conf.read_text()}\nuser root\nlog_type debug\n")
        return [find_mosquitto() or "mosquitto", "-c", str(conf)]

    def _moved(self, written: Path) -> Path:
        devices = self.folder / "devices"
        shutil.rmtree(devices, ignore_errors=True)
        shutil.copytree(self.deploy / "devices", devices)
        there = self.deploy / "secrets"
        moves = {
            "listener 8883": f"listener {self.port} {LOOPBACK}",
            "listener 8884": f"listener {self.certified_port} {LOOPBACK}",
            "listener 1880 127.0.0.1": "",
            "/run/secrets": str(there),
            "/mosquitto/config/devices": str(devices),
            "/mosquitto/config": str(self.deploy),
            "/mosquitto/data": str(self.folder),
        }
        moved = self.folder / "mosquitto.conf"
        for source, target in ((written, moved), (devices / "devices.conf", None)):
            if not source.exists():
                continue
            text = source.read_text()
            for old, new in moves.items():
                text = text.replace(old, new)
            path = target or source
            path.unlink(missing_ok=True)
            path.write_text(text)
        return moved

    def said(self) -> str:
        """Return all that the broker logged."""
        return self.log.read_text()


class City:
    """A city hall: what its operator types, and what its broker and ingest do."""

    def __init__(self, folder: Path, url: str, world: World) -> None:
        self.folder, self.url, self.world = folder, url, world
        self.deploy = folder / "deploy"
        self.broker = CityBroker(folder / "broker", self.deploy)

    def fleet(self, *typed: str) -> int:
        """Do what ``kawamori fleet`` does."""
        parser = argparse.ArgumentParser()
        commands.register(parser.add_subparsers())
        secrets, devices = str(self.deploy / "secrets"), str(self.deploy / "devices")
        where = ["fleet", "--secrets", secrets, "--devices", devices]
        args = parser.parse_args([*where, *typed])
        ended: int = args.run(args)
        return ended

    def restart_broker(self) -> None:
        """Do what the operator is told to after a list was written."""
        self.broker.stop()
        self.broker.start()

    def provision(self, device: str, *more: str) -> Path:
        """Make a device and return its folder."""
        box = self.folder / device
        named = ["--station", "kawabe-bridge", "--author", "Aoi", "--broker", HOST]
        self.fleet("provision", device, *named, "--to", str(box), *more)
        return box

    def config(self, box: Path) -> Config:
        """Read a box's configuration where it lies, instead of where it is to be installed."""
        text = (box / "edge.toml").read_text().replace("/etc/kawamori", str(box))
        moved = box / "moved.toml"
        moved.write_text(text.replace("port = 8884", f"port = {self.broker.certified_port}"))
        return read_config(moved)

    def by_certificate(self, box: Path, config_of: Path | None = None) -> Broker:
        """Return how a box comes in."""
        broker = self.config(config_of or box).the_broker()
        return Broker(
            broker.host,
            broker.port,
            ca_file=box / "ca.crt",
            cert_file=box / "device.crt",
            key_file=box / "device.key",
        )

    def by_password(self, user: str, password: str) -> Broker:
        ca_file = self.deploy / "secrets/ca.crt"
        return Broker(HOST, self.broker.port, user, password, ca_file)

    @contextmanager
    def connected(self, broker: Broker, name: str) -> Iterator[Connection]:
        """Keep a client connected until the block ends."""
        connection = Connection(broker, name, slowest_retry_s=0.2)
        connection.subscribe(f"actual/v1/{name}/stored")
        connection.start()
        try:
            assert connection.wait_connected(10), self.broker.said()
            yield connection
        finally:
            connection.stop()

    def refuses(
        self, broker: Broker, name: str, *, noticed: Callable[[], bool] = lambda: True
    ) -> bool:
        """Return whether a client is kept out, by the broker's own word, once that is noticed."""
        before = len(self.broker.said())
        connection = Connection(broker, name, slowest_retry_s=0.2)
        connection.start()
        try:
            until(
                lambda: (
                    connection.is_connected
                    or ("OpenSSL Error" in self.broker.said()[before:] and noticed())
                )
            )
            return not connection.is_connected
        finally:
            connection.stop()

    @contextmanager
    def ingesting(self) -> Iterator[None]:
        """Run ingest with its own account until the block ends."""
        password = (self.deploy / "secrets/mqtt_ingest_password").read_text().strip()
        ingest = Ingest(
            self.by_password("ingest", password), "1", lambda: connect(self.url, name="ingest")
        )
        thread = threading.Thread(target=ingest.run)
        thread.start()
        try:
            assert ingest.wait_listening(20)
            yield
        finally:
            ingest.stopping.set()
            thread.join(10)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an installation's secrets as an operator does, once for all that copy them."""
    deploy = tmp_path_factory.mktemp("installed") / "deploy"
    shutil.copytree(ROOT / "deploy", deploy, ignore=shutil.ignore_patterns("secrets*"))
    subprocess.run([deploy / "init", "flood.city.example"], check=True, capture_output=True)
    return deploy


@pytest.fixture
def city(
    tmp_path: Path,
    installation: Path,
    database: str,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[City]:
    """Give a test an installation; it starts the broker itself, once there is a device."""
    monkeypatch.setenv("KAWAMORI_DATABASE_URL", database)
    shutil.copytree(installation, tmp_path / "deploy")
    city = City(tmp_path, database, world)
    yield city
    city.broker.stop()
