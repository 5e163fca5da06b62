"""What is kept of people goes by itself: how long each is kept, and how it is let go."""

from collections.abc import Mapping
from datetime import datetime

from kawamori.storage.connections import Connection
from kawamori.storage.people.erasure import erase_stopped

KEEP_DAYS: Mapping[str, int] = {
    "stopped_subscribers": 90,
    "visit_requests": 30,  # after their end
    "delivery_bodies": 365,
}
A_SLICE = 10_000

_VISITS = "DELETE FROM visit_requests WHERE ends_at < %s"
_BODIES = """
UPDATE deliveries SET body = '', link = '' WHERE ctid = ANY (
  ARRAY(SELECT ctid FROM deliveries WHERE created_at < %s AND body <> '' LIMIT %s))
"""


def purge(connection: Connection, what: str, before: datetime, now: datetime) -> int:
    """Let go of one kind of what is kept of people since before a time; return how much."""
    if what == "stopped_subscribers":
        return erase_stopped(connection, before, now)
    if what == "visit_requests":
        return connection.execute(_VISITS, (before,)).rowcount
    emptied = 0
    while slice_ := connection.execute(_BODIES, (before, A_SLICE)).rowcount:
        emptied += slice_
    return emptied
