"""What a device was told is looked at again, until nothing is new."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.confirmations import Confirmations
from ingest.watermarks import MOST_TOGETHER, TELL_EVERY_S
from kawamori.storage.readings.devices import Mark

DEVICE = (0, "d1")

a_process = st.integers(0, 2)
a_step = st.tuples(a_process, st.integers(1, 3), st.booleans(), st.floats(0, TELL_EVERY_S))


def mark(seq: int, device_id: str = "d1") -> Mark:
    return Mark(0, device_id, 1, seq, 1)


def test_a_device_is_asked_for_again_a_second_after_it_was_told() -> None:
    confirmations = Confirmations()
    assert confirmations.news([mark(5)], {DEVICE}, set(), 10.0) == [mark(5)]

    assert confirmations.due(10.9) == set()
    assert confirmations.due(11.0) == {DEVICE}
    assert confirmations.wait_s(10.75) == 0.25


def test_who_told_less_than_is_stored_tells_again_and_who_knew_is_quiet() -> None:
    confirmations = Confirmations()
    confirmations.news([mark(5)], {DEVICE}, set(), 0.0)

    assert confirmations.news([mark(200)], set(), confirmations.due(1.0), 1.0) == [mark(200)]
    assert confirmations.news([mark(200)], set(), confirmations.due(2.0), 2.0) == []
    assert confirmations.wait_s(2.0) is None


def test_a_device_that_sends_again_is_told_again_though_nothing_is_new() -> None:
    confirmations = Confirmations()
    confirmations.news([mark(5)], {DEVICE}, set(), 0.0)

    assert confirmations.news([mark(5)], {DEVICE}, confirmations.due(1.0), 1.0) == [mark(5)]


def test_of_very_many_devices_some_are_asked_for_at_a_time_and_all_in_turn() -> None:
    confirmations = Confirmations()
    devices = {(0, f"d{number}") for number in range(2 * MOST_TOGETHER + 1)}
    confirmations.news([mark(1, name) for _, name in sorted(devices)], devices, set(), 0.0)

    rounds = []
    while due := confirmations.due(1.0):
        rounds.append(due)
        assert not confirmations.news([mark(1, name) for _, name in sorted(due)], set(), due, 1.0)

    assert [len(due) for due in rounds] == [MOST_TOGETHER, MOST_TOGETHER, 1]
    assert set().union(*rounds) == devices


@given(st.lists(a_step, max_size=20))
def test_whoever_speaks_last_the_device_ends_with_what_is_stored(
    steps: list[tuple[int, int, bool, float]],
) -> None:
    processes = [Confirmations() for _ in range(3)]
    stored, told, now_s = 0, 0, 0.0
    held_back: list[list[Mark]] = []
    for number, new, at_once, passed_s in steps:
        now_s += passed_s
        stored += new
        news = processes[number].news([mark(stored)], {DEVICE}, processes[number].due(now_s), now_s)
        held_back.append(news)
        if at_once:
            told = news[0].seq
            held_back.pop()
    for news in reversed(held_back):  # overtaken on their way to the broker
        told = news[0].seq

    for _ in range(4):
        now_s += TELL_EVERY_S
        for process in processes:
            for news in process.news([mark(stored)], set(), process.due(now_s), now_s):
                told = news.seq

    assert told == stored
