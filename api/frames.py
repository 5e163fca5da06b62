"""What is sent over a stream: server-sent events, made once for all who follow a run."""

import random
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from api.broadcast import Channel
from api.callouts_shown import callouts_shown
from api.camera_features import hq_cameras
from api.chronicle import moved
from api.facts import FactsBook
from api.features import hq_alerts, hq_stations, public_alerts, public_stations
from api.listings import deliveries_shown, runs_shown, silences_shown
from api.offices_shown import notes_shown, requests_shown
from api.orders_shown import hq_orders, public_orders
from api.quotes import hq_official, public_official
from api.shelter_features import hq_shelters, public_shelters
from kawamori.alerts import Audience
from kawamori.runs import Run, Status
from kawamori.storage.connections import Connection
from kawamori.storage.judged.cases import cases_among
from kawamori.storage.offices.notes import notes_of_run
from kawamori.storage.offices.requests import requests_of_run
from kawamori.storage.responders import incidents, positions, safety, steps, tasks
from kawamori.storage.responders.callouts import callouts_of_run
from kawamori.storage.runs import list_runs
from kawamori.storage.shelters.states import shelters_of_run
from kawamori.storage.silences.silences import silences_of_run
from kawamori.storage.telling.inbound import waiting_inbound
from kawamori.storage.telling.ledger import told_among

RETRY_MS = range(1000, 4000)
# too often: what matters of them comes with others
UNCHRONICLED = {"stations", "cameras", positions.KIND}
OF_RESPONDERS = {incidents.KIND, positions.KIND, safety.KIND, steps.KIND, tasks.KIND}
HALTED = b"event: halted\ndata: {}\n\n"

_encode = msgspec.json.Encoder().encode


class Batch(NamedTuple):
    """What changed in a run up to an event: ids by kind, and when that is told."""

    run: Run
    changes: dict[str, list[str]]
    upto: int
    wall: datetime


def reset(position: int) -> bytes:
    """Return the event that says: what you missed is gone, load everything anew."""
    return b"event: reset\ndata: {}\nid: %d\n\n" % position


def reconnect() -> bytes:
    """Return when to come back after a break: not all consoles in the same instant."""
    return b"retry: %d\n\n" % random.choice(RETRY_MS)  # noqa: S311 no secret


def tick(run: Run, wall: datetime, head: int) -> bytes:
    """Return a heartbeat: what time it is in a run, and that nothing is missing up to ``head``."""
    clock = _encode({"now": run.now(wall), "run": run.run})
    return b"event: clock\ndata: %b\nid: %d\n\n" % (clock, head)


def chunk(connection: Connection, book: FactsBook, channel: Channel, batch: Batch) -> bytes | None:
    """Return a batch as a channel is told it, or None where it is told nothing.

    Every event holds how things stand now, so that being told twice does no harm.
    The last event carries the batch's id, and only the last: a break in between
    has the whole batch sent again.
    """
    make = _at_hq if channel.audience is Audience.HQ else _for_public
    events = [
        b"event: %b\ndata: %b\n" % (kind.encode(), data)
        for kind, data in make(connection, book, batch)
    ]
    return b"\n".join(events) + b"id: %d\n\n" % batch.upto if events else None


def _at_hq(connection: Connection, book: FactsBook, batch: Batch) -> Iterator[tuple[str, bytes]]:
    """Yield what headquarters is shown of a batch, and how far the chronology goes with it."""
    yield from _for_hq(connection, book, batch)
    if batch.changes.keys() - UNCHRONICLED:
        yield "chronology", moved(connection, batch.run)


def _for_hq(connection: Connection, book: FactsBook, batch: Batch) -> Iterator[tuple[str, bytes]]:
    run, changes, now = batch.run, batch.changes, batch.run.now(batch.wall)
    if stations := changes.get("stations"):
        yield "stations", hq_stations(connection, book, run, now, stations)
    if alerts := changes.get("alerts"):
        cases = cases_among(connection, [int(alert_id) for alert_id in alerts])
        yield "alerts", hq_alerts(connection, book, run, now, cases)
    if deliveries := changes.get("deliveries"):
        told = told_among(connection, [UUID(delivery_id) for delivery_id in deliveries])
        yield "deliveries", deliveries_shown(told, book.read(connection))
    if "runs" in changes:
        yield "runs", runs_shown(list_runs(connection), batch.wall)
    if "silences" in changes:
        yield "silences", silences_shown(silences_of_run(connection, run.run_no, batch.wall))
    if "inbound" in changes:
        is_rehearsed = run.status is not Status.ACTUAL
        yield "inbound", _encode(waiting_inbound(connection, rehearsed=is_rehearsed)._asdict())
    if "official" in changes:
        yield "official", hq_official(connection, run, now)
    if "orders" in changes:
        yield "orders", hq_orders(connection, run, now)
    yield from _kept_for_hq(connection, batch)


def _kept_for_hq(connection: Connection, batch: Batch) -> Iterator[tuple[str, bytes]]:
    """Yield what people and devices keep up beside the rivers: master data, cameras, shelters."""
    run, changes, now = batch.run, batch.changes, batch.run.now(batch.wall)
    if notes := changes.get("notes"):
        yield "notes", notes_shown(notes_of_run(connection, run, [int(n) for n in notes]))
    if requests := changes.get("requests"):
        asked = requests_of_run(connection, run, [int(n) for n in requests])
        yield "requests", requests_shown(asked)
    if callouts := changes.get("callouts"):
        moved_on = callouts_of_run(connection, run, [int(n) for n in callouts])
        yield "callouts", callouts_shown(moved_on)
    if kinds := sorted(changes.keys() & OF_RESPONDERS):
        yield "responders", _encode({"kinds": kinds})
    if master := changes.get("master"):
        yield "master", _encode({"kinds": master})
    if cameras := changes.get("cameras"):
        yield "cameras", hq_cameras(connection, run, now, cameras)
    if shelters := changes.get("shelters"):
        yield "shelters", hq_shelters(shelters_of_run(connection, run.run_no, shelters), run, now)


def _for_public(
    connection: Connection, book: FactsBook, batch: Batch
) -> Iterator[tuple[str, bytes]]:
    """Yield the changed stations, and the whole list of open alerts: it hangs on both kinds."""
    run, changes, now = batch.run, batch.changes, batch.run.now(batch.wall)
    if stations := changes.get("stations"):
        yield "stations", public_stations(connection, book, run, now, stations)
    if "stations" in changes or "alerts" in changes:
        yield "alerts", public_alerts(connection, book, run, now)
    if "official" in changes:
        yield "official", public_official(connection, run, now)
    if "orders" in changes:
        yield "orders", public_orders(connection, run, now)
    if shelters := changes.get("shelters"):
        found = shelters_of_run(connection, run.run_no, shelters)
        yield "shelters", public_shelters(found, run, now)
