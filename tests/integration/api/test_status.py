"""The status page's data: every part of the system, by what is really there."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from kawamori.storage.connections import connect

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def status(api: "Api", run: str = "") -> dict[str, Any]:
    return dict(api.get(f"/hq/status?run={run}").raise_for_status().json())


def of(found: dict[str, Any], part: str) -> dict[str, Any]:
    return {check["subject"]: check for check in found["checks"] if check["part"] == part}


def test_every_part_is_told_with_its_age(api: "Api", world: "World") -> None:
    world.assess(3, 3.2)

    found = status(api)

    parts = {check["part"] for check in found["checks"]}
    assert parts >= {"river", "program", "judging", "dispatch", "canary", "official"}
    assert parts >= {"database", "clock", "disk", "api"}
    assert of(found, "database")[""]["figures"]["edition"] == "postgresql"
    assert of(found, "clock")[""]["state"] == "good"
    assert "川辺川" in of(found, "river")


def test_a_program_that_is_not_there_is_told_and_nothing_is_to_be_trusted(
    api: "Api", settings: Any
) -> None:
    without = status(api)
    url = settings.database_url.get_secret_value()
    with connect(url, name="ingest"):
        beside = status(api)

    assert of(without, "program")["ingest"]["state"] == "bad"
    assert without["trust"] == "no"
    assert of(beside, "program")["ingest"]["state"] == "good"
    assert of(beside, "program")["alerting"]["state"] == "bad"


def test_the_worst_comes_first(api: "Api") -> None:
    states = [check["state"] for check in status(api)["checks"]]

    assert states == sorted(states, key=["bad", "late", "none", "good"].index)


def test_readings_that_wait_for_judging_are_counted(api: "Api", world: "World") -> None:
    world.connection.execute(
        "INSERT INTO arrivals (arrived_at, run_no, datastream_id, observed_at, result, flags)"
        " VALUES (now() - interval '5 minutes', '{0}', '{1}', ARRAY[now()], '{1}', '{0}')"
    )

    judging = of(status(api), "judging")[""]

    assert judging["figures"]["waiting"] == 1
    assert judging["age_s"] >= 300


def test_a_rehearsal_has_its_own_rivers_and_messages(api: "Api", world: "World") -> None:
    world.start_drill("drill")

    found = status(api, "drill")

    assert found["run"] == "drill"
    assert datetime.fromisoformat(found["wall"]) <= datetime.now(UTC)
    assert all(check["at"] is None for check in of(found, "river").values())


def test_the_consoles_that_look_on_are_counted(api: "Api") -> None:
    with api.follow("/hq/stream") as one, api.follow("/hq/stream") as other:
        one.until("clock")
        other.until("clock")

        assert of(status(api), "api")[""]["figures"]["consoles"] == 2
