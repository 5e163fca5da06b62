"""Rows of what was judged and told, written straight, for tests of who shows them."""

import json
from datetime import datetime
from typing import Any

from kawamori.storage.connections import Connection
from kawamori.storage.stream import announce

_ALERT = """
WITH opened AS (
  INSERT INTO alerts (run_no, status, station_id, opened_at, level, peak_level, public_is_open,
                      public_level)
  VALUES (%(run_no)s, %(status)s, %(station_id)s, %(at)s, %(level)s, %(level)s,
          %(public_level)s > 0, %(public_level)s)
  RETURNING alert_id
)
INSERT INTO transitions (alert_id, run_no, audience, kind, from_level, to_level, observed_at,
                         stage_m, recorded_at, reasons)
SELECT alert_id, %(run_no)s, 'hq', 'raise', 0, %(level)s, %(at)s, 3.2, %(at)s, '["level"]'
FROM opened RETURNING alert_id
"""
_CLOSE = """
UPDATE alerts SET closed_at = %s, level = 0, public_is_open = false WHERE alert_id = %s
"""
_DELIVERY = """
WITH what AS (
  INSERT INTO messages (run_no, status, transition_id, kind, level)
  SELECT run_no, 'actual', transition_id, kind, to_level FROM transitions
  WHERE alert_id = %(alert_id)s RETURNING message_id
)
INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, language, body)
SELECT message_id, 0, %(subscriber_id)s, 'sms', 3, 'ja', '避難判断水位に到達しました' FROM what
RETURNING delivery_id
"""
_SUBSCRIBER = """
WITH who AS (
  INSERT INTO subscribers (address_encrypted, address_hash)
  VALUES ('x', gen_random_uuid()::text::bytea) RETURNING subscriber_id
)
INSERT INTO reachable SELECT 0, subscriber_id FROM who RETURNING subscriber_id
"""
_CALL = """
WITH roster AS (
  INSERT INTO duty (network, position, person, subscriber_id)
  VALUES ('city', 1, %(person)s, %(subscriber_id)s)
), step AS (
  SELECT transition_id, alert_id, kind, to_level, observed_at FROM transitions
  WHERE alert_id = %(alert_id)s
), call AS (
  INSERT INTO calls (run_no, alert_id, transition_id, cause, subject, level, opened_at)
  SELECT 0, alert_id, transition_id, 'level', transition_id, to_level, observed_at FROM step
  RETURNING call_id
), what AS (
  INSERT INTO messages (run_no, status, transition_id, kind, level, audience, routed_at)
  SELECT 0, 'actual', transition_id, kind, to_level, 'staff', now() FROM step
  RETURNING message_id
), told AS (
  INSERT INTO call_messages SELECT call_id, 1, message_id FROM call, what
)
INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, language, body, link)
SELECT message_id, 0, %(subscriber_id)s, 'sms', 3, 'ja', '避難判断水位 川辺橋。', %(link)s
FROM what
"""


def write_assessment(
    connection: Connection,
    station_id: str,
    *,
    run_no: int,
    at: datetime,
    is_confirmed: bool,
    **differs: object,
) -> None:
    """Store a station's latest assessment, of a river that rises, and announce it."""
    danger = {"level": 4, "threshold_m": 4.0, "chance": 0.4}
    projection = {
        "as_of": at.isoformat(),
        "next": [{**danger, "p10_s": 600, "p50_s": 900, "p90_s": 1800}],
    }
    values: dict[str, Any] = {
        "run_no": run_no,
        "station_id": station_id,
        "recorded_at": at,
        "observed_at": at,
        "public_observed_at": at,
        "confirmation": "confirmed" if is_confirmed else "unconfirmed",
        "trend": "rising",
        "rise_m_per_h": 1.2,
        "projection": json.dumps(projection),
        "reasons": json.dumps(["level"] if is_confirmed else ["level", "jump"]),
        "policy_version": "test",
        **differs,
    }
    names = ", ".join(values)
    places = ", ".join(f"%({name})s" for name in values)
    moved = ", ".join(f"{name} = excluded.{name}" for name in values)
    with connection.transaction():
        connection.execute(
            f"INSERT INTO latest_assessments ({names}) VALUES ({places})"  # noqa: S608 our names
            f" ON CONFLICT (run_no, station_id) DO UPDATE SET {moved}".encode(),
            values,
        )
        announce(connection, run_no, "stations", [station_id])


def write_alert(
    connection: Connection,
    station_id: str,
    *,
    run_no: int,
    at: datetime,
    level: int,
    public_level: int,
) -> int:
    """Open an alert by one transition, announce it, and return its id."""
    values = {
        "run_no": run_no,
        "status": "actual" if run_no == 0 else "exercise",
        "station_id": station_id,
        "at": at,
        "level": level,
        "public_level": public_level,
    }
    with connection.transaction():
        ((alert_id,),) = connection.execute(_ALERT, values).fetchall()
        announce(connection, run_no, "alerts", [str(alert_id)])
    return int(alert_id)


def close_alert(connection: Connection, alert_id: int, at: datetime) -> None:
    """Close an actual alert and announce it."""
    with connection.transaction():
        connection.execute(_CLOSE, (at, alert_id))
        announce(connection, 0, "alerts", [str(alert_id)])


def write_delivery(connection: Connection, alert_id: int) -> str:
    """Write a delivery about an actual alert, announce it, and return its id."""
    with connection.transaction():
        values = {"alert_id": alert_id, "subscriber_id": write_subscriber(connection)}
        ((delivery_id,),) = connection.execute(_DELIVERY, values).fetchall()
        announce(connection, 0, "deliveries", [str(delivery_id)])
    return str(delivery_id)


def write_subscriber(connection: Connection) -> int:
    """Write a subscriber whose number nobody can read, and return the id."""
    ((subscriber_id,),) = connection.execute(_SUBSCRIBER).fetchall()
    return int(subscriber_id)


def write_call(
    connection: Connection, alert_id: int, *, person: str, subscriber_id: int, link: str
) -> None:
    """Put somebody on the roster, and call them about an actual alert."""
    values = {"alert_id": alert_id, "person": person, "subscriber_id": subscriber_id, "link": link}
    connection.execute(_CALL, values)
