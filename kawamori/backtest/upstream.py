"""Which recorded gauges are upstream of which, where the folder has a ``neighbours.csv``."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from kawamori.backtest.files import rows
from kawamori.backtest.recordings import Recording, station_id_of
from kawamori.errors import InvalidError
from kawamori.neighbours import Passage, refuse_circles


def read_passages(folder: Path, recordings: Sequence[Recording]) -> list[Passage]:
    """Return the passages between these gauges; none where the folder names none."""
    index = folder / "neighbours.csv"
    if not index.is_file():
        return []
    wanted = {recording.gauge_id for recording in recordings}
    passages = [
        _passage(number, row)
        for number, row in rows(index)
        if {row.get("upstream"), row.get("downstream")} <= wanted
    ]
    refuse_circles(passages)
    return passages


def _passage(number: int, row: Mapping[str, str]) -> Passage:
    try:
        return Passage(
            station_id_of(row["upstream"]),
            station_id_of(row["downstream"]),
            _minutes(row.get("travel_min")),
            _minutes(row.get("spread_min")),
        )
    except (ValueError, InvalidError) as error:
        raise InvalidError(f"neighbours.csv line {number}: {error}: correct it") from error


def _minutes(text: str | None) -> timedelta | None:
    return timedelta(minutes=float(text)) if text else None
