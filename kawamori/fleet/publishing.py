"""Devices are told how they are to be set: each newest configuration, retained."""

import logging
import threading
from collections.abc import Callable

from kawamori.errors import UnavailableError
from kawamori.mqtt import Broker
from kawamori.mqtt import Connection as Link
from kawamori.runs import Status
from kawamori.storage.connections import Connection
from kawamori.storage.fleet.configs import newest_configs
from kawamori.wire import Command, DeviceConfig, DeviceTopic, encode

log = logging.getLogger(__name__)

CLIENT_ID = "kawamori-fleet"
LOOK_EVERY_S = 2.0


class Publisher:
    """Publishes what the database has and the broker was not told yet.

    After a lost connection everything is told again: the broker may be another by then.
    """

    def __init__(self, broker: Broker, connect: Callable[[], Connection]) -> None:
        self.stopping = threading.Event()
        self._connect = connect
        self._connection: Connection | None = None
        self._told: dict[str, int] = {}
        self._link = Link(broker, CLIENT_ID)
        self._link.on_disconnected = self._told.clear

    def run(self) -> None:
        """Look every two seconds until told to stop."""
        self._link.start()
        while not self.stopping.is_set():
            try:
                self.step()
            except UnavailableError as error:
                log.warning("%s; devices keep the configuration that they have", error)
                self._let_go()
            self.stopping.wait(LOOK_EVERY_S)
        self._link.stop()
        self._let_go()

    def step(self) -> None:
        """Publish each configuration that is newer than what was told."""
        if not self._link.is_connected:
            return
        if self._connection is None:
            self._connection = self._connect()
        for config in newest_configs(self._connection):
            if self._told.get(config.device_id) == config.version:
                continue
            topic = str(DeviceTopic(Status.ACTUAL, config.device_id, "command"))
            wanted = Command(1, DeviceConfig(config.version, config.intervals_s))
            if self._link.publish(topic, encode(wanted), retain=True):
                self._told[config.device_id] = config.version
                log.info("%s is told of config %d", config.device_id, config.version)

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
