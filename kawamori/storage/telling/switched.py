"""Which channels are switched on, and what becomes of deliveries over one that is not."""

from collections.abc import Iterable
from datetime import datetime

from kawamori.people import Channel
from kawamori.settings import Settings
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.stream import announce
from kawamori.storage.telling.outcomes import LEFT_TO_A_PERSON

CHANNEL_OFF = "channel off"

# What was being sent when its channel was switched off: nobody asks after it any more.
_HAND_OVER = """
UPDATE deliveries
SET state = {left}, settled_at = %(now)s, provider_code = %(code)s
WHERE channel <> ALL(%(on)s)
  AND ((state = 'claimed' AND leased_until < %(before)s)
       OR (state IN ('unknown', 'refused') AND settled_at IS NULL
           AND coalesce(answered_at, created_at) < %(before)s))
RETURNING delivery_id, run_no
""".replace("{left}", LEFT_TO_A_PERSON)


def channels_on(settings: Settings) -> frozenset[Channel]:
    """Return the channels that these settings let somebody be told over."""
    is_on = {
        Channel.SMS: settings.twilio_account_sid,
        Channel.VOICE: settings.twilio_voice_from,
        Channel.PUSH: settings.vapid_private_key is not None and settings.vapid_subject,
        Channel.EMAIL: settings.smtp_host,
        Channel.WEBHOOK: settings.webhooks,
    }
    return frozenset(channel for channel, on in is_on.items() if on)


def hand_over_switched_off(
    connection: Connection, on: Iterable[Channel], before: datetime, now: datetime
) -> int:
    """Leave to a person what nobody settles, because its channel is off; return how many."""
    values = {"on": list(on), "before": before, "now": now, "code": CHANNEL_OFF}
    with unavailable_when_lost(), connection.transaction():
        rows = connection.execute(_HAND_OVER, values).fetchall()
        for delivery_id, run_no in rows:
            announce(connection, run_no, "deliveries", [str(delivery_id)])
    return len(rows)
