"""How long it takes to address an order to 100,000 people, and to take over a list of 10,000."""

import json
import time
from datetime import UTC, datetime

from kawamori.embedded.scratch import scratch_database_server
from kawamori.people import (
    AreaSubscription,
    Channel,
    Language,
    PhoneNumber,
    QuietHours,
    Subscriber,
)
from kawamori.runs import ACTUAL
from kawamori.storage.areas.areas import store_areas
from kawamori.storage.areas.files import read_areas
from kawamori.storage.connections import Connection, connect
from kawamori.storage.migrations import migrate
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.intake import store_subscribers
from kawamori.storage.people.list_import import known_places, store_list
from kawamori.storage.people.lists import read_list
from kawamori.storage.people.recipients import OF_AREAS
from kawamori.storage.telling.announcements import (
    Announcement,
    address_announcement,
    announce_texts,
    next_announcement,
)
from simulators.areas import area_map

PEOPLE, LINES = 100_000, 10_000
AIM_S = 2.0
KEY = b"a-bench-keeps-no-real-numbers-!!"
NIGHT = QuietHours.parse("22:00-07:00")
_WHO = f"SELECT count(*) FROM ({OF_AREAS}) AS who"  # noqa: S608 our own parts


def measure() -> None:
    """Measure and print."""
    print(f"routing: an order to {PEOPLE:,} people of 14 areas, each in two of them")
    with scratch_database_server("postgresql-18", {"shared_buffers": "1GB"}) as server:
        server.create_database("kawamori")
        with connect(server.url(), name="bench") as connection:
            _measure(connection)


def _measure(connection: Connection) -> None:
    migrate(connection)
    areas = read_areas(json.dumps(area_map()).encode(), "kawabe")
    store_areas(connection, areas, author="bench")
    seal, ids = AddressSeal(KEY), [area.area_id for area in areas]
    print(f"  a list of {LINES:,} lines: {_take_over(connection, seal, ids):.1f} s")
    begun = time.monotonic()
    store_subscribers(connection, seal, _people(ids), run_no=0)
    connection.execute("ANALYZE")
    print(f"  {PEOPLE:,} subscribers stored: {time.monotonic() - begun:.1f} s")
    texts = {(c, la): f"避難指示 {la}" for c in Channel for la in Language}
    order = Announcement(0, "canary", "issue", 4, "bench", texts, tuple(ids))
    for _ in range(3):
        _address(connection, order)


def _address(connection: Connection, order: Announcement) -> None:
    """Find out whom it is for, then write a delivery for each of them; print both times."""
    now = datetime.now(UTC)
    with connection.transaction():
        message_id = announce_texts(connection, order)
    begun = time.monotonic()
    values = {"message_id": message_id, "run_no": 0, "level": order.level, "now": now}
    connection.execute(_WHO.encode(), values).fetchone()
    found_s = time.monotonic() - begun
    waiting = next_announcement(connection)
    if waiting is None or waiting.message_id != message_id:
        raise LookupError(f"message {message_id} does not wait to be routed")
    begun = time.monotonic()
    with connection.transaction():
        deliveries = address_announcement(connection, waiting, now)
    took_s = time.monotonic() - begun
    print(
        f"  who it is for: {found_s:.2f} s; {len(deliveries):,} deliveries written, in one"
        f" statement: {took_s:.2f} s, {took_s / AIM_S:.2f} of the {AIM_S:g} s it may take"
    )


def _take_over(connection: Connection, seal: AddressSeal, ids: list[str]) -> float:
    rows = (f"080{n:08},{ids[n % len(ids)]},{NIGHT}" for n in range(LINES))
    raw = "\n".join(["電話番号,地区,通知しない時間", *rows]).encode("cp932")
    begun = time.monotonic()
    listed = read_list(raw, "list.csv", known_places(connection))
    store_list(connection, seal, listed, ACTUAL, author="bench")
    return time.monotonic() - begun


def _people(ids: list[str]) -> list[Subscriber]:
    languages = list(Language)
    return [
        Subscriber(
            PhoneNumber(f"+8190{n:08}"),
            languages[n % len(languages)],
            areas=(AreaSubscription(ids[n % len(ids)]), AreaSubscription(ids[n // 3 % len(ids)])),
            quiet=NIGHT if n % 2 else None,
        )
        for n in range(PEOPLE)
    ]
