"""Each person is told once: of their stations and their areas, at their hours, by their risk."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kawamori.levels import GaugeLevel
from kawamori.people import AreaSubscription, QuietHours, Subscription
from kawamori.storage.areas.voices import set_area_stations
from kawamori.testing.town import KAWABE

if TYPE_CHECKING:
    from conftest import City

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

LUNCH = "12:00-13:00"  # when the river rises here
QUIET = "quiet hours"


def test_a_gauge_speaks_to_those_who_asked_for_it_and_to_the_people_of_its_areas(
    city: "City",
) -> None:
    by_station = city.subscribe(stations=(Subscription(KAWABE),))
    by_area = city.subscribe("honcho")
    city.subscribe("hama")

    city.danger()

    assert [who for who, *_ in city.told()] == [by_area, by_station]


def test_whoever_asked_twice_is_told_once(city: "City") -> None:
    ben = city.subscribe("honcho", "kawaramachi", stations=(Subscription(KAWABE),))

    city.danger()

    assert city.told() == [(ben, "due", 9, None)]


def test_the_people_at_higher_risk_come_first(city: "City") -> None:
    low = city.subscribe("honcho")  # 4
    none = city.subscribe(stations=(Subscription(KAWABE),))
    high = city.subscribe("kawaramachi")  # 9

    city.danger()

    assert [(who, risk) for who, _, risk, _ in city.told()] == [(high, 9), (low, 4), (none, 0)]


def test_everybody_hears_from_their_own_level_on(city: "City") -> None:
    early = city.subscribe(AreaSubscription("honcho", GaugeLevel.CAUTION))
    city.subscribe(AreaSubscription("honcho", GaugeLevel.DANGER))

    city.rise(1.6, 1.8, 2.0, 2.2)

    assert [who for who, *_ in city.told()] == [early]


def test_a_station_that_speaks_no_longer_for_an_area_is_not_told_there(city: "City") -> None:
    city.subscribe("honcho")
    set_area_stations(city.connection, "honcho", [], author="test")

    city.danger()

    assert city.told() == []


def test_quiet_hours_keep_a_gauge_s_notice_back_until_danger(city: "City") -> None:
    ben = city.subscribe(AreaSubscription("honcho", GaugeLevel.CAUTION), quiet=LUNCH)

    city.rise(1.6, 1.8, 2.0, 2.2)
    city.rise(2.5, 2.8, 3.1, 3.4, 3.7, 4.1)

    assert city.told() == [(ben, "due", 4, None), (ben, "withheld", 4, QUIET)]


def test_somebody_may_want_to_be_woken_earlier_or_by_an_overflow_alone(city: "City") -> None:
    hours = QuietHours.parse(LUNCH)
    light = QuietHours(hours.begins, hours.ends, GaugeLevel.EVACUATION)
    deep = QuietHours(hours.begins, hours.ends, GaugeLevel.OVERFLOW)
    woken = city.subscribe("honcho", quiet=light)
    asleep = city.subscribe("honcho", quiet=deep)

    city.danger()

    assert city.told() == [(woken, "due", 4, None), (asleep, "withheld", 4, QUIET)]


@pytest.mark.parametrize(
    ("hours", "state"),
    [
        ("12:00-13:00", "withheld"),
        ("12:30-12:31", "withheld"),
        ("12:31-12:30", "due"),
        ("22:00-12:30", "due"),  # the end is no longer quiet
        ("22:00-12:31", "withheld"),
        ("13:00-12:00", "due"),
        ("03:00-04:00", "due"),  # it is 03:30 in Greenwich
    ],
)
def test_quiet_hours_are_japan_s_and_may_pass_midnight(
    city: "City", hours: str, state: str
) -> None:
    city.subscribe("honcho", quiet=hours)

    city.rise(1.2, 1.65, 2.1, 2.5, 2.9, 3.3)  # until 12:30

    assert [each[1] for each in city.told()] == [state]


@pytest.mark.parametrize(
    ("level", "state"), [(2, "withheld"), (3, "withheld"), (4, "due"), (5, "due")]
)
def test_alert_levels_4_and_5_get_through_whatever_somebody_chose(
    city: "City", level: int, state: str
) -> None:
    hours = QuietHours.parse(LUNCH)
    ben = city.subscribe("honcho", quiet=QuietHours(hours.begins, hours.ends, GaugeLevel.OVERFLOW))

    city.announce(level, "honcho")

    assert [each[:2] for each in city.told()] == [(ben, state)]


def test_an_announcement_reaches_its_areas_and_each_person_in_several_of_them_once(
    city: "City",
) -> None:
    both = city.subscribe("honcho", "kawaramachi")
    one = city.subscribe("honcho")
    city.subscribe("hama")
    city.subscribe(stations=(Subscription(KAWABE),))

    city.announce(4, "honcho", "kawaramachi")

    assert [(who, risk) for who, _, risk, _ in city.told()] == [(both, 9), (one, 4)]


def test_who_has_not_shown_that_the_address_is_theirs_is_told_nothing(city: "City") -> None:
    ben = city.subscribe("honcho", stations=(Subscription(KAWABE),))
    city.connection.execute(
        "UPDATE subscribers SET verified_at = NULL WHERE subscriber_id = %s", (ben,)
    )

    city.danger()
    city.announce(5, "honcho")

    assert city.told() == []


def test_a_rehearsal_reaches_the_areas_of_its_own_people_alone(city: "City") -> None:
    drill = city.town.start_drill("drill")
    city.subscribe("honcho")
    trainee = city.subscribe("honcho", run_no=drill.run_no)

    city.danger(drill.run_no)
    city.announce(4, "honcho", run_no=drill.run_no)

    assert [who for who, *_ in city.told()] == [trainee, trainee]


RISKS = {"honcho": 4, "kawaramachi": 9, "hama": 2, "aikawa": 8}


@dataclass(frozen=True)
class Someone:
    """What somebody asked for, drawn by lot."""

    areas: frozenset[str]
    quiet: bool
    stopped: bool
    verified: bool
    reachable: bool

    def is_told(self, wanted: frozenset[str]) -> bool:
        """Return whether a message for some areas is for them."""
        may = self.verified and self.reachable and not self.stopped
        return may and bool(self.areas & wanted)


someone = st.builds(
    Someone,
    st.frozensets(st.sampled_from(sorted(RISKS))),
    *(st.booleans() for _ in range(4)),
)


@given(
    st.lists(someone, min_size=1, max_size=12),
    st.frozensets(st.sampled_from(sorted(RISKS)), min_size=1),
    st.integers(2, 5),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_people_asked_for_each_whom_it_concerns_is_told_once(
    city: "City", people: list[Someone], wanted: frozenset[str], level: int
) -> None:
    city.connection.execute(
        "TRUNCATE deliveries, messages, reachable, subscribers, stream_events CASCADE"
    )
    elsewhere = city.connection.execute("SELECT run_no FROM runs WHERE run = 'hello'").fetchone()
    assert elsewhere is not None
    expected = set()
    for each in people:
        number = city.subscribe(
            *sorted(each.areas),
            quiet=LUNCH if each.quiet else "",
            run_no=0 if each.reachable else elsewhere[0],
        )
        city.connection.execute(
            "UPDATE subscribers SET stopped_at = CASE WHEN %s THEN now() END,"
            " verified_at = CASE WHEN %s THEN now() END WHERE subscriber_id = %s",
            (each.stopped, each.verified, number),
        )
        if each.is_told(wanted):
            is_kept_back = each.quiet and level < 4
            risk = max(RISKS[area] for area in each.areas & wanted)
            state, because = ("withheld", QUIET) if is_kept_back else ("due", None)
            expected.add((number, state, risk, because))

    city.announce(level, *sorted(wanted))

    told = city.told()
    assert len(told) == len(set(told))
    assert set(told) == expected
