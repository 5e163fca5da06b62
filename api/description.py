"""The OpenAPI description, made to say what really happens."""

from typing import Any

from fastapi import FastAPI

Json = dict[str, Any]

_ERROR: Json = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}}


def describe(app: FastAPI) -> Json:
    """Return the app's description.

    What the framework takes for granted and is not so here: values that do not fit
    are refused with 400 and our own words, not with 422; and a stream's errors are
    JSON, not events.
    """
    described = FastAPI.openapi(app)
    for path in described["paths"].values():
        for operation in path.values():
            _correct(operation["responses"], has_body="requestBody" in operation)
    for unused in ("HTTPValidationError", "ValidationError"):
        described["components"]["schemas"].pop(unused, None)
    return described


def _correct(responses: Json, *, has_body: bool) -> None:
    if responses.pop("422", None):
        responses["400"] = {"description": "Bad Request", "content": _ERROR}
    if has_body:
        responses["413"] = {"description": "Content Too Large", "content": _ERROR}
    for status, response in responses.items():
        content = response.get("content", {})
        if "text/event-stream" in content:
            content["text/event-stream"]["schema"].pop("type", None)
            if not status.startswith("2"):
                content["application/json"] = content.pop("text/event-stream")
    ordered = sorted(responses.items())
    responses.clear()
    responses.update(ordered)
