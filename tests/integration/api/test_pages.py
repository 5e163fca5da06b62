"""The pages are served safely, and only our own code runs in them."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from api.testing.serving import serve
from kawamori.testing.staff import employ, link_for

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.settings import Settings
    from kawamori.testing.world import World

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


FUMI = {"Authorization": "Bearer fumi-operates-the-desk"}


@pytest.fixture
def pages(settings: "Settings", tmp_path: Path) -> Iterator[str]:
    (tmp_path / "assets").mkdir()
    (tmp_path / "basemap").mkdir()
    (tmp_path / "index.html").write_text("<title>川守</title>", encoding="utf-8")
    (tmp_path / "assets" / "index-1a2b.js").write_text("/* map */", encoding="utf-8")
    (tmp_path / "basemap" / "kawabe.geojson").write_text("{}", encoding="utf-8")
    with serve(settings.model_copy(update={"web_dir": tmp_path})) as served:
        yield served.url


def test_the_map_is_where_one_looks_for_it(pages: str) -> None:
    for path in ("/", "/hq", "/hq/"):
        page = httpx.get(pages + path, follow_redirects=True)

        assert page.url.path == "/hq/"
        assert "川守" in page.text
        assert page.headers["content-type"].startswith("text/html")


def test_a_new_build_is_seen_at_once_and_its_parts_are_kept(pages: str) -> None:
    assert httpx.get(f"{pages}/hq/").headers["cache-control"] == "no-cache"
    assert "immutable" in httpx.get(f"{pages}/hq/assets/index-1a2b.js").headers["cache-control"]
    assert httpx.get(f"{pages}/basemap/kawabe.geojson").text == "{}"


@pytest.mark.parametrize(
    "path", ["/hq/assets/../index.html", "/basemap/%2e%2e/index.html", "/basemap//etc/passwd"]
)
def test_no_path_leads_out_of_the_folder(pages: str, path: str) -> None:
    assert httpx.get(pages + path).status_code in (404, 405)


def test_pages_that_are_not_built_are_told(settings: "Settings", tmp_path: Path) -> None:
    with serve(settings.model_copy(update={"web_dir": tmp_path})) as served:
        answer = httpx.get(f"{served.url}/hq/")
        basemap = httpx.get(f"{served.url}/basemap/kawabe.geojson")

    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "the pages are not built: run `make web`"
    assert basemap.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("path", ["/hq/", "/health", "/nowhere", "/public/stations"])
def test_every_answer_keeps_others_out(api: "Api", path: str) -> None:
    headers = api.get(path, who=None).headers

    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "script-src 'self';" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


def test_what_headquarters_sees_stays_out_of_caches(api: "Api") -> None:
    assert api.get("/hq/stations").headers["cache-control"] == "no-store"


def test_behind_https_the_cookie_is_for_https_alone(settings: "Settings", world: "World") -> None:
    employ(world.connection, "Aoi", "commander")
    link = {"link": link_for(world.connection, "Aoi")}
    with serve(settings.model_copy(update={"public_url": "https://kawamori.test"})) as served:
        answer = httpx.post(f"{served.url}/hq/session/link", json=link)

    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_a_page_can_tell_that_it_is_old(settings: "Settings", api: "Api", tmp_path: Path) -> None:
    assert api.get("/hq/config").json()["version"]
    with serve(settings.model_copy(update={"web_dir": tmp_path})) as served:
        before = httpx.get(f"{served.url}/hq/config", headers=FUMI).json()["build"]
        (tmp_path / "build.json").write_text('{"build":"2"}', encoding="utf-8")
        after = httpx.get(f"{served.url}/hq/config", headers=FUMI).json()["build"]

    assert (before, after) == ("", "2")


def test_what_the_app_is_installed_from_is_asked_for_each_time(
    settings: "Settings", tmp_path: Path
) -> None:
    (tmp_path / "sw.js").write_text("/* worker */", encoding="utf-8")
    (tmp_path / "manifest.webmanifest").write_text("{}", encoding="utf-8")
    with serve(settings.model_copy(update={"web_dir": tmp_path})) as served:
        worker = httpx.get(f"{served.url}/hq/sw.js")
        manifest = httpx.get(f"{served.url}/hq/manifest.webmanifest")

    assert worker.headers["content-type"].startswith("text/javascript")
    assert manifest.headers["content-type"].startswith("application/manifest+json")
    assert {worker.headers["cache-control"], manifest.headers["cache-control"]} == {"no-cache"}
