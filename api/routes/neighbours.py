"""A station's neighbours: where its water comes from, where it goes, and how long it takes."""

from typing import Annotated

from fastapi import Path

from api.asked import Around, Asked, Database
from api.desk import headquarters
from api.schemas.neighbours import Neighbours, NeighbourShown, PassageShown
from kawamori.errors import NotFoundError
from kawamori.neighbours import Passage
from kawamori.storage.river.neighbours import Neighbour, current_passages, neighbours_of

router = headquarters()


@router.get("/hq/passages")
def passages(connection: Database, around: Around, asked: Asked) -> list[PassageShown]:
    """Return which stations of the run's network the same water passes, for the map's arrows."""
    known = around.facts.read(connection)
    there = {each for each, one in known.items() if one.facts.network == asked.run.network}
    return [_passed(each) for each in current_passages(connection) if each.upstream_id in there]


@router.get("/hq/stations/{station_id}/neighbours")
def neighbours(
    station_id: Annotated[str, Path(max_length=63)],
    connection: Database,
    around: Around,
    asked: Asked,
) -> Neighbours:
    """Return the stations that the same water passes just before and just after this one."""
    known = around.facts.read(connection).get(station_id)
    if known is None or known.facts.network != asked.run.network:
        raise NotFoundError(f"there is no station {station_id!r}")
    found = neighbours_of(connection, station_id)
    return Neighbours(
        station_id=station_id,
        upstream=[_shown(each) for each in found if not each.is_downstream],
        downstream=[_shown(each) for each in found if each.is_downstream],
    )


def _shown(each: Neighbour) -> NeighbourShown:
    values = each._asdict()
    del values["is_downstream"]
    return NeighbourShown.model_validate(values)


def _passed(passage: Passage) -> PassageShown:
    travel, spread = passage.travel, passage.spread
    return PassageShown(
        upstream_id=passage.upstream_id,
        downstream_id=passage.downstream_id,
        travel_s=None if travel is None else int(travel.total_seconds()),
        spread_s=None if spread is None else int(spread.total_seconds()),
        basis=passage.basis.value,
    )
