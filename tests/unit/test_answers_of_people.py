"""An answer is understood however it is typed; what is no keyword is left to a person."""

import pytest

from kawamori.messages.answers import Meaning, meaning_of
from kawamori.messages.budget import TWO_PARTS, ucs2_units
from kawamori.messages.replies import Taken, reply, taken_reply
from kawamori.people import Language
from kawamori.runs import Status


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("STOP", Meaning.STOP),
        (" stop. ", Meaning.STOP),
        ("ＳＴＯＰ", Meaning.STOP),
        ("停止", Meaning.STOP),
        ("「停止」", Meaning.STOP),
        ("配信 停止", Meaning.STOP),
        ("配信停止。", Meaning.STOP),
        ("ストップ", Meaning.STOP),
        ("ｽﾄｯﾌﾟ", Meaning.STOP),
        ("退订", Meaning.STOP),
        ("退訂", Meaning.STOP),
        ("수신 거부", Meaning.STOP),
        ("NGỪNG", Meaning.STOP),
        ("Parar", Meaning.STOP),
        ("START", Meaning.START),
        ("ｓｔａｒｔ", Meaning.START),
        ("再開", Meaning.START),
        ("HELP", Meaning.HELP),
        ("ヘルプ", Meaning.HELP),
        ("1", Meaning.TAKE),
        ("１", Meaning.TAKE),
        ("①", Meaning.TAKE),
        ("はい", Meaning.TAKE),
        ("はい！", Meaning.TAKE),
        ("了解しました。", Meaning.TAKE),
        ("ＯＫ", Meaning.TAKE),
        ("助けて", Meaning.OTHER),
        ("車を停止しました", Meaning.OTHER),
        ("はい、でも今は行けません", Meaning.OTHER),
        ("11", Meaning.OTHER),
        ("", Meaning.OTHER),
        ("🆘", Meaning.OTHER),
    ],
)
def test_an_answer_means_what_its_one_word_says(text: str, meaning: Meaning) -> None:
    assert meaning_of(text) is meaning


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", ["stopped", "started", "help", "received", "unknown"])
def test_every_reply_fits_two_parts_in_every_language(language: Language, name: str) -> None:
    assert 0 < ucs2_units(reply(name, language, "つがる市みなみ")) <= TWO_PARTS


def test_a_stranger_is_answered_in_japanese_and_english() -> None:
    said = reply("unknown", None, "川辺市")

    assert "登録されていません" in said
    assert "not registered" in said
    assert ucs2_units(said) <= TWO_PARTS


@pytest.mark.parametrize("language", Language)
def test_whoever_takes_a_drill_is_told_first_that_it_is_one(language: Language) -> None:
    said = taken_reply(Taken(Status.EXERCISE, ["川辺橋"], None, 2), language)

    assert said.startswith("【訓練】")
    assert "川辺橋" in said
    assert "2" in said


def test_whoever_is_second_is_told_who_was_first() -> None:
    said = taken_reply(Taken(Status.ACTUAL, ["川辺橋"], "葵", 0), Language.JA)

    assert said == "葵が対応しています：川辺橋。"


def test_whoever_takes_what_nobody_waits_for_is_told_so() -> None:
    said = taken_reply(Taken(Status.ACTUAL, [], None, 0), Language.JA)

    assert said == "対応待ちの連絡はありません。"
