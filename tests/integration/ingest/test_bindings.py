"""What a topic means is remembered, and looked up again before it is long out of date."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ingest import bindings as remembered
from ingest.batches import Assembler, Batch
from kawamori import wire
from kawamori.mqtt import Message
from kawamori.observations import Flag
from kawamori.stations import Datastream
from kawamori.storage.river.stations import register_station

if TYPE_CHECKING:
    import pytest
    from conftest import River

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TOPIC = "actual/v1/d1/{}/stage/observation"


def batch(river: "River", assembler: Assembler, station: str, *, after_s: float = 0) -> Batch:
    """Assemble one reading of 15 m at a station, some seconds later."""
    payload = wire.encode(wire.WireObservation(1, 1, 1, NOW, 15.0))
    message = Message(TOPIC.format(station).encode(), payload, 1, retained=False, again=False)
    return assembler.assemble(river.database, [message], NOW + timedelta(seconds=after_s))


def narrow(river: "River") -> None:
    """Declare that more than 10 m is not plausible at the bridge."""
    stage = Datastream("kawabe-bridge", "stage", judged=True, min_plausible=-5, max_plausible=10)
    station = river.station("kawabe-bridge")
    register_station(river.database, station, [stage], author="test")


def test_a_changed_range_is_known_within_half_a_minute(river: "River") -> None:
    assembler = Assembler()
    assert batch(river, assembler, "kawabe-bridge").readings.flags.tolist() == [0]
    narrow(river)

    assert batch(river, assembler, "kawabe-bridge", after_s=29).readings.flags.tolist() == [0]
    flags = batch(river, assembler, "kawabe-bridge", after_s=31).readings.flags
    assert flags.tolist() == [int(Flag.GROSS_RANGE)]


def test_a_flood_of_invented_topics_is_forgotten(
    river: "River", monkeypatch: "pytest.MonkeyPatch"
) -> None:
    monkeypatch.setattr(remembered, "MOST_ROUTES", 10)
    assembler = Assembler()

    for number in range(50):
        assert len(batch(river, assembler, f"invented-{number}").readings) == 0

    assert len(batch(river, assembler, "kawabe-bridge").readings) == 1
