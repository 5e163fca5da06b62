"""`kawamori seed-city`, `simulate` and `basemap`: the city that does not exist, and its floods."""

import argparse
import json
from datetime import UTC, datetime

from kawamori.levels import GaugeLevel
from kawamori.mqtt.known import broker_of
from kawamori.people import AreaSubscription, Language, PhoneNumber, Subscriber, Subscription
from kawamori.runs import CITY_NETWORK, Run, Status
from kawamori.settings import Settings, read_settings
from kawamori.storage.areas.areas import store_areas
from kawamori.storage.areas.files import read_areas
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.cameras.cameras import register_camera
from kawamori.storage.cameras.views import newest_view, set_public_view
from kawamori.storage.connections import Connection
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.storage.river.neighbours import record_passages
from kawamori.storage.river.stations import register_station
from kawamori.storage.runs import find_run
from kawamori.storage.shelters.shelters import store_shelters
from simulators.areas import area_map, voices
from simulators.basemap import basemap
from simulators.city import NAME, SITES, passages
from simulators.devices import flow
from simulators.rehearsal import open_database, rehearsed
from simulators.scenarios import SCENARIOS, find_scenario, river
from simulators.shelters import shelters
from simulators.stills import cameras, cameras_watching, public_views

AUTHOR = "seed-city"
# Numbers that no carrier gives out: 090-0000-00xx.
RESIDENTS = (
    ("+819000000011", Language.JA, "kawaramachi", ("kawabe-bridge", "aikawa")),
    ("+819000000012", Language.JA, "otaki", ("otaki-bridge", "takinosawa")),
    ("+819000000013", Language.JA, "inarimae", ("yawata-bridge", "inarimae", "momiji-bridge")),
    ("+819000000014", Language.EN, "minatomachi", ("kawabe-bridge", "kawabe-mouth")),
    ("+819000000015", Language.JA, "sekishita", ("sugitani", "sekishita")),
)


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    seed = commands.add_parser("seed-city", help=f"register {NAME}, a made-up city")
    seed.set_defaults(run=_seed)

    simulate = commands.add_parser("simulate", help="let a scenario's river run past the city")
    simulate.add_argument("--scenario", choices=SCENARIOS, default="flash-flood")
    simulate.add_argument("--status", choices=["exercise", "test"], default="exercise")
    simulate.add_argument("--run", dest="name", default=f"flood-{datetime.now(UTC):%Y%m%d-%H%M%S}")
    simulate.add_argument("--speed", type=float, default=1.0, help="simulated seconds a second")
    simulate.add_argument("--hours", type=float, help="end earlier, or later, than the scenario")
    simulate.add_argument("--seed", type=int, default=1, help="of the waves on the river")
    simulate.set_defaults(run=_simulate)

    draw = commands.add_parser("basemap", help=f"print the base map of {NAME} as GeoJSON")
    draw.set_defaults(run=_basemap)


def _seed(_args: argparse.Namespace) -> int:
    with open_database(read_settings()) as connection:
        for site in SITES:
            register_station(
                connection, site.station, site.datastreams, site.thresholds, author=AUTHOR
            )
        record_passages(connection, passages(), author=AUTHOR)
        areas = read_areas(json.dumps(area_map()).encode(), NAME)
        store_areas(connection, areas, author=AUTHOR)
        for area_id, station_ids in voices().items():
            set_area_stations(connection, area_id, station_ids, author=AUTHOR)
        refuges = store_shelters(connection, shelters(), author=AUTHOR)
        for camera in cameras():
            register_camera(connection, camera, author=AUTHOR)
        _show_water(connection)
    print(f"{NAME}: {len(SITES)} stations, {len(areas)} areas, {len(refuges)} shelters")
    return 0


def _show_water(connection: Connection) -> None:
    """Make public what the cameras may show; what a person has said of one stays."""
    actual = find_run(connection, "")
    for camera_id, view in public_views().items():
        if newest_view(connection, actual, camera_id) is None:
            set_public_view(connection, actual, camera_id, view, person=AUTHOR, role="simulator")


def _simulate(args: argparse.Namespace) -> int:
    """Start the run, allow the made-up residents in it, and let the river run."""
    settings = read_settings()
    scenario = find_scenario(args.scenario)
    hours = scenario.hours if args.hours is None else args.hours
    begins = datetime.now(UTC).replace(second=0, microsecond=0)
    with rehearsed(
        settings,
        args.name,
        Status(args.status),
        network=CITY_NETWORK,
        sim_started_at=begins,
        speed=args.speed,
    ) as run:
        _allow_residents(settings, run)
        print(f"{scenario.title} ({scenario.name}): run {run.run}, {hours:g} h at ×{run.speed:g}")
        water = river(scenario)
        with cameras_watching(settings, water, run, args.seed):
            count = flow(water, run, broker_of(settings), seed=args.seed, hours=hours)
        print(f"over: {count} readings, all stored")
    return 0


def _basemap(_args: argparse.Namespace) -> int:
    print(json.dumps(basemap(), ensure_ascii=False, separators=(",", ":")))
    return 0


def _allow_residents(settings: Settings, run: Run) -> None:
    seal = AddressSeal(settings.people_key_bytes())
    with open_database(settings) as connection:
        for number, language, area_id, station_ids in RESIDENTS:
            wanted = tuple(Subscription(each, GaugeLevel.EVACUATION) for each in station_ids)
            home = (AreaSubscription(area_id, GaugeLevel.EVACUATION),)
            phone = PhoneNumber(number)
            resident = Subscriber(phone, language, subscriptions=wanted, areas=home)
            add_subscriber(connection, seal, resident, run_no=run.run_no)
