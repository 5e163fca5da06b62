"""What a device says of a reading is what it kept of it, and nothing where there is nothing."""

from datetime import UTC, datetime, timedelta

import msgspec

from edge.clock import Moment
from edge.payloads import Payloads
from edge.spool import Spool
from edge.tables import Owner, Spooled
from kawamori.runs import Status
from kawamori.wire import decode_observations

NOW = Moment(datetime(2026, 9, 1, tzinfo=UTC), 0.0)
LEVELLED = datetime(2026, 6, 1, tzinfo=UTC)


def spooled(seq: int, spread: float | None, calibration: datetime | None) -> Spooled:
    at = NOW.at + timedelta(minutes=seq)
    return Spooled(
        5, seq, "kawabe-bridge", "stage", at, 1.2, spread=spread, calibration=calibration
    )


def test_a_reading_leaves_with_its_spread_and_its_calibration() -> None:
    spool = Spool(None, Owner("kawabe-1", Status.ACTUAL, ""), NOW)
    rows = [spooled(1, 0.002, LEVELLED), spooled(2, 0.0, None), spooled(3, None, LEVELLED)]

    [(_, payload)] = Payloads(spool, 1.0).batches(rows, NOW)

    batch = decode_observations(payload)
    assert isinstance(batch, list)
    assert [(each.spread, each.calibration) for each in batch] == [
        (0.002, LEVELLED),
        (0.0, None),
        (None, LEVELLED),
    ]
    spool.close()


def test_a_reading_without_a_spread_is_no_longer_than_before() -> None:
    spool = Spool(None, Owner("kawabe-1", Status.ACTUAL, ""), NOW)

    _, payload = Payloads(spool, 1.0).single(spooled(1, None, None), NOW)

    assert set(msgspec.json.decode(payload)) == {"v", "boot", "seq", "observed_at", "result"}
    spool.close()
