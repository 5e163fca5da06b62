"""Whoever was asked answers by text or on their page: a clear yes counts, and nothing else does."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from twilio.request_validator import RequestValidator

from api.testing.responders import KEY, as_responder
from kawamori.messages.clocks import JST
from kawamori.responders.people import Skill
from kawamori.testing.callouts import Desk
from kawamori.testing.judged import write_call

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.settings import Settings
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

ACCOUNT = "the provider's secret"
_sids = count(1)


@pytest.fixture
def desk(world: "World") -> Desk:
    return Desk(world.connection, KEY, wall=datetime.now(UTC) - timedelta(seconds=5))


def text(
    api: "Api", desk: Desk, who: int, body: str, *, way: str = "", sid: str = "", **more: str
) -> str | None:
    """Post a text as the provider does, signed, and return what is answered."""
    form = {
        "MessageSid": sid or f"SM{next(_sids)}",
        "From": desk.numbers[who],
        "To": "+815011112222",
        "Body": body,
        "NumMedia": "0",
        **more,
    }
    path = f"/hooks/twilio/{way}inbound"
    signature = RequestValidator(ACCOUNT).compute_signature(f"http://kawamori.test{path}", form)
    headers = {"X-Twilio-Signature": signature}
    response = api.post(path, who=None, data=form, headers=headers).raise_for_status()
    message = ET.fromstring(response.text).find("Message")  # noqa: S314 our own answer
    return None if message is None else message.text


def asked(desk: Desk, needed: int = 1, **differs: Any) -> tuple[int, int]:
    """Enrol somebody, call out, and return who was asked by which call-out."""
    who = desk.enrol()
    callout_id = desk.call_out(needed, **differs)
    desk.work()
    desk.sent()
    return who, callout_id


def waiting(api: "Api", query: str = "") -> list[str]:
    return [each["body"] for each in api.get(f"/hq/inbound{query}").json()]


def answer_of(desk: Desk, callout_id: int, who: int) -> tuple[str | None, bool]:
    ask = desk.asks(callout_id)[who]
    return ask["answer"], ask["is_coming"]


def on_page(
    api: "Api", desk: Desk, who: int, callout_id: int, query: str = "", **said: object
) -> httpx.Response:
    path = f"/responders/me/asks/{callout_id}/answer{query}"
    return as_responder(api, desk.keys[who], "POST", path, json=said)


@pytest.mark.parametrize("word", ["はい", "ハイ。", "ＹＥＳ", "行けます"])
def test_a_yes_by_text_is_recorded_and_answered(api: "Api", desk: Desk, word: str) -> None:
    who, callout_id = asked(desk)

    said = text(api, desk, who, word)

    assert said is not None
    assert said.startswith("参集を受け付けました：土のう積み。本町公民館、")
    assert said.endswith("危険を感じたら引き返してください。")
    assert answer_of(desk, callout_id, who) == ("yes", True)
    assert desk.shown(callout_id)[0].closed_because == "filled"
    assert waiting(api) == []


def test_a_time_by_text_says_when_they_come(api: "Api", desk: Desk) -> None:
    who, callout_id = asked(desk)

    said = text(api, desk, who, "30分後")

    ask = desk.asks(callout_id)[who]
    assert said is not None
    assert "ごろの到着で受け付けました" in said
    assert (ask["answer"], ask["is_coming"]) == ("later", True)
    assert timedelta(minutes=29) < ask["coming_at"] - ask["answered_at"] <= timedelta(minutes=30)


def test_a_time_of_day_by_text_is_the_next_one_in_japan(api: "Api", desk: Desk) -> None:
    who, callout_id = asked(desk)

    text(api, desk, who, "15:00に行きます")

    ask = desk.asks(callout_id)[who]
    assert (ask["answer"], f"{ask['coming_at'].astimezone(JST):%H:%M}") == ("later", "15:00")
    assert timedelta() < ask["coming_at"] - ask["answered_at"] <= timedelta(days=1)


def test_a_yes_with_a_picture_is_for_a_person(api: "Api", desk: Desk) -> None:
    who, callout_id = asked(desk)

    text(api, desk, who, "はい", NumMedia="1")

    assert answer_of(desk, callout_id, who) == ("unclear", False)
    assert waiting(api) == ["はい"]


def test_who_comes_only_after_its_end_is_not_counted(api: "Api", desk: Desk) -> None:
    who, callout_id = asked(desk)

    assert text(api, desk, who, "5時間後") == "この参集は終わりました。ありがとうございます。"
    assert answer_of(desk, callout_id, who) == ("later", False)
    assert desk.shown(callout_id)[0].closed_at is None


def test_a_no_by_text_is_recorded_and_thanked(api: "Api", desk: Desk) -> None:
    who, callout_id = asked(desk)

    assert text(api, desk, who, "いいえ") == "わかりました。返信ありがとうございます。"
    assert answer_of(desk, callout_id, who) == ("no", False)
    assert waiting(api) == []


@pytest.mark.parametrize(
    "words", ["行けるかもしれない", "はい、でも車がない", "何時までですか", "助けて"]
)
def test_what_is_unclear_goes_to_a_person_and_never_to_yes(
    api: "Api", desk: Desk, words: str
) -> None:
    who, callout_id = asked(desk)

    said = text(api, desk, who, words)

    assert said is not None
    assert said.startswith("担当者が読みます。")
    assert "119" in said
    assert answer_of(desk, callout_id, who) == ("unclear", False)
    assert waiting(api) == [words]
    assert desk.shown(callout_id)[0].closed_at is None


def test_what_was_clear_stays_when_unclear_words_follow(api: "Api", desk: Desk) -> None:
    who, callout_id = asked(desk)
    text(api, desk, who, "はい")

    text(api, desk, who, "駐車場はありますか")

    assert answer_of(desk, callout_id, who) == ("yes", True)
    assert waiting(api) == ["駐車場はありますか"]


def test_stop_still_stops_and_answers_nothing(api: "Api", desk: Desk) -> None:
    who, callout_id = asked(desk)

    assert "停止しました" in str(text(api, desk, who, "停止"))

    assert answer_of(desk, callout_id, who) == (None, False)
    stopped = "SELECT stopped_because FROM subscribers"
    assert desk.connection.execute(stopped).fetchall() == [("opted out",)]


def test_where_the_provider_has_answered_we_read_no_answer(api: "Api", desk: Desk) -> None:
    who, callout_id = asked(desk)

    assert text(api, desk, who, "はい", OptOutType="STOP") is None
    assert answer_of(desk, callout_id, who) == (None, False)


def test_without_an_open_question_a_yes_is_what_it_was(api: "Api", desk: Desk) -> None:
    who = desk.enrol()

    said = text(api, desk, who, "はい")

    assert said is not None
    assert said.startswith("受け取りました。")
    assert waiting(api) == ["はい"]


def test_half_a_day_after_the_question_a_yes_answers_something_else(api: "Api", desk: Desk) -> None:
    desk.wall -= timedelta(hours=11, minutes=59)
    who = desk.enrol()
    callout_id = desk.call_out(ends_at=desk.wall + timedelta(hours=20))
    desk.work()
    desk.sent()
    desk.connection.execute("UPDATE deliveries SET created_at = created_at - interval '2 minutes'")

    text(api, desk, who, "はい")

    assert answer_of(desk, callout_id, who) == (None, False)
    assert waiting(api) == ["はい"]


def test_what_the_provider_tells_twice_is_done_once(api: "Api", desk: Desk) -> None:
    who, callout_id = asked(desk)

    said = [
        text(api, desk, who, body, sid=sid)
        for body, sid in (("はい", "SM-a"), ("いいえ", "SM-b"), ("はい", "SM-a"))
    ]

    assert said[2] is None
    assert answer_of(desk, callout_id, who) == ("no", False)


def test_the_same_answer_again_is_recorded_and_not_answered(api: "Api", desk: Desk) -> None:
    who, _ = asked(desk, 2)

    assert text(api, desk, who, "はい") is not None
    assert text(api, desk, who, "はい") is None


def test_a_late_yes_by_text_is_thanked_or_moved(api: "Api", desk: Desk) -> None:
    others = [desk.enrol(), desk.enrol()]
    who, first = asked(desk)
    text(api, desk, others[0], "はい")

    thanked = text(api, desk, others[1], "はい")
    second = desk.call_out(place="港町公民館")
    moved = text(api, desk, who, "はい")

    assert thanked == "人数が足りました。今回は向かわなくて大丈夫です。ありがとうございます。"
    assert moved is not None
    assert moved.startswith("先の参集は足りました。代わりにお願いします：土のう積み。港町公民館")
    assert desk.asks(first)[who]["moved_to"] == second
    assert answer_of(desk, second, who) == ("yes", True)

    assert text(api, desk, who, "いいえ") == "わかりました。返信ありがとうございます。"
    assert answer_of(desk, second, who) == ("no", False)
    assert desk.shown(second)[0].closed_at is None


def test_a_rehearsal_s_provider_answers_its_exercise_alone(api: "Api", desk: Desk) -> None:
    who, callout_id = asked(desk)

    text(api, desk, who, "はい", way="rehearsal/")

    assert answer_of(desk, callout_id, who) == (None, False)
    assert waiting(api, "?rehearsed=true") == ["はい"]


@pytest.mark.parametrize("way", ["rehearsal/", ""])
def test_an_exercise_s_question_is_answered_in_the_exercise(
    api: "Api", desk: Desk, world: "World", way: str
) -> None:
    world.now = desk.wall
    drill = world.start_drill("drill")
    desk.wall = datetime.now(UTC)
    who = desk.enrol(run_no=drill.run_no)
    callout_id = desk.call_out(1, drill)
    desk.work()
    desk.sent()

    said = text(api, desk, who, "はい", way=way)

    assert said is not None
    assert said.startswith("【訓練】参集を受け付けました")
    assert answer_of(desk, callout_id, who) == ("yes", True)


def test_where_reality_and_an_exercise_both_ask_a_person_finds_out(
    api: "Api", desk: Desk, world: "World"
) -> None:
    who, real = asked(desk)
    world.now = desk.wall
    drill = world.start_drill("drill")
    desk.wall = datetime.now(UTC)
    desk.allow(who, run_no=drill.run_no)
    desk.connection.execute("UPDATE callouts SET closed_at = now(), closed_because = 'exhausted'")
    played = desk.call_out(1, drill)
    desk.work()
    desk.sent()

    text(api, desk, who, "はい")

    assert answer_of(desk, real, who)[1] is False
    assert answer_of(desk, played, who)[1] is False
    assert waiting(api) == ["はい"]


class TestWhereRehearsalsHaveTheirOwnNumber:
    """Their provider has an address of its own."""

    @pytest.fixture
    def settings(self, settings: "Settings") -> "Settings":
        address = {"twilio_rehearsal_base_url": "http://127.0.0.1:9"}
        return settings.model_copy(update=address)

    def test_reality_s_provider_answers_no_exercise(
        self, api: "Api", desk: Desk, world: "World"
    ) -> None:
        drill = world.start_drill("drill")
        desk.wall = datetime.now(UTC)
        who = desk.enrol(run_no=drill.run_no)
        callout_id = desk.call_out(1, drill)
        desk.work()
        desk.sent()

        text(api, desk, who, "はい")

        assert answer_of(desk, callout_id, who) == (None, False)


def test_who_is_called_to_duty_after_the_question_takes_the_call(
    api: "Api", desk: Desk, world: "World"
) -> None:
    who, callout_id = asked(desk)
    alert_id = world.raise_alert(3, public_level=3)
    whose = "SELECT subscriber_id FROM responder_addresses WHERE responder_id = %s"
    ((subscriber_id,),) = desk.connection.execute(whose, (who,)).fetchall()
    write_call(
        desk.connection, alert_id, person="Taro", subscriber_id=subscriber_id, link="https://x/a/1"
    )

    assert "対応者として記録しました" in str(text(api, desk, who, "はい"))
    assert answer_of(desk, callout_id, who) == (None, False)


def test_on_their_page_they_see_what_they_were_asked_and_answer(api: "Api", desk: Desk) -> None:
    who, callout_id = asked(desk, 2)
    key = desk.keys[who]

    [ask] = as_responder(api, key, "GET", "/responders/me/asks").raise_for_status().json()
    taken = on_page(api, desk, who, callout_id, answer="later", after_minutes=20).json()

    assert (ask["callout_id"], ask["place"], ask["answer"]) == (callout_id, "本町公民館", None)
    assert taken["outcome"] == "expected_later"
    assert "ごろの到着で受け付けました" in taken["text"]
    assert answer_of(desk, callout_id, who) == ("later", True)


def test_on_their_page_they_answer_in_words_that_can_be_read(api: "Api", desk: Desk) -> None:
    who, callout_id = asked(desk)

    answers = [
        on_page(api, desk, who, callout_id, answer="later"),
        on_page(api, desk, who, callout_id, answer="yes", after_minutes=5),
        on_page(api, desk, who, callout_id, answer="unclear"),
        on_page(api, desk, who, callout_id + 1, answer="yes"),
    ]

    assert [each.status_code for each in answers] == [400, 400, 400, 404]
    assert answer_of(desk, callout_id, who) == (None, False)


def test_nobody_answers_for_somebody_else_or_without_a_pass(api: "Api", desk: Desk) -> None:
    who, callout_id = asked(desk)
    other = desk.enrol()

    assert on_page(api, desk, other, callout_id, answer="yes").status_code == 404
    assert api.get("/responders/me/asks", who=None).status_code == 401
    desk.connection.execute("UPDATE responder_passes SET valid_until = now() - interval '1 s'")
    assert on_page(api, desk, who, callout_id, answer="yes").status_code == 403


def test_headquarters_opens_looks_and_calls_off(api: "Api", desk: Desk) -> None:
    who = desk.enrol(Skill.BOAT)
    now = datetime.now(UTC)
    wanted = {
        "what": "孤立した家の確認",
        "skill": "boat",
        "needed": 2,
        "place": "本町公民館",
        "lat": 35.0343,
        "lon": 138.9971,
        "starts_at": (now + timedelta(hours=1)).isoformat(),
        "ends_at": (now + timedelta(hours=3)).isoformat(),
    }

    refused = api.post("/hq/callouts", who="Elena", json=wanted)
    opened = api.post("/hq/callouts", who="Fumi", json=wanted)
    desk.wall = datetime.now(UTC)
    desk.work()
    desk.sent()

    assert (refused.status_code, opened.status_code) == (403, 201)
    path = f"/hq/callouts/{opened.json()['callout_id']}"
    whole = api.get(path, who="Daichi").json()
    assert (whole["opened_by"], whole["closed_because"]) == ("Fumi", None)
    assert whole["counts"] | {"asked": 1, "silent": 1, "waves": 1} == whole["counts"]
    [ask] = whole["asks"]
    assert (ask["responder_id"], ask["wave"], ask["told"]) == (who, 1, "accepted")
    assert api.post(f"{path}/cancel", who="Elena", json={}).status_code == 403
    canceled = api.post(f"{path}/cancel", who="Fumi", json={"note": "水が引いた"}).json()
    assert (canceled["closed_because"], canceled["closed_by"]) == ("canceled", "Fumi")
    assert canceled["next_wave_at"] is None
    assert [each["closed_because"] for each in api.get("/hq/callouts").json()] == ["canceled"]
    assert api.post(f"{path}/cancel", who="Fumi", json={}).status_code == 409
    assert api.get("/hq/callouts/999").status_code == 404
    assert api.post("/hq/callouts", who="Fumi", json=wanted | {"needed": 0}).status_code == 400


def test_the_stream_tells_how_a_call_out_goes_on(api: "Api", desk: Desk) -> None:
    who, callout_id = asked(desk)

    with api.follow("/hq/stream") as following:
        text(api, desk, who, "はい")
        told = iter(lambda: following.until("callouts"), [])
        moved = next(one for (one,) in told if one["closed_because"])

    assert (moved["callout_id"], moved["closed_because"]) == (callout_id, "filled")
    assert moved["counts"]["coming"] == 1


def test_a_call_out_stays_in_its_run(api: "Api", desk: Desk, world: "World") -> None:
    world.start_drill("drill")
    callout_id = desk.call_out()

    assert api.get("/hq/callouts?run=drill").json() == []
    assert api.get(f"/hq/callouts/{callout_id}?run=drill").status_code == 404
    assert api.post(f"/hq/callouts/{callout_id}/cancel?run=drill", json={}).status_code == 404


def test_the_ledger_shows_what_responders_were_told(api: "Api", desk: Desk) -> None:
    asked(desk)

    [told] = api.get("/hq/deliveries").json()

    assert (told["family"], told["audience"], told["kind"]) == ("responder", "staff", "ask")
    assert api.get("/hq/messages").json() == []
