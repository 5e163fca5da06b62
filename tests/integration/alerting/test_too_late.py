"""What comes too late to help is not told, and the ledger says why."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from alerting.pipeline import Telling
from alerting.summon import Summoner
from kawamori.levels import GaugeLevel

if TYPE_CHECKING:
    from conftest import Office

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def test_readings_that_arrive_three_weeks_late_text_nobody(office: "Office") -> None:
    ben = office.subscribe()
    office.danger()
    office.town.now += timedelta(weeks=3)

    office.tell()

    assert office.texts(ben) == []
    muted = office.town.connection.execute("SELECT DISTINCT muted_because FROM messages")
    assert muted.fetchall() == [("too old",)]


def _after_an_outage(office: "Office", *stages_m: float) -> list[str]:
    """Return what is texted of readings that arrive together, the last of them just taken."""
    town, ben = office.town, office.subscribe()
    town.observe(0.8)
    office.tell()
    times = [town.now + timedelta(minutes=10) * k for k in range(1, len(stages_m) + 1)]
    town.now = times[-1]
    town.store(zip(times, stages_m, strict=True))
    office.later = town.now - datetime.now(UTC)
    office.tell()
    return [text[:6] for text in office.texts(ben)]


def test_a_flood_that_came_and_went_during_an_outage_texts_nobody(office: "Office") -> None:
    assert _after_an_outage(office, 1.8, 2.8, 3.6, 3.7, 3.1, 2.4, 1.7, 1.2, 0.9, 0.8, 0.8) == []

    rows = office.town.connection.execute(
        "SELECT DISTINCT muted_because FROM messages WHERE kind <> 'clear' AND level = 3"
    ).fetchall()
    assert rows == [("past: the river had fallen when this became known",)]
    peak = office.town.connection.execute("SELECT peak_level, closed_at FROM alerts").fetchall()
    assert peak == [(GaugeLevel.EVACUATION, None)]


def test_a_flood_that_stands_when_the_link_returns_is_told(office: "Office") -> None:
    assert _after_an_outage(office, 1.8, 2.8, 3.6, 3.7, 3.6, 3.5, 3.4, 3.3) == ["避難判断水位"]


def test_a_flood_known_only_afterwards_is_shown_to_headquarters_and_told_to_nobody(
    office: "Office",
) -> None:
    town, ben = office.town, office.subscribe(GaugeLevel.CAUTION)
    town.observe(0.8)
    rose = town.now + timedelta(minutes=20)
    flood = [(rose + timedelta(minutes=10) * k, m) for k, m in enumerate((2.1, 3.6, 3.7, 2.2))]
    town.now += timedelta(hours=2)
    town.observe(0.8, 0.8)
    office.tell()

    town.store(flood)
    office.tell()
    alerts = "SELECT opened_at, level, peak_level, public_is_open, closed_at FROM alerts"
    seen = town.connection.execute(alerts).fetchall()
    office.judge.forget()
    town.observe(0.8)
    office.tell()

    assert seen == [(rose, GaugeLevel.EVACUATION, GaugeLevel.EVACUATION, False, None)]
    eased = town.connection.execute(alerts).fetchall()
    assert eased == [(rose, GaugeLevel.NORMAL, GaugeLevel.EVACUATION, False, None)]
    assert town.connection.execute("SELECT * FROM messages WHERE audience = 'public'").rowcount == 0
    assert office.texts(ben) == []


def test_what_stayed_due_for_a_month_is_handed_over_and_not_sent(office: "Office") -> None:
    ben = office.subscribe(GaugeLevel.DANGER)
    office.danger()
    office.assess()
    with office.telling() as telling:
        telling.route()

    office.later = timedelta(days=30)
    office.tell()

    assert office.texts(ben) == []
    assert office.delivery()["state"] == "handed_over"
    assert office.delivery()["provider_code"] == "too old"


def test_without_an_account_what_is_due_is_handed_over_after_an_hour(office: "Office") -> None:
    office.subscribe(GaugeLevel.DANGER)
    office.danger()
    office.assess()
    telling = Telling(office.pool.connection, [], office.wall, Summoner(""))
    telling.route()

    telling.settle()
    assert office.states() == ["due"]
    office.later = timedelta(hours=1, minutes=1)
    telling.settle()
    telling.close()

    assert office.delivery()["state"] == "handed_over"
    assert office.delivery()["provider_code"] == "too old"


def test_an_all_clear_that_waits_until_the_river_rises_again_is_not_routed(
    office: "Office",
) -> None:
    ben = office.subscribe()
    _flood_and_fall(office)
    office.assess()
    office.danger()

    office.tell()

    assert [text[:6] for text in office.texts(ben)] == ["氾濫危険水位", "氾濫危険水位"]
    muted = office.town.connection.execute(
        "SELECT muted_because FROM messages WHERE kind = 'clear'"
    ).fetchall()
    assert muted == [("overtaken: the river has moved on since",)]


def test_an_all_clear_that_is_due_when_the_river_rises_again_is_not_sent(
    office: "Office",
) -> None:
    ben = office.subscribe()
    _flood_and_fall(office)
    office.assess()
    with office.telling() as telling:
        telling.route()
    office.danger()

    office.tell()

    assert [text[:6] for text in office.texts(ben)] == ["氾濫危険水位", "氾濫危険水位"]
    settled = office.town.connection.execute(
        "SELECT d.state, d.provider_code, d.settled_at IS NOT NULL"
        " FROM deliveries d JOIN messages USING (message_id) WHERE kind = 'clear'"
    ).fetchall()
    assert settled == [("refused", "overtaken", True)]


def _flood_and_fall(office: "Office") -> None:
    office.danger()
    office.tell()
    office.town.observe(3.6, 3.1, 2.7, 2.3, 1.9, 1.5, 1.1, *[0.8] * 18)
