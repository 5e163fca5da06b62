"""`python -m simulators.push`: a push service on loopback, over TLS and HTTP/2."""

import argparse
import asyncio
import signal
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server

from simulators.push.certificates import SERVER, SERVER_KEY
from simulators.push.control import control
from simulators.push.journal import Journal
from simulators.push.service import Service

HOST = "127.0.0.1"


async def serve(folder: Path, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C; ``folder`` has the certificate and gets the journal."""
    journal = Journal(folder / "journal.jsonl")
    service = Service(journal, f"https://localhost:{port}")
    server = Server(
        service.app(control(service)),
        HOST,
        port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_enabled=False,
        ssl_cert=folder / SERVER,
        ssl_key=folder / SERVER_KEY,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, server.stop)
    try:
        await server.serve()
    finally:
        journal.close()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m simulators.push")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, required=True)
    args = parser.parse_args()
    asyncio.run(serve(args.folder, args.port))


main()
