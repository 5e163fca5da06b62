"""What is written down of the API is what it is."""

import json
from pathlib import Path
from typing import get_args

import pytest

from api.commands import openapi
from api.features import LEVEL_NAMES
from api.headers import content_policy
from api.people import MAY
from api.schemas.geojson import LevelName, StatusName
from api.schemas.hq import Role
from kawamori.levels import GaugeLevel
from kawamori.runs import Status

ROOT = Path(__file__).parents[2]


def test_the_openapi_that_the_web_is_built_on_is_the_one_that_is_served() -> None:
    kept = (ROOT / "web" / "openapi.json").read_text(encoding="utf-8")

    assert kept == openapi(), "run `kawamori openapi > web/openapi.json`"


def test_every_route_is_in_the_manual() -> None:
    manual = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    described = json.loads(openapi())["paths"]

    for path, operations in described.items():
        for method in operations:
            assert f"`{method.upper()} {path}`" in manual


def test_levels_and_statuses_are_called_what_they_are_called_elsewhere() -> None:
    assert get_args(LevelName) == LEVEL_NAMES
    assert [level.name.lower() for level in GaugeLevel] == list(LEVEL_NAMES)
    assert get_args(StatusName) == tuple(Status)


def test_no_act_is_open_to_a_role_that_does_not_exist() -> None:
    assert set().union(*MAY.values()) == set(get_args(Role))


@pytest.mark.parametrize("tiles_url", [None, "https://tiles.example/std/{z}/{x}/{y}.png"])
def test_pages_run_no_code_but_ours(tiles_url: str | None) -> None:
    policy = dict(part.split(" ", 1) for part in content_policy(tiles_url).split("; "))

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["worker-src"] == "'self' blob:"
    assert "unsafe" not in content_policy(tiles_url)
    assert ("https://tiles.example" in policy["img-src"]) == (tiles_url is not None)
