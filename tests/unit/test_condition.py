"""The status page says of each part whether it does what it should."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api import condition
from kawamori.storage.condition.heard import ChannelUse, River
from kawamori.storage.condition.work import DatabaseServer, Dispatch, Judging
from kawamori.storage.telling.ledger import Feed

NOW = datetime(2026, 9, 1, 5, 0, tzinfo=UTC)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def kawabe(newest_at: datetime | None, **silent: int) -> River:
    counts = {"blind": 0, "dead": 0, "late": 0, "never": 0} | silent
    return River("川辺川", 4, newest_at, 600, **counts)


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (kawabe(ago(minutes=9)), "good"),
        (kawabe(ago(minutes=32)), "late"),
        (kawabe(ago(hours=2)), "bad"),
        (kawabe(None), "bad"),
        (kawabe(ago(minutes=9), late=1), "late"),
        (kawabe(ago(minutes=9), blind=1), "bad"),
        (kawabe(ago(minutes=9), dead=4), "bad"),
        (
            River("小滝川", 1, None, None, 0, 0, 0, 1),
            "none",
        ),  # crisis gauges alone: silent by design
    ],
)
def test_a_river_is_as_good_as_its_newest_reading_and_its_silent_gauges(
    found: River, state: str
) -> None:
    assert condition.river(found, NOW).state == state


def device(**other: Any) -> Feed:
    known: dict[str, Any] = {
        "device_id": "kawabe-edge",
        "boot": 3,
        "seen_at": ago(minutes=2),
        "reported_at": ago(minutes=5),
        "online": True,
        "time_ok": True,
        "spooled": 0,
        "battery_v": 12.6,
        "version": "0.1.0",
    }
    return Feed(**known | other)


@pytest.mark.parametrize(
    ("other", "state"),
    [
        ({}, "good"),
        ({"online": False}, "bad"),
        ({"time_ok": False}, "late"),
        ({"spooled": 3}, "good"),
        ({"spooled": 40}, "late"),
        ({"seen_at": ago(hours=3), "reported_at": ago(hours=4)}, "late"),
        ({"seen_at": None, "reported_at": None}, "bad"),
    ],
)
def test_a_device_is_judged_by_what_was_heard_of_it(other: dict[str, Any], state: str) -> None:
    assert condition.device(device(**other), NOW).state == state


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (Judging(0, None, 0, 1), "good"),
        (Judging(3, ago(seconds=4), 0, 1), "good"),
        (Judging(90, ago(seconds=40), 0, 1), "late"),
        (Judging(900, ago(minutes=5), 0, 1), "bad"),
        (Judging(0, None, 1, 1), "late"),
        (Judging(0, None, 0, 0), "bad"),
    ],
)
def test_judging_is_late_when_readings_wait_for_it(found: Judging, state: str) -> None:
    assert condition.judging(found, NOW).state == state


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (Dispatch(0, None, 0, 0, 0, 0), "good"),
        (Dispatch(20, ago(seconds=90), 5, 0, 0, 0), "late"),
        (Dispatch(20, ago(minutes=10), 0, 0, 0, 0), "bad"),
        (Dispatch(0, None, 0, 0, 1, 0), "late"),
        (Dispatch(0, None, 0, 0, 0, 2), "late"),
        (Dispatch(0, ago(minutes=-3), 0, 0, 0, 0), "good"),
    ],
)
def test_dispatch_is_late_when_messages_wait_or_people_must_act(
    found: Dispatch, state: str
) -> None:
    assert condition.dispatch(found, NOW).state == state


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (ChannelUse("sms", ago(minutes=1), None, 9, 0, 0), "good"),
        (ChannelUse("sms", ago(minutes=1), ago(minutes=5), 9, 1, 0), "good"),
        (ChannelUse("sms", ago(minutes=5), ago(minutes=1), 9, 1, 0), "late"),
        (ChannelUse("sms", None, ago(minutes=1), 0, 3, 0), "bad"),
        (ChannelUse("sms", None, None, 0, 0, 3), "none"),
    ],
)
def test_a_channel_is_as_good_as_its_last_answer(found: ChannelUse, state: str) -> None:
    assert condition.channel(found, NOW).state == state


def test_clocks_that_are_apart_are_told() -> None:
    assert condition.clocks(NOW, NOW).state == "good"
    assert condition.clocks(NOW, ago(seconds=3)).state == "late"
    assert condition.clocks(ago(minutes=1), NOW).state == "bad"


def test_a_disk_is_told_before_it_is_full() -> None:
    states = [condition.disk(free, 100).state for free in (50, 10, 2)]

    assert states == ["good", "late", "bad"]


def test_the_worst_is_first_and_decides_whether_to_trust() -> None:
    good = condition.program("ingest", {"ingest"})
    late = condition.disk(10, 100)
    full = condition.disk(1, 100)
    gone = condition.program("alerting", {"ingest"})

    assert condition.worst_first([good, late, gone]) == [gone, late, good]
    assert condition.trust([good]) == "yes"
    assert condition.trust([good, late]) == "partly"
    assert condition.trust([good, full]) == "partly"  # not yet wrong, what is shown
    assert condition.trust([good, late, gone]) == "no"


def test_a_database_without_its_schema_is_bad() -> None:
    server = DatabaseServer("18.6", "postgresql", ["0026_idempotency.sql"], 1, NOW, NOW)

    assert condition.database(server).state == "bad"
