"""The line on the page for people who write devices does what the page says."""

import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from conftest import River

PAGE = Path(__file__).parents[3] / "docs" / "wire.md"


def test_the_line_on_the_page_stores_a_reading_in_the_test_run(stored: "River") -> None:
    line = next(
        line
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("mosquitto_pub")
    )
    command = [
        part.replace("1883", str(stored.broker.port)) if part.isdigit() else part
        for part in shlex.split(line)
    ]

    subprocess.run(command, check=True, timeout=30)

    until(lambda: stored.count("observations") == 1)
    assert stored.rows(
        "SELECT r.run, d.station_id, d.name, o.result FROM observations o "
        "JOIN runs r USING (run_no) JOIN datastreams d USING (datastream_id)"
    ) == [("hello", "kawabe-bridge", "stage", 1.234)]
    until(lambda: stored.stored_up_to("my-esp32", "test") == {1: 1})
