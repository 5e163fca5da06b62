"""Which silence covers a station, as a part of other queries."""

from typing import LiteralString

_COVERING = """
SELECT s.silence_id FROM silences s
WHERE s.run_no = {run_no} AND s.lifted_at IS NULL
  AND s.wall_starts_at <= %(now)s AND s.wall_ends_at > %(now)s
  AND (s.station_id = {facts}.station_id OR s.river = {facts}.river
       OR s.network = {facts}.network)
  AND ({level} <= s.upto_level OR ({is_silence} AND s.kind = 'maintenance'))
ORDER BY s.wall_ends_at DESC LIMIT 1
"""

# Asked once a query, so that where nothing is silenced no row is asked about.
ANY_IN_FORCE: LiteralString = """EXISTS (
  SELECT FROM silences WHERE lifted_at IS NULL AND wall_ends_at > %(now)s)"""


def covering(
    run_no: LiteralString, facts: LiteralString, level: LiteralString, is_silence: LiteralString
) -> LiteralString:
    """Return the query for the silence in force at ``%(now)s``, by the wall, over a station.

    ``facts`` is the station's row of ``current_stations``; ``is_silence`` says that the
    matter is a station's own silence, which maintenance covers at every level.
    """
    return (
        _COVERING.replace("{run_no}", run_no)
        .replace("{facts}", facts)
        .replace("{level}", level)
        .replace("{is_silence}", is_silence)
    )
