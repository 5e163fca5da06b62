"""Whoever was told can be told why, from what was stored when it happened."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from api.schemas.duty import Why
from api.testing.asking import employ_all
from kawamori.calls import Post
from kawamori.cli import main
from kawamori.levels import GaugeLevel, Thresholds
from kawamori.people import PhoneNumber, Subscriber
from kawamori.runs import CITY_NETWORK
from kawamori.settings import PREFIX
from kawamori.storage.duty.roster import add_duty
from kawamori.storage.river.stations import record_thresholds
from kawamori.storage.telling.why import why_told
from kawamori.testing.town import KAWABE

if TYPE_CHECKING:
    from conftest import Office

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

RISE_M = (1.7, 2.1, 2.6, 3.1, 3.6, 4.1)


@pytest.fixture
def told(office: "Office") -> "Office":
    """Have a resident and somebody on duty be told of danger; then change the thresholds."""
    office.clock = office.town.wall
    office.subscribe(GaugeLevel.EVACUATION)
    place = Post("Aoi", CITY_NETWORK, 1)
    add_duty(office.town.connection, office.seal, place, Subscriber(PhoneNumber("+817030000000")))
    office.town.observe(*RISE_M)
    office.tell()
    record_thresholds(
        office.town.connection, KAWABE, Thresholds(caution_m=9.0), author="somebody, later"
    )
    return office


def why(office: "Office", audience: str) -> Why:
    row = office.town.connection.execute(
        "SELECT delivery_id FROM deliveries JOIN messages USING (message_id) WHERE audience = %s",
        (audience,),
    ).fetchone()
    assert row is not None
    return Why.model_validate_json(why_told(office.town.connection, row[0]))


def test_a_resident_s_delivery_has_its_step_readings_thresholds_mutes_and_tries(
    told: "Office",
) -> None:
    found = why(told, "public")

    (step,) = found.steps
    assert (step.station_id, step.to_level, step.stage_m) == (KAWABE, 4, 4.1)
    assert step.from_subscription == GaugeLevel.EVACUATION
    assert [reading.result for reading in step.readings] == [*RISE_M]
    assert step.thresholds is not None
    assert (step.thresholds.author, step.thresholds.danger_m) == ("town", 4.0)
    assert step.assessment is not None
    assert step.assessment.policy_version
    assert [(decision.level, decision.muted_because is None) for decision in found.decisions] == [
        (2, False),
        (3, False),
        (4, True),
    ]
    assert [each.state for each in found.tries][:2] == ["claimed", "accepted"]
    assert found.person is None


def test_a_call_has_its_cause_and_who_was_called(told: "Office") -> None:
    found = why(told, "staff")

    assert found.person == "Aoi"
    assert [(call.cause, call.level, call.nth) for call in found.calls] == [("level", 4, 1)]
    assert found.steps[0].audience == "hq"
    assert "/a/" not in found.body


def test_the_keyboard_answers_in_words_and_in_json(
    told: "Office", monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = told.settings.database_url.get_secret_value()
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", url)
    delivery = str(why(told, "public").delivery_id)

    assert main(["why", delivery]) == 0
    words = capsys.readouterr().out
    assert main(["why", delivery, "--json"]) == 0
    whole: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert main(["why", "me"]) == 2

    assert "subscribed from EVACUATION on" in words
    assert "thresholds by town: " in words
    assert "muted, overtaken: the alert has gone higher since" in words
    assert "read 4.10 m at" in words
    assert whole["delivery_id"] == delivery
    assert "'me' is not a delivery's id" in capsys.readouterr().err


def test_a_silence_is_kept_at_the_keyboard_in_the_name_of_somebody_with_an_account(
    office: "Office", monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = office.settings.database_url.get_secret_value()
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", url)
    employ_all(office.town.connection)
    add = ["silence", "add", "--station", KAWABE, "--for", "2h", "--reason", "草刈り", "--author"]

    assert main([*add, "Fumi"]) == 0
    assert main([*add, "Fumi", "--upto", "danger"]) == 2
    assert main([*add, "Elena"]) == 2
    assert main([*add, "Nobody"]) == 2
    assert main(["silence", "list"]) == 0
    told = capsys.readouterr()
    number = told.out.split("silence ")[1].split(":")[0]
    assert main(["silence", "lift", number, "--author", "Aoi"]) == 0

    assert f"station {KAWABE} up to caution until" in told.out
    assert "Fumi: 草刈り" in told.out
    assert "operator Fumi may not keep danger back" in told.err
    assert "branch Elena may not silence" in told.err
    assert "nobody who works here is called 'Nobody'" in told.err
    acts = office.town.connection.execute("SELECT person, act FROM acts ORDER BY act_id").fetchall()
    assert acts == [("Fumi", "silence"), ("Aoi", "lift")]
