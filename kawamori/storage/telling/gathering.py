"""Several stations of one river within a minute: one text, not three, to each resident.

Whoever was texted of the same level on the same river a moment ago gets what is new a
moment later; what follows until then is written into that delivery, which names all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kawamori.people import Channel, Language
from kawamori.storage.connections import Connection
from kawamori.storage.people.recipients import HEARERS_OF_STATION

_JUST_TOLD = """
FROM messages om
JOIN transitions ot ON ot.transition_id = om.transition_id
JOIN alerts oa ON oa.alert_id = ot.alert_id AND oa.station_id <> %(station_id)s
JOIN deliveries d ON d.message_id = om.message_id
{who}
WHERE om.run_no = %(run_no)s AND om.river = %(river)s AND om.level = %(level)s
  AND om.audience = 'public' AND om.kind IN ('raise', 'escalate')
  AND om.routed_at > %(now)s - 2 * %(gather_for)s
"""
RECENT = """
SELECT d.subscriber_id, max(d.due_at) AS told_at {just_told}
  AND d.due_at > %(now)s - %(gather_for)s AND d.state NOT IN ('refused', 'withheld', 'canceled')
GROUP BY d.subscriber_id
""".replace("{just_told}", _JUST_TOLD.replace("{who}", ""))
_HELD = """
SELECT d.delivery_id, d.subscriber_id, d.channel, d.language,
       ARRAY(SELECT d.message_id UNION SELECT message_id FROM delivery_covers c
             WHERE c.delivery_id = d.delivery_id ORDER BY 1) AS message_ids
{just_told}
  AND d.state = 'due' AND d.tries = 0 AND d.due_at > %(now)s
FOR UPDATE OF d SKIP LOCKED
""".replace(
    "{just_told}",
    _JUST_TOLD.replace(
        "{who}",
        f"JOIN ({HEARERS_OF_STATION}) AS hearers ON hearers.subscriber_id = d.subscriber_id",
    ),
)
_REWRITE = "UPDATE deliveries SET body = %s WHERE delivery_id = ANY(%s)"
_COVER = """
INSERT INTO delivery_covers (delivery_id, message_id) SELECT unnest(%s::uuid[]), %s
"""
_OVERTAKEN = """
UPDATE deliveries d
SET state = 'refused', provider_code = 'overtaken', settled_at = %(now)s
FROM messages om JOIN transitions ot USING (transition_id)
WHERE om.message_id = d.message_id AND ot.alert_id = %(alert_id)s AND om.audience = 'public'
  AND om.kind <> 'clear' AND om.level < %(level)s
  AND d.state = 'due' AND d.tries = 0 AND d.due_at > %(now)s
  AND NOT EXISTS (SELECT FROM delivery_covers c WHERE c.delivery_id = d.delivery_id)
"""


Wording = tuple[Channel, Language, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Held:
    """A delivery that waits a moment; ``wording`` ends with the messages it tells of so far."""

    delivery_id: UUID
    subscriber_id: int
    wording: Wording


def held_deliveries(connection: Connection, about: Mapping[str, object]) -> list[Held]:
    """Return what waits to be sent to those whom a message concerns too; locked."""
    rows = connection.execute(_HELD, about).fetchall()
    return [
        Held(delivery_id, subscriber_id, (Channel(channel), Language(language), tuple(ids)))
        for delivery_id, subscriber_id, channel, language, ids in rows
    ]


def write_into(connection: Connection, message_id: int, held: Sequence[UUID], body: str) -> None:
    """Have deliveries that wait tell of one more message."""
    connection.execute(_REWRITE, (body, list(held)))
    connection.execute(_COVER, (list(held), message_id))


def drop_overtaken(connection: Connection, about: Mapping[str, object]) -> None:
    """Drop what still waits about the same alert at a lower level: this message says more."""
    connection.execute(_OVERTAKEN, about)


def about(message: object, gather_for: timedelta, now: datetime) -> dict[str, object]:
    """Return what these queries ask for of a message."""
    fields = ("message_id", "run_no", "alert_id", "station_id", "level", "river", "speed")
    values = {name: getattr(message, name) for name in fields}
    return {**values, "now": now, "gather_for": gather_for / values["speed"]}
