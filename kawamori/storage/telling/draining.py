"""What waits to be sent, and how long that takes at a sender's pace."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from kawamori.messages.budget import segments
from kawamori.people import Channel
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.telling.pacing import Line

_WAITING = """
SELECT level, body || link, count(*) FROM deliveries
WHERE state = 'due' AND channel = %(channel)s
  AND (%(actual)s::boolean IS NULL OR (run_no = 0) = %(actual)s)
GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The deliveries of one level that wait, and the parts (or calls) that they take."""

    level: int
    deliveries: int
    parts: int


def waiting(connection: Connection, line: Line, channel: Channel = Channel.SMS) -> list[Waiting]:
    """Return what waits for a line, in the order of leaving: the highest level first."""
    values = {"channel": channel, "actual": line.actual}
    deliveries: dict[int, int] = defaultdict(int)
    parts: dict[int, int] = defaultdict(int)
    with unavailable_when_lost():
        rows = connection.execute(_WAITING, values).fetchall()
    for level, body, count in rows:
        each = segments(body).parts if channel is Channel.SMS else 1
        deliveries[level] += count
        parts[level] += count * each
    return [Waiting(level, deliveries[level], parts[level]) for level in sorted(parts)[::-1]]


def drained_after_s(queue: Sequence[Waiting], line: Line) -> list[float | None]:
    """Return for each level after how many seconds the last of it has left; None: no pace."""
    if line.pace is None:
        return [None for _ in queue]
    return [parts / line.pace.parts_per_s for parts in accumulate(w.parts for w in queue)]


def sent_after_s(queue: Sequence[Waiting], line: Line, level: int, parts: int) -> float | None:
    """Return after how many seconds so many further parts of a level would have left."""
    if line.pace is None:
        return None
    ahead = sum(each.parts for each in queue if each.level >= level)
    return (ahead + parts) / line.pace.parts_per_s
