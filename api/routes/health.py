"""Whether the process is up, and whether it can do its work."""

import logging
from http import HTTPStatus

from fastapi import APIRouter, Response

from api.asked import Around
from api.schemas.health import Health, Readiness
from kawamori.errors import UnavailableError
from kawamori.storage.migrations import missing

log = logging.getLogger(__name__)

router = APIRouter(tags=["health"])


@router.get("/health")
async def health() -> Health:
    """Say that the process is up."""
    return Health(status="up")


@router.get(
    "/ready",
    responses={HTTPStatus.SERVICE_UNAVAILABLE.value: {"model": Readiness}},
)
def ready(around: Around, response: Response) -> Readiness:
    """Say whether the database answers, with the schema this program needs, and the stream runs."""
    reasons = [] if around.broadcast.is_open else ["the live stream is not followed yet"]
    try:
        with around.connection() as connection:
            reasons += [
                f"{name} is not applied: run `kawamori migrate`" for name in missing(connection)
            ]
    except UnavailableError as error:
        log.warning("not ready: %s", error)  # with host, port, user: not for anybody who asks
        reasons.append("the database does not answer")
    if reasons:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return Readiness(ready=not reasons, reasons=reasons)
