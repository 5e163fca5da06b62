"""Whether the pages are true: they are answered from memory even when nobody makes them anew."""

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from api.schemas.health import Readiness

if TYPE_CHECKING:
    from api.residents.freshness import Freshness

router = APIRouter(include_in_schema=False)


@router.get("/ready")
async def ready(request: Request, response: Response) -> Readiness:
    """Say whether the snapshot is of these minutes; 503 and why where it is not."""
    freshness: Freshness = request.app.state.freshness
    trouble = freshness.trouble()
    if trouble is not None:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return Readiness(ready=trouble is None, reasons=[] if trouble is None else [trouble])
