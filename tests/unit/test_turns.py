"""Turns at the database: each is ended once, and who waits too long is told so."""

import asyncio
from threading import Thread

import pytest

import api.turns
from api.turns import Turns
from kawamori.errors import UnavailableError


def test_a_turn_that_is_ended_twice_makes_room_for_one_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(api.turns, "TURN_WITHIN_S", 0.05)

    async def live() -> None:
        turns = Turns(1)
        turn = await turns.take()
        ending = [Thread(target=turn.end) for _ in range(2)]
        for each in ending:
            each.start()
            each.join()

        await turns.take()
        with pytest.raises(UnavailableError, match=r"nobody's turn ended within 0\.05 s"):
            await turns.take()

    asyncio.run(live())


def test_who_waited_is_next() -> None:
    async def live() -> list[str]:
        turns, came = Turns(1), []
        first = await turns.take()

        async def wait(name: str) -> None:
            turn = await turns.take()
            came.append(name)
            turn.end()

        waiting = [asyncio.create_task(wait(name)) for name in ("second", "third")]
        await asyncio.sleep(0)
        first.end()
        await asyncio.gather(*waiting)
        return came

    assert asyncio.run(live()) == ["second", "third"]
