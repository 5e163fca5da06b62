"""`kawamori ingest`, and what a person does with the quarantine."""

import argparse
import gc
import logging
import signal
from datetime import UTC, datetime

from ingest.loop import Ingest
from ingest.replay import replay
from kawamori.errors import UnavailableError
from kawamori.mqtt.known import broker_of
from kawamori.settings import Settings, read_settings
from kawamori.storage.connections import Connection, connect, unavailable_when_lost
from kawamori.storage.migrations import missing
from kawamori.storage.readings.quarantine import Quarantined, find_quarantined, list_quarantined

_SHOWN = 60  # characters of a payload in a list


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    parser = commands.add_parser("ingest", help="store what devices publish, until stopped")
    parser.add_argument(
        "--leave",
        action="store_true",
        help="store what the broker holds for this process, then give up its share for good",
    )
    parser.set_defaults(run=_ingest)

    quarantine = commands.add_parser("quarantine", help="what could not be stored, and why")
    acts = quarantine.add_subparsers(required=True, metavar="ACT")

    listing = acts.add_parser("list", help="the newest rows")
    listing.add_argument("--about", default="", help="only where the reason contains this")
    listing.add_argument("--replayed", action="store_true", help="those replayed since, too")
    listing.add_argument("--limit", type=int, default=100)
    listing.set_defaults(run=_list)

    show = acts.add_parser("show", help="one row with all its bytes")
    show.add_argument("number", type=int)
    show.set_defaults(run=_show)

    again = acts.add_parser("replay", help="try rows again, after what was wrong is mended")
    again.add_argument("number", type=int, nargs="*", help="as `list` shows it")
    again.add_argument("--about", help="every open row whose reason contains this")
    again.set_defaults(run=_replay)


def _ingest(args: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = read_settings()
    ingest = Ingest(broker_of(settings), settings.ingest_name, lambda: _open_database(settings))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ingest.stopping.set())
    gc.freeze()  # or each full collection looks through all that was imported: readings wait 50 ms
    if args.leave:
        ingest.leave()
    else:
        ingest.run()
    return 0


def _list(args: argparse.Namespace) -> int:
    with _open_database(read_settings()) as connection:
        rows = list_quarantined(
            connection, about=args.about, replayed=args.replayed, limit=args.limit
        )
    for row in rows:
        print(f"{row.quarantine_id:6} {row.received_at:%Y-%m-%d %H:%M:%S}Z ×{row.times}", end=" ")
        print(f"{row.topic}\n       {row.reason}\n       {_text(row.payload, _SHOWN)}")
    print(f"{len(rows)} in quarantine" if rows else "nothing in quarantine")
    return 0


def _show(args: argparse.Namespace) -> int:
    with _open_database(read_settings()) as connection:
        row = find_quarantined(connection, args.number)
    print(f"number    {row.quarantine_id}")
    print(f"topic     {row.topic}")
    print(f"reason    {row.reason}")
    print(f"received  {row.received_at:%Y-%m-%d %H:%M:%S}Z, {row.times} time(s),", end=" ")
    print(f"last {row.last_received_at:%Y-%m-%d %H:%M:%S}Z")
    print(f"replayed  {f'{row.replayed_at:%Y-%m-%d %H:%M:%S}Z' if row.replayed_at else 'no'}")
    print(f"payload   {len(row.payload)} bytes\n{_text(row.payload, len(row.payload))}")
    return 0


def _replay(args: argparse.Namespace) -> int:
    """Try again; exit code 1 when something is still refused."""
    refused = 0
    with _open_database(read_settings()) as connection:
        rows: list[Quarantined] = [find_quarantined(connection, each) for each in args.number]
        if args.about is not None:
            rows += reversed(list_quarantined(connection, about=args.about, limit=1_000_000))
        for row, reason in replay(connection, rows, datetime.now(UTC)):
            refused += bool(reason)
            print(f"{row.quarantine_id:6} {'still refused: ' + reason if reason else 'stored'}")
    print(f"{len(rows) - refused} stored, {refused} still refused")
    return 1 if refused else 0


def _text(payload: bytes, length: int) -> str:
    return payload[:length].decode("utf-8", "backslashreplace") + "…" * (len(payload) > length)


def _open_database(settings: Settings) -> Connection:
    connection = connect(settings.database_url.get_secret_value(), name="ingest")
    with unavailable_when_lost():
        absent = missing(connection)
    if absent:
        connection.close()
        raise UnavailableError(f"database: {', '.join(absent)} not applied: run `kawamori migrate`")
    return connection
