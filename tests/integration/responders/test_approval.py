"""Headquarters decides who steps in; it checks skills and records what covers them."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from api.testing.responders import ASKED, NAME, as_responder, cover, decide, make_fit, sign_up

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

SECRETS = (NAME, "かわべ", "第98765号", "川辺 花子", "7777")
EMERGENCY = "お名前は言えないが搬送のため"


@pytest.fixture
def somebody(api: "Api", world: "World") -> dict[str, Any]:
    return sign_up(api, world.connection)


def one(api: "Api", who: str = "Fumi") -> dict[str, Any]:
    return dict(api.get("/hq/responders/1", who=who).raise_for_status().json())


def acts(world: "World") -> list[tuple[Any, ...]]:
    query = "SELECT person, role, act, subject FROM acts WHERE role <> 'responder' ORDER BY act_id"
    return world.connection.execute(query).fetchall()


def test_who_registered_is_listed_with_what_they_lack(api: "Api", somebody: Any) -> None:
    [listed] = api.get("/hq/responders?state=waiting").json()

    assert (listed["responder_id"], listed["name"]) == (somebody["responder_id"], NAME)
    assert listed["reasons"] == ["not_approved", "no_cover", "no_briefing", "no_pass"]
    assert listed["reachable"] is True
    assert api.get("/hq/responders?state=approved").json() == []


def test_who_has_all_is_fit_and_everything_is_kept_with_who_decided_it(
    api: "Api", world: "World", somebody: Any
) -> None:
    make_fit(api, 1, somebody["key"])

    shown = one(api)
    assert (shown["state"], shown["reasons"]) == ("approved", [])
    assert [(s["step"], s["person"], s["role"]) for s in shown["steps"]] == [
        ("brief", "", "responder"),
        ("approve", "Fumi", "operator"),
        ("register", "", "responder"),
    ]
    [skill] = shown["skills"]
    assert (skill["skill"], skill["checked_by"], skill["certificate"]) == (
        "boat",
        "Fumi",
        "第98765号",
    )
    assert [c["document"] for c in shown["covers"]] == ["登録 2026-12"]
    assert [(p["issued_by"], p["issued_as"]) for p in shown["passes"]] == [("Fumi", "operator")]
    assert acts(world) == [
        ("Fumi", "operator", act, "responder/1")
        for act in ("approve_responder", "check_skill", "record_cover", "give_pass")
    ]


@pytest.mark.usefixtures("somebody")
def test_a_refusal_needs_its_reason(api: "Api") -> None:
    assert decide(api, 1, "refuse", note=" ").status_code == 400
    assert decide(api, 1, "refuse", note="連絡がつかない").json()["state"] == "refused"
    assert decide(api, 1, "refuse", note="もう一度").status_code == 409


@pytest.mark.usefixtures("somebody")
def test_who_was_refused_may_be_approved_after_all(api: "Api") -> None:
    decide(api, 1, "refuse", note="連絡がつかない").raise_for_status()

    assert decide(api, 1, "approve").json()["state"] == "approved"


def test_who_is_withdrawn_holds_no_pass_from_that_moment(
    api: "Api", world: "World", somebody: Any
) -> None:
    make_fit(api, 1, somebody["key"])

    answer = decide(api, 1, "withdraw", note="けが")

    assert answer.json() == {
        "responder_id": 1,
        "state": "withdrawn",
        "reasons": ["withdrawn", "no_pass"],
    }
    [held] = one(api)["passes"]
    assert (held["withdrawn_by"], held["withdrawn_because"]) == ("Fumi", "けが")
    refused = as_responder(api, somebody["key"], "GET", "/responders/me/pass")
    assert refused.status_code == 403
    assert "withdrawn" in refused.json()["error"]["message"]
    assert acts(world)[-1] == ("Fumi", "operator", "withdraw_responder", "responder/1")


def test_who_comes_back_needs_a_new_pass(api: "Api", somebody: Any) -> None:
    make_fit(api, 1, somebody["key"])
    decide(api, 1, "withdraw", note="けが").raise_for_status()

    assert decide(api, 1, "approve").json()["reasons"] == ["no_pass"]


@pytest.mark.usefixtures("somebody")
def test_a_skill_that_nobody_said_they_have_is_not_checked(api: "Api") -> None:
    answer = decide(api, 1, "skills/drone/check", certificate="1")

    assert answer.status_code == 404
    assert decide(api, 1, "skills/flying/check", certificate="1").status_code == 400
    assert decide(api, 1, "skills/boat/check", certificate="").status_code == 400


@pytest.mark.parametrize(
    "wrong",
    [{"insurance": ""}, {"document": ""}, {"valid_until": "2020-01-01T00:00:00Z"}],
    ids=["volunteer-without-insurance", "no-document", "past"],
)
@pytest.mark.usefixtures("somebody")
def test_a_cover_that_covers_nobody_is_refused(api: "Api", wrong: dict[str, str]) -> None:
    assert decide(api, 1, "covers", **cover(**wrong)).status_code == 400
    assert one(api)["covers"] == []


def test_an_ordered_resident_is_covered_by_the_law_without_an_insurance(
    api: "Api", world: "World"
) -> None:
    made = sign_up(api, world.connection, category="ordered_resident")

    answer = decide(api, made["responder_id"], "covers", **cover(insurance=""))

    assert answer.status_code == 201
    assert "第65条" in one(api)["law"]


def test_a_cover_that_ends_takes_fitness_with_it(api: "Api", world: "World", somebody: Any) -> None:
    make_fit(api, 1, somebody["key"])
    past = datetime.now(UTC) - timedelta(seconds=1)
    world.connection.execute("UPDATE responder_covers SET valid_until = %s", (past,))

    assert one(api)["reasons"] == ["no_cover"]


@pytest.mark.usefixtures("somebody")
def test_a_viewer_sees_how_many_and_nobody_s_name(api: "Api") -> None:
    decide(api, 1, "skills/boat/check", certificate="第98765号").raise_for_status()
    decide(api, 1, "refuse", note=f"{NAME}さん").raise_for_status()

    answers = [api.get(p, who="Daichi") for p in ("/hq/responders", "/hq/responders/1")]

    assert [each.status_code for each in answers] == [200, 200]
    assert answers[0].json()[0]["name"] is None
    assert not any(said in each.text for each in answers for said in SECRETS)


@pytest.mark.usefixtures("somebody")
def test_whom_to_ring_is_shown_for_a_reason_and_every_look_is_an_act(
    api: "Api", world: "World"
) -> None:
    answer = decide(api, 1, "emergency", who="Fumi", reason=EMERGENCY)

    assert answer.json() == {"responder_id": 1, "name": "川辺 花子", "number": "+819077776666"}
    assert acts(world)[-1] == ("Fumi", "operator", "read_emergency", "responder/1")
    assert decide(api, 1, "emergency", reason="").status_code == 400
    assert decide(api, 1, "emergency", who="Elena", reason="x").status_code == 403
    assert decide(api, 99, "emergency", reason="x").status_code == 404
    assert len(acts(world)) == 1


@pytest.mark.usefixtures("somebody")
def test_no_answer_that_is_kept_to_be_given_again_tells_who_it_is(
    api: "Api", world: "World"
) -> None:
    def keyed(what: str, n: int, **said: Any) -> int:
        with api.browser("Fumi") as browser:
            headers = {"Idempotency-Key": f"a-key-of-16-signs-{n}"}
            path = f"/hq/responders/1/{what}"
            return browser.post(path, json=said, headers=headers).status_code

    done = [
        keyed("approve", 1, note=f"{NAME}さん"),
        keyed("skills/boat/check", 2, certificate="第98765号"),
        keyed("covers", 3, **cover()),
        keyed("emergency", 4, reason=EMERGENCY),
    ]

    assert done == [200, 200, 201, 200]
    kept = world.connection.execute("SELECT body FROM answered_requests").fetchall()
    assert len(kept) == 3
    assert not any(said.encode() in bytes(body) for (body,) in kept for said in SECRETS)


def test_no_act_tells_who_it_is(api: "Api", world: "World", somebody: Any) -> None:
    make_fit(api, 1, somebody["key"])
    decide(api, 1, "emergency", reason=EMERGENCY).raise_for_status()
    decide(api, 1, "withdraw", note=f"{NAME}さんの希望").raise_for_status()

    kept = str(world.connection.execute("SELECT acts::text FROM acts").fetchall())

    assert not any(said in kept for said in SECRETS)


@pytest.mark.usefixtures("somebody")
def test_an_approval_is_told_on_the_stream_of_every_run(api: "Api", world: "World") -> None:
    drill = world.start_drill("drill")
    decide(api, 1, "approve").raise_for_status()

    query = "SELECT run_no, subjects FROM stream_events WHERE kind = 'responders'"
    told = world.connection.execute(query).fetchall()
    assert told.count((0, ["1"])) == 2  # registered, approved
    assert told.count((drill.run_no, ["1"])) == 1


@pytest.mark.parametrize("path", ["approve", "covers", "passes", "skills/boat/check"])
def test_nobody_is_there_by_another_number(api: "Api", path: str) -> None:
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    said: dict[str, dict[str, Any]] = {
        "covers": cover(),
        "passes": {"valid_until": until},
        "skills/boat/check": {"certificate": "1"},
    }

    assert decide(api, 99, path, **said.get(path, {})).status_code == 404
    assert api.get("/hq/responders/99").status_code == 404


def test_everybody_may_say_what_they_can_do(api: "Api", world: "World") -> None:
    skills = [{"skill": "nurse"}, {"skill": "driver", "certificate": "大型"}]
    sign_up(api, world.connection, skills=skills, number=ASKED["number"])

    assert [s["skill"] for s in one(api)["skills"]] == ["driver", "nurse"]
