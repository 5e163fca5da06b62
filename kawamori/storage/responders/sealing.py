"""Who a responder is, and whom to ring for them: sealed, each by a key of its own purpose."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kawamori.errors import InvalidError
from kawamori.responders.people import EmergencyContact, Someone
from kawamori.storage.people.responder_seals import EMERGENCY, PERSON, REGISTRATION, about
from kawamori.storage.sealing import Seal, keys_of

_DAMAGED = "a responder's data is damaged or was stored under another people key"


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """What somebody writes who wants to be a responder."""

    who: Someone
    emergency: EmergencyContact
    category: str
    language: str
    languages: tuple[str, ...]
    equipment: tuple[str, ...]
    home_area: str | None
    work_area: str | None
    skills: tuple[tuple[str, str], ...]  # with its certificate
    consent: str

    def __repr__(self) -> str:
        """Return nothing of it."""
        return "Asked(…)"


class ResponderSeals:
    """Seals and opens what responders wrote, by the people key."""

    def __init__(self, people_key: bytes) -> None:
        """Take the key, or several of 32 bytes one behind the other, the newest first."""
        keys = keys_of(people_key)
        self._person, self._emergency = Seal(keys, PERSON), Seal(keys, EMERGENCY)
        self._registration = Seal(keys, REGISTRATION)

    def close_person(self, responder_id: int, who: Someone) -> bytes:
        """Return a name and a date of birth as they are stored."""
        return self._person.close(
            _text([who.name, who.reading, str(who.born)]), about(responder_id)
        )

    def person(self, responder_id: int, sealed: bytes) -> Someone:
        """Return who it is; ``InvalidError`` when no key fits."""
        name, reading, born = _opened(self._person, sealed, about(responder_id))
        return Someone(name, reading, date.fromisoformat(born))

    def close_emergency(self, responder_id: int, contact: EmergencyContact) -> bytes:
        """Return whom to ring, as it is stored."""
        return self._emergency.close(_text([contact.name, contact.number]), about(responder_id))

    def emergency(self, responder_id: int, sealed: bytes) -> EmergencyContact:
        """Return whom to ring; ``InvalidError`` when no key fits."""
        return EmergencyContact(*_opened(self._emergency, sealed, about(responder_id)))

    def close_registration(self, registration_id: UUID, asked: Asked) -> bytes:
        """Return what somebody wrote, as it waits for their code."""
        return self._registration.close(_text(asdict(asked)), registration_id.bytes)

    def registration(self, registration_id: UUID, sealed: bytes) -> Asked:
        """Return what somebody wrote; ``InvalidError`` when no key fits."""
        kept = _opened(self._registration, sealed, registration_id.bytes)
        who = kept.pop("who")
        return Asked(
            Someone(who["name"], who["reading"], date.fromisoformat(who["born"])),
            EmergencyContact(**kept.pop("emergency")),
            skills=tuple((skill, certificate) for skill, certificate in kept.pop("skills")),
            languages=tuple(kept.pop("languages")),
            equipment=tuple(kept.pop("equipment")),
            **kept,
        )


def _text(what: object) -> bytes:
    return json.dumps(what, ensure_ascii=False, default=str).encode()


def _opened(seal: Seal, sealed: bytes, bound_to: bytes) -> Any:
    try:
        return json.loads(seal.open(sealed, bound_to))
    except ValueError:
        raise InvalidError(_DAMAGED) from None
