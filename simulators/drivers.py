"""Drivers for rivers that do not exist: `simulated-stage` and `simulated-camera`.

Named in an agent's TOML like any other driver, so a rehearsal can run on the very
computer that will stand on the bank.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from edge.sensors import Options, Reading, Sensor, read_options
from kawamori.errors import NotFoundError
from kawamori.wire import Aware
from simulators.city import Site, find_site
from simulators.scenarios import River, find_scenario, river
from simulators.sensors import SimulatedCamera, SimulatedGauge


class RiverOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which river to look at, where, and since when it runs: since the first look if not given.

    ``like`` is a station of the made-up city; without it the sensor's own station is one.
    """

    scenario: str = "flash-flood"
    like: str | None = None
    begins: Aware | None = None
    seed: int = 1


class SimulatedStage:
    """A gauge that reads the stage of a scenario's river."""

    def __init__(self, station_id: str, datastream: str, options: Options) -> None:
        self._station_id = station_id
        self._datastream = datastream
        self._options = read_options(RiverOptions, options)
        self._site = find_site(self._options.like or station_id)
        self._river = river(find_scenario(self._options.scenario))
        self._sensor: Sensor | None = None

    def sample(self, now: datetime) -> Sequence[Reading]:
        """Return what the sensor reads, under the station and datastream of the configuration."""
        if self._sensor is None:
            begins, seed = self._options.begins or now, self._options.seed
            self._sensor = self._look_at(self._site, self._river, begins, seed)
        return [
            replace(reading, station_id=self._station_id, datastream=self._datastream)
            for reading in self._sensor.sample(now)
        ]

    def _look_at(self, site: Site, river: River, begins: datetime, seed: int) -> Sensor:
        return SimulatedGauge(site, river, begins, seed)


class SimulatedWaterline(SimulatedStage):
    """A camera that reads the waterline of a scenario's river, with its confidence."""

    def __init__(self, station_id: str, datastream: str, options: Options) -> None:
        super().__init__(station_id, datastream, options)
        if not self._site.camera:
            raise NotFoundError(f"no camera looks at {self._site.station.station_id}")

    def _look_at(self, site: Site, river: River, begins: datetime, seed: int) -> Sensor:
        return SimulatedCamera(site, river, begins, seed)
