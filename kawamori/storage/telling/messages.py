"""Messages that wait to be routed, and the deliveries they become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.rows import kwargs_row

from kawamori.alerts import Kind
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.levels import GaugeLevel
from kawamori.messages import Matter
from kawamori.people import Channel, Language
from kawamori.runs import Status
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.people.recipients import OF_STATION
from kawamori.storage.silences.covering import ANY_IN_FORCE, covering
from kawamori.storage.telling.gathering import RECENT, about

_NEXT = """
SELECT m.message_id, m.run_no, m.status, m.kind, m.level, m.code, t.alert_id, al.station_id,
       t.observed_at, t.recorded_at, t.wall_recorded_at, r.speed, t.stage_m,
       c.name, c.name_en, c.river,
       (SELECT max(hm.level)
        FROM messages hm JOIN transitions ht USING (transition_id)
        WHERE ht.alert_id = t.alert_id AND ht.transition_id > t.transition_id
          AND hm.audience = 'public' AND hm.kind <> 'clear') AS later_level,
       (SELECT max(bt.observed_at)
        FROM messages bm JOIN transitions bt USING (transition_id)
        WHERE bt.alert_id = t.alert_id AND bt.transition_id < t.transition_id
          AND bm.audience = 'public' AND bm.kind <> 'clear' AND bm.level >= m.level
          AND bm.routed_at IS NOT NULL AND bm.muted_because IS NULL
          AND NOT EXISTS (SELECT FROM messages cm WHERE cm.corrects = bm.message_id)) AS told_at,
       EXISTS (SELECT FROM transitions nt JOIN alerts na USING (alert_id)
               WHERE nt.transition_id > t.transition_id AND nt.audience = 'public'
                 AND na.run_no = m.run_no AND na.station_id = al.station_id) AS has_moved_on,
       al.public_level < m.level AS has_fallen, m.silence_id,
       CASE WHEN al.public_is_open THEN al.public_level END AS standing_level,
       a.public_stage_m AS standing_stage_m, a.public_observed_at AS standing_observed_at
FROM messages m
JOIN transitions t USING (transition_id)
JOIN alerts al ON al.alert_id = t.alert_id
JOIN runs r ON r.run_no = m.run_no
JOIN current_stations c ON c.station_id = al.station_id
LEFT JOIN latest_assessments a ON a.run_no = al.run_no AND a.station_id = al.station_id
WHERE m.routed_at IS NULL AND (NOT {any_silence} OR ({silence}) IS NULL)
  AND NOT (coalesce(a.public_level < %(told_from)s, false) AND al.public_is_open
           AND al.public_level >= %(told_from)s
           AND (m.silence_id IS NOT NULL OR t.recorded_at - t.observed_at > %(ease_after)s))
ORDER BY m.level DESC, m.message_id
LIMIT 1
FOR UPDATE OF m SKIP LOCKED
"""
_KEEP_BACK = """
UPDATE messages m SET silence_id = found.silence_id
FROM (
  SELECT m.message_id, ({silence}) AS silence_id
  FROM messages m
  JOIN transitions t USING (transition_id)
  JOIN alerts al ON al.alert_id = t.alert_id
  JOIN current_stations c ON c.station_id = al.station_id
  WHERE m.routed_at IS NULL AND {any_silence}
) found
WHERE m.message_id = found.message_id AND found.silence_id IS NOT NULL
  AND m.silence_id IS DISTINCT FROM found.silence_id
"""
_SILENCE = covering("m.run_no", "c", "m.level", "false")
_NEXT = _NEXT.replace("{silence}", _SILENCE).replace("{any_silence}", ANY_IN_FORCE)
_KEEP_BACK = _KEEP_BACK.replace("{silence}", _SILENCE).replace("{any_silence}", ANY_IN_FORCE)
_MATTERS = """
SELECT m.message_id, m.status, m.kind, m.level, c.name, c.name_en, c.river, t.stage_m,
       t.observed_at
FROM messages m
JOIN transitions t USING (transition_id)
JOIN alerts al ON al.alert_id = t.alert_id
JOIN current_stations c ON c.station_id = al.station_id
WHERE m.message_id = ANY(%s) ORDER BY m.message_id
"""
_TOLD = """
SELECT s.subscriber_id, s.channel, s.language, max(d.risk) AS risk, NULL AS withheld_because
FROM transitions t
JOIN messages m ON m.transition_id = t.transition_id AND m.audience = 'public'
JOIN deliveries d ON d.message_id = m.message_id OR d.delivery_id IN (
  SELECT delivery_id FROM delivery_covers c WHERE c.message_id = m.message_id)
JOIN subscribers s ON s.subscriber_id = d.subscriber_id AND s.stopped_at IS NULL
WHERE t.alert_id = %(alert_id)s AND d.state NOT IN ('withheld', 'canceled', 'refused')
GROUP BY s.subscriber_id, s.channel, s.language
"""
# To whom, and from when on, is put in by each who delivers.
DELIVER = """
INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, risk, language, body,
                        created_at, due_at, state, provider_code, settled_at)
SELECT %(message_id)s, %(run_no)s, who.subscriber_id, who.channel, %(level)s, who.risk,
       who.language, wording.body, %(now)s, {due_at},
       CASE WHEN withheld_because IS NULL THEN 'due' ELSE 'withheld' END, withheld_because,
       CASE WHEN withheld_because IS NULL THEN NULL ELSE %(now)s END
FROM ({who}) AS who
{recent}
JOIN unnest(%(channels)s::text[], %(languages)s::text[], %(bodies)s::text[])
  AS wording (channel, language, body)
  ON wording.channel = who.channel AND wording.language = who.language
ON CONFLICT (message_id, subscriber_id, channel) DO NOTHING
RETURNING delivery_id
"""
_DELIVER_BY_SUBSCRIPTION = (
    DELIVER.replace("{who}", f"{OF_STATION} AND s.subscriber_id <> ALL (%(covered)s)")
    .replace("{recent}", f"LEFT JOIN ({RECENT}) AS recent USING (subscriber_id)")
    .replace("{due_at}", "coalesce(recent.told_at + %(gather_for)s, %(now)s)")
)
_DELIVER_TO_THOSE_TOLD = (
    DELIVER.replace("{who}", _TOLD).replace("{recent}", "").replace("{due_at}", "%(now)s")
)
_ROUTED = """
UPDATE messages SET routed_at = %s, muted_because = %s, river = %s WHERE message_id = %s
"""


@dataclass(frozen=True, slots=True)
class Message:
    """Words for people that are not yet addressed.

    ``later_level`` is the highest level that the same alert has reached since;
    ``told_at`` when people were last told of this level or more, and it was not taken back.
    ``observed_at`` and ``recorded_at`` are by the run's clock, which goes ``speed`` times as
    fast as the wall's.
    ``has_moved_on`` says that the public's side has taken a later step at this station,
    ``has_fallen`` that it stands below this level by now. ``silence_id`` is what kept it
    back; ``standing_level`` and the rest what the public's side stands at, None where it
    is clear.
    """

    message_id: int
    run_no: int
    status: Status
    kind: Kind
    level: GaugeLevel
    code: str | None
    alert_id: int
    station_id: str
    observed_at: datetime
    recorded_at: datetime
    wall_recorded_at: datetime
    speed: float
    stage_m: float
    name: str
    name_en: str
    river: str
    later_level: int | None
    told_at: datetime | None
    has_moved_on: bool
    has_fallen: bool = False
    silence_id: int | None = None
    standing_level: int | None = None
    standing_stage_m: float | None = None
    standing_observed_at: datetime | None = None

    def age(self, now: datetime) -> timedelta:
        """Return how old the reading is that caused this, in wall time.

        A rehearsal's clock is divided by its speed: a second's delay is no old reading.
        """
        judged_after = (self.recorded_at - self.observed_at) / self.speed
        return judged_after + (now - self.wall_recorded_at)

    def known_after(self, transit: timedelta) -> timedelta:
        """Return how long after its reading this was known, beyond what the way takes by the wall.

        It is by the run's clock: in a rehearsal an outage lasts as long as it would.
        """
        return self.recorded_at - self.observed_at - transit * self.speed

    def as_it_stands(self) -> "Message":
        """Return the message about how things stand now, after it was kept back."""
        level, stage_m, at = self.standing_level, self.standing_stage_m, self.standing_observed_at
        if level is None or stage_m is None or at is None:
            return self
        level = GaugeLevel(min(level, self.level))
        return replace(self, level=level, stage_m=stage_m, observed_at=at)

    def matter(self) -> Matter:
        """Return what the message is about."""
        return Matter(
            self.status,
            self.kind,
            self.level,
            self.name,
            self.name_en,
            self.river,
            self.stage_m,
            self.observed_at,
        )


def next_message(connection: Connection, now: datetime) -> Message | None:
    """Return the highest message to be routed, locked until the caller's transaction ends.

    What a silence covers at ``now`` by the wall is marked and left for later. What one has
    kept back, or was known late, waits while the river dips below all that is told: it
    has left, or returns.
    """
    with unavailable_when_lost(), connection.cursor(row_factory=kwargs_row(_message)) as cursor:
        cursor.execute(_KEEP_BACK, {"now": now})
        rules = {"told_from": DEFAULT_POLICY.told_from, "ease_after": DEFAULT_POLICY.ease_after}
        return cursor.execute(_NEXT, {"now": now, **rules}).fetchone()


def matters_of(connection: Connection, message_ids: Sequence[int]) -> list[Matter]:
    """Return what these messages are about, the oldest first."""
    rows = connection.execute(_MATTERS, (list(message_ids),)).fetchall()
    return [
        Matter(Status(status), Kind(kind), GaugeLevel(level), *others)
        for _, status, kind, level, *others in rows
    ]


def address_message(
    connection: Connection,
    message: Message,
    bodies: Mapping[tuple[Channel, Language], str],
    now: datetime,
    *,
    gather_for: timedelta = timedelta(),
    covered: Sequence[int] = (),
) -> list[UUID]:
    """Write one delivery for each person to be told and return the deliveries.

    An all-clear goes to those who were told of this alert; anything else to those
    who subscribed to the station, from their own level on, and may be reached in the run:
    at once, or, where they were just texted of this level on this river, ``gather_for``
    after that. Those ``covered`` read of it in another delivery.
    """
    to_whom = _DELIVER_TO_THOSE_TOLD if message.kind is Kind.CLEAR else _DELIVER_BY_SUBSCRIPTION
    values = {
        **about(message, gather_for, now),
        "covered": list(covered),
        "channels": [channel.value for channel, _ in bodies],
        "languages": [language.value for _, language in bodies],
        "bodies": list(bodies.values()),
    }
    with unavailable_when_lost():
        rows = connection.execute(to_whom, values).fetchall()
        connection.execute(_ROUTED, (now, None, message.river, message.message_id))
    return [row[0] for row in rows]


def mute_message(connection: Connection, message: Message, because: str, now: datetime) -> None:
    """Address a message to nobody, and say why."""
    with unavailable_when_lost():
        connection.execute(_ROUTED, (now, because, message.river, message.message_id))


def listen_for_messages(connection: Connection) -> None:
    """Have this connection woken by every message and delivery from now on."""
    with unavailable_when_lost():
        connection.execute("LISTEN messages")


def _message(*, status: str, kind: str, level: int, **columns: object) -> Message:
    return Message(
        status=Status(status),
        kind=Kind(kind),
        level=GaugeLevel(level),
        **columns,  # type: ignore[arg-type]
    )
