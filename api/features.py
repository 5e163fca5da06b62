"""Stations and alerts as GeoJSON, encoded straight to bytes.

Checking ten thousand features against their models would take longer than making
them. The models are still what the OpenAPI promises: the tests hold these bytes
against them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Raw, Struct

from api.facts import FactsBook, Known
from kawamori.levels import GaugeLevel
from kawamori.runs import Moment, Run
from kawamori.storage.connections import Connection
from kawamori.storage.judged.cases import Case, PublicCase, public_cases
from kawamori.storage.judged.map import PublicState, State, latest_states, public_states
from kawamori.storage.past.stations import states_then

LEVEL_NAMES = tuple(level.name.lower() for level in GaugeLevel)

_encode = msgspec.json.Encoder().encode
_NOTHING = Raw(b"null")
_NONE = Raw(b"[]")


def hq_stations(
    connection: Connection,
    book: FactsBook,
    run: Run,
    now: datetime,
    among: Sequence[str] | None = None,
) -> bytes:
    """Return a network's stations, all or those among some ids, as headquarters sees them."""
    known = book.read(connection)
    states = latest_states(connection, run.run_no, run.network, among)
    return _collection(run, now, _hq_features(states, known))


def hq_stations_then(connection: Connection, book: FactsBook, run: Run, moment: Moment) -> bytes:
    """Return a network's stations as headquarters saw them at a moment."""
    known = book.read_then(connection, moment.wall)
    return _collection(run, moment.at, _hq_features(states_then(connection, run, moment), known))


def public_stations(
    connection: Connection,
    book: FactsBook,
    run: Run,
    now: datetime,
    among: Sequence[str] | None = None,
) -> bytes:
    """Return a network's stations, all or those among some ids, as everybody sees them."""
    known = book.read(connection)
    states = public_states(connection, run.run_no, run.network, among)
    return _collection(run, now, _public_features(states, known))


def hq_alerts(
    connection: Connection, book: FactsBook, run: Run, now: datetime, cases: Iterable[Case]
) -> bytes:
    """Return some alerts of a run as headquarters sees them."""
    return _alerts(run, now, cases, book.read(connection))


def hq_alerts_then(
    connection: Connection, book: FactsBook, run: Run, moment: Moment, cases: Iterable[Case]
) -> bytes:
    """Return some alerts of a run as headquarters saw them at a moment."""
    return _alerts(run, moment.at, cases, book.read_then(connection, moment.wall))


def _alerts(run: Run, now: datetime, cases: Iterable[Case], known: Mapping[str, Known]) -> bytes:
    shown = (hq_alert(c, known[c.station_id], run) for c in cases if c.station_id in known)
    return _collection(run, now, shown)


def hq_alert(case: Case, station: Known, run: Run) -> bytes:
    """Return one alert as a feature."""
    properties = {
        "alert_id": case.alert_id,
        "station_id": case.station_id,
        "station_name": station.facts.name,
        "river": station.facts.river,
        "run": run.run,
        "status": run.status,
        "level": case.level,
        "level_name": LEVEL_NAMES[case.level],
        "peak_level": case.peak_level,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "acknowledged_at": case.acknowledged_at,
        "acknowledged_by": case.acknowledged_by,
        "transitions": Raw(case.transitions.encode()),
        "silence": Raw(case.silence.encode()) if case.silence else _NOTHING,
        "assigned": Raw(case.assigned.encode()) if case.assigned else _NOTHING,
    }
    return _feature(case.alert_id, station, properties)


def public_alerts(connection: Connection, book: FactsBook, run: Run, now: datetime) -> bytes:
    """Return every alert of a run that is open and confirmed."""
    known = book.read(connection)
    cases = public_cases(connection, run.run_no)
    shown = (_public_alert(c, known[c.station_id]) for c in cases if c.station_id in known)
    return _collection(run, now, shown)


def _public_alert(case: PublicCase, station: Known) -> bytes:
    properties = {
        "station_id": case.station_id,
        "station_name": station.facts.name,
        "river": station.facts.river,
        "level": case.level,
        "level_name": LEVEL_NAMES[case.level],
        "stage_m": case.stage_m,
        "observed_at": case.observed_at,
    }
    return _feature(case.station_id, station, properties)


class _Moving(Struct, gc=False):
    """What moves of a station, as headquarters is sent it."""

    level: int | None
    level_name: str | None
    public_level: int | None
    confirmation: str | None
    stage_m: float | None
    observed_at: datetime | None
    received_at: datetime | None
    rise_m_per_h: float | None
    trend: str
    projection: Raw
    freshness: str | None
    reasons: Raw
    assessed_at: datetime | None
    alert_id: int | None
    upstream: Raw


def _hq_features(states: Iterable[State], known: dict[str, Known]) -> Iterator[bytes]:
    for s in states:
        station = known.get(s.station_id)
        if station is None:  # registered since the facts were read
            continue
        moving = _Moving(
            s.level,
            None if s.level is None else LEVEL_NAMES[s.level],
            s.public_level,
            s.confirmation,
            s.stage_m,
            s.observed_at,
            s.received_at,
            s.rise_m_per_h,
            s.trend,
            Raw(s.projection.encode()) if s.projection else _NOTHING,
            s.freshness,
            Raw(s.reasons.encode()) if s.reasons else _NONE,
            s.assessed_at,
            s.alert_id,
            Raw(s.upstream.encode()) if s.upstream else _NOTHING,
        )
        yield station.hq + _encode(moving)[1:] + b"}"


def _public_features(states: Iterable[PublicState], known: dict[str, Known]) -> Iterator[bytes]:
    for s in states:
        properties = {
            "level": s.level,
            "level_name": None if s.level is None else LEVEL_NAMES[s.level],
            "stage_m": s.stage_m,
            "observed_at": s.observed_at,
            "trend": s.trend,
            "freshness": s.freshness,
        }
        if station := known.get(s.station_id):  # else registered since the facts were read
            yield station.public + _encode(properties)[1:] + b"}"


def _feature(feature_id: str | int, station: Known, properties: dict[str, object]) -> bytes:
    return _encode(
        {
            "type": "Feature",
            "id": feature_id,
            "geometry": station.geometry,
            "properties": properties,
        }
    )


def _collection(run: Run, now: datetime, features: Iterable[bytes]) -> bytes:
    head = _encode(
        {"type": "FeatureCollection", "now": now, "run": run.run, "status": run.status}
    ).removesuffix(b"}")
    return head + b',"features":[' + b",".join(features) + b"]}"
