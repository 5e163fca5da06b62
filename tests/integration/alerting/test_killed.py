"""Killed at any moment, alerting loses no alert and no message, and sends none twice unasked."""

import multiprocessing
import random
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from alerting.program import Alerting
from kawamori.levels import GaugeLevel
from kawamori.settings import Settings

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from conftest import Office

STATIONS = 12
KILLS = 6
FASTER = 30.0  # so that leases and the two minutes of the unknown pass in seconds
WITHIN_S = 90.0
RISE = (1.8, 2.2, 2.6, 3.0, 3.4, 3.8, 4.1)


def run_alerting(settings: Settings, began: datetime) -> None:
    """Run in a process of its own, by a clock that goes faster."""
    Alerting(settings, lambda: began + (datetime.now(UTC) - began) * FASTER).run()


def test_alerting_that_is_killed_again_and_again_tells_everybody(office: "Office") -> None:
    names = [f"station-{n}" for n in range(STATIONS)]
    for name in names:
        office.town.add_station(name)
    people = {name: office.subscribe(GaugeLevel.DANGER, station_id=name) for name in names}
    chance = random.Random(20260901)
    began = datetime.now(UTC)
    for kill in range(KILLS):
        process = _start(office.settings, began)
        for stage_m in RISE[kill : kill + 1] if kill < KILLS - 1 else RISE[kill:]:
            office.town.now += timedelta(minutes=10)
            for name in names:
                office.town.store([(office.town.now, stage_m)], station_id=name)
        _wait_until_it_judges(office)
        time.sleep(chance.random() / 2)
        process.kill()
        process.join()
    process = _start(office.settings, began)
    try:
        deadline = time.monotonic() + WITHIN_S
        while time.monotonic() < deadline and not _all_accepted(office):
            time.sleep(0.2)
    finally:
        process.kill()
        process.join()

    peaks = office.town.connection.execute("SELECT peak_level FROM alerts").fetchall()
    assert peaks == [(GaugeLevel.DANGER,)] * STATIONS
    sent = {name: len(office.texts(person)) for name, person in people.items()}
    resends = office.town.connection.execute("SELECT sum(resends) FROM deliveries").fetchone()
    assert min(sent.values()) >= 1
    assert sum(sent.values()) <= STATIONS + int(resends[0] if resends else 0)


def _start(settings: Settings, began: datetime) -> "BaseProcess":
    process = multiprocessing.get_context("spawn").Process(
        target=run_alerting, args=(settings, began)
    )
    process.start()
    return process


def _wait_until_it_judges(office: "Office") -> None:
    judging = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'kawamori alerting judge'"
    deadline = time.monotonic() + WITHIN_S
    while office.town.connection.execute(judging).fetchone() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _all_accepted(office: "Office") -> bool:
    states = office.states()
    return len(states) == STATIONS and set(states) <= {"accepted", "delivered"}
