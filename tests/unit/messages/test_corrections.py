"""A correction says first that it is one, then of what, and fits where the original did."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.alerts import Kind
from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel
from kawamori.messages import (
    CorrectionKind,
    Matter,
    OfficialMatter,
    correction_of_notice,
    correction_of_official,
    correction_texts,
)
from kawamori.official import find_name
from kawamori.people import Channel, Language
from kawamori.runs import Status
from kawamori.testing.texts import fits, words_alone

AT = datetime(2026, 9, 1, 5, 20, tzinfo=UTC)
names = st.text("川辺地区𠮷𩸽🌊ABCq（）{}", min_size=1, max_size=20)


def notice(
    status: Status = Status.ACTUAL,
    level: GaugeLevel = GaugeLevel.DANGER,
    name: str = "川辺橋",
    name_en: str = "Kawabe Bridge",
) -> Matter:
    return Matter(status, Kind.RAISE, level, name, name_en, "川辺川", 4.12, AT)


def test_a_retraction_says_what_was_wrong_and_why() -> None:
    matter = correction_of_notice(notice(), CorrectionKind.RETRACT, because="水位計の故障でした")

    assert words_alone(correction_texts(matter)[Channel.SMS, Language.JA]) == (
        "【取消】14:20の「氾濫危険水位」のお知らせ（川辺橋）は誤りでした。取り消します。"
        "理由：水位計の故障でした。今後のお知らせに注意してください。"
    )


def test_a_correction_says_what_is_right() -> None:
    matter = correction_of_notice(notice(), CorrectionKind.CORRECT, right="避難判断水位に到達")

    text = correction_texts(matter)[Channel.SMS, Language.JA]

    assert text.startswith(
        "【訂正】14:20の「氾濫危険水位」のお知らせ（川辺橋）に誤りがありました。"
    )
    assert "正しくは、避難判断水位に到達。" in text


def test_a_correction_that_does_not_say_what_is_right_is_refused() -> None:
    with pytest.raises(InvalidError, match="right"):
        correction_of_notice(notice(), CorrectionKind.CORRECT)


def test_a_reason_that_no_text_has_room_for_is_refused() -> None:
    with pytest.raises(InvalidError, match="because"):
        correction_of_notice(notice(), CorrectionKind.RETRACT, because="故" * 61)


def test_official_information_that_was_passed_on_wrongly_is_corrected_by_its_name() -> None:
    name = find_name("レベル4氾濫危険警報")
    passed_on = OfficialMatter(Status.ACTUAL, name, "気象庁", AT, ("川辺川",))

    matter = correction_of_official(passed_on, CorrectionKind.RETRACT)

    assert correction_texts(matter)[Channel.SMS, Language.JA].startswith(
        "【取消】14:20の「レベル4氾濫危険警報」のお知らせ（川辺川）は誤りでした。"
    )


@pytest.mark.parametrize("language", sorted(set(Language) - {Language.JA, Language.EASY}))
def test_whoever_was_told_in_japanese_is_corrected_in_japanese(language: Language) -> None:
    earnest = correction_texts(correction_of_notice(notice(), CorrectionKind.RETRACT))
    practised = correction_texts(
        correction_of_notice(notice(Status.EXERCISE), CorrectionKind.RETRACT)
    )

    assert earnest[Channel.SMS, language] == earnest[Channel.SMS, Language.JA]
    assert practised[Channel.SMS, language] != practised[Channel.SMS, Language.JA]
    assert "氾濫危険水位" in practised[Channel.SMS, language]


@given(
    told=st.tuples(
        st.sampled_from(Status), st.sampled_from(list(GaugeLevel)), names, st.just("") | names
    ),
    kind=st.sampled_from(CorrectionKind),
    right=st.text(min_size=1, max_size=60).filter(str.strip),
    because=st.text(max_size=60),
)
def test_every_correction_fits_its_channel_and_is_marked(
    told: tuple[Status, GaugeLevel, str, str], kind: CorrectionKind, right: str, because: str
) -> None:
    matter = correction_of_notice(notice(*told), kind, right=right, because=because)

    for (channel, _), text in correction_texts(matter).items():
        assert fits(channel, text), (channel, text)
        mark = {Status.ACTUAL: "", Status.EXERCISE: "【訓練】", Status.TEST: "【試験】"}[told[0]]
        assert text.startswith(mark)
