"""An alert is raised at once, follows the river, and is cleared by readings, never by silence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.alerts import Alert, Audience, Kind, Reading, Side, Terms, Transition
from kawamori.errors import ConflictError
from kawamori.levels import GaugeLevel

NOON = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
TERMS = Terms(GaugeLevel.CAUTION, timedelta(hours=1))
NORMAL, STANDBY, CAUTION, EVACUATION, DANGER, _ = GaugeLevel


def walk(*levels: GaugeLevel, every: timedelta = timedelta(minutes=10)) -> list[tuple[Kind, int]]:
    """Return what headquarters' side does at each level, a step apart."""
    side, steps = Side(Audience.HQ), []
    for number, level in enumerate(levels):
        side, step = side.follow(Reading(level, NOON + number * every, 1.0), TERMS)
        if step:
            steps.append((step.kind, int(step.to_level)))
    return steps


HALF_AN_HOUR = timedelta(minutes=30)
CALM = replace(TERMS, ease_after=HALF_AN_HOUR)


def calm_walk(
    *levels: GaugeLevel, every: timedelta = timedelta(minutes=10), keeps: GaugeLevel = NORMAL
) -> list[tuple[Kind, int, int]]:
    """Return the steps of a side that eases after half an hour: kind, level and minute."""
    side, steps = Side(Audience.HQ), []
    for number, level in enumerate(levels):
        at = NOON + number * every
        side, step = side.follow(Reading(level, at, 1.0, keeps=keeps), CALM)
        if step:
            steps.append((step.kind, int(step.to_level), (at - NOON) // timedelta(minutes=1)))
    return steps


def test_below_the_alerting_level_there_is_no_alert() -> None:
    assert walk(NORMAL, STANDBY, NORMAL) == []


def test_an_alert_goes_where_the_level_goes_at_once() -> None:
    assert walk(CAUTION, DANGER, EVACUATION, EVACUATION) == [
        (Kind.RAISE, 2),
        (Kind.ESCALATE, 4),
        (Kind.EASE, 3),
    ]


def test_an_alert_is_cleared_when_the_level_has_stood_below_for_the_quiet_time() -> None:
    assert walk(CAUTION, *[NORMAL] * 7) == [(Kind.RAISE, 2), (Kind.EASE, 0), (Kind.CLEAR, 0)]


def test_a_river_that_falls_for_a_moment_and_rises_again_is_one_alert() -> None:
    assert walk(CAUTION, NORMAL, CAUTION, *[NORMAL] * 6, DANGER) == [
        (Kind.RAISE, 2),
        (Kind.EASE, 0),
        (Kind.ESCALATE, 2),
        (Kind.EASE, 0),
        (Kind.ESCALATE, 4),
    ]


def test_after_a_clear_the_next_rise_is_raised_anew() -> None:
    assert walk(CAUTION, *[STANDBY] * 7, EVACUATION)[-2:] == [(Kind.CLEAR, 1), (Kind.RAISE, 3)]


def test_silence_is_no_reading_and_clears_nothing() -> None:
    alert = Alert(1, NOON)
    high = Reading(DANGER, NOON, 4.1)
    alert, _ = alert.follow(high, high, TERMS)

    low = Reading(NORMAL, NOON + timedelta(days=2), 0.5)
    alert, steps = alert.follow(low, low, TERMS)

    assert alert.is_open
    assert [step.kind for step in steps] == [Kind.EASE, Kind.EASE]


def test_after_a_silence_the_quiet_time_begins_anew() -> None:
    side, _ = Side(Audience.HQ).follow(Reading(DANGER, NOON, 4.1), TERMS)
    side, _ = side.follow(Reading(NORMAL, NOON + timedelta(minutes=10), 0.5), TERMS)
    back = NOON + timedelta(hours=5)

    side, step = side.follow(Reading(NORMAL, back, 0.5, after_silence=True), TERMS)

    assert (side.is_open, side.quiet_since, step) == (True, back, None)


def test_the_public_s_side_stays_as_it_is_while_there_is_nothing_to_show_it() -> None:
    high = Reading(CAUTION, NOON, 2.1)
    alert, _ = Alert(1, NOON).follow(high, high, TERMS)
    public = alert.public

    alert, _ = alert.follow(Reading(DANGER, NOON + timedelta(minutes=10), 4.1), None, TERMS)

    assert (alert.hq.level, alert.public) == (DANGER, public)


def test_headquarters_side_is_not_cleared_before_the_public_s() -> None:
    high, low = Reading(CAUTION, NOON, 2.1), Reading(NORMAL, NOON + timedelta(minutes=10), 0.5)
    later = Reading(NORMAL, NOON + timedelta(hours=2), 0.9)
    alert, _ = Alert(1, NOON).follow(high, high, TERMS)
    alert, _ = alert.follow(low, low, TERMS)

    alert, unsettled = alert.follow(later, None, TERMS)
    alert, settled = alert.follow(later, later, TERMS)

    assert unsettled == []
    assert [step.kind for step in settled] == [Kind.CLEAR, Kind.CLEAR]


def test_the_public_s_side_follows_what_is_confirmed() -> None:
    seen, believed = Reading(DANGER, NOON, 4.1), Reading(NORMAL, NOON, 4.1)

    alert, steps = Alert(1, NOON).follow(seen, believed, TERMS)

    assert [(step.audience, step.kind) for step in steps] == [(Audience.HQ, Kind.RAISE)]
    assert not alert.public.is_open
    assert alert.is_open


def test_a_river_that_dips_for_less_than_half_an_hour_takes_no_step() -> None:
    wave = [DANGER, EVACUATION, CAUTION, DANGER]

    assert calm_walk(*wave * 3) == [(Kind.RAISE, 4, 0)]


def test_a_level_is_eased_when_the_river_has_stood_below_it_for_half_an_hour() -> None:
    assert calm_walk(DANGER, *[NORMAL] * 5) == [(Kind.RAISE, 4, 0), (Kind.EASE, 0, 40)]


def test_one_low_reading_after_a_long_step_eases_nothing() -> None:
    forty = timedelta(minutes=40)

    assert calm_walk(DANGER, NORMAL, DANGER, every=forty) == [(Kind.RAISE, 4, 0)]
    assert calm_walk(DANGER, NORMAL, NORMAL, every=forty)[1:] == [(Kind.EASE, 0, 80)]


def test_each_level_is_left_by_itself() -> None:
    assert calm_walk(DANGER, EVACUATION, EVACUATION, *[CAUTION] * 4) == [
        (Kind.RAISE, 4, 0),
        (Kind.EASE, 3, 40),
        (Kind.EASE, 2, 60),
    ]


def test_going_up_never_waits_and_begins_from_where_the_alert_stands() -> None:
    assert calm_walk(EVACUATION, CAUTION, DANGER) == [(Kind.RAISE, 3, 0), (Kind.ESCALATE, 4, 20)]


def test_a_stage_that_is_hardly_below_a_level_is_no_sign_that_the_river_left_it() -> None:
    assert calm_walk(DANGER, *[EVACUATION] * 9, keeps=DANGER) == [(Kind.RAISE, 4, 0)]


def test_a_level_that_no_believed_reading_bore_out_is_left_at_once() -> None:
    side, _ = Side(Audience.HQ).follow(Reading(DANGER, NOON, 4.1, is_unsure=True), CALM)
    later = NOON + timedelta(minutes=1)

    _, step = side.follow(Reading(NORMAL, later, 0.8), CALM)

    assert step
    assert (step.kind, step.to_level) == (Kind.EASE, NORMAL)


def test_a_level_that_was_borne_out_is_held_like_any_other() -> None:
    side, _ = Side(Audience.HQ).follow(Reading(DANGER, NOON, 4.1, is_unsure=True), CALM)
    side, _ = side.follow(Reading(DANGER, NOON + timedelta(minutes=1), 4.1), CALM)

    side, step = side.follow(Reading(NORMAL, NOON + timedelta(minutes=2), 0.8), CALM)

    assert (side.level, step) == (DANGER, None)


def test_the_quiet_time_runs_while_it_is_seen_whether_the_river_only_dips() -> None:
    assert calm_walk(CAUTION, *[NORMAL] * 7) == [
        (Kind.RAISE, 2, 0),
        (Kind.EASE, 0, 40),
        (Kind.CLEAR, 0, 70),
    ]


def test_the_peak_is_the_highest_since_the_raise() -> None:
    side = Side(Audience.HQ)
    for number, level in enumerate((CAUTION, DANGER, CAUTION)):
        side, _ = side.follow(Reading(level, NOON + timedelta(minutes=number), 1.0), TERMS)

    assert (side.level, side.peak_level) == (CAUTION, DANGER)


@pytest.mark.parametrize(
    ("kind", "from_level", "to_level"),
    [
        (Kind.RAISE, CAUTION, NORMAL),
        (Kind.RAISE, CAUTION, CAUTION),
        (Kind.ESCALATE, DANGER, CAUTION),
        (Kind.EASE, CAUTION, DANGER),
        (Kind.EASE, CAUTION, CAUTION),
    ],
)
def test_a_step_the_wrong_way_can_not_be(
    kind: Kind, from_level: GaugeLevel, to_level: GaugeLevel
) -> None:
    with pytest.raises(ConflictError):
        Transition(Audience.HQ, kind, from_level, to_level, NOON, 1.0)


@given(st.lists(st.sampled_from(GaugeLevel), max_size=40))
def test_a_rise_is_never_delayed_and_the_steps_always_join_up(levels: list[GaugeLevel]) -> None:
    side, steps = Side(Audience.HQ), []
    for number, level in enumerate(levels):
        side, step = side.follow(Reading(level, NOON + timedelta(minutes=number), 1.0), TERMS)
        if step:
            steps.append(step)

        assert side.is_open or level < TERMS.from_level
        assert side.level == level or not side.is_open

    for one, following in pairwise(steps):
        assert following.from_level == one.to_level
        assert (following.kind is Kind.RAISE) == (one.kind is Kind.CLEAR)


@given(st.lists(st.tuples(st.sampled_from(GaugeLevel), st.integers(1, 90)), max_size=40))
def test_no_level_is_eased_that_the_river_stood_at_within_the_half_hour(
    readings: list[tuple[GaugeLevel, int]],
) -> None:
    """The reading before counts however long ago it is: one reading alone eases nothing."""
    side, at, lately = Side(Audience.HQ), NOON, [(NOON, NORMAL)]
    for level, minutes in readings:
        at += timedelta(minutes=minutes)
        was = side
        side, step = side.follow(Reading(level, at, 1.0), CALM)
        if step and step.kind is Kind.EASE:
            stood = [each for when, each in lately if at - when < HALF_AN_HOUR]
            assert step.to_level >= max([level, lately[-1][1], *stood])
        assert side.level >= level or not side.is_open
        assert side.level >= was.level or step
        lately.append((at, level))
