"""How many an announcement would reach: counted by the query that routing addresses people with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kawamori.messages import segments
from kawamori.people import Channel, Language
from kawamori.runs import Run, Status
from kawamori.settings import Settings
from kawamori.storage.connections import Connection
from kawamori.storage.people.recipients import OF_AREAS
from kawamori.storage.telling.announcements import Announcement, announce_texts
from kawamori.storage.telling.draining import sent_after_s, waiting
from kawamori.storage.telling.pacing import sms_lines

_COUNT = f"""
WITH who AS MATERIALIZED ({OF_AREAS})
SELECT NULL AS area_id, channel, language, count(*) AS people, count(withheld_because) AS withheld
FROM who GROUP BY channel, language
UNION ALL
SELECT area_id, channel, language, count(*), count(withheld_because)
FROM who
JOIN subscriber_areas USING (subscriber_id)
JOIN message_areas USING (area_id)
WHERE message_id = %(message_id)s
GROUP BY area_id, channel, language
ORDER BY area_id NULLS FIRST, channel, language
"""  # noqa: S608 our own parts


@dataclass(frozen=True, slots=True)
class Counted:
    """How many read a text, in one area or, without one, in all."""

    area_id: str | None
    channel: Channel
    language: Language
    people: int
    withheld: int


@dataclass(frozen=True, slots=True)
class Cost:
    """Parts of short messages, their price, and the seconds until the last has left.

    ``yen`` and ``drain_s`` are None where no price or no pace is set.
    """

    parts: int
    yen: float | None
    drain_s: float | None


def count_people(connection: Connection, asked: Announcement, wall: datetime) -> list[Counted]:
    """Count whom an announcement is for; nothing of it stays."""
    with connection.transaction(force_rollback=True):
        values = {
            "message_id": announce_texts(connection, asked),
            "run_no": asked.run_no,
            "level": asked.level,
            "now": wall,
        }
        rows = connection.execute(_COUNT.encode(), values).fetchall()
    return [Counted(area_id, Channel(c), Language(la), *counts) for area_id, c, la, *counts in rows]


def sms_parts(asked: Announcement, recipients: Sequence[Counted]) -> int:
    """Return how many parts of short messages the texts of an announcement take."""
    texts = asked.texts
    return sum(
        segments(texts[Channel.SMS, each.language]).parts * (each.people - each.withheld)
        for each in recipients
        if each.area_id is None and each.channel is Channel.SMS
    )


def cost_of(connection: Connection, settings: Settings, run: Run, level: int, parts: int) -> Cost:
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
