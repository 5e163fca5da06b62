"""What is no longer so by the time that it would leave is not sent: nobody hears it last."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from alerting.announce import route_next_announcement
from kawamori.errors import ConflictError
from kawamori.people import AreaSubscription, Channel, Language, PhoneNumber, Subscriber
from kawamori.storage.connections import Connection, connect
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.storage.telling.announcements import Announcement, announce_texts
from kawamori.storage.telling.corrections import correct_message
from kawamori.storage.telling.deliveries import Delivery, claim_due
from kawamori.storage.telling.outcomes import hand_over, mark_due_again
from kawamori.storage.telling.settling import resend
from kawamori.testing.areas import settle_districts

if TYPE_CHECKING:
    from conftest import Office

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

SEAL = AddressSeal(bytes(32))
_numbers = count(81_90_3000_0000)
_ORDER = """
INSERT INTO orders (run_no, status, alert_level, name, legal_basis, reason, composed_at,
                    composed_by, composed_as)
VALUES (0, 'actual', %(level)s, (ARRAY['高齢者等避難', '避難指示'])[%(level)s - 2],
        (ARRAY['56', '60-1'])[%(level)s - 2], 'rain', now(), 'Aoi', 'operator')
RETURNING order_id
"""

DANGER_AGAIN = """
WITH made AS (
  INSERT INTO transitions (alert_id, run_no, audience, kind, from_level, to_level, observed_at,
                           stage_m, recorded_at, reasons)
  SELECT alert_id, run_no, audience, kind, from_level, to_level,
         observed_at + interval '20 minutes', stage_m, recorded_at + interval '20 minutes', reasons
  FROM transitions WHERE audience = 'public' ORDER BY transition_id DESC LIMIT 1
  RETURNING transition_id, run_no, kind, to_level
)
INSERT INTO messages (run_no, status, transition_id, kind, level)
SELECT run_no, 'actual', transition_id, kind, to_level FROM made
"""


@pytest.fixture(autouse=True)
def districts(connection: Connection) -> None:
    settle_districts(connection)


def resident(connection: Connection, *area_ids: str) -> int:
    areas = tuple(AreaSubscription(each) for each in area_ids)
    number = PhoneNumber(f"+{next(_numbers)}")
    return add_subscriber(connection, SEAL, Subscriber(number, areas=areas))


def announce(connection: Connection, kind: str, level: int, *area_ids: str) -> int:
    """Announce what an order says, to the people of these areas."""
    row = connection.execute(_ORDER, {"level": level}).fetchone()
    assert row is not None
    texts = {(Channel.SMS, Language.JA): f"{kind} {level}"}
    message_id = announce_texts(
        connection, Announcement(0, "order", kind, level, "order/1", texts, area_ids, row[0])
    )
    route(connection)
    return message_id


def route(connection: Connection) -> None:
    while route_next_announcement(connection, datetime.now(UTC)):
        pass


def retract(connection: Connection, message_id: int) -> None:
    with connection.transaction():
        correct_message(
            connection,
            message_id,
            "retract",
            {(Channel.SMS, Language.JA): "取消"},
            person="Aoi",
            role="commander",
            reason="誤り",
            now=datetime.now(UTC),
        )


def claim(connection: Connection, later: timedelta = timedelta()) -> list[Delivery]:
    now = datetime.now(UTC) + later
    return claim_due(
        connection, SEAL, Channel.SMS, by="here", now=now, lease=timedelta(seconds=45), limit=50
    )


def leaving(claimed: Sequence[Delivery]) -> list[tuple[int, str]]:
    """Return to whom what is said of what was claimed, but for what is overtaken."""
    return [(each.subscriber_id, each.body) for each in claimed if not each.is_overtaken]


def busy(connection: Connection, delivery: Delivery) -> None:
    """Have the provider say that it is too busy for a delivery."""
    now = datetime.now(UTC)
    mark_due_again(connection, delivery.delivery_id, now, now, code="20429")


def test_what_was_taken_back_while_it_was_on_its_way_is_not_tried_again(
    connection: Connection,
) -> None:
    there = resident(connection, "kawara")
    message_id = announce(connection, "issue", 4, "kawara")
    (on_its_way,) = claim(connection)

    retract(connection, message_id)
    route(connection)
    busy(connection, on_its_way)

    assert leaving(claim(connection, timedelta(seconds=5))) == [(there, "取消")]


@pytest.mark.parametrize(("kind", "level"), [("lift", 3), ("change", 4)])
def test_an_order_that_was_lifted_or_replaced_before_it_left_does_not_come_last(
    connection: Connection, kind: str, level: int
) -> None:
    there = resident(connection, "kawara", "hama")
    announce(connection, "issue", 3, "kawara", "minato")
    announce(connection, kind, level, "kawara")

    assert leaving(claim(connection)) == [(there, f"{kind} {level}")]


def test_an_order_that_still_stands_in_another_of_a_person_s_areas_is_sent(
    connection: Connection,
) -> None:
    there = resident(connection, "kawara", "minato")
    announce(connection, "issue", 4, "kawara", "minato")
    announce(connection, "lift", 4, "kawara")

    assert leaving(claim(connection)) == [(there, "issue 4"), (there, "lift 4")]


def test_an_order_is_sent_where_what_replaced_it_was_taken_back(connection: Connection) -> None:
    there = resident(connection, "kawara")
    announce(connection, "issue", 3, "kawara")
    replacing = announce(connection, "change", 4, "kawara")

    retract(connection, replacing)
    route(connection)

    assert leaving(claim(connection)) == [(there, "issue 3")]


def test_what_is_gathered_into_a_message_that_is_taken_back_is_still_told(
    connection: Connection, database: str
) -> None:
    resident(connection, "kawara")
    message_id = announce(connection, "issue", 4, "kawara")
    other = announce(connection, "issue", 4, "hama")
    done: list[bool] = []

    def take_back() -> None:
        with connect(database, name="another") as another:
            retract(another, message_id)
            done.append(True)

    taking_back = Thread(target=take_back)
    with connection.transaction():
        row = connection.execute(
            "UPDATE deliveries SET body = 'both', due_at = now() + interval '1 minute'"
            " WHERE message_id = %s RETURNING delivery_id",
            (message_id,),
        ).fetchone()
        assert row is not None
        connection.execute("INSERT INTO delivery_covers VALUES (%s, %s)", (row[0], other))
        taking_back.start()
        deadline = time.monotonic() + 20
        while connection.execute("SELECT FROM pg_locks WHERE NOT granted").fetchone() is None:
            assert not done
            assert time.monotonic() < deadline
    taking_back.join()
    route(connection)

    assert leaving(claim(connection)) == []  # nor does the correction go before what it corrects
    bodies = [body for _, body in leaving(claim(connection, timedelta(minutes=2)))]
    assert bodies == ["both", "取消"]


def test_nobody_sends_again_what_was_taken_back(connection: Connection) -> None:
    resident(connection, "kawara")
    message_id = announce(connection, "issue", 4, "kawara")
    (delivery,) = claim(connection)
    hand_over(connection, delivery.delivery_id, datetime.now(UTC))
    retract(connection, message_id)

    with pytest.raises(ConflictError, match="was corrected"):
        resend(
            connection,
            delivery.delivery_id,
            person="Aoi",
            role="commander",
            now=datetime.now(UTC),
        )


def test_danger_of_which_people_were_told_that_it_was_none_is_told_when_it_comes(
    office: "Office",
) -> None:
    there, connection = office.subscribe(), office.town.connection
    office.danger()
    office.tell()
    row = connection.execute("SELECT max(message_id) FROM deliveries").fetchone()
    assert row is not None
    retract(connection, row[0])
    office.tell()
    told = len(office.texts(there))

    connection.execute(DANGER_AGAIN)
    office.tell()

    assert [("氾濫危険水位" in text) for text in office.texts(there)[told:]] == [True]
