"""Credits: the lines that services ask for wherever their readings are shown."""

from kawamori.storage.connections import Connection

_SET = """
INSERT INTO station_credits (station_id, credit)
SELECT station_id, %(credit)s FROM stations WHERE station_id = %(station_id)s
ON CONFLICT (station_id) DO UPDATE SET credit = excluded.credit
"""
_ALL = """
SELECT DISTINCT credit FROM station_credits
JOIN current_stations c USING (station_id)
WHERE c.network = %s AND NOT EXISTS (
  SELECT FROM gone_stations g WHERE g.station_id = c.station_id)
ORDER BY credit
"""


def set_credit(connection: Connection, station_id: str, credit: str) -> None:
    """Have a station's readings shown with the line that their owner asks for.

    For a station that nobody knows nothing is kept: its readings are not either.
    """
    connection.execute(_SET, {"station_id": station_id, "credit": credit})


def credits_of(connection: Connection, network: str) -> list[str]:
    """Return the lines that are owed wherever a network's stations are shown, each once."""
    return [str(credit) for (credit,) in connection.execute(_ALL, (network,))]
