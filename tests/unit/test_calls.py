"""Who is next, how long each has, and what may be kept back."""

from datetime import UTC, datetime, time, timedelta

import pytest

from kawamori.calls import DEFAULT_CALL_POLICY, Hours, Post, called_so_far, next_in_line
from kawamori.errors import InvalidError, NotAllowedError
from kawamori.levels import GaugeLevel
from kawamori.silences import Scope, Silence

NOON = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)


def test_one_after_the_other_and_then_all_again() -> None:
    roster = ["Aoi", "Fumi", "Goro"]

    called = [list(next_in_line(roster, tries)) for tries in range(1, 6)]

    assert called == [["Aoi"], ["Fumi"], ["Goro"], roster, roster]


def test_what_is_new_goes_to_all_who_were_called() -> None:
    roster = ["Aoi", "Fumi", "Goro"]

    called = [list(called_so_far(roster, tries)) for tries in (0, 1, 2, 7)]

    assert called == [["Aoi"], ["Aoi"], ["Aoi", "Fumi"], roster]


@pytest.mark.parametrize("level", list(GaugeLevel)[2:])
def test_danger_waits_five_minutes_and_what_is_lower_ten(level: GaugeLevel) -> None:
    minutes = 5 if level >= GaugeLevel.DANGER else 10

    assert DEFAULT_CALL_POLICY.wait_at(level) == timedelta(minutes=minutes)


def test_hours_are_read_as_they_are_written() -> None:
    hours = Hours.parse("17:15-08:30")

    assert hours == Hours(time(17, 15), time(8, 30))
    assert str(hours) == "17:15-08:30"


@pytest.mark.parametrize("text", ["", "17:00", "17-25", "08:00-08:00", "always"])
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(InvalidError):
        Hours.parse(text)


@pytest.mark.parametrize(("person", "position"), [(" ", 1), ("Aoi", 0)])
def test_a_place_nobody_could_be_called_at_is_refused(person: str, position: int) -> None:
    with pytest.raises(InvalidError):
        Post(person, "city", position)


@pytest.mark.parametrize("level", list(GaugeLevel)[2:])
@pytest.mark.parametrize("role", ["commander", "operator"])
def test_from_danger_on_a_commander_alone_keeps_back(level: GaugeLevel, role: str) -> None:
    silence = Silence(Scope(river="川辺川"), level, "試験", NOON, NOON + timedelta(hours=1))

    if level >= GaugeLevel.DANGER and role != "commander":
        with pytest.raises(NotAllowedError):
            silence.must_be_allowed("Fumi", role)
    else:
        silence.must_be_allowed("Fumi", role)


@pytest.mark.parametrize("lasts", [timedelta(0), -timedelta(hours=1), timedelta(days=7, seconds=1)])
def test_a_silence_ends_and_not_in_a_year(lasts: timedelta) -> None:
    with pytest.raises(InvalidError, match="within 7 days"):
        Silence(Scope(network="city"), GaugeLevel.CAUTION, "試験", NOON, NOON + lasts)
