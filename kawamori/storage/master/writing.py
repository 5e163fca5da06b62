"""What a published draft says, appended to the versions of what it is about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kawamori.areas import Area, AreaKind
from kawamori.judging.policy_files import parse_policy
from kawamori.master.drafts import What
from kawamori.master.gauging import RUNGS, ladder_of
from kawamori.neighbours import Basis, Passage
from kawamori.polygons import Shape
from kawamori.sensors import Kind, Sensor, Unit
from kawamori.stations import Datastream, Mode, Reference, Station
from kawamori.storage.areas.areas import store_areas, withdraw_area
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.connections import Connection
from kawamori.storage.judged.policies import publish_policy
from kawamori.storage.master.drafts import Draft, Person
from kawamori.storage.master.phrases import store_phrase
from kawamori.storage.river.neighbours import record_passages, withdraw_passage
from kawamori.storage.river.sensors import record_sensor
from kawamori.storage.river.stations import (
    datastream_id,
    record_thresholds,
    register_station,
    retire_station,
)

STAGE = "stage"

_JUDGED = "SELECT datastream_id FROM datastreams WHERE station_id = %s AND judged"
_PLAUSIBLE = """
UPDATE datastreams SET min_plausible = %s, max_plausible = %s WHERE station_id = %s AND judged
"""
_NETWORK = "SELECT network FROM stations WHERE station_id = %s"


@dataclass(frozen=True, slots=True)
class Writing:
    """A draft that is being published: by whom, from when on, and why."""

    connection: Connection
    draft: Draft
    person: Person
    valid_from: datetime | None
    because: str


def write(writing: Writing) -> None:
    """Append the version that a draft proposes; nobody is told anything by it."""
    _WRITERS[What(writing.draft.what)](writing)


def _station(w: Writing) -> None:
    values, ident = w.draft.proposed, w.draft.subject
    row = w.connection.execute(_NETWORK, (ident,)).fetchone()
    minutes = {
        name: None if values[name] is None else timedelta(minutes=values[name])
        for name in ("interval_min", "burst_min")
    }
    dormant_h = values["dormant_h"]
    station = Station(
        ident,
        values["name"],
        values["river"],
        values["lat"],
        values["lon"],
        minutes["interval_min"] or timedelta(minutes=10),
        values["name_en"],
        Mode(values["mode"]),
        values["tidal"],
        values["gauge_zero_tp_m"],
        values["datum"],
        **({"network": row[0]} if row else {}),
        burst_interval=minutes["burst_min"],
        dormant_for=None if dormant_h is None else timedelta(hours=dormant_h),
    )
    is_new = w.draft.standing is None
    streams = (
        [Datastream(ident, STAGE, "m", Reference(values["reference"]), judged=True)]
        if is_new
        else []
    )
    has_ladder = is_new and any(values[rung] is not None for rung in RUNGS)
    register_station(
        w.connection,
        station,
        streams,
        ladder_of(values) if has_ladder else None,
        author=w.person.name,
        valid_from=w.valid_from,
    )


def _retirement(w: Writing) -> None:
    retire_station(
        w.connection,
        w.draft.subject,
        author=w.person.name,
        is_retired=w.draft.proposed["retired"],
        valid_from=w.valid_from,
    )


def _thresholds(w: Writing) -> None:
    ladder, author = ladder_of(w.draft.proposed), w.person.name
    record_thresholds(w.connection, w.draft.subject, ladder, author=author, valid_from=w.valid_from)


def _sensor(w: Writing) -> None:
    values = w.draft.proposed
    found = w.connection.execute(_JUDGED, (w.draft.subject,)).fetchone()
    stream = found[0] if found else datastream_id(w.connection, w.draft.subject, STAGE)
    sensor = Sensor(Kind(values["kind"]), Unit(values["unit"]), values["offset_m"], values["scale"])
    since = w.valid_from
    if since is None and w.draft.standing is not None:
        row = w.connection.execute("SELECT now()").fetchone()
        since = row[0] if row else None
    record_sensor(w.connection, stream, sensor, author=w.person.name, valid_from=since)


def _plausible(w: Writing) -> None:
    values = w.draft.proposed
    w.connection.execute(
        _PLAUSIBLE, (values["min_plausible"], values["max_plausible"], w.draft.subject)
    )


def _neighbour(w: Writing) -> None:
    values, author = w.draft.proposed, w.person.name
    upstream, _, downstream = w.draft.subject.partition("/")
    if values["withdrawn"]:
        withdraw_passage(w.connection, upstream, downstream, author=author, valid_from=w.valid_from)
        return
    travel, spread = (
        None if values[name] is None else timedelta(minutes=values[name])
        for name in ("travel_min", "spread_min")
    )
    basis, evidence = Basis(values["basis"]), values["evidence"]
    passage = Passage(upstream, downstream, travel, spread, basis, evidence)
    record_passages(w.connection, [passage], author=author, valid_from=w.valid_from)


def _area(w: Writing) -> None:
    values, author = w.draft.proposed, w.person.name
    if values["withdrawn"]:
        withdraw_area(w.connection, w.draft.subject, author=author, valid_from=w.valid_from)
        return
    area = Area(
        w.draft.subject,
        values["name"],
        Shape.from_geojson(values["geometry"]),
        AreaKind(values["kind"]),
        values["name_en"],
        values["reading"],
        values["municipality"],
        values["population"],
        values["households"],
        values["risk"],
    )
    store_areas(w.connection, [area], author=author, valid_from=w.valid_from)


def _voices(w: Writing) -> None:
    ids = w.draft.proposed["station_ids"]
    set_area_stations(w.connection, w.draft.subject, ids, author=w.person.name)


def _phrase(w: Writing) -> None:
    author = w.person.name
    store_phrase(
        w.connection, w.draft.subject, w.draft.proposed, author=author, valid_from=w.valid_from
    )


def _policy(w: Writing) -> None:
    policy = parse_policy(w.draft.proposed["rules"])
    reason = w.because or w.draft.note or "published from a draft that was tried"
    publish_policy(w.connection, policy, author=w.person.name, role=w.person.role, reason=reason)


_WRITERS: dict[What, Callable[[Writing], None]] = {
    What.STATION: _station,
    What.RETIREMENT: _retirement,
    What.THRESHOLDS: _thresholds,
    What.SENSOR: _sensor,
    What.PLAUSIBLE: _plausible,
    What.NEIGHBOUR: _neighbour,
    What.AREA: _area,
    What.VOICES: _voices,
    What.PHRASE: _phrase,
    What.POLICY: _policy,
}
