"""Under load the pages leave things out, and how the rivers stand last of all."""

from hypothesis import given
from hypothesis import strategies as st

from api.residents.shedding import EASES_AFTER_S, RINGS_EVERY_S, Load, Relief


def rung(load: Load, late_s: float, times: int, begin_s: float = 0.0) -> float:
    for n in range(times):
        load.ring(late_s, begin_s + n * RINGS_EVERY_S)
    return begin_s + times * RINGS_EVERY_S


def test_a_single_hiccup_changes_nothing() -> None:
    load = Load()
    load.ring(0.5, 0.0)
    rung(load, 0.0, 10, 0.1)
    assert load.relief is Relief.NONE


def test_a_second_of_lateness_is_answered_with_relief() -> None:
    load = Load()
    rung(load, 0.3, 10)
    assert load.relief is Relief.SOME


def test_worse_lateness_gets_more_relief() -> None:
    load = Load()
    rung(load, 2.0, 10)
    assert load.relief is Relief.MOST


def test_after_calm_it_eases_a_step_at_a_time() -> None:
    load = Load()
    at = rung(load, 2.0, 10)
    at = rung(load, 0.0, 40, at)  # until what was late is forgotten
    eased = []
    while load.relief is not Relief.NONE:
        before = load.relief
        at = rung(load, 0.0, 1, at)
        if load.relief is not before:
            eased.append((load.relief, at))
    assert [relief for relief, _ in eased] == [Relief.SOME, Relief.NONE]
    assert eased[1][1] - eased[0][1] >= EASES_AFTER_S


@given(st.lists(st.floats(0, 5), max_size=200))
def test_relief_never_falls_by_two_steps_at_once(lates: list[float]) -> None:
    load, at, before = Load(), 0.0, Relief.NONE
    for late in lates:
        load.ring(late, at)
        assert load.relief >= before - 1
        before, at = load.relief, at + 1.0
