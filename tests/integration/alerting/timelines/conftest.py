"""A night at the town's office, told by the clock: at … this is observed, by … that was said."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from kawamori.calls import Post
from kawamori.levels import GaugeLevel
from kawamori.messages import JST
from kawamori.messages.proof import without_code
from kawamori.people import Language, PhoneNumber, Subscriber
from kawamori.runs import CITY_NETWORK
from kawamori.stations import Datastream, Station
from kawamori.storage.duty.roster import add_duty
from kawamori.storage.duty.taking import acknowledge
from kawamori.storage.river.stations import register_station
from kawamori.testing.town import KAWABE, LADDER

if TYPE_CHECKING:
    from alerting.pipeline import Telling

_numbers = count(81_80_1000_0000)
EVERY = timedelta(seconds=30)  # how often the office looks at its clock in these stories


class Night:
    """The office on its own clock, which only moves when the story says so."""

    def __init__(self, office: Any) -> None:
        office.clock = office.town.wall
        self.office, self.town = office, office.town
        self.run_no = 0
        self._telling: Telling | None = None

    @contextmanager
    def open(self) -> Iterator["Night"]:
        """Have somebody judge and tell until the block ends."""
        with self.office.telling() as telling:
            self._telling = telling
            yield self

    def at(self, clock: str) -> "Night":
        """Let time pass until the clock shows this, Japan's time, and all be done that is due."""
        hour, minute, *second = map(int, clock.split(":"))
        local = self.town.now.astimezone(JST)
        then = local.replace(hour=hour, minute=minute, second=sum(second), microsecond=0)
        then += timedelta(days=1) if then < local else timedelta()
        while self.town.now < then:
            self.town.now = min(self.town.now + EVERY, then)
            self.work()
        self.work()
        return self

    def work(self) -> None:
        """Do once everything that the office does."""
        assert self._telling is not None
        while self.office.judge.step():
            pass
        self.office.judge.sweep()
        self._telling.summon()
        while self._telling.step():
            pass
        self.office.wait_for(self._is_all_answered)
        self._telling.settle()

    def _is_all_answered(self) -> bool:
        """Return whether nothing is being sent any more: a step begins to send, and goes on."""
        row = self.town.connection.execute(
            "SELECT NOT EXISTS (SELECT FROM deliveries WHERE state = 'claimed')"
        ).fetchone()
        return row is not None and bool(row[0])

    def observe(self, stage_m: float, station_id: str = KAWABE) -> "Night":
        """Have a station report, now."""
        reading = [(self.town.now, stage_m)]
        self.town.store(reading, station_id=station_id, run_no=self.run_no)
        self.work()
        return self

    def swell(self, *station_ids: str) -> "Night":
        """Have stations report, now, that the river climbs: what follows is foreseen."""
        for station_id in station_ids:
            self.observe(1.9, station_id)
        return self

    def on_duty(
        self, person: str, position: int, *, river: str | None = None, run_no: int = 0
    ) -> PhoneNumber:
        """Put somebody on the roster and return the number."""
        address = PhoneNumber(f"+{next(_numbers)}")
        post = Post(person, CITY_NETWORK, position, river)
        who = Subscriber(address, Language.JA)
        add_duty(self.town.connection, self.office.seal, post, who, run_no=run_no)
        return address

    def resident(
        self, *station_ids: str, from_level: GaugeLevel = GaugeLevel.CAUTION
    ) -> PhoneNumber:
        """Subscribe somebody to stations."""
        address = PhoneNumber(f"+{next(_numbers)}")
        for station_id in station_ids or (KAWABE,):
            self.office.subscribe(from_level, station_id=station_id, address=address)
        return address

    def gauge(self, station_id: str, name: str, river: str = "川辺川") -> str:
        """Add a gauge that has been reporting low water."""
        minutes = timedelta(minutes=5)
        station = Station(station_id, name, river, 35.0, 138.9, minutes)
        stage = Datastream(station_id, "stage", judged=True)
        ids = register_station(self.town.connection, station, [stage], LADDER, author="town")
        self.town.datastreams[station_id] = ids["stage"]
        return station_id

    def heard(self, who: PhoneNumber) -> list[str]:
        """Return what somebody was texted so far, without the link, or the code."""
        assert self._telling is not None
        return [without_code(text.split("http")[0]) for text in self.office.texts(who)]

    def links(self, who: PhoneNumber) -> list[str]:
        """Return the links that somebody was sent."""
        return ["http" + text.split("http")[1] for text in self.office.texts(who)]

    def alert_id(self, station_id: str = KAWABE) -> int:
        """Return the open alert of a station."""
        row = self.town.connection.execute(
            "SELECT alert_id FROM alerts"
            " WHERE station_id = %s AND run_no = %s AND closed_at IS NULL",
            (station_id, self.run_no),
        ).fetchone()
        assert row is not None, f"no open alert at {station_id}"
        return int(row[0])

    def is_waiting(self) -> bool:
        """Return whether an alert is open that nobody has acknowledged."""
        row = self.town.connection.execute(
            "SELECT EXISTS (SELECT FROM alerts WHERE closed_at IS NULL AND acknowledged_at IS NULL)"
        ).fetchone()
        return row is not None and bool(row[0])

    def take(self, person: str, station_id: str = KAWABE) -> None:
        """Have somebody at headquarters acknowledge a station's alert."""
        acknowledge(
            self.town.connection,
            self.alert_id(station_id),
            person=person,
            role="operator",
            now=self.town.now,
        )


@pytest.fixture
def night(office: Any) -> Iterator[Night]:
    """Begin at noon, with the river low."""
    with Night(office).open() as night:
        night.observe(1.7)
        yield night
