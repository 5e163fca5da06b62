"""Asking one service for all gauges that are ours of it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.sources.device import SourceDevice
from ingest.sources.gauges import Fault, GaugeSource
from ingest.sources.store import Store
from ingest.sources.web import Web
from kawamori.errors import InvalidError, NotFoundError, UnavailableError

log = logging.getLogger(__name__)

FIRST_ASKED = timedelta(hours=24)  # of the past, when nothing is stored yet


@dataclass(frozen=True, slots=True)
class Watched:
    """One gauge: the code that the service knows it by, and the station it is here."""

    code: str
    station_id: str


class GaugeFeed:
    """A service and its gauges, asked in turn."""

    def __init__(
        self,
        source: GaugeSource,
        watched: Sequence[Watched],
        *,
        web: Web,
        store: Store,
        device: SourceDevice,
    ) -> None:
        self._source = source
        self._watched = watched
        self._web = web
        self._store = store
        self._device = device
        self._published: dict[str, datetime] = {}

    def ask(self, now: datetime) -> float:
        """Publish what is new of every gauge, and return for how long the service asks for rest.

        A gauge that is gone or can't be read is told, and the next is asked. ``InvalidError``
        when none could be read; ``UnavailableError`` when service, broker or database is away.
        """
        fresh_for_s = 0.0
        failed: list[str] = []
        for gauge in self._watched:
            try:
                fresh_for_s = max(fresh_for_s, self._ask(gauge, now))
            except (InvalidError, NotFoundError) as error:
                log.warning("%s: %s", gauge.station_id, error)
                self._keep(gauge, [Fault(str(error).encode(), str(error))])
                failed.append(str(error))
        if failed and len(failed) == len(self._watched):
            raise InvalidError(f"none of {len(failed)} gauges could be read: {failed[0]}")
        return fresh_for_s

    def close(self) -> None:
        """Let go of the database and of the service."""
        self._store.close()
        self._web.close()

    def _ask(self, gauge: Watched, now: datetime) -> float:
        since = self._store.newest(gauge.station_id) or now - FIRST_ASKED
        if self._published.get(gauge.station_id, since) > since:
            self._web.forget()  # it got lost on the way: "nothing new" would be no answer
        heard = self._source.readings(self._web, gauge.code, since, now)
        self._keep(gauge, heard.faults)
        if heard.readings:
            if gauge.station_id not in self._published:
                self._store.credit(gauge.station_id, self._source.credit)
            if not self._device.publish(gauge.station_id, heard.readings):
                self._web.forget()
                raise UnavailableError("the broker is away; what was read is asked for again")
            self._published[gauge.station_id] = heard.readings[-1].observed_at
        return heard.fresh_for_s

    def _keep(self, gauge: Watched, faults: Sequence[Fault]) -> None:
        for fault in faults:
            log.warning("%s: set aside: %s", gauge.station_id, fault.reason)
        self._store.quarantine(f"{self._device.device_id}/{gauge.station_id}", faults)
