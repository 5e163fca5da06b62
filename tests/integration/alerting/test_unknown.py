"""Twice beats never, and once is the aim: what becomes of a message that may have been sent."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from alerting.channels.contract import Answer, Receipt, Refused
from kawamori.levels import GaugeLevel
from kawamori.storage.telling.deliveries import Delivery
from kawamori.storage.telling.outcomes import record_status

if TYPE_CHECKING:
    from conftest import Office

    from alerting.channels.contract import Channel

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

TWO_MINUTES = timedelta(minutes=2, seconds=5)


class KilledError(BaseException):
    """What a process that is killed never sees; nothing catches it."""


class Doomed:
    """A channel in a process that is killed, before it has sent or before it could say so."""

    def __init__(self, channel: "Channel", *, has_sent: bool) -> None:
        self._channel = channel
        self._has_sent = has_sent

    def send(self, delivery: Delivery) -> Answer:
        """Send, perhaps, and die."""
        if self._has_sent:
            self._channel.send(delivery)
        raise KilledError

    def find(self, delivery: Delivery) -> Receipt | None:
        """Ask the provider's list."""
        return self._channel.find(delivery)

    def verdict(self, delivery: Delivery) -> Refused:
        """Say what a failure asks for."""
        return self._channel.verdict(delivery)

    def close(self) -> None:
        """Close the connections."""
        self._channel.close()


def test_an_answer_that_is_lost_is_found_in_the_provider_s_list(office: "Office") -> None:
    ben = office.subscribe()
    office.sandbox.behave(to=ben.e164, answer="accept_then_500")
    office.danger()
    office.tell()
    assert office.states() == ["unknown"]

    office.settle()

    assert office.delivery()["state"] in ("accepted", "delivered")
    assert len(office.texts(ben)) == 1


def test_a_provider_that_falls_silent_leaves_the_message_unknown(office: "Office") -> None:
    ben = office.subscribe()
    office.sandbox.behave(to=ben.e164, answer="accept_then_silence", times=1)
    office.danger()

    office.tell(office.channel(timeout_s=0.3))

    assert office.states() == ["unknown"]
    office.settle()
    assert office.states() == ["accepted"]


def test_a_callback_settles_what_is_unknown(office: "Office") -> None:
    ben = office.subscribe()
    office.sandbox.behave(to=ben.e164, answer="accept_then_500")
    office.danger()
    office.tell()
    sid = office.sandbox.accepted(to=ben.e164)[0]["sid"]

    record_status(
        office.town.connection,
        office.delivery()["delivery_id"],
        provider_id=sid,
        status="sent",
        code=None,
        now=office.wall(),
    )

    assert office.delivery()["state"] == "accepted"
    assert office.delivery()["provider_id"] == sid


def test_danger_that_stays_unknown_for_two_minutes_is_sent_again_and_counted(
    office: "Office",
) -> None:
    ben = office.subscribe()
    office.sandbox.behave(to=ben.e164, answer="refuse_500", times=1)
    office.danger()
    office.tell()
    office.settle()
    assert office.states() == ["unknown"]
    assert office.texts(ben) == []

    office.later = TWO_MINUTES
    office.settle()
    office.tell()

    assert len(office.texts(ben)) == 1
    assert office.delivery()["state"] == "accepted"
    assert office.delivery()["resends"] == 1


class Unasked(Doomed):
    """A channel whose list must not be asked."""

    def find(self, delivery: Delivery) -> Receipt | None:
        """Fail."""
        raise AssertionError(delivery.delivery_id)


def test_overdue_danger_is_sent_again_without_asking_the_list_again(office: "Office") -> None:
    people = [office.subscribe() for _ in range(3)]
    for person in people:
        office.sandbox.behave(to=person.e164, answer="refuse_500", times=1)
    office.danger()
    office.tell()
    office.settle()

    office.later = TWO_MINUTES
    office.settle(Unasked(office.channel(), has_sent=False))

    assert office.states() == ["due"] * 3


def test_anything_less_that_stays_unknown_is_handed_to_a_person(office: "Office") -> None:
    ben = office.subscribe()
    office.sandbox.behave(to=ben.e164, answer="refuse_500", times=1)
    office.town.observe(1.7, 2.1, 2.6, 3.1)
    office.tell()

    office.later = TWO_MINUTES
    office.settle()
    office.tell()

    assert office.texts(ben) == []
    assert office.states() == ["handed_over"]


def test_news_may_still_come_of_what_was_handed_over(office: "Office") -> None:
    ben = office.subscribe()
    office.sandbox.behave(to=ben.e164, answer="refuse_500", times=1)
    office.town.observe(1.7, 2.1, 2.6, 3.1)
    office.tell()
    office.later = TWO_MINUTES
    office.settle()

    record_status(
        office.town.connection,
        office.delivery()["delivery_id"],
        provider_id="SM1",
        status="delivered",
        code=None,
        now=office.wall(),
    )

    assert office.states() == ["delivered"]


@pytest.mark.parametrize("has_sent", [False, True])
def test_a_dispatcher_killed_at_its_work_loses_nothing_and_sends_nothing_twice(
    office: "Office",
    has_sent: bool,  # noqa: FBT001 the example
) -> None:
    ben = office.subscribe()
    office.danger()
    with pytest.raises(KilledError):
        office.tell(Doomed(office.channel(), has_sent=has_sent))
    assert office.states() == ["claimed"]

    for later in (timedelta(minutes=1), timedelta(minutes=4), timedelta(minutes=4)):
        office.later = later
        office.settle()
        office.tell()

    assert len(office.texts(ben)) == 1
    assert office.states() == ["accepted"]
    assert office.delivery()["resends"] == int(not has_sent)


def test_killed_between_any_two_commits_the_next_process_goes_on(office: "Office") -> None:
    ben = office.subscribe()
    office.danger()

    office.assess()  # killed here: a message waits to be routed
    office.judge.forget()
    assert office.states() == []
    with office.telling() as telling:
        telling.route()  # killed here: a delivery is due
    assert office.states() == ["due"]
    office.tell()

    assert len(office.texts(ben)) == 1


def test_two_dispatchers_at_once_send_once(office: "Office") -> None:
    people = [office.subscribe() for _ in range(30)]
    office.danger()
    office.assess()
    with office.telling() as telling:
        telling.route()
    dispatchers = [office.dispatcher(office.channel(), name) for name in ("first", "second")]

    with ThreadPoolExecutor(8) as executor:
        _empty_together(
            [lambda d=d: d.deliver_due(executor, office.wall) for d in dispatchers]  # type: ignore[misc]
        )

        for dispatcher in dispatchers:
            dispatcher.finish()

    assert [len(office.texts(person)) for person in people] == [1] * 30


def _empty_together(works: list[Callable[[], int]]) -> None:
    with ThreadPoolExecutor(len(works)) as each:
        for done in [each.submit(_until_idle, work) for work in works]:
            done.result()


def _until_idle(work: Callable[[], int]) -> None:
    while work():
        pass


def test_an_urgent_message_to_a_phone_that_is_off_is_tried_once_more(office: "Office") -> None:
    ben = office.subscribe()
    office.danger()
    office.tell()
    _report(office, "undelivered", "30003")

    office.settle()
    assert office.states() == ["due"]
    office.tell()
    assert len(office.texts(ben)) == 1
    office.later = timedelta(minutes=8)
    office.tell()
    assert len(office.texts(ben)) == 2
    _report(office, "undelivered", "30003")
    office.settle()

    assert office.delivery()["state"] == "refused"
    assert office.delivery()["settled_at"] is not None


def test_a_text_that_fails_as_it_is_accepted_is_tried_again_by_its_code(office: "Office") -> None:
    ben = office.subscribe()
    office.sandbox.behave(to=ben.e164, fate="undelivered", pace_s=0, times=1)
    office.danger()

    office.tell()

    assert office.states() == ["due"]
    assert office.delivery()["provider_code"] == "30003"


def test_a_try_that_failed_is_not_taken_for_the_next_one(office: "Office") -> None:
    ben = office.subscribe()
    office.sandbox.behave(to=ben.e164, fate="undelivered", pace_s=0.02, times=1)
    office.danger()
    office.tell()
    _report(office, "undelivered", "30003")
    office.settle()
    office.later = timedelta(minutes=8)
    office.sandbox.behave(to=ben.e164, answer="refuse_500", times=1)
    office.tell()
    assert office.states() == ["unknown"]

    office.settle()
    assert office.states() == ["unknown"], "the first try's text is no news of the second"
    office.later += TWO_MINUTES
    office.settle()
    office.tell()

    assert len(office.texts(ben)) == 2
    assert office.states() == ["accepted"]


def test_callbacks_out_of_order_and_twice_only_move_forward(office: "Office") -> None:
    office.subscribe()
    office.danger()
    office.tell()

    moved = [
        _report(office, status)
        for status in ("sending", "delivered", "sent", "delivered", "undelivered")
    ]

    assert moved == [True, True, False, False, False]
    assert office.delivery()["state"] == "delivered"


def test_a_late_word_of_an_earlier_try_does_not_fail_the_present_one(office: "Office") -> None:
    office.subscribe()
    office.danger()
    office.tell()
    first = office.delivery()["provider_id"]
    _report(office, "undelivered", "30003")
    office.settle()
    office.later = timedelta(minutes=8)
    office.tell()

    assert not _report(office, "failed", "30003", provider_id=first)
    assert office.delivery()["state"] == "accepted"
    assert _report(office, "delivered", provider_id=first)


def test_a_provider_that_stays_away_for_an_hour_leaves_the_message_to_a_person(
    office: "Office",
) -> None:
    office.subscribe(GaugeLevel.DANGER)
    office.settings.twilio_base_url = "http://127.0.0.1:9"
    office.danger()
    office.tell()

    office.later = timedelta(hours=1, minutes=1)
    office.tell()

    assert office.states() == ["handed_over"]


def _report(
    office: "Office", status: str, code: str | None = None, provider_id: str | None = None
) -> bool:
    delivery = office.delivery()
    return record_status(
        office.town.connection,
        delivery["delivery_id"],
        provider_id=provider_id or delivery["provider_id"],
        status=status,
        code=code,
        now=office.wall(),
    )
