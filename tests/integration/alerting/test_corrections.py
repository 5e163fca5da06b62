"""A correction reaches everybody who may have read the original, and nobody else."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from alerting.announce import route_next_announcement
from kawamori.errors import ConflictError, NotFoundError
from kawamori.people import Channel, Language, PhoneNumber, Subscriber
from kawamori.storage.connections import Connection
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.storage.telling.corrections import Corrected, correct_message

if TYPE_CHECKING:
    from conftest import Office

    from kawamori.testing.town import Town

STATES = [
    "due",
    "claimed",
    "accepted",
    "delivered",
    "refused",
    "unknown",
    "handed_over",
    "withheld",
    "canceled",
]
NO_SUCH_NUMBER = "+15005550001"
KNOWN_TO_HAVE_FAILED = {"refused", "withheld", "canceled"}
EMPTY = "TRUNCATE deliveries, messages, reachable, subscribers, stream_events, acts CASCADE"
ORIGINAL = """
INSERT INTO messages (run_no, status, family, kind, level, order_id, thread, routed_at)
VALUES (0, 'actual', 'canary', 'issue', 4, NULL, 'canary', now()) RETURNING message_id
"""
DELIVERY = """
INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, language, body, state,
                        resends)
VALUES (%s, 0, %s, %s, 4, 'ja', 'x', %s, %s)
"""
TEXTS = {
    (channel, Language.JA): f"【取消】{channel}"
    for channel in (Channel.SMS, Channel.VOICE, Channel.EMAIL)
}

delivered = st.lists(
    st.tuples(
        st.sampled_from([Channel.SMS, Channel.VOICE]), st.sampled_from(STATES), st.integers(0, 1)
    ),
    min_size=1,
    max_size=25,
)


def tell(connection: Connection, told: list[tuple[Channel, str, int]]) -> tuple[int, list[int]]:
    """Store a message and what became of it with each person; return both."""
    seal = AddressSeal(bytes(32))
    row = connection.execute(ORIGINAL).fetchone()
    assert row is not None
    people = []
    for number, (channel, state, resends) in enumerate(told):
        who = Subscriber(PhoneNumber(f"+8190100000{number:02}"), channel=channel)
        people.append(add_subscriber(connection, seal, who))
        connection.execute(DELIVERY, (row[0], people[-1], channel, state, resends))
    return int(row[0]), people


def retract(connection: Connection, message_id: int) -> Corrected:
    with connection.transaction():
        return correct_message(
            connection,
            message_id,
            "retract",
            TEXTS,
            person="Aoi",
            role="commander",
            reason="誤発令",
            now=datetime.now(UTC),
        )


def corrected(connection: Connection) -> set[tuple[int, str]]:
    """Return who is told of the correction, once it is routed, and by which channel."""
    while route_next_announcement(connection, datetime.now(UTC)):
        pass
    rows = connection.execute(
        "SELECT subscriber_id, d.channel, body FROM deliveries d JOIN messages USING (message_id)"
        " WHERE corrects IS NOT NULL"
    ).fetchall()
    assert all(body == f"【取消】{channel}" for _, channel, body in rows)
    assert len({row[:2] for row in rows}) == len(rows)
    return {(person, channel) for person, channel, _ in rows}


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
@settings(
    max_examples=60,
    # One database serves every example: each begins by emptying it.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(told=delivered)
def test_those_corrected_are_all_not_known_to_have_failed_and_nobody_else(
    connection: Connection, told: list[tuple[Channel, str, int]]
) -> None:
    connection.execute(EMPTY)
    message_id, people = tell(connection, told)

    canceled = retract(connection, message_id).canceled

    unsent = {
        person
        for person, (_, state, resends) in zip(people, told, strict=True)
        if state == "due" and resends == 0
    }
    expected = {
        (person, channel.value)
        for person, (channel, state, _) in zip(people, told, strict=True)
        if state not in KNOWN_TO_HAVE_FAILED and person not in unsent
    }
    event(f"corrected: {'some' if expected else 'none'}")
    assert canceled == len(unsent)
    assert corrected(connection) == expected
    still_to_be_sent = connection.execute(
        "SELECT count(*) FROM deliveries WHERE message_id = %s AND (state = 'due'"
        " OR (state = 'unknown' AND settled_at IS NULL))",
        (message_id,),
    ).fetchone()
    assert still_to_be_sent == (0,)


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_a_message_is_corrected_once_and_by_a_named_person(connection: Connection) -> None:
    message_id, _ = tell(connection, [(Channel.SMS, "delivered", 0)])

    first = retract(connection, message_id)

    with pytest.raises(ConflictError, match=f"was corrected by message {first.message_id}"):
        retract(connection, message_id)
    with pytest.raises(NotFoundError, match="no message 999"):
        retract(connection, 999)
    acts = connection.execute("SELECT person, act, subject, details FROM acts").fetchall()
    assert acts == [("Aoi", "retract", f"message/{message_id}", {"reason": "誤発令"})]


def test_what_a_river_said_is_taken_back_from_whoever_was_texted(
    office: "Office", town: "Town"
) -> None:
    texted, failed = office.subscribe(), office.subscribe(address=PhoneNumber(NO_SUCH_NUMBER))
    office.danger()
    office.tell()
    row = town.connection.execute("SELECT max(message_id) FROM deliveries").fetchone()
    assert row is not None

    retract(town.connection, row[0])
    office.tell()

    assert office.texts(texted)[-1] == "【取消】sms"
    assert office.texts(failed) == []
