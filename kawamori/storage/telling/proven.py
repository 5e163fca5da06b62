"""What a code proves: the message that ends with it, where people were told of it.

Everything else is as if it had never been written: a draft, what was muted, taken back before
anybody had it, or withheld from all, what staff are called by, and every other run.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from psycopg.rows import args_row
from psycopg.types.json import Jsonb

from kawamori.errors import NotFoundError
from kawamori.people import Channel, Language
from kawamori.runs import Run
from kawamori.storage.connections import Connection, unavailable_when_lost

FORM = Channel.PUSH  # of the texts that are shown

# A delivery that somebody has, or may have: nobody can say of these that they never left.
_MAY_BE_READ = """
(d.state IN ('accepted', 'delivered', 'claimed', 'unknown')
 OR d.state = 'due' AND d.resends > 0 OR d.state = 'handed_over' AND d.tries > 0)
"""
# A correction whose own code proves it: until then it leads nowhere.
_IS_TOLD = """
c.audience = 'public' AND c.routed_at IS NOT NULL AND c.muted_because IS NULL
AND EXISTS (SELECT FROM deliveries d WHERE d.message_id = c.message_id AND {may_be_read})
"""
_PROVEN = """
WITH named AS (
  SELECT message_ids, message_ids[cardinality(message_ids)] AS newest, told_at, texts
  FROM told_notices WHERE code = %(code)s
  UNION ALL
  SELECT ARRAY[message_id], message_id, routed_at, (
    SELECT jsonb_object_agg(language, body) FROM message_texts t
    WHERE t.message_id = m.message_id AND t.channel = %(form)s)
  FROM messages m WHERE m.code = %(code)s AND m.transition_id IS NULL
)
SELECT named.told_at, m.family, m.kind, m.level, m.status, since.corrected, since.corrected_by,
       since.retractions = cardinality(named.message_ids) AS retracted,
       m.kind IN ('issue', 'change') AND m.order_id IS NOT NULL AND NOT EXISTS (
         SELECT FROM standing_order_areas s
         WHERE s.run_no = m.run_no AND s.order_id = m.order_id) AS ended, named.texts
FROM named
JOIN messages m ON m.message_id = named.newest
CROSS JOIN LATERAL (
  SELECT count(*) > 0 AS corrected,
         (array_agg(c.code ORDER BY c.message_id DESC) FILTER (WHERE {is_told}))[1] AS corrected_by,
         count(*) FILTER (WHERE c.kind = 'retract') AS retractions
  FROM messages c WHERE c.corrects = ANY (named.message_ids)
) since
WHERE m.run_no = %(run_no)s AND m.audience = 'public' AND m.family <> 'canary'
  AND m.routed_at IS NOT NULL AND m.muted_because IS NULL AND named.texts IS NOT NULL
  AND CASE WHEN cardinality(named.message_ids) = 1 THEN (
      SELECT true FROM deliveries d WHERE d.message_id = m.message_id AND {may_be_read} LIMIT 1)
    ELSE (
      SELECT true FROM delivery_covers newest JOIN deliveries d USING (delivery_id)
      WHERE newest.message_id = m.message_id AND d.message_id = named.message_ids[1]
        AND {may_be_read} AND named.message_ids[2:] = ARRAY(
          SELECT c.message_id FROM delivery_covers c
          WHERE c.delivery_id = d.delivery_id ORDER BY c.message_id)
      LIMIT 1)
    END
""".replace("{is_told}", _IS_TOLD).replace("{may_be_read}", _MAY_BE_READ)
_KEEP = """
INSERT INTO told_notices (code, message_ids, told_at, texts)
SELECT code, ARRAY[message_id], %(now)s, %(texts)s FROM messages
WHERE message_id = %(message_id)s AND code IS NOT NULL AND family <> 'canary'
"""
_KEEP_TOGETHER = """
INSERT INTO told_notices (code, message_ids, told_at, texts) VALUES (%s, %s, %s, %s)
"""
_CODES = "SELECT message_id, code FROM messages WHERE message_id = ANY (%s)"


class Proven(NamedTuple):
    """A message that people were told; ``texts`` by language, as they were released.

    ``level`` is the gauge's of a gauge notice, the alert level (警戒レベル) of anything else.
    ``ended``: it gave an order that stands in no area any more. ``corrected_by`` is the code of
    the message that sets it right, or takes it back, once that was told to somebody too.
    """

    told_at: datetime
    family: str
    kind: str
    level: int
    status: str
    corrected: bool
    corrected_by: str | None
    retracted: bool
    ended: bool
    texts: dict[str, str]


def proven_message(connection: Connection, run: Run, code: str | None) -> Proven:
    """Return the message that a run told with this code; ``NotFoundError`` for all else alike.

    A code that is none is asked for all the same: the answer takes as long. Times are the run's.
    """
    values = {"code": code, "run_no": run.run_no, "form": FORM}
    with unavailable_when_lost(), connection.cursor(row_factory=args_row(Proven)) as cursor:
        found = cursor.execute(_PROVEN.encode(), values).fetchone()
    if found is None:
        raise NotFoundError("nothing was told with this code")
    return found._replace(told_at=run.now(found.told_at))


def keep_words(
    connection: Connection,
    message_id: int,
    texts: Mapping[tuple[Channel, Language], str],
    now: datetime,
) -> None:
    """Keep what a gauge's notice says, so that it can be shown; a canary's is not."""
    values = {"message_id": message_id, "texts": _shown(texts), "now": now}
    connection.execute(_KEEP, values)


def keep_words_together(
    connection: Connection,
    code: str,
    message_ids: Sequence[int],
    texts: Mapping[tuple[Channel, Language], str],
    now: datetime,
) -> None:
    """Keep what is said of several messages in one, by a code of its own."""
    connection.execute(_KEEP_TOGETHER, (code, list(message_ids), now, _shown(texts)))


def codes_of(connection: Connection, message_ids: Sequence[int]) -> dict[int, str | None]:
    """Return the codes of these messages."""
    return dict(connection.execute(_CODES, (list(message_ids),)).fetchall())


def new_code(connection: Connection) -> str:
    """Draw a code that nothing has."""
    row = connection.execute("SELECT new_message_code()").fetchone()
    assert row is not None  # noqa: S101 a function gives a row
    return str(row[0])


def _shown(texts: Mapping[tuple[Channel, Language], str]) -> Jsonb:
    return Jsonb({language: body for (channel, language), body in texts.items() if channel == FORM})
