"""Stills come from devices with a key of their own, and are for headquarters alone."""

import io
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from PIL import Image
from pydantic import TypeAdapter

from api.commands import openapi
from api.schemas.cameras import Cameras, StillShown
from kawamori.cameras import Camera
from kawamori.settings import Settings
from kawamori.storage.cameras.cameras import register_camera
from kawamori.storage.cameras.keys import end_key, new_key
from kawamori.storage.retention import apply_retention

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

FIVE = timedelta(minutes=5)
DEVICE = "kawabe-bridge-1"
WEST = Camera("kawabe-west", "川辺橋 西", DEVICE, FIVE, station_id="kawabe-bridge")
EAST = Camera("kawabe-east", "川辺橋 東", "another-device", FIVE, lat=35.06, lon=138.98)


def jpeg(
    colour: tuple[int, int, int] = (90, 120, 150), size: tuple[int, int] = (320, 240)
) -> bytes:
    picture = io.BytesIO()
    image = Image.new("RGB", size, colour)
    exif = image.getexif()
    exif[0x010E] = "taken by a named person"
    image.save(picture, "JPEG", exif=exif)
    return picture.getvalue()


@dataclass(slots=True)
class Bank:
    """A device on the bank with its key, and the folder its stills end in."""

    api: "Api"
    world: "World"
    folder: Path
    key: str

    def send(
        self,
        raw: bytes | Iterator[bytes],
        *,
        at: datetime | None = None,
        camera: str = "kawabe-west",
        run: str = "",
        key: str | None = None,
    ) -> httpx.Response:
        taken_at = (at or datetime.now(UTC)).isoformat().replace("+00:00", "Z")
        key = self.key if key is None else key
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        with self.api.browser() as device:
            return device.put(
                f"/edge/stills/{camera}",
                params={"taken_at": taken_at, "run": run},
                content=raw,
                headers=headers,
            )

    def camera(self, run: str = "") -> dict[str, Any]:
        shown = self.api.stations(f"/hq/cameras?run={run}")
        return next(c["properties"] for c in shown if c["id"] == "kawabe-west")

    def files(self) -> list[str]:
        return sorted(
            str(f.relative_to(self.folder)) for f in self.folder.rglob("*") if f.is_file()
        )


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Give the API a folder for stills."""
    return settings.model_copy(update={"stills_dir": tmp_path / "stills"})


@pytest.fixture
def bank(api: "Api", world: "World", settings: Settings) -> Bank:
    """Put two cameras up; one is of our device."""
    for camera in (WEST, EAST):
        register_camera(world.connection, camera, author="test")
    assert settings.stills_dir is not None
    return Bank(api, world, settings.stills_dir, new_key(world.connection, DEVICE, author="test"))


def test_a_still_is_stored_on_disk_and_shown_with_its_time(bank: Bank) -> None:
    at = datetime.now(UTC) - timedelta(seconds=20)

    answer = bank.send(jpeg(), at=at)

    assert answer.status_code == 201, answer.text
    shown = bank.camera()
    assert (shown["look"], shown["width"], shown["height"]) == ("live", 320, 240)
    assert datetime.fromisoformat(shown["seen_at"]) == at
    picture = bank.api.get(shown["still_url"])
    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.headers["cache-control"] == "no-store"
    assert len(bank.files()) == 1
    assert bank.files()[0].startswith(f"run-0/kawabe-west/{at:%Y-%m-%d}/")


def test_nothing_but_the_pixels_is_kept(bank: Bank) -> None:
    bank.send(jpeg() + b"what a camera hides behind its picture")

    kept = bank.api.get(bank.camera()["still_url"]).content

    with Image.open(io.BytesIO(kept)) as image:
        assert dict(image.getexif()) == {}
    assert b"named person" not in kept
    assert b"hides behind" not in kept


def test_a_still_that_is_sent_again_is_stored_once(bank: Bank) -> None:
    at = datetime.now(UTC)

    first, again = bank.send(jpeg(), at=at), bank.send(jpeg(), at=at)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert len(bank.api.get("/hq/cameras/kawabe-west/stills").json()) == 1


def test_headquarters_is_told_as_a_still_arrives(bank: Bank) -> None:
    with bank.api.follow("/hq/stream") as following:
        following.until("clock")
        bank.send(jpeg())

        told = following.until("cameras")

    TypeAdapter(Cameras).validate_python(told)
    assert [camera["id"] for camera in told["features"]] == ["kawabe-west"]
    assert told["features"][0]["properties"]["look"] == "live"


def test_the_last_hours_are_stepped_through_the_newest_first(bank: Bank) -> None:
    now = datetime.now(UTC)
    for minutes in (10, 0, 5):
        bank.send(jpeg((minutes, 0, 0)), at=now - timedelta(minutes=minutes))

    stills = bank.api.get("/hq/cameras/kawabe-west/stills").json()
    TypeAdapter(list[StillShown]).validate_python(stills)
    older = bank.api.get(f"/hq/cameras/kawabe-west/stills?before={stills[0]['taken_at']}").json()

    ages = [now - datetime.fromisoformat(still["taken_at"]) for still in stills]
    assert [round(age.total_seconds() / 60) for age in ages] == [0, 5, 10]
    assert older == stills[1:]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "this is no JPEG"),
        (b"GIF89a, which is no JPEG", "this is no JPEG: it begins with b'GIF89a, '"),
        (jpeg()[:400], "the JPEG can't be decoded"),
        (jpeg(size=(40, 40)), "the picture is 40 x 40: 64 is the least side"),
        (jpeg(size=(4100, 4100)), "the picture is 4100 x 4100: at most 12000000 pixels"),
    ],
)
def test_what_is_no_picture_is_refused_and_set_aside_with_the_reason(
    bank: Bank, raw: bytes, words: str
) -> None:
    answer = bank.send(raw)

    assert answer.status_code == 400
    assert words in answer.json()["error"]["message"]
    assert bank.camera()["look"] == "never"
    reasons = [
        json.loads((bank.folder / f).read_text())["reason"]
        for f in bank.files()
        if f.endswith(".json")
    ]
    assert all(words in reason for reason in reasons)
    assert len(reasons) == bool(raw)


def test_what_is_too_long_is_not_even_read_to_its_end(bank: Bank) -> None:
    answer = bank.send(b"\xff\xd8" + bytes(5 * 1024 * 1024))

    assert answer.status_code == 413
    assert bank.files() == []


def test_many_that_send_slowly_keep_nobody_else_waiting(bank: Bank) -> None:
    halves, asked = [threading.Event() for _ in range(10)], threading.Event()

    def slowly(half: threading.Event) -> Iterator[bytes]:
        yield jpeg()[:100]
        half.set()
        asked.wait(10)
        yield jpeg()[100:]

    with ThreadPoolExecutor(len(halves)) as cameras:
        sent = [cameras.submit(bank.send, slowly(half)) for half in halves]
        try:
            assert all(half.wait(10) for half in halves)
            time.sleep(0.5)  # for the API to have begun to read
            assert bank.api.get("/hq/me").status_code == 200
        finally:
            asked.set()
        assert {each.result().status_code for each in sent} <= {200, 201}


@pytest.mark.parametrize(
    ("wrong", "status", "words"),
    [
        ({"key": "somebody's"}, 401, "this key is no device's"),
        ({"key": ""}, 401, "show the device's key"),
        ({"camera": "kawabe-east"}, 403, "camera kawabe-east is of device another-device"),
        ({"camera": "atlantis"}, 404, "there is no camera 'atlantis'"),
        ({"run": "nope"}, 404, "there is no run 'nope'"),
        ({"at": datetime(2100, 1, 1, tzinfo=UTC)}, 400, "taken_at 2100-01-01"),
        ({"at": datetime(1970, 1, 1, tzinfo=UTC)}, 400, "is before 1990"),
    ],
)
def test_a_device_may_speak_for_its_own_cameras_alone_and_of_times_that_can_be(
    bank: Bank, wrong: dict[str, Any], status: int, words: str
) -> None:
    answer = bank.send(jpeg(), **wrong)

    assert answer.status_code == status
    assert words in answer.json()["error"]["message"]
    assert bank.files() == []


def test_a_persons_token_is_no_devices_key_nor_the_other_way_round(bank: Bank) -> None:
    with bank.api.browser("Aoi") as aoi:
        refused = aoi.put("/edge/stills/kawabe-west?taken_at=2026-09-01T00:00:00Z", content=jpeg())
    with bank.api.browser() as device:
        headers = {"Authorization": f"Bearer {bank.key}"}
        seen = device.get("/hq/cameras", headers=headers)

    assert (refused.status_code, seen.status_code) == (401, 401)


def test_a_new_key_ends_the_old_one_and_an_ended_one_opens_nothing(bank: Bank) -> None:
    new = new_key(bank.world.connection, DEVICE, author="test")

    assert bank.send(jpeg()).status_code == 401
    assert bank.send(jpeg(), key=new).status_code == 201
    end_key(bank.world.connection, DEVICE)
    assert bank.send(jpeg((1, 2, 3)), key=new).status_code == 401


def test_what_a_drill_takes_is_never_shown_as_reality(bank: Bank) -> None:
    bank.world.start_drill("drill")
    bank.send(jpeg(), run="drill", at=bank.world.now)
    (still,) = bank.api.get("/hq/cameras/kawabe-west/stills?run=drill").json()

    assert bank.camera()["look"] == "never"
    assert bank.api.get("/hq/cameras/kawabe-west/stills").json() == []
    assert bank.camera("drill")["look"] == "live"
    assert bank.api.get(still["url"]).status_code == 200
    path = f"/hq/cameras/kawabe-west/stills/{still['still_id']}.jpg"
    assert bank.api.get(path).status_code == 404


def test_a_key_for_rehearsals_has_no_say_in_reality(bank: Bank) -> None:
    bank.world.start_drill("drill")
    key = new_key(bank.world.connection, DEVICE, author="test", rehearsals_only=True)

    assert bank.send(jpeg(), key=key, run="drill", at=bank.world.now).status_code == 201
    refused = bank.send(jpeg(), key=key)

    assert refused.status_code == 403
    assert "is for rehearsals" in refused.json()["error"]["message"]


@pytest.mark.parametrize(
    ("who", "status"),
    [("Aoi", 204), ("Fumi", 204), ("Elena", 403), ("Daichi", 403), ("Chika", 401), (None, 401)],
)
def test_the_commander_and_operators_choose_what_is_normal(
    bank: Bank, who: str | None, status: int
) -> None:
    still_id = bank.send(jpeg()).json()["still_id"]

    answer = bank.api.post(
        "/hq/cameras/kawabe-west/normal", who=who, json={"still_id": still_id, "light": "night"}
    )

    assert answer.status_code == status
    chosen = bank.camera()["normal"]
    assert chosen["day"] is None
    assert (chosen["night"] or {}).get("still_id") == (still_id if status == 204 else None)
    assert bank.world.acts() == (
        [(who, {"Aoi": "commander", "Fumi": "operator"}[who or ""], "camera", "camera/kawabe-west")]
        if status == 204
        else []
    )


def test_what_a_drill_calls_normal_says_nothing_of_reality(bank: Bank) -> None:
    bank.world.start_drill("drill")
    still_id = bank.send(jpeg(), run="drill", at=bank.world.now).json()["still_id"]
    wanted = {"still_id": still_id, "light": "day"}

    assert bank.api.post("/hq/cameras/kawabe-west/normal", json=wanted).status_code == 404
    chosen = bank.api.post("/hq/cameras/kawabe-west/normal?run=drill", json=wanted)

    assert chosen.status_code == 204
    assert bank.camera()["normal"]["day"] is None
    assert bank.camera("drill")["normal"]["day"]["still_id"] == still_id


def test_stills_go_after_their_time_with_their_files_but_not_what_is_normal(bank: Bank) -> None:
    old, chosen, new = (
        bank.send(jpeg((n, 0, 0)), at=datetime.now(UTC) - n * FIVE).json()["still_id"]
        for n in (2, 1, 0)
    )
    wanted = {"still_id": chosen, "light": "day"}
    bank.api.post("/hq/cameras/kawabe-west/normal", json=wanted)
    bank.world.connection.execute(
        "UPDATE camera_stills SET stored_at = stored_at - interval '31 days' WHERE still_id <> %s",
        (new,),
    )

    deleted = apply_retention(bank.world.connection, {}, datetime.now(UTC), bank.folder)

    assert deleted == {"camera_stills": 1}
    left = [still["still_id"] for still in bank.api.get("/hq/cameras/kawabe-west/stills").json()]
    assert left == [new, chosen]
    assert old not in left
    assert len(bank.files()) == 2


def test_nobody_outside_headquarters_sees_a_still_as_it_was_taken(bank: Bank) -> None:
    bank.send(jpeg())
    url = bank.camera()["still_url"]

    paths = json.loads(openapi())["paths"]
    public = [path for path in paths if not path.startswith(("/hq/", "/edge/"))]

    assert [path for path in public if "still" in path or "camera" in path] == []
    for path in (url, "/hq/cameras", "/hq/cameras/kawabe-west/stills"):
        assert bank.api.get(path, who=None).status_code == 401
        assert bank.api.get(path.replace("/hq/", "/public/"), who=None).status_code == 404


def test_where_the_disk_takes_nothing_the_device_is_to_try_again(bank: Bank) -> None:
    bank.folder.write_text("a file where the folder was to be")

    answer = bank.send(jpeg())

    assert answer.status_code == 503
    assert bank.camera()["look"] == "never"
