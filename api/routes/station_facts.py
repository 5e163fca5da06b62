"""What is known of one station beside how it stands: its past, its thresholds, its devices."""

from typing import Annotated

from fastapi import Path, Query

from api.asked import Around, Asked, Database, Scene
from api.desk import headquarters
from api.facts import Known, thresholds_of
from api.schemas.station_facts import DeviceShown, Past, Peak, ThresholdsVersion, UsualRange
from api.state import Surroundings
from kawamori.errors import NotFoundError
from kawamori.storage.connections import Connection
from kawamori.storage.readings import past as readings_past
from kawamori.storage.readings.series import find_drawn
from kawamori.storage.river.beside import devices_of
from kawamori.storage.river.versions import thresholds_versions

router = headquarters()

StationId = Annotated[str, Path(max_length=63)]
FLOOD_FROM = ("caution_m", "evacuation_m", "danger_m", "overflow_m")


@router.get("/hq/stations/{station_id}/past")
def past(
    station_id: StationId,
    connection: Database,
    around: Around,
    asked: Asked,
    datastream: Annotated[str | None, Query(description="The judged one if not given")] = None,
) -> Past:
    """Return a gauge's usual range, the highest known, and its last floods."""
    known = _station(connection, around, asked, station_id)
    drawn = find_drawn(connection, asked.run.run_no, asked.run.network, station_id, datastream)
    rungs = thresholds_of(known.facts)
    flood_from = next((rungs[name] for name in FLOOD_FROM if rungs[name] is not None), None)
    found = readings_past.past_of(connection, asked.run.run_no, drawn.datastream_id, flood_from)
    return Past(
        station_id=station_id,
        datastream=drawn.name,
        of_actual=found.run_no == 0,
        first_observed_at=found.first_observed_at,
        days=found.days,
        by="month" if len(found.usual) > 1 else "all",
        usual=[UsualRange(**each._asdict()) for each in found.usual],
        record=_peak(found.record) if found.record else None,
        flood_from=flood_from,
        floods=[_peak(each) for each in found.floods],
    )


@router.get("/hq/stations/{station_id}/thresholds")
def thresholds(
    station_id: StationId, connection: Database, around: Around, asked: Asked
) -> list[ThresholdsVersion]:
    """List a station's thresholds through time, those that hold from the latest first."""
    _station(connection, around, asked, station_id)
    found = thresholds_versions(connection, station_id)
    return [ThresholdsVersion(**each._asdict()) for each in found]


@router.get("/hq/stations/{station_id}/devices")
def devices(
    station_id: StationId, connection: Database, around: Around, asked: Asked
) -> list[DeviceShown]:
    """List the devices that speak for a station, the one heard last first."""
    _station(connection, around, asked, station_id)
    found = devices_of(connection, asked.run.run_no, station_id)
    return [DeviceShown(**each._asdict()) for each in found]


def _station(connection: Connection, around: Surroundings, asked: Scene, station_id: str) -> Known:
    known = around.facts.read(connection).get(station_id)
    if known is None or known.facts.network != asked.run.network:
        raise NotFoundError(f"network {asked.run.network!r} has no station {station_id!r}")
    return known


def _peak(peak: readings_past.Peak) -> Peak:
    return Peak(result=peak.result, at=peak.at, within_s=peak.within.total_seconds())
