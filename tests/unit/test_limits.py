"""Whoever asks too often waits, and nobody else does, unless all together ask too often."""

from api.limits import MOST_KNOWN, Limits, Rate, caller_of


def test_a_caller_waits_once_they_have_asked_their_share_and_is_let_in_as_time_passes() -> None:
    limits = Limits(Rate(3, 60), Rate(1000, 1000))

    assert [limits.take("a", 0) for _ in range(3)] == [0, 0, 0]
    assert limits.take("a", 0.25) == 0.75
    assert limits.take("b", 0.25) == 0
    assert limits.take("a", 1.0) == 0
    assert limits.take("a", 1.0) == 1.0


def test_whoever_is_refused_does_not_wait_longer_for_asking_again() -> None:
    limits = Limits(Rate(1, 60), Rate(1000, 1000))
    limits.take("a", 0)

    assert [limits.take("a", at) for at in (0.5, 0.5, 0.5)] == [0.5] * 3
    assert limits.take("a", 1.0) == 0


def test_all_together_have_a_limit_too_however_many_they_are() -> None:
    limits = Limits(Rate(5, 5), Rate(10, 60))

    waits = [limits.take(f"caller {number}", 0) for number in range(20)]

    assert waits == [0] * 10 + [1.0] * 10


def test_what_was_right_to_ask_counts_neither_against_the_caller_nor_against_all() -> None:
    limits = Limits(Rate(2, 1), Rate(5, 60))

    for number in range(50):
        assert limits.take(f"caller {number % 10}", 0) == 0
        limits.give_back(f"caller {number % 10}")

    assert [limits.take(f"other {number}", 0) for number in range(6)] == [0] * 5 + [1.0]


def test_nobody_is_given_back_more_than_there_was() -> None:
    limits = Limits(Rate(1, 60), Rate(1, 60))
    limits.take("a", 0)

    limits.give_back("a")
    limits.give_back("a")

    assert [limits.take("a", 0), limits.take("a", 0)] == [0, 1.0]


def test_callers_who_have_waited_long_enough_are_forgotten() -> None:
    limits = Limits(Rate(1, 60), Rate(1e9, 1e9))
    for number in range(3 * MOST_KNOWN):
        limits.take(str(number), number)

    assert len(limits._callers) <= MOST_KNOWN + 1  # noqa: SLF001 nobody else sees it


def test_one_household_is_one_caller_whatever_address_it_takes() -> None:
    assert caller_of("2001:db8:1:2:aaaa::1") == caller_of("2001:db8:1:2:bbbb::2")
    assert caller_of("2001:db8:1:2::1") != caller_of("2001:db8:1:3::1")
    assert caller_of("::ffff:192.0.2.7") == caller_of("192.0.2.7") == "192.0.2.7"
    assert caller_of("testclient") == "testclient"
