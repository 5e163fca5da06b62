"""What everybody may know of a run at one moment: read once, and all pages are made of it."""

from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from api.facts import FactsBook, Known
from api.orders_shown import public_orders
from api.quotes import public_official
from kawamori.orders import City
from kawamori.runs import Run
from kawamori.storage.areas.map import MappedArea, mapped_areas
from kawamori.storage.connections import Connection
from kawamori.storage.judged.map import PublicState, public_states
from kawamori.storage.river.credits import credits_of
from kawamori.storage.shelters.states import ShelterShown, shelters_of_run

Json = dict[str, Any]


class Shown(NamedTuple):
    """How things stand; orders and official information are as ``/public`` answers them."""

    run: Run
    now: datetime
    city: City
    orders: list[Json]
    official: list[Json]
    states: list[PublicState]
    stations: dict[str, Known]
    shelters: list[ShelterShown]
    credits: list[str]


def read_shown(
    connection: Connection, book: FactsBook, city: City, run: Run, now: datetime
) -> Shown:
    """Return what is confirmed, announced and open now."""
    stations = book.read(connection)
    states = [
        s for s in public_states(connection, run.run_no, run.network) if s.station_id in stations
    ]
    return Shown(
        run,
        now,
        city,
        msgspec.json.decode(public_orders(connection, run, now))["orders"],
        msgspec.json.decode(public_official(connection, run, now))["official"],
        states,
        stations,
        shelters_of_run(connection, run.run_no),
        credits_of(connection, run.network),
    )


def read_areas(connection: Connection, run: Run) -> list[MappedArea]:
    """Return the areas that people choose among."""
    return mapped_areas(connection, run.run_no)
