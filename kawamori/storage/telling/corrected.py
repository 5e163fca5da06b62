"""Who must hear of a correction: everybody whose delivery is not known to have failed."""

# A delivery that tells of several messages is corrected where it tells of this one. What was
# refused, withheld, or taken back before it was sent, reached nobody; of what is unknown, or
# was handed over, nobody can say that it did not. waits_until is when what was not tried yet goes.
# Of a correction that is itself set right everybody hears who may have read any of the chain.
CHAIN = """
WITH RECURSIVE chain AS (
  SELECT message_id, corrects FROM messages WHERE message_id = %(corrects)s
  UNION ALL
  SELECT m.message_id, m.corrects FROM messages m JOIN chain c ON m.message_id = c.corrects
)
SELECT message_id FROM chain
"""
OF_CORRECTED = """
SELECT d.subscriber_id, d.channel, d.language, max(d.risk) - %(risk)s AS risk,
       NULL AS withheld_because, max(d.due_at) FILTER (WHERE d.state = 'due' AND d.tries = 0)
         AS waits_until
FROM deliveries d
WHERE d.run_no = %(run_no)s
  AND (d.message_id IN ({chain}) OR d.delivery_id IN (
    SELECT c.delivery_id FROM delivery_covers c WHERE c.message_id IN ({chain})))
  AND d.state NOT IN ('refused', 'withheld', 'canceled')
GROUP BY d.subscriber_id, d.channel, d.language
""".replace("{chain}", CHAIN)
