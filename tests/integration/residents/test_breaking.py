"""What breaks in making pictures and open data keeps no news from anybody."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NoReturn

import pytest

from api.clock import wall_clock
from api.residents import making
from api.residents.built import NOT_BUILT
from api.residents.files import File
from api.residents.making import Maker
from api.residents.open_data.making import OpenData
from kawamori.settings import Settings
from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


class Reader:
    """Whoever is handed the snapshot: every time, all that there was."""

    def __init__(self) -> None:
        self.handed: list[dict[str, bytes]] = []

    def take(self, files: Sequence[File]) -> None:
        """Take what is handed out."""
        self.handed.append({file.path: file.body for file in files})

    def levels(self) -> list[int]:
        """Return the level that each now.json told."""
        return [_now(files)["stations"]["kawabe-bridge"]["level"] for files in self.handed]


def test_news_is_handed_out_before_pictures_and_open_data_are_made(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.assess(1, 1.2)
    reader, maker = Reader(), Maker(settings, NOT_BUILT, wall_clock)
    maker.make(world.connection, reader.take)
    before = reader.handed[-1]
    assert "open/stations.csv" in before

    world.assess(4, 4.2)
    monkeypatch.setattr(OpenData, "make", _breaks)
    maker.make(world.connection, reader.take)

    assert reader.levels() == [1, 1, 4, 4]
    assert reader.handed[2][""] != before[""]
    for files in reader.handed[2:]:  # the last ones stand
        assert files["open/stations.csv"] == before["open/stations.csv"]


def test_pictures_that_break_go_and_all_else_is_told_and_the_log_says_so_once(
    world: World,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    reader, maker = Reader(), Maker(settings, NOT_BUILT, wall_clock)
    with monkeypatch.context() as broken:
        broken.setattr(making, "public_stills", _breaks)
        for level in (2, 3):
            world.assess(level, 1.0 + level)
            maker.make(world.connection, reader.take)
    maker.make(world.connection, reader.take)

    assert reader.levels() == [2, 2, 3, 3, 3, 3]
    assert _now(reader.handed[3])["cameras"] == {}
    assert {"open/stations.csv", "places.json", "terms/en.json", ""} <= reader.handed[3].keys()
    said = [r.getMessage() for r in caplog.records if r.name == making.__name__]
    assert said == [
        "residents: making pictures broke; all else is handed out",
        "residents: making pictures works again",
    ]


def test_normals_that_break_are_asked_for_again_within_minutes(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def normals(*_: object) -> dict[str, Any]:
        asked.append(clock[0])
        if len(asked) == 1:
            raise ValueError("a fault of ours")
        return {}

    clock = [wall_clock()]
    monkeypatch.setattr("api.residents.open_data.making.normal_of", normals)
    reader, maker = Reader(), Maker(settings, NOT_BUILT, lambda: clock[0])
    for minutes in range(5):
        clock[0] += timedelta(minutes=minutes)
        maker.make(world.connection, reader.take)

    assert len(asked) == 2
    assert "open/stations.csv" in reader.handed[-1]


def _breaks(*_: object, **__: object) -> NoReturn:
    raise ValueError("a fault of ours")


def _now(files: dict[str, bytes]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(files["now.json"])
    return told
