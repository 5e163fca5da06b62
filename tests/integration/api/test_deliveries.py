"""What was handed over is settled by a person, and whoever asks why they were told is answered."""

from typing import TYPE_CHECKING, Any

import pytest

from api.schemas.duty import Why

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


@pytest.fixture
def delivery(world: "World") -> str:
    world.observe(world.now, 3.2)
    return world.tell(world.raise_alert(3, public_level=3))


def hand_over(world: "World", delivery: str) -> None:
    world.connection.execute(
        "UPDATE deliveries SET state = 'handed_over', tries = 3, provider_code = 'too old'"
        " WHERE delivery_id = %s",
        (delivery,),
    )


def only(api: "Api") -> dict[str, Any]:
    (shown,) = api.get("/hq/deliveries").json()
    return dict(shown)


def test_what_was_handed_over_is_sent_again_when_a_person_says_so(
    api: "Api", world: "World", delivery: str
) -> None:
    hand_over(world, delivery)

    answer = api.post(f"/hq/deliveries/{delivery}/resend", who="Fumi")

    assert (answer.status_code, answer.json()["state"]) == (200, "due")
    assert only(api)["state"] == "due"
    assert world.acts() == [("Fumi", "operator", "resend", f"delivery/{delivery}")]


def test_what_was_handed_over_is_closed_once(api: "Api", world: "World", delivery: str) -> None:
    hand_over(world, delivery)

    first = api.post(f"/hq/deliveries/{delivery}/close", who="Fumi")
    second = api.post(f"/hq/deliveries/{delivery}/close", who="Aoi")

    assert (first.status_code, first.json()["closed_by"]) == (200, "Fumi")
    assert second.status_code == 409
    assert "Fumi has closed" in second.json()["error"]["message"]


@pytest.mark.parametrize("act", ["resend", "close"])
def test_only_what_was_handed_over_is_a_person_s_to_settle(
    api: "Api", delivery: str, act: str
) -> None:
    answer = api.post(f"/hq/deliveries/{delivery}/{act}")

    assert answer.status_code == 409
    assert "this delivery is due" in answer.json()["error"]["message"]


@pytest.mark.parametrize("who", ["Elena", "Daichi"])
@pytest.mark.parametrize("act", ["resend", "close"])
def test_a_branch_and_a_viewer_settle_nothing(
    api: "Api", world: "World", delivery: str, who: str, act: str
) -> None:
    hand_over(world, delivery)

    assert api.post(f"/hq/deliveries/{delivery}/{act}", who=who).status_code == 403
    assert world.acts() == []


def test_why_is_answered_with_the_step_the_reading_the_thresholds_and_every_try(
    api: "Api", world: "World", delivery: str
) -> None:
    hand_over(world, delivery)
    world.set_danger_m(3.9)  # later, and no part of the answer

    answer = api.get(f"/hq/deliveries/{delivery}/why")

    assert answer.status_code == 200
    why = Why.model_validate_json(answer.content)
    (step,) = why.steps
    assert (step.station_id, step.kind, step.to_level, step.stage_m) == (
        "kawabe-bridge",
        "raise",
        3,
        3.2,
    )
    assert [reading.result for reading in step.readings] == [3.2]
    assert step.thresholds is not None
    assert step.thresholds.danger_m == 4.0
    assert [(each.state, each.try_) for each in why.tries] == [("handed_over", 3)]
    assert [decision.muted_because for decision in why.decisions] == [None]


def test_a_delivery_that_does_not_exist_has_no_why(api: "Api") -> None:
    nobody = "00000000-0000-0000-0000-000000000000"

    for method, act in (("GET", "why"), ("POST", "resend"), ("POST", "close")):
        assert api.ask(method, f"/hq/deliveries/{nobody}/{act}").status_code == 404
