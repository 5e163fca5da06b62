"""Who must hear of a correction: everybody whose delivery is not known to have failed."""

# A delivery that tells of several messages corrects what it says of this one too. One that
# was refused, withheld, or taken back before it was sent, reached nobody; of one that is
# unknown nobody knows, so it counts as read. What was handed over was tried.
OF_CORRECTED = """
SELECT d.subscriber_id, d.channel, d.language, max(d.risk) AS risk, NULL AS withheld_because
FROM deliveries d
WHERE d.run_no = %(run_no)s
  AND (d.message_id = %(corrects)s OR d.delivery_id IN (
    SELECT c.delivery_id FROM delivery_covers c WHERE c.message_id = %(corrects)s))
  AND d.state NOT IN ('refused', 'withheld', 'canceled')
GROUP BY d.subscriber_id, d.channel, d.language
"""

CANCEL_UNSENT = """
UPDATE deliveries d
SET state = 'canceled', settled_at = %(now)s, provider_code = 'corrected'
WHERE d.run_no = %(run_no)s AND d.state = 'due' AND d.tries = 0
  AND (d.message_id = %(corrects)s OR d.delivery_id IN (
    SELECT c.delivery_id FROM delivery_covers c WHERE c.message_id = %(corrects)s))
RETURNING d.delivery_id
"""
