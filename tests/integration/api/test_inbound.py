"""An answer to a text is obeyed, or kept for a person; nobody is left without a word."""

import base64
from itertools import count
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from pydantic import SecretStr
from twilio.request_validator import RequestValidator

from kawamori.people import Channel, Language, PhoneNumber, Subscriber
from kawamori.settings import Settings
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.testing.judged import write_call

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

ACCOUNT = "the provider's secret"
BEN, CHIKA = "+819012345678", "+819087654321"
KEY = b"k" * 32
DONE = {"note": "折り返して消防へ引き継いだ"}
SEAL = AddressSeal(KEY)
_sids = count(1)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"people_key": SecretStr(base64.b64encode(KEY).decode())})


def subscribe(
    world: "World",
    number: str = BEN,
    language: Language = Language.JA,
    channel: Channel = Channel.SMS,
) -> int:
    person = Subscriber(PhoneNumber(number), language, channel)
    return add_subscriber(world.connection, SEAL, person)


def answer(
    api: "Api",
    body: str,
    sender: str = BEN,
    sid: str = "",
    signed_with: str = ACCOUNT,
    way: str = "",
    **more: str,
) -> httpx.Response:
    form = {
        "MessageSid": sid or f"SM{next(_sids)}",
        "From": sender,
        "To": "+815011112222",
        "Body": body,
        "NumMedia": "0",
        **more,
    }
    path = f"/hooks/twilio/{way}inbound"
    signature = RequestValidator(signed_with).compute_signature(f"http://kawamori.test{path}", form)
    return api.post(path, who=None, data=form, headers={"X-Twilio-Signature": signature})


def said(response: httpx.Response) -> str | None:
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/xml")
    message = ET.fromstring(response.text).find("Message")  # noqa: S314 our own answer
    return None if message is None else message.text


def stopped_because(world: "World") -> list[str | None]:
    rows = world.connection.execute("SELECT stopped_because FROM subscribers ORDER BY channel")
    return [because for (because,) in rows]


def kept(api: "Api", who: str = "Aoi") -> list[dict[str, Any]]:
    return list(api.get("/hq/inbound", who=who).json())


@pytest.mark.parametrize("word", ["STOP", "ＳＴＯＰ", "停止", "配信停止", "ｽﾄｯﾌﾟ"])
def test_whoever_says_stop_is_told_nothing_more_until_they_say_start(
    api: "Api", world: "World", word: str
) -> None:
    subscribe(world)

    assert said(answer(api, word)) == "配信を停止しました。「再開」と返信すると再び届きます。"
    assert stopped_because(world) == ["opted out"]
    assert said(answer(api, "再開")) == "配信を再開しました。「停止」と返信すると止まります。"
    assert stopped_because(world) == [None]
    assert kept(api) == []


def test_stop_ends_calls_to_the_same_number_too(api: "Api", world: "World") -> None:
    subscribe(world)
    subscribe(world, channel=Channel.VOICE)

    answer(api, "停止")

    assert stopped_because(world) == ["opted out", "opted out"]


def test_everybody_is_answered_in_their_language(api: "Api", world: "World") -> None:
    subscribe(world, language=Language.PT)

    assert said(answer(api, "Parar")) == "Envio cancelado. Responda START para voltar a receber."


def test_a_stranger_who_says_stop_is_told_that_nothing_is_sent_to_them(api: "Api") -> None:
    assert "not registered" in str(said(answer(api, "STOP")))


def test_where_the_provider_has_answered_we_obey_and_say_nothing(
    api: "Api", world: "World"
) -> None:
    subscribe(world)

    assert said(answer(api, "やめて", OptOutType="STOP")) is None
    assert stopped_because(world) == ["opted out"]
    assert said(answer(api, "START", OptOutType="START")) is None
    assert stopped_because(world) == [None]


def test_anything_else_is_kept_for_headquarters_and_answered_once_an_hour(
    api: "Api", world: "World"
) -> None:
    subscribe(world)

    first, second = answer(api, "助けて 2階にいます"), answer(api, "水が来た")

    assert "119" in str(said(first))
    assert said(second) is None
    newest, oldest = kept(api)
    assert (newest["body"], oldest["body"]) == ("水が来た", "助けて 2階にいます")
    assert (oldest["sender"], oldest["language"], oldest["meaning"]) == ("…5678", "ja", "other")
    assert BEN not in api.get("/hq/inbound").text


def test_an_answer_that_is_told_of_twice_is_kept_and_obeyed_once(
    api: "Api", world: "World"
) -> None:
    subscribe(world)

    answers = [answer(api, "停止", sid="SM-again") for _ in range(2)]

    assert [said(each) is None for each in answers] == [False, True]
    assert len(api.get("/hq/inbound?open=false").json()) == 1


def test_a_person_sees_to_it_and_may_call_back(api: "Api", world: "World") -> None:
    answer(api, "屋根の上です", CHIKA)
    (found,) = kept(api)
    path = f"/hq/inbound/{found['inbound_id']}"

    number = api.post(f"{path}/number", who="Fumi")
    closed = api.post(f"{path}/close", who="Fumi", json=DONE)

    assert number.json() == {"number": CHIKA}
    assert closed.status_code == 204
    assert kept(api) == []
    assert api.post(f"{path}/close", json=DONE).status_code == 409
    subject = f"inbound/{found['inbound_id']}"
    assert world.acts() == [
        ("Fumi", "operator", "read number", subject),
        ("Fumi", "operator", "close", subject),
    ]


def test_only_who_may_settle_sees_a_number(api: "Api") -> None:
    answer(api, "屋根の上です", CHIKA)
    (found,) = kept(api, who="Daichi")

    assert api.post(f"/hq/inbound/{found['inbound_id']}/number", who="Daichi").status_code == 403
    assert api.get("/hq/inbound", who=None).status_code == 401
    assert api.post("/hq/inbound/999/close", json=DONE).status_code == 404


@pytest.mark.parametrize("word", ["はい", "１", "1", "了解", "了解しました。", "ok"])
def test_whoever_is_on_duty_takes_the_call_by_a_word(api: "Api", world: "World", word: str) -> None:
    call(api, world)

    assert said(answer(api, word, CHIKA)) == "対応者として記録しました：川辺橋。"
    (alert,) = api.get("/hq/alerts").json()["features"]
    assert alert["properties"]["acknowledged_by"] == "Chika"
    assert said(answer(api, word, CHIKA)) == "Chikaが対応しています：川辺橋。"


def test_yes_from_somebody_who_was_not_called_takes_nothing(api: "Api", world: "World") -> None:
    call(api, world)
    subscribe(world)

    answer(api, "はい", BEN)

    (alert,) = api.get("/hq/alerts").json()["features"]
    assert alert["properties"]["acknowledged_by"] is None
    assert [each["body"] for each in kept(api)] == ["はい"]


def test_what_is_not_signed_stops_nobody(api: "Api", world: "World") -> None:
    subscribe(world)

    assert answer(api, "停止", signed_with="another secret").status_code == 403
    assert stopped_because(world) == [None]


def test_a_rehearsed_stop_stops_nobody_whom_reality_reaches(api: "Api", world: "World") -> None:
    subscribe(world)

    text = said(answer(api, "停止", way="rehearsal/"))

    assert str(text).startswith("【訓練】")
    assert stopped_because(world) == [None]


def test_a_rehearsed_stop_stops_whom_rehearsals_alone_reach(api: "Api", world: "World") -> None:
    subscribe(world)
    world.connection.execute("DELETE FROM reachable")

    answer(api, "停止", way="rehearsal/")

    assert stopped_because(world) == ["opted out"]


def test_a_played_cry_for_help_does_not_stand_among_real_ones(api: "Api") -> None:
    answer(api, "助けて", way="rehearsal/")

    assert kept(api) == []
    (played,) = api.get("/hq/inbound?rehearsed=true").json()
    assert (played["body"], played["rehearsed"]) == ("助けて", True)


def test_a_rehearsed_yes_takes_no_real_call(api: "Api", world: "World") -> None:
    call(api, world)

    answer(api, "はい", CHIKA, way="rehearsal/")

    (alert,) = api.get("/hq/alerts").json()["features"]
    assert alert["properties"]["acknowledged_by"] is None


def call(api: "Api", world: "World") -> None:
    """Text Chika, who is on duty, that the river is high."""
    write_call(
        world.connection,
        world.raise_alert(3),
        person="Chika",
        subscriber_id=subscribe(world, CHIKA),
        link=f"{api.settings.public_url}/a/nobody-guesses-it",
    )


def test_a_cry_for_help_is_taken_by_name_and_closed_with_what_was_done(
    api: "Api", world: "World"
) -> None:
    subscribe(world)
    answer(api, "助けて 二階まで水がきた")
    (cry,) = kept(api)
    path = f"/hq/inbound/{cry['inbound_id']}"
    assert api.get("/hq/inbound/waiting").json()["untaken"] == 1

    assert api.post(f"{path}/take", who="Fumi", json={}).status_code == 204
    second = api.post(f"{path}/take", who="Aoi", json={})
    over = api.post(f"{path}/take", who="Aoi", json={"instead_of": "Fumi"})

    assert second.status_code == 409
    assert second.json()["error"]["message"].startswith("Fumi has taken this")
    assert over.status_code == 204
    assert kept(api)[0]["taken_by"] == "Aoi"
    assert api.get("/hq/inbound/waiting").json() | {"newest_at": None} == {
        "waiting": 1,
        "untaken": 0,
        "newest_at": None,
    }
    assert api.post(f"{path}/close", json={"note": "  "}).status_code == 400
    assert api.post(f"{path}/close", json=DONE).status_code == 204
    (seen_to,) = api.get("/hq/inbound?open=false").json()
    assert (seen_to["note"], seen_to["closed_by"]) == (DONE["note"], "Aoi")
    assert api.post(f"{path}/take", json={"instead_of": "Aoi"}).status_code == 409


def test_headquarters_hears_at_once_that_somebody_answered_and_no_word_of_it(
    api: "Api", world: "World"
) -> None:
    subscribe(world)
    with api.follow("/hq/stream", who="Daichi") as following:
        following.until("clock")

        answer(api, "助けて")

        told = following.until("inbound")
    assert (told["waiting"], told["untaken"]) == (1, 1)
    assert set(told) == {"waiting", "untaken", "newest_at"}


def test_what_a_rehearsal_was_answered_is_told_in_rehearsals_alone(
    api: "Api", world: "World"
) -> None:
    world.start_drill("drill")
    with api.follow("/hq/stream?run=drill") as following:
        following.until("clock")

        answer(api, "訓練です 助けて", way="rehearsal/")

        assert following.until("inbound")["waiting"] == 1
    assert api.get("/hq/inbound/waiting").json()["waiting"] == 0


@pytest.mark.parametrize("who", ["Elena", "Daichi"])
def test_a_branch_and_a_viewer_take_no_answer(api: "Api", world: "World", who: str) -> None:
    subscribe(world)
    answer(api, "助けて")
    (cry,) = kept(api, who)

    assert api.post(f"/hq/inbound/{cry['inbound_id']}/take", who=who, json={}).status_code == 403
