"""Nobody answers: the next is called, and the next, then all again, until somebody takes it.

All times are the town's. From danger on each has five minutes, below ten.
"""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Night

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def test_from_the_first_to_the_last_and_then_all_again(night: "Night") -> None:
    aoi, fumi, goro = (night.on_duty(name, n) for n, name in enumerate(("Aoi", "Fumi", "Goro"), 1))

    night.at("12:10").observe(2.1)
    assert night.heard(aoi) == [
        "氾濫注意水位 川辺橋（川辺川） 2.10m 12:10。対応者は次を開いて応答："
    ]
    night.at("12:19").observe(2.2)
    assert night.heard(fumi) == []
    night.at("12:20")
    assert night.heard(fumi)[0].startswith(
        "応答なし・再連絡 氾濫注意水位 川辺橋（川辺川） 2.20m 12:19"
    )
    night.at("12:30")
    assert len(night.heard(goro)) == 1
    assert (len(night.heard(aoi)), len(night.heard(fumi))) == (1, 1)
    night.at("12:40")
    assert [len(night.heard(who)) for who in (aoi, fumi, goro)] == [2, 2, 2]


def test_danger_waits_half_as_long(night: "Night") -> None:
    _, fumi = night.on_duty("Aoi", 1), night.on_duty("Fumi", 2)
    for clock, stage_m in (("12:09", 2.1), ("12:18", 2.6), ("12:27", 3.1), ("12:36", 3.6)):
        night.at(clock).observe(stage_m)
        if night.is_waiting():
            night.take("Aoi")

    night.at("12:45").observe(4.1)
    night.at("12:49:30")
    assert night.heard(fumi) == []
    night.at("12:50")
    assert len(night.heard(fumi)) == 1


def test_who_takes_it_ends_the_calling(night: "Night") -> None:
    aoi, fumi = night.on_duty("Aoi", 1), night.on_duty("Fumi", 2)

    night.at("12:10").observe(2.1)
    night.at("12:12").take("Aoi")
    night.at("12:20").observe(2.2)
    night.at("12:45").observe(2.3)

    assert (len(night.heard(aoi)), night.heard(fumi)) == (1, [])


def test_a_higher_level_opens_what_was_taken(night: "Night") -> None:
    aoi, fumi = night.on_duty("Aoi", 1), night.on_duty("Fumi", 2)
    night.at("12:10").observe(2.1)
    night.at("12:12").take("Aoi")

    night.at("12:20").observe(2.6)
    night.at("12:29").observe(3.0)

    assert [text[:6] for text in night.heard(aoi)] == ["氾濫注意水位", "避難判断水位"]
    night.at("12:39")
    assert len(night.heard(fumi)) == 1
    night.take("Fumi")  # it is open again: no conflict
    night.at("12:50")
    assert len(night.heard(aoi)) == 2


def test_a_wave_around_a_level_that_was_taken_calls_nobody_again(night: "Night") -> None:
    aoi = night.on_duty("Aoi", 1)
    night.at("12:10").observe(2.1)
    night.take("Aoi")

    for clock, stage_m in (("12:20", 1.8), ("12:30", 2.1), ("12:40", 1.8), ("12:50", 2.1)):
        night.at(clock).observe(stage_m)

    assert len(night.heard(aoi)) == 1


def test_nobody_further_is_called_while_the_river_dips(night: "Night") -> None:
    aoi, fumi = night.on_duty("Aoi", 1), night.on_duty("Fumi", 2)
    night.at("12:10").observe(2.1)

    night.at("12:18").observe(1.8)
    night.at("12:24")
    assert (len(night.heard(aoi)), night.heard(fumi)) == (1, [])
    night.at("12:28").observe(2.1)

    assert (len(night.heard(aoi)), len(night.heard(fumi))) == (1, 1)


def test_what_is_higher_goes_to_all_who_were_called_and_did_not_answer(night: "Night") -> None:
    aoi, fumi, goro = (night.on_duty(name, n) for n, name in enumerate(("Aoi", "Fumi", "Goro"), 1))
    night.at("12:10").observe(2.1)
    night.at("12:20").observe(2.6)

    night.at("12:25").observe(3.0)

    assert [len(night.heard(who)) for who in (aoi, fumi, goro)] == [2, 2, 0]
    night.at("12:35")
    assert len(night.heard(goro)) == 1


def test_an_unconfirmed_jump_is_told_as_one_and_ends_when_it_is_denied(night: "Night") -> None:
    aoi, fumi = night.on_duty("Aoi", 1), night.on_duty("Fumi", 2)

    night.at("12:10").observe(3.83)
    assert night.heard(aoi)[0].startswith(
        "未確認 急上昇（避難判断水位） 川辺橋（川辺川） 3.83m 12:10"
    )
    night.at("12:15").observe(1.72)
    night.at("12:40").observe(1.73)

    assert night.heard(fumi) == []


def test_danger_and_then_silence_calls_again_whoever_took_the_danger(night: "Night") -> None:
    aoi = night.on_duty("Aoi", 1)
    for clock, stage_m in (("12:10", 2.2), ("12:20", 2.7), ("12:30", 3.2)):
        night.at(clock).observe(stage_m)
    night.take("Aoi")

    night.at("13:00:30")

    assert night.heard(aoi)[-1].startswith(
        "観測途絶（避難判断水位のまま） 川辺橋（川辺川） 3.20m 12:30"
    )
