"""Floods told as timelines: each line a reading, the levels then, and the steps it causes."""

from datetime import timedelta

import pytest

from alerting.assess import Judge
from kawamori.storage.connections import Connection
from kawamori.testing.timeline import Timeline
from kawamori.testing.town import Town

RISE = """
    03:10 | 0.80 | 0/0
    03:20 | 1.10 | 1/1
    03:30 | 1.50 | 1/1
    03:40 | 1.95 | 1/1
    03:50 | 2.35 | 2/2 | hq raise 2, public raise 2
    04:00 | 2.75 | 2/2
    04:10 | 3.15 | 3/3 | hq escalate 3, public escalate 3
    04:20 | 3.60 | 3/3
    04:30 | 4.05 | 4/4 | hq escalate 4, public escalate 4
    04:40 | 4.10 | 4/4
    04:50 | 3.95 | 4/4
    05:00 | 3.85 | 3/3
    05:10 | 3.80 | 3/3
    05:20 | 3.70 | 3/3
    05:30 | 3.65 | 3/3 | hq ease 3, public ease 3
"""


def judge_all(judge: Judge) -> None:
    while judge.step():
        pass


@pytest.fixture
def timeline(town: Town, judge: Judge) -> Timeline:
    return Timeline(town, lambda: judge_all(judge), judge.sweep)


def messages(connection: Connection) -> list[tuple[str, int]]:
    rows = connection.execute("SELECT kind, level FROM messages ORDER BY message_id").fetchall()
    return [(row[0], row[1]) for row in rows]


def test_a_rise_goes_up_the_ladder_and_each_level_is_told_once(
    connection: Connection, timeline: Timeline
) -> None:
    timeline.play(RISE)

    assert messages(connection) == [("raise", 2), ("escalate", 3), ("escalate", 4)]


def test_waves_around_a_threshold_are_one_crossing(
    connection: Connection, timeline: Timeline
) -> None:
    timeline.play("""
        03:10 | 1.60
        03:20 | 1.80
        03:30 | 1.96
        03:40 | 2.03 | 2/2 | hq raise 2, public raise 2
        03:50 | 1.97 | 2/2
        04:00 | 2.04 | 2/2
        04:10 | 1.93 | 2/2
        04:20 | 2.02 | 2/2
        04:30 | 1.94 | 2/2
        04:40 | 2.01 | 2/2
    """)

    assert messages(connection) == [("raise", 2)]


def test_a_river_that_dips_is_shown_as_it_is_and_is_no_news_when_it_returns(
    connection: Connection, timeline: Timeline
) -> None:
    timeline.play("""
        03:10 | 1.20
        03:20 | 1.60
        03:30 | 1.90
        03:40 | 2.20 | 2/2 | hq raise 2, public raise 2
        04:50 | 2.30 | 2/2
        05:00 | 1.85 | 1/1
        05:10 | 1.80 | 1/1
        05:20 | 2.20 | 2/2
        05:30 | 1.80 | 1/1
        05:40 | 1.70 | 1/1
        05:50 | 1.60 | 1/1
        06:00 | 1.50 | 1/1 | hq ease 1, public ease 1
    """)

    assert messages(connection) == [("raise", 2)]


def test_the_all_clear_waits_for_three_low_hours_and_for_a_river_that_rises_no_more(
    connection: Connection, timeline: Timeline
) -> None:
    timeline.play("""
        03:00 | 1.20
        03:10 | 1.60
        03:20 | 2.00 | 2/2 | hq raise 2, public raise 2
        03:30 | 2.10 | 2/2
        03:40 | 1.95 | 2/2
        03:50 | 1.80 | 1/1
        04:20 | 1.60 | 1/1 | hq ease 1, public ease 1
        04:50 | 1.45
        05:20 | 1.30
        05:50 | 1.20
        06:10 | 1.20
        06:20 | 1.26
        06:30 | 1.34
        06:40 | 1.44
        06:50 | 1.56 | 1/1
        07:00 | 1.60 | 1/1
    """)
    reasons = connection.execute("SELECT reasons FROM latest_assessments").fetchone()
    assert reasons is not None
    assert "clear_waits_for_the_fall" in reasons[0]

    timeline.play("""
        07:10 | 1.60 | 1/1
        07:20 | 1.58 | 1/1
        07:30 | 1.55 | 1/1
        07:40 | 1.50 | 1/1 | hq clear 1, public clear 1
    """)
    assert messages(connection) == [("raise", 2), ("clear", 1)]


def test_danger_and_then_silence_is_blind_for_as_long_as_it_lasts(
    connection: Connection, timeline: Timeline
) -> None:
    timeline.play("""
        03:00 | 1.50
        03:10 | 1.90
        03:20 | 2.35 | 2/2 | hq raise 2, public raise 2
        03:25 | 2.75 | 2/2
        03:30 | 3.10 | 3/3 | hq escalate 3, public escalate 3
        03:50 | -    | 3/3
        04:01 | -    | 3/3 blind
        09:00 | -    | 3/3 blind
        27:00 | -    | 3/3 blind
        27:10 | 3.00 | 3/3 | hq raise 3, public raise 3
    """)

    # a gauge found high after half a day of silence is a case of its own: people are told again
    assert messages(connection) == [("raise", 2), ("escalate", 3), ("raise", 3)]


def test_what_arrives_late_is_kept_and_tells_nobody_outside(
    connection: Connection, town: Town, judge: Judge, timeline: Timeline
) -> None:
    timeline.play("""
        03:10 | 0.80
        03:20 | 0.85
        04:20 | 0.90 | 0/0
    """)
    passed = town.now - timedelta(minutes=30)
    town.store([(passed + timedelta(minutes=k), 3.5 + k / 10) for k in range(5)])
    town.observe(0.92)
    judge_all(judge)

    assert messages(connection) == []
    latest = connection.execute("SELECT level, public_level, stage_m FROM latest_assessments")
    assert latest.fetchall() == [(0, 0, 0.92)]
    public = connection.execute("SELECT count(*) FROM transitions WHERE audience = 'public'")
    assert public.fetchone() == (0,)
    stored = connection.execute("SELECT count(*), max(result) FROM observations").fetchone()
    assert stored == (9, 3.9)


def test_a_whole_spool_judged_at_once_comes_to_the_steps_of_the_flood_itself(
    connection: Connection, town: Town, judge: Judge
) -> None:
    """A link that was cut for the whole rise gives everything at once when it is back."""
    lines = [line.split("|") for line in RISE.split("\n") if "|" in line]
    begin = town.now.replace(hour=0, minute=0)
    readings = [
        (begin + timedelta(hours=int(at[:2]), minutes=int(at[3:])), float(stage))
        for at, stage, *_ in ((line[0].strip(), *line[1:]) for line in lines)
    ]
    town.now = readings[-1][0]
    town.store(readings)
    judge_all(judge)

    rows = connection.execute(
        "SELECT audience, kind, to_level, observed_at FROM transitions ORDER BY transition_id"
    ).fetchall()

    assert [row[:3] for row in rows if row[0] == "public"] == [
        ("public", "raise", 2),
        ("public", "escalate", 3),
        ("public", "escalate", 4),
        ("public", "ease", 3),
    ]
    assert rows[0][3] == begin + timedelta(hours=3, minutes=50)


def test_two_engines_at_once_come_to_what_one_comes_to(
    database: str, connection: Connection, town: Town, judge: Judge
) -> None:
    other = Judge(database, town.wall)
    turns = [judge, other]

    def both_in_turn() -> None:
        turns.reverse()
        for engine in turns:
            judge_all(engine)

    try:
        Timeline(town, both_in_turn, judge.sweep).play(RISE)
    finally:
        other.forget()

    assert messages(connection) == [("raise", 2), ("escalate", 3), ("escalate", 4)]


def test_when_the_engine_that_judges_dies_the_other_goes_on_in_the_middle_of_the_rise(
    database: str, connection: Connection, town: Town, judge: Judge
) -> None:
    other = Judge(database, town.wall)
    half = RISE.index("    04:10")
    first = Timeline(town, lambda: judge_all(judge), judge.sweep)
    first.play(RISE[:half])
    judge.forget()
    while connection.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'").fetchone():
        pass  # the server takes a moment to notice

    try:
        first.go_on_with(lambda: judge_all(other))
        first.play(RISE[half:])
    finally:
        other.forget()

    assert messages(connection) == [("raise", 2), ("escalate", 3), ("escalate", 4)]
