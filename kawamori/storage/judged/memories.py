"""What judging remembers of each gauge's past, kept with what it found."""

from collections.abc import Mapping

from kawamori.judging.rivers import Rivers, Rows
from kawamori.judging.states import packed, unpack
from kawamori.storage.columns import byteas, int4s
from kawamori.storage.connections import Connection
from kawamori.storage.pipeline import Pipeline, Statement

_KEEP = Statement(
    "keep_memories",
    """
    INSERT INTO memories (run_no, datastream_id, memory)
    SELECT * FROM unnest($1::int[], $2::int[], $3::bytea[])
    ON CONFLICT (run_no, datastream_id) DO UPDATE SET memory = excluded.memory
    """,
)
_RECALL = """
SELECT m.run_no, m.datastream_id, m.memory
FROM unnest(%s::int[], %s::int[]) AS k (run_no, datastream_id)
JOIN memories m USING (run_no, datastream_id)
"""


def keep_memories(pipeline: Pipeline, rivers: Rivers, rows: Rows) -> None:
    """Add what is remembered of these rows, each row once."""
    pipeline.add(
        _KEEP,
        int4s(rivers.run_no[rows]),
        int4s(rivers.datastream_id[rows]),
        byteas(packed(rivers.remembered(), rows)),
    )


def recall_memories(
    connection: Connection, rivers: Rivers, row_of: Mapping[tuple[int, int], int]
) -> None:
    """Remember again what was kept; what an older engine kept in another way is relearned."""
    keys = list(row_of)
    params = ([run for run, _ in keys], [stream for _, stream in keys])
    for run, stream, memory in connection.execute(_RECALL, params):
        unpack(rivers.remembered(), row_of[run, stream], memory)
