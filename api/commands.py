"""`kawamori api` and `kawamori residents` serve; `kawamori openapi` prints what is served."""

import argparse
import json
import logging

from pydantic import SecretStr

from api.app import create_app
from api.residents.app import create_residents
from api.server import make_server
from kawamori.settings import Settings, read_settings


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    serve = commands.add_parser("api", help="serve the API and the map")
    serve.set_defaults(run=_serve)
    residents = commands.add_parser("residents", help="serve the residents' pages")
    residents.set_defaults(run=_serve_residents)
    describe = commands.add_parser("openapi", help="print the API's description (OpenAPI 3.1)")
    describe.set_defaults(run=_describe)


def openapi() -> str:
    """Return the API's description, as it is kept in web/openapi.json."""
    app = create_app(Settings(database_url=SecretStr("postgresql:///")))
    return json.dumps(app.openapi(), ensure_ascii=False, indent=2) + "\n"


def _serve_residents(_args: argparse.Namespace) -> int:
    _log()
    settings = read_settings()
    app = create_residents(settings)
    make_server(app, settings.api_host, settings.residents_port, notes_who=False).run()
    return 0


def _log() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")


def _serve(_args: argparse.Namespace) -> int:
    _log()
    settings = read_settings()
    make_server(create_app(settings), settings.api_host, settings.api_port).run()
    return 0


def _describe(_args: argparse.Namespace) -> int:
    print(openapi(), end="")
    return 0
