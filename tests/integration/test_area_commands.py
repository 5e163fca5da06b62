"""A city's areas come in whole or not at all, and what was known of them stays."""

import json
from pathlib import Path
from typing import Any

import pytest

from kawamori.cli import main
from kawamori.storage.areas.areas import current_areas, find_areas
from kawamori.storage.areas.voices import stations_of_areas
from kawamori.storage.connections import Connection
from kawamori.testing.town import Town
from simulators.areas import area_map

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


@pytest.fixture
def kawabe() -> dict[str, Any]:
    return area_map()


@pytest.fixture
def file(tmp_path: Path, kawabe: dict[str, Any]) -> Path:
    return write(tmp_path / "areas.geojson", kawabe)


def write(path: Path, areas: dict[str, Any]) -> Path:
    path.write_text(json.dumps(areas, ensure_ascii=False), "utf-8")
    return path


def versions(connection: Connection) -> list[tuple[str, str]]:
    query = "SELECT area_id, author FROM area_facts ORDER BY recorded_at"
    return connection.execute(query).fetchall()


def test_areas_are_stored_and_listed(
    connection: Connection, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["areas", "import", str(file), "--author", "Mori"]) == 0
    assert "14 new, 0 changed, 0 as before" in capsys.readouterr().out

    assert main(["areas", "list"]) == 0
    assert "6,180 people  risk 9  川原町  [no station speaks for it]" in capsys.readouterr().out
    [area] = find_areas(connection, ["kawaramachi"])
    assert (area.reading, area.households) == ("かわらまち", 2750)
    assert {author for _, author in versions(connection)} == {"Mori"}


def test_a_dry_run_stores_nothing(
    connection: Connection, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["areas", "import", str(file), "--dry-run"]) == 0

    assert "14 new, 0 changed, 0 as before: a dry run" in capsys.readouterr().out
    assert current_areas(connection) == []


def test_only_what_differs_becomes_a_new_version(
    connection: Connection,
    file: Path,
    kawabe: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["areas", "import", str(file)])
    honcho, kawara = kawabe["features"][:2]
    honcho["properties"]["population"] = 9400
    outline = kawara["geometry"]["coordinates"][0]
    outline[1] = (outline[1][0] + 0.0001, outline[1][1])

    main(["areas", "import", str(write(file, kawabe))])

    told = capsys.readouterr().out
    assert "population 9420 → 9400" in told
    assert "川原町  outline moved" in told
    assert "0 new, 2 changed, 12 as before" in told
    assert [area_id for area_id, _ in versions(connection)[14:]] == ["honcho", "kawaramachi"]


def test_one_bad_area_stores_none(
    connection: Connection,
    file: Path,
    kawabe: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    kawabe["features"][13]["geometry"]["coordinates"][0].pop()

    assert main(["areas", "import", str(write(file, kawabe))]) == 2

    assert "feature 14 (momiji 紅葉): a ring is not closed" in capsys.readouterr().err
    assert current_areas(connection) == []


def test_stations_speak_for_an_area_until_others_do(
    connection: Connection, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Town(connection).add_station("aikawa")
    main(["areas", "import", str(file)])
    stations = ["areas", "stations", "honcho"]

    assert main([*stations, "kawabe-bridge", "--author", "Mori"]) == 0
    assert main([*stations, "aikawa", "aikawa", "--author", "Ito"]) == 0

    told = capsys.readouterr().out.splitlines()
    assert told[-2:] == ["honcho: +kawabe-bridge", "honcho: +aikawa, -kawabe-bridge"]
    assert stations_of_areas(connection) == {"honcho": ["aikawa"]}
    past = connection.execute(
        "SELECT station_id, added_by, removed_by FROM area_stations ORDER BY added_at"
    )
    assert past.fetchall() == [("kawabe-bridge", "Mori", "Ito"), ("aikawa", "Ito", None)]


def test_a_file_may_say_which_stations_speak(
    connection: Connection,
    file: Path,
    kawabe: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    Town(connection).add_station("aikawa")
    kawabe["features"][0]["properties"]["観測所"] = "kawabe-bridge; aikawa"
    write(file, kawabe)

    assert main(["areas", "import", str(file), "--dry-run"]) == 0
    assert "本町  new; +aikawa; +kawabe-bridge" in capsys.readouterr().out
    assert stations_of_areas(connection) == {}
    main(["areas", "import", str(file)])
    main(["areas", "import", str(file)])

    assert "本町  as before\n" in capsys.readouterr().out
    assert stations_of_areas(connection) == {"honcho": ["aikawa", "kawabe-bridge"]}


def test_a_station_that_is_not_there_takes_all_areas_back(
    connection: Connection,
    file: Path,
    kawabe: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    kawabe["features"][0]["properties"]["stations"] = "nowhere"

    assert main(["areas", "import", str(write(file, kawabe))]) == 2

    assert "there is no station nowhere" in capsys.readouterr().err
    assert current_areas(connection) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["stations", "nowhere", "kawabe-bridge"], "there is no area 'nowhere'"),
        (["stations", "honcho", "kawabe-bridge", "nowhere"], "there is no station nowhere"),
    ],
)
def test_what_is_not_there_can_not_speak(
    connection: Connection,
    file: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    says: str,
) -> None:
    Town(connection)
    main(["areas", "import", str(file)])

    assert main(["areas", *arguments, "--author", "Mori"]) == 2

    assert says in capsys.readouterr().err
    assert stations_of_areas(connection) == {}


def test_a_place_is_found_in_its_area(
    connection: Connection, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert connection.info.dbname
    main(["areas", "import", str(file)])

    main(["areas", "at", "35.043", "138.969"])
    main(["areas", "at", "35.3", "139.3"])

    assert capsys.readouterr().out.splitlines()[-2:] == [
        "kawaramachi              district 川原町",
        "no area",
    ]
