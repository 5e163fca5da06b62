"""What a person rules is obeyed at once, and outlives the engine that obeyed it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from alerting.assess import Judge
from kawamori.errors import ConflictError
from kawamori.judging.policy import Policy
from kawamori.judging.rulings import Verdict
from kawamori.levels import GaugeLevel
from kawamori.storage.connections import Connection
from kawamori.storage.judged.rulings import Made, add_ruling, rulings_of
from kawamori.testing.town import Town

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def judge_all(judge: Judge) -> None:
    while judge.step():
        pass


def rule(connection: Connection, town: Town, verdict: Verdict) -> None:
    alert_id = connection.execute("SELECT max(alert_id) FROM alerts").fetchone()
    assert alert_id is not None
    town.now += timedelta(minutes=1)
    add_ruling(
        connection,
        alert_id[0],
        verdict,
        person="Aoi",
        role="commander",
        reason="seen from the bridge",
        now=town.now,
    )


def made(connection: Connection) -> list[Made]:
    alert_id = connection.execute("SELECT max(alert_id) FROM alerts").fetchone()
    return rulings_of(connection, alert_id[0] if alert_id else 0)


def steps(connection: Connection) -> list[tuple[str, str, int, int]]:
    rows = connection.execute(
        "SELECT audience, kind, from_level, to_level FROM transitions ORDER BY transition_id"
    )
    return [(r[0], r[1], r[2], r[3]) for r in rows]


def standing(connection: Connection) -> tuple[int, int, str, float]:
    row = connection.execute(
        "SELECT level, public_level, confirmation, stage_m FROM latest_assessments"
    ).fetchone()
    assert row is not None
    return row[0], row[1], row[2], row[3]


def test_a_jump_that_a_person_calls_a_surge_is_public_before_the_next_reading(
    connection: Connection, town: Town, judge: Judge
) -> None:
    town.observe(0.5, 0.5, 3.83)
    judge_all(judge)
    assert steps(connection) == [("hq", "raise", 0, 3)]

    rule(connection, town, Verdict.SURGE)
    judge_all(judge)

    assert steps(connection) == [("hq", "raise", 0, 3), ("public", "raise", 0, 3)]
    assert standing(connection) == (3, 3, "confirmed", 3.83)
    assert connection.execute("SELECT count(*) FROM messages").fetchone() == (1,)


def test_a_jump_that_a_person_calls_a_spike_is_no_level_of_the_river_any_more(
    connection: Connection, town: Town, judge: Judge
) -> None:
    town.observe(0.5, 0.5, 3.83)
    judge_all(judge)

    rule(connection, town, Verdict.SPIKE)
    judge_all(judge)

    assert steps(connection) == [("hq", "raise", 0, 3), ("hq", "ease", 3, 0)]
    assert standing(connection) == (0, 0, "confirmed", 0.5)
    town.observe(0.5)
    judge_all(judge)
    assert len(steps(connection)) == 2


def test_an_overflow_is_public_once_a_person_has_confirmed_it_and_stays_so(
    database: str, connection: Connection, town: Town, judge: Judge
) -> None:
    town.observe(1.9, 2.3, 2.7, 3.1, 3.5, 3.9, 4.3, 4.7, 5.1)
    judge_all(judge)
    assert standing(connection)[:2] == (5, 4)

    rule(connection, town, Verdict.OVERFLOW)
    judge_all(judge)
    assert standing(connection)[:2] == (5, 5)

    judge.forget()
    after_restart = Judge(database, town.wall)
    town.observe(5.2)
    judge_all(after_restart)
    after_restart.forget()
    assert standing(connection)[:2] == (5, 5)
    assert steps(connection)[-1] == ("public", "escalate", 4, 5)


def test_a_person_s_word_makes_an_overflow_public_that_nothing_foretold(
    connection: Connection, town: Town, judge: Judge
) -> None:
    town.observe(0.8, 0.8, 5.1)
    judge_all(judge)
    assert standing(connection)[:3] == (5, 0, "unconfirmed")

    rule(connection, town, Verdict.OVERFLOW)
    judge_all(judge)

    assert standing(connection)[:3] == (5, 5, "confirmed")
    assert steps(connection)[-1] == ("public", "raise", 0, 5)


@pytest.fixture
def careful(database: str, town: Town) -> Iterator[Judge]:
    """Judge under a policy that leaves the end of a danger to a person."""
    judge = Judge(database, town.wall, Policy(person_clears_from=GaugeLevel.DANGER))
    yield judge
    judge.forget()


def test_where_policy_says_so_danger_ends_by_a_named_person(
    connection: Connection, town: Town, careful: Judge
) -> None:
    town.observe(1.8, 2.2, 2.6, 3.0, 3.4, 3.8, 4.2, 3.9, 3.5, 3.1, 2.7, 2.3, 1.9, *[1.8] * 24)
    judge_all(careful)
    assert "clear" not in [kind for _, kind, _, _ in steps(connection)]
    reasons = connection.execute("SELECT reasons FROM latest_assessments").fetchone()
    assert reasons is not None
    assert "clear_waits_for_a_person" in reasons[0]

    rule(connection, town, Verdict.ALL_CLEAR)
    judge_all(careful)

    assert sorted(steps(connection)[-2:]) == [("hq", "clear", 1, 1), ("public", "clear", 1, 1)]
    closed = connection.execute("SELECT closed_at FROM alerts").fetchone()
    assert closed == (town.now,)


def test_a_ruling_that_comes_too_late_is_refused_and_says_why(
    connection: Connection, town: Town, judge: Judge
) -> None:
    town.observe(0.5, 0.5, 3.83)
    judge_all(judge)
    town.observe(0.5)
    judge_all(judge)
    rule(connection, town, Verdict.SURGE)
    judge_all(judge)

    outcome = [(each.obeyed_at is not None, each.refused_because) for each in made(connection)]

    assert outcome[-1] == (True, "no jump waits to be settled")


def test_nothing_is_ruled_of_an_alert_that_is_over(
    connection: Connection, town: Town, judge: Judge
) -> None:
    town.observe(1.4, 1.8, 2.2, 1.9, *[1.5] * 20)
    judge_all(judge)

    with pytest.raises(ConflictError, match="there is nothing to rule"):
        rule(connection, town, Verdict.SURGE)
