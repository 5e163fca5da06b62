"""Notes and requests between offices, encoded straight to bytes."""

from collections.abc import Sequence

import msgspec

from kawamori.storage.offices.notes import Note
from kawamori.storage.offices.requests import Request

_encode = msgspec.json.Encoder().encode


def notes_shown(notes: Note | Sequence[Note]) -> bytes:
    """Return one note, or several."""
    return _encode(notes._asdict() if isinstance(notes, Note) else [n._asdict() for n in notes])


def requests_shown(requests: Request | Sequence[Request]) -> bytes:
    """Return one request, or several."""
    if isinstance(requests, Request):
        return _encode(requests._asdict())
    return _encode([each._asdict() for each in requests])
