"""Master data by files: each row is a draft, and all are published together or none.

Aoi commands headquarters, Fumi operates its desk, Elena sits at a branch, Daichi looks on.
"""

from typing import TYPE_CHECKING

import pytest

from api.testing.drafting import BECAUSE, danger_m
from kawamori.testing.areas import settle_districts
from kawamori.testing.town import KAWABE

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def test_a_stations_file_is_drafted_row_by_row_and_published_together(
    api: "Api", world: "World"
) -> None:
    text = (
        "station_id,name,river,danger_m,evacuation_m\n"
        "kawabe-bridge,川辺橋,川辺川,3.6,3.0\notaki,小滝,小滝川,2.5,\nnew-one,新設,小滝川,3,\n"
    )
    path = "/hq/admin/files?kind=stations&name=stations.csv"
    answer = api.post(path, content=text.encode(), who="Fumi")
    assert answer.status_code == 201, answer.text
    taken = answer.json()

    rows = [(r["what"], r["subject"], len(r["differences"])) for r in taken["rows"]]
    assert rows[0] == ("thresholds", KAWABE, 1)
    assert [row[:2] for row in rows[1:]] == [("thresholds", "otaki"), ("station", "new-one")]
    said = {"phrase": taken["phrase"], "because": BECAUSE}
    done = api.post(f"/hq/admin/files/{taken['file_id']}/publish", json=said, who="Aoi")
    assert done.status_code == 200, done.text
    assert (danger_m(world), danger_m(world, "otaki")) == (3.6, 2.5)
    sheet = api.get("/hq/admin/stations.csv").content
    same = api.post(path, content=sheet, who="Fumi")
    assert same.status_code == 400
    assert "変わるものがありません" in same.text


def test_a_file_of_areas_shows_who_is_new_changed_and_withdrawn(api: "Api", world: "World") -> None:
    settle_districts(world.connection)
    areas = api.get("/hq/areas").json()["features"]
    kept = next(each for each in areas if each["properties"]["area_id"] == "kawara")
    properties = {
        name: kept["properties"][name]
        for name in ("area_id", "name", "name_en", "reading", "households", "risk")
    }
    changed = {**kept, "properties": {**properties, "population": 999}}
    square = [[138.97, 35.03], [138.98, 35.03], [138.98, 35.04], [138.97, 35.03]]
    new = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [square]},
        "properties": {"area_id": "shinmachi", "name": "新町"},
    }
    path = "/hq/admin/files?kind=areas&name=areas.geojson&withdraw_others=true"
    sent = {"type": "FeatureCollection", "features": [changed, new]}

    taken = api.post(path, json=sent, who="Fumi").json()

    said = {row["subject"]: row for row in taken["rows"]}
    assert said["shinmachi"]["standing"] is None
    fields = [d["field"] for d in said["kawara"]["differences"]]
    assert "population" in fields
    assert "geometry" not in fields
    assert said["minato"]["proposed"]["withdrawn"]
    done = api.post(
        f"/hq/admin/files/{taken['file_id']}/publish", json={"phrase": taken["phrase"]}, who="Aoi"
    )
    assert done.status_code == 200, done.text
    ids = {each["properties"]["area_id"] for each in api.get("/hq/areas").json()["features"]}
    assert ids == {"kawara", "shinmachi"}
