"""What somebody writes who wants to step in, and what their phone is told."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, SecretStr, StringConstraints

from api.schemas.geojson import Strict
from kawamori.responders.fitness import Reason
from kawamori.responders.people import LONGEST_CERTIFICATE, LONGEST_NAME, Category, Skill, State

LanguageName = Literal["ja", "ja-easy", "en", "zh", "zh-hant", "ko", "vi", "pt"]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)
]
Thing = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Certificate = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=LONGEST_CERTIFICATE)
]
MOST = 20


class EmergencyAsked(Strict):
    """Whom to ring, should they be hurt; sealed apart, and every look at it is an act."""

    name: Name
    number: SecretStr = Field(max_length=40)


class SkillAsked(Strict):
    """What somebody says that they can do, and what shows it."""

    skill: Skill
    certificate: Certificate = ""


class ResponderAsked(Strict):
    """Somebody who wants to step in for a while; whoever is under 18 is refused."""

    number: SecretStr = Field(description="A mobile number in Japan", max_length=40)
    language: LanguageName = "ja"
    name: Name
    reading: Name
    born: date
    category: Category
    emergency: EmergencyAsked
    languages: list[Thing] = Field(default_factory=list, max_length=MOST)
    equipment: list[Thing] = Field(default_factory=list, max_length=MOST)
    home_area: str | None = None
    work_area: str | None = None
    skills: list[SkillAsked] = Field(default_factory=list, max_length=MOST)
    consent: str = Field(description="The version of the wording that was agreed to", max_length=40)


class ResponderWaiting(Strict):
    """A registration whose code is on its way."""

    registration_id: UUID
    expires_at: AwareDatetime


class ResponderRegistered(Strict):
    """The key that the phone keeps; it is told this once."""

    responder_id: int
    key: str


class BriefingAcknowledged(Strict):
    """Which safety briefing was read."""

    version: str = Field(max_length=40)


class BriefingShown(Strict):
    """The safety briefing that is in force, and whether it was acknowledged."""

    version: str
    acknowledged: bool


class OwnSkill(Strict):
    """What they can do, and whether the city has checked it."""

    skill: Skill
    checked: bool


class OwnPass(Strict):
    """The pass that they hold now; no area: the whole city."""

    pass_id: int
    skills: list[str]
    area_ids: list[str]
    valid_until: AwareDatetime


class OwnShown(Strict):
    """A responder to themselves."""

    responder_id: int
    state: State
    name: str
    language: str
    category: Category
    law: str = Field(description="The legal basis of the category")
    cover: str = Field(description="What covers them if they are hurt")
    covered: bool = Field(description="Whether such a cover is recorded that holds now")
    home_area: str | None
    work_area: str | None
    skills: list[OwnSkill]
    briefing: BriefingShown
    holds: OwnPass | None = Field(description="Null: no pass that is valid now")
    reasons: list[Reason] = Field(description="What keeps them from a task; nothing: they are fit")


class CardShown(Strict):
    """A pass as it is shown, its code good for half an hour at most."""

    code: str = Field(description="A compact JWS, ES256; checked by GET /responders/keys")
    expires_at: AwareDatetime
    skills: list[str]
    area_ids: list[str]
    valid_until: AwareDatetime


class PublicKey(Strict):
    """A public key (RFC 7517)."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: str
    y: str
    kid: str
    alg: Literal["ES256"]
    use: Literal["sig"]


class PublicKeys(Strict):
    """The keys that a code may be signed by; the first signs now."""

    keys: list[PublicKey]
