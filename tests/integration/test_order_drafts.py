"""An order is composed by a named person, whole, and nobody is told of it."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from kawamori.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from kawamori.orders import Actor, Draft, OrderLevel, State
from kawamori.runs import ACTUAL
from kawamori.storage.areas.areas import store_areas
from kawamori.storage.orders.composing import compose_order, withdraw_order
from kawamori.storage.orders.standing import find_order, orders_of_run
from kawamori.testing.areas import DISTRICTS, settle_districts

if TYPE_CHECKING:
    from kawamori.storage.connections import Connection

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

NOW = datetime(2026, 9, 1, 3, 10, tzinfo=UTC)
FUMI = Actor("Fumi", "operator", NOW)


@pytest.fixture
def city(connection: "Connection") -> "Connection":
    settle_districts(connection)
    return connection


def draft(*areas: str, **other: Any) -> Draft:
    level = other.pop("level", OrderLevel.EVACUATION)
    return Draft(level, areas or ("minato", "kawara"), "氾濫危険水位に到達", **other)


def acts(connection: "Connection") -> list[tuple[str, ...]]:
    query = "SELECT person, role, act, subject FROM acts ORDER BY act_id"
    return connection.execute(query).fetchall()


def test_a_draft_is_kept_with_who_composed_it_and_where_it_is_for(city: "Connection") -> None:
    number = compose_order(city, ACTUAL, draft(shelter="川辺小学校"), FUMI)

    order = find_order(city, number)
    assert (order.state, order.composed_by, order.composed_at) == (State.DRAFT, "Fumi", NOW)
    assert [(area.name, area.reading) for area in order.areas] == [
        ("港町", "みなとまち"),
        ("川原町", "かわらまち"),
    ]
    assert (order.population, order.households) == (13410, 5990)
    assert acts(city) == [("Fumi", "operator", "compose_order", f"order/{number}")]


def test_nobody_is_told_of_a_draft(city: "Connection") -> None:
    compose_order(city, ACTUAL, draft(), FUMI)

    assert city.execute("SELECT count(*) FROM messages").fetchone() == (0,)


def test_an_area_that_is_renamed_later_keeps_its_name_in_the_order(city: "Connection") -> None:
    number = compose_order(city, ACTUAL, draft("kawara"), FUMI)

    renamed = [type(area)(**{**_facts(area), "name": "新川原町"}) for area in DISTRICTS[:1]]
    store_areas(city, renamed, author="test")

    assert [area.name for area in find_order(city, number).areas] == ["川原町"]


def _facts(area: Any) -> dict[str, Any]:
    return {name: getattr(area, name) for name in area.__dataclass_fields__}


def test_where_nobody_has_counted_the_people_no_number_is_made_up(city: "Connection") -> None:
    number = compose_order(city, ACTUAL, draft("kawara", "hama"), FUMI)

    assert find_order(city, number).population is None


@pytest.mark.parametrize(
    ("asked", "who", "error", "why"),
    [
        (draft("nowhere"), FUMI, NotFoundError, "there is no area 'nowhere'"),
        (draft(), Actor("Elena", "branch", NOW), NotAllowedError, "may not compose"),
        (draft(replaces=(1,)), FUMI, ConflictError, "order 1 stands in none of these areas"),
        (
            draft(decided_at=datetime(2026, 8, 1, tzinfo=UTC)),
            FUMI,
            InvalidError,
            "is not within the 24 hours",
        ),
    ],
)
def test_what_does_not_fit_leaves_nothing_behind(
    city: "Connection", asked: Draft, who: Actor, error: type[Exception], why: str
) -> None:
    with pytest.raises(error, match=why):
        compose_order(city, ACTUAL, asked, who)

    assert (orders_of_run(city, ACTUAL, only_open=False), acts(city)) == ([], [])


def test_a_draft_that_is_withdrawn_stays_readable_and_is_done_with(city: "Connection") -> None:
    number = compose_order(city, ACTUAL, draft(), FUMI)

    withdraw_order(city, number, FUMI, "the wrong bank")

    assert orders_of_run(city, ACTUAL, only_open=True) == []
    [order] = orders_of_run(city, ACTUAL, only_open=False)
    assert (order.state, order.steps[0].note) == (State.WITHDRAWN, "the wrong bank")
    with pytest.raises(ConflictError, match="the order is withdrawn"):
        withdraw_order(city, number, FUMI)


def test_an_order_rests_on_the_article_of_its_level_and_no_other(city: "Connection") -> None:
    number = compose_order(city, ACTUAL, draft(level=OrderLevel.SAFETY), FUMI)

    stored = city.execute("SELECT name, legal_basis FROM orders WHERE order_id = %s", (number,))
    assert stored.fetchone() == ("緊急安全確保", "60-3")
