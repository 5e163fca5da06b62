"""Answers that are JSON already."""

from starlette.responses import Response


class Json(Response):
    """Bytes of JSON, made elsewhere and sent as they are."""

    media_type = "application/json"
