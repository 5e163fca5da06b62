"""`kawamori up --rivers`: real gauges on the map of one machine, by the broker's own accounts."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest.sources.config import ELSEWHERE
from kawamori.embedded.installation import Installation, open_installation
from kawamori.embedded.processes import Supervisor
from kawamori.embedded.secrets import keep_secrets
from kawamori.storage.connections import connect
from simulators.sources.england import EnglishGauge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulators.sources.server import PublicSources

WITHIN_S = 30.0


class Machine:
    """One machine's installation, its servers running, and what runs beside them."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.words: list[str] = []
        self.supervisor = Supervisor([], lambda _, line: self.words.append(line))

    def turn_until_stored(self, station_id: str) -> float | None:
        """Keep everything going until a reading of a station is stored; None if none comes."""
        deadline_s = time.monotonic() + WITHIN_S
        with connect(self.installation.database.url(), name="tests") as connection:
            while time.monotonic() < deadline_s:
                self.supervisor.step(time.monotonic())
                row = connection.execute(
                    "SELECT result FROM latest_observations JOIN datastreams "
                    "USING (datastream_id) WHERE station_id = %s",
                    (station_id,),
                ).fetchone()
                if row:
                    return float(row[0])
        return None


@contextmanager
def running(home: Path) -> "Iterator[Machine]":
    installation = open_installation(home)
    with installation.servers():
        machine = Machine(installation)
        try:
            yield machine
        finally:
            machine.supervisor.end()


def test_a_named_river_is_a_station_whose_readings_arrive(
    home: Path, sources: "PublicSources", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ELSEWHERE, sources.url)
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    sources.england.gauges.append(EnglishGauge("1029TH", readings=[(now, 0.37)]))

    with running(home) as machine:
        here = machine.installation
        ingest = next(each for each in here.services() if each.name == "ingest")
        for service in (here.adding(["ea:1029TH"]), ingest):
            machine.supervisor.add(service)
        while not (
            machine.supervisor.done("rivers")
            and any("connected to" in words for words in machine.words)
        ):
            machine.supervisor.step(time.monotonic())
        machine.supervisor.add(here.sources())

        assert machine.turn_until_stored("ea-1029th") == 0.37, machine.words


def test_an_unknown_river_ends_the_start_with_a_reason(
    home: Path, sources: "PublicSources"
) -> None:
    kawamori = "import sys; from kawamori.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", kawamori, "up", "--home", str(home), "--rivers", "ea:9999XX"]

    done = subprocess.run(
        command,
        env={**os.environ, ELSEWHERE: sources.url},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "ea:9999XX: the Environment Agency knows no station of that reference" in done.stderr


def test_a_machine_set_up_before_there_were_sources_keeps_its_secrets_and_gets_the_new_one(
    tmp_path: Path,
) -> None:
    path = tmp_path / "secrets.json"
    first = keep_secrets(path)
    older = json.loads(path.read_text())
    del older["mqtt_sources"]
    path.write_text(json.dumps(older))

    again = keep_secrets(path)

    assert again.database == first.database
    assert keep_secrets(path) == again
    assert path.stat().st_mode & 0o777 == 0o600
