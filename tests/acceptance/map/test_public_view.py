"""What residents see of a camera is drawn, looked at, shown, and taken off by one button."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from api.residents.stills import public_stills
from api.testing.axe import serious_findings
from kawamori.cameras import Camera
from kawamori.pictures import checked
from kawamori.runs import ACTUAL
from kawamori.storage.cameras.cameras import register_camera
from kawamori.storage.cameras.disk import Place, StillFolder
from kawamori.storage.cameras.stills import add_still
from kawamori.storage.cameras.views import newest_view
from simulators.scene import draw_scene

if TYPE_CHECKING:
    from conftest import Headquarters

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

AOI = "aoi-commands-headquarters"
WEST = "kawabe-west"


@pytest.fixture
def folder(hq: "Headquarters", tmp_path: Path) -> Path:
    """Put a camera up that has taken a still, where the API keeps them."""
    connection, at = hq.town.connection, hq.town.now
    minutes = timedelta(minutes=5)
    camera = Camera(WEST, "川辺橋 西岸", "kawabe-1", minutes, station_id="kawabe-bridge")
    register_camera(connection, camera, author="test")
    drawn = draw_scene(2.4, (-0.5, 5), at, (35.05, 138.97), seed="west", title="KAWABE WEST")
    picture = checked(drawn)
    place = Place(0, WEST, at, drawn[-32:])
    StillFolder(tmp_path / "stills").keep(place, picture.jpeg)
    size = (picture.width, picture.height)
    add_still(connection, place, now=at, kept_bytes=len(picture.jpeg), size=size)
    return tmp_path / "stills"


def test_a_view_is_drawn_or_typed_looked_at_shown_and_taken_off(
    hq: "Headquarters", folder: Path
) -> None:
    connection = hq.town.connection
    page = hq.open(f"/hq/?run=&station=kawabe-bridge&full=1#token={AOI}")
    side = page.locator(".public-side")
    expect(side).to_contain_text("非公開")
    side.locator("summary").press("Enter")
    side.get_by_role("button", name="公開範囲を決める").press("Enter")
    editor = page.get_by_role("dialog", name="川辺橋 西岸 公開範囲")
    expect(editor.get_by_role("button", name="この範囲で公開する")).to_be_disabled()

    box = editor.locator(".drawing img").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.35)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.8, steps=4)
    page.mouse.up()
    expect(editor.get_by_label("左 %")).to_have_value("50")
    editor.get_by_label("右 %").fill("100")
    editor.get_by_label("下 %").fill("100")
    editor.get_by_role("button", name="範囲を加える").press("Enter")
    expect(editor.get_by_role("group", name="範囲 2")).to_be_visible()
    editor.get_by_role("group", name="範囲 2").get_by_label("右 %").fill("50")
    editor.get_by_label("画像の横幅（m）").fill("15")
    editor.get_by_label("画像の横幅（m）").press("Enter")
    seen = editor.get_by_role("img", name="この設定での見え方")
    expect(seen).to_be_visible()
    assert seen.evaluate("image => image.naturalWidth") == 640
    assert serious_findings(page) == []
    editor.get_by_role("button", name="この範囲で公開する").press("Enter")

    expect(editor).to_be_hidden()
    expect(side.locator(".is-public")).to_have_text("公開中")
    expect(side.get_by_role("img", name="住民に見えている画像")).to_be_visible()
    stood = newest_view(connection, ACTUAL, WEST)
    assert stood is not None
    assert stood.view is not None
    assert stood.author == "葵"
    assert stood.view.metres_across == 15
    assert stood.view.rectangles[0] == pytest.approx((0.5, 0.35, 1, 1), abs=0.01)
    assert stood.view.rectangles[1] == (0.25, 0.5, 0.5, 1.0)
    assert len(public_stills(connection, folder, ACTUAL, hq.town.now).files) == 1
    assert serious_findings(page) == []

    side.get_by_role("button", name="公開を止める").press("Enter")

    expect(side).to_contain_text("非公開")
    assert public_stills(connection, folder, ACTUAL, hq.town.now).files == []
