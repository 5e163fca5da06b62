"""A box is made by one command, and holds all that a device needs."""

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kawamori.errors import ConflictError, InvalidError

if TYPE_CHECKING:
    from .conftest import City  # type: ignore[import-not-found]

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

UNIT = Path(__file__).parents[3] / "deploy/systemd/kawamori-edge.service"


def test_devices_with_a_password_come_in_as_before_until_they_are_revoked(city: "City") -> None:
    add = [city.deploy / "add-device", "bridge-1"]
    printed = subprocess.run(add, check=True, capture_output=True, text=True).stdout
    by_password = city.by_password("bridge-1", printed.split("password:")[1].split()[0])
    city.broker.start()  # no certificate was ever made here
    with city.connected(by_password, "bridge-1"):
        pass

    city.provision("bridge-1")
    city.fleet("revoke", "bridge-1", "--because", "stolen", "--author", "Aoi")

    assert "bridge-1:" not in (city.deploy / "secrets/broker_passwords").read_text()


def test_a_key_is_made_once_and_never_in_the_name_of_a_part_of_the_system(city: "City") -> None:
    city.provision("bridge-1")

    with pytest.raises(ConflictError, match="bridge-1 has a key"):
        city.fleet("provision", "bridge-1", "--author", "Aoi", "--to", str(city.folder / "again"))
    with pytest.raises(InvalidError, match="'ingest' is a part of Kawamori"):
        city.provision("ingest")
    with pytest.raises(InvalidError, match="no station nowhere"):
        city.provision("bridge-2", "--station", "nowhere")
    assert not (city.folder / "bridge-2").exists()


def test_a_box_holds_all_that_the_device_needs_and_its_key_for_its_owner_alone(
    city: "City",
) -> None:
    box = city.provision("bridge-1", "--what", "radar")

    assert sorted(each.name for each in box.iterdir()) == [
        "ca.crt",
        "device.crt",
        "device.key",
        "edge.toml",
        "install",
        "kawamori-edge.service",
    ]
    assert (box / "device.key").stat().st_mode & 0o777 == 0o600
    assert (box / "kawamori-edge.service").read_bytes() == UNIT.read_bytes()
    assert city.config(box).sensors[0].station_id == "kawabe-bridge"


def test_a_list_that_says_the_same_is_left_alone_so_that_its_age_tells_who_read_it(
    city: "City", capsys: pytest.CaptureFixture[str]
) -> None:
    city.provision("bridge-1")
    listed = city.deploy / "devices/devices.crl"
    first = listed.read_bytes()

    city.fleet("revocations")
    assert listed.read_bytes() == first

    city.fleet("revoke", "bridge-1", "--because", "stolen", "--author", "Aoi")
    assert listed.read_bytes() != first
    city.fleet("list")
    assert "kawabe-bridge  no key that is good" in capsys.readouterr().out
