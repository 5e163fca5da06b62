"""A height of one's own is told as what it is: somebody's own number, and an automatic reading."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kawamori.messages import ONE_PART, TWO_PARTS, OwnMatter, own_texts, ucs2_units
from kawamori.people import Channel, Language
from kawamori.runs import Status
from kawamori.testing.texts import words_alone

REACHED = OwnMatter(
    Status.ACTUAL,
    2.5,
    "川辺橋",
    "Kawabe Bridge",
    "川辺川",
    2.534,
    datetime(2026, 9, 1, 5, 20, tzinfo=UTC),
)
LONG = replace(
    REACHED,
    station_name="川辺川水系第二放水路分派点下流左岸",
    station_name_en="Kawabe River Second Floodway Diversion Downstream, Left Bank",
    river="川辺川第二放水路",
)
OFFICIAL = re.compile(
    r"警報|予報|注意報|警戒|避難|危険|氾濫|指示|命令|警报|预报|避难|危险|警報|預報|危險|경보|예보|대피|위험"
    r"|cảnh báo|dự báo|lánh nạn|sơ tán|nguy hiểm|alerta|previs|evacua|perig"
    r"|warning|forecast|advisory|evacuat|danger|alert",
    re.IGNORECASE,
)


def test_the_japanese_says_whose_height_it_is_and_that_the_reading_is_automatic() -> None:
    text = words_alone(own_texts(REACHED)[Channel.SMS, Language.JA])

    assert text == (
        "ご自身で決めた高さ 2.50m に達しました。川辺橋（川辺川）2.53m 14:20。自動の観測です。"
    )


@pytest.mark.parametrize("matter", [REACHED, LONG], ids=["short", "long"])
@pytest.mark.parametrize("status", Status)
def test_no_language_and_no_channel_says_what_only_others_may_say(
    matter: OwnMatter, status: Status
) -> None:
    for text in own_texts(replace(matter, status=status)).values():
        assert not OFFICIAL.search(text.split("#")[0]), text


@pytest.mark.parametrize("status", Status)
def test_a_text_takes_one_part_in_japanese_and_two_at_the_most_elsewhere(status: Status) -> None:
    for matter in (REACHED, LONG):
        texts = own_texts(replace(matter, status=status))
        for language in Language:
            text = texts[Channel.SMS, language]
            assert ucs2_units(text) <= TWO_PARTS, text
            assert "2.50" in text
            assert "2.53" in text
            assert "14:20" in text
    assert ucs2_units(own_texts(replace(REACHED, status=status))[Channel.SMS, Language.JA]) <= (
        ONE_PART
    )
