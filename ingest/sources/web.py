"""Asking a public service: who we are, only what is new, and no more often than it wants."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from importlib.metadata import version

import requests

from kawamori.errors import InvalidError, NotFoundError, UnavailableError

LARGEST = 16_000_000  # bytes; JMA's longest feed takes two
PATIENCE_S = 15.0  # for a connection, and between two pieces of an answer
WHOLE_ANSWER_S = 60.0
REMEMBERED = 256  # addresses whose last answer can be asked for "only if it is another one"
_NOT_MODIFIED, _NOT_FOUND, _ERROR = 304, 404, 400
_CHUNK = 65536


class AskLaterError(UnavailableError):
    """The service does not want to be asked again before so many seconds."""

    def __init__(self, message: str, again_in_s: float) -> None:
        super().__init__(message)
        self.again_in_s = again_in_s


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said: ``fresh_for_s`` is how long it asks not to be asked again."""

    url: str
    body: bytes
    fresh_for_s: float = 0.0
    validators: dict[str, str] = field(default_factory=dict)


class Web:
    """One source's way to the web; it is used by one thread."""

    def __init__(self, who: str) -> None:
        """Take who asks, such as ``Kawabe City; bosai@kawabe.example``, for the User-Agent."""
        self._session = requests.Session()
        self._session.max_redirects = 3
        plain = f"Kawamori/{version('kawamori')} ({who})"
        self._session.headers["User-Agent"] = plain.encode("ascii", "replace").decode()
        self._known: OrderedDict[str, dict[str, str]] = OrderedDict()

    def get(self, url: str) -> Answer | None:
        """Return the answer, or None where it is the one that was remembered.

        ``NotFoundError`` where there is nothing; ``UnavailableError`` when it can't be had now;
        ``InvalidError`` for more bytes than any honest answer has.
        """
        asked_at = time.monotonic()
        try:
            with self._session.get(
                url, headers=self._known.get(url, {}), timeout=PATIENCE_S, stream=True
            ) as response:
                _check(response, url)
                fresh_for_s = _fresh_for_s(response)
                if response.status_code == _NOT_MODIFIED:
                    return None
                body = _read(response, url, asked_at + WHOLE_ANSWER_S)
                return Answer(url, body, fresh_for_s, _validators(response))
        except requests.RequestException as error:
            raise UnavailableError(f"{url} does not answer: {_plain(error)}") from error

    def forget(self) -> None:
        """Have everything sent again."""
        self._known.clear()

    def close(self) -> None:
        """Let go of the connections that were kept open."""
        self._session.close()

    def remember(self, answer: Answer) -> None:
        """Have an answer not sent again: to be called once what it said is safe."""
        if answer.validators:
            self._known[answer.url] = answer.validators
            self._known.move_to_end(answer.url)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)


def _check(response: requests.Response, url: str) -> None:
    if response.status_code == _NOT_FOUND:
        raise NotFoundError(f"{url} is not there (404)")
    if response.status_code < _ERROR:
        return
    said = f"{url} answers {response.status_code}"
    wait = response.headers.get("Retry-After", "")
    if wait.isascii() and wait.isdecimal():
        raise AskLaterError(f"{said}, to be asked again in {wait} s", float(wait))
    raise UnavailableError(said)


def _read(response: requests.Response, url: str, until: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    for piece in response.iter_content(_CHUNK):
        size += len(piece)
        if size > LARGEST:
            raise InvalidError(f"{url} answers with more than {LARGEST} bytes")
        if time.monotonic() > until:
            raise UnavailableError(f"{url} did not finish its answer in {WHOLE_ANSWER_S:g} s")
        pieces.append(piece)
    return b"".join(pieces)


def _validators(response: requests.Response) -> dict[str, str]:
    names = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
    return {ask: response.headers[told] for told, ask in names.items() if told in response.headers}


def _fresh_for_s(response: requests.Response) -> float:
    for part in response.headers.get("Cache-Control", "").split(","):
        name, _, seconds = part.strip().partition("=")
        if name == "max-age" and seconds.isascii() and seconds.isdecimal():
            return float(seconds)
    return 0.0


def _plain(error: requests.RequestException) -> str:
    """Return what went wrong in words: the library's own run over three lines."""
    if isinstance(error, requests.Timeout):
        return f"nothing within {PATIENCE_S:g} s"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not to be trusted"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return type(error).__name__
