"""Whom a message is for, as a part of other queries: each person once, with what puts them first.

Every query here yields (subscriber_id, channel, language, risk, withheld_because) and asks
for ``run_no``, ``level`` and, by the wall, ``now``; ``withheld_because`` is null where nothing
keeps a message back. Quiet hours are by the wall in a rehearsal too: it is a real phone that rings.
"""

QUIET_HOURS = "quiet hours"
YIELDS_TO_ALERT_LEVEL = 4  # 警戒レベル4 and 5 always get through, whatever somebody chose

# Japan has had no summer time since 1951: nine hours, and no table of zones is needed.
_IS_QUIET = """
CASE WHEN s.quiet_from < s.quiet_until
     THEN {clock} >= s.quiet_from AND {clock} < s.quiet_until
     ELSE {clock} >= s.quiet_from OR {clock} < s.quiet_until END
""".replace("{clock}", "(%(now)s::timestamptz AT TIME ZONE INTERVAL '+09:00')::time")
_PEOPLE = """
SELECT s.subscriber_id, s.channel, s.language, heard.risk,
       CASE WHEN s.quiet_from IS NOT NULL AND %(level)s < {yields} AND {is_quiet}
            THEN '{quiet_hours}' END AS withheld_because
FROM ({hearers}) AS heard
JOIN subscribers s USING (subscriber_id)
JOIN reachable r ON r.subscriber_id = s.subscriber_id AND r.run_no = %(run_no)s
WHERE s.stopped_at IS NULL AND s.verified_at IS NOT NULL
""".replace("{is_quiet}", _IS_QUIET).replace("{quiet_hours}", QUIET_HOURS)

# Who hears of a station, reachable or not: those who subscribed to it, and the people of the areas
# that it speaks for, each from their own level on.
HEARERS_OF_STATION = """
SELECT subscriber_id, max(risk)::smallint AS risk
FROM (
  SELECT u.subscriber_id, 0 AS risk FROM subscriptions u
  WHERE u.station_id = %(station_id)s AND u.from_level <= %(level)s
  UNION ALL
  SELECT a.subscriber_id, f.risk
  FROM area_stations v
  JOIN current_areas f ON f.area_id = v.area_id
  JOIN subscriber_areas a ON a.area_id = v.area_id AND a.from_level <= %(level)s
  WHERE v.station_id = %(station_id)s AND v.removed_at IS NULL
) AS each GROUP BY subscriber_id
"""
_HEARERS_OF_AREAS = """
SELECT a.subscriber_id, max(f.risk)::smallint AS risk
FROM message_areas m
JOIN current_areas f ON f.area_id = m.area_id
JOIN subscriber_areas a ON a.area_id = m.area_id
WHERE m.message_id = %(message_id)s
GROUP BY a.subscriber_id
"""

# Whose own height a reading reached, and who is told by nothing else: a person hears of their
# highest that it reached, and not where they have a gauge's notice of the same reading.
_HEARERS_OF_OWN_MARK = """
SELECT o.subscriber_id, 0::smallint AS risk
FROM own_marks o
WHERE o.station_id = %(station_id)s AND o.stage_m = %(mark_m)s
  AND NOT EXISTS (SELECT FROM own_marks h
                  WHERE h.subscriber_id = o.subscriber_id AND h.station_id = o.station_id
                    AND h.stage_m > o.stage_m AND h.stage_m <= %(stage_m)s)
  AND NOT EXISTS (SELECT FROM deliveries d
                  WHERE d.subscriber_id = o.subscriber_id
                    AND (d.message_id = ANY(%(notices)s) OR d.delivery_id IN (
                      SELECT c.delivery_id FROM delivery_covers c
                      WHERE c.message_id = ANY(%(notices)s))))
"""

# Those who are to hear a gauge notice.
OF_STATION = _PEOPLE.replace("{hearers}", HEARERS_OF_STATION).replace(
    "{yields}", "s.gauge_quiet_below"
)

# Those in the areas that a message names, whatever gauge level they chose.
OF_AREAS = _PEOPLE.replace("{hearers}", _HEARERS_OF_AREAS).replace(
    "{yields}", str(YIELDS_TO_ALERT_LEVEL)
)

# Whose own height a gauge has reached; quiet hours yield to it as to the gauge's notices.
OF_OWN_MARK = _PEOPLE.replace("{hearers}", _HEARERS_OF_OWN_MARK).replace(
    "{yields}", "s.gauge_quiet_below"
)
