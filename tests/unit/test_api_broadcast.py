"""Everybody hears everything once, and who is slow holds up nobody."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any

import pytest

from api.broadcast import QUEUED_CHUNKS, Broadcast, Channel, Listener
from api.packing import pack
from kawamori.alerts import Audience
from kawamori.errors import UnavailableError
from kawamori.runs import ACTUAL, Run, Status

START = datetime(2026, 9, 1, tzinfo=UTC)
DRILL = Run(2, "drill", Status.EXERCISE, "city", START, START, 1)
HQ = Channel(0, Audience.HQ)


def played(scene: Coroutine[Any, Any, None]) -> None:
    asyncio.run(scene)


async def heard(listener: Listener, chunks: int) -> list[bytes]:
    heard: list[bytes] = []
    async for chunk in listener.chunks():
        heard.append(chunk.plain)
        if len(heard) == chunks:
            break
    return heard


async def heard_to_the_end(listener: Listener) -> list[bytes]:
    return [chunk.plain async for chunk in listener.chunks()]


def test_a_chunk_goes_to_its_channel_alone() -> None:
    async def scene() -> None:
        broadcast = Broadcast()
        broadcast.begin(1)
        aoi = broadcast.join(ACTUAL, Audience.HQ)
        ben = broadcast.join(ACTUAL, Audience.PUBLIC)
        fumi = broadcast.join(DRILL, Audience.HQ)

        for channel in broadcast.begin(2):
            told = b"%d %b" % (channel.run_no, channel.audience.encode())
            broadcast.publish(channel, pack(told), 2)

        assert await heard(aoi, 1) == [b"0 hq"]
        assert await heard(ben, 1) == [b"0 public"]
        assert await heard(fumi, 1) == [b"2 hq"]

    played(scene())


def test_who_joins_while_a_chunk_is_made_catches_up_to_it_and_is_not_told_twice() -> None:
    async def scene() -> None:
        broadcast = Broadcast()
        broadcast.begin(1)
        before = broadcast.join(ACTUAL, Audience.HQ)

        broadcast.begin(2)
        during = broadcast.join(ACTUAL, Audience.HQ)
        broadcast.publish(HQ, pack(b"two"), 2)
        broadcast.begin(3)
        broadcast.publish(HQ, pack(b"three"), 3)

        assert (before.position, during.position) == (1, 2)
        assert await heard(before, 2) == [b"two", b"three"]
        assert await heard(during, 1) == [b"three"]

    played(scene())


def test_who_is_slow_is_let_go_and_the_others_hear_on() -> None:
    async def scene() -> None:
        broadcast = Broadcast()
        broadcast.begin(0)
        slow = broadcast.join(ACTUAL, Audience.HQ)
        brisk = broadcast.join(ACTUAL, Audience.HQ)

        for event in range(1, QUEUED_CHUNKS + 2):
            broadcast.begin(event)
            broadcast.publish(HQ, pack(b"%d" % event), event)
            assert await heard(brisk, 1) == [b"%d" % event]

        assert await heard_to_the_end(slow) == []
        assert len(broadcast) == 1

    played(scene())


def test_a_stream_can_be_joined_when_it_is_followed_and_not_before() -> None:
    broadcast = Broadcast()

    with pytest.raises(UnavailableError):
        broadcast.join(ACTUAL, Audience.HQ)


def test_closing_ends_every_stream_and_takes_no_more() -> None:
    async def scene() -> None:
        broadcast = Broadcast()
        broadcast.begin(0)
        aoi = broadcast.join(ACTUAL, Audience.HQ)

        broadcast.close()

        assert await heard_to_the_end(aoi) == []
        with pytest.raises(UnavailableError):
            broadcast.join(ACTUAL, Audience.HQ)

    played(scene())


def test_leaving_twice_does_no_harm() -> None:
    broadcast = Broadcast()
    broadcast.begin(0)
    aoi = broadcast.join(ACTUAL, Audience.HQ)

    broadcast.leave(aoi)
    broadcast.leave(aoi)

    assert len(broadcast) == 0
    assert broadcast.followed() == {}
