"""What stands at the top of a page is never calmer than what is known."""

import json
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.residents.verdict import Ground, is_known, level_held, verdict
from kawamori.storage.judged.map import PublicState

AT = datetime(2026, 9, 1, tzinfo=UTC)
TABLE = json.loads((files("kawamori.testing") / "verdicts.json").read_text())


def gauge(level: int | None, freshness: str | None) -> PublicState:
    return PublicState("s", level, 1.0, AT, "steady", freshness)


def orders_of(levels: list[int]) -> list[dict[str, Any]]:
    return [{"alert_level": level} for level in levels]


freshnesses = st.sampled_from(["live", "late", "dead", "dormant", "blind", None])
gauges = st.lists(
    st.builds(gauge, st.one_of(st.none(), st.integers(0, 5)), freshnesses), max_size=6
)
orders = st.lists(st.sampled_from([3, 4, 5]), max_size=3)


@pytest.mark.parametrize("row", TABLE)
def test_the_page_draws_the_line_that_the_app_draws(row: dict[str, Any]) -> None:
    told = verdict(orders_of(row["orders"]), [gauge(*each) for each in row["gauges"]])
    assert told == (Ground(row["ground"]), row["level"], row["unknown"])


@given(orders, gauges)
def test_the_highest_order_stands_first(levels: list[int], states: list[PublicState]) -> None:
    told = verdict(orders_of(levels), states)
    if levels:
        assert (told.ground, told.level) == (Ground.ORDER, max(levels))
        assert told.to_do == f"do.order_{max(levels)}"
    else:
        assert told.ground is not Ground.ORDER


@given(gauges)
def test_without_an_order_the_highest_level_that_holds_is_said(states: list[PublicState]) -> None:
    told, highest = verdict([], states), max(map(level_held, states), default=0)
    if highest:
        assert told.headline == f"verdict.gauge_{highest}"
        assert told.to_do == f"do.gauge_{highest}"


@given(gauges)
def test_all_is_called_calm_only_where_every_gauge_is_known_to_be(
    states: list[PublicState],
) -> None:
    told = verdict([], states)
    if told.headline == "verdict.calm" or told.to_do == "do.gauge_0":
        assert states
        assert all(is_known(state) and level_held(state) == 0 for state in states)
