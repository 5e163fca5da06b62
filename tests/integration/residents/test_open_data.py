"""Open data is what everybody may know, in files that others' programs read, and nothing else."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from api.facts import FactsBook
from api.residents.files import File
from api.residents.open_data.explained import explained
from api.residents.open_data.making import OpenData
from api.residents.open_data.sets import SETS
from api.residents.shown import read_areas, read_shown
from kawamori.areas import Area
from kawamori.orders import Actor, Draft, OrderLevel
from kawamori.people import AreaSubscription, Language, PhoneNumber, Subscriber, Subscription
from kawamori.polygons import Shape
from kawamori.settings import Settings
from kawamori.shelters import Hazard, Shelter, ShelterState
from kawamori.storage.areas.areas import store_areas
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.orders.composing import compose_order
from kawamori.storage.orders.releasing import lift_order, release_order
from kawamori.storage.orders.rules import city_of, release_policy_of
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.storage.runs import find_run
from kawamori.storage.shelters.files import read_shelters
from kawamori.storage.shelters.shelters import store_shelters
from kawamori.storage.shelters.states import Said, set_shelter_state
from kawamori.testing.areas import SEAL
from kawamori.testing.world import NOW, World

if TYPE_CHECKING:
    from tests.integration.residents.conftest import Phone

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

# Its outline turns to the right, its hole to the left: a city's file may be so.
RIVERSIDE = Shape.from_geojson(
    {
        "type": "Polygon",
        "coordinates": [
            [[139, 35], [139, 35.01], [139.01, 35.01], [139.01, 35], [139, 35]],
            [[139.002, 35.002], [139.008, 35.002], [139.008, 35.008], [139.002, 35.002]],
        ],
    }
)
SCHOOL = Shelter(
    "honcho-school",
    "=本町小学校",
    35.06,
    138.97,
    frozenset({Hazard.FLOOD, Hazard.EARTHQUAKE}),
    "Honcho School",
    "ホンチョウショウガッコウ",
    "川辺市本町1-2",
    300,
    "体育館, 校庭",
)
ON_A_MAP = ("stations", "shelters", "orders", "areas", "notices")
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def world(world: World) -> World:
    store_areas(world.connection, [Area("riverside", "河原町", RIVERSIDE)], author="test")
    set_area_stations(world.connection, "riverside", ["kawabe-bridge"], author="test")
    store_shelters(world.connection, [SCHOOL], author="test")
    world.assess(3, 3.12)
    return world


def made(world: World, settings: Settings, run: str = "", *, now: datetime = NOW) -> list[File]:
    """Return the files of a moment."""
    found = find_run(world.connection, run)
    shown = read_shown(world.connection, FactsBook(), city_of(settings), found, now)
    areas = read_areas(world.connection, found)
    return OpenData(settings, lambda: now).make(world.connection, shown, areas)


def table(files: list[File], path: str) -> list[dict[str, str]]:
    body = next(file.body for file in files if file.path == path)
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def collection(files: list[File], path: str) -> dict[str, Any]:
    """Return a file's features, which are GeoJSON as RFC 7946 has it."""
    found: dict[str, Any] = json.loads(next(file.body for file in files if file.path == path))
    assert found["type"] == "FeatureCollection"
    for feature in found["features"]:
        assert feature["type"] == "Feature"
        assert feature["id"] is not None
        if feature["geometry"]["type"] == "Polygon":
            outline, *holes = feature["geometry"]["coordinates"]
            assert turned_left(outline)
            assert not any(turned_left(hole) for hole in holes)
    return found


def turned_left(ring: list[list[float]]) -> bool:
    assert ring[0] == ring[-1]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) > 0


def test_stations_read_back_as_they_stand(world: World, settings: Settings) -> None:
    for n in range(1, 41):
        world.roll_up_day(
            NOW.replace(hour=0, minute=0) - timedelta(days=n), n=9, low=1, mean=1.504, high=2
        )

    files = made(world, settings)

    bridge, otaki = table(files, "open/stations.csv")
    assert (bridge["name"], bridge["river"], bridge["lat"]) == ("川辺橋", "川辺川", "35.05")
    assert (bridge["danger_m"], bridge["level"], bridge["stage_m"]) == ("4.0", "3", "3.12")
    assert datetime.fromisoformat(bridge["observed_at"]) == NOW
    assert bridge["observed_at"] == "2026-09-01T12:10:00+09:00"
    assert (bridge["usual_p05_m"], bridge["record_m"]) == ("1.5", "2.0")
    assert (bridge["record_within_s"], bridge["status"]) == ("86400", "actual")
    assert (otaki["stage_m"], otaki["freshness"], otaki["lat"]) == ("", "", "")
    stations = json.loads(next(f.body for f in files if f.path == "open/stations.geojson"))
    assert stations["features"][0]["geometry"] == {"type": "Point", "coordinates": [138.97, 35.05]}
    assert stations["features"][1]["geometry"] is None
    properties = stations["features"][0]["properties"]
    assert properties["observed_at"] == "2026-09-01T03:10:00Z"
    assert properties["level_name"] == "evacuation"


def test_shelters_read_back_by_our_own_reader_of_the_standard(
    world: World, settings: Settings
) -> None:
    run = find_run(world.connection, "")
    said = Said(ShelterState.FULL, 777, "内緒の話")
    set_shelter_state(
        world.connection, run, "honcho-school", said, seen=None, person="Aoi", role="operator",
        now=NOW,
    )  # fmt: skip

    files = made(world, settings)

    body = next(file.body for file in files if file.path == "open/shelters.csv")
    (shelter,) = read_shelters(body, "shelters.csv")
    assert shelter.name == "'=本町小学校"  # no formula to a spreadsheet
    assert (shelter.hazards, shelter.capacity) == (SCHOOL.hazards, SCHOOL.capacity)
    assert (shelter.lat, shelter.note) == (SCHOOL.lat, SCHOOL.note)
    (row,) = table(files, "open/shelters.csv")
    assert (row["state"], row["災害種別_洪水"], row["災害種別_津波"]) == ("full", "1", "")
    (feature,) = collection(files, "open/shelters.geojson")["features"]
    assert feature["properties"]["name"] == "=本町小学校"
    assert feature["properties"]["hazards"] == ["earthquake", "flood"]


def test_orders_stand_where_they_are_for_and_go_a_day_after_they_are_lifted(
    world: World, settings: Settings
) -> None:
    order_id = release(world, settings, compose(world, "川辺橋で氾濫危険水位"))

    standing = made(world, settings, now=LATER)

    (row,) = table(standing, "open/orders.csv")
    assert (row["state"], row["alert_level"], row["name"]) == ("in_force", "4", "避難指示")
    assert (row["area_name"], row["why"]) == ("河原町", "川辺橋で氾濫危険水位")
    (feature,) = collection(standing, "open/orders.geojson")["features"]
    assert feature["geometry"]["type"] == "Polygon"
    (area,) = collection(standing, "open/areas.geojson")["features"]
    assert area["properties"]["station_ids"] == ["kawabe-bridge"]
    goro = Actor("Goro", "commander", LATER)
    lift_order(
        world.connection, order_id, goro, city=city_of(settings), typed="避難指示 河原町 解除"
    )
    (row,) = table(made(world, settings, now=LATER), "open/orders.csv")
    assert row["state"] == "lifted"
    assert datetime.fromisoformat(row["lifted_at"]) == LATER
    assert table(made(world, settings, now=LATER + timedelta(days=2)), "open/orders.csv") == []


def test_every_file_that_the_catalogue_and_the_page_name_is_there_and_explained(
    world: World, settings: Settings
) -> None:
    files = made(world, settings)

    there = {file.path for file in files}
    named = {path for each in SETS for path, _ in each.paths if path.startswith("open/")}
    assert named <= there
    assert {"open/catalog.jsonld", "open/", "en/open/", "record/", "zh-hant/record/"} <= there
    catalogue = json.loads(next(f.body for f in files if f.path == "open/catalog.jsonld"))
    addresses = [
        where["dcat:downloadURL"]["@id"]
        for each in catalogue["dcat:dataset"]
        for where in each["dcat:distribution"]
        if "dcat:downloadURL" in where
    ]
    assert {f"http://kawamori.test/{path}" for path in named} <= set(addresses)
    for each in SETS:
        for path, _ in each.paths:
            if path.endswith(".csv") and path in there and each.name != "shelters":
                head = next(f.body for f in files if f.path == path).decode("utf-8-sig")
                assert tuple(head.splitlines()[0].split(",")) == each.fields
        for language in (Language.JA, Language.EN):
            assert {f"field.{each.name}.{field}" for field in each.fields} <= set(
                explained(language)
            )


def test_what_did_not_change_is_not_made_again(world: World, settings: Settings) -> None:
    run, book, clock = find_run(world.connection, ""), FactsBook(), [NOW]
    data, areas = OpenData(settings, lambda: clock[0]), read_areas(world.connection, run)

    def after(seconds: int) -> list[File]:
        clock[0] = NOW + timedelta(seconds=seconds)
        shown = read_shown(world.connection, book, city_of(settings), run, clock[0])
        return data.make(world.connection, shown, areas)

    first, second = after(0), after(5)
    world.assess(4, 4.2)
    third, fourth = after(9), after(10)

    assert all(one is other for one, other in zip(first, second, strict=True))
    assert third == first  # ten seconds are not over
    changed = {file.path for file in fourth if file not in first}
    assert changed == {"open/stations.geojson", "open/stations.csv"}
    bodies = {file.path: file.body for file in fourth}
    since = {each: json.loads(bodies[f"open/{each}.geojson"])["changed_at"] for each in ON_A_MAP}
    assert since == dict.fromkeys(ON_A_MAP, "2026-09-01T03:10:00Z") | {
        "stations": "2026-09-01T03:10:10Z"
    }
    much_later = after(600)
    assert [file for file in much_later if file.path == "open/areas.geojson"] == [
        file for file in first if file.path == "open/areas.geojson"
    ]


SECRETS = ("7.77", "5.55", "0.4321", "777", "内緒", "起案中", "Aoi", "Goro", "12345678", "2.2222")


def test_nothing_that_is_within_is_in_any_file(world: World, settings: Settings) -> None:
    connection, hour = world.connection, NOW.replace(minute=0)
    drill = world.start_drill("drill")
    world.observe(NOW, 7.77)  # a surge that nobody has confirmed
    world.roll_up(hour, n=2, low=7.77, mean=7.77, high=7.77)
    world.assess(4, 7.77, public_level=3, public_stage_m=3.12)
    connection.execute(
        "UPDATE latest_assessments SET projection = '{\"chance\": 0.4321}', rise_m_per_h = 2.2222"
    )
    alert_id = world.raise_alert(4)
    world.tell(alert_id)
    world.observe(NOW, 5.55, run_no=drill.run_no)
    world.assess(4, 5.55, run_no=drill.run_no)
    world.raise_alert(4, public_level=4, run_no=drill.run_no)
    compose(world, "起案中の理由")
    release(world, settings, compose(world, "川辺橋で氾濫危険水位"))
    run = find_run(connection, "")
    said = Said(ShelterState.OPEN, 777, "内緒の話")
    set_shelter_state(
        connection, run, "honcho-school", said, seen=None, person="Aoi", role="operator", now=NOW
    )
    ben = Subscriber(
        PhoneNumber("+819012345678"),
        subscriptions=(Subscription("kawabe-bridge"),),
        areas=(AreaSubscription("riverside"),),
    )
    add_subscriber(connection, SEAL, ben)

    actual, rehearsed = made(world, settings, now=LATER), made(world, settings, "drill", now=LATER)

    for file in actual:
        text = file.body.decode()
        assert not [secret for secret in SECRETS if secret in text], file.path
    assert "5.55" in next(f.body for f in rehearsed if f.path == "open/stations.csv").decode()
    for file in rehearsed:
        text = file.body.decode()
        assert not [s for s in SECRETS if s != "5.55" and s in text], file.path
        assert "actual" not in [row.get("status") for row in _rows(file)], file.path


def test_the_residents_program_hands_them_out(phone: "Phone", world: World) -> None:
    stations = phone.get("/open/stations.geojson")

    assert stations.headers["content-type"] == "application/geo+json"
    again = phone.get("/open/stations.geojson", if_none_match=stations.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert phone.get("/open/notices.csv").headers["content-type"] == "text/csv; charset=utf-8"
    catalogue = phone.get("/open/catalog.jsonld")
    assert catalogue.headers["content-type"] == "application/ld+json"
    for path in ("/open/", "/en/open/", "/record/", "/ja-easy/record/", "/pt/record/"):
        assert phone.get(path).headers["content-type"] == "text/html; charset=utf-8"
    world.observe(datetime.now(UTC), 0.4)
    world.assess(0, 0.4, at=datetime.now(UTC))
    series = phone.get("/public/stations/kawabe-bridge/series.csv")
    assert series.text.splitlines()[1].endswith(",0.4,0.4,0.4,1,actual")


def _rows(file: File) -> list[dict[str, str]]:
    return table([file], file.path) if file.path.endswith(".csv") else []


def compose(world: World, reason: str) -> int:
    """Compose an order that nobody is told of yet."""
    draft = Draft(OrderLevel(4), ("riverside",), reason)
    actor = Actor("Aoi", "operator", NOW)
    return compose_order(world.connection, find_run(world.connection, ""), draft, actor)


def release(world: World, settings: Settings, order_id: int) -> int:
    """Have an order be told."""
    release_order(
        world.connection,
        order_id,
        Actor("Goro", "commander", NOW),
        city=city_of(settings),
        policy=release_policy_of(settings),
        typed="避難指示 河原町",
    )
    return order_id
