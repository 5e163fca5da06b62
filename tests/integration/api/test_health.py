"""The API says how it is, and a lost database is waited for."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest
from pydantic import SecretStr

from api.errors import AWAY
from api.testing.serving import Served, serve
from kawamori.settings import Settings
from kawamori.storage.connections import connect
from kawamori.storage.stream import announce
from kawamori.testing.staff import employ
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.embedded.postgres import PostgresServer

WITHIN_S = 20
AOI = {"Authorization": "Bearer aoi-commands-headquarters"}


@pytest.fixture
def served(database_server: "PostgresServer") -> Iterator[Served]:
    with connect(database_server.url(), name="tests") as connection:
        employ(connection, "Aoi", "commander", key="aoi-commands-headquarters")
    url = SecretStr(database_server.url())
    with serve(Settings(database_url=url)) as served:
        until(lambda: httpx.get(f"{served.url}/ready").status_code == 200)
        yield served


def test_a_healthy_api_says_so(api: "Api") -> None:
    assert api.get("/health", who=None).json() == {"status": "up"}
    assert api.get("/ready", who=None).json() == {"ready": True, "reasons": []}


def test_a_database_without_the_schema_is_told(empty_database: str) -> None:
    with serve(Settings(database_url=SecretStr(empty_database))) as served:
        answer = httpx.get(f"{served.url}/ready")

    assert answer.status_code == 503
    assert (
        "0001_runs_and_stations.sql is not applied: run `kawamori migrate`"
        in (answer.json()["reasons"])
    )


def test_a_database_that_goes_away_is_told_and_waited_for(
    served: Served, database_server: "PostgresServer"
) -> None:
    database_server.stop()
    up = httpx.get(f"{served.url}/health", timeout=30)
    ready = httpx.get(f"{served.url}/ready", timeout=30)
    asked = httpx.get(f"{served.url}/hq/stations", headers=AOI, timeout=30)
    database_server.start()

    assert up.status_code == 200
    assert ready.status_code == 503
    assert ready.json()["reasons"][-1] == "the database does not answer"
    assert asked.status_code == 503
    assert asked.json()["error"] == {"code": "unavailable", "message": AWAY}
    assert asked.headers["retry-after"] == "2"
    until(
        lambda: httpx.get(f"{served.url}/hq/stations", headers=AOI, timeout=30).status_code == 200
    )


def test_an_open_stream_outlives_the_database(
    served: Served, database_server: "PostgresServer"
) -> None:
    with httpx.stream("GET", f"{served.url}/hq/stream", headers=AOI, timeout=WITHIN_S) as answer:
        lines = answer.iter_lines()
        assert next(line for line in lines if line.startswith("event")) == "event: clock"
        database_server.stop()
        database_server.start()
        with connect(database_server.url(), name="tests") as connection, connection.transaction():
            announce(connection, 0, "stations", ["nowhere"])

        assert next(line for line in lines if line == "event: stations")


def test_an_open_stream_says_at_once_that_the_database_is_away_and_when_it_is_back(
    served: Served, database_server: "PostgresServer"
) -> None:
    with httpx.stream("GET", f"{served.url}/hq/stream", headers=AOI, timeout=WITHIN_S) as answer:
        events = (line for line in answer.iter_lines() if line.startswith("event"))
        assert next(events) == "event: clock"
        database_server.stop()

        away = (line for line in events if line != "event: clock")
        assert next(away) == "event: halted"

        database_server.start()
        back = (line for line in events if line != "event: halted")
        assert next(back) == "event: clock"


def test_the_server_ends_at_once_though_streams_are_open(
    api: "Api", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.server.GRACE_S", 600)  # longer than anybody below waits
    with serve(api.settings) as served:
        until(lambda: httpx.get(f"{served.url}/ready").status_code == 200)
        with httpx.Client(timeout=WITHIN_S) as browser:
            request = browser.build_request("GET", f"{served.url}/public/stream")
            answer = browser.send(request, stream=True)
            served.stop()

            assert answer.read().endswith(b"\n\n")
