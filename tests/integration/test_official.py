"""Which alert level is in force where: by river, by area, by the clock of the run."""

from datetime import timedelta

import pytest

from kawamori.cli import main
from kawamori.official import Announcement, ControlStatus, find_name
from kawamori.runs import ACTUAL, Run
from kawamori.storage.connections import Connection
from kawamori.storage.official.entries import Entry, enter_official, lift_official
from kawamori.storage.official.standing import official_levels, set_station_areas
from kawamori.testing.town import KAWABE, RAIN_BEGINS, Town

HOUR = timedelta(hours=1)
FUMI = Entry("Fumi", "operator", RAIN_BEGINS)


@pytest.fixture
def town(connection: Connection) -> Town:
    town = Town(connection)
    town.add_station("harbour")
    town.add_station("abroad", network="recorded")
    return town


def announce(
    town: Town,
    name: str,
    *,
    run: Run = ACTUAL,
    rivers: tuple[str, ...] = (),
    areas: tuple[str, ...] = (),
    issued_after: timedelta = timedelta(0),
    lasts: timedelta | None = None,
    mark: ControlStatus = ControlStatus.NORMAL,
) -> int:
    issued_at = RAIN_BEGINS + issued_after
    until = None if lasts is None else issued_at + lasts
    announced = Announcement(find_name(name), "気象庁", issued_at, rivers, areas, until, mark)
    return enter_official(town.connection, run, announced, Entry("Fumi", "operator", issued_at))


def levels(town: Town, after: timedelta = HOUR, run: Run = ACTUAL) -> dict[str, int]:
    return official_levels(town.connection, run, RAIN_BEGINS + after)


def test_a_river_s_stations_are_covered_by_its_name_and_no_other_network_s(town: Town) -> None:
    announce(town, "レベル3氾濫警報", rivers=("川辺川",))

    assert levels(town) == {KAWABE: 3, "harbour": 3}


def test_another_river_s_are_not(town: Town) -> None:
    announce(town, "レベル3氾濫警報", rivers=("小滝川",))

    assert levels(town) == {}


def test_an_area_covers_the_stations_that_stand_in_it_and_those_of_which_nobody_said(
    town: Town,
) -> None:
    set_station_areas(town.connection, "harbour", ["港町"], author="Mori")

    announce(town, "レベル4土砂災害危険警報", areas=("杉谷",))
    assert levels(town) == {KAWABE: 4}

    announce(town, "レベル3高潮警報", areas=("港町", "松原"))
    assert levels(town) == {KAWABE: 4, "harbour": 3}


def test_the_highest_of_several_kinds_holds(town: Town) -> None:
    announce(town, "レベル2氾濫注意報", rivers=("川辺川",))
    announce(town, "レベル5大雨特別警報", areas=("川辺市",))

    assert levels(town)[KAWABE] == 5


def test_the_newest_issued_holds_in_whatever_order_it_is_entered(town: Town) -> None:
    announce(town, "flood_2", rivers=("川辺川",), issued_after=timedelta(minutes=30))
    announce(town, "flood_4", rivers=("川辺川",))

    assert levels(town)[KAWABE] == 2


def test_what_has_run_out_or_was_lifted_brings_nothing_older_back(town: Town) -> None:
    announce(town, "flood_3", rivers=("川辺川",))
    newer = announce(town, "flood_4", rivers=("川辺川",), issued_after=HOUR, lasts=2 * HOUR)

    assert levels(town, 2 * HOUR)[KAWABE] == 4
    assert levels(town, 3 * HOUR) == {}
    lift_official(town.connection, newer, Entry("Aoi", "commander", RAIN_BEGINS + 2 * HOUR))
    assert levels(town, 2 * HOUR) == {}


def test_no_drill_and_no_test_is_real_nor_replaces_what_is(town: Town) -> None:
    announce(town, "flood_3", rivers=("川辺川",))
    for mark in (ControlStatus.DRILL, ControlStatus.TEST):
        later = timedelta(minutes=5)
        announce(town, "flood_5", rivers=("川辺川",), mark=mark, issued_after=later)

    assert levels(town)[KAWABE] == 3


def test_a_rehearsal_has_its_own_and_only_of_its_own_kind(town: Town) -> None:
    drill = town.start_drill("drill")
    announce(town, "flood_4", run=drill, rivers=("川辺川",), mark=ControlStatus.DRILL)
    later = timedelta(minutes=5)
    announce(town, "flood_5", run=drill, areas=("市",), mark=ControlStatus.TEST, issued_after=later)

    assert levels(town, run=drill)[KAWABE] == 4
    assert levels(town) == {}


def test_nothing_that_is_real_can_be_stored_in_a_rehearsal(town: Town) -> None:
    """The database refuses it too, whoever writes."""
    drill = town.start_drill("drill")

    with pytest.raises(Exception, match="official_information_check"):
        town.connection.execute(
            "INSERT INTO official_information (run_no, status, control_status, issuer, kind, name,"
            " alert_level, rivers, issued_at, received_at, recorded_at, entered_by)"
            " VALUES (%s, 'exercise', '通常', 'x', 'flood', 'x', 3, '{x}', now(), now(), now(),"
            " 'x')",
            (drill.run_no,),
        )


def test_the_command_enters_lists_and_lifts(
    connection: Connection, town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    assert town.connection is connection
    issued = ["--issued-at", "2026-09-01T12:00:00+09:00", "--issuer", "気象庁・静岡県"]
    place, by = ["--river", "川辺川"], ["--by", "Mori"]
    assert main(["official", "enter", "レベル４氾濫危険警報", *issued, *place, *by]) == 0
    assert "レベル4氾濫危険警報（川辺川） 気象庁・静岡県" in capsys.readouterr().out
    assert main(["official", "list"]) == 0
    assert "in force: 2 stations" in capsys.readouterr().out
    assert main(["official", "lift", "1", *by]) == 0
    assert "lifted" in capsys.readouterr().out
    assert main(["official", "list"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["official", "list", "--all"]) == 0
    assert "superseded by 2" in capsys.readouterr().out
    acts = connection.execute("SELECT person, act FROM acts ORDER BY act_id").fetchall()
    assert acts == [("Mori", "enter_official"), ("Mori", "lift_official")]


def test_the_command_lists_every_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["official", "names"]) == 0

    assert "5  landslide_5    since 2026-05-28  レベル5土砂災害特別警報" in capsys.readouterr().out
