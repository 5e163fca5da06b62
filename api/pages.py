"""The web pages: the built map under /hq/, the base map under /basemap/."""

from collections.abc import Mapping
from http import HTTPStatus
from os import PathLike, stat_result
from pathlib import Path
from types import MappingProxyType

import msgspec
from fastapi import FastAPI
from fastapi.responses import FileResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope

from kawamori.errors import NotFoundError

WEB = Path(__file__).parents[1] / "web" / "dist"

FOR_GOOD = "public, max-age=31536000, immutable"  # built assets carry a hash in their names
ASK_AGAIN = "no-cache"


class Files(StaticFiles):
    """A folder of files, and how long a browser may keep them."""

    def __init__(self, folder: Path, cache_control: str) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._cache_control = cache_control

    async def check_config(self) -> None:
        """Count a folder that is missing as empty: it may be built while we serve."""

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = HTTPStatus.OK,
    ) -> Response:
        """Return the file with its header, or that it has not changed."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = self._cache_control
        return response


def add_installable(
    app: FastAPI, at: str, web: Path, headers: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Serve below a path what a browser may install: the page, its worker, manifest and files."""

    @app.get(at, include_in_schema=False)
    def to_page() -> RedirectResponse:
        return RedirectResponse(f"{at}/", HTTPStatus.TEMPORARY_REDIRECT)

    @app.get(f"{at}/", include_in_schema=False)
    def page() -> FileResponse:
        answer = built(web / "index.html", "text/html")
        answer.headers.update(headers)
        return answer

    @app.get(f"{at}/sw.js", include_in_schema=False)
    def worker() -> FileResponse:
        return built(web / "sw.js", "text/javascript")

    @app.get(f"{at}/manifest.webmanifest", include_in_schema=False)
    def manifest() -> FileResponse:
        return built(web / "manifest.webmanifest", "application/manifest+json")

    app.mount(f"{at}/icons", Files(web / "icons", ASK_AGAIN))
    app.mount(f"{at}/assets", Files(web / "assets", FOR_GOOD))


def add_pages(app: FastAPI, web: Path, basemaps: Path | None = None) -> None:
    """Serve the build in a folder, the newest each time; a city's own base maps come first."""

    @app.get("/", include_in_schema=False)
    def to_map() -> RedirectResponse:
        return RedirectResponse("/hq/", HTTPStatus.TEMPORARY_REDIRECT)

    add_installable(app, "/hq", web)
    carried = Files(web / "basemap", ASK_AGAIN)
    if basemaps is not None:
        carried.all_directories.insert(0, basemaps)
    app.mount("/basemap", carried)


def build_of(web: Path) -> str:
    """Return the name of the build in a folder; none where nothing is built."""
    try:
        found = msgspec.json.decode((web / "build.json").read_bytes(), type=_Build)
    except (OSError, msgspec.DecodeError):
        return ""
    return found.build


class _Build(msgspec.Struct):
    build: str


def built(file: Path, media_type: str) -> FileResponse:
    """Return a file of a build; ``NotFoundError`` says what to do where nothing is built."""
    if not file.is_file():
        raise NotFoundError("the pages are not built: run `make web`")
    return FileResponse(file, headers={"Cache-Control": ASK_AGAIN}, media_type=media_type)
