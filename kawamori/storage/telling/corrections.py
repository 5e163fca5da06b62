"""Taking a message back, or setting it right: one action, for everybody who may have read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kawamori.errors import ConflictError, NotFoundError
from kawamori.people import Channel, Language
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.stream import announce
from kawamori.storage.telling.announcements import Announcement, announce_texts
from kawamori.storage.telling.corrected import OF_CORRECTED

CORRECTED = "corrected"

_ORIGINAL = """
SELECT m.run_no, m.family, m.level, m.order_id, m.official_id, m.audience,
       CASE WHEN m.thread <> '' THEN m.thread ELSE 'gauge/' || al.station_id END AS thread,
       ARRAY(SELECT area_id FROM message_areas a WHERE a.message_id = m.message_id) AS area_ids,
       (SELECT c.message_id FROM messages c WHERE c.corrects = m.message_id LIMIT 1) AS corrected_by
FROM messages m
LEFT JOIN transitions t USING (transition_id)
LEFT JOIN alerts al ON al.alert_id = t.alert_id
WHERE m.message_id = %s
FOR UPDATE OF m
"""
_MUTE = """
UPDATE messages SET routed_at = %s, muted_because = %s
WHERE message_id = %s AND routed_at IS NULL
"""
# Held before they are looked at: what is being gathered into one of them is seen then.
_HOLD = """
SELECT FROM deliveries WHERE message_id = %s AND state = 'due' ORDER BY delivery_id FOR UPDATE
"""
# What tells of other messages too goes out as it is: the correction follows it.
_UNSENT = """
d.state = 'due' AND d.resends = 0
  AND NOT EXISTS (SELECT FROM delivery_covers c WHERE c.delivery_id = d.delivery_id)
"""
_CANCEL = """
UPDATE deliveries d
SET state = 'canceled', settled_at = %(now)s, provider_code = %(because)s
WHERE d.message_id = %(message_id)s AND {unsent}
RETURNING d.delivery_id
""".replace("{unsent}", _UNSENT)
# What may have been sent is not sent again; a late callback still says what became of it.
_LET_BE = """
UPDATE deliveries d
SET state = 'unknown', settled_at = %(now)s, provider_code = %(because)s
WHERE d.message_id = %(message_id)s AND d.settled_at IS NULL
  AND (d.state = 'unknown' OR (d.state = 'due' AND d.resends > 0))
  AND NOT EXISTS (SELECT FROM delivery_covers c WHERE c.delivery_id = d.delivery_id)
"""


_WOULD_HEAR = """
SELECT who.channel, count(*) FROM ({corrected}) who
GROUP BY who.channel ORDER BY who.channel
""".replace(
    "{corrected}",
    OF_CORRECTED.replace(
        "GROUP BY", f"AND NOT (d.message_id = %(corrects)s AND {_UNSENT})\nGROUP BY"
    ),
)
_COUNT_UNSENT = """
SELECT count(*) FROM deliveries d WHERE d.message_id = %(corrects)s AND {unsent}
""".replace("{unsent}", _UNSENT)


@dataclass(frozen=True, slots=True)
class Corrected:
    """The message that corrects, and how many deliveries of the original were taken back."""

    message_id: int
    canceled: int


def who_would_hear(
    connection: Connection, run_no: int, message_id: int
) -> tuple[dict[str, int], int]:
    """Return how many would be told of a correction now, by channel, and how many never sent."""
    values = {"run_no": run_no, "corrects": message_id, "risk": 0}
    to_tell: dict[str, int] = dict(connection.execute(_WOULD_HEAR, values).fetchall())
    row = connection.execute(_COUNT_UNSENT, values).fetchone()
    return to_tell, int(row[0]) if row else 0


def correct_message(
    connection: Connection,
    message_id: int,
    kind: str,
    texts: Mapping[tuple[Channel, Language], str],
    *,
    person: str,
    role: str,
    reason: str,
    now: datetime,
) -> Corrected:
    """Retract or correct a message, in the caller's transaction.

    What of it was not sent is canceled; what may have been is not sent again. The correction
    is routed to everybody whose delivery is not known to have failed, and to nobody else, by
    the channel they got it by (``OF_CORRECTED``).

    ``NotFoundError`` without such a message; ``ConflictError`` when it was corrected already,
    or when it called staff, who read the map.
    """
    row = connection.execute(_ORIGINAL, (message_id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no message {message_id}")
    run_no, family, level, order_id, official_id, audience, thread, area_ids, corrected_by = row
    if audience != "public":
        raise ConflictError(f"message {message_id} called staff: only the public's are corrected")
    if corrected_by is not None:
        raise ConflictError(f"message {message_id} was corrected by message {corrected_by} already")
    connection.execute(_MUTE, (now, CORRECTED, message_id))
    connection.execute(_HOLD, (message_id,))
    values = {"message_id": message_id, "now": now, "because": CORRECTED}
    canceled = [str(each[0]) for each in connection.execute(_CANCEL, values)]
    connection.execute(_LET_BE, values)
    correction = Announcement(
        run_no,
        family,
        kind,
        level,
        thread,
        texts,
        tuple(area_ids),
        order_id=order_id,
        official_id=official_id,
        corrects=message_id,
    )
    correcting = announce_texts(connection, correction)
    record_act(connection, person, role, kind, f"message/{message_id}", reason=reason)
    if canceled:
        announce(connection, run_no, "deliveries", canceled)
    return Corrected(correcting, len(canceled))
