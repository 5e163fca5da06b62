"""Which hand-written entries were set right by another: derived, never part of the entry."""

from collections.abc import Iterable
from datetime import datetime

from kawamori.chronology.entries import Entry
from kawamori.storage.connections import Connection

_CORRECTED = """
SELECT 'entry-' || corrects, 'entry-' || entry_id FROM entries
WHERE corrects = ANY (%s) AND (%s::timestamptz IS NULL OR recorded_at <= %s)
"""


def corrections_of(
    connection: Connection, entries: Iterable[Entry], upto: datetime | None
) -> dict[str, str]:
    """Return by name which entry each was set right by, now or as was known at a time."""
    numbers = [each.cursor.number for each in entries if each.cursor.source == "entry"]
    if not numbers:
        return {}
    return dict(connection.execute(_CORRECTED, (numbers, upto, upto)).fetchall())
