"""A device is told how far its readings are committed, and never more."""

from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from ingest.watermarks import TELL_EVERY_S
from kawamori.observations import Flag
from kawamori.storage.readings.devices import MOST_SPANS
from kawamori.testing.waiting import until
from kawamori.wire import encode

if TYPE_CHECKING:
    from conftest import River

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

SECOND = timedelta(seconds=1)


def test_a_device_is_told_what_it_may_forget(stored: "River") -> None:
    stored.publish([stored.reading(seq, ago=seq * SECOND) for seq in range(1, 11)])

    until(lambda: stored.stored_up_to() == {1: 10})


def test_a_gap_holds_the_watermark_until_it_is_filled(stored: "River") -> None:
    for seq in (1, 2, 4, 5):
        stored.publish(stored.reading(seq, ago=seq * SECOND))
    until(lambda: stored.stored_up_to() == {1: 2})

    stored.publish(stored.reading(3, ago=3 * SECOND))

    until(lambda: stored.stored_up_to() == {1: 5})


def test_each_boot_has_its_own_count_and_the_newest_eight_are_told(stored: "River") -> None:
    for boot in range(1, 11):
        stored.publish(stored.reading(1, ago=boot * SECOND, boot=boot))

    until(lambda: stored.stored_up_to() == dict.fromkeys(range(3, 11), 1))


def test_what_is_in_quarantine_counts_as_stored_if_it_could_be_read(stored: "River") -> None:
    stored.publish(stored.reading(1, ago=SECOND))
    stored.publish(stored.reading(2, ago=timedelta(days=-1)))
    stored.publish(stored.reading(3), "actual/v1/d1/nowhere/stage/observation")

    until(lambda: stored.stored_up_to() == {1: 3})
    assert stored.count("observations") == 1
    assert stored.count("quarantine") == 2


def test_a_reading_that_cannot_be_read_holds_up_nothing_if_its_number_can(
    stored: "River",
) -> None:
    second, third = stored.reading(2, ago=2 * SECOND), stored.reading(3, ago=3 * SECOND)
    stored.publish(stored.reading(1, ago=SECOND))
    stored.publish(encode(second).replace(b'"result":1.0', b'"result":"1.0"'))
    stored.publish(encode([third, stored.reading(4, still="x" * 501)]))
    stored.publish([stored.reading(5, still="\0"), stored.reading(6, ago=6 * SECOND)])

    until(lambda: stored.stored_up_to() == {1: 6})
    assert stored.count("observations") == 3
    assert stored.count("quarantine") == 3


def test_a_device_that_connects_later_is_told_too(stored: "River") -> None:
    stored.publish(stored.reading(1))
    until(lambda: stored.stored_up_to() == {1: 1})
    stored.told.clear()

    stored.device.unsubscribe("+/v1/+/stored")
    stored.device.subscribe("+/v1/+/stored")

    until(lambda: stored.stored_up_to() == {1: 1})


def test_several_ingest_processes_add_up(river: "River") -> None:
    with ExitStack() as stack:
        for name in ("1", "2", "3"):
            stack.enter_context(river.ingesting(name))
        for seq in range(1, 201):
            river.publish(river.reading(seq, ago=seq * SECOND))

        until(lambda: river.stored_up_to() == {1: 200})
        assert river.count("observations") == 200


def test_a_process_whose_word_was_overtaken_looks_again(river: "River") -> None:
    first, second = (river.writing() for _ in range(2))
    now = river.now

    told = first.write([river.message(seq) for seq in (1, 2)], now, 0.0)
    assert [mark.seq for mark in told] == [2]
    told = second.write([river.message(seq) for seq in (3, 4)], now, 0.0)
    assert [mark.seq for mark in told] == [4]  # may reach the broker before the two

    assert [mark.seq for mark in first.write([], now, TELL_EVERY_S)] == [4]
    assert second.write([], now, TELL_EVERY_S) == []
    assert first.write([], now, 2 * TELL_EVERY_S) == []


def test_a_hopelessly_gappy_boot_is_remembered_up_to_a_limit(stored: "River") -> None:
    odd = range(1, 8 * MOST_SPANS, 2)
    stored.publish([stored.reading(seq, ago=seq * SECOND) for seq in odd])

    until(lambda: stored.count("observations") == len(odd))
    spans = "SELECT count(*) FROM device_progress, unnest(stored) WHERE device_id = 'd1'"
    until(lambda: stored.rows(spans) == [(MOST_SPANS,)])
    until(lambda: stored.stored_up_to() == {1: 1})


def test_a_device_without_a_clock_is_dated_by_its_stopwatch(stored: "River") -> None:
    wrong = stored.now - timedelta(days=20000)
    for seq, uptime_s, age_s in ((1, 60.0, 600.0), (2, 120.0, 540.0), (3, 180.0, 480.0)):
        stored.publish(
            stored.reading(
                seq, seq, observed_at=wrong, time_ok=False, uptime_s=uptime_s, age_s=age_s
            )
        )

    until(lambda: stored.count("observations") == 3)
    rows = stored.rows("SELECT observed_at, flags FROM observations ORDER BY observed_at")
    assert [row[1] for row in rows] == [int(Flag.STOPWATCH)] * 3
    assert [row[0] - rows[0][0] for row in rows] == [n * 60 * SECOND for n in range(3)]
    assert abs(rows[0][0] - (stored.now - timedelta(seconds=600))) < 20 * SECOND
