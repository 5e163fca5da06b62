"""Who asked to be told, about which stations, and whom a run may reach at all."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from kawamori.errors import NotAllowedError, NotFoundError
from kawamori.levels import GaugeLevel
from kawamori.people import Address, Channel, Language, Subscriber, Subscription
from kawamori.storage.connections import Connection
from kawamori.storage.people.addresses import AddressSeal

OPTED_OUT = "opted out"

_ADD = """
INSERT INTO subscribers AS s (channel, address_encrypted, address_hash, language)
VALUES (%s, %s, %s, %s)
ON CONFLICT (channel, address_hash) DO UPDATE
SET language = excluded.language, stopped_at = NULL, stopped_because = NULL
WHERE s.stopped_because IS DISTINCT FROM %s
RETURNING subscriber_id
"""
_SUBSCRIBE = """
INSERT INTO subscriptions (subscriber_id, station_id, from_level)
SELECT %s, station_id, %s FROM stations WHERE station_id = %s
ON CONFLICT (subscriber_id, station_id) DO UPDATE SET from_level = excluded.from_level
RETURNING station_id
"""
_ALLOW = """
INSERT INTO reachable (run_no, subscriber_id) VALUES (%s, %s) ON CONFLICT DO NOTHING
"""
_FIND = "SELECT subscriber_id FROM subscribers WHERE channel = %s AND address_hash = %s"
_STOP = """
UPDATE subscribers SET stopped_at = %s, stopped_because = %s
WHERE subscriber_id = %s AND stopped_at IS NULL
"""
_LIST = """
SELECT s.subscriber_id, s.channel, s.address_encrypted, s.language, s.stopped_because,
       ARRAY(SELECT station_id || ' from ' || from_level FROM subscriptions t
             WHERE t.subscriber_id = s.subscriber_id ORDER BY station_id) AS subscriptions,
       ARRAY(SELECT CASE WHEN run_no = 0 THEN 'actual' ELSE run END
             FROM reachable r JOIN runs USING (run_no)
             WHERE r.subscriber_id = s.subscriber_id ORDER BY run_no) AS runs
FROM subscribers s ORDER BY s.subscriber_id
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A subscriber as an operator sees one: the address only by its last digits."""

    subscriber_id: int
    address: Address
    language: Language
    stopped_because: str | None
    subscriptions: list[tuple[str, GaugeLevel]]
    runs: list[str]


def add_subscriber(
    connection: Connection, seal: AddressSeal, subscriber: Subscriber, *, run_no: int = 0
) -> int:
    """Store a subscriber, or what is new of one, who may be reached in a run.

    ``NotAllowedError`` when the person opted out at the provider: only they can undo
    that. ``NotFoundError`` names a station that does not exist.
    """
    s = subscriber
    encrypted, found_by = seal.encrypt(s.channel, s.address), seal.hash(s.channel, s.address)
    with connection.transaction():
        values = (s.channel, encrypted, found_by, s.language, OPTED_OUT)
        row = connection.execute(_ADD, values).fetchone()
        if row is None:
            raise NotAllowedError(f"{s.address} opted out; ask them to opt in at the provider")
        subscriber_id = int(row[0])
        for subscription in s.subscriptions:
            _subscribe(connection, subscriber_id, subscription)
        allow(connection, run_no, subscriber_id)
    return subscriber_id


def allow(connection: Connection, run_no: int, subscriber_id: int) -> None:
    """Put a subscriber on the list of those whom a run may reach."""
    connection.execute(_ALLOW, (run_no, subscriber_id))


def find_subscriber(
    connection: Connection, seal: AddressSeal, address: Address, channel: Channel = Channel.SMS
) -> int:
    """Return the number of a subscriber; ``NotFoundError`` when nobody has the address."""
    row = connection.execute(_FIND, (channel, seal.hash(channel, address))).fetchone()
    if row is None:
        raise NotFoundError(f"nobody is subscribed as {address}")
    return int(row[0])


def stop_telling(connection: Connection, subscriber_id: int, because: str, now: datetime) -> None:
    """Never write to a subscriber again, until they subscribe anew."""
    connection.execute(_STOP, (now, because, subscriber_id))


def list_subscribers(connection: Connection, seal: AddressSeal) -> list[Listed]:
    """Return all subscribers, the oldest first."""
    with connection.cursor(row_factory=class_row(_Row)) as cursor:
        return [row.listed(seal) for row in cursor.execute(_LIST)]


def _subscribe(connection: Connection, subscriber_id: int, subscription: Subscription) -> None:
    values = (subscriber_id, subscription.from_level, subscription.station_id)
    if connection.execute(_SUBSCRIBE, values).fetchone() is None:
        raise NotFoundError(f"there is no station {subscription.station_id!r}")


@dataclass(frozen=True, slots=True)
class _Row:
    subscriber_id: int
    channel: str
    address_encrypted: bytes
    language: str
    stopped_because: str | None
    subscriptions: list[str]
    runs: list[str]

    def listed(self, seal: AddressSeal) -> Listed:
        pairs = [text.rsplit(" from ", 1) for text in self.subscriptions]
        return Listed(
            self.subscriber_id,
            seal.decrypt(Channel(self.channel), self.address_encrypted),
            Language(self.language),
            self.stopped_because,
            [(station_id, GaugeLevel(int(level))) for station_id, level in pairs],
            self.runs,
        )
