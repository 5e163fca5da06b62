"""Shelters are opened, filled and closed by named people, run by run, and everybody may know."""

from typing import TYPE_CHECKING, Any

import pytest

from api.schemas.shelters import HqShelters, PublicShelters, ShelterStateShown
from kawamori.storage.shelters.shelters import retire_shelters, store_shelters
from simulators.shelters import shelters as kawabe

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

SCHOOL = "honcho-school"


@pytest.fixture(autouse=True)
def shelters(world: "World") -> None:
    store_shelters(world.connection, kawabe(), author="test")


def shelter(api: "Api", shelter_id: str = SCHOOL, *, path: str = "/hq/shelters") -> Any:
    who = "Aoi" if path.startswith("/hq") else None
    features = api.get(path, who=who).json()["features"]
    return next(f["properties"] for f in features if f["id"] == shelter_id)


def test_a_shelter_of_which_nobody_has_spoken_is_closed(api: "Api") -> None:
    shown = HqShelters.model_validate(api.get("/hq/shelters", who="Daichi").json())

    assert {feature.properties.state for feature in shown.features} == {"closed"}
    assert {feature.properties.changed_at for feature in shown.features} == {None}


def test_a_branch_opens_a_shelter_and_counts_the_people_in_it(api: "Api", world: "World") -> None:
    opened = {"state": "open", "people": 84, "note": "体育館のみ"}

    answer = api.post(f"/hq/shelters/{SCHOOL}/state", who="Elena", json=opened)

    HqShelters.model_validate(answer.json())
    shown = shelter(api)
    assert (shown["state"], shown["people"], shown["state_note"]) == ("open", 84, "体育館のみ")
    assert shown["changed_by"] == "Elena"
    assert [act[2:4] for act in world.acts()] == [("shelter", f"shelter/{SCHOOL}")]


@pytest.mark.parametrize(
    ("who", "status"),
    [("Aoi", 200), ("Fumi", 200), ("Elena", 200), ("Daichi", 403), ("Chika", 401), (None, 401)],
)
def test_headquarters_and_its_branches_speak_for_shelters(
    api: "Api", world: "World", who: str | None, status: int
) -> None:
    answer = api.post(f"/hq/shelters/{SCHOOL}/state", who=who, json={"state": "open"})

    assert answer.status_code == status
    assert len(world.acts()) == (status == 200)
    looked = api.get(f"/hq/shelters/{SCHOOL}/history", who=who).status_code
    assert looked == (401 if status == 401 else 200)


def test_everybody_knows_that_it_is_open_and_nobody_outside_who_said_so(api: "Api") -> None:
    api.post(f"/hq/shelters/{SCHOOL}/state", who="Fumi", json={"state": "open", "people": 3})

    shown = shelter(api, path="/public/shelters")

    assert shown["state"] == "open"
    assert {"people", "changed_by", "state_note"}.isdisjoint(shown)
    PublicShelters.model_validate(api.get("/public/shelters", who=None).json())


def test_a_shelter_open_in_a_drill_is_closed_in_reality(api: "Api", world: "World") -> None:
    drill = world.start_drill("drill")
    path = f"/hq/shelters/{SCHOOL}/state?run={drill.run}"

    api.post(path, who="Aoi", json={"state": "full", "people": 620})

    assert shelter(api, path=f"/hq/shelters?run={drill.run}")["state"] == "full"
    assert shelter(api)["state"] == "closed"
    assert shelter(api, path="/public/shelters")["state"] == "closed"


def test_two_who_change_the_same_shelter_at_once_do_not_overrule_each_other(api: "Api") -> None:
    path = f"/hq/shelters/{SCHOOL}/state"
    api.post(path, who="Elena", json={"state": "open", "people": 10})

    late = api.post(path, who="Fumi", json={"state": "closed"})

    assert late.status_code == 409
    assert "Elena has set honcho-school to open since you looked" in late.text
    seen = shelter(api)["state_no"]
    assert api.post(path, who="Fumi", json={"state": "closed", "seen": seen}).status_code == 200


def test_all_that_was_said_of_a_shelter_is_kept(api: "Api") -> None:
    path = f"/hq/shelters/{SCHOOL}/state"
    seen = None
    for state, people in (("open", None), ("open", 420), ("full", 640), ("closed", 0)):
        said = {"state": state, "people": people, "seen": seen}
        assert api.post(path, who="Fumi", json=said).status_code == 200
        seen = shelter(api)["state_no"]

    told = api.get(f"/hq/shelters/{SCHOOL}/history", who="Daichi").json()

    assert [(each["state"], each["people"]) for each in told] == [
        ("closed", 0),
        ("full", 640),
        ("open", 420),
        ("open", None),
    ]
    assert {ShelterStateShown.model_validate(each).person for each in told} == {"Fumi"}


def test_a_shelter_is_not_closed_over_the_people_in_it(api: "Api") -> None:
    said = {"state": "closed", "people": 12}

    answer = api.post(f"/hq/shelters/{SCHOOL}/state", who="Aoi", json=said)

    assert answer.status_code == 400
    assert "with 12 people in it" in answer.text


def test_a_shelter_taken_off_the_list_is_shown_nowhere(api: "Api", world: "World") -> None:
    retire_shelters(world.connection, [SCHOOL], author="test")

    assert SCHOOL not in api.get("/hq/shelters").text
    assert SCHOOL not in api.get("/public/shelters", who=None).text
    for answer in (
        api.post(f"/hq/shelters/{SCHOOL}/state", who="Aoi", json={"state": "open"}),
        api.get(f"/hq/shelters/{SCHOOL}/history"),
    ):
        assert answer.status_code == 404


def test_the_list_comes_in_again_with_what_differs_alone(world: "World") -> None:
    first, *rest = kawabe()

    again = store_shelters(world.connection, [first, *rest], author="test")

    assert not any(change.new or change.differences for change in again)


def test_all_who_look_are_told_as_it_opens(api: "Api") -> None:
    with (
        api.follow("/hq/stream", who="Daichi") as inside,
        api.follow("/public/stream", who=None) as outside,
    ):
        assert (inside.next()[0], outside.next()[0]) == ("clock", "clock")
        api.post(f"/hq/shelters/{SCHOOL}/state", who="Elena", json={"state": "full", "people": 9})

        for following in (inside, outside):
            data = following.until("shelters")
            assert [f["properties"]["state"] for f in data["features"]] == ["full"]
