"""The lines in the manual work as they stand."""

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

MANUAL = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
LINES = re.findall(r"^curl (?:.*\\\n)*.*$", MANUAL, re.MULTILINE)


@pytest.mark.parametrize("line", LINES or ["false  # the manual has no lines to try"])
def test_a_line_of_the_manual_works(api: "Api", world: "World", line: str) -> None:
    world.assess(3, 3.2)
    stops_by_itself = line.replace("curl -sN", "curl -sN --max-time 1")
    environment = {
        "PATH": "/usr/bin:/bin",
        "KAWAMORI": api.served.url,
        "KEY": "aoi-commands-headquarters",
    }

    done = subprocess.run(
        ["/bin/bash", "-c", stops_by_itself], env=environment, capture_output=True, check=False
    )

    assert b'"error"' not in done.stdout
    assert (
        b'"kawabe-bridge"' in done.stdout
        or b'"features":[]' in done.stdout
        or b"event: clock" in done.stdout
    )
