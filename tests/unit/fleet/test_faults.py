"""Why a sensor gives no reading: told once as it begins, and until it gives one again."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from edge.clock import Moment
from edge.faults import Faults, FaultyError
from kawamori.errors import InvalidError, UnavailableError
from kawamori.wire import DeviceStatus, decode_status, encode

AT = datetime(2026, 9, 10, tzinfo=UTC)
NOW = Moment(AT, 100.0, "")
LATER = Moment(AT + timedelta(minutes=5), 400.0, "")
STAGE, CAMERA = "kawabe-bridge/stage", "kawabe-bridge/waterline"


def test_a_fault_is_news_when_it_begins_and_when_it_becomes_another() -> None:
    faults = Faults()

    assert faults.failed(CAMERA, FaultyError("dark", "3% of white"), NOW)
    assert not faults.failed(CAMERA, FaultyError("dark", "4% of white"), NOW)
    assert faults.failed(CAMERA, FaultyError("blocked", "flat"), NOW)
    assert faults.answered(CAMERA)
    assert not faults.answered(CAMERA)
    assert faults.told(NOW) == {}


def test_a_fault_is_told_with_its_newest_words_and_since_it_began() -> None:
    faults = Faults()
    faults.failed(STAGE, UnavailableError("no answer in 1 s"), NOW)
    faults.failed(STAGE, UnavailableError("no answer in 2 s"), LATER)
    faults.failed(CAMERA, ValueError("x" * 900), NOW)

    told = faults.told(LATER)
    assert (told[STAGE].kind, told[STAGE].said) == ("no_answer", "no answer in 2 s")
    assert told[STAGE].since == AT
    assert (told[CAMERA].kind, len(told[CAMERA].said)) == ("crashed", 300)


def test_a_fault_that_began_before_the_clock_was_right_is_dated_once_it_is() -> None:
    faults = Faults()
    faults.failed(STAGE, UnavailableError("no answer"), Moment(AT - timedelta(days=9), 40.0, "?"))

    assert faults.told(NOW)[STAGE].since == AT - timedelta(seconds=60)


def test_in_a_rehearsal_that_runs_fast_a_fault_lasts_by_its_clock() -> None:
    faults = Faults(speed=60.0)
    faults.failed(STAGE, UnavailableError("no answer"), NOW)

    assert faults.told(Moment(AT + timedelta(minutes=5), 105.0, ""))[STAGE].since == AT


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (UnavailableError("no answer"), "no_answer"),
        (InvalidError("result nan is no measurement"), "no_answer"),
        (ZeroDivisionError("division by zero"), "crashed"),
    ],
)
def test_a_value_that_nobody_believes_is_no_fault_of_the_program(
    error: Exception, kind: str
) -> None:
    faults = Faults()
    faults.failed(STAGE, error, NOW)

    assert faults.told(NOW)[STAGE].kind == kind


def test_words_that_no_database_takes_do_not_keep_a_status_back() -> None:
    faults = Faults()
    faults.failed(STAGE, UnavailableError("\0fog\0"), NOW)
    status = DeviceStatus(1, online=True, boot=1, faults=faults.told(NOW))

    assert decode_status(encode(status)).faults[STAGE].said == "fog"


def test_a_fault_that_only_a_newer_device_knows_costs_nothing_else() -> None:
    status = {"v": 1, "online": True, "boot": 1, "battery_v": 12.5}
    fault = {"kind": "spider_web", "said": "a web", "since": "2026-09-10T00:00:00Z"}

    heard = decode_status(json.dumps({**status, "faults": {CAMERA: fault}}).encode())

    assert (heard.battery_v, heard.faults[CAMERA].kind) == (12.5, "spider_web")
