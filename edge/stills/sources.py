"""Stills that somebody else makes: a file, a program's output, a camera's own HTTP."""

import base64
import http.client
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from edge.stills.addresses import Address, Login, without_login
from edge.stills.jpegs import MOST_BYTES, checked
from kawamori.errors import UnavailableError

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
    name = command[0]
    try:
        done = subprocess.run(  # noqa: S603 the device's owner named it
            command, capture_output=True, timeout=timeout_s, check=True
        )
    except subprocess.CalledProcessError as error:
        said = without_login(error.stderr.decode(errors="replace").strip())
        raise UnavailableError(f"{name} failed ({error.returncode}): {said}") from None
    except subprocess.TimeoutExpired:  # its own words hold all arguments, a password perhaps
        raise UnavailableError(f"{name} was not done within {timeout_s:g} s") from None
    except OSError as error:
        raise UnavailableError(f"{name}: {error}") from error
    return checked(name, done.stdout)


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
            wanted = str(error.headers.get("WWW-Authenticate", ""))
    said = _authorization(request, address, address.login, wanted)
    request.add_unredirected_header("Authorization", said)
    return _answer(request, timeout_s)


def _answer(request: urllib.request.Request, timeout_s: float) -> http.client.HTTPResponse:
    answer: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=timeout_s)  # noqa: S310 same
    return answer


def _authorization(
    request: urllib.request.Request, address: Address, login: Login, wanted: str
) -> str:
    """Return a login as a camera's challenge wants it: Basic or Digest."""
    scheme, _, challenge = wanted.partition(" ")
    if scheme.lower() == "basic":
        whole = f"{login.user}:{login.password}".encode()
        return f"Basic {base64.b64encode(whole).decode()}"
    if scheme.lower() != "digest":
        raise ValueError(f"it wants a login by {scheme!r}, neither Basic nor Digest")
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, address.url, login.user, login.password)
    parts = urllib.request.parse_keqv_list(urllib.request.parse_http_list(challenge))
    said = urllib.request.HTTPDigestAuthHandler(passwords).get_authorization(request, parts)
    return f"Digest {said}"
