"""A batch in the making: messages decoded by what their topics say they are."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.bindings import Binding, Route
from ingest.faults import Faults
from ingest.watermarks import Boot, Seen
from kawamori.errors import InvalidError
from kawamori.mqtt import Message
from kawamori.wire import (
    DeviceStatus,
    DeviceTopic,
    ObservationTopic,
    ReadingName,
    WireObservation,
    decode_each,
    decode_names,
    decode_observations,
    decode_refused,
    decode_status,
)


@dataclass(slots=True)
class Draft:
    """Readings as objects, each in step with the position of its message and its binding."""

    messages: list[Message]
    routes: list[Route]
    faults: Faults = field(default_factory=Faults)
    seen: dict[Boot, Seen] = field(default_factory=dict)
    statuses: list[tuple[int, DeviceTopic, DeviceStatus]] = field(default_factory=list)
    readings: list[WireObservation] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)
    bound: list[Binding] = field(default_factory=list)
    unread: list[tuple[ObservationTopic, ReadingName]] = field(default_factory=list)

    def note(self, rows: Iterable[int], run_nos: Iterable[int], received_us: Iterable[int]) -> None:
        """Count readings as dealt with, for their devices' watermarks."""
        readings, origin, routes, all_seen = self.readings, self.origin, self.routes, self.seen
        for row, run_no, received in zip(rows, run_nos, received_us, strict=True):
            reading = readings[row]
            boot = (run_no, routes[origin[row]].device_id, reading.boot)
            seen = all_seen.get(boot)
            if seen is None:
                all_seen[boot] = Seen([reading.seq], received)
            else:
                seen.seqs.append(reading.seq)

    def note_unread(self, name: ReadingName, device_id: str, run_no: int, received: int) -> None:
        """Count a reading that only its name could be read of: the quarantine has its bytes."""
        boot = (run_no, device_id, name.boot)
        self.seen.setdefault(boot, Seen([], received)).seqs.append(name.seq)

    def bind(self, found: list[Binding | None]) -> None:
        """Go on with the readings that a binding was found for."""
        rows = [row for row, binding in enumerate(found) if binding is not None]
        self.bound = [binding for binding in found if binding is not None]
        if len(rows) < len(found):
            self.readings = [self.readings[row] for row in rows]
            self.origin = [self.origin[row] for row in rows]


def decode(messages: list[Message], routes: list[Route]) -> Draft:
    """Return the readings and statuses in messages; what can't be read is a fault."""
    draft = Draft(messages, routes)
    for position, (message, route) in enumerate(zip(messages, routes, strict=True)):
        means = route.means
        if isinstance(means, ObservationTopic):
            try:
                decoded = decode_observations(message.payload)
            except InvalidError as error:
                decoded = _decode_singly(draft, position, means, error)
            if isinstance(decoded, list):
                if not decoded and message.payload.strip() == b"[]":
                    draft.faults.add(position, "payload: a batch of no readings")
                draft.readings += decoded
                draft.origin += [position] * len(decoded)
            else:
                draft.readings.append(decoded)
                draft.origin.append(position)
        elif means is not None:
            _decode_status(draft, position, means)
        elif route.fault:
            draft.faults.add(position, route.fault)
    return draft


def _decode_singly(
    draft: Draft, position: int, topic: ObservationTopic, error: InvalidError
) -> list[WireObservation]:
    """Return the good readings of a batch in which something is wrong; name the others."""
    payload = draft.messages[position].payload
    names = decode_names(payload)
    try:
        each = decode_each(payload)
    except InvalidError:
        draft.faults.add(position, _reason(payload, error))
        each = [error]
    else:
        for place, reading in enumerate(each):
            if isinstance(reading, InvalidError):
                draft.faults.add(position, f"reading {place + 1} of {len(each)}: {reading}")
    for reading, name in zip(each, names, strict=True):
        if isinstance(reading, InvalidError) and name is not None:
            draft.unread.append((topic, name))
    return [reading for reading in each if isinstance(reading, WireObservation)]


def _reason(payload: bytes, error: InvalidError) -> str:
    """Return what is wrong with a payload, in a bridge's own words where it said so."""
    try:
        return decode_refused(payload)
    except InvalidError:
        return str(error)


def _decode_status(draft: Draft, position: int, topic: DeviceTopic) -> None:
    try:
        status = decode_status(draft.messages[position].payload)
    except InvalidError as error:
        draft.faults.add(position, str(error))
    else:
        draft.statuses.append((position, topic, status))
