"""One CAP 1.2 alert as a value: what we write of it, and what we use of what others write."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kawamori.cap.times import cap_time
from kawamori.errors import InvalidError

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
LEGAL_NAME = re.compile(r"[^\s,<&]+")  # of an alert, of a sender: the rest parts references

Point = tuple[float, float]  # latitude, longitude: the other way round than GeoJSON's
Named = tuple[str, str]  # what CAP calls valueName and value


class Status(StrEnum):
    """What an alert is worth."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"


class MsgType(StrEnum):
    """What an alert does to those before it."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


class Scope(StrEnum):
    """Whom an alert is for."""

    PUBLIC = "Public"
    RESTRICTED = "Restricted"
    PRIVATE = "Private"


class Category(StrEnum):
    """What kind of thing happens; a flood is meteorological in CAP's words."""

    GEO = "Geo"
    MET = "Met"
    SAFETY = "Safety"
    SECURITY = "Security"
    RESCUE = "Rescue"
    FIRE = "Fire"
    HEALTH = "Health"
    ENV = "Env"
    TRANSPORT = "Transport"
    INFRA = "Infra"
    CBRNE = "CBRNE"
    OTHER = "Other"


class Response(StrEnum):
    """What those addressed are to do."""

    SHELTER = "Shelter"
    EVACUATE = "Evacuate"
    PREPARE = "Prepare"
    EXECUTE = "Execute"
    AVOID = "Avoid"
    MONITOR = "Monitor"
    ASSESS = "Assess"
    ALL_CLEAR = "AllClear"
    NONE = "None"


class Urgency(StrEnum):
    """How soon it is to be done."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class Severity(StrEnum):
    """How bad it is."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


class Certainty(StrEnum):
    """How sure it is."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True)
class Reference:
    """An alert that another one answers or replaces."""

    sender: str
    identifier: str
    sent: datetime

    def __str__(self) -> str:
        """Return the three as CAP joins them."""
        return f"{self.sender},{self.identifier},{cap_time(self.sent)}"


@dataclass(frozen=True, slots=True)
class CapArea:
    """A place in words, with its outlines, circles (centre and km) and official codes."""

    description: str
    polygons: tuple[tuple[Point, ...], ...] = ()
    circles: tuple[tuple[Point, float], ...] = ()
    geocodes: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Info:
    """What an alert says, in one language."""

    language: str
    categories: tuple[Category, ...]
    event: str
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    responses: tuple[Response, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[Named, ...] = ()
    areas: tuple[CapArea, ...] = ()


@dataclass(frozen=True, slots=True)
class CapAlert:
    """An alert; it refuses to exist where another system could mistake it."""

    identifier: str
    sender: str
    sent: datetime
    status: Status
    msg_type: MsgType
    scope: Scope
    restriction: str = ""
    addresses: str = ""
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: str = ""
    infos: tuple[Info, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an illegal name, an answer to nothing, a restriction that nobody knows."""
        for what, name in (("identifier", self.identifier), ("sender", self.sender)):
            if not LEGAL_NAME.fullmatch(name):
                raise InvalidError(f"{what} {name!r}: no spaces, commas, < or & are allowed")
        if self.msg_type is not MsgType.ALERT and not self.references:
            raise InvalidError(f"{self.msg_type} {self.identifier}: say which alerts it refers to")
        if self.scope is Scope.RESTRICTED and not self.restriction:
            raise InvalidError(f"{self.identifier} is Restricted: say by what rule")
        if self.scope is Scope.PRIVATE and not self.addresses:
            raise InvalidError(f"{self.identifier} is Private: say to whom it goes")

    @property
    def reference(self) -> Reference:
        """Return how a later alert refers to this one."""
        return Reference(self.sender, self.identifier, self.sent)
