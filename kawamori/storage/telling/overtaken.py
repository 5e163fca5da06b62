"""Which deliveries would say what is no longer so: asked of each as it is claimed.

An all-clear that a newer step contradicts; what was retracted or corrected while it was on its
way, once the correction follows it; and what is told of areas where this person is told
something newer: an order that was lifted or replaced before it left must not come after that.
What takes something back is told whatever was said since.
"""

# Of a delivery d and its message m. A delivery that tells of other messages too goes out as it is.
_CONTRADICTED = """
m.kind IN ('clear', 'ease') AND EXISTS (
  SELECT FROM transitions t
  JOIN alerts al USING (alert_id)
  JOIN transitions nt ON nt.transition_id > t.transition_id AND nt.audience = 'public'
  JOIN alerts na ON na.alert_id = nt.alert_id
  WHERE t.transition_id = m.transition_id
    AND na.run_no = al.run_no AND na.station_id = al.station_id)
"""
_CORRECTED = """
EXISTS (SELECT FROM messages c WHERE c.corrects = m.message_id AND c.routed_at IS NOT NULL)
  AND NOT EXISTS (SELECT FROM delivery_covers c WHERE c.delivery_id = d.delivery_id)
"""
# The first question is cheap, and of the newest order the only one.
_REPLACED = """
m.family IN ('order', 'official') AND m.corrects IS NULL AND EXISTS (
  SELECT FROM messages nm
  WHERE nm.run_no = m.run_no AND nm.family = m.family AND nm.message_id > m.message_id)
AND coalesce((
  SELECT bool_and(EXISTS (
    SELECT FROM messages nm
    JOIN message_areas na ON na.message_id = nm.message_id AND na.area_id = ma.area_id
    JOIN deliveries nd ON nd.message_id = nm.message_id
      AND nd.subscriber_id = d.subscriber_id AND nd.channel = d.channel
    WHERE nm.run_no = m.run_no AND nm.family = m.family AND nm.message_id > m.message_id
      AND (m.family = 'order' OR nm.thread = m.thread) AND nm.corrects IS NULL
      AND NOT EXISTS (SELECT FROM messages c WHERE c.corrects = nm.message_id)
      AND nd.state NOT IN ('refused', 'withheld', 'canceled')))
  FROM message_areas ma
  JOIN subscriber_areas sa ON sa.area_id = ma.area_id AND sa.subscriber_id = d.subscriber_id
  WHERE ma.message_id = m.message_id), false)
"""
IS_OVERTAKEN = f"({_CONTRADICTED} OR {_CORRECTED} OR {_REPLACED}) AS is_overtaken"
