"""The page of temporary responders, as it was built: below /responder/, by day and by night."""

from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from api.pages import ASK_AGAIN, FOR_GOOD, Files, built

RESPONDER = Path(__file__).parents[1] / "web" / "dist-responder"

# Nobody is asked for a picture or a position before they tap: a report, a pass that is checked.
_MAY = {"Permissions-Policy": "camera=(self), geolocation=(self), microphone=()"}


def add_responder_pages(app: FastAPI, web: Path = RESPONDER) -> None:
    """Serve the build in a folder, the newest each time."""

    @app.get("/responder", include_in_schema=False)
    def to_page() -> RedirectResponse:
        return RedirectResponse("/responder/", HTTPStatus.TEMPORARY_REDIRECT)

    @app.get("/responder/", include_in_schema=False)
    def page() -> Response:
        answer = built(web / "index.html", "text/html")
        answer.headers.update(_MAY)
        return answer

    @app.get("/responder/sw.js", include_in_schema=False)
    def worker() -> Response:
        return built(web / "sw.js", "text/javascript")

    @app.get("/responder/manifest.webmanifest", include_in_schema=False)
    def manifest() -> Response:
        return built(web / "manifest.webmanifest", "application/manifest+json")

    app.mount("/responder/icons", Files(web / "icons", ASK_AGAIN))
    app.mount("/responder/assets", Files(web / "assets", FOR_GOOD))
