"""Turn a message into deliveries: one for each person who is to be told."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from alerting.mute import mute, mute_after_silence
from alerting.render import render
from kawamori.alerts import Kind
from kawamori.calls import DEFAULT_CALL_POLICY
from kawamori.messages import gauge_texts
from kawamori.messages.proof import with_code
from kawamori.messages.written import Texts
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.stream import announce
from kawamori.storage.telling.gathering import (
    Wording,
    about,
    drop_overtaken,
    held_deliveries,
    write_into,
)
from kawamori.storage.telling.messages import (
    Message,
    address_message,
    matters_of,
    mute_message,
    next_message,
)
from kawamori.storage.telling.proven import keep_words, keep_words_together, new_code

GATHER_FOR = DEFAULT_CALL_POLICY.gather_for


def route_next(connection: Connection, now: datetime) -> bool:
    """Route the highest message that waits; False when none does.

    One transaction: the message is routed to everybody or to nobody.
    """
    with unavailable_when_lost(), connection.transaction():
        message = next_message(connection, now)
        if message is None:
            return False
        kept_back = message.silence_id is not None
        because = mute_after_silence(message) if kept_back else mute(message, now)
        if because:
            mute_message(connection, message, because, now)
            return True
        if kept_back and message.kind is not Kind.CLEAR:
            message = message.as_it_stands()
        covered = {} if message.kind is Kind.CLEAR else _gather(connection, message, now)
        bodies = render(message)
        keep_words(connection, message.message_id, bodies, now)
        deliveries = address_message(
            connection,
            message,
            bodies,
            now,
            gather_for=GATHER_FOR,
            covered=list(covered),
        )
        if changed := [*deliveries, *covered.values()]:
            announce(connection, message.run_no, "deliveries", [str(d) for d in changed])
        return True


def _gather(connection: Connection, message: Message, now: datetime) -> dict[int, UUID]:
    """Write a message into what already waits for the same people; return who reads it there.

    What tells of the same messages has the same code, which is not that of any of them.
    """
    subject = about(message, GATHER_FOR, now)
    drop_overtaken(connection, subject)
    alike: dict[Wording, list[UUID]] = defaultdict(list)
    covered = {}
    for held in held_deliveries(connection, subject):
        if held.subscriber_id not in covered:
            alike[held.wording].append(held.delivery_id)
            covered[held.subscriber_id] = held.delivery_id
    together: dict[tuple[int, ...], Texts] = {}
    for (channel, language, message_ids), deliveries in alike.items():
        if message_ids not in together:
            together[message_ids] = _together(connection, message_ids, message, now)
        body = together[message_ids][channel, language]
        write_into(connection, message.message_id, deliveries, body)
    return covered


def _together(
    connection: Connection, message_ids: Sequence[int], message: Message, now: datetime
) -> Texts:
    matters = [*matters_of(connection, message_ids), message.matter()]
    code = new_code(connection)
    texts = with_code(gauge_texts(*matters), code)
    keep_words_together(connection, code, [*message_ids, message.message_id], texts, now)
    return texts
