"""What judging holds against observations: appended beside them, the newest holds."""

from kawamori.judging.findings import Doubts
from kawamori.judging.rivers import Ints, Rivers
from kawamori.observations import names_of
from kawamori.storage.columns import int2s, int4s, texts, timestamps
from kawamori.storage.pipeline import Pipeline, Statement

_ADD = Statement(
    "add_observation_flags",
    """
    INSERT INTO observation_flags (run_no, datastream_id, observed_at, recorded_at, flags, reason)
    SELECT d.run_no, d.datastream_id, d.observed_at, d.recorded_at,
           coalesce(f.flags, o.flags, 0::smallint) & ~d.about | d.flags, d.reason
    FROM unnest($1::int[], $2::int[], $3::timestamptz[], $4::timestamptz[], $5::smallint[],
                $6::smallint[], $7::text[])
         AS d (run_no, datastream_id, observed_at, recorded_at, flags, about, reason)
    LEFT JOIN observations o USING (run_no, datastream_id, observed_at)
    LEFT JOIN LATERAL (
      SELECT flags FROM observation_flags f
      WHERE f.run_no = d.run_no AND f.datastream_id = d.datastream_id
        AND f.observed_at = d.observed_at
      ORDER BY f.recorded_at DESC LIMIT 1
    ) f ON true
    ON CONFLICT (run_no, datastream_id, observed_at, recorded_at) DO UPDATE
    SET flags = excluded.flags, reason = excluded.reason
    """,
)
_SETTLED = "no longer doubted"


def add_doubts(pipeline: Pipeline, rivers: Rivers, doubts: Doubts, recorded_us: Ints) -> None:
    """Add flags beside observations, each observation once; other bits stay as they are."""
    pipeline.add(
        _ADD,
        int4s(rivers.run_no[doubts.rows]),
        int4s(rivers.datastream_id[doubts.rows]),
        timestamps(doubts.observed_us),
        timestamps(recorded_us),
        int2s(doubts.flags),
        int2s(doubts.about),
        texts([reason(flags) for flags in doubts.flags.tolist()]),
    )


def reason(flags: int) -> str:
    """Return flags as words: their names."""
    return ", ".join(names_of(flags)) or _SETTLED
