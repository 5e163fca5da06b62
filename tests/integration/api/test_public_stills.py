"""What everybody sees of a camera: nothing until somebody says so, and nothing again at once."""

import io
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import numpy as np
import pytest
from PIL import Image

from api.residents.stills import MOST_AT_ONCE, PublicStills, public_stills
from kawamori.cameras import Camera
from kawamori.cli import main
from kawamori.pictures import checked
from kawamori.public_views import PublicView
from kawamori.runs import ACTUAL, Run
from kawamori.settings import Settings
from kawamori.storage.cameras.cameras import register_camera, withdraw_camera
from kawamori.storage.cameras.disk import Place, StillFolder
from kawamori.storage.cameras.stills import add_still
from kawamori.storage.cameras.views import set_public_view
from kawamori.storage.stream import events_after, kept_events
from simulators.scene import draw_scene
from simulators.stills import public_views

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

FIVE = timedelta(minutes=5)
NOW = datetime(2026, 9, 1, 3, tzinfo=UTC)
WEST = Camera("kawabe-west", "川辺橋 西", "kawabe-bridge-1", FIVE, station_id="kawabe-bridge")
WATER = {"rectangles": [[0.3, 0.34, 1, 1]], "metres_across": 15}
VIEW = PublicView(((0.3, 0.34, 1.0, 1.0),), 15.0)
SMALL = checked(draw_scene(1, (-0.5, 5), NOW, (35, 139), seed="1", title="")).jpeg
PATH = "/hq/cameras/kawabe-west/public-view"


@dataclass(slots=True)
class Bank:
    """A camera, its folder, and the residents' snapshot of it."""

    world: "World"
    folder: Path
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    shown: PublicStills = field(default_factory=PublicStills)

    def take(self, stage_m: float = 1.0, *, age: timedelta = timedelta(0), run_no: int = 0) -> None:
        """Store a still as the API does."""
        at = self.now - age
        picture = checked(draw_scene(stage_m, (-0.5, 5), at, (35, 139), seed="1", title="WEST"))
        place = Place(run_no, WEST.camera_id, at, picture.jpeg[-32:])
        StillFolder(self.folder).keep(place, picture.jpeg)
        add_still(
            self.world.connection,
            place,
            now=self.now,
            kept_bytes=len(picture.jpeg),
            size=(picture.width, picture.height),
        )

    def say(self, view: PublicView | None, run: Run = ACTUAL) -> None:
        """Say what everybody may see."""
        set_public_view(
            self.world.connection, run, WEST.camera_id, view, person="葵", role="commander"
        )

    def snapshot(self, run: Run = ACTUAL) -> PublicStills:
        """Make the residents' stills anew."""
        self.shown = public_stills(self.world.connection, self.folder, run, self.now, self.shown)
        return self.shown

    def urls(self, run: Run = ACTUAL) -> list[str]:
        """Return where residents find stills."""
        return [camera.url for camera in self.snapshot(run).cameras]


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Give the API a folder for stills."""
    return settings.model_copy(update={"stills_dir": tmp_path / "stills"})


@pytest.fixture
def bank(world: "World", settings: Settings) -> Bank:
    """Put a camera up; nobody has said that anything of it is public."""
    register_camera(world.connection, WEST, author="test")
    assert settings.stills_dir is not None
    return Bank(world, settings.stills_dir)


def test_nothing_of_a_camera_is_public_until_somebody_says_what_may_be_seen(bank: Bank) -> None:
    bank.take()
    assert bank.urls() == []

    bank.say(VIEW)

    (camera,) = bank.snapshot().cameras
    (file,) = bank.shown.files
    assert (camera.name, camera.station_id) == ("川辺橋 西", "kawabe-bridge")
    assert camera.taken_at == bank.now
    assert camera.url.startswith("/stills/kawabe-west.jpg?v=")
    assert (file.path, file.media_type) == ("stills/kawabe-west.jpg", "image/jpeg")
    assert "must-revalidate" in file.cache_control
    assert len(file.body) <= 40_000
    with Image.open(io.BytesIO(file.body)) as picture:
        assert picture.width == 640


def test_a_camera_that_is_taken_off_is_gone_from_the_next_snapshot(bank: Bank, api: "Api") -> None:
    bank.take()
    assert api.ask("PUT", PATH, json=WATER).status_code == 200
    assert len(bank.urls()) == 1
    before = kept_events(bank.world.connection).newest

    answer = api.ask("DELETE", PATH, who="Fumi")

    assert answer.json()["rectangles"] == []
    assert answer.json()["author"] == "Fumi"
    woken = events_after(bank.world.connection, before, 10)
    assert {(event.kind, *event.subjects) for event in woken} == {("cameras", "kawabe-west")}
    assert woken[0].run_no == 0
    assert bank.urls() == []
    assert bank.shown.files == []
    assert bank.world.acts() == [
        ("Aoi", "commander", "camera", "camera/kawabe-west"),
        ("Fumi", "operator", "camera", "camera/kawabe-west"),
    ]


def test_a_still_is_treated_once_and_again_when_it_or_its_view_changes(bank: Bank) -> None:
    bank.take(age=FIVE)
    bank.say(VIEW)
    first = bank.snapshot().files[0]
    assert bank.snapshot().files[0] is first

    bank.take(4.0)
    second = bank.snapshot().files[0]
    bank.say(PublicView(((0.6, 0.34, 1.0, 1.0),), 15.0))
    third = bank.snapshot().files[0]

    assert len({first.body, second.body, third.body}) == 3
    assert len({first.path, second.path, third.path}) == 1


def test_how_the_rivers_stand_waits_for_a_few_pictures_and_no_more(bank: Bank) -> None:
    connection = bank.world.connection
    for number in range(MOST_AT_ONCE + 2):
        camera = Camera(f"camera-{number:02}", "川辺橋", f"device-{number}", FIVE)
        register_camera(connection, camera, author="test")
        set_public_view(connection, ACTUAL, camera.camera_id, VIEW, person="葵", role="commander")
        place = Place(0, camera.camera_id, bank.now, bytes(32))
        StillFolder(bank.folder).keep(place, SMALL)
        add_still(connection, place, now=bank.now, kept_bytes=1, size=(80, 80))

    assert len(bank.urls()) == MOST_AT_ONCE
    assert len(bank.urls()) == MOST_AT_ONCE + 2


def test_a_still_older_than_six_intervals_is_not_shown_as_now(bank: Bank) -> None:
    bank.take()
    bank.say(VIEW)
    assert len(bank.urls()) == 1

    bank.now += 7 * FIVE

    assert bank.urls() == []


def test_a_still_that_cannot_be_made_is_not_shown_and_stops_nothing_else(
    bank: Bank, caplog: pytest.LogCaptureFixture
) -> None:
    east = Camera("kawabe-east", "川辺橋 東", "kawabe-bridge-2", FIVE)
    register_camera(bank.world.connection, east, author="test")
    set_public_view(
        bank.world.connection, ACTUAL, "kawabe-east", VIEW, person="葵", role="commander"
    )
    place = Place(0, "kawabe-east", bank.now, bytes(32))
    StillFolder(bank.folder).keep(place, b"\xff\xd8 cut short")
    add_still(bank.world.connection, place, now=bank.now, kept_bytes=12, size=(640, 400))
    bank.take()
    bank.say(VIEW)

    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            bank.snapshot()

    assert [camera.camera_id for camera in bank.shown.cameras] == ["kawabe-west"]
    (said,) = [each.getMessage() for each in caplog.records]
    assert "camera kawabe-east: still" in said
    assert "is not shown: the still can't be decoded" in said


def test_a_drills_stills_and_its_choices_are_seen_in_that_drill_alone(bank: Bank) -> None:
    drill = bank.world.start_drill("drill")
    bank.now = bank.world.now
    bank.take(run_no=drill.run_no)
    bank.say(VIEW, drill)

    assert bank.urls() == []
    (url,) = bank.urls(drill)
    assert url.startswith("/stills/kawabe-west.jpg")
    with Image.open(io.BytesIO(bank.shown.files[0].body)) as picture:
        strip = np.asarray(picture.convert("RGB"), float)[404:424, 300:400]
    assert strip.mean(axis=(0, 1)) == pytest.approx([176, 0, 32], abs=6)


def test_what_is_taken_off_in_reality_is_off_in_every_drill(bank: Bank) -> None:
    drill = bank.world.start_drill("drill")
    bank.now = bank.world.now
    bank.take(run_no=drill.run_no)
    bank.say(VIEW)
    assert len(bank.urls(drill)) == 1
    before = kept_events(bank.world.connection).newest

    bank.say(None)

    assert bank.urls(drill) == []
    told = {event.run_no for event in events_after(bank.world.connection, before, 10)}
    assert told >= {0, drill.run_no}


def test_a_camera_that_is_withdrawn_shows_nobody_anything(bank: Bank) -> None:
    bank.take()
    bank.say(VIEW)

    withdraw_camera(bank.world.connection, WEST.camera_id, author="test")

    assert bank.urls() == []


def test_headquarters_sees_what_everybody_sees_and_what_they_would_see(
    bank: Bank, api: "Api"
) -> None:
    still = "/hq/cameras/kawabe-west/public-still"
    bank.take()
    assert "nothing of camera kawabe-west is public" in api.get(still).text
    trial = api.get(f"{still}?rectangle=0.3,0.34,1,1&metres_across=15")
    assert api.stations("/hq/cameras")[0]["properties"]["is_public"] is False

    api.ask("PUT", PATH, json=WATER)

    assert api.stations("/hq/cameras")[0]["properties"]["is_public"] is True
    shown = api.get(still)
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["cache-control"] == "no-store"
    assert shown.content == trial.content == bank.snapshot().files[0].body
    assert api.get(PATH).json()["metres_across"] == 15


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"rectangles": [[0.7, 0.2, 0.3, 0.9]]}, "rectangle 0.7,0.2,0.3,0.9: right 0.3 is not"),
        ({"rectangles": [[0, 0, 640, 400]]}, "rectangle 0,0,640,400: 640 is outside 0 to 1"),
        ({"rectangles": [[0, 0, 1]]}, "rectangle 0,0,1 has 3 numbers: give 4"),
        ({"rectangles": []}, "0 rectangles: give 1 to 8, or end the view"),
        ({"metres_across": 0}, "metres across 0: the picture is 0.5 to 1000 m wide"),
    ],
)
def test_a_view_that_can_not_be_meant_is_refused_with_what_was_given(
    bank: Bank, api: "Api", wrong: dict[str, Any], words: str
) -> None:
    bank.take()

    answer = api.ask("PUT", PATH, json=WATER | wrong)

    assert answer.status_code == httpx.codes.BAD_REQUEST
    assert words in answer.json()["error"]["message"]
    assert bank.urls() == []


def test_only_who_sees_to_cameras_makes_them_public(bank: Bank, api: "Api") -> None:
    bank.take()
    refused = [api.ask("PUT", PATH, who=who, json=WATER).status_code for who in ("Elena", None)]

    assert refused == [403, 401]
    assert bank.urls() == []


def test_a_view_is_set_shown_and_ended_at_the_servers_keyboard(
    bank: Bank, database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KAWAMORI_DATABASE_URL", database)
    bank.take()
    command = ["cameras", "public-view", "kawabe-west"]
    by = ["--author", "青木"]

    assert main([*command, "--rectangle", "0.3,0.34,1,1", *by]) != 0
    assert "--metres-across is needed" in capsys.readouterr().err
    assert main([*command, "--rectangle", "0.3,0.34,1,1", "--metres-across", "15", *by]) == 0
    assert len(bank.urls()) == 1
    assert main(command) == 0
    assert "0.3,0.34,1,1 at 15 m across, by 青木" in capsys.readouterr().out
    assert main([*command, "--end", *by]) == 0

    assert bank.urls() == []


@pytest.fixture
def seeded(world: "World", database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seed the city that does not exist."""
    assert world
    monkeypatch.setenv("KAWAMORI_DATABASE_URL", database)
    assert main(["seed-city"]) == 0


@pytest.mark.usefixtures("seeded")
def test_the_simulated_cameras_are_public_until_somebody_takes_one_off(api: "Api") -> None:
    api.ask("DELETE", "/hq/cameras/kawabe-bridge-camera/public-view")
    assert main(["seed-city"]) == 0

    shown = {
        camera["id"]: camera["properties"]["is_public"] for camera in api.stations("/hq/cameras")
    }

    assert shown == {"kawabe-bridge-camera": False, "otaki-bridge-camera": True}
    assert public_views().keys() == shown.keys()
