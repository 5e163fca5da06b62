"""Who is upstream of whom is kept in versions, given by people or learned from the rises."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from kawamori.cli import main
from kawamori.errors import ConflictError, InvalidError
from kawamori.neighbours import Basis, Passage
from kawamori.storage.connections import Connection
from kawamori.storage.river.neighbours import (
    current_passages,
    neighbours_of,
    neighbours_version,
    record_passages,
    withdraw_passage,
)
from kawamori.testing.town import KAWABE, Town

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

HALF_AN_HOUR = timedelta(minutes=30)
TEN_MINUTES = timedelta(minutes=10)
GIVEN = Passage("weir", KAWABE, HALF_AN_HOUR, TEN_MINUTES)


@pytest.fixture
def town(connection: Connection) -> Town:
    town = Town(connection)
    for station_id in ("weir", "gorge", "mouth"):
        town.add_station(station_id)
    town.add_station("abroad", network="recorded")
    return town


def test_a_station_knows_who_is_above_and_below(town: Town) -> None:
    below = Passage(KAWABE, "mouth")
    record_passages(town.connection, [GIVEN, below], author="Mori")

    above, downstream = neighbours_of(town.connection, KAWABE)

    assert (above.station_id, above.travel_s, above.spread_s) == ("weir", 1800, 600)
    assert (above.is_downstream, above.author, above.basis) == (False, "Mori", "given")
    assert (downstream.is_downstream, downstream.station_id) == (True, "mouth")
    assert downstream.travel_s is None


def test_what_changes_is_a_new_version_and_the_old_one_stays(town: Town) -> None:
    slower = Passage("weir", KAWABE, 2 * HALF_AN_HOUR, TEN_MINUTES)

    assert record_passages(town.connection, [GIVEN], author="Mori") == [GIVEN]
    assert record_passages(town.connection, [GIVEN], author="Sato") == []
    assert record_passages(town.connection, [slower], author="Sato") == [slower]

    assert current_passages(town.connection) == [slower]
    kept = "SELECT author, travel_s FROM neighbours ORDER BY recorded_at"
    assert town.connection.execute(kept).fetchall() == [("Mori", 1800), ("Sato", 3600)]
    assert neighbours_version(town.connection) == 2


def test_who_only_knows_the_order_takes_no_time_away(town: Town) -> None:
    record_passages(town.connection, [GIVEN], author="Mori")

    assert record_passages(town.connection, [Passage("weir", KAWABE)], author="file") == []


def test_neighbours_that_are_none_are_withdrawn_and_may_come_back(town: Town) -> None:
    record_passages(town.connection, [GIVEN], author="Mori")

    withdraw_passage(town.connection, "weir", KAWABE, author="Sato")
    assert current_passages(town.connection) == []
    assert record_passages(town.connection, [GIVEN], author="Mori") == [GIVEN]

    assert current_passages(town.connection) == [GIVEN]


@pytest.mark.parametrize(
    ("passage", "error", "why"),
    [
        (Passage("abroad", KAWABE), ConflictError, "two networks, recorded and city"),
        (Passage("nowhere", KAWABE), ConflictError, "there is no station 'nowhere'"),
        (Passage(KAWABE, "gorge"), InvalidError, "flow back to where it has been"),
    ],
)
def test_what_no_river_does_is_refused_and_nothing_is_stored(
    town: Town, passage: Passage, error: type[Exception], why: str
) -> None:
    standing = [Passage("gorge", "weir"), GIVEN]
    record_passages(town.connection, standing, author="Mori")

    with pytest.raises(error, match=why):
        record_passages(town.connection, [Passage("mouth", "gorge"), passage], author="Sato")

    assert sorted(map(str, current_passages(town.connection))) == sorted(map(str, standing))


def test_the_commands_set_list_and_withdraw(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    pair = ["weir", KAWABE, "--author", "Mori"]
    assert main(["neighbours", "set", *pair, "--travel-min", "40", "--spread-min", "15"]) == 0
    assert main(["neighbours", "list"]) == 0
    assert "→ kawabe-bridge in 40 ± 15 min" in capsys.readouterr().out
    [passage] = current_passages(town.connection)
    assert passage.basis is Basis.GIVEN
    assert main(["neighbours", "withdraw", *pair]) == 0
    assert main(["neighbours", "withdraw", *pair]) == 2
    assert "nobody has said that they are" in capsys.readouterr().err


def test_the_made_up_city_knows_its_rivers(
    connection: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["seed-city"]) == 0

    above = [n for n in neighbours_of(connection, "aikawa") if not n.is_downstream]

    assert "stations" in capsys.readouterr().out
    assert [(n.station_id, n.travel_s) for n in above] == [
        ("otaki-bridge", 1500),
        ("sekishita", 1500),
    ]
    assert len(current_passages(connection)) == 9


def flood(begins_h: float, hours: np.ndarray) -> np.ndarray:
    """Return a flood's part of the stage: up in two hours, gone in a day."""
    since_h = np.clip(hours - begins_h, 0, None)
    return 1.5 * (since_h / 2) * np.exp(1 - since_h / 2)


def test_travel_times_are_learned_from_what_is_stored_and_no_person_is_overruled(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ten floods pass the gorge, an hour later the weir, two hours later the bridge."""
    record_passages(town.connection, [Passage("gorge", "weir"), GIVEN], author="Mori")
    hours = np.arange(0, 45 * 24, 1 / 6)
    for station_id, travel_h in (("gorge", 0.0), ("weir", 1.0), (KAWABE, 3.0)):
        begins_h = 20 + 9.5 * np.arange(10) * (np.arange(10) + 1) + travel_h
        stages_m = np.round(0.5 + sum(flood(each, hours) for each in begins_h), 2)
        times = [town.now - timedelta(days=45) + timedelta(hours=float(h)) for h in hours]
        town.store(zip(times, stages_m.tolist(), strict=True), station_id=station_id)
    days = str((datetime.now(UTC) - town.now).days + 60)

    assert main(["neighbours", "learn", "--days", days, "--dry-run"]) == 0
    assert len(current_passages(town.connection)) == neighbours_version(town.connection) == 2
    assert main(["neighbours", "learn", "--days", days, "--author", "Sato"]) == 0

    out = capsys.readouterr().out
    assert "kawabe-bridge in 30 ± 10 min" in out
    assert "learned 120 ± 10 min from 10 rises" in out  # told beside what was given
    assert "1 of 2 stored" in out
    found, given = current_passages(town.connection)
    assert given == GIVEN
    assert (found.basis, found.travel) == (Basis.LEARNED, timedelta(hours=1))
    assert found.evidence.startswith("10 rises, agreement ")
    assert main(["neighbours", "list"]) == 0
    assert f"learned {found.evidence}" in capsys.readouterr().out
