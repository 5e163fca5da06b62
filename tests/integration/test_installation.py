"""One machine's installation: secrets of its own, one launcher at a time, its data kept."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kawamori.embedded.broker import Rumqttd
from kawamori.embedded.installation import hold, open_installation
from kawamori.embedded.secrets import keep_secrets
from kawamori.errors import ConflictError, UnavailableError
from kawamori.ports import LOOPBACK, free_port
from kawamori.storage.connections import connect


@contextmanager
def started(folder: Path) -> Iterator[str]:
    installation = open_installation(folder)
    with installation.servers():
        yield installation.database.url()


def test_the_database_asks_for_the_installation_s_password(home: Path) -> None:
    with started(home) as url:
        password = urlsplit(url).password
        assert password is not None

        with connect(url, name="tests") as connection:
            assert connection.execute("SELECT count(*) FROM runs").fetchone() == (2,)
        with pytest.raises(UnavailableError, match="password"):
            connect(url.replace(password, "kawamori"), name="tests")


def test_what_was_stored_is_there_at_the_next_start(home: Path) -> None:
    with started(home) as url, connect(url, name="tests") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")

    with started(home) as url, connect(url, name="tests") as connection:
        assert connection.execute("SELECT seven FROM kept").fetchone() == (7,)


def test_secrets_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    first = keep_secrets(tmp_path / "secrets.json")

    again = keep_secrets(tmp_path / "secrets.json")

    assert again == first
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_no_two_installations_share_a_secret(tmp_path: Path) -> None:
    one = keep_secrets(tmp_path / "one.json")
    other = keep_secrets(tmp_path / "other.json")

    assert one.database != other.database
    assert one.people_key != other.people_key


def test_a_second_launcher_is_refused(tmp_path: Path) -> None:
    with (
        hold(tmp_path),
        pytest.raises(ConflictError, match="runs there already"),
        hold(tmp_path),
    ):
        pass


def test_a_taken_port_is_left_to_whoever_has_it() -> None:
    with socket.create_server((LOOPBACK, 0)) as other:
        taken = other.getsockname()[1]

        assert free_port(taken) != taken


def test_the_broker_from_the_wheel_keeps_what_is_retained(tmp_path: Path) -> None:
    broker = Rumqttd(tmp_path)
    broker.start()
    try:
        where = ["-h", broker.host, "-p", str(broker.port), "-q", "1", "-t", "test/v1/d/status"]
        subprocess.run(
            ["/usr/bin/mosquitto_pub", *where, "-r", "-m", "here"], check=True, timeout=10
        )

        heard = subprocess.run(
            ["/usr/bin/mosquitto_sub", *where, "-C", "1", "-W", "5"],
            check=True,
            capture_output=True,
            text=True,
        )
    finally:
        broker.stop()

    assert heard.stdout == "here\n"
