"""Write what arrived in one transaction, whatever is in it."""

import logging
from collections.abc import Mapping
from datetime import datetime

import numpy as np

from ingest.batches import Assembler, Batch
from ingest.confirmations import Confirmations
from ingest.watermarks import Boot, Seen, Watermarks, spans
from kawamori.errors import UnavailableError
from kawamori.mqtt import Message
from kawamori.storage.connections import Connection
from kawamori.storage.pipeline import Pipeline
from kawamori.storage.readings.devices import (
    MARKS,
    Mark,
    Progress,
    add_progress,
    add_status,
    ask_marks,
    read_marks,
    trim_progress,
)
from kawamori.storage.readings.observations import STORE, add_readings, count_stored, find_clashes
from kawamori.storage.readings.quarantine import Refused, add_refused

log = logging.getLogger(__name__)

CLASH = "a different result is already stored for this time"


class Writer:
    """Writes messages over one connection; a lost one needs a new ``Writer``."""

    def __init__(
        self,
        connection: Connection,
        assembler: Assembler,
        watermarks: Watermarks,
        confirmations: Confirmations,
    ) -> None:
        self._connection = connection
        self._pipeline = Pipeline(connection)
        self._assembler = assembler
        self._watermarks = watermarks
        self._confirmations = confirmations

    def write(self, messages: list[Message], now: datetime, now_s: float) -> list[Mark]:
        """Store every message, as readings or in quarantine; return the marks to tell devices.

        What can't be written together is written apart, down to the one message that
        is at fault: it never holds up the others. ``UnavailableError`` means that it
        is not known what was stored; writing the same again is harmless.
        """
        try:
            return self._write_together(messages, now, now_s)
        except UnavailableError:
            raise
        except Exception as error:
            if len(messages) == 1:
                return self._refuse(messages[0], error)
            if not messages:
                raise
            log.warning("%d messages can't be written together: %s", len(messages), error)
            half = len(messages) // 2
            marks = self.write(messages[:half], now, now_s)
            return marks + self.write(messages[half:], now, now_s)

    def _write_together(self, messages: list[Message], now: datetime, now_s: float) -> list[Mark]:
        """Store messages in one transaction.

        1. Make a batch of them.
        2. Store its readings, statuses and faults, and what is due of the devices' progress;
           ask how far the devices are that are to be told, or were told a second ago.
        3. Where a reading was stored before with another result, quarantine this one.
        """
        batch = self._assembler.assemble(self._connection, messages, now)
        told = self._watermarks.to_tell(batch.seen, now_s)
        telling = {boot[:2] for boot in told}
        confirming = self._confirmations.due(now_s)
        self._pipeline.discard()
        if len(batch.readings):
            add_readings(self._pipeline, batch.readings, batch.stills)
        for status in batch.statuses:
            add_status(self._pipeline, status)
        if refused := batch.faults.refused(messages):
            add_refused(self._pipeline, refused)
        if told:
            add_progress(self._pipeline, _progress(told))
        if asked := telling | confirming:
            ask_marks(self._pipeline, asked)
        answers = self._pipeline.commit() if self._pipeline.is_waiting else {}
        if count_stored(answers.get(STORE, [])) < len(batch.readings):
            self._refuse_clashes(batch)
        self._watermarks.committed(batch.seen, told, now_s)
        marks = read_marks(answers.get(MARKS, []))
        trim_progress(self._connection, marks)
        return self._confirmations.news(marks, telling, confirming, now_s)

    def _refuse_clashes(self, batch: Batch) -> None:
        rows = find_clashes(self._connection, batch.readings)
        if rows:
            messages = [batch.messages[position] for position in np.unique(batch.origin[rows])]
            add_refused(self._pipeline, [Refused(m.topic, m.payload, CLASH) for m in messages])
            self._pipeline.commit()

    def _refuse(self, message: Message, error: Exception) -> list[Mark]:
        log.error("a message on %s can't be stored: %s", message.topic, error)
        self._pipeline.discard()
        add_refused(self._pipeline, [Refused(message.topic, message.payload, str(error))])
        self._pipeline.commit()
        return []


def _progress(told: Mapping[Boot, Seen]) -> list[Progress]:
    return [Progress(*boot, spans(seen.seqs), seen.seen_us) for boot, seen in told.items()]
