"""What a pack holds beside the chronology: messages, official information, stations, series.

Nobody who was told is in it: texts are told by language and channel, people by number alone.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

from psycopg.rows import dict_row

from kawamori.runs import Run
from kawamori.storage.connections import Connection

Lines = list[dict[str, Any]]

_MESSAGES = """
SELECT m.message_id, m.family, m.kind, m.level, m.created_at, m.muted_because, m.order_id,
       m.official_id, m.corrects, said.channel, said.language, said.body
FROM messages m
LEFT JOIN LATERAL (
  SELECT channel, language, body FROM message_texts x WHERE x.message_id = m.message_id
  UNION
  SELECT channel, language, body FROM deliveries d
  WHERE d.message_id = m.message_id AND m.family = 'gauge'
) said ON true
WHERE m.run_no = %(run_no)s AND m.audience = 'public' AND m.family NOT IN ('canary', 'own')
  AND m.created_at >= %(wall_since)s AND m.created_at < %(wall_until)s
ORDER BY m.message_id, said.channel, said.language, said.body
"""
_OFFICIAL = """
SELECT official_id, supersedes, issuer, kind, name, alert_level, control_status, rivers, areas,
       issued_at, received_at, recorded_at, valid_until, lifted_at, source_text, source_url,
       entered_by
FROM official_information
WHERE run_no = %(run_no)s AND recorded_at >= %(since)s AND recorded_at < %(until)s
ORDER BY official_id
"""
_STATIONS = """
SELECT f.station_id, f.name, f.name_en, f.river, f.lat, f.lon, f.mode, f.tidal, t.standby_m,
       t.caution_m, t.evacuation_m, t.danger_m, t.overflow_m, t.release_m
FROM (
  SELECT DISTINCT ON (f.station_id) f.* FROM station_facts f JOIN stations s USING (station_id)
  WHERE s.network = %(network)s AND f.valid_from <= %(wall_until)s
    AND f.recorded_at <= %(wall_until)s
  ORDER BY f.station_id, f.valid_from DESC, f.recorded_at DESC
) f
LEFT JOIN LATERAL (
  SELECT * FROM thresholds t WHERE t.station_id = f.station_id AND t.valid_from <= %(wall_until)s
    AND t.recorded_at <= %(wall_until)s
  ORDER BY t.valid_from DESC, t.recorded_at DESC LIMIT 1
) t ON true
WHERE NOT f.retired
ORDER BY f.station_id
"""
_ALERTED = """
SELECT DISTINCT al.station_id, d.datastream_id
FROM transitions t JOIN alerts al USING (alert_id)
JOIN datastreams d ON d.station_id = al.station_id AND d.judged
WHERE t.run_no = %(run_no)s AND t.recorded_at >= %(since)s AND t.recorded_at < %(until)s
ORDER BY al.station_id
"""
_ORDERS = """
SELECT DISTINCT o.order_id FROM orders o LEFT JOIN order_steps s USING (order_id)
WHERE o.run_no = %(run_no)s
  AND (o.composed_at >= %(since)s AND o.composed_at < %(until)s
       OR s.recorded_at >= %(since)s AND s.recorded_at < %(until)s)
ORDER BY o.order_id
"""
_MESSAGE_IDS = """
SELECT message_id FROM messages
WHERE run_no = %(run_no)s AND audience = 'public' AND family NOT IN ('canary', 'own')
  AND created_at >= %(wall_since)s AND created_at < %(wall_until)s ORDER BY message_id
"""


class Span(NamedTuple):
    """A time of a run, by its own clock and by the wall."""

    run: Run
    since: datetime
    until: datetime
    wall_since: datetime
    wall_until: datetime

    def values(self) -> dict[str, Any]:
        """Return it as queries take it."""
        return {**self._asdict(), "run_no": self.run.run_no, "network": self.run.network}


def messages_in(connection: Connection, span: Span) -> Lines:
    """Return the texts of messages to residents, by channel and language."""
    return _lines(connection, _MESSAGES, span)


def official_in(connection: Connection, span: Span) -> Lines:
    """Return official information as it was entered."""
    return _lines(connection, _OFFICIAL, span)


def stations_at(connection: Connection, span: Span) -> Lines:
    """Return the stations of the run, with the thresholds in force at the end of the time."""
    return _lines(connection, _STATIONS, span)


def alerted_in(connection: Connection, span: Span) -> list[tuple[str, int]]:
    """Return the stations where an alert moved, with the datastream that is judged."""
    return connection.execute(_ALERTED, _sent(span)).fetchall()


def orders_in(connection: Connection, span: Span) -> list[int]:
    """Return the orders that were composed, or of which something became, in the time."""
    return [row[0] for row in connection.execute(_ORDERS, _sent(span))]


def message_ids_in(connection: Connection, span: Span) -> list[int]:
    """Return the messages to residents."""
    return [row[0] for row in connection.execute(_MESSAGE_IDS, _sent(span))]


def _lines(connection: Connection, query: LiteralString, span: Span) -> Lines:
    with connection.cursor(row_factory=dict_row) as cursor:
        return [dict(_cells(row)) for row in cursor.execute(query, _sent(span))]


def _sent(span: Span) -> dict[str, Any]:
    return {name: value for name, value in span.values().items() if name != "run"}


def _cells(row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, datetime):
            yield name, value.isoformat()
        else:
            yield name, ";".join(value) if isinstance(value, list) else value


def names_of(lines: Sequence[dict[str, Any]], otherwise: Sequence[str]) -> list[str]:
    """Return the columns of some lines."""
    return list(lines[0]) if lines else list(otherwise)
