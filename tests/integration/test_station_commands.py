"""A city registers its gauges from a spreadsheet, without a line of Python."""

from datetime import timedelta
from pathlib import Path

import pytest

from kawamori.cli import main
from kawamori.levels import Thresholds
from kawamori.stations import Datastream, Station
from kawamori.storage.connections import Connection
from kawamori.storage.official.standing import areas_of_stations
from kawamori.storage.river.neighbours import current_passages
from kawamori.storage.river.stations import judged_stations, register_station

EXAMPLE = Path(__file__).parents[2] / "docs" / "stations-example.csv"
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "gauges.csv"
    path.write_bytes(EXAMPLE.read_bytes())
    return path


def stored(connection: Connection) -> dict[str, Thresholds]:
    return {each.station.station_id: each.thresholds for each in judged_stations(connection)}


def versions(connection: Connection) -> int:
    row = connection.execute("SELECT count(*) FROM station_facts").fetchone()
    assert row is not None
    return int(row[0])


def test_the_example_is_registered_and_listed(
    connection: Connection, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["stations", "import", str(file), "--author", "Mori"]) == 0
    assert "3 new, 0 changed, 0 as before" in capsys.readouterr().out

    assert stored(connection)["kawabe-bridge"] == Thresholds(1.6, 2.3, 3.0, 3.5, 4.6)
    authors = connection.execute("SELECT DISTINCT author FROM station_facts").fetchall()
    assert authors == [("Mori",)]
    streams = connection.execute(
        "SELECT name FROM datastreams WHERE station_id = 'kawabe-bridge' ORDER BY name"
    ).fetchall()
    assert streams == [("stage",), ("waterline",)]
    assert main(["stations", "list"]) == 0
    assert "caution 2.2 danger 3.1  稲荷前 (八幡川)" in capsys.readouterr().out


def test_a_sensor_is_declared_for_ever_first_and_from_now_on_after_that(
    connection: Connection, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["stations", "import", str(file)]) == 0
    assert main(["stations", "list"]) == 0
    assert "稲荷前 (八幡川)  [distance in cm down from 6.20 m]" in capsys.readouterr().out

    file.write_text(file.read_text("utf-8").replace(",cm,6.20", ",cm,6.35"), "utf-8")
    assert main(["stations", "import", str(file)]) == 0
    told = capsys.readouterr().out
    assert "down from 6.20 m → distance in cm down from 6.35 m, from 20" in told
    assert "0 new, 1 changed, 2 as before" in told

    since = connection.execute(
        "SELECT offset_m, valid_from = '-infinity' FROM sensor_facts ORDER BY recorded_at"
    )
    assert since.fetchall() == [(6.2, True), (6.35, False)]


def test_a_dry_run_tells_what_would_change_and_stores_nothing(
    connection: Connection, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["stations", "import", str(file), "--dry-run"]) == 0

    assert "3 new, 0 changed, 0 as before: a dry run, nothing was stored" in capsys.readouterr().out
    assert stored(connection) == {}


def test_only_what_differs_becomes_a_new_version(
    connection: Connection, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["stations", "import", str(file)])
    file.write_text(file.read_text("utf-8").replace(",2.20,,3.10,", ",2.20,,3.00,"), "utf-8")

    assert main(["stations", "import", str(file)]) == 0

    out = capsys.readouterr().out
    assert "danger_m 3.1 → 3.0" in out
    assert "0 new, 1 changed, 2 as before" in out
    assert stored(connection)["inarimae"].danger_m == 3.0
    assert versions(connection) == 4


def test_a_file_with_one_bad_row_stores_none(
    connection: Connection, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(file.read_text("utf-8").replace("3.10", "3,10"), "utf-8")

    assert main(["stations", "import", str(file)]) == 2

    assert "gauges.csv, line 3: 31 cells under 30 columns" in capsys.readouterr().err
    assert stored(connection) == {}


def test_a_row_that_the_database_refuses_takes_the_others_back(
    connection: Connection, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    minute = timedelta(minutes=1)
    of_a_recording = Station("takinosawa", "滝", "川", None, None, minute, network="recorded")
    stage = Datastream("takinosawa", "stage", judged=True)
    register_station(connection, of_a_recording, [stage], author="recording")

    assert main(["stations", "import", str(file)]) == 2

    assert "line 4, column station_id: station takinosawa belongs" in capsys.readouterr().err
    assert list(stored(connection)) == ["takinosawa"]


def test_a_range_of_plausible_readings_outlives_an_import(
    connection: Connection, file: Path
) -> None:
    main(["stations", "import", str(file)])
    connection.execute("UPDATE datastreams SET min_plausible = -1, max_plausible = 9")
    file.write_text(file.read_text("utf-8").replace("川辺橋", "新川辺橋"), "utf-8")

    main(["stations", "import", str(file)])

    [bridge] = [e for e in judged_stations(connection) if e.station.station_id == "kawabe-bridge"]
    assert bridge.station.name == "新川辺橋"
    assert (bridge.datastream.min_plausible, bridge.datastream.max_plausible) == (-1, 9)


def test_areas_and_neighbours_stand_in_the_same_file(
    connection: Connection, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["stations", "import", str(file)])
    [passage] = current_passages(connection)
    assert (passage.upstream_id, str(passage)) == ("takinosawa", "kawabe-bridge in 75 ± 20 min")
    assert areas_of_stations(connection)["inarimae"] == ["川辺市"]
    text = file.read_text("utf-8").replace("kawabe-bridge,75,20", "kawabe-bridge,80,20")
    file.write_text(text.replace("3.10,,,,川辺市", "3.10,,,,八幡;稲荷前"), "utf-8")
    capsys.readouterr()

    main(["stations", "import", str(file)])

    out = capsys.readouterr().out
    assert "area 八幡;稲荷前" in out
    assert "downstream kawabe-bridge in 80 ± 20 min" in out
    assert "0 new, 2 changed, 1 as before" in out
    assert areas_of_stations(connection)["inarimae"] == ["八幡", "稲荷前"]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("nowhere,75,20", "takinosawa → nowhere: there is no station 'nowhere'"),
        ("takinosawa,75,20", "a station is not its own neighbour"),
        (",75,20", "line 4: travel_min without a downstream"),
        ("kawabe-bridge,soon,20", "column travel_min: 'soon' is not a number"),
    ],
)
def test_a_neighbour_that_can_not_be_stores_nothing_at_all(
    connection: Connection, file: Path, capsys: pytest.CaptureFixture[str], given: str, why: str
) -> None:
    file.write_text(file.read_text("utf-8").replace("kawabe-bridge,75,20", given), "utf-8")

    assert main(["stations", "import", str(file)]) == 2

    assert why in capsys.readouterr().err
    assert stored(connection) == {}


def test_a_file_that_is_not_there_is_named(
    connection: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["stations", "import", "nowhere.csv"]) == 2

    assert "nowhere.csv: No such file" in capsys.readouterr().err
    assert stored(connection) == {}
