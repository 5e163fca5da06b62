"""The public is shown what is confirmed. What is not has no name in its answers at all."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from api.commands import openapi
from api.testing.serving import serve

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

# What headquarters has and the public must not: by the words, wherever they stand.
SECRET_WORDS = (
    "confirm",
    "project",
    "reason",
    "acknowledge",
    "p10",
    "p50",
    "p90",
    "public_level",
    "rise_m_per_h",
    "peak",
    "transition",
    "received_at",
    "assessed_at",
)


def names(value: Any) -> Iterator[str]:
    """Yield the name of every field in some JSON."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        yield key
        yield from names(inner)
    for inner in value if isinstance(value, list) else ():
        yield from names(inner)


def reachable(schema: Any, schemas: dict[str, Any]) -> Iterator[str]:
    """Yield the name of every property that a schema leads to."""
    todo, seen = [schema], set[str]()
    while todo:
        match todo.pop():
            case {"$ref": str(ref)} if ref not in seen:
                seen.add(ref)
                todo.append(schemas[ref.rsplit("/", 1)[1]])
            case dict() as part:
                yield from part.get("properties", {})
                todo += part.values()
            case list() as parts:
                todo += parts


def test_no_public_schema_leads_to_a_field_that_is_headquarters_alone() -> None:
    described = json.loads(openapi())
    schemas = described["components"]["schemas"]
    public = [
        path
        for path, operations in described["paths"].items()
        if path.startswith("/public/") and "get" in operations
    ]

    assert len(public) >= 6
    for path in public:
        answer = described["paths"][path]["get"]["responses"]["200"]
        for name in reachable(answer, schemas):
            assert not any(word in name for word in SECRET_WORDS), (path, name)


def test_the_test_above_would_find_one() -> None:
    described = json.loads(openapi())
    answer = described["paths"]["/hq/stations"]["get"]["responses"]["200"]

    found = set(reachable(answer, described["components"]["schemas"]))

    assert {"confirmation", "projection", "reasons", "p50_s", "rise_m_per_h"} <= found


def test_no_public_answer_holds_a_field_that_is_headquarters_alone(
    api: "Api", world: "World"
) -> None:
    world.observe(world.now, 3.9)
    world.assess(3, 3.9, public_level=1, public_stage_m=1.1)
    world.raise_alert(3, public_level=1)

    series = "stations/kawabe-bridge/series?start=2026-09-01T00:00:00Z"
    for path in ("stations", "alerts", "official", series):
        answer = api.get(f"/public/{path}", who=None)
        assert answer.status_code == 200
        for name in names(answer.json()):
            assert not any(word in name for word in SECRET_WORDS), (path, name)


def test_no_public_event_holds_a_field_that_is_headquarters_alone(
    api: "Api", world: "World"
) -> None:
    with api.follow("/public/stream", who=None) as following:
        following.until("clock")
        world.raise_alert(3, public_level=1)
        following.until("alerts")
        world.assess(3, 3.9, public_level=1, public_stage_m=1.1)
        shown = [following.until("stations"), following.until("alerts")]

    for data in shown:
        assert data["features"]
        assert not any(word in name for name in names(data) for word in SECRET_WORDS)


def test_an_unconfirmed_rise_is_headquarters_alone(api: "Api", world: "World") -> None:
    world.assess(3, 3.9, public_level=1, public_stage_m=1.1)

    hq, _ = api.stations("/hq/stations")
    public, _ = api.stations("/public/stations", who=None)

    assert (hq["properties"]["level"], hq["properties"]["stage_m"]) == (3, 3.9)
    assert hq["properties"]["confirmation"] == "unconfirmed"
    assert (public["properties"]["level"], public["properties"]["stage_m"]) == (1, 1.1)
    assert public["properties"]["level_name"] == "standby"


def test_an_unconfirmed_rise_shows_in_no_trend_of_the_public(api: "Api", world: "World") -> None:
    world.assess(3, 3.9, public_level=1, public_stage_m=1.1)
    unconfirmed, _ = api.stations("/public/stations", who=None)
    hq, _ = api.stations("/hq/stations")

    world.assess(3, 3.9)
    confirmed, _ = api.stations("/public/stations", who=None)

    assert hq["properties"]["trend"] == "rising"
    assert unconfirmed["properties"]["trend"] == "unknown"
    assert confirmed["properties"]["trend"] == "rising"


@pytest.mark.parametrize(("public_level", "shown"), [(0, "dead"), (2, "dead"), (3, "blind")])
def test_a_silence_is_called_blind_only_where_the_public_knows_of_the_danger(
    api: "Api", world: "World", public_level: int, shown: str
) -> None:
    world.assess(4, 4.2, public_level=public_level, freshness="blind")

    hq, _ = api.stations("/hq/stations")
    public, _ = api.stations("/public/stations", who=None)

    assert hq["properties"]["freshness"] == "blind"
    assert public["properties"]["freshness"] == shown


def test_an_alert_that_is_not_confirmed_is_headquarters_alone(api: "Api", world: "World") -> None:
    world.assess(4, 4.2, public_level=2, public_stage_m=2.2)
    world.raise_alert(4, public_level=2)
    world.raise_alert(3, station_id="otaki")

    (shown,) = api.get("/public/alerts", who=None).json()["features"]

    assert shown["id"] == "kawabe-bridge"
    assert shown["properties"] == {
        "station_id": "kawabe-bridge",
        "station_name": "川辺橋",
        "river": "川辺川",
        "level": 2,
        "level_name": "caution",
        "stage_m": 2.2,
        "observed_at": "2026-09-01T03:10:00Z",
    }


def test_an_alert_that_closes_leaves_the_publics_list(api: "Api", world: "World") -> None:
    alert_id = world.raise_alert(3, public_level=3)
    api.come_to(1)
    with api.follow("/public/stream", who=None) as following:
        following.until("clock")
        world.close(alert_id)
        alerts = following.until("alerts")

    assert alerts["features"] == []


def test_the_public_can_not_ask_for_an_exercise(api: "Api", world: "World") -> None:
    drill = world.start_drill("drill")
    world.assess(5, 5.5, run_no=drill.run_no)

    shown = api.get("/public/stations?run=drill", who=None).json()

    assert (shown["run"], shown["status"]) == ("", "actual")
    assert {f["properties"]["level"] for f in shown["features"]} == {None}


def test_a_demonstration_shows_the_public_its_run_and_says_so(api: "Api", world: "World") -> None:
    drill = world.start_drill("drill")
    world.assess(4, 4.4, run_no=drill.run_no)

    with serve(api.settings.model_copy(update={"public_run": "drill"})) as served:
        shown = type(api)(served, api.settings).get("/public/stations", who=None).json()

    assert (shown["run"], shown["status"]) == ("drill", "exercise")
    assert {f["properties"]["level"] for f in shown["features"]} == {4, None}


@pytest.mark.parametrize("path", ["stations", "alerts", "official", "stations/otaki/series"])
def test_nothing_public_changes_anything(api: "Api", path: str) -> None:
    assert api.post(f"/public/{path}", who=None).status_code == 405


def test_secrets_do_not_show_when_settings_are_printed(api: "Api") -> None:
    assert isinstance(api.settings.twilio_auth_token, SecretStr)
    assert "the provider's secret" not in repr(api.settings)
