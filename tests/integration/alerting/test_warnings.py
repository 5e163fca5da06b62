"""Every projection that was given is scored afterwards: it came true, it did not, or none was."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest

from alerting.assess import Judge
from kawamori.judging.findings import Warnings
from kawamori.judging.rivers import NEVER_US, Rivers, Watch
from kawamori.storage.connections import Connection, connect
from kawamori.storage.judged.warnings import Score, add_warnings, score_warnings, scores
from kawamori.storage.pipeline import Pipeline
from kawamori.testing.town import KAWABE, LADDER, RAIN_BEGINS, TEN_MINUTES, Town
from kawamori.times import to_us

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


class Foresight:
    """Whoever warns: what judging does with a projection, from the newest reading on."""

    def __init__(self, connection: Connection, town: Town) -> None:
        self._town = town
        self._pipeline = Pipeline(connection)
        self._rivers = Rivers()
        self._rivers.add([Watch(0, town.datastreams[KAWABE], KAWABE, TEN_MINUTES, LADDER)])

    def warn(self, level: int) -> None:
        """Warn that a level will be reached within the hour."""
        now_us = np.array([to_us(self._town.now)])
        given = Warnings(
            np.array([0], dtype=np.intp),
            np.array([level], dtype=np.int8),
            now_us,
            now_us + 3_600_000_000,
            now_us + 1_800_000_000,
            np.array([NEVER_US]),
        )
        add_warnings(self._pipeline, self._rivers, given, now_us, "test")
        self._pipeline.commit()


@pytest.fixture
def foresight(database: str, town: Town) -> Iterator[Foresight]:
    with connect(database, name="foresight") as connection:
        yield Foresight(connection, town)


def outcomes(connection: Connection) -> list[tuple[int, str | None, float | None]]:
    rows = connection.execute(
        "SELECT level, outcome, extract(epoch FROM reached_at - observed_at)::float8"
        " FROM warnings ORDER BY warning_id"
    ).fetchall()
    return [(row[0], row[1], row[2]) for row in rows]


def rise(town: Town, judge: Judge, *stages_m: float) -> None:
    town.observe(*stages_m)
    while judge.step():
        pass


def test_a_warning_that_came_true_is_a_hit_with_its_lead(
    connection: Connection, town: Town, judge: Judge, foresight: Foresight
) -> None:
    rise(town, judge, 1.2, 1.5)
    foresight.warn(2)
    assert score_warnings(connection, town.now) == 0

    rise(town, judge, 1.5, 2.0, 2.1)

    assert score_warnings(connection, town.now) == 1
    assert outcomes(connection) == [(2, "hit", 1200.0)]
    assert scores(connection, 0, RAIN_BEGINS) == [Score(KAWABE, 2, 1, 0, 0, 0, 1200.0)]


def test_a_warning_that_did_not_come_true_within_six_hours_is_false(
    connection: Connection, town: Town, judge: Judge, foresight: Foresight
) -> None:
    rise(town, judge, 1.2, 1.5)
    foresight.warn(2)
    town.now += timedelta(hours=6)
    assert score_warnings(connection, town.now) == 0

    town.now += timedelta(minutes=1)

    assert score_warnings(connection, town.now) == 1
    assert outcomes(connection) == [(2, "false", None)]


def test_a_level_that_nobody_foresaw_is_missed(
    connection: Connection, town: Town, judge: Judge, foresight: Foresight
) -> None:
    rise(town, judge, 1.7, 2.1, 2.6)
    foresight.warn(3)
    rise(town, judge, 2.9, 3.2, 3.3)
    score_warnings(connection, town.now)

    reached = [score for score in scores(connection, 0, RAIN_BEGINS) if score.level <= 3]
    assert reached == [
        Score(KAWABE, 2, 0, 1, 0, 0, None),
        Score(KAWABE, 3, 1, 0, 0, 0, 1200.0),
    ]


def test_a_spike_above_the_threshold_makes_no_warning_true(
    connection: Connection, town: Town, judge: Judge, foresight: Foresight
) -> None:
    rise(town, judge, 1.2, 1.5)
    foresight.warn(4)
    rise(town, judge, 6.9, 1.5, 1.5)
    town.now += timedelta(hours=7)

    score_warnings(connection, town.now)

    assert outcomes(connection) == [(4, "false", None)]


def test_a_warning_stored_twice_is_one(
    connection: Connection, town: Town, judge: Judge, foresight: Foresight
) -> None:
    rise(town, judge, 1.2, 1.5)
    foresight.warn(2)
    foresight.warn(2)

    assert len(outcomes(connection)) == 1
