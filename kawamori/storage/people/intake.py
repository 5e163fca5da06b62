"""Storing subscribers, one or ten thousand, in a handful of statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kawamori.errors import NotFoundError
from kawamori.people import OwnMark, Subscriber
from kawamori.people.stops import OPTED_OUT
from kawamori.storage.connections import Connection
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.own_marks import store_own_marks

# Whoever is found by the hash of an older key gets the newest, so that nobody is there twice.
_FIND_AGAIN = """
UPDATE subscribers s SET address_hash = given.newest, address_encrypted = given.sealed
FROM unnest(%s::text[], %s::bytea[], %s::bytea[], %s::bytea[])
  AS given (channel, older, newest, sealed)
WHERE s.channel = given.channel AND s.address_hash = given.older
  AND NOT EXISTS (SELECT FROM subscribers o
                  WHERE o.channel = given.channel AND o.address_hash = given.newest)
"""
_STORE = """
WITH given AS (
  SELECT * FROM unnest(%s::text[], %s::bytea[], %s::bytea[], %s::text[])
    AS g (channel, address_hash, sealed, language)
), before AS (
  SELECT s.channel, s.address_hash FROM subscribers s JOIN given USING (channel, address_hash)
), stored AS (
  INSERT INTO subscribers AS s (channel, address_hash, address_encrypted, language)
  SELECT * FROM given
  ON CONFLICT (channel, address_hash) DO UPDATE
  SET language = excluded.language, address_encrypted = excluded.address_encrypted,
      stopped_at = NULL, stopped_because = NULL, erased_at = NULL,
      verified_at = coalesce(s.verified_at, now())
  WHERE s.stopped_because IS NULL OR s.stopped_because <> ALL(%s)
  RETURNING subscriber_id, channel, address_hash
)
SELECT given.channel, given.address_hash, stored.subscriber_id, before.channel IS NULL
FROM given
LEFT JOIN stored USING (channel, address_hash)
LEFT JOIN before USING (channel, address_hash)
"""
_NEED = """
UPDATE subscribers s SET reading_need = given.need
FROM unnest(%s::bigint[], %s::text[]) AS given (subscriber_id, need)
WHERE s.subscriber_id = given.subscriber_id
"""
_QUIET = """
UPDATE subscribers s
SET quiet_from = given.begins, quiet_until = given.ends, gauge_quiet_below = given.yield_from
FROM unnest(%s::bigint[], %s::time[], %s::time[], %s::smallint[])
  AS given (subscriber_id, begins, ends, yield_from)
WHERE s.subscriber_id = given.subscriber_id
"""
_SUBSCRIBE = """
INSERT INTO subscriptions (subscriber_id, station_id, from_level)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::smallint[])
ON CONFLICT (subscriber_id, station_id) DO UPDATE SET from_level = excluded.from_level
"""
_SETTLE = """
INSERT INTO subscriber_areas (subscriber_id, area_id, from_level)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::smallint[])
ON CONFLICT (subscriber_id, area_id) DO UPDATE SET from_level = excluded.from_level
"""
_ALLOW = """
INSERT INTO reachable (run_no, subscriber_id) SELECT %s, unnest(%s::bigint[])
ON CONFLICT DO NOTHING
"""
_UNKNOWN_STATIONS = "SELECT unnest(%s::text[]) EXCEPT SELECT station_id FROM stations ORDER BY 1"
_UNKNOWN_AREAS = "SELECT unnest(%s::text[]) EXCEPT SELECT area_id FROM areas ORDER BY 1"

_Key = tuple[str, bytes]  # channel, hash


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of somebody; ``subscriber_id`` is None where only they can undo a stop."""

    subscriber_id: int | None
    new: bool


def store_subscribers(
    connection: Connection,
    seal: AddressSeal,
    subscribers: Sequence[Subscriber],
    *,
    run_no: int,
    respecting: Sequence[str] = (OPTED_OUT,),
) -> list[Stored]:
    """Store subscribers, or what is new of them, who may be reached in a run; in their order.

    Of whoever is there twice the last words count. Nothing is stored of those who stopped for
    one of the reasons to respect. ``NotFoundError`` names stations and areas that do not exist.
    """
    with connection.transaction():
        check_wishes(connection, subscribers)
        found = _store(connection, seal, subscribers, respecting)
        stored = [found[_key(seal, each)] for each in subscribers]
        known = {
            each.subscriber_id: (each.subscriber_id, subscriber)
            for each, subscriber in zip(stored, subscribers, strict=True)
            if each.subscriber_id is not None
        }
        _prefer(connection, known.values())
        _wish(connection, zip(stored, subscribers, strict=True))
        connection.execute(_ALLOW, (run_no, list(known)))
    return stored


def _store(
    connection: Connection,
    seal: AddressSeal,
    subscribers: Iterable[Subscriber],
    respecting: Sequence[str],
) -> dict[_Key, Stored]:
    """Store addresses and languages; return what became of each."""
    rows: dict[_Key, tuple[str, bytes, bytes, str]] = {}
    older: list[tuple[str, bytes, bytes, bytes]] = []
    for s in subscribers:
        newest, *others = seal.hashes(s.channel, s.address)
        sealed = seal.encrypt(s.channel, s.address)
        rows[s.channel.value, newest] = (s.channel.value, newest, sealed, s.language.value)
        older += [(s.channel.value, each, newest, sealed) for each in others]
    if older:
        connection.execute(_FIND_AGAIN, _columns(older, 4))
    values = (*_columns(list(rows.values()), 4), list(respecting))
    return {
        (channel, bytes(hashed)): Stored(subscriber_id, new and subscriber_id is not None)
        for channel, hashed, subscriber_id, new in connection.execute(_STORE, values)
    }


def _prefer(connection: Connection, people: Iterable[tuple[int, Subscriber]]) -> None:
    """Store what people have said of how they read, and of when they want their peace."""
    listed = list(people)
    needs = [(i, s.reading_need.value) for i, s in listed if s.reading_need is not None]
    hours = [
        (i, s.quiet.begins, s.quiet.ends, s.quiet.yield_from.value)
        for i, s in listed
        if s.quiet is not None
    ]
    for query, rows, width in ((_NEED, needs, 2), (_QUIET, hours, 4)):
        if rows:
            connection.execute(query.encode(), _columns(rows, width))


def _wish(connection: Connection, people: Iterable[tuple[Stored, Subscriber]]) -> None:
    """Store of which stations and areas people want to hear, and from which level on."""
    stations: dict[tuple[int, str], int] = {}
    areas: dict[tuple[int, str], int] = {}
    marks: list[tuple[int, OwnMark]] = []
    for stored, s in people:
        if (number := stored.subscriber_id) is not None:
            marks += [(number, mark) for mark in s.own_marks]
            stations |= {(number, w.station_id): w.from_level.value for w in s.subscriptions}
            areas |= {(number, w.area_id): w.from_level.value for w in s.areas}
    for query, wishes in ((_SUBSCRIBE, stations), (_SETTLE, areas)):
        if wishes:
            connection.execute(
                query.encode(), _columns([(*key, n) for key, n in wishes.items()], 3)
            )
    store_own_marks(connection, marks)


def _key(seal: AddressSeal, s: Subscriber) -> _Key:
    return s.channel.value, seal.hash(s.channel, s.address)


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> tuple[list[object], ...]:
    return tuple([row[n] for row in rows] for n in range(width))


def check_wishes(connection: Connection, subscribers: Sequence[Subscriber]) -> None:
    """Raise ``NotFoundError``, naming them, for stations and areas that do not exist."""
    wanted: Mapping[str, tuple[str, set[str]]] = {
        "station": (
            _UNKNOWN_STATIONS,
            {w.station_id for s in subscribers for w in s.subscriptions}
            | {mark.station_id for s in subscribers for mark in s.own_marks},
        ),
        "area": (_UNKNOWN_AREAS, {w.area_id for s in subscribers for w in s.areas}),
    }
    for what, (query, places) in wanted.items():
        if unknown := [row[0] for row in connection.execute(query.encode(), (sorted(places),))]:
            raise NotFoundError(f"there is no {what} {', '.join(map(repr, unknown))}")
