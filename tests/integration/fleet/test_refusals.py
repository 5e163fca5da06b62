"""Who may not speak is refused, and the broker or ingest says so in its log or its quarantine."""

import subprocess
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kawamori import wire
from kawamori.mqtt import Broker, Connection
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from .conftest import City  # type: ignore[import-not-found]

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

OWN = "actual/v1/bridge-1/kawabe-bridge/stage/observation"


def reading(seq: int) -> bytes:
    now = datetime.now(UTC).replace(microsecond=0)
    return wire.encode(wire.WireObservation(1, 1, seq, now, 1.0))


def say(connection: Connection, topic: str, payload: bytes) -> None:
    done = threading.Event()
    until(lambda: connection.publish(topic, payload, done.set))
    assert done.wait(10)


def stored(city: "City") -> int:
    row: Any = city.world.connection.execute("SELECT count(*) FROM observations").fetchone()
    return int(row[0])


def stranger(city: "City", box: Path) -> Broker:
    """Return a box whose certificate somebody else signed, in the device's name."""
    made = ["-keyout", box / "other.key", "-out", box / "other.crt", "-subj", "/CN=bridge-1"]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command = ["/usr/bin/openssl", "req", "-x509", *curve, *made]
    subprocess.run(command, check=True, capture_output=True)
    broker = city.by_certificate(box)
    return Broker(
        broker.host,
        broker.port,
        ca_file=broker.ca_file,
        cert_file=box / "other.crt",
        key_file=box / "other.key",
    )


def test_a_provisioned_box_is_heard_and_a_packet_sent_again_is_stored_once(city: "City") -> None:
    box = city.provision("bridge-1")
    city.broker.start()
    marks: list[list[wire.StoredUpTo]] = []
    first = reading(1)

    with city.ingesting(), city.connected(city.config(box).the_broker(), "bridge-1") as device:
        device.on_message = lambda m: marks.append(wire.decode_stored(m.payload).stored)
        say(device, OWN, first)
        until(lambda: [wire.StoredUpTo(1, 1)] in marks)
        told = len(marks)
        say(device, OWN, first)
        until(lambda: len(marks) > told)

        assert marks[-1] == [wire.StoredUpTo(1, 1)]  # told so, again
        assert stored(city) == 1
        assert "as bridge-1 (p2, c1, k30, u'bridge-1')" in city.broker.said()


def test_a_replayed_packet_with_another_result_goes_to_quarantine(city: "City") -> None:
    box = city.provision("bridge-1")
    city.broker.start()
    seen = datetime.now(UTC).replace(microsecond=0)
    forged = wire.encode(wire.WireObservation(1, 1, 1, seen, 9.9))

    with city.ingesting(), city.connected(city.by_certificate(box), "bridge-1") as device:
        say(device, OWN, wire.encode(wire.WireObservation(1, 1, 1, seen, 1.0)))
        until(lambda: stored(city) == 1)
        say(device, OWN, forged)
        why = "SELECT reason FROM quarantine"
        until(lambda: city.world.connection.execute(why).fetchone() is not None)

    (reason,) = city.world.connection.execute(why).fetchone() or ("",)
    assert reason == "a different result is already stored for this time"
    results = city.world.connection.execute("SELECT result FROM observations").fetchall()
    assert results == [(1.0,)]


def test_a_certificate_that_somebody_else_signed_is_refused(city: "City") -> None:
    box = city.provision("bridge-1")
    city.broker.start()

    assert city.refuses(stranger(city, box), "bridge-1")
    assert "certificate verify failed" in city.broker.said()


def test_without_a_certificate_nobody_comes_in(
    city: "City", caplog: pytest.LogCaptureFixture
) -> None:
    box = city.provision("bridge-1")
    city.broker.start()
    broker = city.by_certificate(box)

    bare = Broker(broker.host, broker.port, ca_file=broker.ca_file)
    assert city.refuses(
        bare, "bridge-1", noticed=lambda: "hung up before it let us in" in caplog.text
    )
    assert "peer did not return a certificate" in city.broker.said()


def test_another_device_s_topic_is_refused_and_costs_the_connection(city: "City") -> None:
    box = city.provision("bridge-1")
    city.broker.start()
    theirs = OWN.replace("bridge-1", "bridge-2")

    with city.ingesting(), city.connected(city.by_certificate(box), "bridge-1") as device:
        assert device.publish(theirs, reading(1))
        until(lambda: "Denied PUBLISH from bridge-1" in city.broker.said())
        until(lambda: city.broker.said().count(" as bridge-1 (") == 2)  # out, and in again
        until(lambda: device.is_connected)
        say(device, OWN, reading(2))
        until(lambda: stored(city) == 1)

    said = city.broker.said()
    assert f"'{theirs}'" in said.split("Denied PUBLISH from bridge-1", 1)[1].splitlines()[0]
    assert "Bad socket read/write on client bridge-1" in said
    heard = "SELECT DISTINCT device_id FROM device_progress"
    assert city.world.connection.execute(heard).fetchall() == [("bridge-1",)]


def test_a_revoked_key_is_refused_its_session_ends_and_others_come_back(city: "City") -> None:
    box, other = city.provision("bridge-1"), city.provision("bridge-2")
    city.broker.start()

    with (
        city.connected(city.by_certificate(box), "bridge-1") as stolen,
        city.connected(city.by_certificate(other), "bridge-2") as good,
    ):
        city.fleet("revoke", "bridge-1", "--because", "stolen", "--author", "Aoi")
        city.restart_broker()

        until(lambda: "certificate verify failed" in city.broker.said())
        until(lambda: good.is_connected)
        assert not stolen.is_connected
    acts = "SELECT person, act, details->>'because' FROM acts WHERE act = 'revoke_device'"
    assert city.world.connection.execute(acts).fetchall() == [("Aoi", "revoke_device", "stolen")]


def test_both_keys_are_good_until_the_overlap_is_over(city: "City", tmp_path: Path) -> None:
    box, following = city.provision("bridge-1"), tmp_path / "next"
    named = ["--author", "Aoi", "--to", str(following)]
    city.fleet("rotate", "bridge-1", "--overlap-days", "1", *named)
    city.broker.start()
    for each in (box, following):
        with city.connected(city.by_certificate(each, box), "bridge-1"):
            pass

    city.world.connection.execute(
        "UPDATE device_certificates SET ends_at = now() WHERE ends_at IS NOT NULL"
    )
    city.fleet("revocations")
    city.restart_broker()

    assert city.refuses(city.by_certificate(box), "bridge-1")
    with city.connected(city.by_certificate(following, box), "bridge-1"):
        pass
