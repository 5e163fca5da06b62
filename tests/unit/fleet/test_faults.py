"""Why a sensor gives no reading: told once as it begins, and until it gives one again."""

from datetime import UTC, datetime, timedelta

from edge.faults import Faults, FaultyError
from kawamori.errors import UnavailableError

NOW = datetime(2026, 9, 10, tzinfo=UTC)
STAGE, CAMERA = "kawabe-bridge/stage", "kawabe-bridge/waterline"


def test_a_fault_is_news_when_it_begins_and_when_it_becomes_another() -> None:
    faults = Faults()

    assert faults.failed(CAMERA, FaultyError("dark", "3% of white"), NOW)
    assert not faults.failed(CAMERA, FaultyError("dark", "4% of white"), NOW)
    assert faults.failed(CAMERA, FaultyError("blocked", "flat"), NOW)
    assert faults.answered(CAMERA)
    assert not faults.answered(CAMERA)
    assert faults.told() == {}


def test_a_fault_is_told_with_its_newest_words_and_since_it_began() -> None:
    faults = Faults()
    faults.failed(STAGE, UnavailableError("no answer in 1 s"), NOW)
    faults.failed(STAGE, UnavailableError("no answer in 2 s"), NOW + timedelta(minutes=5))
    faults.failed(CAMERA, ValueError("x" * 900), NOW)

    told = faults.told()
    assert (told[STAGE].kind, told[STAGE].said) == ("no_answer", "no answer in 2 s")
    assert told[STAGE].since == NOW
    assert (told[CAMERA].kind, len(told[CAMERA].said)) == ("crashed", 300)
