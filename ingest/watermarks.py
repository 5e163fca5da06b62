"""How far each device's readings are committed, and when to tell it.

Sequence numbers are kept here only after their commit, or go to the database in the
same transaction as the readings: a watermark never covers what is not stored. A
device is told at once, then about once a second.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

TELL_EVERY_S = 1.0
MOST_QUIET = 50_000

Boot = tuple[int, str, int]  # run_no, device_id, boot
Device = tuple[int, str]


@dataclass(slots=True)
class Seen:
    """Sequence numbers of one boot, and when the last of them was received."""

    seqs: list[int] = field(default_factory=list)
    seen_us: int = 0

    def add(self, other: "Seen") -> None:
        """Take over another's numbers."""
        self.seqs += other.seqs
        self.seen_us = max(self.seen_us, other.seen_us)


@dataclass(slots=True)
class _Waiting:
    since_s: float
    boots: dict[Boot, Seen] = field(default_factory=dict)


def spans(seqs: Iterable[int]) -> list[tuple[int, int]]:
    """Return sequence numbers as closed spans, rising, as few as possible."""
    found: list[tuple[int, int]] = []
    for seq in sorted(set(seqs)):
        if found and found[-1][1] == seq - 1:
            found[-1] = (found[-1][0], seq)
        else:
            found.append((seq, seq))
    return found


class Watermarks:
    """What is committed and not yet told, by device."""

    def __init__(self) -> None:
        self._waiting: dict[Device, _Waiting] = {}  # the longest waiting first
        self._quiet_until: dict[Device, float] = {}

    def to_tell(self, batch: Mapping[Boot, Seen], now_s: float) -> dict[Boot, Seen]:
        """Return what is to be stored and told together with this batch, its own included.

        Nothing is forgotten yet: the batch may fail.
        """
        devices = self._due(batch, now_s)
        together: dict[Boot, Seen] = {}
        for device in devices & self._waiting.keys():
            for boot, seen in self._waiting[device].boots.items():
                together.setdefault(boot, Seen()).add(seen)
        for boot, seen in batch.items():
            if boot[:2] in devices:
                together.setdefault(boot, Seen()).add(seen)
        return together

    def _due(self, batch: Mapping[Boot, Seen], now_s: float) -> set[Device]:
        """Return the devices of a batch that are not to be left in peace, and who waited enough."""
        quiet_until = self._quiet_until.get
        devices = {boot[:2] for boot in batch if quiet_until(boot[:2], 0.0) <= now_s}
        for device, waiting in self._waiting.items():
            if waiting.since_s + TELL_EVERY_S > now_s:
                break
            devices.add(device)
        return devices

    def committed(
        self, batch: Mapping[Boot, Seen], told: Mapping[Boot, Seen], now_s: float
    ) -> None:
        """Take note of a commit: what was told is done with, the rest waits its turn."""
        for device in {boot[:2] for boot in told}:
            self._waiting.pop(device, None)
            self._quiet_until[device] = now_s + TELL_EVERY_S
        for boot, seen in batch.items():
            if boot in told:
                continue
            waiting = self._waiting.get(boot[:2])
            if waiting is None:
                waiting = self._waiting[boot[:2]] = _Waiting(now_s)
            known = waiting.boots.get(boot)
            if known is None:
                waiting.boots[boot] = seen
            else:
                known.add(seen)
        if len(self._quiet_until) > MOST_QUIET:
            self._quiet_until = {d: t for d, t in self._quiet_until.items() if t > now_s}

    def wait_s(self, now_s: float) -> float | None:
        """Return how long until a device is due, or None when none waits."""
        for waiting in self._waiting.values():
            return max(0.0, waiting.since_s + TELL_EVERY_S - now_s)
        return None
