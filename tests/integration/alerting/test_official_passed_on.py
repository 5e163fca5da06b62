"""Official information reaches residents as a quotation with its source; a drill reaches nobody."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from kawamori.errors import ConflictError, InvalidError
from kawamori.official import Announcement, ControlStatus, Kind, find_name
from kawamori.people import AreaSubscription, Language, PhoneNumber, Subscriber
from kawamori.runs import ACTUAL, Run
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.official.entries import Entry
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.storage.telling.quotes import (
    enter_and_pass_on,
    lift_and_pass_on,
    pass_on_official,
)
from kawamori.storage.telling.why import why_told
from kawamori.testing.areas import settle_districts
from kawamori.testing.town import KAWABE

if TYPE_CHECKING:
    from .conftest import Office

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

JOINT = "気象庁・国土交通省"
POLICY = {Kind.FLOOD: 4, Kind.HEAVY_RAIN: 4}
_numbers = count(81_90_3000_0000)

Subscribe = Callable[..., PhoneNumber]


@pytest.fixture
def subscribe(office: "Office") -> Subscribe:
    """Give the city its districts; Kawabe bridge speaks for Kawaramachi alone."""
    connection = office.town.connection
    settle_districts(connection)
    set_area_stations(connection, "kawara", [KAWABE], author="test")

    def subscribe(area_id: str, *, run_no: int = 0) -> PhoneNumber:
        number = PhoneNumber(f"+{next(_numbers)}")
        person = Subscriber(number, Language.JA, areas=(AreaSubscription(area_id),))
        add_subscriber(connection, office.seal, person, run_no=run_no)
        return number

    return subscribe


def enter(
    office: "Office",
    name: str = "レベル4氾濫危険警報",
    *,
    run: Run = ACTUAL,
    policy: dict[Kind, int] | None = None,
    supersedes: int | None = None,
    **other: Any,
) -> int:
    """Enter an announcement about the river unless it is said otherwise."""
    now = office.town.now
    other = {"rivers": ("川辺川",), "issued_at": now} | other
    announced = Announcement(find_name(name), JOINT, **other)
    settings = office.settings.model_copy(
        update={"official_pass_on": POLICY if policy is None else policy}
    )
    entry = Entry("Fumi", "operator", now)
    return enter_and_pass_on(
        office.town.connection, settings, run, announced, entry, supersedes=supersedes
    )


def lift(office: "Office", number: int) -> int:
    office.town.now += timedelta(minutes=10)
    entry = Entry("Fumi", "operator", office.town.now)
    return lift_and_pass_on(office.town.connection, ACTUAL, number, entry)


def pass_on(office: "Office", number: int, run: Run = ACTUAL) -> None:
    entry = Entry("Fumi", "operator", office.town.now)
    pass_on_official(office.town.connection, office.settings, run, number, entry)


def messages(office: "Office") -> list[tuple[Any, ...]]:
    query = "SELECT family, kind, level FROM messages ORDER BY message_id"
    return office.town.connection.execute(query).fetchall()


def test_it_is_quoted_with_its_source_to_the_river_s_people_alone(
    office: "Office", subscribe: Subscribe
) -> None:
    there, elsewhere = subscribe("kawara"), subscribe("hama")

    enter(office)
    office.tell()

    [text] = office.texts(there)
    assert "レベル4氾濫危険警報" in text
    assert JOINT in text
    assert "避難指示" not in text
    assert office.texts(elsewhere) == []
    assert messages(office) == [("official", "issue", 4)]
    [(delivery,)] = office.town.connection.execute("SELECT delivery_id FROM deliveries").fetchall()
    why = json.loads(why_told(office.town.connection, delivery))
    assert (why["official"]["issuer"], why["areas"], why["order"]) == (JOINT, ["川原町"], None)


def test_its_lifting_is_told_to_the_same_people(office: "Office", subscribe: Subscribe) -> None:
    there = subscribe("kawara")
    number = enter(office)
    office.tell()

    lift(office, number)
    office.tell()

    assert len(office.texts(there)) == 2
    assert "解除" in office.texts(there)[1]
    assert [kind for _, kind, _ in messages(office)] == ["issue", "lift"]


@pytest.mark.parametrize("mark", [ControlStatus.DRILL, ControlStatus.TEST])
@pytest.mark.parametrize("name", ["レベル5氾濫特別警報", "レベル5大雨特別警報"])
def test_a_drill_over_the_real_channel_alerts_nobody_whoever_asks(
    office: "Office", subscribe: Subscribe, mark: ControlStatus, name: str
) -> None:
    there = subscribe("kawara")

    number = enter(office, name, areas=("川辺市",), control_status=mark)
    with pytest.raises(InvalidError, match=f"is marked {mark}: nobody is told"):
        pass_on(office, number)
    lift(office, number)
    office.tell()

    assert (messages(office), office.texts(there)) == ([], [])


def test_a_drill_of_an_exercise_reaches_its_list_and_says_so_first(
    office: "Office", subscribe: Subscribe
) -> None:
    drill = office.town.start_drill("drill")
    resident, listed = subscribe("kawara"), subscribe("kawara", run_no=drill.run_no)

    enter(office, run=drill, control_status=ControlStatus.DRILL)
    office.tell()

    assert [text.startswith("【訓練】") for text in office.texts(listed)] == [True]
    assert office.texts(resident) == []


def test_what_the_policy_does_not_name_waits_for_a_person(
    office: "Office", subscribe: Subscribe
) -> None:
    there = subscribe("kawara")
    lower = enter(office, "レベル3氾濫警報")
    enter(office, "レベル4土砂災害危険警報")
    assert messages(office) == []

    pass_on(office, lower)
    with pytest.raises(ConflictError, match="passed on already"):
        pass_on(office, lower)
    office.tell()

    assert ["レベル3氾濫警報" in text for text in office.texts(there)] == [True]


def test_two_who_pass_it_on_at_the_same_moment_tell_people_once(
    office: "Office", subscribe: Subscribe
) -> None:
    subscribe("kawara")
    number = enter(office, policy={})
    together, outcomes = threading.Barrier(4), list[str]()

    def ask() -> None:
        entry = Entry("Fumi", "operator", office.town.now)
        with office.pool.connection() as own:
            together.wait()
            try:
                pass_on_official(own, office.settings, ACTUAL, number, entry)
            except ConflictError:
                outcomes.append("refused")
            else:
                outcomes.append("told")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused"] * 3 + ["told"]
    assert len(messages(office)) == 1


def test_without_a_policy_nothing_goes_out_by_itself(
    office: "Office", subscribe: Subscribe
) -> None:
    subscribe("kawara")

    enter(office, "レベル5氾濫特別警報", policy={})

    assert messages(office) == []


def test_what_is_announced_for_the_city_is_for_all_its_districts_and_a_part_for_its_own(
    office: "Office", subscribe: Subscribe
) -> None:
    there, far = subscribe("minato"), subscribe("hama")
    # The bridge stands in Kawaramachi: what is announced for another part does not cover it.
    query = "INSERT INTO station_areas (station_id, author, areas) VALUES (%s, 'test', '{川原町}')"
    office.town.connection.execute(query, (KAWABE,))

    enter(office, "レベル4大雨危険警報", rivers=(), areas=("港町",))
    office.tell()
    assert (len(office.texts(there)), len(office.texts(far))) == (1, 0)

    office.town.now += timedelta(minutes=10)
    enter(office, "レベル5大雨特別警報", rivers=(), areas=("川辺市",))
    office.tell()
    assert (len(office.texts(there)), len(office.texts(far))) == (2, 1)


def test_the_correction_of_what_was_told_is_told_whatever_its_level(
    office: "Office", subscribe: Subscribe
) -> None:
    there = subscribe("kawara")
    wrong = enter(office, "レベル5氾濫特別警報")
    office.tell()

    enter(office, "レベル2氾濫注意報", supersedes=wrong)
    office.tell()

    assert ["レベル5" in office.texts(there)[0], "レベル2" in office.texts(there)[1]] == [True] * 2


def test_what_is_over_is_passed_on_to_nobody(office: "Office", subscribe: Subscribe) -> None:
    subscribe("kawara")
    number = enter(office, "レベル3氾濫警報")
    lift(office, number)

    with pytest.raises(ConflictError, match="not in force any more"):
        pass_on(office, number)
    assert messages(office) == []
