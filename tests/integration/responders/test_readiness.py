"""How ready the city is: who could go now, with what skill, and what keeps the others."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from api.testing.responders import KEY
from kawamori.responders.people import Skill, Step
from kawamori.storage.responders.steps import By, step_responder
from kawamori.testing.responders import enrol, signed_up, wish

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

NAMES = ("川辺", "花子")


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def ready(api: "Api", who: str = "Fumi") -> dict[str, Any]:
    answer = api.get("/hq/readiness", who=who)
    assert not any(name in answer.text for name in NAMES)
    return dict(answer.raise_for_status().json())


def counts(shown: dict[str, Any], skill: str) -> tuple[int, int, int]:
    [found] = [each for each in shown["skills"] if each["skill"] == skill]
    return found["said"], found["checked"], found["fit"]


def test_with_nobody_nobody_is_ready(api: "Api") -> None:
    shown = ready(api)

    assert (shown["fit"], shown["states"], shown["lacking"]) == (0, {}, {})
    assert {each["skill"] for each in shown["skills"]} == set(Skill)


def test_who_is_fit_is_counted_by_skill_and_by_area(
    api: "Api", world: "World", now: datetime
) -> None:
    enrol(world.connection, KEY, number="090-1111-0001", skills=["boat"], area="honcho", now=now)
    enrol(world.connection, KEY, number="090-1111-0002", skills=["drone"], area="honcho", now=now)

    shown = ready(api, "Daichi")

    assert (shown["fit"], shown["states"]) == (2, {"approved": 2})
    assert shown["fit_by_area"] == {"honcho": 2}
    assert counts(shown, "general") == (2, 2, 2)
    assert counts(shown, "boat") == counts(shown, "drone") == (1, 1, 1)
    assert counts(shown, "nurse") == (0, 0, 0)
    assert (shown["passes_ending"], shown["covers_ending"]) == (2, 2)


def test_what_keeps_the_approved_from_going_is_counted(
    api: "Api", world: "World", now: datetime
) -> None:
    made = signed_up(world.connection, KEY, "090-1111-0001", wish(skills=["boat"]), now)
    by = By("Aoi", "commander", now)
    step_responder(world.connection, made.responder_id, Step.APPROVE, by, "")
    signed_up(world.connection, KEY, "090-1111-0002", wish(), now)

    shown = ready(api)

    assert shown["states"] == {"approved": 1, "waiting": 1}
    assert shown["lacking"] == {"no_cover": 1, "no_briefing": 1, "no_pass": 1}
    assert counts(shown, "boat") == (1, 0, 0)
    assert shown["fit"] == 0


def test_who_has_stopped_is_told_of_as_out_of_reach(
    api: "Api", world: "World", now: datetime
) -> None:
    enrol(world.connection, KEY, now=now)
    assert ready(api)["unreachable"] == 0

    world.connection.execute("UPDATE subscribers SET stopped_at = now(), stopped_because = 'STOP'")

    assert ready(api)["unreachable"] == 1


def test_a_pass_that_holds_for_days_is_not_about_to_end(
    api: "Api", world: "World", now: datetime
) -> None:
    enrol(world.connection, KEY, pass_until=now + timedelta(days=6), now=now)

    assert ready(api)["passes_ending"] == 0


def test_who_is_erased_counts_no_more(api: "Api", world: "World", now: datetime) -> None:
    enrol(world.connection, KEY, now=now)
    world.connection.execute(
        "UPDATE responders SET erased_at = now(), person_sealed = NULL, emergency_sealed = NULL,"
        " key_hash = NULL"
    )

    assert (ready(api)["fit"], ready(api)["states"]) == (0, {})
