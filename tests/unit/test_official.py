"""The names that are announced since 28 May 2026, and those that are not any more."""

from datetime import UTC, datetime, timedelta

import pytest

from kawamori.errors import InvalidError
from kawamori.official import NAMES, Announcement, Kind, find_name

ISSUED = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize("each", NAMES, ids=lambda name: name.code)
def test_a_name_is_found_by_its_code_and_as_it_is_written(each: object) -> None:
    assert find_name(each.code) is each  # type: ignore[attr-defined]
    assert find_name(each.ja) is each  # type: ignore[attr-defined]


def test_the_four_hazards_have_each_level_from_2_to_5() -> None:
    levels = {
        kind: [name.alert_level for name in NAMES if name.kind is kind]
        for kind in Kind
        if kind is not Kind.EARLY_NOTICE
    }

    assert set(map(tuple, levels.values())) == {(2, 3, 4, 5)}
    assert find_name("レベル4氾濫危険警報").alert_level == 4
    assert find_name("レベル３　高潮警報").code == "storm_surge_3"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("氾濫注意情報", "レベル2氾濫注意報"),
        ("氾濫警戒情報", "レベル3氾濫警報"),
        ("氾濫危険情報", "レベル4氾濫危険警報"),
        ("氾濫発生情報", "レベル5氾濫特別警報"),
        ("洪水警報", "レベル3氾濫警報"),
        ("土砂災害警戒情報", "レベル4土砂災害危険警報"),
        ("高潮警報", "レベル4高潮危険警報"),
        ("大雨特別警報", "レベル5大雨特別警報"),
    ],
)
def test_an_abolished_name_is_refused_with_what_it_is_now(old: str, new: str) -> None:
    with pytest.raises(InvalidError, match=new):
        find_name(old)


def test_what_has_no_alert_level_is_refused() -> None:
    with pytest.raises(InvalidError, match="no official information with an alert level"):
        find_name("波浪警報")


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "  "},
        {"rivers": ()},
        {"rivers": ("",)},
        {"valid_until": ISSUED - timedelta(minutes=1)},
    ],
)
def test_what_nobody_could_hold_against_a_station_is_refused(wrong: dict[str, object]) -> None:
    given: dict[str, object] = {
        "name": find_name("flood_3"),
        "issuer": "気象庁",
        "issued_at": ISSUED,
        "rivers": ("川辺川",),
    }

    with pytest.raises(InvalidError):
        Announcement(**given | wrong)  # type: ignore[arg-type]
