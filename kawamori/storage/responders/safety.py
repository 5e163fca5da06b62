"""Who is out: the lines of withdraw orders, closed by whoever is safe or by who spoke to them."""

from datetime import datetime

from kawamori.storage.connections import Connection
from kawamori.storage.stream import announce

KIND = "withdraw_orders"  # on the live stream

_CLOSE = """
UPDATE withdraw_order_people p SET safe_at = %(at)s, heard_at = %(now)s, accounted_by = %(by)s
FROM withdraw_orders w
WHERE w.withdraw_id = p.withdraw_id AND w.run_no = %(run_no)s
  AND p.responder_id = %(responder_id)s AND p.safe_at IS NULL AND w.ordered_at <= %(at)s
RETURNING p.withdraw_id::text
"""


def close_lines(
    connection: Connection,
    run_no: int,
    responder_id: int,
    at: datetime,
    now: datetime,
    by: str | None = None,
) -> list[str]:
    """Close somebody's lines of the withdraw orders before ``at``; return those orders.

    Who was safe before an order was given may be inside again: it still waits for them.
    """
    values = {"run_no": run_no, "responder_id": responder_id, "at": at, "now": now, "by": by}
    closed = [row[0] for row in connection.execute(_CLOSE, values)]
    if closed:
        announce(connection, run_no, KIND, closed)
    return closed
