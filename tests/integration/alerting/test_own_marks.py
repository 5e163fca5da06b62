"""People hear once that a height of their own is reached, and again after the river has left it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from kawamori.levels import GaugeLevel, Thresholds
from kawamori.messages.proof import code_of
from kawamori.people import (
    Language,
    OwnMark,
    PhoneNumber,
    QuietHours,
    Subscriber,
    Subscription,
)
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.storage.runs import find_run
from kawamori.storage.telling.proven import proven_message
from kawamori.testing.town import KAWABE

if TYPE_CHECKING:
    from conftest import Office

    from kawamori.storage.connections import Connection

REACHED = "ご自身で決めた高さ 2.50m に達しました。川辺橋（川辺川）2.53m 13:30。自動の観測です。"
plain = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
_numbers = count(81_90_5555_0000)


@dataclass
class Bank:
    """Somebody who lives by Kawabe bridge, and the city's office that tells them."""

    office: "Office"
    aoi: PhoneNumber

    def mark(
        self, *stages_m: float, who: PhoneNumber | None = None, run_no: int = 0, **more: Any
    ) -> None:
        """Have somebody name heights of their own on the gauge."""
        marks = tuple(OwnMark(KAWABE, stage_m) for stage_m in stages_m)
        person = Subscriber(who or self.aoi, own_marks=marks, **more)
        add_subscriber(self.office.town.connection, self.office.seal, person, run_no=run_no)
        self.office.judge.sweep()  # so that judging has heard of them

    def heard(self) -> list[str]:
        """Return all that Aoi was told."""
        return self.office.words(self.aoi)

    def play(self, *stages_m: float, run_no: int = 0) -> Iterator[list[str]]:
        """Yield what Aoi is told at each of these readings, ten minutes apart."""
        for stage_m in stages_m:
            before = len(self.heard())
            self.office.town.observe(stage_m, run_no=run_no)
            self.office.tell()
            yield self.heard()[before:]

    def told(self, *stages_m: float) -> list[int]:
        """Return how many texts Aoi gets at each of these readings."""
        return [len(texts) for texts in self.play(*stages_m)]


@pytest.fixture
def bank(office: "Office") -> Bank:
    """Give a river that stands at 2.25 m by one o'clock."""
    office.town.observe(0.8, 1.2, 1.6, 1.9, 2.1, 2.25)
    office.tell()
    return Bank(office, PhoneNumber(f"+{next(_numbers)}"))


@plain
def test_who_named_a_height_is_told_once_that_it_is_reached(
    bank: Bank, connection: "Connection"
) -> None:
    bank.mark(2.5)

    _, at_2_45, at_2_53, at_2_60 = bank.play(2.3, 2.45, 2.53, 2.6)

    assert (at_2_45, at_2_60) == ([], [])
    assert at_2_53 == [REACHED]
    code = code_of(bank.office.texts(bank.aoi)[-1])
    proven = proven_message(connection, find_run(connection, ""), code)
    assert (proven.family, proven.texts["en"].split("\n")[0]) == (
        "own",
        "Your own height 2.50 m: 川辺橋",
    )


def test_it_is_told_again_only_after_the_river_was_clearly_below_for_half_an_hour(
    bank: Bank,
) -> None:
    bank.mark(2.5)
    waves = (2.3, 2.5, 2.45, 2.5)  # not clearly below
    dips = (2.3, 2.3, 2.3, 2.55)  # for twenty minutes
    leaves = (2.4, 2.3, 2.3, 2.3, 2.3, 2.55)

    heard = [bank.told(*stages_m) for stages_m in (waves, dips, leaves)]

    assert heard == [[0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0, 0, 1]]


@plain
def test_of_several_heights_reached_at_once_the_highest_is_told(bank: Bank) -> None:
    bank.mark(2.3, 2.4, 2.5)

    (texts,) = bank.play(2.45)

    assert [text[:19] for text in texts] == ["ご自身で決めた高さ 2.40m に達し"]


@plain
def test_whoever_has_the_gauges_notice_of_the_same_reading_hears_no_more(bank: Bank) -> None:
    danger = (Subscription(KAWABE, GaugeLevel.EVACUATION),)
    bank.mark(3.05, subscriptions=danger)
    other = PhoneNumber(f"+{next(_numbers)}")
    bank.mark(3.05, who=other)

    heard = [text[:6] for texts in bank.play(2.6, 2.9, 3.1, 3.2) for text in texts]

    assert heard == ["避難判断水位"]
    assert [text[:5] for text in bank.office.words(other)] == ["ご自身で決"]


@plain
def test_what_a_gauge_has_still_to_confirm_tells_nobody_yet(bank: Bank) -> None:
    bank.mark(3.02)
    bank.office.town.observe(2.7, *[2.7] * 20)
    bank.office.tell()

    assert bank.told(3.05, 3.1, 3.15) == [0, 1, 0]


@plain
def test_a_spike_tells_nobody(bank: Bank) -> None:
    bank.mark(2.5)

    assert bank.told(3.83, 2.25, 2.3) == [0, 0, 0]


@plain
def test_a_reading_that_comes_hours_late_tells_nobody_and_the_next_fresh_one_does(
    bank: Bank,
) -> None:
    bank.mark(2.5)
    bank.told(2.3)
    bank.office.town.store([(bank.office.town.now + timedelta(minutes=10), 2.55)])
    bank.office.town.now += timedelta(hours=2)
    bank.office.tell()

    assert bank.heard() == []
    assert bank.told(2.6) == [1]


@plain
def test_a_height_that_the_river_has_passed_already_is_no_news(bank: Bank) -> None:
    bank.office.town.observe(2.3, 2.6)
    bank.office.tell()
    bank.mark(2.5, 2.7)

    assert bank.told(2.62, 2.71) == [0, 1]


@plain
def test_naming_the_same_height_again_tells_nothing_anew(bank: Bank) -> None:
    bank.mark(2.5)
    bank.told(2.3, 2.55)
    bank.mark(2.5)

    assert bank.told(2.6) == [0]


@plain
def test_quiet_hours_keep_it_back_until_the_gauge_stands_where_they_yield(
    bank: Bank,
) -> None:
    now = (datetime.now(UTC) + timedelta(hours=9)).time()
    begins, ends = now.replace(hour=(now.hour - 1) % 24), now.replace(hour=(now.hour + 1) % 24)
    bank.mark(2.5, 4.3, quiet=QuietHours(begins, ends, GaugeLevel.DANGER))

    heard = bank.told(2.3, 2.6, 3.0, 3.4, 3.8, 4.2, 4.25, 4.28, 4.35)

    assert (sum(heard[:-1]), heard[-1]) == (0, 1)
    assert "withheld" in bank.office.states()


@plain
def test_a_rehearsal_tells_those_on_its_list_alone_and_reality_nobody_of_it(
    bank: Bank,
) -> None:
    drill = bank.office.town.start_drill("drill")
    ben = PhoneNumber(f"+{next(_numbers)}")
    bank.mark(2.5, who=ben)
    bank.mark(2.5, run_no=drill.run_no, language=Language.EN)

    *_, texts = bank.play(0.8, 1.2, 1.6, 1.9, 2.1, 2.25, 2.55, run_no=drill.run_no)
    assert bank.office.words(ben) == []
    bank.office.town.observe(2.3, 2.55)
    bank.office.tell()

    assert [text[:39] for text in texts] == ["【訓練】DRILL: Your own height of 2.50 m is"]
    assert len(bank.heard()) == 1
    assert len(bank.office.words(ben)) == 1


@plain
def test_a_gauge_without_thresholds_is_left_by_twenty_centimetres(bank: Bank) -> None:
    bank.office.town.add_station("otaki", Thresholds())
    person = Subscriber(bank.aoi, own_marks=(OwnMark("otaki", 2.5),))
    add_subscriber(bank.office.town.connection, bank.office.seal, person)
    bank.office.judge.sweep()
    heard = []
    for stage_m in (2.3, 2.5, *[2.35] * 5, 2.5, *[2.3] * 5, 2.5):
        bank.office.town.observe(stage_m, station_id="otaki")
        bank.office.tell()
        heard.append(len(bank.heard()))

    assert heard == [0, *[1] * 12, 2]


@plain
def test_nothing_is_told_of_a_gauge_that_headquarters_has_silenced(bank: Bank) -> None:
    bank.mark(2.5)
    bank.told(2.3)
    bank.office.town.connection.execute(
        """INSERT INTO silences (run_no, kind, station_id, upto_level, reason, author, starts_at,
                                 ends_at, wall_starts_at, wall_ends_at)
           VALUES (0, 'silence', %s, 5, 'grass is cut', 'Aoi', now(), now() + interval '1 h',
                   now() - interval '1 h', now() + interval '1 h')""",
        (KAWABE,),
    )

    assert bank.told(2.55, 2.6) == [0, 0]


@plain
def test_whoever_unsubscribes_between_is_told_nothing(bank: Bank) -> None:
    bank.mark(2.5)
    bank.told(2.3)
    bank.office.town.connection.execute("UPDATE subscribers SET stopped_at = now()")

    assert bank.told(2.55) == [0]
