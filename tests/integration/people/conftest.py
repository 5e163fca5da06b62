"""A town whose districts have their gauges, and people who asked to be told."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import pytest

from alerting.announce import route_next_announcement
from alerting.assess import Judge
from alerting.own import route_next_own
from alerting.route import route_next
from kawamori.people import (
    AreaSubscription,
    Channel,
    Language,
    PhoneNumber,
    QuietHours,
    Subscriber,
    Subscription,
)
from kawamori.storage.areas.areas import store_areas
from kawamori.storage.areas.files import read_areas
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.connections import Connection
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.storage.telling.announcements import Announcement, announce_texts
from kawamori.testing.town import KAWABE, Town
from simulators.areas import area_map

PEOPLE_KEY = bytes(range(32))
_TOLD = """
SELECT subscriber_id, state, risk, provider_code FROM deliveries
ORDER BY level DESC, risk DESC, subscriber_id
"""


@dataclass
class City:
    """The districts of Kawabe, whose gauge at Kawabe bridge speaks for 本町 and 川原町."""

    connection: Connection
    town: Town
    judge: Judge
    seal: AddressSeal = field(default_factory=lambda: AddressSeal(PEOPLE_KEY))
    numbers: Iterator[int] = field(default_factory=lambda: count(81_90_1000_0000))

    def settle(self) -> None:
        """Store the areas."""
        areas = read_areas(json.dumps(area_map()).encode(), "kawabe")
        store_areas(self.connection, areas, author="test")
        for area_id in ("honcho", "kawaramachi"):
            set_area_stations(self.connection, area_id, [KAWABE], author="test")

    def subscribe(
        self,
        *areas: AreaSubscription | str,
        stations: tuple[Subscription, ...] = (),
        quiet: str | QuietHours = "",
        channel: Channel = Channel.SMS,
        run_no: int = 0,
    ) -> int:
        """Subscribe somebody nobody else knows and return their number in the table."""
        wanted = tuple(AreaSubscription(a) if isinstance(a, str) else a for a in areas)
        hours = QuietHours.parse(quiet) if isinstance(quiet, str) and quiet else quiet or None
        person = Subscriber(
            PhoneNumber(f"+{next(self.numbers)}"),
            channel=channel,
            subscriptions=stations,
            areas=wanted,
            quiet=hours if isinstance(hours, QuietHours) else None,
        )
        return add_subscriber(self.connection, self.seal, person, run_no=run_no)

    def rise(self, *stages_m: float, run_no: int = 0) -> None:
        """Have Kawabe bridge show some stages, five minutes apart, and route what follows."""
        self.town.observe(*stages_m, run_no=run_no, every=timedelta(minutes=5))
        while self.judge.step():
            pass
        self.route()

    def danger(self, run_no: int = 0) -> None:
        """Have Kawabe bridge rise past every threshold to danger, until 12:40 in Japan."""
        self.rise(1.2, 1.65, 2.1, 2.5, 2.9, 3.3, 3.7, 4.1, run_no=run_no)

    def announce(self, level: int, *area_ids: str, run_no: int = 0) -> int:
        """Announce something to the people of some areas and return the message."""
        texts = {(channel, Language.JA): "試験のおしらせ" for channel in Channel}
        said = Announcement(run_no, "canary", "issue", level, "test", texts, area_ids)
        with self.connection.transaction():
            message_id = announce_texts(self.connection, said)
        self.route()
        return message_id

    def route(self, now: datetime | None = None) -> None:
        """Route everything that waits."""
        at = now or self.town.wall()
        for route in (route_next_announcement, route_next, route_next_own):
            while route(self.connection, at):
                pass

    def told(self) -> list[tuple[int, str, int, str | None]]:
        """Return who is told, in the order of sending: number, state, risk, why withheld."""
        return self.connection.execute(_TOLD).fetchall()


@pytest.fixture
def city(connection: Connection, database: str) -> Iterator[City]:
    town = Town(connection)
    judge = Judge(database, town.wall)
    city = City(connection, town, judge)
    city.settle()
    yield city
    judge.forget()


@pytest.fixture
def people_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands that a test runs find the people key."""
    monkeypatch.setenv("KAWAMORI_PEOPLE_KEY", b64encode(PEOPLE_KEY).decode())
