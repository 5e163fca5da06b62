"""A simulated gauge and a simulated camera: they look at a scenario's river, not at a real one."""

import random
from collections.abc import Sequence
from datetime import datetime

from edge.sensors import Reading
from simulators.city import STAGE, WATERLINE, Site
from simulators.scenarios import FaultKind, River

WAVE_M = 0.008  # the standard deviation of a gauge's reading about the river
CAMERA_WAVE_M = 0.03
HEARTBEAT_S = 86_400.0  # a sleeping crisis-management gauge reports once a day


class SimulatedGauge:
    """A water-level gauge in a scenario, with the waves on the river and its own faults."""

    def __init__(self, site: Site, river: River, begins: datetime, seed: int) -> None:
        self._site = site
        self._river = river
        self._begins = begins
        self._noise = random.Random(f"{seed}/{site.station.station_id}")
        self._faults = [f for f in river.scenario.faults if f.station_id == site.station.station_id]
        self._last_m: float | None = None
        self._spiked = False
        self._heartbeat: datetime | None = None

    def sample(self, now: datetime) -> Sequence[Reading]:
        """Return the stage as the gauge reads it; nothing while a crisis gauge sleeps."""
        seconds = (now - self._begins).total_seconds()
        true_m = self._river.stage_m(self._site.station.station_id, seconds)
        if self._sleeps(true_m, now):
            return []
        stage_m = round(self._faulty(true_m + self._noise.gauss(0, WAVE_M), seconds), 2)
        return [Reading(self._site.station.station_id, STAGE, stage_m)]

    def _faulty(self, stage_m: float, seconds: float) -> float:
        on = {fault.kind: fault for fault in self._faults if fault.is_on(seconds)}
        if FaultKind.STUCK in on and self._last_m is not None:
            return self._last_m
        self._last_m = stage_m
        spike = on.get(FaultKind.SPIKE)
        if spike and not self._spiked:
            self._spiked = True
            return spike.spike_m
        return stage_m

    def _sleeps(self, true_m: float, now: datetime) -> bool:
        asleep_below_m = self._site.asleep_below_m
        if asleep_below_m is None or true_m >= asleep_below_m:
            return False
        awake = self._heartbeat is None or (now - self._heartbeat).total_seconds() >= HEARTBEAT_S
        if awake:
            self._heartbeat = now
        return not awake


class SimulatedCamera:
    """A camera that reads a waterline, the less surely the faster the river moves."""

    def __init__(self, site: Site, river: River, begins: datetime, seed: int) -> None:
        self._station_id = site.station.station_id
        self._river = river
        self._begins = begins
        self._noise = random.Random(f"{seed}/{self._station_id}/camera")

    def sample(self, now: datetime) -> Sequence[Reading]:
        """Return the waterline, its confidence and where the still is kept."""
        seconds = (now - self._begins).total_seconds()
        true_m = self._river.stage_m(self._station_id, seconds)
        rise_m = true_m - self._river.stage_m(self._station_id, seconds - 600)
        confidence = max(0.35, 0.95 - abs(rise_m) - abs(self._noise.gauss(0, 0.03)))
        waterline_m = round(true_m + self._noise.gauss(0, CAMERA_WAVE_M), 2)
        still = f"stills/{self._station_id}/{now:%Y%m%dT%H%M%SZ}.jpg"
        return [Reading(self._station_id, WATERLINE, waterline_m, round(confidence, 2), still)]
