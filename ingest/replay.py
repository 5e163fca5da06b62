"""Send a quarantined message down the same path again, after whatever was wrong is mended."""

import time
from collections.abc import Iterable, Iterator
from datetime import datetime

from ingest.batches import Assembler
from ingest.confirmations import Confirmations
from ingest.watermarks import Watermarks
from ingest.write import Writer
from kawamori.mqtt import Message
from kawamori.storage.connections import Connection
from kawamori.storage.readings.quarantine import Quarantined, find_quarantined, mark_replayed


def replay(
    connection: Connection, rows: Iterable[Quarantined], now: datetime
) -> Iterator[tuple[Quarantined, str]]:
    """Yield each row with the reason it is still refused for, or '' once it is stored.

    The same path refuses into the same row, and counts it: that is how we know.
    """
    writer = Writer(connection, Assembler(), Watermarks(), Confirmations())
    for row in rows:
        message = Message(row.topic.encode(), row.payload, 0, retained=False, again=True)
        writer.write([message], now, time.monotonic())
        after = find_quarantined(connection, row.quarantine_id)
        if after.times > row.times:
            yield after, after.reason
        else:
            mark_replayed(connection, row.quarantine_id, now)
            yield after, ""
