"""What residents see of a camera follows within seconds: the newest still, and none at all."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from PIL import Image

from api.residents.files import File
from api.residents.folder import Folder
from kawamori.cameras import Camera
from kawamori.pictures import checked
from kawamori.public_views import PublicView
from kawamori.runs import ACTUAL
from kawamori.settings import Settings
from kawamori.storage.cameras.cameras import register_camera
from kawamori.storage.cameras.disk import Place, StillFolder
from kawamori.storage.cameras.stills import add_still
from kawamori.storage.cameras.views import set_public_view
from kawamori.testing.waiting import until
from simulators.scene import draw_scene

if TYPE_CHECKING:
    from kawamori.testing.world import World
    from tests.integration.residents.conftest import Phone

WEST = "kawabe-west"
VIEW = PublicView(((0.3, 0.34, 1.0, 1.0),), 15.0)
AT_ONCE_S = 10.0


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Give the program the folder that the API keeps stills in."""
    return settings.model_copy(update={"stills_dir": tmp_path})


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)  # any edition will do
def test_a_camera_is_shown_with_its_time_and_gone_seconds_after_it_is_taken_off(
    phone: "Phone", world: "World", tmp_path: Path
) -> None:
    connection, at = world.connection, datetime.now(UTC)
    minutes = timedelta(minutes=5)
    register_camera(connection, Camera(WEST, "川辺橋 西", "kawabe-1", minutes), author="test")
    picture = checked(draw_scene(2.0, (-0.5, 5), at, (35, 139), seed="1", title="WEST"))
    place = Place(0, WEST, at, bytes(32))
    StillFolder(tmp_path).keep(place, picture.jpeg)
    set_public_view(connection, ACTUAL, WEST, VIEW, person="葵", role="commander")
    add_still(connection, place, now=at, kept_bytes=1, size=(640, 400))

    shown = until(lambda: phone.now()["cameras"].get(WEST), AT_ONCE_S)
    still = phone.get(shown["url"])
    set_public_view(connection, ACTUAL, WEST, None, person="葵", role="commander")
    until(lambda: WEST not in phone.now()["cameras"], AT_ONCE_S)

    assert datetime.fromisoformat(shown["taken_at"]) == at
    assert still.headers["content-type"] == "image/jpeg"
    with Image.open(io.BytesIO(still.content)) as sent:
        assert sent.size == (640, 426)
    assert phone.get(shown["url"]).status_code == httpx.codes.NOT_FOUND


def test_a_folder_of_pages_forgets_stills_that_an_earlier_process_left_in_it(
    tmp_path: Path,
) -> None:
    still = File(f"stills/{WEST}.jpg", "image/jpeg", b"\xff\xd8")
    page = File("now.json", "application/json", b"{}")
    Folder(tmp_path).write([still, page], [still, page])

    Folder(tmp_path).write([page], [page])

    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["now.json"]
