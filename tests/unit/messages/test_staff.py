"""Whoever is on duty reads the level, where, when, and how to take it: in two parts at the most."""

from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.calls import Cause
from kawamori.levels import GaugeLevel
from kawamori.messages import TWO_PARTS, Concern, Summons, staff_sms, ucs2_units
from kawamori.people import Language
from kawamori.runs import Status

AT = datetime(2026, 9, 1, 5, 20, tzinfo=UTC)
texts = st.text(min_size=1, max_size=120)
READ_BY_STAFF = (Language.JA, Language.EN)
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


@given(names=st.lists(texts, min_size=1, max_size=8), link=st.sampled_from(["", LINK]))
def test_every_call_fits_two_parts_with_its_link_set_apart(names: list[str], link: str) -> None:
    for status, cause, level, language in product(Status, Cause, GaugeLevel, READ_BY_STAFF):
        for again in (False, True):
            called = summons(*names, cause=cause, status=status, level=level, is_repeated=again)
            text = staff_sms(called, language, link)

            assert ucs2_units(text + link) <= TWO_PARTS
            assert text[-1] in "： 。."
            assert text.startswith(
                {"actual": "", "exercise": "【訓練】", "test": "【試験】"}[status]
            )
