"""Why an alert stands as it does, and who was told of it: read from what was stored."""

from kawamori.errors import NotFoundError
from kawamori.storage.connections import Connection
from kawamori.storage.telling.grounds import GROUNDS, SILENCE

_WHY = f"""
WITH al AS (
  SELECT alerts.*, f.river, f.network
  FROM alerts JOIN current_stations f USING (station_id) WHERE alert_id = %(alert_id)s
)
SELECT jsonb_build_object(
  'alert_id', al.alert_id, 'station_id', al.station_id,
  'steps', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'audience', t.audience, 'kind', t.kind, 'from_level', t.from_level,
      'to_level', t.to_level, 'observed_at', t.observed_at, 'stage_m', t.stage_m,
      'recorded_at', t.recorded_at, 'reasons', t.reasons,
{GROUNDS}
      ) ORDER BY t.transition_id), '[]')
    FROM transitions t WHERE t.alert_id = al.alert_id),
  'messages', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'message_id', m.message_id, 'kind', m.kind, 'level', m.level,
      'created_at', m.created_at, 'routed_at', m.routed_at, 'muted_because', m.muted_because,
      'corrected_by', (SELECT min(c.message_id) FROM messages c WHERE c.corrects = m.message_id),
      'silence', (
        SELECT {SILENCE}
        FROM silences s WHERE s.silence_id = m.silence_id),
      'told', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('channel', channel, 'state', state,
          'because', because, 'people', people) ORDER BY channel, state, because), '[]')
        FROM (
          SELECT d.channel, d.state, count(*) AS people,
                 CASE WHEN d.state IN ('withheld', 'canceled', 'refused')
                      THEN d.provider_code END AS because
          FROM deliveries d
          WHERE d.message_id = m.message_id OR d.delivery_id IN (
            SELECT c.delivery_id FROM delivery_covers c WHERE c.message_id = m.message_id)
          GROUP BY 1, 2, 4) counted)
      ) ORDER BY m.message_id), '[]')
    FROM messages m JOIN transitions t USING (transition_id)
    WHERE t.alert_id = al.alert_id AND m.audience = 'public'),
  'calls', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'call_id', c.call_id, 'cause', c.cause, 'level', c.level, 'opened_at', c.opened_at,
      'taken_at', c.taken_at, 'taken_by', c.taken_by, 'ended_at', c.ended_at,
      'ended_because', c.ended_because, 'silence_id', c.silence_id,
      'texts', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('nth', cm.nth, 'person', (
            SELECT person FROM duty WHERE duty.subscriber_id = d.subscriber_id
            ORDER BY removed_at IS NULL DESC, duty_id DESC LIMIT 1),
          'channel', d.channel, 'state', d.state, 'created_at', d.created_at)
          ORDER BY d.created_at, d.delivery_id), '[]')
        FROM call_messages cm JOIN deliveries d USING (message_id)
        WHERE cm.call_id = c.call_id)
      ) ORDER BY c.call_id), '[]')
    FROM calls c WHERE c.alert_id = al.alert_id),
  'silences', (
    SELECT coalesce(jsonb_agg({SILENCE}
      ORDER BY s.silence_id), '[]')
    FROM silences s
    WHERE s.run_no = al.run_no
      AND (s.station_id = al.station_id OR s.river = al.river OR s.network = al.network)
      AND coalesce(s.lifted_at, s.ends_at) > al.opened_at
      AND (al.closed_at IS NULL OR s.starts_at < al.closed_at)),
  'rulings', (
    SELECT coalesce(jsonb_agg(jsonb_build_object('ruling_id', r.ruling_id,
      'alert_id', r.alert_id, 'verdict', r.verdict, 'person', r.person, 'reason', r.reason,
      'made_at', r.made_at, 'obeyed_at', r.obeyed_at, 'refused_because', r.refused_because)
      ORDER BY r.ruling_id), '[]')
    FROM rulings r WHERE r.alert_id = al.alert_id),
  'assignments', (
    SELECT coalesce(jsonb_agg(jsonb_build_object('assignment_id', g.assignment_id,
      'assignee', g.assignee, 'is_office', g.is_office, 'note', g.note,
      'assigned_by', g.assigned_by, 'assigned_at', g.assigned_at)
      ORDER BY g.assignment_id), '[]')
    FROM assignments g WHERE g.alert_id = al.alert_id)
)::text
FROM al
"""  # noqa: S608 our own parts


def why_alert(connection: Connection, alert_id: int) -> str:
    """Return everything behind an alert as a JSON object; ``NotFoundError`` without one."""
    row = connection.execute(_WHY, {"alert_id": alert_id}).fetchone()
    if row is None:
        raise NotFoundError(f"there is no alert {alert_id}")
    return str(row[0])
