"""Stills that somebody else makes: a file, a program's output, a camera's own HTTP."""

import base64
import http.client
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from edge.programs import run_program
from edge.stills.addresses import Address, Login
from edge.stills.jpegs import MOST_BYTES, checked
from kawamori.errors import UnavailableError

_DIGESTS = ("MD5", "SHA")  # what the standard library can answer

Take = Callable[[datetime], bytes]


def read_file(path: Path, max_age_s: float | None) -> bytes:
    """Return the JPEG in a file; one that nobody has written for so long is not a still."""
    try:
        written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        raw = path.read_bytes()
    except OSError as error:
        raise UnavailableError(f"{path}: {error}") from error
    age_s = (datetime.now(UTC) - written_at).total_seconds()
    if max_age_s is not None and age_s > max_age_s:
        raise UnavailableError(f"{path} was last written {age_s:.0f} s ago")
    return checked(str(path), raw)


def run_command(command: Sequence[str], timeout_s: float) -> bytes:
    """Return the JPEG that a program prints."""
    return checked(command[0], run_program(command, timeout_s))


def fetch(address: Address, timeout_s: float) -> bytes:
    """Return the JPEG that a camera gives over HTTP; its login by Basic or Digest, as it asks."""
    try:
        with _open(address, timeout_s) as answer:
            return checked(address.shown, answer.read(MOST_BYTES + 1))
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        said = address.without_password(str(error))
        raise UnavailableError(f"{address.shown}: {said}") from None


def _open(address: Address, timeout_s: float) -> http.client.HTTPResponse:
    """Ask without a login; where one is wanted, say it once: repeating a wrong one locks out."""
    request = urllib.request.Request(address.url)  # noqa: S310 the address was read as HTTP
    try:
        return _answer(request, timeout_s)
    except urllib.error.HTTPError as error:
        if error.code != HTTPStatus.UNAUTHORIZED or address.login is None:
            raise
        with error:
            wanted = error.headers.get_all("WWW-Authenticate", [])
            asked_at = error.url or address.url  # it may have sent us on, to HTTPS say
    _refuse_elsewhere(asked_at, address)
    request = urllib.request.Request(asked_at)  # noqa: S310 the same camera
    said = _authorization(request, address.login, wanted)
    request.add_unredirected_header("Authorization", said)
    return _answer(request, timeout_s)


def _refuse_elsewhere(asked_at: str, address: Address) -> None:
    """Refuse to say a login to another host than it was given for, or in clear where it was not."""
    given, asks = urlsplit(address.url), urlsplit(asked_at)
    if asks.hostname != given.hostname or (given.scheme, asks.scheme) == ("https", "http"):
        where = f"{asks.scheme}://{asks.netloc}"
        raise ValueError(f"it leads to {where}, which asks for a login: name that camera itself")


def _answer(request: urllib.request.Request, timeout_s: float) -> http.client.HTTPResponse:
    answer: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=timeout_s)  # noqa: S310 same
    return answer


def _authorization(request: urllib.request.Request, login: Login, wanted: Sequence[str]) -> str:
    """Return a login as one of a camera's challenges wants it: Digest rather than Basic."""
    schemes = [challenge.partition(" ")[0].lower() for challenge in wanted]
    for scheme, challenge in zip(schemes, wanted, strict=True):
        if scheme == "digest" and (said := _digest(request, login, challenge)) is not None:
            return said
    if "basic" in schemes:
        whole = f"{login.user}:{login.password}".encode()
        return f"Basic {base64.b64encode(whole).decode()}"
    raise ValueError(f"it wants a login by {wanted}, neither Basic nor Digest by MD5 or SHA")


def _digest(request: urllib.request.Request, login: Login, challenge: str) -> str | None:
    """Return the answer to a Digest challenge; None to one that can't be answered."""
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, request.full_url, login.user, login.password)
    members = (each.partition("=") for each in urllib.request.parse_http_list(challenge[7:]))
    parts = {name.lower(): value.strip('"') for name, _, value in members}
    parts["algorithm"] = parts.get("algorithm", _DIGESTS[0]).upper()
    if parts["algorithm"] not in _DIGESTS:
        return None
    said = urllib.request.HTTPDigestAuthHandler(passwords).get_authorization(request, parts)
    return None if said is None else f"Digest {said}"
