"""Each voice is given what it can say: its own language, and the Japanese to a Japanese one."""

from datetime import datetime

import pytest

from kawamori.messages import AreaName, OrderKind, OrderMatter, order_texts
from kawamori.messages.clocks import JST
from kawamori.messages.voices import voice_lines
from kawamori.people import Channel, Language
from kawamori.runs import Status

AT = datetime(2026, 9, 1, 14, 20, tzinfo=JST)
JAPANESE = "警戒レベル5、緊急安全確保。"


def said(status: Status, language: Language) -> list[tuple[Language, str]]:
    order = OrderMatter(status, OrderKind.ISSUE, 5, "川辺市", (AreaName("堤下"),), AT)
    return voice_lines(order_texts(order)[Channel.VOICE, language], language)


def test_another_language_is_said_before_the_japanese() -> None:
    (own, words), (last, japanese) = said(Status.ACTUAL, Language.EN)

    assert (own, last) == (Language.EN, Language.JA)
    assert words.startswith("Alert level 5. Emergency Safety Measures. ")
    assert japanese.startswith(JAPANESE)


def test_what_nobody_confirmed_is_said_by_a_japanese_voice_alone() -> None:
    ((speaks, words),) = said(Status.ACTUAL, Language.VI)

    assert speaks is Language.JA
    assert words.startswith(JAPANESE)


@pytest.mark.parametrize("language", [Language.JA, Language.EASY])
def test_japanese_is_said_once(language: Language) -> None:
    ((speaks, words),) = said(Status.ACTUAL, language)

    assert speaks is language
    assert words.startswith(JAPANESE)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("status", "mark"), [(Status.EXERCISE, "訓練です。"), (Status.TEST, "試験です。")]
)
def test_what_is_not_real_is_said_to_be_so_first_in_japanese(
    status: Status, mark: str, language: Language
) -> None:
    first, *rest = said(status, language)

    assert first == (Language.JA, mark)
    assert all("【" not in words for _, words in rest)
