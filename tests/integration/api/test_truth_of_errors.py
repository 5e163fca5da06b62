"""Every refusal has the one shape, and is one that the OpenAPI promises."""

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from api.commands import openapi
from api.schemas.errors import ErrorBody

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def test_every_error_has_the_one_shape_and_is_promised(api: "Api", world: "World") -> None:
    world.raise_alert(3, public_level=2)
    api.post("/hq/alerts/1/acknowledge")
    asked: list[tuple[str, str, str | None, int]] = [
        ("GET", "/hq/stations?run=nope", "Aoi", 404),
        ("GET", "/hq/stations", None, 401),
        ("GET", "/hq/deliveries?limit=0", "Aoi", 400),
        ("GET", "/hq/stations/nowhere/series", "Aoi", 404),
        ("POST", "/hq/alerts/1/acknowledge", "Aoi", 409),
        ("POST", "/hq/alerts/1/acknowledge", "Daichi", 403),
        ("POST", "/hq/session", None, 400),
        ("GET", "/hq/stream?run=nope", "Aoi", 404),
        ("POST", "/hq/policies", "Aoi", 400),
        ("POST", "/hq/backtests", "Daichi", 403),
        ("GET", "/hq/backtests/99", "Aoi", 404),
        ("GET", "/hq/scores?days=0", "Aoi", 400),
        ("GET", f"/hq/deliveries/{'0' * 32}/why", "Aoi", 404),
        ("POST", "/hq/deliveries/00000000-0000-0000-0000-000000000001/close", "Daichi", 403),
        ("POST", "/hq/silences", "Daichi", 403),
        ("DELETE", "/hq/silences/99", "Aoi", 404),
        ("GET", "/hq/stream", "Chika", 401),
        ("POST", "/hooks/twilio/status/00000000-0000-0000-0000-000000000000", None, 403),
    ]
    described = json.loads(openapi())["paths"]

    for method, path, who, status in asked:
        answer = api.ask(method, path, who=who)
        assert answer.status_code == status, path
        ErrorBody.model_validate_json(answer.content)
        assert status in promised(described, method, path), path


def promised(described: dict[str, Any], method: str, path: str) -> set[int]:
    for template, operations in described.items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path.partition("?")[0]):
            return {int(status) for status in operations[method.lower()]["responses"]}
    raise AssertionError(path)


@pytest.mark.parametrize("path", ["/nowhere", "/hq/nothing", "/basemap/none.geojson"])
def test_a_path_that_leads_nowhere_is_told_in_the_same_shape(api: "Api", path: str) -> None:
    answer = api.get(path)

    assert answer.status_code == 404
    assert ErrorBody.model_validate_json(answer.content).error.code == "not_found"
