"""The production broker: TLS, a user per device, and nobody speaks for another."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from kawamori.embedded.broker import BrokerServer, find_mosquitto
from kawamori.testing.waiting import until

ROOT = Path(__file__).parents[2]
WITHIN_S = 10


class ProductionBroker(BrokerServer):
    """Mosquitto with ``deploy/mosquitto.conf``, its paths and ports moved here."""

    def __init__(self, folder: Path, installation: Path) -> None:
        super().__init__(folder)
        self.installation = installation

    def configure(self) -> list[str]:
        written = (self.installation / "mosquitto.conf").read_text()
        for there, here in {
            "listener 8883": f"listener {self.port} 127.0.0.1",
            "listener 1880 127.0.0.1": "",
            "/run/secrets": str(self.installation / "secrets"),
            "/mosquitto/config": str(self.installation),
            "/mosquitto/data": str(self.folder),
        }.items():
            assert there in written
            written = written.replace(there, here)
        conf = self.folder / "mosquitto.conf"
        conf.write_text(f"{written}\nuser root\n")
        return [find_mosquitto() or "mosquitto", "-c", str(conf)]


@dataclass
class Installed:
    """A broker with users, and what ingest heard there."""

    broker: ProductionBroker
    folder: Path
    heard: list[str]

    def connect(self, user: str, password: str) -> Client:
        client = Client(CallbackAPIVersion.VERSION2)
        client.username_pw_set(user, password)
        client.tls_set(ca_certs=str(self.folder / "secrets/ca.crt"))
        # What it may not say costs it the connection; paho's types know whole seconds alone.
        client.reconnect_delay_set(0.05, 0.2)  # pyright: ignore[reportArgumentType]
        client.connect("127.0.0.1", self.broker.port)
        client.loop_start()
        return client

    def password(self, user: str) -> str:
        return (self.folder / f"secrets/mqtt_{user}_password").read_text().strip()


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Installed]:
    """Make an installation as an operator does, and listen as ingest does."""
    folder = tmp_path / "deploy"
    shutil.copytree(ROOT / "deploy", folder, ignore=shutil.ignore_patterns("secrets*"))
    subprocess.run([folder / "init", "flood.city.example"], check=True, capture_output=True)
    broker = ProductionBroker(tmp_path / "broker", folder)
    broker.start()
    place = Installed(broker, folder, [])
    listening = threading.Event()
    ingest = place.connect("ingest", place.password("ingest"))
    ingest.on_message = lambda _c, _d, message: place.heard.append(message.topic)
    ingest.on_subscribe = lambda *_: listening.set()
    ingest.subscribe([("$share/ingest/actual/#", 1), ("exercise/#", 1), ("test/#", 1)])
    assert listening.wait(WITHIN_S)
    try:
        yield place
    finally:
        ingest.disconnect()
        ingest.loop_stop()
        broker.stop()


def add_device(place: Installed, device: str) -> str:
    command = [place.folder / "add-device", device]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    os.kill(place.broker.pid, signal.SIGHUP)
    return printed.split("password:")[1].split()[0]


def say(place: Installed, client: Client, topics: list[str], last: str) -> list[str]:
    """Publish to each topic and then to one that is allowed; return what was heard of the rest."""
    for topic in [*topics, last]:
        client.publish(topic, b"{}", qos=1)
    until(lambda: last in place.heard)
    client.disconnect()
    client.loop_stop()
    return [topic for topic in place.heard if topic != last]


def test_a_device_speaks_for_itself_alone(installed: Installed) -> None:
    device = installed.connect("bridge-1", add_device(installed, "bridge-1"))
    own = ["actual/v1/bridge-1/kawabe-bridge/stage/observation", "actual/v1/bridge-1/status"]
    others = [
        "actual/v1/bridge-2/kawabe-bridge/stage/observation",
        "actual/v1/bridge-2/status",
        "actual/v1/bridge-1/stored",
        "actual/v1/bridge-2/stored",
    ]

    heard = say(installed, device, others + own, last="test/v1/bridge-1/status")

    assert heard == own


def test_a_simulator_can_not_speak_as_if_it_were_real(installed: Installed) -> None:
    simulator = installed.connect("simulator", installed.password("simulator"))
    real = ["actual/v1/simulator/kawabe-bridge/stage/observation", "actual/v1/simulator/status"]
    stored = ["exercise/v1/kawabe-bridge/stored"]

    rehearsed = "exercise/v1/kawabe-bridge/kawabe-bridge/stage/observation"
    heard = say(installed, simulator, real + stored, last=rehearsed)

    assert heard == []


def test_ingest_says_what_is_stored_and_nothing_else(installed: Installed) -> None:
    ingest = installed.connect("ingest", installed.password("ingest"))
    readings = ["actual/v1/bridge-1/kawabe-bridge/stage/observation", "actual/v1/bridge-1/status"]

    heard = say(installed, ingest, readings, last="actual/v1/bridge-1/stored")

    assert heard == []


@pytest.mark.parametrize(
    ("user", "password"), [("", ""), ("ingest", "kawamori"), ("admin", "admin")]
)
def test_nobody_comes_in_without_a_password_of_this_installation(
    installed: Installed, user: str, password: str
) -> None:
    refused = threading.Event()
    client = Client(CallbackAPIVersion.VERSION2)
    client.tls_set(ca_certs=str(installed.folder / "secrets/ca.crt"))
    client.username_pw_set(user or None, password or None)
    client.on_connect = lambda _c, _d, _f, reason, _p: refused.set() if reason.is_failure else None
    client.connect("127.0.0.1", installed.broker.port)
    client.loop_start()

    came = refused.wait(WITHIN_S)

    client.disconnect()
    client.loop_stop()
    assert came


def test_a_device_that_does_not_know_the_authority_does_not_connect(installed: Installed) -> None:
    everybody_trusts = ssl.create_default_context()
    address = ("127.0.0.1", installed.broker.port)

    with (
        socket.create_connection(address) as plain,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        everybody_trusts.wrap_socket(plain, server_hostname="localhost")


def test_an_installation_is_never_overwritten(installed: Installed) -> None:
    key = (installed.folder / "secrets/people_key").read_text()

    again = subprocess.run([installed.folder / "init"], check=False, capture_output=True, text=True)

    assert again.returncode == 1
    assert "is there already" in again.stderr
    assert (installed.folder / "secrets/people_key").read_text() == key


def test_only_the_owner_can_enter_the_folder_of_secrets(installed: Installed) -> None:
    assert (installed.folder / "secrets").stat().st_mode & 0o777 == 0o700
