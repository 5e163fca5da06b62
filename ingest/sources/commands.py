"""``kawamori sources``: ask public services for gauges and warnings, and add a gauge of theirs."""

import argparse
import logging
import signal
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from ingest.sources.config import SourcesConfig, gauge_sources, read_sources
from ingest.sources.device import SourceDevice
from ingest.sources.gauge_feed import GaugeFeed, Watched
from ingest.sources.jma.asking import INTERVAL_S, JmaFeed
from ingest.sources.pace import Pace
from ingest.sources.polling import Feed, Polling
from ingest.sources.registering import add_gauge, read_reference
from ingest.sources.store import Store
from ingest.sources.web import Web
from kawamori.errors import InvalidError
from kawamori.mqtt.known import broker_of
from kawamori.settings import Settings, read_settings
from kawamori.storage.connections import connect_command

DEFAULT_CONFIG = Path("/etc/kawamori/sources.toml")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    sources = commands.add_parser("sources", help="other people's gauges and warnings")
    acts = sources.add_subparsers(required=True, metavar="ACT")

    run = acts.add_parser("run", help="ask the sources of a file, until stopped")
    _add_config(run)
    run.set_defaults(run=_run)

    add = acts.add_parser("add", help="make public gauges stations, and ask for them from now on")
    add.add_argument("gauge", nargs="+", help="such as ea:1029TH or usgs:12149000")
    _add_config(add)
    add.set_defaults(run=_add)


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=DEFAULT_CONFIG, metavar="FILE")


def _add(args: argparse.Namespace) -> int:
    settings = read_settings()
    references = [read_reference(each) for each in args.gauge]
    contact = read_sources(args.config).contact if args.config.exists() else ""
    who = who_asks(settings, contact)
    with connect_command(settings) as connection, closing(Web(who)) as web:
        for each in references:
            print(add_gauge(connection, web, each, args.config))
    for credit in dict.fromkeys(each.source.credit for each in references):
        print(credit)
    return 0


def _run(args: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    pollings = pollings_of(read_sources(args.config), read_settings())
    threads = [
        threading.Thread(target=each.run, args=(stopping,), name=each.name) for each in pollings
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 0


def pollings_of(config: SourcesConfig, settings: Settings) -> list[Polling]:
    """Return what asks each source of a file; ``InvalidError`` when it names none."""
    pollings = []
    who = who_asks(settings, config.contact)
    for name, source in gauge_sources().items():
        watched = [Watched(g.code, g.station_id) for g in config.gauges if g.source == name]
        if watched:
            device = _device(settings, name)
            feed: Feed = GaugeFeed(
                source, watched, web=Web(who), store=Store(settings), device=device
            )
            pollings.append(Polling(name, feed, device=device, pace=Pace(source.interval_s)))
    if jma := config.the_jma():
        feed = JmaFeed(jma, Web(who), Store(settings))
        device = _device(settings, "jma")
        pollings.append(Polling("jma", feed, device=device, pace=Pace(INTERVAL_S)))
    if not pollings:
        raise InvalidError("the file of sources names no gauge and no [jma]: nothing to ask")
    return pollings


def who_asks(settings: Settings, contact: str) -> str:
    """Return how a service knows us: the city, and whom to write to."""
    return f"{settings.city_name_en}; {contact or settings.public_url}"


def _device(settings: Settings, name: str) -> SourceDevice:
    return SourceDevice(broker_of(settings), name, datetime.now(UTC))
