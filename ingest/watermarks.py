"""How far each device's readings are committed, and when to tell it.

Sequence numbers are kept here only after their commit, or go to the database in the
same transaction as the readings: a watermark never covers what is not stored. Devices
are told some together, fifty times a second, and each at most once a second.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice

TOGETHER_S = 0.02
MOST_TOGETHER = 20  # publishing holds up the next readings
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
        self._untold: dict[Device, dict[Boot, Seen]] = {}
        self._quiet_until: dict[Device, float] = {}
        self._next_s = 0.0

    def to_tell(self, batch: Mapping[Boot, Seen], now_s: float) -> dict[Boot, Seen]:
        """Return what is to be stored and told together with this batch, its own included.

        Nothing is forgotten yet: the batch may fail.
        """
        if now_s < self._next_s:
            return {}
        self._next_s = now_s + TOGETHER_S
        quiet_until = self._quiet_until.get
        heard = chain(self._untold, (boot[:2] for boot in batch))  # the longest waiting first
        ready = (device for device in heard if quiet_until(device, 0.0) <= now_s)
        due = set(islice(ready, MOST_TOGETHER))
        together: dict[Boot, Seen] = {}
        for device in due & self._untold.keys():
            for boot, seen in self._untold[device].items():
                together.setdefault(boot, Seen()).add(seen)
        for boot, seen in batch.items():
            if boot[:2] in due:
                together.setdefault(boot, Seen()).add(seen)
        return together

    def committed(
        self, batch: Mapping[Boot, Seen], told: Mapping[Boot, Seen], now_s: float
    ) -> None:
        """Take note of a commit: what was told is done with, the rest waits its turn."""
        for device in {boot[:2] for boot in told}:
            self._untold.pop(device, None)
            self._quiet_until[device] = now_s + TELL_EVERY_S
        for boot, seen in batch.items():
            if boot not in told:
                boots = self._untold.setdefault(boot[:2], {})
                known = boots.setdefault(boot, seen)
                if known is not seen:
                    known.add(seen)
        if len(self._quiet_until) > MOST_QUIET:
            self._quiet_until = {d: t for d, t in self._quiet_until.items() if t > now_s}

    def wait_s(self, now_s: float) -> float | None:
        """Return how long until somebody may be due, or None when nobody waits."""
        return max(0.0, self._next_s - now_s) if self._untold else None
