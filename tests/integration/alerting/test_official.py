"""What JMA announces is known to judging, in its run alone, and while it is in force."""

import numpy as np
import pytest

from alerting.roster import Roster
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.official import Announcement, ControlStatus, find_name
from kawamori.runs import ACTUAL, Run
from kawamori.storage.official.entries import Entry, enter_official, lift_official
from kawamori.testing.town import KAWABE, TEN_MINUTES, Town

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def enter(town: Town, name: str, run: Run = ACTUAL) -> int:
    mark = ControlStatus.NORMAL if run is ACTUAL else ControlStatus.DRILL
    announced = Announcement(find_name(name), "気象庁", town.now, ("川辺川",), control_status=mark)
    return enter_official(town.connection, run, announced, Entry("Fumi", "operator", town.now))


def heard(roster: Roster, town: Town) -> dict[int, int]:
    """Return the alert level at Kawabe bridge by run."""
    roster.refresh()
    roster.hear_official(town.now)
    rivers = roster.rivers
    rows = [r for r, watch in enumerate(rivers.watches) if watch.station_id == KAWABE]
    return {int(rivers.run_no[row]): int(rivers.official_level[row]) for row in np.array(rows)}


def test_judging_knows_the_alert_level_in_force_and_that_it_was_lifted(town: Town) -> None:
    roster = Roster(town.connection, DEFAULT_POLICY)
    assert heard(roster, town) == {0: 0}

    number = enter(town, "レベル4氾濫危険警報")
    assert heard(roster, town) == {0: 4}

    town.now += TEN_MINUTES
    lift_official(town.connection, number, Entry("Fumi", "operator", town.now))
    assert heard(roster, town) == {0: 0}


def test_a_drill_is_announced_to_its_run_alone(town: Town) -> None:
    drill = town.start_drill("drill")
    enter(town, "レベル5氾濫特別警報", drill)

    assert heard(Roster(town.connection, DEFAULT_POLICY), town) == {0: 0}
