"""A watermark never covers a reading that is not committed."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from ingest.watermarks import (
    MOST_TOGETHER,
    TELL_EVERY_S,
    TOGETHER_S,
    Boot,
    Seen,
    Watermarks,
    spans,
)

DEVICE_BOOT: Boot = (0, "d1", 1)
OTHER: Boot = (0, "d2", 1)

a_batch = st.lists(st.integers(1, 40), max_size=10)
a_step = st.tuples(a_batch, st.booleans(), st.floats(0, 2 * TELL_EVERY_S))


@given(st.lists(st.integers(1, 1000)))
def test_spans_hold_every_number_and_no_other(seqs: list[int]) -> None:
    found = spans(seqs)

    assert {n for first, last in found for n in range(first, last + 1)} == set(seqs)


@given(st.lists(st.integers(1, 1000)))
def test_spans_rise_and_never_touch(seqs: list[int]) -> None:
    found = spans(seqs)

    assert all(last + 1 < first for (_, last), (first, _) in itertools.pairwise(found))


@given(st.lists(a_step, max_size=30))
def test_what_is_told_is_committed_and_nothing_is_told_when_a_commit_fails(
    steps: list[tuple[list[int], bool, float]],
) -> None:
    watermarks, committed, told, now_s = Watermarks(), set[int](), set[int](), 0.0
    for seqs, succeeds, passed_s in steps:
        now_s += passed_s
        batch = {DEVICE_BOOT: Seen(list(seqs))} if seqs else {}
        telling = watermarks.to_tell(batch, now_s)
        if succeeds:
            committed |= set(seqs)
            told |= set(telling.get(DEVICE_BOOT, Seen()).seqs)
            watermarks.committed(batch, telling, now_s)
        assert told <= committed

    last = watermarks.to_tell({}, now_s + TELL_EVERY_S + TOGETHER_S)
    assert told | set(last.get(DEVICE_BOOT, Seen()).seqs) == committed


def test_a_device_is_told_at_once_then_once_a_second() -> None:
    watermarks = Watermarks()
    told_at = []
    for tick in range(40):
        now_s = tick / 10
        batch = {DEVICE_BOOT: Seen([tick + 1])}
        telling = watermarks.to_tell(batch, now_s)
        watermarks.committed(batch, telling, now_s)
        if telling:
            told_at.append(now_s)

    assert told_at == [0.0, 1.0, 2.0, 3.0]


def test_a_quiet_device_is_told_when_its_second_is_over() -> None:
    watermarks = Watermarks()
    for now_s in (0.0, 0.4):
        batch = {DEVICE_BOOT: Seen([1 + int(now_s * 10)])}
        watermarks.committed(batch, watermarks.to_tell(batch, now_s), now_s)

    assert watermarks.to_tell({}, 0.9) == {}
    assert watermarks.to_tell({}, 1.0) == {DEVICE_BOOT: Seen([5])}


def test_devices_that_come_in_one_after_another_are_told_together() -> None:
    watermarks = Watermarks()
    tellings = []
    for tick in range(100):
        now_s = tick / 1000
        batch = {(0, f"d{tick}", 1): Seen([1])}
        telling = watermarks.to_tell(batch, now_s)
        watermarks.committed(batch, telling, now_s)
        tellings.append(len(telling))

    assert [count for count in tellings if count] == [1, 20, 20, 20, 20]
    assert watermarks.wait_s(0.099) == 0.1 - 0.099


def test_of_very_many_devices_all_are_told_in_turn() -> None:
    watermarks = Watermarks()
    batch = {(0, f"d{number}", 1): Seen([1]) for number in range(MOST_TOGETHER * 3)}
    told: list[Boot] = []
    for tick in range(4):
        telling = watermarks.to_tell(batch, tick * TOGETHER_S * 1.01)
        watermarks.committed(batch, telling, tick * TOGETHER_S * 1.01)
        told += telling
        batch = {}

    assert sorted(told) == sorted((0, f"d{number}", 1) for number in range(MOST_TOGETHER * 3))


def test_nobody_is_waited_for_when_all_is_told() -> None:
    assert Watermarks().wait_s(5.0) is None


def test_one_device_does_not_hold_up_another() -> None:
    watermarks = Watermarks()
    first = {DEVICE_BOOT: Seen([1])}
    watermarks.committed(first, watermarks.to_tell(first, 0.0), 0.0)

    telling = watermarks.to_tell({DEVICE_BOOT: Seen([2]), OTHER: Seen([1])}, 0.1)

    assert telling == {OTHER: Seen([1])}
