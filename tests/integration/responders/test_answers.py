"""Whoever was asked answers by text: a clear yes counts, and nothing else does."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from api.testing.answering import answer_of, asked, text, waiting
from api.testing.responders import KEY
from kawamori.messages.clocks import JST
from kawamori.testing.callouts import Desk
from kawamori.testing.judged import write_call

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.settings import Settings
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


@pytest.fixture
def desk(world: "World") -> Desk:
    return Desk(world.connection, KEY, wall=datetime.now(UTC) - timedelta(seconds=5))


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
