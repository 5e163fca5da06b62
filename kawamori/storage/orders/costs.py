"""What an order's short messages cost, and how long they take behind what already waits."""

from dataclasses import dataclass

from kawamori.orders import OrderLevel
from kawamori.runs import Run, Status
from kawamori.settings import Settings
from kawamori.storage.connections import Connection
from kawamori.storage.telling.draining import sent_after_s, waiting
from kawamori.storage.telling.pacing import sms_lines


@dataclass(frozen=True, slots=True)
class Cost:
    """Parts of short messages, their price, and the seconds until the last has left.

    ``yen`` and ``drain_s`` are None where no price or no pace is set.
    """

    parts: int
    yen: float | None
    drain_s: float | None


def cost_of(
    connection: Connection, settings: Settings, run: Run, level: OrderLevel, parts: int
) -> Cost:
    """Return what so many parts cost, behind all that waits of this level and above."""
    price = settings.sms_yen_per_part
    is_actual = run.status is Status.ACTUAL
    line = next(line for line in sms_lines(settings) if line.actual is is_actual)
    drain_s = sent_after_s(waiting(connection, line), line, level, parts)
    return Cost(
        parts,
        None if price is None else round(price * parts, 2),
        None if drain_s is None else round(drain_s, 1),
    )
