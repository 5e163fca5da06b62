"""Every message fits its channel, begins with what matters, and claims nothing that is not ours."""

import re
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.alerts import Kind
from kawamori.calls import Cause
from kawamori.levels import GaugeLevel
from kawamori.messages import (
    TWO_PARTS,
    Concern,
    Matter,
    Summons,
    gathered_sms,
    sms,
    staff_sms,
    ucs2_units,
)
from kawamori.people import Language
from kawamori.runs import Status

AT = datetime(2026, 9, 1, 5, 20, tzinfo=UTC)
FORBIDDEN = re.compile(
    r"警報|予報|注意報|警戒レベル|レベル\s*[0-90-9]|[Ww]arning|[Ff]orecast|[Ll]evel [0-9]"
)
COMBINATIONS = list(product(Status, Kind, GaugeLevel, Language))
texts = st.text(min_size=1, max_size=120)


def matter(
    status: Status = Status.ACTUAL,
    kind: Kind = Kind.RAISE,
    level: GaugeLevel = GaugeLevel.DANGER,
    name: str = "川辺橋",
    name_en: str = "Kawabe Bridge",
    river: str = "川辺川",
) -> Matter:
    return Matter(status, kind, level, name, name_en, river, 4.12, AT)


@pytest.mark.parametrize(("status", "kind", "level", "language"), COMBINATIONS)
def test_no_message_claims_to_be_official(
    status: Status, kind: Kind, level: GaugeLevel, language: Language
) -> None:
    text = sms(matter(status, kind, level), language)

    assert not FORBIDDEN.search(text)


@given(name=texts, name_en=st.one_of(st.just(""), texts), river=texts)
def test_every_message_fits_two_parts_whatever_a_station_is_called(
    name: str, name_en: str, river: str
) -> None:
    for status, kind, level, language in COMBINATIONS:
        text = sms(matter(status, kind, level, name, name_en, river), language)

        assert ucs2_units(text) <= TWO_PARTS


@pytest.mark.parametrize("level", list(GaugeLevel)[2:])
def test_the_decisive_word_comes_first(level: GaugeLevel) -> None:
    assert sms(matter(level=level), Language.JA).startswith(f"{level.name_ja}に到達")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("status", "prefix"), [(Status.EXERCISE, "【訓練】"), (Status.TEST, "【試験】")]
)
def test_what_is_not_real_says_so_before_anything_else(
    status: Status, prefix: str, language: Language
) -> None:
    assert sms(matter(status), language).startswith(prefix)
    assert prefix not in sms(matter(), language)


def test_an_ordinary_message_in_japanese_takes_one_part() -> None:
    for status, kind, level in product(Status, Kind, GaugeLevel):
        assert ucs2_units(sms(matter(status, kind, level), Language.JA)) <= 70


def test_the_time_is_local() -> None:
    assert "14:20" in sms(matter(), Language.JA)
    assert "14:20" in sms(matter(), Language.EN)


def test_an_all_clear_says_that_the_water_has_fallen() -> None:
    assert sms(matter(kind=Kind.CLEAR), Language.JA).startswith("水位が下がりました。")
    assert sms(matter(kind=Kind.CLEAR), Language.EN).startswith("Water level has fallen.")


def test_a_long_name_costs_the_river_s_name_before_its_own() -> None:
    name = "川辺川上流第二水位観測所左岸"

    text = sms(matter(name=name, river="八幡川水系川辺川"), Language.JA)

    assert name in text
    assert ucs2_units(text) <= TWO_PARTS


def test_a_station_without_an_english_name_keeps_its_own() -> None:
    assert "川辺橋" in sms(matter(name_en=""), Language.EN)
    assert "Kawabe Bridge" in sms(matter(), Language.EN)


def test_an_emoji_counts_as_two() -> None:
    assert ucs2_units("川🌊") == 3


LINK = "https://kawamori.city.kawabe.lg.jp/a/AbCdEfGhIjKlMnOp"


def summons(
    *names: str,
    cause: Cause = Cause.LEVEL,
    status: Status = Status.ACTUAL,
    level: GaugeLevel = GaugeLevel.DANGER,
    is_repeated: bool = False,
) -> Summons:
    concerns = [Concern(cause, level, name, "", 4.12, AT, 3) for name in names or ("川辺橋",)]
    return Summons(status, "川辺川", tuple(concerns), is_repeated)


def test_whoever_is_on_duty_reads_the_level_the_station_the_time_and_how_to_take_it() -> None:
    text = staff_sms(summons(), Language.JA, LINK) + LINK

    assert text == f"氾濫危険水位 川辺橋（川辺川） 4.12m 14:20。対応者は次を開いて応答：{LINK}"


@pytest.mark.parametrize(
    ("cause", "says"),
    [
        (Cause.UNCONFIRMED, "未確認 急上昇（氾濫危険水位）"),
        (Cause.BLIND, "観測途絶（氾濫危険水位のまま）"),
        (Cause.HANDED_OVER, "未達3件（氾濫危険水位の連絡）"),
    ],
)
def test_whoever_is_on_duty_reads_what_else_it_may_be(cause: Cause, says: str) -> None:
    assert staff_sms(summons(cause=cause), Language.JA, LINK).startswith(says)


def test_several_stations_of_a_river_are_one_text() -> None:
    text = staff_sms(summons("川辺橋", "堰", "河口"), Language.JA, LINK)

    assert text.startswith("川辺川 3か所 氾濫危険水位。川辺橋 4.12m、堰 4.12m、河口 4.12m 14:20")


def test_residents_read_of_several_stations_in_one_text() -> None:
    text = gathered_sms([matter(), matter(name="堰")], Language.JA)

    assert text.startswith("氾濫危険水位に到達しました。川辺川2か所（川辺橋 4.12m、堰 4.12m）14:20")


@given(names=st.lists(texts, min_size=1, max_size=8), link=st.sampled_from(["", LINK]))
def test_every_call_fits_two_parts_with_its_link_set_apart(names: list[str], link: str) -> None:
    for status, cause, level, language in product(Status, Cause, GaugeLevel, Language):
        for again in (False, True):
            called = summons(*names, cause=cause, status=status, level=level, is_repeated=again)
            text = staff_sms(called, language, link)

            assert ucs2_units(text + link) <= TWO_PARTS
            assert text[-1] in "： 。."
            assert text.startswith(
                {"actual": "", "exercise": "【訓練】", "test": "【試験】"}[status]
            )


@given(names=st.lists(texts, min_size=1, max_size=8))
def test_every_gathered_text_fits_two_parts(names: list[str]) -> None:
    for status, language in product(Status, Language):
        told = [matter(status, name=name) for name in names]

        assert ucs2_units(gathered_sms(told, language)) <= TWO_PARTS
