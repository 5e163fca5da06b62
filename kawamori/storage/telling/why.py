"""Why somebody was told: the steps, readings, thresholds and decisions behind one delivery.

All of it is read from rows that were stored when it happened; nothing is judged again.
"""

from uuid import UUID

from kawamori.errors import NotFoundError
from kawamori.storage.connections import Connection
from kawamori.storage.telling.grounds import GROUNDS, SILENCE

READINGS_BEFORE = 6

_WHY = f"""
WITH told AS (
  SELECT d.*, m.transition_id, m.audience, m.family, m.kind, m.order_id, m.official_id,
         m.own_reach_id
  FROM deliveries d
  JOIN messages m USING (message_id) WHERE delivery_id = %(delivery_id)s
), behind AS (
  SELECT transition_id, 1 AS place FROM told
  UNION SELECT m.transition_id, 2 FROM delivery_covers
    JOIN messages m USING (message_id) WHERE delivery_id = %(delivery_id)s
  UNION SELECT c.transition_id, 2 FROM told JOIN call_messages USING (message_id)
    JOIN calls c USING (call_id)
)
SELECT jsonb_build_object(
  'delivery_id', told.delivery_id, 'audience', told.audience,
  'family', told.family, 'state', told.state,
  'level', told.level, 'kind', told.kind, 'channel', told.channel, 'language', told.language,
  'body', told.body, 'created_at', told.created_at, 'closed_by', told.closed_by,
  'verified_by', (SELECT s.verified_by FROM subscribers s
                  WHERE s.subscriber_id = told.subscriber_id AND s.verified_at IS NOT NULL),
  'person', CASE told.audience WHEN 'staff' THEN (
    SELECT person FROM duty WHERE duty.subscriber_id = told.subscriber_id
    ORDER BY removed_at IS NULL DESC, duty_id DESC LIMIT 1) END,
  'calls', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'alert_id', c.alert_id, 'cause', c.cause, 'level', c.level, 'opened_at', c.opened_at,
      'nth', cm.nth, 'taken_at', c.taken_at, 'taken_by', c.taken_by, 'ended_at', c.ended_at,
      'ended_because', c.ended_because, 'silence_id', c.silence_id) ORDER BY c.call_id), '[]')
    FROM call_messages cm JOIN calls c USING (call_id) WHERE cm.message_id = told.message_id),
  'areas', (
    SELECT coalesce(jsonb_agg(f.name ORDER BY f.area_id), '[]')
    FROM message_areas a JOIN current_areas f USING (area_id)
    JOIN subscriber_areas s USING (area_id)
    WHERE a.message_id = told.message_id AND s.subscriber_id = told.subscriber_id),
  'order', (
    SELECT jsonb_build_object('order_id', o.order_id, 'name', o.name, 'reason', o.reason,
      'composed_by', o.composed_by, 'composed_at', o.composed_at, 'step', s.step,
      'person', s.person, 'at', s.at, 'recorded_at', s.recorded_at, 'note', s.note)
    FROM orders o JOIN order_steps s USING (order_id)
    WHERE o.order_id = told.order_id AND s.message_id = told.message_id),
  'official', (
    SELECT jsonb_build_object('official_id', o.official_id, 'name', o.name, 'issuer', o.issuer,
      'issued_at', o.issued_at, 'lifted_at', o.lifted_at, 'entered_by', o.entered_by)
    FROM official_information o WHERE o.official_id = told.official_id),
  'own', (
    SELECT jsonb_build_object('station_id', w.station_id, 'mark_m', w.mark_m,
      'stage_m', w.stage_m, 'observed_at', w.observed_at, 'recorded_at', w.recorded_at)
    FROM own_reaches w WHERE w.own_reach_id = told.own_reach_id),
  'steps', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'alert_id', t.alert_id, 'station_id', al.station_id, 'audience', t.audience,
      'kind', t.kind, 'from_level', t.from_level, 'to_level', t.to_level,
      'observed_at', t.observed_at, 'stage_m', t.stage_m, 'recorded_at', t.recorded_at,
      'reasons', t.reasons,
      'from_subscription', CASE told.audience WHEN 'public' THEN (
        SELECT from_level FROM subscriptions u
        WHERE u.subscriber_id = told.subscriber_id AND u.station_id = al.station_id) END,
{GROUNDS},
      'readings', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('observed_at', o.observed_at,
          'received_at', o.received_at, 'result', o.result, 'flags', o.flags)
          ORDER BY o.observed_at), '[]')
        FROM (SELECT ob.* FROM observations ob JOIN datastreams ds USING (datastream_id)
              WHERE ds.station_id = al.station_id AND ds.judged AND ob.run_no = t.run_no
                AND ob.observed_at <= t.observed_at
              ORDER BY ob.observed_at DESC LIMIT %(readings)s) o)
      ) ORDER BY place, t.transition_id), '[]')
    FROM (SELECT transition_id, min(place) AS place FROM behind GROUP BY transition_id) b
    JOIN transitions t USING (transition_id) JOIN alerts al USING (alert_id)),
  'decisions', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'station_id', al.station_id, 'kind', m.kind, 'level', m.level,
      'observed_at', t.observed_at, 'routed_at', m.routed_at, 'muted_because', m.muted_because,
      'silence', (
        SELECT {SILENCE}
        FROM silences s WHERE s.silence_id = m.silence_id)) ORDER BY m.message_id), '[]')
    FROM transitions t JOIN alerts al USING (alert_id)
    JOIN messages m ON m.transition_id = t.transition_id AND m.audience = 'public'
    WHERE t.alert_id IN (SELECT alert_id FROM behind JOIN transitions USING (transition_id))),
  'tries', (
    SELECT coalesce(jsonb_agg(jsonb_build_object('written_at', s.written_at, 'try', s.tries,
      'state', s.state, 'provider_id', s.provider_id, 'provider_status', s.provider_status,
      'provider_code', s.provider_code) ORDER BY s.step_id), '[]')
    FROM delivery_steps s WHERE s.delivery_id = told.delivery_id)
)::text
FROM told
"""  # noqa: S608 our own parts


def why_told(connection: Connection, delivery_id: UUID) -> str:
    """Return everything behind a delivery as a JSON object; ``NotFoundError`` without one."""
    values = {"delivery_id": delivery_id, "readings": READINGS_BEFORE}
    row = connection.execute(_WHY, values).fetchone()
    if row is None:
        raise NotFoundError(f"there is no delivery {delivery_id}")
    return str(row[0])
