"""When headquarters closes nothing tells any more who the responders were; what they did stays."""

import base64
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from api.testing.responders import (
    ASKED,
    CODE,
    KEY,
    NAME,
    NUMBER,
    as_responder,
    decide,
    make_fit,
    send_codes,
    sign_up,
)
from kawamori.cli import main
from kawamori.errors import ConflictError, InvalidError
from kawamori.people import Channel, PhoneNumber
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.erasure import erase_person
from kawamori.storage.people.visits import Reader
from kawamori.storage.responders.people import responder
from kawamori.storage.responders.purging import leave, purge_responders
from kawamori.storage.responders.sealing import ResponderSeals
from kawamori.testing.responders import enrol
from kawamori.testing.traces import dump, found, rows

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.storage.connections import Connection
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

E164 = "+819012345678"
AOI = Reader("Aoi", "commander", "本部の閉鎖")
WHY = "けがのため川辺太郎さんを外す"
MESSAGE = """
INSERT INTO messages (run_no, status, family, kind, level, audience, thread)
VALUES (0, 'actual', 'responder', 'ask', 0, 'staff', 'callout/1') RETURNING message_id
"""
DELIVERY = """
INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, language, body, state,
                        provider_id, created_at, due_at)
SELECT %s, 0, subscriber_id, 'sms', 0, 'ja', %s, 'delivered', %s, now(), now()
FROM responder_addresses WHERE responder_id = %s
"""
REPLY = """
INSERT INTO inbound_messages (provider_id, received_at, subscriber_id, address_encrypted,
                              address_hash, body, meaning)
SELECT %s, now(), subscriber_id, address_encrypted, address_hash, 'はい、川辺太郎です', 'other'
FROM responder_addresses JOIN subscribers USING (subscriber_id) WHERE responder_id = %s
"""
TASK = """
INSERT INTO responder_tasks (run_no, responder_id, what, skill, place, lat, lon, given_by,
                             given_as, given_at)
VALUES (%s, %s, '土のう', 'general', '川辺橋', 35, 139, 'Aoi', 'commander', now())
RETURNING task_id
"""
TASK_STEP = """
INSERT INTO responder_task_steps (task_id, step, role, at, recorded_at)
VALUES (%s, %s, 'responder', now(), now())
"""
POSITION = "INSERT INTO responder_positions VALUES (%s, %s, %s, 35.05, 138.97, 8)"


def secrets_of(connection: "Connection", key: str) -> dict[str, str | bytes]:
    """Return everything that tells who the first responder is, sealed or not."""
    [sealed] = rows(
        connection,
        "SELECT person_sealed, emergency_sealed, key_hash FROM responders WHERE responder_id = 1",
    )
    [address] = rows(
        connection,
        "SELECT address_encrypted, address_hash FROM subscribers JOIN responder_addresses"
        " USING (subscriber_id) WHERE responder_id = 1",
    )
    return {
        "name": NAME,
        "name without its blank": "川辺太郎",
        "reading": "かわべ",
        "born": "1990-04-01",
        "day of their majority": "2008-04-01",
        "number": E164,
        "number in Japan": "09012345678",
        "contact": "花子",
        "contact's number": "9077776666",
        "certificate": "98765",
        "equipment": "軽トラック",
        "key": key,
        "provider's id": "SM0001",
        "answer": "SM0002",
        **{f"sealed {n}": bytes(each) for n, each in enumerate((*sealed, *address))},
    }


def happen(api: "Api", connection: "Connection") -> tuple[int, dict[str, Any]]:
    """Have somebody register, be told, answer, work, be located and withdrawn; return the task."""
    made = sign_up(api, connection)
    make_fit(api, 1, made["key"])
    message_id = rows(connection, MESSAGE)[0][0]
    connection.execute(DELIVERY, (message_id, f"{NAME}さん、参集してください", "SM0001", 1))
    connection.execute(REPLY, ("SM0002", 1))
    [(task_id,)] = connection.execute(TASK, (0, 1)).fetchall()
    connection.execute(POSITION, (1, 0, datetime.now(UTC)))
    decide(api, 1, "emergency", reason="搬送").raise_for_status()
    decide(api, 1, "withdraw", note=WHY).raise_for_status()
    return task_id, made


def test_nothing_is_left_that_tells_who_somebody_was(api: "Api", world: "World") -> None:
    connection = world.connection
    task_id, made = happen(api, connection)
    waiting = {**ASKED, "number": "080-9999-8888", "name": "山田 次郎"}
    api.post("/responders", who=None, json=waiting).raise_for_status()
    secrets = secrets_of(connection, made["key"])
    before = dump(connection)
    with pytest.raises(ConflictError, match="responder 1 is on a task"):
        purge_responders(connection, KEY, AOI, datetime.now(UTC))
    for step in ("withdraw", "safe"):
        connection.execute(TASK_STEP, (task_id, step))

    assert purge_responders(connection, KEY, AOI, datetime.now(UTC)) == [1]

    after = dump(connection)
    assert found(secrets, after) == []
    told = {name for name, _ in found(secrets, before)}
    assert told == secrets.keys() - {
        "born",
        "reading",
        "number",
        "number in Japan",
        "contact",
        "contact's number",
        "key",
    }
    assert after["responder_registrations"] == after["phone_verifications"] == ""
    assert after["responder_addresses"] == after["responder_positions"] == ""


def test_what_they_did_and_what_covered_them_stays_for_claims_of_years_later(
    api: "Api", world: "World"
) -> None:
    connection = world.connection
    task_id, _ = happen(api, connection)
    connection.execute(TASK_STEP, (task_id, "done"))
    covers = rows(connection, "SELECT * FROM responder_covers")

    purge_responders(connection, KEY, AOI, datetime.now(UTC))

    assert rows(connection, "SELECT * FROM responder_covers") == covers
    assert rows(connection, "SELECT step FROM responder_task_steps") == [("done",)]
    assert rows(connection, "SELECT step, note FROM responder_steps ORDER BY step_id") == [
        ("register", ""),
        ("approve", ""),
        ("brief", "2026-11"),
        ("withdraw", "erased"),
    ]
    assert rows(connection, "SELECT state FROM deliveries") == [("delivered",)]
    shown = api.get("/hq/responders/1").json()
    assert (shown["state"], shown["name"], shown["home_area"]) == ("erased", None, None)
    assert [each["checked_by"] for each in shown["skills"]] == ["Fumi"]


def test_the_purge_is_an_act_with_its_reason(world: "World") -> None:
    enrol(world.connection, KEY, now=datetime.now(UTC))

    purge_responders(world.connection, KEY, AOI, datetime.now(UTC))

    query = "SELECT person, role, subject, details FROM acts WHERE act = 'purge_responders'"
    details = {"reason": AOI.reason, "responders": [1]}
    assert rows(world.connection, query) == [("Aoi", "commander", "responders", details)]
    with pytest.raises(InvalidError, match="reason is empty"):
        purge_responders(world.connection, KEY, Reader("Aoi", "commander", " "), datetime.now(UTC))


def test_an_erased_responders_key_and_number_open_nothing(api: "Api", world: "World") -> None:
    made = sign_up(api, world.connection)
    purge_responders(world.connection, KEY, AOI, datetime.now(UTC))

    assert as_responder(api, made["key"], "GET", "/responders/me").status_code == 401
    assert decide(api, 1, "approve").status_code == 409
    assert decide(api, 1, "emergency", reason="x").status_code == 404
    assert sign_up(api, world.connection)["responder_id"] == 2


def test_who_subscribed_for_themselves_stays_subscribed_and_nothing_links_them(
    api: "Api", world: "World"
) -> None:
    phone = {"number": NUMBER, "areas": [{"area_id": "honcho"}]}
    asked = api.post("/public/phones", who=None, json=phone).json()
    send_codes(world.connection)
    path = f"/public/phones/{asked['phone_id']}/verify"
    api.post(path, who=None, json={"code": CODE}).raise_for_status()
    task_id, _ = happen(api, world.connection)
    world.connection.execute(TASK_STEP, (task_id, "done"))

    purge_responders(world.connection, KEY, AOI, datetime.now(UTC))

    kept = "SELECT erased_at, stopped_at FROM subscribers"
    assert rows(world.connection, kept) == [(None, None)]
    assert len(rows(world.connection, "SELECT FROM subscriber_areas")) == 1
    assert rows(world.connection, "SELECT body, provider_id FROM deliveries") == [("", None)]
    for table in ("responder_addresses", "inbound_messages", "phone_verifications"):
        assert rows(world.connection, f"SELECT FROM {table}") == [], table


def test_who_leaves_is_erased_at_once_but_not_from_a_task(api: "Api", world: "World") -> None:
    made = sign_up(api, world.connection)
    make_fit(api, 1, made["key"])
    [(task_id,)] = world.connection.execute(TASK, (0, 1)).fetchall()
    secrets = secrets_of(world.connection, made["key"])

    def leaves() -> int:
        return as_responder(api, made["key"], "DELETE", "/responders/me").status_code

    assert leaves() == 409
    world.connection.execute(TASK_STEP, (task_id, "done"))
    assert (leaves(), leaves()) == (204, 401)
    assert found(secrets, dump(world.connection)) == []
    steps = rows(world.connection, "SELECT step, person FROM responder_steps ORDER BY step_id")
    assert steps[-1] == ("leave", "")


def test_a_task_of_an_exercise_that_is_over_keeps_nobody(world: "World") -> None:
    now = datetime.now(UTC)
    drill = world.start_drill("drill")
    enrol(world.connection, KEY, now=now)
    world.connection.execute(TASK, (drill.run_no, 1))
    with pytest.raises(ConflictError):
        leave(world.connection, KEY, 1, now)

    world.connection.execute("UPDATE runs SET ended_at = now() WHERE run = 'drill'")

    leave(world.connection, KEY, 1, now)


def test_a_responders_number_is_not_erased_behind_their_back(world: "World") -> None:
    enrol(world.connection, KEY, now=datetime.now(UTC))
    number = PhoneNumber(E164)

    with pytest.raises(ConflictError, match="this is responder 1"):
        erase_person(world.connection, KEY, number, AOI, datetime.now(UTC))


def test_one_may_be_erased_alone(world: "World") -> None:
    now = datetime.now(UTC)
    for number in ("090-1111-0001", "090-1111-0002"):
        enrol(world.connection, KEY, number=number, now=now)

    assert purge_responders(world.connection, KEY, AOI, now, [2]) == [2]

    seals = ResponderSeals(KEY)
    assert responder(world.connection, 1, now, seals).who is not None
    assert responder(world.connection, 2, now, seals).who is None
    seal = AddressSeal(KEY)
    left = rows(
        world.connection, "SELECT address_encrypted FROM subscribers WHERE erased_at IS NULL"
    )
    assert [seal.decrypt(Channel.SMS, each[0]).stored for each in left] == ["+819011110001"]


@pytest.mark.usefixtures("api")
@pytest.mark.usefixtures("connection")
def test_the_command_lists_shows_and_purges(
    world: "World",
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("KAWAMORI_PEOPLE_KEY", base64.b64encode(KEY).decode())
    enrol(world.connection, KEY, now=datetime.now(UTC))
    why = ["--reason", "本人からの開示請求"]

    assert main(["responders", "list"]) == 0
    assert "approved   volunteer           fit" in capsys.readouterr().out
    assert main(["responders", "show", "1", *why, "--by", "Fumi"]) == 0
    assert NAME in capsys.readouterr().out
    assert main(["responders", "purge", *why, "--by", "Fumi"]) == 2
    assert main(["responders", "purge", *why, "--by", "Aoi"]) == 0
    assert capsys.readouterr().out == "1 responders are erased\n"
    assert main(["responders", "list", "--state", "approved"]) == 0
    assert capsys.readouterr().out == "0 responders\n"
