"""What headquarters may set on a device, and what it may not."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.adaptive import Adaptive, Waking
from edge.remote import Remote
from edge.schedule import Turn
from edge.sensors import Reading
from kawamori.wire import LONGEST_INTERVAL_S, SHORTEST_INTERVAL_S

STAGE = "kawabe-bridge/stage"


class Still:
    """A sensor that has nothing to report."""

    def sample(self, now: datetime) -> Sequence[Reading]:
        assert now.tzinfo
        return []


def turn() -> Turn:
    return Turn(Still(), 600.0, STAGE)


def command(version: int, intervals_s: object, **more: object) -> bytes:
    config = {"version": version, "intervals_s": intervals_s}
    return json.dumps({"v": 1, "config": config, **more}).encode()


def test_an_interval_is_followed_and_kept_over_a_restart(tmp_path: Path) -> None:
    path, first = tmp_path / "remote.json", turn()
    remote = Remote(path, [first])

    assert remote.take(command(3, {STAGE: 60}))
    assert (first.interval_s, first.due_s, remote.version) == (60.0, 0.0, 3)

    after = turn()
    assert Remote(path, [after]).version == 3
    assert after.interval_s == 60.0


def test_an_older_command_played_back_changes_nothing() -> None:
    first = turn()
    remote = Remote(None, [first])
    remote.take(command(3, {STAGE: 60}))

    assert not remote.take(command(2, {STAGE: 86400}))
    assert not remote.take(command(3, {STAGE: 86400}))
    assert first.interval_s == 60.0


def test_a_version_that_names_no_sensor_gives_back_the_own_interval() -> None:
    first = turn()
    remote = Remote(None, [first])
    remote.take(command(1, {STAGE: 60}))
    remote.take(command(2, {}))

    assert (first.interval_s, remote.version, remote.refused) == (600.0, 2, "")


@pytest.mark.parametrize(
    ("payload", "because"),
    [
        (command(1, {STAGE: 9.9}), ">= 10"),
        (command(1, {STAGE: 86401}), "<= 86400"),
        (command(1, {"otaki/stage": 60}), "no otaki/stage here, there is kawabe-bridge/stage"),
        (command(1, {"../../etc": 60}), "matching regex"),
        (command(1, {STAGE: 60}, run="rm -rf /"), "unknown field `run`"),
        (b'{"v":1,"command":["sh"]}', "unknown field"),
        (b"not JSON", "malformed"),
    ],
)
def test_what_is_not_on_the_list_is_refused_and_said_why(payload: bytes, because: str) -> None:
    first = turn()
    remote = Remote(None, [first])

    assert remote.take(payload)
    assert because in remote.refused
    assert (first.interval_s, remote.version) == (600.0, 0)


def test_a_gauge_that_wakes_by_the_water_is_not_told_when_to_look() -> None:
    first = turn()
    first.waking = Waking(Adaptive(fast_s=60, start=2.0), 600.0)
    remote = Remote(None, [first])

    assert remote.take(command(1, {STAGE: 3600}))
    assert remote.refused == f"config 1: {STAGE} is adaptive and decides for itself"
    assert remote.version == 0


def test_a_kept_file_that_is_torn_leaves_the_device_as_it_was_set_up(tmp_path: Path) -> None:
    path, first = tmp_path / "remote.json", turn()
    path.write_bytes(b'{"version": 3, "inter')

    assert Remote(path, [first]).version == 0
    assert first.interval_s == 600.0


@given(st.binary(max_size=200))
def test_no_bytes_whatever_stop_a_device_or_move_it_out_of_bounds(payload: bytes) -> None:
    first = turn()

    Remote(None, [first]).take(payload)

    assert first.interval_s >= SHORTEST_INTERVAL_S
    assert first.interval_s <= LONGEST_INTERVAL_S
