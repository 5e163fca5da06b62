"""The words that a question offers are read as it says, in every language."""

from datetime import timedelta

import pytest

from kawamori.messages.wording import wording
from kawamori.people import Language
from kawamori.responders.callouts import Answer
from kawamori.responders.replies import read_reply

OFFERED = {
    Language.JA: ("はい", "30分後", "いいえ"),
    Language.EASY: ("はい", "30分後", "いいえ"),
    Language.EN: ("YES", "30 MIN", "NO"),
    Language.ZH: ("是", "30分钟", "不"),
    Language.ZH_HANT: ("是", "30分鐘", "不"),
    Language.KO: ("예", "30분", "아니요"),
    Language.VI: ("CÓ", "30 PHÚT", "KHÔNG"),
    Language.PT: ("SIM", "30 MIN", "NÃO"),
}


@pytest.mark.parametrize("language", Language)
def test_the_words_that_a_question_offers_are_read(language: Language) -> None:
    words = OFFERED[language]

    assert all(word in wording(language).say("responder.reply") for word in words)
    readings = [read_reply(word) for word in words]
    assert [(each.answer, each.after) for each in readings] == [
        (Answer.YES, None),
        (Answer.LATER, timedelta(minutes=30)),
        (Answer.NO, None),
    ]
