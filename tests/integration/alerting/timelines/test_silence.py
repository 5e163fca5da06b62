"""While a silence is in force the town judges and shows, and nobody is texted up to its level."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kawamori.errors import NotAllowedError
from kawamori.levels import GaugeLevel
from kawamori.silences import Scope, Silence, SilenceKind
from kawamori.storage.judged.cases import cases_of_run, public_cases
from kawamori.storage.runs import find_run
from kawamori.storage.silences.silences import add_silence, lift_silence
from kawamori.testing.town import KAWABE

if TYPE_CHECKING:
    from conftest import Night

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

CAUTION, EVACUATION, DANGER = GaugeLevel.CAUTION, GaugeLevel.EVACUATION, GaugeLevel.DANGER


def keep_back(
    night: "Night",
    scope: Scope | None = None,
    *,
    upto: GaugeLevel = EVACUATION,
    minutes: int = 60,
    kind: SilenceKind = SilenceKind.SILENCE,
    role: str = "operator",
) -> int:
    now = night.town.now
    scope = scope or Scope(station_id=KAWABE)
    silence = Silence(scope, upto, "草刈り", now, now + timedelta(minutes=minutes), kind)
    run = find_run(night.town.connection, "")
    return add_silence(night.town.connection, run, silence, person="Fumi", role=role)


def rise(night: "Night", *story: tuple[str, float]) -> None:
    for clock, stage_m in story:
        night.at(clock).observe(stage_m)


def public_level(night: "Night") -> int:
    (case,) = public_cases(night.town.connection, 0)
    return case.level


def test_nobody_is_texted_until_it_ends_and_then_of_how_it_stands(night: "Night") -> None:
    ben, aoi = night.resident(), night.on_duty("Aoi", 1)
    keep_back(night, minutes=60)

    rise(night, ("12:10", 2.1), ("12:20", 2.6), ("12:30", 3.05), ("12:50", 3.2))
    assert (night.heard(ben), night.heard(aoi)) == ([], [])
    assert [case.level for case in cases_of_run(night.town.connection, 0, only_open=True)] == [3]

    night.at("13:01")
    (told,), (called,) = night.heard(ben), night.heard(aoi)
    assert told.startswith("避難判断水位に到達しました。川辺橋（川辺川）3.20m 12:50")
    assert called.startswith("避難判断水位 川辺橋（川辺川） 3.20m 12:50")


def test_what_is_over_before_it_ends_is_never_told(night: "Night") -> None:
    ben, aoi = night.resident(), night.on_duty("Aoi", 1)
    keep_back(night, minutes=60)

    rise(night, ("12:05", 1.9), ("12:10", 2.1))
    assert public_level(night) == CAUTION
    rise(night, ("12:20", 1.7), ("12:30", 1.5))
    night.at("13:10").observe(1.4)

    assert (night.heard(ben), night.heard(aoi)) == ([], [])


def test_what_dips_when_it_ends_is_told_when_the_river_returns(night: "Night") -> None:
    ben, aoi = night.resident(), night.on_duty("Aoi", 1)
    keep_back(night, minutes=25)

    rise(night, ("12:05", 1.9), ("12:10", 2.1), ("12:20", 1.7))
    night.at("12:30")
    assert (night.heard(ben), night.heard(aoi)) == ([], [])
    rise(night, ("12:35", 2.1), ("12:38", 2.2))

    assert [text[:6] for text in night.heard(ben)] == ["氾濫注意水位"]
    assert [text[:6] for text in night.heard(aoi)] == ["氾濫注意水位"]


def test_what_has_fallen_a_step_is_told_as_it_stands(night: "Night") -> None:
    ben = night.resident()
    late = night.resident(from_level=EVACUATION)
    keep_back(night, minutes=60)

    rise(night, ("12:05", 2.1), ("12:10", 2.6), ("12:15", 3.1), ("12:20", 2.7), ("12:50", 2.6))
    night.at("13:01")

    assert [text[:23] for text in night.heard(ben)] == [
        "氾濫注意水位に到達しました。川辺橋（川辺川）2"
    ]
    assert night.heard(late) == []


def test_what_is_above_its_level_is_never_kept_back(night: "Night") -> None:
    ben, aoi = night.resident(), night.on_duty("Aoi", 1)
    keep_back(night, upto=CAUTION, minutes=120)

    rise(night, ("12:10", 2.1), ("12:20", 2.6), ("12:30", 3.05))

    assert [text[:6] for text in night.heard(ben)] == ["避難判断水位"]
    assert [text[:6] for text in night.heard(aoi)] == ["避難判断水位"]


def test_another_station_is_not_kept_back(night: "Night") -> None:
    ben = night.resident()
    keep_back(night, Scope(station_id=night.gauge("weir", "堰")))

    rise(night, ("12:05", 1.9), ("12:10", 2.1))

    assert [text[:6] for text in night.heard(ben)] == ["氾濫注意水位"]


@pytest.mark.parametrize("scope", [Scope(river="川辺川"), Scope(network="city")])
def test_a_river_and_a_network_are_kept_back_as_a_whole(night: "Night", scope: Scope) -> None:
    ben = night.resident()
    keep_back(night, scope)

    rise(night, ("12:05", 1.9), ("12:10", 2.1))

    assert public_level(night) == CAUTION
    assert night.heard(ben) == []


def test_who_lifts_it_lets_out_what_stands(night: "Night") -> None:
    ben = night.resident()
    number = keep_back(night, minutes=600)
    rise(night, ("12:10", 2.1), ("12:20", 2.3))

    now = night.town.now
    lift_silence(night.town.connection, number, person="Aoi", role="commander", now=now, wall=now)
    night.work()

    assert len(night.heard(ben)) == 1


def test_only_a_commander_keeps_danger_back(night: "Night") -> None:
    with pytest.raises(NotAllowedError, match="from danger on a commander may"):
        keep_back(night, upto=DANGER)

    assert keep_back(night, upto=DANGER, role="commander")


def test_work_on_a_gauge_lets_it_fall_silent(night: "Night") -> None:
    aoi = night.on_duty("Aoi", 1)
    rise(night, ("12:10", 2.1), ("12:20", 2.6), ("12:30", 3.1))
    night.take("Aoi")
    before = len(night.heard(aoi))
    keep_back(night, upto=CAUTION, minutes=60, kind=SilenceKind.MAINTENANCE)

    night.at("13:29")
    assert len(night.heard(aoi)) == before
    night.at("13:31")  # the window is over, and the gauge still says nothing
    assert night.heard(aoi)[-1].startswith("観測途絶（避難判断水位のまま）")
