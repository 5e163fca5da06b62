"""How the device itself is: its battery, its panel, its signal, its temperature."""

import logging
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Protocol

import msgspec

from edge.instruments.drivers import open_source
from kawamori.errors import InvalidError, UnavailableError

if TYPE_CHECKING:
    from edge.instruments.answers import Source

log = logging.getLogger(__name__)

Name = Literal["battery_v", "solar_v", "signal_dbm", "temperature_c"]


class Figures(Protocol):
    """What tells how a device is: members of its status, by their names there."""

    def figures(self) -> Mapping[str, Any]:
        """Return what is known now."""
        ...


class HealthTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What answers with the figure, and how that becomes volts, dBm or degrees Celsius."""

    driver: str
    scale: float = 1.0
    offset: float = 0.0
    options: dict[str, Any] = {}


class Health:
    """The figures of a status; one that can't be had is left out, and the others are told."""

    def __init__(self, tables: Mapping[Name, HealthTable] | None = None) -> None:
        self._tables = tables or {}
        self._sources: dict[Name, Source] = {}
        for name, table in self._tables.items():
            try:
                self._sources[name] = open_source(table.driver, table.options)
            except InvalidError as error:
                raise InvalidError(f"health.{name}: {error}") from error

    def figures(self) -> dict[str, float]:
        """Return what every source answers now, by its name in the status."""
        found: dict[str, float] = {}
        for name, source in self._sources.items():
            table = self._tables[name]
            try:
                value = source.ask().value * table.scale + table.offset
            except UnavailableError as error:
                log.warning("health.%s: %s", name, error)
                continue
            if math.isfinite(value):
                found[name] = value
        return found
