"""The duty roster: who is called, in which order, about which rivers, at which hours."""

from dataclasses import dataclass
from datetime import datetime, time

from psycopg.errors import UniqueViolation
from psycopg.rows import class_row

from kawamori.calls import Hours, Post
from kawamori.errors import ConflictError, NotFoundError
from kawamori.people import Address, Channel, Language, Subscriber
from kawamori.storage.connections import Connection
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber

_ADD = """
INSERT INTO duty (network, river, position, person, subscriber_id, from_time, until_time)
VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING duty_id
"""
_LIST = """
SELECT d.duty_id, d.network, d.river, d.position, d.person, d.from_time, d.until_time,
       s.channel, s.address_encrypted, s.language, s.stopped_because,
       ARRAY(SELECT CASE WHEN run_no = 0 THEN 'actual' ELSE run END
             FROM reachable r JOIN runs USING (run_no)
             WHERE r.subscriber_id = s.subscriber_id ORDER BY run_no) AS runs
FROM duty d JOIN subscribers s USING (subscriber_id)
WHERE d.removed_at IS NULL
ORDER BY d.network, d.river NULLS LAST, d.position, d.from_time, d.duty_id
"""
_REMOVE = """
UPDATE duty SET removed_at = %s WHERE duty_id = %s AND removed_at IS NULL RETURNING duty_id
"""
_RIVER_THERE = "SELECT 1 FROM current_stations WHERE network = %s AND river = %s LIMIT 1"
_ON_DUTY = """
SELECT d.person, s.subscriber_id, s.channel, s.language,
       d.from_time IS NULL
         OR (d.from_time < d.until_time AND %(clock)s >= d.from_time AND %(clock)s < d.until_time)
         OR (d.from_time > d.until_time
             AND (%(clock)s >= d.from_time OR %(clock)s < d.until_time)) AS is_on
FROM duty d
JOIN subscribers s ON s.subscriber_id = d.subscriber_id AND s.stopped_at IS NULL
JOIN reachable r ON r.subscriber_id = s.subscriber_id AND r.run_no = %(run_no)s
WHERE d.removed_at IS NULL AND d.network = %(network)s
  AND (d.river IS NULL OR %(river)s::text IS NULL OR d.river = %(river)s)
ORDER BY (d.river IS NULL) = (%(river)s::text IS NOT NULL), d.position, d.duty_id
"""


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody who is on duty and may be reached."""

    person: str
    subscriber_id: int
    channel: Channel
    language: Language


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the roster as an operator sees it: the address only by its last digits."""

    duty_id: int
    post: Post
    address: Address
    language: Language
    stopped_because: str | None
    runs: list[str]


def add_duty(
    connection: Connection,
    seal: AddressSeal,
    post: Post,
    reached_by: Subscriber,
    *,
    run_no: int = 0,
) -> int:
    """Put a person on the roster, who is reached as subscribers are; return the line's number.

    ``NotFoundError`` when no station lies on the river, ``ConflictError`` when somebody
    has this place at these hours.
    """
    network, river, hours = post.network, post.river, post.hours
    if river is not None and not connection.execute(_RIVER_THERE, (network, river)).fetchone():
        raise NotFoundError(f"no station of the network {network!r} lies on the river {river!r}")
    begin, end = (hours.from_time, hours.until_time) if hours else (None, None)
    try:
        with connection.transaction():
            subscriber_id = add_subscriber(connection, seal, reached_by, run_no=run_no)
            values = (network, river, post.position, post.person, subscriber_id, begin, end)
            row = connection.execute(_ADD, values).fetchone()
    except UniqueViolation:
        raise ConflictError(
            f"somebody has place {post.position} there at these hours: "
            "`kawamori duty list` shows who"
        ) from None
    assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
    return int(row[0])


def remove_duty(connection: Connection, duty_id: int, now: datetime) -> None:
    """Take a line off the roster; ``NotFoundError`` when it is not there."""
    if connection.execute(_REMOVE, (now, duty_id)).fetchone() is None:
        raise NotFoundError(f"the roster has no line {duty_id}; `kawamori duty list` shows them")


def list_duty(connection: Connection, seal: AddressSeal) -> list[Listed]:
    """Return the roster, in the order in which people are called."""
    with connection.cursor(row_factory=class_row(_Row)) as cursor:
        return [row.listed(seal) for row in cursor.execute(_LIST)]


def on_duty(
    connection: Connection, *, run_no: int, network: str, river: str | None, clock: time
) -> list[OnDuty]:
    """Return who is called about a river, in order: its own people, then the whole network's.

    About what is of no river the whole network's come first, then everybody else's.
    ``clock`` is Japan's in the run. Where nobody has these hours everybody is called:
    a gap in a plan is no reason to tell nobody. A person with two places has the first.
    """
    values = {"run_no": run_no, "network": network, "river": river, "clock": clock}
    rows = connection.execute(_ON_DUTY, values).fetchall()
    found: dict[int, OnDuty] = {}
    for person, subscriber_id, channel, language, is_on in rows:
        if is_on or not any(row[-1] for row in rows):
            who = OnDuty(person, subscriber_id, Channel(channel), Language(language))
            found.setdefault(subscriber_id, who)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Row:
    duty_id: int
    network: str
    river: str | None
    position: int
    person: str
    from_time: time | None
    until_time: time | None
    channel: str
    address_encrypted: bytes
    language: str
    stopped_because: str | None
    runs: list[str]

    def listed(self, seal: AddressSeal) -> Listed:
        begin, end = self.from_time, self.until_time
        hours = Hours(begin, end) if begin is not None and end is not None else None
        return Listed(
            self.duty_id,
            Post(self.person, self.network, self.position, self.river, hours),
            seal.decrypt(Channel(self.channel), self.address_encrypted),
            Language(self.language),
            self.stopped_because,
            self.runs,
        )
