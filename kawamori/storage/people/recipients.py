"""Whom a message is for, as a part of other queries: each person once, with what puts them first.

Every query here yields (subscriber_id, channel, language, risk, withheld_because) and asks
for ``run_no`` and ``level``; ``withheld_because`` is null where nothing keeps a message back.
"""

_REACHED = """
FROM subscribers s
JOIN reachable r ON r.subscriber_id = s.subscriber_id AND r.run_no = %(run_no)s
"""

# Those who subscribed to a station, each from their own level on.
OF_STATION = """
SELECT s.subscriber_id, s.channel, s.language, 0::smallint AS risk, NULL AS withheld_because
{reached}
JOIN subscriptions u ON u.subscriber_id = s.subscriber_id
WHERE s.stopped_at IS NULL
  AND u.station_id = %(station_id)s AND u.from_level <= %(level)s
""".replace("{reached}", _REACHED)

# Those in the areas that a message names.
OF_AREAS = """
SELECT s.subscriber_id, s.channel, s.language, 0::smallint AS risk, NULL AS withheld_because
{reached}
WHERE s.stopped_at IS NULL AND EXISTS (
  SELECT FROM subscriber_areas a JOIN message_areas m USING (area_id)
  WHERE a.subscriber_id = s.subscriber_id AND m.message_id = %(message_id)s)
""".replace("{reached}", _REACHED)
