"""A gauge's notice fits its channel, begins with what matters, claims only what is ours."""

import re
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kawamori.alerts import Kind
from kawamori.levels import GaugeLevel
from kawamori.messages import (
    ONE_PART,
    Matter,
    gauge_texts,
    notice,
    ucs2_units,
)
from kawamori.messages.budget import utf8_bytes
from kawamori.people import Channel, Language
from kawamori.runs import Status
from kawamori.testing.texts import fits, words_alone

AT = datetime(2026, 9, 1, 5, 20, tzinfo=UTC)
FORBIDDEN = re.compile(
    # words of the Meteorological Agency and the river administrators
    r"警報|予報|預報|注意報|警报|预报|注意报|경보|예보|주의보|[Ww]arning|[Ff]orecast|[Aa]dvisory"
    r"|[Cc]ảnh báo|[Dd]ự báo|\b[Aa]lerta|\b[Aa]viso|[Pp]revisão"
    # the alert level, or a bare one
    r"|警戒|[Ll]evel\s*[0-9]|レベル|等级|等級|경계|레벨|[Cc]ấp độ|[Nn]ível (de )?[0-9]"
    # an order, or its instruction
    r"|避難指示|高齢者等避難|安全確保|避難して|避難の準備|逃げて|全員|命を|命が"
    r"|[Ee]vacuate|[Ee]vacuation (Order|of)|dangerous place|避难指示|[请請].*避[难難]"
    r"|대피하|피난지시|[Ll]ánh nạn ngay|rời nơi nguy hiểm|[Ee]vacuem|saiam"
)
COMBINATIONS = list(product(Status, Kind, GaugeLevel, Language))
CJK = {Language.JA, Language.EASY, Language.ZH, Language.ZH_HANT}
texts = st.one_of(
    st.text(min_size=1, max_size=120), st.text("𠮷🌊橋{】a ", min_size=1, max_size=20)
)


def matter(
    status: Status = Status.ACTUAL,
    kind: Kind = Kind.RAISE,
    level: GaugeLevel = GaugeLevel.DANGER,
    name: str = "川辺橋",
    name_en: str = "Kawabe Bridge",
    river: str = "川辺川",
) -> Matter:
    return Matter(status, kind, level, name, name_en, river, 4.12, AT)


def sms(told: Matter, language: Language) -> str:
    return notice([told], Channel.SMS, language)


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("kind", Kind)
def test_no_notice_claims_to_be_official(kind: Kind, channel: Channel) -> None:
    for status, level, language in product(Status, GaugeLevel, Language):
        text = notice([matter(status, kind, level)], channel, language)

        assert not FORBIDDEN.search(text), text


@given(
    step=st.tuples(st.sampled_from(Status), st.sampled_from(Kind), st.sampled_from(GaugeLevel)),
    name=texts,
    name_en=st.one_of(st.just(""), texts),
    river=texts,
)
def test_every_notice_fits_its_channel_whatever_a_station_is_called(
    step: tuple[Status, Kind, GaugeLevel], name: str, name_en: str, river: str
) -> None:
    for (channel, _), text in gauge_texts(matter(*step, name, name_en, river)).items():
        assert fits(channel, text), text


@settings(max_examples=20)
@given(names=st.lists(st.text("𠮷🌊橋a ", min_size=1, max_size=20), min_size=2, max_size=40))
def test_every_gathered_notice_fits_its_channel(names: list[str]) -> None:
    for status in Status:
        told = [matter(status, name=name, name_en=name, river=name) for name in names]
        for (channel, _), text in gauge_texts(*told).items():
            assert fits(channel, text), text


@pytest.mark.parametrize("level", list(GaugeLevel)[1:])
def test_the_threshold_comes_first_in_japanese(level: GaugeLevel) -> None:
    for channel in Channel:
        text = notice([matter(level=level)], channel, Language.JA)

        assert text.startswith(f"{level.name_ja}に到達")


@pytest.mark.parametrize("language", sorted(set(Language) - {Language.JA}))
def test_the_japanese_term_goes_along_with_every_other_language(language: Language) -> None:
    for channel in Channel:
        text = notice([matter(Status.EXERCISE)], channel, language)

        assert "氾濫危険水位" in text


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("status", "mark"), [(Status.EXERCISE, "【訓練】"), (Status.TEST, "【試験】")]
)
def test_what_is_not_real_says_so_before_anything_else(
    status: Status, mark: str, language: Language
) -> None:
    for channel in Channel:
        text = notice([matter(status)], channel, language)
        real = notice([matter()], channel, language)

        assert text.startswith(mark)
        assert mark not in real
        if channel in {Channel.PUSH, Channel.EMAIL, Channel.WEBHOOK}:
            assert text.split("\n")[1].startswith(mark)


@pytest.mark.parametrize("language", sorted(set(Language) - {Language.JA, Language.EASY}))
def test_nobody_is_sent_a_threshold_in_earnest_that_nobody_confirmed(language: Language) -> None:
    for channel in Channel:
        told = notice([matter()], channel, language)
        practised = notice([matter(Status.EXERCISE)], channel, language)

        assert told == notice([matter()], channel, Language.JA)
        assert practised != notice([matter(Status.EXERCISE)], channel, Language.JA)


def test_easy_japanese_keeps_the_official_word_with_its_reading() -> None:
    text = sms(matter(), Language.EASY)

    assert text.startswith("氾濫危険水位（はんらんきけんすいい）に なりました。")


def test_an_ordinary_notice_in_japanese_takes_one_part() -> None:
    for status, kind, level in product(Status, Kind, GaugeLevel):
        assert ucs2_units(sms(matter(status, kind, level), Language.JA)) <= ONE_PART


def test_an_ordinary_push_message_in_latin_letters_leaves_its_payload_below_a_kilobyte() -> None:
    for kind, level, language in product(Kind, GaugeLevel, set(Language) - CJK):
        text = notice([matter(Status.EXERCISE, kind, level)], Channel.PUSH, language)

        assert utf8_bytes(text) <= 800


@pytest.mark.parametrize("language", Language)
def test_the_time_is_japan_s(language: Language) -> None:
    assert "14:20" in sms(matter(Status.EXERCISE), language)


def test_an_all_clear_says_that_the_water_has_fallen() -> None:
    clear = matter(Status.EXERCISE, Kind.CLEAR)

    assert sms(clear, Language.JA).startswith("【訓練】水位が下がりました。")
    assert "Water level has fallen（水位が下がりました）" in sms(clear, Language.EN)


def test_going_down_a_step_is_not_told_as_a_rise() -> None:
    eased = matter(Status.EXERCISE, Kind.EASE, GaugeLevel.CAUTION)

    assert "氾濫注意水位まで下がりました" in sms(eased, Language.JA)
    assert "Down to Flood caution level" in sms(eased, Language.EN)


def test_a_long_name_costs_the_river_s_name_before_its_own() -> None:
    name = "川辺川上流第二水位観測所左岸"

    text = sms(matter(name=name, river="八幡川水系川辺川"), Language.JA)

    assert name in text


def test_a_name_that_is_legal_is_cut_only_where_nothing_else_fits() -> None:
    for language in Language:
        text = sms(matter(Status.EXERCISE, name="第" * 20, name_en="Upper Kawabe No. 2"), language)

        assert "…" not in text


def test_a_station_without_an_english_name_keeps_its_own() -> None:
    assert "川辺橋" in sms(matter(Status.TEST, name_en=""), Language.EN)
    assert "Kawabe Bridge" in sms(matter(Status.TEST), Language.EN)


def test_residents_read_of_several_stations_in_one_text() -> None:
    text = notice([matter(), matter(name="堰")], Channel.SMS, Language.JA)

    assert text.startswith("氾濫危険水位に到達しました。川辺川2か所（川辺橋 4.12m、堰 4.12m）14:20")


@pytest.mark.parametrize("language", Language)
def test_a_voice_is_given_no_brackets_beyond_its_mark(language: Language) -> None:
    called = matter(Status.EXERCISE, name="川辺橋（上流）", name_en="Kawabe (upper)")

    said = notice([called], Channel.VOICE, language).removeprefix("【訓練】")

    assert not re.search(r"[()（）【】「」\[\]]", said), said


def test_a_japanese_voice_is_given_numbers_in_words_that_it_can_say() -> None:
    said = notice([matter()], Channel.VOICE, Language.JA)

    assert "水位4メートル12センチ" in said
    assert "14時20分" in said
    assert not re.search(r"\d[m:.]", said)


@pytest.mark.parametrize("language", sorted(set(Language) - {Language.JA, Language.EASY}))
def test_a_voice_says_the_japanese_after_another_language(language: Language) -> None:
    own, japanese = notice([matter(Status.EXERCISE)], Channel.VOICE, language).split("\n")

    assert own.startswith("【訓練】")
    assert japanese.startswith("氾濫危険水位に到達しました。")


@pytest.mark.parametrize("channel", Channel)
def test_a_screen_reader_is_given_sentences_without_ornament(channel: Channel) -> None:
    for kind, language in product(Kind, Language):
        text = notice([matter(Status.EXERCISE, kind)], channel, language)
        text = text if channel is Channel.VOICE else words_alone(text)

        assert not re.search(r"[■□●○◆◇▲△▼▽★☆※→⇒━─=_*#|\u3000]|  |\n\n\n", text), text


def test_names_never_break_a_title_s_line() -> None:
    text = notice([matter(name="川辺\n橋")], Channel.PUSH, Language.JA)

    assert text.split("\n")[0] == "氾濫危険水位に到達：川辺 橋（川辺川）"
