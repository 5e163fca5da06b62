"""What can't stand in a proposal is named with its value; what is odd is said and let through."""

from typing import Any

import pytest

from kawamori.errors import InvalidError
from kawamori.master.checks import check
from kawamori.master.drafts import Weight, What, check_typed, differences, phrase
from kawamori.master.known import Gauge, Known
from kawamori.neighbours import Passage

LADDER = {"standby_m": 1, "caution_m": 2, "evacuation_m": 3, "danger_m": 4, "overflow_m": 5}
STATIONS = {"upper": "上", "lower": "下"}


def faults(what: What, subject: str, values: dict[str, Any], known: Known) -> list[tuple[str, str]]:
    found = check(what, subject, values, known).faults
    return [(fault.field, fault.weight) for fault in found]


def test_full_width_digits_are_numbers_and_what_is_left_empty_is_none() -> None:
    known = Known(gauge=Gauge("川辺橋"))
    checked = check(What.THRESHOLDS, "k", {"danger_m": "４．５０", "caution_m": " "}, known)

    assert not checked.faults
    assert (checked.values["danger_m"], checked.values["caution_m"]) == (4.5, None)
    assert checked.values["release_m"] == 0.1


@pytest.mark.parametrize("given", ["nan", "inf", "1e9", "三", True, [3]])
def test_what_is_no_height_is_refused(given: Any) -> None:
    known = Known(gauge=Gauge("川辺橋"))

    assert faults(What.THRESHOLDS, "k", {"danger_m": given}, known)[0] == (
        "danger_m",
        Weight.WRONG,
    )


def test_a_release_as_wide_as_the_gap_is_no_fault_and_a_wider_one_a_doubt() -> None:
    known = Known(gauge=Gauge("川辺橋"))
    narrow = {"caution_m": 1.1, "evacuation_m": 1.2}

    assert faults(What.THRESHOLDS, "k", {**narrow, "release_m": 0.1}, known) == []
    wide = faults(What.THRESHOLDS, "k", {**narrow, "release_m": 0.2}, known)
    assert wide == [("release_m", Weight.DOUBT)]


def test_a_threshold_that_the_sensor_can_not_measure_is_refused() -> None:
    known = Known(gauge=Gauge("川辺橋", min_plausible=0, max_plausible=4.5))

    assert faults(What.THRESHOLDS, "k", LADDER, known) == [("overflow_m", Weight.WRONG)]


def test_a_sensor_that_would_put_the_river_under_its_bed_is_refused() -> None:
    gauge = Gauge("川辺橋", newest_m=2.0, newest_raw=200.0, min_plausible=-1, max_plausible=9)
    looks_down = {"kind": "distance", "unit": "cm", "offset_m": 0}

    found = check(What.SENSOR, "k", looks_down, Known(gauge=gauge)).faults

    assert [(f.field, f.weight) for f in found] == [("offset_m", Weight.WRONG)]
    assert "200 cm は水位 -2.00 m" in found[0].ja
    assert faults(What.SENSOR, "k", {"kind": "depth", "unit": "cm"}, Known(gauge=gauge))[0] == (
        "offset_m",
        Weight.WRONG,
    )


def test_a_river_does_not_flow_back_and_both_ends_exist() -> None:
    known = Known(stations=STATIONS, passages=[Passage("upper", "lower")])

    assert faults(What.NEIGHBOUR, "lower/upper", {}, known) == [("subject", Weight.WRONG)]
    assert faults(What.NEIGHBOUR, "upper/nowhere", {}, known)[0] == ("subject", Weight.WRONG)
    assert faults(What.NEIGHBOUR, "upper/lower", {"travel_min": 40}, known) == []


def test_an_area_where_an_order_stands_is_not_withdrawn() -> None:
    ring = [[138.97, 35.03], [138.98, 35.03], [138.98, 35.04], [138.97, 35.03]]
    area = {"name": "新町", "geometry": {"type": "Polygon", "coordinates": [ring]}}
    standing = check(What.AREA, "shinmachi", area, Known()).values
    gone = {**area, "withdrawn": True}

    told = Known(standing=standing, subscribers=213)
    assert faults(What.AREA, "shinmachi", gone, told) == [("withdrawn", Weight.DOUBT)]
    ordered = Known(standing=standing, standing_orders=1)
    assert faults(What.AREA, "shinmachi", gone, ordered) == [("withdrawn", Weight.WRONG)]


def test_what_holds_already_is_no_draft() -> None:
    standing = {"kind": "shelter", "ja": "川辺小学校", "withdrawn": False}

    found = faults(What.PHRASE, "school", {"kind": "shelter", "ja": "川辺小学校"}, Known(standing))

    assert found == [("subject", Weight.WRONG)]


def test_differences_come_in_the_order_of_the_form() -> None:
    before = {"danger_m": 4.0, "caution_m": 2.0, "standby_m": 1.0}

    found = differences(before, {**before, "danger_m": 3.0, "caution_m": 1.5})

    assert [each.field for each in found] == ["caution_m", "danger_m"]


def test_the_phrase_is_typed_whatever_the_width_of_its_blanks() -> None:
    wanted = phrase(What.THRESHOLDS, "川辺橋")

    check_typed(wanted, "「川辺橋　基準水位」")
    with pytest.raises(InvalidError, match="川辺橋 基準水位"):
        check_typed(wanted, "川辺橋")
