"""Commands of the sandbox."""

import argparse
import logging
from functools import partial
from pathlib import Path

from simulators.sandbox.account import read_account
from simulators.sandbox.server import Options, serve


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    sandbox = commands.add_parser(
        "sandbox", help="stand in for the text-message provider, and show what was sent"
    )
    sandbox.add_argument("--host", default="127.0.0.1", help="who reaches it sees every message")
    sandbox.add_argument("--port", type=int, default=8090)
    sandbox.add_argument("--account-sid", help="else KAWAMORI_TWILIO_ACCOUNT_SID")
    token = sandbox.add_mutually_exclusive_group()
    token.add_argument("--auth-token", help="else KAWAMORI_TWILIO_AUTH_TOKEN or its _FILE")
    token.add_argument("--auth-token-file", type=Path, metavar="FILE")
    sandbox.add_argument(
        "--journal", type=Path, metavar="FILE", help="keep what was accepted here, not in memory"
    )
    sandbox.add_argument(
        "--callback-address",
        metavar="URL",
        help="where the callbacks' host is reached from here, such as http://api:8080",
    )
    sandbox.add_argument(
        "--inbound",
        metavar="URL",
        help="where the account hears what people text, such as http://…/hooks/twilio/rehearsal/inbound",
    )
    sandbox.add_argument(
        "--openapi",
        type=Path,
        metavar="FOLDER",
        help="refuse whatever the provider's OpenAPI in this folder does not describe",
    )
    sandbox.set_defaults(run=run_sandbox)


def run_sandbox(args: argparse.Namespace) -> int:
    """Run the sandbox until it is told to end."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    options = Options(
        account=read_account(args.account_sid, args.auth_token, args.auth_token_file),
        host=args.host,
        port=args.port,
        journal=args.journal,
        callback_address=args.callback_address,
        openapi=args.openapi,
        inbound=args.inbound,
    )
    show = partial(print, flush=True)
    show(f"messages that leave are shown at http://{args.host}:{args.port}/")
    if args.journal is None:
        show("they are kept in memory: --journal FILE keeps them on disk")
    serve(options, show)
    return 0
