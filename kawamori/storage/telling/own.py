"""Heights of people's own that were reached, and the deliveries that tell whose they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.rows import kwargs_row

from kawamori.messages import OwnMatter
from kawamori.people import Channel, Language
from kawamori.runs import Status
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.people.recipients import OF_OWN_MARK
from kawamori.storage.silences.covering import ANY_IN_FORCE, covering
from kawamori.storage.telling.messages import DELIVER

# The gauge's notices that the same pass of judging wrote: they go first, and who has one is not
# told twice.
_NOTICES = """
SELECT n.message_id, n.routed_at
FROM alerts al
JOIN transitions t ON t.alert_id = al.alert_id AND t.audience = 'public'
  AND t.recorded_at = w.recorded_at
JOIN messages n ON n.transition_id = t.transition_id AND n.audience = 'public'
WHERE al.run_no = w.run_no AND al.station_id = w.station_id
"""
_NEXT = """
SELECT m.message_id, m.code, m.run_no, m.status, m.level, r.speed, w.station_id, w.mark_m,
       w.stage_m, w.observed_at, w.recorded_at, w.wall_recorded_at, c.name, c.name_en, c.river,
       ARRAY(SELECT n.message_id FROM ({notices}) n) AS notices,
       CASE WHEN {any_silence} THEN ({silence}) END AS silence_id
FROM messages m
JOIN own_reaches w USING (own_reach_id)
JOIN runs r ON r.run_no = m.run_no
JOIN LATERAL (
  SELECT s.network, f.* FROM station_facts f JOIN stations s USING (station_id)
  WHERE f.station_id = w.station_id AND f.valid_from <= now()
  ORDER BY f.valid_from DESC, f.recorded_at DESC LIMIT 1
) c ON true
WHERE m.routed_at IS NULL AND m.own_reach_id IS NOT NULL
  AND (w.wall_recorded_at < %(now)s - %(wait)s
       OR NOT EXISTS (SELECT FROM ({notices}) n WHERE n.routed_at IS NULL))
ORDER BY m.level DESC, m.message_id
LIMIT 1
FOR UPDATE OF m SKIP LOCKED
"""
_SILENCE = covering("m.run_no", "c", "m.level", "false")
_NEXT = (
    _NEXT.replace("{notices}", _NOTICES)
    .replace("{any_silence}", ANY_IN_FORCE)
    .replace("{silence}", _SILENCE)
)
_ADDRESS = (
    DELIVER.replace("{who}", OF_OWN_MARK).replace("{recent}", "").replace("{due_at}", "%(now)s")
)
_TEXTS = """
INSERT INTO message_texts (message_id, channel, language, body)
SELECT %s, unnest(%s::text[]), unnest(%s::text[]), unnest(%s::text[])
"""
_ROUTED = """
UPDATE messages SET routed_at = %s, muted_because = %s, river = %s WHERE message_id = %s
"""


@dataclass(frozen=True, slots=True)
class OwnMessage:
    """A height that a reading reached, which is not yet told to those whose own it is.

    Times of the reading are by the run's clock, which goes ``speed`` times as fast as the
    wall's. ``notices`` are the gauge's that were decided with it; ``silence_id`` is what
    covers the gauge.
    """

    message_id: int
    code: str | None
    run_no: int
    status: Status
    level: int
    speed: float
    station_id: str
    mark_m: float
    stage_m: float
    observed_at: datetime
    recorded_at: datetime
    wall_recorded_at: datetime
    name: str
    name_en: str
    river: str
    notices: list[int]
    silence_id: int | None

    def age(self, now: datetime) -> timedelta:
        """Return how old the reading is, in wall time."""
        judged_after = (self.recorded_at - self.observed_at) / self.speed
        return judged_after + (now - self.wall_recorded_at)

    def matter(self) -> OwnMatter:
        """Return what the message is about."""
        return OwnMatter(
            self.status,
            self.mark_m,
            self.name,
            self.name_en,
            self.river,
            self.stage_m,
            self.observed_at,
        )


def next_own_message(connection: Connection, now: datetime, wait: timedelta) -> OwnMessage | None:
    """Return the highest message of its kind, locked until the caller's transaction ends.

    It lets the gauge's notice that was decided with it go first, but waits no longer than so.
    """
    values = {"now": now, "wait": wait}
    with unavailable_when_lost(), connection.cursor(row_factory=kwargs_row(_message)) as cursor:
        return cursor.execute(_NEXT.encode(), values).fetchone()


def address_own_message(
    connection: Connection,
    message: OwnMessage,
    bodies: Mapping[tuple[Channel, Language], str],
    now: datetime,
) -> list[UUID]:
    """Write one delivery for each person whose own height this is; return the deliveries."""
    channels = [channel.value for channel, _ in bodies]
    languages = [language.value for _, language in bodies]
    values = {
        "message_id": message.message_id,
        "run_no": message.run_no,
        "station_id": message.station_id,
        "level": message.level,
        "mark_m": message.mark_m,
        "stage_m": message.stage_m,
        "notices": message.notices,
        "now": now,
        "channels": channels,
        "languages": languages,
        "bodies": list(bodies.values()),
    }
    with unavailable_when_lost():
        rows = connection.execute(_ADDRESS.encode(), values).fetchall()
        texts = (message.message_id, channels, languages, list(bodies.values()))
        if rows:
            connection.execute(_TEXTS, texts)
        connection.execute(_ROUTED, (now, None, message.river, message.message_id))
    return [row[0] for row in rows]


def mute_own_message(
    connection: Connection, message: OwnMessage, because: str, now: datetime
) -> None:
    """Address a message to nobody, and say why."""
    with unavailable_when_lost():
        connection.execute(_ROUTED, (now, because, message.river, message.message_id))


def _message(*, status: str, **columns: object) -> OwnMessage:
    return OwnMessage(status=Status(status), **columns)  # type: ignore[arg-type]
