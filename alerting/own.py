"""Route what tells people that their own height was reached: once, and after a gauge's notice."""

from datetime import datetime, timedelta

from kawamori.messages import own_texts
from kawamori.messages.proof import with_code
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.stream import announce
from kawamori.storage.telling.own import (
    OwnMessage,
    address_own_message,
    mute_own_message,
    next_own_message,
)

NOTICE_FIRST_FOR = timedelta(
    seconds=5
)  # a notice that is held back for longer is waited for no more
TOO_OLD = timedelta(hours=1)  # by then the river stands elsewhere


def route_next_own(connection: Connection, now: datetime) -> bool:
    """Route the next height that was reached; False when none waits.

    One transaction: it is told to all whose own it is, or to nobody.
    """
    with unavailable_when_lost(), connection.transaction():
        message = next_own_message(connection, now, NOTICE_FIRST_FOR)
        if message is None:
            return False
        if because := mute_own(message, now):
            mute_own_message(connection, message, because, now)
            return True
        texts = with_code(own_texts(message.matter()), message.code)
        deliveries = address_own_message(connection, message, texts, now)
        if deliveries:
            announce(connection, message.run_no, "deliveries", [str(each) for each in deliveries])
        return True


def mute_own(message: OwnMessage, now: datetime) -> str | None:
    """Return why a height that was reached is not to be told, or None when it is.

    Of a gauge that headquarters has silenced nothing is told, and not made up for afterwards.
    """
    if message.age(now) > TOO_OLD:
        return "too old"
    if message.silence_id is not None:
        return "silenced"
    return None
