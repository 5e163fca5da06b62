"""Hand stills over to headquarters by HTTPS, one request each."""

import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from enum import Enum
from http import HTTPStatus
from pathlib import Path

from edge.stills.spool import Waiting
from kawamori.errors import InvalidError

TIMEOUT_S = 30.0
_NEVER = {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}


class Answer(Enum):
    """What headquarters says to a still."""

    STORED = "stored"
    REFUSED = "refused"  # it will never be taken
    LATER = "later"  # nobody answers, or somebody has to mend the key or the camera's entry


class Handing:
    """Where stills go, and what the device shows for it."""

    def __init__(self, url: str, key: str, *, run: str = "", ca_file: Path | None = None) -> None:
        if urllib.parse.urlsplit(url).scheme not in {"http", "https"}:
            raise InvalidError(f"stills.url {url!r} must begin with https://")
        self._url = url.rstrip("/")
        self._key = key
        self._run = run
        self._context = ssl.create_default_context(cafile=ca_file)

    def hand_over(self, still: Waiting) -> tuple[Answer, str]:
        """Offer a still, and return what was answered, in words too."""
        query = urllib.parse.urlencode({"taken_at": still.taken_at.isoformat(), "run": self._run})
        request = urllib.request.Request(  # noqa: S310 the constructor lets HTTP through alone
            f"{self._url}/edge/stills/{still.camera_id}?{query}",
            data=still.path.read_bytes(),
            headers={"Authorization": f"Bearer {self._key}", "Content-Type": "image/jpeg"},
            method="PUT",
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S, context=self._context) as got:  # noqa: S310 same
                return Answer.STORED, got.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                answer = Answer.REFUSED if error.code in _NEVER else Answer.LATER
                return answer, f"{error.code}: {_said(error.read())}"
        except (urllib.error.URLError, OSError) as error:
            return Answer.LATER, str(error)


def _said(body: bytes) -> str:
    try:
        return str(json.loads(body)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return body[:200].decode(errors="replace")
