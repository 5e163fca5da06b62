"""Hydrographs for either audience, encoded straight to bytes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from api.facts import Known, thresholds_of
from api.schemas.series import SpanAsked
from kawamori.errors import InvalidError
from kawamori.observations import NOT_CONFIRMED, names_of
from kawamori.quality.qartod import rolled_up
from kawamori.storage.connections import Connection
from kawamori.storage.readings.series import INSTANT, Drawing, Drawn, Mark, Window, draw

ASKED_FOR_NO_START = timedelta(hours=24)

_encode = msgspec.json.Encoder().encode


def span(
    asked: SpanAsked, now: datetime, unless_told: timedelta = ASKED_FOR_NO_START
) -> tuple[datetime, datetime]:
    """Return the two times that a request means: the last 24 hours unless it says otherwise."""
    end = asked.end or now
    try:
        start = asked.start or end - unless_told
    except OverflowError as error:
        raise InvalidError(f"end {end.isoformat()} is before all time") from error
    if start >= end:
        raise InvalidError(f"start {start.isoformat()} is not before end {end.isoformat()}")
    return start, end


def confirmed_drawing(
    connection: Connection, drawn: Drawn, window: Window, *, points: int
) -> Drawing:
    """Draw what is confirmed of a window: nothing later, and no jump that is not settled."""
    if drawn.confirmed_until is None or drawn.confirmed_until < window.start:
        return Drawing("raw", None, [])
    known = window._replace(end=min(window.end, drawn.confirmed_until + INSTANT))
    return draw(connection, known, points=points, interval_s=drawn.interval_s, hidden=NOT_CONFIRMED)


def hydrograph(
    station: Known, drawn: Drawn, drawing: Drawing, marked: Sequence[Mark] | None = None
) -> bytes:
    """Return a drawing as it is sent; headquarters' has what is held against observations."""
    marks = [
        {
            "t": m.t,
            "result": m.result,
            "flags": names_of(m.flags),
            "qartod": rolled_up(m.flags),
            "changes": [{**each, "flags": names_of(each["flags"])} for each in m.changes],
        }
        for m in marked or ()
    ]
    return _encode(
        {
            "station_id": station.facts.station_id,
            "datastream": drawn.name,
            "unit": drawn.unit,
            "reference": drawn.reference,
            "resolution": drawing.resolution,
            "bin_s": drawing.width.total_seconds() if drawing.width else None,
            "points": [
                {"t": b.t, "min": b.lowest, "mean": b.total / b.n, "max": b.highest, "n": b.n}
                for b in drawing.bins
            ],
            "thresholds": thresholds_of(station.facts),
        }
        | ({} if marked is None else {"marked": marks})
    )
