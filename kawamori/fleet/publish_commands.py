"""`kawamori fleet publish`: tell devices how they are to be set, until stopped."""

import argparse
import logging
import signal

from kawamori.fleet.publishing import Publisher
from kawamori.mqtt.known import broker_of
from kawamori.settings import read_settings
from kawamori.storage.connections import connect


def publish(_args: argparse.Namespace) -> int:
    """Publish configurations until SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = read_settings()
    url = settings.database_url.get_secret_value()
    publisher = Publisher(broker_of(settings), lambda: connect(url, name="fleet"))
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: publisher.stopping.set())
    publisher.run()
    return 0
