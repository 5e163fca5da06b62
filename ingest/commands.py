"""`kawamori ingest`, and what a person does with the quarantine."""

import argparse
import logging
import signal

from ingest.loop import Ingest
from kawamori.errors import UnavailableError
from kawamori.mqtt import Broker
from kawamori.settings import Settings, read_settings
from kawamori.storage.connections import Connection, connect, unavailable_when_lost
from kawamori.storage.migrations import missing


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    parser = commands.add_parser("ingest", help="store what devices publish, until stopped")
    parser.set_defaults(run=_ingest)


def _ingest(_args: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = read_settings()
    ingest = Ingest(_broker(settings), settings.ingest_name, lambda: _open_database(settings))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ingest.stopping.set())
    ingest.run()
    return 0


def _broker(settings: Settings) -> Broker:
    password = settings.mqtt_password
    return Broker(
        settings.mqtt_host,
        settings.mqtt_port,
        settings.mqtt_username,
        password.get_secret_value() if password else None,
        settings.mqtt_ca_file,
    )


def _open_database(settings: Settings) -> Connection:
    connection = connect(settings.database_url.get_secret_value(), name="ingest")
    with unavailable_when_lost():
        absent = missing(connection)
    if absent:
        connection.close()
        raise UnavailableError(f"database: {', '.join(absent)} not applied: run `kawamori migrate`")
    return connection
