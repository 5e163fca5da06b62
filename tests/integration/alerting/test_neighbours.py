"""What rises upstream is foretold downstream, in the very row that the map reads."""

from datetime import timedelta
from typing import Any

import pytest

from alerting.assess import Judge
from kawamori.neighbours import Passage
from kawamori.storage.river.neighbours import record_passages, withdraw_passage
from kawamori.testing.town import KAWABE, TEN_MINUTES, Town

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

FORTY = timedelta(minutes=40)
PASSAGE = Passage("weir", KAWABE, FORTY, timedelta(minutes=15))


@pytest.fixture
def valley(town: Town) -> Town:
    town.add_station("weir")
    record_passages(town.connection, [PASSAGE], author="Mori")
    return town


def let_pass(town: Town, judge: Judge, *, weir_m: float, bridge_m: float = 0.5) -> None:
    """Let ten minutes pass, and judge a reading of either station."""
    town.now += TEN_MINUTES
    for station_id, stage_m in (("weir", weir_m), (KAWABE, bridge_m)):
        town.store([(town.now, stage_m)], station_id=station_id)
    while judge.step():
        pass


def coming(town: Town) -> dict[str, Any] | None:
    row = town.connection.execute(
        "SELECT upstream FROM latest_assessments WHERE station_id = %s", (KAWABE,)
    ).fetchone()
    assert row is not None
    return row[0]  # type: ignore[no-any-return]


def test_a_rise_upstream_is_stored_with_the_station_that_it_comes_to(
    valley: Town, judge: Judge
) -> None:
    for _ in range(4):
        let_pass(valley, judge, weir_m=0.5)
    assert coming(valley) is None

    let_pass(valley, judge, weir_m=0.8)

    told = coming(valley)
    assert told is not None
    assert (told["station_id"], told["expected_in_s"], told["spread_s"]) == ("weir", 1800, 900)
    assert told["as_of"] == valley.now.isoformat()


def test_after_a_restart_it_is_foretold_as_before(valley: Town, judge: Judge) -> None:
    for stage_m in (0.5, 0.5, 0.5, 0.8):
        let_pass(valley, judge, weir_m=stage_m)
    judge.forget()

    let_pass(valley, judge, weir_m=0.8)

    told = coming(valley)
    assert told is not None
    assert told["expected_in_s"] == 1200


def test_neighbours_that_are_told_of_or_withdrawn_meanwhile_are_taken_over(
    valley: Town, judge: Judge
) -> None:
    for stage_m in (0.5, 0.5, 0.5, 0.8):
        let_pass(valley, judge, weir_m=stage_m)

    withdraw_passage(valley.connection, "weir", KAWABE, author="Sato")
    assert judge.sweep()
    let_pass(valley, judge, weir_m=0.9)

    assert coming(valley) is None
