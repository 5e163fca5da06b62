"""A snapshot that nobody makes anew is answered for ever; whoever watches hears that it is old."""

import asyncio
import logging

import httpx
import pytest
from pydantic import SecretStr

from api.residents.app import create_residents
from api.residents.freshness import Freshness
from kawamori.errors import UnavailableError
from kawamori.settings import Settings


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.s = 1000.0

    def __call__(self) -> float:
        return self.s


def test_the_program_is_ready_while_its_snapshot_is_of_these_minutes() -> None:
    clock = Clock()
    app = create_residents(Settings(database_url=SecretStr("postgresql://127.0.0.1:9/none")))
    app.state.freshness = freshness = Freshness(clock)

    async def ask() -> httpx.Response:
        way = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=way, base_url="http://127.0.0.1") as client:
            return await client.get("/ready")

    def said() -> tuple[int, list[str]]:
        answer = asyncio.run(ask())
        return answer.status_code, answer.json()["reasons"]

    assert said() == (503, ["no snapshot was made yet"])
    freshness.made()
    clock.s += 179
    assert said() == (200, [])
    freshness.failed(UnavailableError("the database is away"))
    clock.s += 2
    assert said() == (503, ["the last snapshot was made 181 s ago"])
    freshness.made()
    assert said() == (200, [])


def test_the_log_says_once_that_it_goes_wrong_and_once_that_it_works_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    freshness = Freshness(Clock())
    for _ in range(2):
        freshness.failed(UnavailableError("the database restarts"))
    freshness.made()
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2

    caplog.clear()
    for _ in range(50):
        freshness.failed(ValueError("a fault of ours"))
    freshness.made()
    freshness.made()

    levels = [record.levelname for record in caplog.records]
    assert levels == ["WARNING", "WARNING", "ERROR", "WARNING"]
    assert caplog.records[2].exc_info is not None
    assert "made again, after 50 failures" in caplog.records[3].getMessage()
