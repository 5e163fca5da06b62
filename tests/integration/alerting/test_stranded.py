"""An order that reaches nobody is somebody's to tell: staff are paged, once, until it is said."""

from typing import TYPE_CHECKING

import pytest

from alerting.stranded import StrandedWatch
from kawamori.errors import UnavailableError
from kawamori.people import PhoneNumber, Subscriber
from kawamori.storage.connections import Connection
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber

if TYPE_CHECKING:
    from conftest import Office

MESSAGE = """
INSERT INTO messages (run_no, status, family, kind, level, thread, routed_at)
VALUES (0, 'actual', 'canary', 'issue', 4, 'order/1', now()) RETURNING message_id
"""
DELIVERY = """
INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, language, body, state)
VALUES (%s, 0, %s, 'sms', 4, 'ja', 'x', %s)
"""


def tell(connection: Connection, *states: str) -> None:
    row = connection.execute(MESSAGE).fetchone()
    assert row is not None
    for number, state in enumerate(states):
        who = Subscriber(PhoneNumber(f"+8190300000{number:02}"))
        subscriber_id = add_subscriber(connection, AddressSeal(bytes(32)), who)
        connection.execute(DELIVERY, (row[0], subscriber_id, state))


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_staff_are_paged_once_of_each_announcement_that_was_handed_over(
    office: "Office", connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[str] = []
    is_down = [True]

    def page(_title: str, text: str) -> None:
        if is_down[0]:
            raise UnavailableError("the mail server is away")
        pages.append(text)

    monkeypatch.setattr("alerting.stranded.page_of", lambda _: page)
    watch = StrandedWatch(office.settings, office.pool.connection)
    tell(connection, "accepted", "due")
    assert watch.look() == 0

    tell(connection, "handed_over", "handed_over", "accepted")
    assert watch.look() == 0
    is_down[0] = False
    assert watch.look() == 1
    assert watch.look() == 0

    (text,) = pages
    assert "sms: 2人に未達" in text
