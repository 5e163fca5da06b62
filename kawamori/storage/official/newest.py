"""The newest official information of a kind and place: what an announcement is held against."""

from datetime import datetime
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.official import ControlStatus, Kind
from kawamori.runs import Run
from kawamori.storage.connections import Connection, unavailable_when_lost

_NEWEST = """
SELECT official_id, name, issued_at, lifted_at, source_text, entered_by,
       cardinality(rivers) + cardinality(areas) = 1
FROM standing_official_information
WHERE run_no = %s AND control_status = %s AND kind = %s AND by_river = %s AND place = %s
"""


class Newest(NamedTuple):
    """One row: ``is_alone`` where it covers this one place and no other."""

    official_id: int
    name: str
    issued_at: datetime
    lifted_at: datetime | None
    source_text: str
    entered_by: str
    is_alone: bool


def newest_official(
    connection: Connection, run: Run, mark: ControlStatus, kind: Kind, place: str, *, by_river: bool
) -> Newest | None:
    """Return what was issued last of a kind for a place, in force, lifted or run out."""
    values = (run.run_no, mark, kind, by_river, place)
    with unavailable_when_lost(), connection.cursor(row_factory=args_row(Newest)) as cursor:
        return cursor.execute(_NEWEST, values).fetchone()
