"""`kawamori cap`: read alerts of other systems, and say why one is refused."""

import argparse
import sys
from pathlib import Path

from kawamori.cap.alerts import CapAlert
from kawamori.cap.read import alert_of, check, parse
from kawamori.cap.signatures import Signed, read_certificates, verify
from kawamori.cap.times import cap_time
from kawamori.errors import InvalidError

EXIT_REFUSED = 1


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    cap = commands.add_parser("cap", help="alerts in the Common Alerting Protocol 1.2")
    acts = cap.add_subparsers(required=True, metavar="ACT")
    checked = acts.add_parser("check", help="accept or refuse files, with every reason")
    checked.add_argument("files", nargs="+", type=Path, metavar="FILE")
    checked.add_argument(
        "--trust",
        type=Path,
        metavar="CERTIFICATES",
        help="PEM: refuse what none of these signed",
    )
    checked.set_defaults(run=_check)


def _check(args: argparse.Namespace) -> int:
    refused = 0
    for file in args.files:
        try:
            alert, signed = _accepted(file, args.trust)
        except InvalidError as error:
            refused += 1
            print(f"{file}: refused: {error}", file=sys.stderr)
        else:
            print(f"{file}: {_line(alert)}; {_signature(signed)}")
    return EXIT_REFUSED if refused else 0


def _accepted(file: Path, trust: Path | None) -> tuple[CapAlert, Signed | None]:
    root = parse(_bytes(file))
    check(root)
    trusted = read_certificates(_bytes(trust)) if trust else []
    signed = verify(root, trusted)
    if trust and not (signed and signed.is_trusted):
        by = f"by {signed.signer}, whom" if signed else "by nobody:"
        raise InvalidError(f"it is signed {by} {trust.name} does not name")
    return alert_of(signed.root if signed else root), signed


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InvalidError(f"can't be read: {error.strerror}") from None


def _line(alert: CapAlert) -> str:
    said = [f"{info.event} ({info.language})" for info in alert.infos]
    ends = [info.expires for info in alert.infos if info.expires]
    until = f", until {cap_time(max(ends))}" if ends else ", without an end"
    what = f"{alert.status} {alert.msg_type} {alert.scope}"
    return f"{what} {alert.identifier} of {alert.sender}: {', '.join(said) or 'no info'}{until}"


def _signature(signed: Signed | None) -> str:
    if signed is None:
        return "not signed"
    trust = "trusted" if signed.is_trusted else "not known to be trusted"
    return f"signed by {signed.signer}, {trust}"
