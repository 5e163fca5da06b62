"""Water passes one station and then another; it takes its time, and does not come back."""

from datetime import timedelta

import pytest

from kawamori.errors import InvalidError
from kawamori.neighbours import Passage, refuse_circles

HOUR = timedelta(hours=1)


def test_a_passage_may_be_known_without_its_time() -> None:
    assert Passage("weir", "bridge").travel is None


@pytest.mark.parametrize(
    ("upstream", "travel", "spread", "why"),
    [
        ("bridge", HOUR, None, "not its own neighbour"),
        ("weir", timedelta(0), None, "above 0"),
        ("weir", timedelta(days=31), None, "at most 30 d"),
        ("weir", None, HOUR, "needs a travel time"),
        ("weir", HOUR, -HOUR, "needs a travel time, and ≥ 0"),
    ],
)
def test_what_no_water_does_is_refused(
    upstream: str, travel: timedelta | None, spread: timedelta | None, why: str
) -> None:
    with pytest.raises(InvalidError, match=why):
        Passage(upstream, "bridge", travel, spread)


def test_rivers_may_meet_and_part() -> None:
    ways = [("a", "c"), ("b", "c"), ("c", "d"), ("c", "e"), ("d", "f"), ("e", "f")]

    refuse_circles(Passage(up, down) for up, down in ways)


def test_a_circle_is_refused_with_the_way_that_it_takes() -> None:
    ways = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "b")]

    with pytest.raises(InvalidError, match="b → c → d → b: a river does not flow back"):
        refuse_circles(Passage(up, down) for up, down in ways)


def test_a_river_of_ten_thousand_stations_is_walked_at_once() -> None:
    refuse_circles(Passage(f"s{n}", f"s{n + 1}") for n in range(10_000))
