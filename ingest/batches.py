"""Turn what arrived into columns: decoded, bound to datastreams, dated, checked.

The path of a good reading touches each value once. What is wrong with a message
leaves that path with a reason, and never holds up the next.
"""

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from ingest.bindings import Binding, Bindings, Table, Unbound
from ingest.clocks import OLDEST, Stopwatches, latest_believed
from ingest.drafts import Draft, decode
from ingest.faults import Faults
from ingest.watermarks import Boot, Seen
from kawamori.errors import InvalidError
from kawamori.mqtt import Message
from kawamori.observations import Flag
from kawamori.quality.gross_range import is_impossible
from kawamori.runs import Run
from kawamori.storage.columns import NO_TIME_US, Column
from kawamori.storage.connections import Connection
from kawamori.storage.readings.devices import StatusRow
from kawamori.storage.readings.observations import Readings, Still
from kawamori.times import FIRST_US, LAST_US, from_us, to_us

_OLDEST_US = to_us(OLDEST)


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages as they go into the database; ``origin`` is the message of each reading."""

    messages: list[Message]
    readings: Readings
    origin: Column
    stills: list[Still]
    statuses: list[StatusRow]
    seen: dict[Boot, Seen]
    faults: Faults


class Assembler:
    """Makes batches, and remembers what the next one will need again."""

    def __init__(self) -> None:
        self._bindings = Bindings()
        self._stopwatches = Stopwatches()

    def run(self, run_no: int) -> Run:
        """Return a run that a batch had readings of."""
        return self._bindings.numbered(run_no)

    def assemble(self, connection: Connection, messages: list[Message], now: datetime) -> Batch:
        """Return messages as a batch, with everything that is wrong with them as faults.

        1. Decode each message by what its topic says it is.
        2. Bind topics and runs to datastreams, looking up those that are new.
        3. Date each reading, by the device's clock or else by its stopwatch.
        4. Turn what a sensor measured into a stage; flag what is not plausible.
        5. Refuse what can't have been observed then.
        """
        self._bindings.refresh(connection, now)
        draft = decode(messages, [self._bindings.route(m.topic_bytes) for m in messages])
        self._bind(connection, draft, now)
        self._note_unread(connection, draft, now)
        table = self._bindings.table()
        slots = np.array([binding.slot for binding in draft.bound], np.intp)
        readings = _columns(draft, table, slots, now)
        dated = self._date_by_stopwatch(connection, draft, readings, now)
        readings = _converted(readings, table, slots)
        kept = dated & _believed(draft, table, slots, readings.observed_us, now)
        return Batch(
            messages,
            readings if kept.all() else readings.only(kept),
            np.array(draft.origin, np.intp)[kept],
            _stills(draft, readings, kept),
            self._statuses(connection, draft, now),
            draft.seen,
            draft.faults,
        )

    def _bind(self, connection: Connection, draft: Draft, now: datetime) -> None:
        found = _bindings(draft)
        if None in found:
            routes = [draft.routes[position] for position in draft.origin]
            keys = [(route, r.run) for route, r in zip(routes, draft.readings, strict=True)]
            new = [key for key in dict.fromkeys(keys) if key[1] not in key[0].bindings]
            unbound = self._bindings.bind(connection, new)
            found = _bindings(draft)
            for row, (key, binding) in enumerate(zip(keys, found, strict=True)):
                if binding is None:
                    _refuse(draft, row, unbound[key], now)
        draft.bind(found)

    def _note_unread(self, connection: Connection, draft: Draft, now: datetime) -> None:
        for topic, name in draft.unread:
            run = self._bindings.run(connection, topic.status, name.run)
            if not isinstance(run, Unbound):
                received_us = to_us(run.now(now))
                draft.note_unread(name, topic.device_id, run.run_no, received_us)

    def _date_by_stopwatch(
        self, connection: Connection, draft: Draft, readings: Readings, now: datetime
    ) -> Column:
        """Date in place the readings of devices without a clock; return which have a date."""
        dated = np.ones(len(readings), bool)
        for row, reading in enumerate(draft.readings):
            if reading.time_ok:
                continue
            run, device_id = draft.bound[row].run, draft.routes[draft.origin[row]].device_id
            try:
                observed_at = self._stopwatches.observed_at(
                    connection, run, device_id, reading, run.now(now)
                )
            except InvalidError as error:
                draft.faults.add(draft.origin[row], str(error), reading)
                dated[row] = False
            else:
                readings.observed_us[row] = to_us(observed_at)
                readings.flags[row] |= Flag.STOPWATCH
        return dated

    def _statuses(self, connection: Connection, draft: Draft, now: datetime) -> list[StatusRow]:
        rows: list[StatusRow] = []
        for position, topic, status in draft.statuses:
            run = self._bindings.run(connection, topic.status, status.run)
            if isinstance(run, Unbound):
                draft.faults.add(position, run.reason)
                continue
            received_us = to_us(run.now(now)) + len(rows)  # each its own, in order
            payload = draft.messages[position].payload.decode()
            rows.append(
                StatusRow(
                    run.run_no, topic.device_id, received_us, status.online, status.boot, payload
                )
            )
        return rows


def _bindings(draft: Draft) -> list[Binding | None]:
    routes = draft.routes
    return [
        routes[position].bindings.get(reading.run)
        for position, reading in zip(draft.origin, draft.readings, strict=True)
    ]


def _refuse(draft: Draft, row: int, unbound: Unbound, now: datetime) -> None:
    draft.faults.add(draft.origin[row], unbound.reason, draft.readings[row])
    if unbound.run is not None:
        received_us = to_us(unbound.run.now(now))
        draft.note([row], [unbound.run.run_no], [received_us])


def _columns(draft: Draft, table: Table, slots: Column, now: datetime) -> Readings:
    """Return the bound readings in columns, and count each for its device's watermark."""
    received = np.array([to_us(run.now(now)) for run in table.runs], np.int64)
    result = np.array([reading.result for reading in draft.readings], np.float64)
    seconds = np.array([reading.observed_at.timestamp() for reading in draft.readings], np.float64)
    readings = Readings(
        run_no=table.run_no[slots],
        datastream_id=table.datastream_id[slots],
        observed_us=np.rint(seconds * 1e6).astype(np.int64),
        received_us=received[table.run_index[slots]],
        result=result,
        flags=np.full(len(result), int(Flag.NONE)),
        spread=_spreads(draft),
        calibration_us=_calibrations(draft),
    )
    rows = range(len(readings))
    draft.note(rows, readings.run_no.tolist(), readings.received_us.tolist())
    return readings


def _spreads(draft: Draft) -> Column | None:
    spreads = [reading.spread for reading in draft.readings]
    if spreads.count(None) == len(spreads):
        return None
    return np.array(spreads, np.float64)  # of None it makes NaN


def _calibrations(draft: Draft) -> Column | None:
    """Return from when on each calibration holds; "since ever" stays what Python can read back."""
    calibrations = [reading.calibration for reading in draft.readings]
    if calibrations.count(None) == len(calibrations):
        return None
    seconds = np.array([np.nan if at is None else at.timestamp() for at in calibrations])
    given = ~np.isnan(seconds)
    column = np.full(len(seconds), NO_TIME_US)
    column[given] = np.clip(np.rint(seconds[given] * 1e6), FIRST_US, LAST_US)
    return column


def _converted(readings: Readings, table: Table, slots: Column) -> Readings:
    """Return readings as stages, with what the sensors said where that is something else."""
    raw = table.conversions.convert(slots, readings.observed_us, readings.result, readings.spread)
    impossible = is_impossible(readings.result, table.low[slots], table.high[slots])
    readings.flags[impossible] |= Flag.GROSS_RANGE
    return readings if raw is None else replace(readings, raw=raw)


def _believed(
    draft: Draft, table: Table, slots: Column, observed_us: Column, now: datetime
) -> Column:
    """Return which readings are from a time that can be, and refuse the others."""
    latest = np.array([to_us(latest_believed(run, now)) for run in table.runs], np.int64)
    ahead = observed_us > latest[table.run_index[slots]]
    doubted: Column = ahead | (observed_us < _OLDEST_US)
    for row in np.flatnonzero(doubted).tolist():
        at = from_us(int(observed_us[row]))
        now_there = draft.bound[row].run.now(now)
        wrong = f"ahead of {now_there:%Y-%m-%dT%H:%M:%SZ}" if ahead[row] else "before 1990"
        reason = f"observed_at {at:%Y-%m-%dT%H:%M:%SZ} is {wrong}"
        draft.faults.add(draft.origin[row], reason, draft.readings[row])
    return ~doubted


def _stills(draft: Draft, readings: Readings, kept: Column) -> list[Still]:
    return [
        Still(
            int(readings.run_no[row]),
            int(readings.datastream_id[row]),
            int(readings.observed_us[row]),
            float(readings.result[row]),
            reading.confidence,
            reading.still,
        )
        for row, reading in enumerate(draft.readings)
        if (reading.confidence is not None or reading.still is not None) and kept[row]
    ]
