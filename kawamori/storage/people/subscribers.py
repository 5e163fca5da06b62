"""Who asked to be told, about which stations, and whom a run may reach at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from kawamori.errors import NotAllowedError, NotFoundError
from kawamori.levels import GaugeLevel
from kawamori.people import Address, Channel, Language, OwnMark, Subscriber
from kawamori.people.stops import BY_THEM
from kawamori.storage.connections import Connection
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.intake import store_subscribers

_ALLOW = """
INSERT INTO reachable (run_no, subscriber_id) VALUES (%s, %s) ON CONFLICT DO NOTHING
"""
_FIND = "SELECT subscriber_id FROM subscribers WHERE channel = %s AND address_hash = ANY(%s)"
_STOP = """
UPDATE subscribers SET stopped_at = coalesce(stopped_at, %(now)s), stopped_because = %(because)s
WHERE subscriber_id = ANY(%(who)s) AND (stopped_at IS NULL OR %(because)s = ANY(%(by_them)s))
"""
_LIST = """
SELECT s.subscriber_id, s.channel, s.address_encrypted, s.language, s.stopped_because,
       ARRAY(SELECT station_id || ' from ' || from_level FROM subscriptions t
             WHERE t.subscriber_id = s.subscriber_id ORDER BY station_id) AS subscriptions,
       ARRAY(SELECT area_id || ' from ' || from_level FROM subscriber_areas a
             WHERE a.subscriber_id = s.subscriber_id ORDER BY area_id) AS areas,
       ARRAY(SELECT station_id FROM own_marks o
             WHERE o.subscriber_id = s.subscriber_id ORDER BY station_id, stage_m) AS mark_stations,
       ARRAY(SELECT stage_m FROM own_marks o
             WHERE o.subscriber_id = s.subscriber_id ORDER BY station_id, stage_m) AS mark_stages_m,
       to_char(s.quiet_from, 'HH24:MI') || '-' || to_char(s.quiet_until, 'HH24:MI') AS quiet,
       ARRAY(SELECT CASE WHEN run_no = 0 THEN 'actual' ELSE run END
             FROM reachable r JOIN runs USING (run_no)
             WHERE r.subscriber_id = s.subscriber_id ORDER BY run_no) AS runs
FROM subscribers s WHERE s.erased_at IS NULL ORDER BY s.subscriber_id
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A subscriber as an operator sees one: the address only by its last digits."""

    subscriber_id: int
    channel: Channel
    address: Address
    language: Language
    stopped_because: str | None
    subscriptions: list[tuple[str, GaugeLevel]]
    areas: list[tuple[str, GaugeLevel]]
    own_marks: list[OwnMark]
    quiet: str | None
    runs: list[str]


def add_subscriber(
    connection: Connection, seal: AddressSeal, subscriber: Subscriber, *, run_no: int = 0
) -> int:
    """Store a subscriber, or what is new of one, who may be reached in a run.

    ``NotAllowedError`` when the person opted out at the provider: only they can undo
    that. ``NotFoundError`` names a station or an area that does not exist.
    """
    [stored] = store_subscribers(connection, seal, [subscriber], run_no=run_no)
    if stored.subscriber_id is None:
        raise NotAllowedError(f"{subscriber.address} opted out; ask them to opt in at the provider")
    return stored.subscriber_id


def allow(connection: Connection, run_no: int, subscriber_id: int) -> None:
    """Put a subscriber on the list of those whom a run may reach."""
    connection.execute(_ALLOW, (run_no, subscriber_id))


def find_subscriber(
    connection: Connection, seal: AddressSeal, address: Address, channel: Channel = Channel.SMS
) -> int:
    """Return the number of a subscriber; ``NotFoundError`` when nobody has the address."""
    row = connection.execute(_FIND, (channel, seal.hashes(channel, address))).fetchone()
    if row is None:
        raise NotFoundError(f"nobody is subscribed as {address}")
    return int(row[0])


def stop_telling(connection: Connection, subscriber_id: int, because: str, now: datetime) -> None:
    """Never write to a subscriber again, until they subscribe anew."""
    stop_telling_all(connection, [subscriber_id], because, now)


def stop_telling_all(
    connection: Connection, subscriber_ids: Sequence[int], because: str, now: datetime
) -> None:
    """Never write to any of these again, until they subscribe anew."""
    values = {"now": now, "because": because, "who": list(subscriber_ids), "by_them": list(BY_THEM)}
    connection.execute(_STOP, values)


def list_subscribers(connection: Connection, seal: AddressSeal) -> list[Listed]:
    """Return all subscribers, the oldest first."""
    with connection.cursor(row_factory=class_row(_Row)) as cursor:
        return [row.listed(seal) for row in cursor.execute(_LIST)]


@dataclass(frozen=True, slots=True)
class _Row:
    subscriber_id: int
    channel: str
    address_encrypted: bytes
    language: str
    stopped_because: str | None
    subscriptions: list[str]
    areas: list[str]
    mark_stations: list[str]
    mark_stages_m: list[float]
    quiet: str | None
    runs: list[str]

    def listed(self, seal: AddressSeal) -> Listed:
        channel = Channel(self.channel)
        return Listed(
            self.subscriber_id,
            channel,
            seal.decrypt(channel, self.address_encrypted),
            Language(self.language),
            self.stopped_because,
            _levels(self.subscriptions),
            _levels(self.areas),
            [OwnMark(*mark) for mark in zip(self.mark_stations, self.mark_stages_m, strict=True)],
            self.quiet,
            self.runs,
        )


def _levels(wishes: list[str]) -> list[tuple[str, GaugeLevel]]:
    pairs = (text.rsplit(" from ", 1) for text in wishes)
    return [(place, GaugeLevel(int(level))) for place, level in pairs]
