"""Only who holds a number can register it; reality reaches nobody else."""

import base64
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from psycopg.errors import CheckViolation
from psycopg.rows import dict_row
from pydantic import SecretStr

from alerting.channels.contract import Answer, Receipt
from alerting.verifying import CodeSender
from kawamori.people import (
    Channel,
    Language,
    OwnMark,
    PhoneNumber,
    PushEndpoint,
    Subscriber,
)
from kawamori.settings import Settings
from kawamori.storage.connections import connect
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.rotation import rotate_keys
from kawamori.storage.people.stop_keys import StopKeys
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.storage.people.verifications import CodeSeal
from kawamori.vapid import new_private_key, public_text, read_private_key

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

KEY = b"k" * 32
BEN = "090-1111-2222"
SUBSCRIBERS = """
SELECT s.*,
       ARRAY(SELECT run_no FROM reachable r WHERE r.subscriber_id = s.subscriber_id) AS runs,
       ARRAY(SELECT station_id FROM subscriptions u WHERE u.subscriber_id = s.subscriber_id)
         AS stations,
       ARRAY(SELECT station_id || ' ' || stage_m FROM own_marks o
             WHERE o.subscriber_id = s.subscriber_id) AS marks
FROM subscribers s
"""
BROWSER: dict[str, Any] = {
    "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/ben",
    "keys": {
        "p256dh": public_text(read_private_key(new_private_key())),
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    },
}
WISH = {"stations": [{"station_id": "kawabe-bridge"}]}


class Phone:
    """A telephone that remembers the codes it got."""

    def __init__(self) -> None:
        self.codes: list[str] = []

    def send_code(self, number: PhoneNumber, code: str, language: Language) -> Answer:
        """Receive a code."""
        assert (number.e164, language) == ("+819011112222", Language.JA)
        self.codes.append(code)
        return Receipt("SM1", "accepted")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"people_key": SecretStr(base64.b64encode(KEY).decode())})


def ask(api: "Api", number: str = BEN, **more: object) -> httpx.Response:
    wish = {"number": number, **WISH, **more}
    return api.post("/public/phones", who=None, json=wish)


def verify(api: "Api", phone_id: str, code: str) -> httpx.Response:
    return api.post(f"/public/phones/{phone_id}/verify", who=None, json={"code": code})


def subscribe(api: "Api", **more: Any) -> str:
    """Register Ben's number and return the key that stops it."""
    phone_id = ask(api, **more).json()["phone_id"]
    return str(verify(api, phone_id, send_codes(api)[-1]).json()["stop_key"])


def stop(api: "Api", stop_key: str) -> httpx.Response:
    return api.ask("DELETE", "/public/phones", who=None, json={"stop_key": stop_key})


def send_codes(api: "Api", later: timedelta = timedelta()) -> list[str]:
    """Send every code that waits, as alerting does, and return them."""
    phone, url = Phone(), api.settings.database_url.get_secret_value()
    channels = {Channel.SMS: phone, Channel.VOICE: phone}
    sender = CodeSender(
        channels, lambda: connect(url, name="codes"), AddressSeal(KEY), CodeSeal(KEY)
    )
    while sender.step(datetime.now(UTC) + later):
        pass
    return phone.codes


def subscribers(world: "World") -> list[dict[str, Any]]:
    with world.connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(SUBSCRIBERS).fetchall()


def test_who_sends_the_code_back_is_subscribed_and_reachable(api: "Api", world: "World") -> None:
    asked = ask(api, language="ja", reading_need="no_smartphone", quiet_hours="22:00-07:00")
    assert asked.status_code == 202
    assert subscribers(world) == []
    (code,) = send_codes(api)

    answer = verify(api, asked.json()["phone_id"], code)

    assert answer.status_code == 200
    (ben,) = subscribers(world)
    assert (ben["verified_by"], ben["runs"], ben["stations"]) == ("code", [0], ["kawabe-bridge"])
    assert (ben["reading_need"], str(ben["quiet_from"])) == ("no_smartphone", "22:00:00")
    assert len(code) == 6


def test_a_code_may_be_typed_in_wide_digits(api: "Api", world: "World") -> None:
    phone_id = ask(api).json()["phone_id"]
    (code,) = send_codes(api)
    wide = code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))

    assert verify(api, phone_id, f"{wide[:3]} {wide[3:]}").status_code == 200
    assert len(subscribers(world)) == 1


def test_a_wrong_code_subscribes_nobody_and_five_end_it(api: "Api", world: "World") -> None:
    phone_id = ask(api).json()["phone_id"]
    (code,) = send_codes(api)
    wrong = "000000" if code != "000000" else "111111"

    statuses = [verify(api, phone_id, wrong).status_code for _ in range(5)]
    late = verify(api, phone_id, code)

    assert statuses == [403] * 5
    assert late.status_code == 409
    assert subscribers(world) == []


def test_a_code_is_good_for_ten_minutes(api: "Api", world: "World") -> None:
    phone_id = ask(api).json()["phone_id"]
    (code,) = send_codes(api)
    world.connection.execute(
        "UPDATE phone_verifications SET expires_at = expires_at - interval '10 minutes'"
    )

    assert verify(api, phone_id, code).status_code == 409
    assert subscribers(world) == []


def test_a_code_opens_only_what_it_was_made_for(api: "Api", world: "World") -> None:
    first, second = (ask(api).json()["phone_id"] for _ in range(2))
    code, _ = send_codes(api)

    assert verify(api, second, code).status_code == 403
    assert verify(api, first, code).status_code == 200
    assert verify(api, first, code).status_code == 409
    assert len(subscribers(world)) == 1


def test_before_a_code_was_sent_no_guess_is_right(api: "Api") -> None:
    phone_id = ask(api).json()["phone_id"]

    assert verify(api, phone_id, "000000").status_code == 409
    assert verify(api, "00000000-0000-0000-0000-000000000000", "000000").status_code == 404


def test_a_server_without_the_key_is_away_and_says_no_more(api: "Api") -> None:
    api.settings.people_key = None

    answer = ask(api)

    assert answer.status_code == 503
    assert "PEOPLE_KEY" not in answer.text


def test_a_number_gets_three_codes_an_hour(api: "Api") -> None:
    answers = [ask(api) for _ in range(4)]

    assert [each.status_code for each in answers] == [202, 202, 202, 429]
    assert ask(api, "080-9999-0000").status_code == 202


def test_from_one_address_twenty_numbers_an_hour_are_registered(
    api: "Api", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kawamori.storage.people.verifications.MOST_FROM_ONE_AN_HOUR", 2)
    answers = [ask(api, f"090-1111-333{number}").status_code for number in range(3)]

    assert answers == [202, 202, 429]


def test_a_code_that_waited_too_long_is_never_sent(api: "Api") -> None:
    ask(api)

    assert send_codes(api, later=timedelta(minutes=11)) == []


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"number": "+15005550006"}, 400),  # abroad
        ({"number": "03-1111-2222"}, 400),  # a landline takes no text
        ({"number": "0570-000-000", "channel": "voice"}, 400),  # it would cost
        ({"number": "12"}, 400),
        ({"stations": [{"station_id": "nowhere"}]}, 404),
        ({"areas": [{"area_id": "nowhere"}]}, 404),
        ({"stations": []}, 400),
        ({"own_marks": [{"station_id": "nowhere", "stage_m": 1.0}]}, 404),
        ({"own_marks": [{"station_id": "otaki", "stage_m": 1e9}]}, 400),
        ({"own_marks": [{"station_id": "otaki", "stage_m": each} for each in range(21)]}, 400),
        ({"language": "fr"}, 400),
        ({"quiet_hours": "at night"}, 400),
        ({"name": "Ben"}, 400),  # nobody asks for one
        ({"number": "03-1111-2222", "channel": "voice"}, 202),
    ],
)
def test_what_can_not_be_is_refused_at_once(api: "Api", wish: dict[str, Any], status: int) -> None:
    answer = ask(api, **{"number": BEN, **wish})

    assert answer.status_code == status
    assert "11112222" not in answer.text


def test_who_stopped_may_come_back_by_a_code(api: "Api", world: "World") -> None:
    stop = "UPDATE subscribers SET stopped_at = now(), stopped_because = 'opted out'"
    for again in (stop, "SELECT"):
        phone_id = ask(api).json()["phone_id"]
        (code,) = send_codes(api)
        assert verify(api, phone_id, code).status_code == 200
        world.connection.execute(again)

    (ben,) = subscribers(world)
    assert ben["stopped_because"] is None


def test_a_code_is_kept_as_a_keyed_hash_and_a_number_encrypted(api: "Api", world: "World") -> None:
    phone_id = ask(api).json()["phone_id"]
    (code,) = send_codes(api)

    with world.connection.cursor(row_factory=dict_row) as cursor:
        (row,) = cursor.execute("SELECT * FROM phone_verifications").fetchall()

    assert bytes(row["code_hash"]) == CodeSeal(KEY).hash(row["verification_id"], code)
    assert bytes(row["code_hash"]) != CodeSeal(b"x" * 32).hash(row["verification_id"], code)
    assert str(row["verification_id"]) == phone_id
    assert b"11112222" not in bytes(row["address_encrypted"]) + bytes(row["address_hash"])


def test_reality_can_not_be_let_reach_an_address_that_nobody_verified(world: "World") -> None:
    ((subscriber_id,),) = world.connection.execute(
        "INSERT INTO subscribers (address_encrypted, address_hash, verified_at)"
        " VALUES ('x', 'y', NULL) RETURNING subscriber_id"
    ).fetchall()

    with pytest.raises(CheckViolation, match="has not shown that the address is theirs"):
        world.connection.execute("INSERT INTO reachable VALUES (0, %s)", (subscriber_id,))


def test_a_number_that_asks_again_is_told_of_what_it_asked_last(api: "Api", world: "World") -> None:
    marks = [{"station_id": "kawabe-bridge", "stage_m": 2.5}]
    subscribe(api, own_marks=marks, quiet_hours="22:00-07:00", quiet_yields_from="caution")
    before = subscribers(world)[0]
    subscribe(api, stations=[], own_marks=[{"station_id": "otaki", "stage_m": 1.234}])

    (ben,) = subscribers(world)
    assert (before["marks"], before["gauge_quiet_below"]) == (["kawabe-bridge 2.5"], 2)
    assert (ben["stations"], ben["marks"], ben["quiet_from"]) == ([], ["otaki 1.23"], None)


def test_a_stop_key_ends_both_texts_and_calls_and_lets_go_of_the_marks(
    api: "Api", world: "World"
) -> None:
    marks = [{"station_id": "otaki", "stage_m": 2.5}]
    key = subscribe(api, own_marks=marks)
    subscribe(api, own_marks=marks, channel="voice")

    answer = stop(api, key)

    assert (answer.status_code, answer.content) == (204, b"")
    everybody = subscribers(world)
    assert {ben["stopped_because"] for ben in everybody} == {"unsubscribed"}
    assert [ben["marks"] for ben in everybody] == [[], []]


@pytest.mark.parametrize(
    "key",
    ["", "x", "鍵", "A" * 54, StopKeys(b"x" * 32).make(1)],
    ids=["nothing", "too short", "kanji", "made up", "of another town"],
)
def test_a_key_that_is_nobodys_is_answered_alike_and_stops_nobody(
    api: "Api", world: "World", key: str
) -> None:
    subscribe(api)

    answer = stop(api, key)

    assert (answer.status_code, answer.content) == (204, b"")
    assert subscribers(world)[0]["stopped_at"] is None


def test_a_stop_key_outlives_a_change_of_keys_as_long_as_both_are_known(
    api: "Api", world: "World"
) -> None:
    key = subscribe(api)
    both = SecretStr(",".join(base64.b64encode(k).decode() for k in (b"n" * 32, KEY)))
    api.settings.people_key = both
    rotate_keys(world.connection, api.settings.people_key_bytes())

    stop(api, key)

    assert subscribers(world)[0]["stopped_because"] == "unsubscribed"


def test_a_verified_number_takes_the_place_of_the_browser_that_it_replaces(
    api: "Api", world: "World"
) -> None:
    there = PushEndpoint(BROWSER["endpoint"], BROWSER["keys"]["p256dh"], BROWSER["keys"]["auth"])
    wanted = Subscriber(there, channel=Channel.PUSH, own_marks=(OwnMark("otaki", 2.0),))
    add_subscriber(world.connection, AddressSeal(KEY), wanted)

    phone_id = ask(api, replaces=BROWSER).json()["phone_id"]
    before = subscribers(world)
    verify(api, phone_id, send_codes(api)[-1])

    assert [each["stopped_because"] for each in before] == [None]
    after = {each["channel"]: each for each in subscribers(world)}
    assert after["push"]["stopped_because"] == "unsubscribed"
    assert after["push"]["marks"] == []
    assert after["sms"]["stopped_because"] is None


def test_who_asks_too_often_is_told_when_to_ask_again(api: "Api") -> None:
    *_, answer = [ask(api) for _ in range(4)]

    assert answer.json()["error"]["code"] == "too_often"
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
