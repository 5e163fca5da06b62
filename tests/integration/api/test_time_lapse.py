"""A camera's last hours at a glance: evenly spread, small, a gap left a gap."""

import io
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from kawamori.cameras import Camera
from kawamori.pictures import checked
from kawamori.settings import Settings
from kawamori.storage.cameras.cameras import register_camera
from kawamori.storage.cameras.disk import Place, StillFolder
from kawamori.storage.cameras.stills import add_still

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

MINUTE = timedelta(minutes=1)
WEST = Camera("kawabe-west", "川辺橋 西", "kawabe-1", 5 * MINUTE, lat=35.05, lon=138.97)
LAPSE = f"/hq/cameras/{WEST.camera_id}/time-lapse"


class Taken:
    """A camera whose stills lie on the disk as the API puts them there."""

    def __init__(self, world: "World", folder: Path) -> None:
        self._world = world
        self._folder = StillFolder(folder)
        register_camera(world.connection, WEST, author="test")

    def at(self, *ages: timedelta) -> list[datetime]:
        now = datetime.now(UTC)
        times = [now - age for age in ages]
        for time in times:
            raw = io.BytesIO()
            Image.new("RGB", (960, 540), (90, 120, time.minute)).save(raw, "JPEG")
            picture = checked(raw.getvalue())
            place = Place(0, WEST.camera_id, time, time.isoformat().encode())
            self._folder.keep(place, picture.jpeg)
            size = (picture.width, picture.height)
            add_still(self._world.connection, place, now=time, kept_bytes=1, size=size)
        return times


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Give the API a folder for stills."""
    return settings.model_copy(update={"stills_dir": tmp_path / "stills"})


@pytest.fixture
def taken(api: "Api", world: "World", settings: Settings) -> Taken:
    """Put a camera up; the API is there to be asked."""
    assert api is not None
    assert settings.stills_dir is not None
    return Taken(world, settings.stills_dir)


def frames(api: "Api", asked: str = "") -> list[datetime]:
    answer = api.get(LAPSE + asked)
    assert answer.status_code == 200, answer.text
    return [datetime.fromisoformat(each["taken_at"]) for each in answer.json()]


def test_a_day_of_stills_is_spread_evenly_and_ends_with_the_newest(
    api: "Api", taken: Taken
) -> None:
    times = taken.at(*(10 * MINUTE * n + MINUTE for n in range(144)))

    found = frames(api, "?hours=24&frames=24")

    assert len(found) == 24
    assert found == sorted(found)
    assert found[-1] == times[0]
    steps = [later - earlier for earlier, later in pairwise(found[:-1])]
    assert set(steps) == {60 * MINUTE}


def test_hours_without_a_still_stay_a_gap(api: "Api", taken: Taken) -> None:
    old, new = taken.at(300 * MINUTE, 2 * MINUTE)

    assert frames(api, "?hours=6") == [old, new]
    assert frames(api, "?hours=1") == [new]


def test_a_camera_that_never_took_one_has_no_frames(api: "Api", taken: Taken) -> None:
    assert taken.at() == []
    assert frames(api) == []


def test_a_frame_is_small_and_keeps_its_proportions(api: "Api", taken: Taken) -> None:
    taken.at(MINUTE)

    small = api.get(api.get(LAPSE).json()[0]["small_url"])

    assert small.headers["content-type"] == "image/jpeg"
    with Image.open(io.BytesIO(small.content)) as image:
        assert image.size == (480, 270)


def test_a_picture_that_is_gone_from_the_disk_is_told_as_gone(
    api: "Api", taken: Taken, settings: Settings
) -> None:
    taken.at(MINUTE)
    assert settings.stills_dir is not None
    for file in settings.stills_dir.rglob("*.jpg"):
        file.unlink()

    answer = api.get(api.get(LAPSE).json()[0]["small_url"])

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_what_makes_no_sense_is_refused_with_the_value(api: "Api", taken: Taken) -> None:
    assert taken is not None
    for asked in ("hours=0", "hours=721", "frames=1", "frames=121"):
        answer = api.get(f"{LAPSE}?{asked}")
        assert answer.status_code == 400
        assert asked.split("=")[1] in answer.text


def test_whoever_has_not_signed_in_sees_no_frame(api: "Api", taken: Taken) -> None:
    taken.at(MINUTE)

    small_url = api.get(LAPSE).json()[0]["small_url"]

    assert api.get(LAPSE, who=None).status_code == 401
    assert api.get(small_url, who=None).status_code == 401
