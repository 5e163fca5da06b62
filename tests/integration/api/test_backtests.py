"""Rules are tried on what was stored before they bite, and bite once they are published."""

import multiprocessing
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from alerting.jobs.program import run_worker
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.judging.policy_files import policy_text
from kawamori.storage.judged.policies import policy_in_force
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

WITHIN_S = 120.0
LATER = 'version = "later"\nalert_from = "evacuation"\n'
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def worker(api: "Api") -> Iterator[None]:
    """Run a worker beside the API."""
    process = multiprocessing.get_context("spawn").Process(target=run_worker, args=(api.settings,))
    process.start()
    yield
    process.terminate()
    process.join(WITHIN_S)
    assert process.exitcode == 0


def flood(world: "World") -> None:
    """Let Kawabe bridge be low for a day, then rise through every level and fall again."""
    up = [0.5 + 0.1 * k for k in range(31)]
    stages = [*[0.5] * 144, *up, *reversed(up)]
    begins = world.now - len(stages) * TEN_MINUTES
    for k, stage_m in enumerate(stages):
        world.observe(begins + k * TEN_MINUTES, stage_m)


def wanted(world: "World", **more: object) -> dict[str, object]:
    since = world.now - timedelta(days=1)
    return {"since": since.isoformat(), "until": world.now.isoformat(), **more}


def done(api: "Api", backtest_id: int) -> dict[str, Any]:
    def ended() -> dict[str, Any] | None:
        found: dict[str, Any] = api.get(f"/hq/backtests/{backtest_id}").json()
        return found if found["state"] in {"done", "failed"} else None

    return until(ended, WITHIN_S) or {}


@pytest.mark.usefixtures("worker")
def test_a_proposal_is_tried_and_told_in_words_and_numbers(api: "Api", world: "World") -> None:
    flood(world)

    asked = api.post("/hq/backtests", json=wanted(world, rules=LATER))
    tried = done(api, asked.json()["backtest_id"])

    assert asked.status_code == 202
    assert asked.json()["found"] is None
    assert (tried["state"], tried["progress"], tried["person"]) == ("done", 1.0, "Aoi")
    assert (tried["version"], tried["compared_version"]) == ("later", DEFAULT_POLICY.version)
    found = tried["found"]
    assert found["summary"] == found["differences"][0]
    assert (
        "headquarters: alerted 50 min later; 2 crossings by both, 0 gained, 0 lost"
        in (found["differences"])
    )
    assert [each["station_id"] for each in found["stations"]] == ["kawabe-bridge", "otaki"]
    assert found["stations"][0]["after"]["alerts"] == found["after"]["alerts"] == 1


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("quite_for = 3", "quite_for is no rule of a policy: did you mean quiet_for?"),
        ("alert_from = [", "not TOML"),
        ('version = "x"\ntrend_window = 3', 'trend_window is 3: write a time such as "3 h"'),
        ('alert_from = "evacuation"', "give these rules their own"),
    ],
)
def test_rules_that_are_none_are_refused_at_once(
    api: "Api", world: "World", rules: str, words: str
) -> None:
    for path, body in (
        ("/hq/backtests", wanted(world, rules=rules)),
        ("/hq/policies", {"rules": rules, "reason": "why not"}),
    ):
        answer = api.post(path, json=body)

        assert answer.status_code == 400
        assert words in answer.json()["error"]["message"]
    assert api.get("/hq/backtests").json() == []


def test_a_time_that_is_none_is_refused(api: "Api", world: "World") -> None:
    later = world.now + timedelta(days=3660)
    for since, ends in (
        (world.now, world.now),
        (world.now, later),
        (world.now - timedelta(days=500), world.now),
    ):
        body = {"since": since.isoformat(), "until": ends.isoformat()}
        assert api.post("/hq/backtests", json=body).status_code == 400


def test_a_version_or_run_that_nobody_knows_is_not_found(api: "Api", world: "World") -> None:
    unknown = api.post("/hq/backtests", json=wanted(world, compare_to="never"))
    nowhere = api.post("/hq/backtests?run=nope", json=wanted(world))

    assert unknown.status_code == nowhere.status_code == 404
    assert "'never'" in unknown.json()["error"]["message"]


def test_what_was_asked_is_listed_with_who_asked(api: "Api", world: "World") -> None:
    first = api.post("/hq/backtests", json=wanted(world)).json()["backtest_id"]
    second = api.post("/hq/backtests", who="Fumi", json=wanted(world)).json()["backtest_id"]

    listed = api.get("/hq/backtests", who="Daichi").json()

    assert [(b["backtest_id"], b["person"], b["state"]) for b in listed] == [
        (second, "Fumi", "queued"),
        (first, "Aoi", "queued"),
    ]
    assert world.acts()[0] == ("Aoi", "commander", "backtest", f"backtest/{first}")


def test_a_published_policy_is_in_force_and_kept_with_who_and_why(
    api: "Api", world: "World"
) -> None:
    made = api.post("/hq/policies", json={"rules": LATER, "reason": "too many calls"})
    again = api.post("/hq/policies", json={"rules": LATER, "reason": "once more"})

    assert (made.status_code, again.status_code) == (201, 409)
    assert policy_in_force(world.connection).version == "later"
    (kept,) = api.get("/hq/policies", who="Daichi").json()
    assert (kept["author"], kept["reason"]) == ("Aoi", "too many calls")
    assert kept["rules"] == policy_text(policy_in_force(world.connection))
    assert world.acts() == [("Aoi", "commander", "publish", "policy/later")]


def test_how_well_levels_were_foreseen_is_told(api: "Api", world: "World") -> None:
    world.connection.execute(
        "INSERT INTO warnings (run_no, station_id, datastream_id, level, threshold_m, observed_at,"
        " recorded_at, policy_version, outcome, reached_at, settled_at)"
        " VALUES (0, 'kawabe-bridge', %s, 3, 3.0, now() - interval '2 h', now(), 'test', 'hit',"
        " now() - interval '1 h', now())",
        (world.datastreams["kawabe-bridge"],),
    )

    (told,) = api.get("/hq/scores").json()

    assert (told["station_id"], told["level"], told["hits"]) == ("kawabe-bridge", 3, 1)
    assert told["median_lead_s"] == 3600
