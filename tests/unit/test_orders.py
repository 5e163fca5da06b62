"""One named person composes an order, another releases it, and nothing goes live by a slip."""

from contextlib import nullcontext
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from kawamori.calls import Hours
from kawamori.errors import ConflictError, InvalidError, NotAllowedError
from kawamori.orders import (
    Actor,
    Draft,
    OrderArea,
    OrderLevel,
    ReleasePolicy,
    State,
    Step,
    check_after,
    check_composer,
    check_decided,
    check_district,
    check_phrase,
    check_step,
    phrase,
    why_alone,
)
from kawamori.runs import Status

NOON = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)  # in Japan
MIDNIGHT = datetime(2026, 9, 1, 15, 0, tzinfo=UTC)
BY_DAY = ReleasePolicy(night=Hours(time(22), time(6)))
NEVER_ALONE = ReleasePolicy(night=None, alone_with_reason=False)
KAWABE, MINATO = OrderArea("kawabe-1", "川辺一丁目"), OrderArea("minato", "港町")


def aoi(now: datetime = NOON, role: str = "commander") -> Actor:
    return Actor("Aoi", role, now)


def why(
    level: OrderLevel,
    *,
    by: str,
    now: datetime = NOON,
    policy: ReleasePolicy = BY_DAY,
    because: str = "",
) -> str:
    return why_alone(level, by, aoi(now), policy, because)


@pytest.mark.parametrize(
    ("level", "name", "article"),
    [(3, "高齢者等避難", "56"), (4, "避難指示", "60-1"), (5, "緊急安全確保", "60-3")],
)
def test_each_level_has_its_name_and_the_article_it_rests_on(
    level: int, name: str, article: str
) -> None:
    order = OrderLevel(level)

    assert (order.name_ja, order.legal_basis) == (name, article)


def test_whoever_composed_an_order_leaves_its_release_to_another() -> None:
    assert why(OrderLevel.EVACUATION, by="Fumi") == ""
    with pytest.raises(NotAllowedError, match="Aoi composed this order: another commander"):
        why(OrderLevel.EVACUATION, by="Aoi")
    with pytest.raises(NotAllowedError, match="another commander"):
        why(OrderLevel.EVACUATION, by=" Aoi ")


def test_a_commander_alone_says_why_and_it_is_kept() -> None:
    because = "the others are cut off"

    assert why(OrderLevel.EVACUATION, by="Aoi", because=f" {because} ") == because


def test_at_night_one_person_is_enough_for_the_highest_order_alone() -> None:
    alone = why(OrderLevel.SAFETY, by="Aoi", now=MIDNIGHT)

    assert alone == "夜間（22:00-06:00）の緊急安全確保"
    for level, now in ((OrderLevel.SAFETY, NOON), (OrderLevel.EVACUATION, MIDNIGHT)):
        with pytest.raises(NotAllowedError):
            why(level, by="Aoi", now=now)


def test_where_the_policy_says_two_a_reason_does_not_help() -> None:
    with pytest.raises(NotAllowedError):
        why(OrderLevel.SAFETY, by="Aoi", now=MIDNIGHT, policy=NEVER_ALONE, because="alone")


@pytest.mark.parametrize("role", ["operator", "branch", "viewer"])
def test_nobody_but_a_commander_releases(role: str) -> None:
    with pytest.raises(NotAllowedError, match=f"{role} Aoi may not release"):
        why_alone(OrderLevel.SAFETY, "Fumi", aoi(role=role), BY_DAY, "alone")


def test_whoever_only_looks_on_composes_nothing() -> None:
    with pytest.raises(NotAllowedError, match="branch, commander, operator may"):
        check_composer(aoi(role="viewer"))


@pytest.mark.parametrize(
    ("role", "areas", "refused"),
    [
        ("branch", ["minato"], None),
        ("branch", ["minato", "kawara"], "for kawara: its district is hama, minato"),
        ("operator", ["minato", "kawara"], None),
    ],
)
def test_a_branch_speaks_for_its_own_district_alone(
    role: str, areas: list[str], refused: str | None
) -> None:
    with pytest.raises(NotAllowedError, match=refused) if refused else nullcontext():
        check_district(aoi(role=role), {"minato", "hama"}, areas)


@pytest.mark.parametrize(
    ("step", "states"),
    [
        (Step.RELEASE, {State.DRAFT}),
        (Step.WITHDRAW, {State.DRAFT}),
        (Step.LIFT, {State.RELEASED}),
        (Step.RETRACT, {State.RELEASED}),
        (Step.REPORT, {State.RELEASED, State.REPLACED, State.LIFTED, State.RETRACTED}),
    ],
)
def test_what_can_be_done_hangs_on_how_the_order_stands(step: Step, states: set[State]) -> None:
    possible = set()
    for state in State:
        try:
            check_step(step, state)
        except ConflictError as error:
            assert f"the order is {state}" in str(error)  # noqa: PT017 others pass
        else:
            possible.add(state)

    assert possible == states


def test_what_is_typed_names_the_order_and_its_place() -> None:
    one, two = [KAWABE], [KAWABE, MINATO]

    assert phrase(OrderLevel.EVACUATION, one, Step.RELEASE) == "避難指示 川辺一丁目"
    assert phrase(OrderLevel.SAFETY, two, Step.RELEASE) == "緊急安全確保 川辺一丁目ほか1地区"
    assert phrase(OrderLevel.EVACUATION, one, Step.LIFT) == "避難指示 川辺一丁目 解除"
    assert phrase(OrderLevel.EVACUATION, one, Step.RETRACT) == "避難指示 川辺一丁目 取消"


@pytest.mark.parametrize(
    "typed",
    [
        "避難指示 川辺一丁目",
        "避難指示　川辺一丁目",
        "「避難指示川辺一丁目」",
        " 避難指示 川辺一丁目 ",
    ],
)
def test_blanks_and_brackets_are_no_fault(typed: str) -> None:
    check_phrase(Status.ACTUAL, "避難指示 川辺一丁目", typed)


@pytest.mark.parametrize("typed", ["", "避難指示", "避難指示 港町", "緊急安全確保 川辺一丁目", "y"])
def test_anything_else_keeps_it_from_residents_and_a_rehearsal_asks_for_nothing(typed: str) -> None:
    with pytest.raises(InvalidError, match="type 「避難指示 川辺一丁目」"):
        check_phrase(Status.ACTUAL, "避難指示 川辺一丁目", typed)
    check_phrase(Status.EXERCISE, "避難指示 川辺一丁目", typed)
    check_phrase(Status.TEST, "避難指示 川辺一丁目", typed)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"area_ids": ()}, "name its areas"),
        ({"area_ids": ("minato", "minato")}, "named twice"),
        ({"replaces": (1, 1)}, "named twice"),
        ({"reason": " "}, "has its reason"),
        ({"reason": "a" * 401}, "at most 400"),
        ({"shelter": "川辺小\n学校"}, "one line"),
        ({"reason": "水位\x00"}, "one line"),
        ({"url": "javascript:alert(1)"}, "does not begin with https://"),
    ],
)
def test_a_draft_that_could_not_be_told_is_refused(wrong: dict[str, Any], why: str) -> None:
    good: dict[str, Any] = {
        "level": OrderLevel.EVACUATION,
        "area_ids": ("minato",),
        "reason": "氾濫危険水位に到達",
    }
    sheltered: dict[str, Any] = good | {"shelter": "川辺小学校　体育館 👟"}
    Draft(**good)
    Draft(**sheltered)

    with pytest.raises(InvalidError, match=why):
        Draft(**good | wrong)


def test_nobody_acts_without_a_name() -> None:
    with pytest.raises(InvalidError, match="named person"):
        Actor(" ", "commander", NOON)


def test_the_decision_is_of_today_and_the_report_after_the_announcement() -> None:
    check_decided(NOON - timedelta(hours=1), NOON)
    check_after("reported_at", NOON, NOON, NOON)
    for at in (NOON - timedelta(days=2), NOON + timedelta(hours=1)):
        with pytest.raises(InvalidError, match="decided_at"):
            check_decided(at, NOON)
        with pytest.raises(InvalidError, match="reported_at"):
            check_after("reported_at", at, NOON, NOON)


def test_the_night_goes_over_midnight_and_a_shift_by_day_does_not() -> None:
    night, day = Hours(time(22), time(6)), Hours(time(8), time(17))

    assert [night.include(time(hour)) for hour in (21, 22, 0, 5, 6)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert [day.include(time(hour)) for hour in (7, 8, 16, 17)] == [False, True, True, False]
