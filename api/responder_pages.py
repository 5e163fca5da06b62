"""The page of temporary responders, as it was built: below /responder/, by day and by night."""

from pathlib import Path

from fastapi import FastAPI

from api.pages import add_installable

RESPONDER = Path(__file__).parents[1] / "web" / "dist-responder"

# Nobody is asked for a picture or a position before they tap: a report, a pass that is checked.
_MAY = {"Permissions-Policy": "camera=(self), geolocation=(self), microphone=()"}


def add_responder_pages(app: FastAPI, web: Path = RESPONDER) -> None:
    """Serve the build in a folder, the newest each time."""
    add_installable(app, "/responder", web, _MAY)
