"""Where the canary's text stops, the chain is broken; on its way it says nothing yet."""

from datetime import UTC, datetime, timedelta

import pytest

from kawamori.canary import ARRIVES_WITHIN, EVERY, LATE_BY, Link, Round, broken_link

NOW = datetime(2026, 9, 1, 3, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LINKS = [Link.STORED, Link.JUDGED, Link.ADDRESSED, Link.ACCEPTED, Link.REPORTED]


def played(minutes_ago: float, passed: int = len(LINKS)) -> Round:
    """Return a round that passed so many links."""
    began_at = NOW - minutes_ago * MINUTE
    times = [began_at + MINUTE if link < passed else None for link in range(len(LINKS))]
    return Round("canary-1", began_at, *times)


def test_a_round_that_arrived_says_that_the_chain_is_whole() -> None:
    assert broken_link([played(9)], NOW) is None


@pytest.mark.parametrize("passed", range(len(LINKS)))
def test_a_round_that_should_have_arrived_names_the_first_link_it_did_not_pass(passed: int) -> None:
    assert broken_link([played(5, passed), played(15)], NOW) is LINKS[passed]


@pytest.mark.parametrize("passed", range(len(LINKS)))
def test_a_round_on_its_way_says_nothing_and_the_one_before_it_holds(passed: int) -> None:
    on_its_way = played(ARRIVES_WITHIN / MINUTE - 1, passed)

    assert broken_link([on_its_way, played(13)], NOW) is None
    assert broken_link([on_its_way, played(13, 3)], NOW) is Link.ACCEPTED
    assert broken_link([on_its_way], NOW) is None


def test_where_no_round_began_in_time_whatever_plays_them_is_broken() -> None:
    last = (EVERY + LATE_BY) / MINUTE

    assert broken_link([], NOW) is Link.BEGUN
    assert broken_link([played(last)], NOW) is None
    assert broken_link([played(last + 0.1)], NOW) is Link.BEGUN
