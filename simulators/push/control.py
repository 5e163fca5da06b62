"""What a test asks of the service: new browsers, a behaviour, and what it was given."""

from typing import Any

import msgspec
from fastapi import FastAPI, Response

from simulators.push.behaviours import Behaviour
from simulators.push.service import NORMAL, Service


def control(service: Service) -> FastAPI:
    """Return the application for everything that is not pushed."""
    app = FastAPI(openapi_url=None)

    @app.post("/control/browsers")
    def subscribe(count: int = 1, key: str | None = None) -> list[dict[str, Any]]:
        service.key = key
        return [each.subscription(service.origin) for each in service.journal.subscribe(count)]

    @app.post("/control/behaviour", status_code=204)
    def behave(behaviour: Behaviour) -> None:
        service.behaviour = behaviour

    @app.delete("/control/behaviour", status_code=204)
    def behave_well() -> None:
        service.behaviour = NORMAL

    @app.get("/control/accepted")
    def accepted(token: str | None = None) -> Response:
        found = service.journal.accepted(token)
        return Response(msgspec.json.encode(found), media_type="application/json")

    @app.get("/control/shown")
    def shown(token: str) -> list[Any]:
        return service.journal.shown(token)

    @app.get("/control/counts")
    def counts() -> dict[str, int]:
        return service.journal.counts()

    @app.get("/control/refused")
    def refused() -> list[str]:
        return service.refused

    return app
