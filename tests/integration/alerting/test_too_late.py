"""What comes too late to help is not told, and the ledger says why."""

from datetime import timedelta
from typing import TYPE_CHECKING

from alerting.pipeline import Telling
from kawamori.levels import GaugeLevel

if TYPE_CHECKING:
    from conftest import Office


def test_readings_that_arrive_three_weeks_late_text_nobody(office: "Office") -> None:
    ben = office.subscribe()
    office.danger()
    office.town.now += timedelta(weeks=3)

    office.tell()

    assert office.texts(ben) == []
    muted = office.town.connection.execute("SELECT DISTINCT muted_because FROM messages")
    assert muted.fetchall() == [("too old",)]


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
    telling = Telling(office.pool.connection, [], office.wall)
    telling.route()

    telling.settle()
    assert office.states() == ["due"]
    office.later = timedelta(hours=1, minutes=1)
    telling.settle()
    telling.close()

    assert office.delivery()["state"] == "handed_over"
    assert office.delivery()["provider_code"] == "too old"
